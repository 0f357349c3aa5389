//! How a provider is configured: one block of the configuration file, checked before anybody uses it.
//! Not here: where the file lies and how the environment overrides it (`sportello`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use model::{
    Localized,
    access::{Role, RoleAt},
};
use serde::Deserialize;
use url::{Host, Url};

/// A provider, plain OpenID Connect by discovery.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderConfig {
    /// Names it in addresses and records; lower case letters, digits, `-`. Not to be changed later.
    pub id: String,
    /// Its name for people: «SPID e CIE».
    pub label: Localized,
    /// Whom it lets in.
    pub audience: Audience,
    /// Exactly as the provider writes it in its tokens.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: Secret,
    /// How the secret is shown.
    #[serde(default)]
    pub auth: ClientAuth,
    /// Scopes to ask besides `openid`.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// Level of assurance (1 to 3) of each `acr` value. Those that reach the level asked are sent as
    /// `acr_values`, lowest first.
    #[serde(default = "levels")]
    pub levels: BTreeMap<String, u8>,
    /// Level that the provider keeps also when it says no `acr` that `levels` knows. Without it
    /// such an answer reaches no level at all.
    #[serde(default)]
    pub assumed_level: Option<u8>,
    /// Claims that hold what we want to know.
    #[serde(default)]
    pub claims: ClaimMap,
    /// Lets in persons without fiscal code too (eIDAS, staff): then `sub` names them.
    #[serde(default)]
    pub without_fiscal_code: bool,
    /// What a group of the provider makes of a member of staff.
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<GroupRole>>,
    /// Allows `http` to this very machine: for the demo and tests, never in use.
    #[serde(default)]
    pub insecure_loopback: bool,
}

/// Whom a provider lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    Citizen,
    Staff,
}

/// How the client proves at the token endpoint who it is (OpenID Connect Core § 9).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuth {
    /// In the header (`client_secret_basic`).
    #[default]
    SecretBasic,
    /// In the form (`client_secret_post`).
    SecretPost,
}

/// A secret of the configuration: used, never printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub fn new(secret: impl Into<String>) -> Secret {
        Secret(secret.into())
    }

    /// The secret itself, for the one place that must send it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

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
            groups: "groups".to_owned(),
        }
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

fn scopes() -> Vec<String> {
    ["profile", "email"].map(str::to_owned).to_vec()
}

fn levels() -> BTreeMap<String, u8> {
    (1..=3).map(|level| (format!("https://www.spid.gov.it/SpidL{level}"), level)).collect()
}

/// A configuration that could not work.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("provider {provider}: {why}")]
pub struct ConfigFault {
    /// Its id.
    pub provider: String,
    /// For the operator, in English like the rest of the log.
    pub why: &'static str,
}

impl ProviderConfig {
    /// The least that must be said; the rest as SPID and CIE have it, client secret in the header.
    pub fn new(id: &str, label: Localized, audience: Audience, issuer: &str) -> ProviderConfig {
        ProviderConfig {
            id: id.to_owned(),
            label,
            audience,
            issuer: issuer.to_owned(),
            client_id: String::new(),
            client_secret: Secret::new(""),
            auth: ClientAuth::default(),
            scopes: scopes(),
            levels: levels(),
            assumed_level: None,
            claims: ClaimMap::default(),
            without_fiscal_code: false,
            groups: BTreeMap::new(),
            insecure_loopback: false,
        }
    }

    pub(super) fn fault(&self, why: &'static str) -> ConfigFault {
        ConfigFault { provider: self.id.clone(), why }
    }

    pub(super) fn is_staff(&self) -> bool {
        self.audience == Audience::Staff
    }

    /// What cannot work, before anybody tries.
    pub(super) fn check(&self) -> Result<(), ConfigFault> {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || !self.id.chars().all(is_plain) {
            return Err(self.fault("id must be lower case letters, digits and -"));
        }
        if self.id == "cf" {
            return Err(self.fault("id cf is kept for persons with a fiscal code"));
        }
        if self.label.is_empty() {
            return Err(self.fault("label must not be empty"));
        }
        let issuer = Url::parse(&self.issuer).map_err(|_| self.fault("issuer is no address"))?;
        if !self.may_call(&issuer) {
            return Err(self.fault(
                "issuer must be https (http only to this machine and with insecure_loopback)",
            ));
        }
        if self.client_id.is_empty() || self.client_secret.expose().is_empty() {
            return Err(self.fault("client_id and client_secret must not be empty"));
        }
        let said = self.levels.values().chain(&self.assumed_level);
        if said.clone().any(|level| !(1..=3).contains(level)) {
            return Err(self.fault("levels go from 1 to 3"));
        }
        if said.count() == 0 {
            return Err(self.fault("without levels and assumed_level nobody could come in"));
        }
        if !self.is_staff() && !self.groups.is_empty() {
            return Err(self.fault("groups give roles to staff only"));
        }
        Ok(())
    }

    /// Whether an address of this provider may be called.
    pub(super) fn may_call(&self, url: &Url) -> bool {
        let is_loopback = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => return false,
        };
        match url.scheme() {
            "https" => true,
            "http" => self.insecure_loopback && is_loopback,
            _ => false,
        }
    }

    /// The `acr` values that reach a level, lowest first.
    pub(super) fn acr_values(&self, level: u8) -> Vec<&str> {
        let mut values: Vec<(u8, &str)> = self
            .levels
            .iter()
            .filter(|(_, reached)| **reached >= level)
            .map(|(value, reached)| (*reached, value.as_str()))
            .collect();
        values.sort_unstable();
        values.into_iter().map(|(_, value)| value).collect()
    }

    /// The level of an answer; 0 if it reaches none.
    pub(super) fn level_of(&self, acr: Option<&str>) -> u8 {
        let known = acr.and_then(|acr| self.levels.get(acr)).copied();
        known.or(self.assumed_level).unwrap_or(0)
    }

    /// What a person's groups give, once each.
    pub(super) fn roles_of(&self, groups: &[String]) -> Vec<RoleAt> {
        let given = groups.iter().filter_map(|group| self.groups.get(group)).flatten();
        let roles: BTreeSet<RoleAt> = given
            .map(|given| RoleAt {
                role: given.role,
                office: given.office.clone(),
                procedure: given.procedure.clone(),
            })
            .collect();
        roles.into_iter().collect()
    }
}
