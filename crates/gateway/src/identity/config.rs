//! How a provider is configured: one block of the configuration file, checked before anybody uses it.
//! Not here: where the file lies and how the environment overrides it (`sportello`).

mod names;
mod scheme;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::PathBuf,
};

use model::{Localized, access::RoleAt};
use serde::Deserialize;
use url::{Host, Url};

pub use names::{ClaimMap, GroupRole};
pub use scheme::Scheme;

/// A provider: one that describes itself by discovery (a gateway), or all those of a federation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderConfig {
    /// Names it in addresses and records; lower case letters, digits, `-`. Not to be changed later.
    pub id: String,
    /// Its name for people: «SPID e CIE».
    pub label: Localized,
    /// Whom it lets in.
    pub audience: Audience,
    /// The national scheme whose button it has, and whose rules hold in a federation.
    #[serde(default)]
    pub scheme: Scheme,
    /// Of a gateway: exactly as it writes it in its tokens. None in a federation.
    #[serde(default)]
    pub issuer: String,
    /// The federation whose providers are meant.
    #[serde(default)]
    pub federation: Option<AnchorConfig>,
    /// Our name at a gateway; in a federation it is the relying party's.
    #[serde(default)]
    pub client_id: String,
    /// Our secret there, where one is shown.
    #[serde(default = "no_secret")]
    pub client_secret: Secret,
    /// How we prove who we are.
    #[serde(default)]
    pub auth: ClientAuth,
    /// Whether what we ask is signed (RFC 9101).
    #[serde(default)]
    pub request_object: bool,
    /// Whether the attributes are asked for one by one (OpenID Connect Core § 5.5).
    #[serde(default)]
    pub ask_claims: bool,
    /// How `userinfo` comes.
    #[serde(default)]
    pub userinfo: Userinfo,
    /// Scopes to ask besides `openid`.
    #[serde(default = "scopes")]
    pub scopes: Vec<String>,
    /// Whether the provider is to ask anew for credentials whoever is signed in there: `login`; empty lets it decide.
    #[serde(default)]
    pub prompt: Option<String>,
    /// Level of assurance (1 to 3) of each `acr` value. Those of the lowest that reaches the level asked are sent as
    /// `acr_values`.
    #[serde(default = "levels")]
    pub levels: BTreeMap<String, u8>,
    /// Level that the provider keeps also when it says no `acr` that `levels` knows. Without it
    /// such an answer reaches no level at all.
    #[serde(default)]
    pub assumed_level: Option<u8>,
    /// Least level by which anybody comes in.
    #[serde(default = "least_level")]
    pub least_level: u8,
    /// Means of authentication (`amr`, RFC 8176) of which one must have been used; any if empty.
    #[serde(default)]
    pub second_factor: Vec<String>,
    /// Refuses ID tokens without `at_hash`; always so in a federation.
    #[serde(default)]
    pub requires_at_hash: bool,
    /// Accepts a signed `userinfo` that names neither issuer nor audience, as the reference implementation of SPID
    /// and CIE gives it: for tests, and with `insecure_loopback` only.
    #[serde(default)]
    pub bare_userinfo: bool,
    /// Certificate authorities that are believed besides the public ones, a file in PEM: for a provider inside the
    /// municipality's own network.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Claims that hold what we want to know.
    #[serde(default)]
    pub claims: ClaimMap,
    /// Lets in persons without fiscal code too (eIDAS, staff).
    #[serde(default)]
    pub without_fiscal_code: bool,
    /// What a group of the provider makes of a member of staff.
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<GroupRole>>,
    /// Allows `http` to this very machine: for the demo and tests, never in use.
    #[serde(default)]
    pub insecure_loopback: bool,
}

/// The trust anchor of a federation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnchorConfig {
    /// Its entity identifier, letter by letter.
    pub trust_anchor: String,
    /// Its public keys (a JWK set), as they were handed over; without them they are believed over TLS.
    #[serde(default)]
    pub keys: Option<serde_json::Value>,
    /// The one provider meant, where the federation lists more.
    #[serde(default)]
    pub provider: Option<String>,
    /// Trust marks of which a provider must hold one, by their ids; none asked for if empty. That the anchor vouches
    /// for a provider is then not enough.
    #[serde(default)]
    pub provider_marks: Vec<String>,
}

impl AnchorConfig {
    /// An anchor that is believed over TLS, with all its providers.
    pub fn new(trust_anchor: &str) -> AnchorConfig {
        AnchorConfig {
            trust_anchor: trust_anchor.to_owned(),
            keys: None,
            provider: None,
            provider_marks: Vec::new(),
        }
    }
}

/// How `userinfo` comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Userinfo {
    /// Plain (OpenID Connect Core § 5.3.2).
    #[default]
    Json,
    /// Signed.
    Jws,
    /// Signed, then encrypted for us.
    Jwe,
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
    /// By a signature (`private_key_jwt`, RFC 7523).
    PrivateKeyJwt,
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

fn no_secret() -> Secret {
    Secret::new("")
}

const fn least_level() -> u8 {
    1
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
            scheme: Scheme::default(),
            issuer: issuer.to_owned(),
            federation: None,
            client_id: String::new(),
            client_secret: no_secret(),
            auth: ClientAuth::default(),
            request_object: false,
            ask_claims: false,
            userinfo: Userinfo::default(),
            scopes: scopes(),
            prompt: None,
            levels: levels(),
            assumed_level: None,
            least_level: least_level(),
            second_factor: Vec::new(),
            requires_at_hash: false,
            bare_userinfo: false,
            ca_file: None,
            claims: ClaimMap::default(),
            without_fiscal_code: false,
            groups: BTreeMap::new(),
            insecure_loopback: false,
        }
    }

    pub(super) fn fault(&self, why: &'static str) -> ConfigFault {
        ConfigFault { provider: self.id.clone(), why }
    }

    /// All providers of a federation, by the rules of its scheme.
    pub fn federated(
        id: &str,
        label: Localized,
        scheme: Scheme,
        trust_anchor: &str,
    ) -> ProviderConfig {
        let mut config = ProviderConfig::new(id, label, Audience::Citizen, "");
        config.scheme = scheme;
        config.federation = Some(AnchorConfig::new(trust_anchor));
        config
    }

    /// With what a federation does not leave open, whatever the file says.
    pub(super) fn settled(mut self) -> ProviderConfig {
        if self.federation.is_some() {
            self.auth = ClientAuth::PrivateKeyJwt;
            self.request_object = true;
            self.ask_claims = true;
            self.userinfo = Userinfo::Jwe;
            self.requires_at_hash = true;
            self.assumed_level = None;
            self.prompt = None;
            if !self.scheme.knows_scopes() {
                self.scopes.clear();
            }
        }
        self
    }

    /// Whether the relying party's keys are needed.
    pub(super) fn needs_keys(&self) -> bool {
        self.request_object
            || self.auth == ClientAuth::PrivateKeyJwt
            || self.userinfo == Userinfo::Jwe
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
        if self.id == "cf" || self.id == "eidas" {
            return Err(self.fault("ids cf and eidas are kept for what persons are known by"));
        }
        if self.label.is_empty() {
            return Err(self.fault("label must not be empty"));
        }
        match &self.federation {
            Some(anchor) => self.check_federation(anchor)?,
            None => self.check_gateway()?,
        }
        if self.bare_userinfo && !self.insecure_loopback {
            return Err(self.fault("bare_userinfo is for tests, with insecure_loopback"));
        }
        if !(1..=3).contains(&self.least_level) {
            return Err(self.fault("least_level goes from 1 to 3"));
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
        if self.is_staff() && self.groups.is_empty() {
            return Err(
                self.fault("staff have the roles of their groups: without groups none has any")
            );
        }
        if self.is_staff() && self.without_fiscal_code {
            return Err(self.fault(
                "staff need a fiscal code: without it nobody notices who handles their own application",
            ));
        }
        Ok(())
    }

    fn check_gateway(&self) -> Result<(), ConfigFault> {
        let issuer = Url::parse(&self.issuer).map_err(|_| self.fault("issuer is no address"))?;
        if !self.may_call(&issuer) {
            return Err(self.fault(
                "issuer must be https (http only to this machine and with insecure_loopback)",
            ));
        }
        if self.client_id.is_empty() {
            return Err(self.fault("client_id must not be empty"));
        }
        let shows_secret = self.auth != ClientAuth::PrivateKeyJwt;
        if shows_secret && self.client_secret.expose().is_empty() {
            return Err(self.fault("client_secret must not be empty"));
        }
        Ok(())
    }

    fn check_federation(&self, anchor: &AnchorConfig) -> Result<(), ConfigFault> {
        let address = Url::parse(&anchor.trust_anchor);
        if !address.is_ok_and(|address| self.may_call(&address)) {
            return Err(self.fault(
                "trust_anchor must be https (http only to this machine and with insecure_loopback)",
            ));
        }
        if !matches!(self.scheme, Scheme::Spid | Scheme::Cie) {
            return Err(self.fault("a federation has scheme spid or cie"));
        }
        if self.is_staff() {
            return Err(self.fault("SPID and CIE let citizens in, not staff"));
        }
        if !self.issuer.is_empty() || !self.client_id.is_empty() {
            return Err(self.fault(
                "issuer and client_id are a gateway's; in a federation the relying party has a name",
            ));
        }
        let pinned = anchor.keys.as_ref().map(super::jose::KeySet::parse);
        if pinned.is_some_and(|keys| keys.is_none_or(|keys| keys.is_empty())) {
            return Err(self.fault("keys of the trust anchor is no set of public keys"));
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

    /// What an authorization request says about asking anew. Citizens use shared machines: a gateway that still knows
    /// who was there before must not let the next one in as him.
    pub(super) fn prompt(&self, level: u8) -> &str {
        match (&self.prompt, &self.federation) {
            (Some(said), _) => said,
            // Only the first level has a session at the provider, and consent is always asked.
            (None, Some(_)) if level < 2 => "consent",
            (None, Some(_)) => "consent login",
            (None, None) if self.is_staff() => "",
            (None, None) => "login",
        }
    }

    /// The `acr` values to ask for a level. None of a higher one, though it would do: some providers take the first that
    /// they are offered, others the last, and people would need what nobody asked of them.
    pub(super) fn acr_values(&self, level: u8) -> Vec<&str> {
        let reached = self.levels.values().filter(|reached| **reached >= level).min();
        let asked = self.levels.iter().filter(|(_, of)| Some(*of) == reached);
        asked.map(|(value, _)| value.as_str()).collect()
    }

    /// The level of an answer; 0 if it reaches none.
    pub(super) fn level_of(&self, acr: Option<&str>) -> u8 {
        let known = acr.and_then(|acr| self.levels.get(acr)).copied();
        known.or(self.assumed_level).unwrap_or(0)
    }

    /// Whether one of the means asked for was used, by what the ID token says (`amr`).
    pub(super) fn has_second_factor(
        &self,
        claims: &serde_json::Map<String, serde_json::Value>,
    ) -> bool {
        let used = claims.get("amr").and_then(serde_json::Value::as_array);
        let mut used = used.into_iter().flatten().filter_map(serde_json::Value::as_str);
        self.second_factor.is_empty()
            || used.any(|means| self.second_factor.iter().any(|one| one == means))
    }

    /// Name and secret for the header, where they go there.
    pub(super) fn basic(&self, client_id: &str) -> Option<(String, String)> {
        let is_basic = self.auth == ClientAuth::SecretBasic;
        is_basic.then(|| (client_id.to_owned(), self.client_secret.expose().to_owned()))
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
