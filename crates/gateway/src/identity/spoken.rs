//! What the desk and the providers say to each other: an offer, what is asked, how it begins and ends, the person.
//! Not here: the protocol (`oidc`).

use std::fmt;

use chrono::NaiveDate;
use model::{FiscalCode, Localized, Moment, access::RoleAt};
use serde::{Deserialize, Serialize};

use super::{Audience, Message, Scheme, SignInFailure};

/// A provider as the sign-in page offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer<'a> {
    /// Its id in addresses.
    pub id: &'a str,
    /// Its name for people.
    pub label: &'a Localized,
    /// Whom it lets in.
    pub audience: Audience,
    /// Which button it has.
    pub scheme: Scheme,
    /// Stands for many, of which the person chooses one: see [`Providers::choices`].
    pub is_many: bool,
}

/// One provider of a federation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its entity identifier, which is its name in addresses too.
    pub id: String,
    /// Its name for people.
    pub name: String,
}

/// What a sign-in asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Least level of assurance, 1 to 3.
    pub level: u8,
    /// Which provider of a federation; the only one, if none is said.
    pub choice: Option<&'a str>,
}

impl Wanted<'_> {
    /// At least this level, at a provider that is one.
    pub const fn level(level: u8) -> Wanted<'static> {
        Wanted { level, choice: None }
    }
}

/// A sign-in under way: what to keep on the server, bound to this browser, until the answer comes.
#[derive(Clone, PartialEq, Eq)]
pub struct Begun {
    /// Where to send the browser.
    pub url: String,
    /// Comes back with the answer; 43 characters.
    pub state: String,
    /// Comes back in the ID token; 43 characters.
    pub nonce: String,
    /// Proves to the provider that whoever brings the code began (PKCE, RFC 7636).
    pub verifier: String,
    /// Lowest level of assurance that will do, 1 to 3.
    pub level: u8,
    /// Which provider of a federation was asked.
    pub choice: Option<String>,
    /// The provider lets staff in.
    pub is_staff: bool,
    /// What was said so far. Need not be kept with the rest.
    pub messages: Vec<Message>,
}

/// How a sign-in ended, and what was said in it, also when nobody came in.
#[derive(Debug)]
pub struct Finished {
    pub outcome: Result<Identity, SignInFailure>,
    pub messages: Vec<Message>,
}

/// What a provider gave for a session, to be given back at its end.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    pub access_token: String,
    #[serde(default)]
    pub refresh_token: Option<String>,
    /// Which provider of a federation gave them.
    #[serde(default)]
    pub choice: Option<String>,
    /// How the provider calls the person.
    pub subject: String,
    /// When the access token ends by itself, at the latest; then only a refresh token needs to be given back.
    pub ends_at: Moment,
    /// Until when the access token surely works; none if the provider did not say.
    #[serde(default)]
    pub good_until: Option<Moment>,
}

/// What a provider says of somebody of the staff who is in already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Still one of its people.
    Known {
        /// What it gave instead of what it was shown, which does not work any more.
        tokens: Option<Tokens>,
        /// What their groups make of them, where it said groups.
        roles: Option<Vec<RoleAt>>,
    },
    /// Not any more.
    Gone,
    /// It is away, or left nothing to ask with.
    Unasked,
}

/// How giving tokens back ended.
#[derive(Debug)]
pub struct Revoked {
    pub outcome: Result<(), SignInFailure>,
    pub messages: Vec<Message>,
}

/// What the provider sent back through the browser: the query of the callback's address.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Callback {
    /// Empty if missing: belongs to no sign-in.
    #[serde(default)]
    pub state: String,
    /// To be changed into tokens.
    pub code: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
    /// For developers, and never shown; SPID's anomaly numbers (nr19 to nr25) are looked for in it.
    pub error_description: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: Option<String>,
}

/// A person whom a provider vouches for.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The same for the same human at every provider that tells the fiscal code:
    /// `cf:<fiscal code>`, else `<provider>:<subject>`.
    pub key: String,
    /// None for persons of another country.
    pub fiscal_code: Option<FiscalCode>,
    pub given_name: String,
    pub family_name: String,
    pub birth_date: Option<NaiveDate>,
    /// As the provider writes it; SPID and CIE write the Belfiore code.
    pub birth_place: Option<String>,
    /// `f` or `m`.
    pub sex: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Level of assurance reached, 1 to 3; never less than was asked.
    pub level: u8,
    /// What the provider's groups make of a member of staff; none if it is not asked about groups.
    pub roles: Option<Vec<RoleAt>>,
    /// Id of the provider.
    pub provider: String,
    /// Its name in Italian.
    pub provider_label: String,
    /// How the provider calls the person.
    pub subject: String,
    /// To be given back when the session ends; none if the provider takes none back.
    pub tokens: Option<Tokens>,
}

// These hold secrets or a person's data: logs get the little that says which one it is.

impl fmt::Debug for Begun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Begun")
            .field("level", &self.level)
            .field("is_staff", &self.is_staff)
            .finish()
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("ends_at", &self.ends_at).finish()
    }
}

impl fmt::Debug for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback").field("error", &self.error).field("iss", &self.iss).finish()
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_code = self.fiscal_code.is_some();
        f.debug_struct("Identity")
            .field("provider", &self.provider)
            .field("level", &self.level)
            .field("has_fiscal_code", &has_code)
            .field("roles", &self.roles)
            .finish()
    }
}
