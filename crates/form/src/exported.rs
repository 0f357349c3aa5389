//! Answers as tables: a column for each question, a table of its own for the rows of each group. What a column is called
//! is what people read on the form.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use model::Lang;
use rule::Value;

use crate::answers::Answers;
use crate::compiled::Compiled;
use crate::definition::Kind;
use crate::facts::Facts;
use crate::kinds::Shape;
use crate::show::Writer;

/// The questions that are answered once, or once in each row of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Path of the group; empty outside of all.
    pub path: String,
    pub label: String,
    pub questions: Vec<Question>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Path without rows.
    pub path: String,
    /// Unlike those of the other questions of its table.
    pub label: String,
}

/// An answer with its type: what is chosen by its name, files by theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    Text(String),
    Int(i64),
    /// With a point.
    Decimal(String),
    /// Cents.
    Money(i64),
    Date(NaiveDate),
    Bool(bool),
}

/// What stands in one row of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which row it is, from 1; after those it stands in: `2.1`.
    pub number: String,
    pub said: BTreeMap<String, Said>,
}

/// The tables of a form: the one outside of all groups first.
#[must_use]
pub fn tables(form: &Compiled, lang: Lang) -> Vec<Table> {
    let mut tables =
        vec![Table { path: String::new(), label: String::new(), questions: Vec::new() }];
    for step in &form.steps {
        for &section in &step.sections {
            let section = &form.sections[section];
            let mut columns =
                Columns { form, lang, section: section.title.get(lang), tables: &mut tables };
            columns.add(0, &section.fields, "");
        }
    }
    tables.retain(|table| table.path.is_empty() || !table.questions.is_empty());
    tables
}

struct Columns<'a> {
    form: &'a Compiled,
    lang: Lang,
    section: &'a str,
    tables: &'a mut Vec<Table>,
}

impl Columns<'_> {
    fn add(&mut self, table: usize, fields: &[usize], within: &str) {
        for &index in fields {
            let field = &self.form.fields[index];
            let own = field.label();
            let own = own.get(self.lang);
            let joined = |label: &str| match within {
                "" => label.to_owned(),
                within => format!("{within}: {label}"),
            };
            match field.kind().shape() {
                Shape::Prose => {}
                Shape::Composite => {
                    let title = field.def.label.get(self.lang);
                    let within = if title.is_empty() { within.to_owned() } else { joined(title) };
                    self.add(table, &field.children, &within);
                }
                Shape::Rows => {
                    let inside = self.tables.len();
                    let (path, label) = (field.path.clone(), joined(own));
                    self.tables.push(Table { path, label, questions: Vec::new() });
                    self.add(inside, &field.children, "");
                }
                _ => self.question(table, field.path.clone(), joined(own)),
            }
        }
    }

    /// Two columns of one name are not told apart.
    fn question(&mut self, table: usize, path: String, label: String) {
        let questions = &mut self.tables[table].questions;
        let is_taken = |label: &str| questions.iter().any(|other| other.label == label);
        let label = match is_taken(&label) {
            false => label,
            true => match format!("{}: {label}", self.section) {
                longer if is_taken(&longer) => format!("{label} ({path})"),
                longer => longer,
            },
        };
        questions.push(Question { path, label });
    }
}

/// What was answered outside of all groups, by path.
#[must_use]
pub fn said(
    form: &Compiled,
    answers: &Answers,
    facts: &Facts<'_>,
    lang: Lang,
) -> BTreeMap<String, Said> {
    Sayer { answers, writer: Writer { form, facts, lang } }.of(None, None)
}

/// What was answered in the rows of each group, by its path without rows.
#[must_use]
pub fn rows(
    form: &Compiled,
    answers: &Answers,
    facts: &Facts<'_>,
    lang: Lang,
) -> BTreeMap<String, Vec<Row>> {
    let sayer = Sayer { answers, writer: Writer { form, facts, lang } };
    let mut all = BTreeMap::new();
    sayer.rows((None, None), "", &mut all);
    all
}

struct Sayer<'a> {
    answers: &'a Answers,
    writer: Writer<'a>,
}

impl Sayer<'_> {
    fn of(&self, group: Option<usize>, row: Option<&str>) -> BTreeMap<String, Said> {
        let fields = self.writer.form.fields.iter().filter(|field| field.group == group);
        let asked = fields.filter(|field| {
            !matches!(field.kind().shape(), Shape::Prose | Shape::Composite | Shape::Rows)
        });
        let said = asked.filter_map(|field| {
            let value = self.answers.value(&field.place(row));
            let said = match value {
                Value::Empty => return None,
                Value::Bool(yes) => Said::Bool(*yes),
                Value::Int(number) => Said::Int(*number),
                Value::Decimal(number) => Said::Decimal(number.normalize().to_string()),
                Value::Money(cents) => Said::Money(*cents),
                Value::Date(day) => Said::Date(*day),
                // Not in groups of four: programs read it.
                Value::Text(text) if field.kind() == Kind::Iban => Said::Text(text.to_string()),
                other => Said::Text(self.writer.field(field, other)),
            };
            Some((field.path.clone(), said))
        });
        said.collect()
    }

    fn rows(
        &self,
        (group, row): (Option<usize>, Option<&str>),
        number: &str,
        all: &mut BTreeMap<String, Vec<Row>>,
    ) {
        for (index, field) in self.writer.form.fields.iter().enumerate() {
            if field.group != group || field.kind().shape() != Shape::Rows {
                continue;
            }
            let path = field.place(row);
            for (n, id) in self.answers.rows(&path).iter().enumerate() {
                let place = format!("{path}.{id}");
                let number = match number {
                    "" => (n + 1).to_string(),
                    outer => format!("{outer}.{}", n + 1),
                };
                let said = self.of(Some(index), Some(&place));
                all.entry(field.path.clone())
                    .or_default()
                    .push(Row { number: number.clone(), said });
                self.rows((Some(index), Some(&place)), &number, all);
            }
        }
    }
}
