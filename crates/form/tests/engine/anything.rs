//! Whatever is typed, in whatever place, the engine answers: it never fails, and what is hidden or
//! wrong never becomes an answer.

use std::collections::BTreeMap;

use crate::support::{WHOLE, rich, today};
use form::view::Asked;
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

fn draft() -> impl Strategy<Value = Raw> {
    let changes = btree_map(prop::sample::select(paths()), vec(text(), 0..4), 0..30);
    (changes, any::<bool>()).prop_map(|(changes, from_whole)| {
        let mut raw = if from_whole { crate::support::raw(WHOLE) } else { Raw::new() };
        changes.into_iter().for_each(|(path, values)| raw.set(path, values));
        raw
    })
}

fn files() -> BTreeMap<String, FileFact> {
    let file =
        |state| FileFact { name: "f".into(), size: 1, media_type: "application/pdf".into(), state };
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
            let asked = Asked { step: &line.id, lang: Lang::En, tell_missing: true };
            prop_assert!(view::step(&form, &raw, &checked, &facts, asked).is_some());
        }
        let of_draft = summary::of_draft(&form, &checked, &facts, Lang::It);
        prop_assert!(of_draft.len() <= 5);
        prop_assert_eq!(checked.is_complete(), route::resume(&form, &checked).is_none());
    }
}
