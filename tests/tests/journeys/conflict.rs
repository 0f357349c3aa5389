//! Who is named in an application and works at the office that has it: reads it, and touches nothing.

use reqwest::StatusCode;
use tests::{
    direct::{complete, sign_in},
    installation::Installation,
};

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines,
};

on_both_engines!(
    a_clerk_who_is_named_abstains,
    a_clerk_who_applied_abstains,
    a_clerk_who_says_so_abstains_until_the_office_sees_no_conflict,
);

const GATE: (&str, &str) =
    ("passo-carrabile", "Un condominio allarga il suo passo e paga solo i metri in più");

/// The block of flats that anna speaks for is run by the officer who would process her application.
async fn a_clerk_who_is_named_abstains(installation: Installation) {
    let desk = installation.desk();
    let anna = sign_in(desk, "citizens", "anna").await;
    // In whatever letters the code was typed, and before he has ever signed in.
    let named = [("condominium_code", "vrd guo 70a01 l219w")];
    let draft = complete(desk, &anna, GATE, &named).await;
    let mut browser = installation.visitor();
    browser.set_cookie("session", &draft.token);
    let sent = desk.send(&anna.session, draft.draft, &draft.proof).await.expect("sent");
    installation.settle().await;
    let application = format!("/pratiche/{sent}");

    let mut named = installation.as_("vigile", "/ufficio").await;
    named.expect_not("2027/000001").open("/ufficio?q=2027/000001").await;
    named.follow("2027/000001").await;
    named.expect("Questa pratica parla anche di te").expect("I passaggi li fa un collega.");
    named.expect_not("Prendi in carico").expect_not("Note riservate");
    assert_eq!(named.find(".assign-form"), None);
    for mv in ["take", "grant"] {
        let step = format!("/ufficio{application}/passaggi/{mv}");
        assert_eq!(named.get(&step).await, StatusCode::NOT_FOUND);
    }
    let mut other = at_office(&installation, "vigile2", &application).await;
    other.expect_not("parla anche di te");
    make(&installation, &mut other, "Prendi in carico", &[]).await;
}

async fn a_clerk_who_applied_abstains(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut staff = at_office(&installation, "mario-staff", &application).await;
    staff.expect("Questa pratica parla anche di te").expect_not("Prendi in carico");
    // At the office he is no citizen.
    assert_eq!(staff.get(&application).await, StatusCode::NOT_FOUND);
}

async fn a_clerk_who_says_so_abstains_until_the_office_sees_no_conflict(
    installation: Installation,
) {
    const ABSTAIN: &str = "Mi astengo";
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let page = format!("/ufficio{application}");
    let mut ugo = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    ugo.open(&page).await;
    ugo.follow(ABSTAIN).await;
    ugo.expect("art. 6-bis").press(&format!("Conferma: {ABSTAIN}")).await;
    ugo.expect("Attenzione").fill("Perché ti astieni", "Il richiedente è mio cognato");
    ugo.press(&format!("Conferma: {ABSTAIN}")).await;
    // It is nobody's again, he reads it and does nothing more with it.
    ugo.expect("hai detto che ti astieni").expect("I passaggi li fa un collega.");
    ugo.expect_not("mio cognato").expect_not(ABSTAIN);
    let step = format!("{page}/passaggi/take");
    assert_eq!(ugo.get(&step).await, StatusCode::NOT_FOUND);
    assert_eq!(ugo.get(&format!("{page}/mi-astengo")).await, StatusCode::NOT_FOUND);
    ugo.open("/ufficio").await;
    ugo.expect_not("2027/000001");

    let mut ada = at_office(&installation, "vigile2", &application).await;
    ada.expect("Il richiedente è mio cognato").expect_not("Togli l'astensione");
    let mut eva = at_office(&installation, "responsabile", &application).await;
    eva.expect("Il richiedente è mio cognato").expect_not("In mano a Ugo Verdi");
    // Who gives out the work finds that there is no conflict, and he has his work again.
    let end = eva.all("form[action*='/astensioni/']", "action").remove(0);
    ada.open(&page).await;
    let mut by_ada = ada.prepare("Aggiungi la nota");
    by_ada.url = ada.url().join(&end).expect("an address");
    assert_eq!(ada.send(by_ada).await, StatusCode::NOT_FOUND);
    eva.press("Togli l'astensione di Ugo Verdi").await;
    eva.expect("Tolta l'astensione di Ugo Verdi").expect_not("Chi si astiene");
    ugo.open(&page).await;
    ugo.expect_not("hai detto che ti astieni").expect(ABSTAIN);
    mario.open(&application).await;
    mario.expect_not("cognato");
}
