//! What rules of the form decide: whether something is demanded, what is computed, how far a bound goes.

use std::sync::Arc;

use rule::{Bindings, Context, Rule, Table, Value};

/// Yes, no, or when a rule holds.
#[derive(Debug, Clone)]
pub(crate) enum Demand {
    Fixed(bool),
    When(Rule),
}

impl Demand {
    /// The rule, where there is one.
    pub fn rule(&self) -> Option<&Rule> {
        match self {
            Self::When(rule) => Some(rule),
            Self::Fixed(_) => None,
        }
    }
}

/// How the answer is computed.
#[derive(Debug, Clone)]
pub(crate) enum Computation {
    Rule(Rule),
    Table(Table),
}

impl Computation {
    pub fn eval(&self, names: &dyn Bindings, context: &Context<'_>) -> Value {
        match self {
            Computation::Rule(rule) => rule.eval(names, context),
            Computation::Table(table) => table.eval(names, context),
        }
    }

    pub fn paths(&self) -> &[Arc<str>] {
        match self {
            Computation::Rule(rule) => rule.paths(),
            Computation::Table(table) => table.paths(),
        }
    }
}

/// A bound: a number, or what a rule gives.
#[derive(Debug, Clone)]
pub(crate) enum Limit {
    Number(i64),
    Given(Rule),
}
