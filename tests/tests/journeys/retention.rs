//! What is thrown away: drafts that nobody goes on with, after a warning, and files that nothing names any more.

use chrono::Duration;
use model::{Digest, municipality::Retention};
use tests::{filling::PDF, installation::Installation, visitor::Visitor};

use crate::{
    filling::{permit, send},
    on_both_engines,
};

on_both_engines!(
    a_draft_goes_after_a_warning,
    what_nothing_names_leaves_the_vault,
    every_shelf_of_the_vault_is_looked_through,
    a_file_that_nobody_sends_is_forgotten,
);

const WARNED: &str = "La tua bozza sta per essere cancellata";

/// Days until the warning of a draft saved now.
fn until_warning(installation: &Installation) -> i64 {
    let kept = installation.desk().municipality.retention.draft_days;
    i64::from(kept - Retention::NOTICE)
}

/// Lets days go by, with the worker's hourly round at their end.
async fn rest(installation: &Installation, days: i64) {
    installation.clock.advance(Duration::days(days));
    installation.desk().purge().await.expect("storage");
    installation.settle().await;
}

async fn drafts(installation: &Installation, me: &mut Visitor) -> usize {
    installation.again(me, "mario", "/area-personale/bozze").await;
    me.all(".draft-row a.btn", "href").len()
}

async fn a_draft_goes_after_a_warning(installation: Installation) {
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let draft = me.path().trim_end_matches("/riepilogo").to_owned();
    let until = until_warning(&installation);
    rest(&installation, until - 1).await;
    assert!(!installation.subjects().contains(&WARNED.to_owned()));
    rest(&installation, 2).await;
    rest(&installation, 1).await;
    assert_eq!(installation.subjects(), [WARNED], "told once");
    // Saving again is going on.
    installation.again(&mut me, "mario", &format!("{draft}/passi/general")).await;
    me.fill("Numero civico", "7").press("Salva la bozza").await;
    rest(&installation, i64::from(Retention::NOTICE) + 1).await;
    assert_eq!(drafts(&installation, &mut me).await, 1);
    me.expect("La conserviamo fino al");
    // Nobody goes on.
    rest(&installation, until).await;
    assert_eq!(installation.subjects(), [WARNED, WARNED]);
    rest(&installation, i64::from(Retention::NOTICE) - 1).await;
    assert_eq!(drafts(&installation, &mut me).await, 1, "a day is left");
    rest(&installation, 2).await;
    assert_eq!(drafts(&installation, &mut me).await, 0);
    assert_eq!(me.get(&draft).await, reqwest::StatusCode::NOT_FOUND);
}

async fn what_nothing_names_leaves_the_vault(installation: Installation) {
    let lies_there =
        async || installation.desk().vault.has(&Digest::of(PDF)).await.expect("the vault");
    // Begun, with a file, and thrown away; then every shelf of the vault is looked through.
    let give_up = async || {
        let mut anna = permit(&installation, "anna", "Abito nella ZTL").await;
        let draft = anna.path().trim_end_matches("/riepilogo").to_owned();
        anna.open(&format!("{draft}/elimina")).await;
        anna.press("Elimina la bozza").await;
        anna.expect("Bozza eliminata");
        for _ in 0..(48 + 256) {
            installation.clock.advance(Duration::hours(1));
            installation.desk().purge().await.expect("storage");
        }
    };
    give_up().await;
    assert!(!lies_there().await, "nobody has it");
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    send(&installation, &mut mario).await;
    give_up().await;
    assert!(lies_there().await, "the application has it");
}

async fn every_shelf_of_the_vault_is_looked_through(installation: Installation) {
    let desk = installation.desk();
    let mut contents = Vec::new();
    for n in 0..24 {
        let stored = desk.vault.put_bytes(format!("{n}: nobody's").into_bytes()).await;
        contents.push(stored.expect("kept").sha256);
    }
    for _ in 0..(48 + 256) {
        installation.clock.advance(Duration::hours(1));
        desk.purge().await.expect("storage");
    }
    for content in contents {
        assert!(!desk.vault.has(&content).await.expect("the vault"), "{content}");
    }
}

/// Chosen for a message that was never sent: its author finds it for as long as a draft is kept, nobody after that.
async fn a_file_that_nobody_sends_is_forgotten(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let talk = format!("{application}/messaggi");
    mario.open(&talk).await;
    mario.attach("Allegati", "ripensato.pdf", PDF).press("Carica").await;
    let file = mario.all("main a[href*='/file/']", "href").pop().expect("its author sees it");
    let id = file.rsplit('/').next().expect("an id").parse().expect("an id");
    let there = async || {
        let mut read = installation.desk().db.peek().await.expect("storage");
        let row = store::files::get(&mut read, model::FileId(id)).await.expect("storage");
        row.is_some_and(|row| row.removed_at.is_none())
    };
    let kept = i64::from(installation.desk().municipality.retention.draft_days);
    rest(&installation, kept - 1).await;
    assert!(there().await);
    rest(&installation, 2).await;
    assert!(!there().await);
}
