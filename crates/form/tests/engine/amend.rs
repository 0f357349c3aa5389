//! Answers that are changed after they were sent: only what is open changes, and the change is a layer.

use form::amend::{Amending, Layer, typed};
use form::{Answers, Compiled, Facts, Raw, Setting, check, compile, showcase};
use proptest::prelude::*;

use crate::anything::{draft, files};
use crate::support::{check_but, fields, raw, rich, today};

/// Answers of some pairs.
fn sent(form: &Compiled, pairs: &[(&str, &str)]) -> Answers {
    let checked = check(form, &raw(pairs), &Facts::on(today()));
    assert!(checked.is_complete(), "{:?}", checked.problems);
    checked.answers
}

fn amending(form: &Compiled, before: &Answers, open: &[&str]) -> Amending {
    Amending::new(form, before, open.iter().map(|path| (*path).to_owned()))
}

const FORM: &str = r#"
- {id: name, kind: line, label: Nome}
- {id: way, kind: one_of, label: Modo, options: [{id: own, label: Mia}, {id: rent, label: In affitto}]}
- {id: owner, kind: line, label: Proprietario, visible: 'way == "rent"'}
- {id: sum, kind: money, label: Importo}
- {id: double, kind: computed, label: Doppio, value: 'sum * 2'}
- id: people
  kind: group
  label: Persone
  fields:
  - {id: who, kind: line, label: Chi}
  - {id: born, kind: date, label: Nascita, required: false}
"#;

const SENT: &[(&str, &str)] = &[
    ("name", "Ada"),
    ("way", "own"),
    ("sum", "1.234,50"),
    ("people", "r1|r2"),
    ("people.r1.who", "Ugo"),
    ("people.r2.who", "Eva"),
    ("people.r2.born", "3 maggio 2019"),
];

/// Paths of what changes.
fn changed(form: &Compiled, open: &[&str], given: &[(&str, &str)]) -> Vec<String> {
    let before = sent(form, SENT);
    let amending = amending(form, &before, open);
    let amended = amending.check(form, &raw(given), &Facts::on(today()));
    assert!(amended.problems.is_empty(), "{:?}", amended.problems);
    let layer = amended.layer(&amending);
    assert_eq!(before.clone().with(form, &layer), amended.answers);
    assert_eq!(Layer::read(&layer.canonical()), Some(layer.clone()));
    layer.paths().map(str::to_owned).collect()
}

#[test]
fn only_what_is_open_changes_and_what_is_computed_of_it() {
    let form = fields(FORM).unwrap();
    assert_eq!(changed(&form, &["sum"], &[("sum", "10")]), ["double", "sum"]);
    // A page that posts more than it was opened for changes nothing by that.
    assert_eq!(changed(&form, &["name"], &[("name", "Ida"), ("sum", "10")]), ["name"]);
    assert!(changed(&form, &["name"], &[("sum", "10"), ("people", "r1")]).is_empty());
    // Nor what stood unanswered elsewhere.
    assert!(changed(&form, &["name"], &[("people.r1.born", "1/1/2000")]).is_empty());
    assert!(changed(&form, &["sum"], &[("sum", "1234,5")]).is_empty(), "the same in other words");
}

#[test]
fn what_an_answer_makes_appear_is_asked_and_what_it_hides_goes() {
    let form = fields(FORM).unwrap();
    let before = sent(&form, SENT);
    let opened = amending(&form, &before, &["way"]);
    let codes = |given: &[(&str, &str)]| {
        let amended = opened.check(&form, &raw(given), &Facts::on(today()));
        let told = amended.problems.iter().map(|problem| problem.path.clone());
        (told.collect::<Vec<_>>(), amended.answers)
    };
    assert_eq!(codes(&[("way", "rent")]).0, ["owner"]);
    let (problems, answers) = codes(&[("way", "rent"), ("owner", "Ivo")]);
    assert!(problems.is_empty());
    let back = amending(&form, &answers, &["way"]);
    let layer = back.check(&form, &raw(&[("way", "own")]), &Facts::on(today())).layer(&back);
    assert_eq!(layer.paths().collect::<Vec<_>>(), ["owner", "way"]);
    assert_eq!(answers.with(&form, &layer), before);
}

#[test]
fn what_a_change_makes_wrong_elsewhere_is_told() {
    let form = fields(
        r#"
- {id: least, kind: integer, label: Da}
- {id: most, kind: integer, label: A, check: [{rule: "most >= least", message: Al contrario}]}
- {id: stamp, kind: stamp_serial, label: Marca}
"#,
    )
    .unwrap();
    let pairs = [("least", "2"), ("most", "5"), ("stamp", "01234567890123")];
    let before = sent(&form, &pairs);
    let opened = amending(&form, &before, &["least"]);
    let paths = |least: &str| {
        let amended = opened.check(&form, &raw(&[("least", least)]), &Facts::on(today()));
        amended.problems.into_iter().map(|problem| problem.path).collect::<Vec<_>>()
    };
    assert!(paths("3").is_empty());
    assert_eq!(paths("9"), ["most"]);
    // A revenue stamp is not among what a section opens.
    assert_eq!(form.of_section("only"), ["least", "most"]);
}

#[test]
fn a_row_or_all_rows_are_opened() {
    let form = fields(FORM).unwrap();
    let given = [("people.r1.who", "Ivo"), ("people.r2.who", "Pia")];
    assert_eq!(changed(&form, &["people.r1"], &given), ["people.r1.who"]);
    let more = [("people", "r1|r2|r3"), ("people.r3.who", "Lia")];
    assert_eq!(changed(&form, &["people"], &more), ["people.r3.who", "people"]);
    let less = [("people", "r1")];
    let gone = ["people.r2.born", "people.r2.who", "people"];
    assert_eq!(changed(&form, &["people"], &less), gone);
}

#[test]
fn what_is_wrong_elsewhere_is_not_told_and_stays() {
    let form = rich();
    let before = check_but(&form, &[]).answers;
    let opened = amending(&form, &before, &["contacts.phone"]);
    // Long after: a period that was right when it was sent would not be today.
    let late = Facts::on(today() + chrono::Days::new(900));
    let amended = opened.check(&form, &raw(&[("contacts.phone", "no")]), &late);
    assert_eq!(amended.problems.len(), 1, "{:?}", amended.problems);
    let amended = opened.check(&form, &raw(&[("contacts.phone", "333 7654321")]), &late);
    assert!(amended.problems.is_empty());
    let layer = amended.layer(&opened);
    assert_eq!(layer.paths().collect::<Vec<_>>(), ["contacts.phone"]);
}

#[test]
fn every_kind_is_opened_with_its_answer_in_it() {
    let example = showcase::showcase(false);
    let form = compile(
        &example.form,
        &Setting { registers: crate::support::setting().registers, ..Setting::default() },
    );
    let form = form.unwrap_or_else(|faults| panic!("{faults:#?}"));
    let facts = Facts { files: &example.files, ..Facts::on(today()) };
    let answers = check(&form, &example.raw, &facts).answers;
    assert!(answers.iter().count() > 60);
    let again = check(&form, &typed(&form, &answers), &facts).answers;
    assert_eq!(Layer::between(&answers, &again), Layer::default());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Layers over layers give what stands, whatever was typed.
    #[test]
    fn layers_give_what_stands(first in draft(), second in draft(), third in draft()) {
        let form = rich();
        let files = files();
        let facts = Facts { files: &files, ..Facts::on(today()) };
        let versions = [first, second, third].map(|raw: Raw| check(&form, &raw, &facts).answers);
        let layers: Vec<Layer> =
            versions.windows(2).map(|two| Layer::between(&two[0], &two[1])).collect();
        let mut stands = versions[0].clone();
        for (layer, wanted) in layers.iter().zip(&versions[1..]) {
            let kept = Layer::read(&layer.canonical()).unwrap();
            stands = stands.with(&form, &kept);
            prop_assert_eq!(&stands, wanted);
        }
    }

    /// Nothing that is not open changes, whatever is posted.
    #[test]
    fn what_is_not_open_stays(before in draft(), given in draft()) {
        let form = rich();
        let files = files();
        let facts = Facts { files: &files, ..Facts::on(today()) };
        let before = check(&form, &before, &facts).answers;
        let opened = amending(&form, &before, &["contacts", "vehicles.r1"]);
        let amended = opened.check(&form, &given, &facts);
        for (path, value) in before.iter() {
            if !opened.is_open(path) && amended.checked.is_visible(path) && !form.is_computed(path) {
                prop_assert_eq!(amended.answers.value(path), value);
            }
        }
    }
}

#[test]
fn a_new_row_stands_in_nobodys_place() {
    let form = fields(FORM).unwrap();
    let before = sent(&form, SENT);
    let amending = amending(&form, &before, &["people"]);
    // The second row was taken away: what comes instead is somebody else.
    assert_eq!(amending.next_row(&raw(&[("people", "r1")]), "people"), "r3");
    let given = raw(&[("people", "r1|r3"), ("people.r1.who", "Ugo"), ("people.r3.who", "Lia")]);
    assert_eq!(amending.next_row(&given, "people"), "r4");
    let amended = amending.check(&form, &given, &Facts::on(today()));
    assert!(amended.problems.is_empty(), "{:?}", amended.problems);
    assert_eq!(amended.answers.rows("people"), ["r1", "r3"]);
    assert_eq!(amended.answers.value("people.r3.born"), &rule::Value::Empty);
}
