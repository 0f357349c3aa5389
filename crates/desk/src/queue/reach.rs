//! How far somebody reaches: the offices and procedures with whose applications they do something, and what is given to
//! them by name.

use std::collections::BTreeSet;

use model::{
    ApplicationId, Lang, Localized,
    access::{self, Action, RoleAt},
};
use store::{parties, queue};

use super::choices;
use crate::{Desk, Result, session::Session};

/// What somebody may do something with as a list.
pub(super) struct Reach {
    pub filter: queue::Filter,
    /// What they may read of what is given to them by name, of whatever office.
    pub by_name: queue::Filter,
    /// Applications that name them.
    pub naming: BTreeSet<ApplicationId>,
}

impl Desk {
    /// What somebody may do something with as a list: whole offices, single procedures, nothing of their own.
    pub(super) async fn reach(&self, session: &Session, action: Action) -> Result<Reach> {
        let places = access::places(&session.roles, action);
        // No place at all would read as every one.
        if !Self::has_queue(session) || places.is_empty() {
            return Err(self.denied(session, "queue", None).await);
        }
        let own = Some(session.person.id);
        let naming = parties::naming(&mut self.db.peek().await?, session.person.id).await?;
        let all = queue::Filter {
            not_of: own,
            not_naming: own.filter(|_| !naming.is_empty()),
            ..queue::Filter::default()
        };
        let filter = within(&all, &places);
        let works = access::places(&session.roles, Action::Process);
        let by_name = match works.iter().all(|at| at.procedure.is_some()) {
            false => all,
            // Who works on some procedures only, or on none, reads of what they hold no more than that.
            true => {
                let parts = works.iter().filter_map(|at| Some((None, at.procedure.clone()?)));
                let reads = within(&all, &access::places(&session.roles, Action::ReadApplication));
                match reads.offices.is_empty() && reads.parts.is_empty() {
                    true => reads,
                    false => {
                        let parts = reads.parts.into_iter().chain(parts).collect();
                        queue::Filter { parts, ..reads }
                    }
                }
            }
        };
        Ok(Reach { filter, by_name, naming })
    }

    /// The procedures in use with whose applications somebody does something, by title.
    pub(crate) async fn procedures_for(
        &self,
        session: &Session,
        action: Action,
    ) -> Result<Vec<(String, Localized)>> {
        let Reach { filter, .. } = self.reach(session, action).await?;
        let published = self.published().await?;
        let compiled = published.iter().map(|one| &one.compiled);
        let theirs = compiled.filter(|compiled| choices::is_within(&filter, compiled));
        let mut all: Vec<_> = theirs
            .map(|compiled| (compiled.procedure.id.clone(), compiled.procedure.title.clone()))
            .collect();
        all.sort_by(|(_, a), (_, b)| a.get(Lang::It).cmp(b.get(Lang::It)));
        Ok(all)
    }

    /// The offices that somebody reaches, in the order of the municipality.
    pub(crate) fn offices_within(&self, reach: &queue::Filter) -> Vec<String> {
        let all = reach.offices.is_empty() && reach.parts.is_empty();
        let reaches = |id: &String| {
            all || reach.offices.contains(id)
                || reach.parts.iter().any(|(office, _)| office.as_ref().is_none_or(|own| own == id))
        };
        let ids = self.municipality.offices.iter().map(|office| office.id.clone());
        ids.filter(reaches).collect()
    }
}

/// What of all these some roles reach.
fn within(all: &queue::Filter, places: &[&RoleAt]) -> queue::Filter {
    let mut reach = all.clone();
    for at in places {
        match (at.office.clone(), at.procedure.clone()) {
            (None, None) => return all.clone(),
            (Some(office), None) => reach.offices.push(office),
            (office, Some(procedure)) => reach.parts.push((office, procedure)),
        }
    }
    reach.offices.sort_unstable();
    reach.offices.dedup();
    reach
}
