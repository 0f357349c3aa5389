//! What the events of an application say of its term, and the counting of days over it.
//! Two readings, see the parent; no sentences and no timers here.

use chrono::{Days, NaiveDate};
use model::Calendar;
use model::calendar::{Length, add_months};

use super::{Extension, Interval, IntervalEnd, LONGEST_SUSPENSION, OBSERVATION_DAYS};
use crate::application::{Application, TermMark, TermMove};
use crate::definition::{TermStart, Workflow};
use crate::event::{Cause, TermChange};

/// No count goes further than this many days: about a century.
const HORIZON: u32 = 36_600;

/// Which of two readings of the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// The earlier date: the days of request and answer both count.
    Office,
    /// The later date: neither counts.
    Citizen,
}

/// The last day of a term, as counted and as moved off holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    pub counted: NaiveDate,
    pub last_day: NaiveDate,
}

/// What the marks of an application say, before any counting.
pub struct History {
    pub started_on: NaiveDate,
    pub ended_on: Option<NaiveDate>,
    pub intervals: Vec<Interval>,
    pub extensions: Vec<Extension>,
    pub restarted: Option<(NaiveDate, String)>,
}

impl History {
    pub fn read<F>(
        workflow: &Workflow<F>,
        application: &Application,
        calendar: &Calendar,
        today: NaiveDate,
    ) -> Self {
        let mut history = Self {
            started_on: application.sent_at.day(),
            ended_on: None,
            intervals: Vec::new(),
            extensions: Vec::new(),
            restarted: None,
        };
        for mark in &application.term {
            history.take(mark, workflow, calendar);
        }
        if let Some(closed) = application.closed {
            history.end(closed.at.day());
        }
        // The last day of a suspension that nobody ended is certain once it has passed.
        if let Some(last) = history.intervals.last_mut()
            && last.end == IntervalEnd::Open
            && let Some(at_most) = last.at_most.filter(|at_most| *at_most < today)
        {
            last.until = Some(at_most);
            last.end = IntervalEnd::Lapsed;
        }
        history
    }

    fn take<F>(&mut self, mark: &TermMark, workflow: &Workflow<F>, calendar: &Calendar) {
        let TermMove::Changed(change) = &mark.change else {
            match mark.change {
                TermMove::Observed => self.observed(mark.on),
                TermMove::Received if workflow.term.from == TermStart::CompetentOffice => {
                    self.started_on = mark.on;
                }
                TermMove::Received | TermMove::Changed(_) => {}
            }
            return;
        };
        match change {
            TermChange::Suspended { cause, norm, most } => {
                // The law gives the first of its kind only; a second changes no date.
                let is_second = *cause != Cause::Other
                    && self.intervals.iter().any(|interval| interval.cause == *cause);
                if is_second {
                    return;
                }
                self.close_open(mark.on);
                let cap = workflow.suspension_days.min(LONGEST_SUSPENSION);
                let at_most = match cause {
                    Cause::Integration => {
                        let until = answer_until(mark.on, most.unwrap_or(cap).min(cap), calendar);
                        Some(until.min(plus(mark.on, cap)))
                    }
                    Cause::RefusalNotice => Some(observations_until(mark.on, calendar)),
                    Cause::Other => most.map(|most| plus(mark.on, most)),
                };
                self.intervals.push(Interval {
                    from: mark.on,
                    until: None,
                    at_most,
                    cause: *cause,
                    norm: norm.clone(),
                    author: mark.author,
                    end: IntervalEnd::Open,
                });
            }
            TermChange::Resumed => self.close_open(mark.on),
            TermChange::Extended { days, norm } => {
                self.extensions.push(Extension { on: mark.on, days: *days, norm: norm.clone() });
            }
            TermChange::Restarted { norm } => {
                self.started_on = mark.on;
                self.restarted = Some((mark.on, norm.clone()));
                self.close_open(mark.on);
                self.extensions.clear();
            }
            TermChange::Stopped => self.end(mark.on),
        }
    }

    fn observed(&mut self, on: NaiveDate) {
        if let Some(last) = self.intervals.last_mut()
            && last.cause == Cause::RefusalNotice
            && last.end == IntervalEnd::Open
            && last.at_most.is_some_and(|at_most| on <= at_most)
        {
            let until = plus(on, OBSERVATION_DAYS);
            last.at_most = Some(until);
            last.until = Some(until);
            last.end = IntervalEnd::Observed;
        }
    }

    /// Ends the suspension that still runs on this day, if one does.
    fn close_open(&mut self, on: NaiveDate) {
        let Some(last) = self.intervals.last_mut() else { return };
        match last.end {
            IntervalEnd::Open => match last.at_most.filter(|at_most| *at_most < on) {
                Some(at_most) => {
                    last.until = Some(at_most);
                    last.end = IntervalEnd::Lapsed;
                }
                None => {
                    last.until = Some(on);
                    last.end = IntervalEnd::Act;
                }
            },
            IntervalEnd::Observed if last.until.is_some_and(|until| on < until) => {
                last.until = Some(on);
                last.end = IntervalEnd::Act;
            }
            IntervalEnd::Observed | IntervalEnd::Act | IntervalEnd::Lapsed => {}
        }
    }

    fn end(&mut self, on: NaiveDate) {
        if self.ended_on.is_none() {
            self.close_open(on);
            self.ended_on = Some(on);
        }
    }

    fn is_suspended(&self, day: NaiveDate, reading: Reading) -> bool {
        self.intervals.iter().any(|interval| interval.suspends(day, reading))
    }

    /// The end of a term of this length that runs from the beginning of the procedure's. None
    /// while a suspension goes on and nothing says until when.
    pub fn term_end(&self, length: Length, calendar: &Calendar, reading: Reading) -> Option<End> {
        let extra =
            self.extensions.iter().fold(0_u32, |sum, extension| sum.saturating_add(extension.days));
        let suspended = |day| self.is_suspended(day, reading);
        let end = self.count(length, extra, calendar, suspended)?;
        let last_day = moved(end, length, calendar, reading)?;
        Some(End { counted: end, last_day })
    }

    /// Counts `length` and `extra` days of its kind, day by day from the day after the start.
    fn count(
        &self,
        length: Length,
        extra: u32,
        calendar: &Calendar,
        is_suspended: impl Fn(NaiveDate) -> bool,
    ) -> Option<NaiveDate> {
        let quota = match length {
            Length::Days(quota) | Length::WorkingDays(quota) => quota,
            Length::Months(months) => {
                let end = add_months(self.started_on, months.into())?;
                u32::try_from((end - self.started_on).num_days()).ok()?
            }
        };
        let quota = quota.saturating_add(extra);
        let endless_from = self
            .intervals
            .last()
            .filter(|last| last.end == IntervalEnd::Open && last.at_most.is_none())
            .map(|last| last.from);
        let mut counted = 0;
        let mut day = self.started_on;
        for _ in 0..HORIZON {
            if counted >= quota {
                return Some(day);
            }
            if endless_from.is_some_and(|from| day >= from) {
                return None;
            }
            day = day.succ_opt()?;
            let counts = match length {
                Length::WorkingDays(_) => calendar.is_working_day(day),
                Length::Days(_) | Length::Months(_) => true,
            };
            counted += u32::from(counts && !is_suspended(day));
        }
        None
    }

    /// Days after `today` up to `due` on which the term runs; negative when `due` has passed.
    pub fn remaining(&self, today: NaiveDate, due: NaiveDate) -> i64 {
        if today >= due {
            return (due - today).num_days();
        }
        let running = today
            .iter_days()
            .skip(1)
            .take_while(|day| *day <= due)
            .filter(|day| !self.is_suspended(*day, Reading::Office));
        i64::try_from(running.count()).unwrap_or(i64::MAX)
    }

    /// Suspended days after `after` up to `to`, later reading.
    pub fn suspended_between(&self, after: NaiveDate, to: NaiveDate) -> u32 {
        let days = after
            .iter_days()
            .skip(1)
            .take(HORIZON as usize)
            .take_while(|day| *day <= to)
            .filter(|day| self.is_suspended(*day, Reading::Citizen));
        u32::try_from(days.count()).unwrap_or(u32::MAX)
    }
}

impl Interval {
    /// Whether the term stands still on this day. One still open is taken to last as long as it
    /// can.
    fn suspends(&self, day: NaiveDate, reading: Reading) -> bool {
        let Some(last) = self.until.or(self.at_most) else { return day > self.from };
        // One that runs to its longest is a plain count of days: its last day is certain.
        let is_whole = matches!(self.end, IntervalEnd::Open | IntervalEnd::Lapsed);
        match reading {
            Reading::Office => self.from < day && (day < last || (is_whole && day == last)),
            Reading::Citizen => {
                // Both ends count as suspended, but never more days than the law allows.
                let is_longest =
                    self.cause == Cause::Integration && self.at_most.is_some_and(|m| m <= last);
                (self.from < day || (self.from == day && !is_longest)) && day <= last
            }
        }
    }
}

/// Last day for observations on a notice before refusal, L. 241/1990 art. 10-bis.
pub fn observations_until(notice: NaiveDate, calendar: &Calendar) -> NaiveDate {
    answer_until(notice, OBSERVATION_DAYS, calendar)
}

/// Last day for the citizen to answer the office within some days: the later reading, because the
/// right to be heard is the citizen's.
pub fn answer_until(asked: NaiveDate, days: u32, calendar: &Calendar) -> NaiveDate {
    calendar.readings(asked, Length::Days(days)).map_or(asked, |readings| readings.citizen)
}

/// Moves a counted last day off holidays.
fn moved(
    day: NaiveDate,
    length: Length,
    calendar: &Calendar,
    reading: Reading,
) -> Option<NaiveDate> {
    if matches!(length, Length::WorkingDays(_)) {
        return Some(day);
    }
    let readings = calendar.readings(day, Length::Days(0))?;
    Some(match reading {
        Reading::Office => readings.office,
        Reading::Citizen => readings.citizen,
    })
}

/// A day some days later; the end of the calendar beyond it.
fn plus(day: NaiveDate, count: u32) -> NaiveDate {
    day.checked_add_days(Days::new(count.into())).unwrap_or(NaiveDate::MAX)
}
