//! Files on their way: what is known of each, and the parts of it that lie in the vault.

use model::{FileId, Moment, PersonId};
use uuid::Uuid;

use crate::{Read, Result, Write, column::row};

/// A file on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub id: Uuid,
    pub draft: Uuid,
    pub person: PersonId,
    /// Of the field it will answer.
    pub path: String,
    /// As the person called it.
    pub name: String,
    /// Bytes, as announced.
    pub size: i64,
    /// Bytes that lie in the vault.
    pub received: i64,
    pub created_at: Moment,
    pub expires_at: Moment,
    /// What it became.
    pub file: Option<FileId>,
}
row!(Upload { id, draft, person, path, name, size, received, created_at, expires_at, file });

/// Bytes that came after those that were there.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    pub upload: Uuid,
    /// Where they begin.
    pub start: i64,
    /// How many.
    pub length: i64,
    /// Name in the vault.
    pub part: Uuid,
}

macro_rules! columns {
    () => {
        "id, draft, person, path, name, size, received, created_at, expires_at, file"
    };
}

/// # Errors
/// [`Error::Dangling`](crate::Error::Dangling) if draft or person are not there.
pub async fn begin(tx: &mut Write, upload: &Upload) -> Result<()> {
    tx.query(concat!(
        "INSERT INTO upload (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    ))
    .bind(upload.id)
    .bind(upload.draft)
    .bind(upload.person)
    .bind(upload.path.as_str())
    .bind(upload.name.as_str())
    .bind(upload.size)
    .bind(upload.received)
    .bind(upload.created_at)
    .bind(upload.expires_at)
    .bind(upload.file)
    .execute()
    .await?;
    Ok(())
}

/// Whose it is, and whether it expired, is for the caller to compare.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Upload>> {
    read.query(concat!("SELECT ", columns!(), " FROM upload WHERE id = $1"))
        .bind(id)
        .fetch_optional()
        .await
}

/// Those of a draft that became no file yet, the oldest first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_draft(read: &mut Read, draft: Uuid) -> Result<Vec<Upload>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM upload WHERE draft = $1 AND file IS NULL ORDER BY id"
    ))
    .bind(draft)
    .fetch_all()
    .await
}

/// Takes a part, and puts off the end of its upload. False if others came in between: nothing is taken then.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn take(tx: &mut Write, part: Part, expires_at: Moment) -> Result<bool> {
    let taken = tx
        .query(
            "UPDATE upload SET received = received + $3, expires_at = $4
             WHERE id = $1 AND received = $2 AND received + $3 <= size AND file IS NULL",
        )
        .bind(part.upload)
        .bind(part.start)
        .bind(part.length)
        .bind(expires_at)
        .execute()
        .await?;
    if taken == 0 {
        return Ok(false);
    }
    tx.query("INSERT INTO upload_part (upload, start, part) VALUES ($1, $2, $3)")
        .bind(part.upload)
        .bind(part.start)
        .bind(part.part)
        .execute()
        .await?;
    Ok(true)
}

/// Names of its parts, in order.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn parts(read: &mut Read, id: Uuid) -> Result<Vec<Uuid>> {
    let parts: Vec<(Uuid,)> = read
        .query("SELECT part FROM upload_part WHERE upload = $1 ORDER BY start")
        .bind(id)
        .fetch_all()
        .await?;
    Ok(parts.into_iter().map(|(part,)| part).collect())
}

/// Says what it became, and forgets its parts. False if it became something before, or is gone.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn finish(tx: &mut Write, id: Uuid, file: FileId) -> Result<bool> {
    let finished = tx
        .query("UPDATE upload SET file = $2 WHERE id = $1 AND received = size AND file IS NULL")
        .bind(id)
        .bind(file)
        .execute()
        .await?;
    if finished > 0 {
        tx.query("DELETE FROM upload_part WHERE upload = $1").bind(id).execute().await?;
    }
    Ok(finished > 0)
}

/// Gives an upload up. False if it became a file, or is gone.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn drop(tx: &mut Write, id: Uuid) -> Result<bool> {
    let dropped =
        tx.query("DELETE FROM upload WHERE id = $1 AND file IS NULL").bind(id).execute().await?;
    Ok(dropped > 0)
}

/// Forgets at most `limit` uploads that expired; how many.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn expire(tx: &mut Write, now: Moment, limit: i64) -> Result<u64> {
    tx.query(
        // The condition stands twice: one that goes on at this moment stays.
        "DELETE FROM upload WHERE expires_at < $1 AND id IN
            (SELECT id FROM upload WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    )
    .bind(now)
    .bind(limit)
    .execute()
    .await
}

/// Whether parts of an upload may still be needed.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn needs_parts(read: &mut Read, id: Uuid) -> Result<bool> {
    let (needed,): (i64,) = read
        .query("SELECT count(*) FROM upload WHERE id = $1 AND file IS NULL")
        .bind(id)
        .fetch_one()
        .await?;
    Ok(needed > 0)
}
