//! Rankings as rows: what one is and how far it has come, where each application stands in each of its rounds, which
//! places are given, and what was done. What decides an order is `ranking`'s, who may do what the desk's.

mod record;

use chrono::NaiveDate;
use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use crate::{
    Read, Result, Sql, Write,
    applications::{Application, columns as of_application},
    column::{row, words},
    query::ROWS,
};

pub use record::{Done, log, logged};

/// What the worker does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    Computing,
    Computed,
    Failed,
}
words!(Work { Computing = "computing", Computed = "computed", Failed = "failed" });

/// How far the office has brought it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Seen by the office alone.
    Draft,
    /// Public, for observations.
    Provisional,
    /// Approved: places are offered.
    Approved,
}
words!(Stage { Draft = "draft", Provisional = "provisional", Approved = "approved" });

/// One ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    pub id: Uuid,
    pub procedure: String,
    pub office: String,
    pub title: String,
    pub work: Work,
    pub stage: Stage,
    /// Grows with every change.
    pub version: i64,
    pub received_from: NaiveDate,
    pub received_to: NaiveDate,
    /// JSON: places by list.
    pub places: String,
    /// What lots are drawn from.
    pub seed: String,
    /// The round that is computed, from 1.
    pub round: i64,
    /// The round that is public.
    pub shown: Option<i64>,
    /// The last application that the round has read.
    pub gathered: Option<ApplicationId>,
    pub created_at: Moment,
    pub created_by: PersonId,
    pub published_at: Option<Moment>,
    /// Last day for observations.
    pub claims_until: Option<NaiveDate>,
    pub approved_at: Option<Moment>,
    /// The act that approved it; empty before.
    pub act: String,
    /// Last day on which the public reads it.
    pub public_until: Option<NaiveDate>,
}
row!(Ranking {
    id,
    procedure,
    office,
    title,
    work,
    stage,
    version,
    received_from,
    received_to,
    places,
    seed,
    round,
    shown,
    gathered,
    created_at,
    created_by,
    published_at,
    claims_until,
    approved_at,
    act,
    public_until,
});

macro_rules! columns {
    () => {
        "id, procedure, office, title, work, stage, version, received_from, received_to, places, \
         seed, round, shown, gathered, created_at, created_by, published_at, claims_until, \
         approved_at, act, public_until"
    };
}

/// Where an application stands in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub application: ApplicationId,
    /// From 1; 0: it takes no part.
    pub position: i64,
    /// In hundredths.
    pub points: i64,
    /// Which criterion put it after the one before; none: the points did, or it is the first.
    pub tie: Option<i64>,
    /// JSON: lists wanted, the most wanted first.
    pub wants: String,
    /// The state it was in when it was read.
    pub state: String,
    /// Sealed.
    pub content: String,
}
row!(Entry { application, position, points, tie, wants, state, content });

/// An entry with the application as it stands now, and the place it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub application: ApplicationId,
    pub year: i64,
    pub number: i64,
    pub position: i64,
    pub points: i64,
    pub tie: Option<i64>,
    pub wants: String,
    /// The state it was in when it was read, and is in now.
    pub then: String,
    pub state: String,
    pub outcome: Option<String>,
    /// The list in which a place was given.
    pub given: Option<String>,
}
row!(Standing {
    application,
    year,
    number,
    position,
    points,
    tie,
    wants,
    then,
    state,
    outcome,
    given,
});

/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, new: &Ranking) -> Result<()> {
    tx.query(concat!(
        "INSERT INTO ranking (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
         $18, $19, $20, $21)"
    ))
    .bind(new.id)
    .bind(new.procedure.as_str())
    .bind(new.office.as_str())
    .bind(new.title.as_str())
    .bind(new.work)
    .bind(new.stage)
    .bind(new.version)
    .bind(new.received_from)
    .bind(new.received_to)
    .bind(new.places.as_str())
    .bind(new.seed.as_str())
    .bind(new.round)
    .bind(new.shown)
    .bind(new.gathered)
    .bind(new.created_at)
    .bind(new.created_by)
    .bind(new.published_at)
    .bind(new.claims_until)
    .bind(new.approved_at)
    .bind(new.act.as_str())
    .bind(new.public_until)
    .execute()
    .await?;
    Ok(())
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Ranking>> {
    read.query(concat!("SELECT ", columns!(), " FROM ranking WHERE id = $1"))
        .bind(id)
        .fetch_optional()
        .await
}

/// As [`get`], and nobody else changes it, or gives its places, until this unit ends.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn lock(tx: &mut Write, id: Uuid) -> Result<Option<Ranking>> {
    macro_rules! lock {
        ($lock:literal) => {
            concat!("SELECT ", columns!(), " FROM ranking WHERE id = $1", $lock)
        };
    }
    tx.query(Sql::per_engine(lock!(""), lock!(" FOR UPDATE"))).bind(id).fetch_optional().await
}

/// All of them, the newest first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn all(read: &mut Read, limit: i64) -> Result<Vec<Ranking>> {
    read.query(concat!("SELECT ", columns!(), " FROM ranking ORDER BY id DESC LIMIT $1"))
        .bind(limit)
        .fetch_all()
        .await
}

/// Those that the public reads on a day, the newest first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn public(read: &mut Read, today: NaiveDate, limit: i64) -> Result<Vec<Ranking>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM ranking WHERE shown IS NOT NULL AND (public_until IS NULL OR public_until >= $1)
         ORDER BY id DESC LIMIT $2"
    ))
    .bind(today)
    .bind(limit)
    .fetch_all()
    .await
}

/// Writes what has become of one. False, and nothing written, if it is no more as `before` says.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn update(tx: &mut Write, before: &Ranking, now: &Ranking) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE ranking SET work = $3, stage = $4, places = $5, round = $6, shown = $7,
                    gathered = $8, published_at = $9, claims_until = $10, approved_at = $11,
                    act = $12, public_until = $13, version = version + 1
             WHERE id = $1 AND version = $2",
        )
        .bind(before.id)
        .bind(before.version)
        .bind(now.work)
        .bind(now.stage)
        .bind(now.places.as_str())
        .bind(now.round)
        .bind(now.shown)
        .bind(now.gathered)
        .bind(now.published_at)
        .bind(now.claims_until)
        .bind(now.approved_at)
        .bind(now.act.as_str())
        .bind(now.public_until)
        .execute()
        .await?;
    Ok(changed > 0)
}

/// Applications of a procedure with an office, received in a span, by id after the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn received(
    read: &mut Read,
    of: &Ranking,
    (from, to): (Moment, Moment),
    limit: i64,
) -> Result<Vec<Application>> {
    read.query(concat!(
        "SELECT ",
        of_application!(),
        " FROM application
         WHERE procedure = $1 AND office = $2 AND sent_at >= $3 AND sent_at < $4 AND id > $5
         ORDER BY id LIMIT $6"
    ))
    .bind(of.procedure.as_str())
    .bind(of.office.as_str())
    .bind(from)
    .bind(to)
    .bind(of.gathered.unwrap_or(ApplicationId(Uuid::nil())))
    .bind(limit)
    .fetch_all()
    .await
}

/// Keeps entries of a round.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) if the round has one of them.
pub async fn keep(tx: &mut Write, (ranking, round): (Uuid, i64), entries: &[Entry]) -> Result<()> {
    const COLUMNS: usize = 9;
    let start = "INSERT INTO ranked (ranking, round, application, position, points, tie, wants, \
                 state, content) VALUES";
    for some in entries.chunks(ROWS) {
        let mut query = tx.query(Sql::rows(start, some.len(), COLUMNS, ""));
        for entry in some {
            query = query
                .bind(ranking)
                .bind(round)
                .bind(entry.application)
                .bind(entry.position)
                .bind(entry.points)
                .bind(entry.tie)
                .bind(entry.wants.as_str())
                .bind(entry.state.as_str())
                .bind(entry.content.as_str());
        }
        query.execute().await?;
    }
    Ok(())
}

/// Throws the entries of a round away.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn clear(tx: &mut Write, (ranking, round): (Uuid, i64)) -> Result<()> {
    tx.query("DELETE FROM ranked WHERE ranking = $1 AND round = $2")
        .bind(ranking)
        .bind(round)
        .execute()
        .await?;
    Ok(())
}

/// The entries of a round.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn entries(read: &mut Read, (ranking, round): (Uuid, i64)) -> Result<Vec<Entry>> {
    read.query(
        "SELECT application, position, points, tie, wants, state, content FROM ranked
         WHERE ranking = $1 AND round = $2 ORDER BY position, application",
    )
    .bind(ranking)
    .bind(round)
    .fetch_all()
    .await
}

/// The entry of an application in a round.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn entry(
    read: &mut Read,
    (ranking, round): (Uuid, i64),
    application: ApplicationId,
) -> Result<Option<Entry>> {
    read.query(
        "SELECT application, position, points, tie, wants, state, content FROM ranked
         WHERE ranking = $1 AND round = $2 AND application = $3",
    )
    .bind(ranking)
    .bind(round)
    .bind(application)
    .fetch_optional()
    .await
}

/// The entries of a round in order, those that take no part first, each with its application as it is now.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn standings(read: &mut Read, (ranking, round): (Uuid, i64)) -> Result<Vec<Standing>> {
    read.query(
        "SELECT r.application, a.year, a.number, r.position, r.points, r.tie, r.wants,
                r.state AS \"then\", a.state, a.outcome, g.list AS given
         FROM ranked r
         JOIN application a ON a.id = r.application
         LEFT JOIN place_given g ON g.application = r.application AND g.ranking = r.ranking
         WHERE r.ranking = $1 AND r.round = $2 ORDER BY r.position, a.year, a.number",
    )
    .bind(ranking)
    .bind(round)
    .fetch_all()
    .await
}

/// The rankings that an application was ever in, the newest first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(
    read: &mut Read,
    application: ApplicationId,
) -> Result<Vec<(Uuid, i64)>> {
    read.query(
        "SELECT ranking, max(round) FROM ranked WHERE application = $1
         GROUP BY ranking ORDER BY ranking DESC",
    )
    .bind(application)
    .fetch_all()
    .await
}

/// The ranking that gave an application a place, and the list.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn given_to(
    read: &mut Read,
    application: ApplicationId,
) -> Result<Option<(Uuid, String)>> {
    read.query("SELECT ranking, list FROM place_given WHERE application = $1")
        .bind(application)
        .fetch_optional()
        .await
}

/// Gives a place. False if the application was given one before, in whatever ranking.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn give(
    tx: &mut Write,
    (ranking, application): (Uuid, ApplicationId),
    list: &str,
    at: Moment,
) -> Result<bool> {
    let given = tx
        .query(
            "INSERT INTO place_given (application, ranking, list, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (application) DO NOTHING",
        )
        .bind(application)
        .bind(ranking)
        .bind(list)
        .bind(at)
        .execute()
        .await?;
    Ok(given > 0)
}

/// Whether somebody sent one of the applications of a round, or is named in one.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn concerns(
    read: &mut Read,
    (ranking, round): (Uuid, i64),
    person: PersonId,
) -> Result<bool> {
    let (own,): (i64,) = read
        .query(
            "SELECT count(*) FROM ranked r JOIN application a ON a.id = r.application
             WHERE r.ranking = $1 AND r.round = $2
               AND (a.person = $3 OR EXISTS (
                   SELECT 1 FROM party p JOIN person h ON h.fiscal_code = p.fiscal_code
                   WHERE p.application = r.application AND h.id = $3))",
        )
        .bind(ranking)
        .bind(round)
        .bind(person)
        .fetch_one()
        .await?;
    Ok(own > 0)
}
