//! Values while a rule is evaluated, and the doors through which a rule reads the world. No rule is
//! evaluated here.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// A value, or the lack of one. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Value {
    /// No answer, or a result that does not exist (a division by zero, a day beyond the calendar).
    #[default]
    Empty,
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    /// Cents of euro.
    Money(i64),
    Text(Arc<str>),
    Date(NaiveDate),
    List(Arc<[Value]>),
    Record(Arc<BTreeMap<Arc<str>, Value>>),
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Value {
        Value::Text(Arc::from(text))
    }

    /// A list.
    #[must_use]
    pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
        Value::List(items.into_iter().collect())
    }

    /// A record.
    #[must_use]
    pub fn record<K: AsRef<str>>(fields: impl IntoIterator<Item = (K, Value)>) -> Value {
        let fields = fields.into_iter().map(|(name, value)| (Arc::from(name.as_ref()), value));
        Value::Record(Arc::new(fields.collect()))
    }

    /// Nothing was answered: no value, a text of spaces, a list without items, a record of which
    /// every field is empty. What `is_empty` says in a rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Empty => true,
            Value::Text(text) => text.trim().is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Record(fields) => fields.values().all(Value::is_empty),
            _ => false,
        }
    }
}

/// What a rule reads its names from. A rule asks only for the paths it mentions, each as the longest
/// dotted path the checker knows: `applicant.residence.cap`, never `applicant` for one of its parts.
/// A group is a list of records; inside a group the row's fields are `row.<field>`.
pub trait Bindings {
    /// The value at `path`; empty for what is not known.
    fn get(&self, path: &str) -> Value;
}

/// A flat map of paths. What is asked for whole and stands there only in parts is put together: of
/// `applicant.given_name`, `applicant` is a record.
impl Bindings for BTreeMap<String, Value> {
    fn get(&self, path: &str) -> Value {
        if let Some(value) = BTreeMap::get(self, path) {
            return value.clone();
        }
        let start = format!("{path}.");
        let mut names: Vec<&str> = self
            .range(start.clone()..)
            .map_while(|(own, _)| own.strip_prefix(&start))
            .filter_map(|inner| inner.split('.').next())
            .collect();
        names.dedup();
        if names.is_empty() {
            return Value::Empty;
        }
        Value::record(
            names.into_iter().map(|name| (name, Bindings::get(self, &format!("{path}.{name}")))),
        )
    }
}

/// A row laid over other bindings: `row` and `row.<field>` are read from it.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    /// The row, a record.
    pub row: &'a Value,
    pub rest: &'a dyn Bindings,
}

impl Bindings for Row<'_> {
    fn get(&self, path: &str) -> Value {
        if path == "row" {
            return self.row.clone();
        }
        match path.strip_prefix("row.") {
            Some(inner) => reach(self.row, inner),
            None => self.rest.get(path),
        }
    }
}

/// What stands at a dotted path inside a value.
fn reach(value: &Value, path: &str) -> Value {
    let found = path.split('.').try_fold(value, |value, name| match value {
        Value::Record(fields) => fields.get(name),
        _ => None,
    });
    found.cloned().unwrap_or_default()
}

/// Which days are worked. Handed in, because closings are the municipality's.
pub trait WorkingDays {
    /// The offices work on `date`.
    fn is_working_day(&self, date: NaiveDate) -> bool;
}

impl WorkingDays for model::Calendar {
    fn is_working_day(&self, date: NaiveDate) -> bool {
        model::Calendar::is_working_day(self, date)
    }
}

/// The world around an evaluation that is no answer.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The day, in Rome.
    pub today: NaiveDate,
    pub calendar: &'a dyn WorkingDays,
}

/// What people call the names and the options, in the language of the explanation.
pub trait Labels {
    /// Label of the name at `path`: «Tipo di richiesta».
    fn label(&self, path: &str) -> Option<String>;
    /// Label of the option `id` of the choice at `path`: «Rinnovo».
    fn option(&self, path: &str, id: &str) -> Option<String>;
}

/// How a value is written for people, in the language of the text it goes into.
pub trait Show {
    /// Writes `value`; `path` is given when the hole is a plain name, so that an option can be shown
    /// by its label.
    fn show(&self, path: Option<&str>, value: &Value) -> String;
}
