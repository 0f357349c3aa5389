//! Notes on an application, for the office only. None is changed or taken away; one can be struck, and says by whom.

use model::{ApplicationId, Digest, Moment, PersonId};
use uuid::Uuid;

use crate::{Read, Result, Write, column::row};

/// One note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub id: Uuid,
    pub application: ApplicationId,
    pub author: PersonId,
    pub at: Moment,
    /// As the room above keeps it.
    pub text: String,
    /// Of what was posted: what comes twice is kept once.
    pub digest: Option<Digest>,
    pub struck_at: Option<Moment>,
    pub struck_by: Option<PersonId>,
}
row!(Note { id, application, author, at, text, digest, struck_at, struck_by });

/// False if the same was written before.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, note: &Note) -> Result<bool> {
    let added = tx
        .query(
            "INSERT INTO note (id, application, author, at, text, digest)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (application, author, digest) WHERE digest IS NOT NULL DO NOTHING",
        )
        .bind(note.id)
        .bind(note.application)
        .bind(note.author)
        .bind(note.at)
        .bind(note.text.as_str())
        .bind(note.digest)
        .execute()
        .await?;
    Ok(added > 0)
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Note>> {
    read.query(
        "SELECT id, application, author, at, text, digest, struck_at, struck_by FROM note
         WHERE id = $1",
    )
    .bind(id)
    .fetch_optional()
    .await
}

/// The one that somebody wrote with this digest.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn by_digest(
    read: &mut Read,
    application: ApplicationId,
    author: PersonId,
    digest: Digest,
) -> Result<Option<Note>> {
    read.query(
        "SELECT id, application, author, at, text, digest, struck_at, struck_by FROM note
         WHERE application = $1 AND author = $2 AND digest = $3",
    )
    .bind(application)
    .bind(author)
    .bind(digest)
    .fetch_optional()
    .await
}

/// The newest first, before the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(
    read: &mut Read,
    application: ApplicationId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Note>> {
    read.query(
        "SELECT id, application, author, at, text, digest, struck_at, struck_by FROM note
         WHERE application = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    )
    .bind(application)
    .bind(before.unwrap_or(Uuid::max()))
    .bind(limit)
    .fetch_all()
    .await
}

/// Strikes a note; one that was struck before keeps by whom and when.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn strike(tx: &mut Write, id: Uuid, by: PersonId, at: Moment) -> Result<()> {
    tx.query("UPDATE note SET struck_at = $2, struck_by = $3 WHERE id = $1 AND struck_at IS NULL")
        .bind(id)
        .bind(at)
        .bind(by)
        .execute()
        .await?;
    Ok(())
}
