//! For a path that is only compared with constants: the few values that stand for all it can be.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use crate::types::{Options, Type};
use crate::value::Value;

/// Most ids of a list whose every combination is tried.
const IDS: usize = 8;
/// A text nobody compares with; longer where somebody does.
const OTHER: &str = "…";

/// Values of a path of type `ty` that together meet every combination of comparisons with
/// `constants`, the lack of an answer first. `None` when there are too many or the type is not a
/// simple one.
pub(super) fn of(ty: &Type, options: Option<&Options>, constants: &[Value]) -> Option<Vec<Value>> {
    let mut values = vec![Value::Empty];
    match ty {
        Type::Bool => values.extend([Value::Bool(false), Value::Bool(true)]),
        Type::Int => values.extend(around(&ints(constants)?).into_iter().map(Value::Int)),
        Type::Money => values.extend(around(&cents(constants)?).into_iter().map(Value::Money)),
        Type::Decimal => values.extend(decimals(constants)?.into_iter().map(Value::Decimal)),
        Type::Date => values.extend(dates(constants)?.into_iter().map(Value::Date)),
        Type::Text => values.extend(ids(options, constants).into_iter().map(Value::Text)),
        Type::List(item) if **item == Type::Text => values.extend(subsets(options, constants)?),
        _ => return None,
    }
    Some(values)
}

fn collected<T: Ord>(constants: &[Value], read: fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    let values: Option<BTreeSet<T>> = constants.iter().map(read).collect();
    values.map(|values| values.into_iter().collect())
}

fn ints(constants: &[Value]) -> Option<Vec<i64>> {
    // A decimal bound of a whole number: the whole numbers on both sides of it.
    let mut ints = BTreeSet::new();
    for constant in constants {
        match constant {
            Value::Int(number) => ints.extend([*number]),
            Value::Decimal(number) => {
                ints.extend([
                    i64::try_from(number.floor()).ok()?,
                    i64::try_from(number.ceil()).ok()?,
                ]);
            }
            _ => return None,
        }
    }
    Some(ints.into_iter().collect())
}

fn cents(constants: &[Value]) -> Option<Vec<i64>> {
    collected(constants, |value| match value {
        Value::Money(cents) => Some(*cents),
        _ => None,
    })
}

/// Each number, the one before, the one after; something when there is none.
fn around(numbers: &[i64]) -> BTreeSet<i64> {
    let near = |number: &i64| [number.saturating_sub(1), *number, number.saturating_add(1)];
    let mut values: BTreeSet<i64> = numbers.iter().flat_map(near).collect();
    if values.is_empty() {
        values.insert(1);
    }
    values
}

/// Each number, what is between two of them, and beyond both ends.
fn decimals(constants: &[Value]) -> Option<Vec<Decimal>> {
    let numbers = collected(constants, |value| match value {
        Value::Decimal(number) => Some(*number),
        Value::Int(number) => Some(Decimal::from(*number)),
        _ => None,
    })?;
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
        return Some(vec![Decimal::ONE]);
    };
    let mut values = vec![first.checked_sub(Decimal::ONE)?, last.checked_add(Decimal::ONE)?];
    for pair in numbers.windows(2) {
        values.push(pair[0].checked_add(pair[1])?.checked_div(Decimal::TWO)?);
    }
    values.extend(numbers);
    Some(values)
}

fn dates(constants: &[Value]) -> Option<BTreeSet<NaiveDate>> {
    let dates = collected(constants, |value| match value {
        Value::Date(date) => Some(*date),
        _ => None,
    })?;
    let mut values = BTreeSet::new();
    for date in &dates {
        values.extend([*date]);
        values.extend(date.checked_sub_days(Days::new(1)));
        values.extend(date.checked_add_days(Days::new(1)));
    }
    if values.is_empty() {
        values.extend(NaiveDate::from_ymd_opt(2026, 6, 15));
    }
    Some(values)
}

/// The ids that are mentioned, and one that is not if there is one.
fn ids(options: Option<&Options>, constants: &[Value]) -> Vec<Arc<str>> {
    let mut mentioned = BTreeSet::new();
    for constant in constants {
        match constant {
            Value::Text(id) => mentioned.extend([id.clone()]),
            Value::List(items) => mentioned.extend(items.iter().filter_map(|item| match item {
                Value::Text(id) => Some(id.clone()),
                _ => None,
            })),
            _ => {}
        }
    }
    let other = match options {
        Some(options) => options.iter().find(|id| !mentioned.contains(*id)).cloned(),
        None => {
            let mut other = OTHER.to_owned();
            while mentioned.contains(other.as_str()) {
                other.push_str(OTHER);
            }
            Some(Arc::from(other))
        }
    };
    mentioned.into_iter().chain(other).collect()
}

fn subsets(options: Option<&Options>, constants: &[Value]) -> Option<Vec<Value>> {
    let ids = ids(options, constants);
    if ids.len() > IDS {
        return None;
    }
    let subset = |mask: usize| {
        let kept = ids.iter().enumerate().filter(|(at, _)| mask & (1 << at) != 0);
        Value::list(kept.map(|(_, id)| Value::Text(id.clone())))
    };
    Some((0..1_usize << ids.len()).map(subset).collect())
}
