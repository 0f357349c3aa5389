//! Keys by which providers know the municipality: made, put to use, dropped, and handed to whoever speaks with
//! providers. A key is published before it is used and some time after, for others remember what they read.
//! Not here: what a key does (`gateway`).

use std::fmt;

use chrono::Duration;
use gateway::identity::{ClientKeys, KeyPurpose, OwnKey};
use model::Moment;
use serde_json::Value;
use store::identity_keys::{self, Key};

pub use store::identity_keys::State as KeyState;

use crate::{Desk, Error, Result};

/// How long a key that was used must still be published: twice the life of an entity configuration, for somebody may
/// have read the last one just before it changed.
pub const STILL_KNOWN: Duration = Duration::hours(48);

/// One key, without what is secret.
#[derive(Debug, Clone)]
pub struct KeyLine {
    /// Its name (RFC 7638).
    pub kid: String,
    /// What it is for.
    pub purpose: KeyPurpose,
    /// Where it stands.
    pub state: KeyState,
    /// When it was made.
    pub made_at: Moment,
    /// When it came to stand there.
    pub changed_at: Moment,
    /// Its public part, a JWK.
    pub public: Value,
}

/// How long a key is published before it is used: as long as others may go by the entity configuration before it.
pub const NOT_YET_KNOWN: Duration = Duration::hours(24);

/// Why a key was not put to use.
#[derive(Debug, thiserror::Error)]
pub enum NotUsed {
    /// Others may not have heard of it.
    #[error(
        "it was made at {}: register it where keys are registered, and use it from {} on, when others know it",
        .0.rfc3339(), (*.0 + NOT_YET_KNOWN).rfc3339()
    )]
    NotYetKnown(Moment),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<store::Error> for NotUsed {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
    }
}

/// Why a key was not dropped.
#[derive(Debug, thiserror::Error)]
pub enum NotDropped {
    /// It is the one in use.
    #[error("it is in use: put another one to use first")]
    Used,
    /// Others may still remember it.
    #[error("it was in use until {}: others may remember it until {}", .0.rfc3339(), (*.0 + STILL_KNOWN).rfc3339())]
    StillKnown(Moment),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<store::Error> for NotDropped {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
    }
}

impl Desk {
    /// All keys: by purpose, the one in use first.
    ///
    /// # Errors
    /// Storage.
    pub async fn identity_keys(&self) -> Result<Vec<KeyLine>> {
        let rows = identity_keys::list(&mut self.db.peek().await?).await?;
        rows.iter().map(line).collect()
    }

    /// Makes a key. The first of its purpose is used at once, others wait until they are put to use.
    ///
    /// # Errors
    /// Storage, or no key could be made.
    pub async fn new_identity_key(&self, purpose: KeyPurpose) -> Result<KeyLine> {
        let made = purpose.generate().map_err(Error::broken)?;
        let (kid, now) = (made.kid().to_owned(), self.now());
        let private = made.private_text();
        let mut tx = self.db.write().await?;
        let rows = identity_keys::list(&mut tx).await?;
        let is_first = !rows.iter().any(|row| row.purpose == purpose.word());
        let key = Key {
            private: self.keys.seal(&context(&kid), private.as_bytes(), &self.clock),
            kid,
            purpose: purpose.word().to_owned(),
            state: if is_first { KeyState::Active } else { KeyState::Waiting },
            public: made.public().to_string(),
            made_at: now,
            changed_at: now,
        };
        identity_keys::add(&mut tx, &key).await?;
        self.audit(&mut tx, None, "identity key made", &named(&key)).await?;
        tx.commit().await?;
        line(&key)
    }

    /// Uses a key from now on, instead of the one of its purpose that was used. `anyway` also one that others may not
    /// know yet.
    ///
    /// # Errors
    /// See [`NotUsed`]; there is no such key; it is used already.
    pub async fn use_identity_key(&self, kid: &str, anyway: bool) -> Result<(), NotUsed> {
        let mut tx = self.db.write().await?;
        let rows = identity_keys::list(&mut tx).await?;
        let key = rows.iter().find(|row| row.kid == kid).ok_or(Error::NotFound)?;
        let is_new = key.state == KeyState::Waiting && self.now() < key.made_at + NOT_YET_KNOWN;
        if is_new && !anyway {
            return Err(NotUsed::NotYetKnown(key.made_at));
        }
        if !identity_keys::put_to_use(&mut tx, kid, self.now()).await? {
            return Err(Error::NotFound.into());
        }
        self.audit(&mut tx, None, "identity key put to use", kid).await?;
        Ok(tx.commit().await?)
    }

    /// Forgets a key: what was sealed for it can no more be opened. `anyway` also one that others may remember.
    ///
    /// # Errors
    /// See [`NotDropped`]; there is no such key.
    pub async fn drop_identity_key(&self, kid: &str, anyway: bool) -> Result<(), NotDropped> {
        let mut tx = self.db.write().await?;
        let rows = identity_keys::list(&mut tx).await?;
        let key = rows.iter().find(|row| row.kid == kid).ok_or(Error::NotFound)?;
        match key.state {
            KeyState::Active => return Err(NotDropped::Used),
            KeyState::Old if !anyway && self.now() < key.changed_at + STILL_KNOWN => {
                return Err(NotDropped::StillKnown(key.changed_at));
            }
            KeyState::Old | KeyState::Waiting => {}
        }
        identity_keys::forget(&mut tx, kid).await?;
        self.audit(&mut tx, None, "identity key dropped", &named(key)).await?;
        Ok(tx.commit().await?)
    }

    /// Lets providers know us by the keys as they stand now. Cheap if nothing changed: called every few seconds, it
    /// sees what the command line did.
    ///
    /// # Errors
    /// Storage, or a key that was sealed elsewhere.
    pub async fn read_identity_keys(&self) -> Result<()> {
        let rows = identity_keys::list(&mut self.db.peek().await?).await?;
        let standing: Vec<_> = rows.iter().map(|row| (row.kid.clone(), row.state)).collect();
        if self.known_by.lock().is_ok_and(|known| *known == standing) {
            return Ok(());
        }
        let mut keys = ClientKeys::default();
        for row in &rows {
            let text = self.keys.open(&context(&row.kid), &row.private).map_err(Error::broken)?;
            let text = String::from_utf8(text).map_err(Error::broken)?;
            let key = OwnKey::parse(&text).ok_or_else(|| Error::broken(Unreadable))?;
            match purpose(row)? {
                KeyPurpose::Federation => keys.federation.push(key),
                KeyPurpose::Sign => keys.sign.push(key),
                KeyPurpose::Decrypt => keys.decrypt.push(key),
            }
        }
        self.providers.set_keys(keys);
        if let Ok(mut known) = self.known_by.lock() {
            *known = standing;
        }
        Ok(())
    }
}

/// A key that is none of ours.
#[derive(Debug)]
struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key of the relying party cannot be read")
    }
}

impl std::error::Error for Unreadable {}

/// What a private key is sealed for.
fn context(kid: &str) -> String {
    format!("identity key {kid}")
}

fn named(key: &Key) -> String {
    format!("{} {}", key.purpose, key.kid)
}

fn purpose(key: &Key) -> Result<KeyPurpose> {
    KeyPurpose::from_word(&key.purpose).ok_or_else(|| Error::broken(Unreadable))
}

fn line(key: &Key) -> Result<KeyLine> {
    Ok(KeyLine {
        kid: key.kid.clone(),
        purpose: purpose(key)?,
        state: key.state,
        made_at: key.made_at,
        changed_at: key.changed_at,
        public: serde_json::from_str(&key.public).map_err(Error::broken)?,
    })
}
