//! The declaration of residence, to every end: two working days, forty-five days, silence.

use tests::{installation::Installation, visitor::Visitor};

use crate::{
    filling::{at_office, make, residence, send},
    on_both_engines,
};

on_both_engines!(
    confirmed_by_silence_after_forty_five_days,
    confirmed_after_a_visit,
    what_is_annulled_is_not_confirmed_by_silence,
    rejected_as_not_receivable,
    annulled_after_notice,
    withdrawn_by_the_citizen,
);

async fn sent(installation: &Installation) -> (Visitor, String) {
    let mut anna = residence(installation, "anna").await;
    let application = send(installation, &mut anna).await;
    anna.expect("entro il 15 aprile 2027");
    (anna, application)
}

async fn registered(installation: &Installation) -> (Visitor, String) {
    let (anna, application) = sent(installation).await;
    let mut clerk = at_office(installation, "anagrafe", &application).await;
    // The first thing due is the registration, within two working days.
    clerk.expect("Registrazione della residenza: entro il 3 marzo 2027");
    make(
        installation,
        &mut clerk,
        "Registra la residenza",
        &[("Data della registrazione in ANPR", "01/03/2027")],
    )
    .await;
    (anna, application)
}

async fn confirmed_by_silence_after_forty_five_days(installation: Installation) {
    let (mut anna, application) = registered(&installation).await;
    installation.days(44).await;
    installation.again(&mut anna, "anna", &application).await;
    anna.expect("Registrata - controlli in corso");
    installation.days(2).await;
    installation.again(&mut anna, "anna", &application).await;
    anna.expect("Conclusa - residenza confermata per silenzio-assenso").expect("silenzio-assenso");
    let subjects = installation.subjects();
    let silence = subjects.iter().filter(|s| s.contains("silenzio-assenso")).count();
    assert_eq!(silence, 1, "one statement of silence: {subjects:?}");
}

async fn confirmed_after_a_visit(installation: Installation) {
    let (mut anna, application) = registered(&installation).await;
    installation.days(10).await;
    let mut head = at_office(&installation, "responsabile", &application).await;
    make(
        &installation,
        &mut head,
        "Conferma la residenza",
        &[("Data del sopralluogo", "10/03/2027")],
    )
    .await;
    installation.days(60).await;
    installation.again(&mut anna, "anna", &application).await;
    anna.expect("Conclusa - residenza confermata").expect_not("silenzio-assenso");
}

/// The office reviews its own decision: nobody has asked for anything that its silence could answer.
async fn what_is_annulled_is_not_confirmed_by_silence(installation: Installation) {
    let (mut anna, application) = registered(&installation).await;
    installation.days(10).await;
    let mut head = at_office(&installation, "responsabile", &application).await;
    let seen = [("Data del sopralluogo", "10/03/2027")];
    make(&installation, &mut head, "Conferma la residenza", &seen).await;
    head.follow("Riapri la decisione").await;
    head.tick("Annullamento d'ufficio: la decisione era illegittima (art. 21-nonies l. 241/1990)");
    head.fill("Motivazione", "Nella casa abita un'altra famiglia");
    head.press("Conferma: Riapri la decisione").await;
    head.expect("Decisione riaperta");
    installation.settle().await;
    installation.days(60).await;
    installation.again(&mut anna, "anna", &application).await;
    anna.expect_not("silenzio-assenso").expect_not("Conclusa");
}

async fn rejected_as_not_receivable(installation: Installation) {
    let (mut anna, application) = sent(&installation).await;
    let mut head = at_office(&installation, "responsabile", &application).await;
    make(&installation, &mut head, "Dichiara irricevibile", &[("Motivazione", "Manca il titolo")])
        .await;
    installation.again(&mut anna, "anna", &application).await;
    anna.expect("Conclusa - irricevibile").expect("Manca il titolo");
}

async fn annulled_after_notice(installation: Installation) {
    let (mut anna, application) = registered(&installation).await;
    let mut head = at_office(&installation, "responsabile", &application).await;
    make(
        &installation,
        &mut head,
        "Comunica i motivi che ostacolano la conferma",
        &[("Motivi", "L'alloggio è vuoto")],
    )
    .await;
    installation.again(&mut anna, "anna", &application).await;
    anna.expect("L'alloggio è vuoto");
    installation.days(11).await;
    let mut head = at_office(&installation, "responsabile", &application).await;
    make(&installation, &mut head, "Annulla la registrazione", &[("Motivazione", "Ancora vuoto")])
        .await;
    installation.again(&mut anna, "anna", &application).await;
    anna.expect("Conclusa - residenza non confermata").expect("Ancora vuoto");
    let mail = installation.desk().mail.sent().pop().expect("a mail").message.text;
    for said in ["Il 1º marzo 2027 ti abbiamo comunicato", "non sono arrivate osservazioni."] {
        assert!(mail.contains(said), "«{said}» is missing: {mail}");
    }
}

async fn withdrawn_by_the_citizen(installation: Installation) {
    let (mut anna, application) = sent(&installation).await;
    installation.again(&mut anna, "anna", &application).await;
    make(&installation, &mut anna, "Ritira la dichiarazione", &[]).await;
    anna.expect("Ritirata");
    installation.days(60).await;
    installation.again(&mut anna, "anna", &application).await;
    anna.expect_not("silenzio-assenso");
}
