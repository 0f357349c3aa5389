//! When what a sign-in through a federation rests on ends, or why it is broken already: for `doctor`. Not here:
//! renewing it in time (`Federation::refresh`), words for people.

use std::sync::Arc;

use model::Moment;
use serde_json::Value;

use super::{Federation, chain::Chain, fetch::Fetch, kept::PATIENCE, mark};
use crate::{
    clock::Clock,
    identity::{Ourselves, SignInFailure, TrustMark, jose::KeySet},
};

/// One thing that sign-ins through a federation rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// `trust anchor <id>`, `provider <id>`, `relying party <our id>`, `trust mark <id>`.
    pub what: String,
    /// When it ends; the moment of asking, if it is broken.
    pub ends_at: Moment,
    /// Why it does not hold, for the operator.
    pub fault: Option<String>,
}

impl Health {
    fn good(what: String, ends_at: Moment) -> Health {
        Health { what, ends_at, fault: None }
    }

    fn broken(what: String, now: Moment, fault: impl ToString) -> Health {
        Health { what, ends_at: now, fault: Some(fault.to_string()) }
    }
}

impl Federation {
    /// The anchor, the providers, what the federation says of us, our trust marks.
    ///
    /// # Errors
    /// The anchor cannot be reached or is not the one that was pinned.
    pub(in crate::identity) async fn health<F: Fetch>(
        &self,
        us: &Ourselves,
        fetch: &F,
        clock: &Clock,
    ) -> Result<Vec<Health>, SignInFailure> {
        let now = clock.now();
        let anchor = self.anchor.anew(now, self.ask_anchor(fetch, now)).await?;
        let mut found = vec![Health::good(format!("trust anchor {}", self.id), anchor.expires)];
        let ids = self.ids(fetch, now).await?;
        for (id, chain) in self.chains_of(&ids.ids, fetch, now, PATIENCE).await {
            let what = format!("provider {id}");
            found.push(match chain {
                Ok(chain) => Health::good(what, chain.expires),
                Err(failure) => Health::broken(what, now, failure),
            });
        }
        if let Some(client_id) = us.party.client_id.as_deref() {
            let what = format!("relying party {client_id}");
            match self.ours(us, fetch, now).await {
                Ok(chain) => {
                    found.push(match known_keys(us, &chain) {
                        Ok(()) => Health::good(what, chain.expires),
                        Err(fault) => Health::broken(what, now, fault),
                    });
                    for mark in &us.party.trust_marks {
                        found.push(self.mark_health(mark, client_id, &chain, fetch, now).await);
                    }
                }
                Err(failure) => found.push(Health::broken(what, now, failure)),
            }
        }
        Ok(found)
    }

    async fn mark_health<F: Fetch>(
        &self,
        trust_mark: &TrustMark,
        client_id: &str,
        chain: &Arc<Chain>,
        fetch: &F,
        now: Moment,
    ) -> Health {
        let what = format!("trust mark {}", trust_mark.id);
        let checked = match self.checked(trust_mark, client_id, chain, now) {
            Ok(checked) => checked,
            Err(fault) => return Health::broken(what, now, fault),
        };
        match mark::is_active(fetch, self.reach, checked.issuer, trust_mark, client_id).await {
            Ok(true) => Health::good(what, checked.expires.unwrap_or(chain.expires)),
            Ok(false) => Health::broken(what, now, "its issuer says that it is not active"),
            Err(failure) => Health::broken(what, now, failure),
        }
    }
}

/// Whether the federation knows the keys of the protocol that we use now: anchors may fix them by policy, and a provider
/// refuses what others sign. Our federation key is known, or there would be no chain.
fn known_keys(us: &Ourselves, chain: &Chain) -> Result<(), &'static str> {
    let core = chain.metadata.get("openid_relying_party").and_then(|party| party.get("jwks"));
    let core = KeySet::parse(core.unwrap_or(&Value::Null)).unwrap_or_default();
    let used = us.keys.sign.first().into_iter().chain(us.keys.decrypt.first());
    if used.into_iter().any(|key| core.get(key.kid()).is_none()) {
        return Err("the federation does not know our keys of the protocol");
    }
    Ok(())
}
