//! What holds for every text and every answer: nothing panics, what is printed reads back the same.

use std::collections::BTreeMap;

use crate::common::{answers, context, names};
use crate::writing;
use chrono::NaiveDate;
use proptest::prelude::*;
use rule::{Decimal, Expect, Rule, Template, Value, format};

/// Pieces of rules and templates.
const TOKENS: [&str; 19] = [
    "(", ")", "[", "!", "-", "a", "1", "? ", ":", ".", "&&", "==", ",", "'x'", "{", "}", " in ",
    "+", "size(",
];

/// Rules that type-check, of every type that a rule of a form can give.
fn rules() -> impl Strategy<Value = String> {
    let written = writing::whole(3);
    prop_oneof![3 => written.bools, 1 => written.ints, 1 => written.texts, 1 => written.lists]
}

/// A rule that type-checks, compiled.
fn compiled(text: &str) -> Rule {
    match Rule::compile(text, &names(), Expect::Any) {
        Ok(rule) => rule,
        Err(faults) => panic!("{text}: {faults:?}"),
    }
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
    #![proptest_config(ProptestConfig::with_cases(1500))]

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
        let (one, other) = (compiled(&text), compiled(&printed));
        prop_assert_eq!(one.to_string(), other.to_string());
        prop_assert_eq!(one.paths(), other.paths());
        prop_assert_eq!(one.eval(&answers(), &context()), other.eval(&answers(), &context()));
    }

    #[test]
    fn every_rule_gives_a_value_of_its_type(text in rules(), answers in right_answers()) {
        let rule = compiled(&text);
        let value = rule.eval(&answers, &context());
        prop_assert!(is_of(&value, rule.ty()), "{}: {:?} is no {}", text, value, rule.ty());
    }

    #[test]
    fn no_answers_panic(text in rules(), answers in any_answers()) {
        let rule = compiled(&text);
        let value = rule.eval(&answers, &context());
        let explanation = rule.explain(&answers, &context(), &Nameless, model::Lang::It);
        prop_assert_eq!(explanation.value, value);
    }

    #[test]
    fn an_impossible_rule_holds_for_no_answers(
        text in writing::whole(2).bools,
        other in writing::whole(1).bools,
        answers in right_answers(),
    ) {
        let (one, other) = (compiled(&text), compiled(&other));
        let wanted = [(&one, true), (&other, false)];
        let meets = |answers: &BTreeMap<String, Value>, context: rule::Context<'_>| {
            one.holds(answers, &context) && !other.holds(answers, &context)
        };
        match rule::analyse::satisfiable(&wanted, &names()) {
            rule::analyse::Answer::No => {
                prop_assert!(!meets(&answers, context()), "{} and not {}", one, other);
                prop_assert!(!meets(&crate::common::answers(), context()));
            }
            rule::analyse::Answer::Yes(example) => {
                let today = match example.get("today") {
                    Some(Value::Date(today)) => *today,
                    _ => context().today,
                };
                let there = rule::Context { today, calendar: &crate::common::EveryDay };
                prop_assert!(meets(&example, there), "{} and not {}: {:?}", one, other, example);
            }
            rule::analyse::Answer::Unknown => {}
        }
    }
}
