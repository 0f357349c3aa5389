//! Keys by which providers know the municipality: public part as it is published, private part sealed by the caller.
//! When one is used and when it may go is not decided here.

use model::Moment;

use crate::{
    Read, Result, Write,
    column::{row, words},
};

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name (RFC 7638).
    pub kid: String,
    /// What it is for: one word.
    pub purpose: String,
    pub state: State,
    /// JWK.
    pub public: String,
    /// JWK, sealed.
    pub private: Vec<u8>,
    pub made_at: Moment,
    /// When it came into this state.
    pub changed_at: Moment,
}
row!(Key { kid, purpose, state, public, private, made_at, changed_at });

/// Where a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Published, not used yet.
    Waiting,
    /// The one of its purpose that is used.
    Active,
    /// Published still, and opens what was sealed for it.
    Old,
}
words!(State { Waiting = "waiting", Active = "active", Old = "old" });

/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) if it is there already, or a second one would be in use.
pub async fn add(tx: &mut Write, key: &Key) -> Result<()> {
    tx.query(
        "INSERT INTO identity_key (kid, purpose, state, public, private, made_at, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(key.kid.as_str())
    .bind(key.purpose.as_str())
    .bind(key.state.word())
    .bind(key.public.as_str())
    .bind(key.private.as_slice())
    .bind(key.made_at)
    .bind(key.changed_at)
    .execute()
    .await?;
    Ok(())
}

/// All of them: by purpose, the one in use first, then the newest.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn list(read: &mut Read) -> Result<Vec<Key>> {
    read.query(
        "SELECT kid, purpose, state, public, private, made_at, changed_at FROM identity_key
         ORDER BY purpose, CASE WHEN state = 'active' THEN 0 ELSE 1 END, made_at DESC, kid",
    )
    .fetch_all()
    .await
}

/// Uses a key, instead of the one of its purpose that was used, which becomes old. False if there is no such
/// key or it is used already.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn put_to_use(tx: &mut Write, kid: &str, now: Moment) -> Result<bool> {
    tx.query(
        "UPDATE identity_key SET state = 'old', changed_at = $2
         WHERE state = 'active'
           AND purpose = (SELECT purpose FROM identity_key WHERE kid = $1 AND state <> 'active')",
    )
    .bind(kid)
    .bind(now)
    .execute()
    .await?;
    let used = tx
        .query(
            "UPDATE identity_key SET state = 'active', changed_at = $2
             WHERE kid = $1 AND state <> 'active'",
        )
        .bind(kid)
        .bind(now)
        .execute()
        .await?;
    Ok(used > 0)
}

/// Forgets a key. False if there is no such key or it is in use.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn forget(tx: &mut Write, kid: &str) -> Result<bool> {
    let gone = tx
        .query("DELETE FROM identity_key WHERE kid = $1 AND state <> 'active'")
        .bind(kid)
        .execute()
        .await?;
    Ok(gone > 0)
}
