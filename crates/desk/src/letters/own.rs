//! Letters that belong to no procedure: that a decision was taken back, and what is put right in an act. The desk writes
//! them in its own words, for every procedure alike.

use std::collections::BTreeSet;

use model::{Lang, prose};
use words::{Value, Words};
use workflow::{Data, Entry, Event, Outcome, ReopenedFor, Signatory, Who};

use crate::{Desk, loaded::Loaded, paper::said};

/// What the event of a correction keeps of it, by these names.
pub(crate) const ACT: &str = "act";
const NUMBER: &str = "number";
pub(crate) const WRONG: &str = "wrong";
pub(crate) const RIGHT: &str = "right";

/// What was put right in an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rectified {
    /// Id of the letter that was wrong.
    pub act: String,
    /// Its number in the register.
    pub number: String,
    /// Where it says this, it should say that.
    pub wrong: String,
    pub right: String,
}

impl Rectified {
    /// As an event keeps it.
    pub(crate) fn data(self) -> Data {
        let kept =
            [(ACT, self.act), (NUMBER, self.number), (WRONG, self.wrong), (RIGHT, self.right)];
        kept.map(|(name, text)| (name.to_owned(), vec![text])).into()
    }

    /// As an event kept it.
    #[must_use]
    pub fn read(data: &Data) -> Self {
        let of = |name: &str| data.get(name).map_or_else(String::new, |texts| texts.join("\n"));
        Self { act: of(ACT), number: of(NUMBER), wrong: of(WRONG), right: of(RIGHT) }
    }
}

/// An act that left, in which something can be put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Made {
    /// Number of its event.
    pub seq: u32,
    pub letter: String,
    pub number: String,
    pub on: chrono::NaiveDate,
}

/// Numbers of the letters of its procedure that an event wrote.
fn acts(entry: &Entry) -> Vec<String> {
    let letters = entry.event.done().map(|done| done.letters.keys()).into_iter().flatten();
    letters.filter_map(|id| entry.event.number_of(id).map(str::to_owned)).collect()
}

impl Loaded {
    /// The letters that have left, the newest first.
    pub(crate) fn made_letters(&self) -> Vec<Made> {
        let of = |entry: &Entry| {
            let (seq, on) = (entry.seq, entry.at.day());
            let own = entry.event.own_letter().map(str::to_owned);
            let ids = entry.event.done().map(|done| done.letters.keys().cloned());
            let ids: Vec<String> = ids.into_iter().flatten().chain(own).collect();
            let made = |letter: String| {
                let number = entry.event.number_of(&letter)?.to_owned();
                Some(Made { seq, letter, number, on })
            };
            ids.into_iter().filter_map(made).collect::<Vec<_>>()
        };
        self.entries.iter().rev().flat_map(of).collect()
    }

    /// Numbers of the acts in which something was put right.
    #[must_use]
    pub fn rectified(&self) -> BTreeSet<String> {
        let of = |entry: &Entry| match &entry.event {
            Event::Corrected { data, .. } => Some(Rectified::read(data).number),
            _ => None,
        };
        self.entries.iter().filter_map(of).collect()
    }

    /// Numbers of the acts of decisions that were taken back: those of the decision and of what followed from it.
    #[must_use]
    pub fn void_acts(&self) -> BTreeSet<String> {
        let mut void = BTreeSet::new();
        let mut since_decided: Vec<&Entry> = Vec::new();
        for entry in &self.entries {
            match &entry.event {
                Event::Decided { .. } | Event::SilenceMatured { .. } => since_decided = vec![entry],
                Event::Reopened { .. } => void.extend(since_decided.drain(..).flat_map(acts)),
                _ if !since_decided.is_empty() => since_decided.push(entry),
                _ => {}
            }
        }
        void
    }

    /// The letter that leaves with the last event whatever its procedure says, and who signs it.
    pub(super) fn own_letter(
        &self,
        desk: &Desk,
        letter: &str,
        lang: Lang,
    ) -> Option<(procedure::Rendered, Option<Signatory>)> {
        let last = self.entries.last()?;
        if last.event.own_letter()? != letter {
            return None;
        }
        let body = match &last.event {
            Event::Reopened { cause, reason, .. } => self.taken_back(desk, (*cause, reason), lang),
            Event::Corrected { reason, data, .. } => {
                self.put_right((&Rectified::read(data), reason), lang)
            }
            _ => return None,
        };
        let words = Words::of(lang);
        let number = [("number", self.number().into())];
        let rendered = procedure::Rendered {
            title: said(&format!("own-letter-{letter}")).get(lang).to_owned(),
            subject: words.with(&format!("own-letter-{letter}-subject"), &number).into_owned(),
            body: prose::typed(&body),
            lang,
        };
        let signatory = match last.author.who {
            Who::Head => Signatory::Head,
            _ => Signatory::Responsible,
        };
        Some((rendered, Some(signatory)))
    }

    fn taken_back(&self, desk: &Desk, (cause, reason): (ReopenedFor, &str), lang: Lang) -> String {
        let words = Words::of(lang);
        let was = self.application.taken_back.last().map(|back| back.was);
        let what = was.map_or_else(String::new, |was| {
            let on = words.date(was.at.day());
            let key = match (was.silence.is_some(), was.outcome) {
                (true, _) => "own-letter-of-silence",
                (false, Outcome::Positive) => "own-letter-of-grant",
                (false, _) => "own-letter-of-refusal",
            };
            words.with(key, &[("on", on.as_str().into())]).into_owned()
        });
        let clock = self.clock_on(desk, self.application.last_at.day());
        let review = self.application.is_under_review();
        let due = clock.due_on_citizen.filter(|_| !review).map(|day| words.date(day));
        let service = self.called(desk, lang);
        let after = match due.is_some() {
            true => "own-letter-reopened-term",
            false => "own-letter-reopened-review",
        };
        let values: [(&str, Value<'_>); 5] = [
            ("what", what.as_str().into()),
            ("service", service.as_str().into()),
            ("number", self.number().into()),
            ("reason", reason.into()),
            ("due", due.unwrap_or_default().into()),
        ];
        let of_cause = format!("own-letter-cause-{}", cause.tag());
        let keys =
            ["own-letter-reopened-text", of_cause.as_str(), "own-letter-reopened-reason", after];
        let texts = keys.map(|key| words.with(key, &values).into_owned());
        texts.join("\n\n")
    }

    fn put_right(&self, (rectified, reason): (&Rectified, &str), lang: Lang) -> String {
        let words = Words::of(lang);
        let Rectified { act, number, wrong, right } = rectified;
        let on = self.made_letters().into_iter().find(|made| made.number == *number);
        let on = on.map_or_else(String::new, |made| words.date(made.on));
        let title = self.letter_title(act);
        let values: [(&str, Value<'_>); 7] = [
            ("title", title.get(lang).into()),
            ("act", number.as_str().into()),
            ("on", on.as_str().into()),
            ("number", self.number().into()),
            ("wrong", wrong.as_str().into()),
            ("right", right.as_str().into()),
            ("reason", reason.into()),
        ];
        words.with("own-letter-corrected-text", &values).into_owned()
    }
}
