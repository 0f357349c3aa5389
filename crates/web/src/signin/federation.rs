//! What the federations of SPID and CIE read of us: our entity configuration, what we know of others, our keys.
//! Public and the same for everybody. What it says is made in `gateway`.

use axum::{
    Json,
    extract::{OriginalUri, Query},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::{Answer, CALLBACK, Page, Problem};

/// The Italian rules give it to entity configurations and to answers of resolve alike.
const STATEMENT: HeaderValue = HeaderValue::from_static("application/entity-statement+jwt");
/// Minutes only: whoever changes a key wants it to be seen.
const SHORT: HeaderValue = HeaderValue::from_static("public, max-age=300");

const CONFIGURATION: &str = "/.well-known/openid-federation";
const RESOLVE: &str = "/resolve";

/// Of whom resolve is asked.
#[derive(Debug, Deserialize)]
struct Asked {
    sub: String,
    /// As the Italian rules call it; OpenID Federation says `trust_anchor`.
    #[serde(alias = "trust_anchor")]
    anchor: String,
}

pub(super) async fn configuration(page: Page, headers: HeaderMap) -> Answer {
    own_configuration(&page, &headers, "").ok_or(Problem::NotFound)
}

pub(super) async fn resolve(
    page: Page,
    headers: HeaderMap,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    resolved(&page, &headers, "", &uri).ok_or(Problem::NotFound)
}

/// The same two below the path of our entity identifier, where it has one: asked for whatever no other address is.
/// Where that is at an aggregator's host, providers send people back there, and from there they go on to ours.
pub(crate) fn below(page: &Page, headers: &HeaderMap, uri: &Uri) -> Option<Response> {
    let path = uri.path();
    if let Some(place) = path.strip_suffix(CONFIGURATION) {
        return own_configuration(page, headers, place);
    }
    if let Some(place) = path.strip_suffix(CALLBACK) {
        let desk = &page.town.desk;
        let is_ours = is_ours(&desk.providers.client_id()?, page.tls, headers, place);
        let query = uri.query().unwrap_or_default();
        let on = format!("{}{CALLBACK}?{query}", desk.address);
        return is_ours.then(|| Redirect::to(&on).into_response());
    }
    resolved(page, headers, path.strip_suffix(RESOLVE)?, uri)
}

pub(super) async fn jwks(page: Page) -> Answer {
    Ok(([(header::CACHE_CONTROL, SHORT)], Json(page.town.desk.providers.jwks())).into_response())
}

fn own_configuration(page: &Page, headers: &HeaderMap, place: &str) -> Option<Response> {
    let desk = &page.town.desk;
    if !is_ours(&desk.providers.client_id()?, page.tls, headers, place) {
        return None;
    }
    let statement = desk.providers.entity_configuration(&desk.clock)?;
    Some(signed(statement))
}

fn resolved(page: &Page, headers: &HeaderMap, place: &str, uri: &Uri) -> Option<Response> {
    let desk = &page.town.desk;
    if !is_ours(&desk.providers.client_id()?, page.tls, headers, place) {
        return None;
    }
    let Ok(Query(asked)) = Query::<Asked>::try_from_uri(uri) else {
        return Some(refused(StatusCode::BAD_REQUEST, "invalid_request"));
    };
    let known = desk.providers.resolve(&asked.sub, &asked.anchor, &desk.clock);
    Some(known.map_or_else(|| refused(StatusCode::NOT_FOUND, "not_found"), signed))
}

fn signed(statement: String) -> Response {
    ([(header::CONTENT_TYPE, STATEMENT), (header::CACHE_CONTROL, SHORT)], statement).into_response()
}

/// As the federation's rules want errors: for programs, in English.
fn refused(status: StatusCode, error: &str) -> Response {
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (status, no_store, Json(json!({ "error": error }))).into_response()
}

/// Whether what was asked at `place` of this host is our entity identifier, with or without a slash at its end.
fn is_ours(client_id: &str, tls: bool, headers: &HeaderMap, place: &str) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if tls { "https" } else { "http" };
    let asked = Url::parse(&format!("{scheme}://{host}{place}"));
    let whole = |url: &Url| (url.origin(), url.path().trim_end_matches('/').to_owned());
    match (asked, Url::parse(client_id)) {
        (Ok(asked), Ok(own)) => whole(&asked) == whole(&own),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_identifier_that_is_ours_is_answered_for() {
        let at = |client_id: &str, tls: bool, host: &'static str, place: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static(host));
            is_ours(client_id, tls, &headers, place)
        };
        for own in ["https://comune.example", "https://comune.example/"] {
            assert!(at(own, true, "comune.example", ""));
            assert!(at(own, true, "COMUNE.example:443", ""));
            assert!(!at(own, true, "altro.example", ""));
            assert!(!at(own, true, "comune.example", "/c_l219"));
            assert!(!at(own, false, "comune.example", ""));
        }
        for own in ["https://sa.example/c_l219", "https://sa.example/c_l219/"] {
            assert!(at(own, true, "sa.example", "/c_l219"));
            assert!(!at(own, true, "sa.example", ""));
            assert!(!at(own, true, "sa.example", "/c_h501"));
        }
        assert!(at("http://127.0.0.1:9404", false, "127.0.0.1:9404", ""));
        assert!(!at("http://127.0.0.1:9404", false, "127.0.0.1:9405", ""));
    }
}
