//! Decision tables: which cells meet which values, which rows are taken, what is said of them.

use std::collections::BTreeMap;

use crate::common::{answers, context, day, names};
use crate::words::ItalianLabels;
use model::Lang;
use rule::{Expect, Hit, Names, RowText, Rule, Table, TableText, Type, Value};

/// A table of rows written as cells and, last, the result.
pub fn text(inputs: &[&str], hit: Hit, rows: &[&[&str]], otherwise: Option<&str>) -> TableText {
    let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    let rows = rows.iter().map(|row| {
        let (then, when) = row.split_last().expect("a result");
        RowText { when: owned(when), then: (*then).to_owned() }
    });
    TableText {
        inputs: owned(inputs),
        hit,
        rows: rows.collect(),
        otherwise: otherwise.map(str::to_owned),
    }
}

pub fn compiled(text: &TableText) -> Table {
    match Table::compile(text, &names(), &Expect::Any) {
        Ok(table) => table,
        Err(faults) => panic!("{text:?}: {faults:?}"),
    }
}

/// The cell means the rule, for every value and for none, and holds now or not.
fn cell(input: &str, cell: &str, rule: &str, holds: bool) {
    let table = compiled(&text(&[input], Hit::First, &[&[cell, "1"]], None));
    let rule_holds = Rule::compile(rule, &names(), Expect::Bool).expect(rule);
    let met = |answers: &BTreeMap<String, Value>| !table.matching(answers, &context()).is_empty();
    assert_eq!(met(&answers()), holds, "{input}: {cell}");
    let mut others = vec![answers(), BTreeMap::new()];
    let values = [
        Value::Bool(true),
        Value::Bool(false),
        Value::Int(-1),
        Value::Int(3),
        Value::Int(20),
        Value::Decimal("12.5".parse().expect("a decimal")),
        Value::Money(750_001),
        Value::Money(1_200_000),
        Value::text("new"),
        Value::text("renewal"),
        Value::text("  "),
        Value::text(""),
        Value::Date(day("2026-01-01")),
        Value::list([]),
    ];
    others.extend(values.map(|value| BTreeMap::from([(input.to_owned(), value)])));
    for answers in others {
        let wanted = rule_holds.holds(&answers, &context());
        assert_eq!(met(&answers), wanted, "{input}: {cell} is not {rule} of {answers:?}");
    }
}

#[test]
fn cells_are_rules_without_what_they_are_about() {
    cell("rooms", "", "true", true);
    cell("rooms", " - ", "true", true);
    cell("rooms", "3", "rooms == 3", true);
    cell("rooms", "-3", "rooms == -3", false);
    cell("rooms", "1, 3", "rooms in [1, 3]", true);
    cell("rooms", "1,3", "rooms in [1, 3]", true);
    cell("rooms", "== 3", "rooms == 3", true);
    cell("rooms", "!= 3", "rooms != 3", false);
    cell("rooms", "<= 3", "rooms <= 3", true);
    cell("rooms", "< 2 + 1", "rooms < 3", false);
    cell("rooms", "> 2.5", "rooms > 2.5", true);
    cell("rooms", ">= 4", "rooms >= 4", false);
    cell("rooms", "in [2, 3]", "rooms in [2, 3]", true);
    cell("rooms", "1 .. 3", "rooms >= 1 && rooms <= 3", true);
    cell("rooms", "1..3", "rooms >= 1 && rooms <= 3", true);
    cell("rooms", "1 ..< 3", "rooms >= 1 && rooms < 3", false);
    cell("rooms", "3 ..", "rooms >= 3", true);
    cell("rooms", ".. 2", "rooms <= 2", false);
    cell("rooms", "..< 4", "rooms < 4", true);
    cell("rooms", "-3 .. -1, 3", "rooms >= -3 && rooms <= -1 || rooms == 3", true);
    cell("rooms", "< 0, > 10, 3, 20", "rooms < 0 || rooms > 10 || rooms in [3, 20]", true);
    cell("rooms", "null", "is_empty(rooms)", false);
    cell("rooms", "null, 7", "is_empty(rooms) || rooms == 7", false);
    cell("rooms", "not (null)", "has(rooms)", true);
    cell("rooms", "not(3)", "rooms != 3", false);
    cell("rooms", "not (1 .. 2, 5)", "!(rooms >= 1 && rooms <= 2 || rooms == 5)", true);
    cell("rooms", "not (not (3))", "rooms == 3", true);
    cell("kind", "\"new\", \"renewal\"", "kind in ['new', 'renewal']", true);
    cell("kind", "!= 'new'", "kind != 'new'", true);
    cell("kind", "not (\"renewal\", \"new\")", "!(kind in ['new', 'renewal'])", false);
    cell("kind", "null", "is_empty(kind)", false);
    cell("note", "< 'Via S'", "note < 'Via S'", true);
    cell("in_town", "true", "in_town == true", true);
    cell("in_town", "false", "in_town == false", false);
    cell("in_town", "not(true)", "in_town != true", false);
    cell("area", "12.50", "area == 12.5", true);
    cell("area", "12 .. 13", "area >= 12 && area <= 13", true);
    cell("from", "> date('2026-01-01')", "from > date('2026-01-01')", true);
    cell(
        "from",
        "date('2026-01-01') .. date('2026-03-13')",
        "from >= date('2026-01-01') && from <= date('2026-03-13')",
        true,
    );
    cell("from", "..< add_days(date('2026-03-12'), 1)", "from < date('2026-03-13')", false);
}

#[test]
fn plain_numbers_are_euro_in_a_column_of_money() {
    cell("income", "<= 7500", "income <= eur(7500)", false);
    cell("income", "12000.50", "income == eur(12000.50)", true);
    cell("income", "12000.5", "income == eur(12000.50)", true);
    cell("income", "7500.01 .. 12000", "income >= eur(7500.01) && income <= eur(12000)", false);
    cell("income", "in [7500.01, 12000]", "income in [eur(7500.01), eur(12000)]", false);
    cell("income", "> eur(7500), money('0.50')", "income > eur(7500) || income == eur(0.5)", true);
    cell("income", "2 * 6000 ..", "income >= eur(12000)", true);
    cell("income", "> -1", "income > eur(-1)", true);
}

fn gives(text: &TableText, answers: &BTreeMap<String, Value>, rows: &[usize], value: Value) {
    let table = compiled(text);
    assert_eq!(table.matching(answers, &context()), rows, "{text:?}");
    assert_eq!(table.eval(answers, &context()), value, "{text:?}");
}

fn with(changes: &[(&str, Value)]) -> BTreeMap<String, Value> {
    let mut answers = answers();
    answers.extend(changes.iter().map(|(path, value)| ((*path).to_owned(), value.clone())));
    answers
}

#[test]
fn the_first_row_that_matches_is_taken() {
    let fee = text(
        &["income", "kind"],
        Hit::First,
        &[
            &["<= 7500", "-", "eur(0.00)"],
            &["7500.01 .. 12000", "'new', 'renewal'", "eur(50.00)"],
            &[".. 20000", "", "income * 0.01"],
        ],
        Some("eur(100.00)"),
    );
    gives(&fee, &with(&[("income", Value::Money(750_000))]), &[0], Value::Money(0));
    gives(&fee, &with(&[("income", Value::Money(750_001))]), &[1], Value::Money(5_000));
    gives(&fee, &answers(), &[2], Value::Money(12_001));
    gives(&fee, &with(&[("income", Value::Money(2_000_001))]), &[], Value::Money(10_000));
    gives(&fee, &BTreeMap::new(), &[], Value::Money(10_000));
    let fee = compiled(&TableText { otherwise: None, ..fee });
    assert_eq!(fee.eval(&BTreeMap::new(), &context()), Value::Empty);
    assert_eq!(fee.ty(), &Type::Money);
    let paths: Vec<&str> = fee.paths().iter().map(AsRef::as_ref).collect();
    assert_eq!(paths, ["income", "kind"]);
}

#[test]
fn where_only_one_row_may_match_two_give_nothing() {
    let office = text(
        &["rooms", "today"],
        Hit::Only,
        &[&["<= 3", "-", "'small'"], &[">= 3", "", "'large'"]],
        Some("'desk'"),
    );
    gives(&office, &with(&[("rooms", Value::Int(2))]), &[0], Value::text("small"));
    gives(&office, &with(&[("rooms", Value::Int(4))]), &[1], Value::text("large"));
    gives(&office, &answers(), &[0, 1], Value::Empty);
    gives(&office, &BTreeMap::new(), &[], Value::text("desk"));
}

#[test]
fn results_are_added() {
    let score = text(
        &["size(vehicles)", "in_town", "kind"],
        Hit::Sum,
        &[&["2 ..", "-", "-", "10"], &["-", "true", "-", "area"], &["-", "-", "'new'", "5"]],
        None,
    );
    let decimal = |text: &str| Value::Decimal(text.parse().expect("a decimal"));
    assert_eq!(compiled(&score).ty(), &Type::Decimal);
    gives(&score, &answers(), &[0, 1], decimal("22.5"));
    gives(&score, &with(&[("area", Value::Empty)]), &[0, 1], decimal("10"));
    gives(&score, &BTreeMap::new(), &[], decimal("0"));
    let fee = text(&["kind"], Hit::Sum, &[&["'new'", "eur(5)"], &["'new'", "eur(1)"]], None);
    gives(&fee, &answers(), &[], Value::Money(0));
    gives(&fee, &with(&[("kind", Value::text("new"))]), &[0, 1], Value::Money(600));
    let fee = TableText { otherwise: Some("eur(9)".to_owned()), ..fee };
    gives(&fee, &answers(), &[], Value::Money(900));
}

#[test]
fn all_results_become_of_one_type() {
    let rows: &[&[&str]] = &[&["true", "1"], &["false", "null"]];
    let points = text(&["in_town"], Hit::First, rows, Some("0.5"));
    let table = compiled(&points);
    assert_eq!(table.ty(), &Type::Decimal);
    assert_eq!(table.eval(&answers(), &context()), Value::Decimal(1.into()));
    let whole = text(&["in_town"], Hit::First, rows, None);
    let expect = Expect::Type(Type::Decimal);
    let table = Table::compile(&whole, &names(), &expect).expect("whole numbers fit decimals");
    assert_eq!(table.eval(&answers(), &context()), Value::Decimal(1.into()));
    let out = BTreeMap::from([("in_town".to_owned(), Value::Bool(false))]);
    assert_eq!(table.eval(&out, &context()), Value::Empty);
    let yes = text(&["rooms"], Hit::First, &[&["3", "in_town"]], Some("false"));
    let table = Table::compile(&yes, &names(), &Expect::Bool).expect("a condition");
    assert_eq!(table.eval(&answers(), &context()), Value::Bool(true));
}

#[test]
fn a_long_table_is_one_walk() {
    let rows: Vec<RowText> = (0..1000)
        .map(|n| RowText {
            when: vec![format!("{n} ..< {}", n + 1), "'new', 'renewal'".to_owned()],
            then: n.to_string(),
        })
        .collect();
    let inputs = vec!["income".to_owned(), "kind".to_owned()];
    let table = compiled(&TableText { inputs, rows, ..TableText::default() });
    let answers = with(&[("income", Value::Money(99_950))]);
    assert_eq!(table.eval(&answers, &context()), Value::Int(999));
    assert_eq!(table.matching(&answers, &context()), [999]);
}

fn told(text: &TableText, answers: &BTreeMap<String, Value>, lang: Lang) -> String {
    compiled(text).explain(answers, &context(), &ItalianLabels, lang).sentence()
}

#[test]
fn why_a_row_is_taken() {
    let fee = text(
        &["income", "kind", "rooms"],
        Hit::First,
        &[
            &["<= 7500", "-", "-", "eur(0)"],
            &["7500.01 .. 13000", "'new', 'renewal'", "not (5)", "income * 0.1"],
            &["13000 ..< 20000", "-", "-", "eur(80)"],
        ],
        Some("eur(100)"),
    );
    assert_eq!(
        told(&fee, &answers(), Lang::It),
        "vale la riga 2: «Reddito» è 12.000,50 €, da 7.500,01 € a 13.000,00 €, \
         «Tipo di richiesta» è «Rinnovo» e «Vani» è 3, non 5 e \
         il risultato calcolato da «Reddito» è 1.200,05 €"
    );
    let poor = with(&[("income", Value::Money(100))]);
    assert_eq!(
        told(&fee, &poor, Lang::It),
        "vale la riga 1: «Reddito» è 1,00 €, al massimo 7.500,00 €"
    );
    let mid = with(&[("income", Value::Money(1_350_000))]);
    assert_eq!(
        told(&fee, &mid, Lang::En),
        "row 3 applies: “Reddito” is €13,500.00, from €13,000.00 to less than €20,000.00"
    );
    let rich = with(&[("income", Value::Money(2_000_000))]);
    assert_eq!(
        told(&fee, &rich, Lang::It),
        "nessuna riga vale: «Reddito» è 20.000,00 €, «Tipo di richiesta» è «Rinnovo» e «Vani» è 3"
    );
    assert_eq!(
        told(&fee, &BTreeMap::new(), Lang::En),
        "no row applies: “Reddito” is not answered, “Tipo di richiesta” is not answered and \
         “Vani” is not answered"
    );
}

#[test]
fn why_more_rows_or_an_empty_one_are_taken() {
    let rows: &[&[&str]] = &[&["3 ..", "10"], &["null, .. 3", "rooms"]];
    let score = text(&["rooms"], Hit::Sum, rows, None);
    assert_eq!(
        told(&score, &answers(), Lang::It),
        "vale la riga 1: «Vani» è 3, almeno 3, vale la riga 2: «Vani» è 3, al massimo 3 e «Vani» è 3"
    );
    assert_eq!(told(&score, &BTreeMap::new(), Lang::It), "vale la riga 2: «Vani» non ha risposta");
    let one = text(&["rooms"], Hit::Only, rows, None);
    assert_eq!(
        told(&one, &answers(), Lang::En),
        "row 1 applies: “Vani” is 3, at least 3, row 2 applies: “Vani” is 3, at most 3 and \
         only one row may apply"
    );
    let dates: &[&[&str]] = &[&["date('2026-03-01') ..< date('2026-04-01')", "1"], &["-", "2"]];
    let dates = text(&["from"], Hit::First, dates, None);
    assert_eq!(
        told(&dates, &answers(), Lang::It),
        "vale la riga 1: «Dal» è 13 marzo 2026, a partire da 1º marzo 2026 e \
         prima di 1º aprile 2026"
    );
    assert_eq!(told(&dates, &BTreeMap::new(), Lang::It), "vale la riga 2, che non chiede nulla");
}

#[test]
fn a_row_of_a_group_is_read_by_a_table() {
    let names = Names::new().with("row.year", Type::Int);
    let old = text(&["row.year"], Hit::First, &[&[".. 2020", "'old'"]], Some("'new'"));
    let table = Table::compile(&old, &names, &Expect::Any).expect("it is right");
    let row = crate::common::vehicle("AB123CD", 0, 2019);
    let nothing = BTreeMap::new();
    let bindings = rule::Row { row: &row, rest: &nothing };
    assert_eq!(table.eval(&bindings, &context()), Value::text("old"));
}
