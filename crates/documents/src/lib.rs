//! Papers that a municipality gives: the receipt of an application, the letters of a procedure, the documents that
//! somebody prints and signs for it.
//! Data in, the bytes of a PDF out. Deliberately without clock, files or network, and without the
//! decision of what a paper says: that is told by the caller.
//!
//! Typst is slow to compile, so it stands behind the feature `typst`. Rooms that only describe a
//! paper depend on this crate without default features and are handed a [`Press`].

// The sample papers of the tests name this crate from outside.
#[cfg(test)]
extern crate self as documents;

mod data;
mod error;
#[cfg(feature = "typst")]
mod faces;
#[cfg(feature = "typst")]
mod ink;
#[cfg(feature = "typst")]
mod page;
#[cfg(feature = "typst")]
mod press;

pub use data::{
    Answer, Attachment, Blank, Due, Entry, Fee, Letter, Letterhead, Notice, Party, Protocol,
    Receipt, Section, Signature, Step, Terms,
};
pub use error::DocumentError;
#[cfg(feature = "typst")]
pub use press::{Typst, blank, letter, receipt};

/// Makes papers. Given to the rooms that promise them, so that they need not link the press.
///
/// Every paper is PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1), and the same data always gives
/// the same bytes. A call takes some tens of milliseconds of processor and does not wait for
/// anything: run it where blocking is allowed.
pub trait Press: Send + Sync {
    /// The receipt (*ricevuta*) of an application, which is also the notice of start (*avviso di
    /// avvio del procedimento*, l. 241/1990 artt. 8 and 18-bis).
    ///
    /// # Errors
    /// [`DocumentError`]: only the crest can be wrong; no text is.
    fn receipt(&self, receipt: &Receipt) -> Result<Vec<u8>, DocumentError>;

    /// A letter or an act (*provvedimento*) of a procedure.
    ///
    /// # Errors
    /// [`DocumentError`]: only the crest can be wrong; no text is.
    fn letter(&self, letter: &Letter) -> Result<Vec<u8>, DocumentError>;

    /// A document to be printed, completed by hand and signed (*modello da compilare*).
    ///
    /// # Errors
    /// [`DocumentError`]: never because of a text.
    fn blank(&self, blank: &Blank) -> Result<Vec<u8>, DocumentError>;
}
