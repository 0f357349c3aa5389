//! The procedures that ship: complete, proved, and filled by their own cases.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use form::Facts;
use model::{Calendar, Money};
use procedure::document::{FeeKind, Local, Phase};
use procedure::{compile, compile_kept};
use proptest::prelude::*;
use rule::{Bindings, Context, Value};
use workflow::Who;

use crate::{
    DRIVEWAY, FILES, GROUND, HALL, NURSERY, RESIDENCE, TOWN, WASTE_TAX, ZTL, around, compiled,
    document, office, read,
};

pub const SHIPPED: [(&str, &str); 9] = [
    (TOWN, ZTL),
    (TOWN, RESIDENCE),
    (TOWN, DRIVEWAY),
    (TOWN, GROUND),
    (TOWN, FILES),
    (TOWN, WASTE_TAX),
    (TOWN, NURSERY),
    (TOWN, HALL),
    ("borgo-esempio", ZTL),
];

struct Nothing;

impl Bindings for Nothing {
    fn get(&self, _: &str) -> Value {
        Value::Empty
    }
}

#[test]
fn shipped_documents_are_canonical_and_may_be_published() {
    for (town, id) in SHIPPED {
        let text = document(town, id);
        let source = read(&text);
        assert_eq!(procedure::write(&source.procedure), text, "{town}/{id} is not canonical");
        assert_eq!(source.procedure.id, id);
        let compiled =
            compile(&source, &around(town)).unwrap_or_else(|faults| panic!("{faults:?}"));
        assert_eq!(compiled.hash, procedure::hash(&source.procedure));
        assert!(source.procedure.tests.len() >= 8, "{town}/{id} has too few cases");
        assert!(compile_kept(&source, &around(town)).is_ok());
    }
}

#[test]
fn the_cases_try_every_option_that_decides() {
    let tried = |id: &str, field: &str| -> BTreeSet<String> {
        let examples = compiled(&document(TOWN, id)).examples();
        examples.iter().map(|example| example.raw.first(field).to_owned()).collect()
    };
    let options = |id: &str, field: &str| -> BTreeSet<String> {
        let procedure = read(&document(TOWN, id)).procedure;
        let sections = procedure.form.steps.into_iter().flat_map(|step| step.sections);
        let field = sections.flat_map(|it| it.fields).find(|it| it.id == field).unwrap();
        let from = field.options_from.iter().filter_map(|from| from.strip_prefix("local."));
        let listed = from.flat_map(|key| match &procedure.local[key] {
            Local::List { value, .. } => value.iter().map(|item| item.id.clone()).collect(),
            _ => Vec::new(),
        });
        listed.chain(field.options.iter().map(|option| option.id.clone())).collect()
    };
    for (id, field) in [
        (ZTL, "kind"),
        (RESIDENCE, "kind"),
        (RESIDENCE, "occupation"),
        (RESIDENCE, "citizenship"),
        (DRIVEWAY, "kind"),
        (DRIVEWAY, "role"),
        (GROUND, "kind"),
        (GROUND, "acting"),
        (FILES, "quality"),
        (FILES, "mode"),
        (WASTE_TAX, "use"),
        (WASTE_TAX, "payer"),
        (NURSERY, "request"),
        (NURSERY, "hours"),
        (HALL, "acting"),
        (HALL, "purpose"),
        (HALL, "hall"),
    ] {
        assert!(options(id, field).is_subset(&tried(id, field)), "{id} {field}");
    }
}

#[test]
fn a_resident_owes_duty_and_fee_until_they_are_paid() {
    let compiled = compiled(&document(TOWN, ZTL));
    let calendar = Calendar::default();
    let example = &compiled.examples()[0];
    let facts = Facts { files: &example.files, calendar: &calendar, ..Facts::on(example.today) };
    let checked = form::check(&compiled.form, &example.raw, &facts);
    let answers = checked.answers.bindings(&compiled.form, &Nothing);
    let context = Context { today: example.today, calendar: &calendar };
    let due = compiled.fees(&answers, &context);
    let due: Vec<_> = due.iter().map(|fee| (fee.id.as_str(), fee.kind, fee.amount)).collect();
    assert_eq!(
        due,
        [("stamp", FeeKind::Stamp, Money(1600)), ("handling", FeeKind::Fee, Money(2000))]
    );
    assert!(compiled.fees(&answers, &context).iter().all(|fee| fee.phase == Phase::Release));
    for (paid, rest) in [(0, 3600), (1600, 2000), (3600, 0), (9900, 0)] {
        let names = compiled.with_fees(&answers, Money(paid), &context);
        assert_eq!(names.get("fees.total"), Value::Money(3600));
        assert_eq!(names.get("fees.due"), Value::Money(rest));
        assert_eq!(names.get("kind"), Value::text("resident"));
    }
}

#[test]
fn one_municipality_says_nothing_of_the_other() {
    let [here, there] = [TOWN, "borgo-esempio"].map(|town| {
        compile(&read(&document(town, ZTL)), &around(town))
            .unwrap_or_else(|faults| panic!("{faults:?}"))
    });
    assert_ne!(here.hash, there.hash);
    assert_eq!(here.form.local("max_vehicles").map(|local| &local.value), Some(&Value::Int(4)));
    assert_eq!(there.form.local("max_vehicles").map(|local| &local.value), Some(&Value::Int(2)));
    assert!(!document("borgo-esempio", ZTL).to_lowercase().contains(TOWN));
}

#[test]
fn the_language_of_moves_is_the_language_of_forms() {
    let compiled = compiled(&document(TOWN, ZTL));
    let asked = compiled.asked_by("ask").unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let wrong = |days: &str| {
        let raw = [("reasons", "Manca la targa"), ("days", days)];
        let raw = raw.map(|(path, text)| (path, vec![text.to_owned()])).into_iter().collect();
        let checked = form::check(asked, &raw, &Facts::on(today));
        checked.problems.iter().map(|problem| problem.path.clone()).collect::<Vec<_>>()
    };
    assert!(wrong("10").is_empty());
    for days in ["4", "31", "dieci", ""] {
        assert_eq!(wrong(days), ["days"], "{days}");
    }
    assert!(compiled.asked_by("take").is_none());
}

#[test]
fn an_installation_must_have_the_offices_and_the_people() {
    let source = read(&document(TOWN, ZTL));
    let compiled = compile(&source, &around(TOWN)).unwrap();
    let check = |offices: &[&str], staff: &[Who], wanted: &[&str]| {
        let staffed = |office: &str, who: Who| office == "polizia-locale" && staff.contains(&who);
        let offices: Vec<_> = offices.iter().map(|id| office(id)).collect();
        let faults = procedure::prove_installation(&compiled, &source.places, &offices, &staffed);
        let found: BTreeSet<&str> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(found, wanted.iter().copied().collect(), "{staff:?}");
        assert!(faults.iter().all(|fault| fault.place.line > 1));
    };
    let offices = ["anagrafe", "polizia-locale"];
    check(&offices, &[Who::Clerk, Who::Responsible], &[]);
    check(&offices, &[Who::Clerk], &["nobody_plays", "nobody_signs"]);
    check(&offices, &[Who::Head], &["nobody_signs"]);
    check(&["anagrafe"], &[], &["unknown_office"]);
}

/// Every example of the handbook's chapter on forms can be compiled and is proved: fees in a document that is shipped.
#[test]
fn the_examples_of_the_handbook_are_forms() {
    let chapter = include_str!("../../../../templates/guide/moduli.md");
    let blocks = chapter.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let mut count = 0;
    for block in blocks {
        count += 1;
        if let Some(fees) = block.strip_prefix("fees:\n") {
            let text = document(TOWN, GROUND).replace("\nfees:\n", &format!("\nfees:\n{fees}"));
            let (untested, _) = text.split_once("\ntests:\n").expect("cases");
            let faults = compile(&read(untested), &around(TOWN)).err().unwrap_or_default();
            // The cases of the procedure do not know the fees of the example.
            assert!(faults.iter().all(|fault| fault.code == "fee_untried"), "{faults:#?}");
            continue;
        }
        if block.starts_with("distribution:\n") {
            let rules: String = block.lines().map(|line| format!("  {line}\n")).collect();
            let text = document(TOWN, GROUND);
            let text = text.replacen("\n  states:\n", &format!("\n{rules}  states:\n"), 1);
            assert!(text.contains(&rules), "{text}");
            compile(&read(&text), &around(TOWN)).unwrap_or_else(|faults| panic!("{faults:#?}"));
            continue;
        }
        let fields: Vec<form::Field> =
            serde_saphyr::from_str(block).unwrap_or_else(|error| panic!("{error}\n{block}"));
        let form = form::Form::of_fields("example", fields);
        let form = form::compile(&form, &form::Setting::default())
            .unwrap_or_else(|faults| panic!("{faults:#?}\n{block}"));
        let found = form::analyse(&form);
        assert!(found.faults.is_empty() && found.undecided.is_empty(), "{found:#?}\n{block}");
    }
    assert_eq!(count, 10, "an example was lost");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is cut out of a document, or put into it, it is read or refused.
    #[test]
    fn reading_never_panics(from in 0usize..40_000, len in 0usize..400, put in "[-\\[\\]{}:|>&*!%@`'\" \\n\\t#a-z0-9à\u{0}]{0,20}") {
        let chars: Vec<char> = document(TOWN, ZTL).chars().collect();
        let from = from.min(chars.len());
        let until = (from + len).min(chars.len());
        let text: String = chars[..from].iter().copied().chain(put.chars()).chain(chars[until..].iter().copied()).collect();
        match procedure::read(&text) {
            Ok(source) => { let _ = compile(&source, &around(TOWN)); }
            Err(fault) => prop_assert!(fault.place.line >= 1),
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}") {
        let _ = procedure::read(&text);
        let _ = procedure::registers::read(&text);
    }
}
