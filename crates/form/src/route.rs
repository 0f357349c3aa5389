//! The way through a form: which steps there are for these answers, which comes next, how much of
//! each section is done. It only counts; what is wrong is in `check`.

use model::{Lang, Localized};

use crate::check::{Checked, Node};
use crate::compiled::Compiled;
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
