//! How long 300 fields and 250 rules take, in microseconds: `cargo run --release -p rule --example
//! speed`. The target is under 1 ms for all of them.

use std::collections::HashMap;
use std::time::Instant;

use chrono::{Datelike, NaiveDate};
use rule::{Bindings, Context, Expect, Names, Rule, Type, Value, WorkingDays};

struct Weekdays;

impl WorkingDays for Weekdays {
    fn is_working_day(&self, date: NaiveDate) -> bool {
        date.weekday().number_from_monday() <= 5
    }
}

struct Answers(HashMap<String, Value>);

impl Bindings for Answers {
    fn get(&self, path: &str) -> Value {
        self.0.get(path).cloned().unwrap_or_default()
    }
}

fn main() {
    let mut names = Names::new();
    let mut answers = HashMap::new();
    for n in 0..100 {
        for (path, ty, value) in [
            (format!("part_{n}.kind"), Type::Text, Value::text("new")),
            (format!("part_{n}.rooms"), Type::Int, Value::Int(n)),
            (format!("part_{n}.fee"), Type::Money, Value::Money(n * 100)),
        ] {
            names = names.with(&path, ty);
            answers.insert(path, value);
        }
    }
    let texts = (0..250).map(|n| {
        let (one, other) = (n % 100, (n + 37) % 100);
        format!(
            "part_{one}.kind in ['new', 'renewal'] && (part_{one}.rooms > {other} || \
             part_{other}.fee * 2 >= eur(12.50)) && has(part_{other}.kind)"
        )
    });
    let started = Instant::now();
    let rules: Vec<Rule> =
        texts.filter_map(|text| Rule::compile(&text, &names, Expect::Bool).ok()).collect();
    println!("compile {} rules: {} µs", rules.len(), started.elapsed().as_micros());
    let answers = Answers(answers);
    let today = NaiveDate::from_ymd_opt(2026, 3, 12).unwrap_or_default();
    let context = Context { today, calendar: &Weekdays };
    let mut best = u128::MAX;
    let mut holding = 0;
    for _ in 0..200 {
        let started = Instant::now();
        holding = rules.iter().filter(|rule| rule.holds(&answers, &context)).count();
        best = best.min(started.elapsed().as_micros());
    }
    println!("evaluate all: {best} µs ({holding} hold)");
}
