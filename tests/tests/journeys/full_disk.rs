//! A disk that is full, for the database and for the files: each is told so, nothing that was acknowledged is lost,
//! nothing is doubled or half done, and everything goes on when there is room again.

use chrono::Duration;
use model::Digest;
use reqwest::StatusCode;
use tests::{
    filling::{PDF, permit},
    installation::{Engine, Installation},
    plan::Plan,
    small_disk::SmallDisk,
    visitor::Visitor,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite() {
    a_full_disk_is_told_and_loses_nothing(Engine::Sqlite, "sqlite").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres() {
    a_full_disk_is_told_and_loses_nothing(Engine::Postgres, "postgres").await;
}

/// How often something small finds room in what the engine had reserved.
const TRIES: usize = 300;

async fn a_full_disk_is_told_and_loses_nothing(engine: Engine, name: &str) {
    let Some(disk) = SmallDisk::mount(name) else { return };
    let installation = Plan::new(engine).await.disk(&disk).start().await;
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let draft = me.path().trim_end_matches("/riepilogo").to_owned();
    let step = format!("{draft}/passi/general");

    disk.fill();
    let kept = save_until_full(&mut me, &step).await;
    me.expect("riprova");
    // A file finds no room, and nothing is left of it.
    me.open(&step).await;
    assert_eq!(
        me.all("[name='residence.number']", "value"),
        std::slice::from_ref(&kept),
        "what was acknowledged"
    );
    let large = [PDF, &vec![b' '; 2_000_000]].concat();
    me.attach("Carta di circolazione", "carta.pdf", &large);
    let page = me.prepare("Salva la bozza");
    assert_eq!(me.send(page).await, StatusCode::SERVICE_UNAVAILABLE, "{}", me.text());
    // A sending is done whole or not at all.
    me.open(&format!("{draft}/riepilogo")).await;
    me.tick("Accetto i termini e le condizioni di servizio");
    let send = me.prepare("Invia la domanda");
    let was_sent = me.send(send.clone()).await.is_success();
    whole(&installation, u64::from(was_sent)).await;

    disk.free();
    me.send(send).await;
    me.expect("2027/000001");
    whole(&installation, 1).await;

    // The worker without room for the receipt: it waits, and makes it once.
    disk.fill();
    let _ = installation.desk().work_once().await;
    disk.free();
    installation.clock.advance(Duration::hours(2));
    installation.settle().await;
    let application = me.path().trim_end_matches("/inviata").to_owned();
    installation.again(&mut me, "mario", &application).await;
    assert_eq!(me.all("a[href*='/documenti/']", "href").len(), 1, "{}", me.text());
    // A message that left before its leaving could be written down leaves again as the same message.
    let sent = installation.desk().mail.sent();
    assert!(
        !sent.is_empty() && sent.iter().all(|one| one.message_id == sent[0].message_id),
        "{sent:?}"
    );
}

/// Saves one answer after the other until there is no room for the next; the last that was acknowledged.
async fn save_until_full(me: &mut Visitor, step: &str) -> String {
    let mut kept = "12".to_owned();
    me.open(step).await;
    for n in 0..TRIES {
        // Long, and nothing that an engine can make shorter.
        let answer: String =
            (0..80).map(|part| Digest::of(format!("{n} {part}").as_bytes()).to_string()).collect();
        me.fill("Numero civico", &answer);
        let page = me.prepare("Salva la bozza");
        match me.send(page).await {
            StatusCode::SERVICE_UNAVAILABLE => return kept,
            told => assert!(told.is_success(), "{told}: {}", me.text()),
        }
        kept = answer;
    }
    panic!("the disk never ran full");
}

/// Every number once, every file there, the chain whole.
async fn whole(installation: &Installation, applications: u64) {
    let report = installation.desk().verify().await.expect("storage can be read");
    assert!(report.broken.is_empty() && report.gaps.is_empty(), "{report:?}");
    assert_eq!(report.applications, applications);
}
