//! What the analysis proves, finds and leaves open.

use crate::common::names;
use rule::analyse::{Answer, cycle, satisfiable};
use rule::{Context, Expect, Rule, Value};

fn compiled(texts: &[&str]) -> Vec<Rule> {
    texts.iter().map(|text| Rule::compile(text, &names(), Expect::Any).expect(text)).collect()
}

fn answer(texts: &[&str]) -> Answer {
    let rules = compiled(texts);
    let wanted: Vec<(&Rule, bool)> = rules.iter().map(|rule| (rule, true)).collect();
    let answer = satisfiable(&wanted, &names());
    if let Answer::Yes(example) = &answer {
        let today = match example.get("today") {
            Some(Value::Date(today)) => *today,
            _ => crate::common::context().today,
        };
        let context = Context { today, ..crate::common::context() };
        assert!(rules.iter().all(|rule| rule.holds(example, &context)), "{texts:?}: {example:?}");
    }
    answer
}

fn possible(texts: &[&str]) {
    assert!(matches!(answer(texts), Answer::Yes(_)), "{texts:?}");
}

fn impossible(texts: &[&str]) {
    assert_eq!(answer(texts), Answer::No, "{texts:?}");
}

#[test]
fn choices() {
    possible(&["kind == 'new'"]);
    impossible(&["kind == 'new'", "kind == 'renewal'"]);
    impossible(&["kind == 'new' && in_town", "!in_town"]);
    impossible(&["kind != 'new' && kind != 'renewal' && kind != 'duplicate' && has(kind)"]);
    possible(&["kind != 'new' && kind != 'renewal' && kind != 'duplicate'"]);
    impossible(&["kind in ['new', 'renewal']", "kind == 'duplicate'"]);
    possible(&["'a' in zones", "'b' in zones", "!('c' in zones)"]);
    impossible(&["'a' in zones", "is_empty(zones)"]);
    impossible(&["in_town", "in_town == false"]);
    possible(&["!in_town", "in_town != false"]);
    impossible(&["false"]);
    possible(&[]);
}

#[test]
fn numbers_and_dates() {
    possible(&["rooms > 2", "rooms < 4"]);
    impossible(&["rooms > 2", "rooms < 3"]);
    impossible(&["rooms > 2.2", "rooms < 2.8"]);
    possible(&["area > 2.2", "area < 2.8"]);
    impossible(&["area > 2.8", "area < 2.2"]);
    impossible(&["income >= eur(10)", "income < eur(10)"]);
    impossible(&["income > eur(10)", "income < eur(10.01)"]);
    impossible(&["from > date('2026-01-01')", "from < date('2026-01-02')"]);
    possible(&["from >= date('2026-01-01')", "from <= date('2026-01-01')"]);
    impossible(&["note == 'a'", "note == 'b'"]);
    possible(&["note != 'a'", "note != 'b'", "has(note)"]);
}

#[test]
fn what_is_not_a_comparison_with_a_constant() {
    possible(&["from <= to", "kind == 'new'"]);
    impossible(&["from <= to", "!(from <= to)"]);
    impossible(&["from <= to", "kind == 'new'", "kind == 'renewal'"]);
    possible(&["age_on(applicant.birth, today) < 18"]);
    possible(&["vehicles.exists(v, v.year > 2020)"]);
    possible(&["size(vehicles) > 0"]);
    impossible(&["has(vehicles)", "is_empty(vehicles)"]);
    // Nobody can meet these, but that cannot be proved here: it is said.
    assert_eq!(answer(&["from < to", "to < from"]), Answer::Unknown);
    assert_eq!(answer(&["size(note) < 0"]), Answer::Unknown);
}

#[test]
fn what_is_wanted_may_be_no() {
    let rules = compiled(&["in_town || kind == 'new'", "in_town"]);
    let wanted = [(&rules[0], false), (&rules[1], true)];
    assert_eq!(satisfiable(&wanted, &names()), Answer::No);
    let wanted = [(&rules[0], true), (&rules[1], false)];
    assert!(matches!(satisfiable(&wanted, &names()), Answer::Yes(_)));
}

#[test]
fn circles() {
    let rules = compiled(&["rooms + 1", "area * 2", "rooms > 2"]);
    let circle = |targets: [&str; 3]| {
        let pairs: Vec<(&str, &Rule)> = targets.into_iter().zip(&rules).collect();
        cycle(&pairs)
    };
    assert_eq!(circle(["area", "income", "in_town"]), None);
    let found = circle(["area", "rooms", "in_town"]).expect("a circle");
    assert_eq!(found, ["area", "rooms", "area"]);
    assert_eq!(circle(["rooms", "x", "y"]).expect("itself"), ["rooms", "rooms"]);
    let inside = compiled(&["has(applicant) ? 'a' : 'b'"]);
    assert!(cycle(&[("applicant.residence.cap", &inside[0])]).is_some());
}
