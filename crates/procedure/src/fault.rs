//! A reason why a document is refused, at its place.

use std::fmt;

use model::{Lang, Localized};

use crate::place::{Place, Places};

/// One reason, with the place it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// Which part: `form.steps[1].sections[0].fields[3].visible`.
    pub path: String,
    /// Why.
    pub message: Localized,
}

impl Fault {
    /// A fault of the text itself.
    pub(crate) fn at(place: Place, message: &str) -> Self {
        Self { place, path: String::new(), message: Localized::it(message) }
    }

    /// A fault of one part; `line` and `column` (from 1) count inside that part's text.
    pub(crate) fn of(
        places: &Places,
        path: &str,
        inside: Option<(u32, u32)>,
        message: Localized,
    ) -> Self {
        let start = places.find(path).unwrap_or(Place { line: 1, column: 1 });
        let place = match inside {
            Some((1, column)) => Place { line: start.line, column: start.column + column - 1 },
            // A block text starts on the line below its key's mark; its columns are its own.
            Some((line, column)) => Place { line: start.line + line - 1, column },
            None => start,
        };
        Self { place, path: path.to_owned(), message }
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
