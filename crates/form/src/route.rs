//! The way through a form: which steps there are for these answers, which comes next, how much of
//! each section is done. It only counts; what is wrong is in `check`.

use std::collections::BTreeSet;

use model::{Lang, Localized};
use rule::Rule;

use crate::check::{Checked, Node};
use crate::compiled::{Compiled, CompiledField, CompiledStep};
use crate::kinds::Shape;

/// How far a section or a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completion {
    /// Nothing in it was answered, and something is needed.
    NotStarted { of: u32 },
    /// `done` of the `of` answers it needs are there and right.
    Partial { done: u32, of: u32 },
    /// All it needs is there and nothing is wrong.
    Complete,
}

impl Completion {
    /// Nothing is left to do.
    #[must_use]
    pub fn is_complete(self) -> bool {
        matches!(self, Completion::Complete)
    }

    fn of(done: u32, needed: u32, is_touched: bool, is_wrong: bool) -> Completion {
        match (done, is_wrong) {
            (done, false) if done >= needed => Completion::Complete,
            (0, _) if !is_touched => Completion::NotStarted { of: needed },
            _ => Completion::Partial { done: done.min(needed), of: needed.max(1) },
        }
    }
}

/// One visible step, for the stepper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepLine {
    pub id: String,
    pub title: Localized,
    /// From 1, among the visible ones.
    pub number: usize,
    pub completion: Completion,
    pub sections: Vec<SectionLine>,
}

/// One visible section, for the index of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionLine {
    pub id: String,
    pub title: Localized,
    pub completion: Completion,
}

/// The visible steps, in order. A step in which nothing is asked now is not one.
#[must_use]
pub fn steps(form: &Compiled, checked: &Checked) -> Vec<StepLine> {
    let mut lines: Vec<StepLine> = Vec::new();
    for step in &form.steps {
        let mut total = Tally::default();
        let mut sections = Vec::new();
        for &section in &step.sections {
            let tally = Tally::of(form, checked, section);
            if !checked.sections[section] || !tally.is_shown {
                continue;
            }
            total.add(&tally);
            let compiled = &form.sections[section];
            sections.push(SectionLine {
                id: compiled.id.clone(),
                title: compiled.title.clone(),
                completion: tally.completion(),
            });
        }
        if !sections.is_empty() {
            lines.push(StepLine {
                id: step.id.clone(),
                title: step.title.clone(),
                number: lines.len() + 1,
                completion: total.completion(),
                sections,
            });
        }
    }
    lines
}

/// The step after the one named; none after the last. From a step that is not shown now, the first
/// that comes after its place.
#[must_use]
pub fn next(form: &Compiled, checked: &Checked, step: &str) -> Option<String> {
    let place = form.steps.iter().position(|at| at.id == step)?;
    let shown = steps(form, checked);
    form.steps[place + 1..].iter().find(|at| is_among(&shown, &at.id)).map(|at| at.id.clone())
}

/// The step before the one named; none before the first.
#[must_use]
pub fn previous(form: &Compiled, checked: &Checked, step: &str) -> Option<String> {
    let place = form.steps.iter().position(|at| at.id == step)?;
    let shown = steps(form, checked);
    form.steps[..place].iter().rev().find(|at| is_among(&shown, &at.id)).map(|at| at.id.clone())
}

/// Where a citizen who comes back goes on: the first step with something to do, else none.
#[must_use]
pub fn resume(form: &Compiled, checked: &Checked) -> Option<String> {
    steps(form, checked).into_iter().find(|step| !step.completion.is_complete()).map(|step| step.id)
}

/// Answers of the step named, or of one after it, may still make steps come or go.
#[must_use]
pub fn may_change(form: &Compiled, step: &str) -> bool {
    let Some(here) = form.steps.iter().position(|at| at.id == step) else { return false };
    let mut waiting: Vec<&Rule> = form.steps.iter().flat_map(|it| decides(form, it)).collect();
    let mut paths: Vec<&str> = Vec::new();
    let mut seen = BTreeSet::new();
    while let Some(rule) = waiting.pop() {
        paths.extend(rule.paths().iter().map(|path| &**path));
        while let Some(path) = paths.pop() {
            let Some(&at) = form.by_path.get(path) else { continue };
            // What is computed hangs on what it is computed from.
            let value = form.fields[at].value.as_ref().filter(|_| seen.insert(at));
            paths.extend(value.iter().flat_map(|value| value.paths()).map(|path| &**path));
            if form.sections[form.fields[at].section].step >= here {
                return true;
            }
        }
    }
    false
}

/// The rules that say whether a step is there: it is if one of its sections is, and a section if one of its fields is.
fn decides<'a>(form: &'a Compiled, step: &'a CompiledStep) -> Vec<&'a Rule> {
    let mut rules: Vec<&Rule> = step.visible.iter().collect();
    let mut inside = Vec::new();
    for section in step.sections.iter().map(|&at| &form.sections[at]) {
        let fields = || section.fields.iter().map(|&at| &form.fields[at]);
        let is_sure = |field: &CompiledField| field.visible.is_none() && !field.def.given_only;
        if section.visible.is_none() && fields().any(is_sure) {
            return rules;
        }
        inside.extend(section.visible.iter().chain(fields().filter_map(|it| it.visible.as_ref())));
    }
    rules.extend(inside);
    rules
}

fn is_among(shown: &[StepLine], id: &str) -> bool {
    shown.iter().any(|line| line.id == id)
}

/// What is counted of a section.
#[derive(Default)]
struct Tally {
    needed: u32,
    done: u32,
    is_shown: bool,
    is_touched: bool,
    is_wrong: bool,
}

impl Tally {
    fn of(form: &Compiled, checked: &Checked, section: usize) -> Tally {
        let mut tally = Tally::default();
        let nodes = checked.nodes.iter().filter(|node| form.fields[node.field].section == section);
        for node in nodes.filter(|node| node.is_visible) {
            tally.count(form, checked, node);
        }
        tally
    }

    fn count(&mut self, form: &Compiled, checked: &Checked, node: &Node) {
        self.is_shown = true;
        let shape = form.fields[node.field].kind().shape();
        let is_wrong = checked.problems_at(&node.path).next().is_some();
        self.is_wrong |= is_wrong;
        self.is_touched |= !checked.typed.get(&node.path).is_empty()
            || !checked.answers.rows(&node.path).is_empty();
        if node.is_required && !matches!(shape, Shape::Composite | Shape::Prose) {
            self.needed += 1;
            self.done += u32::from(!is_wrong);
        }
    }

    fn add(&mut self, other: &Tally) {
        self.needed += other.needed;
        self.done += other.done;
        self.is_shown |= other.is_shown;
        self.is_touched |= other.is_touched;
        self.is_wrong |= other.is_wrong;
    }

    fn completion(&self) -> Completion {
        Completion::of(self.done, self.needed, self.is_touched, self.is_wrong)
    }
}

/// How a completion reads: «completo», «1 di 2», «da iniziare».
#[must_use]
pub fn say(completion: Completion, lang: Lang) -> String {
    match (completion, lang) {
        (Completion::Complete, Lang::It) => "completo".to_owned(),
        (Completion::Complete, Lang::En) => "complete".to_owned(),
        (Completion::Partial { done, of }, Lang::It) => format!("{done} di {of}"),
        (Completion::Partial { done, of }, Lang::En) => format!("{done} of {of}"),
        (Completion::NotStarted { .. }, Lang::It) => "da iniziare".to_owned(),
        (Completion::NotStarted { .. }, Lang::En) => "to do".to_owned(),
    }
}
