//! What a crash, a full disk, a crowd or a dawdling neighbour may not do.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader},
    os::unix::process::ExitStatusExt as _,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use store::{
    Db, Error, Limits, Result,
    testing::{postgres_url, sqlite_url},
};
use tokio::{sync::Semaphore, task::JoinSet};
use uuid::Uuid;

use crate::{file, fill, kept, open, polled, short, whole};

/// Whom a child process is to act on: the same test, run again by itself.
const VICTIM: &str = "STORAGE_VICTIM";
/// The statement at which it dies.
const DEADLY: &str = "STORAGE_DEADLY";

fn victim(test: &str, url: &str, deadly: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(VICTIM, url)
        .env(DEADLY, deadly.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_loses_nothing_acknowledged_on_sqlite() {
    kill_9("faults::kill_9_loses_nothing_acknowledged_on_sqlite", sqlite_url).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn kill_9_loses_nothing_acknowledged_on_postgres() {
    kill_9("faults::kill_9_loses_nothing_acknowledged_on_postgres", postgres_url).await;
}

/// Of the process, not of the machine: the fsync itself is SQLite's affair.
async fn kill_9(test: &str, url: fn() -> String) {
    if let Ok(url) = std::env::var(VICTIM) {
        let db = Db::open(&url).await.unwrap();
        let writers = (0..16).map(|_| async {
            loop {
                let id = crate::id();
                file(&db, id).await.unwrap();
                println!("{id}");
            }
        });
        futures_util::future::join_all(writers).await;
        return;
    }
    let url = url();
    open(&url, Limits::default()).await.close().await;
    for round in 1..=3 {
        let mut child = victim(test, &url, 0);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(|l| l.ok());
        let mut acknowledged: BTreeSet<Uuid> =
            lines.by_ref().filter_map(|line| line.parse().ok()).take(100 * round).collect();
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(lines.filter_map(|line| line.parse::<Uuid>().ok()));
        assert!(acknowledged.len() >= 100 * round);
        let db = Db::open(&url).await.unwrap();
        assert!(whole(&db).await.is_superset(&acknowledged));
        db.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_at_any_statement_leaves_all_or_nothing_on_sqlite() {
    every_statement("faults::dying_at_any_statement_leaves_all_or_nothing_on_sqlite", sqlite_url)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dying_at_any_statement_leaves_all_or_nothing_on_postgres() {
    every_statement(
        "faults::dying_at_any_statement_leaves_all_or_nothing_on_postgres",
        postgres_url,
    )
    .await;
}

/// One unit of five statements, aborted at each of its steps in turn.
async fn every_statement(test: &str, url: fn() -> String) {
    if let Ok(url) = std::env::var(VICTIM) {
        let db = Db::open(&url).await.unwrap();
        store::faults::abort_at(std::env::var(DEADLY).unwrap().parse().unwrap());
        file(&db, crate::id()).await.unwrap();
        println!("steps {}", store::faults::steps());
        std::process::exit(0);
    }
    let url = url();
    open(&url, Limits::default()).await.close().await;
    let mut filed = 0;
    for deadly in 1.. {
        let died = victim(test, &url, deadly).wait_with_output().unwrap();
        let db = Db::open(&url).await.unwrap();
        let now = whole(&db).await.len();
        db.close().await;
        let told = String::from_utf8_lossy(&died.stdout).into_owned();
        if died.status.success() {
            assert_eq!(now, filed + 1);
            // BEGIN, five statements, COMMIT, and the step after it.
            assert!(told.contains("steps 8"), "{told}");
            assert_eq!((deadly, filed), (9, 1));
            return;
        }
        // SIGABRT.
        assert_eq!((died.status.signal(), told.contains("steps")), (Some(6), false), "{told}");
        // Only the last step comes after the COMMIT.
        assert_eq!(now, usize::from(deadly == 8));
        filed = now;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_released_unit_is_unseen_and_unanswered_until_the_commit() {
    let db = open(&sqlite_url(), short()).await;
    let id = crate::id();
    let mut first = db.write().await.unwrap();
    fill(&mut first, id).await.unwrap();
    let (second, mut commit) = (db.write(), Box::pin(first.commit()));
    let (mut second, ()) = tokio::join!(async { second.await.unwrap() }, async {
        assert!(polled(1, &mut commit).await.is_none());
    });
    fill(&mut second, crate::id()).await.unwrap();
    assert!(polled(1, &mut commit).await.is_none(), "released, not yet committed");
    assert!(kept(&mut db.read().await.unwrap()).await.is_empty());
    let start = Instant::now();
    commit.await.expect("a neighbour that dawdles is thrown out");
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_eq!(whole(&db).await, BTreeSet::from([id]));
    assert!(matches!(second.commit().await, Err(Error::Expired)));
}

#[tokio::test]
async fn a_full_queue_says_so_at_once() {
    let db = open(&sqlite_url(), Limits { queue: 2, ..Limits::default() }).await;
    let _turn = db.write().await.unwrap();
    let waiting = futures_util::future::join(db.write(), db.write());
    let late = async { db.write().await.err() };
    tokio::select! { biased;
        _ = waiting => panic!("nobody gives way"),
        error = late => assert!(matches!(error, Some(Error::Busy))),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn municipalities_share_one_budget_and_nothing_else() {
    let limits = Limits { budget: Arc::new(Semaphore::new(1)), ..short() };
    let one = open(&postgres_url(), limits.clone()).await;
    let two = open(&postgres_url(), limits).await;
    let held = one.write().await.unwrap();
    assert!(matches!(two.read().await, Err(Error::Busy)));
    drop(held);
    file(&one, crate::id()).await.unwrap();
    assert_eq!((whole(&one).await.len(), whole(&two).await.len()), (1, 0));
}

/// Every row is one that was acknowledged, and every one acknowledged is there.
async fn exactly(db: &Db, answers: Vec<Result<Uuid>>) {
    assert!(answers.iter().any(Result::is_err));
    let acknowledged: BTreeSet<Uuid> = answers.into_iter().flatten().collect();
    assert_eq!(kept(&mut db.read().await.unwrap()).await, acknowledged);
}

/// A group of 24 in which unit 11 does `harm` after its insert.
async fn with_a_bad_neighbour(db: &Db, harm: &'static str) -> Vec<Result<Uuid>> {
    let mut tasks = JoinSet::new();
    for number in 0..24_i64 {
        let db = db.clone();
        tasks.spawn(async move {
            let id = crate::id();
            let mut tx = db.write().await?;
            for sql in ["INSERT INTO filing (id, number, at, body) VALUES ($1, $2, 1, '')", harm] {
                if number == 11 || sql != harm {
                    tx.query(sql).bind(id).bind(number).execute().await?;
                }
            }
            tx.commit().await.map(|()| id)
        });
    }
    tasks.join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_and_passes() {
    let db = open(&sqlite_url(), Limits::default()).await;
    let mut tx = db.write().await.unwrap();
    tx.query("PRAGMA max_page_count = 60").fetch_all::<(i64,)>().await.unwrap();
    tx.commit().await.unwrap();
    let harm = "UPDATE filing SET body = hex(zeroblob(900000)) WHERE id = $1 AND number = $2";
    exactly(&db, with_a_bad_neighbour(&db, harm).await).await;
    let mut tx = db.write().await.unwrap();
    tx.query("PRAGMA max_page_count = 100000").fetch_all::<(i64,)>().await.unwrap();
    tx.commit().await.unwrap();
    db.write().await.unwrap().commit().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engine_that_rolls_back_the_group_is_noticed() {
    let db = open(&sqlite_url(), Limits::default()).await;
    let harm = "INSERT OR ROLLBACK INTO filing (id, number, at, body) VALUES ($1, $2, 1, '')";
    exactly(&db, with_a_bad_neighbour(&db, harm).await).await;
    db.write().await.unwrap().commit().await.unwrap();
}

/// sqlx 0.9 alone leaves such a session idle in transaction, back in the pool.
#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_begin_leaves_no_transaction_open() {
    let name = crate::id().to_string();
    let db = open(&format!("{}&application_name={name}", postgres_url()), short()).await;
    let eye = Db::open(&postgres_url()).await.unwrap();
    let left_open = "SELECT count(*) FROM pg_stat_activity
                WHERE state = 'idle in transaction' AND application_name = $1";
    for polls in 1..6 {
        file(&db, crate::id()).await.unwrap();
        drop(polled(polls, db.write()).await);
        tokio::time::sleep(Duration::from_millis(100)).await;
        let mut peek = eye.peek().await.unwrap();
        let answer = peek.query(left_open).bind(name.as_str()).fetch_one::<(i64,)>().await;
        assert_eq!(answer.unwrap(), (0,));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_read_is_one_transaction() {
    let db = open(&postgres_url(), short()).await;
    for (mut read, same) in [(db.read().await.unwrap(), true), (db.peek().await.unwrap(), false)] {
        let mut now = async || {
            let text = read.query("SELECT CAST(now() AS TEXT)").fetch_one::<(String,)>().await;
            text.unwrap()
        };
        assert_eq!(now().await == now().await, same);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_group_takes_in_nobody() {
    let db = open(&sqlite_url(), Limits { age: Duration::ZERO, ..Limits::default() }).await;
    let mut first = db.write().await.unwrap();
    fill(&mut first, crate::id()).await.unwrap();
    let (second, commit) = tokio::join!(db.write(), first.commit());
    commit.expect("the first is durable before the second has done anything");
    second.unwrap();
    assert_eq!(whole(&db).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_house_lets_its_guests_finish_and_no_one_in() {
    for url in [sqlite_url(), postgres_url()] {
        let db = open(&url, short()).await;
        let mut inside = db.write().await.unwrap();
        fill(&mut inside, crate::id()).await.unwrap();
        let closing = tokio::spawn({
            let db = db.clone();
            async move { db.close().await }
        });
        while !matches!(db.write().await, Err(Error::Away(_))) {
            tokio::task::yield_now().await;
        }
        inside.commit().await.expect("who was inside finishes");
        closing.await.unwrap();
        assert!(matches!(db.read().await, Err(Error::Away(_))));
        assert!(matches!(db.peek().await, Err(Error::Away(_))));
        let again = Db::open(&url).await.unwrap();
        assert_eq!(whole(&again).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_is_told_as_such() {
    let nobody = "postgres://sportello@localhost/none?host=/nowhere";
    let db = Db::open(nobody).await.unwrap();
    let error = db.peek().await.err().unwrap();
    assert!(matches!(error, Error::Away(_)) && error.is_passing(), "{error:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_was_cut_is_replaced() {
    let url = postgres_url();
    let db = open(&url, short()).await;
    let mut cut = db.write().await.unwrap();
    fill(&mut cut, crate::id()).await.unwrap();
    let other = Db::open(&url).await.unwrap();
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()";
    other.peek().await.unwrap().query(kill).fetch_all::<(bool,)>().await.unwrap();
    let error = fill(&mut cut, crate::id()).await.unwrap_err();
    assert!(matches!(error, Error::Away(_)), "{error:?}");
    assert!(cut.commit().await.is_err());
    file(&db, crate::id()).await.expect("the pool has made a new one");
    assert_eq!(whole(&db).await.len(), 1);
}
