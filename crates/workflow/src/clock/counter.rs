//! What timers and deadlines count from, and the reason of every date.

use chrono::NaiveDate;
use model::calendar::Length;
use model::{Calendar, Moment, rome_to_moment};

use super::history::{History, Reading, Reckoned};
use super::{Dated, DeadlineDue, TimerDue, What};
use crate::application::{Application, MoveMade, Opined};
use crate::definition::{After, Anchor, Workflow};
use crate::event::Cause;
use crate::sentences::{norm, why};

/// Everything timers and deadlines count from.
pub struct Counter<'a, F> {
    pub workflow: &'a Workflow<F>,
    pub history: &'a History,
    pub application: &'a Application,
    pub calendar: &'a Calendar,
    /// End of the term, earlier reading.
    pub office: Option<Reckoned>,
    /// End of the term, later reading.
    pub citizen: Option<Reckoned>,
}

impl<F> Counter<'_, F> {
    fn reckon(&self, after: &After, reading: Reading) -> Option<Reckoned> {
        let length = after.length();
        let from = match after.from {
            Anchor::TermStart => return self.history.term_end(length, self.calendar, reading),
            // A decision that was taken back begins anew.
            Anchor::Sent => match self.application.taken_back.last() {
                Some(taken) => taken.at.day(),
                None => self.application.sent_at.day(),
            },
            Anchor::TermEnd => match reading {
                Reading::Office => self.office?.last_day,
                Reading::Citizen => self.citizen?.last_day,
            },
            Anchor::StateEntry => self.application.entered_at.day(),
            Anchor::OpinionEnd => {
                // One that stands still has no end in sight.
                let awaited = self.application.open_opinions().map(Opined::last_day);
                awaited.collect::<Option<Vec<_>>>()?.into_iter().max()?
            }
            Anchor::AnswerEnd => self.application.asked.as_ref()?.until,
            Anchor::SuspensionEnd => {
                let last = self.history.intervals.last()?;
                let asked = self.application.asked.as_ref();
                let answer = asked.filter(|_| last.cause == Cause::Integration);
                // A day to answer that moved off a holiday may lie after the longest suspension.
                last.until.or(last.at_most).max(answer.map(|asked| asked.until))?
            }
        };
        let unmoved =
            Reckoned { from, length, suspended: 0, extended: 0, counted: from, last_day: from };
        if length == Length::Days(0) {
            return Some(unmoved);
        }
        let counted = self.calendar.term_end(from, length)?.counted;
        let readings = self.calendar.readings(from, length)?;
        let last_day = match reading {
            Reading::Office => readings.office,
            Reading::Citizen => readings.citizen,
        };
        Some(Reckoned { counted, last_day, ..unmoved })
    }

    pub fn timers(&self) -> Vec<TimerDue> {
        if self.application.closed.is_some() {
            return Vec::new();
        }
        let mut due: Vec<_> = self
            .workflow
            .timers
            .iter()
            .filter(|timer| timer.states.contains(&self.application.state))
            .filter_map(|timer| {
                let last_day = self.reckon(&timer.after, Reading::Citizen)?.last_day;
                let midnight = last_day.succ_opt()?.and_time(chrono::NaiveTime::MIN);
                let due = TimerDue {
                    id: timer.id.clone(),
                    then: timer.then.clone(),
                    last_day,
                    fires_at: rome_to_moment(midnight),
                };
                // It fires once: one whose move left the state as it was does not come again.
                let is_spent = |made: &MoveMade| made.id == due.then && made.at >= due.fires_at;
                if self.application.moves.iter().any(is_spent) {
                    return None;
                }
                Some((last_day, timer.order.unwrap_or(u32::MAX), due))
            })
            .collect();
        due.sort_by_key(|(last_day, order, _)| (*last_day, *order));
        due.into_iter().map(|(_, _, due)| due).collect()
    }

    /// Somebody of the office has begun with it.
    fn is_taken(&self) -> bool {
        let application = self.application;
        let is_held = application.assignee.is_some() && !application.is_distributed;
        is_held || !application.moves.is_empty()
    }

    pub fn deadlines(&self, today: NaiveDate) -> Vec<DeadlineDue> {
        self.workflow
            .deadlines
            .iter()
            .filter_map(|deadline| {
                let on = self.reckon(&deadline.after, Reading::Office)?.last_day;
                let met_on = deadline
                    .met_by
                    .iter()
                    .filter_map(|id| self.application.made(id))
                    .min()
                    .map(Moment::day);
                let is_past = met_on.or(self.history.ended_on).unwrap_or(today) > on;
                let binds = !(deadline.lapses_once_taken && self.is_taken());
                if is_past && !binds && met_on.is_none() {
                    return None;
                }
                let is_late = is_past && binds;
                Some(DeadlineDue { id: deadline.id.clone(), on, met_on, is_late, binds })
            })
            .collect()
    }

    /// Every date of the term, of its deadlines and of its timers, with its reason.
    pub fn dates(&self) -> Vec<Dated> {
        let (term, history, calendar) = (&self.workflow.term, self.history, self.calendar);
        let mut dates = vec![Dated {
            what: What::Start,
            on: history.started_on,
            why: why::start(term, history.started_on, history.restarted.as_ref()),
        }];
        let citizens = self.citizen.map(|end| end.last_day);
        for interval in history.intervals.iter().filter(|last| !last.came_too_late(citizens)) {
            let Some(until) = interval.until.or(interval.at_most) else { continue };
            let is_end = history.ended_on == Some(until);
            let ends = why::suspension_end(interval, until, is_end, calendar);
            dates.push(Dated { what: What::SuspensionEnd, on: until, why: ends });
            if let Some(on) = until.succ_opt().filter(|_| !is_end) {
                let runs = why::resumed(interval, until, on);
                dates.push(Dated { what: What::Resumed, on, why: runs });
            }
        }
        let ends = [(What::DueForOffice, self.office), (What::DueForCitizen, self.citizen)];
        dates.extend(ends.into_iter().filter_map(|(what, end)| {
            let end = end?;
            let why =
                why::due(term, &what, &end, (&history.intervals, &history.extensions), calendar);
            Some(Dated { what, on: end.last_day, why })
        }));
        dates.extend(self.workflow.deadlines.iter().filter_map(|deadline| {
            let end = self.reckon(&deadline.after, Reading::Office)?;
            let what = What::Deadline(deadline.id.clone());
            Some(Dated { what, on: end.last_day, why: why::deadline(deadline, &end, calendar) })
        }));
        let running = self.timers();
        dates.extend(running.into_iter().filter_map(|due| {
            let timer = self.workflow.timers.iter().find(|timer| timer.id == due.id)?;
            let mv = self.workflow.moves.iter().find(|mv| mv.id == timer.then)?;
            let end = self.reckon(&timer.after, Reading::Citizen)?;
            let norm = self.norm_of(timer.after.from);
            let why = why::timer(&mv.label, timer.after.from, &end, norm, calendar);
            Some(Dated { what: What::Timer(due.id), on: due.last_day, why })
        }));
        dates
    }

    /// The norm behind what a timer counts from: documents name none for timers themselves.
    fn norm_of(&self, anchor: Anchor) -> &str {
        let term = &self.workflow.term;
        match anchor {
            Anchor::SuspensionEnd => {
                self.history.intervals.last().map_or(&term.norm, |last| &last.norm)
            }
            Anchor::TermStart | Anchor::TermEnd => term.silence_source(),
            Anchor::OpinionEnd => {
                let awaited = self.application.open_opinions();
                let last = awaited.max_by_key(|opined| opined.question.until);
                let id = last.and_then(|opined| opined.question.opinion.as_deref());
                let mut foreseen = self.workflow.opinions.iter();
                let foreseen = foreseen.find(|opinion| Some(opinion.id.as_str()) == id);
                foreseen.map_or(norm::OPINION, |opinion| &opinion.norm)
            }
            Anchor::AnswerEnd => norm::ANSWER,
            Anchor::Sent | Anchor::StateEntry => &term.norm,
        }
    }
}
