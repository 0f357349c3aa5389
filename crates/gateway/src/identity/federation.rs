//! OpenID Federation as SPID and CIE have it: which providers a trust anchor vouches for, kept until it must be asked
//! again, and what we say of ourselves. Not here: the sign-in itself (`oidc`).

mod chain;
mod fetch;
mod health;
mod mark;
pub(super) mod own;
mod policy;
mod statement;
#[cfg(test)]
mod tests;
mod vouched;

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use chrono::Duration;
use futures_util::future::join_all;
use model::Moment;
use url::Url;

use super::{
    AnchorConfig, Ourselves, SignInFailure, TrustMark,
    jose::KeySet,
    kept::{Ends, Kept, PATIENCE},
};
use crate::clock::Clock;
use chain::{ChainFault, Way, configuration, endpoint, fetched};
use fetch::Fetch;
use mark::Mark;
use statement::Statement;

pub(super) use chain::Chain;
pub(super) use fetch::Reach;
pub use health::Health;
pub use vouched::Vouched;

/// Providers that are asked at the same time.
const AT_ONCE: usize = 4;
/// Providers of a federation; SPID has some twelve.
const MOST_PROVIDERS: usize = 200;
/// How long the list of providers is not asked for again.
const LIST_LIFE: Duration = Duration::hours(24);
/// How long a provider that failed keeps visitors of the list waiting no more; `refresh` looks before.
const LONG_PATIENCE: Duration = Duration::minutes(10);

/// What we know of the federation of one trust anchor.
#[derive(Debug)]
pub(super) struct Federation {
    /// Entity identifier of the anchor.
    id: String,
    /// Its keys, if they were handed over.
    pinned: Option<KeySet>,
    /// The one provider meant; its list is not asked for then.
    only: Option<String>,
    /// Trust marks of which a provider must hold one.
    asked_marks: Vec<String>,
    reach: Reach,
    anchor: Kept<Statement>,
    list: Kept<List>,
    /// By entity identifier; only those listed.
    chains: RwLock<BTreeMap<String, Arc<Kept<Chain>>>>,
    ours: Kept<Chain>,
}

/// A provider as the sign-in page offers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub entity_id: String,
    pub name: String,
    pub logo_uri: Option<String>,
}

/// Entity identifiers of providers, in the anchor's order.
#[derive(Debug)]
struct List {
    ids: Vec<String>,
    ends: Moment,
}

impl Ends for List {
    fn ends(&self) -> Moment {
        self.ends
    }
}

impl Federation {
    pub(super) fn new(
        anchor: &AnchorConfig,
        insecure_loopback: bool,
    ) -> Result<Federation, &'static str> {
        let reach = Reach { insecure_loopback };
        let id = anchor.trust_anchor.clone();
        reach.well_known(&id).ok_or("trust_anchor is no address that may be asked")?;
        let pinned = anchor.keys.as_ref().map(KeySet::parse);
        if pinned.as_ref().is_some_and(|keys| keys.as_ref().is_none_or(KeySet::is_empty)) {
            return Err("keys of the trust anchor is no set of public keys");
        }
        Ok(Federation {
            id,
            pinned: pinned.flatten(),
            only: anchor.provider.clone(),
            asked_marks: anchor.provider_marks.clone(),
            reach,
            anchor: Kept::default(),
            list: Kept::default(),
            chains: RwLock::default(),
            ours: Kept::default(),
        })
    }

    pub(super) fn anchor_id(&self) -> &str {
        &self.id
    }

    /// The providers whose chains are good, in the anchor's order. Those that are not are left out.
    ///
    /// # Errors
    /// The anchor cannot be asked and nothing is remembered, or not one of the chains is good.
    pub(super) async fn providers<F: Fetch>(
        &self,
        fetch: &F,
        clock: &Clock,
    ) -> Result<Arc<[Listed]>, SignInFailure> {
        let now = clock.now();
        let ids = self.ids(fetch, now).await?;
        let has_any = ids.ids.iter().any(|id| self.slot(id).held(now).is_some());
        let patience = if has_any { LONG_PATIENCE } else { PATIENCE };
        let mut listed = Vec::new();
        let mut failed = None;
        for (id, chain) in self.chains_of(&ids.ids, fetch, now, patience).await {
            match chain {
                Ok(chain) => listed.push(Listed::of(id, &chain)),
                Err(failure) => failed = failed.or(Some(failure)),
            }
        }
        match failed {
            Some(failure) if listed.is_empty() => Err(failure),
            _ => Ok(listed.into()),
        }
    }

    /// The chain of a provider.
    ///
    /// # Errors
    /// The anchor does not list it, or vouches for it no more, or cannot be asked and nothing is remembered that is
    /// still valid.
    pub(super) async fn chain<F: Fetch>(
        &self,
        entity: &str,
        fetch: &F,
        clock: &Clock,
    ) -> Result<Arc<Chain>, SignInFailure> {
        let now = clock.now();
        if let Some(chain) = self.remembered(entity, now) {
            return Ok(chain);
        }
        let slot = self.listed_slot(entity, fetch, now).await?;
        slot.get(now, PATIENCE, self.ask(entity, fetch, now)).await
    }

    /// The same, asked anew although it is remembered, at most every half minute: a key that is not known may be a
    /// new one. What is remembered stays if that fails.
    ///
    /// # Errors
    /// As [`Federation::chain`].
    pub(super) async fn renew<F: Fetch>(
        &self,
        entity: &str,
        fetch: &F,
        clock: &Clock,
    ) -> Result<Arc<Chain>, SignInFailure> {
        let now = clock.now();
        let slot = self.listed_slot(entity, fetch, now).await?;
        slot.anew(now, self.ask(entity, fetch, now)).await
    }

    /// Renews what has a third of its life left, or is a day old. To be called every few minutes.
    pub(super) async fn refresh<F: Fetch>(&self, fetch: &F, clock: &Clock) {
        let now = clock.now();
        self.anchor.renewed(now, self.ask_anchor(fetch, now)).await;
        if self.only.is_none() {
            self.list.renewed(now, self.ask_list(fetch, now)).await;
        }
        let Ok(ids) = self.ids(fetch, now).await else { return };
        for some in ids.ids.chunks(AT_ONCE) {
            join_all(some.iter().map(|id| self.renew_one(id, fetch, now))).await;
        }
    }

    async fn renew_one<F: Fetch>(&self, id: &str, fetch: &F, now: Moment) {
        self.slot(id).renewed(now, self.ask(id, fetch, now)).await;
    }

    /// The same of what the federation says of us, which `resolve` tells to whoever asks.
    pub(super) async fn refresh_ours<F: Fetch>(&self, us: &Ourselves, fetch: &F, clock: &Clock) {
        let now = clock.now();
        self.ours.renewed(now, self.ask_ours(us, fetch, now)).await;
    }

    /// What is remembered of a provider and still valid.
    fn remembered(&self, entity: &str, now: Moment) -> Option<Arc<Chain>> {
        let chains = self.chains.read().unwrap_or_else(PoisonError::into_inner);
        chains.get(entity)?.held(now)
    }

    /// The same of a provider, or of ourselves.
    fn known(&self, sub: &str, us: &Ourselves, now: Moment) -> Option<Arc<Chain>> {
        let is_ours = us.party.client_id.as_deref() == Some(sub);
        if is_ours { self.ours.held(now) } else { self.remembered(sub, now) }
    }

    fn slot(&self, entity: &str) -> Arc<Kept<Chain>> {
        let mut chains = self.chains.write().unwrap_or_else(PoisonError::into_inner);
        chains.entry(entity.to_owned()).or_default().clone()
    }

    async fn listed_slot<F: Fetch>(
        &self,
        entity: &str,
        fetch: &F,
        now: Moment,
    ) -> Result<Arc<Kept<Chain>>, SignInFailure> {
        let ids = self.ids(fetch, now).await?;
        let is_listed = ids.ids.iter().any(|id| id == entity);
        if is_listed { Ok(self.slot(entity)) } else { Err(SignInFailure::UnknownProvider) }
    }

    /// The providers that the anchor lists, or listed last.
    async fn ids<F: Fetch>(&self, fetch: &F, now: Moment) -> Result<Arc<List>, SignInFailure> {
        if let Some(only) = &self.only {
            return Ok(Arc::new(List { ids: vec![only.clone()], ends: now + LIST_LIFE }));
        }
        let asked = self.list.get(now, PATIENCE, self.ask_list(fetch, now)).await;
        asked.or_else(|failure| self.list.last().ok_or(failure))
    }

    async fn chains_of<'a, F: Fetch>(
        &self,
        ids: &'a [String],
        fetch: &F,
        now: Moment,
        patience: Duration,
    ) -> Vec<(&'a str, Result<Arc<Chain>, SignInFailure>)> {
        let mut chains = Vec::new();
        for some in ids.chunks(AT_ONCE) {
            let asked = some.iter().map(|id| self.chain_of(id, fetch, now, patience));
            chains.extend(some.iter().map(String::as_str).zip(join_all(asked).await));
        }
        chains
    }

    async fn chain_of<F: Fetch>(
        &self,
        id: &str,
        fetch: &F,
        now: Moment,
        patience: Duration,
    ) -> Result<Arc<Chain>, SignInFailure> {
        self.slot(id).get(now, patience, self.ask(id, fetch, now)).await
    }

    async fn ask_anchor<F: Fetch>(
        &self,
        fetch: &F,
        now: Moment,
    ) -> Result<Statement, SignInFailure> {
        let asked = configuration(fetch, self.reach, &self.id, now).await.and_then(|anchor| {
            // The keys it names may be newer than the pinned ones, if one of these says so.
            let pinned = self.pinned.as_ref().map_or(Ok(()), |pinned| anchor.check(pinned));
            let by = || self.id.clone();
            pinned.map(|()| anchor).map_err(|fault| ChainFault::Statement {
                by: by(),
                about: by(),
                fault,
            })
        });
        self.told(&self.id, asked)
    }

    async fn ask_list<F: Fetch>(&self, fetch: &F, now: Moment) -> Result<List, SignInFailure> {
        let anchor = self.anchor.get(now, PATIENCE, self.ask_anchor(fetch, now)).await?;
        let ids = self.told(&self.id, providers_below(fetch, self.reach, &anchor).await)?;
        let mut chains = self.chains.write().unwrap_or_else(PoisonError::into_inner);
        chains.retain(|id, _| ids.contains(id));
        Ok(List { ids, ends: now + LIST_LIFE })
    }

    async fn ask<F: Fetch>(
        &self,
        entity: &str,
        fetch: &F,
        now: Moment,
    ) -> Result<Chain, SignInFailure> {
        self.told(entity, self.provider(entity, fetch, now).await)
    }

    async fn ask_ours<F: Fetch>(
        &self,
        us: &Ourselves,
        fetch: &F,
        now: Moment,
    ) -> Result<Chain, SignInFailure> {
        let client_id = us.party.client_id.as_deref().unwrap_or_default();
        self.told(client_id, self.party(us, fetch, now).await)
    }

    /// The chain of a provider, built now.
    async fn provider<F: Fetch>(
        &self,
        entity: &str,
        fetch: &F,
        now: Moment,
    ) -> Result<Chain, ChainFault> {
        let chain = self.provider_on_paper(entity, fetch, now).await?;
        if !self.asked_marks.is_empty() {
            self.stands_by(entity, &chain, fetch, now).await?;
        }
        Ok(chain)
    }

    /// The same, without asking whoever gave a trust mark whether it still stands by it.
    async fn provider_on_paper<F: Fetch>(
        &self,
        entity: &str,
        fetch: &F,
        now: Moment,
    ) -> Result<Chain, ChainFault> {
        let mut chain = self.climb(entity, None, fetch, now).await?;
        // No intermediate stands above a provider (*Regole tecniche*, la federazione).
        if chain.has_intermediate() {
            return Err(ChainFault::ProviderBelowIntermediate);
        }
        if !chain.metadata.contains_key("openid_provider") {
            return Err(ChainFault::NoProvider);
        }
        if !self.asked_marks.is_empty() {
            let (_, mark) = self.marked(entity, &chain, now)?;
            chain.expires = mark.expires.map_or(chain.expires, |ends| ends.min(chain.expires));
        }
        Ok(chain)
    }

    /// The trust mark for which a provider is believed: the first of those asked for that is good.
    fn marked<'a>(
        &self,
        entity: &str,
        chain: &'a Chain,
        now: Moment,
    ) -> Result<(&'a TrustMark, Mark<'a>), ChainFault> {
        let mut fault = ChainFault::Unmarked;
        for mark in chain.marks.iter().filter(|mark| self.asked_marks.contains(&mark.id)) {
            match self.checked(mark, entity, chain, now) {
                Ok(checked) => return Ok((mark, checked)),
                Err(why) => fault = ChainFault::Mark(mark.id.clone(), why),
            }
        }
        Err(fault)
    }

    /// Whether the issuer of a provider's trust mark still stands by it.
    async fn stands_by<F: Fetch>(
        &self,
        entity: &str,
        chain: &Chain,
        fetch: &F,
        now: Moment,
    ) -> Result<(), ChainFault> {
        let (mark, Mark { issuer, .. }) = self.marked(entity, chain, now)?;
        let active = mark::is_active(fetch, self.reach, issuer, mark, entity).await;
        match active {
            Ok(true) => Ok(()),
            Ok(false) => Err(ChainFault::Withdrawn(mark.id.clone())),
            Err(failure) => Err(ChainFault::Unreachable(issuer.id.clone(), failure)),
        }
    }

    /// Our chain, built now from what we say here: nobody needs to reach us for it.
    async fn party<F: Fetch>(
        &self,
        us: &Ourselves,
        fetch: &F,
        now: Moment,
    ) -> Result<Chain, ChainFault> {
        let client_id = us.party.client_id.as_deref().ok_or(ChainFault::Nameless)?;
        let own = own::entity_configuration(us, now).ok_or(ChainFault::Nameless)?;
        self.climb(client_id, Some(&own), fetch, now).await
    }

    /// Climbs from an entity to the anchor; once more, if a key was not known that the anchor may have announced
    /// since. `own` is what the entity says of itself, where it need not be fetched.
    async fn climb<F: Fetch>(
        &self,
        entity: &str,
        own: Option<&str>,
        fetch: &F,
        now: Moment,
    ) -> Result<Chain, ChainFault> {
        let anchor = self.anchor.get(now, PATIENCE, self.ask_anchor(fetch, now)).await;
        let anchor = anchor.map_err(ChainFault::Anchor)?;
        let way = Way { fetch, reach: self.reach, anchor: &anchor, now };
        let first = way.climb(entity, own).await;
        if !first.as_ref().is_err_and(ChainFault::is_unknown_key) {
            return first;
        }
        let newer = self.anchor.anew(now, self.ask_anchor(fetch, now)).await;
        let newer = newer.map_err(ChainFault::Anchor)?;
        if Arc::ptr_eq(&newer, &anchor) {
            return first;
        }
        Way { anchor: &newer, ..way }.climb(entity, own).await
    }

    /// Leaves a trace for the operator.
    fn told<T>(&self, entity: &str, outcome: Result<T, ChainFault>) -> Result<T, SignInFailure> {
        outcome.map_err(|fault| {
            let anchor = &self.id;
            tracing::warn!(anchor, entity, %fault, "not believed in a federation");
            fault.failure()
        })
    }
}

/// The providers that an anchor lists, once each, in its order.
async fn providers_below<F: Fetch>(
    fetch: &F,
    reach: Reach,
    anchor: &Statement,
) -> Result<Vec<String>, ChainFault> {
    let text = fetched(fetch, &list_address(anchor, reach)?).await?;
    let listed: Vec<String> = serde_json::from_str(&text).map_err(|_| ChainFault::List)?;
    let mut ids: Vec<String> = Vec::new();
    for id in listed.into_iter().take(MOST_PROVIDERS) {
        if reach.well_known(&id).is_some() && !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// Where an anchor lists its providers.
fn list_address(anchor: &Statement, reach: Reach) -> Result<Url, ChainFault> {
    let mut url = endpoint(anchor, "federation_list_endpoint", reach)?;
    url.query_pairs_mut().append_pair("entity_type", "openid_provider");
    Ok(url)
}

impl Listed {
    fn of(id: &str, chain: &Chain) -> Listed {
        let text = |name| {
            let found = chain.text("openid_provider", name);
            found.or_else(|| chain.text("federation_entity", name)).map(str::to_owned)
        };
        Listed {
            entity_id: id.to_owned(),
            name: text("organization_name").unwrap_or_else(|| id.to_owned()),
            logo_uri: text("logo_uri"),
        }
    }
}
