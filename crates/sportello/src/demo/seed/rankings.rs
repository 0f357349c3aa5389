//! The rankings of the demo: each act of the office on its day, and what the families that were offered a place answered.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use desk::{moves::Wish, rankings::New};
use model::{ApplicationId, Moment};
use serde::Deserialize;
use uuid::Uuid;

use super::{Stage, enter, moment, settle};
use crate::Failure;

/// A ranking, as the stories tell it; days are days ago.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ranking {
    procedure: String,
    title: String,
    /// First and last day of receipt.
    received: (i64, i64),
    places: BTreeMap<String, u32>,
    /// Who has it computed, and publishes and approves it.
    who: String,
    head: String,
    begun: i64,
    published: i64,
    approved: i64,
    answered: i64,
    act: String,
    /// Whose offer nobody answers: a visitor can.
    waits: String,
}

/// What happens to a ranking on a day.
#[derive(Debug, Clone, Copy)]
enum What {
    Begin,
    Publish,
    Approve,
    Answer,
}

/// The acts of all rankings, the next one first.
pub(super) struct Acts<'a> {
    all: Vec<(Moment, &'a Ranking, What)>,
    ids: BTreeMap<String, Uuid>,
    today: NaiveDate,
}

impl<'a> Acts<'a> {
    pub fn of(rankings: &'a [Ranking], today: NaiveDate) -> Self {
        let mut all: Vec<_> = rankings
            .iter()
            .flat_map(|ranking| {
                let at = |days, index| moment(today, days, index);
                [
                    (at(ranking.begun, 80), ranking, What::Begin),
                    (at(ranking.published, 81), ranking, What::Publish),
                    (at(ranking.approved, 82), ranking, What::Approve),
                    (at(ranking.answered, 83), ranking, What::Answer),
                ]
            })
            .collect();
        all.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        Self { all, ids: BTreeMap::new(), today }
    }

    /// Does what was due before a moment. `sent` says whose each application is.
    pub async fn until(
        &mut self,
        stage: &Stage<'_>,
        (clock, before): (&gateway::clock::Clock, Moment),
        sent: &BTreeMap<ApplicationId, &str>,
    ) -> Result<(), Failure> {
        while let Some((at, ranking, what)) = self.all.pop_if(|(at, ..)| *at < before) {
            clock.set(at);
            settle(stage.desk).await?;
            let done = self.act(stage, (ranking, what), sent).await;
            done.map_err(|error| format!("ranking {}: {what:?}: {error}", ranking.title))?;
            settle(stage.desk).await?;
        }
        Ok(())
    }

    async fn act(
        &mut self,
        stage: &Stage<'_>,
        (ranking, what): (&Ranking, What),
        sent: &BTreeMap<ApplicationId, &str>,
    ) -> Result<(), Failure> {
        let desk = stage.desk;
        let day = |days| self.today - Duration::days(days);
        if let What::Begin = what {
            let session = enter(stage, &ranking.who).await?;
            let new = New {
                procedure: ranking.procedure.clone(),
                title: ranking.title.clone(),
                received: (day(ranking.received.0), day(ranking.received.1)),
                places: ranking.places.clone(),
            };
            self.ids.insert(ranking.title.clone(), desk.begin_ranking(&session, new).await?);
            return Ok(());
        }
        let session = enter(stage, &ranking.head).await?;
        let id = *self.ids.get(&ranking.title).ok_or("it was never begun")?;
        let page = desk.ranking_page(&session, id).await?;
        let of = (id, page.row.version);
        match what {
            What::Begin => Ok(()),
            What::Publish => Ok(desk.publish_ranking(&session, of).await?),
            What::Approve => Ok(desk.approve_ranking(&session, of, &ranking.act).await?),
            What::Answer => {
                let offered = page.lines.iter().filter(|line| line.given.is_some());
                for (n, line) in offered.enumerate() {
                    let whose = sent.get(&line.application).copied().unwrap_or_default();
                    // Of three, one accepts, one declines, one has not answered yet.
                    let answer = ["accept", "decline", ""][n % 3];
                    if whose.is_empty() || whose == ranking.waits || answer.is_empty() {
                        continue;
                    }
                    let parent = enter(stage, whose).await?;
                    let id = line.application;
                    let mut wish: Wish = desk.first_wish(&parent, id, answer).await?;
                    wish.raw.put("confirm", "true");
                    let made = desk.make_move(&parent, id, &wish).await;
                    made.map_err(|error| error.to_string())?;
                }
                Ok(())
            }
        }
    }
}
