//! Rules and letters inside a workflow: faults with their place, and letters filled.

use std::collections::{BTreeMap, BTreeSet};

use model::{Calendar, Lang, Localized};
use rule::{Names, Show, Type, Value};
use workflow::{Facts, Letter, Move, Scope, Workflow, compile};

use crate::common::{at, desk, letters, permit};

fn names() -> Names {
    Names::new().with("kind", Type::Text).with_options("kind", ["resident", "garage"])
}

fn asked_by(mv: &Move) -> Vec<(String, Type)> {
    match mv.id.as_str() {
        "grant" => vec![("permit".into(), Type::Text)],
        "refuse" => vec![("observations".into(), Type::Text)],
        _ => Vec::new(),
    }
}

/// Faults as `code at path:line:column`, the codes of the rule language as `rule`.
fn faults(change: impl FnOnce(&mut Workflow, &mut Vec<Letter>)) -> Vec<String> {
    let mut workflow = permit();
    let mut letters = letters(&["integration", "granted", "refused"]);
    change(&mut workflow, &mut letters);
    let names = names();
    let scope = Scope { names: &names, asked_by: &asked_by };
    let (_, faults) = compile(workflow, letters, &scope);
    faults
        .iter()
        .map(|fault| match fault.place {
            Some(place) => format!("rule at {}:{}:{}", fault.path, place.line, place.column),
            None => format!("{} at {}", fault.code, fault.path),
        })
        .collect()
}

#[test]
fn rules_are_checked_where_they_stand() {
    assert_eq!(faults(|_, _| {}), Vec::<String>::new());
    assert_eq!(
        faults(|w, _| w.routing[0].when = Some("kind == \"garaeg\"".into())),
        ["rule at workflow.routing[0].when:1:9"]
    );
    assert_eq!(
        faults(|w, _| w.moves[8].guard = Some("colour".into())),
        ["rule at workflow.moves[8].guard:1:1"]
    );
    // The number of the permit is asked by another move.
    let of_another = |w: &mut Workflow, _: &mut Vec<Letter>| {
        w.moves[0].guard = Some("move.permit == \"1\"".into());
        w.moves[0].refusal = Some(Localized::it("No."));
    };
    assert_eq!(faults(of_another), ["rule at workflow.moves[0].guard:1:1"]);
    assert_eq!(
        faults(|w, _| {
            w.moves[0].guard = Some("application.state == \"sent\"".into());
        }),
        ["guard_silent at workflow.moves[0]"]
    );
}

#[test]
fn a_letter_names_what_every_move_that_makes_it_asks() {
    let body = |text: &str| Localized::both(text, text);
    assert_eq!(
        faults(|_, letters| letters[1].body = body("Permesso {move.permit}")),
        Vec::<String>::new()
    );
    assert_eq!(
        faults(|_, letters| letters[2].subject = Localized::it("Permesso {move.permit}")),
        ["rule at letters[2].subject:1:11"]
    );
    assert_eq!(
        faults(|_, letters| letters[2].body = body("Permesso {move.permit}")),
        ["rule at letters[2].body.it:1:11", "rule at letters[2].body.en:1:11"]
    );
}

struct Plain;

impl Show for Plain {
    fn show(&self, _: Option<&str>, value: &Value) -> String {
        match value {
            Value::Text(text) => text.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Empty => String::new(),
            other => format!("{other:?}"),
        }
    }
}

#[test]
fn a_letter_is_filled_from_answers_and_application() {
    let mut written = letters(&["integration", "granted", "refused"]);
    written[1].body = Localized::both(
        "Rispondiamo entro {application.due_on}: permesso {move.permit}.",
        "We answer by {application.due_on}: permit {move.permit}.",
    );
    let names = names();
    let scope = Scope { names: &names, asked_by: &asked_by };
    let (compiled, faults) = compile(permit(), written, &scope);
    assert_eq!(faults, []);
    let desk = desk::Desk::sent(permit(), "2027-03-01");
    let application = desk.application.unwrap();
    let answers = BTreeMap::from([("move.permit".to_owned(), Value::text("ZTL-1"))]);
    let calendar = Calendar::default();
    let facts = Facts {
        now: at("2027-03-02"),
        calendar: &calendar,
        bindings: &answers,
        parties: &BTreeSet::new(),
    };
    let bindings = compiled.bindings(&application, &facts);
    let write =
        |lang| compiled.letter("granted").unwrap().write(lang, &bindings, &facts.context(), &Plain);
    let english = write(Lang::En);
    assert_eq!(english.body, "We answer by 2027-03-31: permit ZTL-1.");
    assert_eq!(english.lang, Lang::En);
    // The subject exists in Italian only.
    assert_eq!(english.subject, "Domanda 2027/000001");
    assert_eq!(write(Lang::It).body, "Rispondiamo entro 2027-03-31: permesso ZTL-1.");
    assert!(compiled.letter("nothing").is_none());
}

#[test]
fn letters_name_the_notice_and_what_was_answered_to_it() {
    let mut letters = letters(&["integration", "granted", "refused"]);
    letters[2].body = Localized::it(
        "{application.notice.on} {has(application.observations.on) ? \"sentito\" : \"tacque\"} \
         {application.observations.on} {application.integration.until}",
    );
    let names = names();
    let scope = Scope { names: &names, asked_by: &asked_by };
    let (compiled, faults) = compile(permit(), letters, &scope);
    assert_eq!(faults, []);
    let written = |desk: &desk::Desk, on: &str| {
        let calendar = Calendar::default();
        let facts = Facts {
            now: at(on),
            calendar: &calendar,
            bindings: &desk.answers,
            parties: &BTreeSet::new(),
        };
        let application = desk.application.as_ref().unwrap();
        let bindings = compiled.bindings(application, &facts);
        let letter = compiled.letter("refused").unwrap();
        let body = letter.write(Lang::It, &bindings, &facts.context(), &Plain).body;
        body.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let mut desk = desk::Desk::sent(permit(), "2027-03-01");
    desk.make("2027-03-02", &desk::clerk(), "take").unwrap();
    assert_eq!(written(&desk, "2027-03-02"), "tacque");
    desk.make("2027-03-09", &desk::responsible(), "notify").unwrap();
    assert_eq!(written(&desk, "2027-03-10"), "2027-03-09 tacque");
    desk.make("2027-03-15", &desk::citizen(), "observe").unwrap();
    assert_eq!(written(&desk, "2027-03-16"), "2027-03-09 sentito 2027-03-15");
}
