//! The chain of an application's events: frozen form, sealing, verification.
//! The payload and its salt stand beside the record and can be erased by law; the chain holds.
//!
//! Frozen form, byte for byte (UTF-8, `\n` = 0x0A, ids hyphenated lower-case, numbers decimal,
//! digests as 64 lower-case hexadecimal digits):
//!
//! ```text
//! digest   = SHA-256( salt (16 bytes) || payload )
//! payload  = canonical JSON of the event's data: keys sorted by bytes, no spaces
//! genesis  = SHA-256( "sportello-application-1\n" application-id "\n" )
//! hash     = SHA-256( "sportello-event-1\n" id "\n" seq "\n" at "\n" author "\n" kind "\n"
//!                     digest "\n" previous "\n" )
//! at       = microseconds since 1970 UTC
//! author   = who ":" person-id, or who ":-"
//! previous = hash of the event before, or genesis for seq 1
//! ```
//! The salt keeps a short payload from being guessed from its digest: it goes with the payload.

use std::fmt;

use model::{ApplicationId, Digest, Moment};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::event::{Author, Entry, Event, Unreadable};

/// One sealed event, without what may be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub id: Uuid,
    pub seq: u32,
    pub at: Moment,
    pub author: Author,
    pub kind: String,
    /// Digest of salt and payload.
    pub digest: Digest,
    /// Hash of the record before.
    pub previous: Digest,
    pub hash: Digest,
}

/// What a record is about, until law or retention erases it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// 16 random bytes, handed in by the caller.
    pub salt: [u8; 16],
    /// Canonical JSON.
    pub text: String,
}

impl Payload {
    /// The digest the record holds.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let mut bytes = Vec::with_capacity(self.salt.len() + self.text.len());
        bytes.extend_from_slice(&self.salt);
        bytes.extend_from_slice(self.text.as_bytes());
        Digest::of(&bytes)
    }
}

/// What stands before the first event of an application.
#[must_use]
pub fn genesis(application: ApplicationId) -> Digest {
    Digest::of(format!("sportello-application-1\n{application}\n").as_bytes())
}

impl Record {
    /// The hash that this record's other fields give.
    #[must_use]
    pub fn computed_hash(&self) -> Digest {
        let Self { id, seq, at, author, kind, digest, previous, hash: _ } = self;
        let at = at.0;
        let id = id.hyphenated();
        Digest::of(
            format!(
                "sportello-event-1\n{id}\n{seq}\n{at}\n{author}\n{kind}\n{digest}\n{previous}\n"
            )
            .as_bytes(),
        )
    }

    /// Puts record and payload together again.
    ///
    /// # Errors
    /// [`Unreadable`] if this version cannot read the payload.
    pub fn entry(&self, payload: &Payload) -> Result<Entry, Unreadable> {
        let event = Event::read(&self.kind, &payload.text)?;
        Ok(Entry { seq: self.seq, at: self.at, author: self.author, event })
    }
}

/// Seals an entry after `previous`, the hash of the record before or [`genesis`].
#[must_use]
pub fn seal(entry: &Entry, id: Uuid, salt: [u8; 16], previous: Digest) -> (Record, Payload) {
    let payload = Payload { salt, text: entry.event.payload() };
    let mut record = Record {
        id,
        seq: entry.seq,
        at: entry.at,
        author: entry.author,
        kind: entry.event.kind().to_owned(),
        digest: payload.digest(),
        previous,
        hash: previous,
    };
    record.hash = record.computed_hash();
    (record, payload)
}

/// A whole chain holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many events.
    pub events: usize,
    /// Numbers of the events whose payload was erased.
    pub erased: Vec<u32>,
    /// Hash of the last record: compare it with a copy kept elsewhere to see a cut tail.
    pub head: Digest,
}

/// Where and why a chain does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// Number the event should have had.
    pub seq: u32,
    pub why: Why,
}

/// Why a chain does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The number is not the next one: an event is missing, doubled or out of order.
    Order,
    /// The record does not name the one before it.
    Previous,
    /// The record was changed.
    Hash,
    /// The payload is not the one that was sealed.
    Payload,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.why {
            Why::Order => "not the next number",
            Why::Previous => "does not follow the event before",
            Why::Hash => "record changed",
            Why::Payload => "payload changed",
        };
        write!(f, "event {}: {why}", self.seq)
    }
}

impl std::error::Error for Broken {}

/// Verifies a whole chain from its first event. An erased payload is `None`.
///
/// # Errors
/// [`Broken`] at the first event that does not hold.
pub fn verify<'a>(
    application: ApplicationId,
    chain: impl IntoIterator<Item = (&'a Record, Option<&'a Payload>)>,
) -> Result<Verified, Broken> {
    let mut verified = Verified { events: 0, erased: Vec::new(), head: genesis(application) };
    let mut expected = 1_u32;
    for (record, payload) in chain {
        let broken = |why| Err(Broken { seq: expected, why });
        if record.seq != expected {
            return broken(Why::Order);
        }
        if record.previous != verified.head {
            return broken(Why::Previous);
        }
        if record.hash != record.computed_hash() {
            return broken(Why::Hash);
        }
        match payload {
            None => verified.erased.push(record.seq),
            Some(payload) if payload.digest() != record.digest => return broken(Why::Payload),
            Some(_) => {}
        }
        verified.head = record.hash;
        verified.events += 1;
        expected = expected.saturating_add(1);
    }
    Ok(verified)
}
