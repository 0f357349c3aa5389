//! What rules give: tables of rule and value, over everything answered and over nothing answered.

use std::collections::BTreeMap;

use crate::common::{answers, context, day, names};
use rule::{Expect, Row, Rule, Type, Value};

fn compiled(text: &str) -> Rule {
    match Rule::compile(text, &names(), Expect::Any) {
        Ok(rule) => rule,
        Err(faults) => panic!("{text}: {faults:?}"),
    }
}

fn check(text: &str, wanted: Value) {
    assert_eq!(compiled(text).eval(&answers(), &context()), wanted, "{text}");
}

fn holds(text: &str) {
    check(text, Value::Bool(true));
}

fn fails(text: &str) {
    check(text, Value::Bool(false));
}

/// The value when nothing is answered.
fn unanswered(text: &str, wanted: Value) {
    let nothing: BTreeMap<String, Value> = BTreeMap::new();
    assert_eq!(compiled(text).eval(&nothing, &context()), wanted, "{text}");
}

fn decimal(text: &str) -> Value {
    Value::Decimal(text.parse().expect("a decimal"))
}

#[test]
fn comparisons() {
    holds("kind == \"renewal\"");
    fails("kind == 'new'");
    holds("kind != 'new'");
    holds("kind in ['new', 'renewal']");
    holds("'a' in zones");
    fails("'b' in zones");
    holds("!('b' in zones)");
    holds("zones == ['a', 'c']");
    fails("zones == ['c', 'a']");
    holds("rooms >= 3 && rooms < 4");
    holds("area > 12");
    holds("area == 12.50");
    holds("rooms < area");
    holds("income > eur(12000)");
    holds("income == money(\"12000.50\")");
    holds("from <= to && from > today");
    holds("from == date(\"2026-03-13\")");
    holds("note < 'Via Z'");
    holds("in_town == true");
    holds("in_town");
    fails("!in_town");
    holds("2 in [1, 2.0, 3]");
}

#[test]
fn logic() {
    holds("true || false && false");
    fails("(true || false) && false");
    holds("kind == 'new' || kind == 'renewal'");
    check("in_town ? 1 : 2", Value::Int(1));
    check("!in_town ? 1 : rooms > 2 ? 7 : 8", Value::Int(7));
    check("!in_town ? null : 3", Value::Int(3));
    check("in_town ? null : 3", Value::Empty);
}

#[test]
fn arithmetic() {
    check("1 + 2 * 3 - 4", Value::Int(3));
    check("10 - 2 - 3", Value::Int(5));
    check("7 / 2", Value::Int(3));
    check("-7 / 2", Value::Int(-3));
    check("-7 % 3", Value::Int(-1));
    check("7.0 / 2", decimal("3.5"));
    check("area * 2", decimal("25.0"));
    check("rooms + 0.5", decimal("3.5"));
    check("income * 2", Value::Money(2_400_100));
    check("3 * eur(0.10)", Value::Money(30));
    check("eur(10) * 0.125", Value::Money(125));
    check("eur(0.05) * 0.5", Value::Money(3));
    check("-(eur(0.05)) * 0.5", Value::Money(-3));
    check("eur(10) / 3", Value::Money(333));
    check("eur(10) / eur(4)", decimal("2.5"));
    check("eur(10) - eur(12.50)", Value::Money(-250));
    check("area * eur(1.30)", Value::Money(1_625));
    check("'a' + \"b\" + '\\'c'", Value::text("ab'c"));
    check("1 / 0", Value::Empty);
    check("1 % 0", Value::Empty);
    check("eur(1) / 0", Value::Empty);
    check("9223372036854775807 + 1", Value::Empty);
    check("-9223372036854775807 - 2", Value::Empty);
    check("7922816251426433759354395033.5 * 100", Value::Empty);
}

#[test]
fn rounding() {
    check("round(2.5)", Value::Int(3));
    check("round(-2.5)", Value::Int(-3));
    check("round(2.345, 2)", decimal("2.35"));
    check("floor(area)", Value::Int(12));
    check("ceil(area)", Value::Int(13));
    check("ceil(area) * eur(2)", Value::Money(2_600));
    check("round(eur(10.50))", Value::Money(1_100));
    check("floor(eur(10.99))", Value::Money(1_000));
    check("ceil(eur(10.01))", Value::Money(1_100));
    check("abs(-3)", Value::Int(3));
    check("abs(eur(2) - eur(5))", Value::Money(300));
    check("eur(area)", Value::Money(1_250));
}

#[test]
fn rows() {
    holds("vehicles.exists(v, v.plate == 'AB123CD')");
    fails("vehicles.exists(v, v.plate == 'ZZ999ZZ')");
    holds("vehicles.all(v, v.year > 2000)");
    fails("vehicles.all(v, v.year > 2020)");
    check("size(vehicles)", Value::Int(2));
    check("vehicles.size()", Value::Int(2));
    check("count(vehicles)", Value::Int(2));
    check("vehicles.count(v, v.year > 2020)", Value::Int(1));
    check("vehicles.map(v, v.fee).sum()", Value::Money(3_050));
    check("sum(vehicles.filter(v, v.year > 2020).map(v, v.fee))", Value::Money(2_000));
    check("sum(vehicles.filter(v, v.year > 2100).map(v, v.fee))", Value::Money(0));
    check("vehicles.map(v, v.year).max()", Value::Int(2024));
    check("min(vehicles.map(v, v.fee))", Value::Money(1_050));
    check("max(3, rooms, 7)", Value::Int(7));
    check("min(income, eur(100))", Value::Money(10_000));
    check("first(vehicles).plate", Value::text("AB123CD"));
    holds("size(distinct(vehicles.map(v, v.plate))) == size(vehicles)");
    check("size(distinct(vehicles.map(v, v.use)))", Value::Int(1));
    holds("vehicles.exists(v, vehicles.exists(w, w.year > v.year))");
    holds("zones.exists(z, z == 'c')");
    holds("size(vehicles) <= local.max_vehicles");
    check("join(vehicles.map(v, v.plate), ', ')", Value::text("AB123CD, EF456GH"));
}

#[test]
fn texts() {
    check("size('perché')", Value::Int(6));
    holds("note.startsWith('Via')");
    holds("note.endsWith('Roma')");
    holds("note.contains('a R')");
    fails("contains(note, 'roma')");
    holds("lower(note).contains('roma')");
    check("upper(note)", Value::text("VIA ROMA"));
    check("trim('  a b ')", Value::text("a b"));
    holds("applicant.residence.cap.matches('^[0-9]{5}$')");
    fails("note.matches('^[0-9]+$')");
    check("text(income)", Value::text("12000.50"));
    check("text(from) + text(rooms)", Value::text("2026-03-133"));
    check("join([applicant.given_name, '', 'Neri'], ' ')", Value::text("Ada Neri"));
}

#[test]
fn dates() {
    check("age_on(applicant.birth, today)", Value::Int(18));
    check("age_on(applicant.birth, date('2026-03-11'))", Value::Int(17));
    check("days_between(from, to)", Value::Int(7));
    check("days_between(to, from)", Value::Int(-7));
    check("add_days(from, 30)", Value::Date(day("2026-04-12")));
    check("add_months(date('2026-01-31'), 1)", Value::Date(day("2026-02-28")));
    check("year(from) * 10000 + month(from) * 100 + day(from)", Value::Int(20_260_313));
    check("weekday(from)", Value::Int(5));
    check("working_days_between(today, to)", Value::Int(6));
    check("working_days_between(to, today)", Value::Int(-6));
    check("add_working_days(today, 2)", Value::Date(day("2026-03-16")));
    check("add_working_days(today, -4)", Value::Date(day("2026-03-06")));
    check("add_days(from, 9223372036854775807)", Value::Empty);
    check("add_months(from, 9223372036854775807)", Value::Empty);
    check("add_working_days(from, 9223372036854775807)", Value::Empty);
}

/// Whole months and years from one day to another, and back.
fn apart(from: &str, to: &str, months: i64, years: i64) {
    let call = |name: &str, from: &str, to: &str| format!("{name}(date('{from}'), date('{to}'))");
    check(&call("months_between", from, to), Value::Int(months));
    check(&call("years_between", from, to), Value::Int(years));
    check(&call("months_between", to, from), Value::Int(-months));
    check(&call("years_between", to, from), Value::Int(-years));
}

#[test]
fn whole_months_and_years() {
    apart("2026-03-12", "2026-03-12", 0, 0);
    apart("2026-03-12", "2026-04-11", 0, 0);
    apart("2026-03-12", "2026-04-12", 1, 0);
    apart("2026-01-31", "2026-02-27", 0, 0);
    apart("2026-01-31", "2026-02-28", 1, 0);
    apart("2024-01-31", "2024-02-28", 0, 0);
    apart("2024-01-31", "2024-02-29", 1, 0);
    apart("2026-01-31", "2026-03-30", 1, 0);
    apart("2026-02-28", "2026-03-28", 1, 0);
    apart("2025-12-31", "2026-12-30", 11, 0);
    apart("2025-12-31", "2026-12-31", 12, 1);
    apart("2008-02-29", "2026-02-27", 215, 17);
    apart("2008-02-29", "2026-02-28", 216, 18);
    apart("2008-02-29", "2028-02-28", 239, 19);
    apart("2008-02-29", "2028-02-29", 240, 20);
    check("add_years(date('2024-02-29'), 1)", Value::Date(day("2025-02-28")));
    check("add_years(date('2024-02-29'), 4)", Value::Date(day("2028-02-29")));
    check("add_years(date('2024-02-29'), -4)", Value::Date(day("2020-02-29")));
    check("add_years(date('1900-02-28'), 1)", Value::Date(day("1901-02-28")));
    check("add_years(from, 768614336404564651)", Value::Empty);
    check("add_months(date('2026-03-31'), -1)", Value::Date(day("2026-02-28")));
    check("add_months(date('2024-12-31'), 2)", Value::Date(day("2025-02-28")));
    check("add_days(date('2024-02-28'), 1)", Value::Date(day("2024-02-29")));
    check("add_days(date('2026-02-28'), 1)", Value::Date(day("2026-03-01")));
}

#[test]
fn ages_of_who_was_born_on_29_february() {
    let age = |on: &str| format!("age_on(date('2008-02-29'), date('{on}'))");
    check(&age("2008-02-29"), Value::Int(0));
    check(&age("2026-02-28"), Value::Int(17));
    check(&age("2026-03-01"), Value::Int(18));
    check(&age("2028-02-28"), Value::Int(19));
    check(&age("2028-02-29"), Value::Int(20));
    check(&age("2008-02-28"), Value::Int(-1));
}

#[test]
fn nothing_answered() {
    for text in ["kind == 'new'", "rooms < 3", "rooms >= 3", "from <= to", "kind in ['new']"] {
        unanswered(text, Value::Bool(false));
    }
    for text in ["kind != 'new'", "rooms != 3", "!in_town", "!('a' in zones)", "kind != note"] {
        unanswered(text, Value::Bool(true));
    }
    for text in [
        "rooms + 1",
        "area * eur(2)",
        "-rooms",
        "age_on(applicant.birth, today)",
        "months_between(from, to)",
        "add_years(from, 1)",
        "note + 'x'",
        "max(1, rooms)",
    ] {
        unanswered(text, Value::Empty);
    }
    unanswered("size(vehicles)", Value::Int(0));
    unanswered("vehicles.map(v, v.fee).sum()", Value::Money(0));
    unanswered("vehicles.exists(v, true)", Value::Bool(false));
    unanswered("vehicles.all(v, false)", Value::Bool(true));
    unanswered("vehicles.map(v, v.fee).max()", Value::Empty);
    unanswered("is_empty(kind) && is_empty(vehicles) && is_empty(applicant)", Value::Bool(true));
    unanswered("has(note)", Value::Bool(false));
    unanswered("note.startsWith('')", Value::Bool(false));
    unanswered("or_else(rooms, 1) + 1", Value::Int(2));
    unanswered("in_town ? 1 : 2", Value::Int(2));
    holds("has(applicant) && has(note) && !is_empty(vehicles)");
}

#[test]
fn a_row_is_read_before_the_form() {
    let names = names().with("row.year", Type::Int).with("row.use", Type::Text);
    let rule = Rule::compile("row.year > 2020 && size(vehicles) == 2", &names, Expect::Bool);
    let rule = rule.expect("it type-checks");
    let answers = answers();
    let holds = |year| {
        let row = crate::common::vehicle("AB123CD", 0, year);
        rule.holds(&Row { row: &row, rest: &answers }, &context())
    };
    assert!(holds(2024));
    assert!(!holds(2019));
}

#[test]
fn only_what_is_read_is_asked_for() {
    let rule = compiled(
        "applicant.residence.cap == note || vehicles.exists(v, v.year > rooms) && has(applicant)",
    );
    let paths: Vec<&str> = rule.paths().iter().map(AsRef::as_ref).collect();
    assert_eq!(paths, ["applicant.residence.cap", "note", "vehicles", "rooms", "applicant"]);
}

#[test]
fn a_whole_number_becomes_a_decimal_where_one_is_wanted() {
    let rule = Rule::compile("rooms", &names(), Expect::Type(Type::Decimal)).expect("it fits");
    assert_eq!(rule.eval(&answers(), &context()), decimal("3"));
    assert_eq!(rule.ty(), &Type::Decimal);
}

#[test]
fn loops_in_loops_end() {
    let row = crate::common::vehicle("AB123CD", 1, 2000);
    let mut answers = answers();
    answers.insert("vehicles".to_owned(), Value::list(vec![row; 2_000]));
    let rule =
        compiled("vehicles.all(a, vehicles.all(b, vehicles.all(c, a.year + b.year + c.year > 0)))");
    // Four thousand million comparisons: it gives up, and what it did not look at is no yes.
    assert!(!rule.holds(&answers, &context()));
}
