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
    /// It is approved; else it is provisional.
    pub is_approved: bool,
    /// Last day on which a mistake can be reported on this application; none: not now.
    pub claims_until: Option<NaiveDate>,
    /// Days for observations are still running on the whole.
    pub claims_run: bool,
    /// Its line; none: it was looked at and takes no part.
    pub line: Option<Line>,
    /// How many are in the list.
    pub of: usize,
    /// What points are given for, with the points in hundredths.
    pub points: Vec<(Localized, i64)>,
    /// The lists wanted, the most wanted first.
    pub lists: Vec<OwnList>,
    /// Name of the list in which a place was offered, if one was.
    pub given: Option<Localized>,
    /// A place is kept for it, and will be offered.
    pub is_kept: bool,
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
    /// Where an application stands in the newest ranking that was published with it in the list, or else besides.
    ///
    /// # Errors
    /// Storage.
    pub async fn own_ranking(&self, loaded: &Loaded) -> Result<Option<Own>> {
        if loaded.procedure.ranking.is_none() {
            return Ok(None);
        }
        let mut read = self.db.read().await?;
        let mut found: Option<(super::Ranking, i64, rows::Entry)> = None;
        for id in rows::of_application(&mut read, loaded.id()).await? {
            let Some(row) = rows::get(&mut read, id).await? else { continue };
            let Some(round) = row.shown else { continue };
            let entry = rows::entry(&mut read, (id, round), loaded.id()).await?;
            let Some(entry) = entry.filter(|it| it.position > 0 || found.is_none()) else {
                continue;
            };
            let is_listed = entry.position > 0;
            found = Some((row, round, entry));
            if is_listed {
                break;
            }
        }
        if let Some((row, round, entry)) = found {
            let id = row.id;
            let standings = rows::standings(&mut read, (id, round)).await?;
            drop(read);
            let compiled = self.ranked_by(&row.procedure, row.shown_by()).await?;
            let lines = pages::lines(&row, &compiled, &standings)?;
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
            let is_kept = line.as_ref().is_some_and(|it| it.given.is_some() && !it.is_told);
            let told = line.as_ref().filter(|line| line.is_told);
            let given = told.and_then(|line| line.given.as_ref());
            return Ok(Some(Own {
                is_approved: row.stage == Stage::Approved,
                claims_until: self.claimable_until(loaded),
                claims_run: row.claims_until.is_some_and(|until| self.today() <= until),
                public: row.public_until.is_none_or(|until| self.today() <= until).then_some(id),
                points: self.points_of((id, round), &compiled, &entry)?,
                lists: wants.collect(),
                given: given.map(|list| compiled.ranking_list(list)),
                is_kept,
                title: row.title,
                line,
                of,
            }));
        }
        Ok(None)
    }

    /// The last day to answer an offered place, where one waits for an answer.
    #[must_use]
    pub fn offered_until(&self, loaded: &Loaded) -> Option<NaiveDate> {
        let own = &loaded.procedure.ranking.as_ref()?.definition;
        self.last_day_after(loaded, &own.offer.move_id)
    }

    /// The last day to report a mistake in a provisional list, where one can.
    fn claimable_until(&self, loaded: &Loaded) -> Option<NaiveDate> {
        let own = &loaded.procedure.ranking.as_ref()?.definition;
        self.last_day_after(loaded, &own.provisional.move_id)
    }

    /// The last day in the state that a move leads to, where it is in that state now.
    fn last_day_after(&self, loaded: &Loaded, id: &str) -> Option<NaiveDate> {
        let (_, mv) = loaded.procedure.workflow.find_move(id)?;
        let is_there = loaded.application.closed.is_none() && loaded.application.state == mv.to;
        let timers = is_there.then(|| loaded.clock(self).timers)?;
        timers.iter().map(|due| due.last_day).min()
    }
}
