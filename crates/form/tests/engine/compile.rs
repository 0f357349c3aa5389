//! What is refused before anybody fills a form, and where the fault is said to be.

use crate::support::{fields, rich, setting};
use form::{Fault, Form, compile};

/// Path and code of every fault.
fn faults(yaml: &str) -> Vec<String> {
    let found: Vec<Fault> = fields(yaml).err().unwrap_or_default();
    for fault in &found {
        assert_eq!(fault.message.iter().count(), 2, "{fault:?}");
    }
    let place = |path: &str| path.trim_start_matches("form.steps[0].sections[0].").to_owned();
    found.iter().map(|fault| format!("{} {}", place(&fault.path), fault.code)).collect()
}

#[test]
fn a_rich_form_compiles_and_knows_its_paths() {
    let form = rich();
    assert_eq!(form.kind_at("vehicles.r1.plate"), Some(form::Kind::Plate));
    assert_eq!(form.kind_at("validity.from"), Some(form::Kind::Date));
    assert_eq!(form.kind_at("vehicles.r1.nothing"), None);
    assert_eq!(form.step_of("vehicles.r1.plate"), Some("vehicles"));
    assert!(form.is_sensitive("reason") && !form.is_sensitive("code"));
    assert!(form.is_read("kind") && form.is_read("vehicles.r1.title"));
    assert!(!form.is_read("applicant.given_name"));
    assert!(form.names().get("vehicles").is_some() && form.names().get("total").is_some());
}

#[test]
fn faults_say_where_they_are() {
    let check = |yaml: &str, expect: &[&str]| assert_eq!(faults(yaml), expect, "{yaml}");
    check("- {id: a, kind: line, label: A}", &[]);
    check("- {id: A, kind: line, label: A}", &["fields[0].id bad_id"]);
    check("- {id: today, kind: line, label: A}", &["fields[0].id reserved_id"]);
    check(
        "- {id: a, kind: line, label: A}\n- {id: a, kind: date, label: A}",
        &["fields[1].id duplicate_id"],
    );
    check("- {id: a, kind: line}", &["fields[0] needed_key"]);
    check(
        "- {id: a, kind: line, label: A, options: [{id: x, label: X}]}",
        &["fields[0].options foreign_key"],
    );
    check("- {id: a, kind: text, text: T, label: L}", &["fields[0].label foreign_key"]);
    check("- {id: a, kind: brick, brick: castle}", &["fields[0].brick unknown_brick"]);
    check(
        "- {id: a, kind: brick, brick: person, omit: [tail]}",
        &["fields[0].omit[0] unknown_path"],
    );
    check("- {id: a, kind: one_of, label: A}", &["fields[0] no_choices"]);
    check(
        "- {id: a, kind: one_of, label: A, options_from: local.nothing}",
        &["fields[0].options_from unknown_source"],
    );
    check(
        "- {id: a, kind: one_of, label: A, options: [{id: x, label: X}, {id: x, label: YY}]}",
        &["fields[0].options[1].id duplicate_id"],
    );
    check(
        r#"- {id: a, kind: pattern, label: A, pattern: "[a-"}"#,
        &["fields[0].pattern bad_pattern"],
    );
    check(
        r#"- {id: a, kind: pattern, label: A, pattern: "[a-z]", example: "1"}"#,
        &["fields[0].example bad_example"],
    );
    check("- {id: a, kind: integer, label: A, min: 3, max: 2}", &["fields[0].min empty_range"]);
    check("- {id: a, kind: attachment, label: A, max_mb: 500}", &["fields[0].max_mb too_large"]);
    check("- {id: a, kind: line, label: A, remember: 25}", &["fields[0].remember too_large"]);
    check(
        "- {id: a, kind: attachment, label: A, min_files: 2}",
        &["fields[0].min_files empty_range"],
    );
    check(
        "- {id: a, kind: attachment, label: A, save_as: 'pianta {b}'}",
        &["fields[0].save_as unknown_name"],
    );
}

#[test]
fn a_place_on_a_map_stands_beside_an_address() {
    const ALONE: &str = "- {id: a, kind: point, label: A}";
    assert_eq!(faults(ALONE), ["fields[0] place_alone"]);
    let road = "- {id: b, kind: line, label: B, autocomplete: address-line1}";
    for beside in [road, "- {id: b, kind: line, label: B, autocomplete: street-address}"] {
        assert!(fields(&format!("{ALONE}\n{beside}")).is_ok(), "{beside}");
    }
    // That of others is none: in rows there are many.
    let rows = "- {id: g, kind: group, label: G, fields: [{id: a, kind: outline, label: A}]}";
    assert_eq!(faults(&format!("{rows}\n{road}")), ["fields[0].fields[0] place_alone"]);
}

#[test]
fn rules_are_refused_where_they_stand() {
    let found = fields("- {id: a, kind: line, label: A, visible: 'b == 1'}").unwrap_err();
    assert_eq!(found[0].path, "form.steps[0].sections[0].fields[0].visible");
    let place = found[0].place.unwrap();
    assert_eq!((place.start, place.line, place.column), (0, 1, 1));
    let check = |yaml: &str, path: &str| {
        let found = faults(yaml);
        assert!(
            found.iter().any(|fault| fault.starts_with(&format!("fields[0].{path} "))),
            "{found:?}"
        );
    };
    check("- {id: a, kind: date, label: A, required: 'a > 1'}", "required");
    check("- {id: a, kind: money, label: A, value: '1 + 1'}", "value");
    check("- {id: a, kind: integer, label: A, max: 'today'}", "max");
    check("- {id: a, kind: line, label: A, check: [{rule: 'a ==', message: M}]}", "check[0].rule");
    check(
        "- {id: a, kind: one_of, label: A, options: [{id: x, label: X, visible: 'nothing'}]}",
        "options[0].visible",
    );
    check(
        "- {id: a, kind: group, label: A, row_title: '{row.b} {row.c}', fields: [{id: b, kind: line, label: B}]}",
        "row_title",
    );
    let option = "- {id: a, kind: one_of, label: A, options: [{id: x, label: X}]}\n- {id: b, kind: line, label: B, visible: 'a == \"y\"'}";
    assert!(faults(option).iter().any(|fault| fault.starts_with("fields[1].visible ")));
}

#[test]
fn circles_are_refused() {
    let circle = |yaml: &str| {
        let found = faults(yaml);
        assert!(found.iter().any(|fault| fault.ends_with(" circle")), "{yaml}: {found:?}");
    };
    circle(
        "- {id: a, kind: line, label: A, visible: 'has(b)'}\n- {id: b, kind: line, label: B, visible: 'has(a)'}",
    );
    circle(
        "- {id: a, kind: integer, label: A, value: 'b + 1'}\n- {id: b, kind: integer, label: B, value: 'a + 1'}",
    );
    circle("- {id: a, kind: line, label: A, visible: 'has(a)'}");
    circle(
        "- {id: g, kind: group, label: G, fields: [{id: a, kind: integer, label: A, value: 'size(g)'}]}\n- {id: h, kind: group, label: H, visible: 'g.exists(r, r.a > 1)', fields: [{id: b, kind: line, label: B, visible: 'size(h) > 1'}]}\n- {id: c, kind: line, label: C, visible: 'has(c)'}",
    );
    let fine = "- {id: a, kind: integer, label: A, max: 'b', check: [{rule: 'a < b', message: M}]}\n- {id: b, kind: integer, label: B, required: 'has(a)'}";
    assert_eq!(faults(fine), Vec::<String>::new());
}

#[test]
fn every_shipped_brick_compiles_alone_and_in_a_row() {
    for brick in form::brick::all() {
        let alone = format!("- {{id: x, kind: brick, brick: {}}}", brick.id);
        assert_eq!(faults(&alone), Vec::<String>::new());
        let row = format!("- {{id: g, kind: group, label: G, brick: {}, max: 3}}", brick.id);
        assert_eq!(faults(&row), Vec::<String>::new());
        let inside = format!(
            "- {{id: g, kind: group, label: G, fields: [{{id: x, kind: brick, brick: {}}}]}}",
            brick.id
        );
        assert_eq!(faults(&inside), Vec::<String>::new());
    }
}

#[test]
fn ids_of_steps_and_sections_are_unique() {
    let yaml = "
steps:
  - {id: s, title: S, sections: [{id: a, title: A, fields: [{id: x, kind: line, label: X}]}]}
  - {id: s, title: S, sections: [{id: a, title: A, fields: [{id: y, kind: line, label: YY}]}, {id: b, title: B, fields: []}]}
";
    let form: Form = serde_saphyr::from_str(yaml).unwrap();
    let found: Vec<String> = compile(&form, &setting())
        .unwrap_err()
        .iter()
        .map(|fault| format!("{} {}", fault.path, fault.code))
        .collect();
    assert_eq!(
        found,
        [
            "form.steps[1].id duplicate_id",
            "form.steps[1].sections[0].id duplicate_id",
            "form.steps[1].sections[1].fields nothing_asked"
        ]
    );
    assert_eq!(compile(&Form::default(), &setting()).unwrap_err()[0].code, "nothing_asked");
}

#[test]
fn the_document_is_written_back_as_it_was_read() {
    let form: Form = serde_saphyr::from_str(include_str!("rich.yaml")).unwrap();
    let text = serde_json::to_string(&form).unwrap();
    let again: Form = serde_json::from_str(&text).unwrap();
    assert_eq!(form, again);
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
    assert!(!text.contains("null") && !text.contains(r#""required":true"#));
    assert!(serde_saphyr::from_str::<Form>("steps: []\nunknown: 1").is_err());
    let yaml = serde_saphyr::to_string(&form).unwrap();
    assert_eq!(serde_saphyr::from_str::<Form>(&yaml).unwrap(), form);
}

/// What is larger than a form can be is told once, where it goes beyond, and nothing else is looked at.
#[test]
fn a_form_that_is_too_large_is_refused_where_it_goes_beyond() {
    use form::{Field, FieldCheck, Kind, Section, Setting, Step, lent_names};
    use model::Localized;
    let line = |n: usize| Field {
        id: format!("f{n}"),
        kind: Kind::Line,
        label: Localized::it("Domanda"),
        ..Field::default()
    };
    let lines = |count: usize| Form::of_fields("only", (0..count).map(line).collect());
    let check = |form: &Form, expect: &[(&str, &str)]| {
        let faults = compile(form, &Setting::default()).err().unwrap_or_default();
        let found: Vec<(&str, &str)> = faults
            .iter()
            .map(|fault| (fault.path.as_str(), fault.message.get(model::Lang::It)))
            .collect();
        assert_eq!(found, expect);
        assert_eq!(lent_names(form, &Setting::default()).is_none(), !expect.is_empty());
    };
    let fields =
        "I campi di un modulo, contati anche quelli dei blocchi: possono essere al massimo 2000.";
    check(&lines(2_000), &[]);
    check(&lines(2_001), &[("form.steps[0].sections[0].fields[2000]", fields)]);
    check(&lines(50_000), &[("form.steps[0].sections[0].fields[2000]", fields)]);
    let person = |n: usize| Field {
        kind: Kind::Brick,
        brick: Some("person".into()),
        label: Localized::default(),
        ..line(n)
    };
    let bricks = Form::of_fields("only", (0..1_000).map(person).collect());
    let found = compile(&bricks, &Setting::default()).err().unwrap_or_default();
    assert_eq!(found.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["too_many"]);

    let mut many = lines(1);
    let step = many.steps[0].clone();
    many.steps = vec![step.clone(); 101];
    check(&many, &[("form.steps", "I passi di un modulo: possono essere al massimo 100.")]);
    let sections = vec![Section::default(); 101];
    many.steps = vec![Step { sections, ..step }];
    let told = "Le sezioni di un passo: possono essere al massimo 100.";
    check(&many, &[("form.steps[0].sections", told)]);

    let mut many = lines(1);
    let field = &mut many.steps[0].sections[0].fields[0];
    field.check = vec![FieldCheck::default(); 51];
    field.options = vec![form::Choice::default(); 501];
    let told =
        "Le scelte di una domanda (se sono di più usa un registro): possono essere al massimo 500.";
    check(
        &many,
        &[
            ("form.steps[0].sections[0].fields[0].options", told),
            (
                "form.steps[0].sections[0].fields[0].check",
                "Le condizioni: possono essere al massimo 50.",
            ),
        ],
    );
}
