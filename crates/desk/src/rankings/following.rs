//! What follows from a ranking for one application, and from one application for the ranking: moves that are made once,
//! however often they are asked for, and places that go to the next.

use model::{ApplicationId, Lang, Moment};
use procedure::ranking::{Place, Scroll, Step};
use serde_json::json;
use store::rankings as rows;
use uuid::Uuid;
use workflow::{Actor, Decision, Event, Who};

use super::{Ranking, Stage};
use crate::{
    Desk, Error, Loaded, Result,
    facts::Nothing,
    jobs::Failed,
    loaded::context,
    moves::{NotMade, Wish, wrong},
};

/// Whether a decision offers the place that was given.
pub(crate) fn offers(loaded: &Loaded, decision: &Decision) -> bool {
    let own = loaded.procedure.ranking.as_ref().map(|own| &own.definition);
    let mut done = decision.events.iter().filter_map(|entry| entry.event.done());
    own.is_some_and(|own| done.any(|done| done.step.move_id == own.offer.move_id))
}

/// Whether something may follow in a ranking from a decision that is not its own: a place is free again, or what could
/// not be done with the application can be now.
pub(crate) fn concerns(loaded: &Loaded, decision: &Decision) -> bool {
    let is_ranked = loaded.procedure.ranking.is_some();
    let is_its_own = decision.events.iter().any(|entry| entry.author.who == Who::Ranking);
    let matters = |event: &Event| matches!(event, Event::Amended { .. }) || event.done().is_some();
    let is_moved = loaded.application.state != decision.after.state;
    is_ranked
        && !is_its_own
        && (is_moved || decision.events.iter().any(|entry| matters(&entry.event)))
}

/// Makes the moves that follow for an application from where its ranking is; those that were made are not made again.
pub(crate) async fn bring_forward(
    desk: &Desk,
    (id, application): (Uuid, ApplicationId),
) -> Result<(), Failed> {
    let row = rows::get(&mut desk.db.peek().await.map_err(Error::from)?, id).await?;
    let Some(row) = row else { return Ok(()) };
    if row.stage == Stage::Approved {
        // What is due of time goes first: the days for observations may have ended this minute.
        match desk.elapse(application).await {
            Ok(_) | Err(Error::Stale) => {}
            Err(error) => return Err(error.into()),
        }
        // It ended while it was being given a place.
        if desk.load(application).await?.application.closed.is_some() {
            return Ok(desk.scroll(&row).await?);
        }
    }
    // Into the list, and out of it with a place: no application has more to do at once.
    for _ in 0..2 {
        let loaded = desk.load(application).await?;
        let Some((step, list)) = next(desk, &row, &loaded).await? else { return Ok(()) };
        let wish = desk.step_wish(&row, &loaded, (&step, list)).await?;
        let Some(wish) = wish else { return Ok(()) };
        match desk.make_move_as(&Actor::ranking(), loaded, &wish).await {
            Ok(()) => {}
            Err(NotMade::Desk(Error::Refused(why))) => {
                let why = why.get(Lang::It).to_owned();
                return Ok(desk.log_unmoved(&row, application, (&step.move_id, &why)).await?);
            }
            Err(NotMade::Incomplete(checked)) => {
                let why = wrong(&checked);
                let why = (step.move_id.as_str(), why.get(Lang::It));
                return Ok(desk.log_unmoved(&row, application, why).await?);
            }
            Err(NotMade::Desk(error)) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The move that follows now, and the list in which a place was given.
async fn next(desk: &Desk, row: &Ranking, loaded: &Loaded) -> Result<Option<(Step, String)>> {
    let Some(own) = loaded.procedure.ranking.as_ref().map(|own| &own.definition) else {
        return Ok(None);
    };
    if loaded.application.closed.is_some() || loaded.application.office != row.office {
        return Ok(None);
    }
    let was_made = |step: &Step, since: Option<Moment>| {
        let moves = loaded.application.moves.iter();
        since.is_none_or(|since| {
            moves.clone().any(|made| made.id == step.move_id && made.at >= since)
        })
    };
    if row.stage == Stage::Provisional {
        let step = (!was_made(&own.provisional, row.published_at)).then(|| own.provisional.clone());
        return Ok(step.map(|step| (step, String::new())));
    }
    // Whoever is past it, be it by hand, is not approved again.
    let state = &loaded.application.state;
    let approved = loaded.procedure.workflow.find_move(&own.approval.move_id);
    let is_past =
        own.holds.contains(state) || approved.is_some_and(|(_, approved)| approved.to == *state);
    // Whoever was taken up again goes the way once more.
    let again = loaded.application.taken_back.last().map(|taken| taken.at);
    let since = row.approved_at.max(again);
    if again > row.approved_at && !spoke_since(loaded, again) {
        return Ok(None);
    }
    if !is_past && !was_made(&own.approval, since) {
        return Ok(Some((own.approval.clone(), String::new())));
    }
    let given = rows::given_to(&mut desk.db.peek().await?, loaded.id()).await?;
    let given = given.filter(|(ranking, _)| *ranking == row.id);
    Ok(given
        .filter(|_| !own.holds.contains(state) && !was_made(&own.offer, since))
        .map(|(_, list)| (own.offer.clone(), list)))
}

impl Desk {
    /// What the ranking writes into a move; none if the application is not in the list.
    async fn step_wish(
        &self,
        row: &Ranking,
        loaded: &Loaded,
        (step, list): (&Step, String),
    ) -> Result<Option<Wish>> {
        let Some(round) = row.shown else { return Ok(None) };
        let of = (row.id, round);
        let entry = rows::entry(&mut self.db.peek().await?, of, loaded.id()).await?;
        let Some(entry) = entry.filter(|entry| entry.position > 0) else { return Ok(None) };
        let Some(own) = loaded.procedure.ranking.as_ref() else { return Ok(None) };
        let place = Place {
            points: entry.points,
            position: u32::try_from(entry.position).unwrap_or(0),
            list,
            act: row.act.clone(),
        };
        let names = loaded.answers.bindings(&loaded.procedure.form, &Nothing);
        let mut raw = form::Raw::new();
        for (field, value) in own.given(step, &place, &names, &context(self)) {
            raw.put(field, value);
        }
        Ok(Some(Wish { id: step.move_id.clone(), raw, version: loaded.version() }))
    }

    /// A move that could not be made is the office's to look at.
    async fn log_unmoved(
        &self,
        row: &Ranking,
        application: ApplicationId,
        (step, why): (&str, &str),
    ) -> Result<()> {
        let loaded = self.load(application).await?;
        let found = loaded.procedure.workflow.find_move(step);
        let label = found.map_or(step, |(_, mv)| mv.label.get(Lang::It));
        let detail = json!({ "number": loaded.number(), "move": label, "why": why });
        let mut tx = self.db.write().await?;
        let held = rows::lock(&mut tx, row.id).await?.ok_or(Error::NotFound)?;
        self.log_ranking(&mut tx, held.id, (None, "unmoved"), &detail).await?;
        Ok(tx.commit().await?)
    }
}

/// An application has changed: in each ranking that it is in, places that are free go to who waits, where the procedure
/// says that they do by themselves, and what follows for itself is done.
pub(crate) async fn follow(desk: &Desk, application: ApplicationId) -> Result<(), Failed> {
    let mut read = desk.db.peek().await.map_err(Error::from)?;
    let all = rows::of_application(&mut read, application).await?;
    drop(read);
    for id in all {
        let row = rows::get(&mut desk.db.peek().await.map_err(Error::from)?, id).await?;
        let Some(row) = row else { continue };
        if row.stage == Stage::Approved {
            desk.begin_anew(&row, application).await?;
            desk.scroll(&row).await?;
        }
        if row.stage != Stage::Draft {
            bring_forward(desk, (id, application)).await?;
        }
    }
    Ok(())
}

/// Whether somebody of the office has made a move since a decision was taken back: before, nothing goes on by itself.
fn spoke_since(loaded: &Loaded, taken: Option<Moment>) -> bool {
    let of_the_office = [Who::Clerk, Who::Responsible, Who::Head];
    let mut since = loaded.entries.iter().filter(|entry| taken.is_some_and(|at| entry.at >= at));
    since.any(|entry| of_the_office.contains(&entry.author.who) && entry.event.done().is_some())
}

/// The state that an application was in when it was taken up again, the last time.
fn taken_up_in(loaded: &Loaded) -> Option<&str> {
    let is_reopened = |entry: &workflow::Entry| matches!(entry.event, Event::Reopened { .. });
    let at = loaded.entries.iter().rposition(is_reopened)?;
    let before = loaded.entries[..at].iter().rev();
    before.filter_map(|entry| entry.event.done()).map(|done| done.step.to.as_str()).next()
}

impl Desk {
    /// Whoever was taken up again keeps the place that they had until the office has decided anew; who had it no more
    /// waits like everybody else.
    async fn begin_anew(&self, row: &Ranking, application: ApplicationId) -> Result<()> {
        let loaded = self.load(application).await?;
        let Some(taken) = loaded.application.taken_back.last() else { return Ok(()) };
        let own = loaded.procedure.ranking.as_ref().map(|own| &own.definition.holds);
        let was_held = taken_up_in(&loaded)
            .is_some_and(|state| own.is_some_and(|holds| holds.iter().any(|own| own == state)));
        let of = (row.id, application);
        let mut tx = self.db.write().await?;
        rows::lock(&mut tx, row.id).await?;
        let (what, is_changed) = match was_held {
            true => ("kept", rows::untell(&mut tx, of, taken.at).await?),
            false => ("anew", rows::ungive(&mut tx, of, taken.at).await?),
        };
        if is_changed {
            let detail = json!({ "number": loaded.number() });
            self.log_ranking(&mut tx, row.id, (None, what), &detail).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn scroll(&self, row: &Ranking) -> Result<()> {
        let Some(revision) = row.shown_revision else { return Ok(()) };
        let compiled = self.ranked_by(&row.procedure, revision).await?;
        let own = compiled.ranking.as_ref().map(|own| own.definition.scroll);
        if own != Some(Scroll::Automatic) {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        let Some(row) = rows::lock(&mut tx, row.id).await? else { return Ok(()) };
        let entries = rows::standings(&mut tx, (row.id, row.round)).await?;
        if self.give_places(&mut tx, &row, (&compiled, &entries)).await? > 0 {
            tx.commit().await?;
            self.ring();
        }
        Ok(())
    }
}
