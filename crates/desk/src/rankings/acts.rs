//! What the office does with a ranking that is computed: again, publish, approve, change the places. Each is one unit of
//! work that promises what follows for each application.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use model::{ApplicationId, Localized, PersonId, access::Action, calendar::Length};
use ranking::Candidate;
use serde_json::json;
use store::rankings as rows;
use uuid::Uuid;
use workflow::National;

use super::{Later, PLACES, Ranking, Stage, Work, computing::span, criteria, places};
use crate::{
    Desk, Error, Result,
    paper::{said, said_with},
    session::Session,
};

/// Applications that a sentence names.
const NAMED: usize = 10;

impl Desk {
    /// Computes it again, with the applications as they are now. What is public stays until it is approved.
    ///
    /// # Errors
    /// Not theirs; approved; changed meanwhile.
    pub async fn compute_ranking_again(
        &self,
        session: &Session,
        (id, version): (Uuid, i64),
    ) -> Result<()> {
        let (was, ..) = self.ranking_for(session, id, Action::Process).await?;
        let revision = self.last_published(&was.procedure).await?;
        criteria(&*self.ranked_by(&was.procedure, revision).await?)?;
        let mut tx = self.db.write().await?;
        let row = held(&mut tx, session, (id, version)).await?;
        if row.stage == Stage::Approved {
            return Err(Error::Refused(said("ranking-approved-already")));
        }
        let round = row.round + 1;
        let now = Ranking { work: Work::Computing, round, revision, gathered: None, ..row.clone() };
        changed(rows::update(&mut tx, &row, &now).await?)?;
        self.log_ranking(&mut tx, id, (Some(session), "again"), &json!({ "round": round })).await?;
        self.promise_ranking(&mut tx, &[Later::Compute { ranking: id, round, after: None }])
            .await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Publishes it for observations: whoever is in it is told by the move that the procedure says.
    ///
    /// # Errors
    /// Not theirs; not computed, published already, applications still come in or have changed; changed meanwhile.
    pub async fn publish_ranking(
        &self,
        session: &Session,
        (id, version): (Uuid, i64),
    ) -> Result<()> {
        let (_, compiled, _) = self.ranking_for(session, id, Action::Decide).await?;
        let (now, own) = (self.now(), &criteria(&compiled)?.definition);
        let until = self.calendar().term_end(now.day(), Length::Days(own.claims_days));
        let mut tx = self.db.write().await?;
        let row = held(&mut tx, session, (id, version)).await?;
        let is_changed = changed_since(&mut tx, &row, &compiled).await?;
        if let Some(why) = self.unpublishable(&row, is_changed) {
            return Err(Error::Refused(said(why)));
        }
        if rows::elsewhere(&mut tx, (id, row.round)).await? {
            return Err(Error::Refused(said("ranking-elsewhere")));
        }
        let entries = rows::standings(&mut tx, (id, row.round)).await?;
        let in_it: Vec<_> = entries.iter().filter(|entry| entry.position > 0).collect();
        if in_it.is_empty() {
            return Err(Error::Refused(said("ranking-empty")));
        }
        let after = Ranking {
            stage: Stage::Provisional,
            shown: Some(row.round),
            shown_revision: Some(row.revision),
            published_at: Some(now),
            claims_until: Some(until.map_or(now.day(), |until| until.end)),
            public_until: Some(now.day() + Duration::days(i64::from(own.public_days))),
            ..row.clone()
        };
        changed(rows::update(&mut tx, &row, &after).await?)?;
        let detail = json!({ "round": row.round, "in": in_it.len() });
        self.log_ranking(&mut tx, id, (Some(session), "published"), &detail).await?;
        let forward = |entry: &&rows::Standing| Later::Forward {
            ranking: id,
            application: entry.application,
            since: now,
        };
        let all: Vec<_> = in_it.iter().map(forward).collect();
        self.promise_ranking(&mut tx, &all).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Approves it by an act, and gives its places. Somebody else does than who had it computed first.
    ///
    /// # Errors
    /// Not theirs; the days for observations run, the same person, an act without words; changed meanwhile.
    pub async fn approve_ranking(
        &self,
        session: &Session,
        (id, version): (Uuid, i64),
        act: &str,
    ) -> Result<()> {
        let (_, compiled, _) = self.ranking_for(session, id, Action::Decide).await?;
        let (now, own) = (self.now(), &criteria(&compiled)?.definition);
        let act: String = act.trim().chars().take(super::TITLE).collect();
        if act.is_empty() {
            return Err(Error::Refused(said("ranking-act-missing")));
        }
        let mut tx = self.db.write().await?;
        let row = held(&mut tx, session, (id, version)).await?;
        let by = rows::prepared_by(&mut tx, id).await?;
        let is_changed = changed_since(&mut tx, &row, &compiled).await?;
        if let Some(why) = self.unapprovable(session, &row, (by, is_changed)) {
            return Err(Error::Refused(said(why)));
        }
        let entries = rows::standings(&mut tx, (id, row.round)).await?;
        if let Some(why) = pending(&compiled, &entries) {
            return Err(Error::Refused(why));
        }
        if rows::elsewhere(&mut tx, (id, row.round)).await? {
            return Err(Error::Refused(said("ranking-elsewhere")));
        }
        let after = Ranking {
            stage: Stage::Approved,
            shown: Some(row.round),
            shown_revision: Some(row.revision),
            approved_at: Some(now),
            act: act.clone(),
            public_until: Some(now.day() + Duration::days(i64::from(own.public_days))),
            ..row.clone()
        };
        changed(rows::update(&mut tx, &row, &after).await?)?;
        rows::clear_but(&mut tx, id, (row.round, row.round)).await?;
        let detail = json!({ "round": row.round, "act": act });
        self.log_ranking(&mut tx, id, (Some(session), "approved"), &detail).await?;
        self.give_places(&mut tx, &after, (&compiled, &entries)).await?;
        let forward = |entry: &rows::Standing| Later::Forward {
            ranking: id,
            application: entry.application,
            since: now,
        };
        let all: Vec<_> = entries.iter().filter(|entry| entry.position > 0).map(forward).collect();
        self.promise_ranking(&mut tx, &all).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Why a ranking cannot be published now: key of the words.
    pub(super) fn unpublishable(&self, row: &Ranking, is_changed: bool) -> Option<&'static str> {
        match row.stage {
            Stage::Provisional | Stage::Approved => Some("ranking-published-already"),
            Stage::Draft if row.work != Work::Computed => Some("ranking-not-computed"),
            Stage::Draft if row.received_to >= self.today() => Some("ranking-still-received"),
            Stage::Draft if is_changed => Some("ranking-changed-since"),
            Stage::Draft => None,
        }
    }

    /// Why somebody cannot approve a ranking now: key of the words.
    pub(super) fn unapprovable(
        &self,
        session: &Session,
        row: &Ranking,
        (prepared_by, is_changed): (Option<PersonId>, bool),
    ) -> Option<&'static str> {
        match row.stage {
            Stage::Draft => Some("ranking-not-published"),
            Stage::Approved => Some("ranking-approved-already"),
            Stage::Provisional if row.work != Work::Computed => Some("ranking-not-computed"),
            Stage::Provisional if row.claims_until.is_some_and(|until| self.today() <= until) => {
                Some("ranking-claims-run")
            }
            Stage::Provisional if prepared_by == Some(session.person.id) => {
                Some("ranking-other-person")
            }
            Stage::Provisional if is_changed => Some("ranking-changed-since"),
            Stage::Provisional => None,
        }
    }

    /// Changes how many places there are, and gives those that are free.
    ///
    /// # Errors
    /// Not theirs; changed meanwhile.
    pub async fn set_ranking_places(
        &self,
        session: &Session,
        (id, version): (Uuid, i64),
        wanted: &BTreeMap<String, u32>,
    ) -> Result<()> {
        let (_, compiled, _) = self.ranking_for(session, id, Action::Decide).await?;
        let mut tx = self.db.write().await?;
        let row = held(&mut tx, session, (id, version)).await?;
        let mut now = places(&row)?;
        let known = compiled.ranking_lists(self.today());
        for (list, n) in wanted {
            // Also of one that can be chosen since.
            if now.contains_key(list) || known.iter().any(|(id, _)| id == list) {
                now.insert(list.clone(), (*n).min(PLACES));
            }
        }
        let text = serde_json::to_string(&now).map_err(Error::broken)?;
        let after = Ranking { places: text, ..row.clone() };
        changed(rows::update(&mut tx, &row, &after).await?)?;
        self.log_ranking(&mut tx, id, (Some(session), "places"), &now).await?;
        if after.stage == Stage::Approved {
            let entries = rows::standings(&mut tx, (id, row.round)).await?;
            self.give_places(&mut tx, &after, (&compiled, &entries)).await?;
        }
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Gives the places that are free now, where the office does so and not the ranking by itself.
    ///
    /// # Errors
    /// Not theirs; not approved; no place is free that anybody waits for; changed meanwhile.
    pub async fn offer_ranking_places(
        &self,
        session: &Session,
        (id, version): (Uuid, i64),
    ) -> Result<()> {
        let (_, compiled, _) = self.ranking_for(session, id, Action::Decide).await?;
        let mut tx = self.db.write().await?;
        let row = held(&mut tx, session, (id, version)).await?;
        changed(rows::update(&mut tx, &row, &row).await?)?;
        let entries = rows::standings(&mut tx, (id, row.round)).await?;
        if row.stage != Stage::Approved {
            return Err(Error::Refused(said("ranking-no-place")));
        }
        let given = self.give_places(&mut tx, &row, (&compiled, &entries)).await?;
        // Those whose offer could not be made are tried again.
        let states = States::of(&compiled);
        let again = entries.iter().filter(|entry| states.could_be_told(&row, entry));
        let again: Vec<_> = again
            .map(|entry| Later::Forward {
                ranking: id,
                application: entry.application,
                since: self.now(),
            })
            .collect();
        if given + again.len() == 0 {
            return Err(Error::Refused(said("ranking-no-place")));
        }
        self.promise_ranking(&mut tx, &again).await?;
        self.log_ranking(&mut tx, id, (Some(session), "offered"), &json!({})).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Gives the places that are free, each to the first who waits and wants it, and promises the offers. The caller
    /// holds the ranking: who comes second finds nothing free.
    pub(super) async fn give_places(
        &self,
        tx: &mut store::Write,
        row: &Ranking,
        (compiled, entries): (&procedure::Compiled, &[rows::Standing]),
    ) -> Result<usize> {
        let mut forward = Vec::new();
        for ((application, number), list) in self.placeable(row, (compiled, entries))? {
            // One given elsewhere in this moment has its place there; the next round finds what it leaves.
            let given = self.now();
            if rows::give(tx, (row.id, application), &list, given).await? {
                let detail = json!({ "list": list, "number": number });
                self.log_ranking(tx, row.id, (None, "given"), &detail).await?;
                forward.push(Later::Offer { ranking: row.id, application, given });
            }
        }
        self.promise_ranking(tx, &forward).await?;
        Ok(forward.len())
    }

    /// Which places that are free would be given to whom, each with its number and list.
    pub(super) fn placeable(
        &self,
        row: &Ranking,
        (compiled, entries): (&procedure::Compiled, &[rows::Standing]),
    ) -> Result<Vec<((ApplicationId, String), String)>> {
        let mut free = places(row)?;
        let states = States::of(compiled);
        for entry in entries.iter().filter(|entry| states.has_place(row, entry)) {
            if let Some(left) = entry.list.as_ref().and_then(|list| free.get_mut(list)) {
                *left = left.saturating_sub(1);
            }
        }
        let mut waiting = Vec::new();
        for entry in entries.iter().filter(|entry| is_waiting(entry)) {
            let wants = serde_json::from_str(&entry.wants).map_err(Error::broken)?;
            let id = (entry.application, crate::loaded::protocol(entry.year, entry.number));
            waiting.push(Candidate { id, keys: Vec::new(), wants });
        }
        let given = ranking::fill(free, &waiting);
        Ok(given.into_iter().map(|(id, list)| (id.clone(), list.to_owned())).collect())
    }
}

/// What the states of a procedure say of places.
pub(super) struct States<'a> {
    /// A place is offered or accepted.
    holds: BTreeSet<&'a str>,
    /// A place can be offered at once, or after the approval.
    ready: BTreeSet<&'a str>,
    /// The citizen is awaited.
    awaits: BTreeSet<&'a str>,
}

impl<'a> States<'a> {
    pub fn of(compiled: &'a procedure::Compiled) -> Self {
        let Some(own) = compiled.ranking.as_ref().map(|own| &own.definition) else {
            let (holds, ready, awaits) = Default::default();
            return Self { holds, ready, awaits };
        };
        let workflow = &compiled.procedure.workflow;
        let approved = workflow.moves.iter().find(|mv| mv.id == own.approval.move_id);
        let ready = approved.into_iter().flat_map(|mv| mv.from.iter().chain([&mv.to]));
        let awaits =
            workflow.states.iter().filter(|state| state.national == National::SuspendedCitizen);
        Self {
            holds: own.holds.iter().map(String::as_str).collect(),
            ready: ready.map(String::as_str).collect(),
            awaits: awaits.map(|state| state.id.as_str()).collect(),
        }
    }

    /// Was given a place by this ranking and still has it: it was offered or accepted, or is kept until it can be.
    pub fn has_place(&self, row: &Ranking, entry: &rows::Standing) -> bool {
        entry.given_by == Some(row.id)
            && match entry.told_at {
                Some(_) => self.holds.contains(entry.state.as_str()),
                None => entry.outcome.is_none(),
            }
    }

    /// Has a place that nobody has offered yet, and nothing more is awaited for it.
    pub fn could_be_told(&self, row: &Ranking, entry: &rows::Standing) -> bool {
        let is_ready = self.ready.contains(entry.state.as_str());
        entry.told_at.is_none() && self.has_place(row, entry) && is_ready
    }
}

/// Waits for a place: is in the list, has not ended, and was given none, here or elsewhere. Who was asked for something
/// waits too: their place is kept.
pub(super) fn is_waiting(entry: &rows::Standing) -> bool {
    entry.position > 0 && entry.outcome.is_none() && entry.given_by.is_none()
}

/// Why nobody can approve while applications of the list wait for the office, or their days for observations run.
pub(super) fn pending(
    compiled: &procedure::Compiled,
    entries: &[rows::Standing],
) -> Option<Localized> {
    let states = States::of(compiled);
    let is_settled = |entry: &&rows::Standing| {
        let state = entry.state.as_str();
        states.ready.contains(state)
            || states.holds.contains(state)
            || states.awaits.contains(state)
    };
    let open = entries.iter().filter(|entry| entry.position > 0 && entry.outcome.is_none());
    let waiting: Vec<_> = open
        .filter(|entry| !is_settled(entry))
        .map(|entry| crate::loaded::protocol(entry.year, entry.number))
        .collect();
    let (first, rest) = waiting.split_at(waiting.len().min(NAMED));
    let told = match (first, rest.len()) {
        ([], _) => return None,
        (first, 0) => first.join(", "),
        (first, more) => format!("{}, +{more}", first.join(", ")),
    };
    Some(said_with("ranking-pending", &[("numbers", told.as_str().into())]))
}

/// Whether what the round has read is no more so.
pub(super) async fn changed_since(
    read: &mut store::Read,
    row: &Ranking,
    compiled: &procedure::Compiled,
) -> Result<bool> {
    let among = &criteria(compiled)?.definition.among;
    Ok(rows::changed(read, row, span(row), among).await? > 0)
}

/// The ranking, held until the unit ends, as the page showed it, for somebody whom no application in it concerns.
async fn held(
    tx: &mut store::Write,
    session: &Session,
    (id, version): (Uuid, i64),
) -> Result<Ranking> {
    let row = rows::lock(tx, id).await?.ok_or(Error::NotFound)?;
    if row.version != version {
        return Err(Error::Stale);
    }
    if rows::concerns(tx, id, session.person.id).await? {
        return Err(Error::Refused(said("ranking-abstains")));
    }
    Ok(row)
}

fn changed(is_changed: bool) -> Result<()> {
    if is_changed { Ok(()) } else { Err(Error::Stale) }
}
