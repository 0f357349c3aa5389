//! A provider's word that somebody's sessions are over (OpenID Connect Back-Channel Logout 1.0 § 2.6). Not here: ending
//! them.

use serde_json::Value;

use super::counter::Counter;
use crate::identity::{SignInFailure, jose};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// How old such a word may be, in seconds, and how far two clocks may stand apart.
const OLDEST: i64 = 180;

/// How the provider calls the person; a word that names a session only is refused, for none is known by that name.
pub(super) fn subject(desk: &Counter<'_>, token: &str) -> Result<String, SignInFailure> {
    let token = jose::verify(token, &desk.known.keys).map_err(|error| {
        tracing::warn!(%error, "a logout token was refused");
        SignInFailure::InvalidToken
    })?;
    let claims = token.claims;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(desk.known.metadata.issuer.as_str()) {
        return Err(SignInFailure::WrongIssuer);
    }
    let now = desk.clock.now().utc().timestamp();
    let made = claims.get("iat").and_then(Value::as_i64);
    let is_of_now = made.is_some_and(|made| (now - made).abs() <= OLDEST);
    let is_event = claims.get("events").is_some_and(|events| events.get(EVENT).is_some());
    // With a nonce it would be an ID token in disguise.
    let is_none_other = !claims.contains_key("nonce") && text("jti").is_some();
    if !desk.is_for_us(&claims) || !is_of_now || !is_event || !is_none_other {
        return Err(SignInFailure::InvalidToken);
    }
    text("sub").map(str::to_owned).ok_or(SignInFailure::InvalidToken)
}
