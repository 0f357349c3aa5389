//! Who somebody is, as an identity provider says it: OpenID Connect to a gateway, or a twin in memory.
//! Not here: sessions, who has which role in the desk, the page that offers the providers.

mod claims;
mod config;
mod failure;
mod federation;
mod jose;
mod kept;
mod log;
mod memory;
mod oidc;
mod party;
mod spoken;

use std::sync::{Arc, PoisonError, RwLock};

use chrono::Duration;
use model::{Lang, Moment};
use url::Url;

pub use config::{
    AnchorConfig, Audience, ClaimMap, ClientAuth, ConfigFault, GroupRole, ProviderConfig, Scheme,
    Secret, Userinfo,
};
pub use failure::SignInFailure;
pub use federation::{Health, Vouched};
pub use jose::{JoseFault, OwnKey};
pub use log::{Message, MessageIndex, MessageKind};
pub use memory::MemoryPerson;
pub use party::{ClientKeys, KeyPurpose, RelyingParty, TrustMark};
pub use spoken::{
    Begun, Callback, Choice, Finished, Identity, Offer, Revoked, Standing, Tokens, Wanted,
};

use crate::clock::Clock;
use party::Ourselves;

/// How long our entity configuration is said as it was signed, a small part of its life.
const SIGNED: Duration = Duration::minutes(10);

/// The providers of one municipality. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Providers(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    providers: Vec<Provider>,
    ourselves: RwLock<Ourselves>,
    /// Our entity configuration as it was last signed: strangers ask for it, and a signature is work.
    configuration: RwLock<Option<(Moment, String)>>,
}

/// One provider, or all of a federation: the outside world, or its twin.
#[derive(Debug)]
enum Provider {
    Oidc(Box<oidc::Oidc>),
    Memory(Box<memory::Memory>),
}

impl Providers {
    /// The providers of a configuration. `callback` is the one address to which all of them answer; `party` and
    /// `keys` are who we are to them, as far as they ask.
    ///
    /// # Errors
    /// A configuration that could not work, with the id of the provider it stands at.
    pub fn open(
        configs: Vec<ProviderConfig>,
        callback: &Url,
        party: RelyingParty,
        keys: ClientKeys,
    ) -> Result<Providers, ConfigFault> {
        let mut providers: Vec<Provider> = Vec::new();
        for config in configs {
            if providers.iter().any(|earlier| earlier.config().id == config.id) {
                return Err(config.fault("another provider has the same id"));
            }
            config.check()?;
            if config.federation.is_some() && party.client_id.is_none() {
                return Err(config.fault("a federation needs a relying_party with a client_id"));
            }
            providers.push(Provider::Oidc(Box::new(oidc::Oidc::new(config.settled())?)));
        }
        Ok(Providers::of(providers, callback, party, keys))
    }

    /// Twins in memory: the code of a callback is the name of one of the persons. The address they
    /// send the browser to leads nowhere and holds the `state`. For tests of other rooms.
    pub fn memory(configs: Vec<ProviderConfig>, persons: Vec<MemoryPerson>) -> Providers {
        let persons: Arc<[MemoryPerson]> = persons.into();
        let twin =
            |config| Provider::Memory(Box::new(memory::Memory::new(config, persons.clone())));
        let nowhere = memory::nowhere();
        let (party, keys) = (RelyingParty::default(), ClientKeys::default());
        Providers::of(configs.into_iter().map(twin).collect(), &nowhere, party, keys)
    }

    fn of(
        providers: Vec<Provider>,
        callback: &Url,
        party: RelyingParty,
        keys: ClientKeys,
    ) -> Providers {
        let ourselves =
            Ourselves { party: party.into(), keys: keys.into(), callback: callback.clone() };
        let (ourselves, configuration) = (RwLock::new(ourselves), RwLock::default());
        Providers(Arc::new(Shared { providers, ourselves, configuration }))
    }

    /// Whether any provider asks for keys of ours.
    pub fn need_keys(configs: &[ProviderConfig]) -> bool {
        configs.iter().any(|config| config.federation.is_some() || config.needs_keys())
    }

    /// The keys that are published from now on.
    pub fn set_keys(&self, keys: ClientKeys) {
        let mut ourselves = self.0.ourselves.write().unwrap_or_else(PoisonError::into_inner);
        ourselves.keys = keys.into();
        *self.0.configuration.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn ourselves(&self) -> Ourselves {
        self.0.ourselves.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What can be offered to an audience, in the order of the configuration.
    pub fn offers(&self, audience: Audience) -> impl Iterator<Item = Offer<'_>> {
        let all = self.0.providers.iter().map(|provider| provider.config().offer());
        all.filter(move |offer| offer.audience == audience)
    }

    /// The providers that an offer stands for, in the order of the federation's list; none if it stands for one.
    ///
    /// # Errors
    /// The offer is unknown, or its federation cannot be reached and nothing is remembered of it.
    pub async fn choices(
        &self,
        provider: &str,
        clock: &Clock,
    ) -> Result<Vec<Choice>, SignInFailure> {
        match self.named(provider)? {
            Provider::Oidc(oidc) => oidc.choices(clock).await,
            Provider::Memory(_) => Ok(Vec::new()),
        }
    }

    /// Whether there is such a provider.
    pub fn is_configured(&self, provider: &str) -> bool {
        self.named(provider).is_ok()
    }

    fn named(&self, id: &str) -> Result<&Provider, SignInFailure> {
        let found = self.0.providers.iter().find(|provider| provider.config().id == id);
        found.ok_or(SignInFailure::UnknownProvider)
    }

    /// Begins a sign-in at a provider.
    ///
    /// # Errors
    /// The provider is unknown or cannot be reached.
    pub async fn begin(
        &self,
        provider: &str,
        wanted: Wanted<'_>,
        clock: &Clock,
    ) -> Result<Begun, SignInFailure> {
        let provider = self.named(provider)?;
        let least = provider.config().least_level;
        let wanted = Wanted { level: wanted.level.clamp(1, 3).max(least), ..wanted };
        match provider {
            Provider::Oidc(oidc) => oidc.begin(wanted, &self.ourselves(), clock).await,
            Provider::Memory(memory) => Ok(memory.begin(wanted.level, clock)),
        }
    }

    /// Finishes a sign-in with the provider's answer. The caller has found `begun` by the state and by
    /// the browser, and lets nobody use it twice.
    pub async fn finish(
        &self,
        provider: &str,
        begun: &Begun,
        callback: &Callback,
        clock: &Clock,
    ) -> Finished {
        let mut messages = Vec::new();
        let outcome = match self.named(provider) {
            Err(failure) => Err(failure),
            Ok(_)
                if begun.state.is_empty() || !crate::keys::same(&begun.state, &callback.state) =>
            {
                Err(SignInFailure::WrongState)
            }
            Ok(Provider::Oidc(oidc)) => {
                oidc.finish(begun, callback, &self.ourselves(), clock, &mut messages).await
            }
            Ok(Provider::Memory(memory)) => memory.finish(begun.level, callback),
        };
        Finished { outcome, messages }
    }

    /// Gives a session's tokens back (RFC 7009). To be tried again when the provider is down.
    pub async fn revoke(&self, provider: &str, tokens: &Tokens, clock: &Clock) -> Revoked {
        let mut messages = Vec::new();
        let outcome = match self.named(provider) {
            Err(failure) => Err(failure),
            Ok(Provider::Oidc(oidc)) => {
                oidc.revoke(tokens, &self.ourselves(), clock, &mut messages).await
            }
            Ok(Provider::Memory(_)) => Ok(()),
        };
        Revoked { outcome, messages }
    }

    /// Whether somebody of the staff is still one of a provider's people, and what was said.
    pub async fn standing(
        &self,
        provider: &str,
        tokens: &Tokens,
        clock: &Clock,
    ) -> (Standing, Vec<Message>) {
        let mut messages = Vec::new();
        let standing = match self.named(provider) {
            Ok(Provider::Oidc(oidc)) => {
                oidc.standing(tokens, &self.ourselves(), clock, &mut messages).await
            }
            Ok(Provider::Memory(_)) | Err(_) => Standing::Unasked,
        };
        (standing, messages)
    }

    /// Whose sessions a provider says are over, by how it calls them (OpenID Connect Back-Channel Logout 1.0).
    ///
    /// # Errors
    /// The provider is unknown or down, or it is not it that says so.
    pub async fn logged_out(
        &self,
        provider: &str,
        token: &str,
        clock: &Clock,
    ) -> Result<String, SignInFailure> {
        match self.named(provider)? {
            Provider::Oidc(oidc) => oidc.logged_out(token, &self.ourselves(), clock).await,
            Provider::Memory(_) => Err(SignInFailure::UnknownProvider),
        }
    }

    /// Our entity configuration (OpenID Federation), signed some minutes ago at most; none if we are in no federation or
    /// have no key.
    pub fn entity_configuration(&self, clock: &Clock) -> Option<String> {
        let now = clock.now();
        let signed = self.0.configuration.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((at, signed)) = signed
            && (at..at + SIGNED).contains(&now)
        {
            return Some(signed);
        }
        let signed = federation::own::entity_configuration(&self.ourselves(), now)?;
        let mut last = self.0.configuration.write().unwrap_or_else(PoisonError::into_inner);
        *last = Some((now, signed.clone()));
        Some(signed)
    }

    /// What we know of an entity under an anchor, signed now. Asks nobody: a stranger's question is no lever to make
    /// us call.
    pub fn resolve(&self, sub: &str, anchor: &str, clock: &Clock) -> Option<String> {
        let ourselves = self.ourselves();
        let known = self.federations().find(|federation| federation.anchor_id() == anchor)?;
        known.resolve(sub, &ourselves, clock.now())
    }

    /// Our public keys, for gateways that read them at an address.
    pub fn jwks(&self) -> serde_json::Value {
        self.ourselves().keys.core_jwks()
    }

    /// Our entity identifier, where we are in a federation.
    pub fn client_id(&self) -> Option<String> {
        self.ourselves().party.client_id.clone()
    }

    fn federations(&self) -> impl Iterator<Item = &federation::Federation> {
        self.0.providers.iter().filter_map(|provider| match provider {
            Provider::Oidc(oidc) => oidc.federation(),
            Provider::Memory(_) => None,
        })
    }

    /// Renews what is known of federations before it ends. To be called every few minutes.
    pub async fn refresh(&self, clock: &Clock) {
        for provider in &self.0.providers {
            if let Provider::Oidc(oidc) = provider {
                oidc.refresh(&self.ourselves(), clock).await;
            }
        }
    }

    /// What federations vouch for now, to be kept over a restart: while an anchor is away, a server that starts goes
    /// by it.
    pub fn vouched(&self, clock: &Clock) -> Vouched {
        let (now, mut all) = (clock.now(), Vouched::default());
        self.federations().for_each(|federation| federation.vouched(now, &mut all));
        all
    }

    /// Goes by what was vouched for before a restart, as far as it is still good. Asks nobody.
    pub async fn recall(&self, vouched: &Vouched, clock: &Clock) {
        for federation in self.federations() {
            federation.recall(vouched, clock).await;
        }
    }

    /// Whether a provider can be reached and describes itself as configured: for `doctor`. Of a federation also
    /// when what is known of it ends.
    ///
    /// # Errors
    /// Unknown, down, slow or nonsense.
    pub async fn probe(&self, provider: &str, clock: &Clock) -> Result<Vec<Health>, SignInFailure> {
        match self.named(provider)? {
            Provider::Oidc(oidc) => oidc.probe(&self.ourselves(), clock).await,
            Provider::Memory(_) => Ok(Vec::new()),
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
        Offer {
            id: &self.id,
            label: &self.label,
            audience: self.audience,
            scheme: self.scheme,
            is_many: self.federation.as_ref().is_some_and(|anchor| anchor.provider.is_none())
                && self.scheme == Scheme::Spid,
        }
    }

    fn label_it(&self) -> String {
        self.label.get(Lang::It).to_owned()
    }
}
