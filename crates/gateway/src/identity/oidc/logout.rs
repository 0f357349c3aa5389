//! A provider's word that somebody's sessions are over (OpenID Connect Back-Channel Logout 1.0 § 2.6). Not here: ending
//! them.

use serde_json::{Map, Value};

use super::{
    counter::{Counter, names},
    token::Refused,
};
use crate::identity::{
    SignInFailure,
    jose::{self, JoseFault},
};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// How old such a word may be, in seconds, and how far two clocks may stand apart.
const OLDEST: i64 = 180;

/// How the provider calls the person; a word that names a session only is refused, for none is known by that name.
pub(super) fn subject(desk: &Counter<'_>, token: &str) -> Result<String, Refused> {
    let token = jose::verify(token, &desk.known.keys).map_err(|error| {
        tracing::warn!(%error, "a logout token was refused");
        match error {
            JoseFault::UnknownKey => Refused::UnknownKey,
            _ => Refused::Because(SignInFailure::InvalidToken),
        }
    })?;
    let us = desk.client_id();
    let now = desk.clock.now().utc().timestamp();
    said(&token.claims, &desk.known.metadata.issuer, &us, now).map_err(Refused::Because)
}

/// § 2.6, steps 4 to 8. `now` in seconds.
fn said(
    claims: &Map<String, Value>,
    issuer: &str,
    us: &str,
    now: i64,
) -> Result<String, SignInFailure> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(issuer) {
        return Err(SignInFailure::WrongIssuer);
    }
    let made = claims.get("iat").and_then(Value::as_i64);
    let is_of_now = made.is_some_and(|made| (now - made).abs() <= OLDEST);
    let is_event = claims.get("events").is_some_and(|events| events.get(EVENT).is_some());
    // With a nonce it would be an ID token in disguise.
    let is_none_other = !claims.contains_key("nonce") && text("jti").is_some();
    if !names(claims.get("aud"), us) || !is_of_now || !is_event || !is_none_other {
        return Err(SignInFailure::InvalidToken);
    }
    text("sub").map(str::to_owned).ok_or(SignInFailure::InvalidToken)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_a_word_of_now_for_us_about_a_person_is_taken() {
        let good = json!({
            "iss": "https://idp.example.it", "aud": ["sportello"], "iat": 1_000, "jti": "a",
            "sub": "ugo", "events": { EVENT: {} },
        });
        let read = |claims: &Value| {
            let claims = claims.as_object().unwrap();
            said(claims, "https://idp.example.it", "sportello", 1_100)
        };
        assert_eq!(read(&good), Ok("ugo".to_owned()));
        for (name, value) in [
            ("iss", json!("https://other.example.it")),
            ("aud", json!("another")),
            ("aud", json!(null)),
            ("iat", json!(900)),
            ("iat", json!(1_300)),
            ("iat", json!(null)),
            ("jti", json!(null)),
            ("sub", json!(null)),
            ("events", json!({})),
            ("events", json!(null)),
            // An ID token.
            ("nonce", json!("n")),
        ] {
            let mut broken = good.clone();
            broken[name] = value.clone();
            assert!(read(&broken).is_err(), "{name}: {value}");
        }
    }
}
