//! Rankings as rows: what one is and how far it has come, where each application stands in each of its rounds, which
//! places are given, and what was done. What decides an order is `ranking`'s, who may do what the desk's.

mod record;
mod rounds;

use chrono::NaiveDate;
use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use crate::{
    Read, Result, Sql, Write,
    column::{row, words},
};

pub use record::{Done, log, logged, prepared_by};
pub use rounds::{
    Aside, Entry, Standing, changed, clear_but, concerns, elsewhere, entries, entry, keep, listed,
    of_application, received, rewrite, standings,
};

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
    /// The revision of the procedure that says how.
    pub revision: i64,
    /// The round that is public, and its revision.
    pub shown: Option<i64>,
    pub shown_revision: Option<i64>,
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
    revision,
    shown,
    shown_revision,
    gathered,
    created_at,
    created_by,
    published_at,
    claims_until,
    approved_at,
    act,
    public_until,
});

impl Ranking {
    /// The revision of the procedure that says how the public round was computed; before there is one, the last round.
    #[must_use]
    pub fn shown_by(&self) -> i64 {
        self.shown_revision.unwrap_or(self.revision)
    }
}

macro_rules! columns {
    () => {
        "id, procedure, office, title, work, stage, version, received_from, received_to, places, \
         seed, round, revision, shown, shown_revision, gathered, created_at, created_by, \
         published_at, claims_until, approved_at, act, public_until"
    };
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, new: &Ranking) -> Result<()> {
    tx.query(concat!(
        "INSERT INTO ranking (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, \
         $18, $19, $20, $21, $22, $23)"
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
    .bind(new.revision)
    .bind(new.shown)
    .bind(new.shown_revision)
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
        " FROM ranking WHERE shown IS NOT NULL AND public_until >= $1
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
                    act = $12, public_until = $13, revision = $14, shown_revision = $15,
                    version = version + 1
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
        .bind(now.revision)
        .bind(now.shown_revision)
        .execute()
        .await?;
    Ok(changed > 0)
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

/// Writes down that the place was offered.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn told(tx: &mut Write, application: ApplicationId, at: Moment) -> Result<()> {
    tx.query("UPDATE place_given SET told_at = $2 WHERE application = $1")
        .bind(application)
        .bind(at)
        .execute()
        .await?;
    Ok(())
}

/// Forgets that a place was offered before an instant: it is kept until it is offered anew. False if nothing was.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn untell(
    tx: &mut Write,
    (ranking, application): (Uuid, ApplicationId),
    before: Moment,
) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE place_given SET told_at = NULL
             WHERE application = $1 AND ranking = $2 AND told_at <= $3",
        )
        .bind(application)
        .bind(ranking)
        .bind(before)
        .execute()
        .await?;
    Ok(changed > 0)
}

/// Takes a place back that a ranking gave before an instant: its application begins anew. False if it gave none.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn ungive(
    tx: &mut Write,
    (ranking, application): (Uuid, ApplicationId),
    before: Moment,
) -> Result<bool> {
    let taken = tx
        .query("DELETE FROM place_given WHERE application = $1 AND ranking = $2 AND at <= $3")
        .bind(application)
        .bind(ranking)
        .bind(before)
        .execute()
        .await?;
    Ok(taken > 0)
}
