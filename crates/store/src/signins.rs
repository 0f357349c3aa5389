//! Sign-ins under way: what must be remembered between leaving for the identity provider and
//! coming back. Taken once.

use model::{Digest, Moment};
use uuid::Uuid;

use crate::{Result, Write, column::row};

/// One sign-in that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signin {
    /// Names it in the log.
    pub id: Uuid,
    /// Of the `state` parameter.
    pub state_hash: Digest,
    /// Of the cookie that ties it to one browser.
    pub browser_hash: Digest,
    pub provider: String,
    /// Which provider of a federation.
    pub choice: Option<String>,
    pub nonce: String,
    /// PKCE code verifier (RFC 7636).
    pub verifier: String,
    /// Path inside the desk.
    pub return_to: String,
    /// `citizen` or `staff`.
    pub acting: String,
    /// Least level asked for: 1, 2 or 3.
    pub level: i64,
    pub created_at: Moment,
    pub expires_at: Moment,
    /// Messages so far, sealed by the caller.
    pub said: Option<Vec<u8>>,
}
row!(Signin {
    id,
    state_hash,
    browser_hash,
    provider,
    choice,
    nonce,
    verifier,
    return_to,
    acting,
    level,
    created_at,
    expires_at,
    said,
});

macro_rules! columns {
    () => {
        "id, state_hash, browser_hash, provider, choice, nonce, verifier, return_to, acting, \
         level, created_at, expires_at, said"
    };
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn begin(tx: &mut Write, signin: &Signin) -> Result<()> {
    tx.query(concat!(
        "INSERT INTO signin (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    ))
    .bind(signin.id)
    .bind(signin.state_hash)
    .bind(signin.browser_hash)
    .bind(signin.provider.as_str())
    .bind(signin.choice.as_deref())
    .bind(signin.nonce.as_str())
    .bind(signin.verifier.as_str())
    .bind(signin.return_to.as_str())
    .bind(signin.acting.as_str())
    .bind(signin.level)
    .bind(signin.created_at)
    .bind(signin.expires_at)
    .bind(signin.said.as_deref())
    .execute()
    .await?;
    Ok(())
}

/// Takes it away: who comes second finds none. None also if it has expired or belongs to another
/// browser (then it stays for its own).
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn take(
    tx: &mut Write,
    state_hash: Digest,
    browser_hash: Digest,
    now: Moment,
) -> Result<Option<Signin>> {
    tx.query(concat!(
        "DELETE FROM signin WHERE state_hash = $1 AND browser_hash = $2 AND expires_at > $3
         RETURNING ",
        columns!()
    ))
    .bind(state_hash)
    .bind(browser_hash)
    .bind(now)
    .fetch_optional()
    .await
}

/// Forgets at most `limit` that have expired; how many.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn purge(tx: &mut Write, now: Moment, limit: i64) -> Result<u64> {
    tx.query(
        "DELETE FROM signin WHERE state_hash IN
            (SELECT state_hash FROM signin WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)",
    )
    .bind(now)
    .bind(limit)
    .execute()
    .await
}
