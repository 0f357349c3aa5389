//! OpenID Connect as relying party: discovery, authorization code with PKCE, ID token, `userinfo`.
//! Checks everything a provider says before anybody believes it. Not here: SPID's and CIE's federation,
//! sessions, and the check that the answer comes from the browser that began.

mod http;
mod token;

use std::sync::{Arc, PoisonError, RwLock};

use chrono::Duration;
use model::{Digest, Moment};
use openidconnect::core::CoreJsonWebKeySet;
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::{Begun, Callback, ConfigFault, Identity, ProviderConfig, SignInFailure, claims};
use crate::{clock::Clock, keys};
use http::Http;

/// How long what a provider said of itself is not asked again.
const FRESH: Duration = Duration::hours(1);
/// How long it still serves when the provider does not answer.
const USABLE: Duration = Duration::hours(24);
/// Least time between two looks for a key that is not known: a stranger's token is no lever to make us call.
const PATIENCE: Duration = Duration::seconds(30);

#[derive(Debug)]
pub(super) struct Oidc {
    config: ProviderConfig,
    callback: Url,
    http: Http,
    known: RwLock<Option<Arc<Known>>>,
}

/// What a provider says of itself, and when it said it.
#[derive(Debug)]
struct Known {
    metadata: Metadata,
    keys: CoreJsonWebKeySet,
    at: Moment,
}

/// The part of the discovery document (OpenID Connect Discovery § 3) that is used.
#[derive(Debug, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    userinfo_endpoint: Option<Url>,
    jwks_uri: Url,
    /// RFC 9207 § 3.
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl Oidc {
    pub(super) fn new(config: ProviderConfig, callback: Url) -> Result<Oidc, ConfigFault> {
        let http = Http::new(config.insecure_loopback)
            .map_err(|_| config.fault("no client for HTTPS could be made"))?;
        Ok(Oidc { config, callback, http, known: RwLock::default() })
    }

    pub(super) fn config(&self) -> &ProviderConfig {
        &self.config
    }

    pub(super) async fn probe(&self, clock: &Clock) -> Result<(), SignInFailure> {
        self.told(self.discover(clock).await).map(|_| ())
    }

    pub(super) async fn begin(&self, level: u8, clock: &Clock) -> Result<Begun, SignInFailure> {
        let known = self.told(self.known(clock).await)?;
        let (state, nonce) = (keys::text(clock.token()), keys::text(clock.token()));
        let verifier = keys::text(clock.token());
        let mut url = known.metadata.authorization_endpoint.clone();
        let mut scope = vec!["openid"];
        scope.extend(self.config.scopes.iter().map(String::as_str).filter(|s| *s != "openid"));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.config.client_id)
            .append_pair("redirect_uri", self.callback.as_str())
            .append_pair("scope", &scope.join(" "))
            .append_pair("state", &state)
            .append_pair("nonce", &nonce)
            .append_pair("code_challenge", &challenge(&verifier))
            .append_pair("code_challenge_method", "S256");
        let acr_values = self.config.acr_values(level).join(" ");
        if !acr_values.is_empty() {
            url.query_pairs_mut().append_pair("acr_values", &acr_values);
        }
        let is_staff = self.config.is_staff();
        Ok(Begun { url: url.into(), state, nonce, verifier, level, is_staff })
    }

    pub(super) async fn finish(
        &self,
        begun: &Begun,
        callback: &Callback,
        clock: &Clock,
    ) -> Result<Identity, SignInFailure> {
        self.told(self.identity(begun, callback, clock).await)
    }

    async fn identity(
        &self,
        begun: &Begun,
        callback: &Callback,
        clock: &Clock,
    ) -> Result<Identity, SignInFailure> {
        let known = self.known(clock).await?;
        // Before anything else, also before an error is believed: a mix-up must not end another sign-in.
        match &callback.iss {
            Some(iss) if *iss != self.config.issuer => return Err(SignInFailure::WrongIssuer),
            None if known.metadata.authorization_response_iss_parameter_supported => {
                return Err(SignInFailure::WrongIssuer);
            }
            _ => {}
        }
        if let Some(failure) = SignInFailure::of_answer(callback) {
            return Err(failure);
        }
        let code = callback.code.as_deref().ok_or(SignInFailure::Nonsense)?;
        let tokens = self
            .http
            .exchange(
                &known.metadata.token_endpoint,
                &self.config,
                &[
                    ("grant_type", "authorization_code"),
                    ("code", code),
                    ("redirect_uri", self.callback.as_str()),
                    ("code_verifier", &begun.verifier),
                ],
            )
            .await?;
        let told = match token::verify(&self.config, &known.keys, &tokens, begun, clock.now()) {
            Err(token::Refused::UnknownKey) if clock.now() - known.at >= PATIENCE => {
                let newer = self.discover(clock).await?;
                token::verify(&self.config, &newer.keys, &tokens, begun, clock.now())
            }
            first => first,
        }?;
        let mut claims = told.claims;
        if let Some(endpoint) = &known.metadata.userinfo_endpoint {
            let said = self.http.userinfo(endpoint, &tokens.access_token).await?;
            if said.get("sub").and_then(Value::as_str) != Some(told.subject.as_str()) {
                return Err(SignInFailure::OtherPerson);
            }
            claims.extend(said);
        }
        let level = self.config.level_of(told.acr.as_deref());
        if level < begun.level {
            return Err(SignInFailure::LevelTooLow);
        }
        claims::identity(&self.config, &told.subject, level, &claims)
    }

    /// What the provider says of itself, asked again when it is old.
    async fn known(&self, clock: &Clock) -> Result<Arc<Known>, SignInFailure> {
        let remembered = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        let now = clock.now();
        match remembered {
            Some(known) if now - known.at < FRESH => Ok(known),
            Some(known) if now - known.at < USABLE => {
                Ok(self.discover(clock).await.unwrap_or(known))
            }
            _ => self.discover(clock).await,
        }
    }

    async fn discover(&self, clock: &Clock) -> Result<Arc<Known>, SignInFailure> {
        let issuer = self.config.issuer.trim_end_matches('/');
        let address = Url::parse(&format!("{issuer}/.well-known/openid-configuration"))
            .map_err(|_| SignInFailure::Nonsense)?;
        let metadata: Metadata = self.http.get(&address).await?;
        if metadata.issuer != self.config.issuer {
            return Err(SignInFailure::WrongIssuer);
        }
        let mut addresses =
            vec![&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri];
        addresses.extend(&metadata.userinfo_endpoint);
        if !addresses.into_iter().all(|address| self.config.may_call(address)) {
            return Err(SignInFailure::Nonsense);
        }
        let keys: CoreJsonWebKeySet = self.http.get(&metadata.jwks_uri).await?;
        let known = Arc::new(Known { metadata, keys, at: clock.now() });
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }

    /// Leaves a trace for the operator, without anything of the person's.
    fn told<T>(&self, outcome: Result<T, SignInFailure>) -> Result<T, SignInFailure> {
        if let Err(failure) = &outcome {
            let provider = &self.config.id;
            if failure.is_our_trouble() {
                tracing::error!(provider, %failure, "sign-in failed");
            } else {
                tracing::info!(provider, %failure, "sign-in ended");
            }
        }
        outcome
    }
}

/// PKCE S256 (RFC 7636 § 4.2).
fn challenge(verifier: &str) -> String {
    keys::text(Digest::of(verifier.as_bytes()).0)
}

/// What a token endpoint gives.
#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    id_token: String,
    token_type: String,
}

/// What a verified ID token says.
struct Told {
    subject: String,
    acr: Option<String>,
    claims: Map<String, Value>,
}
