//! Security headers of every answer. Nothing inline and everything from this host, hence no nonce
//! and pages that may be cached. Not the caching policy of assets: `assets.rs`, `theme.rs`.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::App;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

const FIXED: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    // `no-referrer` would make browsers send `Origin: null` and every form would be refused.
    ("referrer-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), browsing-topics=()",
    ),
];

/// Over TLS only: browsers ignore or complain about these on plain HTTP.
const OVER_TLS: &[(&str, &str)] = &[
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("cross-origin-opener-policy", "same-origin"),
];

pub(crate) async fn add(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    put(headers, FIXED);
    if app.settings().tls {
        put(headers, OVER_TLS);
    }
    // A page shows who is signed in and speaks the language of a cookie: never kept by others.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    response
}

fn put(headers: &mut HeaderMap, all: &[(&'static str, &'static str)]) {
    for (name, value) in all {
        headers
            .entry(HeaderName::from_static(name))
            .or_insert_with(|| HeaderValue::from_static(value));
    }
}
