//! When what a sign-in through a federation rests on ends, or why it is broken already: for `doctor`. Not here:
//! renewing it in time (`Federation::refresh`), words for people.

use futures_util::future::join_all;
use model::Moment;
use serde_json::Value;

use super::{AT_ONCE, Federation, chain::Chain, fetch::Fetch, mark};
use crate::{
    clock::Clock,
    identity::{Ourselves, SignInFailure, TrustMark, jose::KeySet},
};

/// One thing that sign-ins through a federation rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// `trust anchor <id>`, `providers under <anchor>`, `provider <id>`, `relying party <our id>`, `trust mark <id>`,
    /// `clock of <server>`, `certificate of <server>`.
    pub what: String,
    /// When it ends; none of what is broken already or never ends.
    pub ends_at: Option<Moment>,
    /// Why it does not hold, for the operator.
    pub fault: Option<String>,
}

impl Health {
    fn of(what: String, ends: Result<Moment, impl ToString>) -> Health {
        match ends {
            Ok(ends_at) => Health { what, ends_at: Some(ends_at), fault: None },
            Err(fault) => Health { what, ends_at: None, fault: Some(fault.to_string()) },
        }
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
        let ends = Ok::<_, SignInFailure>(anchor.expires);
        let mut found = vec![Health::of(format!("trust anchor {}", self.id), ends)];
        let ids = self.ids(fetch, now).await?;
        if ids.ids.is_empty() {
            let none = Err("it lists no provider: nobody comes in by it");
            found.push(Health::of(format!("providers under {}", self.id), none));
        }
        for some in ids.ids.chunks(AT_ONCE) {
            let chains = join_all(some.iter().map(|id| self.provider(id, fetch, now))).await;
            for (id, chain) in some.iter().zip(chains) {
                let ends = chain.map(|chain| chain.expires);
                found.push(Health::of(format!("provider {id}"), ends));
            }
        }
        if let Some(client_id) = us.party.client_id.as_deref() {
            let what = format!("relying party {client_id}");
            let chain = match self.party(us, fetch, now).await {
                Ok(chain) => chain,
                Err(fault) => {
                    found.push(Health::of(what, Err(fault)));
                    return Ok(found);
                }
            };
            found.push(Health::of(what, known_keys(us, &chain).map(|()| chain.expires)));
            // Whoever stands in two federations has the marks of both.
            let known = |mark: &&TrustMark| anchor.mark_issuers.contains_key(&mark.id);
            let ours: Vec<_> = us.party.trust_marks.iter().filter(known).collect();
            if ours.is_empty() && !anchor.mark_issuers.is_empty() {
                let none = "none of ours is of this federation: its providers may refuse us";
                found.push(Health::of(format!("trust mark under {}", self.id), Err(none)));
            }
            for mark in ours {
                let ends = self.mark_ends(mark, client_id, &chain, fetch, now).await;
                found.push(Health::of(format!("trust mark {}", mark.id), ends));
            }
        }
        Ok(found)
    }

    /// When a mark of ours ends, or why it is worth nothing.
    async fn mark_ends<F: Fetch>(
        &self,
        trust_mark: &TrustMark,
        client_id: &str,
        chain: &Chain,
        fetch: &F,
        now: Moment,
    ) -> Result<Moment, String> {
        let checked = self.checked(trust_mark, client_id, chain, now);
        let checked = checked.map_err(|fault| fault.to_string())?;
        match mark::is_active(fetch, self.reach, checked.issuer, trust_mark, client_id).await {
            Ok(true) => Ok(checked.expires.unwrap_or(chain.expires)),
            Ok(false) => Err("its issuer says that it is not active".to_owned()),
            Err(failure) => Err(format!("its issuer does not say whether it is active: {failure}")),
        }
    }
}

/// Whether the federation knows the keys of the protocol that we use now: anchors may fix them by policy, and a
/// provider refuses what others sign. Our federation key is known, or there would be no chain.
fn known_keys(us: &Ourselves, chain: &Chain) -> Result<(), &'static str> {
    let core = chain.metadata.get("openid_relying_party").and_then(|party| party.get("jwks"));
    let core = KeySet::parse(core.unwrap_or(&Value::Null)).unwrap_or_default();
    let used = us.keys.sign.first().into_iter().chain(us.keys.decrypt.first());
    if used.into_iter().any(|key| core.get(key.kid()).is_none()) {
        return Err("the federation does not know our keys of the protocol");
    }
    Ok(())
}
