//! What the office has done, in figures: what came in, what stands open, how long it took, whether terms were kept. Each
//! application is counted once when it came and once when it ended, by the worker, with the legal clock it ended under.

mod times;

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use model::{
    Localized,
    access::{self, Action},
};
use store::{Write, figures, queue};
use workflow::Decision;

pub use times::{LEAST, Times, quantile};

use crate::{Desk, Loaded, Result, session::Session};

/// Months that are shown: the one that runs and those before.
pub const MONTHS: u32 = 12;
/// Applications of one unit of work.
const BATCH: i64 = 100;
/// How often they are counted in one go: the others wait a minute.
const ROUNDS: usize = 10;

/// What is asked of the figures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Of one procedure.
    pub procedure: Option<String>,
    /// Of one office.
    pub office: Option<String>,
}

/// The figures of what somebody reaches.
#[derive(Debug)]
pub struct Figures {
    /// The months, the first of each, the oldest first.
    pub months: Vec<NaiveDate>,
    /// How many came in each.
    pub came: Vec<i64>,
    /// How many ended in each.
    pub ended: Vec<i64>,
    /// By procedure, those with most to tell first.
    pub procedures: Vec<Of>,
    /// By office; of who reaches more than one.
    pub offices: Vec<Of>,
    /// All together.
    pub all: Of,
    /// Procedures and offices that can be chosen.
    pub choices: (Vec<(String, Localized)>, Vec<String>),
}

/// The figures of a procedure, of an office, or of all.
#[derive(Debug, Clone, Default)]
pub struct Of {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: Localized,
    pub came: i64,
    pub ended: i64,
    /// Open now; of them past their day, and with the term standing still.
    pub open: i64,
    pub late: i64,
    pub suspended: i64,
    /// Days on which the term ran, of those that were decided.
    pub worked: Option<Times>,
    /// The days that people waited.
    pub days: Option<Times>,
    /// Terms kept and missed.
    pub kept: i64,
    pub missed: i64,
    /// Ways in which they ended.
    pub positive: i64,
    pub negative: i64,
    pub withdrawn: i64,
    worked_by_day: BTreeMap<i64, i64>,
    days_by_day: BTreeMap<i64, i64>,
}

impl Of {
    fn add(&mut self, one: &figures::Ended) {
        self.ended += one.n;
        match one.outcome.as_str() {
            "positive" => self.positive += one.n,
            "negative" => self.negative += one.n,
            _ => self.withdrawn += one.n,
        }
        match one.term.as_str() {
            "kept" => self.kept += one.n,
            "missed" => self.missed += one.n,
            _ => {}
        }
        // What its citizen took back was not decided.
        if one.outcome != "withdrawn" {
            *self.worked_by_day.entry(one.worked).or_default() += one.n;
            *self.days_by_day.entry(one.days).or_default() += one.n;
        }
    }

    fn stand(&mut self, one: &figures::Standing) {
        self.open += one.n;
        self.late += one.late;
        self.suspended += one.suspended;
    }

    fn finish(mut self) -> Of {
        self.worked = Times::of(&self.worked_by_day);
        self.days = Times::of(&self.days_by_day);
        self
    }
}

/// `2026-03`.
fn month(day: NaiveDate) -> String {
    day.format("%Y-%m").to_string()
}

/// The first of the months that end with the one of `today`.
fn months(today: NaiveDate) -> Vec<NaiveDate> {
    let first = today.with_day(1).unwrap_or(today);
    (0..MONTHS).rev().filter_map(|back| first.checked_sub_months(Months::new(back))).collect()
}

impl Desk {
    /// Whether somebody sees figures at all.
    #[must_use]
    pub fn sees_figures(session: &Session) -> bool {
        session.is_staff() && !access::places(&session.roles, Action::ReadStatistics).is_empty()
    }

    /// The figures of what somebody reaches, of the last [`MONTHS`].
    ///
    /// # Errors
    /// They see none.
    pub async fn figures(&self, session: &Session, asked: &Asked) -> Result<Figures> {
        if !Self::sees_figures(session) {
            return Err(self.denied(session, "figures", None).await);
        }
        let mut reach = queue::Filter::default();
        let places = access::places(&session.roles, Action::ReadStatistics);
        let is_everywhere = places.iter().any(|at| at.office.is_none() && at.procedure.is_none());
        for at in places.into_iter().filter(|_| !is_everywhere) {
            match (at.office.clone(), at.procedure.clone()) {
                (Some(office), None) => reach.offices.push(office),
                (office, Some(procedure)) => reach.parts.push((office, procedure)),
                (None, None) => {}
            }
        }
        let offices = self.offices_within(&reach);
        let months = months(self.today());
        let since = months.first().copied().map(month).unwrap_or_default();
        let mut read = self.db.read().await?;
        let known = figures::intake(&mut read, &reach, &since).await?;
        reach.procedures.extend(asked.procedure.clone());
        reach.chosen.extend(asked.office.clone());
        let came = figures::intake(&mut read, &reach, &since).await?;
        let ended = figures::ended(&mut read, &reach, &since).await?;
        let today = self.today().to_string();
        let standing = figures::standing(&mut read, &reach, &today).await?;
        drop(read);
        let mut ids: Vec<String> = known.into_iter().map(|one| one.procedure).collect();
        ids.sort_unstable();
        ids.dedup();
        let titles = self.titles_by_id().await?;
        let named = |id: String| {
            let title = titles.get(&id).cloned().unwrap_or_else(|| Localized::it(id.clone()));
            (id, title)
        };
        let mut of_month: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        let (mut procedures, mut of_office) = (BTreeMap::new(), BTreeMap::new());
        let mut all = Of::default();
        {
            let mut each = |procedure: &str, office: &str, add: &dyn Fn(&mut Of)| {
                add(procedures.entry(procedure.to_owned()).or_default());
                add(of_office.entry(office.to_owned()).or_default());
                add(&mut all);
            };
            for one in &came {
                of_month.entry(one.month.clone()).or_default().0 += one.n;
                each(&one.procedure, &one.office, &|of: &mut Of| of.came += one.n);
            }
            for one in &ended {
                of_month.entry(one.month.clone()).or_default().1 += one.n;
                each(&one.procedure, &one.office, &|of: &mut Of| of.add(one));
            }
            for one in &standing {
                each(&one.procedure, &one.office, &|of: &mut Of| of.stand(one));
            }
        }
        let of_month = |day: &NaiveDate| of_month.get(&month(*day)).copied().unwrap_or_default();
        let mut procedures: Vec<Of> = procedures
            .into_iter()
            .map(|(id, of)| {
                let (id, name) = named(id);
                Of { id, name, ..of.finish() }
            })
            .collect();
        procedures.sort_by_key(|of| std::cmp::Reverse((of.open + of.ended, of.came)));
        let offices_told = of_office.into_iter().map(|(id, of)| {
            let name = self.office_name(&id);
            Of { id, name, ..of.finish() }
        });
        Ok(Figures {
            came: months.iter().map(|day| of_month(day).0).collect(),
            ended: months.iter().map(|day| of_month(day).1).collect(),
            months,
            procedures,
            offices: if offices.len() > 1 { offices_told.collect() } else { Vec::new() },
            all: all.finish(),
            choices: (ids.into_iter().map(named).collect(), offices),
        })
    }

    /// What the procedures in use are called.
    async fn titles_by_id(&self) -> Result<BTreeMap<String, Localized>> {
        let published = self.published().await?;
        let title = |one: &crate::catalogue::Published| {
            let procedure = &one.compiled.procedure;
            (procedure.id.clone(), procedure.title.clone())
        };
        Ok(published.iter().map(title).collect())
    }

    /// Counts what came and what ended since it was last called; how many. To be called every minute.
    ///
    /// # Errors
    /// Storage.
    pub async fn count_applications(&self) -> Result<usize> {
        let mut counted = 0;
        for _ in 0..ROUNDS {
            let some = self.count_came().await? + self.count_ended().await?;
            counted += some;
            if some == 0 {
                break;
            }
        }
        Ok(counted)
    }

    async fn count_came(&self) -> Result<usize> {
        let mut tx = self.db.write().await?;
        let came = figures::take_came(&mut tx, BATCH).await?;
        let mut sums: BTreeMap<(String, String, String), i64> = BTreeMap::new();
        for one in &came {
            let key = (month(one.sent_at.day()), one.office.clone(), one.procedure.clone());
            *sums.entry(key).or_default() += 1;
        }
        let more = sums.into_iter().map(|((month, office, procedure), n)| figures::Intake {
            month,
            office,
            procedure,
            n,
        });
        figures::add_intake(&mut tx, &more.collect::<Vec<_>>()).await?;
        tx.commit().await?;
        Ok(came.len())
    }

    async fn count_ended(&self) -> Result<usize> {
        let ids = figures::uncounted(&mut self.db.peek().await?, BATCH).await?;
        let mut ended = Vec::new();
        for (id, closed_at) in &ids {
            // One that cannot be read is in no figure, and keeps no other out of them.
            match self.load(*id).await {
                Ok(loaded) => ended.push((*id, *closed_at, self.ended(&loaded))),
                Err(error) => {
                    tracing::error!(application = %id, %error, "an end could not be counted");
                    ended.push((*id, *closed_at, None));
                }
            }
        }
        let mut tx = self.db.write().await?;
        let mut taken = Vec::new();
        for (id, closed_at, one) in ended {
            if figures::take_ended(&mut tx, id, closed_at).await? {
                taken.extend(one);
            }
        }
        figures::add_ended(&mut tx, &taken).await?;
        tx.commit().await?;
        Ok(ids.len())
    }

    /// Takes an end out of the count, where the decision that made it is taken back: it will end once more.
    pub(crate) async fn uncount(
        &self,
        tx: &mut Write,
        loaded: &Loaded,
        decision: &Decision,
    ) -> Result<()> {
        let ends_no_more = loaded.application.closed.is_some() && decision.after.closed.is_none();
        if ends_no_more && figures::release_ended(tx, loaded.id()).await? {
            let ended = self.ended(loaded).map(|one| figures::Ended { n: -1, ..one });
            figures::add_ended(tx, &ended.into_iter().collect::<Vec<_>>()).await?;
        }
        Ok(())
    }

    /// How an application ended.
    fn ended(&self, loaded: &Loaded) -> Option<figures::Ended> {
        let closed = loaded.application.closed?;
        let clock = loaded.clock(self);
        let outcome = loaded.row.now.outcome.clone()?;
        let on = closed.at.day();
        // What is left to do after the decision, such as a payment, is not the office's time.
        let decided_on = clock.ended_on.map_or(on, |ended| ended.min(on));
        // Of a decision that was taken back the new one is measured by its own term.
        let from = match loaded.application.taken_back.is_empty() {
            true => loaded.sent_at().day(),
            false => clock.started_on,
        };
        let days = (on - from).num_days().max(0);
        let term = match clock.due_on_citizen {
            Some(due) if outcome != "withdrawn" => {
                if decided_on <= due {
                    "kept"
                } else {
                    "missed"
                }
            }
            _ => "none",
        };
        Some(figures::Ended {
            month: month(on),
            office: loaded.application.office.clone(),
            procedure: loaded.row.procedure.clone(),
            outcome,
            term: term.to_owned(),
            days,
            worked: ((decided_on - from).num_days() - i64::from(clock.suspended_days)).max(0),
            n: 1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_months_end_with_the_one_that_runs() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let all = months(day("2027-03-31"));
        assert_eq!(all.len(), 12);
        assert_eq!((month(all[0]), month(all[11])), ("2026-04".to_owned(), "2027-03".to_owned()));
    }
}
