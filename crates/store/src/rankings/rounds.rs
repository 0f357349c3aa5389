//! The rounds of a ranking: what was read of each application, and where it stands.

use std::collections::BTreeSet;

use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use super::Ranking;
use crate::{
    Read, Result, Sql, Write,
    applications::{Application, columns as of_application},
    column::{row, words},
    query::ROWS,
};

/// Why an application takes no part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// It takes part.
    In,
    /// Its state is none of those whose applications do.
    State,
    /// It is with another office.
    Office,
    /// The revision on which it was sent is not ranked.
    Revision,
    /// It could not be read.
    Unreadable,
}
words!(Aside { In = "in", State = "state", Office = "office", Revision = "revision", Unreadable = "unreadable" });

/// Where an application stands in a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub application: ApplicationId,
    /// From 1; 0: it takes no part, or is not put in order yet.
    pub position: i64,
    /// In hundredths.
    pub points: i64,
    /// Which criterion put it after the one before; none: the points did, or it is the first.
    pub tie: Option<i64>,
    /// JSON: lists wanted, the most wanted first.
    pub wants: String,
    /// The state it was in when it was read.
    pub state: String,
    pub aside: Aside,
    /// Number of the last change of its answers that was read; 0: none.
    pub layer: i64,
    /// Sealed; empty if it could not be read.
    pub content: String,
}
row!(Entry { application, position, points, tie, wants, state, aside, layer, content });

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
    pub aside: Aside,
    /// The ranking that gave it a place, be it another one, and in which list.
    pub given_by: Option<Uuid>,
    pub list: Option<String>,
    /// When that place was offered.
    pub told_at: Option<Moment>,
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
    aside,
    given_by,
    list,
    told_at,
});

/// Applications of a procedure, received in a span, by id after the last one seen.
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
         WHERE procedure = $1 AND sent_at >= $2 AND sent_at < $3 AND id > $4
         ORDER BY id LIMIT $5"
    ))
    .bind(of.procedure.as_str())
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
    const COLUMNS: usize = 11;
    let start = "INSERT INTO ranked (ranking, round, application, position, points, tie, wants, \
                 state, aside, layer, content) VALUES";
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
                .bind(entry.aside)
                .bind(entry.layer)
                .bind(entry.content.as_str());
        }
        query.execute().await?;
    }
    Ok(())
}

/// Writes the entries of a round anew, put in order.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn rewrite(tx: &mut Write, of: (Uuid, i64), entries: &[Entry]) -> Result<()> {
    tx.query("DELETE FROM ranked WHERE ranking = $1 AND round = $2")
        .bind(of.0)
        .bind(of.1)
        .execute()
        .await?;
    keep(tx, of, entries).await
}

/// Throws all rounds away but two, which may be one.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn clear_but(tx: &mut Write, ranking: Uuid, (one, other): (i64, i64)) -> Result<()> {
    tx.query("DELETE FROM ranked WHERE ranking = $1 AND round <> $2 AND round <> $3")
        .bind(ranking)
        .bind(one)
        .bind(other)
        .execute()
        .await?;
    Ok(())
}

/// How many applications are not as a round has read them: their answers were changed, they were left out and could take
/// part now, or they came when it had read those around them.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn changed(
    read: &mut Read,
    of: &Ranking,
    (from, to): (Moment, Moment),
    among: &[String],
) -> Result<u64> {
    let all: Vec<(Aside, i64, String, String, i64)> = read
        .query(
            "SELECT r.aside, r.layer, a.state, a.office, coalesce(max(l.seq), 0) AS last
             FROM ranked r
             JOIN application a ON a.id = r.application
             LEFT JOIN layer l ON l.application = r.application
             WHERE r.ranking = $1 AND r.round = $2
             GROUP BY r.application, r.aside, r.layer, a.state, a.office",
        )
        .bind(of.id)
        .bind(of.round)
        .fetch_all()
        .await?;
    let is_changed =
        |(aside, read, state, office, last): &&(Aside, i64, String, String, i64)| match aside {
            Aside::In => read != last || *office != of.office,
            Aside::State | Aside::Office => *office == of.office && among.contains(state),
            Aside::Revision | Aside::Unreadable => false,
        };
    let changed = all.iter().filter(is_changed).count() as u64;
    let (came,): (i64,) = read
        .query(
            "SELECT count(*) FROM application a
             WHERE a.procedure = $1 AND a.sent_at >= $2 AND a.sent_at < $3
               AND NOT EXISTS (SELECT 1 FROM ranked r WHERE r.ranking = $4 AND r.round = $5
                                                        AND r.application = a.id)",
        )
        .bind(of.procedure.as_str())
        .bind(from)
        .bind(to)
        .bind(of.id)
        .bind(of.round)
        .fetch_one()
        .await?;
    Ok(changed + u64::try_from(came).unwrap_or(0))
}

/// Whether an application in the list of a round is in the public list of another ranking too.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn elsewhere(read: &mut Read, (ranking, round): (Uuid, i64)) -> Result<bool> {
    let (both,): (i64,) = read
        .query(
            "SELECT count(*) FROM ranked r
             JOIN ranked o ON o.application = r.application AND o.position > 0
             JOIN ranking k ON k.id = o.ranking AND k.shown = o.round
             WHERE r.ranking = $1 AND r.round = $2 AND r.position > 0 AND o.ranking <> $1",
        )
        .bind(ranking)
        .bind(round)
        .fetch_one()
        .await?;
    Ok(both > 0)
}

/// The entries of a round.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn entries(read: &mut Read, (ranking, round): (Uuid, i64)) -> Result<Vec<Entry>> {
    read.query(
        "SELECT application, position, points, tie, wants, state, aside, layer, content
         FROM ranked
         WHERE ranking = $1 AND round = $2 ORDER BY position, application",
    )
    .bind(ranking)
    .bind(round)
    .fetch_all()
    .await
}

/// The applications in the list of a round.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn listed(
    read: &mut Read,
    (ranking, round): (Uuid, i64),
) -> Result<BTreeSet<ApplicationId>> {
    let all: Vec<(ApplicationId,)> = read
        .query("SELECT application FROM ranked WHERE ranking = $1 AND round = $2 AND position > 0")
        .bind(ranking)
        .bind(round)
        .fetch_all()
        .await?;
    Ok(all.into_iter().map(|(id,)| id).collect())
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
        "SELECT application, position, points, tie, wants, state, aside, layer, content
         FROM ranked
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
                r.state AS \"then\", a.state, a.outcome, r.aside, g.ranking AS given_by, g.list,
                g.told_at
         FROM ranked r
         JOIN application a ON a.id = r.application
         LEFT JOIN place_given g ON g.application = r.application
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
pub async fn of_application(read: &mut Read, application: ApplicationId) -> Result<Vec<Uuid>> {
    let all: Vec<(Uuid,)> = read
        .query("SELECT DISTINCT ranking FROM ranked WHERE application = $1 ORDER BY ranking DESC")
        .bind(application)
        .fetch_all()
        .await?;
    Ok(all.into_iter().map(|(id,)| id).collect())
}

/// Whether somebody sent one of the applications of a ranking, or is named in one.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn concerns(read: &mut Read, ranking: Uuid, person: PersonId) -> Result<bool> {
    let (own,): (i64,) = read
        .query(
            "SELECT count(*) FROM ranked r JOIN application a ON a.id = r.application
             WHERE r.ranking = $1
               AND (a.person = $2 OR EXISTS (
                   SELECT 1 FROM party p JOIN person h ON h.fiscal_code = p.fiscal_code
                   WHERE p.application = r.application AND h.id = $2))",
        )
        .bind(ranking)
        .bind(person)
        .fetch_one()
        .await?;
    Ok(own > 0)
}
