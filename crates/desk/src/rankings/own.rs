//! Where one's own application stands in a ranking that is public.

use chrono::NaiveDate;
use model::Localized;
use store::rankings as rows;
use uuid::Uuid;

use super::{
    Stage,
    pages::{self, Line},
};
use crate::{Desk, Loaded, Result};

/// The place of an application in a published list, as its citizen reads it.
#[derive(Debug)]
pub struct Own {
    /// The ranking, and where everybody reads it; none when it is public no more.
    pub title: String,
    pub public: Option<Uuid>,
    /// It is approved; else it is provisional, for observations until a day.
    pub is_approved: bool,
    pub claims_until: Option<NaiveDate>,
    /// Its line; none: it was looked at and takes no part.
    pub line: Option<Line>,
    /// How many are in the list.
    pub of: usize,
    /// What points are given for, with the points in hundredths.
    pub points: Vec<(Localized, i64)>,
    /// The lists wanted, the most wanted first.
    pub lists: Vec<OwnList>,
    /// Name of the list in which a place was given, if one was.
    pub given: Option<Localized>,
}

/// Where one stands in one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnList {
    /// Its name; empty where there is one.
    pub name: Localized,
    /// From 1.
    pub position: u32,
    /// How many want it, and how many places there are.
    pub wanting: usize,
    pub places: u32,
}

impl Desk {
    /// Where an application stands in the newest ranking that was published with it.
    ///
    /// # Errors
    /// Storage.
    pub async fn own_ranking(&self, loaded: &Loaded) -> Result<Option<Own>> {
        if loaded.procedure.ranking.is_none() {
            return Ok(None);
        }
        let mut read = self.db.read().await?;
        for (id, _) in rows::of_application(&mut read, loaded.id()).await? {
            let Some(row) = rows::get(&mut read, id).await? else { continue };
            let Some(round) = row.shown else { continue };
            let Some(entry) = rows::entry(&mut read, (id, round), loaded.id()).await? else {
                continue;
            };
            let standings = rows::standings(&mut read, (id, round)).await?;
            drop(read);
            let compiled = self.ranked_by(&row.procedure).await?;
            let lines = pages::lines(&compiled, &standings)?;
            let lists = pages::lists(&row, &compiled, &standings, self.today())?;
            let of = lines.len();
            let line = lines.into_iter().find(|line| line.application == loaded.id());
            let wants = line.iter().flat_map(|line| &line.wants).filter_map(|(list, position)| {
                let list = lists.iter().find(|own| own.id == *list)?;
                Some(OwnList {
                    name: list.name.clone(),
                    position: *position,
                    wanting: list.wanting,
                    places: list.places,
                })
            });
            let given = line.as_ref().and_then(|line| line.given.as_ref());
            return Ok(Some(Own {
                is_approved: row.stage == Stage::Approved,
                claims_until: row.claims_until,
                public: row.public_until.is_none_or(|until| self.today() <= until).then_some(id),
                points: self.points_of((&row, round), &compiled, &entry)?,
                lists: wants.collect(),
                given: given.map(|list| compiled.ranking_list(list)),
                title: row.title,
                line,
                of,
            }));
        }
        Ok(None)
    }

    /// The last day to answer an offered place, where one waits for an answer.
    pub(crate) fn offered_until(&self, loaded: &Loaded) -> Option<NaiveDate> {
        let own = &loaded.procedure.ranking.as_ref()?.definition;
        let (_, offer) = loaded.procedure.workflow.find_move(&own.offer.move_id)?;
        let is_offered =
            loaded.application.closed.is_none() && loaded.application.state == offer.to;
        let timers = is_offered.then(|| loaded.clock(self).timers)?;
        timers.iter().map(|due| due.last_day).min()
    }
}
