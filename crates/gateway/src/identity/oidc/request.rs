//! What we ask: the address to which the browser goes, signed where the provider wants it (RFC 9101), and the proof of
//! who we are at the provider's endpoints (OpenID Connect Core § 9, RFC 7523). Not here: sending it.

use chrono::Duration;
use model::Digest;
use serde_json::{Map, Value, json};
use url::Url;

use super::known::Known;
use crate::{
    clock::Clock,
    identity::{ClientAuth, ProviderConfig, SignInFailure, jose::OwnKey, party::Ourselves},
    keys,
};

/// How long a signed request is good for: the browser takes it there at once, and only there.
const REQUEST_LIFE: Duration = Duration::minutes(5);
/// How long a client assertion is good for, at a provider whose clock may be behind or before ours.
const PROOF_LIFE: Duration = Duration::minutes(5);

/// Who we are to a provider.
pub(super) fn client_id(config: &ProviderConfig, us: &Ourselves) -> String {
    match &config.federation {
        Some(_) => us.party.client_id.clone().unwrap_or_default(),
        None => config.client_id.clone(),
    }
}

/// One authorization request.
pub(super) struct Request<'r> {
    config: &'r ProviderConfig,
    us: &'r Ourselves,
    known: &'r Known,
    clock: &'r Clock,
    pub client_id: String,
    pub state: String,
    pub nonce: String,
    pub verifier: String,
}

/// Where to send the browser.
pub(super) struct Address {
    pub address: Url,
    /// The signed request in it.
    pub object: Option<String>,
}

impl<'r> Request<'r> {
    pub(super) fn new(
        config: &'r ProviderConfig,
        us: &'r Ourselves,
        known: &'r Known,
        clock: &'r Clock,
    ) -> Request<'r> {
        // 43 letters each, more than the 32 that the national rules ask.
        let random = || keys::text(clock.token());
        Request {
            config,
            us,
            known,
            clock,
            client_id: client_id(config, us),
            state: letters(clock),
            nonce: letters(clock),
            verifier: random(),
        }
    }

    pub(super) fn address(&self, level: u8) -> Result<Address, SignInFailure> {
        let mut scope = vec!["openid"];
        scope.extend(self.config.scopes.iter().map(String::as_str).filter(|s| *s != "openid"));
        let mut all: Vec<(&str, String)> = vec![
            ("client_id", self.client_id.clone()),
            ("response_type", "code".to_owned()),
            ("scope", scope.join(" ")),
            ("code_challenge", challenge(&self.verifier)),
            ("code_challenge_method", "S256".to_owned()),
            ("redirect_uri", self.us.callback.to_string()),
            ("state", self.state.clone()),
            ("nonce", self.nonce.clone()),
        ];
        let acr_values = self.config.acr_values(level).join(" ");
        let prompt = self.config.prompt(level).to_owned();
        let optional =
            [("acr_values", acr_values), ("prompt", prompt), ("ui_locales", self.locales())];
        all.extend(optional.into_iter().filter(|(_, value)| !value.is_empty()));
        let claims = self.config.ask_claims.then(|| self.config.claims.asked(self.config.scheme));
        let mut address = self.known.metadata.authorization_endpoint.clone();
        if self.config.request_object {
            let object = self.object(&all, claims)?;
            // What the national rules want outside, in agreement with what is signed.
            let outside = all.iter().take(5);
            address.query_pairs_mut().extend_pairs(outside).append_pair("request", &object);
            return Ok(Address { address, object: Some(object) });
        }
        address.query_pairs_mut().extend_pairs(&all);
        if let Some(claims) = claims {
            address.query_pairs_mut().append_pair("claims", &claims.to_string());
        }
        Ok(Address { address, object: None })
    }

    /// The languages in which the provider is to speak: the national rules want some named. The one that needs
    /// `bare_userinfo` takes no text there.
    fn locales(&self) -> String {
        let is_told = self.config.federation.is_some() && !self.config.bare_userinfo;
        if is_told { "it en".to_owned() } else { String::new() }
    }

    /// The same, signed. Without `sub`, so that nobody can show it as a client assertion.
    fn object(
        &self,
        all: &[(&str, String)],
        asked: Option<Value>,
    ) -> Result<String, SignInFailure> {
        let mut claims: Map<String, Value> =
            all.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        if let Some(asked) = asked {
            claims.insert("claims".to_owned(), asked);
        }
        let meta = &self.known.metadata;
        claims.insert("iss".to_owned(), json!(self.client_id));
        claims.insert("aud".to_owned(), json!([meta.issuer, meta.authorization_endpoint]));
        timed(&mut claims, REQUEST_LIFE, self.clock);
        sign(self.us, &claims)
    }
}

/// Letters and digits only, as the national rules ask of `state` and `nonce`; hexadecimal, 64 of them.
fn letters(clock: &Clock) -> String {
    Digest(clock.token()).to_string()
}

/// PKCE S256 (RFC 7636 § 4.2).
fn challenge(verifier: &str) -> String {
    keys::text(Digest::of(verifier.as_bytes()).0)
}

/// `iat`, `exp` and an id of its own.
fn timed(claims: &mut Map<String, Value>, life: Duration, clock: &Clock) {
    let now = clock.now();
    claims.insert("iat".to_owned(), json!(now.utc().timestamp()));
    claims.insert("exp".to_owned(), json!((now + life).utc().timestamp()));
    claims
        .insert("jti".to_owned(), json!(uuid::Builder::from_random_bytes(half(clock)).into_uuid()));
}

fn half(clock: &Clock) -> [u8; 16] {
    let [a @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = clock.token();
    a
}

fn sign(us: &Ourselves, claims: &Map<String, Value>) -> Result<String, SignInFailure> {
    let key: Option<&OwnKey> = us.keys.sign.first();
    let key = key.ok_or_else(|| {
        tracing::error!("no key signs for the relying party: `sportello identity-keys new`");
        SignInFailure::ClientRefused
    })?;
    key.sign(None, claims).map_err(|error| {
        tracing::error!(%error, "nothing could be signed");
        SignInFailure::ClientRefused
    })
}

/// What goes into a form for an endpoint to prove who we are; nothing where a header does it.
pub(super) fn proof(
    config: &ProviderConfig,
    us: &Ourselves,
    known: &Known,
    endpoint: &Url,
    clock: &Clock,
) -> Result<Vec<(&'static str, String)>, SignInFailure> {
    let id = client_id(config, us);
    Ok(match config.auth {
        ClientAuth::SecretBasic => Vec::new(),
        ClientAuth::SecretPost => {
            let secret = config.client_secret.expose().to_owned();
            vec![("client_id", id), ("client_secret", secret)]
        }
        ClientAuth::PrivateKeyJwt => {
            let mut claims = Map::new();
            claims.insert("iss".to_owned(), json!(id));
            claims.insert("sub".to_owned(), json!(id));
            // Everybody accepts the token endpoint, some at another endpoint only that one.
            let mut audience = vec![endpoint];
            audience
                .extend([&known.metadata.token_endpoint].into_iter().filter(|t| *t != endpoint));
            claims.insert("aud".to_owned(), json!(audience));
            timed(&mut claims, PROOF_LIFE, clock);
            let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned();
            vec![
                ("client_id", id),
                ("client_assertion_type", kind),
                ("client_assertion", sign(us, &claims)?),
            ]
        }
    })
}
