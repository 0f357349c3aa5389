//! What follows from a ranking for one application, and from one application for the ranking: moves that are made once,
//! however often they are asked for, and places that go to the next.

use model::{ApplicationId, Moment};
use procedure::ranking::{Place, Scroll, Step};
use serde_json::json;
use store::rankings as rows;
use uuid::Uuid;
use workflow::{Actor, Decision};

use super::{Ranking, Stage, acts::keeps};
use crate::{
    Desk, Error, Loaded, Result,
    facts::Nothing,
    jobs::Failed,
    loaded::context,
    moves::{NotMade, Wish},
};

/// Whether a decision takes an application out of the states in which it keeps a place.
pub(crate) fn frees(loaded: &Loaded, decision: &Decision) -> bool {
    if loaded.procedure.ranking.is_none() {
        return false;
    }
    let kept = keeps(&loaded.procedure);
    let keeps = |state: &String| kept.contains(state.as_str());
    keeps(&loaded.application.state) && !keeps(&decision.after.state)
}

/// Makes the moves that follow for an application from where its ranking is; those that were made are not made again.
pub(crate) async fn bring_forward(
    desk: &Desk,
    (id, application): (Uuid, ApplicationId),
) -> Result<(), Failed> {
    let row = rows::get(&mut desk.db.peek().await.map_err(Error::from)?, id).await?;
    let Some(row) = row else { return Ok(()) };
    // What is due of time goes first: the days for observations may have ended this minute.
    if row.stage == Stage::Approved {
        match desk.elapse(application).await {
            Ok(_) | Err(Error::Stale) => {}
            Err(error) => return Err(error.into()),
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
                let why = why.get(model::Lang::It).to_owned();
                return Ok(desk.log_unmoved(&row, application, (&step.move_id, &why)).await?);
            }
            Err(NotMade::Incomplete(checked)) => {
                let why = checked
                    .problems
                    .iter()
                    .map(|problem| problem.path.clone())
                    .collect::<Vec<_>>()
                    .join(", ");
                return Ok(desk.log_unmoved(&row, application, (&step.move_id, &why)).await?);
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
    if !was_made(&own.approval, row.approved_at) {
        return Ok(Some((own.approval.clone(), String::new())));
    }
    let given = rows::given_to(&mut desk.db.peek().await?, loaded.id()).await?;
    let given = given.filter(|(ranking, _)| *ranking == row.id);
    Ok(given
        .filter(|_| !was_made(&own.offer, row.approved_at))
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
        let mut tx = self.db.write().await?;
        let held = rows::lock(&mut tx, row.id).await?.ok_or(Error::NotFound)?;
        let detail = json!({ "application": application, "move": step, "why": why });
        self.log_ranking(&mut tx, held.id, (None, "unmoved"), &detail).await?;
        Ok(tx.commit().await?)
    }
}

/// A place that an application had is free again: it goes to the next, where the procedure says that it does by itself.
pub(crate) async fn scroll(desk: &Desk, application: ApplicationId) -> Result<(), Failed> {
    let given =
        rows::given_to(&mut desk.db.peek().await.map_err(Error::from)?, application).await?;
    let Some((id, _)) = given else { return Ok(()) };
    let row = rows::get(&mut desk.db.peek().await.map_err(Error::from)?, id).await?;
    let Some(row) = row else { return Ok(()) };
    let compiled = desk.ranked_by(&row.procedure).await?;
    let automatic =
        compiled.ranking.as_ref().is_some_and(|own| own.definition.scroll == Scroll::Automatic);
    if !automatic {
        return Ok(());
    }
    let mut tx = desk.db.write().await?;
    let Some(row) = rows::lock(&mut tx, id).await? else { return Ok(()) };
    let Some(round) = row.shown.filter(|_| row.stage == Stage::Approved) else { return Ok(()) };
    let entries = rows::standings(&mut tx, (id, round)).await?;
    desk.give_places(&mut tx, &row, (&compiled, &entries)).await?;
    tx.commit().await?;
    desk.ring();
    Ok(())
}
