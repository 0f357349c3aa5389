//! What happens between us and a provider without the browser: a code becomes tokens, a token tells of a person, tokens
//! are given back. Every message is kept. Not here: whether what comes is to be believed (`token`, `userinfo`).

use serde::Deserialize;
use serde_json::{Map, Value};
use url::{Url, form_urlencoded};

use super::{Oidc, http::Refusal, known::Known, request, userinfo};
use crate::{
    clock::Clock,
    identity::{Message, MessageIndex, MessageKind, SignInFailure, party::Ourselves},
};

/// What a call to a provider's own endpoints needs.
pub(super) struct Counter<'c> {
    pub oidc: &'c Oidc,
    pub us: &'c Ourselves,
    pub known: &'c Known,
    pub clock: &'c Clock,
}

impl Counter<'_> {
    pub(super) fn client_id(&self) -> String {
        request::client_id(&self.oidc.config, self.us)
    }

    /// Whether we are among those to whom something is said.
    pub(super) fn is_for_us(&self, claims: &Map<String, Value>) -> bool {
        names(claims.get("aud"), &self.client_id())
    }

    /// Changes a code into tokens (RFC 6749 § 4.1.3).
    pub(super) async fn exchange(
        &self,
        code: &str,
        verifier: &str,
        messages: &mut Vec<Message>,
    ) -> Result<TokenAnswer, SignInFailure> {
        let endpoint = &self.known.metadata.token_endpoint;
        let form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", self.us.callback.to_string()),
            ("code_verifier", verifier.to_owned()),
        ];
        let form = self.proved(endpoint, form)?;
        let mut request = self.message(MessageKind::TokenRequest, public(&form));
        request.index = MessageIndex {
            client_id: Some(self.client_id()),
            code: Some(code.to_owned()),
            ..assertion(&form)
        };
        messages.push(request);
        let proof = self.oidc.config.basic(&self.client_id());
        let said = self.oidc.http.exchange(endpoint, proof, &form).await;
        let mut response = self.message(MessageKind::TokenResponse, told(&said));
        let answer =
            said.map_err(|refusal| refusal.failure).and_then(|text| TokenAnswer::read(&text));
        if let Ok(answer) = &answer {
            response.index = MessageIndex {
                client_id: Some(self.client_id()),
                code: Some(code.to_owned()),
                ..MessageIndex::of_token(&answer.id_token)
            };
        }
        messages.push(response);
        answer
    }

    /// Changes a refresh token into newer ones (RFC 6749 § 6).
    pub(super) async fn renew(
        &self,
        refresh_token: &str,
        messages: &mut Vec<Message>,
    ) -> Result<Renewed, SignInFailure> {
        let endpoint = &self.known.metadata.token_endpoint;
        let form = vec![
            ("grant_type", "refresh_token".to_owned()),
            ("refresh_token", refresh_token.to_owned()),
        ];
        let form = self.proved(endpoint, form)?;
        let mut request = self.message(MessageKind::TokenRequest, public(&form));
        request.index = MessageIndex { client_id: Some(self.client_id()), ..assertion(&form) };
        messages.push(request);
        let proof = self.oidc.config.basic(&self.client_id());
        let said = self.oidc.http.exchange(endpoint, proof, &form).await;
        messages.push(self.message(MessageKind::TokenResponse, told(&said)));
        let text = said.map_err(|refusal| refusal.failure)?;
        serde_json::from_str(&text).map_err(|_| SignInFailure::Nonsense)
    }

    /// What the provider says of the person (OpenID Connect Core § 5.3).
    pub(super) async fn userinfo(
        &self,
        access_token: &str,
        messages: &mut Vec<Message>,
    ) -> Result<Map<String, Value>, SignInFailure> {
        let Some(endpoint) = &self.known.metadata.userinfo_endpoint else {
            return Ok(Map::new());
        };
        let mut request = self.message(MessageKind::UserinfoRequest, format!("GET {endpoint}"));
        request.index = MessageIndex {
            client_id: Some(self.client_id()),
            ..MessageIndex::of_token(access_token)
        };
        messages.push(request);
        let said = match self.oidc.http.userinfo(endpoint, access_token).await {
            Ok(said) => said,
            Err(failure) => {
                let body = failure.to_string();
                messages.push(self.message(MessageKind::UserinfoResponse, body));
                return Err(failure);
            }
        };
        // Encrypted for a key that may be gone in two years: what it says is kept, not its cover.
        let opened = userinfo::open(self, &said);
        let body = opened.as_ref().map_or_else(|_| said.body.clone(), Clone::clone);
        let mut response = self.message(MessageKind::UserinfoResponse, body);
        let claims = opened.and_then(|text| userinfo::verify(self, &text));
        if let Ok(claims) = &claims {
            response.index.sub = claims.get("sub").and_then(Value::as_str).map(str::to_owned);
        }
        messages.push(response);
        claims
    }

    /// Gives one token back (RFC 7009).
    pub(super) async fn revoke(
        &self,
        token: &str,
        messages: &mut Vec<Message>,
    ) -> Result<(), SignInFailure> {
        let Some(endpoint) = &self.known.metadata.revocation_endpoint else { return Ok(()) };
        let form = self.proved(endpoint, vec![("token", token.to_owned())])?;
        let mut request = self.message(MessageKind::RevocationRequest, public(&form));
        request.index =
            MessageIndex { client_id: Some(self.client_id()), ..MessageIndex::of_token(token) };
        messages.push(request);
        let proof = self.oidc.config.basic(&self.client_id());
        let said = self.oidc.http.exchange(endpoint, proof, &form).await;
        messages.push(self.message(MessageKind::RevocationResponse, told(&said)));
        said.map(|_| ()).map_err(|refusal| refusal.failure)
    }

    /// A form, with what proves who we are where that goes in the form (OpenID Connect Core § 9).
    fn proved(
        &self,
        endpoint: &Url,
        mut form: Vec<(&'static str, String)>,
    ) -> Result<Vec<(&'static str, String)>, SignInFailure> {
        let proof = request::proof(&self.oidc.config, self.us, self.known, endpoint, self.clock)?;
        form.extend(proof);
        Ok(form)
    }

    fn message(&self, kind: MessageKind, body: String) -> Message {
        let index = MessageIndex { client_id: Some(self.client_id()), ..MessageIndex::default() };
        Message { kind, at: self.clock.now(), index, body }
    }
}

/// How the proof of who we are in a form is found.
fn assertion(form: &[(&'static str, String)]) -> MessageIndex {
    let proof = form.iter().find(|(name, _)| *name == "client_assertion");
    proof.map(|(_, text)| MessageIndex::of_token(text)).unwrap_or_default()
}

/// An answer as the log keeps it.
fn told(said: &Result<String, Refusal>) -> String {
    match said {
        Ok(text) => text.clone(),
        Err(refusal) => refusal.said.clone(),
    }
}

/// Whether an audience holds a name.
pub(super) fn names(audience: Option<&Value>, name: &str) -> bool {
    match audience {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(all)) => all.iter().any(|one| one.as_str() == Some(name)),
        _ => false,
    }
}

/// A form as the log keeps it: a secret of ours is of use to whoever reads the log, and proves nothing.
fn public(form: &[(&'static str, String)]) -> String {
    let pairs = form.iter().map(|(name, value)| {
        let is_secret = *name == "client_secret";
        (*name, if is_secret { "hidden" } else { value.as_str() })
    });
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// What a token endpoint gives for a refresh token: no ID token is needed, the person was there before.
#[derive(Deserialize)]
pub(super) struct Renewed {
    pub access_token: String,
    #[serde(default)]
    pub refresh_token: Option<String>,
    /// Seconds.
    #[serde(default)]
    pub expires_in: Option<i64>,
}

/// What a token endpoint gives for a code.
#[derive(Deserialize)]
pub(super) struct TokenAnswer {
    pub access_token: String,
    pub id_token: String,
    token_type: String,
    #[serde(default)]
    pub refresh_token: Option<String>,
    /// Seconds.
    #[serde(default)]
    pub expires_in: Option<i64>,
}

impl TokenAnswer {
    fn read(text: &str) -> Result<TokenAnswer, SignInFailure> {
        let mut answer: TokenAnswer =
            serde_json::from_str(text).map_err(|_| SignInFailure::Nonsense)?;
        // A day is more than any of them lives.
        answer.expires_in = answer.expires_in.map(|seconds| seconds.clamp(0, 86_400));
        let is_bearer = answer.token_type.eq_ignore_ascii_case("bearer");
        if is_bearer { Ok(answer) } else { Err(SignInFailure::Nonsense) }
    }
}
