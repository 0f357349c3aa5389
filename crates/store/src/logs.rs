//! Who looked, who was refused, and what administrators did. Only ever added to.

use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use crate::{
    Read, Result, Write,
    column::row,
    query::{ROWS, Sql},
};

/// Staff has read an application. The citizen sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub id: Uuid,
    pub application: ApplicationId,
    pub person: PersonId,
    /// As what.
    pub role: String,
    pub at: Moment,
    pub purpose: String,
    /// Office by whose role they read; none of who reads for the whole municipality.
    pub office: Option<String>,
    /// By what tie it was open to them; none of what was read before this was written down.
    pub basis: Option<String>,
}
row!(Reading { id, application, person, role, at, purpose, office, basis });

/// Somebody asked for what is not theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    pub id: Uuid,
    pub at: Moment,
    /// None if nobody was signed in.
    pub person: Option<PersonId>,
    /// Of the page.
    pub path: String,
    /// What was refused.
    pub what: String,
    pub application: Option<ApplicationId>,
}
row!(Denial { id, at, person, path, what, application });

/// An administrator's act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    pub id: Uuid,
    pub at: Moment,
    /// None: from the command line.
    pub person: Option<PersonId>,
    pub what: String,
    /// JSON.
    pub detail: String,
}
row!(Audit { id, at, person, what, detail });

/// # Errors
/// [`Error`](crate::Error).
pub async fn read(tx: &mut Write, reading: &Reading) -> Result<()> {
    tx.query(
        "INSERT INTO read_log (id, application, person, role, at, purpose, office, basis)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(reading.id)
    .bind(reading.application)
    .bind(reading.person)
    .bind(reading.role.as_str())
    .bind(reading.at)
    .bind(reading.purpose.as_str())
    .bind(reading.office.as_deref())
    .bind(reading.basis.as_deref())
    .execute()
    .await?;
    Ok(())
}

/// Many readings in one statement.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn read_all(tx: &mut Write, readings: &[Reading]) -> Result<()> {
    for some in readings.chunks(ROWS) {
        let insert = "INSERT INTO read_log (id, application, person, role, at, purpose, office, basis) VALUES";
        let mut query = tx.query(Sql::rows(insert, some.len(), 8, ""));
        for reading in some {
            query = query
                .bind(reading.id)
                .bind(reading.application)
                .bind(reading.person)
                .bind(reading.role.as_str())
                .bind(reading.at)
                .bind(reading.purpose.as_str())
                .bind(reading.office.as_deref())
                .bind(reading.basis.as_deref());
        }
        query.execute().await?;
    }
    Ok(())
}

/// Who read an application, the newest first, before the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn readings(
    read: &mut Read,
    application: ApplicationId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Reading>> {
    read.query(
        "SELECT id, application, person, role, at, purpose, office, basis FROM read_log
         WHERE application = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    )
    .bind(application)
    .bind(before.unwrap_or(Uuid::max()))
    .bind(limit)
    .fetch_all()
    .await
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn deny(tx: &mut Write, denial: &Denial) -> Result<()> {
    tx.query(
        "INSERT INTO denial (id, at, person, path, what, application)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(denial.id)
    .bind(denial.at)
    .bind(denial.person)
    .bind(denial.path.as_str())
    .bind(denial.what.as_str())
    .bind(denial.application)
    .execute()
    .await?;
    Ok(())
}

/// The newest first, before the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn denials(read: &mut Read, before: Option<Uuid>, limit: i64) -> Result<Vec<Denial>> {
    read.query(
        "SELECT id, at, person, path, what, application FROM denial
         WHERE id < $1 ORDER BY id DESC LIMIT $2",
    )
    .bind(before.unwrap_or(Uuid::max()))
    .bind(limit)
    .fetch_all()
    .await
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn audit(tx: &mut Write, audit: &Audit) -> Result<()> {
    tx.query("INSERT INTO audit (id, at, person, what, detail) VALUES ($1, $2, $3, $4, $5)")
        .bind(audit.id)
        .bind(audit.at)
        .bind(audit.person)
        .bind(audit.what.as_str())
        .bind(audit.detail.as_str())
        .execute()
        .await?;
    Ok(())
}

/// The newest first, before the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn audits(read: &mut Read, before: Option<Uuid>, limit: i64) -> Result<Vec<Audit>> {
    read.query(
        "SELECT id, at, person, what, detail FROM audit WHERE id < $1 ORDER BY id DESC LIMIT $2",
    )
    .bind(before.unwrap_or(Uuid::max()))
    .bind(limit)
    .fetch_all()
    .await
}
