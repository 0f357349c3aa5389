//! A cell once it is compiled: a test of one value that needs nothing else.

use std::cmp::Ordering;

use crate::eval::compare;
use crate::functions::Function;
use crate::node::{Node, Op};
use crate::tree::Operator;
use crate::types::Type;
use crate::value::Value;

/// Which values of a column a row is for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Test {
    Anything,
    Missing,
    /// One of the six relations with a value.
    Compare(Operator, Value),
    Between {
        from: Value,
        to: Value,
        leaves_end: bool,
    },
    OneOf(Vec<Value>),
    Not(Box<Test>),
    Any(Vec<Test>),
}

impl Test {
    pub fn holds(&self, value: &Value) -> bool {
        match self {
            Test::Anything => true,
            Test::Missing => value.is_empty(),
            Test::Compare(operator, bound) => holds_between(*operator, value, bound),
            Test::Between { from, to, leaves_end } => {
                holds_between(Operator::GreaterOrEqual, value, from)
                    && holds_between(before(*leaves_end), value, to)
            }
            Test::OneOf(values) => values.iter().any(|other| is_same(value, other)),
            Test::Not(inner) => !inner.holds(value),
            Test::Any(tests) => tests.iter().any(|test| test.holds(value)),
        }
    }

    /// The condition it abbreviates, over its column.
    pub fn node(&self, input: &Node) -> Node {
        let span = crate::Span::default();
        let bool = |op| Node::new(op, Type::Bool, span);
        let constant = |value: &Value, ty| Node::new(Op::Constant(value.clone()), ty, span);
        let relation = |operator, value: &Value| {
            let right = constant(value, input.ty.clone());
            bool(Op::Binary(operator, Box::new(input.clone()), Box::new(right)))
        };
        match self {
            Test::Anything => constant(&Value::Bool(true), Type::Bool),
            Test::Missing => bool(Op::Call(Function::IsEmpty, vec![input.clone()])),
            Test::Compare(operator, value) => relation(*operator, value),
            Test::Between { from, to, leaves_end } => bool(Op::All(vec![
                relation(Operator::GreaterOrEqual, from),
                relation(before(*leaves_end), to),
            ])),
            Test::OneOf(values) => match values.as_slice() {
                [only] => relation(Operator::Equal, only),
                values => {
                    let list = Value::list(values.iter().cloned());
                    let list = constant(&list, Type::list(input.ty.clone()));
                    bool(Op::Binary(Operator::In, Box::new(input.clone()), Box::new(list)))
                }
            },
            Test::Not(inner) => bool(Op::Not(Box::new(inner.node(input)))),
            Test::Any(tests) => bool(Op::Any(tests.iter().map(|test| test.node(input)).collect())),
        }
    }

    /// Adds the values it compares with to `values`; whether it asks for an order among them.
    pub fn gather(&self, values: &mut Vec<Value>) -> bool {
        match self {
            Test::Anything | Test::Missing => false,
            Test::Compare(operator, value) => {
                values.push(value.clone());
                !matches!(operator, Operator::Equal | Operator::NotEqual)
            }
            Test::Between { from, to, .. } => {
                values.extend([from.clone(), to.clone()]);
                true
            }
            Test::OneOf(items) => {
                values.extend(items.iter().cloned());
                false
            }
            Test::Not(inner) => inner.gather(values),
            Test::Any(tests) => {
                tests.iter().fold(false, |ordered, test| test.gather(values) | ordered)
            }
        }
    }
}

/// The relation with the end of a range.
fn before(leaves_end: bool) -> Operator {
    if leaves_end { Operator::Less } else { Operator::LessOrEqual }
}

/// As the language has it: nothing is the same as a missing value.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Bool(one), Value::Bool(other)) => one == other,
        _ => compare(one, other).is_some_and(Ordering::is_eq),
    }
}

fn holds_between(operator: Operator, value: &Value, bound: &Value) -> bool {
    let holds: fn(Ordering) -> bool = match operator {
        Operator::NotEqual => return !is_same(value, bound),
        Operator::Less => Ordering::is_lt,
        Operator::LessOrEqual => Ordering::is_le,
        Operator::Greater => Ordering::is_gt,
        Operator::GreaterOrEqual => Ordering::is_ge,
        _ => return is_same(value, bound),
    };
    compare(value, bound).is_some_and(holds)
}
