//! Evaluates a typed tree over any bindings. Total: it always ends with a value and never fails, also
//! when the bindings hold values of other types than promised. What does not exist is empty: a sum
//! with an empty side, a division by zero, an overflow, a day beyond the calendar.

mod arithmetic;
mod calls;

use std::cmp::Ordering;
use std::sync::Arc;

pub(crate) use self::arithmetic::exact_cents;
use crate::node::{Loop, Node, Op};
use crate::tree::Operator;
use crate::value::{Bindings, Context, Value};

/// Steps one evaluation may take before everything further is empty: some milliseconds. Loops inside
/// loops over long lists are what it stops.
const STEPS: usize = 500_000;
/// Longest text a rule makes, in bytes; a longer one is empty.
const LONGEST_TEXT: usize = 1 << 16;

/// One evaluation.
pub(crate) struct Evaluation<'a> {
    bindings: &'a dyn Bindings,
    context: &'a Context<'a>,
    /// Rows of the loops that are open, innermost last.
    rows: Vec<Value>,
    steps: usize,
}

/// Yes; everything else, the lack of an answer included, is not a yes.
pub(crate) fn is_yes(value: &Value) -> bool {
    *value == Value::Bool(true)
}

impl<'a> Evaluation<'a> {
    pub fn new(bindings: &'a dyn Bindings, context: &'a Context<'a>) -> Evaluation<'a> {
        Evaluation { bindings, context, rows: Vec::new(), steps: STEPS }
    }

    /// Takes `steps` from what is left; `false` when nothing is left.
    fn spend(&mut self, steps: usize) -> bool {
        self.steps = self.steps.saturating_sub(steps.max(1));
        self.steps > 0
    }

    /// A text made here, if it is not too long and there are steps left for it.
    fn made(&mut self, text: String) -> Value {
        let is_fine = text.len() <= LONGEST_TEXT && self.spend(text.len() / 16);
        if is_fine { Value::Text(Arc::from(text)) } else { Value::Empty }
    }

    pub fn holds(&mut self, node: &Node) -> bool {
        is_yes(&self.value(node))
    }

    pub fn value(&mut self, node: &Node) -> Value {
        if !self.spend(1) {
            return Value::Empty;
        }
        match &node.op {
            Op::Constant(value) => value.clone(),
            Op::Path(path) => self.bindings.get(path),
            Op::Today => Value::Date(self.context.today),
            Op::Variable(outer) => {
                let at = self.rows.len().checked_sub(outer + 1);
                at.and_then(|at| self.rows.get(at)).cloned().unwrap_or_default()
            }
            Op::Select(inner, name) => match self.value(inner) {
                Value::Record(fields) => fields.get(name).cloned().unwrap_or_default(),
                _ => Value::Empty,
            },
            Op::List(items) => {
                let values: Vec<Value> = items.iter().map(|item| self.value(item)).collect();
                Value::List(values.into())
            }
            Op::Not(inner) => Value::Bool(!self.holds(inner)),
            Op::Negate(inner) => arithmetic::negated(&self.value(inner)),
            Op::All(items) => Value::Bool(items.iter().all(|item| self.holds(item))),
            Op::Any(items) => Value::Bool(items.iter().any(|item| self.holds(item))),
            Op::Binary(operator, left, right) => {
                let (left, right) = (self.value(left), self.value(right));
                self.binary(*operator, &left, &right)
            }
            Op::Choose(parts) => {
                let [condition, yes, no] = parts.as_ref();
                if self.holds(condition) { self.value(yes) } else { self.value(no) }
            }
            Op::Call(function, args) => {
                let values: Vec<Value> = args.iter().map(|arg| self.value(arg)).collect();
                self.call(*function, &node.ty, &values)
            }
            Op::Loop(each, list, body) => {
                let list = self.value(list);
                self.over_rows(*each, &list, body)
            }
            Op::Matches(text, pattern) => match self.value(text) {
                Value::Text(text) => {
                    Value::Bool(self.spend(text.len() / 16) && pattern.is_match(&text))
                }
                _ => Value::Bool(false),
            },
        }
    }

    fn binary(&mut self, operator: Operator, left: &Value, right: &Value) -> Value {
        match operator {
            Operator::Equal => Value::Bool(self.is_same(left, right)),
            Operator::NotEqual => Value::Bool(!self.is_same(left, right)),
            Operator::In => Value::Bool(self.is_in(left, right)),
            Operator::Less => Value::Bool(compare(left, right).is_some_and(Ordering::is_lt)),
            Operator::LessOrEqual => Value::Bool(compare(left, right).is_some_and(Ordering::is_le)),
            Operator::Greater => Value::Bool(compare(left, right).is_some_and(Ordering::is_gt)),
            Operator::GreaterOrEqual => {
                Value::Bool(compare(left, right).is_some_and(Ordering::is_ge))
            }
            _ => match (operator, left, right) {
                (Operator::Add, Value::Text(one), Value::Text(other)) => {
                    self.made(format!("{one}{other}"))
                }
                _ => arithmetic::binary(operator, left, right),
            },
        }
    }

    /// The same value. Nothing is the same as an empty one, not even another.
    fn is_same(&mut self, one: &Value, other: &Value) -> bool {
        match (one, other) {
            (Value::Bool(one), Value::Bool(other)) => one == other,
            (Value::List(one), Value::List(other)) => {
                one.len() == other.len()
                    && self.spend(one.len())
                    && one.iter().zip(other.iter()).all(|(one, other)| self.is_same(one, other))
            }
            _ => compare(one, other).is_some_and(Ordering::is_eq),
        }
    }

    fn is_in(&mut self, item: &Value, list: &Value) -> bool {
        let Value::List(items) = list else { return false };
        self.spend(items.len()) && items.iter().any(|other| self.is_same(item, other))
    }

    /// What `body` gives for each row.
    pub fn each_row(&mut self, list: &Value, body: &Node) -> Vec<Value> {
        let Value::List(items) = list else { return Vec::new() };
        let mut values = Vec::new();
        for item in items.iter() {
            if !self.spend(1) {
                break;
            }
            self.open_row(item);
            values.push(self.value(body));
            self.close_row();
        }
        values
    }

    /// Makes `row` the innermost row, until it is closed.
    pub fn open_row(&mut self, row: &Value) {
        self.rows.push(row.clone());
    }

    pub fn close_row(&mut self) {
        self.rows.pop();
    }

    /// The relation holds between two values.
    pub fn holds_between(&mut self, operator: Operator, left: &Value, right: &Value) -> bool {
        is_yes(&self.binary(operator, left, right))
    }

    fn over_rows(&mut self, each: Loop, list: &Value, body: &Node) -> Value {
        let results = self.each_row(list, body);
        match each {
            Loop::Exists => Value::Bool(results.iter().any(is_yes)),
            Loop::All => Value::Bool(results.iter().all(is_yes)),
            Loop::Count => count(results.iter().filter(|result| is_yes(result)).count()),
            Loop::Map => Value::List(results.into()),
            Loop::Filter => match list {
                Value::List(items) => {
                    let kept = items.iter().zip(&results).filter(|(_, result)| is_yes(result));
                    Value::list(kept.map(|(item, _)| item.clone()))
                }
                _ => Value::List(Arc::from([])),
            },
        }
    }
}

/// A number of things as a value.
fn count(n: usize) -> Value {
    i64::try_from(n).map_or(Value::Empty, Value::Int)
}

/// Which of two values comes first; `None` when they do not compare, as when one is empty.
pub(crate) fn compare(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Int(one), Value::Int(other)) | (Value::Money(one), Value::Money(other)) => {
            Some(one.cmp(other))
        }
        (Value::Text(one), Value::Text(other)) => Some(one.cmp(other)),
        (Value::Date(one), Value::Date(other)) => Some(one.cmp(other)),
        _ => Some(arithmetic::number(one)?.cmp(&arithmetic::number(other)?)),
    }
}
