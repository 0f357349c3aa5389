//! Why a form is refused before anybody fills it: each fault with its place in the document. What
//! is wrong with an answer is in `messages`.

use model::{Lang, Localized};

use crate::definition::Kind;

/// One thing to mend in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Place in the document: `form.steps[1].sections[0].fields[3].visible`.
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
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

/// What is wrong with a form, apart from what the rule language says of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    BadId { id: String },
    ReservedId { id: String },
    DuplicateId { id: String },
    NothingAsked,
    UnknownBrick { name: String, known: String },
    UnknownPath { path: String },
    ForeignKey { key: &'static str, kind: Kind },
    NeededKey { key: &'static str },
    NoChoices,
    TooFewChoices { min: i64, are: usize },
    TooManyToDraw { most: usize, are: usize },
    UnknownSource { name: String, known: String },
    BadPattern,
    BadExample,
    GroupsTooDeep { most: usize },
    EmptyRange,
    TooLarge { max: u32 },
    TooMany { part: Counted, most: usize },
    Circle { labels: Vec<String> },
    NeverAsked,
    NeverRequired,
    NeverLocked,
    NeverRight,
    NeverRightTogether,
    NeverOffered,
    NothingOffered { answers: Localized },
    LockedEmpty,
    NobodyEligible,
    UntypedValue,
    PlaceAlone,
}

/// Parts of a form of which there can be only so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    Steps,
    /// Of a step.
    Sections,
    /// Of the form, those of bricks included.
    Fields,
    /// Of a question.
    Options,
    /// On an answer, or on who may send the form.
    Conditions,
}

impl Counted {
    /// What people call them, in Italian and in English.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Steps => ("I passi di un modulo", "Steps of a form"),
            Self::Sections => ("Le sezioni di un passo", "Sections of a step"),
            Self::Fields => (
                "I campi di un modulo, contati anche quelli dei blocchi",
                "Fields of a form, those of bricks included",
            ),
            Self::Options => (
                "Le scelte di una domanda (se sono di più usa un registro)",
                "Choices of a question (use a register if there are more)",
            ),
            Self::Conditions => ("Le condizioni", "Conditions"),
        }
    }
}

model::codes!(FaultKind {
    BadId => "bad_id",
    ReservedId => "reserved_id",
    DuplicateId => "duplicate_id",
    NothingAsked => "nothing_asked",
    UnknownBrick => "unknown_brick",
    UnknownPath => "unknown_path",
    ForeignKey => "foreign_key",
    NeededKey => "needed_key",
    NoChoices => "no_choices",
    TooFewChoices => "too_few_choices",
    TooManyToDraw => "too_many_to_draw",
    UnknownSource => "unknown_source",
    BadPattern => "bad_pattern",
    BadExample => "bad_example",
    GroupsTooDeep => "groups_too_deep",
    EmptyRange => "empty_range",
    TooLarge => "too_large",
    TooMany => "too_many",
    Circle => "circle",
    NeverAsked => "never_asked",
    NeverRequired => "never_required",
    NeverLocked => "never_locked",
    NeverRight => "never_right",
    NeverRightTogether => "never_right_together",
    NeverOffered => "never_offered",
    NothingOffered => "nothing_offered",
    LockedEmpty => "locked_empty",
    NobodyEligible => "nobody_eligible",
    UntypedValue => "untyped_value",
    PlaceAlone => "place_alone",
});

impl FaultKind {
    /// Makes the fault of the place.
    #[must_use]
    pub fn at(self, path: impl Into<String>) -> Fault {
        Fault { path: path.into(), code: self.code(), place: None, message: self.message() }
    }

    fn message(&self) -> Localized {
        let both = |it: &str, en: &str| Localized::both(it, en);
        match self {
            Self::BadId { id } => Localized::both(
                format!(
                    "L’id «{id}» non va bene: usa lettere minuscole senza accenti, cifre e _, al massimo 40, cominciando con una lettera."
                ),
                format!(
                    "The id “{id}” is not valid: use lower-case letters, digits and _, 40 at most, starting with a letter."
                ),
            ),
            Self::ReservedId { id } => Localized::both(
                format!("L’id «{id}» ha già un significato nelle regole: scegline un altro."),
                format!("The id “{id}” already has a meaning in rules: choose another."),
            ),
            Self::DuplicateId { id } => Localized::both(
                format!("L’id «{id}» è usato due volte: ogni domanda, sezione e passo ha il suo."),
                format!(
                    "The id “{id}” is used twice: each question, section and step has its own."
                ),
            ),
            Self::NothingAsked => both(
                "Qui non c’è nessuna domanda: aggiungine una o togli questa parte.",
                "There is no question here: add one, or take this part out.",
            ),
            Self::UnknownBrick { name, known } => Localized::both(
                format!("Il blocco «{name}» non esiste. Blocchi disponibili: {known}."),
                format!("There is no brick “{name}”. Bricks there are: {known}."),
            ),
            Self::UnknownPath { path } => Localized::both(
                format!("In questo blocco non c’è nessuna domanda «{path}»."),
                format!("This brick has no question “{path}”."),
            ),
            Self::ForeignKey { key, kind } => Localized::both(
                format!(
                    "«{key}» non serve in una domanda di tipo «{}»: togli la riga.",
                    kind.name()
                ),
                format!(
                    "“{key}” has no meaning in a question of kind “{}”: take the line out.",
                    kind.name()
                ),
            ),
            Self::NeededKey { key } => Localized::both(
                format!("Manca «{key}»: questa domanda non può farne a meno."),
                format!("“{key}” is missing: this question cannot do without."),
            ),
            Self::NoChoices => both(
                "Mancano le risposte tra cui scegliere: scrivi «options» oppure «options_from».",
                "There is nothing to choose from: write either “options” or “options_from”.",
            ),
            Self::TooFewChoices { min, are } => Localized::both(
                format!(
                    "Le risposte tra cui scegliere sono {are}: non se ne possono chiedere almeno {min}."
                ),
                format!("There are {are} choices: {min} at least cannot be asked for."),
            ),
            Self::TooManyToDraw { most, are } => Localized::both(
                format!(
                    "Il registro ha {are} voci, e dove se ne scelgono più d’una si leggono tutte in fila: al massimo {most}. Usa un gruppo di righe con una scelta sola («one_of»), che si cerca."
                ),
                format!(
                    "The register has {are} entries, and where several are chosen all of them are drawn: {most} at most. Use a group of rows with a single choice (“one_of”), which is searched."
                ),
            ),
            Self::UnknownSource { name, known } => Localized::both(
                format!("«{name}» non esiste. Sono disponibili: {known}."),
                format!("There is no “{name}”. There are: {known}."),
            ),
            Self::BadPattern => both(
                "Lo schema scritto in «pattern» (un’espressione regolare) non è corretto o è troppo grande.",
                "The regular expression in “pattern” is wrong or too large.",
            ),
            Self::BadExample => both(
                "L’esempio non rispetta lo schema scritto in «pattern».",
                "The example does not match the regular expression in “pattern”.",
            ),
            Self::GroupsTooDeep { most } => Localized::both(
                format!(
                    "I gruppi di righe possono stare uno dentro l’altro fino a {most} livelli."
                ),
                format!("Groups of rows can stand one inside the other down to {most} levels."),
            ),
            Self::EmptyRange => both(
                "Il minimo è maggiore del massimo: nessuna risposta andrebbe bene.",
                "The least is greater than the greatest: no answer would do.",
            ),
            Self::TooLarge { max } => Localized::both(
                format!("Il valore può essere al massimo {max}."),
                format!("The value can be {max} at most."),
            ),
            Self::TooMany { part, most } => {
                let (it, en) = part.names();
                Localized::both(
                    format!("{it}: possono essere al massimo {most}."),
                    format!("{en}: there can be {most} at most."),
                )
            }
            Self::Circle { labels } => {
                let chain = labels.join(" → ");
                Localized::both(
                    format!(
                        "Queste domande dipendono l’una dall’altra in cerchio, e nessuna può venire prima: {chain}."
                    ),
                    format!(
                        "These questions depend on one another in a circle, and none can come first: {chain}."
                    ),
                )
            }
            Self::NeverAsked => both(
                "Nessuna risposta possibile fa comparire questa parte.",
                "No possible answers make this part appear.",
            ),
            Self::NeverRequired => both(
                "Quando la domanda compare, questa condizione non vale mai: la risposta non sarebbe mai obbligatoria.",
                "While the question is shown this condition never holds: it would never be required.",
            ),
            Self::NeverLocked => both(
                "Quando la domanda compare, questa condizione non vale mai: la risposta non sarebbe mai bloccata.",
                "While the question is shown this condition never holds: it would never be locked.",
            ),
            Self::NeverRight => both(
                "Nessuna risposta possibile rispetta questa condizione: nessuno potrebbe andare avanti.",
                "No possible answers meet this condition: nobody could go on.",
            ),
            Self::NeverRightTogether => both(
                "Questa condizione non può valere insieme a quelle sopra: nessuno potrebbe andare avanti.",
                "This condition cannot hold together with those above: nobody could go on.",
            ),
            Self::NeverOffered => both(
                "Nessuna risposta possibile fa comparire questa scelta.",
                "No possible answers offer this choice.",
            ),
            Self::NothingOffered { answers } => Localized::both(
                format!(
                    "Con queste risposte non resta niente da scegliere: {}.",
                    answers.get(Lang::It)
                ),
                format!("With these answers nothing is left to choose: {}.", answers.get(Lang::En)),
            ),
            Self::LockedEmpty => both(
                "La risposta è obbligatoria e nessuno la può scrivere («locked»), ma niente la riempie: manca «value» o «prefill».",
                "The answer is required and nobody can write it (“locked”), but nothing fills it: “value” or “prefill” is missing.",
            ),
            Self::NobodyEligible => both(
                "Nessuna risposta possibile rispetta questa condizione: nessuno potrebbe inviare la domanda.",
                "No possible answers meet this condition: nobody could send the form.",
            ),
            Self::UntypedValue => both(
                "Il calcolo deve dare un testo, un numero, un importo, una data, un sì o un no.",
                "The computed value must be a text, a number, an amount, a date, yes or no.",
            ),
            Self::PlaceAlone => both(
                "Non tutti sanno indicare un punto sulla mappa: nella stessa sezione chiedi anche l’indirizzo, con il blocco «address», con una scelta da «register.streets» o con «autocomplete: street-address».",
                "Not everybody can point at a map: ask for the address too in the same section, by the brick “address”, a choice from “register.streets” or “autocomplete: street-address”.",
            ),
        }
    }
}
