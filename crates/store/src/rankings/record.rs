//! What was done with a ranking: lines are added, and none is ever changed.

use model::{Digest, Moment, PersonId};
use uuid::Uuid;

use crate::{Read, Result, Write, column::row};

/// One line of what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    pub seq: i64,
    pub at: Moment,
    pub person: Option<PersonId>,
    pub what: String,
    /// JSON.
    pub detail: String,
    pub digest: Option<Digest>,
}
row!(Done { seq, at, person, what, detail, digest });

/// Writes down what was done, after everything that was done before.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) if somebody else wrote at once: the caller holds the ranking.
pub async fn log(tx: &mut Write, ranking: Uuid, done: &Done) -> Result<()> {
    tx.query(
        "INSERT INTO ranking_log (ranking, seq, at, person, what, detail, digest)
         SELECT $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5, $6 FROM ranking_log
         WHERE ranking = $1",
    )
    .bind(ranking)
    .bind(done.at)
    .bind(done.person)
    .bind(done.what.as_str())
    .bind(done.detail.as_str())
    .bind(done.digest)
    .execute()
    .await?;
    Ok(())
}

/// What was done, in order.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn logged(read: &mut Read, ranking: Uuid) -> Result<Vec<Done>> {
    read.query(
        "SELECT seq, at, person, what, detail, digest FROM ranking_log
         WHERE ranking = $1 ORDER BY seq",
    )
    .bind(ranking)
    .fetch_all()
    .await
}

/// Who has had the last round computed.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn prepared_by(read: &mut Read, ranking: Uuid) -> Result<Option<PersonId>> {
    let last: Option<(PersonId,)> = read
        .query(
            "SELECT person FROM ranking_log
             WHERE ranking = $1 AND what IN ('begun', 'again') AND person IS NOT NULL
             ORDER BY seq DESC LIMIT 1",
        )
        .bind(ranking)
        .fetch_optional()
        .await?;
    Ok(last.map(|(person,)| person))
}
