//! Searches for answers that meet rules whose conditions are not only comparisons with constants: a
//! bounded number of likely values, each combination evaluated for real.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, Months, NaiveDate};
use rust_decimal::Decimal;

use super::domain;
use super::logic::EveryDay;
use crate::check::TODAY;
use crate::eval::Evaluation;
use crate::node::{Node, Op};
use crate::types::{Names, Options, Type};
use crate::value::{Context, Value};

/// Most combinations that are evaluated.
const TRIES: u64 = 2_000;

/// What a condition says, wherever it stands: the same condition is the same free atom.
pub(super) fn key(node: &Node) -> String {
    fn write(node: &Node, key: &mut String) {
        let own = match &node.op {
            Op::Constant(value) => format!("{value:?}"),
            Op::Path(path) => path.to_string(),
            Op::Today => TODAY.to_owned(),
            Op::Variable(outer) => format!("#{outer}"),
            Op::Select(_, name) => format!(".{name}"),
            Op::List(_) => "list".to_owned(),
            Op::Not(_) => "not".to_owned(),
            Op::Negate(_) => "negate".to_owned(),
            Op::All(_) => "all".to_owned(),
            Op::Any(_) => "any".to_owned(),
            Op::Binary(operator, ..) => format!("{operator:?}"),
            Op::Choose(_) => "choose".to_owned(),
            Op::Call(function, _) => format!("{function:?}"),
            Op::Loop(each, ..) => format!("each {each:?}"),
            Op::Matches(_, pattern) => format!("matches {pattern:?}"),
        };
        key.push('(');
        key.push_str(&own);
        for child in node.children() {
            write(child, key);
        }
        key.push(')');
    }
    let mut text = String::new();
    write(node, &mut text);
    text
}

/// Answers for which each condition comes out as wanted, if they are found.
pub(super) fn find(nodes: &[(&Node, bool)], names: &Names) -> Option<BTreeMap<String, Value>> {
    let mut read = Read::default();
    for (node, _) in nodes {
        read.gather(node);
    }
    let Read { constants, paths, today: reads_today } = read;
    let today = NaiveDate::from_ymd_opt(2026, 6, 15)?;
    let mut columns: Vec<(&str, Vec<Value>)> = Vec::new();
    for path in &paths {
        let ty = names.get(path).cloned().unwrap_or_default();
        let path = path.as_ref();
        columns.push((path, likely(&ty, names.options(path), &constants, today)));
    }
    let total =
        columns.iter().try_fold(1_u64, |total, (_, values)| total.checked_mul(values.len() as u64));
    let total = total.unwrap_or(u64::MAX);
    // Evaluating is dearer than looking up: fewer are tried. A step that shares no factor with the
    // total goes through all combinations in an order that changes every path often.
    let tries = total.min(TRIES);
    let step = (total / 2 + 1..).find(|step| shared_factor(*step, total) == 1).unwrap_or(1);
    let context = Context { today, calendar: &EveryDay };
    for n in 0..tries {
        let combination = (u128::from(n) * u128::from(step) % u128::from(total.max(1))) as u64;
        let mut answers = chosen(&columns, combination);
        // What is evaluated is what is given back: an empty record standing beside its parts would
        // hide them here and not there.
        answers.retain(|_, value| *value != Value::Empty);
        let comes_out = |(node, wanted): &(&Node, bool)| {
            Evaluation::new(&answers, &context).holds(node) == *wanted
        };
        if nodes.iter().all(comes_out) {
            if reads_today {
                answers.insert(TODAY.to_owned(), Value::Date(today));
            }
            return Some(answers);
        }
    }
    None
}

fn chosen(columns: &[(&str, Vec<Value>)], mut combination: u64) -> BTreeMap<String, Value> {
    let mut answers = BTreeMap::new();
    for (path, values) in columns {
        let size = values.len().max(1) as u64;
        let value = values.get((combination % size) as usize).cloned().unwrap_or_default();
        answers.insert((*path).to_owned(), value);
        combination /= size;
    }
    answers
}

fn shared_factor(one: u64, other: u64) -> u64 {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// What conditions are made of.
#[derive(Default)]
struct Read {
    constants: Vec<Value>,
    paths: BTreeSet<Arc<str>>,
    today: bool,
}

impl Read {
    fn gather(&mut self, node: &Node) {
        match &node.op {
            Op::Today => self.today = true,
            Op::Path(path) => {
                self.paths.insert(path.clone());
            }
            Op::Constant(Value::List(items)) => self.constants.extend(items.iter().cloned()),
            Op::Constant(value) => self.constants.push(value.clone()),
            _ => {}
        }
        for child in node.children() {
            self.gather(child);
        }
    }
}

/// Values a path of this type may well have: those around the constants of the rules, and a few more.
fn likely(
    ty: &Type,
    options: Option<&Options>,
    constants: &[Value],
    today: NaiveDate,
) -> Vec<Value> {
    let same = |wanted: fn(&Value) -> bool| -> Vec<Value> {
        constants.iter().filter(|value| wanted(value)).cloned().collect()
    };
    let near = match ty {
        Type::Int => same(|value| matches!(value, Value::Int(_) | Value::Decimal(_))),
        Type::Decimal => same(|value| matches!(value, Value::Int(_) | Value::Decimal(_))),
        Type::Money => same(|value| matches!(value, Value::Money(_))),
        Type::Date => same(|value| matches!(value, Value::Date(_))),
        Type::Text | Type::List(_) => same(|value| matches!(value, Value::Text(_))),
        _ => Vec::new(),
    };
    let is_option = |value: &Value| match (options, value) {
        (Some(options), Value::Text(id)) => options.contains(id),
        _ => true,
    };
    let near: Vec<Value> = near.into_iter().filter(is_option).collect();
    let mut values = domain::of(ty, options, &near).unwrap_or_else(|| vec![Value::Empty]);
    match ty {
        Type::Int => values.extend([0, 1, 2, 10, 100].map(Value::Int)),
        Type::Decimal => {
            values.extend([0, 1, 2, 10, 100].map(|n| Value::Decimal(Decimal::from(n))))
        }
        Type::Money => values.extend([0, 100, 1_600, 10_000, 100_000].map(Value::Money)),
        Type::Date => {
            let years =
                [1, 10, 16, 20, 70].map(|years| today.checked_sub_months(Months::new(12 * years)));
            let days = [
                today.checked_sub_days(Days::new(1)),
                Some(today),
                today.checked_add_days(Days::new(40)),
            ];
            values.extend(years.into_iter().chain(days).flatten().map(Value::Date));
        }
        Type::List(item) => {
            values.push(Value::list([]));
            if let Type::Record(shape) = item.as_ref() {
                values.extend(rows(shape, constants, today));
            }
        }
        _ => {}
    }
    values.dedup();
    values
}

/// Lists of one and two rows, each with likely fields.
fn rows(shape: &crate::types::Shape, constants: &[Value], today: NaiveDate) -> Vec<Value> {
    let columns: Vec<(&str, Vec<Value>)> = shape
        .iter()
        .map(|(name, ty)| (name, likely(ty, shape.options(name), constants, today)))
        .collect();
    let most = columns.iter().map(|(_, values)| values.len()).max().unwrap_or(0).min(16);
    let row = |turn: usize| {
        Value::record(columns.iter().map(|(name, values)| {
            (*name, values.get(turn % values.len().max(1)).cloned().unwrap_or_default())
        }))
    };
    let single = (0..most).map(|turn| Value::list([row(turn)]));
    let double = (0..most).map(|turn| Value::list([row(turn), row(turn + 1)]));
    single.chain(double).collect()
}
