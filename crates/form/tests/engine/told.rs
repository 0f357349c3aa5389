//! What is told around the questions: whether steps may still come, in which language a title is.

use crate::support::*;
use form::{Compiled, Facts, Kind, route, summary};
use model::{Lang, Localized};

#[test]
fn steps_may_change_until_their_last_condition_is_answered() {
    let field = |id: &str, visible: Option<&str>, value: Option<&str>| form::Field {
        id: id.to_owned(),
        kind: if value.is_some() { Kind::Computed } else { Kind::YesNo },
        label: Localized::it(id),
        visible: visible.map(str::to_owned),
        value: value.map(str::to_owned),
        ..form::Field::default()
    };
    let compiled = |fields: Vec<form::Field>| {
        let mut form = form::Form::of_fields("s0", Vec::new());
        let empty = form.steps.remove(0);
        for (n, field) in fields.into_iter().enumerate() {
            let mut step = empty.clone();
            step.id = format!("s{n}");
            step.sections[0].id = format!("part{n}");
            step.sections[0].fields = vec![field];
            form.steps.push(step);
        }
        form::compile(&form, &setting()).unwrap_or_else(|faults| panic!("{faults:#?}"))
    };
    let told = |form: &Compiled| [0, 1, 2, 3].map(|n| route::may_change(form, &format!("s{n}")));
    let plain = vec![field("a", None, None), field("b", None, None)];
    assert_eq!(told(&compiled(plain)), [false; 4]);
    // The last step hangs on what is computed from the second.
    let hangs = vec![
        field("a", None, None),
        field("b", None, None),
        field("c", None, Some("b == true")),
        field("d", Some("c"), None),
    ];
    assert_eq!(told(&compiled(hangs)), [true, true, true, false]);
    let mixed = vec![field("a", None, None), field("b", Some("a == true"), None)];
    assert_eq!(told(&compiled(mixed)), [true, false, false, false]);
    assert!(!route::may_change(&rich(), "nothing"));
}

#[test]
fn titles_of_a_summary_say_their_language_where_it_is_another() {
    let mut inner = form::Field { id: "name".into(), kind: Kind::Line, ..form::Field::default() };
    inner.label = Localized::both("Nome", "Name");
    let set = form::Field {
        id: "who".into(),
        kind: Kind::Set,
        label: Localized::it("Chi chiede"),
        fields: vec![inner],
        ..form::Field::default()
    };
    let mut form = form::Form::of_fields("a", vec![set]);
    form.steps[0].title = Localized::it("Primo");
    form.steps[0].sections[0].title = Localized::both("Persona", "Person");
    let form = form::compile(&form, &setting()).unwrap();
    let checked = checked(&form, &[("who.name", "Mario")]);
    let facts = Facts::on(today());
    let steps = summary::of_draft(&form, &checked, &facts, Lang::En);
    let section = &steps[0].sections[0];
    assert_eq!((steps[0].lang, section.lang), (Some(Lang::It), None));
    assert!(matches!(section.lines[0], summary::Line::Heading(_, Some(Lang::It))));
}
