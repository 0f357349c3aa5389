//! Exact arithmetic: whole numbers, decimals, cents. Money is rounded to the cent, halves away from
//! zero (*arrotondamento commerciale*, art. 5 of Council Regulation (EC) 1103/97).

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::tree::Operator;
use crate::value::Value;

const HALVES: RoundingStrategy = RoundingStrategy::MidpointAwayFromZero;

/// A whole number or a decimal, as a decimal.
pub(super) fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Int(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

fn int(number: Option<i64>) -> Value {
    number.map_or(Value::Empty, Value::Int)
}

fn cents(number: Option<i64>) -> Value {
    number.map_or(Value::Empty, Value::Money)
}

fn decimal(number: Option<Decimal>) -> Value {
    number.map_or(Value::Empty, Value::Decimal)
}

/// Rounded to a whole number of cents.
fn rounded_cents(number: Option<Decimal>) -> Value {
    cents(number.and_then(|number| number.round_dp_with_strategy(0, HALVES).to_i64()))
}

/// Euro as cents, if they are a whole number of cents.
pub(crate) fn exact_cents(euro: &Value) -> Option<i64> {
    let cents = number(euro)?.checked_mul(Decimal::ONE_HUNDRED)?;
    cents.is_integer().then(|| cents.to_i64()).flatten()
}

/// Euro as cents, rounded.
pub(super) fn euro(value: &Value) -> Value {
    rounded_cents(number(value).and_then(|euro| euro.checked_mul(Decimal::ONE_HUNDRED)))
}

pub(super) fn negated(value: &Value) -> Value {
    match value {
        Value::Int(number) => int(number.checked_neg()),
        Value::Money(number) => cents(number.checked_neg()),
        Value::Decimal(number) => Value::Decimal(-*number),
        _ => Value::Empty,
    }
}

pub(super) fn absolute(value: &Value) -> Value {
    match value {
        Value::Int(number) => int(number.checked_abs()),
        Value::Money(number) => cents(number.checked_abs()),
        Value::Decimal(number) => Value::Decimal(number.abs()),
        _ => Value::Empty,
    }
}

/// `+ - * / %` of two values; empty when either is, or the result does not exist.
pub(super) fn binary(operator: Operator, left: &Value, right: &Value) -> Value {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => int(whole(operator, *left, *right)),
        (Value::Money(left), Value::Money(right)) => match operator {
            Operator::Add => cents(left.checked_add(*right)),
            Operator::Subtract => cents(left.checked_sub(*right)),
            Operator::Divide => decimal(Decimal::from(*left).checked_div(Decimal::from(*right))),
            _ => Value::Empty,
        },
        (Value::Money(sum), factor) | (factor, Value::Money(sum)) => {
            let is_first = matches!(left, Value::Money(_));
            let (sum, factor) = (Decimal::from(*sum), number(factor));
            rounded_cents(match operator {
                Operator::Multiply => factor.and_then(|factor| sum.checked_mul(factor)),
                Operator::Divide if is_first => factor.and_then(|factor| sum.checked_div(factor)),
                _ => None,
            })
        }
        _ => match (number(left), number(right)) {
            (Some(left), Some(right)) => decimal(exact(operator, left, right)),
            _ => Value::Empty,
        },
    }
}

/// As CEL has it: a division of whole numbers leaves the rest out.
fn whole(operator: Operator, left: i64, right: i64) -> Option<i64> {
    match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Divide => left.checked_div(right),
        Operator::Remainder => left.checked_rem(right),
        _ => None,
    }
}

fn exact(operator: Operator, left: Decimal, right: Decimal) -> Option<Decimal> {
    match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Divide => left.checked_div(right),
        _ => None,
    }
}

/// How a number loses its decimals.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whole {
    Nearest,
    Below,
    Above,
}

/// A whole number; of money, whole euro.
pub(super) fn to_whole(value: &Value, how: Whole) -> Value {
    let whole = |number: Decimal| match how {
        Whole::Nearest => number.round_dp_with_strategy(0, HALVES),
        Whole::Below => number.floor(),
        Whole::Above => number.ceil(),
    };
    match value {
        Value::Int(number) => Value::Int(*number),
        Value::Decimal(number) => int(whole(*number).to_i64()),
        Value::Money(sum) => {
            cents(whole(Decimal::new(*sum, 2)).to_i64().and_then(|euro| euro.checked_mul(100)))
        }
        _ => Value::Empty,
    }
}

/// A decimal with that many places.
pub(super) fn to_places(value: &Value, places: &Value) -> Value {
    let (Some(number), Value::Int(places)) = (number(value), places) else {
        return Value::Empty;
    };
    match u32::try_from(*places) {
        Ok(places) => Value::Decimal(number.round_dp_with_strategy(places.min(28), HALVES)),
        Err(_) => Value::Empty,
    }
}
