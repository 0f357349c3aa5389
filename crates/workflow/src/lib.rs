//! Workflows of applications: definition, events, decisions and the legal clock.
//! Pure: no I/O, no clock, no randomness; everything it needs is handed in.
//!
//! To be read in this order: `definition` (what is written), `event` and `chain` (what happened),
//! `application` (what that makes), `clock` (when), `compile`, `proof` and `analysis` (whether it holds),
//! `decide` (what may be done).

mod analysis;
mod application;
mod bindings;
mod canonical;
mod chain;
mod chronicle;
pub mod clock;
mod compile;
mod decide;
pub mod definition;
mod event;
mod fault;
mod proof;
mod sentences;

pub use analysis::{Analysis, analyse};
pub use application::{
    Application, Asked, Closed, Decided, Document, MoveMade, Needs, Notice, Opined, OpinionEnd,
    Proposed, Round, TakenBack, TermMark, TermMove,
};
pub use bindings::{OfApplication, application_names};
pub use canonical::canonical;
pub use chain::{Broken, Payload, Record, Verified, Why, genesis, seal, verify};
pub use chronicle::{Chronicle, Proved, Unlike};
pub use clock::ClockView;
pub use compile::{AskedBy, Compiled, CompiledLetter, Scope, Written, compile};
pub use decide::{
    Actor, Answering, Asking, Code, Command, Decision, Facts, Handling, Offer, Part, Promise,
    Refusal, Request, Sending, annulled_until, decide, field, if_answered, may_amend, offers,
    revise, send,
};
pub use definition::{
    Act, After, Anchor, ClockState, DayKind, Deadline, DistributedBy, Distribution, Effect, Extend,
    LONGEST_DAYS, Letter, Move, NEAR_DAYS, National, Opinion, Outcome, Restart, Routing, Signatory,
    Silence, State, Suspend, Term, TermStart, Timer, USUAL_DAYS, Verdict, Who, Workflow,
};
pub use event::{
    AmendedFor, Amendment, Author, ByHand, CORRECTED, Cause, Consulted, Data, Done, Enclosed,
    Entry, Event, Item, Lettered, OWN_LETTERS, Paid, Question, RECEIPT, REOPENED, ReopenedFor,
    Step, TermChange, Unreadable,
};
pub use fault::{Fault, FaultKind, Place};
pub use proof::proof;
pub use sentences::Sentence;
