//! What we say: our entity configuration, and what we know of an entity whose chain we have already (*Regole tecniche
//! OpenID Connect*, entity configuration, resolve). Not here: the addresses at which it is said (`web`).

use chrono::Duration;
use model::Moment;
use serde_json::{Map, Value, json};

use super::{Federation, chain::Chain, mark, statement::TYP};
use crate::identity::{
    Ourselves, OwnKey, TrustMark,
    party::{CONFIGURATION_LIFE, RelyingParty},
};

/// Our entity configuration, signed now; none if we are in no federation or have no key.
pub(in crate::identity) fn entity_configuration(us: &Ourselves, now: Moment) -> Option<String> {
    let client_id = us.party.client_id.as_deref()?;
    let key = us.keys.federation.first()?;
    let mut claims = claims(json!({
        "iss": client_id,
        "sub": client_id,
        "iat": seconds(now),
        "exp": seconds(now + CONFIGURATION_LIFE),
        "jwks": us.keys.federation_jwks(),
        "metadata": {
            "federation_entity": federation_entity(&us.party, client_id),
            "openid_relying_party": relying_party(us, client_id),
        },
    }));
    // Before a federation has taken us in there are none; an empty list would say something else.
    if !us.party.authority_hints.is_empty() {
        claims.insert("authority_hints".to_owned(), json!(us.party.authority_hints));
    }
    if !us.party.trust_marks.is_empty() {
        claims.insert("trust_marks".to_owned(), marks(us.party.trust_marks.iter()));
    }
    signed(key, &claims)
}

fn federation_entity(party: &RelyingParty, client_id: &str) -> Value {
    let resolve = format!("{}/resolve", client_id.trim_end_matches('/'));
    let mut metadata = json!({
        "organization_name": party.organization_name,
        "homepage_uri": party.homepage_uri,
        "policy_uri": party.policy_uri,
        "contacts": party.contacts,
        "federation_resolve_endpoint": resolve,
    });
    if let Some(logo) = &party.logo_uri {
        metadata["logo_uri"] = json!(logo);
    }
    metadata
}

fn relying_party(us: &Ourselves, client_id: &str) -> Value {
    json!({
        "client_id": client_id,
        "client_name": us.party.organization_name,
        "organization_name": us.party.organization_name,
        "contacts": us.party.contacts,
        "application_type": "web",
        "client_registration_types": ["automatic"],
        "redirect_uris": [us.callback.as_str()],
        "response_types": ["code"],
        // Refreshing is never asked for; the federations want both (metadata policy of the anchors).
        "grant_types": ["authorization_code", "refresh_token"],
        "subject_type": "pairwise",
        "token_endpoint_auth_method": "private_key_jwt",
        "id_token_signed_response_alg": "RS256",
        "userinfo_signed_response_alg": "RS256",
        "userinfo_encrypted_response_alg": "RSA-OAEP-256",
        "userinfo_encrypted_response_enc": "A256CBC-HS512",
        // Inside, as CIE wants it; SPID takes it too.
        "jwks": us.keys.core_jwks(),
    })
}

impl Federation {
    /// What we know of an entity, signed now. Only what is known already: nobody is asked.
    pub(in crate::identity) fn resolve(
        &self,
        sub: &str,
        us: &Ourselves,
        now: Moment,
    ) -> Option<String> {
        let client_id = us.party.client_id.as_deref()?;
        let key = us.keys.federation.first()?;
        let chain = self.known(sub, us, now)?;
        let mut expires = chain.expires.min(now + CONFIGURATION_LIFE);
        let mut good = Vec::new();
        for mark in &chain.marks {
            if let Ok(checked) = self.checked(mark, sub, &chain, now) {
                expires = checked.expires.map_or(expires, |ends| ends.min(expires));
                good.push(mark);
            }
        }
        let claims = claims(json!({
            "iss": client_id,
            "sub": sub,
            "iat": seconds(now),
            "exp": seconds(expires),
            "trust_marks": marks(good.into_iter()),
            "metadata": chain.metadata,
            "trust_chain": chain.statements,
        }));
        signed(key, &claims)
    }

    /// The static check of a mark of an entity whose chain is known.
    pub(super) fn checked<'a>(
        &self,
        trust_mark: &TrustMark,
        entity: &str,
        chain: &'a Chain,
        now: Moment,
    ) -> Result<mark::Mark<'a>, mark::MarkFault> {
        let anchor = self.anchor.last().ok_or(mark::MarkFault::Issuer)?;
        mark::check(trust_mark, entity, &anchor.mark_issuers, &chain.superiors, now)
    }
}

/// Trust marks under the name that the Italian rules have for them and that of OpenID Federation.
fn marks<'a>(marks: impl Iterator<Item = &'a TrustMark>) -> Value {
    let entry = |mark: &TrustMark| json!({ "id": mark.id, "trust_mark_type": mark.id, "trust_mark": mark.trust_mark });
    marks.map(entry).collect()
}

fn claims(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(claims) => claims,
        _ => Map::new(),
    }
}

fn signed(key: &OwnKey, claims: &Map<String, Value>) -> Option<String> {
    key.sign(Some(TYP), claims)
        .inspect_err(|fault| tracing::error!(%fault, "no entity statement of ours"))
        .ok()
}

/// Seconds since 1970.
fn seconds(at: Moment) -> i64 {
    (at - Moment(0)).num_seconds().max(Duration::zero().num_seconds())
}
