//! What is proved of a form before anybody fills it; who may send it at all.

use crate::support::*;
use form::{Compiled, Form, analyse, compile};

const CHOICE: &str =
    "- {id: a, kind: one_of, label: A, options: [{id: x, label: X}, {id: y, label: YY}]}\n";

/// Places and codes of the faults of these fields, and the places not decided.
fn found(more: &str) -> (Vec<String>, Vec<String>) {
    let form = fields(&format!("{CHOICE}{more}")).unwrap_or_else(|faults| panic!("{faults:#?}"));
    told(&form)
}

fn told(form: &Compiled) -> (Vec<String>, Vec<String>) {
    let short = |path: &str| path.replace("form.steps[0].sections[0].", "");
    let analysis = analyse(form);
    let faults = analysis.faults.iter();
    (
        faults.map(|fault| format!("{} {}", short(&fault.path), fault.code)).collect(),
        analysis.undecided.iter().map(|path| short(path)).collect(),
    )
}

fn check(more: &str, expect: &[&str]) {
    assert_eq!(
        found(more),
        (expect.iter().map(|&fault| fault.to_owned()).collect(), Vec::new()),
        "{more}"
    );
}

#[test]
fn what_nobody_can_ever_see_or_choose_is_refused() {
    let visible = |rule: &str| format!("- {{id: b, kind: line, label: B, visible: '{rule}'}}");
    check(&visible(r#"a == "x""#), &[]);
    check(&visible(r#"a == "x" && a == "y""#), &["fields[1].visible never_asked"]);
    check(&visible(r#"a != "x" && a != "y" && has(a)"#), &["fields[1].visible never_asked"]);
    check(
        r#"- {id: s, kind: set, visible: 'a == "x"', fields: [{id: b, kind: line, label: B, visible: 'a == "y"'}]}"#,
        &["fields[1].fields[0].visible never_asked"],
    );
    check(
        r#"- {id: b, kind: one_of, label: B, visible: 'a == "x"', options: [{id: m, label: M}, {id: n, label: NN, visible: 'a == "y"'}]}"#,
        &["fields[1].options[1].visible never_offered"],
    );
    // In a row: the row's own answers, and the group around it.
    check(
        r#"- {id: g, kind: group, label: G, visible: 'a == "x"', fields: [{id: n, kind: integer, label: NN}, {id: b, kind: line, label: B, visible: 'row.n > 3 && row.n < 3'}, {id: c, kind: line, label: C, visible: 'a == "y"'}]}"#,
        &["fields[1].fields[1].visible never_asked", "fields[1].fields[2].visible never_asked"],
    );
    // The outer row is another row: nothing is proved by mixing the two.
    check(
        r#"- {id: g, kind: group, label: G, fields: [{id: n, kind: integer, label: NN}, {id: h, kind: group, label: H, visible: 'row.n > 3', fields: [{id: n, kind: integer, label: NN}, {id: b, kind: line, label: B, visible: 'row.n < 3'}]}]}"#,
        &[],
    );
}

#[test]
fn conditions_nobody_can_meet_are_refused() {
    let right = |rule: &str| {
        format!(
            "- {{id: n, kind: integer, label: NN, visible: 'a == \"x\"', check: [{{rule: '{rule}', message: M}}]}}"
        )
    };
    check(&right("n > 3"), &[]);
    check(&right("n > 3 && n < 2"), &["fields[1].check[0].rule never_right"]);
    check(&right(r#"a == "y""#), &["fields[1].check[0].rule never_right"]);
    let needed = |rule: &str| {
        format!("- {{id: n, kind: integer, label: NN, visible: 'a == \"x\"', required: '{rule}'}}")
    };
    check(&needed(r#"a == "x""#), &[]);
    check(&needed(r#"a == "y""#), &["fields[1].required never_required"]);
}

#[test]
fn questions_nobody_can_answer_are_refused() {
    check("- {id: b, kind: line, label: B, locked: true}", &["fields[1].locked locked_empty"]);
    check("- {id: b, kind: line, label: B, locked: true, required: false}", &[]);
    check("- {id: b, kind: line, label: B, locked: true, prefill: [identity.given_name]}", &[]);
    let two = r#"- {id: b, kind: one_of, label: B, options: [{id: m, label: M, visible: 'a == "x"'}, {id: n, label: NN, visible: 'a == "OTHER"'}]}"#;
    check(&two.replace("OTHER", "y"), &[]);
    let faults =
        fields(&format!("{CHOICE}{}", two.replace("OTHER", "x"))).map(|form| analyse(&form).faults);
    let faults = faults.unwrap();
    assert_eq!(faults[0].code, "nothing_offered");
    assert!(faults[0].message.get(model::Lang::It).contains("«A» = «YY»"), "{faults:?}");
}

#[test]
fn what_cannot_be_decided_is_said() {
    let names: Vec<String> = (0..12).map(|n| format!("n{n}")).collect();
    let asked: String =
        names.iter().map(|id| format!("- {{id: {id}, kind: integer, label: NN}}\n")).collect();
    let sum = names.join(" * ");
    let (faults, undecided) = found(&format!(
        "{asked}- {{id: z, kind: line, label: Z, visible: '{sum} == 7919 && {sum} != 7919'}}"
    ));
    assert!(faults.is_empty() || undecided.is_empty());
    assert_eq!(faults.len() + undecided.len(), 1, "{faults:?} {undecided:?}");
}

#[test]
fn sections_and_steps_nobody_reaches_are_refused() {
    let yaml = r#"
steps:
- {id: one, title: Uno, sections: [{id: first, title: Primo, fields: [{id: yes, kind: yes_no, label: A}]}]}
- {id: two, title: Due, visible: 'yes && yes == false', sections: [{id: second, title: S, fields: [{id: b, kind: line, label: B}]}]}
- {id: three, title: Tre, visible: 'yes', sections: [{id: third, title: T, visible: 'yes == false', fields: [{id: c, kind: line, label: C}]}]}
"#;
    let form: Form = serde_saphyr::from_str(yaml).unwrap();
    let form = compile(&form, &setting()).unwrap();
    let paths: Vec<String> = analyse(&form).faults.into_iter().map(|fault| fault.path).collect();
    assert_eq!(paths, ["form.steps[1].visible", "form.steps[2].sections[0].visible"]);
}

#[test]
fn parts_of_rules_that_nobody_reaches_are_refused() {
    let asked = "- {id: a, kind: one_of, label: A, options: [{id: x, label: Uno}, {id: y, label: Due}]}\n\
                 - {id: n, kind: integer, label: Quanti}\n";
    let of = |rest: &str| {
        let form = fields(&format!("{asked}{rest}")).unwrap_or_else(|faults| panic!("{faults:?}"));
        let found = analyse(&form);
        assert_eq!(found.undecided, Vec::<String>::new());
        let fault = |fault: form::Fault| {
            let place = fault.place.map(|place| place.column);
            format!("{} {} {place:?}", fault.path.rsplit("fields").next().unwrap(), fault.code)
        };
        found.faults.into_iter().map(fault).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    let computed = |value: &str| format!("- {{id: c, kind: computed, label: C, value: '{value}'}}");
    assert_eq!(of(&computed(r#"a == "x" ? 1 : n > 4 ? 2 : 3"#)), none);
    let twice = of(&computed(r#"n > 4 ? 1 : n > 5 ? 2 : 3"#));
    assert_eq!(twice, ["[2].value never_reached Some(21)"]);
    // Where the question is not shown the answer is not computed.
    let hidden = computed(r#"a == "x" ? 1 : 2"#);
    let hidden = hidden.replace("value:", r#"visible: 'a == "y"', value:"#);
    assert_eq!(of(&hidden), ["[2].value never_reached Some(12)"]);
    let bound = r#"- {id: m, kind: integer, label: M, max: 'n > 4 ? 5 : n > 5 ? 6 : 7'}"#;
    assert_eq!(of(bound), ["[2].max never_reached Some(21)"]);
    let locked = r#"- {id: m, kind: integer, label: M, visible: 'a == "x"', locked: 'a == "y"', required: false}"#;
    assert_eq!(of(locked), ["[2].locked never_locked None"]);
}

#[test]
fn shipped_bricks_are_proved_too() {
    for brick in form::brick::all() {
        let form = fields(&format!("- {{id: x, kind: brick, brick: {}}}", brick.id)).unwrap();
        assert_eq!(told(&form).0, Vec::<String>::new(), "{}", brick.id);
    }
}

const ELIGIBLE: &str = r#"
eligibility:
- {rule: 'age_on(birth, today) >= 18', message: Devi avere 18 anni.}
- {rule: 'town == "here" || works_here', message: Serve abitare o lavorare qui.}
steps:
- id: one
  title: Uno
  sections:
  - id: who
    title: Chi
    fields:
    - {id: birth, kind: date, label: Nascita}
    - {id: town, kind: one_of, label: Comune, options: [{id: here, label: Qui}, {id: there, label: Altrove}]}
    - {id: works_here, kind: yes_no, label: Lavori qui?, visible: 'town == "there"'}
"#;

#[test]
fn who_may_not_send_is_told_as_soon_as_it_is_known_and_not_before() {
    let form: Form = serde_saphyr::from_str(ELIGIBLE).unwrap();
    let form = compile(&form, &setting()).unwrap();
    assert_eq!(told(&form).0, Vec::<String>::new());
    let check = |pairs: &[(&str, &str)], expect: &[&str]| {
        let checked = checked(&form, pairs);
        let stops: Vec<String> = problems(&checked)
            .into_iter()
            .filter(|problem| problem.ends_with("ineligible"))
            .collect();
        assert_eq!(stops, expect, "{pairs:?}");
        assert!(stops.is_empty() || !checked.is_complete());
    };
    check(&[], &[]);
    check(&[("birth", "1/1/2015")], &["birth ineligible"]);
    check(&[("birth", "31/2/2015")], &[]);
    check(&[("birth", "1/1/1980"), ("town", "there")], &[]);
    check(
        &[("birth", "1/1/1980"), ("town", "there"), ("works_here", "no")],
        &["works_here ineligible"],
    );
    // What was answered and is hidden again decides nothing.
    check(&[("birth", "1/1/1980"), ("town", "here"), ("works_here", "no")], &[]);
    let whole = checked(&form, &[("birth", "1/1/1980"), ("town", "here")]);
    assert!(whole.is_complete());
    // What reads no answer holds for everybody, from the first question on.
    let never = ELIGIBLE.replace("age_on(birth, today) >= 18", "month(today) == 4");
    let never: Form = serde_saphyr::from_str(&never).unwrap();
    let never = compile(&never, &setting()).unwrap();
    assert!(problems(&checked(&never, &[])).contains(&"birth ineligible".to_owned()));
    // What is computed sends one back to the answers from which it is.
    let computed = ELIGIBLE
        .replace("age_on(birth, today) >= 18", "age >= 18")
        .replace("    - {id: town,", "    - {id: age, kind: computed, label: Anni, value: 'age_on(birth, today)'}\n    - {id: town,");
    let computed: Form = serde_saphyr::from_str(&computed).unwrap();
    let computed = compile(&computed, &setting()).unwrap();
    assert!(problems(&checked(&computed, &[])).iter().all(|problem| problem.ends_with("missing")));
    let young = problems(&checked(&computed, &[("birth", "1/1/2015")]));
    assert!(young.contains(&"birth ineligible".to_owned()), "{young:?}");
    let nobody =
        ELIGIBLE.replace("age_on(birth, today) >= 18", "works_here && works_here == false");
    let nobody: Form = serde_saphyr::from_str(&nobody).unwrap();
    let faults = analyse(&compile(&nobody, &setting()).unwrap()).faults;
    assert_eq!(
        (faults[0].path.as_str(), faults[0].code),
        ("form.eligibility[0].rule", "nobody_eligible")
    );
}

const BANDS: &str = r#"
- {id: isee, kind: money, label: ISEE, min: 0}
- {id: zone, kind: one_of, label: Zona, options: [{id: a, label: Alfa}, {id: b, label: Beta}]}
- id: rate
  kind: computed
  label: Tariffa
  table:
    inputs: [isee, zone]
    rows:
    - {when: ["<= 7500", "-"], then: eur(0)}
    - {when: ["> 7500", '"a"'], then: eur(50)}
    - {when: ["> 7500", '"b"'], then: "eur(20) * 2"}
- {id: twice, kind: computed, label: Doppio, value: rate * 2}
"#;

#[test]
fn a_table_computes_and_others_read_what_it_gives() {
    let form = fields(BANDS).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let rate = |isee: &str, zone: &str| {
        let checked = checked(&form, &[("isee", isee), ("zone", zone)]);
        (
            format!("{:?}", checked.answers.value("rate")),
            format!("{:?}", checked.answers.value("twice")),
        )
    };
    let money = |cents: i64| (format!("Money({cents})"), format!("Money({})", cents * 2));
    assert_eq!(rate("7.500,00", "b"), money(0));
    assert_eq!(rate("7.500,01", "b"), money(4000));
    assert_eq!(rate("9000", "a"), money(5000));
    assert_eq!(rate("9000", "").0, "Empty");
    assert_eq!(told(&form).0, Vec::<String>::new());
}

#[test]
fn a_table_with_a_gap_or_a_row_in_vain_is_refused() {
    let with = |from: &str, to: &str| {
        let yaml = BANDS.replace(from, to);
        assert_ne!(yaml, BANDS);
        fields(&yaml)
    };
    let found = analyse(&with(r#"["<= 7500", "-"]"#, r#"["< 7500", "-"]"#).unwrap()).faults;
    assert_eq!(found[0].code, "table_gap");
    let said = found[0].message.get(model::Lang::It);
    assert!(said.contains("«ISEE» = 7.500,00") && !said.contains("Zona"), "{said}");
    let found = analyse(&with(r#"["<= 7500", "-"]"#, r#"["-", "-"]"#).unwrap()).faults;
    assert_eq!(found.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["table_row_covered"; 2]);
    let faults = with("> 7500", "> 7.500").unwrap_err();
    assert_eq!(faults[0].path, "form.steps[0].sections[0].fields[2].table.rows[1].when[0]");
    let faults = with("then: eur(0)", "then: 1").unwrap_err();
    assert!(faults.iter().any(|fault| fault.path.contains(".table.rows")), "{faults:?}");
    // A number may stand without quotes; a table and a rule exclude each other.
    let plain = "- {id: n, kind: integer, label: NN}\n- {id: t, kind: computed, label: T, table: {inputs: [n], rows: [{when: [1], then: 2}], otherwise: '0'}}";
    assert!(fields(plain).is_ok());
    let both = plain.replace("label: T,", "label: T, value: '1',");
    assert!(fields(&both).unwrap_err().iter().any(|fault| fault.code == "foreign_key"));
}
