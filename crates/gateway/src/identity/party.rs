//! Who we are to identity providers: the name of the relying party in a federation, and the keys it signs and
//! decrypts with. Not here: where the keys are kept (`store`), what they make (`jose`, `federation`).

use std::{fmt, sync::Arc};

use chrono::Duration;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::jose::{KeyUsage, OwnKey};

/// The relying party of one municipality.
#[derive(Debug, Clone, Default)]
pub struct RelyingParty {
    /// Its entity identifier, letter by letter as the federations know it; none if it is in no federation.
    pub client_id: Option<String>,
    /// «Comune di …».
    pub organization_name: String,
    /// Address of its home page.
    pub homepage_uri: String,
    /// Address of its privacy notice.
    pub policy_uri: String,
    /// Its logo, SVG.
    pub logo_uri: Option<String>,
    /// Institutional certified mail.
    pub contacts: Vec<String>,
    /// Who vouches for it: trust anchors and intermediates.
    pub authority_hints: Vec<String>,
    /// What they certify.
    pub trust_marks: Vec<TrustMark>,
}

/// A trust mark as whoever issued it gave it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustMark {
    /// `<issuer>/openid_relying_party/public/`.
    pub id: String,
    /// The signed text.
    pub trust_mark: String,
}

/// How long an entity configuration of ours is valid. Whoever caches it does so no longer.
pub const CONFIGURATION_LIFE: Duration = Duration::hours(24);

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyPurpose {
    /// Signs entity configurations.
    Federation,
    /// Signs requests and client assertions.
    Sign,
    /// Opens `userinfo`.
    Decrypt,
}

impl KeyPurpose {
    pub const ALL: [KeyPurpose; 3] =
        [KeyPurpose::Federation, KeyPurpose::Sign, KeyPurpose::Decrypt];

    /// The word it is stored as.
    pub const fn word(self) -> &'static str {
        match self {
            KeyPurpose::Federation => "federation",
            KeyPurpose::Sign => "sign",
            KeyPurpose::Decrypt => "decrypt",
        }
    }

    /// The purpose of a [`KeyPurpose::word`].
    pub fn from_word(word: &str) -> Option<KeyPurpose> {
        KeyPurpose::ALL.into_iter().find(|purpose| purpose.word() == word)
    }

    /// A new key for this purpose.
    ///
    /// # Errors
    /// No key could be made.
    pub fn generate(self) -> Result<OwnKey, super::jose::JoseFault> {
        match self {
            KeyPurpose::Federation => OwnKey::generate(KeyUsage::Sign, 4096),
            KeyPurpose::Sign => OwnKey::generate(KeyUsage::Sign, 2048),
            KeyPurpose::Decrypt => OwnKey::generate(KeyUsage::Decrypt, 2048),
        }
    }
}

/// The keys of a relying party that are published now; of each purpose the first one is used, the others are
/// still, or already, known to others.
#[derive(Clone, Default)]
pub struct ClientKeys {
    pub federation: Vec<OwnKey>,
    pub sign: Vec<OwnKey>,
    pub decrypt: Vec<OwnKey>,
}

impl ClientKeys {
    /// Public keys of the protocol, a JWK set.
    pub fn core_jwks(&self) -> Value {
        let keys: Vec<Value> = self.sign.iter().chain(&self.decrypt).map(OwnKey::public).collect();
        json!({ "keys": keys })
    }

    /// Public keys of the federation, a JWK set.
    pub fn federation_jwks(&self) -> Value {
        let keys: Vec<Value> = self.federation.iter().map(OwnKey::public).collect();
        json!({ "keys": keys })
    }

    /// New ones, one of each purpose. For tests and the demo.
    ///
    /// # Errors
    /// No key could be made.
    pub fn generate() -> Result<ClientKeys, super::jose::JoseFault> {
        let of = |purpose: KeyPurpose| purpose.generate().map(|key| vec![key]);
        Ok(ClientKeys {
            federation: of(KeyPurpose::Federation)?,
            sign: of(KeyPurpose::Sign)?,
            decrypt: of(KeyPurpose::Decrypt)?,
        })
    }
}

impl fmt::Debug for ClientKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientKeys")
            .field("federation", &self.federation)
            .field("sign", &self.sign)
            .field("decrypt", &self.decrypt)
            .finish()
    }
}

/// How the providers see us: name, keys, and the address to which all of them answer.
#[derive(Debug, Clone)]
pub struct Ourselves {
    pub party: Arc<RelyingParty>,
    pub keys: Arc<ClientKeys>,
    pub callback: Url,
}
