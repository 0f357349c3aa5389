//! What a provider says of the person, in each of the ways it may come: plain, signed, signed and encrypted. The
//! configuration says which, never the answer: a provider that signs cannot be made to look like one that does not.
//! Not here: what the claims mean (`claims`).

use chrono::Duration;
use serde_json::{Map, Value};

use super::{counter::Counter, http::Said};
use crate::identity::{SignInFailure, Userinfo, jose};

/// How far two clocks may stand apart (Avviso SPID 41: three minutes).
const LEEWAY: Duration = Duration::seconds(180);

/// The text inside, without its cover if it has one.
pub(super) fn open(desk: &Counter<'_>, said: &Said) -> Result<String, SignInFailure> {
    let way = desk.oidc.config.userinfo;
    let fits = match way {
        Userinfo::Json => said.is("application/json"),
        // The rules say `application/jwt`, their own example `application/jose`.
        Userinfo::Jws | Userinfo::Jwe => said.is("application/jwt") || said.is("application/jose"),
    };
    if !fits {
        return Err(SignInFailure::Nonsense);
    }
    if way != Userinfo::Jwe {
        return Ok(said.body.clone());
    }
    let opened = jose::decrypt(said.body.trim(), &desk.us.keys.decrypt).map_err(|error| {
        tracing::warn!(%error, "userinfo was not opened");
        SignInFailure::InvalidToken
    })?;
    String::from_utf8(opened).map_err(|_| SignInFailure::Nonsense)
}

/// The claims in it, if they are the provider's, for us, and of now.
pub(super) fn verify(desk: &Counter<'_>, text: &str) -> Result<Map<String, Value>, SignInFailure> {
    let config = &desk.oidc.config;
    if config.userinfo == Userinfo::Json {
        return serde_json::from_str(text).map_err(|_| SignInFailure::Nonsense);
    }
    let claims = jose::verify(text.trim(), &desk.known.keys).map_err(|error| {
        tracing::warn!(%error, "a signed userinfo was refused");
        SignInFailure::InvalidToken
    })?;
    let claims = claims.claims;
    let is_bare = ["iss", "aud", "exp"].into_iter().all(|name| !claims.contains_key(name));
    if is_bare && config.bare_userinfo {
        return Ok(claims);
    }
    if claims.get("iss").and_then(Value::as_str) != Some(desk.known.metadata.issuer.as_str()) {
        return Err(SignInFailure::WrongIssuer);
    }
    let now = desk.clock.now();
    let at = |name: &str| claims.get(name).and_then(Value::as_i64);
    // OpenID Connect Core § 5.3.2 asks for issuer and audience; the times are the national rules'.
    let is_of_now = at("exp").is_none_or(|end| (now - LEEWAY).utc().timestamp() < end)
        && at("iat").is_none_or(|made| made <= (now + LEEWAY).utc().timestamp());
    let has_times = at("exp").is_some() && at("iat").is_some();
    if !desk.is_for_us(&claims) || !is_of_now || (config.federation.is_some() && !has_times) {
        return Err(SignInFailure::InvalidToken);
    }
    Ok(claims)
}
