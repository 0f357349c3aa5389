//! What can happen to an application, as facts that are never changed afterwards.
//! An event says what was done and which term rules it moved; dates are recomputed from it.
//! Payloads are frozen: a later version may only add optional keys. Private notes are no events.

mod letter;
mod opinion;
mod reopened;

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use model::{Digest, FileId, Moment, Money, PersonId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::canonical::canonical;
pub use letter::{ByHand, CORRECTED, Lettered, OWN_LETTERS, RECEIPT, REOPENED};
pub use opinion::{Consulted, Enclosed, Question};
pub use reopened::ReopenedFor;

use crate::definition::{Outcome, Silence, Verdict, Who};

/// Raw answers to what a move asked, by path, as in a draft.
pub type Data = BTreeMap<String, Vec<String>>;

/// Who made an event, and as what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Author {
    pub who: Who,
    /// None for time and for the register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

impl fmt::Display for Author {
    /// The hashed form: `clerk:01890a5d-…`, or `timer:-` without a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.who.tag())?;
        match self.person {
            Some(person) => write!(f, ":{person}"),
            None => f.write_str(":-"),
        }
    }
}

impl Who {
    /// The word used in definitions, hashes and the database.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Delegate => "delegate",
            Self::Clerk => "clerk",
            Self::Responsible => "responsible",
            Self::Head => "head",
            Self::Protocol => "protocol",
            Self::Payment => "payment",
            Self::Timer => "timer",
            Self::Consulted => "consulted",
            Self::Ranking => "ranking",
        }
    }

    /// Reads [`Who::tag`].
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|who| who.tag() == tag)
    }

    /// Everybody who can act.
    pub const ALL: [Self; 10] = [
        Self::Applicant,
        Self::Delegate,
        Self::Clerk,
        Self::Responsible,
        Self::Head,
        Self::Protocol,
        Self::Payment,
        Self::Timer,
        Self::Consulted,
        Self::Ranking,
    ];
}

/// One event in the life of an application: which, when, by whom, what.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// 1 for the sending, then without gaps.
    pub seq: u32,
    pub at: Moment,
    pub author: Author,
    pub event: Event,
}

/// A change of state by a move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    #[serde(rename = "move")]
    pub move_id: String,
    pub from: String,
    pub to: String,
}

/// What every event made by a move holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub step: Step,
    /// Answers to what the move asked.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: Data,
    /// What it says of the letters that it makes or proposes, by their ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub letters: BTreeMap<String, Lettered>,
    /// What the move did to the term.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub term: Vec<TermChange>,
    /// How the application ended, if this move ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Outcome>,
}

/// What an event does to the term. Dates are not here: the clock computes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum TermChange {
    Suspended {
        cause: Cause,
        norm: String,
        /// Longest duration in days; none means until it is ended.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        most: Option<u32>,
    },
    Resumed,
    Extended {
        days: u32,
        norm: String,
    },
    Restarted {
        norm: String,
    },
    /// The procedure has ended, and with it the term.
    Stopped,
}

/// Why a term is suspended; each has its own rule for when it runs again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Documents not already held, once and at most 30 days: L. 241/1990 art. 2 c. 7.
    Integration,
    /// Notice before refusal: L. 241/1990 art. 10-bis.
    RefusalNotice,
    /// Another cause, with the norm the procedure names.
    Other,
}

/// One thing the citizen is asked to complete or correct.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Path of the field, file or row.
    pub path: String,
    /// What the question is called, with the row it stands in: the record reads without the form.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub question: String,
    /// Why, as the clerk wrote it.
    pub reason: String,
}

/// Why answers were changed after they were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmendedFor {
    /// The office asked for it (*integrazione*, L. 241/1990 art. 6 c. 1 b).
    Integration,
    /// The office put right what it found wrong (*rettifica*), with its reason.
    Correction,
    /// The citizen thought better of it, before anybody took charge.
    Change,
}

/// A change of answers after they were sent: a layer over them. What it says is kept beside the event, which holds its
/// digest and which questions it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// Digest of the layer.
    pub layer: Digest,
    /// Digest of the answers as they stand with it.
    pub answers: Digest,
    /// Paths of the answers that are otherwise now.
    pub paths: Vec<String>,
}

/// A payment that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    pub amount: Money,
    /// What proves it: the platform's receipt.
    pub reference: String,
}

/// What has happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// The application was sent and received: both are one instant.
    Sent {
        procedure: String,
        /// Number of the revision it is pinned to.
        revision: u32,
        /// Protocol number and year, or the request code while the number is awaited.
        number: String,
        office: String,
        state: String,
        /// Digest of the frozen answers.
        answers: Digest,
        /// What was paid online before it was sent.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        paid: Vec<Paid>,
    },
    /// Handed to a person, or back to the office's queue.
    Assigned {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<PersonId>,
        /// Why it was taken out of somebody else's hands.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The author took charge of it.
    Taken {
        done: Done,
    },
    /// A move of no particular kind in law.
    Moved {
        done: Done,
    },
    /// Handed to another office; the instant of the event is that of receipt by it.
    Transferred {
        from: String,
        to: String,
        reason: String,
    },
    IntegrationAsked {
        done: Done,
        items: Vec<Item>,
        /// Last day to answer.
        until: NaiveDate,
    },
    IntegrationAnswered {
        done: Done,
    },
    /// Notice before refusal sent.
    RefusalNotified {
        done: Done,
        /// Last day for observations.
        until: NaiveDate,
    },
    ObservationsGiven {
        done: Done,
    },
    /// The deciding act (*provvedimento*). What is left to do after it, such as a payment, may
    /// keep the application open.
    Decided {
        done: Done,
        outcome: Outcome,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        letter: Option<String>,
    },
    /// A document was made and kept.
    DocumentMade {
        file: FileId,
        /// Letter id, or `receipt`.
        letter: String,
        digest: Digest,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
    },
    PaymentRegistered {
        done: Done,
        amount: Money,
        /// What proves it, as the clerk wrote it.
        reference: String,
    },
    Withdrawn {
        done: Done,
    },
    /// The term ran out and the law gives the silence a meaning.
    SilenceMatured {
        done: Done,
        meaning: Silence,
        norm: String,
        /// Last day of the term; the effect is of the day after.
        term_end: NaiveDate,
    },
    /// Answers were changed, by a layer over those that were sent.
    Amended {
        cause: AmendedFor,
        #[serde(flatten)]
        amendment: Amendment,
        /// Why, as the office wrote it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// An opinion was asked (*richiesta di parere*, L. 241/1990 art. 16).
    OpinionAsked {
        question: Question,
    },
    /// It was asked for once more (*sollecito*), by the office or by time itself.
    OpinionReminded {
        /// Number of the event that asked.
        asked: u32,
    },
    /// It came.
    OpinionGiven {
        /// Number of the event that asked.
        asked: u32,
        verdict: Verdict,
        /// Conditions or reasons; may be empty where it is simply in favour.
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileId>,
    },
    /// It is no longer needed.
    OpinionRevoked {
        asked: u32,
        reason: String,
    },
    /// There is more time to give it.
    OpinionPutOff {
        asked: u32,
        until: NaiveDate,
        reason: String,
    },
    /// Who is asked says what they still need; the time to answer stands still (L. 241/1990 art. 16 c. 4).
    OpinionHeldUp {
        asked: u32,
        text: String,
    },
    /// The office sent that, and the time to answer runs anew.
    OpinionSupplied {
        asked: u32,
        text: String,
        #[serde(flatten)]
        enclosed: Enclosed,
        until: NaiveDate,
    },
    /// The office has looked at answers to an integration request and asks no more of these.
    PointsClosed {
        /// Number of the event that asked.
        asked: u32,
        /// Paths of the items.
        paths: Vec<String>,
    },
    /// Put on another revision of its procedure, by an explicit act.
    Revised {
        from: u32,
        to: u32,
        reason: String,
    },
    /// The decision was taken back: the application goes on from where it was decided, under a term of its own.
    Reopened {
        /// The state it goes on in.
        to: String,
        cause: ReopenedFor,
        reason: String,
        /// Number in the register of the letter that says so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
    },
    /// A mistake in an earlier event (*rettifica di errore materiale*).
    Corrected {
        /// Number of the event that was wrong.
        seq: u32,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        data: Data,
    },
}

/// A payload this version cannot read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    pub kind: String,
    pub reason: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unreadable event {}: {}", self.kind, self.reason)
    }
}

impl std::error::Error for Unreadable {}

impl Event {
    /// The word that names the event in hashes and the database.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Sent { .. } => "sent",
            Self::Assigned { .. } => "assigned",
            Self::Taken { .. } => "taken",
            Self::Moved { .. } => "moved",
            Self::Transferred { .. } => "transferred",
            Self::IntegrationAsked { .. } => "integration_asked",
            Self::IntegrationAnswered { .. } => "integration_answered",
            Self::RefusalNotified { .. } => "refusal_notified",
            Self::ObservationsGiven { .. } => "observations_given",
            Self::Decided { .. } => "decided",
            Self::DocumentMade { .. } => "document_made",
            Self::PaymentRegistered { .. } => "payment_registered",
            Self::Withdrawn { .. } => "withdrawn",
            Self::SilenceMatured { .. } => "silence_matured",
            Self::Amended { .. } => "amended",
            Self::OpinionAsked { .. } => "opinion_asked",
            Self::OpinionReminded { .. } => "opinion_reminded",
            Self::OpinionGiven { .. } => "opinion_given",
            Self::OpinionRevoked { .. } => "opinion_revoked",
            Self::OpinionPutOff { .. } => "opinion_put_off",
            Self::OpinionHeldUp { .. } => "opinion_held_up",
            Self::OpinionSupplied { .. } => "opinion_supplied",
            Self::PointsClosed { .. } => "points_closed",
            Self::Revised { .. } => "revised",
            Self::Reopened { .. } => "reopened",
            Self::Corrected { .. } => "corrected",
        }
    }

    /// The canonical JSON of the payload, without the kind.
    #[must_use]
    pub fn payload(&self) -> String {
        // Serialising plain structs with text keys into a `Value` has no way to fail.
        let mut whole = serde_json::to_value(self).unwrap_or_default();
        canonical(&whole.get_mut("data").map(Value::take).unwrap_or_default())
    }

    /// Reads back what [`Event::kind`] and [`Event::payload`] gave.
    ///
    /// # Errors
    /// [`Unreadable`] if the kind is unknown or the payload is not its JSON.
    pub fn read(kind: &str, payload: &str) -> Result<Self, Unreadable> {
        let unreadable =
            |error: serde_json::Error| Unreadable { kind: kind.into(), reason: error.to_string() };
        let data: Value = serde_json::from_str(payload).map_err(unreadable)?;
        serde_json::from_value(json!({"kind": kind, "data": data})).map_err(unreadable)
    }

    /// The same, to be completed before it is sealed.
    pub(crate) const fn done_mut(&mut self) -> Option<&mut Done> {
        match self {
            Self::Taken { done }
            | Self::Moved { done }
            | Self::IntegrationAsked { done, .. }
            | Self::IntegrationAnswered { done }
            | Self::RefusalNotified { done, .. }
            | Self::ObservationsGiven { done }
            | Self::Decided { done, .. }
            | Self::PaymentRegistered { done, .. }
            | Self::Withdrawn { done }
            | Self::SilenceMatured { done, .. } => Some(done),
            _ => None,
        }
    }

    /// The move behind the event, if a move made it.
    #[must_use]
    pub const fn done(&self) -> Option<&Done> {
        match self {
            Self::Taken { done }
            | Self::Moved { done }
            | Self::IntegrationAsked { done, .. }
            | Self::IntegrationAnswered { done }
            | Self::RefusalNotified { done, .. }
            | Self::ObservationsGiven { done }
            | Self::Decided { done, .. }
            | Self::PaymentRegistered { done, .. }
            | Self::Withdrawn { done }
            | Self::SilenceMatured { done, .. } => Some(done),
            Self::Sent { .. }
            | Self::Assigned { .. }
            | Self::Transferred { .. }
            | Self::DocumentMade { .. }
            | Self::Amended { .. }
            | Self::OpinionAsked { .. }
            | Self::OpinionReminded { .. }
            | Self::OpinionGiven { .. }
            | Self::OpinionRevoked { .. }
            | Self::OpinionPutOff { .. }
            | Self::OpinionHeldUp { .. }
            | Self::OpinionSupplied { .. }
            | Self::PointsClosed { .. }
            | Self::Revised { .. }
            | Self::Reopened { .. }
            | Self::Corrected { .. } => None,
        }
    }
}
