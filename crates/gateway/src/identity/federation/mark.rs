//! Trust marks: whether one was issued to an entity by somebody who may, and is still good. Not here: asking for one,
//! which a municipality does by post.

use std::collections::BTreeMap;

use model::Moment;
use serde::Deserialize;
use serde_json::Value;

use super::{
    chain::Superior,
    fetch::{Fetch, Reach},
    statement::{LEEWAY, moment},
};
use crate::identity::{
    SignInFailure, TrustMark,
    jose::{self, JoseFault},
};

/// A trust mark that is what it says.
#[derive(Debug)]
pub(super) struct Mark<'a> {
    pub issuer: &'a Superior,
    /// None if it does not end by itself (the printed example, EN 1.5, has no `exp`).
    pub expires: Option<Moment>,
}

/// Why a trust mark is worth nothing. For the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum MarkFault {
    #[error(transparent)]
    Jose(#[from] JoseFault),
    #[error("it names another mark than the one it is listed as")]
    OtherMark,
    #[error("it was issued to somebody else")]
    OtherEntity,
    #[error(
        "the anchor lets its issuer issue no such mark, or the issuer does not stand above the entity"
    )]
    Issuer,
    #[error("it is not yet valid")]
    TooEarly,
    #[error("it has expired")]
    Expired,
}

/// The static check: signature of an issuer that the anchor lets issue this mark, subject, times.
pub(super) fn check<'a>(
    mark: &TrustMark,
    entity: &str,
    issuers: &BTreeMap<String, Vec<String>>,
    superiors: &'a [Superior],
    now: Moment,
) -> Result<Mark<'a>, MarkFault> {
    let said = jose::unverified(&mark.trust_mark)?.claims;
    let issuer = said.get("iss").and_then(Value::as_str).unwrap_or_default();
    let may = issuers.get(&mark.id).is_some_and(|list| list.iter().any(|one| one == issuer));
    let found = superiors.iter().find(|superior| may && superior.id == issuer);
    let issuer = found.ok_or(MarkFault::Issuer)?;
    let claims = jose::verify(&mark.trust_mark, &issuer.keys)?.claims;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("id").or(text("trust_mark_type")) != Some(&mark.id) {
        return Err(MarkFault::OtherMark);
    }
    if text("sub") != Some(entity) {
        return Err(MarkFault::OtherEntity);
    }
    if moment(&claims, "iat").is_none_or(|issued| issued > now + LEEWAY) {
        return Err(MarkFault::TooEarly);
    }
    let expires = match claims.get("exp") {
        None => None,
        Some(_) => Some(moment(&claims, "exp").filter(|end| now < *end).ok_or(MarkFault::Expired)?),
    };
    Ok(Mark { issuer, expires })
}

/// The answer that the Italian rules print (EN 5.1).
#[derive(Deserialize)]
struct Status {
    active: bool,
}

/// The dynamic check: whether its issuer still stands by a mark. Asked and understood as the Italian rules have it and
/// as OpenID Federation does (§ 8.4), where the answer is signed.
pub(super) async fn is_active<F: Fetch>(
    fetch: &F,
    reach: Reach,
    issuer: &Superior,
    mark: &TrustMark,
    entity: &str,
) -> Result<bool, SignInFailure> {
    let url = match &issuer.status {
        Some(address) => reach.address(address),
        None => reach.under(&issuer.id, "trust_mark_status"),
    };
    let url = url.ok_or(SignInFailure::Nonsense)?;
    let form = [("id", mark.id.as_str()), ("sub", entity), ("trust_mark", &mark.trust_mark)];
    // Whoever knows nothing of a mark has withdrawn it, if it ever gave it (OpenID Federation § 8.4: not_found).
    let Some(answer) = fetch.form(&url, &form).await? else { return Ok(false) };
    if let Ok(Status { active }) = serde_json::from_str(&answer) {
        return Ok(active);
    }
    let said = jose::verify(answer.trim(), &issuer.keys).map_err(|_| SignInFailure::Nonsense)?;
    let text = |name: &str| said.claims.get(name).and_then(Value::as_str);
    // An old answer about another mark would be signed too.
    if text("iss") != Some(&issuer.id) || text("trust_mark") != Some(&mark.trust_mark) {
        return Err(SignInFailure::Nonsense);
    }
    Ok(text("status").ok_or(SignInFailure::Nonsense)? == "active")
}
