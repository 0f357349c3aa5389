//! People look for a service in their own words, with slips; clerks for a file by what they hold in hand.

use tests::{
    direct::{complete, sign_in},
    installation::Installation,
    visitor::Visitor,
};

use crate::{
    filling::{at_office, make, permit, residence, send},
    on_both_engines,
};

on_both_engines!(
    services_are_found_in_everybodys_words,
    a_file_is_found_by_plate_and_number,
    a_file_is_found_by_whatever_stands_in_it_but_what_is_sensitive,
    the_queue_is_filtered_by_what_stands_in_it,
);

/// A case of the permit for whom a badge was given.
const BADGE: &str = "Con il contrassegno per persone con disabilità non si paga";
const ZTL: &str = "permesso di accesso ad area ZTL";
const RESIDENCE: &str = "Dichiarare la residenza o il cambio di indirizzo";
const PARKING: &str = "Richiedere permesso per parcheggio invalidi";
const NURSERY: &str = "Richiedere iscrizione all'asilo nido";

async fn look(visitor: &mut Visitor, page: &str, words: &str) {
    let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
    visitor.open(&format!("{page}?q={words}")).await;
}

async fn services_are_found_in_everybodys_words(installation: Installation) {
    let mut anybody = installation.visitor();
    for page in ["/cerca", "/servizi"] {
        for (words, service) in [
            ("permessi ztl", ZTL),
            ("permesso auto in centro", ZTL),
            ("residenze", RESIDENCE),
            ("cambio casa", RESIDENCE),
            ("asilo", NURSERY),
            ("asilio", NURSERY),
            ("parcheggio", PARKING),
        ] {
            look(&mut anybody, page, words).await;
            anybody.expect(service).expect_not("Forse cercavi");
        }
        for (words, service) in
            [("permeso zlt", ZTL), ("rezidenza", RESIDENCE), ("parchegio", PARKING)]
        {
            look(&mut anybody, page, words).await;
            anybody
                .expect(&format!("Nessun risultato per «{words}». Forse cercavi:"))
                .expect(service);
        }
        look(&mut anybody, page, "zzz").await;
        anybody.expect_not("Forse cercavi").expect("Non abbiamo trovato niente");
    }
    look(&mut anybody, "/domande-frequenti", "spidd").await;
    anybody.expect("Forse cercavi:").expect("SPID");
}

async fn a_file_is_found_by_plate_and_number(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    send(&installation, &mut mario).await;
    let mut clerk = installation.as_("vigile", "/ufficio").await;
    for typed in ["AB123CD", "ab 123 cd", "ab-123-cd rossi", "000001", "2027/1", "2027/000001", "1"]
    {
        look(&mut clerk, "/ufficio", typed).await;
        clerk.expect("2027/000001");
        assert_eq!(clerk.all("tr[data-row] th a", "href").len(), 1, "{typed}");
        assert!(clerk.sees("1 pratica"), "{typed}: {}", clerk.text());
    }
    for typed in ["ab 124 cd", "000002", "2026/1"] {
        look(&mut clerk, "/ufficio", typed).await;
        assert_eq!(clerk.all("tr[data-row] th a", "href").len(), 0, "{typed}");
    }
    // The house number 12 stands beside no file of that number.
    look(&mut clerk, "/ufficio", "12").await;
    clerk.expect("2027/000001");
    // Nobody finds by number what they may not read.
    let mut other = installation.as_("anagrafe", "/ufficio").await;
    look(&mut other, "/ufficio", "000001").await;
    other.expect_not("Rossi Mario");
}

async fn a_file_is_found_by_whatever_stands_in_it_but_what_is_sensitive(
    installation: Installation,
) {
    let desk = installation.desk();
    let mario = sign_in(desk, "citizens", "mario").await;
    // The number of the badge is asked as a sensitive one.
    let told = [
        ("badge_number", "QZX98765"),
        ("residence.street", "Via Lupo"),
        ("residence.number", "12"),
    ];
    let draft = complete(desk, &mario, ("permesso-ztl", BADGE), &told).await;
    desk.send(&mario.session, draft.draft, &draft.proof).await.expect("sent");
    installation.settle().await;
    let mut clerk = installation.as_("vigile", "/ufficio").await;
    for typed in [
        "rossi",
        "Mario ROSSI",
        "rossi mario",
        "ross mar",
        "RSSMRA80A01H501U",
        "rssmra80a01h501u",
        "via lupo",
        "Lupo, 12",
        "lupo torino 10124",
        "fiat panda",
        "panda rossi ab123cd",
    ] {
        look(&mut clerk, "/ufficio", typed).await;
        assert_eq!(clerk.all("tr[data-row] th a", "href").len(), 1, "{typed}");
    }
    for typed in ["QZX98765", "qzx", "98765", "rossi qzx98765", "bianchi", "via lupa"] {
        look(&mut clerk, "/ufficio", typed).await;
        assert_eq!(clerk.all("tr[data-row] th a", "href").len(), 0, "{typed}");
    }
}

async fn the_queue_is_filtered_by_what_stands_in_it(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut anna = residence(&installation, "anna").await;
    send(&installation, &mut anna).await;
    let choices = |visitor: &Visitor, name: &str| {
        visitor.find(&format!("fieldset:has(input[name={name}])")).unwrap_or_default()
    };
    let clerk = installation.as_("vigile", "/ufficio").await;
    let (procedures, states) = (choices(&clerk, "procedimento"), choices(&clerk, "stato"));
    assert!(procedures.contains("ZTL") && !procedures.contains("residenza"), "{procedures}");
    for state in ["Da prendere in carico", "Preavviso di rigetto"] {
        assert!(states.contains(state), "{state}: {states}");
    }
    assert!(!states.contains(" / "), "{states}");
    // How applications end is asked of those that have ended.
    assert!(!states.contains("Accolta"), "{states}");
    let closed = installation.as_("vigile", "/ufficio?vista=concluse").await;
    let ended = choices(&closed, "stato");
    assert!(ended.contains("Accolta") && !ended.contains("Da prendere in carico"), "{ended}");
    let head = installation.as_("responsabile", "/ufficio").await;
    let states = choices(&head, "stato");
    assert!(states.contains(" / "), "one state with two names: {states}");
    let state = head.find("td[data-label=Stato]").unwrap_or_default();
    assert!(!state.is_empty() && states.contains(&state), "«{state}»: {states}");

    let mut clerk = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut clerk, "Prendi in carico", &[]).await;
    make(
        &installation,
        &mut clerk,
        "Chiedi un'integrazione",
        &[("Che cosa manca e perché", "La carta è illeggibile"), ("Giorni per rispondere", "20")],
    )
    .await;
    clerk.open("/ufficio").await;
    clerk.expect("sospeso fino al 22 marzo 2027");
}
