//! What persons declared and may be offered again. Values are sealed by the caller.

use model::{Moment, PersonId};

use crate::{Read, Result, Write, column::row};

/// One thing that is remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    pub person: PersonId,
    /// What forms call it: `store.phone`.
    pub name: String,
    pub value: Vec<u8>,
    pub declared_at: Moment,
    /// It is offered no longer.
    pub until: Moment,
}
row!(Remembered { person, name, value, declared_at, until });

/// Remembers, in place of what was declared before.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn keep(tx: &mut Write, one: &Remembered) -> Result<()> {
    tx.query(
        "INSERT INTO remembered (person, name, value, declared_at, until)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (person, name) DO UPDATE SET value = excluded.value,
             declared_at = excluded.declared_at, until = excluded.until",
    )
    .bind(one.person)
    .bind(one.name.as_str())
    .bind(one.value.as_slice())
    .bind(one.declared_at)
    .bind(one.until)
    .execute()
    .await?;
    Ok(())
}

/// What is remembered of a person now, by name.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_person(read: &mut Read, person: PersonId, now: Moment) -> Result<Vec<Remembered>> {
    read.query(
        "SELECT person, name, value, declared_at, until FROM remembered
         WHERE person = $1 AND until > $2 ORDER BY name",
    )
    .bind(person)
    .bind(now)
    .fetch_all()
    .await
}

/// Forgets up to `limit` of what is old; how many it was.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn forget(tx: &mut Write, now: Moment, limit: i64) -> Result<u64> {
    tx.query(
        "DELETE FROM remembered WHERE (person, name) IN
             (SELECT person, name FROM remembered WHERE until <= $1 LIMIT $2)",
    )
    .bind(now)
    .bind(limit)
    .execute()
    .await
}
