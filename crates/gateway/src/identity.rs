//! Who somebody is, as an identity provider says it: OpenID Connect to a gateway, or a twin in memory.
//! Not here: sessions, who has which role in the desk, the page that offers the providers.

mod claims;
mod config;
mod failure;
mod memory;
mod oidc;

use std::{fmt, sync::Arc};

use chrono::NaiveDate;
use model::{FiscalCode, Lang, Localized, access::RoleAt};
use serde::Deserialize;
use url::Url;

pub use config::{Audience, ClaimMap, ClientAuth, ConfigFault, GroupRole, ProviderConfig, Secret};
pub use failure::SignInFailure;
pub use memory::MemoryPerson;

use crate::clock::Clock;

/// The providers of one municipality. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Providers(Arc<[Provider]>);

/// One provider: the outside world, or its twin.
#[derive(Debug)]
enum Provider {
    Oidc(oidc::Oidc),
    Memory(memory::Memory),
}

/// A provider as the sign-in page offers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer<'a> {
    /// Its id in addresses.
    pub id: &'a str,
    /// Its name for people.
    pub label: &'a Localized,
    /// Whom it lets in.
    pub audience: Audience,
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
    /// The provider lets staff in.
    pub is_staff: bool,
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
}

impl Providers {
    /// The providers of a configuration. `callback` is the one address to which all of them answer.
    ///
    /// # Errors
    /// A configuration that could not work, with the id of the provider it stands at.
    pub fn open(configs: Vec<ProviderConfig>, callback: &Url) -> Result<Providers, ConfigFault> {
        let mut providers: Vec<Provider> = Vec::new();
        for config in configs {
            if providers.iter().any(|earlier| earlier.config().id == config.id) {
                return Err(config.fault("another provider has the same id"));
            }
            config.check()?;
            providers.push(Provider::Oidc(oidc::Oidc::new(config, callback.clone())?));
        }
        Ok(Providers(providers.into()))
    }

    /// Twins in memory: the code of a callback is the name of one of the persons. The address they
    /// send the browser to leads nowhere and holds the `state`. For tests of other rooms.
    pub fn memory(configs: Vec<ProviderConfig>, persons: Vec<MemoryPerson>) -> Providers {
        let persons: Arc<[MemoryPerson]> = persons.into();
        let twin = |config| Provider::Memory(memory::Memory::new(config, persons.clone()));
        Providers(configs.into_iter().map(twin).collect())
    }

    /// What can be offered to an audience, in the order of the configuration.
    pub fn offers(&self, audience: Audience) -> impl Iterator<Item = Offer<'_>> {
        let all = self.0.iter().map(|provider| provider.config().offer());
        all.filter(move |offer| offer.audience == audience)
    }

    fn named(&self, id: &str) -> Result<&Provider, SignInFailure> {
        let found = self.0.iter().find(|provider| provider.config().id == id);
        found.ok_or(SignInFailure::UnknownProvider)
    }

    /// Begins a sign-in at a provider, at least at `level` (1 to 3).
    ///
    /// # Errors
    /// The provider is unknown or cannot be reached.
    pub async fn begin(
        &self,
        provider: &str,
        level: u8,
        clock: &Clock,
    ) -> Result<Begun, SignInFailure> {
        let level = level.clamp(1, 3);
        match self.named(provider)? {
            Provider::Oidc(oidc) => oidc.begin(level, clock).await,
            Provider::Memory(memory) => Ok(memory.begin(level, clock)),
        }
    }

    /// Finishes a sign-in with the provider's answer. The caller has found `begun` by the state and by
    /// the browser, and lets nobody use it twice.
    ///
    /// # Errors
    /// See [`SignInFailure`].
    pub async fn finish(
        &self,
        provider: &str,
        begun: &Begun,
        callback: &Callback,
        clock: &Clock,
    ) -> Result<Identity, SignInFailure> {
        let provider = self.named(provider)?;
        if begun.state.is_empty() || !crate::keys::same(&begun.state, &callback.state) {
            return Err(SignInFailure::WrongState);
        }
        let identity = match provider {
            Provider::Oidc(oidc) => oidc.finish(begun, callback, clock).await?,
            Provider::Memory(memory) => memory.finish(callback)?,
        };
        if identity.level < begun.level {
            return Err(SignInFailure::LevelTooLow);
        }
        Ok(identity)
    }

    /// Whether a provider can be reached and describes itself as configured: for `doctor`.
    ///
    /// # Errors
    /// Unknown, down, slow or nonsense.
    pub async fn probe(&self, provider: &str, clock: &Clock) -> Result<(), SignInFailure> {
        match self.named(provider)? {
            Provider::Oidc(oidc) => oidc.probe(clock).await,
            Provider::Memory(_) => Ok(()),
        }
    }
}

impl Provider {
    fn config(&self) -> &ProviderConfig {
        match self {
            Provider::Oidc(oidc) => oidc.config(),
            Provider::Memory(memory) => memory.config(),
        }
    }
}

impl ProviderConfig {
    fn offer(&self) -> Offer<'_> {
        Offer { id: &self.id, label: &self.label, audience: self.audience }
    }

    fn label_it(&self) -> String {
        self.label.get(Lang::It).to_owned()
    }
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
