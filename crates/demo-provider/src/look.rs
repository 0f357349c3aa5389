//! What the demo's own sites have in common: how they look, how their answers are kept to themselves, that nobody but
//! this machine reaches them.

use askama::Template;
use axum::{
    Router,
    http::{
        HeaderValue, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::{Html, IntoResponse, Response},
};
use tokio::net::TcpListener;
use url::Url;

use crate::Failure;

/// Something that ends on its page, in Italian.
#[derive(Debug, Template)]
#[template(path = "said.html")]
pub struct Said<'a> {
    /// The site, after the title.
    pub site: &'a str,
    pub title: &'a str,
    pub text: &'a str,
}

/// A page.
pub fn shown(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The sheet of styles, and what a site adds to it.
#[must_use]
pub fn style(more: &str) -> Response {
    let sheet = [include_str!("../templates/style.css"), more].concat();
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], sheet).into_response()
}

/// Nothing is kept, framed, guessed or loaded from elsewhere.
#[must_use]
pub fn protected(policy: &HeaderValue, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The content security policy of pages that lead back to these addresses: browsers apply `form-action` also to where a
/// form's answer sends them.
///
/// # Errors
/// One that nobody can be sent back to.
pub fn policy<'a>(back: impl IntoIterator<Item = &'a String>) -> Result<HeaderValue, Failure> {
    let mut policy = "default-src 'none'; style-src 'self'; base-uri 'none'; \
                      frame-ancestors 'none'; form-action 'self'"
        .to_owned();
    for address in back {
        let wrong = || Failure::Redirect(address.clone());
        let origin = Url::parse(address).map_err(|_| wrong())?.origin();
        if !origin.is_tuple() {
            return Err(wrong());
        }
        policy.push(' ');
        policy.push_str(&origin.ascii_serialization());
    }
    HeaderValue::from_str(&policy).map_err(|_| Failure::Redirect(policy))
}

/// Serves a site to this machine alone, until the task is dropped.
///
/// # Errors
/// The listener is reached from other machines, or the network fails.
pub async fn serve(listener: TcpListener, site: Router) -> Result<(), Failure> {
    let address = listener.local_addr()?;
    if !address.ip().to_canonical().is_loopback() {
        return Err(Failure::NotLoopback(address));
    }
    Ok(axum::serve(listener, site).await?)
}
