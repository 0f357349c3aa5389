//! What a new revision changes for those who are under way, in words: fields, templates to fill,
//! states, moves, fees and the term. Wording that changes no meaning is not listed.

use std::collections::BTreeMap;

use form::{Blank, Field, Form};
use model::{Lang, Localized};

use crate::document::Procedure;

/// One difference between two revisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// To what kind of part.
    pub part: Part,
    /// Its id; for a field its path without rows.
    pub id: String,
    /// The same in words.
    pub message: Localized,
}

/// What happened to a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    Added,
    Removed,
    /// Another kind of field, another place in the workflow, another sum or length.
    Changed,
}

/// A kind of part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Field,
    /// A template to fill, by the path of its attachment.
    Template,
    State,
    Move,
    Fee,
    Term,
}

/// A part as it is compared: its name, and what makes it the same.
struct Seen {
    name: Localized,
    essence: String,
}

/// What `new` changes, part by part, each in order of id.
#[must_use]
pub fn changes(old: &Procedure, new: &Procedure) -> Vec<Change> {
    let lists = [
        (Part::Field, fields(&old.form), fields(&new.form)),
        (Part::Template, templates(&old.form), templates(&new.form)),
        (Part::State, states(old), states(new)),
        (Part::Move, moves(old), moves(new)),
        (Part::Fee, fees(old), fees(new)),
        (Part::Term, term(old), term(new)),
    ];
    lists.into_iter().flat_map(|(part, old, new)| compared(part, &old, &new)).collect()
}

fn compared(part: Part, old: &BTreeMap<String, Seen>, new: &BTreeMap<String, Seen>) -> Vec<Change> {
    let mut found = Vec::new();
    for (id, seen) in old {
        match new.get(id) {
            None => found.push(change(ChangeKind::Removed, part, id, &seen.name)),
            Some(now) if now.essence != seen.essence => {
                found.push(change(ChangeKind::Changed, part, id, &now.name));
            }
            Some(_) => {}
        }
    }
    let added = new.iter().filter(|(id, _)| !old.contains_key(*id));
    found.extend(added.map(|(id, seen)| change(ChangeKind::Added, part, id, &seen.name)));
    found
}

fn change(kind: ChangeKind, part: Part, id: &str, name: &Localized) -> Change {
    let (noun_it, noun_en) = match part {
        Part::Field => ("Campo", "Field"),
        Part::Template => ("Modello da compilare", "Template to fill"),
        Part::State => ("Stato", "State"),
        Part::Move => ("Passaggio", "Move"),
        Part::Fee => ("Importo", "Fee"),
        Part::Term => ("Termine", "Term"),
    };
    let (done_it, done_en) = match kind {
        ChangeKind::Added => ("aggiunto", "added"),
        ChangeKind::Removed => ("tolto", "removed"),
        ChangeKind::Changed => ("cambiato", "changed"),
    };
    let called = |lang| if name.is_empty() { id.to_owned() } else { name.get(lang).to_owned() };
    let message = Localized::both(
        format!("{noun_it} {done_it}: «{}»", called(Lang::It)),
        format!("{noun_en} {done_en}: “{}”", called(Lang::En)),
    );
    Change { kind, part, id: id.to_owned(), message }
}

/// Every field as it is written, by its path without rows.
fn written(form: &Form) -> Vec<(String, &Field)> {
    fn gather<'a>(fields: &'a [Field], before: &str, into: &mut Vec<(String, &'a Field)>) {
        for field in fields {
            let path =
                if before.is_empty() { field.id.clone() } else { format!("{before}.{}", field.id) };
            gather(&field.fields, &path, into);
            into.push((path, field));
        }
    }
    let mut into = Vec::new();
    for section in form.steps.iter().flat_map(|step| &step.sections) {
        gather(&section.fields, "", &mut into);
    }
    into
}

fn fields(form: &Form) -> BTreeMap<String, Seen> {
    let asked = written(form).into_iter().filter(|(_, field)| !field.kind.is_prose());
    let seen = asked.map(|(path, field)| {
        let essence = format!("{:?} {:?} {:?}", field.kind, field.brick, field.omit);
        (path, Seen { name: field.label.clone(), essence })
    });
    seen.collect()
}

/// Somebody signs every word of a template.
fn templates(form: &Form) -> BTreeMap<String, Seen> {
    let offered = written(form).into_iter();
    let seen = offered.filter_map(|(path, field)| {
        let Blank { title, body, .. } = field.template.as_ref()?;
        Some((path, Seen { name: title.clone(), essence: format!("{title:?} {body:?}") }))
    });
    seen.collect()
}

fn states(procedure: &Procedure) -> BTreeMap<String, Seen> {
    let states = procedure.workflow.states.iter().map(|state| {
        let essence = format!("{:?} {:?} {:?}", state.national, state.clock, state.ends);
        (state.id.clone(), Seen { name: state.office.clone(), essence })
    });
    states.collect()
}

fn moves(procedure: &Procedure) -> BTreeMap<String, Seen> {
    let moves = procedure.workflow.moves.iter().map(|mv| {
        let essence = format!("{:?} {:?} {} {:?} {:?}", mv.act, mv.from, mv.to, mv.who, mv.guard);
        (mv.id.clone(), Seen { name: mv.label.clone(), essence })
    });
    moves.collect()
}

fn fees(procedure: &Procedure) -> BTreeMap<String, Seen> {
    let local = |rule: &str| {
        let value = rule.strip_prefix("local.").and_then(|key| procedure.local.get(key));
        value.map(|value| format!("{value:?}")).unwrap_or_default()
    };
    let fees = procedure.fees.iter().map(|fee| {
        let sum = local(fee.amount.trim());
        let essence = format!("{:?} {} {sum} {:?}", fee.phase, fee.amount, fee.when);
        (fee.id.clone(), Seen { name: fee.label.clone(), essence })
    });
    fees.collect()
}

fn term(procedure: &Procedure) -> BTreeMap<String, Seen> {
    let term = &procedure.workflow.term;
    let essence = format!("{:?} {:?} {:?}", term.length(), term.from, term.silence);
    [("term".to_owned(), Seen { name: Localized::it(term.norm.clone()), essence })].into()
}
