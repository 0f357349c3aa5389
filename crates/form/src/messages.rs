//! What the engine says to a person: why an answer is wrong and what to do, and why a procedure
//! file is refused. The sentences of the language of forms live here and nowhere else; those of the
//! interface around the form are Fluent, in `words`.

mod files;
mod flaw;
mod hint;
mod holder;
mod malformed;

use std::collections::BTreeMap;

use model::fiscal_code::Mismatch;
use model::{Lang, Localized};

use self::files::{about_file, listed};
pub use self::flaw::Flaw;
pub use self::hint::hint;
use self::holder::contradicted;
use self::malformed::malformed;
use crate::definition::{FileType, Kind};
use crate::explain::Question;

/// What is wrong with an answer, with the data its sentence needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// Nothing was answered and something is needed.
    Missing {
        label: Localized,
        kind: Kind,
    },
    /// Longer than `max` characters.
    TooLong {
        max: u32,
        length: u32,
    },
    /// Not what the kind reads.
    Malformed {
        kind: Kind,
        flaw: Flaw,
    },
    /// Does not match the expression; `example` does.
    Pattern {
        example: String,
    },
    /// Not, or no longer, among the choices.
    NotAChoice,
    /// In no entry of the register, or in several: those it may have been.
    NotInRegister {
        near: Vec<Localized>,
    },
    /// The same choice stands at two places of a ranking.
    RankedTwice {
        label: Localized,
    },
    TooFewChoices {
        min: u32,
    },
    TooManyChoices {
        max: u32,
    },
    /// Below the least value, as people write it.
    TooSmall {
        min: Shown,
    },
    /// Above the greatest value, as people write it.
    TooLarge {
        max: Shown,
    },
    TooFewRows {
        min: u32,
    },
    TooManyRows {
        max: u32,
    },
    /// The file is not among those received.
    FileGone,
    FileTooLarge {
        name: String,
        max_mb: u32,
    },
    FileType {
        name: String,
        types: Vec<FileType>,
    },
    /// A PDF without a signature, where a signed document is asked.
    FileUnsigned {
        name: String,
    },
    TooFewFiles {
        min: u32,
    },
    TooManyFiles {
        max: u32,
    },
    /// Received, not yet looked at.
    FileChecking {
        name: String,
    },
    FileRefused {
        name: String,
        reason: Localized,
    },
    /// The fiscal code says something else of its holder than the answers beside it.
    Contradicted {
        /// What differs: birth, sex, place.
        by: Vec<Mismatch>,
        /// The place of birth as the code says it; empty if it is not known or does not differ.
        born_in: Localized,
    },
    /// A condition of the procedure does not hold: its own words.
    Condition {
        message: Localized,
    },
    /// With these answers the form cannot be sent at all: why, in the procedure's own words.
    Ineligible {
        message: Localized,
    },
}

/// A value written in each language.
pub type Shown = Localized;

impl ProblemKind {
    /// Name that never changes, for tests and logs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::TooLong { .. } => "too_long",
            Self::Malformed { flaw, .. } => match flaw {
                Flaw::Shape => "malformed",
                Flaw::Length(_) => "wrong_length",
                Flaw::CheckDigits => "check_digits",
                Flaw::NoSuchDay => "no_such_day",
                Flaw::Decimals => "too_many_decimals",
                Flaw::Range => "out_of_range",
                Flaw::Crossing => "crossing",
            },
            Self::Pattern { .. } => "pattern",
            Self::NotAChoice => "not_a_choice",
            Self::NotInRegister { .. } => "not_in_register",
            Self::RankedTwice { .. } => "ranked_twice",
            Self::TooFewChoices { .. } => "too_few_choices",
            Self::TooManyChoices { .. } => "too_many_choices",
            Self::TooSmall { .. } => "too_small",
            Self::TooLarge { .. } => "too_large",
            Self::TooFewRows { .. } => "too_few_rows",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::FileGone => "file_gone",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::FileType { .. } => "file_type",
            Self::FileUnsigned { .. } => "file_unsigned",
            Self::TooFewFiles { .. } => "too_few_files",
            Self::TooManyFiles { .. } => "too_many_files",
            Self::FileChecking { .. } => "file_checking",
            Self::FileRefused { .. } => "file_refused",
            Self::Contradicted { .. } => "contradicted",
            Self::Condition { .. } => "condition",
            Self::Ineligible { .. } => "ineligible",
        }
    }

    /// The data of the sentence, in Italian where they are words. Never what the citizen typed.
    #[must_use]
    pub fn args(&self) -> BTreeMap<&'static str, String> {
        let it = |text: &Localized| text.get(Lang::It).to_owned();
        let pairs: Vec<(&'static str, String)> = match self {
            Self::Missing { label, .. } | Self::RankedTwice { label } => {
                vec![("label", it(label))]
            }
            Self::TooLong { max, length } => {
                vec![("max", max.to_string()), ("length", length.to_string())]
            }
            Self::Malformed { flaw: Flaw::Length(length), .. } => {
                vec![("length", length.to_string())]
            }
            Self::Pattern { example } => vec![("example", example.clone())],
            Self::TooFewChoices { min } | Self::TooFewRows { min } | Self::TooFewFiles { min } => {
                vec![("min", min.to_string())]
            }
            Self::TooManyChoices { max }
            | Self::TooManyRows { max }
            | Self::TooManyFiles { max } => vec![("max", max.to_string())],
            Self::TooSmall { min } => vec![("min", it(min))],
            Self::TooLarge { max } => vec![("max", it(max))],
            Self::FileTooLarge { name, max_mb } => {
                vec![("name", name.clone()), ("max", max_mb.to_string())]
            }
            Self::FileType { name, types } => {
                vec![("name", name.clone()), ("types", listed(types, "o"))]
            }
            Self::FileUnsigned { name } | Self::FileChecking { name } => {
                vec![("name", name.clone())]
            }
            Self::FileRefused { name, reason } => {
                vec![("name", name.clone()), ("reason", it(reason))]
            }
            Self::Malformed { .. }
            | Self::NotAChoice
            | Self::NotInRegister { .. }
            | Self::FileGone
            | Self::Contradicted { .. }
            | Self::Condition { .. }
            | Self::Ineligible { .. } => Vec::new(),
        };
        pairs.into_iter().collect()
    }

    /// What the citizen reads: what to do.
    #[must_use]
    pub fn message(&self) -> Localized {
        match self {
            Self::Missing { label, kind } => missing(label, *kind),
            Self::TooLong { max, length } => Localized::both(
                format!("Accorcia il testo: può avere al massimo {max} caratteri e ne ha {length}"),
                format!("Shorten the text: it can have {max} characters at most and has {length}"),
            ),
            Self::Malformed { kind, flaw } => malformed(*kind, *flaw),
            Self::Pattern { example } if example.is_empty() => Localized::both(
                "Controlla come hai scritto la risposta",
                "Check how you wrote this",
            ),
            Self::Pattern { example } => Localized::both(
                format!("Scrivi la risposta come in questo esempio: {example}"),
                format!("Write the answer as in this example: {example}"),
            ),
            Self::NotAChoice => Localized::both(
                "Scegli una delle risposte della lista",
                "Choose one of the answers in the list",
            ),
            Self::NotInRegister { near } if near.is_empty() => Localized::both(
                "Non lo troviamo nell’elenco: scrivi almeno una parola del nome e scegli tra quelli proposti",
                "It is not in the list: write at least one word of the name and choose among those offered",
            ),
            Self::NotInRegister { near } => {
                let names = |lang| {
                    let names: Vec<&str> = near.iter().map(|label| label.get(lang)).collect();
                    names.join(", ")
                };
                Localized::both(
                    format!("Scegli dall’elenco. Forse cercavi: {}", names(Lang::It)),
                    format!("Choose from the list. You may mean: {}", names(Lang::En)),
                )
            }
            Self::RankedTwice { label } => Localized::both(
                format!("Hai scelto due volte «{}»: indicala una volta sola", label.get(Lang::It)),
                format!("You chose “{}” twice: give it once only", label.get(Lang::En)),
            ),
            Self::TooFewChoices { min } => Localized::both(
                format!("Scegli almeno {}", answers_it(*min)),
                format!("Choose at least {}", answers_en(*min)),
            ),
            Self::TooManyChoices { max } => Localized::both(
                format!("Scegli al massimo {}", answers_it(*max)),
                format!("Choose at most {}", answers_en(*max)),
            ),
            Self::TooSmall { min } => {
                min.map(|lang, min| in_lang(lang, "Scrivi almeno", "Write at least", min))
            }
            Self::TooLarge { max } => {
                max.map(|lang, max| in_lang(lang, "Scrivi al massimo", "Write at most", max))
            }
            Self::TooFewRows { min } => Localized::both(
                format!("Aggiungi altri elementi: ne servono almeno {min}"),
                format!("Add more entries: at least {min} are needed"),
            ),
            Self::TooManyRows { max } => Localized::both(
                format!("Togli qualche elemento: puoi indicarne al massimo {max}"),
                format!("Take some entries away: you can give {max} at most"),
            ),
            Self::Contradicted { by, born_in } => contradicted(by, born_in),
            Self::Condition { message } | Self::Ineligible { message } => message.clone(),
            file => about_file(file),
        }
    }
}

fn in_lang(lang: Lang, it: &str, en: &str, value: &str) -> String {
    match lang {
        Lang::It => format!("{it} {value}"),
        Lang::En => format!("{en} {value}"),
    }
}

fn answers_it(count: u32) -> String {
    if count == 1 { "una risposta".to_owned() } else { format!("{count} risposte") }
}

fn answers_en(count: u32) -> String {
    if count == 1 { "one answer".to_owned() } else { format!("{count} answers") }
}

fn missing(label: &Localized, kind: Kind) -> Localized {
    let (it, en) = match kind {
        Kind::YesNo | Kind::OneOf => ("Scegli una risposta per", "Choose an answer for"),
        Kind::ManyOf | Kind::Ranked => {
            ("Scegli almeno una risposta per", "Choose at least one answer for")
        }
        Kind::Accept | Kind::Declaration | Kind::PrivacyNotice | Kind::Terms => {
            ("Per andare avanti spunta", "To go on, tick")
        }
        Kind::Photo => ("Manca la fotografia", "This photograph is missing:"),
        kind if kind.is_files() => ("Manca il documento", "This document is missing:"),
        Kind::Group => ("Aggiungi almeno un elemento a", "Add at least one entry to"),
        _ => ("Manca la risposta a", "This answer is missing:"),
    };
    if label.is_empty() {
        return match kind {
            kind if kind.is_files() => {
                Localized::both("Manca il documento", "The document is missing")
            }
            _ => Localized::both("Rispondi a questa domanda", "Answer this question"),
        };
    }
    Localized::both(
        format!("{it} «{}»", label.get(Lang::It)),
        format!("{en} “{}”", label.get(Lang::En)),
    )
}

/// Why something is asked, needed or locked, or is not: the reasons that decide it, in one sentence.
#[must_use]
pub fn because(question: Question, is_so: bool, reasons: &[String], lang: Lang) -> String {
    let (so, joint) = match (question, is_so, lang) {
        (Question::Visible, true, Lang::It) => ("Ti chiediamo questo", " e "),
        (Question::Visible, false, Lang::It) => ("Questo non ti viene chiesto", " e "),
        (Question::Required, true, Lang::It) => ("Questa risposta è necessaria", " e "),
        (Question::Required, false, Lang::It) => ("Questa risposta non è necessaria", " e "),
        (Question::Locked, true, Lang::It) => ("Questa risposta non si può cambiare", " e "),
        (Question::Locked, false, Lang::It) => ("Questa risposta si può cambiare", " e "),
        (Question::Visible, true, Lang::En) => ("You are asked this", " and "),
        (Question::Visible, false, Lang::En) => ("You are not asked this", " and "),
        (Question::Required, true, Lang::En) => ("This answer is needed", " and "),
        (Question::Required, false, Lang::En) => ("This answer is not needed", " and "),
        (Question::Locked, true, Lang::En) => ("This answer cannot be changed", " and "),
        (Question::Locked, false, Lang::En) => ("This answer can be changed", " and "),
    };
    let why = if lang == Lang::It { "perché" } else { "because" };
    if reasons.is_empty() { so.to_owned() } else { format!("{so} {why} {}", reasons.join(joint)) }
}
