//! What every unit of work may rely on, the same on both engines.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use store::{Db, Error, Limits, Result};
use tokio::{task::JoinSet, time::sleep};
use uuid::Uuid;

use crate::{file, fill, id, kept, open, polled, short, whole};

macro_rules! contract {
    ($($name:ident),* $(,)?) => {
        mod sqlite { $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name(&store::testing::sqlite_url()).await }
        )* }
        mod postgres { $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $name() { super::$name(&store::testing::postgres_url()).await }
        )* }
    };
}

contract!(
    kept_only_when_committed,
    readers_keep_their_snapshot_and_cannot_write,
    an_error_spoils_its_own_unit_only,
    a_failed_commit_is_never_reported_as_kept,
    numbers_have_no_gaps_under_64_writers,
    a_future_dropped_anywhere_harms_nobody,
    a_leaked_unit_costs_the_others_a_bounded_time,
    a_refused_write_says_why,
    an_old_program_sees_what_is_to_be_migrated,
);

async fn kept_only_when_committed(url: &str) {
    let db = open(url, Limits::default()).await;
    let (dropped, taken) = (id(), id());
    let mut tx = db.write().await.unwrap();
    fill(&mut tx, dropped).await.unwrap();
    assert!(kept(&mut tx).await.contains(&dropped), "a unit sees its own work");
    assert!(kept(&mut db.peek().await.unwrap()).await.is_empty());
    drop(tx);
    assert_eq!(file(&db, taken).await.unwrap(), 1);
    assert_eq!(whole(&db).await, BTreeSet::from([taken]));
}

async fn readers_keep_their_snapshot_and_cannot_write(url: &str) {
    let db = open(url, Limits::default()).await;
    let mut before = db.read().await.unwrap();
    assert!(kept(&mut before).await.is_empty());
    file(&db, id()).await.unwrap();
    assert!(kept(&mut before).await.is_empty());
    assert_eq!(kept(&mut db.read().await.unwrap()).await.len(), 1);
    for mut read in [before, db.read().await.unwrap(), db.peek().await.unwrap()] {
        let refused = read.query("UPDATE register SET last = 99").execute().await;
        assert!(refused.is_err());
    }
    whole(&db).await;
}

async fn an_error_spoils_its_own_unit_only(url: &str) {
    let db = open(url, Limits::default()).await;
    let taken = id();
    file(&db, taken).await.unwrap();
    let mut tx = db.write().await.unwrap();
    assert!(matches!(fill(&mut tx, taken).await, Err(Error::Conflict(_))));
    let after = tx.query("SELECT last FROM register").fetch_one::<(i64,)>().await;
    assert!(matches!(after, Err(Error::Spoiled)));
    assert!(matches!(tx.commit().await, Err(Error::Spoiled)));
    let mut tx = db.write().await.unwrap();
    let none = tx.query("SELECT number FROM filing WHERE number = 9").fetch_one::<(i64,)>();
    assert!(matches!(none.await, Err(Error::Missing)));
    fill(&mut tx, id()).await.unwrap();
    tx.commit().await.expect("an empty answer is not a failed statement");
    assert_eq!(whole(&db).await.len(), 2);
}

/// A deferred constraint fails at COMMIT, on SQLite with the whole group.
async fn a_failed_commit_is_never_reported_as_kept(url: &str) {
    let db = open(url, Limits::default()).await;
    let mut tasks = JoinSet::new();
    for n in 0..32 {
        let db = db.clone();
        tasks.spawn(async move {
            let id = crate::id();
            let mut tx = db.write().await?;
            fill(&mut tx, id).await?;
            if n == 9 {
                let orphan = tx.query("INSERT INTO remark (id, filing, note) VALUES ($1, $2, '')");
                orphan.bind(crate::id()).bind(crate::id()).execute().await?;
            }
            tx.commit().await.map(|()| id)
        });
    }
    let answers = tasks.join_all().await;
    assert!(answers.iter().any(Result::is_err));
    let acknowledged: BTreeSet<Uuid> = answers.into_iter().flatten().collect();
    assert_eq!(whole(&db).await, acknowledged);
    file(&db, id()).await.unwrap();
}

async fn numbers_have_no_gaps_under_64_writers(url: &str) {
    let db = open(url, Limits { wait: Duration::from_secs(20), ..Limits::default() }).await;
    let mut tasks = JoinSet::new();
    for writer in 0..64 {
        let db = db.clone();
        tasks.spawn(async move {
            let mut acknowledged = vec![];
            for round in 0..5 {
                let id = crate::id();
                let mut tx = db.write().await.unwrap();
                fill(&mut tx, id).await.unwrap();
                match (writer + round) % 6 {
                    0 => drop(tx),
                    1 => assert!(fill(&mut tx, id).await.is_err()),
                    _ => {
                        tx.commit().await.unwrap();
                        acknowledged.push(id);
                    }
                }
            }
            acknowledged
        });
    }
    let acknowledged = tasks.join_all().await.into_iter().flatten().collect();
    assert_eq!(whole(&db).await, acknowledged);
}

async fn a_future_dropped_anywhere_harms_nobody(url: &str) {
    let db = open(url, Limits { wait: Duration::from_secs(20), ..Limits::default() }).await;
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let db = db.clone();
        tasks.spawn(async move {
            let (mut acknowledged, mut dropped) = (BTreeSet::new(), 0);
            for times in 0..60 {
                let id = crate::id();
                let mut filing = Box::pin(file(&db, id));
                match polled(times / 2, &mut filing).await {
                    Some(number) => assert!(number.is_ok() && acknowledged.insert(id)),
                    None => dropped += 1,
                }
                // Dropped before the answer is there, or with the answer unseen.
                sleep(Duration::from_millis(times as u64 % 2 * 20)).await;
            }
            (acknowledged, dropped)
        });
    }
    let (acknowledged, dropped): (Vec<_>, Vec<i32>) = tasks.join_all().await.into_iter().unzip();
    let acknowledged: BTreeSet<Uuid> = acknowledged.into_iter().flatten().collect();
    assert!(!acknowledged.is_empty() && dropped.iter().sum::<i32>() > 8 * 4);
    assert!(whole(&db).await.is_superset(&acknowledged));

    // Half a unit cannot be committed.
    let mut tx = db.write().await.unwrap();
    let before = whole(&db).await;
    fill(&mut tx, id()).await.unwrap();
    let slow = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
                SELECT count(*) FROM n";
    assert!(polled(1, tx.query(slow).fetch_one::<(i64,)>()).await.is_none());
    assert!(matches!(tx.commit().await, Err(Error::Spoiled)));
    file(&db, id()).await.unwrap();
    assert_eq!(whole(&db).await.len(), before.len() + 1);
}

async fn a_leaked_unit_costs_the_others_a_bounded_time(url: &str) {
    let db = open(url, short()).await;
    let mut leaked = db.write().await.unwrap();
    fill(&mut leaked, id()).await.unwrap();
    let start = Instant::now();
    assert!(matches!(file(&db, id()).await, Err(Error::Busy)));
    assert!(start.elapsed() < Duration::from_millis(900));
    sleep(Duration::from_millis(1200)).await;
    file(&db, id()).await.expect("the leaked unit has lost its turn");
    assert!(fill(&mut leaked, id()).await.is_err());
    assert!(leaked.commit().await.is_err());
    std::mem::forget(db.write().await.unwrap());
    sleep(Duration::from_millis(1200)).await;
    file(&db, id()).await.unwrap();
    assert_eq!(whole(&db).await.len(), 2);
}

async fn a_refused_write_says_why(url: &str) {
    let db = open(url, Limits::default()).await;
    let mut peek = db.peek().await.unwrap();
    let error = peek.query("UPDATE register SET last = 9").execute().await.unwrap_err();
    assert!(matches!(error, Error::Unwritable(_)) && error.is_passing(), "{error:?}");
}

async fn an_old_program_sees_what_is_to_be_migrated(url: &str) {
    let db = Db::open(url).await.unwrap();
    assert!(db.pending().await.unwrap().is_empty());
    db.migrate().await.expect("a second time does nothing");
    let mut tx = db.write().await.unwrap();
    tx.query("DELETE FROM _sqlx_migrations WHERE version > 1").execute().await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.pending().await.unwrap()[0], "0002 procedures");
}
