//! The legal clock: from a term and what happened, every date, in two readings.
//! It is given the day and never asks for it; it decides nothing. Its sentences are in `sentences`.
//!
//! Days are counted one by one: the first is not counted (c.c. art. 2963), suspended ones do not
//! count, an end on a holiday moves on. Where readings of the law differ (whether the day of a
//! request and that of its answer are suspended, whether Saturday or the patron saint's day move
//! an end) the *office* reading gives the earlier date and the *citizen* reading the later.

mod alarm;
mod counter;
mod history;

use chrono::NaiveDate;
use model::{Calendar, Moment};

pub use self::alarm::{ALARM_DAYS, Alarm, AlarmKind};
use self::counter::Counter;
use self::history::{History, Reading};
pub(crate) use self::history::{Reckoned, answer_until, observations_until};
use crate::application::Application;
use crate::definition::{ClockState, Workflow};
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
    /// Last day it can go on, if the law or the procedure sets one; later reading.
    pub at_most: Option<NaiveDate>,
    /// How many days the law or the office gives, before an end on a holiday moves on.
    pub days: Option<u32>,
    /// Last day that does not count by the earlier reading; none while nothing ends it.
    pub office_last: Option<NaiveDate>,
    pub cause: Cause,
    pub norm: String,
    pub author: Author,
    /// How it ended, or will.
    pub end: IntervalEnd,
}

impl Interval {
    /// The term had already ended by every reading: what has ended cannot stand still.
    pub(crate) fn came_too_late(&self, due_on_citizen: Option<NaiveDate>) -> bool {
        due_on_citizen.is_some_and(|due| self.from > due)
    }
}

/// How a suspension ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalEnd {
    /// It goes on.
    Open,
    /// What was awaited came, or the procedure ended.
    Act,
    /// Observations came on this day: ten days after them.
    Observed { on: NaiveDate },
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
    /// Not to have met it is a delay.
    pub binds: bool,
}

/// A date that the clock gives, and why it is that one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    pub what: What,
    pub on: NaiveDate,
    /// One sentence with the days that were counted, and the norm.
    pub why: Sentence,
}

/// What falls on a date of the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The term runs from it.
    Start,
    /// Last day of a suspension, later reading.
    SuspensionEnd,
    /// First day that counts again after it.
    Resumed,
    /// Last day for the office, earlier reading.
    DueForOffice,
    /// Last day as the citizen is told it.
    DueForCitizen,
    /// Last day of the deadline with this id.
    Deadline(String),
    /// Last day before the timer with this id fires.
    Timer(String),
    Alarm(AlarmKind),
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
    /// When somebody is to be warned, in order of time; none once the procedure has ended. They
    /// are data for whoever sends warnings.
    pub alarms: Vec<Alarm>,
    /// Every date above with its reason, each kind in order of time.
    pub dates: Vec<Dated>,
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
    let due_on_citizen = citizen.map(|end| end.last_day);
    let is_suspended = history.intervals.last().is_some_and(|last| {
        matches!(last.end, IntervalEnd::Open | IntervalEnd::Observed { .. })
            && last.until.is_none_or(|until| today <= until)
            && !last.came_too_late(due_on_citizen)
    });
    let counter = Counter { workflow, history: &history, application, calendar, office, citizen };
    let last_counted = history.ended_on.unwrap_or(today);
    let mut view = ClockView {
        started_on: history.started_on,
        state: match (history.ended_on, is_suspended) {
            (Some(_), _) => ClockState::Stopped,
            (None, true) => ClockState::Suspended,
            (None, false) => ClockState::Running,
        },
        due_on_office: office.map(|end| end.last_day),
        due_on_citizen,
        moved_from: citizen.and_then(|end| (end.counted != end.last_day).then_some(end.counted)),
        suspended_days: history.suspended_between(
            history.started_on,
            due_on_citizen.map_or(last_counted, |due| due.min(last_counted)),
        ),
        ended_on: history.ended_on,
        timers: counter.timers(),
        deadlines: counter.deadlines(today),
        alarms: Vec::new(),
        dates: Vec::new(),
        sentences: Vec::new(),
        intervals: Vec::new(),
        extensions: Vec::new(),
        restarted: None,
    };
    let dates = counter.dates();
    view.intervals = history.intervals;
    view.extensions = history.extensions;
    view.restarted = history.restarted;
    view.alarms = alarm::alarms(&workflow.term, &view, calendar);
    view.dates = dates;
    view.dates.extend(view.alarms.iter().map(|alarm| Dated {
        what: What::Alarm(alarm.kind),
        on: alarm.on,
        why: alarm.why.clone(),
    }));
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

/// Why the citizen is told that date: how long the term is, and what moved its last day.
#[must_use]
pub fn first_reasons<F>(
    workflow: &Workflow<F>,
    start: NaiveDate,
    calendar: &Calendar,
) -> Vec<Sentence> {
    sentences::first(&workflow.term, start, calendar)
}
