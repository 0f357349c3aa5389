//! Whatever is typed, in whatever place, the engine answers: it never fails, and what is hidden or
//! wrong never becomes an answer.

use std::collections::BTreeMap;

use crate::support::{WHOLE, rich, today};
use form::view::{Asked, Missing};
use form::{Answers, Facts, FileFact, FileState, Raw, check, route, summary, view};
use model::{Lang, Localized};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

fn paths() -> Vec<String> {
    let form = rich();
    let mut paths: Vec<String> = WHOLE.iter().map(|(path, _)| (*path).to_owned()).collect();
    for (path, _) in form.paths() {
        paths.push(path.to_owned());
        if let Some(inner) = path.strip_prefix("vehicles.") {
            paths.extend(["r1", "r2", "r3", "r4"].map(|row| format!("vehicles.{row}.{inner}")));
        }
    }
    paths.extend(["", ".", "vehicles.", "vehicles..plate", "a.b.c"].map(str::to_owned));
    paths
}

fn text() -> impl Strategy<Value = String> {
    let known = WHOLE.iter().map(|(_, value)| (*value).to_owned()).chain(
        [
            "renewal", "business", "no", "yes", "on", "r1", "r2", "r3", "owner", "lease",
            "12/2025", "f1", "f2", "f9", "ee",
        ]
        .map(str::to_owned),
    );
    let known: Vec<String> = known.collect();
    prop_oneof![4 => prop::sample::select(known), 1 => "\\PC{0,12}", 1 => "[0-9/., -]{0,12}", 1 => Just(String::new())]
}

pub fn draft() -> impl Strategy<Value = Raw> {
    let changes = btree_map(prop::sample::select(paths()), vec(text(), 0..4), 0..30);
    (changes, any::<bool>()).prop_map(|(changes, from_whole)| {
        let mut raw = if from_whole { crate::support::raw(WHOLE) } else { Raw::new() };
        changes.into_iter().for_each(|(path, values)| raw.set(path, values));
        raw
    })
}

pub fn files() -> BTreeMap<String, FileFact> {
    let file = |state| FileFact {
        name: "f".into(),
        size: 1,
        media_type: "application/pdf".into(),
        about: Localized::default(),
        is_signed: true,
        state,
    };
    let refused = FileState::Refused(Localized::it("no"));
    BTreeMap::from([("f1".into(), file(FileState::Ready)), ("f2".into(), file(refused))])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_draft_has_an_outcome(raw in draft()) {
        let form = rich();
        let files = files();
        let facts = Facts { files: &files, ..Facts::on(today()) };
        let checked = check(&form, &raw, &facts);
        for (path, _) in checked.answers.iter() {
            prop_assert!(checked.is_visible(path), "{path} is hidden and answered");
        }
        for problem in &checked.problems {
            prop_assert!(checked.is_visible(&problem.path), "{} is hidden and wrong", problem.path);
            prop_assert_eq!(problem.message().iter().count() > 0, true);
            prop_assert!(!problem.say(Lang::It).is_empty());
        }
        prop_assert_eq!(&check(&form, &raw, &facts), &checked);
        let frozen = Answers::read(&form, &checked.answers.canonical(&form));
        prop_assert_eq!(&frozen, &checked.answers);
        for line in route::steps(&form, &checked) {
            let asked = Asked { step: &line.id, lang: Lang::En, missing: Missing::Told };
            prop_assert!(view::step(&form, &raw, &checked, &facts, asked).is_some());
        }
        let of_draft = summary::of_draft(&form, &checked, &facts, Lang::It);
        prop_assert!(of_draft.len() <= 5);
        prop_assert_eq!(checked.is_complete(), route::resume(&form, &checked).is_none());
    }
}

/// Paths of a form with rows in rows, rows that are there and rows that are not.
fn nested_paths(form: &form::Compiled) -> Vec<String> {
    let rows = ["r1", "r2", "n1", "n3", ""];
    let mut paths: Vec<String> = Vec::new();
    for (path, _) in form.paths() {
        let mut known = vec![String::new()];
        let mut bare = String::new();
        for id in path.split('.') {
            bare = if bare.is_empty() { id.to_owned() } else { format!("{bare}.{id}") };
            let is_group = form.kind_at(&bare) == Some(form::Kind::Group) && bare != path;
            known = known
                .iter()
                .map(|at| if at.is_empty() { id.to_owned() } else { format!("{at}.{id}") })
                .flat_map(|at| {
                    let within: Vec<String> =
                        rows.iter().map(|row| format!("{at}.{row}")).collect();
                    if is_group { within } else { vec![at] }
                })
                .collect();
        }
        paths.extend(known);
        paths.push(path.to_owned());
    }
    paths
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn rows_in_rows_hold_what_they_are_given(
        seed in vec((any::<prop::sample::Index>(), vec(text(), 0..4)), 0..60),
    ) {
        let form = crate::nesting::family();
        let paths = nested_paths(&form);
        let mut raw = Raw::new();
        for (pick, values) in seed {
            raw.set(paths[pick.index(paths.len())].clone(), values);
        }
        let facts = Facts::on(today());
        let checked = check(&form, &raw, &facts);
        for (path, _) in checked.answers.iter() {
            prop_assert!(checked.is_visible(path), "{path} is hidden and answered");
        }
        let frozen = Answers::read(&form, &checked.answers.canonical(&form));
        prop_assert_eq!(&frozen, &checked.answers);
        for line in route::steps(&form, &checked) {
            let asked = Asked { step: &line.id, lang: Lang::It, missing: Missing::Told };
            prop_assert!(view::step(&form, &raw, &checked, &facts, asked).is_some());
        }
        prop_assert!(summary::of_draft(&form, &checked, &facts, Lang::En).len() <= 1);
    }
}

/// A definition of a thousand fields opens, is filled and is shown, and so does one with the most rows.
#[test]
fn large_forms_and_many_rows_have_an_outcome() {
    use form::{Field, Form, Kind, Setting, compile};
    let fields = (0..1000).map(|n| Field {
        id: format!("f{n}"),
        kind: Kind::ALL[n % 28],
        label: Localized::it(format!("Domanda {n}")),
        visible: (n >= 28).then(|| format!("is_empty(f{}) || true", n - 28)),
        pattern: (Kind::ALL[n % 28] == Kind::Pattern).then(|| "[a-z]+".to_owned()),
        unit: Localized::it(if Kind::ALL[n % 28] == Kind::Quantity { "kg" } else { "" }),
        ..Field::default()
    });
    let form = compile(&Form::of_fields("only", fields.collect()), &Setting::default())
        .unwrap_or_else(|faults| panic!("{faults:#?}"));
    let raw: Raw = (0..1000)
        .map(|n| (format!("f{n}"), vec![Kind::ALL[n % 28].traits().example.to_owned()]))
        .collect();
    let facts = Facts::on(today());
    let checked = check(&form, &raw, &facts);
    let wrong: Vec<_> = checked.problems.iter().filter(|p| p.code() != "pattern").collect();
    assert!(wrong.is_empty(), "{:?}", wrong.first());
    let asked = Asked { step: "only", lang: Lang::It, missing: Missing::Told };
    let step = view::step(&form, &raw, &checked, &facts, asked).unwrap();
    assert_eq!(step.sections[0].items.len(), 1000);

    let form = crate::nesting::family();
    let ids: Vec<String> = (0..300).map(|n| format!("r{n}")).collect();
    let mut raw = Raw::new();
    raw.set("children", ids.clone());
    for child in &ids {
        raw.put(format!("children.{child}.kind"), "a");
        raw.set(format!("children.{child}.schools"), ids.clone());
    }
    let checked = check(&form, &raw, &facts);
    assert!(checked.problems_at("children").any(|problem| problem.code() == "too_many_rows"));
    assert!(!checked.is_complete());
    let rows: usize =
        ids.iter().map(|id| checked.answers.rows(&format!("children.{id}.schools")).len()).sum();
    assert_eq!(rows, 1000, "no more are looked at");
}

/// Each question is shown by the answer to the one after it, as far as a form goes.
#[test]
fn a_chain_of_rules_as_long_as_a_form_has_an_outcome() {
    use form::{Field, Form, Kind, Setting, analyse, compile};
    const LONG: usize = 2_000;
    let field = |n: usize| Field {
        id: format!("f{n}"),
        kind: Kind::Line,
        label: Localized::it(format!("Domanda {n}")),
        visible: (n + 1 < LONG).then(|| format!("has(f{})", n + 1)),
        ..Field::default()
    };
    let form = Form::of_fields("only", (0..LONG).map(field).collect());
    let form = compile(&form, &Setting::default()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    assert!(analyse(&form).faults.is_empty());
    let mut raw: Raw =
        (0..LONG).map(|n| (format!("f{n}"), vec!["una risposta".to_owned()])).collect();
    assert_eq!(check(&form, &raw, &Facts::on(today())).answers.iter().count(), LONG);
    raw.put(format!("f{}", LONG - 1), "");
    let checked = check(&form, &raw, &Facts::on(today()));
    assert_eq!((checked.answers.iter().count(), checked.hidden().count()), (0, LONG - 1));
}
