//! The token endpoint (RFC 6749 § 4.1.3, OpenID Connect Core § 3.1.3) and `userinfo` (§ 5.3): from a code to
//! tokens, from an access token to what is known of the person.

use std::sync::Arc;

use axum::{
    Form, Json,
    extract::{State, rejection::FormRejection},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{AUTHORIZATION, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use gateway::keys;
use model::{Digest, Moment};
use serde::Deserialize;
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::{Client, Person, Provider, clients};

/// What a code stands for: good for this client, this address and whoever began.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub client: &'static str,
    pub redirect: String,
    pub challenge: String,
    pub nonce: String,
    pub level: &'static str,
    pub person: Person,
    /// When the person was chosen.
    pub at: Moment,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Exchange {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
}

/// RFC 6749 § 5.2.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Refused {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnsupportedGrantType,
}

pub(crate) async fn exchange(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
    exchange: Result<Form<Exchange>, FormRejection>,
) -> Result<Json<Value>, Refused> {
    let client = client(&headers).ok_or(Refused::InvalidClient)?;
    let Form(exchange) = exchange.map_err(|_| Refused::InvalidRequest)?;
    if exchange.grant_type != "authorization_code" {
        return Err(Refused::UnsupportedGrantType);
    }
    let now = provider.clock.now();
    // Whoever shows a code uses it up, also wrongly.
    let grant = provider.codes.take(&exchange.code, now).ok_or(Refused::InvalidGrant)?;
    let challenge = keys::text(Digest::of(exchange.code_verifier.as_bytes()).0);
    let is_theirs = grant.client == client.id
        && grant.redirect == exchange.redirect_uri
        && keys::same(&grant.challenge, &challenge);
    if !is_theirs {
        return Err(Refused::InvalidGrant);
    }
    let access_token = keys::text(provider.clock.token());
    let id_token = id_token(&provider, &grant, &access_token, now);
    provider.accesses.keep(access_token.clone(), grant.person, now);
    Ok(Json(json!({
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": provider.accesses.life().num_seconds(),
        "id_token": id_token,
    })))
}

pub(crate) async fn userinfo(
    State(provider): State<Arc<Provider>>,
    headers: HeaderMap,
) -> Response {
    let token = credentials(&headers, "Bearer").unwrap_or_default();
    match provider.accesses.find(token, provider.clock.now()) {
        Some(person) => {
            let mut claims = person.claims();
            claims.insert("sub".to_owned(), json!(person.code));
            Json(claims).into_response()
        }
        None => {
            let why = [(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
            (StatusCode::UNAUTHORIZED, why).into_response()
        }
    }
}

/// OpenID Connect Core § 2; what is known of the person stands in `userinfo`.
fn id_token(provider: &Provider, grant: &Grant, access_token: &str, now: Moment) -> String {
    let seconds = |at: Moment| at.utc().timestamp();
    let digest = Digest::of(access_token.as_bytes()).0;
    provider.key.sign(&json!({
        "iss": provider.settings.issuer,
        "sub": grant.person.code,
        "aud": grant.client,
        "iat": seconds(now),
        "exp": seconds(now + provider.accesses.life()),
        "jti": provider.clock.id(),
        "auth_time": seconds(grant.at),
        "nonce": grant.nonce,
        "acr": grant.level,
        "at_hash": keys::text(&digest[..16]),
    }))
}

/// The client that proves itself in the header (`client_secret_basic`, RFC 6749 § 2.3.1).
fn client(headers: &HeaderMap) -> Option<Client> {
    let shown = STANDARD.decode(credentials(headers, "Basic")?).ok()?;
    let shown = String::from_utf8(shown).ok()?;
    let (id, secret) = shown.split_once(':')?;
    let client = clients::named(&decoded(id)?)?;
    keys::same(client.secret, &decoded(secret)?).then_some(client)
}

fn credentials<'h>(headers: &'h HeaderMap, scheme: &str) -> Option<&'h str> {
    let (said, rest) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    said.eq_ignore_ascii_case(scheme).then_some(rest.trim())
}

/// Undoes form encoding.
fn decoded(text: &str) -> Option<String> {
    // A name alone, without `=` or `&`, is what an encoded text looks like.
    let mut pairs = form_urlencoded::parse(text.as_bytes());
    match (pairs.next()?, pairs.next()) {
        ((name, value), None) if value.is_empty() => Some(name.into_owned()),
        _ => None,
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, error) = match self {
            Refused::InvalidRequest => (StatusCode::BAD_REQUEST, "invalid_request"),
            Refused::InvalidClient => (StatusCode::UNAUTHORIZED, "invalid_client"),
            Refused::InvalidGrant => (StatusCode::BAD_REQUEST, "invalid_grant"),
            Refused::UnsupportedGrantType => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
        };
        let mut response = (status, Json(json!({ "error": error }))).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let how = HeaderValue::from_static("Basic realm=\"demo\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, how);
        }
        response
    }
}
