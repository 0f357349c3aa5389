//! Notes on an application: private ones for the office, others a message that both sides see.

use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use crate::{Read, Result, Write, column::row};

/// One note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: Uuid,
    pub application: ApplicationId,
    pub author: PersonId,
    pub at: Moment,
    pub text: String,
    /// For the office only.
    pub private: bool,
}
row!(Note { id, application, author, at, text, private });

/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, note: &Note) -> Result<()> {
    tx.query(
        "INSERT INTO note (id, application, author, at, text, private)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(note.id)
    .bind(note.application)
    .bind(note.author)
    .bind(note.at)
    .bind(note.text.as_str())
    .bind(note.private)
    .execute()
    .await?;
    Ok(())
}

/// The newest first, before the last one seen; private ones only if asked for.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(
    read: &mut Read,
    application: ApplicationId,
    with_private: bool,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Note>> {
    read.query(
        "SELECT id, application, author, at, text, private FROM note
         WHERE application = $1 AND (NOT private OR $2) AND id < $3 ORDER BY id DESC LIMIT $4",
    )
    .bind(application)
    .bind(with_private)
    .bind(before.unwrap_or(Uuid::max()))
    .bind(limit)
    .fetch_all()
    .await
}
