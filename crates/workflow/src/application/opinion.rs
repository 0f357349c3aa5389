//! Opinions that were asked on an application, and what became of each.

use chrono::NaiveDate;
use model::{FileId, PersonId};

use super::Application;
use crate::definition::{Verdict, Who};
use crate::event::{Enclosed, Entry, Event, Question};

/// An opinion that was asked, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opined {
    /// Number of the event that asked.
    pub seq: u32,
    pub on: NaiveDate,
    /// What was asked, with the last day to answer as it is now and all that was shown since.
    pub question: Question,
    /// Since when that is the last day.
    pub until_since: NaiveDate,
    /// Days on which it was asked for once more, and whether time itself did.
    pub reminded: Vec<(NaiveDate, bool)>,
    /// What who is asked still needed, once they have said so.
    pub needs: Option<Needs>,
    /// None while it is awaited.
    pub end: Option<OpinionEnd>,
}

impl Opined {
    /// It stands still until the office sends what is missing.
    #[must_use]
    pub fn is_held_up(&self) -> bool {
        self.needs.as_ref().is_some_and(|needs| needs.supplied.is_none())
    }

    /// The last day to answer; none while it stands still.
    #[must_use]
    pub fn last_day(&self) -> Option<NaiveDate> {
        (!self.is_held_up()).then_some(self.question.until)
    }

    fn put_off(&mut self, on: NaiveDate, until: NaiveDate) {
        (self.question.until, self.until_since) = (until, on);
    }
}

/// What somebody still needs to give their opinion, and what they were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needs {
    pub on: NaiveDate,
    pub text: String,
    /// When the office sent it, with what words and papers.
    pub supplied: Option<(NaiveDate, String, Enclosed)>,
}

/// How the wait for an opinion ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpinionEnd {
    Given {
        on: NaiveDate,
        by: Option<PersonId>,
        verdict: Verdict,
        text: String,
        files: Vec<FileId>,
    },
    /// No longer needed, and why.
    Revoked { on: NaiveDate, reason: String },
}

impl Application {
    /// What an event says of opinions.
    pub(super) fn consult(&mut self, entry: &Entry) {
        let on = entry.at.day();
        match &entry.event {
            Event::OpinionAsked { question } => self.opinions.push(Opined {
                seq: entry.seq,
                on,
                question: question.clone(),
                until_since: on,
                reminded: Vec::new(),
                needs: None,
                end: None,
            }),
            Event::OpinionReminded { asked } => {
                let by_time = entry.author.who == Who::Timer;
                self.opined(*asked, |opined| opined.reminded.push((on, by_time)));
            }
            Event::OpinionPutOff { asked, until, .. } => {
                self.opined(*asked, |opined| opined.put_off(on, *until));
            }
            Event::OpinionHeldUp { asked, text } => {
                let needs = Needs { on, text: text.clone(), supplied: None };
                self.opined(*asked, |opined| opined.needs = Some(needs));
            }
            Event::OpinionSupplied { asked, text, enclosed, until } => {
                self.opined(*asked, |opined| {
                    opined.put_off(on, *until);
                    let shown = &mut opined.question.enclosed;
                    shown.files.extend(&enclosed.files);
                    shown.papers.extend(&enclosed.papers);
                    if let Some(needs) = &mut opined.needs {
                        needs.supplied = Some((on, text.clone(), enclosed.clone()));
                    }
                })
            }
            Event::OpinionGiven { asked, verdict, text, files } => {
                let (verdict, text, files) = (*verdict, text.clone(), files.clone());
                let by = entry.author.person;
                self.end_opinion(*asked, OpinionEnd::Given { on, by, verdict, text, files });
            }
            Event::OpinionRevoked { asked, reason } => {
                let reason = reason.clone();
                self.end_opinion(*asked, OpinionEnd::Revoked { on, reason });
            }
            _ => {}
        }
    }

    fn opined(&mut self, asked: u32, change: impl FnOnce(&mut Opined)) {
        if let Some(opined) = self.opinions.iter_mut().find(|opined| opined.seq == asked) {
            change(opined);
        }
    }

    /// The first end stands.
    fn end_opinion(&mut self, asked: u32, end: OpinionEnd) {
        self.opined(asked, |opined| {
            opined.end.get_or_insert(end);
        });
    }

    /// Opinions that have not come; none is awaited any more once the application has ended.
    pub fn open_opinions(&self) -> impl Iterator<Item = &Opined> {
        let is_open = self.closed.is_none();
        self.opinions.iter().filter(move |opined| is_open && opined.end.is_none())
    }

    /// The last opinion that was asked under this id of the workflow.
    #[must_use]
    pub fn opinion(&self, id: &str) -> Option<&Opined> {
        self.opinions.iter().rev().find(|opined| opined.question.opinion.as_deref() == Some(id))
    }
}
