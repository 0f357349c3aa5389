//! Workflows of applications: definition, events, decisions and the legal clock.
//! Pure: no I/O, no clock, no randomness; everything it needs is handed in.

mod application;
mod canonical;
mod chain;
pub mod clock;
pub mod definition;
mod event;
mod fault;
mod proof;
mod sentences;

pub use application::{
    Application, Asked, Closed, Decided, Document, MoveMade, Notice, TermMark, TermMove,
};
pub use canonical::canonical;
pub use chain::{Broken, Payload, Record, Verified, Why, genesis, seal, verify};
pub use definition::{
    Act, After, Anchor, ClockState, DayKind, Deadline, Effect, Extend, Letter, Move, National,
    Outcome, Restart, Routing, Signatory, Silence, State, Suspend, Term, TermStart, Timer, Who,
    Workflow,
};
pub use event::{Author, Cause, Data, Done, Entry, Event, Item, Step, TermChange, Unreadable};
pub use fault::{Fault, FaultKind, Place};
pub use proof::proof;
pub use sentences::Sentence;
