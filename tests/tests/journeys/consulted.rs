//! What surrounds an opinion: single documents that are shown with the question, reminders that leave by themselves, more
//! time, and what who is asked still needs.

use tests::{filling::PDF, installation::Installation, visitor::Visitor};

use crate::{
    filling::{at_office, permit, send},
    on_both_engines,
};

on_both_engines!(
    single_documents_and_one_of_the_office_are_all_that_is_seen,
    somebody_outside_is_reminded_once_before_the_day_and_once_after,
    more_time_is_given_with_a_warning_and_told,
    what_is_missing_is_said_once_and_sent,
);

const SEND: &str = "Invia la richiesta";

async fn asking(installation: &Installation) -> (Visitor, String, Visitor) {
    let mut mario = permit(installation, "mario", "Abito nella ZTL").await;
    let application = send(installation, &mut mario).await;
    installation.settle().await;
    // An office has somebody once they have come in.
    for who in ["anagrafe", "commercio"] {
        installation.as_(who, "/ufficio").await;
    }
    let mut vigile = at_office(installation, "vigile", &application).await;
    vigile.follow("Chiedi un parere").await;
    (mario, application, vigile)
}

/// The registry is asked whether the citizen lives here.
async fn registry_asked(installation: &Installation) -> (Visitor, String, Visitor) {
    let (mario, application, mut vigile) = asking(installation).await;
    vigile.fill("A chi", "Ufficio Anagrafe").fill("Che cosa chiedi", "Risulta residente?");
    vigile.fill("Che cosa può leggere", "Motivo della richiesta");
    vigile.fill("Giorni per rispondere", "10").press(SEND).await;
    installation.settle().await;
    vigile.expect("Da dare entro l'11 marzo 2027");
    (mario, application, vigile)
}

async fn asked_of(visitor: &mut Visitor) -> String {
    visitor.open("/ufficio/pareri").await;
    let first = visitor.all("table a[href^='/ufficio/pareri/']", "href").into_iter().next();
    let first = first.unwrap_or_else(|| panic!("nothing is asked: {}", visitor.text()));
    visitor.open(&first).await;
    first
}

/// Addresses of the files on a page.
fn files(visitor: &Visitor) -> Vec<String> {
    let mut all = visitor.all("main a[href*='/file/']", "href");
    all.retain(|href| !href.contains("/anteprima"));
    all
}

async fn single_documents_and_one_of_the_office_are_all_that_is_seen(installation: Installation) {
    let (mut mario, application, mut vigile) = asking(&installation).await;
    // Nothing at all is shown to nobody.
    vigile.fill("A chi", "Ufficio Anagrafe").fill("Che cosa chiedi", "È la sua?").press(SEND).await;
    vigile.expect("Scegli almeno una risposta per «Che cosa può leggere»");
    let card = vigile.all("input[value^='file-']", "value");
    let letters = vigile.all("input[value^='paper-']", "value");
    // Not the receipt: it says all that was answered.
    assert_eq!((card.len(), letters.len()), (1, 0), "the card alone: {}", vigile.text());
    vigile.expect("carta.pdf (Carta di circolazione)");
    vigile.put("enclosed", &[card[0].clone()]);
    // What is chosen from one's own stays on the page until it is sent.
    vigile.attach("Un documento dell'ufficio", "pianta-segnata.pdf", PDF).press("Aggiorna").await;
    vigile.expect("pianta-segnata.pdf").press(SEND).await;
    installation.settle().await;
    vigile.expect("Documenti mostrati uno per uno").expect("pianta-segnata.pdf");

    let mut registry = installation.as_("anagrafe", "/ufficio").await;
    let opinion = asked_of(&mut registry).await;
    registry.expect("È la sua?").expect("carta.pdf").expect("pianta-segnata.pdf");
    registry.expect_not("Abito nella ZTL").expect_not("AB123CD").expect_not("mario@example.it");
    let shown = files(&registry);
    assert_eq!(shown.len(), 2, "the card and the plan: {shown:?}");
    for file in &shown {
        assert_eq!(registry.get(file).await, 200);
        assert!(registry.bytes().starts_with(b"%PDF-"), "{file}");
    }
    // Another office was shown the plan alone: what others see is not theirs.
    vigile.open(&format!("/ufficio{application}/parere")).await;
    vigile.fill("A chi", "Ufficio Commercio e suolo pubblico").fill("Che cosa chiedi", "E questa?");
    vigile.attach("Un documento dell'ufficio", "tavola.pdf", PDF).press(SEND).await;
    installation.settle().await;
    let mut trade = installation.as_("commercio", "/ufficio").await;
    let theirs = asked_of(&mut trade).await;
    trade.expect("tavola.pdf").expect_not("pianta-segnata.pdf").expect_not("carta.pdf");
    for file in &shown {
        let id = file.rsplit('/').next().unwrap_or_default();
        assert_eq!(trade.get(&format!("{theirs}/file/{id}")).await, 404, "{file}");
        assert_eq!(trade.get(file).await, 404, "{file}");
    }
    // What the office attached is not the citizen's; who read it is told to them.
    mario.open(&application).await;
    mario.expect_not("pianta-segnata").expect_not("tavola.pdf");
    mario.expect("Ha letto che cosa serve per dare un parere");
    let plan = shown.iter().map(|file| file.rsplit('/').next().unwrap_or_default());
    for id in plan.filter(|id| !card[0].ends_with(id)) {
        assert_eq!(mario.get(&format!("/file/{id}")).await, 404);
    }
    // Once it was answered nothing of it is open any more.
    registry.open(&opinion).await;
    registry.fill("Parere", "Favorevole").press("Dai il parere").await;
    installation.settle().await;
    for file in &shown {
        assert_eq!(registry.get(file).await, 404, "{file}");
    }
}

async fn somebody_outside_is_reminded_once_before_the_day_and_once_after(
    installation: Installation,
) {
    let (_, application, mut vigile) = asking(&installation).await;
    for (who, days) in [("anna", "10"), ("bruno", "10")] {
        vigile.open(&format!("/ufficio{application}/parere")).await;
        vigile.fill("A chi", "A una persona esterna al Comune").press("Aggiorna").await;
        vigile.fill("Nome e cognome, o ente", who);
        vigile.fill("E-mail a cui scrivere", &format!("{who}@example.it")).tick("Veicoli");
        vigile.fill("Che cosa chiedi", "La rampa regge?").fill("Giorni per rispondere", days);
        vigile.press(SEND).await;
    }
    // Nobody writes to whom the question was taken back from.
    vigile.expect("bruno");
    let revoke = vigile.all("form[action*='/revoca']", "action");
    assert_eq!(revoke.len(), 2);
    vigile.fill("Perché non serve più", "Ci pensa Anna").press("Ritira la richiesta").await;
    vigile.expect("Non serve più");
    installation.settle().await;
    let asked = installation.desk().mail.sent().len();
    // Thursday 11 March is the last day.
    let mut told = Vec::new();
    for _ in 0..16 {
        installation.days(1).await;
        installation.desk().good_morning().await.expect("storage");
        installation.settle().await;
        // The same morning twice says nothing more.
        installation.desk().good_morning().await.expect("storage");
        installation.settle().await;
        let sent = installation.desk().mail.sent();
        for mail in sent.iter().map(|sent| &sent.message).skip(asked + told.len()) {
            told.push((installation.now().day().to_string(), mail.clone()));
        }
    }
    let to_experts: Vec<_> = told
        .iter()
        .filter(|(_, mail)| mail.to.starts_with("anna@") || mail.to.starts_with("bruno@"))
        .map(|(day, mail)| (day.as_str(), mail.to.as_str(), mail.subject.as_str()))
        .collect();
    assert_eq!(
        to_experts,
        [
            ("2027-03-08", "anna@example.it", "Tra poco scade il parere sulla pratica 2027/000001"),
            ("2027-03-12", "anna@example.it", "È scaduto il parere sulla pratica 2027/000001"),
        ]
    );
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("Sollecitato 2 volte, l'ultima il 12 marzo 2027 (2 in automatico)");
    // The link of the last message is the one that leads there.
    let last = told.iter().rfind(|(_, mail)| mail.to == "anna@example.it");
    let text = &last.expect("a reminder").1.text;
    let (_, link) = text.split_once("/pareri/").expect("a link");
    let link = format!("/pareri/{}", link.split_whitespace().next().unwrap_or_default());
    let mut anna = installation.visitor();
    installation.sign_in(&mut anna, "anna", &link).await;
    anna.open(&link).await;
    anna.press("Apri la richiesta").await;
    anna.expect("La rampa regge?").fill("Parere", "Favorevole").press("Dai il parere").await;
    anna.expect("Il parere è stato dato");
}

async fn more_time_is_given_with_a_warning_and_told(installation: Installation) {
    let (mut mario, application, mut vigile) = registry_asked(&installation).await;
    let mut registry = installation.as_("anagrafe", "/ufficio").await;
    let opinion = asked_of(&mut registry).await;
    vigile.follow("Dai più tempo : Ufficio Anagrafe").await;
    vigile.expect("Ora è l'11 marzo 2027");
    vigile.fill("Nuovo ultimo giorno", "10/3/2027").fill("Motivo", "Sopralluogo il 20 marzo");
    vigile.press("Sposta il termine").await;
    vigile.expect("Scegli un giorno dopo l'11 marzo 2027").expect("Sopralluogo il 20 marzo");
    // After the end of the term it would come too late: that is said before.
    vigile.fill("Nuovo ultimo giorno", "30/4/2027").press("Sposta il termine").await;
    vigile.expect("So che il procedimento finisce il");
    assert!(vigile.path().ends_with("/termine"), "it was not moved: {}", vigile.text());
    let know = vigile.all("input[name='anyway'][type='checkbox']", "value");
    vigile.put("anyway", &know).press("Sposta il termine").await;
    installation.settle().await;
    vigile.expect("Da dare entro il 30 aprile 2027");
    vigile.expect("Dato più tempo a Ufficio Anagrafe per il parere, fino al 30 aprile 2027");
    let mails = installation.desk().mail.sent();
    let told = mails.iter().map(|sent| &sent.message);
    let told = told.filter(|mail| mail.subject.starts_with("Più tempo per il parere"));
    let told: Vec<_> = told.collect();
    assert_eq!(told.len(), 1);
    assert!(told[0].text.contains("Sopralluogo il 20 marzo"), "{}", told[0].text);
    registry.open(&opinion).await;
    registry.expect("Rispondi entro il 30 aprile 2027");
    registry.open("/ufficio/pareri").await;
    registry.expect("tra 60 giorni");
    mario.open(&application).await;
    mario.expect("L'ufficio ha dato più tempo a Ufficio Anagrafe").expect_not("Sopralluogo");
    // Who was asked moves no day of their own.
    let other = opinion.replace("/ufficio/pareri", &format!("/ufficio{application}/pareri"));
    let other = other.rsplit('/').next().unwrap_or_default();
    let away = format!("/ufficio{application}/pareri/{other}/termine");
    assert_eq!(registry.get(&away).await, 404);
}

async fn what_is_missing_is_said_once_and_sent(installation: Installation) {
    let (mut mario, application, _) = registry_asked(&installation).await;
    let mut registry = installation.as_("anagrafe", "/ufficio").await;
    let opinion = asked_of(&mut registry).await;
    registry.press("Chiedi quello che manca").await;
    registry.expect("Scrivi che cosa ti serve ancora.");
    registry.fill("Che cosa ti manca", "La pianta quotata").press("Chiedi quello che manca").await;
    installation.settle().await;
    registry.expect("Il termine è fermo").expect("La pianta quotata");
    registry.expect_not("Ti serve ancora qualcosa");
    let subjects = installation.subjects();
    let missing = "Manca qualcosa per il parere di Ufficio Anagrafe";
    assert!(subjects.iter().any(|subject| subject.starts_with(missing)), "{subjects:?}");
    mario.open(&application).await;
    mario.expect("Per dare il parere manca qualcosa a Ufficio Anagrafe").expect_not("quotata");

    // Nobody is late meanwhile: the morning says nothing of it.
    for _ in 0..14 {
        installation.days(1).await;
        installation.desk().good_morning().await.expect("storage");
        installation.settle().await;
    }
    let mails = installation.desk().mail.sent();
    let morning = |text: &str| text.contains("Parere da dare") || text.contains("andava dato");
    let said = mails.iter().map(|sent| &sent.message).filter(|mail| morning(&mail.text));
    assert_eq!(said.count(), 0, "time stands still");

    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("aspetta quello che gli manca per rispondere").expect("La pianta quotata");
    vigile.expect_not("Sollecita: Ufficio Anagrafe");
    vigile.follow("Manda quello che manca : Ufficio Anagrafe").await;
    vigile.expect("La pianta quotata").press("Invia a chi deve rispondere").await;
    vigile.expect("Scrivi una risposta, o scegli almeno un documento.");
    vigile.fill("La tua risposta", "Eccola, con le quote");
    vigile.attach("Un documento dell'ufficio", "pianta-quotata.pdf", PDF);
    vigile.press("Invia a chi deve rispondere").await;
    installation.settle().await;
    // Monday 15 March: fifteen days are Tuesday 30.
    vigile.expect("Da dare entro il 30 marzo 2027").expect("pianta-quotata.pdf");
    installation.again(&mut registry, "anagrafe", &opinion).await;
    registry.open(&opinion).await;
    registry.expect("Rispondi entro il 30 marzo 2027").expect("Eccola, con le quote");
    let shown = files(&registry);
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert_eq!(registry.get(&shown[0]).await, 200);
    // It can be said once: now it is to be answered.
    registry.open(&opinion).await;
    registry.expect_not("Ti serve ancora qualcosa");
    registry.fill("Parere", "Favorevole").press("Dai il parere").await;
    installation.settle().await;
    let subjects = installation.subjects();
    for said in ["Ecco quello che mancava per il parere", "È arrivato il parere di"] {
        assert!(subjects.iter().any(|subject| subject.starts_with(said)), "{said}: {subjects:?}");
    }
}
