//! What a federation vouched for, kept over a restart: the texts that were read, at their addresses, read again as if
//! their authors said them now. Nothing is believed that is not checked anew, and nothing beyond its end. Not here: the
//! storage (the desk's).

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
};

use model::Moment;
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use super::{
    Federation, LIST_LIFE, List,
    chain::{Chain, fetch_address},
    fetch::Fetch,
    list_address,
};
use crate::{clock::Clock, identity::SignInFailure};

/// Texts of federations, by the entity identifier of their anchors and by address. All of them are public.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vouched(BTreeMap<String, BTreeMap<String, String>>);

impl Vouched {
    /// Whether nothing is vouched for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The texts of one federation, in place of its servers.
struct Texts<'a>(&'a BTreeMap<String, String>);

impl Fetch for Texts<'_> {
    async fn text(&self, url: &Url) -> Result<String, SignInFailure> {
        self.0.get(url.as_str()).cloned().ok_or(SignInFailure::ProviderDown)
    }

    async fn form(&self, _: &Url, _: &[(&str, &str)]) -> Result<Option<String>, SignInFailure> {
        Err(SignInFailure::ProviderDown)
    }
}

impl Federation {
    /// Adds what is vouched for now.
    pub(in crate::identity) fn vouched(&self, now: Moment, all: &mut Vouched) {
        let texts = self.texts(now).unwrap_or_default();
        if !texts.is_empty() {
            all.0.entry(self.id.clone()).or_default().extend(texts);
        }
    }

    /// None if the anchor is not known or names addresses that may not be asked.
    fn texts(&self, now: Moment) -> Option<BTreeMap<String, String>> {
        let anchor = self.anchor.held(now)?;
        let own = |id: &str| self.reach.well_known(id).map(|url| url.to_string());
        let mut texts = BTreeMap::from([(own(&self.id)?, anchor.text.clone())]);
        if let Some(list) = self.list.last() {
            let address = list_address(&anchor, self.reach).ok()?;
            texts.insert(address.to_string(), json!(list.ids).to_string());
        }
        for (id, chain) in self.held(now) {
            // Its own configuration and what the anchor says of it: nobody stands between.
            let [configuration, about, ..] = &chain.statements[..] else { continue };
            let address = fetch_address(&anchor, &id, self.reach).ok()?;
            texts.insert(own(&id)?, configuration.clone());
            texts.insert(address.to_string(), about.clone());
        }
        Some(texts)
    }

    fn held(&self, now: Moment) -> Vec<(String, Arc<Chain>)> {
        let chains = self.chains.read().unwrap_or_else(PoisonError::into_inner);
        let held = chains.iter().filter_map(|(id, kept)| Some((id.clone(), kept.held(now)?)));
        held.collect()
    }

    /// Knows again what is in such texts and still good. What is known already stays.
    pub(in crate::identity) async fn recall(&self, all: &Vouched, clock: &Clock) {
        let now = clock.now();
        let Some(texts) = all.0.get(&self.id).map(Texts) else { return };
        let Ok(anchor) = self.ask_anchor(&texts, now).await else { return };
        self.anchor.recall(anchor);
        let list = match &self.only {
            Some(only) => List { ids: vec![only.clone()], ends: now + LIST_LIFE },
            None => match self.ask_list(&texts, now).await {
                Ok(list) => list,
                Err(_) => return,
            },
        };
        for id in &list.ids {
            if let Ok(chain) = self.provider_on_paper(id, &texts, now).await {
                self.slot(id).recall(chain);
            }
        }
        self.list.recall(list);
    }
}
