//! The legal clock: from a term and what happened, every date, in two readings.
//! It is given the day and never asks for it; it decides nothing. Its sentences are in `sentences`.
//!
//! Days are counted one by one: the first is not counted (c.c. art. 2963), suspended ones do not
//! count, an end on a holiday moves on. Where readings of the law differ (whether the day of a
//! request and that of its answer are suspended, whether Saturday or the patron saint's day move
//! an end) the *office* reading gives the earlier date and the *citizen* reading the later.

mod history;

use chrono::NaiveDate;
use model::calendar::Length;
use model::{Calendar, Moment, rome_to_moment};

use self::history::{History, Reading};
pub(crate) use self::history::{answer_until, observations_until};
use crate::application::Application;
use crate::definition::{After, Anchor, ClockState, Workflow};
use crate::event::{Author, Cause};
use crate::sentences::{self, Sentence};

/// Days the citizen has for observations on a notice before refusal, and days the term still
/// waits after them: L. 241/1990 art. 10-bis.
pub const OBSERVATION_DAYS: u32 = 10;
/// Longest suspension for missing documents, in days: L. 241/1990 art. 2 c. 7.
pub const LONGEST_SUSPENSION: u32 = 30;

/// A suspension of the term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// Day of the act that suspended.
    pub from: NaiveDate,
    /// Day it ended or is certain to end.
    pub until: Option<NaiveDate>,
    /// Last day it can go on, if the law or the procedure sets one.
    pub at_most: Option<NaiveDate>,
    pub cause: Cause,
    pub norm: String,
    pub author: Author,
    /// How it ended, or will.
    pub end: IntervalEnd,
}

/// How a suspension ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalEnd {
    /// It goes on.
    Open,
    /// What was awaited came, or the procedure ended.
    Act,
    /// Observations came: ten days after them.
    Observed,
    /// Its longest duration passed.
    Lapsed,
}

/// A lengthening of the term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    pub on: NaiveDate,
    pub days: u32,
    pub norm: String,
}

/// A timer and when it fires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimerDue {
    pub id: String,
    /// Move it makes.
    pub then: String,
    /// The whole of this day still belongs to people.
    pub last_day: NaiveDate,
    /// Midnight in Italy after that day.
    pub fires_at: Moment,
}

/// A deadline inside the procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineDue {
    pub id: String,
    pub on: NaiveDate,
    /// Day it was met.
    pub met_on: Option<NaiveDate>,
    /// It was met after its day, or was not and the day has passed.
    pub is_late: bool,
}

/// Everything the clock knows on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockView {
    /// Day the term runs from; itself not counted.
    pub started_on: NaiveDate,
    pub state: ClockState,
    /// Last day for the office, earlier reading. None while a suspension has no end in sight.
    /// During a suspension both dates suppose that it lasts as long as it can.
    pub due_on_office: Option<NaiveDate>,
    /// Last day as the citizen is told it, later reading.
    pub due_on_citizen: Option<NaiveDate>,
    /// The citizen's date fell on this day, which is a holiday by some reading, and moved on.
    pub moved_from: Option<NaiveDate>,
    /// Days left to the office that count, after today; negative once late; none when ended.
    pub remaining_days: Option<i64>,
    /// Suspended days up to today, later reading.
    pub suspended_days: u32,
    pub ended_on: Option<NaiveDate>,
    pub intervals: Vec<Interval>,
    pub extensions: Vec<Extension>,
    /// Day a special law made the term begin anew, with the norm.
    pub restarted: Option<(NaiveDate, String)>,
    /// Timers that run, soonest first; on one day, in the order the workflow gives.
    pub timers: Vec<TimerDue>,
    pub deadlines: Vec<DeadlineDue>,
    /// The clock in words, each with its norm.
    pub sentences: Vec<Sentence>,
}

impl ClockView {
    /// The suspension that goes on.
    #[must_use]
    pub fn suspension(&self) -> Option<&Interval> {
        self.intervals.last().filter(|_| self.state == ClockState::Suspended)
    }

    /// The last day of the suspension that goes on, the latest if an act can end it before.
    #[must_use]
    pub fn suspended_until(&self) -> Option<NaiveDate> {
        self.suspension().and_then(|last| last.until.or(last.at_most))
    }

    /// The term stands still until the citizen answers the office.
    #[must_use]
    pub fn waits_for_citizen(&self) -> bool {
        let is_awaited = |last: &Interval| last.end == IntervalEnd::Open;
        self.suspension().is_some_and(|last| is_awaited(last) && last.cause != Cause::Other)
    }

    /// The term has passed by every reading and nobody answered.
    #[must_use]
    pub fn has_run_out(&self, today: NaiveDate) -> bool {
        self.ended_on.is_none() && self.due_on_citizen.is_some_and(|due| today > due)
    }
}

/// Computes the clock of an application on a day.
#[must_use]
pub fn compute<F>(
    workflow: &Workflow<F>,
    application: &Application,
    calendar: &Calendar,
    today: NaiveDate,
) -> ClockView {
    let history = History::read(workflow, application, calendar, today);
    let length = workflow.term.length();
    let office = history.term_end(length, calendar, Reading::Office);
    let citizen = history.term_end(length, calendar, Reading::Citizen);
    let due_on_office = office.map(|end| end.last_day);
    let due_on_citizen = citizen.map(|end| end.last_day);
    let is_suspended = history.intervals.last().is_some_and(|last| {
        matches!(last.end, IntervalEnd::Open | IntervalEnd::Observed)
            && last.until.is_none_or(|until| today <= until)
    });
    let counter =
        Counter { history: &history, application, calendar, due_on_office, due_on_citizen };
    let mut view = ClockView {
        started_on: history.started_on,
        state: match (history.ended_on, is_suspended) {
            (Some(_), _) => ClockState::Stopped,
            (None, true) => ClockState::Suspended,
            (None, false) => ClockState::Running,
        },
        due_on_office,
        due_on_citizen,
        moved_from: citizen.and_then(|end| (end.counted != end.last_day).then_some(end.counted)),
        remaining_days: due_on_office
            .filter(|_| history.ended_on.is_none())
            .map(|due| history.remaining(today, due)),
        suspended_days: history
            .suspended_between(history.started_on, history.ended_on.unwrap_or(today)),
        ended_on: history.ended_on,
        timers: counter.timers(workflow),
        deadlines: counter.deadlines(workflow, today),
        sentences: Vec::new(),
        intervals: Vec::new(),
        extensions: Vec::new(),
        restarted: None,
    };
    view.intervals = history.intervals;
    view.extensions = history.extensions;
    view.restarted = history.restarted;
    view.sentences = sentences::clock(&workflow.term, &view, calendar, today);
    view
}

/// The day by which the office must answer if nothing happens, and the one the citizen is told,
/// for an application received on `start`: what a receipt and a simulation say.
#[must_use]
pub fn first_dates<F>(
    workflow: &Workflow<F>,
    start: NaiveDate,
    calendar: &Calendar,
) -> Option<model::calendar::Readings> {
    calendar.readings(start, workflow.term.length())
}

/// Everything timers and deadlines count from.
struct Counter<'a> {
    history: &'a History,
    application: &'a Application,
    calendar: &'a Calendar,
    due_on_office: Option<NaiveDate>,
    due_on_citizen: Option<NaiveDate>,
}

impl Counter<'_> {
    fn last_day(&self, after: &After, reading: Reading) -> Option<NaiveDate> {
        let base = match after.from {
            Anchor::TermStart => {
                let end = self.history.term_end(after.length(), self.calendar, reading);
                return end.map(|end| end.last_day);
            }
            Anchor::Sent => self.application.sent_at.day(),
            Anchor::TermEnd => match reading {
                Reading::Office => self.due_on_office?,
                Reading::Citizen => self.due_on_citizen?,
            },
            Anchor::StateEntry => self.application.entered_at.day(),
            Anchor::SuspensionEnd => {
                let last = self.history.intervals.last()?;
                let asked = self.application.asked.as_ref();
                let answer = asked.filter(|_| last.cause == Cause::Integration);
                // A day to answer that moved off a holiday may lie after the longest suspension.
                last.until.or(last.at_most).max(answer.map(|asked| asked.until))?
            }
        };
        if after.length() == Length::Days(0) {
            return Some(base);
        }
        let readings = self.calendar.readings(base, after.length())?;
        Some(match reading {
            Reading::Office => readings.office,
            Reading::Citizen => readings.citizen,
        })
    }

    fn timers<F>(&self, workflow: &Workflow<F>) -> Vec<TimerDue> {
        if self.application.closed.is_some() {
            return Vec::new();
        }
        let mut due: Vec<_> = workflow
            .timers
            .iter()
            .filter(|timer| timer.states.contains(&self.application.state))
            .filter_map(|timer| {
                let last_day = self.last_day(&timer.after, Reading::Citizen)?;
                let midnight = last_day.succ_opt()?.and_time(chrono::NaiveTime::MIN);
                let due = TimerDue {
                    id: timer.id.clone(),
                    then: timer.then.clone(),
                    last_day,
                    fires_at: rome_to_moment(midnight),
                };
                Some((last_day, timer.order.unwrap_or(u32::MAX), due))
            })
            .collect();
        due.sort_by_key(|(last_day, order, _)| (*last_day, *order));
        due.into_iter().map(|(_, _, due)| due).collect()
    }

    fn deadlines<F>(&self, workflow: &Workflow<F>, today: NaiveDate) -> Vec<DeadlineDue> {
        workflow
            .deadlines
            .iter()
            .filter_map(|deadline| {
                let on = self.last_day(&deadline.after, Reading::Office)?;
                let met_on = deadline
                    .met_by
                    .iter()
                    .filter_map(|id| self.application.made(id))
                    .min()
                    .map(Moment::day);
                let is_late = met_on.or(self.history.ended_on).unwrap_or(today) > on;
                Some(DeadlineDue { id: deadline.id.clone(), on, met_on, is_late })
            })
            .collect()
    }
}
