//! Who is signed in, from the cookie to the handlers: one look at storage for a request that brings one, none
//! for a visitor. `Citizen` and `Staff` are the doors of the areas that need a person.

use axum::{
    extract::{FromRequestParts, MatchedPath, Request},
    http::{Extensions, HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use desk::session::Session;

use crate::{
    Page, Problem,
    frame::{OFFICE_SIGN_IN, SIGN_IN},
    person::SignedIn,
};

/// Name of the session's cookie, as TLS allows.
#[must_use]
pub fn cookie_name(tls: bool) -> &'static str {
    if tls { "__Host-session" } else { "session" }
}

/// The value of a cookie.
#[must_use]
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let all = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|all| all.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// A cookie to be set; an empty value takes it away.
#[must_use]
pub fn set_cookie(name: &str, value: &str, seconds: Option<i64>, tls: bool) -> HeaderValue {
    let secure = if tls { "; Secure" } else { "" };
    let age = match (value.is_empty(), seconds) {
        (true, _) => "; Max-Age=0".to_owned(),
        (false, Some(seconds)) => format!("; Max-Age={seconds}"),
        (false, None) => String::new(),
    };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("none="))
}

/// The layer that finds the session of a request.
pub(crate) async fn find(mut request: Request, next: Next) -> Response {
    let page = request.extensions().get::<Page>().cloned();
    let Some(page) = page else { return next.run(request).await };
    let token = cookie(request.headers(), cookie_name(page.tls)).map(str::to_owned);
    let mut person = None;
    if let Some(token) = token {
        match page.town.desk.session(&token, &page.path).await {
            Ok(Some(session)) => {
                let found = SignedIn::of(&page.town.desk, &session);
                request.extensions_mut().insert(found.clone());
                person = Some(found);
                request.extensions_mut().insert(session);
            }
            Ok(None) => {
                request.extensions_mut().insert(Expired(token));
            }
            Err(error) => return axum::response::IntoResponse::into_response(Problem::from(error)),
        }
    }
    let mut response = next.run(request).await;
    // For the layer that writes the pages of problems, which stands outside this one.
    if let Some(person) = person {
        response.extensions_mut().insert(person);
    }
    response
}

/// The cookie of a session that no longer holds.
#[derive(Debug, Clone)]
pub struct Expired(pub String);

/// Somebody signed in as a citizen.
pub struct Citizen(pub Session);

/// Somebody signed in for the municipality.
pub struct Staff(pub Session);

impl From<Citizen> for Session {
    fn from(Citizen(session): Citizen) -> Session {
        session
    }
}

impl From<Staff> for Session {
    fn from(Staff(session): Staff) -> Session {
        session
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Citizen {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.extensions.get::<Session>() {
            Some(session) if !session.is_staff() => Ok(Self(session.clone())),
            Some(session) => Err(other_role(parts, session).await),
            None => Err(Problem::SignIn(leave(parts, SIGN_IN))),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        match parts.extensions.get::<Session>() {
            Some(session) if session.is_staff() => Ok(Self(session.clone())),
            Some(session) => Err(other_role(parts, session).await),
            None => Err(Problem::SignIn(leave(parts, OFFICE_SIGN_IN))),
        }
    }
}

/// The other of citizen and staff stands before a door. One of somebody's file looks like any that leads nowhere,
/// and who tried it is written down.
async fn other_role(parts: &Parts, session: &Session) -> Problem {
    let is_of_a_file = is_of_a_file(&parts.extensions);
    if is_of_a_file && let Some(page) = parts.extensions.get::<Page>() {
        page.town.desk.write_denial(session, "other role", None).await;
    }
    Problem::OtherRole { is_of_a_file }
}

/// The address is that of somebody's file, whether it exists or not.
pub(crate) fn is_of_a_file(request: &Extensions) -> bool {
    const FILES: [&str; 5] = ["{application}", "{draft}", "{file}", "{upload}", "{payment}"];
    let route = request.get::<MatchedPath>().map_or("", MatchedPath::as_str);
    FILES.iter().any(|id| route.contains(id))
}

/// Where to sign in, so as to come back here.
fn leave(parts: &Parts, door: &str) -> String {
    let back = if parts.method.is_safe() {
        parts.uri.path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str)
    } else {
        parts.uri.path()
    };
    crate::signin::at_door(door, back, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("lang=en; session=abc"));
        assert_eq!(cookie(&headers, "session"), Some("abc"));
        assert_eq!(cookie(&headers, "sess"), None);
    }

    /// A site beside this one under the same name, or one in between, can plant no `__Host-` cookie.
    #[test]
    fn where_there_is_tls_cookies_are_this_hosts_alone() {
        for name in [cookie_name, crate::signin::browser_cookie] {
            let set = set_cookie(name(true), "x", None, true);
            let set = set.to_str().unwrap();
            assert!(set.starts_with("__Host-"), "{set}");
            assert!(set.contains("; Path=/;") && set.ends_with("; Secure"), "{set}");
            assert!(!set.contains("Domain"), "{set}");
            assert!(!name(false).starts_with("__"), "browsers take none such over plain HTTP");
        }
    }

    #[test]
    fn cookies_are_closed_to_scripts_and_other_sites() {
        let set = set_cookie("session", "x", None, true);
        assert_eq!(set.to_str().unwrap(), "session=x; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert!(set_cookie("session", "", None, false).to_str().unwrap().contains("Max-Age=0"));
    }
}
