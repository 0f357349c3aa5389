//! What the desk knows already is not asked again: where it comes from and of when is said, and it can be changed.

use chrono::NaiveDate;
use desk::prefill::Register;
use tests::{installation::Installation, visitor::Visitor};

use crate::{
    filling::{anew, permit, send},
    on_both_engines,
};

on_both_engines!(
    what_was_declared_is_offered_again_and_to_nobody_else,
    what_the_municipality_knows_is_not_asked,
    a_datum_that_is_wrong_is_reported_to_the_office
);

async fn what_was_declared_is_offered_again_and_to_nobody_else(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    send(&installation, &mut mario).await;
    let declared = "una tua domanda precedente, 1º marzo 2027";

    mario.open("/domanda/dichiarazione-residenza").await;
    let draft = mario.path().replace("/passi/privacy", "");
    mario.open(&format!("{draft}/passi/general")).await;
    mario.expect(declared);
    let phone = mario.all("input[name='contacts.phone']", "value");
    assert!(!phone[0].is_empty(), "{phone:?}");

    // Once it is changed it comes from nowhere but the person.
    mario.fill("Telefono", "011 7654321").press("Salva la bozza").await;
    let phone = mario.all("input[name='contacts.phone']", "value");
    assert_eq!(phone, ["011 7654321"]);

    let mut anna = installation.as_("anna", "/domanda/dichiarazione-residenza").await;
    let draft = anna.path().replace("/passi/privacy", "");
    anna.open(&format!("{draft}/passi/general")).await;
    anna.expect_not(declared);

    // Two years later it is forgotten.
    installation.clock.advance(chrono::Duration::days(732));
    let desk = installation.desk();
    desk.purge().await.expect("purged");
    let mut read = desk.db.peek().await.expect("storage");
    let left: Vec<(i64,)> =
        read.query("SELECT count(*) FROM remembered").fetch_all().await.expect("a count");
    assert_eq!(left, [(0,)]);
}

/// A new application of somebody, where it asks for the residence.
async fn residence(installation: &Installation, who: &str) -> Visitor {
    let mut me = installation.as_(who, "/domanda/permesso-ztl").await;
    anew(&mut me).await;
    me.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    me
}

async fn what_the_municipality_knows_is_not_asked(installation: Installation) {
    let desk = installation.desk();
    let mut register = Register {
        name: "Anagrafe comunale".to_owned(),
        on: NaiveDate::from_ymd_opt(2027, 2, 28).expect("a day"),
        is_authoritative: true,
    };
    let said = "fiscal_code,residence.street,residence.number,residence.town,residence.province,residence.cap\n\
                RSSMRA80A01H501U,Via Lupo,12,Grugliasco,TO,10095\n";
    assert_eq!(desk.import_known(&register, said).await.expect("taken"), 1);
    // It stands there, with where it comes from, and is not asked; nobody else sees it.
    let mut mario = residence(&installation, "mario").await;
    mario.expect("Via Lupo").expect("Anagrafe comunale, 28 febbraio 2027");
    assert!(mario.all("[name='residence.street']", "value").is_empty());
    let mut anna = residence(&installation, "anna").await;
    anna.expect_not("Via Lupo").expect_not("Anagrafe comunale");
    // A register that may be wrong fills the same fields, and they can be changed.
    register.is_authoritative = false;
    desk.import_known(&register, &said.replace("RSSMRA80A01H501U", "BNCNNA75E50F205H"))
        .await
        .expect("taken");
    anna.open(anna.path().to_owned().as_str()).await;
    anna.expect("Anagrafe comunale, 28 febbraio 2027");
    assert_eq!(anna.all("[name='residence.street']", "value"), ["Via Lupo"]);
    // What it says no more is gone from what was not sent.
    mario.open(mario.path().to_owned().as_str()).await;
    mario.expect_not("Anagrafe comunale");
    assert_eq!(desk.clear_known("Anagrafe comunale").await.expect("cleared"), 1);
    assert!(desk.known_registers().await.expect("read").is_empty());
    let refused = desk.import_known(&register, "fiscal_code,x\nnobody,1\n").await;
    assert!(refused.is_err());
}

async fn a_datum_that_is_wrong_is_reported_to_the_office(installation: Installation) {
    let mut mario = residence(&installation, "mario").await;
    mario.expect("C'è un errore in questi dati?").follow("Segnala l'errore al Comune").await;
    mario.expect("RSSMRA80A01H501U").expect("Arriva da: Identità");
    // Nothing was written: it is said, and nothing is sent.
    mario.press("Invia la segnalazione").await;
    mario.expect("Scrivi che cosa è sbagliato");
    assert_eq!(
        mario.find("title").as_deref().map(|title| title.starts_with("Errore: ")),
        Some(true)
    );
    let here = mario.find(".breadcrumb-item.active");
    assert_eq!(here.as_deref(), Some("Segnala un dato sbagliato"), "the breadcrumb stays plain");
    // Too much is told, never cut; what is sent after the session ended waits for its author.
    let long = "Sono nato a Torino. ".repeat(120);
    mario.fill("Che cosa è sbagliato?", &long).press("Invia la segnalazione").await;
    mario.expect("al massimo 2000").expect(long.trim());
    mario.fill("Che cosa è sbagliato?", "Parole da non perdere");
    let here = mario.path().to_owned();
    let late = mario.prepare("Invia la segnalazione");
    mario.forget();
    mario.send(late).await;
    mario.expect("La sessione è scaduta");
    assert!(mario.all("input[name='text']", "value").contains(&"Parole da non perdere".to_owned()));
    installation.again(&mut mario, "mario", &here).await;
    mario.fill("Che cosa è sbagliato?", "Sono nato a Torino, non a Roma.");
    mario.press("Invia la segnalazione").await;
    mario.expect("Abbiamo mandato la segnalazione all'ufficio.");
    installation.settle().await;
    let desk = installation.desk();
    let sent = desk.mail.sent();
    let [report] = sent.as_slice() else { panic!("{} mails", sent.len()) };
    let office = &desk.municipality.offices.iter().find(|office| office.id == "polizia-locale");
    assert_eq!(Some(&report.message.to), office.map(|office| &office.email));
    for words in ["Sono nato a Torino, non a Roma.", "RSSMRA80A01H501U", "ad area ZTL"] {
        assert!(report.message.text.contains(words), "{}", report.message.text);
    }
    mario.follow("Torna alla domanda").await;
    mario.expect("RSSMRA80A01H501U");
    // Nobody reports in another's draft.
    let at = mario.path().to_owned();
    let draft = at.split("/passi").next().unwrap_or_default();
    let mut anna = installation.as_("anna", "/area-personale").await;
    anna.get(&format!("{draft}/segnala")).await;
    assert_eq!(anna.status(), reqwest::StatusCode::NOT_FOUND);
    // What was begun is told where one would begin it again.
    mario.open("/servizi/mobilita-trasporti/permesso-ztl").await;
    mario.expect("Hai già una bozza, salvata il 1º marzo 2027");
    mario.open("/").await;
    mario.expect("Domande che hai iniziato");
    anna.open("/").await.expect_not("Domande che hai iniziato");
}
