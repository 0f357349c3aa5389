//! Where something is wrong in a table, and what.

use model::Localized;

use crate::diagnostics::Fault;

/// A place in a table. Numbers are indexes, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TablePart {
    /// The table as a whole.
    Whole,
    /// The rule of a column.
    Input(usize),
    /// A row as a whole.
    Row(usize),
    Cell {
        row: usize,
        input: usize,
    },
    /// The result of a row.
    Then(usize),
    /// The result where no row matches.
    Otherwise,
}

impl TablePart {
    /// The place in words, counted from 1: «riga 2, colonna 1».
    #[must_use]
    pub fn words(self) -> Localized {
        let one = |n: usize| n + 1;
        let (it, en) = match self {
            TablePart::Whole => ("tabella".to_owned(), "table".to_owned()),
            TablePart::Input(input) => {
                (format!("colonna {}", one(input)), format!("column {}", one(input)))
            }
            TablePart::Row(row) => (format!("riga {}", one(row)), format!("row {}", one(row))),
            TablePart::Cell { row, input } => (
                format!("riga {}, colonna {}", one(row), one(input)),
                format!("row {}, column {}", one(row), one(input)),
            ),
            TablePart::Then(row) => {
                (format!("riga {}, risultato", one(row)), format!("row {}, result", one(row)))
            }
            TablePart::Otherwise => {
                ("risultato negli altri casi".to_owned(), "result otherwise".to_owned())
            }
        };
        Localized::both(it, en)
    }
}

/// Something wrong in a table: in which part, and what and where in the text of that part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFault {
    pub part: TablePart,
    pub fault: Fault,
}
