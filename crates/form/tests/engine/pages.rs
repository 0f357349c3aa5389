//! What pages are drawn from: views, the route, summaries, first values, frozen answers, reasons.

use std::collections::{BTreeMap, BTreeSet};

use crate::support::*;
use form::explain::{Question, explain};
use form::route::Completion;
use form::view::{Asked, Control, GroupView, Item, Missing, StepView, Widget};
use form::{Answers, Checked, Compiled, Facts, Origin, Raw, check, prefill, route, summary, view};
use model::{Lang, Localized};
use rule::Value;

fn draw(form: &Compiled, raw: &Raw, step: &str, lang: Lang) -> Option<StepView> {
    let facts = Facts::on(today());
    let checked = check(form, raw, &facts);
    view::step(form, raw, &checked, &facts, Asked { step, lang, missing: Missing::Told })
}

fn controls<'a>(items: &'a [Item]) -> Vec<&'a Control> {
    let inside = |item: &'a Item| match item {
        Item::Control(control) => vec![control.as_ref()],
        Item::Set(set) => controls(&set.items),
        Item::Group(group) => group.rows.iter().flat_map(|row| controls(&row.items)).collect(),
        Item::Prose(_) => Vec::new(),
    };
    items.iter().flat_map(inside).collect()
}

fn control<'a>(step: &'a StepView, path: &str) -> &'a Control {
    let all = step.sections.iter().flat_map(|section| controls(&section.items));
    all.into_iter().find(|control| control.path == path).unwrap_or_else(|| panic!("no {path}"))
}

fn group(step: &StepView) -> &GroupView {
    let mut items = step.sections.iter().flat_map(|section| &section.items);
    let group = items.find_map(|item| match item {
        Item::Group(group) => Some(group),
        _ => None,
    });
    group.expect("a group")
}

#[test]
fn a_step_is_drawn_with_the_right_controls() {
    let form = rich();
    let step = draw(&form, &raw(WHOLE), "general", Lang::It).unwrap();
    assert_eq!(
        (step.number, step.of, step.title.as_str(), step.depends),
        (2, 4, "Dati generali", true)
    );
    let name = control(&step, "applicant.given_name");
    assert_eq!(
        (name.label.as_str(), name.value(), name.autocomplete.as_str()),
        ("Nome", "Mario", "given-name")
    );
    assert_eq!(
        (name.id.as_str(), name.is_required, name.is_optional),
        ("f-applicant-given_name", true, false)
    );
    let pec = control(&step, "contacts.pec");
    assert!(pec.is_optional && !pec.is_required);
    assert_eq!((pec.widget, pec.inputmode), (Widget::Typed("email"), "email"));
    let birth = control(&step, "applicant.birth_date");
    assert_eq!(
        (birth.widget, birth.value(), birth.iso.as_str()),
        (Widget::Date, "1/1/80", "1980-01-01")
    );
    let kind = control(&step, "kind");
    assert_eq!(kind.widget, Widget::Radio);
    assert!(kind.depends && !name.depends);
    let chosen: Vec<(&str, bool)> =
        kind.options.iter().map(|option| (option.label.as_str(), option.is_selected)).collect();
    assert_eq!(chosen, [("Primo rilascio", true), ("Rinnovo", false), ("Impresa", false)]);
    let english = draw(&form, &raw(WHOLE), "general", Lang::En).unwrap();
    assert_eq!(control(&english, "kind").options[0].label, "First issue");
    assert!(draw(&form, &raw(WHOLE), "declarations", Lang::It).is_none(), "hidden step");
    assert!(draw(&form, &raw(WHOLE), "nothing", Lang::It).is_none());
}

#[test]
fn what_is_wrong_is_told_beside_it_and_kept_as_typed() {
    let form = rich();
    let draft = raw(&[("applicant.birth_date", "31/2/1980"), ("kind", "")]);
    let facts = Facts::on(today());
    let checked = check(&form, &draft, &facts);
    let asked = Asked { step: "general", lang: Lang::It, missing: Missing::Untold };
    let quiet = view::step(&form, &draft, &checked, &facts, asked).unwrap();
    let birth = control(&quiet, "applicant.birth_date");
    assert_eq!(birth.value(), "31/2/1980");
    assert_eq!(
        birth.problems,
        ["Questo giorno non esiste nel calendario: controlla giorno e mese"]
    );
    assert!(!control(&quiet, "kind").is_wrong());
    let loud = draw(&form, &draft, "general", Lang::It).unwrap();
    assert_eq!(control(&loud, "kind").problems, ["Scegli una risposta per «Tipo di richiesta»"]);
}

#[test]
fn a_question_that_just_appeared_is_not_told_as_missing() {
    let form = rich();
    let facts = Facts::on(today());
    let wrong = |draft: &Raw, missing| {
        let checked = check(&form, draft, &facts);
        let asked = Asked { step: "general", lang: Lang::It, missing };
        let step = view::step(&form, draft, &checked, &facts, asked).unwrap();
        let all = step.sections.iter().flat_map(|section| controls(&section.items));
        let wrong = all.into_iter().filter(|control| control.is_wrong());
        wrong.map(|control| control.path.clone()).collect::<BTreeSet<_>>()
    };
    let draft = raw(&[("applicant.birth_date", "31/2/1980")]);
    let told = wrong(&draft, Missing::Told);
    assert!(told.contains("kind") && told.contains("contacts.email"), "{told:?}");
    let checked = check(&form, &draft, &facts);
    let missing = checked.problems.iter().filter(|problem| problem.is_missing());
    let told_at: BTreeSet<String> = missing.map(|problem| problem.path.clone()).collect();
    assert_eq!(wrong(&draft, Missing::ToldAt(&told_at)), told);
    let more = raw(&[("applicant.birth_date", "31/2/1980"), ("kind", "renewal")]);
    assert!(wrong(&more, Missing::Told).contains("previous"));
    let after = wrong(&more, Missing::ToldAt(&told_at));
    assert!(!after.contains("previous") && after.contains("contacts.email"), "{after:?}");
}

#[test]
fn a_ranking_has_as_many_places_as_may_be_taken() {
    let places = |max: &str| {
        let options =
            "[{id: x, label: X}, {id: v, label: V}, {id: z, label: Z}, {id: w, label: W}]";
        let yaml = format!("[{{id: a, kind: ranked, label: A, {max} options: {options}}}]");
        let step = draw(&fields(&yaml).unwrap(), &Raw::new(), "only", Lang::It).unwrap();
        control(&step, "a").ranks
    };
    assert_eq!(places("max: 2,"), 2);
    assert_eq!(places("max: local.max_vehicles,"), 3);
    assert_eq!(places(""), 4);
}

#[test]
fn a_date_shows_how_it_is_written() {
    let form = rich();
    let step = draw(&form, &raw(WHOLE), "general", Lang::It).unwrap();
    assert_eq!(control(&step, "applicant.birth_date").hint, "Per esempio 27 3 2015");
    assert_eq!(control(&step, "applicant.given_name").hint, "");
}

#[test]
fn rows_have_titles_of_their_own_content() {
    let form = rich();
    let mut draft = raw(WHOLE);
    let step = draw(&form, &draft, "vehicles", Lang::It).unwrap();
    let vehicles = group(&step);
    assert_eq!(vehicles.rows[0].title, "AB123CD · Fiat Panda");
    assert_eq!((vehicles.max, vehicles.can_add, vehicles.next_row.as_str()), (3, true, "r2"));
    assert!(!vehicles.rows[0].can_remove, "one is needed");
    let fee = control(&step, "vehicles.r1.fee");
    assert_eq!((fee.widget, fee.shown.as_str(), fee.is_locked), (Widget::Reading, "16,00 €", true));
    draft.set("vehicles", vec!["r1".into(), "r2".into(), "r3".into()]);
    draft.put("vehicles.r2.model", "Fiat Uno");
    let step = draw(&form, &draft, "vehicles", Lang::It).unwrap();
    let vehicles = group(&step);
    let titles: Vec<&str> = vehicles.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(titles, ["AB123CD · Fiat Panda", "Fiat Uno", "Veicoli: 3"]);
    assert!(!vehicles.can_add && vehicles.rows[1].can_remove);
    draft.remove("vehicles");
    let step = draw(&form, &draft, "vehicles", Lang::It).unwrap();
    let vehicles = group(&step);
    assert!(vehicles.rows[0].is_new && vehicles.rows[0].row == "r1");
    // The row says itself what is missing; nobody is asked to add one that stands there already.
    assert_eq!(control(&step, "vehicles.r1.plate").problems, ["Manca la risposta a «Targa»"]);
    assert_eq!((vehicles.rows[0].title.as_str(), vehicles.problems.len()), ("Veicoli: 1", 0));
}

#[test]
fn long_lists_of_choices_are_searched() {
    for (count, widget) in
        [(5, Widget::Radio), (6, Widget::Select), (10, Widget::Select), (11, Widget::Search)]
    {
        let options: Vec<String> =
            (0..count).map(|n| format!("{{id: o{n}, label: O{n}}}")).collect();
        let form = fields(&format!(
            "- {{id: a, kind: one_of, label: A, options: [{}]}}",
            options.join(", ")
        ))
        .unwrap();
        let step = draw(&form, &Raw::new(), "only", Lang::It).unwrap();
        assert_eq!(control(&step, "a").widget, widget, "{count}");
    }
}

#[test]
fn the_route_counts_and_leads_on() {
    let form = rich();
    let empty = checked(&form, &[]);
    let lines = route::steps(&form, &empty);
    let ids: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
    assert_eq!(ids, ["privacy", "general", "vehicles", "preferences"]);
    assert_eq!(lines[0].completion, Completion::NotStarted { of: 1 });
    assert_eq!(route::resume(&form, &empty).as_deref(), Some("privacy"));
    let some = checked(&form, &[("notice_read", "on"), ("kind", "first")]);
    let lines = route::steps(&form, &some);
    assert_eq!(lines[0].completion, Completion::Complete);
    assert_eq!(lines[1].sections[1].completion, Completion::Complete);
    assert_eq!(route::say(Completion::Partial { done: 1, of: 2 }, Lang::It), "1 di 2");
    let whole = checked(&form, WHOLE);
    assert_eq!(route::resume(&form, &whole), None);
    assert_eq!(route::next(&form, &whole, "preferences"), None);
    assert_eq!(route::next(&form, &whole, "privacy").as_deref(), Some("general"));
    assert_eq!(route::previous(&form, &whole, "privacy"), None);
    assert_eq!(route::previous(&form, &whole, "declarations").as_deref(), Some("preferences"));
    let more = check_but(&form, &[("vehicles", "r1|r2")]);
    assert_eq!(route::next(&form, &more, "preferences").as_deref(), Some("declarations"));
}

fn pairs(steps: &[summary::SummaryStep]) -> Vec<(String, String)> {
    fn walk(lines: &[summary::Line], into: &mut Vec<(String, String)>) {
        for line in lines {
            match line {
                summary::Line::Answer(answer) => {
                    into.push((answer.question.clone(), answer.answer.clone()));
                }
                summary::Line::Heading(..) | summary::Line::End => {}
                summary::Line::Rows { rows, .. } => rows.iter().for_each(|row| {
                    into.push(("row".into(), row.title.clone()));
                    walk(&row.lines, into);
                }),
            }
        }
    }
    let mut all = Vec::new();
    steps.iter().flat_map(|step| &step.sections).for_each(|section| walk(&section.lines, &mut all));
    all
}

#[test]
fn the_summary_reads_aloud_and_is_the_same_once_frozen() {
    let form = rich();
    let checked = checked(&form, WHOLE);
    let facts = Facts::on(today());
    let draft = summary::of_draft(&form, &checked, &facts, Lang::It);
    let all = pairs(&draft);
    let said = |question: &str| {
        let found = all.iter().find(|(of, _)| of == question);
        found.map(|(_, answer)| answer.as_str())
    };
    assert_eq!(said("Data di nascita"), Some("1º gennaio 1980"));
    assert_eq!(said("Tipo di richiesta"), Some("Primo rilascio"));
    assert_eq!(said("Zone"), Some("Zona A, Zona B"));
    assert_eq!(said("row"), Some("AB123CD · Fiat Panda"));
    assert_eq!(said("Tariffa"), Some("16,00 €"));
    assert_eq!(said("Hai un posto auto?"), Some("Sì"));
    assert_eq!(said("Via, corso o piazza"), Some("Via Esempio"));
    assert_eq!(said("Posta elettronica certificata (PEC)"), None, "not answered, not needed");
    let frozen = Answers::read(&form, &checked.answers.canonical(&form));
    assert_eq!(frozen, checked.answers);
    assert_eq!(summary::of_answers(&form, &frozen, &facts, Lang::It), draft);
    let more = check_but(&form, &[("vehicles", "r1|r2"), ("truth", "on")]);
    let mut stated = summary::of_draft(&form, &more, &facts, Lang::It);
    summary::with_statements(&mut stated, &form, Lang::It);
    let stated = pairs(&stated);
    let truth = stated.iter().find(|(question, _)| question == "Dichiaro che è tutto vero");
    assert_eq!(truth.map(|(_, said)| said.as_str()), Some("Sì: Ai sensi del DPR 445/2000."));
    let empty = summary::of_draft(&form, &crate::support::checked(&form, &[]), &facts, Lang::En);
    let missing = empty.iter().flat_map(|step| &step.sections).flat_map(|section| &section.lines);
    let missing =
        missing.filter(|line| matches!(line, summary::Line::Answer(a) if !a.problem.is_empty()));
    assert!(missing.count() > 10);
}

#[test]
fn frozen_answers_are_one_text() {
    let form = fields(
        "
- {id: b, kind: money, label: B}
- {id: a, kind: set, fields: [{id: z, kind: date, label: Z}, {id: y, kind: decimal, label: YY}]}
- {id: g, kind: group, label: G, fields: [{id: t, kind: line, label: T}]}
- {id: ok, kind: accept, label: OK}
",
    )
    .unwrap();
    let checked = checked(
        &form,
        &[
            ("b", "16"),
            ("a.z", "3/5/80"),
            ("a.y", "1,50"),
            ("g", "r2|r1"),
            ("g.r1.t", "è \"qui\""),
            ("ok", "on"),
        ],
    );
    assert_eq!(
        checked.answers.canonical(&form),
        r#"{"a":{"y":"1.50","z":"1980-05-03"},"b":1600,"g":[{"row":"r2"},{"row":"r1","t":"è \"qui\""}],"ok":true}"#
    );
    assert_eq!(Answers::read(&form, "not json"), Answers::default());
    let strange =
        r#"{"a":{"z":"x"},"b":"1","g":[{"row":1},{"t":"no row"},7],"unknown":1,"ok":"yes"}"#;
    let read = Answers::read(&form, strange);
    assert_eq!(read.iter().count(), 0);
    assert_eq!(read.rows("g").len(), 0);
}

#[test]
fn first_values_come_from_the_first_source_that_has_one() {
    let form = rich();
    let origin = |value: &str, is_authoritative| Origin {
        name: Localized::it("SPID"),
        on: None,
        is_authoritative,
        values: vec![value.into()],
    };
    let sources: prefill::Sources = BTreeMap::from([
        ("identity.given_name".into(), origin("Maria", true)),
        ("identity.email".into(), origin("a@esempio.it", false)),
        ("store.email".into(), origin("b@esempio.it", false)),
        ("store.phone".into(), origin(" ", false)),
        ("identity.phone".into(), origin("011 0000000", false)),
    ]);
    let mut draft = raw(&[("applicant.given_name", "Mario"), ("contacts.phone", "")]);
    let origins = prefill::fill(&form, &mut draft, &sources);
    assert_eq!(draft.first("applicant.given_name"), "Maria", "the source answers for it");
    assert_eq!(draft.first("contacts.email"), "b@esempio.it", "the first source");
    assert_eq!(draft.first("contacts.phone"), "", "emptied by the citizen");
    let facts = Facts { origins: &origins, ..Facts::on(today()) };
    let checked: Checked = check(&form, &draft, &facts);
    let asked = Asked { step: "general", lang: Lang::It, missing: Missing::Untold };
    let step = view::step(&form, &draft, &checked, &facts, asked).unwrap();
    let name = control(&step, "applicant.given_name");
    assert_eq!((name.source.as_str(), name.is_locked), ("Arriva da: SPID", true));
    let email = control(&step, "contacts.email");
    assert_eq!((email.source.as_str(), email.is_locked), ("Arriva da: SPID", false));
}

#[test]
fn reasons_are_given_in_words() {
    let form = rich();
    let facts = Facts::on(today());
    let renewal = check_but(&form, &[("kind", "renewal")]);
    let why = |checked: &Checked, path: &str, question, lang| {
        explain(&form, checked, &facts, (path, question), lang).join(" ")
    };
    let shown = why(&renewal, "previous", Question::Visible, Lang::It);
    assert!(
        shown.starts_with("Ti chiediamo questo perché") && shown.contains("Tipo di richiesta"),
        "{shown}"
    );
    assert!(shown.contains("Rinnovo"), "{shown}");
    let first = checked(&form, WHOLE);
    let hidden = why(&first, "previous", Question::Visible, Lang::En);
    assert!(hidden.starts_with("You are not asked this because"), "{hidden}");
    let row = why(&first, "vehicles.r1.lease_from", Question::Visible, Lang::It);
    assert!(row.contains("A che titolo lo usi"), "{row}");
    assert_eq!(why(&first, "kind", Question::Visible, Lang::It), "");
    assert_eq!(why(&first, "nothing", Question::Required, Lang::It), "");
}

/// Beside what is missing stands why it is asked or needed, where other answers decide it; beside what is locked, why.
#[test]
fn what_is_missing_or_locked_says_why() {
    let yaml = r#"
- {id: kind, kind: one_of, label: Tipo, options: [{id: new, label: Nuovo}, {id: renewal, label: Rinnovo}]}
- {id: number, kind: line, label: Numero, visible: 'kind == "renewal"'}
- {id: reason, kind: line, label: Motivo, required: 'kind == "renewal"'}
- {id: days, kind: integer, label: Giorni, locked: 'kind == "renewal"', required: false}
- {id: always, kind: line, label: Sempre}
"#;
    let form = fields(yaml).unwrap();
    let facts = Facts::on(today());
    let draft = raw(&[("kind", "renewal")]);
    let checked = check(&form, &draft, &facts);
    let why = |path: &str, missing| {
        let asked = Asked { step: "only", lang: Lang::It, missing };
        let step = view::step(&form, &draft, &checked, &facts, asked).unwrap();
        control(&step, path).why.join(" ")
    };
    let because = "perché «Tipo» è «Rinnovo»";
    assert_eq!(why("number", Missing::Told), format!("Ti chiediamo questo {because}"));
    assert_eq!(why("reason", Missing::Told), format!("Questa risposta è necessaria {because}"));
    assert_eq!(
        why("days", Missing::Untold),
        format!("Questa risposta non si può cambiare {because}")
    );
    assert_eq!(why("always", Missing::Told), "");
    assert_eq!(why("number", Missing::Untold), "", "nobody has had the chance to answer");
}

/// A section or a step is locked, or asks nothing that is needed, as a whole.
#[test]
fn sections_and_steps_are_locked_and_weakened_as_a_whole() {
    let yaml = r#"
steps:
- id: one
  title: Uno
  sections:
  - {id: first, title: Primo, fields: [{id: sure, kind: yes_no, label: A}]}
  - id: second
    title: Secondo
    locked: sure
    required: sure == false
    fields:
    - {id: b, kind: line, label: B}
    - {id: rows, kind: group, label: R, fields: [{id: c, kind: line, label: C}]}
- id: two
  title: Due
  locked: true
  required: false
  sections: [{id: third, title: T, fields: [{id: d, kind: line, label: D}]}]
"#;
    let form: form::Form = serde_saphyr::from_str(yaml).unwrap();
    let form = form::compile(&form, &setting()).unwrap();
    let facts = Facts::on(today());
    let stands = |sure: &str| {
        let draft = raw(&[("sure", sure), ("rows", "r1")]);
        let checked = check(&form, &draft, &facts);
        let of = |(step, path): (&str, &str)| {
            let asked = Asked { step, lang: Lang::It, missing: Missing::Untold };
            let step = view::step(&form, &draft, &checked, &facts, asked).unwrap();
            let control = control(&step, path);
            (control.is_locked, control.is_required)
        };
        [("one", "b"), ("one", "rows.r1.c"), ("two", "d")].map(of)
    };
    assert_eq!(stands("yes"), [(true, false), (true, true), (true, false)]);
    assert_eq!(stands("no"), [(false, true), (false, true), (true, false)]);
    // A lock that can never hold is refused, and so is one that cannot be read.
    let never = yaml.replace("locked: sure", "locked: sure && sure == false");
    let never: form::Form = serde_saphyr::from_str(&never).unwrap();
    let found = form::analyse(&form::compile(&never, &setting()).unwrap());
    let paths: Vec<_> = found.faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["form.steps[0].sections[1].locked"]);
    let wrong: form::Form =
        serde_saphyr::from_str(&yaml.replace("locked: sure", "locked: nothing")).unwrap();
    let faults = form::compile(&wrong, &setting()).unwrap_err();
    assert_eq!(faults[0].path, "form.steps[0].sections[1].locked");
}

#[test]
fn rules_over_frozen_answers_read_them_as_they_were() {
    let form = rich();
    let checked = checked(&form, WHOLE);
    let frozen = Answers::read(&form, &checked.answers.canonical(&form));
    let facts = Facts::on(today());
    let names = frozen.bindings(&form, facts.more);
    let context = rule::Context { today: today(), calendar: facts.calendar };
    let holds = |text: &str| {
        let rule = rule::Rule::compile(text, form.names(), rule::Expect::Bool);
        rule.unwrap_or_else(|faults| panic!("{faults:?}")).holds(&names, &context)
    };
    assert!(holds(r#"vehicles.exists(v, v.plate == "AB123CD")"#));
    assert!(holds(r#"applicant.residence.cap == "10095" && total == eur(16.00)"#));
    assert!(holds(r#""a" in zones && size(vehicles) == 1"#));
    assert!(!holds("has(previous)"));
    assert_eq!(frozen.value("garage"), &Value::Bool(true));
}

#[test]
fn longer_forms_take_longer_to_fill() {
    let line = |n: usize| format!("- {{id: f{n}, kind: line, label: Campo}}\n");
    let minutes = |n: usize| {
        let lines: String = (0..n).map(line).collect();
        form::effort::minutes(&fields(&lines).unwrap())
    };
    assert_eq!((minutes(1), minutes(60)), (2, 13));
    // What only some are asked counts half, what is computed is only read.
    let more = "- {id: yes, kind: yes_no, label: Campo}\n- {id: only, kind: paragraph, label: Campo, visible: yes == true}\n";
    let form = fields(more).unwrap();
    assert_eq!(form::effort::minutes(&form), 2);
}
