//! What an office can do with any application: hand it to the competent office, put an act right, take a decision back.

use reqwest::StatusCode;
use tests::{installation::Installation, paper, visitor::Visitor};

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines,
};

on_both_engines!(
    an_application_goes_to_the_office_that_is_competent,
    a_decision_is_taken_back_and_made_anew,
    what_was_granted_is_annulled_within_six_months,
    a_mistake_in_an_act_is_put_right_and_the_act_stands,
    who_only_examines_takes_no_decision_back,
);

const DISABLED: &str = "Ho il contrassegno per persone con disabilità";
const TRANSFER: &str = "Trasmetti a un altro ufficio";
const REOPEN: &str = "Riapri la decisione";
const RECTIFY: &str = "Rettifica un atto";

async fn an_application_goes_to_the_office_that_is_competent(installation: Installation) {
    let mut mario = permit(&installation, "mario", DISABLED).await;
    let application = send(&installation, &mut mario).await;
    // Who examines hands nothing on; who answers for it does.
    let mut ugo = at_office(&installation, "vigile", &application).await;
    ugo.expect_not(TRANSFER);
    assert_eq!(ugo.get(&format!("/ufficio{application}/trasmetti")).await, StatusCode::NOT_FOUND);
    let mut eva = at_office(&installation, "responsabile", &application).await;
    eva.follow(TRANSFER).await;
    eva.expect("la trova nella sua coda");
    // Where nobody works it would lie unseen: the office says so, and is not taken.
    eva.expect("Ufficio Tributi (oggi non ci lavora nessuno)").expect_not("Ufficio Anagrafe (oggi");
    eva.fill("A quale ufficio", "Ufficio Tributi (oggi non ci lavora nessuno)");
    eva.fill("Perché spetta a quell'ufficio", "È un tributo");
    eva.press(&format!("Conferma: {TRANSFER}")).await;
    eva.expect("In questo ufficio oggi non lavora nessuno").expect("È un tributo");
    // Nothing goes without an office and a reason; what was typed stays.
    eva.fill("Perché spetta a quell'ufficio", "È un cambio di casa");
    eva.press(&format!("Conferma: {TRANSFER}")).await;
    eva.expect_not("Pratica trasmessa.").expect("È un cambio di casa");
    assert!(eva.find("title").is_some_and(|title| title.starts_with("Errore: ")));
    eva.fill("A quale ufficio", "Ufficio Anagrafe").press(&format!("Conferma: {TRANSFER}")).await;
    eva.expect("Pratica trasmessa.");
    assert_eq!(ugo.get(&format!("/ufficio{application}")).await, StatusCode::NOT_FOUND);
    let mut ivo = at_office(&installation, "anagrafe", &application).await;
    ivo.expect("È un cambio di casa");
    ivo.open("/ufficio?vista=non-assegnate").await;
    ivo.expect("2027/000001");
    mario.open(&application).await;
    mario.expect("È un cambio di casa");
    whole(&installation).await;
}

async fn a_decision_is_taken_back_and_made_anew(installation: Installation) {
    let desk = installation.desk();
    let mut mario = permit(&installation, "mario", DISABLED).await;
    let application = send(&installation, &mut mario).await;
    installation.days(3).await;
    let mut eva = at_office(&installation, "responsabile", &application).await;
    eva.expect_not(REOPEN);
    make(&installation, &mut eva, "Prendi in carico", &[]).await;
    let number = [("Numero del permesso", "ZTL-1")];
    make(&installation, &mut eva, "Rilascia il permesso", &number).await;
    desk.count_applications().await.expect("counted");
    eva.open("/ufficio/statistiche").await;
    eva.expect("si è conclusa una pratica").expect("Accolte 1 su 1");

    eva.open(&format!("/ufficio{application}")).await;
    eva.expect_not(TRANSFER).follow(REOPEN).await;
    eva.expect("parte un nuovo termine").press(&format!("Conferma: {REOPEN}")).await;
    eva.expect("Attenzione");
    eva.tick("Annullamento d'ufficio: la decisione era illegittima (art. 21-nonies l. 241/1990)");
    eva.fill("Motivazione", "Il contrassegno era di un altro");
    let mut second = at_office(&installation, "responsabile", &application).await;
    second.follow(REOPEN).await;
    second.tick("Errore materiale").fill("Motivazione", "Una motivazione scritta con cura");
    eva.press(&format!("Conferma: {REOPEN}")).await;
    eva.expect("Fatto.").expect("Decisione riaperta").expect("In istruttoria");
    // Who was second is told, and what they wrote can be copied.
    second.press(&format!("Conferma: {REOPEN}")).await;
    second.expect("Nel frattempo").expect("Una motivazione scritta con cura");
    installation.settle().await;
    let mail = desk.mail.sent().pop().unwrap().message;
    assert!(mail.subject.contains("Riapriamo la decisione"), "{}", mail.subject);
    assert!(mail.text.contains("Il contrassegno era di un altro"), "{}", mail.text);
    // The end of before counts no more, however often one looks; a new term runs from today.
    for _ in 0..2 {
        desk.count_applications().await.expect("counted");
        eva.open("/ufficio/statistiche").await;
        eva.expect_not("si è conclusa una pratica").expect("È aperta una pratica");
    }
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("L'ufficio ha riaperto la decisione").expect("Il contrassegno era di un altro");
    mario.expect("non vale più: la decisione è stata ritirata");
    mario.expect("entro il 5 aprile 2027");
    // A letter with its own number says so, and how it is opposed.
    let letter = document(&mut mario, "Riapertura della decisione").await;
    for said in [
        "Riapertura della decisione sulla pratica 2027/000001",
        "da oggi non vale più la decisione del 4 marzo 2027, che accoglieva la tua richiesta",
        "annullamento d'ufficio, art. 21-nonies",
        "Il contrassegno era di un altro",
        "il suo silenzio non vale né come sì né come no",
        "Eva Blu",
        "Tribunale amministrativo",
    ] {
        assert!(letter.contains(said), "{said} is not in {letter}");
    }
    mario.open(&application).await;

    // It is decided once more, with a notice and its days as for any refusal.
    let mut eva = at_office(&installation, "responsabile", &application).await;
    let why = [("Motivi", "Il contrassegno non è tuo")];
    make(&installation, &mut eva, "Comunica i motivi che ostacolano l'accoglimento", &why).await;
    installation.days(12).await;
    let mut eva = at_office(&installation, "responsabile", &application).await;
    let why = [("Motivazione", "Il contrassegno non è tuo")];
    make(&installation, &mut eva, "Respingi la domanda", &why).await;
    eva.expect("Domanda respinta");
    desk.count_applications().await.expect("counted");
    eva.open("/ufficio/statistiche").await;
    eva.expect("si è conclusa una pratica").expect("Accolte 0 su 1");
    whole(&installation).await;
}

async fn what_was_granted_is_annulled_within_six_months(installation: Installation) {
    let mut mario = permit(&installation, "mario", DISABLED).await;
    let application = send(&installation, &mut mario).await;
    let mut eva = at_office(&installation, "responsabile", &application).await;
    make(&installation, &mut eva, "Prendi in carico", &[]).await;
    let number = [("Numero del permesso", "ZTL-1")];
    make(&installation, &mut eva, "Rilascia il permesso", &number).await;
    let annul = "Annullamento d'ufficio: la decisione era illegittima (art. 21-nonies l. 241/1990)";
    installation.days(184).await;
    let mut eva = at_office(&installation, "responsabile", &application).await;
    // The last day: it is told, and would still do.
    eva.follow(REOPEN).await;
    eva.expect("si può annullare fino al 1º settembre 2027");
    installation.days(1).await;
    let mut eva = at_office(&installation, "responsabile", &application).await;
    eva.follow(REOPEN).await;
    eva.tick(annul).fill("Motivazione", "Il contrassegno era scaduto");
    eva.press(&format!("Conferma: {REOPEN}")).await;
    eva.expect("sono passati sei mesi").expect("Il contrassegno era scaduto");
    eva.tick(
        "Annullamento d'ufficio: la decisione è stata ottenuta con dichiarazioni false, accertate \
         da una sentenza definitiva (art. 21-nonies, comma 2-bis)",
    );
    eva.press(&format!("Conferma: {REOPEN}")).await;
    eva.expect("Fatto.").expect("Decisione riaperta");
    whole(&installation).await;
}

async fn a_mistake_in_an_act_is_put_right_and_the_act_stands(installation: Installation) {
    let desk = installation.desk();
    let mut mario = permit(&installation, "mario", DISABLED).await;
    let application = send(&installation, &mut mario).await;
    let mut eva = at_office(&installation, "responsabile", &application).await;
    // Nothing has left yet that could be wrong.
    eva.expect_not(RECTIFY);
    make(&installation, &mut eva, "Prendi in carico", &[]).await;
    let number = [("Numero del permesso", "ZTL-10")];
    make(&installation, &mut eva, "Rilascia il permesso", &number).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    ugo.expect_not(RECTIFY);
    let page = format!("/ufficio{application}/rettifica");
    assert_eq!(ugo.get(&page).await, StatusCode::NOT_FOUND);
    assert_eq!(mario.get(&page).await, StatusCode::NOT_FOUND);

    eva.open(&format!("/ufficio{application}")).await;
    let acts = eva.follow(RECTIFY).await.all("main label", "for").len();
    assert!(acts > 1, "{}", eva.text());
    let act = eva.find("main .form-check:last-of-type label").expect("an act");
    eva.fill("Dove si legge", "ZTL-10").press(&format!("Conferma: {RECTIFY}")).await;
    eva.expect("Attenzione").expect("ZTL-10");
    eva.tick(&act).fill("Si deve leggere", "ZTL-11");
    eva.fill("Perché si rettifica", "Numero copiato male").fill("Dove si legge", "ZTL-99");
    eva.press(&format!("Conferma: {RECTIFY}")).await;
    // What stands nowhere in the document cannot be put right in it; what was typed is still there.
    eva.expect("Queste parole non ci sono nel documento").expect("Numero copiato male");
    eva.fill("Dove si legge", "ztl-10");
    eva.press(&format!("Conferma: {RECTIFY}")).await;
    eva.expect("Fatto.")
        .expect("si deve leggere «ZTL-11»")
        .expect("rettificato: leggi la rettifica");
    installation.settle().await;
    let mail = desk.mail.sent().pop().unwrap().message;
    assert!(mail.subject.starts_with("Rettifica di un documento"), "{}", mail.subject);
    assert!(mail.text.contains("Numero copiato male"), "{}", mail.text);

    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Dove si legge «ztl-10», si deve leggere «ZTL-11»");
    mario.expect("rettificato: leggi la rettifica").expect("Conclusa - accolta");
    let letter = document(&mut mario, "Rettifica").await;
    for said in ["Dove si legge: «ztl-10»", "si deve leggere: «ZTL-11»", "Eva Blu"] {
        assert!(letter.contains(said), "{said} is not in {letter}");
    }
    assert!(!letter.contains("Tribunale amministrativo"), "{letter}");
    // The decision stands, and its term has ended with it.
    eva.open(&format!("/ufficio{application}")).await;
    eva.expect(REOPEN);
    whole(&installation).await;
}

/// What a paper of this title says that stands on the page.
async fn document(visitor: &mut Visitor, title: &str) -> String {
    let links = visitor.all(".paper-list a", "href");
    let at = visitor.all(".paper-list a", "href").len();
    assert!(at > 0, "{}", visitor.text());
    for link in links {
        let here = visitor.url().to_string();
        visitor.get(&link).await;
        let text = paper::text(visitor.bytes());
        visitor.open(&here).await;
        if text.contains(title) {
            return text;
        }
    }
    panic!("no paper «{title}» at {}", visitor.url());
}

async fn who_only_examines_takes_no_decision_back(installation: Installation) {
    let mut mario = permit(&installation, "mario", DISABLED).await;
    let application = send(&installation, &mut mario).await;
    let mut eva = at_office(&installation, "responsabile", &application).await;
    make(&installation, &mut eva, "Prendi in carico", &[]).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    let page = format!("/ufficio{application}/riapri");
    ugo.expect_not(REOPEN);
    assert_eq!(ugo.get(&page).await, StatusCode::NOT_FOUND);
    // Nothing is decided yet: there is nothing to take back.
    assert_eq!(eva.get(&page).await, StatusCode::NOT_FOUND);
    let number = [("Numero del permesso", "ZTL-1")];
    eva.open(&format!("/ufficio{application}")).await;
    make(&installation, &mut eva, "Rilascia il permesso", &number).await;
    assert_eq!(ugo.get(&page).await, StatusCode::NOT_FOUND);
    assert_eq!(mario.get(&page).await, StatusCode::NOT_FOUND);
}

/// The chains and the numbers of the register are whole.
async fn whole(installation: &Installation) {
    installation.settle().await;
    let report = installation.desk().verify().await.expect("verified");
    assert!(report.broken.is_empty() && report.gaps.is_empty(), "{report:?}");
}
