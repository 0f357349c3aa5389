//! A form as the procedure document writes it: steps, sections, fields and their keys.
//! Only shapes and their canonical order; what a key means, and whether it belongs to the kind it
//! stands on, is checked in `compile`.

mod kind;
mod scalar;
mod table;

use model::Localized;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::kind::{FileType, Kind};
pub use self::scalar::{Bound, Condition};
pub use self::table::{Cell, Hit, Row, Table};

/// The questions of one procedure (*modulo*), in the order in which they are asked.
///
/// Keys are written back in this order, and absent or default ones are not written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Conditions without which nobody can send the form, asked as soon as what they read is answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub eligibility: Vec<FieldCheck>,
    pub steps: Vec<Step>,
    /// Comment of who wrote the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Form {
    /// A form of one untitled step and section: what a move of the workflow asks.
    #[must_use]
    pub fn of_fields(id: &str, fields: Vec<Field>) -> Form {
        let section = Section { id: id.to_owned(), fields, ..Section::default() };
        let step = Step { id: id.to_owned(), sections: vec![section], ..Step::default() };
        Form { eligibility: Vec::new(), steps: vec![step], note: None }
    }
}

/// One page of the form (*passo*).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Never changes meaning; `[a-z][a-z0-9_]*`.
    pub id: String,
    pub title: Localized,
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub help: Localized,
    /// Rule: the step is asked only while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible: Option<String>,
    /// Whether its questions need answers: yes unless said, no, or a rule. `false` or a rule weakens every field inside.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: Condition,
    /// Yes, or a rule: shown but not changed by the citizen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked: Option<Condition>,
    pub sections: Vec<Section>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A titled block of a step, one entry of the index «Informazioni richieste».
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Unique among the sections of the form.
    pub id: String,
    pub title: Localized,
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub help: Localized,
    /// Rule: the section is asked only while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible: Option<String>,
    /// Whether its questions need answers: yes unless said, no, or a rule. `false` or a rule weakens every field inside.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: Condition,
    /// Yes, or a rule: shown but not changed by the citizen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked: Option<Condition>,
    pub fields: Vec<Field>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One question, one text, or one composite of questions.
///
/// All keys of all kinds stand here side by side: the document is flat, and an error of reading
/// keeps its line. Which keys a kind takes is checked in `compile`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Unique among its siblings; never changes meaning; `[a-z][a-z0-9_]*`.
    pub id: String,
    pub kind: Kind,
    /// Name of the shipped brick that a `brick` stands for, or that is the row of a `group`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brick: Option<String>,
    /// Paths inside the brick that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub omit: Vec<String>,
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub label: Localized,
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub help: Localized,
    /// Prose of `text`, `callout`, `declaration`, `privacy_notice`, `terms` (markdown subset).
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub text: Localized,
    /// Kind `callout`: what it says by its colour and icon.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tone: Tone,
    /// Whether an answer is needed: yes unless said, no, or a rule. On a brick or set, `false` or
    /// a rule weakens every field inside.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: Condition,
    /// Rule: asked only while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible: Option<String>,
    /// Yes, or a rule: shown but not changed by the citizen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked: Option<Condition>,
    /// Rule that computes the answer; the citizen does not write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Decision table that computes the answer, in place of `value`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
    /// Conditions that the answer must meet, each with what to say when it does not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub check: Vec<FieldCheck>,
    /// Where a first value comes from, in order: `identity.given_name`, `store.phone`. On a brick
    /// each entry is a root (`identity`) that stands before the path inside; an empty list
    /// switches off what the brick says by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefill: Option<Vec<String>>,
    /// Asked of nobody: shown when one of its sources gives it, and only then.
    #[serde(default, skip_serializing_if = "is_default")]
    pub given_only: bool,
    /// Encrypted at rest, never searched, each reading logged.
    #[serde(default, skip_serializing_if = "is_default")]
    pub sensitive: bool,
    /// Token of HTML `autocomplete` (WCAG 1.3.5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<String>,
    /// Months for which the answer is offered again in other procedures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remember: Option<u32>,
    /// Choices of `one_of`, `many_of`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// Choices kept elsewhere: `local.zones`, `register.streets`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options_from: Option<String>,
    /// Kind `one_of` from a register: what is not in it may be written too.
    #[serde(default, skip_serializing_if = "is_default")]
    pub free: bool,
    /// Least value (numbers), rows (`group`), choices (`many_of`): a number or a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Bound>,
    /// Greatest value, rows, choices: a number or a rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Bound>,
    /// Kind `group`: rule that says how many rows there are, in place of `min` and `max`; they come and go by
    /// themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<String>,
    /// Longest text, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u32>,
    /// Kind `pattern`: regular expression the whole text must match (linear time, no backtracking).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Kind `pattern`: an answer that is right, shown when one is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// Unit written after a number («m²», «giorni»).
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub unit: Localized,
    /// Kind `attachment`: file types taken; all of them unless said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<FileType>,
    /// Kinds of files: how many at least, where any are given; one unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_files: Option<u32>,
    /// Kinds of files: how many at most; one unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_files: Option<u32>,
    /// Kind `attachment`: size of one file, in MB of 10⁶ bytes; 20 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_mb: Option<u32>,
    /// Kinds of files: template of the name that files are given when they are sent: `planimetria {applicant.family_name}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub save_as: Option<String>,
    /// Kinds of files: a document to be printed and signed, offered beside the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Blank>,
    /// Kind `group`: title of a row, a template over the row: `{row.plate} · {row.model}`.
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub row_title: Localized,
    /// Kind `group`: what one row is called while it says nothing: «Giorno», so «Giorno 1».
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub row_label: Localized,
    /// Kind `group`: words on the button that adds a row.
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub add_label: Localized,
    /// Fields of one row (`group`) or of the composite (`set`); after a brick, fields added to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// Comment of who wrote the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Field {
    /// The token of HTML `autocomplete` it has: the author's, or that of its kind where the answer is about oneself,
    /// which is what is remembered or first filled in.
    #[must_use]
    pub fn token(&self) -> &str {
        let is_own =
            self.remember.is_some() || self.prefill.as_ref().is_some_and(|it| !it.is_empty());
        let of_kind = if is_own { self.kind.traits().autocomplete } else { "" };
        self.autocomplete.as_deref().unwrap_or(of_kind)
    }
}

/// A document to be printed, completed by hand and signed (*modello da compilare*): a consent, a delegation, a
/// declaration of somebody else. Place, date and signature are printed below it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Blank {
    /// What it is called: «Consenso del proprietario».
    pub title: Localized,
    /// Template of the text: prose with `{expression}` holes over the answers, those of the row included. An answer
    /// that is missing leaves a line to write on.
    pub body: Localized,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What the colour of a callout means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    #[default]
    Info,
    Success,
    Warning,
    Danger,
}

/// A condition on an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldCheck {
    /// Rule that holds when the answer is right. Only asked once the field has a right value.
    pub rule: String,
    /// What the citizen reads when it does not: what to do.
    pub message: Localized,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One choice of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Never changes meaning; what rules compare with.
    pub id: String,
    pub label: Localized,
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub help: Localized,
    /// Rule: offered only while it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
