//! What the events of an application say of its term, and the counting of days over it.
//! Two readings, see the parent; no sentences and no timers here.

use chrono::{Days, NaiveDate};
use model::Calendar;
use model::calendar::{Length, Readings, add_months};

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

/// On which days a suspension is taken to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// From the day after its act to the day before the one that ends it.
    Short,
    /// Both days too; of one that lasts as long as it can, all but the first day.
    Whole,
    /// Both days too; of one that lasts as long as it can, all but the last day. It gives a day to
    /// a term whose last day was that of the request.
    SameDay,
}

/// A last day and how it was reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reckoned {
    /// The day counted from, itself not counted.
    pub from: NaiveDate,
    pub length: Length,
    /// Days of that kind added because the term stood still on them.
    pub suspended: u32,
    /// Days of that kind added by extensions.
    pub extended: u32,
    /// The day that counting alone gives.
    pub counted: NaiveDate,
    /// That day, or the first after it that is no holiday.
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
                TermMove::Observed => self.observed(mark.on, calendar),
                TermMove::Received if workflow.term.from == TermStart::CompetentOffice => {
                    self.started_on = mark.on;
                }
                TermMove::Reopened { ref norm } => self.reopened(mark.on, norm),
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
                let (days, longest) = match cause {
                    Cause::Integration => {
                        let days = most.unwrap_or(cap).min(cap);
                        // Moving off a holiday never makes it longer than the law allows.
                        let (limit, moved) =
                            (plus(mark.on, cap), readings(mark.on, days, calendar));
                        let longest = Readings {
                            office: moved.office.min(limit),
                            citizen: moved.citizen.min(limit),
                        };
                        (Some(days), Some(longest))
                    }
                    Cause::RefusalNotice => {
                        let longest = readings(mark.on, OBSERVATION_DAYS, calendar);
                        (Some(OBSERVATION_DAYS), Some(longest))
                    }
                    Cause::Other => {
                        let last = most.map(|most| plus(mark.on, most));
                        (*most, last.map(|last| Readings { office: last, citizen: last }))
                    }
                };
                self.intervals.push(Interval {
                    from: mark.on,
                    until: None,
                    days,
                    at_most: longest.as_ref().map(|longest| longest.citizen),
                    office_last: longest.map(|longest| longest.office),
                    cause: *cause,
                    norm: norm.clone(),
                    author: mark.author,
                    end: IntervalEnd::Open,
                });
            }
            TermChange::Resumed => self.close_open(mark.on),
            TermChange::Extended { days, norm } => {
                // What has ended cannot be lengthened.
                let end = self.term_end(workflow.term.length(), calendar, Reading::Citizen);
                if end.is_some_and(|end| mark.on > end.last_day) {
                    return;
                }
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

    /// Ten days more from the observations, if they came in time: by the earlier reading the ten
    /// days are counted and no more, by the later an end on a holiday moves on.
    fn observed(&mut self, on: NaiveDate, calendar: &Calendar) {
        if let Some(last) = self.intervals.last_mut()
            && last.cause == Cause::RefusalNotice
            && last.end == IntervalEnd::Open
            && last.at_most.is_some_and(|at_most| on <= at_most)
        {
            let until = readings(on, OBSERVATION_DAYS, calendar).citizen;
            last.at_most = Some(until);
            last.until = Some(until);
            last.end = IntervalEnd::Observed { on };
            // In time by the later reading only: by the earlier the term runs already.
            if last.office_last.is_none_or(|office_last| on <= office_last) {
                last.office_last = plus(on, OBSERVATION_DAYS).pred_opt();
            }
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
                None => last.cut(on),
            },
            IntervalEnd::Observed { .. } if last.until.is_some_and(|until| on < until) => {
                last.cut(on);
            }
            IntervalEnd::Observed { .. } | IntervalEnd::Act | IntervalEnd::Lapsed => {}
        }
    }

    /// A decision that is taken back opens a new term, in which the law gives each suspension anew.
    fn reopened(&mut self, on: NaiveDate, norm: &str) {
        self.ended_on = None;
        self.started_on = on;
        self.restarted = Some((on, norm.to_owned()));
        self.intervals.clear();
        self.extensions.clear();
    }

    fn end(&mut self, on: NaiveDate) {
        if self.ended_on.is_none() {
            self.close_open(on);
            self.ended_on = Some(on);
        }
    }

    fn is_suspended(&self, day: NaiveDate, standing: Standing) -> bool {
        self.intervals.iter().any(|interval| interval.suspends(day, standing))
    }

    /// The end of a term of this length that runs from the beginning of the procedure's. None
    /// while a suspension goes on and nothing says until when.
    pub fn term_end(
        &self,
        length: Length,
        calendar: &Calendar,
        reading: Reading,
    ) -> Option<Reckoned> {
        let extended =
            self.extensions.iter().fold(0_u32, |sum, extension| sum.saturating_add(extension.days));
        let end = |standing| {
            let is_suspended = |day| self.is_suspended(day, standing);
            let (counted, suspended) = self.count(length, extended, calendar, is_suspended)?;
            let (last_day, more) = self.moved(counted, length, calendar, standing)?;
            let (from, suspended) = (self.started_on, suspended.saturating_add(more));
            Some(Reckoned { from, length, suspended, extended, counted, last_day })
        };
        match reading {
            Reading::Office => end(Standing::Short),
            Reading::Citizen => {
                let (whole, same_day) = (end(Standing::Whole)?, end(Standing::SameDay)?);
                Some(if same_day.last_day > whole.last_day { same_day } else { whole })
            }
        }
    }

    /// Moves a counted last day off holidays. By the later reading a last day that moved into a
    /// suspension is not lost: it comes when the term runs again, so many days later.
    fn moved(
        &self,
        counted: NaiveDate,
        length: Length,
        calendar: &Calendar,
        standing: Standing,
    ) -> Option<(NaiveDate, u32)> {
        if matches!(length, Length::WorkingDays(_)) {
            return Some((counted, 0));
        }
        let mut day = counted;
        for _ in 0..HORIZON {
            let readings = calendar.readings(day, Length::Days(0))?;
            if standing == Standing::Short {
                return Some((readings.office, 0));
            }
            day = readings.citizen;
            let has_moved = day > counted;
            if has_moved && self.endless_from().is_some_and(|from| day >= from) {
                return None;
            }
            if !(has_moved && self.is_suspended(day, standing)) {
                let passed = counted.iter_days().take_while(|passed| *passed < day);
                let skipped = passed.filter(|passed| self.is_suspended(*passed, standing)).count();
                return Some((day, u32::try_from(skipped).unwrap_or(u32::MAX)));
            }
            day = day.succ_opt()?;
        }
        None
    }

    /// The day of a suspension that goes on and that nothing is known to end.
    fn endless_from(&self) -> Option<NaiveDate> {
        self.intervals
            .last()
            .filter(|last| last.end == IntervalEnd::Open && last.at_most.is_none())
            .map(|last| last.from)
    }

    /// Counts `length` and `extra` days of its kind, day by day from the day after the start, and
    /// how many of the kind it met on which the term stood still.
    fn count(
        &self,
        length: Length,
        extra: u32,
        calendar: &Calendar,
        is_suspended: impl Fn(NaiveDate) -> bool,
    ) -> Option<(NaiveDate, u32)> {
        let quota = match length {
            Length::Days(quota) | Length::WorkingDays(quota) => quota,
            Length::Months(months) => {
                let end = add_months(self.started_on, months.into())?;
                u32::try_from((end - self.started_on).num_days()).ok()?
            }
        };
        let quota = quota.saturating_add(extra);
        let endless_from = self.endless_from();
        let (mut counted, mut skipped) = (0, 0);
        let mut day = self.started_on;
        for _ in 0..HORIZON {
            if counted >= quota {
                return Some((day, skipped));
            }
            if endless_from.is_some_and(|from| day >= from) {
                return None;
            }
            day = day.succ_opt()?;
            let counts = match length {
                Length::WorkingDays(_) => calendar.is_working_day(day),
                Length::Days(_) | Length::Months(_) => true,
            };
            let stands = counts && is_suspended(day);
            counted += u32::from(counts && !stands);
            skipped += u32::from(stands);
        }
        None
    }

    /// Suspended days after `after` up to `to`, later reading.
    pub fn suspended_between(&self, after: NaiveDate, to: NaiveDate) -> u32 {
        let days = after
            .iter_days()
            .skip(1)
            .take(HORIZON as usize)
            .take_while(|day| *day <= to)
            .filter(|day| self.is_suspended(*day, Standing::Whole));
        u32::try_from(days.count()).unwrap_or(u32::MAX)
    }
}

impl Interval {
    /// Ends on this day by an act: by the earlier reading the day itself counts again.
    fn cut(&mut self, on: NaiveDate) {
        let on = on.max(self.from);
        self.until = Some(on);
        self.end = IntervalEnd::Act;
        let before = on.pred_opt();
        self.office_last = self.office_last.map_or(before, |last| before.map(|day| day.min(last)));
    }

    /// Whether the term stands still on this day. One still open is taken to last as long as it
    /// can.
    fn suspends(&self, day: NaiveDate, standing: Standing) -> bool {
        if standing == Standing::Short {
            return self.from < day && self.office_last.is_none_or(|last| day <= last);
        }
        let Some(last) = self.until.or(self.at_most) else { return day >= self.from };
        // Both ends count as suspended, but never more days than the law allows.
        let is_longest =
            self.cause == Cause::Integration && self.at_most.is_some_and(|most| most <= last);
        let spared = match standing {
            Standing::SameDay => last,
            Standing::Short | Standing::Whole => self.from,
        };
        (self.from..=last).contains(&day) && !(is_longest && day == spared)
    }
}

/// Last day for observations on a notice before refusal, L. 241/1990 art. 10-bis.
pub fn observations_until(notice: NaiveDate, calendar: &Calendar) -> NaiveDate {
    answer_until(notice, OBSERVATION_DAYS, calendar)
}

/// Last day for the citizen to answer the office within some days: the later reading, because the
/// right to be heard is the citizen's.
pub fn answer_until(asked: NaiveDate, days: u32, calendar: &Calendar) -> NaiveDate {
    readings(asked, days, calendar).citizen
}

fn readings(from: NaiveDate, days: u32, calendar: &Calendar) -> Readings {
    let none = Readings { office: from, citizen: from };
    calendar.readings(from, Length::Days(days)).unwrap_or(none)
}

/// A day some days later; the end of the calendar beyond it.
fn plus(day: NaiveDate, count: u32) -> NaiveDate {
    day.checked_add_days(Days::new(count.into())).unwrap_or(NaiveDate::MAX)
}
