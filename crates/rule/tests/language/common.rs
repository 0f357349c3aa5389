//! A small world for the tests of the language: names, answers, a day, a calendar.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rule::{Context, Decimal, Names, Type, Value, WorkingDays};

pub struct Weekdays;

impl WorkingDays for Weekdays {
    fn is_working_day(&self, date: NaiveDate) -> bool {
        date.weekday().number_from_monday() <= 5
    }
}

/// What an analysis takes for a calendar.
pub struct EveryDay;

impl WorkingDays for EveryDay {
    fn is_working_day(&self, _: NaiveDate) -> bool {
        true
    }
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date of a test")
}

/// Thursday 12 March 2026.
pub fn context() -> Context<'static> {
    Context { today: day("2026-03-12"), calendar: &Weekdays }
}

pub fn names() -> Names {
    let vehicle = Names::new()
        .with("plate", Type::Text)
        .with("fee", Type::Money)
        .with("year", Type::Int)
        .with("use", Type::Text)
        .with_options("use", ["work", "private"]);
    Names::new()
        .with("kind", Type::Text)
        .with_options("kind", ["new", "renewal", "duplicate"])
        .with("zones", Type::list(Type::Text))
        .with_options("zones", ["a", "b", "c"])
        .with("applicant.given_name", Type::Text)
        .with("applicant.birth", Type::Date)
        .with("applicant.residence.cap", Type::Text)
        .with("in_town", Type::Bool)
        .with("area", Type::Decimal)
        .with("rooms", Type::Int)
        .with("income", Type::Money)
        .with("from", Type::Date)
        .with("to", Type::Date)
        .with("note", Type::Text)
        .with("vehicles", Type::list(vehicle.into_type()))
        .with("local.max_vehicles", Type::Int)
}

pub fn vehicle(plate: &str, fee: i64, year: i64) -> Value {
    Value::record([
        ("plate", Value::text(plate)),
        ("fee", Value::Money(fee)),
        ("year", Value::Int(year)),
        ("use", Value::text("work")),
    ])
}

/// Everything answered.
pub fn answers() -> BTreeMap<String, Value> {
    let decimal = |text: &str| Value::Decimal(text.parse::<Decimal>().expect("a decimal"));
    BTreeMap::from(
        [
            ("kind", Value::text("renewal")),
            ("zones", Value::list([Value::text("a"), Value::text("c")])),
            ("applicant.given_name", Value::text("Ada")),
            ("applicant.birth", Value::Date(day("2008-03-12"))),
            ("applicant.residence.cap", Value::text("10095")),
            ("in_town", Value::Bool(true)),
            ("area", decimal("12.5")),
            ("rooms", Value::Int(3)),
            ("income", Value::Money(1_200_050)),
            ("from", Value::Date(day("2026-03-13"))),
            ("to", Value::Date(day("2026-03-20"))),
            ("note", Value::text("Via Roma")),
            (
                "vehicles",
                Value::list([vehicle("AB123CD", 1_050, 2019), vehicle("EF456GH", 2_000, 2024)]),
            ),
            ("local.max_vehicles", Value::Int(4)),
        ]
        .map(|(path, value)| (path.to_owned(), value)),
    )
}
