//! Entity statements: what an entity says of itself (its configuration) and what a superior says of it, each read only
//! after its signature was checked. Not here: who is believed (`chain`), what policies do (`policy`).

use std::collections::BTreeMap;

use chrono::Duration;
use model::Moment;
use serde_json::{Map, Value};

use super::policy::{Policy, PolicyFault};
use crate::identity::{
    TrustMark,
    jose::{self, JoseFault, Jws, KeySet},
    kept::Ends,
};

/// By how much the clock of whoever signed may be ahead of ours (Avviso SPID 41: 3 minutes).
pub(super) const LEEWAY: Duration = Duration::seconds(180);
/// Superiors of an entity that are looked at; statements come from strangers.
const MOST_HINTS: usize = 5;
/// Trust marks of an entity that are looked at.
const MOST_MARKS: usize = 20;
/// The media type of entity statements, without `application/` (RFC 7515 § 4.1.9).
pub(super) const TYP: &str = "entity-statement+jwt";

/// A statement whose signature is good. What the Italian rules ignore is not read: `crit`, `aud`,
/// `naming_constraints`, `policy_language_crit`, `trust_anchor_id`.
#[derive(Debug)]
pub(super) struct Statement {
    /// As it was signed.
    pub text: String,
    pub subject: String,
    pub expires: Moment,
    /// Federation keys of the subject.
    pub keys: KeySet,
    /// By type of entity.
    pub metadata: Map<String, Value>,
    /// What a superior asks of the metadata.
    pub policy: Policy,
    /// Entities above the subject, as it says; the first few.
    pub hints: Vec<String>,
    /// How many intermediates there may be below whoever says it.
    pub max_path_length: Option<u64>,
    pub marks: Vec<TrustMark>,
    /// Who may issue which trust mark.
    pub mark_issuers: BTreeMap<String, Vec<String>>,
}

/// Why a text is no statement that could be believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum StatementFault {
    #[error(transparent)]
    Jose(#[from] JoseFault),
    #[error("header or claim {0} is missing or not well made")]
    Claim(&'static str),
    #[error("it is about or by somebody else")]
    OtherEntity,
    #[error("it is not yet valid")]
    TooEarly,
    #[error("it has expired")]
    Expired,
    #[error(transparent)]
    Policy(#[from] PolicyFault),
}

impl Statement {
    /// What an entity says of itself, signed with one of the keys it names: that alone proves nothing.
    pub(super) fn configuration(
        text: &str,
        entity: &str,
        now: Moment,
    ) -> Result<Statement, StatementFault> {
        let named = keys(&jose::unverified(text)?.claims)?;
        Statement::read(text, &named, (entity, entity), now)
    }

    /// What `issuer`, whose keys are known, says of `subject`.
    pub(super) fn subordinate(
        text: &str,
        issuer: (&str, &KeySet),
        subject: &str,
        now: Moment,
    ) -> Result<Statement, StatementFault> {
        Statement::read(text, issuer.1, (issuer.0, subject), now)
    }

    /// Whether one of these keys signed it too.
    pub(super) fn check(&self, keys: &KeySet) -> Result<(), StatementFault> {
        jose::verify(&self.text, keys)?;
        Ok(())
    }

    /// A text of the metadata of federation entities.
    pub(super) fn endpoint(&self, name: &str) -> Option<&str> {
        self.metadata.get("federation_entity")?.get(name)?.as_str()
    }

    fn read(
        text: &str,
        by: &KeySet,
        (issuer, subject): (&str, &str),
        now: Moment,
    ) -> Result<Statement, StatementFault> {
        let Jws { header, claims } = jose::verify(text, by)?;
        let typ = header.get("typ").and_then(Value::as_str).unwrap_or_default();
        let bare = typ.to_ascii_lowercase();
        if bare.strip_prefix("application/").unwrap_or(&bare) != TYP {
            return Err(StatementFault::Claim("typ"));
        }
        if !header.contains_key("kid") {
            return Err(StatementFault::Claim("kid"));
        }
        let named = |name| claims.get(name).and_then(Value::as_str);
        if named("iss") != Some(issuer) || named("sub") != Some(subject) {
            return Err(StatementFault::OtherEntity);
        }
        let expires = times(&claims, now)?;
        Ok(Statement {
            text: text.to_owned(),
            subject: subject.to_owned(),
            expires,
            keys: keys(&claims)?,
            metadata: object(&claims, "metadata")?,
            policy: Policy::read(
                &object(&claims, "metadata_policy")?,
                &texts(claims.get("metadata_policy_crit")),
            )?,
            hints: texts(claims.get("authority_hints")).into_iter().take(MOST_HINTS).collect(),
            max_path_length: max_path_length(&claims)?,
            marks: marks(claims.get("trust_marks")),
            mark_issuers: mark_issuers(&claims),
        })
    }
}

impl Ends for Statement {
    fn ends(&self) -> Moment {
        self.expires
    }
}

/// Federation keys that claims name.
fn keys(claims: &Map<String, Value>) -> Result<KeySet, StatementFault> {
    let keys = claims.get("jwks").and_then(KeySet::parse);
    keys.filter(|keys| !keys.is_empty()).ok_or(StatementFault::Claim("jwks"))
}

/// When it ends, if it is of now. No leeway at the end: statements live for hours, and a chain ends with them.
fn times(claims: &Map<String, Value>, now: Moment) -> Result<Moment, StatementFault> {
    let issued = moment(claims, "iat").ok_or(StatementFault::Claim("iat"))?;
    let expires = moment(claims, "exp").ok_or(StatementFault::Claim("exp"))?;
    if issued > now + LEEWAY {
        return Err(StatementFault::TooEarly);
    }
    if expires <= now {
        return Err(StatementFault::Expired);
    }
    Ok(expires)
}

/// A moment in seconds since 1970 (RFC 7519 § 2, NumericDate).
pub(super) fn moment(claims: &Map<String, Value>, name: &str) -> Option<Moment> {
    let value = claims.get(name)?;
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64))?;
    Some(Moment(seconds.checked_mul(1_000_000)?))
}

/// An object; empty if there is none.
fn object(
    claims: &Map<String, Value>,
    name: &'static str,
) -> Result<Map<String, Value>, StatementFault> {
    match claims.get(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object.clone()),
        Some(_) => Err(StatementFault::Claim(name)),
    }
}

/// The texts of a list.
fn texts(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn max_path_length(claims: &Map<String, Value>) -> Result<Option<u64>, StatementFault> {
    match object(claims, "constraints")?.get("max_path_length") {
        None => Ok(None),
        Some(length) => length.as_u64().map(Some).ok_or(StatementFault::Claim("max_path_length")),
    }
}

/// Trust marks, named `id` by the Italian rules and `trust_mark_type` by OpenID Federation.
fn marks(value: Option<&Value>) -> Vec<TrustMark> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    let mark = |entry: &Value| {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
        let id = text("id").or_else(|| text("trust_mark_type"))?;
        Some(TrustMark { id, trust_mark: text("trust_mark")? })
    };
    list.filter_map(mark).take(MOST_MARKS).collect()
}

/// Under its name, and the older one of the printed example (*Regole tecniche*, EN 1.4).
fn mark_issuers(claims: &Map<String, Value>) -> BTreeMap<String, Vec<String>> {
    let found = claims.get("trust_mark_issuers").or_else(|| claims.get("trust_marks_issuers"));
    let pairs = found.and_then(Value::as_object).into_iter().flatten();
    pairs.map(|(mark, issuers)| (mark.clone(), texts(Some(issuers)))).collect()
}
