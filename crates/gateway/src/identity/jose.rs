//! Signed and sealed texts (JOSE: RFC 7515 to 7518): one list of algorithms rules every one that we read or write.
//! What is not on it (`none`, `HS*`, `RSA1_5`, `dir`) has no way in. Not here: what the claims mean.

mod own;
#[cfg(test)]
mod tests;

use josekit::{
    jwk::Jwk,
    jws::{ES256, ES384, ES512, JwsVerifier, PS256, PS512, RS256, RS512},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value, json};

use crate::keys;

pub use own::OwnKey;
pub(super) use own::{KeyUsage, decrypt};

/// Bytes of a signed or sealed text.
const LARGEST: usize = 1_000_000;
/// Keys of a set.
const MOST_KEYS: usize = 50;
/// Bits of an RSA key: the least that the Italian rules allow, and the most that is worth the time of checking.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// Why a signed or sealed text, or a key, is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JoseFault {
    /// Not the form it should have, too large, or with `crit` or `zip`, which nobody here understands.
    #[error("not well made")]
    Malformed,
    /// An algorithm that is not on the list.
    #[error("algorithm {0} is forbidden")]
    Forbidden(String),
    /// No key of ours, or of the sender's, has this name and fits this algorithm.
    #[error("no key fits")]
    UnknownKey,
    /// Changed on its way, or made with another key.
    #[error("signature or seal is broken")]
    BadSignature,
    /// The machine could not make a key or a signature.
    #[error("no key or signature could be made")]
    NotMade,
}

/// The algorithms of signatures that are taken (*Regole tecniche OpenID Connect*, algoritmi crittografici; RFC 7518 §
/// 3.1): the two that must be, and those that may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signing {
    Rs256,
    Rs512,
    Ps256,
    Ps512,
    Es256,
    Es384,
    Es512,
}

impl Signing {
    const ALL: [Signing; 7] = [
        Signing::Rs256,
        Signing::Rs512,
        Signing::Ps256,
        Signing::Ps512,
        Signing::Es256,
        Signing::Es384,
        Signing::Es512,
    ];

    const fn word(self) -> &'static str {
        match self {
            Signing::Rs256 => "RS256",
            Signing::Rs512 => "RS512",
            Signing::Ps256 => "PS256",
            Signing::Ps512 => "PS512",
            Signing::Es256 => "ES256",
            Signing::Es384 => "ES384",
            Signing::Es512 => "ES512",
        }
    }

    fn of(header: &Map<String, Value>) -> Result<Signing, JoseFault> {
        let word = header.get("alg").and_then(Value::as_str).ok_or(JoseFault::Malformed)?;
        let found = Signing::ALL.into_iter().find(|signing| signing.word() == word);
        found.ok_or_else(|| JoseFault::Forbidden(word.chars().take(20).collect()))
    }

    /// Type of the keys it works with, and for elliptic ones the curve.
    const fn key(self) -> (&'static str, Option<&'static str>) {
        match self {
            Signing::Rs256 | Signing::Rs512 | Signing::Ps256 | Signing::Ps512 => ("RSA", None),
            Signing::Es256 => ("EC", Some("P-256")),
            Signing::Es384 => ("EC", Some("P-384")),
            Signing::Es512 => ("EC", Some("P-521")),
        }
    }

    fn verifier(self, key: &Jwk) -> Option<Box<dyn JwsVerifier>> {
        fn boxed<V: JwsVerifier + 'static, E>(made: Result<V, E>) -> Option<Box<dyn JwsVerifier>> {
            made.ok().map(|verifier| Box::new(verifier) as Box<dyn JwsVerifier>)
        }
        match self {
            Signing::Rs256 => boxed(RS256.verifier_from_jwk(key)),
            Signing::Rs512 => boxed(RS512.verifier_from_jwk(key)),
            Signing::Ps256 => boxed(PS256.verifier_from_jwk(key)),
            Signing::Ps512 => boxed(PS512.verifier_from_jwk(key)),
            Signing::Es256 => boxed(ES256.verifier_from_jwk(key)),
            Signing::Es384 => boxed(ES384.verifier_from_jwk(key)),
            Signing::Es512 => boxed(ES512.verifier_from_jwk(key)),
        }
    }
}

/// Public keys of somebody (RFC 7517). Those that could never be used are left out, and so is everything of a
/// key that is not public.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KeySet(Vec<Map<String, Value>>);

impl KeySet {
    /// Reads `{"keys": […]}` or the list alone; nothing if it is neither, or longer than 50.
    pub fn parse(value: &Value) -> Option<KeySet> {
        let list = value.get("keys").unwrap_or(value).as_array()?;
        if list.len() > MOST_KEYS {
            return None;
        }
        Some(KeySet(list.iter().filter_map(public_part).collect()))
    }

    /// The key of a name.
    pub fn get(&self, kid: &str) -> Option<&Map<String, Value>> {
        self.0.iter().find(|key| text(key, "kid") == Some(kid))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As [`KeySet::parse`] reads it.
    pub fn to_value(&self) -> Value {
        json!({ "keys": self.0 })
    }

    /// The keys that a header may mean.
    fn fitting(&self, kid: Option<&str>, signing: Signing) -> Vec<&Map<String, Value>> {
        let fits = |key: &&Map<String, Value>| {
            let (kind, curve) = signing.key();
            let is_named = kid.is_none() || text(key, "kid") == kid;
            let is_kind = text(key, "kty") == Some(kind) && text(key, "crv") == curve;
            let is_use = text(key, "use").is_none_or(|r#use| r#use == "sig");
            let is_algorithm = text(key, "alg").is_none_or(|alg| alg == signing.word());
            is_named && is_kind && is_use && is_algorithm
        };
        self.0.iter().filter(fits).collect()
    }
}

impl Serialize for KeySet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for KeySet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<KeySet, D::Error> {
        let value = Value::deserialize(deserializer)?;
        KeySet::parse(&value).ok_or_else(|| D::Error::custom("not a set of keys"))
    }
}

/// A text that somebody signed.
#[derive(Debug, Clone, PartialEq)]
pub struct Jws {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
}

/// What a compact JWS says, after its signature was checked with one of the keys. A text without `kid` is taken
/// only where one key alone fits. Keys that the text itself brings (`jwk`, `jku`, `x5c`) are not looked at.
///
/// # Errors
/// See [`JoseFault`].
pub fn verify(token: &str, keys: &KeySet) -> Result<Jws, JoseFault> {
    let jws = unverified(token)?;
    if jws.header.contains_key("crit") {
        return Err(JoseFault::Malformed);
    }
    let signing = Signing::of(&jws.header)?;
    let kid = match jws.header.get("kid") {
        Some(kid) => Some(kid.as_str().ok_or(JoseFault::Malformed)?),
        None => None,
    };
    let fitting = keys.fitting(kid, signing);
    if fitting.is_empty() || (kid.is_none() && fitting.len() > 1) {
        return Err(JoseFault::UnknownKey);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(JoseFault::Malformed)?;
    let signature = keys::bytes(signature).ok_or(JoseFault::Malformed)?;
    let is_signed = fitting.into_iter().any(|key| {
        let verifier = Jwk::from_map(key.clone()).ok().and_then(|key| signing.verifier(&key));
        verifier.is_some_and(|it| it.verify(message.as_bytes(), &signature).is_ok())
    });
    if is_signed { Ok(jws) } else { Err(JoseFault::BadSignature) }
}

/// What a compact JWS says, whoever wrote it: to find out whose keys to ask for, never to believe it.
///
/// # Errors
/// Not the form of a JWS whose payload is a JSON object.
pub fn unverified(token: &str) -> Result<Jws, JoseFault> {
    let parts: Vec<&str> = token.splitn(4, '.').collect();
    let &[header, claims, _] = parts.as_slice() else { return Err(JoseFault::Malformed) };
    if token.len() > LARGEST {
        return Err(JoseFault::Malformed);
    }
    Ok(Jws { header: object(header)?, claims: object(claims)? })
}

/// The JSON object in a part of a compact text.
fn object(part: &str) -> Result<Map<String, Value>, JoseFault> {
    let bytes = keys::bytes(part).ok_or(JoseFault::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| JoseFault::Malformed)
}

fn text<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    map.get(name).and_then(Value::as_str)
}

/// What of a key is public, if it is one that the list of algorithms could use.
fn public_part(key: &Value) -> Option<Map<String, Value>> {
    let key = key.as_object()?;
    let own: &[&str] = match text(key, "kty")? {
        "RSA" if is_sound_rsa(key) => &["n", "e"],
        "EC" if is_sound_ec(key) => &["crv", "x", "y"],
        _ => return None,
    };
    let common = ["kty", "kid", "use", "key_ops", "alg"];
    let names = common.iter().chain(own);
    let part: Map<String, Value> =
        names.filter_map(|name| Some(((*name).to_owned(), key.get(*name)?.clone()))).collect();
    // Refuses members of another type than theirs.
    Jwk::from_map(part.clone()).ok().map(|_| part)
}

fn is_sound_rsa(key: &Map<String, Value>) -> bool {
    let number = |name: &str| {
        let bytes = keys::bytes(text(key, name)?)?;
        Some(bytes.into_iter().skip_while(|byte| *byte == 0).collect::<Vec<u8>>())
    };
    let (Some(modulus), Some(exponent)) = (number("n"), number("e")) else { return false };
    let zeros = modulus.first().map_or(0, |byte| byte.leading_zeros() as usize);
    let bits = modulus.len() * 8 - zeros;
    // With an exponent of 1 everybody could sign; a long one only costs time.
    let is_exponent = exponent.len() <= 8 && exponent.last().is_some_and(|byte| byte % 2 == 1);
    RSA_BITS.contains(&bits) && is_exponent && exponent != [1]
}

/// Coordinates are as long as their curve's field, zeros included (RFC 7518 § 6.2.1.2).
fn is_sound_ec(key: &Map<String, Value>) -> bool {
    let length = match text(key, "crv") {
        Some("P-256") => 32,
        Some("P-384") => 48,
        Some("P-521") => 66,
        _ => return false,
    };
    let is_whole = |name: &str| {
        let bytes = text(key, name).and_then(keys::bytes);
        bytes.is_some_and(|bytes| bytes.len() == length)
    };
    is_whole("x") && is_whole("y")
}
