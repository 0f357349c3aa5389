//! What holds for every text and every answer: nothing panics, what is printed reads back the same.

use std::collections::BTreeMap;

use crate::common::{answers, context, names};
use chrono::NaiveDate;
use proptest::prelude::*;
use rule::{Decimal, Expect, Rule, Template, Value, format};

/// Pieces of rules and templates.
const TOKENS: [&str; 19] = [
    "(", ")", "[", "!", "-", "a", "1", "? ", ":", ".", "&&", "==", ",", "'x'", "{", "}", " in ",
    "+", "size(",
];

/// Rules written at random that often type-check.
fn rules() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("kind"),
        Just("rooms"),
        Just("area"),
        Just("income"),
        Just("from"),
        Just("note"),
        Just("in_town"),
        Just("zones"),
        Just("vehicles"),
        Just("today"),
        Just("applicant.birth"),
        Just("1"),
        Just("2.50"),
        Just("'new'"),
        Just("eur(3)"),
        Just("true"),
        Just("null"),
        Just("['a', 'b']"),
        Just("v.year"),
        Just("v.fee"),
        Just("date('2026-01-31')"),
    ]
    .prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 3, |inner| {
        let operator = prop_oneof![
            Just("=="),
            Just("!="),
            Just("<"),
            Just(">="),
            Just("+"),
            Just("-"),
            Just("*"),
            Just("/"),
            Just("%"),
            Just("&&"),
            Just("||"),
            Just("in"),
        ];
        let function = prop_oneof![
            Just("size"),
            Just("sum"),
            Just("max"),
            Just("is_empty"),
            Just("lower"),
            Just("year"),
            Just("round"),
            Just("first"),
            Just("distinct"),
            Just("text"),
            Just("abs"),
            Just("eur"),
        ];
        let pair = prop_oneof![
            Just("add_days"),
            Just("add_months"),
            Just("add_working_days"),
            Just("age_on"),
            Just("days_between"),
            Just("working_days_between"),
            Just("join"),
            Just("min"),
            Just("or_else"),
            Just("round"),
            Just("contains"),
        ];
        let each =
            prop_oneof![Just("exists"), Just("all"), Just("filter"), Just("map"), Just("count")];
        prop_oneof![
            (inner.clone(), operator, inner.clone())
                .prop_map(|(a, o, b)| format!("({a}) {o} ({b})")),
            (function, inner.clone()).prop_map(|(f, a)| format!("{f}({a})")),
            (pair, inner.clone(), inner.clone()).prop_map(|(f, a, b)| format!("{f}({a}, {b})")),
            (each, inner.clone()).prop_map(|(f, a)| format!("vehicles.{f}(v, {a})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("({a}) ? ({b}) : ({c})")),
        ]
    })
}

/// Any value at all, the ends of every type included.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Empty),
        any::<bool>().prop_map(Value::Bool),
        prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(0), any::<i64>()].prop_map(Value::Int),
        prop_oneof![Just(i64::MIN), Just(i64::MAX), any::<i64>()].prop_map(Value::Money),
        prop_oneof![
            Just(Decimal::MAX),
            Just(Decimal::MIN),
            Just(Decimal::new(1, 28)),
            any::<i64>().prop_map(Decimal::from),
        ]
        .prop_map(Value::Decimal),
        ".{0,12}".prop_map(|text| Value::text(&text)),
        prop_oneof![
            Just(NaiveDate::MIN),
            Just(NaiveDate::MAX),
            (0..800_000_i32)
                .prop_map(|n| { NaiveDate::from_num_days_from_ce_opt(n).unwrap_or_default() }),
        ]
        .prop_map(Value::Date),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::list),
            (inner.clone(), inner.clone()).prop_map(|(year, fee)| {
                Value::record([("year", year), ("fee", fee), ("plate", Value::Empty)])
            }),
        ]
    })
}

fn any_answers() -> impl Strategy<Value = BTreeMap<String, Value>> {
    let paths: Vec<String> = answers().into_keys().collect();
    prop::collection::vec(values(), paths.len())
        .prop_map(move |values| paths.iter().cloned().zip(values).collect())
}

/// Answers of the types the names promise, some missing.
fn right_answers() -> impl Strategy<Value = BTreeMap<String, Value>> {
    let ids = |ids: &'static [&'static str]| prop::sample::select(ids).prop_map(Value::text);
    let some = |value: BoxedStrategy<Value>| prop::option::of(value);
    let date = || {
        (735_000..745_000_i32)
            .prop_map(|n| NaiveDate::from_num_days_from_ce_opt(n).map_or(Value::Empty, Value::Date))
    };
    let row = (-3..3_i64, -300..300_i64).prop_map(|(year, fee)| {
        Value::record([("year", Value::Int(year)), ("fee", Value::Money(fee))])
    });
    let answers = (
        some(ids(&["new", "renewal", "duplicate"]).boxed()),
        some(prop::collection::vec(ids(&["a", "b", "c"]), 0..3).prop_map(Value::list).boxed()),
        some(any::<bool>().prop_map(Value::Bool).boxed()),
        some((-3..4_i64).prop_map(Value::Int).boxed()),
        some((-400..400_i64).prop_map(|n| Value::Decimal(Decimal::new(n, 2))).boxed()),
        some((-400..400_i64).prop_map(Value::Money).boxed()),
        some(date().boxed()),
        some(date().boxed()),
        some("[a-c ]{0,2}".prop_map(|text| Value::text(&text)).boxed()),
        some(prop::collection::vec(row, 0..3).prop_map(Value::list).boxed()),
    );
    answers.prop_map(|answers| {
        let (kind, zones, in_town, rooms, area, income, from, birth, note, vehicles) = answers;
        let named = [
            ("kind", kind),
            ("zones", zones),
            ("in_town", in_town),
            ("rooms", rooms),
            ("area", area),
            ("income", income),
            ("from", from),
            ("applicant.birth", birth),
            ("note", note),
            ("vehicles", vehicles),
        ];
        let given = named.into_iter().filter_map(|(path, value)| Some((path.to_owned(), value?)));
        given.collect()
    })
}

struct Nameless;

impl rule::Labels for Nameless {
    fn label(&self, _: &str) -> Option<String> {
        None
    }

    fn option(&self, _: &str, _: &str) -> Option<String> {
        None
    }
}

/// Of the same kind as a type says, or empty.
fn is_of(value: &Value, ty: &rule::Type) -> bool {
    use rule::Type;
    match (value, ty) {
        (Value::Empty, _) | (_, Type::Any) => true,
        (Value::Bool(_), Type::Bool)
        | (Value::Int(_), Type::Int | Type::Decimal)
        | (Value::Decimal(_), Type::Decimal)
        | (Value::Money(_), Type::Money)
        | (Value::Text(_), Type::Text)
        | (Value::Date(_), Type::Date)
        | (Value::Record(_), Type::Record(_)) => true,
        (Value::List(items), Type::List(item)) => items.iter().all(|own| is_of(own, item)),
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_panics(text in ".{0,200}") {
        let _ = Rule::compile(&text, &names(), Expect::Bool);
        let _ = Template::compile(&text, &names());
    }

    #[test]
    fn no_heap_of_tokens_panics(tokens in prop::collection::vec(prop::sample::select(&TOKENS[..]), 0..400)) {
        let text = tokens.concat();
        let _ = Rule::compile(&text, &names(), Expect::Any);
        let _ = Template::compile(&text, &names());
    }

    #[test]
    fn what_is_printed_reads_back(text in rules()) {
        let printed = format(&text).expect("it can be read");
        prop_assert_eq!(format(&printed).expect("what is printed can be read"), printed.clone());
        let compiled = |text: &str| Rule::compile(text, &names(), Expect::Any);
        match (compiled(&text), compiled(&printed)) {
            (Ok(one), Ok(other)) => prop_assert_eq!(
                one.eval(&answers(), &context()),
                other.eval(&answers(), &context())
            ),
            (Err(one), Err(other)) => prop_assert_eq!(one.len(), other.len()),
            _ => prop_assert!(false, "{} and {} differ", text, printed),
        }
    }

    #[test]
    fn every_rule_gives_a_value_of_its_type(text in rules()) {
        if let Ok(rule) = Rule::compile(&text, &names(), Expect::Any) {
            let value = rule.eval(&answers(), &context());
            prop_assert!(is_of(&value, rule.ty()), "{}: {:?} is no {}", text, value, rule.ty());
        }
    }

    #[test]
    fn no_answers_panic(text in rules(), answers in any_answers()) {
        if let Ok(rule) = Rule::compile(&text, &names(), Expect::Any) {
            let _ = rule.eval(&answers, &context());
            let _ = rule.explain(&answers, &context(), &Nameless, model::Lang::It);
        }
    }

    #[test]
    fn an_impossible_rule_holds_for_no_answers(text in rules(), answers in right_answers()) {
        if let Ok(rule) = Rule::compile(&text, &names(), Expect::Bool) {
            match rule::analyse::satisfiable(&[(&rule, true)], &names()) {
                rule::analyse::Answer::No => {
                    prop_assert!(!rule.holds(&crate::common::answers(), &context()), "{}", text);
                    prop_assert!(!rule.holds(&answers, &context()), "{}", text);
                }
                rule::analyse::Answer::Yes(example) => {
                    prop_assert!(rule.holds(&example, &rule::Context {
                        today: crate::common::day("2026-06-15"), ..context()
                    }), "{}: {:?}", text, example);
                }
                rule::analyse::Answer::Unknown => {}
            }
        }
    }
}
