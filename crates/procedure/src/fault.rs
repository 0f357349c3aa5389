//! A reason why a document is refused, at its place.

use std::fmt;

use model::{Lang, Localized};

use crate::place::{Place, Places};
use crate::sentences::FaultKind;

/// One reason, with the place it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// Which part: `form.steps[1].sections[0].fields[3].visible`.
    pub path: String,
    /// Name of the kind of fault, which never changes: `unknown_name`.
    pub code: &'static str,
    /// Why.
    pub message: Localized,
}

/// The name of every kind of fault of a document, its form and its workflow, apart from those of the rule language.
pub fn codes() -> impl Iterator<Item = &'static str> {
    let form = form::FaultKind::CODES.iter().chain(&form::TABLE_CODES);
    let kinds = FaultKind::CODES.iter().chain(workflow::FaultKind::CODES).chain(form);
    [UNREAD].into_iter().chain(kinds.copied())
}

/// Name of the fault of a text that is no document at all.
const UNREAD: &str = "text";

impl Fault {
    /// A fault of the text itself.
    pub(crate) fn at(place: Place, message: Localized) -> Self {
        Self { place, path: String::new(), code: UNREAD, message }
    }

    /// A fault of one part; `line` and `column` (from 1) count inside that part's text.
    pub(crate) fn of(
        places: &Places,
        path: &str,
        inside: Option<(u32, u32)>,
        (code, message): (&'static str, Localized),
    ) -> Self {
        let place = places.find_inside(path, inside);
        Self { place, path: path.to_owned(), code, message }
    }

    /// A fault of a rule that stands at `path`.
    pub(crate) fn of_rule(places: &Places, path: &str, fault: rule::Fault) -> Self {
        let inside = Some((fault.line, fault.column));
        Self::of(places, path, inside, (fault.code, fault.message))
    }

    /// Faults of a form, whose paths are led to where the form stands in the document.
    pub(crate) fn of_form(
        places: &Places,
        faults: Vec<form::Fault>,
        lead: impl Fn(&str) -> String,
    ) -> Vec<Self> {
        let faults = faults.into_iter().map(|fault| {
            let inside = fault.place.map(|at| (at.line, at.column));
            Self::of(places, &lead(&fault.path), inside, (fault.code, fault.message))
        });
        faults.collect()
    }

    /// A fault of the workflow or of a letter.
    pub(crate) fn of_workflow(places: &Places, fault: workflow::Fault) -> Self {
        let inside = fault.place.map(|at| (at.line, at.column));
        Self::of(places, &fault.path, inside, (fault.code, fault.message))
    }

    /// `line:column: reason` in one language.
    #[must_use]
    pub fn line(&self, lang: Lang) -> String {
        let Place { line, column } = self.place;
        let path = if self.path.is_empty() { String::new() } else { format!("{}: ", self.path) };
        format!("{line}:{column}: {path}{}", self.message.get(lang))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line(Lang::It))
    }
}
