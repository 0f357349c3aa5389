//! An integration asked question by question: the office ticks what does not do and says why, the citizen finds just
//! that open, the office sees before and after and closes each point.

use reqwest::StatusCode;
use tests::{installation::Installation, visitor::Visitor};

use crate::{
    filling::{PDF, at_office, make, permit, send},
    on_both_engines,
};

on_both_engines!(
    asked_point_by_point_and_answered_in_its_place,
    a_second_request_does_not_suspend_the_term,
    what_was_not_asked_stays_shut,
    a_request_says_why_and_an_answer_says_something,
);

const ASK: &str = "Chiedi un'integrazione";
const PLATE: &str = "vehicles.r1.plate";
const REGISTRATION: &str = "vehicles.r1.registration";

/// An application that the office has taken, with its page before both.
async fn taken(installation: &Installation) -> (Visitor, Visitor, String) {
    let mut mario = permit(installation, "mario", "Abito nella ZTL").await;
    let application = send(installation, &mut mario).await;
    let mut vigile = at_office(installation, "vigile", &application).await;
    make(installation, &mut vigile, "Prendi in carico", &[]).await;
    (mario, vigile, application)
}

/// Ticks points on the page of a move that asks, each with its reason.
fn tick(vigile: &mut Visitor, points: &[(&str, &str)]) {
    let paths: Vec<String> = points.iter().map(|(path, _)| (*path).to_owned()).collect();
    vigile.put("!", &paths);
    for (path, reason) in points {
        vigile.put(&format!("!.{path}"), &[(*reason).to_owned()]);
    }
}

async fn asked(installation: &Installation, vigile: &mut Visitor, points: &[(&str, &str)]) {
    vigile.follow(ASK).await;
    tick(vigile, points);
    vigile.fill("Giorni per rispondere", "20").press(&format!("Conferma: {ASK}")).await;
    vigile.expect("Fatto.");
    installation.settle().await;
}

async fn asked_point_by_point_and_answered_in_its_place(installation: Installation) {
    let (mut mario, mut vigile, application) = taken(&installation).await;
    vigile.follow(ASK).await;
    // Each question with its answer; what the identity said is not among them, nor is what a rule reckons.
    vigile.expect("Che cosa chiedi di completare o correggere").expect("Via Lupo");
    let askable = vigile.all("input[name='!']", "value");
    for path in [PLATE, REGISTRATION, "vehicles", "residence.street", "notes"] {
        assert!(askable.iter().any(|known| known == path), "{path}: {askable:?}");
    }
    for path in ["applicant.family_name", "applicant.fiscal_code", "badge_number", "statements"] {
        assert!(!askable.iter().any(|known| known == path), "{path}: {askable:?}");
    }
    // By when, and what becomes of the term, before anything is confirmed.
    vigile.fill("Giorni per rispondere", "20").press("Ricalcola le date").await;
    vigile.expect("Il cittadino ha tempo fino al 22 marzo 2027.");
    vigile.expect("Se la risposta arriva l'ultimo giorno, il procedimento si conclude entro il");
    tick(&mut vigile, &[(PLATE, "La targa è di un altro veicolo"), (REGISTRATION, "Illeggibile")]);
    vigile.fill("Giorni per rispondere", "20").press(&format!("Conferma: {ASK}")).await;
    vigile.expect("Fatto.").expect("risposta attesa entro il 22 marzo 2027");
    vigile.expect("Chiesto perché: La targa è di un altro veicolo");
    installation.settle().await;
    let mail = installation.desk().mail.sent().pop().unwrap().message;
    assert!(mail.text.contains("Targa: La targa è di un altro veicolo"), "{}", mail.text);
    assert!(mail.text.contains("Illeggibile"), "{}", mail.text);

    installation.days(3).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("La targa è di un altro veicolo").follow("Rispondi").await;
    mario.expect("Puoi cambiare solo quello che l'ufficio ha chiesto").expect("Illeggibile");
    mario.expect("Il termine riprende a correre");
    assert_eq!(mario.all("input[name='@.vehicles.r1.plate']", "value"), ["AB123CD"]);
    assert!(mario.all("input[name='@.residence.number']", "value").is_empty());
    mario.expect("Rileggi tutta la domanda").expect("Via Lupo").expect("carta.pdf");
    // What is wrong is told at its place, and what was typed and given is still there.
    mario.fill("Targa", "zz").give("file:@.vehicles.r1.registration", "nitida.pdf", PDF);
    mario.press("Invia l'integrazione").await;
    mario.expect("Attenzione").expect("nitida.pdf");
    assert!(mario.find("title").is_some_and(|title| title.starts_with("Errore: ")));
    assert_eq!(mario.all("input[name='@.vehicles.r1.plate']", "value"), ["zz"]);
    // The old file goes, the new one stays.
    mario.press("Rimuovi il file carta.pdf").await;
    mario.expect("nitida.pdf");
    mario.fill("Targa", "cd 456 ef").fill("La tua risposta", "Avevo sbagliato libretto");
    mario.press("Invia l'integrazione").await;
    mario.expect("Hai inviato l'integrazione").expect("CD456EF (prima: AB123CD)");
    installation.settle().await;

    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("Avevo sbagliato libretto").expect("risposta arrivata il 4 marzo 2027");
    vigile.expect("Prima AB123CD").expect("Dopo CD456EF");
    vigile.expect("Prima carta.pdf").expect("Dopo nitida.pdf");
    let file = vigile.all("#domanda ~ details a[href*='/file/']", "href");
    assert_eq!(vigile.get(&file[0]).await, StatusCode::OK);
    assert_eq!(vigile.bytes(), PDF);
    // One point is enough, the other is not; both are on the record.
    vigile.open(&format!("/ufficio{application}")).await;
    vigile.put("punto", &[PLATE.to_owned()]).press("Chiudi i punti segnati").await;
    vigile.expect("Punti dell'integrazione chiusi").expect("Chiuso");
    assert_eq!(vigile.all("input[name=punto]", "value"), [REGISTRATION]);
    mario.open(&application).await;
    mario.expect("L'ufficio ha esaminato la tua integrazione");
    // Whoever looks for the plate of before or of now finds it.
    for plate in ["AB123CD", "CD456EF"] {
        vigile.open(&format!("/ufficio?q={plate}")).await;
        vigile.expect("2027/000001");
    }
    whole(&installation).await;
}

async fn a_second_request_does_not_suspend_the_term(installation: Installation) {
    let (mut mario, mut vigile, application) = taken(&installation).await;
    vigile.expect("Prima chiedi un'integrazione che sospende il termine.");
    asked(&installation, &mut vigile, &[(PLATE, "Sbagliata"), (REGISTRATION, "Illeggibile")]).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.follow("Rispondi").await;
    mario.fill("Targa", "cd 456 ef").press("Invia l'integrazione").await;
    vigile.open(&format!("/ufficio{application}")).await;
    vigile.put("punto", &[PLATE.to_owned()]).press("Chiudi i punti segnati").await;
    // The first move is shut by the law; the other begins with the point that was left open.
    vigile.expect("è già stato sospeso");
    let due = |vigile: &Visitor| vigile.find(".clock-line").unwrap();
    let before = due(&vigile);
    vigile.follow("Chiedi un'altra integrazione").await;
    assert_eq!(vigile.all("input[name='!'][checked]", "value"), [REGISTRATION]);
    vigile.expect("Illeggibile").fill("Giorni per rispondere", "10");
    vigile.press("Ricalcola le date").await;
    vigile.expect("Il termine non si sospende").expect_not("Il termine si sospende da oggi");
    // The day that it says is the one that stays.
    vigile.expect("Il procedimento si conclude entro il 31 marzo 2027, con o senza risposta.");
    vigile.press("Conferma: Chiedi un'altra integrazione").await;
    vigile.expect("In attesa del cittadino, termine non sospeso");
    assert_eq!(due(&vigile), before, "the term goes on");
    installation.settle().await;
    let mail = installation.desk().mail.sent().pop().unwrap().message;
    assert!(mail.text.contains("continua a correre"), "{}", mail.text);
    // What the answer does to the term is said only where the term stands still.
    mario.open(&application).await;
    mario.follow("Rispondi").await;
    mario.expect("La pratica passa allo stato").expect_not("Il termine riprende a correre");
    // Nobody answers: after the last day it goes on without.
    installation.days(11).await;
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("In istruttoria").expect("nessuna risposta in tempo");
    installation.again(&mut mario, "mario", &application).await;
    mario.expect_not("Rispondi");
    whole(&installation).await;
}

async fn what_was_not_asked_stays_shut(installation: Installation) {
    let (mut mario, mut vigile, application) = taken(&installation).await;
    asked(&installation, &mut vigile, &[(PLATE, "Sbagliata")]).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.follow("Rispondi").await;
    mario.fill("Targa", "cd 456 ef");
    // A page that says more than it was asked changes no more than it was asked.
    mario.put("@.residence.street", &["Via Falsa".to_owned()]);
    mario.put("@.applicant.family_name", &["Falsi".to_owned()]);
    let step = mario.path().to_owned();
    let sent = mario.prepare("Invia l'integrazione");
    mario.send(sent.clone()).await;
    mario.expect("CD456EF (prima: AB123CD)").expect_not("Via Falsa").expect_not("Falsi");
    // Sent twice it is answered once.
    mario.send(sent).await;
    mario.open(&application).await;
    assert_eq!(mario.text().matches("Hai inviato l'integrazione").count(), 1);
    // Nobody else comes to it, nor to closing its points.
    let mut anna = installation.as_("anna", "/area-personale").await;
    assert_eq!(anna.get(&step).await, StatusCode::NOT_FOUND);
    vigile.open(&format!("/ufficio{application}")).await;
    let close = vigile.prepare("Chiudi i punti segnati");
    vigile.put("punto", &[PLATE.to_owned()]);
    let ticked = vigile.prepare("Chiudi i punti segnati");
    vigile.send(close).await;
    vigile.expect_not("Punti dell'integrazione chiusi");
    vigile.send(ticked.clone()).await;
    vigile.expect("Punti dell'integrazione chiusi");
    vigile.send(ticked).await;
    vigile.expect("Nel frattempo un collega");
    for who in ["revisore", "anagrafe"] {
        let mut other = installation.as_(who, "/ufficio").await;
        let status = other.get(&format!("/ufficio{application}/passaggi/ask_more")).await;
        assert!(!status.is_success(), "{who}");
    }
    whole(&installation).await;
}

async fn a_request_says_why_and_an_answer_says_something(installation: Installation) {
    let (mut mario, mut vigile, application) = taken(&installation).await;
    vigile.follow(ASK).await;
    // Nothing is asked at all; then something without a reason: what was ticked and typed stays.
    vigile.fill("Giorni per rispondere", "20").press(&format!("Conferma: {ASK}")).await;
    vigile.expect_not("Fatto.").expect("Indica almeno una cosa da integrare");
    assert!(vigile.find("title").is_some_and(|title| title.starts_with("Errore: ")));
    tick(&mut vigile, &[(PLATE, " "), (REGISTRATION, "Illeggibile")]);
    vigile.press(&format!("Conferma: {ASK}")).await;
    vigile.expect_not("Fatto.").expect("Scrivi perché chiedi di nuovo");
    assert_eq!(vigile.all("input[name='!'][checked]", "value").len(), 2);
    vigile.expect("Illeggibile");
    tick(&mut vigile, &[(PLATE, "Sbagliata")]);
    vigile.press(&format!("Conferma: {ASK}")).await;
    vigile.expect("Fatto.");
    installation.again(&mut mario, "mario", &application).await;
    mario.follow("Rispondi").await;
    mario.press("Invia l'integrazione").await;
    mario.expect("Non hai ancora risposto a niente");
    // That it is right as it is may be said in words.
    mario.fill("La tua risposta", "È giusta così").press("Invia l'integrazione").await;
    mario.expect("Hai inviato l'integrazione");
    vigile.open(&format!("/ufficio{application}")).await;
    vigile.expect("Non è cambiato niente.").expect("È giusta così");
}

/// The chains of events are whole.
async fn whole(installation: &Installation) {
    installation.settle().await;
    let report = installation.desk().verify().await.expect("verified");
    assert!(report.broken.is_empty(), "{:?}", report.broken);
}
