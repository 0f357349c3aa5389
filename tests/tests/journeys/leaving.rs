//! Who works there no longer: what they had in hand is seen, told and taken, however their role ended.

use chrono::Duration;
use model::Moment;
use store::roles;
use tests::{direct::sign_in, installation::Installation, visitor::Visitor};

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines,
};

on_both_engines!(
    who_is_removed_leaves_nothing_unseen,
    what_a_leaver_had_goes_back_at_once,
    a_role_that_ends_by_itself_leaves_nothing_unseen,
);

const LEFT: &str = "Una pratica è ancora in mano a chi non lavora più qui";

/// The administrator's page that takes all roles from somebody.
async fn removing(installation: &Installation, name: &str) -> Visitor {
    let mut administrator = installation.as_("amministratore", "/gestione/persone").await;
    let link = format!("a[aria-label='Togli tutti i ruoli: {name}']");
    let to = administrator.all(&link, "href").remove(0);
    administrator.open(&to).await;
    administrator.expect("Ha in mano una pratica aperta.");
    administrator
}

/// What the office is told this morning.
async fn told(installation: &Installation) -> String {
    let desk = installation.desk();
    let before = desk.mail.sent().len();
    desk.good_morning().await.expect("storage");
    installation.settle().await;
    let sent = desk.mail.sent().into_iter().skip(before).map(|sent| sent.message);
    sent.filter(|sent| sent.subject.contains("termini")).map(|sent| sent.text).collect()
}

async fn who_is_removed_leaves_nothing_unseen(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    mario.open(&application).await;
    mario.expect("Ugo Verdi");
    let mut ada = installation.as_("vigile2", "/ufficio").await;
    ada.expect_not(LEFT);
    let mut administrator = removing(&installation, "Verdi Ugo").await;
    administrator.put("restituisci", &[]).press("Togli tutti i ruoli").await;
    administrator.expect("Ruoli tolti.").expect_not("tornano ai loro uffici");
    installation.settle().await;

    // The citizen reads who has it now: the office.
    mario.open(&application).await;
    mario.expect_not("Ugo Verdi");
    let office = mario.find(".side-facts > div:first-child dd");
    assert_eq!(mario.find(".side-facts > div:last-child dd"), office);
    // The office is told in its queue and every morning until somebody takes it.
    for _ in 0..2 {
        installation.days(1).await;
        let text = told(&installation).await;
        assert!(
            text.contains("Ugo Verdi non lavora più qui e ha ancora in mano una pratica"),
            "{text}"
        );
    }
    let mut eva = installation.as_("responsabile", "/ufficio").await;
    eva.expect(&format!("{LEFT} (Ugo Verdi)"));
    // Another office is not.
    let mut ivo = installation.as_("anagrafe", "/ufficio").await;
    ivo.expect_not("non lavora più qui (");
    let mut ada = installation.as_("vigile2", "/ufficio").await;
    ada.expect(LEFT).follow("Vedi le pratiche").await;
    ada.expect("2027/000001").expect("Verdi Ugo (non lavora più qui)");
    ada.expect("Assegnata a: chi non lavora più qui");
    ada.open("/ufficio/prossima").await;
    assert!(ada.path().ends_with(&application), "{}", ada.path());
    ada.expect("Ugo Verdi non lavora più qui: la pratica aspetta").expect_not("Subentra");
    ada.press("La seguo io").await;
    ada.expect("Assegnata a Ada Neri: Chi la seguiva non lavora più qui");
    ada.open("/ufficio").await;
    ada.expect_not(LEFT).open("/ufficio?assegnata=non-piu-qui").await;
    ada.expect_not("2027/000001");
    installation.days(1).await;
    assert_eq!(told(&installation).await, "");
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Ada Neri").expect_not("non lavora più");
}

async fn what_a_leaver_had_goes_back_at_once(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    let mut administrator = removing(&installation, "Verdi Ugo").await;
    administrator.press("Togli tutti i ruoli").await;
    administrator.expect("Le pratiche che aveva in mano tornano ai loro uffici");
    installation.settle().await;
    let mut ada = installation.as_("vigile2", "/ufficio?vista=non-assegnate").await;
    ada.expect("2027/000001").expect_not(LEFT).follow("2027/000001").await;
    ada.expect("Assegnazione tolta: Chi la seguiva non lavora più qui").expect("La seguo io");
    let administrator = sign_in(installation.desk(), "staff", "amministratore").await;
    ada.expect(&administrator.session.person.name());
    mario.open(&application).await;
    mario.expect("Non ancora assegnata a una persona").expect("La domanda è tornata all'ufficio");
}

/// Ivo, of another office, helps out for a while.
async fn helps_out(installation: &Installation, until: Option<Moment>) {
    let desk = installation.desk();
    let ivo = roles::everybody(&mut desk.db.peek().await.expect("storage"), desk.now()).await;
    let ivo = ivo.expect("storage").into_iter().find(|one| one.family_name == "Gialli");
    let role = roles::Role {
        person: ivo.expect("has been here").person,
        role: "clerk".to_owned(),
        office: Some("polizia-locale".to_owned()),
        procedure: None,
        since: desk.now(),
        until,
    };
    let mut tx = desk.db.write().await.expect("storage");
    roles::grant(&mut tx, &role).await.expect("granted");
    tx.commit().await.expect("kept");
}

async fn a_role_that_ends_by_itself_leaves_nothing_unseen(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut ivo = installation.as_("anagrafe", "/ufficio").await;
    helps_out(&installation, None).await;
    ivo.open(&format!("/ufficio{application}")).await;
    make(&installation, &mut ivo, "Prendi in carico", &[]).await;
    let mut ada = installation.as_("vigile2", "/ufficio").await;
    ada.expect_not(LEFT);
    // His provider says no more than his own office when he comes in again: he works, but not there.
    installation.as_("anagrafe", "/ufficio").await.expect_not(LEFT);
    ada.open("/ufficio").await;
    ada.expect(&format!("{LEFT} (Ivo Gialli)"));
    // Given again until tomorrow, it is his work once more; then it ends by itself.
    helps_out(&installation, Some(installation.now() + Duration::days(1))).await;
    ada.open("/ufficio").await;
    ada.expect_not(LEFT);
    mario.open(&application).await;
    mario.expect("Ivo Gialli");
    installation.days(2).await;
    let mut ada = installation.as_("vigile2", "/ufficio").await;
    ada.expect(&format!("{LEFT} (Ivo Gialli)"));
    mario.open(&application).await;
    mario.expect_not("Ivo Gialli");
}
