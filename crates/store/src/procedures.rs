//! Procedures and their revisions. A revision never changes; which one is published does.

use model::{Digest, Moment, PersonId};

use crate::{
    Read, Result, Write,
    column::{row, words},
};

/// Where a revision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Never published.
    Draft,
    /// The one on which applications are started.
    Published,
    /// Replaced by a later one.
    Retired,
}
words!(Standing { Draft = "draft", Published = "published", Retired = "retired" });

/// A procedure (*procedimento*), with its published revision if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Procedure {
    pub id: String,
    /// Number of the published revision.
    pub current: Option<i64>,
    /// False while no application may be started, whatever its sheet says.
    pub open: bool,
    pub updated_at: Moment,
    /// Number of the newest revision, published or not.
    pub newest: i64,
    /// Hash of the published revision.
    pub hash: Option<Digest>,
    pub published_at: Option<Moment>,
}
row!(Procedure { id, current, open, updated_at, newest, hash, published_at });

/// One immutable text of a procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub procedure: String,
    /// From 1, without gaps.
    pub number: i64,
    /// Of the canonical text.
    pub hash: Digest,
    /// The canonical text.
    pub text: String,
    pub state: Standing,
    pub created_at: Moment,
    pub created_by: Option<PersonId>,
    pub published_at: Option<Moment>,
    /// Until when a draft begun on it may be sent.
    pub accept_drafts_until: Option<Moment>,
}
row!(Revision {
    procedure,
    number,
    hash,
    text,
    state,
    created_at,
    created_by,
    published_at,
    accept_drafts_until,
});

/// A revision without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionLine {
    pub number: i64,
    pub hash: Digest,
    pub state: Standing,
    pub created_at: Moment,
    pub created_by: Option<PersonId>,
    pub published_at: Option<Moment>,
    pub accept_drafts_until: Option<Moment>,
}
row!(RevisionLine {
    number,
    hash,
    state,
    created_at,
    created_by,
    published_at,
    accept_drafts_until,
});

/// What [`save_revision`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    pub number: i64,
    /// False if the newest revision has the same hash already.
    pub is_new: bool,
}

/// A text to be kept as a revision.
#[derive(Clone, Copy, Debug)]
pub struct NewRevision<'a> {
    pub procedure: &'a str,
    pub hash: Digest,
    /// The canonical text.
    pub text: &'a str,
    /// None: from the command line.
    pub by: Option<PersonId>,
    pub now: Moment,
}

/// Keeps a text as the next revision, in draft; the procedure is made, closed, if it is new.
/// A text equal to the newest revision's makes none.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn save_revision(tx: &mut Write, new: NewRevision<'_>) -> Result<Saved> {
    // Locks the procedure: two savers do not take the same number.
    tx.query(
        "INSERT INTO procedure (id, open, updated_at) VALUES ($1, FALSE, $2)
         ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at",
    )
    .bind(new.procedure)
    .bind(new.now)
    .execute()
    .await?;
    let newest: Option<(i64, Digest)> = tx
        .query(
            "SELECT number, hash FROM revision WHERE procedure = $1 ORDER BY number DESC LIMIT 1",
        )
        .bind(new.procedure)
        .fetch_optional()
        .await?;
    let number = match newest {
        Some((number, hash)) if hash == new.hash => return Ok(Saved { number, is_new: false }),
        Some((number, _)) => number + 1,
        None => 1,
    };
    tx.query(
        "INSERT INTO revision (procedure, number, hash, text, state, created_at, created_by)
         VALUES ($1, $2, $3, $4, 'draft', $5, $6)",
    )
    .bind(new.procedure)
    .bind(number)
    .bind(new.hash)
    .bind(new.text)
    .bind(new.now)
    .bind(new.by)
    .execute()
    .await?;
    Ok(Saved { number, is_new: true })
}

/// Makes a revision the published one and opens the procedure. The one before is retired; drafts
/// begun on it may be sent until `accept_drafts_until`.
///
/// # Errors
/// [`Error::Missing`](crate::Error::Missing) if there is no such revision.
pub async fn publish(
    tx: &mut Write,
    procedure: &str,
    number: i64,
    accept_drafts_until: Option<Moment>,
    now: Moment,
) -> Result<()> {
    // First, so that whoever publishes another one at the same time waits here.
    tx.query("UPDATE procedure SET current = $2, open = TRUE, updated_at = $3 WHERE id = $1")
        .bind(procedure)
        .bind(number)
        .bind(now)
        .execute()
        .await?;
    tx.query(
        "UPDATE revision SET state = 'retired', accept_drafts_until = $3
         WHERE procedure = $1 AND state = 'published' AND number <> $2",
    )
    .bind(procedure)
    .bind(number)
    .bind(accept_drafts_until)
    .execute()
    .await?;
    let published = tx
        .query(
            "UPDATE revision SET state = 'published', published_at = coalesce(published_at, $3),
                    accept_drafts_until = NULL
             WHERE procedure = $1 AND number = $2",
        )
        .bind(procedure)
        .bind(number)
        .bind(now)
        .execute()
        .await?;
    if published == 0 {
        return Err(crate::Error::Missing);
    }
    Ok(())
}

/// Lets applications be started, or no more. False if there is no such procedure.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn set_open(tx: &mut Write, procedure: &str, open: bool, now: Moment) -> Result<bool> {
    let changed = tx
        .query("UPDATE procedure SET open = $2, updated_at = $3 WHERE id = $1")
        .bind(procedure)
        .bind(open)
        .bind(now)
        .execute()
        .await?;
    Ok(changed > 0)
}

macro_rules! procedure {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.current, p.open, p.updated_at,
                    coalesce((SELECT max(n.number) FROM revision n WHERE n.procedure = p.id), 0)
                        AS newest,
                    r.hash, r.published_at
             FROM procedure p
             LEFT JOIN revision r ON r.procedure = p.id AND r.number = p.current ",
            $rest
        )
    };
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, procedure: &str) -> Result<Option<Procedure>> {
    read.query(procedure!("WHERE p.id = $1")).bind(procedure).fetch_optional().await
}

/// Procedures by id, published or not, after the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn list(read: &mut Read, after: Option<&str>, limit: i64) -> Result<Vec<Procedure>> {
    read.query(procedure!("WHERE p.id > $1 ORDER BY p.id LIMIT $2"))
        .bind(after.unwrap_or_default())
        .bind(limit)
        .fetch_all()
        .await
}

/// What becomes of drafts that stand on a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footing {
    /// Whether applications of the procedure can be started.
    pub open: bool,
    /// The revision in use.
    pub current: Option<i64>,
    /// Until when drafts on this one can be sent; none while it is in use, or if it never was.
    pub accept_drafts_until: Option<Moment>,
}
row!(Footing { open, current, accept_drafts_until });

/// What becomes of drafts that stand on a revision; none if there is no such revision.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn footing(read: &mut Read, procedure: &str, number: i64) -> Result<Option<Footing>> {
    read.query(
        "SELECT p.open, p.current, r.accept_drafts_until
         FROM procedure p JOIN revision r ON r.procedure = p.id AND r.number = $2
         WHERE p.id = $1",
    )
    .bind(procedure)
    .bind(number)
    .fetch_optional()
    .await
}

macro_rules! revision {
    ($rest:literal) => {
        concat!(
            "SELECT r.procedure, r.number, r.hash, r.text, r.state, r.created_at, r.created_by,
                    r.published_at, r.accept_drafts_until
             FROM revision r ",
            $rest
        )
    };
}

/// One revision with its text.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn revision(read: &mut Read, procedure: &str, number: i64) -> Result<Option<Revision>> {
    read.query(revision!("WHERE r.procedure = $1 AND r.number = $2"))
        .bind(procedure)
        .bind(number)
        .fetch_optional()
        .await
}

/// The published revision with its text.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn current(read: &mut Read, procedure: &str) -> Result<Option<Revision>> {
    read.query(revision!(
        "JOIN procedure p ON p.id = r.procedure AND p.current = r.number WHERE p.id = $1"
    ))
    .bind(procedure)
    .fetch_optional()
    .await
}

/// Every published revision with its text, by procedure: what the site's pages are made of.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn all_current(
    read: &mut Read,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Revision>> {
    read.query(revision!(
        "JOIN procedure p ON p.id = r.procedure AND p.current = r.number
         WHERE p.id > $1 ORDER BY p.id LIMIT $2"
    ))
    .bind(after.unwrap_or_default())
    .bind(limit)
    .fetch_all()
    .await
}

/// The revisions of a procedure without their texts, the newest first, before number `before`.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn revisions(
    read: &mut Read,
    procedure: &str,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<RevisionLine>> {
    read.query(
        "SELECT number, hash, state, created_at, created_by, published_at, accept_drafts_until
         FROM revision WHERE procedure = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
    )
    .bind(procedure)
    .bind(before.unwrap_or(i64::MAX))
    .bind(limit)
    .fetch_all()
    .await
}
