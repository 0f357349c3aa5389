//! When somebody of an office was last given an application by distribution.

use model::{Moment, PersonId};

use crate::{Result, Sql, Write};

/// Those of an office who ever were, with the last time; nobody else gives out what comes there until this unit ends.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn hold(tx: &mut Write, office: &str) -> Result<Vec<(PersonId, Moment)>> {
    tx.query("INSERT INTO rota_office (office) VALUES ($1) ON CONFLICT (office) DO NOTHING")
        .bind(office)
        .execute()
        .await?;
    let _: Vec<(String,)> = tx
        .query(Sql::per_engine(
            "SELECT office FROM rota_office WHERE office = $1",
            "SELECT office FROM rota_office WHERE office = $1 FOR UPDATE",
        ))
        .bind(office)
        .fetch_all()
        .await?;
    // Read after it is held: what was given out meanwhile counts.
    tx.query("SELECT person, at FROM rota WHERE office = $1").bind(office).fetch_all().await
}

/// Writes down that somebody was given one.
///
/// # Errors
/// [`Error::Dangling`](crate::Error::Dangling) if there is no such person.
pub async fn take(tx: &mut Write, office: &str, person: PersonId, at: Moment) -> Result<()> {
    tx.query(
        "INSERT INTO rota (office, person, at) VALUES ($1, $2, $3)
         ON CONFLICT (office, person) DO UPDATE SET at = excluded.at",
    )
    .bind(office)
    .bind(person)
    .bind(at)
    .execute()
    .await?;
    Ok(())
}
