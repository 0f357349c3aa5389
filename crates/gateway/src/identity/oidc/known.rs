//! What is known of a provider: by its own discovery document, or by a chain of statements that ends in a trust
//! anchor. Kept for a while, so that a sign-in asks for it rarely. Not here: building that chain (`federation`).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

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
        federation::{Chain, Federation, Reach},
        jose::{self, KeySet},
        kept::{Ends, Kept, PATIENCE},
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
    /// When its keys end, if it signs them with an end.
    keys_end: Option<Moment>,
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
    /// Every address at which it answers.
    pub(super) fn addresses(&self) -> impl Iterator<Item = &Url> {
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

impl Ends for Known {
    fn ends(&self) -> Moment {
        self.at + FRESH
    }
}

/// What was made of chains, each as long as it is that one and its keys hold, or why nothing could be made a moment ago;
/// by provider.
#[derive(Debug, Default)]
pub(super) struct Vouched(Mutex<HashMap<String, Made>>);

#[derive(Debug)]
struct Made {
    of: Arc<Chain>,
    at: Moment,
    known: Result<Arc<Known>, SignInFailure>,
}

/// Where it is known from.
#[derive(Debug)]
pub(super) enum Source {
    Discovery(Kept<Known>),
    Federation { federation: Box<Federation>, known: Vouched },
}

impl Source {
    pub(super) fn new(config: &ProviderConfig) -> Result<Source, ConfigFault> {
        Ok(match &config.federation {
            None => Source::Discovery(Kept::default()),
            Some(anchor) => {
                let federation = Federation::new(anchor, config.insecure_loopback);
                let federation = Box::new(federation.map_err(|why| config.fault(why))?);
                Source::Federation { federation, known: Vouched::default() }
            }
        })
    }

    pub(super) fn federation(&self) -> Option<&Federation> {
        match self {
            Source::Discovery(_) => None,
            Source::Federation { federation, .. } => Some(federation),
        }
    }

    /// What is known, asked again when it is old; of a gateway that does not answer, also when it is older.
    pub(super) async fn known(
        &self,
        config: &ProviderConfig,
        choice: Option<&str>,
        http: &Http,
        clock: &Clock,
    ) -> Result<Arc<Known>, SignInFailure> {
        match self {
            Source::Discovery(kept) => {
                let now = clock.now();
                let found = kept.get(now, PATIENCE, discover(config, http, clock)).await;
                found.or_else(|failure| {
                    kept.last().filter(|known| now - known.at < USABLE).ok_or(failure)
                })
            }
            Source::Federation { federation, known } => {
                let entity = choice.ok_or(SignInFailure::UnknownProvider)?;
                let chain = federation.chain(entity, http, clock).await?;
                known.of(config, entity, chain, http, clock).await
            }
        }
    }

    /// The same, asked now, at most every half minute.
    pub(super) async fn ask(
        &self,
        config: &ProviderConfig,
        choice: Option<&str>,
        http: &Http,
        clock: &Clock,
    ) -> Result<Arc<Known>, SignInFailure> {
        match self {
            Source::Discovery(kept) => kept.anew(clock.now(), discover(config, http, clock)).await,
            Source::Federation { federation, known } => {
                let entity = choice.ok_or(SignInFailure::UnknownProvider)?;
                let chain = federation.renew(entity, http, clock).await?;
                known.of(config, entity, chain, http, clock).await
            }
        }
    }
}

impl Vouched {
    async fn of(
        &self,
        config: &ProviderConfig,
        entity: &str,
        chain: Arc<Chain>,
        http: &Http,
        clock: &Clock,
    ) -> Result<Arc<Known>, SignInFailure> {
        let remembered = || {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let made = known.get(entity).filter(|made| Arc::ptr_eq(&made.of, &chain))?;
            let holds = match &made.known {
                Ok(known) => known.keys_end.is_none_or(|end| clock.now() < end),
                Err(_) => clock.now() - made.at < PATIENCE,
            };
            holds.then(|| made.known.clone())
        };
        if let Some(made) = remembered() {
            return made;
        }
        let at = clock.now();
        let made = vouched(config, entity, &chain, http, clock).await;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(entity.to_owned(), Made { of: chain, at, known: made.clone() });
        made
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
        // What strangers write is held closer than what an operator configured.
        let reach = Reach { insecure_loopback: config.insecure_loopback };
        let may_call = |address: &Url| match &chain {
            Some(_) => reach.may(address),
            None => config.may_call(address),
        };
        if !metadata.addresses().all(may_call) {
            return Err(SignInFailure::Nonsense);
        }
        let mut keys_end = None;
        let set = match (&metadata.jwks, &metadata.signed_jwks_uri, &metadata.jwks_uri, &chain) {
            (Some(jwks), _, _, _) => jwks.clone(),
            (None, Some(uri), _, Some((_, keys))) => {
                let signed = http.text(uri).await?;
                let set = jose::verify(&signed, keys).map_err(|_| SignInFailure::InvalidToken)?;
                let is_theirs = |name: &str| {
                    let said = set.claims.get(name).and_then(Value::as_str);
                    said.is_none_or(|said| said == metadata.issuer)
                };
                let ends = set.claims.get("exp").and_then(Value::as_i64);
                keys_end = ends.map(|ends| Moment(ends.saturating_mul(1_000_000)));
                let is_over = keys_end.is_some_and(|end| end <= clock.now());
                if !is_theirs("iss") || !is_theirs("sub") || is_over {
                    return Err(SignInFailure::InvalidToken);
                }
                Value::Object(set.claims)
            }
            // In a federation nobody vouches for keys that only TLS protects.
            (None, _, Some(uri), None) => http.get(uri).await?,
            _ => return Err(SignInFailure::Nonsense),
        };
        let keys = KeySet::parse(&set).ok_or(SignInFailure::Nonsense)?;
        let core_keys = serde_json::from_value(set).map_err(|_| SignInFailure::Nonsense)?;
        let chain = chain.map(|(statements, _)| statements).unwrap_or_default();
        Ok(Known { metadata, core_keys, keys, chain, at: clock.now(), keys_end })
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
