//! What the office takes out of the queue: who asked for what, how far it has come, where its bytes lie. What is gathered
//! lies in the vault under the export, piece by piece, until it is put together; so does the file then.

use model::{Moment, PersonId};
use uuid::Uuid;

use crate::{
    Read, Result, Write,
    column::{row, words},
};

/// How far an export has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Applications are read, some at a time.
    Gathering,
    /// All are read, and what they say is put together.
    Writing,
    Ready,
    Failed,
}
words!(State {
    Gathering = "gathering",
    Writing = "writing",
    Ready = "ready",
    Failed = "failed",
});

/// One export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    pub id: Uuid,
    /// Who asked.
    pub person: PersonId,
    /// Sealed.
    pub asked: String,
    pub state: State,
    pub created_at: Moment,
    /// Where gathering has come to; none: at the beginning.
    pub place: Option<String>,
    /// How many pieces were gathered.
    pub parts: i64,
    /// How many applications.
    pub n: i64,
    /// What was met so far. JSON.
    pub found: String,
    /// The name of the first chunk of the file in the vault; the others count on from it.
    pub content: Option<Uuid>,
    pub chunks: i64,
    /// Bytes.
    pub size: Option<i64>,
    /// Of the file.
    pub name: String,
    /// What kept it from being made.
    pub why: Option<String>,
    pub ready_at: Option<Moment>,
    pub expires_at: Moment,
}
row!(Export {
    id,
    person,
    asked,
    state,
    created_at,
    place,
    parts,
    n,
    found,
    content,
    chunks,
    size,
    name,
    why,
    ready_at,
    expires_at,
});

macro_rules! columns {
    () => {
        "id, person, asked, state, created_at, place, parts, n, found, content, chunks, size, name, \
         why, ready_at, expires_at"
    };
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, new: &Export) -> Result<()> {
    tx.query(concat!(
        "INSERT INTO export (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    ))
    .bind(new.id)
    .bind(new.person)
    .bind(new.asked.as_str())
    .bind(new.state)
    .bind(new.created_at)
    .bind(new.place.as_deref())
    .bind(new.parts)
    .bind(new.n)
    .bind(new.found.as_str())
    .bind(new.content)
    .bind(new.chunks)
    .bind(new.size)
    .bind(new.name.as_str())
    .bind(new.why.as_deref())
    .bind(new.ready_at)
    .bind(new.expires_at)
    .execute()
    .await?;
    Ok(())
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Export>> {
    read.query(concat!("SELECT ", columns!(), " FROM export WHERE id = $1"))
        .bind(id)
        .fetch_optional()
        .await
}

/// Those that a person asked for, the newest first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_person(read: &mut Read, person: PersonId) -> Result<Vec<Export>> {
    read.query(concat!("SELECT ", columns!(), " FROM export WHERE person = $1 ORDER BY id DESC"))
        .bind(person)
        .fetch_all()
        .await
}

/// What gathering has come to: the piece that `before` was to make lies in the vault. False, and nothing written, if
/// somebody else was first or nobody wants it any more.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn gathered(tx: &mut Write, before: &Export, now: &Export) -> Result<bool> {
    let moved = tx
        .query(
            "UPDATE export SET state = $3, place = $4, parts = $5, n = $6, found = $7
             WHERE id = $1 AND parts = $2 AND state = 'gathering'",
        )
        .bind(before.id)
        .bind(before.parts)
        .bind(now.state)
        .bind(now.place.as_deref())
        .bind(now.parts)
        .bind(now.n)
        .bind(now.found.as_str())
        .execute()
        .await?;
    Ok(moved > 0)
}

/// It can be taken away until `expires_at`. False if it is gone.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn ready(
    tx: &mut Write,
    made: &Export,
    (at, expires_at): (Moment, Moment),
) -> Result<bool> {
    let made = tx
        .query(
            "UPDATE export SET state = 'ready', content = $2, chunks = $3, size = $4, name = $5,
                 ready_at = $6, expires_at = $7
             WHERE id = $1 AND state = 'writing'",
        )
        .bind(made.id)
        .bind(made.content)
        .bind(made.chunks)
        .bind(made.size)
        .bind(made.name.as_str())
        .bind(at)
        .bind(expires_at)
        .execute()
        .await?;
    Ok(made > 0)
}

/// It will not be made, and why.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn fail(tx: &mut Write, id: Uuid, why: &str) -> Result<()> {
    tx.query("UPDATE export SET state = 'failed', why = $2 WHERE id = $1 AND state <> 'ready'")
        .bind(id)
        .bind(why)
        .execute()
        .await?;
    Ok(())
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn delete(tx: &mut Write, id: Uuid) -> Result<()> {
    tx.query("DELETE FROM export WHERE id = $1").bind(id).execute().await?;
    Ok(())
}

/// At most `limit` whose last moment is past.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn expired(read: &mut Read, now: Moment, limit: i64) -> Result<Vec<Export>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM export WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2"
    ))
    .bind(now)
    .bind(limit)
    .fetch_all()
    .await
}

/// Whether what lies in the vault of an export may still be needed.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn needs_parts(read: &mut Read, id: Uuid) -> Result<bool> {
    let (needed,): (i64,) = read
        .query("SELECT count(*) FROM export WHERE id = $1 AND state <> 'failed'")
        .bind(id)
        .fetch_one()
        .await?;
    Ok(needed > 0)
}
