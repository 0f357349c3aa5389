//! Groups in the rows of groups: what rules reach from there, what pages, summaries and frozen answers show.

use crate::support::*;
use form::explain::{Question, explain};
use form::summary::Line;
use form::view::{Asked, Item, Missing};
use form::{Answers, Compiled, Facts, check, route, summary, view};
use model::Lang;

/// Children, the schools each went to, the years spent there; a count of courses that an answer decides.
const FAMILY: &str = r#"
- {id: town, kind: line, label: Comune, required: false}
- {id: with_marks, kind: yes_no, label: Voti?, required: false}
- id: children
  kind: group
  label: Figli
  row_title: "{row.name}"
  max: 4
  fields:
  - {id: name, kind: line, label: Nome}
  - {id: kind, kind: one_of, label: Scelta, options: [{id: a, label: Alfa}, {id: b, label: Beta}], required: false}
  - id: schools
    kind: group
    label: Scuole
    row_title: "{row.school} di {outer.name}, {outer.kind}"
    visible: row.kind == "a"
    min: 1
    max: 2
    check:
    - {rule: size(row.schools) < 2 || row.name != "Uno", message: Una sola}
    fields:
    - id: place
      kind: set
      fields:
      - {id: school, kind: line, label: Scuola}
    - {id: school, kind: line, label: Nome della scuola, check: [{rule: row.school != outer.name, message: Non il nome}]}
    - {id: whole, kind: computed, label: Tutto, value: 'outer.name + " a " + row.school + " di " + town'}
    - id: years
      kind: group
      label: Anni
      min: 0
      max: 3
      fields:
      - {id: year, kind: year, label: Anno}
      - {id: mark, kind: integer, label: Voto, visible: with_marks && outer.school != "x" && outer.outer.name != "Due"}
  - {id: years, kind: computed, label: Anni, value: 'size(row.schools.filter(s, s.years.exists(y, y.year > 2000)))'}
- {id: all, kind: computed, label: In tutto, value: 'sum(children.map(c, size(c.schools)))'}
- {id: courses, kind: integer, label: Corsi, required: false}
- id: course
  kind: group
  label: Corso
  count: courses
  fields:
  - {id: title, kind: line, label: Titolo}
"#;

pub fn family() -> Compiled {
    fields(FAMILY).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

const TWO: &[(&str, &str)] = &[
    ("town", "Roma"),
    ("with_marks", "yes"),
    ("children", "r1|r2"),
    ("children.r1.name", "Uno"),
    ("children.r1.kind", "a"),
    ("children.r1.schools", "r1"),
    ("children.r1.schools.r1.place.school", "p"),
    ("children.r1.schools.r1.school", "Verdi"),
    ("children.r1.schools.r1.years", "r1|r2"),
    ("children.r1.schools.r1.years.r1.year", "1999"),
    ("children.r1.schools.r1.years.r1.mark", "8"),
    ("children.r1.schools.r1.years.r2.year", "2001"),
    ("children.r1.schools.r1.years.r2.mark", "sette"),
    ("children.r2.name", "Due"),
    ("children.r2.kind", "a"),
    ("children.r2.schools", "r1|r2"),
    ("children.r2.schools.r1.place.school", "p"),
    ("children.r2.schools.r1.school", "Due"),
    ("children.r2.schools.r2.place.school", "p"),
    ("children.r2.schools.r2.school", "Rossi"),
    ("children.r2.schools.r2.years", "r1"),
    ("children.r2.schools.r2.years.r1.year", "2005"),
];

#[test]
fn rules_in_rows_of_rows_read_their_own_row_and_those_around_it() {
    let form = family();
    let checked = checked(&form, TWO);
    assert_eq!(
        problems(&checked),
        [
            "children.r1.schools.r1.years.r2.mark malformed",
            "children.r2.schools.r1.school condition",
        ]
    );
    let text = |path: &str| format!("{:?}", checked.answers.value(path));
    assert!(text("children.r1.schools.r1.whole").contains("Uno a Verdi di Roma"));
    assert!(text("children.r2.schools.r2.whole").contains("Due a Rossi di Roma"));
    assert_eq!(text("children.r1.years"), "Int(1)");
    assert_eq!(text("children.r2.years"), "Int(1)");
    assert_eq!(text("all"), "Int(3)");
    // The child called Due is asked no marks.
    assert!(checked.is_visible("children.r1.schools.r1.years.r1.mark"));
    assert!(!checked.is_visible("children.r2.schools.r2.years.r1.mark"));
}

#[test]
fn an_inner_group_goes_with_its_row_and_comes_back() {
    let form = family();
    let mut pairs = TWO.to_vec();
    pairs.retain(|(path, _)| *path != "children.r2.kind");
    let gone = checked(&form, &pairs);
    assert!(gone.answers.rows("children.r2.schools").is_empty());
    assert_eq!(problems(&gone), ["children.r1.schools.r1.years.r2.mark malformed"]);
    assert_eq!(format!("{:?}", gone.answers.value("all")), "Int(1)");
    assert_eq!(checked(&form, TWO).answers.rows("children.r2.schools"), ["r1", "r2"]);
}

#[test]
fn an_inner_group_is_bounded_in_its_row() {
    let form = family();
    let with = |changes: &[(&str, &str)]| {
        let mut pairs: Vec<(&str, &str)> = TWO
            .iter()
            .copied()
            .filter(|(path, _)| !changes.iter().any(|(of, _)| of == path))
            .collect();
        pairs.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
        problems(&checked(&form, &pairs))
    };
    assert!(
        with(&[("children.r1.schools", "")]).contains(&"children.r1.schools missing".to_owned())
    );
    let many = with(&[("children.r2.schools", "r1|r2|r3")]);
    assert!(many.contains(&"children.r2.schools too_many_rows".to_owned()), "{many:?}");
    assert!(!many.iter().any(|problem| problem.starts_with("children.r1.schools ")));
    // The condition of the group reads the row that the group stands in.
    let two = [
        ("children.r1.schools", "r1|r2"),
        ("children.r1.schools.r2.place.school", "p"),
        ("children.r1.schools.r2.school", "Bianchi"),
        ("children.r1.schools.r1.years.r2.mark", "7"),
    ];
    assert!(with(&two).contains(&"children.r1.schools condition".to_owned()));
}

#[test]
fn frozen_answers_come_back_row_in_row() {
    let form = family();
    let answers = checked(&form, TWO).answers;
    let text = answers.canonical(&form);
    assert_eq!(Answers::read(&form, &text), answers);
    assert!(text.contains(r#""years":[{"mark":8,"row":"r1","year":1999}"#), "{text}");
}

#[test]
fn pages_and_summaries_show_row_in_row() {
    let form = family();
    let raw = raw(TWO);
    let facts = Facts::on(today());
    let checked = check(&form, &raw, &facts);
    let asked = Asked { step: "only", lang: Lang::It, missing: Missing::Told };
    let step = view::step(&form, &raw, &checked, &facts, asked).unwrap();
    let groups = |items: &[Item]| -> Vec<form::view::GroupView> {
        items
            .iter()
            .filter_map(|item| match item {
                Item::Group(group) => Some(group.clone()),
                _ => None,
            })
            .collect()
    };
    let outer = groups(&step.sections[0].items);
    assert_eq!((outer[0].path.as_str(), outer[0].is_inner), ("children", false));
    let inner = groups(&outer[0].rows[1].items);
    assert_eq!((inner[0].path.as_str(), inner[0].is_inner), ("children.r2.schools", true));
    assert_eq!(inner[0].rows[1].title, "Rossi di Due, Alfa");
    assert_eq!((inner[0].next_row.as_str(), inner[0].can_add), ("r3", false));
    let years = groups(&inner[0].rows[1].items);
    assert_eq!(years[0].path, "children.r2.schools.r2.years");
    assert_eq!(years[0].rows[0].title, "Anni: 1");
    let Item::Control(year) = &years[0].rows[0].items[0] else { panic!("no control") };
    assert_eq!(year.path, "children.r2.schools.r2.years.r1.year");

    let summary = summary::of_draft(&form, &checked, &facts, Lang::It);
    let Line::Rows { rows, .. } = &summary[0].sections[0].lines[2] else { panic!("{summary:#?}") };
    let nested = rows[0].lines.iter().find_map(|line| match line {
        Line::Rows { path, rows, .. } => Some((path.as_str(), rows[0].title.as_str())),
        _ => None,
    });
    assert_eq!(nested, Some(("children.r1.schools", "Verdi di Uno, Alfa")));
    assert!(!route::steps(&form, &checked)[0].completion.is_complete());
}

#[test]
fn reasons_are_those_of_the_row_in_which_they_hold() {
    let form = family();
    let facts = Facts::on(today());
    let checked = check(&form, &raw(TWO), &facts);
    let why = |path: &str| explain(&form, &checked, &facts, (path, Question::Visible), Lang::It);
    let shown = why("children.r1.schools.r1.years.r1.mark").join(" ");
    assert!(shown.contains("Alfa") && shown.contains("«Nome»"), "{shown}");
    let hidden = why("children.r2.schools.r2.years.r1.mark").join(" ");
    assert!(hidden.contains("Due"), "{hidden}");
}

#[test]
fn an_answer_decides_how_many_rows_there_are() {
    let form = family();
    let with = |pairs: &[(&str, &str)]| {
        let mut all = TWO.to_vec();
        all.extend(pairs);
        checked(&form, &all)
    };
    assert!(with(&[]).answers.rows("course").is_empty());
    let three = with(&[("courses", "3"), ("course.n2.title", "Nuoto")]);
    assert_eq!(three.answers.rows("course"), ["n1", "n2", "n3"]);
    let missing: Vec<String> =
        problems(&three).into_iter().filter(|problem| problem.starts_with("course")).collect();
    assert_eq!(missing, ["course.n1.title missing", "course.n3.title missing"]);
    // What a page posted keeps its place; what is too many is kept and not sent.
    let less = with(&[("courses", "1"), ("course", "n1|n2|n3"), ("course.n2.title", "Nuoto")]);
    assert_eq!(less.answers.rows("course"), ["n1"]);
    let more = with(&[("courses", "4"), ("course", "r7|n1")]);
    assert_eq!(more.answers.rows("course"), ["r7", "n1", "n2", "n3"]);
    // An answer that is nonsense opens no room for millions.
    assert_eq!(with(&[("courses", "999999999")]).answers.rows("course").len(), 200);
    assert!(with(&[("courses", "-4")]).answers.rows("course").is_empty());
}

#[test]
fn four_groups_in_one_another_are_refused_and_names_mean_one_thing() {
    let deep = "- {id: a, kind: group, label: A, fields: [{id: b, kind: group, label: B, fields: [{id: c, kind: group, label: C, fields: [{id: d, kind: group, label: D, fields: [{id: e, kind: line, label: E}]}]}]}]}";
    let faults = fields(deep).unwrap_err();
    assert_eq!(faults[0].code, "groups_too_deep");
    let refused = |rule: &str| {
        let yaml = FAMILY.replace("outer.outer.name != \"Due\"", rule);
        assert_ne!(yaml, FAMILY);
        fields(&yaml).unwrap_err()
    };
    // No further out than there are rows; the name of an outer row is no name of the own one.
    assert!(!refused("outer.outer.outer.name != \"Due\"").is_empty());
    assert!(!refused("row.name != \"Due\"").is_empty());
    assert_eq!(fields("- {id: outer, kind: line, label: A}").unwrap_err()[0].code, "reserved_id");
    let both = "- {id: g, kind: group, label: G, count: '2', max: 3, fields: [{id: a, kind: line, label: A}]}";
    assert_eq!(fields(both).unwrap_err()[0].code, "foreign_key");
}

#[test]
fn a_brick_with_rows_of_its_own_fits_into_a_row() {
    let yaml = "- {id: houses, kind: group, label: Case, max: 3, fields: [{id: home, kind: brick, brick: household}]}";
    let form = fields(yaml).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let pairs = [
        ("houses", "r1"),
        ("houses.r1.home.members", "r1|r2"),
        ("houses.r1.home.members.r1.fiscal_code", "RSSMRA80A01H501U"),
        ("houses.r1.home.members.r2.fiscal_code", "RSSMRA80A01H501U"),
        ("houses.r1.home.members.r1.birth_date", "1/1/2020"),
    ];
    let checked = checked(&form, &pairs);
    let value = |path: &str| format!("{:?}", checked.answers.value(path));
    assert_eq!(value("houses.r1.home.size"), "Int(3)");
    assert_eq!(value("houses.r1.home.minors"), "Int(1)");
}
