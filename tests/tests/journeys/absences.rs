//! A clerk on holiday: their applications are seen, covered and taken over, and the office is told.

use chrono::NaiveDate;
use tests::{direct::sign_in, installation::Installation, visitor::Visitor};

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines,
};

on_both_engines!(
    a_clerk_on_holiday_leaves_nothing_behind,
    an_illness_and_a_substitute_who_is_away_too_are_told,
    absences_have_bounds_and_owners,
);

fn typed(visitor: &mut Visitor, first: &str, last: &str, substitute: &str) {
    visitor.fill("Primo giorno", first).fill("Ultimo giorno", last);
    visitor.fill("Sostituto", substitute);
}

async fn a_clerk_on_holiday_leaves_nothing_behind(installation: Installation) {
    // Both have been here: whoever never was is not known.
    let _ = installation.as_("vigile2", "/ufficio").await;
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    ugo.open("/ufficio/assenze").await;
    typed(&mut ugo, "3 3 2027", "5 3 2027", "Neri Ada");
    ugo.press("Segna l'assenza").await;
    ugo.expect("Verdi Ugo").expect("dal 3 marzo 2027 al 5 marzo 2027").expect("Neri Ada");

    // Before the first day nothing is otherwise.
    let mut ada = installation.as_("vigile2", "/ufficio").await;
    ada.expect_not("è assente");
    installation.days(2).await;
    let before = installation.desk().mail.sent().len();
    installation.desk().good_morning().await.expect("storage");
    installation.settle().await;
    let sent = installation.desk().mail.sent();
    let told: Vec<_> = sent.iter().skip(before).map(|sent| &sent.message).collect();
    assert_eq!(told.len(), 1, "one message to one office");
    let text = &told[0].text;
    assert!(text.contains("Ugo Verdi è assente fino al 5 marzo 2027"), "{text}");
    assert!(text.contains("al suo posto c'è Ada Neri"), "{text}");

    // Who stands in meets them on the queue and by the next one, and needs to say no reason.
    let mut ada = installation.as_("vigile2", "/ufficio").await;
    ada.expect("Ugo Verdi è assente fino al 5 marzo 2027 e al suo posto ci sei tu: una pratica");
    ada.follow("Vedi le pratiche").await;
    ada.expect("2027/000001").open("/ufficio/prossima").await;
    assert!(ada.path().ends_with(&application), "{}", ada.path());
    ada.expect("Ugo Verdi è assente fino al 5 marzo 2027: al suo posto c'è Ada Neri");
    ada.press("La seguo io").await;
    ada.expect("Assegnata a Ada Neri: Assenza di chi la seguiva");
    mario.open(&application).await;
    mario.expect_not("Assenza").expect_not("Neri");

    // Back at work nothing is said any more.
    installation.days(3).await;
    let mut ada = installation.as_("vigile2", "/ufficio").await;
    ada.expect_not("è assente");
    let mut eva = at_office(&installation, "responsabile", &application).await;
    eva.expect_not("è assente");
}

async fn an_illness_and_a_substitute_who_is_away_too_are_told(installation: Installation) {
    let _ = installation.as_("vigile2", "/ufficio").await;
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    installation.desk().good_morning().await.expect("storage");
    installation.settle().await;
    // Ugo fell ill this morning; who assigns writes it down at once.
    let mut eva = installation.as_("responsabile", "/ufficio/assenze").await;
    eva.fill("Chi è assente", "Verdi Ugo");
    typed(&mut eva, "1 3 2027", "12 3 2027", "Neri Ada");
    eva.press("Segna l'assenza").await;
    let mut ada = installation.as_("vigile2", "/ufficio").await;
    ada.expect("al suo posto ci sei tu").open("/ufficio/assenze").await;
    typed(&mut ada, "2 3 2027", "3 3 2027", "Nessun sostituto");
    ada.press("Segna l'assenza").await;
    installation.days(1).await;
    let before = installation.desk().mail.sent().len();
    installation.desk().good_morning().await.expect("storage");
    installation.settle().await;
    let sent = installation.desk().mail.sent();
    let told = sent.iter().skip(before).map(|sent| sent.message.text.as_str());
    let told: Vec<_> = told.filter(|text| text.contains("Ugo Verdi è assente")).collect();
    assert_eq!(told.len(), 1, "the morning after it was written down: {told:?}");
    assert!(told[0].contains("senza sostituto"), "Ada is away too: {}", told[0]);
    let mut eva = installation.as_("responsabile", "/ufficio").await;
    eva.expect(
        "Ugo Verdi è assente fino al 12 marzo 2027 e ha in mano una pratica, senza sostituto",
    );
}

async fn absences_have_bounds_and_owners(installation: Installation) {
    for who in ["vigile", "vigile2", "anagrafe"] {
        let _ = installation.as_(who, "/ufficio").await;
    }
    let mut ugo = installation.as_("vigile", "/ufficio/assenze").await;
    ugo.press("Segna l'assenza").await;
    ugo.expect("Primo giorno").expect("Scegli una risposta per «Sostituto»");
    typed(&mut ugo, "5 3 2027", "3 3 2027", "Neri Ada");
    ugo.press("Segna l'assenza").await;
    ugo.expect("L'ultimo giorno viene prima del primo").expect_not("Gialli Ivo");
    typed(&mut ugo, "3 3 2027", "5 3 2027", "Verdi Ugo");
    ugo.press("Segna l'assenza").await;
    ugo.expect("Nessuno può sostituire sé stesso");
    typed(&mut ugo, "3 3 2027", "5 3 2027", "Nessun sostituto");
    ugo.press("Segna l'assenza").await;
    ugo.expect("dal 3 marzo 2027 al 5 marzo 2027");
    typed(&mut ugo, "5 3 2027", "9 3 2027", "Nessun sostituto");
    ugo.press("Segna l'assenza").await;
    ugo.expect("c'è già un'assenza");
    // A colleague who chooses somebody away is told; taking back is one's own, or of who assigns.
    let mut ada = installation.as_("vigile2", "/ufficio/assenze").await;
    ada.expect("Verdi Ugo").expect_not("Annulla l'assenza di Verdi Ugo");
    typed(&mut ada, "4 3 2027", "4 3 2027", "Verdi Ugo");
    ada.press("Segna l'assenza").await;
    ada.expect("anche la persona che hai scelto è assente");
    let desk = installation.desk();
    let raw = form::Raw::default();
    let eva = sign_in(desk, "staff", "responsabile").await;
    let lines = desk.absences(&eva.session, &raw).await.expect("her page").lines;
    let (ivo, first) = (sign_in(desk, "staff", "anagrafe").await, &lines[0]);
    assert_eq!(first.first_on, NaiveDate::from_ymd_opt(2027, 3, 3).expect("a day"));
    desk.end_absence(&ivo.session, first.id).await.expect_err("of another office");
    let theirs = desk.absences(&ivo.session, &raw).await.expect("his page").lines;
    assert_eq!(theirs, [], "another office's absences are not his");
    // Whoever assigns writes one for others, and takes it back.
    let mut eva = installation.as_("responsabile", "/ufficio/assenze").await;
    eva.press("Annulla l'assenza di Verdi Ugo dal 3 marzo 2027 al 5 marzo 2027").await;
    eva.expect("Nessuna persona dei tuoi uffici è assente");
    eva.fill("Chi è assente", "Neri Ada");
    typed(&mut eva, "8 3 2027", "8 3 2027", "Verdi Ugo");
    eva.press("Segna l'assenza").await;
    eva.expect("Neri Ada").expect("dall'8 marzo 2027 all'8 marzo 2027");
    // Who only reads has no absences, nor have citizens.
    let mut auditor = installation.as_("revisore", "/ufficio").await;
    assert_eq!(auditor.get("/ufficio/assenze").await, 404);
}
