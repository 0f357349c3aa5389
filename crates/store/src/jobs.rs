//! The outbox: work promised in the same unit of work as the change it follows. A worker claims it
//! for a time, does it, and says so; what fails is tried again later, ever more rarely, and parked
//! after a day of tries for an administrator to look at. Every job must be safe to run twice.

use chrono::Duration;
use model::Moment;
use uuid::Uuid;

use crate::{
    Read, Result, Sql, Write,
    column::{row, words},
};

/// After so many tries a job is parked: with [`LONGEST`] between them, a mail server may be down for
/// more than a day.
pub const TRIES: i64 = 36;
/// Longest time between two tries.
pub const LONGEST: Duration = Duration::hours(1);

/// A job to be promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    pub id: Uuid,
    pub kind: String,
    /// JSON.
    pub payload: String,
    pub run_at: Moment,
    /// A second promise with the same key is none, until the first is purged.
    pub dedupe: Option<String>,
    pub now: Moment,
}

/// A job in the hands of a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: Uuid,
    pub kind: String,
    /// JSON.
    pub payload: String,
    /// 1 the first time. It names this claim: an older one can no more finish the job.
    pub attempt: i64,
}
row!(Job { id, kind, payload, attempt });

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not due, or due and not yet claimed.
    Waiting,
    /// Claimed by a worker.
    Running,
    /// Given up until somebody replays it.
    Parked,
    Done,
}
words!(State { Waiting = "waiting", Running = "running", Parked = "parked", Done = "done" });

/// A job as the administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub id: Uuid,
    pub kind: String,
    /// JSON.
    pub payload: String,
    pub state: State,
    /// Next try, or end of the claim.
    pub run_at: Moment,
    pub attempt: i64,
    pub created_at: Moment,
    pub done_at: Option<Moment>,
    pub parked_at: Option<Moment>,
    pub last_error: Option<String>,
}
row!(Line {
    id,
    kind,
    payload,
    state,
    run_at,
    attempt,
    created_at,
    done_at,
    parked_at,
    last_error,
});

/// How many jobs stand where, done ones apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub waiting: i64,
    pub running: i64,
    pub parked: i64,
}
row!(Counts { waiting, running, parked });

/// Promises a job. False if one with the same key is promised or done already.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn promise(tx: &mut Write, promise: &Promise) -> Result<bool> {
    let promised = tx
        .query(
            "INSERT INTO job (id, kind, payload, run_at, dedupe, created_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (dedupe) DO NOTHING",
        )
        .bind(promise.id)
        .bind(promise.kind.as_str())
        .bind(promise.payload.as_str())
        .bind(promise.run_at)
        .bind(promise.dedupe.as_deref())
        .bind(promise.now)
        .execute()
        .await?;
    Ok(promised > 0)
}

/// Promises several in one statement; those whose key is taken are left out. How many were new.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn promise_all(tx: &mut Write, promises: &[Promise]) -> Result<u64> {
    let mut new = 0;
    for promises in promises.chunks(crate::query::ROWS) {
        let insert = "INSERT INTO job (id, kind, payload, run_at, dedupe, created_at) VALUES";
        let once = "ON CONFLICT (dedupe) DO NOTHING";
        let mut query = tx.query(Sql::rows(insert, promises.len(), 6, once));
        for promise in promises {
            query = query
                .bind(promise.id)
                .bind(promise.kind.as_str())
                .bind(promise.payload.as_str())
                .bind(promise.run_at)
                .bind(promise.dedupe.as_deref())
                .bind(promise.now);
        }
        new += query.execute().await?;
    }
    Ok(new)
}

/// Parks those of some kinds that have killed their worker each of so many times that they were tried: these.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn park_spent(
    tx: &mut Write,
    kinds: Kinds,
    (tries, now): (i64, Moment),
) -> Result<Vec<Job>> {
    let (named, is_of_them) = kinds.named();
    let mut query = tx
        .query(
            "UPDATE job SET parked_at = $1, claimed_until = NULL
             WHERE done_at IS NULL AND parked_at IS NULL AND run_at <= $1 AND attempt >= $2
               AND (kind IN ($3, $4, $5, $6, $7, $8)) = $9
             RETURNING id, kind, payload, attempt",
        )
        .bind(now)
        .bind(tries);
    for kind in named {
        query = query.bind(kind);
    }
    query.bind(is_of_them).fetch_all().await
}

/// Takes up to `limit` due jobs until `until`: a worker that dies gives them back by the clock
/// alone.
///
/// SQLite has one writer, so it needs no row locks; PostgreSQL skips the rows another worker holds.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn claim(tx: &mut Write, now: Moment, until: Moment, limit: i64) -> Result<Vec<Job>> {
    claim_of(tx, (now, until), Kinds::But([""; 6]), limit).await
}

/// Which jobs a worker takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinds {
    /// Of one kind alone.
    Of(&'static str),
    /// Of all but these, which have workers of their own.
    But([&'static str; 6]),
}

impl Kinds {
    /// The kinds that it names, and whether it is these or all others.
    const fn named(self) -> ([&'static str; 6], bool) {
        match self {
            Self::Of(kind) => ([kind; 6], true),
            Self::But(kinds) => (kinds, false),
        }
    }
}

/// Kinds of which a job is due.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn due_kinds(read: &mut Read, now: Moment) -> Result<Vec<String>> {
    let query = read.query(
        "SELECT DISTINCT kind FROM job WHERE done_at IS NULL AND parked_at IS NULL AND run_at <= $1",
    );
    let kinds: Vec<(String,)> = query.bind(now).fetch_all().await?;
    Ok(kinds.into_iter().map(|(kind,)| kind).collect())
}

/// As [`claim`], of some kinds.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn claim_of(
    tx: &mut Write,
    (now, until): (Moment, Moment),
    kinds: Kinds,
    limit: i64,
) -> Result<Vec<Job>> {
    let (named, is_of_them) = kinds.named();
    macro_rules! claim {
        ($lock:literal) => {
            // The condition stands twice: PostgreSQL may run the inner query again on a row that
            // has changed meanwhile.
            concat!(
                "UPDATE job SET attempt = attempt + 1, run_at = $2, claimed_until = $2
                 WHERE done_at IS NULL AND parked_at IS NULL AND run_at <= $1
                   AND id IN (SELECT id FROM job
                              WHERE done_at IS NULL AND parked_at IS NULL AND run_at <= $1
                                AND (kind IN ($4, $5, $6, $7, $8, $9)) = $10
                              ORDER BY run_at LIMIT $3 ",
                $lock,
                ")
                 RETURNING id, kind, payload, attempt"
            )
        };
    }
    let mut query = tx
        .query(Sql::per_engine(claim!(""), claim!("FOR UPDATE SKIP LOCKED")))
        .bind(now)
        .bind(until)
        .bind(limit);
    for kind in named {
        query = query.bind(kind);
    }
    query.bind(is_of_them).fetch_all().await
}

/// Finishes a job. False if the claim had run out and another worker has it: then the unit this is
/// part of should not be kept.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn done(tx: &mut Write, job: &Job, now: Moment) -> Result<bool> {
    let done = tx
        .query(
            "UPDATE job SET done_at = $3, claimed_until = NULL
             WHERE id = $1 AND attempt = $2 AND done_at IS NULL AND parked_at IS NULL",
        )
        .bind(job.id)
        .bind(job.attempt)
        .bind(now)
        .execute()
        .await?;
    Ok(done > 0)
}

/// Keeps a job for longer: its worker is still at it. False if somebody else has it.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn renew(tx: &mut Write, job: &Job, until: Moment) -> Result<bool> {
    let renewed = tx
        .query(
            "UPDATE job SET run_at = $3, claimed_until = $3
             WHERE id = $1 AND attempt = $2 AND done_at IS NULL AND parked_at IS NULL",
        )
        .bind(job.id)
        .bind(job.attempt)
        .bind(until)
        .execute()
        .await?;
    Ok(renewed > 0)
}

/// Gives a job back: it is tried again 2ⁿ seconds after its n-th try, at most [`LONGEST`], and parked
/// after so many. Whether it is parked.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn fail(
    tx: &mut Write,
    job: &Job,
    error: &str,
    (tries, now): (i64, Moment),
) -> Result<bool> {
    let is_parked = job.attempt >= tries;
    let is_theirs = again(tx, job, error, (job.attempt, is_parked.then_some(now)), now).await?;
    Ok(is_parked && is_theirs)
}

/// Gives a job back that waits for a machine which is away, however long that takes: it is tried as rarely as any other,
/// and never parked.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn wait(tx: &mut Write, job: &Job, error: &str, now: Moment) -> Result<()> {
    again(tx, job, error, (job.attempt.min(TRIES / 2), None), now).await?;
    Ok(())
}

async fn again(
    tx: &mut Write,
    job: &Job,
    error: &str,
    (tries, parked): (i64, Option<Moment>),
    now: Moment,
) -> Result<bool> {
    let again = now + Duration::seconds(1 << job.attempt.clamp(0, 12)).min(LONGEST);
    let given_back = tx
        .query(
            "UPDATE job SET run_at = $3, claimed_until = NULL, last_error = $4, parked_at = $5,
             attempt = $6
         WHERE id = $1 AND attempt = $2 AND done_at IS NULL AND parked_at IS NULL",
        )
        .bind(job.id)
        .bind(job.attempt)
        .bind(again)
        .bind(error)
        .bind(parked)
        .bind(tries)
        .execute()
        .await?;
    Ok(given_back > 0)
}

/// Parks a job at once: trying again would not help. False if somebody else has it.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn park(tx: &mut Write, job: &Job, error: &str, now: Moment) -> Result<bool> {
    let parked = tx
        .query(
            "UPDATE job SET claimed_until = NULL, last_error = $3, parked_at = $4
         WHERE id = $1 AND attempt = $2 AND done_at IS NULL AND parked_at IS NULL",
        )
        .bind(job.id)
        .bind(job.attempt)
        .bind(error)
        .bind(now)
        .execute()
        .await?;
    Ok(parked > 0)
}

/// Lets a parked job run again from now, with all its tries. False if it is not parked.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn replay(tx: &mut Write, id: Uuid, now: Moment) -> Result<bool> {
    let replayed = tx
        .query(
            "UPDATE job SET parked_at = NULL, attempt = 0, run_at = $2
             WHERE id = $1 AND parked_at IS NOT NULL AND done_at IS NULL",
        )
        .bind(id)
        .bind(now)
        .execute()
        .await?;
    Ok(replayed > 0)
}

macro_rules! line {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, payload, run_at, attempt, created_at, done_at, parked_at, last_error,
                    CASE WHEN done_at IS NOT NULL THEN 'done' WHEN parked_at IS NOT NULL THEN
                        'parked' WHEN claimed_until IS NOT NULL THEN 'running' ELSE 'waiting' END
                        AS state
             FROM job WHERE ",
            $rest
        )
    };
}

/// The administrator's list: jobs that stand so, the newest first, before the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn page(
    read: &mut Read,
    state: State,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Line>> {
    let sql = match state {
        State::Waiting => line!(
            "done_at IS NULL AND parked_at IS NULL AND claimed_until IS NULL AND id < $1
             ORDER BY id DESC LIMIT $2"
        ),
        State::Running => line!(
            "done_at IS NULL AND parked_at IS NULL AND claimed_until IS NOT NULL AND id < $1
             ORDER BY id DESC LIMIT $2"
        ),
        State::Parked => {
            line!("done_at IS NULL AND parked_at IS NOT NULL AND id < $1 ORDER BY id DESC LIMIT $2")
        }
        State::Done => line!("done_at IS NOT NULL AND id < $1 ORDER BY id DESC LIMIT $2"),
    };
    read.query(sql).bind(before.unwrap_or(Uuid::max())).bind(limit).fetch_all().await
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Line>> {
    read.query(line!("id = $1")).bind(id).fetch_optional().await
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn counts(read: &mut Read) -> Result<Counts> {
    read.query(
        "SELECT count(*) FILTER (WHERE parked_at IS NULL AND claimed_until IS NULL) AS waiting,
                count(*) FILTER (WHERE parked_at IS NULL AND claimed_until IS NOT NULL) AS running,
                count(*) FILTER (WHERE parked_at IS NOT NULL) AS parked
         FROM job WHERE done_at IS NULL",
    )
    .fetch_one()
    .await
}

/// When the next job falls due, a claim that runs out included.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn next_due(read: &mut Read) -> Result<Option<Moment>> {
    let (next,): (Option<Moment>,) = read
        .query("SELECT min(run_at) FROM job WHERE done_at IS NULL AND parked_at IS NULL")
        .fetch_one()
        .await?;
    Ok(next)
}

/// Forgets at most `limit` jobs done before `before`, and with them their keys; how many.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn purge(tx: &mut Write, before: Moment, limit: i64) -> Result<u64> {
    tx.query(
        "DELETE FROM job WHERE id IN
            (SELECT id FROM job WHERE done_at < $1 ORDER BY done_at LIMIT $2)",
    )
    .bind(before)
    .bind(limit)
    .execute()
    .await
}

/// Gives back jobs that were claimed and not begun: the try is not counted.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn give_back(tx: &mut Write, jobs: &[Job], now: Moment) -> Result<()> {
    for job in jobs {
        tx.query(
            "UPDATE job SET attempt = attempt - 1, run_at = $3, claimed_until = NULL
             WHERE id = $1 AND attempt = $2 AND done_at IS NULL AND parked_at IS NULL",
        )
        .bind(job.id)
        .bind(job.attempt)
        .bind(now)
        .execute()
        .await?;
    }
    Ok(())
}
