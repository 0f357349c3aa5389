//! Calls to a provider: bounded in time and size, never redirected, every trouble one of a closed list.
//! Not here: what the answers mean.

use std::{fs, io, path::Path, time::Duration};

use openidconnect::reqwest::{
    self, Certificate, Client, ClientBuilder, RequestBuilder, Response, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, DATE, HeaderMap},
    redirect::Policy,
    tls::TlsInfo,
};
use serde::{Deserialize, de::DeserializeOwned};
use url::{Url, form_urlencoded};

use crate::identity::SignInFailure;

const CONNECT: Duration = Duration::from_secs(3);
const TOTAL: Duration = Duration::from_secs(10);
/// Bytes of an answer.
const LARGEST: usize = 1_000_000;
/// Bytes of a refusal that are kept.
const MUCH: usize = 2_000;

#[derive(Debug)]
pub(in crate::identity) struct Http(Client);

/// RFC 6749 § 5.2.
#[derive(Deserialize)]
struct TokenError {
    error: String,
}

impl Http {
    /// `authorities` are believed besides the public ones.
    pub(in crate::identity) fn new(
        is_loopback: bool,
        authorities: Vec<Certificate>,
    ) -> Result<Http, reqwest::Error> {
        let client = Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(TOTAL)
            .tls_info(true)
            .user_agent("Sportello");
        let client = authorities.into_iter().fold(client, ClientBuilder::add_root_certificate);
        // This machine is never behind a proxy.
        let client = if is_loopback { client.no_proxy() } else { client };
        client.build().map(Http)
    }

    /// Who answers there, whatever the answer is.
    pub(super) async fn meet(&self, url: &Url) -> Result<Meeting, SignInFailure> {
        let response = self.0.get(url.clone()).send().await.map_err(unreached)?;
        let date = response.headers().get(DATE).and_then(|date| date.to_str().ok());
        let tls = response.extensions().get::<TlsInfo>();
        Ok(Meeting {
            date: date.map(str::to_owned),
            certificate: tls.and_then(TlsInfo::peer_certificate).map(<[u8]>::to_vec),
        })
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

    /// A text of any kind.
    pub(in crate::identity) async fn text(&self, url: &Url) -> Result<String, SignInFailure> {
        let (status, _, body) = send(self.0.get(url.clone())).await?;
        match status {
            StatusCode::OK => String::from_utf8(body).map_err(|_| SignInFailure::Nonsense),
            other => Err(trouble(other)),
        }
    }

    /// The answer to a form; none if there is no such thing as it asks about.
    pub(in crate::identity) async fn form(
        &self,
        url: &Url,
        pairs: &[(&str, &str)],
    ) -> Result<Option<String>, SignInFailure> {
        let (status, _, body) = send(self.post(url, pairs)).await?;
        match status {
            StatusCode::OK => {
                String::from_utf8(body).map(Some).map_err(|_| SignInFailure::Nonsense)
            }
            StatusCode::NOT_FOUND => Ok(None),
            other => Err(trouble(other)),
        }
    }

    fn post<N: AsRef<str>, V: AsRef<str>>(&self, url: &Url, pairs: &[(N, V)]) -> RequestBuilder {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let request = self.0.post(url.clone()).header(ACCEPT, "application/json");
        request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)
    }

    /// The answer of an endpoint at which we prove who we are (RFC 6749 § 5, RFC 7009): in the form, or by `basic`,
    /// name and secret in the header.
    pub(super) async fn exchange(
        &self,
        endpoint: &Url,
        basic: Option<(String, String)>,
        form: &[(&'static str, String)],
    ) -> Result<String, Refusal> {
        let request = self.post(endpoint, form);
        let request = match basic {
            // Name and secret are form-encoded before they are put together (RFC 6749 § 2.3.1).
            Some((id, secret)) => request.basic_auth(encoded(&id), Some(encoded(&secret))),
            None => request,
        };
        let (status, _, body) = send(request).await?;
        if status == StatusCode::OK {
            return String::from_utf8(body).map_err(|_| SignInFailure::Nonsense.into());
        }
        let error = serde_json::from_slice(&body).map_or(String::new(), |e: TokenError| e.error);
        let failure = match (error.as_str(), status) {
            ("invalid_grant", _) => SignInFailure::CodeRefused,
            ("temporarily_unavailable" | "server_error", _) => SignInFailure::ProviderDown,
            ("invalid_client" | "unauthorized_client", _) => SignInFailure::ClientRefused,
            (_, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => SignInFailure::ClientRefused,
            // Some say no more than 400 to a code they do not want.
            ("", StatusCode::BAD_REQUEST) => SignInFailure::CodeRefused,
            (_, other) => trouble(other),
        };
        let body = String::from_utf8_lossy(&body[..body.len().min(MUCH)]);
        Err(Refusal { failure, said: format!("{status} {body}") })
    }

    /// What the provider says of the person, as it comes. By GET, which SPID asks and everybody answers.
    pub(super) async fn userinfo(
        &self,
        endpoint: &Url,
        access_token: &str,
    ) -> Result<Said, SignInFailure> {
        let request = self.0.get(endpoint.clone()).bearer_auth(access_token);
        let accepted = "application/json, application/jwt";
        let (status, headers, body) = send(request.header(ACCEPT, accepted)).await?;
        match status {
            StatusCode::OK => {}
            // RFC 6750 § 3.1: the token does not count.
            StatusCode::UNAUTHORIZED => return Err(SignInFailure::CodeRefused),
            other => return Err(trouble(other)),
        }
        let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.and_then(|value| value.split(';').next()).map(str::trim);
        Ok(Said {
            kind: kind.unwrap_or_default().to_ascii_lowercase(),
            body: String::from_utf8(body).map_err(|_| SignInFailure::Nonsense)?,
        })
    }
}

/// The certificates of a file in PEM; none is a fault too.
pub(super) fn authorities(file: &Path) -> io::Result<Vec<Certificate>> {
    let read = Certificate::from_pem_bundle(&fs::read(file)?).map_err(io::Error::other)?;
    if read.is_empty() { Err(io::ErrorKind::InvalidData.into()) } else { Ok(read) }
}

/// What a server shows besides its answer.
pub(super) struct Meeting {
    /// Its `Date`, as it stands there.
    pub date: Option<String>,
    /// Its certificate in DER; none without TLS.
    pub certificate: Option<Vec<u8>>,
}

/// An answer that is none, and what it was.
#[derive(Debug)]
pub(super) struct Refusal {
    pub failure: SignInFailure,
    /// Status and the beginning of the body, for the log of sign-ins.
    pub said: String,
}

impl From<SignInFailure> for Refusal {
    fn from(failure: SignInFailure) -> Refusal {
        Refusal { failure, said: failure.to_string() }
    }
}

/// A text with its media type.
pub(super) struct Said {
    kind: String,
    pub body: String,
}

impl Said {
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind == kind
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
