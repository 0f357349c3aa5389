//! A process that dies at any statement of what it does for people leaves all of it or nothing, on both
//! engines: after a restart every number that was told exists once, 1 to n without gaps, nothing hangs loose,
//! and doing it again ends where it would have ended.

mod deed;
mod ground;
mod whole;

use std::{collections::BTreeMap, os::unix::process::ExitStatusExt as _};

use deed::{Case, Deed};
use ground::{Ground, Victim};
use tests::installation::Engine;

/// Each deed on each engine; the name of the test is what the victim is started with.
macro_rules! at_every_statement {
    ($($name:ident: $deed:expr),* $(,)?) => {
        mod sqlite { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::at_every_statement(concat!("sqlite::", stringify!($name)), super::Engine::Sqlite, $deed).await;
            }
        )* }
        mod postgres { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::at_every_statement(concat!("postgres::", stringify!($name)), super::Engine::Postgres, $deed).await;
            }
        )* }
    };
}

at_every_statement!(
    sending: super::Deed::Send,
    taking: super::Deed::Take,
    asking_for_what_is_missing: super::Deed::Ask,
    working_off_the_receipt_and_the_mail: super::Deed::Work,
    doing_it_with_many: super::Deed::Bulk,
);

/// SIGABRT.
const ABORTED: i32 = 6;

/// How many statements apart it is killed, but around the commit: what is short on SQLite, and everything with
/// `EVERY_STATEMENT`, at each.
fn stride(engine: Engine, deed: Deed) -> u64 {
    if std::env::var_os("EVERY_STATEMENT").is_some() {
        return 1;
    }
    match (engine, deed) {
        (Engine::Sqlite, Deed::Send | Deed::Take | Deed::Ask) => 1,
        (Engine::Postgres, Deed::Send | Deed::Take | Deed::Ask) => 3,
        (_, Deed::Work | Deed::Bulk) => 4,
    }
}

async fn at_every_statement(test: &str, engine: Engine, deed: Deed) {
    if let Some(victim) = Victim::me() {
        return victim.act(deed).await;
    }
    let ground = Ground::new(engine, &test.replace("::", "-"));
    // Everything that anybody was told: a number is told once it is acknowledged.
    let mut told = BTreeMap::new();
    // Whether the deed was there after a restart, by the statement at which its process died.
    let mut was_done = BTreeMap::new();
    let stride = stride(engine, deed);
    let mut left: Vec<u64> = Vec::new();
    let mut deadly = stride;
    let mut survivor = None;
    loop {
        let desk = ground.open().await;
        let case = Case::prepare(&desk, deed).await;
        desk.db.close().await;
        let died = ground.kill(test, deadly, &case);
        let acknowledged = died.acknowledged();

        let desk = ground.open().await;
        whole::at_rest(&desk).await;
        was_done.insert(deadly, case.is_done(&desk, deed).await);
        let survives = died.status.success();
        if survives {
            let number = acknowledged.expect("who survives tells the number");
            told.insert(number, case.application);
        } else {
            assert_eq!((died.status.signal(), acknowledged), (Some(ABORTED), None), "{died:?}");
        }
        let number = case.again(&desk, &ground.clock, deed).await;
        assert_eq!(*told.entry(number).or_insert(case.application), case.application);
        ground.work_off(&desk).await;
        whole::in_the_end(&desk, &ground, deed, &told).await;
        desk.db.close().await;
        if survives && survivor.is_none() {
            left = around_the_commit(&was_done);
        }
        if survives {
            survivor = Some(survivor.map_or(deadly, |known: u64| known.min(deadly)));
        }
        match (survivor, left.pop()) {
            (None, _) => deadly += stride,
            (Some(_), Some(next)) => deadly = next,
            (Some(survivor), None) => return say(test, survivor, &was_done),
        }
    }
}

/// Statements between the last that left nothing and the first that left all: there it is killed at each.
fn around_the_commit(was_done: &BTreeMap<u64, bool>) -> Vec<u64> {
    let first = was_done.iter().find(|(_, done)| **done).map(|(at, _)| *at).expect("it was done");
    let before = was_done.range(..first).next_back().map_or(0, |(at, _)| *at);
    (before + 1..first).collect()
}

/// Looks over all deaths, and says what was seen.
fn say(test: &str, survivor: u64, was_done: &BTreeMap<u64, bool>) {
    assert!(survivor > 10, "only {survivor} statements: the switch is off its place");
    let first = was_done.iter().find(|(_, done)| **done).map(|(at, _)| *at).expect("it was done");
    // Not one of them undoes what an earlier one had made durable, and at least one dies before anything and one
    // after everything.
    assert!(was_done.range(..first).count() > 0, "{was_done:?}");
    assert!(was_done.range(first..).all(|(_, done)| *done), "{was_done:?}");
    assert!(
        was_done.range(first..survivor).count() > 0,
        "nobody died after the commit: {was_done:?}"
    );
    println!(
        "{test}: {} deaths in {survivor} statements, durable from {first}",
        was_done.len() - 1
    );
}
