//! Less waste tax: refused only after the draft of the refusal and what the taxpayer says to it (L. 212/2000 art. 6-bis).

use tests::{direct::sign_in, installation::Installation, visitor::Visitor};

use crate::{
    filling::{answering, make},
    on_both_engines,
    shipped::sent,
};

on_both_engines!(
    what_is_said_to_a_draft_refusal_is_answered_in_the_refusal,
    nobody_answers_a_draft_refusal_and_it_is_granted_after_an_inspection,
);

const PROCEDURE: &str = "agevolazione-tari";
const LABEL: &str = "Perché le osservazioni non sono accolte, o che non ne sono arrivate";
const COMPOST: &str = "Chi abita da solo e fa il compostaggio somma le due riduzioni";

/// Who applies, and who decides, once the office has taken it.
async fn taken(installation: &Installation) -> (Visitor, Visitor, String) {
    let me = sign_in(installation.desk(), "citizens", "mario").await;
    let application = sent(installation, &me, PROCEDURE, COMPOST).await;
    let mario = installation.as_("mario", &application).await;
    let mut eva = answering(installation, ("responsabile", "tributi"), &application).await;
    make(installation, &mut eva, "Prendi in carico", &[]).await;
    (mario, eva, application)
}

async fn what_is_said_to_a_draft_refusal_is_answered_in_the_refusal(installation: Installation) {
    let (mut mario, mut eva, application) = taken(&installation).await;
    // Sent on Monday 1 March: sixty days.
    eva.expect("30 aprile 2027").expect_not("Respingi la domanda");
    let reasons = [("Motivi", "Il compostaggio non risulta dal sopralluogo del 2025")];
    make(&installation, &mut eva, "Comunica lo schema di diniego", &reasons).await;
    eva.expect("Schema di diniego: in attesa di osservazioni").expect("30 aprile");
    assert!(
        installation.subjects().iter().any(|subject| subject.starts_with("Motivi che ostacolano")),
        "{:?}",
        installation.subjects()
    );
    // The queue knows whose turn it is.
    eva.open("/ufficio?vista=in-attesa").await;
    eva.expect("Tocca al cittadino");

    installation.days(5).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Il compostaggio non risulta").follow("Invia le tue osservazioni").await;
    mario.fill("Le tue osservazioni", "Ho due compostiere dal 2024, ecco la foto.");
    mario.press("Invia le tue osservazioni").await;
    installation.settle().await;
    let mut eva = answering(&installation, ("responsabile", "tributi"), &application).await;
    eva.expect("Contraddittorio chiuso").expect("Ho due compostiere dal 2024");
    // The five days of the citizen are given back to the term.
    eva.expect("5 maggio 2027");

    // A refusal that says nothing to what was observed is no refusal.
    eva.follow("Respingi la domanda").await;
    eva.fill("Motivazione", "Il compostaggio non si fa");
    let confirm = eva.find(".move-bar button").expect("a button");
    eva.press(&confirm).await;
    eva.expect_not("Fatto.").expect(LABEL);
    eva.fill(LABEL, "La foto è di un altro giardino");
    let confirm = eva.find(".move-bar button").expect("a button");
    eva.press(&confirm).await;
    eva.expect("Fatto.");
    installation.settle().await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Conclusa - respinta").expect("La foto è di un altro giardino");
}

async fn nobody_answers_a_draft_refusal_and_it_is_granted_after_an_inspection(
    installation: Installation,
) {
    let (mut mario, mut eva, application) = taken(&installation).await;
    make(
        &installation,
        &mut eva,
        "Concorda un sopralluogo",
        &[("Giorno del sopralluogo", "8 3 2027")],
    )
    .await;
    // Nobody outside has anything to do: what comes of it is written down by the office.
    eva.expect("In attesa di un esito").open("/ufficio?vista=in-attesa").await;
    eva.expect("In attesa di un esito");
    let mut eva = answering(&installation, ("responsabile", "tributi"), &application).await;
    eva.follow("Registra l'esito del sopralluogo").await;
    eva.tick("Sì").fill("Verbale", "La compostiera c'è ed è in uso");
    let confirm = eva.find(".move-bar button").expect("a button");
    eva.press(&confirm).await;
    eva.expect("Fatto.");
    installation.settle().await;
    let reasons = [("Motivi", "La compostiera è condivisa")];
    make(&installation, &mut eva, "Comunica lo schema di diniego", &reasons).await;
    installation.days(61).await;
    let mut eva = answering(&installation, ("responsabile", "tributi"), &application).await;
    eva.expect("Contraddittorio chiuso").follow("Applica la riduzione").await;
    eva.fill("Percentuale applicata", "10").fill("Dal", "1 1 2027");
    let confirm = eva.find(".move-bar button").expect("a button");
    eva.press(&confirm).await;
    // Less than the form computed is said with its reason.
    eva.expect_not("Fatto.").fill("Perché è diversa da quella calcolata", "È condiviso");
    eva.press(&confirm).await;
    eva.expect("Fatto.");
    installation.settle().await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Conclusa - riduzione applicata");
}
