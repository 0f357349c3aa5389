//! The form engine: what is asked, what an answer is, what is missing, and why. Pure: it is given
//! the day and the facts, never asks for them, and bad input is data. Deliberately not here: HTML,
//! storage, and what happens to an application once it is sent.

pub mod brick;
pub mod definition;
pub mod messages;
mod raw;

pub use definition::{
    Bound, Choice, Condition, Field, FieldCheck, FileType, Form, Kind, Section, Step, Tone,
};
pub use raw::Raw;
