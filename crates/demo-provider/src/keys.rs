//! The key that signs ID tokens: ECDSA on P-256 (`ES256`, RFC 7518 § 3.4), made anew at each start.
//! Not RSA, whose private operations leak through time (RUSTSEC-2023-0071): `deny.toml` lets it verify only.

use std::fmt;

use gateway::{clock::Clock, keys::text};
use model::Digest;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};

/// What it signs with, as metadata and headers write it.
pub(crate) const ALGORITHM: &str = "ES256";

/// Never printed.
pub(crate) struct Key {
    signing: SigningKey,
    /// Its public half (RFC 7517), with its name.
    public: Value,
    /// RFC 7638 thumbprint.
    id: String,
}

impl Key {
    pub(crate) fn new(clock: &Clock) -> Key {
        // One of 2³² numbers of this length is no key of the curve.
        let signing = loop {
            if let Ok(key) = SigningKey::from_slice(&clock.token()) {
                break key;
            }
        };
        let point = signing.verifying_key().to_sec1_point(false);
        // An uncompressed point is a byte 4 and both coordinates (SEC 1 § 2.3.3).
        let (x, y) = point.as_bytes()[1..].split_at(32);
        let (x, y) = (text(x), text(y));
        let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        let id = text(Digest::of(canonical.as_bytes()).0);
        let public = json!({
            "kty": "EC", "crv": "P-256", "x": x, "y": y, "use": "sig", "alg": ALGORITHM, "kid": id,
        });
        Key { signing, public, id }
    }

    /// The set of keys that clients verify with.
    pub(crate) fn set(&self) -> Value {
        json!({ "keys": [self.public] })
    }

    /// A signed token in compact form (RFC 7515 § 3.1).
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({ "alg": ALGORITHM, "typ": "JWT", "kid": self.id });
        let signed = format!("{}.{}", text(header.to_string()), text(claims.to_string()));
        let signature: Signature = self.signing.sign(signed.as_bytes());
        format!("{signed}.{}", text(signature.to_bytes()))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("id", &self.id).finish()
    }
}
