//! The tree of a rule once its names and types are known: what is evaluated, explained, analysed.

use std::sync::Arc;

use regex::Regex;

use crate::diagnostics::Span;
use crate::functions::Function;
use crate::tree::Operator;
use crate::types::{Options, Type};
use crate::value::Value;

#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub op: Op,
    pub ty: Type,
    pub span: Span,
    /// The declared path this value is that of: what a label is looked up by.
    pub origin: Option<Arc<str>>,
    /// The ids it can be, when it is a choice; for a list of ids, the ids that can be in it.
    pub options: Option<Options>,
}

#[derive(Debug, Clone)]
pub(crate) enum Op {
    Constant(Value),
    /// A path, read from the bindings.
    Path(Arc<str>),
    Today,
    /// The row a loop is at: how many loops further out.
    Variable(usize),
    Select(Box<Node>, Arc<str>),
    List(Vec<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Choose(Box<[Node; 3]>),
    Call(Function, Vec<Node>),
    Loop(Loop, Box<Node>, Box<Node>),
    Matches(Box<Node>, Regex),
}

/// What is done with the rows of a list, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loop {
    Exists,
    All,
    Filter,
    Map,
    Count,
}

impl Loop {
    pub const TABLE: [(&'static str, Loop); 5] = [
        ("exists", Loop::Exists),
        ("all", Loop::All),
        ("filter", Loop::Filter),
        ("map", Loop::Map),
        ("count", Loop::Count),
    ];
}

impl Node {
    pub fn new(op: Op, ty: Type, span: Span) -> Node {
        Node { op, ty, span, origin: None, options: None }
    }

    /// The nodes directly inside.
    pub fn children(&self) -> Vec<&Node> {
        match &self.op {
            Op::Constant(_) | Op::Path(_) | Op::Today | Op::Variable(_) => Vec::new(),
            Op::Select(inner, _) | Op::Not(inner) | Op::Negate(inner) | Op::Matches(inner, _) => {
                vec![inner]
            }
            Op::List(items) | Op::All(items) | Op::Any(items) | Op::Call(_, items) => {
                items.iter().collect()
            }
            Op::Binary(_, left, right) | Op::Loop(_, left, right) => vec![left, right],
            Op::Choose(parts) => parts.iter().collect(),
        }
    }

    /// It has a value whatever is answered: a comparison, a test, a number of rows.
    pub fn is_always_answered(&self) -> bool {
        match &self.op {
            Op::Not(_) | Op::All(_) | Op::Any(_) | Op::Matches(..) => true,
            Op::Binary(..) => self.ty == Type::Bool,
            Op::Loop(each, ..) => matches!(each, Loop::Exists | Loop::All | Loop::Count),
            Op::Call(function, _) => matches!(
                function,
                Function::Size
                    | Function::IsEmpty
                    | Function::Has
                    | Function::Contains
                    | Function::StartsWith
                    | Function::EndsWith
            ),
            _ => false,
        }
    }

    pub fn constant(&self) -> Option<&Value> {
        match &self.op {
            Op::Constant(value) => Some(value),
            _ => None,
        }
    }
}
