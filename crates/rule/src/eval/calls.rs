//! What the functions of the language compute.

use std::cmp::Ordering;

use chrono::{Datelike, Duration, NaiveDate};
use model::Money;
use model::calendar::{add_months, age_on};
use rust_decimal::Decimal;

use super::arithmetic::{self, Whole};
use super::{Evaluation, compare, count};
use crate::functions::Function;
use crate::tree::Operator;
use crate::types::Type;
use crate::value::Value;

/// Longest stretch whose working days are counted: about 110 years.
const LONGEST: i64 = 40_000;

impl Evaluation<'_> {
    pub(super) fn call(&mut self, function: Function, ty: &Type, args: &[Value]) -> Value {
        let first = args.first().unwrap_or(&Value::Empty);
        let second = args.get(1).unwrap_or(&Value::Empty);
        match function {
            Function::Size => size(first),
            Function::IsEmpty => Value::Bool(first.is_empty()),
            Function::Has => Value::Bool(!first.is_empty()),
            Function::OrElse => {
                if first.is_empty() {
                    second.clone()
                } else {
                    first.clone()
                }
            }
            Function::Sum => self.sum(ty, first),
            Function::Min => self.extreme(args, Ordering::Less),
            Function::Max => self.extreme(args, Ordering::Greater),
            Function::First => match first {
                Value::List(items) => items.first().cloned().unwrap_or_default(),
                _ => Value::Empty,
            },
            Function::Distinct => self.distinct(first),
            Function::Contains => tested(first, second, |text, part| text.contains(part)),
            Function::StartsWith => tested(first, second, |text, part| text.starts_with(part)),
            Function::EndsWith => tested(first, second, |text, part| text.ends_with(part)),
            Function::Lower => self.changed(first, |text| text.to_lowercase()),
            Function::Upper => self.changed(first, |text| text.to_uppercase()),
            Function::Trim => self.changed(first, |text| text.trim().to_owned()),
            Function::Join => self.join(first, second),
            Function::Text => written(first),
            Function::Round if args.len() == 2 => arithmetic::to_places(first, second),
            Function::Round => arithmetic::to_whole(first, Whole::Nearest),
            Function::Floor => arithmetic::to_whole(first, Whole::Below),
            Function::Ceil => arithmetic::to_whole(first, Whole::Above),
            Function::Abs => arithmetic::absolute(first),
            Function::Euro => arithmetic::euro(first),
            _ => match first {
                Value::Date(date) => self.of_date(function, *date, second),
                _ => Value::Empty,
            },
        }
    }

    fn of_date(&mut self, function: Function, date: NaiveDate, second: &Value) -> Value {
        let day = |date: Option<NaiveDate>| date.map_or(Value::Empty, Value::Date);
        match (function, second) {
            (Function::Year, _) => Value::Int(date.year().into()),
            (Function::Month, _) => Value::Int(date.month().into()),
            (Function::Day, _) => Value::Int(date.day().into()),
            (Function::Weekday, _) => Value::Int(date.weekday().number_from_monday().into()),
            (Function::AgeOn, Value::Date(on)) => Value::Int(age_on(date, *on).into()),
            (Function::DaysBetween, Value::Date(to)) => {
                Value::Int(to.signed_duration_since(date).num_days())
            }
            (Function::WorkingDaysBetween, Value::Date(to)) => self.working_days(date, *to),
            (Function::AddDays, Value::Int(n)) => {
                day(Duration::try_days(*n).and_then(|days| date.checked_add_signed(days)))
            }
            (Function::MonthsBetween, Value::Date(to)) => Value::Int(months_between(date, *to)),
            (Function::YearsBetween, Value::Date(to)) => Value::Int(months_between(date, *to) / 12),
            (Function::AddMonths, Value::Int(n)) => day(add_months(date, *n)),
            (Function::AddYears, Value::Int(n)) => {
                day(n.checked_mul(12).and_then(|months| add_months(date, months)))
            }
            (Function::AddWorkingDays, Value::Int(n)) => day(self.add_working_days(date, *n)),
            _ => Value::Empty,
        }
    }

    /// Working days after `from` up to and including `to`; negative when `to` comes first.
    fn working_days(&mut self, from: NaiveDate, to: NaiveDate) -> Value {
        let days = to.signed_duration_since(from).num_days();
        if days.abs() > LONGEST || !self.spend(usize::try_from(days.abs()).unwrap_or(usize::MAX)) {
            return Value::Empty;
        }
        let calendar = self.context.calendar;
        let (first, last) = (from.min(to), from.max(to));
        let after = first.iter_days().skip(1).take_while(|day| *day <= last);
        let worked = after.filter(|day| calendar.is_working_day(*day)).count();
        match i64::try_from(worked) {
            Ok(worked) => Value::Int(worked * days.signum()),
            Err(_) => Value::Empty,
        }
    }

    /// The `n`th working day after `date`, before it when negative; `date` itself for zero.
    fn add_working_days(&mut self, date: NaiveDate, n: i64) -> Option<NaiveDate> {
        let mut left = n.unsigned_abs();
        let mut day = date;
        for _ in 0..LONGEST {
            if left == 0 {
                return Some(day);
            }
            if !self.spend(1) {
                return None;
            }
            day = day.checked_add_signed(Duration::days(n.signum()))?;
            left -= u64::from(self.context.calendar.is_working_day(day));
        }
        None
    }

    /// The sum of what is not empty; zero, in the type of the items, when there is nothing.
    pub(crate) fn sum(&mut self, ty: &Type, list: &Value) -> Value {
        let zero = match ty {
            Type::Money => Value::Money(0),
            Type::Decimal => Value::Decimal(Decimal::ZERO),
            _ => Value::Int(0),
        };
        let Value::List(items) = list else { return zero };
        let mut sum: Option<Value> = None;
        for item in items.iter().filter(|item| **item != Value::Empty) {
            if !self.spend(1) {
                return Value::Empty;
            }
            sum = Some(match sum {
                None => item.clone(),
                Some(sum) => arithmetic::binary(Operator::Add, &sum, item),
            });
        }
        sum.unwrap_or(zero)
    }

    /// The first or the last in order: of a list, what is empty left out; of two or more values,
    /// empty when one of them is.
    fn extreme(&mut self, args: &[Value], wanted: Ordering) -> Value {
        let items = match args {
            [Value::List(items)] => items.as_ref(),
            [_] => return Value::Empty,
            items if items.contains(&Value::Empty) => return Value::Empty,
            items => items,
        };
        if !self.spend(items.len()) {
            return Value::Empty;
        }
        let found = items.iter().filter(|item| **item != Value::Empty);
        found
            .reduce(|best, item| if compare(item, best) == Some(wanted) { item } else { best })
            .cloned()
            .unwrap_or_default()
    }

    /// The list without what is in it already; what is empty is left out.
    fn distinct(&mut self, list: &Value) -> Value {
        let Value::List(items) = list else { return Value::List([].into()) };
        let mut kept: Vec<Value> = Vec::new();
        for item in items.iter().filter(|item| **item != Value::Empty) {
            if !self.spend(kept.len()) {
                return Value::Empty;
            }
            if !kept.iter().any(|other| self.is_same(item, other)) {
                kept.push(item.clone());
            }
        }
        Value::List(kept.into())
    }

    fn changed(&mut self, text: &Value, change: fn(&str) -> String) -> Value {
        match text {
            Value::Text(text) => self.made(change(text)),
            _ => Value::Empty,
        }
    }

    /// The texts that are not empty, with the separator between them.
    fn join(&mut self, list: &Value, separator: &Value) -> Value {
        let (Value::List(items), Value::Text(separator)) = (list, separator) else {
            return Value::Empty;
        };
        let mut joined = String::new();
        for item in items.iter() {
            let Value::Text(text) = item else { continue };
            if text.trim().is_empty() {
                continue;
            }
            if !joined.is_empty() {
                joined.push_str(separator);
            }
            joined.push_str(text);
            if joined.len() > super::LONGEST_TEXT || !self.spend(1) {
                return Value::Empty;
            }
        }
        self.made(joined)
    }
}

/// Whole months from one day to another: how many can be added to the earlier without going beyond
/// the later, a month that is too short ending on its last day (art. 2963 of the civil code).
/// Negative when `to` comes first.
fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
    let (first, last) = (from.min(to), from.max(to));
    let number = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
    let months = number(last) - number(first);
    let goes_beyond = add_months(first, months).is_none_or(|end| end > last);
    let months = months - i64::from(goes_beyond);
    if to < from { -months } else { months }
}

fn size(value: &Value) -> Value {
    match value {
        Value::List(items) => count(items.len()),
        Value::Text(text) => count(text.chars().count()),
        _ => Value::Int(0),
    }
}

fn tested(text: &Value, part: &Value, test: fn(&str, &str) -> bool) -> Value {
    match (text, part) {
        (Value::Text(text), Value::Text(part)) => Value::Bool(test(text, part)),
        _ => Value::Bool(false),
    }
}

/// A value for machines and codes: dates ISO 8601, amounts `16.00`, decimals with a point. Letters
/// write values for people by themselves.
fn written(value: &Value) -> Value {
    match value {
        Value::Text(_) => value.clone(),
        Value::Bool(yes) => Value::text(&yes.to_string()),
        Value::Int(number) => Value::text(&number.to_string()),
        Value::Decimal(number) => Value::text(&number.normalize().to_string()),
        Value::Money(cents) => Value::text(&Money(*cents).plain()),
        Value::Date(date) => Value::text(&date.to_string()),
        Value::Empty | Value::List(_) | Value::Record(_) => Value::Empty,
    }
}
