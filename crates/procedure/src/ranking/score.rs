//! What one application is worth in a ranking, and the keys that follow.

use ranking::{UNKNOWN, highest, lot};
use rule::{Bindings, Context, Rule, Value};
use rust_decimal::prelude::ToPrimitive as _;

use super::{CompiledRanking, Criterion, First, Last};

/// The list of a ranking that has one.
pub(super) const ONE: &str = "posti";

/// What an application is worth. Numbers are in hundredths, days count from the year 1; none: there is no value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    pub before: Vec<Option<i64>>,
    /// One for each line of points, in order.
    pub lines: Vec<i64>,
    pub ties: Vec<Option<i64>>,
    /// The lists wanted, the most wanted first.
    pub wants: Vec<String>,
}

impl Score {
    /// The sum of the lines.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.lines.iter().fold(0, |sum, line| sum.saturating_add(*line))
    }
}

/// A value as a whole number of hundredths (money: cents; a day: days; yes: 1), if it is one that can be compared.
#[must_use]
pub fn hundredths(value: &Value) -> Option<i64> {
    match value {
        Value::Bool(yes) => Some(i64::from(*yes)),
        Value::Int(number) => Some(number.saturating_mul(100)),
        Value::Decimal(number) => (number.round_dp(2) * rust_decimal::Decimal::from(100)).to_i64(),
        Value::Money(cents) => Some(*cents),
        Value::Date(day) => Some(i64::from(chrono::Datelike::num_days_from_ce(day))),
        Value::Empty | Value::Text(_) | Value::List(_) | Value::Record(_) => None,
    }
}

impl CompiledRanking {
    /// Counts what the answers are worth.
    #[must_use]
    pub fn score(&self, answers: &dyn Bindings, context: &Context<'_>) -> Score {
        let count = |rules: &[Rule]| -> Vec<Option<i64>> {
            rules.iter().map(|rule| hundredths(&rule.eval(answers, context))).collect()
        };
        let wants = match self.definition.lists.as_deref().map(|path| answers.get(path)) {
            None => vec![ONE.to_owned()],
            Some(Value::Text(one)) => vec![one.to_string()],
            Some(Value::List(all)) => all
                .iter()
                .filter_map(|want| match want {
                    Value::Text(text) => Some(text.to_string()),
                    _ => None,
                })
                .collect(),
            Some(_) => Vec::new(),
        };
        Score {
            before: count(&self.before),
            lines: count(&self.points).into_iter().map(Option::unwrap_or_default).collect(),
            ties: count(&self.ties),
            wants,
        }
    }

    /// The keys of an application, for the order: what goes before the points, the points, ties, and the last resort.
    #[must_use]
    pub fn keys(&self, score: &Score, (seed, number): (&str, &str), received: i64) -> Vec<i64> {
        let own = &self.definition;
        let mut keys = keyed(&own.before, &score.before);
        keys.push(highest(score.total()));
        keys.extend(keyed(&own.ties, &score.ties));
        keys.push(match own.last {
            Last::Received => received,
            Last::Lot => lot(seed, number),
        });
        keys
    }

    /// Where the points stand among the keys.
    #[must_use]
    pub fn key_of_points(&self) -> usize {
        self.definition.before.len()
    }
}

fn keyed(criteria: &[Criterion], values: &[Option<i64>]) -> Vec<i64> {
    let key = |(criterion, value): (&Criterion, &Option<i64>)| match (value, criterion.first) {
        (None, _) => UNKNOWN,
        (Some(value), First::Lowest) => *value,
        (Some(value), First::Highest) => highest(*value),
    };
    criteria.iter().zip(values).map(key).collect()
}
