//! Storage under test, on both engines. What a test needs beyond the schema it makes for itself.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::BTreeSet,
    future::poll_fn,
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    task::Poll,
    time::Duration,
};

use model::Moment;
use store::{Db, Limits, Read, Result, Write};
use uuid::Uuid;

mod applications;
mod bulk;
mod contract;
mod digests;
mod exports;
mod faults;
mod figures;
mod filling;
mod identity;
mod later;
mod messages;
mod opinions;
mod people;
mod procedures;
mod queue;
mod rankings;
mod read_log;
mod sample;
mod schemas;
mod tally;
mod uploads;
mod views;

/// An id that no other test process has.
fn id() -> Uuid {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let process = u64::from(std::process::id());
    Uuid::from_u64_pair(process, COUNT.fetch_add(1, Ordering::Relaxed))
}

fn short() -> Limits {
    Limits { wait: Duration::from_millis(300), turn: Duration::from_secs(1), ..Limits::default() }
}

/// Opens it, with three tables that stand for any: the contract does not depend on the schema.
async fn open(url: &str, limits: Limits) -> Db {
    let db = Db::open_with(url, limits).await.unwrap();
    let mut tx = db.write().await.unwrap();
    for sql in [
        "CREATE TABLE register (year BIGINT PRIMARY KEY, last BIGINT NOT NULL)",
        "CREATE TABLE filing (id UUID PRIMARY KEY, number BIGINT NOT NULL UNIQUE,
                              at BIGINT NOT NULL, body TEXT NOT NULL)",
        "CREATE TABLE remark (id UUID PRIMARY KEY, filing UUID NOT NULL REFERENCES filing (id)
                              DEFERRABLE INITIALLY DEFERRED, note TEXT NOT NULL)",
        "INSERT INTO register (year, last) VALUES (2026, 0)",
    ] {
        tx.query(sql).execute().await.unwrap();
    }
    tx.commit().await.unwrap();
    db
}

/// Five statements, one of them the counter without gaps.
async fn fill(tx: &mut Write, id: Uuid) -> Result<i64> {
    tx.query("SELECT last FROM register WHERE year = $1")
        .bind(2026_i64)
        .fetch_one::<(i64,)>()
        .await?;
    let (number,): (i64,) = tx
        .query("UPDATE register SET last = last + 1 WHERE year = $1 RETURNING last")
        .bind(2026_i64)
        .fetch_one()
        .await?;
    tx.query("INSERT INTO filing (id, number, at, body) VALUES ($1, $2, $3, $4)")
        .bind(id)
        .bind(number)
        .bind(Moment(1))
        .bind("body")
        .execute()
        .await?;
    for _ in 0..2 {
        tx.query("INSERT INTO remark (id, filing, note) VALUES ($1, $2, $3)")
            .bind(crate::id())
            .bind(id)
            .bind("filed")
            .execute()
            .await?;
    }
    Ok(number)
}

async fn file(db: &Db, id: Uuid) -> Result<i64> {
    let mut tx = db.write().await?;
    let number = fill(&mut tx, id).await?;
    tx.commit().await?;
    Ok(number)
}

async fn kept(read: &mut Read) -> BTreeSet<Uuid> {
    let rows = read.query("SELECT id FROM filing").fetch_all::<(Uuid,)>().await.unwrap();
    rows.into_iter().map(|(id,)| id).collect()
}

/// Numbers are 1…n, the counter says n, every filing has its two remarks.
async fn whole(db: &Db) -> BTreeSet<Uuid> {
    let mut read = db.read().await.unwrap();
    let (rows, highest, last, remarks): (i64, i64, i64, i64) = read
        .query(
            "SELECT (SELECT count(*) FROM filing),
                    (SELECT coalesce(max(number), 0) FROM filing),
                    (SELECT last FROM register),
                    (SELECT count(*) FROM remark)",
        )
        .fetch_one()
        .await
        .unwrap();
    assert_eq!((rows, rows, rows * 2), (highest, last, remarks));
    kept(&mut read).await
}

/// Gives up on `future` right after it has been polled `times` times.
async fn polled<F: Future>(times: usize, future: F) -> Option<F::Output> {
    let (mut future, mut left) = (pin!(future), times);
    poll_fn(|context| {
        let answer = if left == 0 { Poll::Pending } else { future.as_mut().poll(context) };
        left = left.saturating_sub(1);
        match answer {
            Poll::Pending if left == 0 => Poll::Ready(None),
            answer => answer.map(Some),
        }
    })
    .await
}
