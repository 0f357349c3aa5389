//! What somebody of the office does to many applications at once: what was asked, how far it has come, and what became of
//! each application. What may be done to one is not known here.

use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use crate::{
    Read, Result, Write,
    column::{row, words},
    query::{ROWS, Sql},
};

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Each application is looked at, and nothing is done.
    Trying,
    /// All were looked at; somebody must say yes.
    Tried,
    /// It was said, and can still be taken back.
    Held,
    Running,
    Done,
    /// Somebody stopped it half-way.
    Stopped,
    /// Taken back before anything was done, or never confirmed.
    Cancelled,
    /// Who asked works on none of it any more, or it could not be done to the end.
    Failed,
    /// What was done is being undone.
    Undoing,
    Undone,
}
words!(State {
    Trying = "trying",
    Tried = "tried",
    Held = "held",
    Running = "running",
    Done = "done",
    Stopped = "stopped",
    Cancelled = "cancelled",
    Failed = "failed",
    Undoing = "undoing",
    Undone = "undone",
});

/// What became of one application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It can be done.
    Ready,
    /// The dry run says no.
    Shut,
    Done,
    /// It could be done, and could not any more.
    Refused,
    Undone,
    /// It was done, and could not be undone.
    Kept,
}
words!(Outcome {
    Ready = "ready",
    Shut = "shut",
    Done = "done",
    Refused = "refused",
    Undone = "undone",
    Kept = "kept",
});

/// One act on many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulk {
    pub id: Uuid,
    /// Who asked.
    pub person: PersonId,
    /// JSON, sealed.
    pub asked: String,
    pub state: State,
    pub created_at: Moment,
    /// Where the dry run has come to; none: at the beginning.
    pub place: Option<String>,
    /// How many applications it has met.
    pub n: i64,
    /// Until then it can be taken back.
    pub starts_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    pub expires_at: Moment,
}
row!(Bulk { id, person, asked, state, created_at, place, n, starts_at, ended_at, expires_at });

/// One application of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub bulk: Uuid,
    /// Its place, from 1 on.
    pub n: i64,
    pub application: ApplicationId,
    /// As it was looked at; once the act was done, as it left it.
    pub version: i64,
    pub outcome: Outcome,
    /// JSON.
    pub why: Option<String>,
    /// In whose hands it was before.
    pub held: Option<PersonId>,
}
row!(Line { bulk, n, application, version, outcome, why, held });

/// What is about to happen to an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    pub application: ApplicationId,
    pub bulk: Uuid,
    pub person: PersonId,
    pub starts_at: Moment,
}
row!(Pending { application, bulk, person, starts_at });

macro_rules! columns {
    () => {
        "id, person, asked, state, created_at, place, n, starts_at, ended_at, expires_at"
    };
}

macro_rules! line {
    () => {
        "bulk, n, application, version, outcome, why, held"
    };
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, new: &Bulk) -> Result<()> {
    tx.query(concat!(
        "INSERT INTO bulk (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    ))
    .bind(new.id)
    .bind(new.person)
    .bind(new.asked.as_str())
    .bind(new.state)
    .bind(new.created_at)
    .bind(new.place.as_deref())
    .bind(new.n)
    .bind(new.starts_at)
    .bind(new.ended_at)
    .bind(new.expires_at)
    .execute()
    .await?;
    Ok(())
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Bulk>> {
    read.query(concat!("SELECT ", columns!(), " FROM bulk WHERE id = $1"))
        .bind(id)
        .fetch_optional()
        .await
}

/// Those that a person asked for, the newest first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_person(read: &mut Read, person: PersonId, limit: i64) -> Result<Vec<Bulk>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM bulk WHERE person = $1 ORDER BY id DESC LIMIT $2"
    ))
    .bind(person)
    .bind(limit)
    .fetch_all()
    .await
}

/// Goes from one state to another. False, and nothing written, if it is in that one no more.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn go(
    tx: &mut Write,
    id: Uuid,
    (from, to): (State, State),
    ended_at: Option<Moment>,
) -> Result<bool> {
    let moved = tx
        .query("UPDATE bulk SET state = $3, ended_at = $4 WHERE id = $1 AND state = $2")
        .bind(id)
        .bind(from)
        .bind(to)
        .bind(ended_at)
        .execute()
        .await?;
    Ok(moved > 0)
}

/// It will not be done to the end.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn fail(tx: &mut Write, id: Uuid, ended_at: Moment) -> Result<()> {
    tx.query(
        "UPDATE bulk SET state = 'failed', ended_at = $2
         WHERE id = $1 AND state IN ('trying', 'held', 'running', 'undoing')",
    )
    .bind(id)
    .bind(ended_at)
    .execute()
    .await?;
    Ok(())
}

/// Somebody said yes. False if it was said before, or cannot be any more.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn confirm(
    tx: &mut Write,
    id: Uuid,
    starts_at: Moment,
    expires_at: Moment,
) -> Result<bool> {
    let said = tx
        .query(
            "UPDATE bulk SET state = 'held', starts_at = $2, expires_at = $3
             WHERE id = $1 AND state = 'tried'",
        )
        .bind(id)
        .bind(starts_at)
        .bind(expires_at)
        .execute()
        .await?;
    Ok(said > 0)
}

/// Writes what the dry run found next, with the place it has come to. False, and nothing written, if somebody else was
/// first or it is wanted no more.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn met(tx: &mut Write, before: &Bulk, now: &Bulk, lines: &[Line]) -> Result<bool> {
    let moved = tx
        .query(
            "UPDATE bulk SET state = $3, place = $4, n = $5
             WHERE id = $1 AND n = $2 AND state = 'trying' AND coalesce(place, '') = $6",
        )
        .bind(before.id)
        .bind(before.n)
        .bind(now.state)
        .bind(now.place.as_deref())
        .bind(now.n)
        .bind(before.place.as_deref().unwrap_or_default())
        .execute()
        .await?;
    if moved == 0 {
        return Ok(false);
    }
    for some in lines.chunks(ROWS) {
        let insert = concat!("INSERT INTO bulk_row (", line!(), ") VALUES");
        let mut query = tx.query(Sql::rows(insert, some.len(), 7, ""));
        for line in some {
            query = query
                .bind(line.bulk)
                .bind(line.n)
                .bind(line.application)
                .bind(line.version)
                .bind(line.outcome)
                .bind(line.why.as_deref())
                .bind(line.held);
        }
        query.execute().await?;
    }
    Ok(true)
}

/// Writes what became of an application, if it still is as `before` says and the whole is in that state. False, and
/// nothing written, if somebody else was first, or it was stopped: then the unit this is part of is not to be kept.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn mark(tx: &mut Write, state: State, before: &Line, now: &Line) -> Result<bool> {
    let marked = tx
        .query(
            "UPDATE bulk_row SET outcome = $4, why = $5, version = $6
             WHERE bulk = $1 AND n = $2 AND outcome = $3
               AND EXISTS (SELECT 1 FROM bulk WHERE bulk.id = $1 AND bulk.state = $7)",
        )
        .bind(before.bulk)
        .bind(before.n)
        .bind(before.outcome)
        .bind(now.outcome)
        .bind(now.why.as_deref())
        .bind(now.version)
        .bind(state)
        .execute()
        .await?;
    Ok(marked > 0)
}

/// Lines of one outcome, in their order, after the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn lines(
    read: &mut Read,
    id: Uuid,
    outcome: Outcome,
    (after, limit): (i64, i64),
) -> Result<Vec<Line>> {
    read.query(concat!(
        "SELECT ",
        line!(),
        " FROM bulk_row WHERE bulk = $1 AND outcome = $2 AND n > $3 ORDER BY n LIMIT $4"
    ))
    .bind(id)
    .bind(outcome)
    .bind(after)
    .bind(limit)
    .fetch_all()
    .await
}

/// Lines of every outcome, in their order, after the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn all(read: &mut Read, id: Uuid, (after, limit): (i64, i64)) -> Result<Vec<Line>> {
    read.query(concat!(
        "SELECT ",
        line!(),
        " FROM bulk_row WHERE bulk = $1 AND n > $2 ORDER BY n LIMIT $3"
    ))
    .bind(id)
    .bind(after)
    .bind(limit)
    .fetch_all()
    .await
}

/// How many there are of each outcome.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn counts(read: &mut Read, id: Uuid) -> Result<Vec<(Outcome, i64)>> {
    read.query("SELECT outcome, count(*) FROM bulk_row WHERE bulk = $1 GROUP BY outcome")
        .bind(id)
        .fetch_all()
        .await
}

/// The offices whose applications it is about: those that can be done, or all, whatever became of them.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn offices(read: &mut Read, id: Uuid, all: bool) -> Result<Vec<String>> {
    let offices: Vec<(String,)> = read
        .query(
            "SELECT DISTINCT application.office FROM bulk_row
             JOIN application ON application.id = bulk_row.application
             WHERE bulk_row.bulk = $1 AND (bulk_row.outcome = 'ready' OR $2)",
        )
        .bind(id)
        .bind(all)
        .fetch_all()
        .await?;
    Ok(offices.into_iter().map(|(office,)| office).collect())
}

/// Those that are about to be done, are being done or undone, the newest first: of everybody.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn under_way(read: &mut Read, limit: i64) -> Result<Vec<Bulk>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM bulk WHERE state IN ('held', 'running', 'undoing') ORDER BY id DESC LIMIT $1"
    ))
    .bind(limit)
    .fetch_all()
    .await
}

/// What is about to happen to these applications.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn pending(read: &mut Read, to: &[ApplicationId]) -> Result<Vec<Pending>> {
    let mut found = Vec::new();
    for some in to.chunks(ROWS) {
        let select = "SELECT bulk_row.application, bulk.id AS bulk, bulk.person, bulk.starts_at
             FROM bulk_row JOIN bulk ON bulk.id = bulk_row.bulk
             WHERE bulk_row.outcome = 'ready' AND bulk.state IN ('held', 'running')
               AND bulk_row.application IN";
        let query = read.query(Sql::listed(select, some.len(), "ORDER BY bulk.starts_at"));
        let query = some.iter().fold(query, |query, id| query.bind(*id));
        found.extend(query.fetch_all::<Pending>().await?);
    }
    Ok(found)
}

/// Throws away at most `limit` whose last moment is past and that nothing is done with; how many.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn purge(tx: &mut Write, now: Moment, limit: i64) -> Result<u64> {
    // Held until the end of the unit: nobody says yes to one that is thrown away.
    macro_rules! gone {
        ($lock:literal) => {
            concat!(
                "SELECT id FROM bulk WHERE expires_at <= $1
                    AND state NOT IN ('held', 'running', 'undoing') ORDER BY expires_at LIMIT $2 ",
                $lock
            )
        };
    }
    let gone: Vec<(Uuid,)> = tx
        .query(Sql::per_engine(gone!(""), gone!("FOR UPDATE SKIP LOCKED")))
        .bind(now)
        .bind(limit)
        .fetch_all()
        .await?;
    for (id,) in &gone {
        tx.query("DELETE FROM bulk_row WHERE bulk = $1").bind(*id).execute().await?;
        tx.query("DELETE FROM bulk WHERE id = $1").bind(*id).execute().await?;
    }
    Ok(u64::try_from(gone.len()).unwrap_or(0))
}
