//! What the compiler says of a decision table, beside what it says of the rules in it.

use super::{near_en, near_it, type_en, type_it};
use crate::types::Type;

/// Why something is not a decision table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TableFaultKind {
    NoInputs,
    NoRows,
    TooManyInputs {
        most: usize,
    },
    TooManyRows {
        most: usize,
    },
    WrongCells {
        found: usize,
        wanted: usize,
    },
    /// Number of the input it repeats, from 1.
    SameInput {
        other: usize,
    },
    InputNotSimple {
        ty: Type,
    },
    CellAnd,
    CellOr,
    RepeatsInput,
    NotWritten {
        name: String,
    },
    BareText {
        name: String,
        near: Option<String>,
    },
    NoValue,
    EmptyRange,
    DecimalComma {
        text: String,
    },
    MixedResults {
        first: Type,
        other: Type,
    },
    NotAdded {
        ty: Type,
    },
}

impl TableFaultKind {
    /// The code, the sentence in Italian and in English.
    pub fn sentences(&self) -> (&'static str, String, String) {
        let both = |code, it: &str, en: &str| (code, it.to_owned(), en.to_owned());
        match self {
            TableFaultKind::NoInputs => both(
                "no_inputs",
                "La tabella non ha colonne: indica da che cosa dipende il risultato.",
                "The table has no columns: say what the result depends on.",
            ),
            TableFaultKind::NoRows => both(
                "no_rows",
                "La tabella non ha righe: aggiungine almeno una.",
                "The table has no rows: add at least one.",
            ),
            TableFaultKind::TooManyInputs { most } => (
                "too_many_inputs",
                format!("Una tabella ha al massimo {most} colonne: dividila in due."),
                format!("A table has at most {most} columns: split it in two."),
            ),
            TableFaultKind::TooManyRows { most } => (
                "too_many_rows",
                format!("Una tabella ha al massimo {most} righe: dividila in due."),
                format!("A table has at most {most} rows: split it in two."),
            ),
            TableFaultKind::WrongCells { found, wanted } => (
                "wrong_cells",
                format!(
                    "Il numero di caselle della riga è {found}, quello delle colonne {wanted}: ogni riga ha una casella per colonna; - vale per qualsiasi valore."
                ),
                format!(
                    "The number of cells of the row is {found}, that of the columns {wanted}: each row has one cell for each column; - takes any value."
                ),
            ),
            TableFaultKind::SameInput { other } => (
                "same_input",
                format!("Questa colonna è uguale alla colonna {other}: tienine una sola."),
                format!("This column is the same as column {other}: keep only one."),
            ),
            TableFaultKind::InputNotSimple { ty } => (
                "input_not_simple",
                format!(
                    "Una colonna vuole un valore semplice, questo è {}. Per un elenco scrivi per esempio \"id\" in elenco, oppure size(elenco).",
                    type_it(ty)
                ),
                format!(
                    "A column wants a simple value, this is {}. For a list write for example \"id\" in list, or size(list).",
                    type_en(ty)
                ),
            ),
            _ => self.cells(),
        }
    }

    /// Sentences of cells and results.
    fn cells(&self) -> (&'static str, String, String) {
        let both = |code, it: &str, en: &str| (code, it.to_owned(), en.to_owned());
        match self {
            TableFaultKind::CellAnd => both(
                "cell_and",
                "In una casella non si scrive «e»: per due limiti scrivi 10 .. 20, oppure aggiungi una colonna.",
                "A cell has no “and”: for two bounds write 10 .. 20, or add a column.",
            ),
            TableFaultKind::CellOr => both(
                "cell_or",
                "In una casella «oppure» si scrive con la virgola: \"a\", \"b\".",
                "In a cell “or” is written as a comma: \"a\", \"b\".",
            ),
            TableFaultKind::RepeatsInput => both(
                "repeats_input",
                "Nella casella non ripetere la colonna: scrivi solo il confronto, per esempio <= 10.",
                "Do not repeat the column in the cell: write only the comparison, for example <= 10.",
            ),
            TableFaultKind::NotWritten { name } => (
                "not_written",
                format!(
                    "In una casella stanno solo valori scritti, non «{name}»: per quello che dipende da una risposta o dal giorno aggiungi una colonna."
                ),
                format!(
                    "A cell holds only values written out, not “{name}”: for what depends on an answer or on the day add a column."
                ),
            ),
            TableFaultKind::BareText { name, near } => (
                "bare_text",
                format!("Un testo si scrive tra virgolette: \"{name}\"{}", near_it(near)),
                format!("A text is written between quotes: \"{name}\"{}", near_en(near)),
            ),
            TableFaultKind::NoValue => both(
                "no_value",
                "Questo calcolo non dà un valore.",
                "This computation gives no value.",
            ),
            TableFaultKind::EmptyRange => both(
                "empty_range",
                "Nessun valore sta in questo intervallo: il primo limite è il più piccolo.",
                "No value is in this range: the first bound is the smaller one.",
            ),
            TableFaultKind::DecimalComma { text } => (
                "decimal_comma",
                format!(
                    "«{text}» si può leggere in due modi: i decimali si scrivono con il punto, per due valori metti uno spazio dopo la virgola."
                ),
                format!(
                    "“{text}” can be read in two ways: decimals are written with a point, for two values put a space after the comma."
                ),
            ),
            TableFaultKind::MixedResults { first, other } => (
                "mixed_results",
                format!(
                    "I risultati sono tutti dello stesso tipo: qui {} e {}.",
                    type_it(first),
                    type_it(other)
                ),
                format!(
                    "All results are of one type: here {} and {}.",
                    type_en(first),
                    type_en(other)
                ),
            ),
            TableFaultKind::NotAdded { ty } => (
                "not_added",
                format!("Si sommano solo numeri e importi, questo è {}.", type_it(ty)),
                format!("Only numbers and amounts are added up, this is {}.", type_en(ty)),
            ),
            _ => both("table", "La tabella non è valida.", "The table is not valid."),
        }
    }
}
