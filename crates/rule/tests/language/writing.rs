//! Writes rules at random that type-check: one strategy per type, each level made of the one below.

use proptest::prelude::*;
use proptest::strategy::{BoxedStrategy, Union};

type Texts = BoxedStrategy<String>;

/// Rules of each type, no deeper than a level.
#[derive(Clone)]
pub struct Written {
    pub bools: Texts,
    pub ints: Texts,
    pub texts: Texts,
    /// Lists of whole numbers.
    pub lists: Texts,
    decimals: Texts,
    sums: Texts,
    dates: Texts,
}

fn one_of(texts: &'static [&'static str]) -> Texts {
    prop::sample::select(texts).prop_map(str::to_owned).boxed()
}

fn two(
    one: &Texts,
    marks: &'static [&'static str],
    other: &Texts,
    write: fn(&str, &str, &str) -> String,
) -> Texts {
    (one.clone(), prop::sample::select(marks), other.clone())
        .prop_map(move |(one, mark, other)| write(&one, mark, &other))
        .boxed()
}

fn between(one: &str, mark: &str, other: &str) -> String {
    format!("({one}) {mark} ({other})")
}

fn method(one: &str, name: &str, other: &str) -> String {
    format!("({one}).{name}({other})")
}

fn function(one: &str, name: &str, other: &str) -> String {
    format!("{name}({one}, {other})")
}

fn call(names: &'static [&'static str], of: &Texts) -> Texts {
    (prop::sample::select(names), of.clone()).prop_map(|(name, of)| format!("{name}({of})")).boxed()
}

fn choice(condition: &Texts, value: &Texts) -> Texts {
    (condition.clone(), value.clone(), value.clone())
        .prop_map(|(condition, yes, no)| format!("({condition}) ? ({yes}) : ({no})"))
        .boxed()
}

/// What CEL and this language both have, with the same meaning.
pub fn common(levels: usize) -> Written {
    let mut written = Written {
        bools: one_of(&["true", "false", "in_town"]),
        ints: one_of(&["0", "1", "2", "7", "rooms", "-3"]),
        texts: one_of(&["'Via'", "\"Roma\"", "note", "'è \\'l\\''", "'x'"]),
        lists: one_of(&["[1, 2, 3]", "[rooms, 7]", "[1, 1]"]),
        decimals: one_of(&["1.50"]),
        sums: one_of(&["income"]),
        dates: one_of(&["today"]),
    };
    for level in 0..levels {
        written = shared(&written, level);
    }
    written
}

/// The whole language over the names of `common::names`.
pub fn whole(levels: usize) -> Written {
    let mut written = common(0);
    written.decimals = one_of(&["1.50", "area", "0.005", "rooms"]);
    written.sums = one_of(&["income", "eur(12.50)", "money(\"0.01\")", "eur(area)"]);
    written.dates = one_of(&["today", "from", "to", "applicant.birth", "date('2026-01-31')"]);
    written.bools = one_of(&[
        "in_town",
        "kind == 'new'",
        "kind != 'renewal'",
        "kind in ['new', 'duplicate']",
        "'a' in zones",
        "has(note)",
        "is_empty(applicant)",
        "rooms > 2",
        "area <= 1.25",
        "note == 'a'",
    ]);
    for level in 0..levels {
        let shared = shared(&written, level);
        written = richer(&shared, &written, level);
    }
    written
}

fn union(options: Vec<Texts>) -> Texts {
    Union::new(options).boxed()
}

fn shared(w: &Written, level: usize) -> Written {
    let order = &["==", "!=", "<", "<=", ">", ">="];
    let each = move |loops: &'static [&'static str], of: &Texts| {
        (w.lists.clone(), prop::sample::select(loops), of.clone(), w.ints.clone()).prop_map(
            move |(list, name, body, bound)| {
                let v = format!("v{level}");
                let body = body.replace("rooms", &v);
                match name {
                    "map" => format!("({list}).map({v}, ({body}) + {v})"),
                    name => format!("({list}).{name}({v}, ({body}) || {v} > ({bound}))"),
                }
            },
        )
    };
    Written {
        bools: union(vec![
            w.bools.clone(),
            two(&w.ints, order, &w.ints, between),
            two(&w.texts, order, &w.texts, between),
            two(&w.bools, &["&&", "||", "==", "!="], &w.bools, between),
            two(&w.bools, &["&&", "||"], &w.bools, |a, mark, b| format!("{a} {mark} {b}")),
            two(&w.ints, &["in"], &w.lists, between),
            two(&w.lists, &["==", "!="], &w.lists, between),
            two(&w.texts, &["startsWith", "endsWith", "contains"], &w.texts, method),
            w.bools.clone().prop_map(|of| format!("!({of})")).boxed(),
            choice(&w.bools, &w.bools),
            each(&["exists", "all"], &w.bools).boxed(),
        ]),
        ints: union(vec![
            w.ints.clone(),
            two(&w.ints, &["+", "-", "*", "/", "%"], &w.ints, between),
            two(&w.ints, &["+", "-"], &w.ints, |a, mark, b| format!("({a}) {mark} 2 * ({b})")),
            w.ints.clone().prop_map(|of| format!("-({of})")).boxed(),
            call(&["size"], &w.texts),
            call(&["size"], &w.lists),
            choice(&w.bools, &w.ints),
        ]),
        texts: union(vec![
            w.texts.clone(),
            two(&w.texts, &["+"], &w.texts, between),
            choice(&w.bools, &w.texts),
        ]),
        lists: union(vec![
            w.lists.clone(),
            two(&w.ints, &[","], &w.ints, |a, _, b| format!("[{a}, {b}]")),
            each(&["map"], &w.ints).boxed(),
            each(&["filter"], &w.bools).boxed(),
        ]),
        ..w.clone()
    }
}

fn richer(shared: &Written, w: &Written, level: usize) -> Written {
    let order = &["==", "!=", "<", "<=", ">", ">="];
    let rows = w.bools.clone().prop_map(move |body| {
        let v = format!("r{level}");
        format!("vehicles.filter({v}, ({body}) || {v}.year > 2020 && {v}.use == 'work')")
    });
    let rows = rows.boxed();
    let any = union(vec![w.texts.clone(), w.ints.clone(), w.sums.clone(), w.dates.clone()]);
    Written {
        bools: union(vec![
            shared.bools.clone(),
            two(&w.decimals, order, &w.decimals, between),
            two(&w.sums, order, &w.sums, between),
            two(&w.dates, order, &w.dates, between),
            call(&["has", "is_empty"], &any),
            rows.clone()
                .prop_map(move |rows| format!("{rows}.all(s{level}, has(s{level}.plate))"))
                .boxed(),
        ]),
        ints: union(vec![
            shared.ints.clone(),
            call(&["year", "month", "day", "weekday"], &w.dates),
            call(&["round", "floor", "ceil"], &w.decimals),
            call(&["sum", "max", "min", "first"], &w.lists),
            call(&["size", "count"], &rows),
            two(
                &w.dates,
                &[
                    "age_on",
                    "days_between",
                    "months_between",
                    "years_between",
                    "working_days_between",
                ],
                &w.dates,
                function,
            ),
            two(&w.ints, &["or_else", "min", "max"], &w.ints, function),
        ]),
        texts: union(vec![
            shared.texts.clone(),
            call(&["upper", "lower", "trim"], &w.texts),
            call(&["text"], &any),
        ]),
        lists: union(vec![shared.lists.clone(), call(&["distinct"], &w.lists)]),
        decimals: union(vec![
            w.decimals.clone(),
            two(&w.decimals, &["+", "-", "*", "/"], &w.decimals, between),
            two(&w.sums, &["/"], &w.sums, between),
            call(&["abs"], &w.decimals),
        ]),
        sums: union(vec![
            w.sums.clone(),
            two(&w.sums, &["+", "-"], &w.sums, between),
            two(&w.sums, &["*", "/"], &w.decimals, between),
            call(&["round", "floor", "ceil", "abs"], &w.sums),
            rows.prop_map(move |rows| format!("{rows}.map(t{level}, t{level}.fee).sum()")).boxed(),
        ]),
        dates: union(vec![
            w.dates.clone(),
            two(
                &w.dates,
                &["add_days", "add_months", "add_years", "add_working_days"],
                &w.ints,
                function,
            ),
            choice(&w.bools, &w.dates),
        ]),
    }
}
