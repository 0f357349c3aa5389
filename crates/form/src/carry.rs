//! From one revision of a form to another, for a draft that goes on: which answers can no longer stand where they stood,
//! and what is asked that was not asked before. It decides; it does not store.

use std::collections::BTreeSet;

use model::{Lang, Localized};
use rule::Value;

use crate::brick;
use crate::check::Typed;
use crate::compiled::{Compiled, CompiledField, CompiledStep, Demand};
use crate::definition::Kind;
use crate::facts::Facts;
use crate::kinds::Shape;
use crate::raw::Raw;
use crate::show::Writer;

/// Something that a form asks and the one before did not, or asks otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Where it is.
    pub at: At,
    /// It was asked before, otherwise: of another kind, with other choices, or without having to be answered.
    pub is_changed: bool,
    /// What people call it; of a field of rows with the name of the group before it.
    pub label: Localized,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// A step, by its id.
    Step(String),
    /// A question or composite.
    Field {
        /// Its path, without rows.
        path: String,
        /// The path at which a page shows it: of what stands in rows that of their outermost group.
        shown: String,
    },
}

/// What `new` asks that `old` did not, in the order of the form: of a new step the step alone, of a new composite the
/// composite alone. What nobody answers is passed over.
#[must_use]
pub fn news(old: &Compiled, new: &Compiled) -> Vec<News> {
    let mut found = Vec::new();
    let is_new_step = |step: usize| !old.step_ids().any(|id| id == new.steps[step].id);
    let mut told = vec![false; new.steps.len()];
    for field in &new.fields {
        let is_asked = !matches!(field.kind().shape(), Shape::Prose)
            && field.value.is_none()
            && !field.def.given_only;
        let before = old.find(&field.path);
        let is_inside = field.parent.is_some_and(|parent| {
            let parent = &new.fields[parent];
            old.find(&parent.path).is_none()
        });
        if !is_asked || before.is_some_and(|before| !is_changed(before, field)) || is_inside {
            continue;
        }
        let step = new.sections[field.section].step;
        if before.is_none() && is_new_step(step) {
            if !std::mem::replace(&mut told[step], true) {
                let CompiledStep { id, title, .. } = &new.steps[step];
                found.push(News {
                    at: At::Step(id.clone()),
                    is_changed: false,
                    label: title.clone(),
                });
            }
            continue;
        }
        let (shown, label) = place(new, field);
        let at = At::Field { path: field.path.clone(), shown };
        found.push(News { at, is_changed: before.is_some(), label });
    }
    found
}

/// The path at which a page shows a field, and its name there.
fn place(form: &Compiled, field: &CompiledField) -> (String, Localized) {
    let Some(group) = field.group else { return (field.path.clone(), called(field)) };
    let around = std::iter::successors(Some(group), |&group| form.fields[group].group);
    let outermost = &form.fields[around.last().unwrap_or(group)];
    let (group, own) = (called(outermost), called(field));
    let named = |lang| (lang, format!("{}: {}", group.get(lang), own.get(lang)));
    (outermost.path.clone(), Lang::ALL.into_iter().map(named).collect())
}

/// What people call a field: a brick without a label of its own by its title.
fn called(field: &CompiledField) -> Localized {
    let brick = field.def.brick.as_deref().filter(|_| field.def.label.is_empty());
    brick.and_then(brick::find).map_or_else(|| field.label(), |brick| brick.title.clone())
}

/// Who answered the one has to look at the other.
fn is_changed(before: &CompiledField, now: &CompiledField) -> bool {
    let ids = |field: &CompiledField| -> BTreeSet<String> {
        field.choices.entries.iter().map(|choice| choice.id.clone()).collect()
    };
    let is_free = |demand: &Demand| matches!(demand, Demand::Fixed(false));
    let is_own = !matches!(now.kind().shape(), Shape::Composite);
    before.kind() != now.kind()
        || (is_own && is_free(&before.required) && !is_free(&now.required))
        || ids(before) != ids(now)
        || says_other(before, now)
}

/// What is ticked says something else.
fn says_other(before: &CompiledField, now: &CompiledField) -> bool {
    now.kind().is_box() && before.def.text != now.def.text
}

/// Paths whose answers cannot stand in `new` where they stood in `old`: a choice that is not given any more, files or
/// rows where something else is asked, a box that now says something else. What is merely wrong stays where it is typed,
/// and so does what is asked no more.
#[must_use]
pub fn unfit(old: &Compiled, new: &Compiled, raw: &Raw, facts: &Facts<'_>) -> Vec<String> {
    let is_unfit = |(path, values): &(&str, &[String])| {
        let (Some(was), Some(is)) = (old.locate(path), new.locate(path)) else { return false };
        let (was, is) = (&old.fields[was.field], &new.fields[is.field]);
        values.iter().any(|value| !value.trim().is_empty()) && !fits(was, is, values, facts)
    };
    raw.iter().filter(is_unfit).map(|(path, _)| path.to_owned()).collect()
}

fn fits(was: &CompiledField, is: &CompiledField, values: &[String], facts: &Facts<'_>) -> bool {
    let picks = |field: &CompiledField| field.kind().is_chosen();
    let types = |field: &CompiledField| {
        let kind = field.kind();
        kind.shape() == Shape::Single && !kind.is_box() && !picks(field) && kind != Kind::YesNo
    };
    if picks(was) && picks(is) {
        let is_one = is.kind().shape() == Shape::Single;
        if read(was, values, facts).is_empty() {
            return true;
        }
        let is_too_much = is_one && values.len() > 1;
        return !is_too_much && !read(is, values, facts).is_empty();
    }
    (was.kind() == is.kind() && !says_other(was, is)) || (types(was) && types(is))
}

/// What the texts at a field say there; empty if nothing, or nothing right.
fn read(field: &CompiledField, texts: &[String], facts: &Facts<'_>) -> Value {
    let (today, files) = (facts.today, facts.files);
    Typed { field, texts, today, files, is_foreign: true, is_given: true }.read(&|_| true).0
}

/// An answer of a draft as people read it, also one that is wrong; empty where `form` asks nothing that is answered.
#[must_use]
pub fn told(
    form: &Compiled,
    (path, texts): (&str, &[String]),
    facts: &Facts<'_>,
    lang: Lang,
) -> String {
    let Some(field) = form.locate(path).map(|at| &form.fields[at.field]) else {
        return String::new();
    };
    if !field.kind().holds_an_answer() || texts.iter().all(|text| text.trim().is_empty()) {
        return String::new();
    }
    match read(field, texts, facts) {
        Value::Empty => texts.join(", "),
        value => Writer { form, facts, lang }.field(field, &value),
    }
}
