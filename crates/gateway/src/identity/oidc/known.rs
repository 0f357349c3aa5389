//! What is known of a provider: by its own discovery document, or by a chain of statements that ends in a trust
//! anchor. Kept for a while, so that a sign-in asks for it rarely. Not here: building that chain (`federation`).

use std::sync::{Arc, PoisonError, RwLock};

use chrono::Duration;
use model::Moment;
use openidconnect::core::CoreJsonWebKeySet;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::Http;
use crate::{
    clock::Clock,
    identity::{
        ConfigFault, Message, MessageIndex, MessageKind, ProviderConfig, SignInFailure,
        federation::{Chain, Federation},
        jose::KeySet,
    },
};

/// How long what a gateway said of itself is not asked again.
const FRESH: Duration = Duration::hours(1);
/// How long it still serves when the gateway does not answer.
const USABLE: Duration = Duration::hours(24);

/// What a provider says of itself, and when it said it.
#[derive(Debug)]
pub(super) struct Known {
    pub metadata: Metadata,
    /// Its keys for ID tokens.
    pub core_keys: CoreJsonWebKeySet,
    /// The same for everything else it signs.
    pub keys: KeySet,
    /// The statements that vouch for it; none at a gateway.
    chain: Vec<String>,
    pub at: Moment,
}

/// The part of the metadata (OpenID Connect Discovery § 3) that is used.
#[derive(Debug, Deserialize)]
pub(super) struct Metadata {
    pub issuer: String,
    pub authorization_endpoint: Url,
    pub token_endpoint: Url,
    #[serde(default)]
    pub userinfo_endpoint: Option<Url>,
    #[serde(default)]
    pub revocation_endpoint: Option<Url>,
    #[serde(default)]
    jwks_uri: Option<Url>,
    /// Signed by the federation key (OpenID Federation § 5.2.1).
    #[serde(default)]
    signed_jwks_uri: Option<Url>,
    #[serde(default)]
    jwks: Option<Value>,
    /// RFC 9207 § 3.
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

impl Metadata {
    fn addresses(&self) -> impl Iterator<Item = &Url> {
        let optional = [
            &self.userinfo_endpoint,
            &self.revocation_endpoint,
            &self.jwks_uri,
            &self.signed_jwks_uri,
        ];
        [&self.authorization_endpoint, &self.token_endpoint]
            .into_iter()
            .chain(optional.into_iter().flatten())
    }
}

/// Where it is known from.
#[derive(Debug)]
pub(super) enum Source {
    Discovery(RwLock<Option<Arc<Known>>>),
    Federation(Box<Federation>),
}

impl Source {
    pub(super) fn new(config: &ProviderConfig) -> Result<Source, ConfigFault> {
        Ok(match &config.federation {
            None => Source::Discovery(RwLock::default()),
            Some(anchor) => {
                let federation = Federation::new(anchor, config.insecure_loopback);
                Source::Federation(Box::new(federation.map_err(|why| config.fault(why))?))
            }
        })
    }

    pub(super) fn federation(&self) -> Option<&Federation> {
        match self {
            Source::Discovery(_) => None,
            Source::Federation(federation) => Some(federation),
        }
    }

    /// What is known, asked again when it is old.
    pub(super) async fn known(
        &self,
        config: &ProviderConfig,
        choice: Option<&str>,
        http: &Http,
        clock: &Clock,
    ) -> Result<Arc<Known>, SignInFailure> {
        let remembered = match self {
            Source::Discovery(remembered) => remembered,
            Source::Federation(federation) => {
                let entity = choice.ok_or(SignInFailure::UnknownProvider)?;
                let chain = federation.chain(entity, http, clock).await?;
                return vouched(config, entity, &chain, http, clock).await;
            }
        };
        let remembered = remembered.read().unwrap_or_else(PoisonError::into_inner).clone();
        let now = clock.now();
        match remembered {
            Some(known) if now - known.at < FRESH => Ok(known),
            Some(known) if now - known.at < USABLE => {
                Ok(self.ask(config, choice, http, clock).await.unwrap_or(known))
            }
            _ => self.ask(config, choice, http, clock).await,
        }
    }

    /// The same, asked now.
    pub(super) async fn ask(
        &self,
        config: &ProviderConfig,
        choice: Option<&str>,
        http: &Http,
        clock: &Clock,
    ) -> Result<Arc<Known>, SignInFailure> {
        match self {
            Source::Discovery(remembered) => {
                let known = Arc::new(discover(config, http, clock).await?);
                *remembered.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
                Ok(known)
            }
            Source::Federation(federation) => {
                let entity = choice.ok_or(SignInFailure::UnknownProvider)?;
                let chain = federation.renew(entity, http, clock).await?;
                vouched(config, entity, &chain, http, clock).await
            }
        }
    }
}

/// A provider as the statements about it say.
async fn vouched(
    config: &ProviderConfig,
    entity: &str,
    chain: &Chain,
    http: &Http,
    clock: &Clock,
) -> Result<Arc<Known>, SignInFailure> {
    let provider = chain.metadata.get("openid_provider");
    let metadata = serde_json::from_value(provider.cloned().unwrap_or_default());
    let metadata: Metadata = metadata.map_err(|_| SignInFailure::Nonsense)?;
    // A provider that called itself otherwise could answer in the name of another.
    if metadata.issuer != entity {
        return Err(SignInFailure::WrongIssuer);
    }
    let chain = (chain.statements.clone(), chain.leaf_keys.clone());
    Known::new(config, metadata, Some(chain), http, clock).await.map(Arc::new)
}

async fn discover(
    config: &ProviderConfig,
    http: &Http,
    clock: &Clock,
) -> Result<Known, SignInFailure> {
    let issuer = config.issuer.trim_end_matches('/');
    let address = Url::parse(&format!("{issuer}/.well-known/openid-configuration"))
        .map_err(|_| SignInFailure::Nonsense)?;
    let metadata: Metadata = http.get(&address).await?;
    if metadata.issuer != config.issuer {
        return Err(SignInFailure::WrongIssuer);
    }
    Known::new(config, metadata, None, http, clock).await
}

impl Known {
    /// With the keys, wherever they are said to be. `chain` holds the statements and the provider's federation keys.
    async fn new(
        config: &ProviderConfig,
        metadata: Metadata,
        chain: Option<(Vec<String>, KeySet)>,
        http: &Http,
        clock: &Clock,
    ) -> Result<Known, SignInFailure> {
        if !metadata.addresses().all(|address| config.may_call(address)) {
            return Err(SignInFailure::Nonsense);
        }
        let set = match (&metadata.jwks, &metadata.signed_jwks_uri, &metadata.jwks_uri, &chain) {
            (Some(jwks), _, _, _) => jwks.clone(),
            (None, Some(uri), _, Some((_, keys))) => {
                let signed = http.text(uri).await?;
                let set = crate::identity::jose::verify(&signed, keys);
                Value::Object(set.map_err(|_| SignInFailure::InvalidToken)?.claims)
            }
            // In a federation nobody vouches for keys that only TLS protects.
            (None, _, Some(uri), None) => http.get(uri).await?,
            _ => return Err(SignInFailure::Nonsense),
        };
        let keys = KeySet::parse(&set).ok_or(SignInFailure::Nonsense)?;
        let core_keys = serde_json::from_value(set).map_err(|_| SignInFailure::Nonsense)?;
        let chain = chain.map(|(statements, _)| statements).unwrap_or_default();
        Ok(Known { metadata, core_keys, keys, chain, at: clock.now() })
    }

    /// The chain, to be kept with the sign-in that trusted it.
    pub(super) fn chain_message(&self, clock: &Clock) -> Vec<Message> {
        if self.chain.is_empty() {
            return Vec::new();
        }
        let index = MessageIndex { iss: Some(self.metadata.issuer.clone()), ..Default::default() };
        let body = self.chain.join("\n");
        vec![Message { kind: MessageKind::Chain, at: clock.now(), index, body }]
    }
}
