//! Calls to a provider: bounded in time and size, never redirected, every trouble one of a closed list.
//! Not here: what the answers mean.

use std::time::Duration;

use openidconnect::reqwest::{
    self, Client, RequestBuilder, Response, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, HeaderMap},
    redirect::Policy,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use url::{Url, form_urlencoded};

use super::Tokens;
use crate::identity::{ClientAuth, ProviderConfig, SignInFailure};

const CONNECT: Duration = Duration::from_secs(3);
const TOTAL: Duration = Duration::from_secs(10);
/// Bytes of an answer.
const LARGEST: usize = 1_000_000;

#[derive(Debug)]
pub(super) struct Http(Client);

/// RFC 6749 § 5.2.
#[derive(Deserialize)]
struct TokenError {
    error: String,
}

impl Http {
    pub(super) fn new(is_loopback: bool) -> Result<Http, reqwest::Error> {
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .user_agent("Sportello");
        // This machine is never behind a proxy.
        let client = if is_loopback { client.no_proxy() } else { client };
        client.build().map(Http)
    }

    /// A JSON document.
    pub(super) async fn get<T: DeserializeOwned>(&self, url: &Url) -> Result<T, SignInFailure> {
        let request = self.0.get(url.clone()).header(ACCEPT, "application/json");
        let (status, _, body) = send(request).await?;
        match status {
            StatusCode::OK => serde_json::from_slice(&body).map_err(|_| SignInFailure::Nonsense),
            other => Err(trouble(other)),
        }
    }

    /// Changes a code into tokens (RFC 6749 § 4.1.3).
    pub(super) async fn exchange(
        &self,
        endpoint: &Url,
        config: &ProviderConfig,
        form: &[(&str, &str)],
    ) -> Result<Tokens, SignInFailure> {
        let (id, secret) = (config.client_id.as_str(), config.client_secret.expose());
        let mut pairs = form.to_vec();
        let request = self.0.post(endpoint.clone()).header(ACCEPT, "application/json");
        let request = match config.auth {
            // Name and secret are form-encoded before they are put together (RFC 6749 § 2.3.1).
            ClientAuth::SecretBasic => request.basic_auth(encoded(id), Some(encoded(secret))),
            ClientAuth::SecretPost => {
                pairs.extend([("client_id", id), ("client_secret", secret)]);
                request
            }
        };
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
        let (status, _, body) = send(request).await?;
        if status == StatusCode::OK {
            let tokens: Tokens =
                serde_json::from_slice(&body).map_err(|_| SignInFailure::Nonsense)?;
            let is_bearer = tokens.token_type.eq_ignore_ascii_case("bearer");
            return if is_bearer { Ok(tokens) } else { Err(SignInFailure::Nonsense) };
        }
        let error = serde_json::from_slice(&body).map_or(String::new(), |e: TokenError| e.error);
        Err(match (error.as_str(), status) {
            ("invalid_grant", _) => SignInFailure::CodeRefused,
            ("temporarily_unavailable" | "server_error", _) => SignInFailure::ProviderDown,
            ("invalid_client" | "unauthorized_client", _) => SignInFailure::ClientRefused,
            (_, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => SignInFailure::ClientRefused,
            // Some say no more than 400 to a code they do not want.
            ("", StatusCode::BAD_REQUEST) => SignInFailure::CodeRefused,
            (_, other) => trouble(other),
        })
    }

    /// What the provider says of the person (OpenID Connect Core § 5.3).
    pub(super) async fn userinfo(
        &self,
        endpoint: &Url,
        access_token: &str,
    ) -> Result<Map<String, Value>, SignInFailure> {
        let request = self.0.get(endpoint.clone()).bearer_auth(access_token);
        let (status, headers, body) = send(request.header(ACCEPT, "application/json")).await?;
        if status != StatusCode::OK {
            return Err(trouble(status));
        }
        let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.and_then(|value| value.split(';').next()).map(str::trim);
        if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
            return Err(SignInFailure::Nonsense);
        }
        serde_json::from_slice(&body).map_err(|_| SignInFailure::Nonsense)
    }
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn trouble(status: StatusCode) -> SignInFailure {
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        SignInFailure::ProviderDown
    } else {
        SignInFailure::Nonsense
    }
}

async fn send(request: RequestBuilder) -> Result<(StatusCode, HeaderMap, Vec<u8>), SignInFailure> {
    let mut response = request.send().await.map_err(unreached)?;
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    Ok((status, headers, bounded(response).await?))
}

async fn bounded(mut response: Response) -> Result<Vec<u8>, SignInFailure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreached)? {
        if body.len() + chunk.len() > LARGEST {
            return Err(SignInFailure::Nonsense);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[expect(clippy::needless_pass_by_value, reason = "stands in map_err")]
fn unreached(error: reqwest::Error) -> SignInFailure {
    // The error's text holds the address, which holds no secret: all of ours go in bodies and headers.
    tracing::warn!(%error, "an identity provider was not reached");
    if error.is_timeout() { SignInFailure::ProviderSlow } else { SignInFailure::ProviderDown }
}
