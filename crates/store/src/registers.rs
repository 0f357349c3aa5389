//! Registers that administrators keep, as CSV. A revision never changes; the last one counts.

use model::{Moment, PersonId};

use crate::{Read, Result, Write, column::row};

/// One revision of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    pub name: String,
    /// From 1, without gaps.
    pub revision: i64,
    /// CSV.
    pub text: String,
    pub created_at: Moment,
    pub created_by: Option<PersonId>,
}
row!(Register { name, revision, text, created_at, created_by });

/// The last revision of each.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn current(read: &mut Read) -> Result<Vec<Register>> {
    read.query(
        "SELECT name, revision, text, created_at, created_by FROM register_revision r
         WHERE revision = (SELECT max(revision) FROM register_revision WHERE name = r.name) ORDER BY name",
    )
    .fetch_all()
    .await
}

/// Number of the last revision of each.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn revisions(read: &mut Read) -> Result<Vec<(String, i64)>> {
    read.query("SELECT name, max(revision) FROM register_revision GROUP BY name ORDER BY name")
        .fetch_all()
        .await
}

/// Adds a revision after `before`, the last one that its author saw (0 for none). False if another was added meanwhile.
///
/// # Errors
/// [`Error::Dangling`](crate::Error::Dangling) if the person is not there.
pub async fn add(tx: &mut Write, register: &Register, before: i64) -> Result<bool> {
    let added = tx
        .query(
            "INSERT INTO register_revision (name, revision, text, created_at, created_by)
             SELECT $1, $2, $3, $4, $5
             WHERE (SELECT coalesce(max(revision), 0) FROM register_revision WHERE name = $1) = $6
             ON CONFLICT (name, revision) DO NOTHING",
        )
        .bind(register.name.as_str())
        .bind(before + 1)
        .bind(register.text.as_str())
        .bind(register.created_at)
        .bind(register.created_by)
        .bind(before)
        .execute()
        .await?;
    Ok(added > 0)
}
