//! How long applications take, as half of them and nine of ten say it; and what a citizen is told of it.

use std::{collections::BTreeMap, time::Duration};

use store::figures;
use workflow::{ClockState, Who};

use super::{month, months};
use crate::{Desk, Loaded, Result};

/// So many must have ended before anything is said of how long they take.
pub const LEAST: i64 = 10;
/// As far as those before are counted.
const BEFORE: i64 = 1_000;
/// How long what was found is believed.
pub(crate) const FRESH: Duration = Duration::from_secs(3_600);

/// In how many days they end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// How many ended.
    pub n: i64,
    /// Half of them within these days.
    pub half: i64,
    /// Nine of ten.
    pub most: i64,
}

impl Times {
    /// Of how many took how many days.
    #[must_use]
    pub fn of(by_day: &BTreeMap<i64, i64>) -> Option<Times> {
        let n = by_day.values().sum();
        let (half, most) = (quantile(by_day, 50)?, quantile(by_day, 90)?);
        Some(Times { n, half, most })
    }
}

/// The least number of days within which at least `percent` of a hundred ended (nearest rank): always the days that one of
/// them really took.
#[must_use]
pub fn quantile(by_day: &BTreeMap<i64, i64>, percent: i64) -> Option<i64> {
    let n: i64 = by_day.values().sum();
    let rank = (n * percent + 99) / 100;
    let mut met = 0;
    let reached = by_day.iter().find(|(_, n)| {
        met += **n;
        met >= rank.max(1)
    });
    reached.map(|(days, _)| *days)
}

impl Desk {
    /// In how many days applications of a procedure were decided, of the last twelve months; none if fewer than [`LEAST`]
    /// were. What was found is believed for an hour.
    ///
    /// # Errors
    /// Storage.
    pub async fn usual_times(&self, procedure: &str) -> Result<Option<Times>> {
        let now = self.now();
        let held = self.times.lock().ok().and_then(|held| held.get(procedure).copied());
        let fresh = chrono::Duration::from_std(FRESH).unwrap_or_default();
        if let Some((at, found)) = held
            && at <= now
            && now < at + fresh
        {
            return Ok(found);
        }
        let since = months(self.today()).first().copied().map(month).unwrap_or_default();
        let found = figures::times(&mut self.db.peek().await?, procedure, &since).await?;
        let times = Times::of(&found.into_iter().collect()).filter(|times| times.n >= LEAST);
        if let Ok(mut held) = self.times.lock() {
            held.insert(procedure.to_owned(), (now, times));
        }
        Ok(times)
    }

    /// How many of the same procedure were sent before and wait at the same point of the same office, as far as they are
    /// counted; none where the office is not the one that has to act.
    ///
    /// # Errors
    /// Storage.
    pub async fn before(&self, loaded: &Loaded) -> Result<Option<i64>> {
        let application = &loaded.application;
        let state = &application.state;
        let is_office =
            |who: &Who| matches!(who, Who::Clerk | Who::Responsible | Who::Head | Who::Protocol);
        let moves = &loaded.procedure.workflow.definition().moves;
        let acts = moves.iter().any(|mv| mv.from.contains(state) && mv.who.iter().any(is_office));
        let runs = application.closed.is_none() && loaded.clock(self).state == ClockState::Running;
        if !acts || !runs {
            return Ok(None);
        }
        let at = (application.office.as_str(), loaded.row.procedure.as_str(), state.as_str());
        let mut read = self.db.peek().await?;
        Ok(Some(figures::before(&mut read, at, loaded.sent_at(), BEFORE).await?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many took each number of days.
    fn by_day(days: &[i64]) -> BTreeMap<i64, i64> {
        let mut all = BTreeMap::new();
        for day in days {
            *all.entry(*day).or_default() += 1;
        }
        all
    }

    #[test]
    fn the_days_of_the_nearest_rank() {
        // The table of the definition: fifteen, twenty, thirty-five, forty, fifty.
        let five = [15, 20, 35, 40, 50];
        for (percent, days) in [(5, 15), (30, 20), (40, 20), (50, 35), (90, 50), (100, 50)] {
            assert_eq!(quantile(&by_day(&five), percent), Some(days), "{percent}");
        }
        let times = Times::of(&by_day(&[]));
        assert_eq!(times, None);
        let cases: [(&[i64], (i64, i64)); 5] = [
            (&[7], (7, 7)),
            (&[1, 2], (1, 2)),
            (&[0, 0, 0, 9], (0, 9)),
            (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], (5, 9)),
            (&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 11], (6, 10)),
        ];
        for (days, expected) in cases {
            let times = Times::of(&by_day(days));
            assert_eq!(times.map(|times| (times.half, times.most)), Some(expected), "{days:?}");
        }
    }
}
