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

async fn at_every_statement(test: &str, engine: Engine, deed: Deed) {
    if let Some(victim) = Victim::me() {
        return victim.act(deed).await;
    }
    let ground = Ground::new(engine, &test.replace("::", "-")).await;
    // Everything that anybody was told: a number is told once it is acknowledged.
    let mut told = BTreeMap::new();
    let mut was_done = Vec::new();
    let mut deadly = 0;
    loop {
        // Until it is durable, not every statement of a long deed.
        deadly += if was_done.last() == Some(&true) { 1 } else { deed.stride() };
        let desk = ground.open().await;
        let case = Case::prepare(&desk, deed).await;
        desk.db.close().await;
        let died = ground.kill(test, deadly, &case);
        let acknowledged = died.acknowledged();

        let desk = ground.open().await;
        whole::at_rest(&desk).await;
        was_done.push(case.is_done(&desk, deed).await);
        if died.status.success() {
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
        if died.status.success() {
            let done = was_done.iter().position(|done| *done).expect("the last one was done");
            assert!(deadly > 10, "only {deadly} statements: the switch is off its place");
            // Not one of them undoes what an earlier one had made durable, and at least one dies before anything
            // and one after everything.
            assert!(done > 0 && was_done[done..].iter().all(|done| *done), "{was_done:?}");
            assert!(done + 1 < was_done.len(), "nobody died after the commit: {was_done:?}");
            println!("{test}: {deadly} statements, durable from {}", done + 1);
            return;
        }
    }
}
