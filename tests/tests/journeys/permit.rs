//! The permit for the restricted traffic zone, from the sheet to every end.

use tests::{installation::Installation, visitor::Visitor};

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines,
};

const RESIDENT: &str = "Abito nella ZTL";

on_both_engines!(
    granted_after_an_integration_and_a_payment,
    granted_without_payment_to_a_badge_holder,
    refused_after_observations,
    a_term_that_runs_again_leaves_those_that_wait,
    refused_after_silence_on_the_notice,
    withdrawn_by_the_citizen,
    late_and_the_citizen_is_told_whom_to_call_on,
    examined_on_when_nobody_answers,
);

async fn sent(installation: &Installation) -> (Visitor, String) {
    let mut mario = permit(installation, "mario", RESIDENT).await;
    let application = send(installation, &mut mario).await;
    (mario, application)
}

async fn granted_after_an_integration_and_a_payment(installation: Installation) {
    let (mut mario, application) = sent(&installation).await;
    mario.expect("2027/000001").expect("entro il 31 marzo 2027").expect("mario@example.it");
    mario.open(mario.path().to_owned().as_str()).await;
    mario.expect("Scarica la ricevuta (PDF");
    let receipt = mario.all("main a.btn-primary", "href");
    mario.open(&receipt[0]).await;
    assert!(mario.bytes().starts_with(b"%PDF-"), "the receipt is a PDF");
    let saved = mario.headers()["content-disposition"].to_str().unwrap();
    assert!(saved.contains("ricevuta-2027-000001.pdf"), "{saved}");
    assert_eq!(installation.subjects(), ["Abbiamo ricevuto la tua richiesta 2027/000001"]);

    let mut vigile = installation.as_("vigile", "/ufficio").await;
    vigile.expect("2027/000001").expect("Rossi Mario").follow("2027/000001").await;
    vigile.expect("AB123CD").expect("art. 2 c. 2 l. 241/1990");
    make(&installation, &mut vigile, "Prendi in carico", &[]).await;
    vigile.fill("Nota riservata", "Chiamato il 2 marzo").press("Aggiungi la nota").await;
    vigile.expect("Chiamato il 2 marzo");
    make(
        &installation,
        &mut vigile,
        "Chiedi un'integrazione",
        &[("Che cosa manca e perché", "La carta è illeggibile"), ("Giorni per rispondere", "20")],
    )
    .await;
    installation.days(3).await;

    installation.again(&mut mario, "mario", "/area-personale").await;
    mario
        .expect("L'ufficio chiede un'integrazione: rispondi entro il 22 marzo 2027")
        .expect_not("Chiamato");
    mario.open(&application).await;
    mario.expect("La carta è illeggibile").expect_not("Chiamato il 2 marzo");
    mario.follow("Rispondi").await;
    mario.expect("Che cosa ti ha scritto l'ufficio").expect("La carta è illeggibile");
    mario.attach("Documenti", "carta-nitida.pdf", crate::filling::PDF);
    mario.fill("La tua risposta", "Eccola, più nitida").press("Invia l'integrazione").await;
    installation.settle().await;

    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("Eccola, più nitida").expect("carta-nitida.pdf").expect("In istruttoria");
    // Three days of suspension move the term.
    vigile.expect("3 aprile 2027");
    make(&installation, &mut vigile, "Permesso pronto: da pagare", &[]).await;
    assert!(last_mail(&installation).contains("L'importo ancora da pagare è 36,00"));
    paid(&installation, &mut vigile).await;
    vigile.expect_not("Rilascia il permesso");

    let mut head = at_office(&installation, "responsabile", &application).await;
    make(&installation, &mut head, "Rilascia il permesso", &[("Numero del permesso", "ZTL-1")])
        .await;
    head.expect("Accolta");

    mario.open(&application).await;
    mario.expect("Conclusa - accolta").expect("Permesso di accesso alla ZTL");
    mario.expect("Eva Blu, Responsabile dell'Ufficio permessi");
    let papers = mario.all("#documenti ~ ul a", "href");
    assert!(papers.len() >= 3, "receipt, request, permit: {papers:?}");
    for paper in papers {
        mario.open(&paper).await;
        assert!(mario.bytes().starts_with(b"%PDF-"), "{paper} is a PDF");
    }
    assert_eq!(
        installation.subjects(),
        [
            "Abbiamo ricevuto la tua richiesta 2027/000001",
            "La tua domanda 2027/000001 è in lavorazione",
            "Richiesta di integrazione per la domanda 2027/000001",
            "Il tuo permesso è pronto: pagamento per la domanda 2027/000001",
            "Permesso di accesso alla ZTL n. ZTL-1",
        ]
    );
}

fn last_mail(installation: &Installation) -> String {
    installation.desk().mail.sent().pop().expect("a mail").message.text
}

/// The thirty-six euro in two payments: nothing goes on before the second.
async fn paid(installation: &Installation, vigile: &mut Visitor) {
    vigile.follow("Registra il pagamento").await;
    let amount = vigile.all("input[name=amount]", "value");
    assert_eq!(amount, ["36,00"], "what is due stands there");
    vigile
        .fill("Data del pagamento", "04/03/2028")
        .fill("Riferimento del pagamento", "x")
        .press("Conferma: Registra il pagamento")
        .await;
    vigile
        .expect("La data del pagamento non può essere nel futuro.")
        .expect("di almeno 3 caratteri");
    vigile
        .fill("Importo", "30,00")
        .fill("Data del pagamento", "04/03/2027")
        .fill("Riferimento del pagamento", "POS 1")
        .press("Conferma: Registra il pagamento")
        .await;
    vigile.expect("Fatto.").expect("In attesa del pagamento").expect("Da pagare 6,00");
    let rest = [("Data del pagamento", "04/03/2027"), ("Riferimento del pagamento", "POS 2")];
    make(installation, vigile, "Registra il pagamento", &rest).await;
    vigile.expect("In istruttoria").expect("Da pagare 0,00");
}

async fn granted_without_payment_to_a_badge_holder(installation: Installation) {
    let mut mario =
        permit(&installation, "mario", "Ho il contrassegno per persone con disabilità").await;
    mario
        .expect("Che cosa non paghi, e perché")
        .expect("Hai il contrassegno per persone con disabilità.");
    mario.expect("Per questa domanda non devi pagare nulla.");
    mario
        .expect("Che cosa non paghi, e perché")
        .expect("Hai il contrassegno per persone con disabilità.");
    let application = send(&installation, &mut mario).await;
    let mut head = at_office(&installation, "responsabile", &application).await;
    make(&installation, &mut head, "Prendi in carico", &[]).await;
    head.expect("Per questa domanda non resta nulla da pagare.");
    make(&installation, &mut head, "Rilascia il permesso", &[("Numero del permesso", "ZTL-2")])
        .await;
    mario.open(&application).await;
    mario.expect("Conclusa - accolta");
}

/// A permit on which the responsible has given notice before refusal.
async fn noticed(installation: &Installation) -> (Visitor, String) {
    let (mario, application) = sent(installation).await;
    let mut head = at_office(installation, "responsabile", &application).await;
    make(installation, &mut head, "Prendi in carico", &[]).await;
    // Art. 10-bis: nobody is refused without having been heard.
    head.expect(
        "Respingi la domanda: Prima di respingere la domanda invia il preavviso di rigetto",
    );
    make(
        installation,
        &mut head,
        "Comunica i motivi che ostacolano l'accoglimento",
        &[("Motivi", "Abiti fuori dalla zona")],
    )
    .await;
    (mario, application)
}

async fn refused(
    installation: &Installation,
    mario: &mut Visitor,
    application: &str,
    fields: &[(&str, &str)],
) {
    let mut head = at_office(installation, "responsabile", application).await;
    make(installation, &mut head, "Respingi la domanda", fields).await;
    // Nobody pays for what was refused.
    head.expect("Domanda respinta").expect("Da pagare 0,00").expect("non ci sono altri passaggi");
    installation.again(mario, "mario", application).await;
    mario.expect("Conclusa - respinta").expect("L'ufficio ha respinto la domanda");
    assert!(installation.subjects().contains(&"Rigetto della domanda 2027/000001".to_owned()));
}

async fn refused_after_observations(installation: Installation) {
    let (mut mario, application) = noticed(&installation).await;
    mario.open(&application).await;
    mario.expect("Abiti fuori dalla zona").follow("Rispondi").await;
    mario.fill("Le tue osservazioni", "Ci abito da ieri").press("Invia le tue osservazioni").await;
    installation.settle().await;
    mario.open(&application).await;
    mario.expect("Il termine per la risposta è sospeso fino all'11 marzo 2027.");
    mario.open("/area-personale").await;
    mario.expect("Il termine per la risposta è sospeso fino all'11 marzo 2027.");

    let mut head = at_office(&installation, "responsabile", &application).await;
    head.expect("Il termine è sospeso fino all'11 marzo 2027.").follow("Respingi la domanda").await;
    head.fill("Motivazione", "Resta fuori dalla zona").press("Conferma: Respingi la domanda").await;
    head.expect_not("Fatto.").expect("Perché le osservazioni non sono accolte");
    // Nor does a letter written by hand leave the answer out.
    head.fill("Perché le osservazioni non sono accolte", "L'anagrafe dice altro");
    head.put("~subject.refused", &["Rigetto della domanda 2027/000001".to_owned()]);
    head.put("~body.refused", &["La domanda è respinta.".to_owned()]);
    head.press("Conferma: Respingi la domanda").await;
    head.expect_not("Fatto.").expect("Nel testo manca la tua risposta alle osservazioni");
    let why = [
        ("Motivazione", "Resta fuori dalla zona"),
        ("Perché le osservazioni non sono accolte", "L'anagrafe dice altro"),
    ];
    refused(&installation, &mut mario, &application, &why).await;
    let mail = last_mail(&installation);
    for said in [
        "Gentile Mario Rossi,",
        "Il 1º marzo 2027 ti abbiamo comunicato i motivi",
        "Le osservazioni che hai inviato il 1º marzo 2027 sono state esaminate e non sono accolte",
        "L'anagrafe dice altro",
        "Resta fuori dalla zona",
    ] {
        assert!(mail.contains(said), "«{said}» is missing: {mail}");
    }
}

/// The term stands still for ten days more, then runs by itself: nobody does anything, and the queues must know.
async fn a_term_that_runs_again_leaves_those_that_wait(installation: Installation) {
    let (mut mario, application) = noticed(&installation).await;
    mario.open(&application).await;
    mario.follow("Rispondi").await;
    mario.fill("Le tue osservazioni", "Ci abito da ieri").press("Invia le tue osservazioni").await;
    installation.settle().await;
    let mut head = installation.as_("responsabile", "/ufficio?vista=in-attesa").await;
    head.expect("2027/000001");
    installation.days(11).await;
    installation.again(&mut head, "responsabile", "/ufficio?vista=in-attesa").await;
    head.expect_not("2027/000001");
    installation.days(40).await;
    installation.again(&mut head, "responsabile", "/ufficio?vista=in-ritardo").await;
    head.expect("2027/000001");
}

async fn refused_after_silence_on_the_notice(installation: Installation) {
    let (mut mario, application) = noticed(&installation).await;
    let mut head = at_office(&installation, "responsabile", &application).await;
    head.expect_not("Respingi la domanda")
        .expect("puoi decidere quando arrivano o, se non arrivano, dal 12 marzo 2027.");
    let notice = last_mail(&installation);
    assert!(notice.contains("fino all'11 marzo 2027"), "{notice}");
    installation.days(11).await;
    let why = [("Motivazione", "Resta fuori dalla zona")];
    refused(&installation, &mut mario, &application, &why).await;
    let mail = last_mail(&installation);
    assert!(mail.contains("non sono arrivate osservazioni."), "{mail}");
}

async fn withdrawn_by_the_citizen(installation: Installation) {
    let (mut mario, application) = sent(&installation).await;
    mario.open(&application).await;
    make(&installation, &mut mario, "Ritira la domanda", &[]).await;
    mario.expect("Ritirata");
    let mut head = at_office(&installation, "responsabile", &application).await;
    head.expect("Ritirata").expect_not("Prendi in carico");
}

async fn late_and_the_citizen_is_told_whom_to_call_on(installation: Installation) {
    let (mut mario, application) = sent(&installation).await;
    let title = "Il Comune è in ritardo: che cosa puoi fare";
    // The last day is the 31st of March.
    installation.days(30).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Il Comune deve rispondere entro il 31 marzo 2027").expect_not(title);
    installation.days(1).await;
    installation.again(&mut mario, "mario", &application).await;
    mario
        .expect("Il Comune doveva rispondere entro il 31 marzo 2027")
        .expect(title)
        .expect("potere sostitutivo (Segretario generale)")
        .expect("protocollo@pec.grugliasco.example")
        .expect("entro il 20 aprile 2027 (art. 28 del D.L. 69/2013)");
    let mail = mario.all("#ritardo ~ .late-box a.btn-primary", "href");
    assert_eq!(
        mail,
        [
            "mailto:urp@grugliasco.example?subject=Termine%20passato%2C%20richiesta%20di%20intervento\
          %20sostitutivo%20per%20la%20pratica%202027%2F000001"
        ]
    );
    mario.open("/area-personale").await;
    mario.expect("Apri la pratica per vedere che cosa puoi fare");
    installation.days(20).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect(title).expect_not("art. 28 del D.L. 69/2013");
    let mut vigile = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut vigile, "Prendi in carico", &[]).await;
    let asked = [("Che cosa manca e perché", "La firma"), ("Giorni per rispondere", "5")];
    make(&installation, &mut vigile, "Chiedi un'integrazione", &asked).await;
    // A term that has run out is not suspended any more: what the citizen can do stays.
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("L'ufficio chiede un'integrazione").expect(title);
}

async fn examined_on_when_nobody_answers(installation: Installation) {
    let (mut mario, application) = sent(&installation).await;
    let mut vigile = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut vigile, "Prendi in carico", &[]).await;
    vigile.follow("Chiedi un'integrazione").await;
    vigile.fill("Che cosa manca e perché", "Manca la firma").fill("Giorni per rispondere", "31");
    vigile.press("Conferma: Chiedi un'integrazione").await;
    // The law allows thirty days; what was typed stays on the page.
    vigile.expect("Da 5 a 30 giorni.").expect("Manca la firma");
    vigile.fill("Giorni per rispondere", "30").press("Conferma: Chiedi un'integrazione").await;
    vigile.expect("Fatto.").expect("In attesa del cittadino");
    installation.settle().await;
    installation.days(31).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("In lavorazione");
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("In istruttoria").expect("30 aprile 2027");
}
