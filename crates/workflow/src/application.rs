//! What an application is now, folded from its events; nothing here is set by hand.
//! `apply` is total: an event that does not fit leaves the rest as it was. Whether a thing may be
//! done is `decide`'s question, and every date of the term is the clock's.

mod opinion;
mod reopening;
mod round;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::{Digest, FileId, Moment, Money, PersonId};

use crate::definition::{Outcome, Silence};
use crate::event::{
    AmendedFor, Amendment, Author, ByHand, Cause, Data, Done, Entry, Event, Item, ReopenedFor,
    TermChange,
};

pub use opinion::{Needs, Opined, OpinionEnd};
pub use round::Round;

/// An application (*istanza*) as its events have made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Application {
    pub procedure: String,
    /// The revision it goes on under.
    pub revision: u32,
    /// The revision it was sent on, by which its answers are read.
    pub sent_on: u32,
    /// Protocol number, or request code.
    pub number: String,
    /// Digest of the answers as they were sent.
    pub answers: Digest,
    /// Digest of the answers as they stand, with all layers over them.
    pub stands: Digest,
    /// The layers, in order.
    pub layers: Vec<LayerMade>,
    /// When it was sent, which is when it was received.
    pub sent_at: Moment,
    /// When the office it is with received it.
    pub received_at: Moment,
    pub state: String,
    /// When it came into that state.
    pub entered_at: Moment,
    pub office: String,
    pub assignee: Option<PersonId>,
    /// It went into those hands by itself: nobody has begun with it for that.
    pub is_distributed: bool,
    /// Number and instant of the last event.
    pub seq: u32,
    pub last_at: Moment,
    /// Everything that moved the term, in order.
    pub term: Vec<TermMark>,
    /// The integration request that waits for an answer, if one does.
    pub asked: Option<Asked>,
    /// Integration requests, in order, and what became of them.
    pub rounds: Vec<Round>,
    /// The notice before refusal, once sent.
    pub notice: Option<Notice>,
    /// Opinions asked, in order.
    pub opinions: Vec<Opined>,
    /// The deciding act, once there is one.
    pub decided: Option<Decided>,
    /// The state that it was decided in.
    pub decided_in: String,
    /// Decisions that were taken back, in order.
    pub taken_back: Vec<TakenBack>,
    /// How it ended, once it has.
    pub closed: Option<Closed>,
    /// Moves made, in order.
    pub moves: Vec<MoveMade>,
    pub documents: Vec<Document>,
    /// Letters that were written for somebody else to make, by their ids.
    pub proposed: BTreeMap<String, Proposed>,
    /// Sum of the payments registered.
    pub paid: Money,
}

/// One thing that moved the term, with its day, author and event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermMark {
    /// Day in Italy on which it has its effect.
    pub on: NaiveDate,
    pub seq: u32,
    pub author: Author,
    pub change: TermMove,
}

/// What moved the term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TermMove {
    /// What an event says of the term.
    Changed(TermChange),
    /// The citizen's observations came: the ten days of art. 10-bis run again from here.
    Observed,
    /// Another office received it; matters where the term runs from the competent one.
    Received,
    /// The decision was taken back: a new term runs from that day, with suspensions of its own.
    Reopened { norm: String },
}

/// An open integration request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Number of the event that asked.
    pub seq: u32,
    pub on: NaiveDate,
    /// Last day to answer.
    pub until: NaiveDate,
    pub items: Vec<Item>,
}

/// A notice before refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    pub on: NaiveDate,
    /// Last day for observations.
    pub until: NaiveDate,
    /// Day of the observations, once they came.
    pub observed_on: Option<NaiveDate>,
}

/// The end of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    pub at: Moment,
    pub outcome: Outcome,
}

/// The deciding act, or the silence in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decided {
    pub at: Moment,
    pub outcome: Outcome,
    /// Set if silence decided.
    pub silence: Option<Silence>,
}

/// A decision that was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenBack {
    pub at: Moment,
    pub cause: ReopenedFor,
    pub was: Decided,
}

/// A move that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveMade {
    pub id: String,
    pub at: Moment,
    /// None for time, for the register, and where nobody is told apart.
    pub by: Option<PersonId>,
}

/// A letter that waits for somebody else to make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    pub on: NaiveDate,
    /// Who proposed it.
    pub by: Option<PersonId>,
    /// What they answered to what their move asks.
    pub data: Data,
    /// Their text; none if it is the one that the procedure writes.
    pub by_hand: Option<ByHand>,
}

/// A layer over the answers that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerMade {
    /// Number of its event.
    pub seq: u32,
    pub at: Moment,
    pub author: Author,
    pub cause: AmendedFor,
    pub amendment: Amendment,
    pub reason: Option<String>,
}

/// A document that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub file: FileId,
    pub letter: String,
    pub digest: Digest,
    pub seq: u32,
}

impl Application {
    /// The application as it is right after its first event; none if that is not a sending.
    #[must_use]
    pub fn begin(entry: &Entry) -> Option<Self> {
        let Event::Sent { procedure, revision, number, office, state, answers, paid } =
            &entry.event
        else {
            return None;
        };
        Some(Self {
            procedure: procedure.clone(),
            revision: *revision,
            sent_on: *revision,
            number: number.clone(),
            answers: *answers,
            stands: *answers,
            layers: Vec::new(),
            sent_at: entry.at,
            received_at: entry.at,
            state: state.clone(),
            entered_at: entry.at,
            office: office.clone(),
            assignee: None,
            is_distributed: false,
            seq: entry.seq,
            last_at: entry.at,
            term: Vec::new(),
            asked: None,
            rounds: Vec::new(),
            notice: None,
            opinions: Vec::new(),
            decided: None,
            decided_in: String::new(),
            taken_back: Vec::new(),
            closed: None,
            moves: Vec::new(),
            documents: Vec::new(),
            proposed: BTreeMap::new(),
            paid: paid.iter().map(|paid| paid.amount).sum(),
        })
    }

    /// Folds all events; none if the first is missing or is not a sending.
    #[must_use]
    pub fn replay(entries: &[Entry]) -> Option<Self> {
        let (first, rest) = entries.split_first()?;
        Some(rest.iter().fold(Self::begin(first)?, Self::apply))
    }

    /// The application after one more event.
    #[must_use]
    pub fn apply(mut self, entry: &Entry) -> Self {
        self.seq = entry.seq;
        self.last_at = entry.at;
        let on = entry.at.day();
        if let Some(done) = entry.event.done() {
            self.step(entry, done);
        }
        match &entry.event {
            Event::Taken { .. } => {
                self.assignee = entry.author.person;
                self.is_distributed = false;
            }
            Event::Assigned { to, .. } => {
                self.assignee = *to;
                self.is_distributed = entry.author.person.is_none();
            }
            Event::Transferred { to, .. } => {
                self.office.clone_from(to);
                self.received_at = entry.at;
                self.assignee = None;
                self.mark(entry, TermMove::Received);
            }
            Event::IntegrationAsked { items, until, .. } => {
                let seq = entry.seq;
                self.asked = Some(Asked { seq, on, until: *until, items: items.clone() });
                self.rounds.push(Round::asked(seq, on, items));
            }
            Event::IntegrationAnswered { .. } => {
                self.asked = None;
                if let Some(round) = self.rounds.last_mut() {
                    round.answered = Some((entry.seq, on));
                }
            }
            Event::PointsClosed { asked, paths } => {
                if let Some(round) = self.rounds.iter_mut().find(|round| round.seq == *asked) {
                    round.closed.extend(paths.iter().cloned());
                }
            }
            Event::RefusalNotified { until, .. } => {
                self.notice = Some(Notice { on, until: *until, observed_on: None });
            }
            Event::ObservationsGiven { .. } => {
                if let Some(notice) = &mut self.notice {
                    notice.observed_on.get_or_insert(on);
                }
                self.mark(entry, TermMove::Observed);
            }
            Event::Decided { outcome, done, .. } => {
                self.decided_in.clone_from(&done.step.from);
                self.decided = Some(Decided { at: entry.at, outcome: *outcome, silence: None });
            }
            Event::SilenceMatured { meaning, done, .. } => {
                self.decided_in.clone_from(&done.step.from);
                let outcome = match meaning {
                    Silence::Assent => Outcome::Positive,
                    Silence::Refusal | Silence::None => Outcome::Negative,
                };
                self.decided = Some(Decided { at: entry.at, outcome, silence: Some(*meaning) });
            }
            Event::PaymentRegistered { amount, .. } => {
                self.paid = Money(self.paid.0.saturating_add(amount.0));
            }
            Event::Amended { cause, amendment, reason } => {
                self.stands = amendment.answers;
                self.layers.push(LayerMade {
                    seq: entry.seq,
                    at: entry.at,
                    author: entry.author,
                    cause: *cause,
                    amendment: amendment.clone(),
                    reason: reason.clone(),
                });
            }
            Event::DocumentMade { file, letter, digest, .. } => self.documents.push(Document {
                file: *file,
                letter: letter.clone(),
                digest: *digest,
                seq: entry.seq,
            }),
            Event::OpinionAsked { .. }
            | Event::OpinionReminded { .. }
            | Event::OpinionGiven { .. }
            | Event::OpinionRevoked { .. }
            | Event::OpinionPutOff { .. }
            | Event::OpinionHeldUp { .. }
            | Event::OpinionSupplied { .. } => self.consult(entry),
            Event::Revised { to, .. } => self.revision = *to,
            Event::Reopened { to, cause, reason, .. } => self.reopen(entry, to, (*cause, reason)),
            Event::Sent { .. }
            | Event::Moved { .. }
            | Event::Withdrawn { .. }
            | Event::Corrected { .. } => {}
        }
        self
    }

    fn step(&mut self, entry: &Entry, done: &Done) {
        if done.step.to != self.state {
            self.entered_at = entry.at;
            // Where it goes on, with an answer or without, nothing is awaited any more.
            self.asked = None;
        }
        self.state.clone_from(&done.step.to);
        self.moves.push(MoveMade {
            id: done.step.move_id.clone(),
            at: entry.at,
            by: entry.author.person,
        });
        for (id, letter) in &done.letters {
            if letter.is_proposed {
                let (on, by) = (entry.at.day(), entry.author.person);
                let (data, by_hand) = (done.data.clone(), letter.by_hand.clone());
                self.proposed.insert(id.clone(), Proposed { on, by, data, by_hand });
            } else {
                self.proposed.remove(id);
            }
        }
        for change in &done.term {
            self.mark(entry, TermMove::Changed(change.clone()));
        }
        if let Some(outcome) = done.ends {
            self.closed = Some(Closed { at: entry.at, outcome });
            self.asked = None;
        }
    }

    fn mark(&mut self, entry: &Entry, change: TermMove) {
        let written = entry.at.day();
        let on = match &entry.event {
            // Silence has its effect on the day after the term, however late it was written down.
            Event::SilenceMatured { term_end, .. } => {
                term_end.succ_opt().map_or(written, |effect| effect.min(written))
            }
            _ => written,
        };
        self.term.push(TermMark { on, seq: entry.seq, author: entry.author, change });
    }

    /// How many suspensions of this cause there have been.
    #[must_use]
    pub fn suspensions(&self, of: Cause) -> usize {
        // A decision that was taken back opens a new term, with suspensions of its own.
        // So does a special law that begins it anew.
        let of_this_term = |mark: &&TermMark| {
            !matches!(
                mark.change,
                TermMove::Reopened { .. } | TermMove::Changed(TermChange::Restarted { .. })
            )
        };
        self.term
            .iter()
            .rev()
            .take_while(of_this_term)
            .filter(|mark| {
                matches!(&mark.change,
                    TermMove::Changed(TermChange::Suspended { cause, .. }) if *cause == of)
            })
            .count()
    }

    /// Who made this move last.
    #[must_use]
    pub fn last_made_by(&self, move_id: &str) -> Option<PersonId> {
        self.moves.iter().rev().find(|made| made.id == move_id)?.by
    }

    /// The first time this move was made under the term that runs: what was done for a decision that was taken back
    /// meets no deadline of the next.
    #[must_use]
    pub fn made(&self, move_id: &str) -> Option<Moment> {
        let since = self.taken_back.last().map(|taken| taken.at);
        let made = self
            .moves
            .iter()
            .find(|made| made.id == move_id && since.is_none_or(|since| made.at >= since));
        made.map(|made| made.at)
    }
}
