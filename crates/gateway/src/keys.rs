//! What seals: one AEAD (XChaCha20-Poly1305), several keys, the newest seals and all open; keyed digests; and the
//! digest under which a token is stored. Not here: where the keys' file lies (`sportello`).

use std::{collections::BTreeSet, fmt};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    Key, KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hmac::{Hmac, Mac};
use model::Digest;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::clock::Clock;

/// First byte of everything sealed here: layout `1`, then key id (4), nonce (24), text and tag.
const LAYOUT: u8 = 1;
const ID: usize = 4;
const NONCE: usize = 24;
const HEAD: usize = 1 + ID;

/// Keys of one installation, in the order they were made. Never printed.
#[derive(Clone)]
pub struct Keyring(Vec<Own>);

/// One key: what it seals with, and what it makes keyed digests with.
#[derive(Clone)]
struct Own {
    id: KeyId,
    cipher: XChaCha20Poly1305,
    mac: Hmac<Sha256>,
}

impl Own {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length (RFC 2104 § 3)")]
    fn new(id: KeyId, secret: [u8; 32]) -> Own {
        let hmac =
            |key: &[u8]| <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("any length");
        // Derived: what seals does nothing else.
        let mut derived = hmac(&secret);
        derived.update(b"sportello keyed digests 1");
        let mac = hmac(&derived.finalize().into_bytes());
        Own { id, cipher: XChaCha20Poly1305::new(&Key::from(secret)), mac }
    }

    fn digest(&self, purpose: &str, bytes: &[u8]) -> Digest {
        let mut mac = self.mac.clone();
        mac.update(&(purpose.len() as u64).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(bytes);
        Digest(mac.finalize().into_bytes().into())
    }
}

/// Names a key in what it sealed: 8 hexadecimal digits in the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct KeyId([u8; ID]);

/// Why a text is no file of keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// Not TOML, or other keys than those of a file of keys. Says where, never what.
    #[error("the file of keys cannot be read")]
    Unreadable,
    #[error("the file of keys holds no key")]
    Empty,
    /// Counted from 1.
    #[error("key {0} is not well made: id 8 hexadecimal digits, secret 32 bytes in base64url")]
    Malformed(usize),
    #[error("key {0} has the id of an earlier one")]
    Repeated(usize),
}

/// Why something sealed was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    #[error("not something sealed here")]
    Malformed,
    #[error("sealed with a key that is not in the ring")]
    UnknownKey,
    /// Changed, or sealed for another context.
    #[error("changed, or sealed for something else")]
    Changed,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    key: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    /// Day it was made, for people.
    made: String,
    secret: String,
}

impl Keyring {
    /// Reads a file of keys: TOML, one `[[key]]` each with `id`, `made`, `secret`; the last one seals.
    ///
    /// # Errors
    /// [`KeyFault`]; none of its texts holds a piece of a key.
    pub fn parse(text: &str) -> Result<Keyring, KeyFault> {
        let file: File = toml::from_str(text).map_err(|_| KeyFault::Unreadable)?;
        let mut keys = Vec::new();
        let mut seen = BTreeSet::new();
        for (index, line) in file.key.iter().enumerate() {
            let malformed = KeyFault::Malformed(index + 1);
            let id = KeyId::parse(&line.id).ok_or(malformed.clone())?;
            let secret: [u8; 32] =
                bytes(&line.secret).and_then(|s| s.try_into().ok()).ok_or(malformed)?;
            if !seen.insert(id) {
                return Err(KeyFault::Repeated(index + 1));
            }
            keys.push(Own::new(id, secret));
        }
        if keys.is_empty() { Err(KeyFault::Empty) } else { Ok(Keyring(keys)) }
    }

    /// The text of a file of keys with one new key at its end, which from then on seals; what was
    /// sealed with the others stays readable. Start from an empty text.
    ///
    /// # Errors
    /// The text given is neither empty nor a file of keys.
    pub fn with_new_key(text: &str, clock: &Clock) -> Result<String, KeyFault> {
        let mut file = if text.trim().is_empty() {
            File { key: Vec::new() }
        } else {
            Keyring::parse(text)?;
            toml::from_str(text).map_err(|_| KeyFault::Unreadable)?
        };
        let [a, b, c, d, ..] = clock.token();
        let id = KeyId([a, b, c, d]).to_string();
        if file.key.iter().any(|line| line.id == id) {
            return Keyring::with_new_key(text, clock);
        }
        let secret = self::text(clock.token());
        file.key.push(Line { id, made: clock.today().to_string(), secret });
        toml::to_string(&file).map_err(|_| KeyFault::Unreadable)
    }

    /// A ring with one key that is nowhere written: what it seals is lost with it. For tests and
    /// the demo.
    pub fn passing(clock: &Clock) -> Keyring {
        let [a, b, c, d, ..] = clock.token();
        Keyring(vec![Own::new(KeyId([a, b, c, d]), clock.token())])
    }

    /// Seals bytes for a context (`answer <draft> <path>`): they open only with the same one.
    #[expect(clippy::expect_used, reason = "fails only above 256 GiB, more than any memory here")]
    pub fn seal(&self, context: &str, plain: &[u8], clock: &Clock) -> Vec<u8> {
        let Own { id, cipher, .. } = self.0.last().expect("a ring is never empty");
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&clock.token()[..NONCE]);
        let mut sealed = vec![LAYOUT];
        sealed.extend(id.0);
        let associated = associated(&sealed, context);
        let payload = Payload { msg: plain, aad: &associated };
        let text = cipher.encrypt(&XNonce::from(nonce), payload).expect("text of sane length");
        sealed.extend(nonce);
        sealed.extend(text);
        sealed
    }

    /// Opens what [`Keyring::seal`] sealed for the same context, with any key of the ring.
    ///
    /// # Errors
    /// See [`NotOpened`].
    pub fn open(&self, context: &str, sealed: &[u8]) -> Result<Vec<u8>, NotOpened> {
        if sealed.len() < HEAD + NONCE || sealed[0] != LAYOUT {
            return Err(NotOpened::Malformed);
        }
        let (head, rest) = sealed.split_at(HEAD);
        let (nonce, text) = rest.split_at(NONCE);
        let nonce = XNonce::try_from(nonce).map_err(|_| NotOpened::Malformed)?;
        let key = self.0.iter().find(|key| key.id.0 == head[1..]).ok_or(NotOpened::UnknownKey)?;
        let associated = associated(head, context);
        key.cipher
            .decrypt(&nonce, Payload { msg: text, aad: &associated })
            .map_err(|_| NotOpened::Changed)
    }

    /// Keyed digests of bytes for a purpose (HMAC-SHA256, RFC 2104), one of each key, the newest first: write the
    /// first, look for all. Without the keys nobody can make one, so that what could be guessed (a fiscal code) is
    /// not found by trying, and a digest that is there was written by the desk.
    pub fn digests(&self, purpose: &str, bytes: &[u8]) -> Vec<Digest> {
        self.0.iter().rev().map(|key| key.digest(purpose, bytes)).collect()
    }

    /// The first of [`Keyring::digests`].
    #[expect(clippy::expect_used, reason = "a ring is never empty")]
    pub fn digest(&self, purpose: &str, bytes: &[u8]) -> Digest {
        self.0.last().expect("a ring is never empty").digest(purpose, bytes)
    }

    /// Whether the newest key sealed this: if not, seal it anew when it is next written.
    pub fn is_current(&self, sealed: &[u8]) -> bool {
        let newest = self.0.last().map(|key| key.id.0);
        sealed.len() >= HEAD && newest.is_some_and(|id| sealed[1..HEAD] == id)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} keys)", self.0.len())
    }
}

impl KeyId {
    fn parse(text: &str) -> Option<KeyId> {
        if text.len() != 2 * ID || !text.bytes().all(|c| c.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(text, 16).ok().map(|id| KeyId(id.to_be_bytes()))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// What is bound but not hidden: layout and key id, then the context.
fn associated(head: &[u8], context: &str) -> Vec<u8> {
    [head, context.as_bytes()].concat()
}

/// The digest under which a token is stored: whoever reads the table cannot use it. Tokens are
/// random (256 bits), so no salt and no slow function is needed.
pub fn hash(token: &str) -> Digest {
    Digest::of(token.as_bytes())
}

/// Bytes as text for cookies, addresses and forms: base64url without padding (RFC 4648 § 5).
pub fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of a [`text`]; `None` if it is not one.
pub fn bytes(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Whether two secrets are equal, in a time that does not tell where they differ.
pub fn same(a: &str, b: &str) -> bool {
    // Comparing digests: how far they agree says nothing of how far the secrets do.
    hash(a) == hash(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(texts: &[&str]) -> Keyring {
        Keyring::parse(&texts.concat()).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_only_unchanged_and_in_its_context() {
        let clock = Clock::System;
        let ring = ring(&[&Keyring::with_new_key("", &clock).unwrap()]);
        let sealed = ring.seal("answer a", "perché no".as_bytes(), &clock);
        assert_eq!(ring.open("answer a", &sealed).unwrap(), "perché no".as_bytes());
        assert_eq!(ring.open("answer b", &sealed), Err(NotOpened::Changed));
        for index in 1 + ID..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert_eq!(ring.open("answer a", &changed), Err(NotOpened::Changed), "{index}");
        }
        for length in 0..sealed.len() {
            assert!(ring.open("answer a", &sealed[..length]).is_err(), "{length}");
        }
        assert_ne!(sealed, ring.seal("answer a", "perché no".as_bytes(), &clock));
    }

    #[test]
    fn the_newest_key_seals_and_old_ones_still_open() {
        let clock = Clock::System;
        let first = Keyring::with_new_key("", &clock).unwrap();
        let both = Keyring::with_new_key(&first, &clock).unwrap();
        let (old, new) = (ring(&[&first]), ring(&[&both]));
        let early = old.seal("c", b"early", &clock);
        let late = new.seal("c", b"late", &clock);
        assert_eq!(new.open("c", &early).unwrap(), b"early");
        assert_eq!(old.open("c", &late), Err(NotOpened::UnknownKey));
        assert!(!new.is_current(&early) && new.is_current(&late));
    }

    #[test]
    fn a_keyed_digest_needs_the_key_the_purpose_and_the_bytes() {
        let clock = Clock::System;
        let first = Keyring::with_new_key("", &clock).unwrap();
        let both = Keyring::with_new_key(&first, &clock).unwrap();
        let (old, new) = (ring(&[&first]), ring(&[&both]));
        let digest = old.digest("person", b"RSSMRA80A01H501U");
        assert_eq!(digest, ring(&[&first]).digest("person", b"RSSMRA80A01H501U"));
        assert_ne!(digest, old.digest("mail", b"RSSMRA80A01H501U"));
        assert_ne!(digest, old.digest("person", b"RSSMRA80A01H501V"));
        assert_ne!(digest, old.digest("perso", b"nRSSMRA80A01H501U"));
        assert_ne!(digest, new.digest("person", b"RSSMRA80A01H501U"));
        let all = new.digests("person", b"RSSMRA80A01H501U");
        assert_eq!(all, [new.digest("person", b"RSSMRA80A01H501U"), digest]);
    }

    #[test]
    fn a_bad_file_says_which_key_and_never_its_secret() {
        let secret = text([7; 32]);
        let line = |id: &str, secret: &str| {
            format!("[[key]]\nid = \"{id}\"\nmade = \"2026-01-01\"\nsecret = \"{secret}\"\n")
        };
        let good = line("0a0b0c0d", &secret);
        for (file, fault) in [
            (String::new(), KeyFault::Empty),
            ("key = 1".to_owned(), KeyFault::Unreadable),
            (format!("{good}colour = 1"), KeyFault::Unreadable),
            (format!("{good}{good}"), KeyFault::Repeated(2)),
            (format!("{good}{}", line("0a0b0c0e", &secret[1..])), KeyFault::Malformed(2)),
            (line("+a0b0c0e", &secret), KeyFault::Malformed(1)),
        ] {
            let found = Keyring::parse(&file).unwrap_err();
            assert_eq!(found, fault);
            assert!(!found.to_string().contains(&secret[1..]));
        }
        assert_eq!(format!("{:?}", ring(&[&good])), "Keyring(1 keys)");
    }

    #[test]
    fn tokens_are_stored_as_digests_and_written_without_padding() {
        assert_eq!(
            hash("abc").to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        let written = text([255; 32]);
        assert_eq!((written.len(), bytes(&written)), (43, Some(vec![255; 32])));
        assert_eq!(bytes("no good!"), None);
        assert!(same("a", "a") && !same("a", "b"));
    }
}
