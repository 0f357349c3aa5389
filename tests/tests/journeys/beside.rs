//! What an office can do with any application: hand it to the competent office, take a decision back.

use reqwest::StatusCode;
use tests::installation::Installation;

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines,
};

on_both_engines!(
    an_application_goes_to_the_office_that_is_competent,
    a_decision_is_taken_back_and_made_anew,
    who_only_examines_takes_no_decision_back,
);

const DISABLED: &str = "Ho il contrassegno per persone con disabilità";
const TRANSFER: &str = "Trasmetti a un altro ufficio";
const REOPEN: &str = "Riapri la decisione";

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
    mario.expect("entro il 5 aprile 2027");

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
