//! What the engine is told about the world when it checks answers: the day, the calendar, the files
//! received, where prefilled answers come from. It asks for nothing by itself.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use model::Localized;
use rule::{Bindings, Value};
use serde::{Deserialize, Serialize};

/// The world around one check.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The day, in Rome.
    pub today: NaiveDate,
    /// Working days, for the rules that count them.
    pub calendar: &'a dyn rule::WorkingDays,
    /// Every file received for this draft, by id.
    pub files: &'a BTreeMap<String, FileFact>,
    /// Where a prefilled answer came from, by path.
    pub origins: &'a BTreeMap<String, Origin>,
    /// Values of the further names of the setting.
    pub more: &'a dyn Bindings,
}

impl Facts<'static> {
    /// A day and nothing else: no files, no origins, no further names, and a week without holidays.
    #[must_use]
    pub fn on(today: NaiveDate) -> Facts<'static> {
        static FILES: LazyLock<BTreeMap<String, FileFact>> = LazyLock::new(BTreeMap::new);
        static ORIGINS: LazyLock<BTreeMap<String, Origin>> = LazyLock::new(BTreeMap::new);
        Facts { today, calendar: &Weekdays, files: &FILES, origins: &ORIGINS, more: &NoNames }
    }
}

/// What is known of a received file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFact {
    /// Name as the citizen's device gave it.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Media type by content, not by name.
    pub media_type: String,
    /// What is said of its inside, beside its name; empty if nothing is.
    #[serde(default)]
    pub about: Localized,
    /// It is a signed envelope, or a PDF with a signature inside: declared, not verified.
    #[serde(default)]
    pub is_signed: bool,
    pub state: FileState,
}

/// How far a received file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// Not all of it is here.
    Receiving,
    /// Being looked at for harmful content.
    Checking,
    Ready,
    /// Cannot be used, and why.
    Refused(Localized),
}

/// Where a prefilled answer comes from (*dato recuperato da*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its name for people: «SPID», «i tuoi dati».
    pub name: Localized,
    /// The day it was read there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// The source answers for it: the citizen cannot change it here.
    pub is_authoritative: bool,
    /// What it gave.
    pub values: Vec<String>,
}

/// Monday to Friday.
struct Weekdays;

impl rule::WorkingDays for Weekdays {
    fn is_working_day(&self, date: NaiveDate) -> bool {
        use chrono::Datelike;
        date.weekday().number_from_monday() <= 5
    }
}

/// No further names.
struct NoNames;

impl Bindings for NoNames {
    fn get(&self, _: &str) -> Value {
        Value::Empty
    }
}
