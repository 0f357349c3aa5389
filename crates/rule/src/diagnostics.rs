//! What the compiler of rules says to whoever writes them, in Italian and English. The sentences live
//! here, not in the words of the product: they are part of the language and change with it.

mod table;

use model::Localized;

pub(crate) use self::table::TableFaultKind;
use crate::types::Type;

/// A stretch of the text of a rule, in bytes: `start` included, `end` not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    pub(crate) fn to(self, end: Span) -> Span {
        Span { start: self.start, end: end.end }
    }
}

/// Something wrong in the text of a rule, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub span: Span,
    /// Line of the start, from 1.
    pub line: u32,
    /// Column of the start in characters, from 1.
    pub column: u32,
    /// Stable name of the kind of fault: `unknown_name`.
    pub code: &'static str,
    pub message: Localized,
}

impl Fault {
    pub(crate) fn new(text: &str, (span, kind): (Span, FaultKind)) -> Fault {
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let (code, it, en) = kind.sentences();
        Fault {
            span,
            line: short(line),
            column: short(column),
            code,
            message: Localized::both(it, en),
        }
    }
}

/// Why a text is not a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FaultKind {
    EmptyRule,
    TooLong {
        most: usize,
    },
    TooDeep,
    BadCharacter(char),
    UnclosedText,
    BadEscape(String),
    BadNumber(String),
    Expected {
        wanted: &'static str,
        found: String,
    },
    SingleEquals,
    Chained,
    UnknownName {
        name: String,
        near: Option<String>,
    },
    UnknownField {
        name: String,
        near: Option<String>,
    },
    UnknownFunction {
        name: String,
        near: Option<String>,
    },
    UnknownOption {
        id: String,
        near: Option<String>,
        known: String,
    },
    NotARecord {
        ty: Type,
    },
    WrongType {
        wanted: &'static str,
        found: Type,
    },
    Mismatch {
        left: Type,
        right: Type,
    },
    WrongResult {
        wanted: Type,
        found: Type,
    },
    WrongCount {
        name: String,
        usage: &'static str,
    },
    NotComparable {
        ty: Type,
    },
    ComparedWithNull,
    MixedList {
        first: Type,
        other: Type,
    },
    NameTaken(String),
    NotAName,
    BadDate(String),
    BadMoney(String),
    NeedsLiteral {
        name: String,
    },
    BadPattern(String),
    UnclosedHole,
    StrayBrace,
    NotShown {
        ty: Type,
    },
    /// Proved, not read: see [`analyse::unreached`](crate::analyse::unreached).
    NeverReached,
    /// What can be wrong in a decision table only.
    Table(TableFaultKind),
}

impl FaultKind {
    /// The code, the sentence in Italian and in English.
    fn sentences(&self) -> (&'static str, String, String) {
        let both = |code, it: &str, en: &str| (code, it.to_owned(), en.to_owned());
        match self {
            FaultKind::EmptyRule => both("empty_rule", "La regola è vuota.", "The rule is empty."),
            FaultKind::TooLong { most } => (
                "too_long",
                format!(
                    "Il testo supera i {most} byte: dividilo, per esempio con un campo calcolato."
                ),
                format!(
                    "The text is longer than {most} bytes: split it, for example with a computed field."
                ),
            ),
            FaultKind::NeverReached => both(
                "never_reached",
                "Nessuna risposta possibile porta a questa parte della regola: toglila, o correggi la condizione prima del «?».",
                "No possible answers lead to this part of the rule: take it out, or mend the condition before the “?”.",
            ),
            FaultKind::TooDeep => both(
                "too_deep",
                "La regola ha più di 64 livelli uno dentro l'altro: dividila.",
                "The rule is nested deeper than 64 levels: split it.",
            ),
            FaultKind::BadCharacter(c) => (
                "bad_character",
                format!("Il carattere «{c}» non fa parte del linguaggio."),
                format!("The character “{c}” is not part of the language."),
            ),
            FaultKind::UnclosedText => both(
                "unclosed_text",
                "Manca la virgoletta che chiude il testo.",
                "The quote that closes the text is missing.",
            ),
            FaultKind::BadEscape(escape) => (
                "bad_escape",
                format!(
                    "«{escape}» non è valido in un testo: si può scrivere \\\\ \\\" \\' \\n \\t."
                ),
                format!("“{escape}” is not valid in a text: you can write \\\\ \\\" \\' \\n \\t."),
            ),
            FaultKind::BadNumber(number) => (
                "bad_number",
                format!("«{number}» non è un numero valido o è troppo grande."),
                format!("“{number}” is not a valid number, or is too large."),
            ),
            FaultKind::Expected { wanted, found } => {
                let (it, en) = wanted_words(wanted);
                let (found_it, found_en) = found_words(found);
                (
                    "syntax",
                    format!("Qui ci vuole {it}, invece c'è {found_it}."),
                    format!("Expected {en}, found {found_en}."),
                )
            }
            FaultKind::SingleEquals => both(
                "single_equals",
                "Per confrontare si scrive ==, con due segni di uguale.",
                "To compare, write == with two equals signs.",
            ),
            FaultKind::Chained => both(
                "chained",
                "I confronti non si possono mettere in fila: scrivi a < b && b < c.",
                "Comparisons cannot be chained: write a < b && b < c.",
            ),
            _ => self.typing(),
        }
    }

    /// Sentences of what the type-checker finds.
    fn typing(&self) -> (&'static str, String, String) {
        let both = |code, it: &str, en: &str| (code, it.to_owned(), en.to_owned());
        match self {
            FaultKind::UnknownName { name, near } => (
                "unknown_name",
                format!("«{name}» non esiste qui{}", near_it(near)),
                format!("“{name}” does not exist here{}", near_en(near)),
            ),
            FaultKind::UnknownField { name, near } => (
                "unknown_field",
                format!("Non c'è un campo «{name}»{}", near_it(near)),
                format!("There is no field “{name}”{}", near_en(near)),
            ),
            FaultKind::UnknownFunction { name, near } => (
                "unknown_function",
                format!("La funzione «{name}» non esiste{}", near_it(near)),
                format!("The function “{name}” does not exist{}", near_en(near)),
            ),
            FaultKind::UnknownOption { id, near, known } => (
                "unknown_option",
                format!("«{id}» non è tra le opzioni ({known}){}", near_it(near)),
                format!("“{id}” is not one of the options ({known}){}", near_en(near)),
            ),
            FaultKind::NotARecord { ty } => (
                "not_a_record",
                format!("Non ha campi: è {}.", type_it(ty)),
                format!("It has no fields: it is {}.", type_en(ty)),
            ),
            FaultKind::WrongType { wanted, found } => {
                let (it, en) = wanted_words(wanted);
                (
                    "wrong_type",
                    format!("Qui ci vuole {it}, questo è {}.", type_it(found)),
                    format!("Expected {en}, this is {}.", type_en(found)),
                )
            }
            FaultKind::Mismatch { left, right } => {
                let (hint_it, hint_en) = mismatch_hint(left, right);
                (
                    "mismatch",
                    format!(
                        "Non si possono mettere insieme {} e {}.{hint_it}",
                        type_it(left),
                        type_it(right)
                    ),
                    format!(
                        "{} and {} do not go together.{hint_en}",
                        type_en(left),
                        type_en(right)
                    ),
                )
            }
            FaultKind::WrongResult { wanted, found } => (
                "wrong_result",
                format!("La regola deve dare {}, invece dà {}.", type_it(wanted), type_it(found)),
                format!("The rule must give {}, it gives {}.", type_en(wanted), type_en(found)),
            ),
            FaultKind::WrongCount { name, usage } => (
                "wrong_count",
                format!("«{name}» si usa così: {usage}."),
                format!("“{name}” is used like this: {usage}."),
            ),
            FaultKind::NotComparable { ty } => (
                "not_comparable",
                format!("Non si può confrontare {} in questo modo.", type_it(ty)),
                format!("You cannot compare {} like this.", type_en(ty)),
            ),
            FaultKind::ComparedWithNull => both(
                "compared_with_null",
                "Per sapere se manca una risposta usa is_empty(…), non un confronto con null o con \"\".",
                "To know whether an answer is missing use is_empty(…), not a comparison with null or \"\".",
            ),
            FaultKind::MixedList { first, other } => (
                "mixed_list",
                format!(
                    "In un elenco stanno valori dello stesso tipo: qui {} e {}.",
                    type_it(first),
                    type_it(other)
                ),
                format!(
                    "A list holds values of one type: here {} and {}.",
                    type_en(first),
                    type_en(other)
                ),
            ),
            FaultKind::NameTaken(name) => (
                "name_taken",
                format!("«{name}» è già un nome: scegline un altro per la riga."),
                format!("“{name}” is already a name: choose another one for the row."),
            ),
            _ => self.literals(),
        }
    }

    /// Sentences of literals and templates.
    fn literals(&self) -> (&'static str, String, String) {
        let both = |code, it: &str, en: &str| (code, it.to_owned(), en.to_owned());
        match self {
            FaultKind::NotAName => both(
                "not_a_name",
                "Qui ci vuole un nome per la riga, per esempio v in exists(v, v.targa == \"…\").",
                "Expected a name for the row, for example v in exists(v, v.plate == \"…\").",
            ),
            FaultKind::BadDate(text) => (
                "bad_date",
                format!("«{text}» non è una data: scrivila come 2026-01-31."),
                format!("“{text}” is not a date: write it as 2026-01-31."),
            ),
            FaultKind::BadMoney(text) => (
                "bad_money",
                format!("«{text}» non è un importo: scrivilo come 16.00."),
                format!("“{text}” is not an amount: write it as 16.00."),
            ),
            FaultKind::NeedsLiteral { name } => (
                "needs_literal",
                format!("«{name}» vuole un testo scritto tra virgolette."),
                format!("“{name}” wants a text written between quotes."),
            ),
            FaultKind::BadPattern(text) => (
                "bad_pattern",
                format!("«{text}» non è un'espressione regolare valida o è troppo grande."),
                format!("“{text}” is not a valid regular expression, or is too large."),
            ),
            FaultKind::UnclosedHole => both(
                "unclosed_hole",
                "Manca la } che chiude. Per scrivere una graffa nel testo usa {{.",
                "The closing } is missing. To write a brace in the text use {{.",
            ),
            FaultKind::StrayBrace => both(
                "stray_brace",
                "Questa } non chiude nulla. Per scrivere una graffa nel testo usa }}.",
                "This } closes nothing. To write a brace in the text use }}.",
            ),
            FaultKind::NotShown { ty } => (
                "not_shown",
                format!("Nel testo non si può scrivere {}.", type_it(ty)),
                format!("{} cannot be written in the text.", type_en(ty)),
            ),
            FaultKind::Table(kind) => kind.sentences(),
            _ => both("syntax", "La regola non è valida.", "The rule is not valid."),
        }
    }
}

fn near_it(near: &Option<String>) -> String {
    near.as_ref().map_or_else(|| ".".to_owned(), |near| format!(": forse volevi «{near}»?"))
}

fn near_en(near: &Option<String>) -> String {
    near.as_ref().map_or_else(|| ".".to_owned(), |near| format!(": did you mean “{near}”?"))
}

/// What was looked for, in words: a token as it is, a class of things by its name.
fn wanted_words(wanted: &str) -> (String, String) {
    let (it, en) = match wanted {
        "value" => ("un valore", "a value"),
        "end" => ("la fine della regola", "the end of the rule"),
        "name" => ("un nome", "a name"),
        "cell_end" => ("una virgola o la fine della casella", "a comma or the end of the cell"),
        "bool" => ("un sì o no", "a yes or no"),
        "number" => ("un numero", "a number"),
        "number_or_money" => ("un numero o un importo", "a number or an amount"),
        "addable" => ("un numero, un importo o un testo", "a number, an amount or a text"),
        "int" => ("un numero intero", "a whole number"),
        "text" => ("un testo", "a text"),
        "date" => ("una data", "a date"),
        "list" => ("un elenco", "a list"),
        "ordered" => {
            ("un numero, un importo, un testo o una data", "a number, an amount, a text or a date")
        }
        "sized" => ("un elenco o un testo", "a list or a text"),
        "simple" => ("un valore semplice", "a simple value"),
        token => return (format!("«{token}»"), format!("“{token}”")),
    };
    (it.to_owned(), en.to_owned())
}

fn found_words(found: &str) -> (String, String) {
    if found.is_empty() {
        ("la fine del testo".to_owned(), "the end of the text".to_owned())
    } else {
        (format!("«{found}»"), format!("“{found}”"))
    }
}

fn type_it(ty: &Type) -> &'static str {
    match ty {
        Type::Any => "un valore",
        Type::Bool => "un sì o no",
        Type::Int => "un numero intero",
        Type::Decimal => "un numero decimale",
        Type::Money => "un importo",
        Type::Text => "un testo",
        Type::Date => "una data",
        Type::List(_) => "un elenco",
        Type::Record(_) => "un insieme di campi",
    }
}

fn type_en(ty: &Type) -> &'static str {
    match ty {
        Type::Any => "a value",
        Type::Bool => "a yes or no",
        Type::Int => "a whole number",
        Type::Decimal => "a decimal number",
        Type::Money => "an amount",
        Type::Text => "a text",
        Type::Date => "a date",
        Type::List(_) => "a list",
        Type::Record(_) => "a set of fields",
    }
}

/// The usual remedy when two types do not go together.
fn mismatch_hint(left: &Type, right: &Type) -> (&'static str, &'static str) {
    match (left, right) {
        (Type::Money, Type::Int | Type::Decimal) | (Type::Int | Type::Decimal, Type::Money) => {
            (" Un importo si scrive eur(16.00).", " An amount is written eur(16.00).")
        }
        (Type::Date, Type::Text) | (Type::Text, Type::Date) => (
            " Una data si scrive date(\"2026-01-31\").",
            " A date is written date(\"2026-01-31\").",
        ),
        (Type::Date, Type::Int | Type::Date) | (Type::Int, Type::Date) => (
            " Con le date usa add_days e days_between.",
            " With dates use add_days and days_between.",
        ),
        (Type::List(_), Type::Text) | (Type::Text, Type::List(_)) => (
            " Per cercare in un elenco scrivi \"id\" in elenco.",
            " To look in a list write \"id\" in list.",
        ),
        (Type::Text, Type::Int | Type::Decimal | Type::Money)
        | (Type::Int | Type::Decimal | Type::Money, Type::Text) => {
            (" Un valore diventa testo con text(…).", " A value becomes a text with text(…).")
        }
        _ => ("", ""),
    }
}

/// The known name nearest to a wrong one, if one is near enough to be a slip of the fingers.
#[must_use]
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let most = (wrong.chars().count() / 3).clamp(1, 3);
    known
        .into_iter()
        .map(|name| (distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, name)| name.to_owned())
}

/// Number of letters to add, drop or change (Levenshtein), case forgiven.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.to_lowercase().chars().take(80).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, c) in one.to_lowercase().chars().take(80).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, d) in other.iter().enumerate() {
            let change = diagonal + usize::from(c != *d);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}
