//! What was said between the desk and a provider in one sign-in, word for word, as the rules ask a relying party to
//! keep it (*Regole tecniche OpenID Connect*, gestione dei log; DPCM 24/10/2014 art. 13 c. 2). Not here: keeping it.

use model::Moment;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::jose;

/// One message.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub kind: MessageKind,
    pub at: Moment,
    /// To find it by.
    pub index: MessageIndex,
    /// What was said; secrets of ours are left out.
    pub body: String,
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// The provider's trust chain: its configuration, the anchor's statement about it, the anchor's configuration.
    Chain,
    AuthenticationRequest,
    AuthenticationResponse,
    TokenRequest,
    TokenResponse,
    UserinfoRequest,
    UserinfoResponse,
    RevocationRequest,
    RevocationResponse,
}

impl MessageKind {
    /// The word it is stored as.
    pub const fn word(self) -> &'static str {
        match self {
            MessageKind::Chain => "chain",
            MessageKind::AuthenticationRequest => "authentication_request",
            MessageKind::AuthenticationResponse => "authentication_response",
            MessageKind::TokenRequest => "token_request",
            MessageKind::TokenResponse => "token_response",
            MessageKind::UserinfoRequest => "userinfo_request",
            MessageKind::UserinfoResponse => "userinfo_response",
            MessageKind::RevocationRequest => "revocation_request",
            MessageKind::RevocationResponse => "revocation_response",
        }
    }
}

/// What a message is found by; what it does not hold is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageIndex {
    pub client_id: Option<String>,
    pub code: Option<String>,
    pub jti: Option<String>,
    pub iss: Option<String>,
    pub sub: Option<String>,
    /// Seconds since 1970.
    pub iat: Option<i64>,
    /// Seconds since 1970.
    pub exp: Option<i64>,
}

impl MessageIndex {
    /// What the claims of a signed text say of it; nothing if it is none.
    pub(super) fn of_token(token: &str) -> MessageIndex {
        let claims = jose::unverified(token).map(|jws| jws.claims).unwrap_or_default();
        let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
        let number = |name: &str| claims.get(name).and_then(Value::as_i64);
        MessageIndex {
            client_id: None,
            code: None,
            jti: text("jti"),
            iss: text("iss"),
            sub: text("sub"),
            iat: number("iat"),
            exp: number("exp"),
        }
    }
}

// Holds tokens and a person's data.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message").field("kind", &self.kind).field("at", &self.at).finish()
    }
}
