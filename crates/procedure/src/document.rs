//! The one document of a procedure (*procedimento*): sheet, local values, form, fees, workflow,
//! letters and its own test cases. Only shapes; whether they hold together is asked in `proof`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use form::definition::{Field, Form};
use model::{Localized, Money};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use workflow::{Letter, Workflow};

use crate::ranking::Ranking;
use crate::sheet::Sheet;

/// The version of this language that documents are written in.
pub const SCHEMA_VERSION: u32 = 1;

/// Everything a municipality says about one procedure. Keys are written back in this order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Version of the language, [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Never changes meaning: a new procedure gets a new id.
    pub id: String,
    /// The service's name, which starts with a verb.
    pub title: Localized,
    /// Template of what tells one application from others, read in lists of them: `{child.given_name}`.
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub subject: Localized,
    /// Comment of who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the public reads.
    pub sheet: Sheet,
    /// What every municipality sets for itself, with its source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub local: BTreeMap<String, Local>,
    /// What is asked.
    pub form: Form,
    /// What is due.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Fee>,
    /// How it is decided.
    pub workflow: Workflow<Field>,
    /// What the office writes down for itself on each application; the citizen never reads it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub office_fields: Vec<Field>,
    /// How applications are ranked, where there are fewer places than people who ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ranking: Option<Ranking>,
    /// What is written to the citizen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<Letter>,
    /// Its own test cases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<Case>,
}

/// A value that the municipality sets, with the act it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Local {
    /// A whole number.
    Integer {
        /// The number.
        value: i64,
        /// The act that sets it.
        source: Localized,
    },
    /// A sum of money, written as people write it: `"16,00"`.
    Money {
        /// The sum.
        #[serde(with = "euro")]
        #[schemars(with = "String")]
        value: Money,
        /// The act that sets it.
        source: Localized,
    },
    /// A text.
    Text {
        /// The text.
        value: Localized,
        /// The act that sets it.
        source: Localized,
    },
    /// Things to choose from.
    List {
        /// The things.
        value: Vec<Item>,
        /// The act that sets them.
        source: Localized,
    },
}

/// One thing of a local list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Its name.
    pub label: Localized,
}

/// Something to pay (*bollo, diritti, tariffa*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// Its id.
    pub id: String,
    /// What it is in law.
    pub kind: FeeKind,
    /// When it is due.
    pub phase: Phase,
    /// What it is called.
    pub label: Localized,
    /// Rule that gives the sum.
    pub amount: String,
    /// Rule that says whether it is due; always, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Who does not pay it, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exempt: Vec<Exemption>,
    /// The act that sets it.
    pub source: Localized,
}

/// Why a fee that would be due is not (*esenzione*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exemption {
    /// Rule that says who is exempt.
    pub when: String,
    /// The reason, with its norm.
    pub because: Localized,
}

/// What a fee is in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    /// Stamp duty (*imposta di bollo*, DPR 642/1972).
    Stamp,
    /// Handling or secretarial fee (*diritti*).
    Fee,
    /// Price of a service (*tariffa*).
    Tariff,
}

/// When a fee is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Before sending.
    Filing,
    /// Before the act is issued.
    Release,
}

/// A test case of the procedure: these answers must give this.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows.
    pub name: Localized,
    /// The day of the test; [`TEST_DAY`] if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub today: Option<NaiveDate>,
    /// Answers as a tree. `file` stands for a file of the right type, `today`, `today+30` and
    /// `today-1` for the day of the test and days around it.
    pub answers: BTreeMap<String, Given>,
    /// What must come out.
    pub expect: Expected,
}

/// What a test case gives to a field, or to the fields inside it. Keys are written back in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Given {
    /// A box, or yes and no.
    Yes(bool),
    /// A whole number.
    Number(i64),
    /// What is typed.
    Text(String),
    /// Choices, files or rows.
    List(Vec<Given>),
    /// The fields of a composite or of a row.
    Tree(BTreeMap<String, Given>),
}

/// The day of a test that does not say its own: Monday 2 March 2026.
pub const TEST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2026, 3, 2) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// What a case expects; what is absent is not looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The fields with problems, all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problems: Option<Vec<String>>,
    /// Fields, sections or steps that are not shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<String>,
    /// Fields that are shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shown: Vec<String>,
    /// Fields that must be filled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    /// The office it goes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// All fees together: `"36,00"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<String>,
    /// Days of the term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_days: Option<u32>,
    /// What fields come to, computed lines above all, written as it is typed: `16`, `"120,00"`, `today+30`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, Given>,
    /// What the templates to fill say in Italian, by the path of their attachment: pieces of their text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub templates: BTreeMap<String, Vec<String>>,
}

/// Money as people write it.
mod euro {
    use model::Money;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub fn serialize<S: Serializer>(value: &Money, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.amount())
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Money, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom("a sum of money is written like \"16,00\""))
    }
}
