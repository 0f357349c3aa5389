//! How a provider calls what we want to know, and what its groups are here. Not here: reading them (`claims`).

use model::access::Role;
use serde::Deserialize;

use super::Scheme;

/// Names of claims, in `userinfo` or in the ID token. A name is looked for as it is and then, where it
/// has dots, as a path: `place_of_birth.locality`, `realm_access.roles`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClaimMap {
    pub fiscal_code: String,
    pub given_name: String,
    pub family_name: String,
    pub birth_date: String,
    pub birth_place: String,
    pub sex: String,
    pub email: String,
    pub phone: String,
    /// What names a person without fiscal code across sign-ins: the eIDAS person identifier.
    pub identifier: String,
    /// Name of who checked the credentials, behind a gateway.
    pub checked_by: String,
    /// A list of texts, or one text.
    pub groups: String,
}

/// The names of SPID and CIE (*Regole tecniche OpenID Connect*, attributi utente).
impl Default for ClaimMap {
    fn default() -> ClaimMap {
        ClaimMap {
            fiscal_code: "https://attributes.eid.gov.it/fiscal_number".to_owned(),
            given_name: "given_name".to_owned(),
            family_name: "family_name".to_owned(),
            birth_date: "birthdate".to_owned(),
            birth_place: "place_of_birth.locality".to_owned(),
            sex: "gender".to_owned(),
            email: "email".to_owned(),
            phone: "phone_number".to_owned(),
            identifier: "https://attributes.eid.gov.it/spid_code".to_owned(),
            checked_by: String::new(),
            groups: "groups".to_owned(),
        }
    }
}

impl ClaimMap {
    /// The `claims` parameter that asks for all that the scheme has, in `userinfo`: the national rules allow none in the
    /// ID token.
    pub(in crate::identity) fn asked(&self, scheme: Scheme) -> serde_json::Value {
        let identifier = Some(&self.identifier).filter(|_| scheme.names_persons());
        let names = [
            &self.fiscal_code,
            &self.given_name,
            &self.family_name,
            &self.birth_date,
            &self.birth_place,
            &self.sex,
            &self.email,
            &self.phone,
        ];
        let names = names.into_iter().chain(identifier).filter(|name| !name.is_empty());
        let asked = names.map(|name| {
            // A claim that is named by an address has dots of its own.
            let is_address = name.starts_with("https://");
            let top = if is_address { name } else { name.split('.').next().unwrap_or(name) };
            (top.to_owned(), serde_json::Value::Null)
        });
        serde_json::json!({ "userinfo": asked.collect::<serde_json::Map<_, _>>() })
    }
}

/// A role that comes with a group.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRole {
    pub role: Role,
    /// Id of the office; everywhere if missing.
    #[serde(default)]
    pub office: Option<String>,
    /// Id of the procedure; all of them if missing.
    #[serde(default)]
    pub procedure: Option<String>,
}
