//! The one document of a procedure: sheet, form, fees, workflow, letters and its own tests.
//! Pure: text in, values or faults out. Deliberately not here: files, databases, pages.

pub mod document;
mod fault;
pub mod place;
pub mod sheet;
pub mod text;

pub use document::Procedure;
pub use fault::Fault;
pub use text::{Source, hash, read, write};
