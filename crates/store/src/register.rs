//! The protocol register (*protocollo*, DPR 445/2000 art. 53), as far as it is not on the applications: what left.
//! Numbers come from [`applications::next_number`](crate::applications::next_number).

use model::{ApplicationId, Moment};
use uuid::Uuid;

use crate::{Read, Result, Write, column::row};

/// A letter that left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub year: i64,
    pub number: i64,
    pub application: ApplicationId,
    /// The event that promised it.
    pub event: Uuid,
    /// Its id in the procedure.
    pub letter: String,
    pub at: Moment,
}
row!(Entry { year, number, application, event, letter, at });

/// Writes an entry down.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) if the number is taken.
pub async fn enter(tx: &mut Write, entry: &Entry) -> Result<()> {
    tx.query(
        "INSERT INTO register_entry (year, number, application, event, letter, at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(entry.year)
    .bind(entry.number)
    .bind(entry.application)
    .bind(entry.event)
    .bind(entry.letter.as_str())
    .bind(entry.at)
    .execute()
    .await?;
    Ok(())
}

/// Entries after a number, in order.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn after(read: &mut Read, (year, number): (i64, i64), limit: i64) -> Result<Vec<Entry>> {
    read.query(
        "SELECT year, number, application, event, letter, at FROM register_entry
         WHERE (year, number) > ($1, $2) ORDER BY year, number LIMIT $3",
    )
    .bind(year)
    .bind(number)
    .bind(limit)
    .fetch_all()
    .await
}
