//! Two of the office at one application: each knows of the other, and neither's act is lost.

use chrono::Duration;
use reqwest::StatusCode;
use tests::{
    installation::Installation,
    visitor::{Sent, Written},
};

use crate::{
    filling::{at_office, confirm, permit, send},
    on_both_engines,
};

on_both_engines!(
    each_is_told_who_else_has_it_open,
    who_acts_second_is_told_what_has_happened_and_loses_nothing,
);

const ADA: &str = "Anche Ada Neri ha aperto questa pratica alle";
const UGO: &str = "Anche Ugo Verdi ha aperto questa pratica alle";

async fn each_is_told_who_else_has_it_open(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    ugo.expect_not("ha aperto questa pratica");
    installation.clock.advance(Duration::minutes(1));
    let mut ada = at_office(&installation, "vigile2", &application).await;
    ada.expect(UGO).expect_not(ADA);
    // The page of a move says so, too; the script of an open page asks, and is answered with what is new.
    ada.follow("Prendi in carico").await;
    ada.expect(UGO);
    let asked = ugo.all("[data-presence]", "data-presence").remove(0);
    let leave = ugo.all("[data-presence]", "data-leave").remove(0);
    ugo.open(&asked).await;
    ugo.expect(ADA).expect_not("nel frattempo");
    assert!(ugo.find("main").is_none(), "a piece of a page");
    let stamp = ugo.all("[data-stamp]", "data-stamp").remove(0);
    // Looking on keeps one there; who is seen no more is gone.
    for _ in 0..4 {
        installation.clock.advance(Duration::minutes(7));
        ugo.open(&asked).await;
    }
    ugo.expect_not(ADA);
    let here = format!("/ufficio{application}");
    installation.again(&mut ada, "vigile2", &here).await;
    ada.expect(UGO);
    // Who leaves says so. What was opened since stays open.
    let going = async |visitor: &mut tests::visitor::Visitor, stamp: &str| {
        let url = visitor.url().join(&leave).expect("an address");
        let fields = vec![("stamp".to_owned(), stamp.to_owned())];
        visitor.send(Sent { url, post: true, how: Written::Plain, fields, files: vec![] }).await
    };
    assert_eq!(going(&mut ugo, &stamp).await, StatusCode::NO_CONTENT);
    ada.open(&here).await;
    ada.expect(UGO);
    ugo.open(&asked).await;
    let stamp = ugo.all("[data-stamp]", "data-stamp").remove(0);
    assert_eq!(going(&mut ugo, &stamp).await, StatusCode::NO_CONTENT);
    ada.open(&here).await;
    ada.expect_not("ha aperto questa pratica");
    // Whoever may not read it is told nothing, and is not there.
    let mut registry = installation.as_("anagrafe", "/ufficio").await;
    assert_eq!(registry.get(&asked).await, StatusCode::NOT_FOUND);
    mario.open(&application).await;
    mario.expect_not("ha aperto questa pratica");
    ada.open(&here).await;
    ada.expect_not("ha aperto questa pratica");
    // A page that asks by itself keeps nobody signed in.
    for _ in 0..5 {
        installation.clock.advance(Duration::minutes(7));
        ada.get(&asked).await;
    }
    ada.open(&here).await;
    assert_eq!(ada.path(), "/ufficio/accedi");
}

async fn who_acts_second_is_told_what_has_happened_and_loses_nothing(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    confirm(&mut ugo, "Prendi in carico", &[]).await;
    // Both write; one is first.
    let mut ada = at_office(&installation, "vigile2", &application).await;
    let asked = ada.all("[data-presence]", "data-presence").remove(0);
    ada.follow("Chiedi un'integrazione").await;
    ada.fill("Che cosa manca e perché", "Manca la fotografia").fill("Giorni per rispondere", "15");
    let mut late = at_office(&installation, "vigile2", &application).await;
    late.fill("Motivo del subentro", "Ugo è in ferie");
    let mut eva = at_office(&installation, "responsabile", &application).await;
    eva.fill("Motivo del cambio", "Carico di lavoro").fill("Assegna a", "Neri Ada");
    ugo.press("Lasciala all'ufficio").await;
    // What was typed stands on the page, with what has happened since, in words and with who did it.
    let confirm = ada.find(".move-bar button").expect("a button");
    ada.press(&confirm).await;
    ada.expect("Nel frattempo un collega ha cambiato questa pratica")
        .expect("Che cosa è successo nel frattempo")
        .expect("Assegnazione tolta")
        .expect("Ugo Verdi")
        .expect_not("Assegnata a Ugo Verdi");
    ada.expect("Manca la fotografia");
    late.press("Seguila tu").await;
    late.expect("Assegnazione tolta").expect("Quello che avevi scritto").expect("Ugo è in ferie");
    eva.press("Assegna").await;
    eva.expect("Assegnazione tolta").expect("Carico di lavoro");
    // The script of a page that stands open tells it as well.
    late.open(&asked).await;
    late.expect("Assegnazione tolta").expect("Mostra la pratica aggiornata");
    // On what she sees now it is hers to decide; neither act is lost.
    ada.press(&confirm).await;
    ada.expect("Fatto.");
    installation.settle().await;
    let mut eva = at_office(&installation, "responsabile", &application).await;
    eva.expect("Assegnazione tolta").expect("Manca la fotografia");
}
