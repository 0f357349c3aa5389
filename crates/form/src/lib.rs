//! The form engine: what is asked, what an answer is, what is missing, and why. Pure: it is given
//! the day and the facts, never asks for them, and bad input is data. Deliberately not here: HTML,
//! storage, and what happens to an application once it is sent.

pub mod definition;

pub mod brick;
pub mod carry;
pub mod faults;
pub mod kinds;

mod compile;
mod compiled;

pub mod amend;

mod analysis;
mod answers;
mod check;
mod facts;
mod raw;

pub mod blank;
pub mod effort;
pub mod explain;
pub mod exported;
pub mod filing;
pub mod filled;
pub mod merge;
pub mod messages;
pub mod prefill;
pub mod register;
pub mod route;
pub mod show;
pub mod showcase;
pub mod summary;
pub mod view;

pub use analysis::{Analysis, TABLE_CODES, analyse};
pub use answers::{Answers, Scope};
pub use check::{Checked, Problem, ROWS, check};
pub use compile::{compile, lent_names};
pub use compiled::{Attachment, Compiled, Local, Setting};
pub use definition::{
    Blank, Bound, Choice, Condition, Field, FieldCheck, FileType, Form, Kind, Section, Step, Tone,
};
pub use facts::{Facts, FileFact, FileState, Origin};
pub use faults::{Fault, FaultKind, Place};
pub use messages::ProblemKind;
pub use raw::Raw;
pub use register::Register;
