//! What somebody of the staff wants to be told by e-mail and how often, and until when they have been.

use model::{Moment, PersonId};

use crate::{Read, Result, Write, column::row, query::Sql};

/// What one person wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    pub person: PersonId,
    /// Their address at work.
    pub address: String,
    /// JSON.
    pub choices: String,
    /// Until when they were told, of what they are told each hour, day, week.
    pub hourly_until: Moment,
    pub daily_until: Moment,
    pub weekly_until: Moment,
}
row!(Digest { person, address, choices, hourly_until, daily_until, weekly_until });

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT person, address, choices, hourly_until, daily_until, weekly_until FROM digest ",
            $rest
        )
    };
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, person: PersonId) -> Result<Option<Digest>> {
    read.query(select!("WHERE person = $1")).bind(person).fetch_optional().await
}

/// As [`get`], and nobody is told anything until this unit ends.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn lock(tx: &mut Write, person: PersonId) -> Result<Option<Digest>> {
    let (plain, locked) = (select!("WHERE person = $1"), select!("WHERE person = $1 FOR UPDATE"));
    tx.query(Sql::per_engine(plain, locked)).bind(person).fetch_optional().await
}

/// Everybody's, and nobody chooses anything else until this unit ends.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn lock_all(tx: &mut Write) -> Result<Vec<Digest>> {
    let (plain, locked) = (select!("ORDER BY person"), select!("ORDER BY person FOR UPDATE"));
    tx.query(Sql::per_engine(plain, locked)).fetch_all().await
}

/// Keeps what somebody chose.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn keep(tx: &mut Write, digest: &Digest) -> Result<()> {
    tx.query(
        "INSERT INTO digest (person, address, choices, hourly_until, daily_until, weekly_until)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (person)
         DO UPDATE SET address = excluded.address, choices = excluded.choices,
             hourly_until = excluded.hourly_until, daily_until = excluded.daily_until,
             weekly_until = excluded.weekly_until",
    )
    .bind(digest.person)
    .bind(digest.address.as_str())
    .bind(digest.choices.as_str())
    .bind(digest.hourly_until)
    .bind(digest.daily_until)
    .bind(digest.weekly_until)
    .execute()
    .await?;
    Ok(())
}

/// Writes down until when somebody was told, whatever they choose meanwhile.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn told(tx: &mut Write, digest: &Digest) -> Result<()> {
    tx.query(
        "UPDATE digest SET hourly_until = $2, daily_until = $3, weekly_until = $4
         WHERE person = $1",
    )
    .bind(digest.person)
    .bind(digest.hourly_until)
    .bind(digest.daily_until)
    .bind(digest.weekly_until)
    .execute()
    .await?;
    Ok(())
}
