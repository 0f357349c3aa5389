//! Workflows of applications: definition, events, decisions and the legal clock.
//! Pure: no I/O, no clock, no randomness; everything it needs is handed in.

pub mod definition;

pub use definition::{
    Act, After, Anchor, ClockState, DayKind, Deadline, Effect, Extend, Length, Letter, Move,
    National, Outcome, Restart, Routing, Signatory, Silence, State, Suspend, Term, TermStart,
    Timer, Who, Workflow,
};
