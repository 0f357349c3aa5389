//! Ways in for an administrator when no provider lets anybody in: made on the command line, used once. The codes
//! themselves are checked above; here is how often one was tried.

use model::{Digest, Moment, PersonId};

use crate::{Read, Result, Write, column::row};

/// One way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// Of the token in its link.
    pub token_hash: Digest,
    pub person: PersonId,
    /// What the one-time codes are made from, sealed by the caller.
    pub secret: Vec<u8>,
    pub created_at: Moment,
    pub expires_at: Moment,
    /// How many codes were given.
    pub tries: i64,
    pub used_at: Option<Moment>,
}
row!(Recovery { token_hash, person, secret, created_at, expires_at, tries, used_at });

macro_rules! columns {
    () => {
        "token_hash, person, secret, created_at, expires_at, tries, used_at"
    };
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, recovery: &Recovery) -> Result<()> {
    tx.query(concat!(
        "INSERT INTO recovery (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7)"
    ))
    .bind(recovery.token_hash)
    .bind(recovery.person)
    .bind(recovery.secret.as_slice())
    .bind(recovery.created_at)
    .bind(recovery.expires_at)
    .bind(recovery.tries)
    .bind(recovery.used_at)
    .execute()
    .await?;
    Ok(())
}

/// The one of a token that can still be used: not used, not over, fewer than `tries` codes given.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn get(
    read: &mut Read,
    token_hash: Digest,
    tries: i64,
    now: Moment,
) -> Result<Option<Recovery>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM recovery
          WHERE token_hash = $1 AND used_at IS NULL AND tries < $2 AND expires_at > $3"
    ))
    .bind(token_hash)
    .bind(tries)
    .bind(now)
    .fetch_optional()
    .await
}

/// Counts one code and gives what it is checked with; none if it cannot be used any more. To be kept before the
/// code is looked at: who guesses at many at once gains nothing.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn attempt(
    tx: &mut Write,
    token_hash: Digest,
    tries: i64,
    now: Moment,
) -> Result<Option<Recovery>> {
    tx.query(concat!(
        "UPDATE recovery SET tries = tries + 1
         WHERE token_hash = $1 AND used_at IS NULL AND tries < $2 AND expires_at > $3 RETURNING ",
        columns!()
    ))
    .bind(token_hash)
    .bind(tries)
    .bind(now)
    .fetch_optional()
    .await
}

/// Uses it up. False if somebody was first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn take(tx: &mut Write, token_hash: Digest, now: Moment) -> Result<bool> {
    let taken = tx
        .query("UPDATE recovery SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL")
        .bind(token_hash)
        .bind(now)
        .execute()
        .await?;
    Ok(taken > 0)
}

/// Who was ever given one.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn persons(read: &mut Read) -> Result<Vec<PersonId>> {
    let rows: Vec<(PersonId,)> =
        read.query("SELECT DISTINCT person FROM recovery ORDER BY person").fetch_all().await?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

/// Makes every one that is not used unusable; how many.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn void(tx: &mut Write, now: Moment) -> Result<u64> {
    tx.query("UPDATE recovery SET expires_at = $1 WHERE used_at IS NULL AND expires_at > $1")
        .bind(now)
        .execute()
        .await
}
