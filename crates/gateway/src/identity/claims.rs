//! From what a provider says to a person as the desk knows one, by the configuration's claim map.
//! Pure. Not here: whether the claims are genuine (`oidc`).

use chrono::NaiveDate;
use model::{FiscalCode, access::RoleAt};
use serde_json::{Map, Value};

use super::{Identity, ProviderConfig, SignInFailure};

/// Longest text taken from a claim, in characters: a provider is no reason to store a novel.
const LONGEST: usize = 300;

/// The person whom these claims describe.
///
/// # Errors
/// [`SignInFailure::NoFiscalCode`] where one is wanted; [`SignInFailure::Nonsense`] without a name.
pub(super) fn identity(
    config: &ProviderConfig,
    subject: &str,
    level: u8,
    claims: &Map<String, Value>,
) -> Result<Identity, SignInFailure> {
    let map = &config.claims;
    let text = |name: &str| text(claims, name);
    let fiscal_code = match text(&map.fiscal_code) {
        // A code that is there but wrong is never passed over: it would make a second person of one.
        Some(said) => Some(fiscal_code(&said).ok_or(SignInFailure::NoFiscalCode)?),
        None if config.without_fiscal_code => None,
        None => return Err(SignInFailure::NoFiscalCode),
    };
    let given_name = text(&map.given_name).ok_or(SignInFailure::Nonsense)?;
    let family_name = text(&map.family_name).ok_or(SignInFailure::Nonsense)?;
    let key = match (&fiscal_code, text(&map.identifier)) {
        (Some(code), _) => format!("cf:{}", code.as_str()),
        // A provider names a person otherwise to each of its clients: another gateway would make another person.
        (None, Some(identifier)) if !config.is_staff() => format!("eidas:{identifier}"),
        (None, _) => format!("{}:{subject}", config.id),
    };
    let provider_label = match text(&map.checked_by) {
        Some(name) => format!("{} ({name})", config.label_it()),
        None => config.label_it(),
    };
    let says_roles = config.is_staff() && !config.groups.is_empty();
    let roles = says_roles.then(|| config.roles_of(&texts(claims, &map.groups)));
    Ok(Identity {
        key,
        fiscal_code,
        given_name,
        family_name,
        birth_date: text(&map.birth_date)
            .and_then(|date| NaiveDate::parse_from_str(&date, "%Y-%m-%d").ok()),
        birth_place: text(&map.birth_place),
        sex: text(&map.sex).and_then(|sex| sex_letter(&sex)),
        email: text(&map.email),
        phone: text(&map.phone),
        level,
        roles,
        provider: config.id.clone(),
        provider_label,
        subject: subject.to_owned(),
        tokens: None,
    })
}

/// What the groups of somebody who is in already make of them; none where these claims say no groups, be it that the
/// provider says them only at a sign-in.
pub(super) fn roles(config: &ProviderConfig, claims: &Map<String, Value>) -> Option<Vec<RoleAt>> {
    let says_groups = !config.groups.is_empty() && find(claims, &config.claims.groups).is_some();
    says_groups.then(|| config.roles_of(&texts(claims, &config.claims.groups)))
}

/// `TINIT-` says that it is Italy's tax register that gave the code (ETSI EN 319 412-1 § 5.1.3).
fn fiscal_code(said: &str) -> Option<FiscalCode> {
    let bare = match said.get(..6) {
        Some(prefix) if prefix.eq_ignore_ascii_case("TINIT-") => &said[6..],
        _ => said,
    };
    bare.parse().ok()
}

fn sex_letter(said: &str) -> Option<String> {
    match said.to_ascii_lowercase().as_str() {
        "f" | "female" => Some("f".to_owned()),
        "m" | "male" => Some("m".to_owned()),
        _ => None,
    }
}

fn find<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    claims.get(name).or_else(|| {
        let (first, rest) = name.split_once('.')?;
        rest.split('.').try_fold(claims.get(first)?, |value, step| value.get(step))
    })
}

/// A claim as one line of text; `None` if it is missing, empty or no text.
fn text(claims: &Map<String, Value>, name: &str) -> Option<String> {
    find(claims, name)?.as_str().and_then(line)
}

fn texts(claims: &Map<String, Value>, name: &str) -> Vec<String> {
    match find(claims, name) {
        Some(Value::Array(values)) => {
            values.iter().filter_map(Value::as_str).filter_map(line).collect()
        }
        Some(Value::String(one)) => line(one).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn line(said: &str) -> Option<String> {
    let plain: String =
        said.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
    let plain = plain.trim();
    (!plain.is_empty()).then(|| plain.to_owned())
}

#[cfg(test)]
mod tests;
