//! What is wrong with a workflow, where: made by `compile` and `proof`, read by who writes it.

use model::Localized;

pub use crate::sentences::faults::FaultKind;

/// One thing to mend in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Place in the document: `workflow.moves[2].guard`, `letters[0].body.it`.
    pub path: String,
    /// Name that never changes.
    pub code: &'static str,
    /// Where in the text of the rule or template, if it is one.
    pub place: Option<Place>,
    pub message: Localized,
}

/// A place in the text of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// First byte, and the byte after the last.
    pub start: usize,
    pub end: usize,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

impl FaultKind {
    pub(crate) fn at(self, path: impl Into<String>) -> Fault {
        Fault { path: path.into(), code: self.code(), place: None, message: self.message() }
    }
}
