//! Typed answers: what an application says once hidden and wrong answers are left out. Also their
//! canonical JSON, frozen at sending, and the way rules read them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rule::{Bindings, Value};
use serde_json::{Map, Value as Json, json};

use crate::compiled::{At, Compiled, CompiledField, ROW, row_path};
use crate::definition::Kind;
use crate::kinds::Shape;

/// The values of the visible, right answers, by path; and the rows of the visible groups.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    pub(crate) values: BTreeMap<String, Value>,
    pub(crate) rows: BTreeMap<String, Vec<String>>,
}

impl Answers {
    /// The value at a path, rows included; empty if there is none.
    #[must_use]
    pub fn value(&self, path: &str) -> &Value {
        self.values.get(path).unwrap_or(&Value::Empty)
    }

    /// Ids of the rows of a group; inside another's row, `children.r1.schools`.
    #[must_use]
    pub fn rows(&self, group: &str) -> &[String] {
        self.rows.get(group).map_or(&[], Vec::as_slice)
    }

    /// Every path with its value, in order of path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.iter().map(|(path, value)| (path.as_str(), value))
    }

    /// Serials of the revenue stamps that were answered, by path: each serves once (DPR 642/1972).
    pub fn stamps<'a>(&'a self, form: &'a Compiled) -> impl Iterator<Item = (String, &'a str)> {
        self.texts(form)
            .filter(|(_, kind, _)| *kind == Kind::StampSerial)
            .map(|(path, _, serial)| (path.to_owned(), serial))
    }

    /// Fiscal codes of the persons who are named.
    pub fn persons<'a>(&'a self, form: &'a Compiled) -> impl Iterator<Item = &'a str> {
        self.texts(form).filter(|(_, kind, _)| kind.names_a_person()).map(|(_, _, code)| code)
    }

    /// Ids of the files that are named at a path.
    #[must_use]
    pub fn files_at(&self, path: &str) -> Vec<String> {
        let Value::List(list) = self.value(path) else { return Vec::new() };
        let ids = list.iter().filter_map(|entry| match entry {
            Value::Text(id) => Some(id.to_string()),
            _ => None,
        });
        ids.collect()
    }

    /// Ids of the files that are named.
    #[must_use]
    pub fn files(&self, form: &Compiled) -> BTreeSet<String> {
        let paths = self.iter().map(|(path, _)| path);
        let named = paths.filter(|path| form.kind_at(path).is_some_and(Kind::is_files));
        named.flat_map(|path| self.files_at(path)).collect()
    }

    /// Answers that are one text, with their paths and kinds.
    fn texts<'a>(&'a self, form: &'a Compiled) -> impl Iterator<Item = (&'a str, Kind, &'a str)> {
        self.iter().filter_map(|(path, value)| match value {
            Value::Text(text) => Some((path, form.kind_at(path)?, &**text)),
            _ => None,
        })
    }

    /// Something stands inside the composite at `path`.
    pub(crate) fn says_under(&self, path: &str) -> bool {
        let under = format!("{path}.");
        self.values.range(under.clone()..).next().is_some_and(|(at, _)| at.starts_with(&under))
    }

    /// How rules read these answers. `more` gives the names that are no answers.
    #[must_use]
    pub fn bindings<'a>(&'a self, form: &'a Compiled, more: &'a dyn Bindings) -> Scope<'a> {
        Scope { form, answers: self, more, row: None }
    }

    /// The answers as a tree: ids as keys, rows of groups as a list in which each keeps its id under
    /// `row`. Money is whole cents, dates ISO 8601, exact decimals text. What has no answer is not
    /// there.
    #[must_use]
    pub fn to_json(&self, form: &Compiled) -> Json {
        Json::Object(self.tree(form, None))
    }

    /// What stands in a row, or outside of all.
    fn tree(&self, form: &Compiled, at: Option<At<'_>>) -> Map<String, Json> {
        let (group, row) = at.unzip();
        let mut tree = Map::new();
        for (index, field) in form.fields.iter().enumerate() {
            if field.group != group {
                continue;
            }
            let path = field.place(row);
            if field.kind() == Kind::Group {
                let Some(rows) = self.rows.get(&path) else { continue };
                let rows = rows.iter().map(|id| {
                    let mut row = self.tree(form, Some((index, &format!("{path}.{id}"))));
                    row.insert(ROW.to_owned(), json!(id));
                    Json::Object(row)
                });
                insert(&mut tree, &field.inner, Json::Array(rows.collect()));
            } else if let Some(value) = self.values.get(&path) {
                insert(&mut tree, &field.inner, value_json(value));
            }
        }
        tree
    }

    /// The one text of these answers: keys in order, no spaces. What is hashed and frozen.
    #[must_use]
    pub fn canonical(&self, form: &Compiled) -> String {
        let mut text = String::new();
        write_canonical(&self.to_json(form), &mut text);
        text
    }

    /// Reads back what [`Answers::canonical`] wrote. What the form does not know, or is of another
    /// type, is left out.
    #[must_use]
    pub fn read(form: &Compiled, text: &str) -> Answers {
        let mut answers = Answers::default();
        let Ok(root) = serde_json::from_str::<Json>(text) else { return answers };
        answers.read_tree(form, &root, None);
        answers
    }

    fn read_tree(&mut self, form: &Compiled, tree: &Json, at: Option<At<'_>>) {
        let (group, row) = at.unzip();
        for (index, field) in form.fields.iter().enumerate() {
            if field.group != group {
                continue;
            }
            let Some(json) = reach(tree, &field.inner) else { continue };
            let path = field.place(row);
            if field.kind() != Kind::Group {
                if let Some(value) = value_of(field, json) {
                    self.values.insert(path, value);
                }
                continue;
            }
            let mut rows = Vec::new();
            for tree in json.as_array().into_iter().flatten() {
                let Some(id) = tree.get(ROW).and_then(Json::as_str) else { continue };
                self.read_tree(form, tree, Some((index, &format!("{path}.{id}"))));
                rows.push(id.to_owned());
            }
            self.rows.insert(path, rows);
        }
    }
}

fn insert(tree: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('.') {
        None => {
            tree.insert(path.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = tree.entry(first.to_owned()).or_insert_with(|| Json::Object(Map::new()));
            if let Json::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

fn reach<'a>(tree: &'a Json, path: &str) -> Option<&'a Json> {
    path.split('.').try_fold(tree, |tree, id| tree.get(id))
}

pub(crate) fn value_json(value: &Value) -> Json {
    match value {
        Value::Empty => Json::Null,
        Value::Bool(yes) => json!(yes),
        Value::Int(number) | Value::Money(number) => json!(number),
        Value::Decimal(number) => json!(number.to_string()),
        Value::Text(text) => json!(text.as_ref()),
        Value::Date(date) => json!(date.to_string()),
        Value::List(list) => Json::Array(list.iter().map(value_json).collect()),
        Value::Record(record) => Json::Object(
            record.iter().map(|(key, value)| (key.to_string(), value_json(value))).collect(),
        ),
    }
}

pub(crate) fn value_of(field: &CompiledField, json: &Json) -> Option<Value> {
    use rule::Type;
    let text = |json: &Json| json.as_str().map(|text| Value::Text(Arc::from(text)));
    match field.ty.as_ref()? {
        Type::Bool => json.as_bool().map(Value::Bool),
        Type::Int => json.as_i64().map(Value::Int),
        Type::Money => json.as_i64().map(Value::Money),
        Type::Decimal => json.as_str()?.parse().ok().map(Value::Decimal),
        Type::Date => json.as_str()?.parse::<NaiveDate>().ok().map(Value::Date),
        Type::Text => text(json),
        Type::List(_) => {
            let list: Vec<Value> = json.as_array()?.iter().filter_map(text).collect();
            Some(Value::List(list.into()))
        }
        _ => None,
    }
}

/// Keys in order of their bytes, whatever map serde_json was built with.
pub(crate) fn write_canonical(json: &Json, into: &mut String) {
    let quoted = |text: &str| Json::String(text.to_owned()).to_string();
    match json {
        Json::Object(tree) => {
            let sorted: BTreeMap<&String, &Json> = tree.iter().collect();
            into.push('{');
            for (index, (key, value)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    into.push(',');
                }
                into.push_str(&quoted(key));
                into.push(':');
                write_canonical(value, into);
            }
            into.push('}');
        }
        Json::Array(list) => {
            into.push('[');
            for (index, value) in list.iter().enumerate() {
                if index > 0 {
                    into.push(',');
                }
                write_canonical(value, into);
            }
            into.push(']');
        }
        leaf => into.push_str(&leaf.to_string()),
    }
}

/// How a rule reads answers: by path, `row` as the row it stands in, `local`, and the further names.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    pub(crate) form: &'a Compiled,
    pub(crate) answers: &'a Answers,
    pub(crate) more: &'a dyn Bindings,
    pub(crate) row: Option<At<'a>>,
}

impl Scope<'_> {
    fn record(&self, children: &[usize], row: Option<At<'_>>) -> Value {
        let record: BTreeMap<Arc<str>, Value> = children
            .iter()
            .filter(|&&child| self.form.fields[child].kind().shape() != Shape::Prose)
            .map(|&child| {
                let field = &self.form.fields[child];
                (Arc::from(field.def.id.as_str()), self.field(child, row))
            })
            .collect();
        Value::Record(Arc::new(record))
    }

    fn field(&self, index: usize, row: Option<At<'_>>) -> Value {
        let field = &self.form.fields[index];
        match field.kind().shape() {
            Shape::Composite => self.record(&field.children, row),
            Shape::Rows => {
                let path = field.place(row.map(|(_, place)| place));
                let rows = self.answers.rows(&path).iter();
                let list: Vec<Value> = rows
                    .map(|id| self.record(&field.children, Some((index, &format!("{path}.{id}")))))
                    .collect();
                Value::List(list.into())
            }
            _ => match row {
                None => self.answers.value(&field.path).clone(),
                Some((_, place)) => self.answers.value(&field.place(Some(place))).clone(),
            },
        }
    }
}

impl Bindings for Scope<'_> {
    fn get(&self, path: &str) -> Value {
        if let Some((out, inner)) = row_path(path)
            && let Some(row) = self.row
        {
            let Some(row) = self.form.outwards(row, out) else { return Value::Empty };
            let group = &self.form.fields[row.0];
            if inner.is_empty() {
                return self.record(&group.children, Some(row));
            }
            let path = format!("{}.{inner}", group.path);
            return match self.form.by_path.get(&path) {
                Some(&field) => self.field(field, Some(row)),
                None => Value::Empty,
            };
        }
        if let Some(value) = self.answers.values.get(path) {
            return value.clone();
        }
        if let Some(&field) = self.form.by_path.get(path) {
            return self.field(field, None);
        }
        match path.strip_prefix("local.") {
            Some(key) => self.form.local(key).map_or(Value::Empty, |local| local.value.clone()),
            None => self.more.get(path),
        }
    }
}
