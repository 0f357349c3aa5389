//! What the office writes down for itself on an application: lines are added, and none is ever changed.

use model::{ApplicationId, Moment, PersonId};

use crate::{Read, Result, Write, column::row};

/// One state of the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub application: ApplicationId,
    /// From 1.
    pub seq: i64,
    pub at: Moment,
    pub person: PersonId,
    /// Sealed.
    pub content: String,
}
row!(Kept { application, seq, at, person, content });

/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) if somebody else was first with this number.
pub async fn add(tx: &mut Write, kept: &Kept) -> Result<()> {
    tx.query(
        "INSERT INTO office_field (application, seq, at, person, content)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(kept.application)
    .bind(kept.seq)
    .bind(kept.at)
    .bind(kept.person)
    .bind(kept.content.as_str())
    .execute()
    .await?;
    Ok(())
}

/// All of an application, the first written first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(read: &mut Read, application: ApplicationId) -> Result<Vec<Kept>> {
    read.query(
        "SELECT application, seq, at, person, content FROM office_field
         WHERE application = $1 ORDER BY seq",
    )
    .bind(application)
    .fetch_all()
    .await
}
