//! When somebody of the staff is away, and who stands in for them.

use chrono::NaiveDate;
use model::{Moment, PersonId};
use uuid::Uuid;

use crate::{Read, Result, Write, column::row};

/// Some days on which somebody is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    pub id: Uuid,
    pub person: PersonId,
    pub first_on: NaiveDate,
    pub last_on: NaiveDate,
    pub substitute: Option<PersonId>,
    pub written_by: PersonId,
    pub written_at: Moment,
}
row!(Absence { id, person, first_on, last_on, substitute, written_by, written_at });

/// Writes one down.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, absence: &Absence) -> Result<()> {
    tx.query(
        "INSERT INTO absence (id, person, first_on, last_on, substitute, written_by, written_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(absence.id)
    .bind(absence.person)
    .bind(absence.first_on)
    .bind(absence.last_on)
    .bind(absence.substitute)
    .bind(absence.written_by)
    .bind(absence.written_at)
    .execute()
    .await?;
    Ok(())
}

/// Takes one back. False if it was taken back before.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn end(tx: &mut Write, id: Uuid, at: Moment) -> Result<bool> {
    let ended = tx
        .query("UPDATE absence SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
        .bind(id)
        .bind(at)
        .execute()
        .await?;
    Ok(ended > 0)
}

macro_rules! columns {
    () => {
        "id, person, first_on, last_on, substitute, written_by, written_at"
    };
}

/// Those of a day, the first to begin first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn on_day(read: &mut Read, day: NaiveDate) -> Result<Vec<Absence>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM absence WHERE ended_at IS NULL AND last_on >= $1 AND first_on <= $1
          ORDER BY first_on, id"
    ))
    .bind(day)
    .fetch_all()
    .await
}

/// Those that are not over on a day, the first to begin first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn from_day(read: &mut Read, day: NaiveDate) -> Result<Vec<Absence>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM absence WHERE ended_at IS NULL AND last_on >= $1 ORDER BY first_on, id"
    ))
    .bind(day)
    .fetch_all()
    .await
}
