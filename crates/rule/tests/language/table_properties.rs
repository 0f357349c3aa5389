//! Tables at random: what is taken agrees with a naive reading of the cells, what is found agrees
//! with trying all answers of a grid that tells all cells apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{context, day};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use rule::analyse::{Case, Finding, Given, table};
use rule::{Expect, Hit, Names, RowText, Table, TableText, Type, Value};

/// A cell over numbers that stand for the values of a column.
#[derive(Debug, Clone)]
enum Cell {
    Anything,
    Missing,
    Relation(&'static str, i64),
    Between(i64, i64),
    Before(i64, i64),
    OneOf(Vec<i64>),
    Not(Box<Cell>),
    Either(Box<Cell>, Box<Cell>),
}

impl Cell {
    /// The naive reading: of a value that is missing only `!=` is true.
    fn holds(&self, value: Option<Place>) -> bool {
        let at = |number: i64| Place { number, beyond: 0 };
        match self {
            Cell::Anything => true,
            Cell::Missing => value.is_none(),
            Cell::Relation("!=", other) => value != Some(at(*other)),
            Cell::Relation(mark, other) => value.is_some_and(|value| match *mark {
                "<" => value < at(*other),
                "<=" => value <= at(*other),
                ">" => value > at(*other),
                ">=" => value >= at(*other),
                _ => value == at(*other),
            }),
            Cell::Between(from, to) => {
                value.is_some_and(|value| value >= at(*from) && value <= at(*to))
            }
            Cell::Before(from, to) => {
                value.is_some_and(|value| value >= at(*from) && value < at(*to))
            }
            Cell::OneOf(others) => others.iter().any(|other| value == Some(at(*other))),
            Cell::Not(inner) => !inner.holds(value),
            Cell::Either(one, other) => one.holds(value) || other.holds(value),
        }
    }

    fn written(&self, column: &Column) -> String {
        let value = |number: &i64| (column.write)(*number);
        match self {
            Cell::Anything => "-".to_owned(),
            Cell::Missing => "null".to_owned(),
            Cell::Relation(mark, other) => format!("{mark} {}", value(other)),
            Cell::Between(from, to) => format!("{} .. {}", value(from), value(to)),
            Cell::Before(from, to) => format!("{} ..< {}", value(from), value(to)),
            Cell::OneOf(others) => others.iter().map(value).collect::<Vec<_>>().join(", "),
            Cell::Not(inner) => format!("not ({})", inner.written(column)),
            Cell::Either(one, other) => {
                format!("{}, {}", one.written(column), other.written(column))
            }
        }
    }
}

/// A value of a column: a number that cells may name, or what is `beyond` it and before the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    number: i64,
    beyond: i64,
}

struct Column {
    path: &'static str,
    ty: Type,
    options: &'static [&'static str],
    write: fn(i64) -> String,
    value: fn(Place) -> Value,
    /// What is tried: whole numbers, and how far beyond each.
    numbers: std::ops::Range<i64>,
    beyond: &'static [i64],
    is_ordered: bool,
}

const KINDS: [&str; 3] = ["new", "renewal", "duplicate"];

/// Days around the end of February.
fn date(number: i64) -> NaiveDate {
    day("2026-02-26") + Days::new(number.unsigned_abs())
}

fn columns() -> [Column; 5] {
    let whole: fn(Place) -> Value = |place| Value::Int(place.number);
    [
        Column {
            path: "rooms",
            ty: Type::Int,
            options: &[],
            write: |number| number.to_string(),
            value: whole,
            numbers: -3..9,
            beyond: &[0],
            is_ordered: true,
        },
        Column {
            path: "income",
            ty: Type::Money,
            options: &[],
            write: |number| number.to_string(),
            value: |place| Value::Money(place.number * 100 + place.beyond),
            numbers: -2..9,
            beyond: &[0, 1, 99],
            is_ordered: true,
        },
        Column {
            path: "kind",
            ty: Type::Text,
            options: &KINDS,
            write: |number| format!("\"{}\"", KINDS[number as usize % 3]),
            value: |place| Value::text(KINDS[place.number as usize % 3]),
            numbers: 0..3,
            beyond: &[0],
            is_ordered: false,
        },
        Column {
            path: "from",
            ty: Type::Date,
            options: &[],
            write: |number| format!("date(\"{}\")", date(number + 5)),
            value: |place| Value::Date(date(place.number + 5)),
            numbers: -3..9,
            beyond: &[0],
            is_ordered: true,
        },
        Column {
            path: "note",
            ty: Type::Text,
            options: &[],
            write: |number| format!("'n{number}'"),
            value: |place| Value::text(&format!("n{}", place.number)),
            numbers: 0..7,
            beyond: &[0],
            is_ordered: false,
        },
    ]
}

impl Column {
    /// Every value there is to try, none first.
    fn all(&self) -> Vec<Option<Place>> {
        let numbers = self.numbers.clone();
        let places = numbers
            .flat_map(|number| self.beyond.iter().map(move |n| Place { number, beyond: *n }));
        std::iter::once(None).chain(places.map(Some)).collect()
    }
}

fn cells(is_ordered: bool, most: i64) -> BoxedStrategy<Cell> {
    let number = move || 0..most;
    let equal =
        (prop::sample::select(vec!["==", "!="]), number()).prop_map(|(m, n)| Cell::Relation(m, n));
    let list = prop::collection::vec(number(), 1..4).prop_map(Cell::OneOf);
    let simple =
        prop_oneof![3 => Just(Cell::Anything), 1 => Just(Cell::Missing), 1 => equal, 3 => list];
    let leaf = if is_ordered {
        let marks = prop::sample::select(vec!["<", "<=", ">", ">="]);
        let relation = (marks, number()).prop_map(|(mark, n)| Cell::Relation(mark, n));
        let between =
            (number(), 0..3_i64).prop_map(|(from, more)| Cell::Between(from, from + more));
        let before = (number(), 1..3_i64).prop_map(|(from, more)| Cell::Before(from, from + more));
        prop_oneof![2 => simple, 2 => relation, 2 => between, 1 => before].boxed()
    } else {
        simple.boxed()
    };
    // What takes anything stands alone in its cell.
    let inner = leaf.clone().prop_filter("alone", |cell| !matches!(cell, Cell::Anything));
    let not = inner.clone().prop_map(|cell| Cell::Not(Box::new(cell)));
    let either = (inner.clone(), inner)
        .prop_map(|(one, other)| Cell::Either(Box::new(one), Box::new(other)));
    prop_oneof![5 => leaf, 1 => not, 1 => either].boxed()
}

/// Rows of cells, a column each, of which the given ones are used.
fn rows(used: &'static [usize]) -> impl Strategy<Value = Vec<Vec<Cell>>> {
    let columns = columns();
    let row: Vec<BoxedStrategy<Cell>> = used
        .iter()
        .map(|at| {
            let column = &columns[*at];
            cells(column.is_ordered, column.numbers.end.min(6))
        })
        .collect();
    prop::collection::vec(row, 1..6)
}

fn written(used: &[usize], rows: &[Vec<Cell>], hit: Hit) -> TableText {
    let columns = columns();
    let row = |(at, cells): (usize, &Vec<Cell>)| RowText {
        when: cells.iter().zip(used).map(|(cell, at)| cell.written(&columns[*at])).collect(),
        then: at.to_string(),
    };
    TableText {
        inputs: used.iter().map(|at| columns[*at].path.to_owned()).collect(),
        hit,
        rows: rows.iter().enumerate().map(row).collect(),
        otherwise: None,
    }
}

fn names() -> Names {
    columns().into_iter().fold(Names::new(), |names, column| {
        let names = names.with(column.path, column.ty);
        if column.options.is_empty() {
            names
        } else {
            names.with_options(column.path, column.options)
        }
    })
}

/// All combinations of what the columns can be.
fn grid(values: &[Vec<Option<Place>>]) -> Vec<Vec<Option<Place>>> {
    values.iter().fold(vec![Vec::new()], |grid, values| {
        grid.iter()
            .flat_map(|before| {
                values.iter().map(move |value| before.iter().copied().chain([*value]).collect())
            })
            .collect()
    })
}

fn matching(rows: &[Vec<Cell>], places: &[Option<Place>]) -> Vec<usize> {
    let holds = |row: &Vec<Cell>| row.iter().zip(places).all(|(cell, value)| cell.holds(*value));
    rows.iter().enumerate().filter(|(_, row)| holds(row)).map(|(at, _)| at).collect()
}

fn answers(used: &[usize], places: &[Option<Place>]) -> BTreeMap<String, Value> {
    let columns = columns();
    let given = used.iter().zip(places).filter_map(|(at, place)| {
        let column = &columns[*at];
        place.map(|place| (column.path.to_owned(), (column.value)(place)))
    });
    given.collect()
}

/// The places are among those the case speaks of.
fn is_of(used: &[usize], case: &Case, places: &[Option<Place>]) -> bool {
    let columns = columns();
    used.iter().zip(&case.columns).zip(places).all(|((at, given), place)| match (given, place) {
        (Given::Anything, _) | (Given::Missing, None) | (Given::Answered, Some(_)) => true,
        (Given::Value(value), Some(place)) => *value == (columns[*at].value)(*place),
        // No cell names the last text that is tried.
        (Given::OtherText, Some(place)) => place.number == columns[*at].numbers.end - 1,
        _ => false,
    })
}

fn check(used: &[usize], rows: &[Vec<Cell>], names: &Names, grid: &[Vec<Option<Place>>]) {
    let compile = |hit| {
        let text = written(used, rows, hit);
        Table::compile(&text, names, &Expect::Any).unwrap_or_else(|e| panic!("{text:?}: {e:?}"))
    };
    let (first, only, sum) = (compile(Hit::First), compile(Hit::Only), compile(Hit::Sum));
    let met: Vec<Vec<usize>> = grid.iter().map(|places| matching(rows, places)).collect();
    for (places, met) in grid.iter().zip(&met) {
        let answers = answers(used, places);
        assert_eq!(&sum.matching(&answers, &context()), met, "{rows:?} {places:?}");
        let first_met = met.first().map_or(Value::Empty, |row| Value::Int(*row as i64));
        assert_eq!(first.eval(&answers, &context()), first_met);
        let only_met = if met.len() == 1 { first_met } else { Value::Empty };
        assert_eq!(only.eval(&answers, &context()), only_met);
        let added = met.iter().map(|row| *row as i64).sum();
        assert_eq!(sum.eval(&answers, &context()), Value::Int(added));
    }
    let is_gap = |places: &&Vec<Option<Place>>| matching(rows, places).is_empty();
    let gap = grid.iter().filter(|places| !places.contains(&None)).any(|places| is_gap(&places));
    let gap_or_missing = grid.iter().any(|places| is_gap(&places));
    let pairs: BTreeSet<[usize; 2]> = met
        .iter()
        .flat_map(|met| met.iter().flat_map(|a| met.iter().map(move |b| [*a, *b])))
        .filter(|[one, other]| one < other)
        .collect();
    let ever: BTreeSet<usize> = met.iter().flatten().copied().collect();
    let taken: BTreeSet<usize> = met.iter().filter_map(|met| met.first().copied()).collect();

    let findings = table(&first, names);
    let mut found = (false, false, BTreeSet::new(), BTreeSet::new());
    for finding in findings.iter().chain(&table(&only, names)) {
        match finding {
            Finding::Gap(case) | Finding::Missing(case) => {
                let spoken: Vec<_> =
                    grid.iter().filter(|places| is_of(used, case, places)).collect();
                assert!(!spoken.is_empty(), "{rows:?} {finding:?}");
                assert!(spoken.iter().all(is_gap), "{rows:?} {finding:?}");
                let is_missing = matches!(finding, Finding::Missing(_));
                assert_eq!(case.has_missing(), is_missing);
                *(if is_missing { &mut found.1 } else { &mut found.0 }) = true;
            }
            Finding::Overlap { rows: pair, case } => {
                let spoken = grid.iter().filter(|places| is_of(used, case, places));
                for places in spoken {
                    let met = matching(rows, places);
                    assert!(pair.iter().all(|row| met.contains(row)), "{rows:?} {finding:?}");
                }
                assert!(found.2.insert(*pair), "once");
            }
            Finding::Covered { row, by } => {
                assert!(by.iter().all(|by| by < row) && !by.is_empty(), "{finding:?}");
                let is_covered = |met: &Vec<usize>| by.iter().any(|by| met.contains(by));
                assert!(met.iter().filter(|met| met.contains(row)).all(is_covered), "{finding:?}");
                found.3.insert(*row);
            }
            Finding::Impossible { row } => assert!(!ever.contains(row), "{rows:?} {finding:?}"),
            Finding::TooMany | Finding::NotDecided { .. } => panic!("{rows:?} {finding:?}"),
        }
    }
    let impossible =
        findings.iter().filter(|finding| matches!(finding, Finding::Impossible { .. })).count();
    assert_eq!(impossible, rows.len() - ever.len(), "{rows:?} {findings:?}");
    let never: BTreeSet<usize> = ever.difference(&taken).copied().collect();
    assert_eq!(found.3, never, "{rows:?} {findings:?}");
    assert_eq!(found.2, pairs, "{rows:?}");
    assert_eq!(found.0, gap, "{rows:?} {findings:?}");
    assert_eq!(found.0 || found.1, gap_or_missing, "{rows:?} {findings:?}");
}

fn check_all(used: &[usize], rows: &[Vec<Cell>]) {
    let columns = columns();
    let all: Vec<_> = used.iter().map(|at| columns[*at].all()).collect();
    check(used, rows, &names(), &grid(&all));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn numbers_and_choices_agree_with_trying_all(rows in rows(&[0, 2])) {
        check_all(&[0, 2], &rows);
    }

    #[test]
    fn amounts_and_texts_agree_with_trying_all(rows in rows(&[1, 4])) {
        check_all(&[1, 4], &rows);
    }

    #[test]
    fn three_columns_agree_with_trying_all(rows in rows(&[3, 2, 0])) {
        check_all(&[3, 2, 0], &rows);
    }

    #[test]
    fn what_numbers_can_be_agrees_with_trying_all(
        rows in rows(&[0, 2]),
        least in -1..3_i64,
        more in 0..4_i64,
    ) {
        let names = names().with_range("rooms", Some(Value::Int(least)), Some(Value::Int(least + more)));
        let columns = columns();
        let mut all: Vec<_> = [0, 2].map(|at: usize| columns[at].all()).to_vec();
        all[0].retain(|place| place.is_none_or(|p| (least..=least + more).contains(&p.number)));
        check(&[0, 2], &rows, &names, &grid(&all));
    }

    #[test]
    fn columns_that_depend_on_each_other_hide_no_gap(
        rows in prop::collection::vec(
            (cells(true, 6), prop::sample::select(vec!["-", "true", "false"]), cells(true, 6)),
            1..6,
        ),
    ) {
        let column = &columns()[0];
        let text = TableText {
            inputs: ["rooms", "rooms > 2", "rooms + 1"].map(str::to_owned).to_vec(),
            rows: rows
                .iter()
                .map(|(one, high, next)| RowText {
                    when: vec![one.written(column), (*high).to_owned(), next.written(column)],
                    then: "1".to_owned(),
                })
                .collect(),
            ..TableText::default()
        };
        let compiled = Table::compile(&text, &names(), &Expect::Any).expect("it is right");
        let findings = table(&compiled, &names());
        let is_gap = |rooms: Option<i64>| {
            let answers = rooms.map(|n| ("rooms".to_owned(), Value::Int(n))).into_iter().collect();
            let answers: BTreeMap<String, Value> = answers;
            compiled.matching(&answers, &context()).is_empty()
        };
        let gap = (-3..9).any(|n| is_gap(Some(n)));
        let finds = |is: fn(&Finding) -> bool| findings.iter().any(is);
        let is_cut_short = finds(|finding| matches!(finding, Finding::TooMany));
        prop_assert!(!gap || is_cut_short || finds(|f| matches!(f, Finding::Gap(_))), "{text:?}");
        let is_told = is_cut_short || finds(|f| matches!(f, Finding::Gap(_) | Finding::Missing(_)));
        prop_assert!(!is_gap(None) || is_told, "{text:?}");
        let certain = finds(|f| matches!(f, Finding::Gap(case) if case.is_certain));
        prop_assert!(gap || !certain, "{text:?} {findings:?}");
    }

    #[test]
    fn no_cell_panics(cell in ".{0,60}", pieces in prop::collection::vec(
        prop::sample::select(vec!["..", "..<", "not", "(", ")", ",", "1", "null", "<=", "in", "[", "]", "'a'", "-", " "]),
        0..40,
    )) {
        for cell in [cell, pieces.concat()] {
            for input in ["rooms", "kind", "income"] {
                let text = TableText {
                    inputs: vec![input.to_owned()],
                    rows: vec![RowText { when: vec![cell.clone()], then: "1".to_owned() }],
                    ..TableText::default()
                };
                if let Ok(compiled) = Table::compile(&text, &names(), &Expect::Any) {
                    let _ = table(&compiled, &names());
                    let _ = compiled.eval(&BTreeMap::new(), &context());
                }
            }
        }
    }
}
