//! What the office does with a ranking that is computed: again, publish, approve, change the places. Each is one unit of
//! work that promises what follows for each application.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use model::{access::Action, calendar::Length};
use ranking::Candidate;
use serde_json::json;
use store::rankings as rows;
use uuid::Uuid;

use super::{Later, PLACES, Ranking, Stage, Work, criteria, places};
use crate::{Desk, Error, Result, paper::said, session::Session};

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
        self.ranking_for(session, id, Action::Process).await?;
        let mut tx = self.db.write().await?;
        let row = held(&mut tx, (id, version)).await?;
        if row.stage == Stage::Approved {
            return Err(Error::Refused(said("ranking-approved-already")));
        }
        let round = row.round + 1;
        let now = Ranking { work: Work::Computing, round, gathered: None, ..row.clone() };
        changed(rows::update(&mut tx, &row, &now).await?)?;
        self.log_ranking(&mut tx, id, (Some(session), "again"), &json!({ "round": round })).await?;
        self.promise_ranking(&mut tx, &[Later::Compute { ranking: id, round, gathered: 0 }])
            .await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Publishes it for observations: whoever is in it is told by the move that the procedure says.
    ///
    /// # Errors
    /// Not theirs; not computed, published already; changed meanwhile.
    pub async fn publish_ranking(
        &self,
        session: &Session,
        (id, version): (Uuid, i64),
    ) -> Result<()> {
        let (_, compiled, _) = self.ranking_for(session, id, Action::Decide).await?;
        let (now, own) = (self.now(), &criteria(&compiled)?.definition);
        let until = self.calendar().term_end(now.day(), Length::Days(own.claims_days));
        let mut tx = self.db.write().await?;
        let row = computed(held(&mut tx, (id, version)).await?)?;
        if row.stage != Stage::Draft {
            return Err(Error::Refused(said("ranking-published-already")));
        }
        let entries = rows::standings(&mut tx, (id, row.round)).await?;
        let in_it: Vec<_> = entries.iter().filter(|entry| entry.position > 0).collect();
        if in_it.is_empty() {
            return Err(Error::Refused(said("ranking-empty")));
        }
        let after = Ranking {
            stage: Stage::Provisional,
            shown: Some(row.round),
            published_at: Some(now),
            claims_until: Some(until.map_or(now.day(), |until| until.end)),
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
        let row = held(&mut tx, (id, version)).await?;
        if let Some(why) = self.unapprovable(session, &row) {
            return Err(Error::Refused(said(why)));
        }
        let after = Ranking {
            stage: Stage::Approved,
            shown: Some(row.round),
            approved_at: Some(now),
            act: act.clone(),
            public_until: Some(now.day() + Duration::days(i64::from(own.public_days))),
            ..row.clone()
        };
        changed(rows::update(&mut tx, &row, &after).await?)?;
        let entries = rows::standings(&mut tx, (id, row.round)).await?;
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

    /// Why somebody cannot approve a ranking now: key of the words.
    #[must_use]
    pub fn unapprovable(&self, session: &Session, row: &Ranking) -> Option<&'static str> {
        match row.stage {
            Stage::Draft => Some("ranking-not-published"),
            Stage::Approved => Some("ranking-approved-already"),
            Stage::Provisional if row.work != Work::Computed => Some("ranking-not-computed"),
            Stage::Provisional if row.claims_until.is_some_and(|until| self.today() <= until) => {
                Some("ranking-claims-run")
            }
            Stage::Provisional if row.created_by == session.person.id => {
                Some("ranking-other-person")
            }
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
        let row = held(&mut tx, (id, version)).await?;
        let mut now = places(&row)?;
        for (list, n) in &mut now {
            *n = wanted.get(list).copied().unwrap_or(*n).min(PLACES);
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

    /// Gives the places that are free, each to the first who waits and wants it, and promises the offers. The caller
    /// holds the ranking: who comes second finds nothing free.
    pub(super) async fn give_places(
        &self,
        tx: &mut store::Write,
        row: &Ranking,
        (compiled, entries): (&procedure::Compiled, &[rows::Standing]),
    ) -> Result<usize> {
        let mut free = places(row)?;
        for entry in entries.iter().filter(|entry| has_place(compiled, entry)) {
            if let Some(left) = entry.given.as_ref().and_then(|list| free.get_mut(list)) {
                *left = left.saturating_sub(1);
            }
        }
        let mut waiting = Vec::new();
        for entry in entries.iter().filter(|entry| is_waiting(entry)) {
            let wants = serde_json::from_str(&entry.wants).map_err(Error::broken)?;
            let id = (entry.application, format!("{}/{:06}", entry.year, entry.number));
            waiting.push(Candidate { id, keys: Vec::new(), wants });
        }
        let given = ranking::fill(free, &waiting);
        let mut forward = Vec::new();
        for ((application, number), list) in &given {
            // One given elsewhere meanwhile has its place there.
            if rows::give(tx, (row.id, *application), list, self.now()).await? {
                let detail = json!({ "list": list, "number": number });
                self.log_ranking(tx, row.id, (None, "given"), &detail).await?;
                // Never the errand of the approval by another name, be it of the same instant and done already.
                forward.push(Later::Forward {
                    ranking: row.id,
                    application: *application,
                    since: model::Moment(self.now().0 + 1),
                });
            }
        }
        self.promise_ranking(tx, &forward).await?;
        Ok(forward.len())
    }
}

/// Waits for a place: is in the list, has not ended, was given none.
pub(super) fn is_waiting(entry: &rows::Standing) -> bool {
    entry.position > 0 && entry.outcome.is_none() && entry.given.is_none()
}

/// Was given a place and still has it, or is about to be told.
pub(super) fn has_place(compiled: &procedure::Compiled, entry: &rows::Standing) -> bool {
    entry.given.is_some() && keeps(compiled).contains(entry.state.as_str())
}

/// States in which a place that was given is not free.
pub(super) fn keeps(compiled: &procedure::Compiled) -> BTreeSet<&str> {
    let Some(own) = compiled.ranking.as_ref().map(|own| &own.definition) else {
        return BTreeSet::new();
    };
    let moves = &compiled.procedure.workflow.moves;
    let approved = moves.iter().find(|mv| mv.id == own.approval.move_id);
    let states = own.holds.iter().chain(&own.among).map(String::as_str);
    states.chain(approved.map(|mv| mv.to.as_str())).collect()
}

/// The ranking, held until the unit ends, as the page showed it.
async fn held(tx: &mut store::Write, (id, version): (Uuid, i64)) -> Result<Ranking> {
    let row = rows::lock(tx, id).await?.ok_or(Error::NotFound)?;
    if row.version == version { Ok(row) } else { Err(Error::Stale) }
}

fn computed(row: Ranking) -> Result<Ranking> {
    match row.work {
        Work::Computed => Ok(row),
        Work::Computing | Work::Failed => Err(Error::Refused(said("ranking-not-computed"))),
    }
}

fn changed(is_changed: bool) -> Result<()> {
    if is_changed { Ok(()) } else { Err(Error::Stale) }
}
