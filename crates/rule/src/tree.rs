//! The tree of a rule as written, before its types are known.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::diagnostics::Span;

/// An expression and its place. Two are equal when they say the same, wherever they stand.
#[derive(Debug, Clone)]
pub(crate) struct Expr {
    pub kind: ExprKind,
    pub span: Span,
    /// Levels of nesting, this one included.
    pub depth: usize,
}

impl PartialEq for Expr {
    fn eq(&self, other: &Expr) -> bool {
        self.kind == other.kind
    }
}

/// An identifier and its place. Equal when the text is.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub text: Arc<str>,
    pub span: Span,
}

impl PartialEq for Word {
    fn eq(&self, other: &Word) -> bool {
        self.text == other.text
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ExprKind {
    Null,
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Text(Arc<str>),
    Name(Word),
    Select(Box<Expr>, Word),
    List(Vec<Expr>),
    Call {
        receiver: Option<Box<Expr>>,
        name: Word,
        args: Vec<Expr>,
    },
    Not(Box<Expr>),
    Negate(Box<Expr>),
    /// `&&` between all of them.
    All(Vec<Expr>),
    /// `||` between all of them.
    Any(Vec<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    Choose(Box<[Expr; 3]>),
}

/// Operators of two sides, apart from `&&` and `||`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// How tightly operators bind: `&&` above `||`, and so on.
pub(crate) mod binding {
    pub const CHOOSE: u8 = 0;
    pub const ANY: u8 = 1;
    pub const ALL: u8 = 2;
    pub const RELATION: u8 = 3;
    pub const SUM: u8 = 4;
    pub const PRODUCT: u8 = 5;
    pub const UNARY: u8 = 6;
    pub const MEMBER: u8 = 7;
}

impl Operator {
    const TABLE: [(Operator, &'static str, u8); 12] = [
        (Operator::Equal, "==", binding::RELATION),
        (Operator::NotEqual, "!=", binding::RELATION),
        (Operator::Less, "<", binding::RELATION),
        (Operator::LessOrEqual, "<=", binding::RELATION),
        (Operator::Greater, ">", binding::RELATION),
        (Operator::GreaterOrEqual, ">=", binding::RELATION),
        (Operator::In, "in", binding::RELATION),
        (Operator::Add, "+", binding::SUM),
        (Operator::Subtract, "-", binding::SUM),
        (Operator::Multiply, "*", binding::PRODUCT),
        (Operator::Divide, "/", binding::PRODUCT),
        (Operator::Remainder, "%", binding::PRODUCT),
    ];

    pub fn find(mark: &str) -> Option<Operator> {
        Operator::TABLE.iter().find(|(_, text, _)| *text == mark).map(|(operator, ..)| *operator)
    }

    fn row(self) -> (&'static str, u8) {
        let row = Operator::TABLE.iter().find(|(operator, ..)| *operator == self);
        row.map_or(("", binding::RELATION), |(_, mark, binding)| (mark, *binding))
    }

    pub fn mark(self) -> &'static str {
        self.row().0
    }

    pub fn binding(self) -> u8 {
        self.row().1
    }
}
