//! The one document of a procedure: sheet, form, fees, workflow, letters and its own tests.
//! Pure: text in, values or faults out. Deliberately not here: files, databases, pages.

pub mod document;
pub mod intake;
pub mod known;
pub mod place;
pub mod sheet;
pub mod text;

mod cases;
mod changes;
mod compile;
mod fault;
mod fees;
mod installation;
mod languages;
mod letter;
mod proof;
pub mod ranking;
pub mod registers;
mod schema;
mod sentences;
mod unread;

pub use cases::Example;
pub use changes::{Change, ChangeKind, Part, changes};
pub use compile::{Compiled, OFFICE_FIELDS, Surroundings, compile, compile_kept};
pub use document::Procedure;
pub use fault::{Fault, codes};
pub use fees::{Exempt, FeeDue, WithFees};
pub use installation::prove_installation;
pub use letter::{Occasion, Rendered};
pub use schema::schema;
pub use text::{Source, hash, read, write};
