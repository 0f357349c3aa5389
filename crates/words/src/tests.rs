//! The files of both languages agree, are well written, and figures look as people write them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Duration, NaiveDate};
use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, Resource, VariantKey,
};
use model::{Lang, Moment, Money, rome_to_moment};
use proptest::prelude::*;

use crate::sentences::SOURCES;
use crate::{Value, Words};

/// What one sentence is made of.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sentence {
    variables: BTreeSet<String>,
    /// Every stretch of plain words, in all variants.
    texts: Vec<String>,
    plural_cases: Vec<String>,
}

fn sentences(text: &str) -> BTreeMap<String, Sentence> {
    let resource: Resource<&str> =
        fluent_syntax::parser::parse(text).unwrap_or_else(|(read, _)| read);
    let mut sentences = BTreeMap::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let patterns = message.value.iter().map(|value| (message.id.name.to_owned(), value)).chain(
            message
                .attributes
                .iter()
                .map(|a| (format!("{}.{}", message.id.name, a.id.name), &a.value)),
        );
        for (key, pattern) in patterns {
            let mut sentence = Sentence::default();
            walk(pattern, &mut sentence);
            assert!(sentences.insert(key.clone(), sentence).is_none(), "{key} stands twice");
        }
    }
    sentences
}

fn walk(pattern: &Pattern<&str>, into: &mut Sentence) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => into.texts.push((*value).to_owned()),
            PatternElement::Placeable { expression } => walk_expression(expression, into),
        }
    }
}

fn walk_expression(expression: &Expression<&str>, into: &mut Sentence) {
    match expression {
        Expression::Inline(inline) => walk_inline(inline, into),
        Expression::Select { selector, variants } => {
            walk_inline(selector, into);
            for variant in variants {
                if let VariantKey::Identifier { name } = variant.key {
                    into.plural_cases.push(name.to_owned());
                }
                walk(&variant.value, into);
            }
        }
    }
}

fn walk_inline(inline: &InlineExpression<&str>, into: &mut Sentence) {
    match inline {
        InlineExpression::VariableReference { id } => {
            into.variables.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| walk_inline(argument, into));
        }
        InlineExpression::Placeable { expression } => walk_expression(expression, into),
        _ => {}
    }
}

#[test]
fn the_files_are_well_formed_and_no_key_stands_twice() {
    for lang in Lang::ALL {
        assert_eq!(Words::of(lang).faults(), [] as [String; 0], "{lang}");
    }
}

#[test]
fn both_languages_have_the_same_sentences_with_the_same_variables() {
    for (area, it, en) in SOURCES {
        let (it, en) = (sentences(it), sentences(en));
        let keys = |map: &BTreeMap<String, Sentence>| map.keys().cloned().collect::<BTreeSet<_>>();
        let (it_keys, en_keys) = (keys(&it), keys(&en));
        let apart: Vec<&String> = it_keys.symmetric_difference(&en_keys).collect();
        assert!(apart.is_empty(), "{area}.ftl: in one language only: {apart:?}");
        for (key, sentence) in &it {
            assert_eq!(sentence.variables, en[key].variables, "{area}.ftl: variables of {key}");
        }
    }
}

#[test]
fn every_sentence_can_be_said_in_full() {
    for (area, it, _) in SOURCES {
        for (key, sentence) in sentences(it) {
            for count in [1, 2] {
                let values: Vec<(&str, Value<'_>)> =
                    sentence.variables.iter().map(|name| (name.as_str(), count.into())).collect();
                for lang in Lang::ALL {
                    let said = Words::of(lang).with(&key, &values);
                    assert!(!said.contains(['{', '⟦']), "{area}.ftl {lang}: {key}: {said}");
                    assert!(!said.trim().is_empty(), "{area}.ftl {lang}: {key} says nothing");
                }
            }
        }
    }
}

/// Words that rightly end in a vowel and an apostrophe.
const CUT_WORDS: &[&str] = &["po'", "mo'", "va'", "fa'", "di'", "da'", "sta'", "be'", "ca'"];
/// Accents that are never right.
const WRONG_ACCENTS: &[&str] =
    &["chè", "pò", "quì", "quà", "sù", "nè", "sè", "fà", "stà", "sò", "stò", "tré", "cioé", "é"];

fn italian_slips(text: &str) -> Vec<String> {
    let mut slips = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’') {
        let lower = word.to_lowercase().replace('’', "'");
        let quoted = lower.starts_with('\'');
        let mut end = lower.chars().rev();
        let cut = end.next() == Some('\'') && end.next().is_some_and(|c| "aeiou".contains(c));
        if cut && !quoted && !CUT_WORDS.contains(&lower.as_str()) {
            slips.push(format!("{word}: an accent, not an apostrophe"));
        }
        let last = lower.rsplit('\'').next().unwrap_or_default();
        if WRONG_ACCENTS.contains(&last) || last.ends_with("chè") {
            slips.push(format!("{word}: the other accent"));
        }
    }
    slips
}

fn slips(text: &str) -> Vec<String> {
    let mut slips = Vec::new();
    for (wrong, why) in [
        ("...", "use …"),
        ("  ", "two spaces"),
        (" ,", "space before a comma"),
        (" .", "space before a stop"),
    ] {
        // Continued lines of a file are indented.
        if text.lines().any(|line| line.trim_start().contains(wrong)) {
            slips.push(format!("{text}: {why}"));
        }
    }
    slips
}

#[test]
fn sentences_are_written_with_care() {
    let mut found = Vec::new();
    for (area, it, en) in SOURCES {
        for (key, sentence) in sentences(it) {
            let slips =
                sentence.texts.iter().flat_map(|text| [italian_slips(text), slips(text)].concat());
            found.extend(slips.map(|slip| format!("it/{area}.ftl {key}: {slip}")));
        }
        for (key, sentence) in sentences(en) {
            let slips = sentence.texts.iter().flat_map(|text| slips(text));
            found.extend(slips.map(|slip| format!("en/{area}.ftl {key}: {slip}")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_care_itself_is_checked() {
    for wrong in
        ["E' vero", "perche' no", "citta’", "perchè", "qualcosa quì", "un pò", "finchè c'è"]
    {
        assert!(!italian_slips(wrong).is_empty(), "{wrong}");
    }
    for right in [
        "È vero",
        "perché no",
        "c'è",
        "un po' d'acqua",
        "l'università",
        "'vero'",
        "dell’anno",
        "né qui né là",
    ] {
        assert_eq!(italian_slips(right), [] as [String; 0], "{right}");
    }
    assert!(!slips("Attendi...").is_empty() && slips("Attendi…").is_empty());
}

#[test]
fn sentences_with_a_number_know_one_and_many() {
    for (area, it, en) in SOURCES {
        for (lang, text) in [("it", it), ("en", en)] {
            for (key, sentence) in sentences(text) {
                let cases = &sentence.plural_cases;
                let plural =
                    cases.iter().any(|case| case == "one" || case == "many" || case == "few");
                assert!(
                    !plural || (cases.contains(&"one".into()) && cases.contains(&"other".into())),
                    "{lang}/{area}.ftl {key}: {cases:?}"
                );
            }
        }
    }
}

#[test]
fn what_nobody_knows_is_seen() {
    let it = Words::of(Lang::It);
    assert_eq!(it.t("no-such-key"), "⟦no-such-key⟧");
    assert_eq!(it.t("common-yes.no-such-attribute"), "⟦common-yes.no-such-attribute⟧");
    assert!(it.t("common-in-days").contains('{'));
    assert!(it.has("common-yes") && !it.has("no-such-key"));
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn both() -> (&'static Words, &'static Words) {
    (Words::of(Lang::It), Words::of(Lang::En))
}

#[test]
fn dates_and_times() {
    let (it, en) = both();
    let date = day("2026-03-12");
    assert_eq!((it.date(date), en.date(date)), ("12 marzo 2026".into(), "12 March 2026".into()));
    assert_eq!(it.date(day("2026-05-01")), "1º maggio 2026");
    assert_eq!(it.day(date), "giovedì 12 marzo 2026");
    assert_eq!(en.day(date), "Thursday 12 March 2026");
    let at = rome_to_moment(date.and_hms_opt(9, 5, 59).unwrap());
    assert_eq!(it.moment(at), "12 marzo 2026, 09:05");
    assert_eq!(en.time(at), "09:05");
    assert_eq!(it.time(Moment(0)), "01:00");
}

#[test]
fn articles_before_eight_and_eleven_are_elided() {
    let (it, en) = both();
    let due =
        |words: &Words, day: &str| words.with("account-due", &[("date", day.into())]).into_owned();
    assert_eq!(due(it, "8 marzo 2026"), "Il Comune deve rispondere entro l'8 marzo 2026.");
    assert_eq!(due(it, "18 marzo 2026"), "Il Comune deve rispondere entro il 18 marzo 2026.");
    assert!(!due(en, "8 March 2026").contains('\''));
    // What a person typed is not touched.
    assert!(due(it, "12 marzo («il 8 no»)").ends_with("entro il 12 marzo («il 8 no»)."));
}

#[test]
fn money_sizes_and_numbers() {
    let (it, en) = both();
    assert_eq!(
        (it.money(Money(123_450)), en.money(Money(123_450))),
        ("1.234,50 €".into(), "€1,234.50".into())
    );
    assert_eq!(en.money(Money(-5)), "-€0.05");
    for (bytes, in_it, in_en) in [
        (0, "0 byte", "0 bytes"),
        (1, "1 byte", "1 byte"),
        (999, "999 byte", "999 bytes"),
        (1_000, "1 kB", "1 kB"),
        (1_001, "2 kB", "2 kB"),
        (999_999, "1000 kB", "1000 kB"),
        (1_000_000, "1 MB", "1 MB"),
        (1_150_000, "1,2 MB", "1.2 MB"),
        (20_000_000, "20 MB", "20 MB"),
        (2_500_000_000, "2,5 GB", "2.5 GB"),
    ] {
        assert_eq!((it.size(bytes), en.size(bytes)), (in_it.into(), in_en.into()), "{bytes}");
    }
    assert!(it.size(u64::MAX).ends_with(" GB"));
    assert_eq!(
        (it.number(1234), it.number(12345), en.number(1234)),
        ("1234".into(), "12.345".into(), "1,234".into())
    );
    assert_eq!(it.n("common-days", 12_345), "12.345 giorni");
}

#[test]
fn lists_and_distances() {
    let (it, en) = both();
    assert_eq!(it.list::<&str>(&[]), "");
    assert_eq!(it.list(&["a"]), "a");
    assert_eq!(it.list(&["a", "b"]), "a e b");
    assert_eq!(it.list(&["a".to_owned(), "b".into(), "c".into()]), "a, b e c");
    assert_eq!(en.choices(&["a", "b"]), "a or b");
    assert_eq!(
        (it.days(1), it.days(30), en.days(30)),
        ("1 giorno".into(), "30 giorni".into(), "30 days".into())
    );
    let today = day("2026-03-12");
    for (days, expected) in [
        (0, "oggi"),
        (1, "domani"),
        (12, "tra 12 giorni"),
        (-1, "in ritardo di 1 giorno"),
        (-2, "in ritardo di 2 giorni"),
    ] {
        assert_eq!(it.relative(today + Duration::days(days), today), expected);
    }
    for (days, expected) in [(0, "oggi"), (-1, "ieri"), (-12, "12 giorni fa"), (3, "tra 3 giorni")]
    {
        assert_eq!(it.ago(today + Duration::days(days), today), expected);
    }
    assert_eq!(en.relative(today - Duration::days(2), today), "2 days late");
}

proptest! {
    #[test]
    fn figures_survive_every_value(bytes: u64, cents: i64, at: i64, n: i64) {
        for lang in Lang::ALL {
            let words = Words::of(lang);
            let _ = (words.size(bytes), words.money(Money(cents)), words.moment(Moment(at)), words.number(n), words.days(n));
        }
    }

    #[test]
    fn a_value_never_becomes_a_sentence(value in ".{0,20}") {
        let said = Words::of(Lang::It).with("common-days", &[("n", value.as_str().into())]);
        prop_assert_eq!(said.into_owned(), format!("{value} giorni"));
    }
}
