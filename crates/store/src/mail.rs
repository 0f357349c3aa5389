//! What mail went out: a job that runs twice sends once.

use model::{ApplicationId, Digest, Moment};
use uuid::Uuid;

use crate::{Read, Result, Write, column::row};

/// One message that left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub id: Uuid,
    pub application: Option<ApplicationId>,
    /// Keyed digest of the address, with which somebody who names it can be told what was sent there.
    pub to_hash: Digest,
    pub subject: String,
    pub at: Moment,
    /// The job's own name for this message.
    pub dedupe: String,
}
row!(Sent { id, application, to_hash, subject, at, dedupe });

/// Whether this message left already.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn was_sent(read: &mut Read, dedupe: &str) -> Result<bool> {
    let sent: Option<(Uuid,)> = read
        .query("SELECT id FROM sent_mail WHERE dedupe = $1")
        .bind(dedupe)
        .fetch_optional()
        .await?;
    Ok(sent.is_some())
}

/// Records a message. False if it was recorded before.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn record(tx: &mut Write, sent: &Sent) -> Result<bool> {
    let recorded = tx
        .query(
            "INSERT INTO sent_mail (id, application, to_hash, subject, at, dedupe)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (dedupe) DO NOTHING",
        )
        .bind(sent.id)
        .bind(sent.application)
        .bind(sent.to_hash)
        .bind(sent.subject.as_str())
        .bind(sent.at)
        .bind(sent.dedupe.as_str())
        .execute()
        .await?;
    Ok(recorded > 0)
}

/// What left for an application, the newest first, before the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(
    read: &mut Read,
    application: ApplicationId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Sent>> {
    read.query(
        "SELECT id, application, to_hash, subject, at, dedupe FROM sent_mail
         WHERE application = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    )
    .bind(application)
    .bind(before.unwrap_or(Uuid::max()))
    .bind(limit)
    .fetch_all()
    .await
}

/// Forgets at most `limit` messages that left before `before`; how many. The events of an application say what
/// was written to its citizen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn purge(tx: &mut Write, before: Moment, limit: i64) -> Result<u64> {
    tx.query(
        "DELETE FROM sent_mail WHERE id IN (SELECT id FROM sent_mail WHERE at < $1 ORDER BY at LIMIT $2)",
    )
    .bind(before)
    .bind(limit)
    .execute()
    .await
}
