//! In which order values are computed, and which answers other rules read.

use std::collections::BTreeSet;

use rule::Rule;

use crate::compiled::{Compiled, CompiledField, Computation, Demand, Limit};
use crate::faults::{Fault, FaultKind};
use crate::kinds::Shape;

/// Fills `order` and `is_read`; a fault for every circle.
pub fn arrange(form: &mut Compiled) -> Vec<Fault> {
    let reads: Vec<BTreeSet<usize>> =
        (0..form.fields.len()).map(|field| reads_of(form, field)).collect();
    let mut search = Search {
        reads: &reads,
        state: vec![State::New; reads.len()],
        path: Vec::new(),
        order: Vec::new(),
        circles: Vec::new(),
    };
    for field in 0..reads.len() {
        search.visit(field);
    }
    let Search { order, circles, .. } = search;
    form.order = order.into_iter().filter(|&field| has_value(&form.fields[field])).collect();
    let mut read = BTreeSet::new();
    for (index, field) in form.fields.iter().enumerate() {
        let later = later_rules(field);
        read.extend(later.flat_map(|rule| resolve(form, rule, field.group)));
        read.extend(&reads[index]);
    }
    for field in read {
        form.fields[field].is_read = true;
    }
    for index in 0..form.fields.len() {
        let field = &form.fields[index];
        let conditions = field.checks.iter().map(|check| resolve(form, &check.rule, field.group));
        let conditions: Vec<Vec<usize>> = conditions.collect();
        for (check, reads) in form.fields[index].checks.iter_mut().zip(conditions) {
            check.reads = reads;
        }
    }
    for index in 0..form.eligibility.len() {
        let mut reads = resolve(form, &form.eligibility[index].rule, None);
        // Of what is computed, also that from which it is: nobody can mend the rest.
        let mut at = 0;
        while let Some(&field) = reads.get(at) {
            at += 1;
            form.fields[field].is_read = true;
            let own = &form.fields[field];
            let computed = own.value.iter().flat_map(Computation::paths);
            let more: Vec<usize> =
                computed.flat_map(|path| at_path(form, path, own.group)).collect();
            for field in more {
                if !reads.contains(&field) {
                    reads.push(field);
                }
            }
        }
        form.eligibility[index].reads = reads;
    }
    circles.into_iter().map(|circle| fault(form, &circle)).collect()
}

fn has_value(field: &CompiledField) -> bool {
    !matches!(field.kind().shape(), Shape::Prose | Shape::Composite)
}

fn fault(form: &Compiled, circle: &[usize]) -> Fault {
    let labels = circle.iter().map(|&field| form.fields[field].path.clone()).collect();
    let place = circle.first().map_or("form", |&field| form.fields[field].document.as_str());
    FaultKind::Circle { labels }.at(place)
}

/// The fields whose values decide the value of `field`: through its own rule, and through all that
/// can hide it or its choices.
fn reads_of(form: &Compiled, field: usize) -> BTreeSet<usize> {
    let own = &form.fields[field];
    let section = &form.sections[own.section];
    let step = &form.steps[section.step];
    let mut reads = BTreeSet::new();
    let outer = section.visible.iter().chain(&step.visible);
    reads.extend(outer.flat_map(|rule| resolve(form, rule, None)));
    for at in form.chain(field) {
        let rules = form.fields[at].visible.iter();
        reads.extend(rules.flat_map(|rule| resolve(form, rule, form.fields[at].group)));
    }
    let computed = own.value.iter().flat_map(Computation::paths);
    reads.extend(computed.flat_map(|path| at_path(form, path, own.group)));
    let rules = own.count.iter().chain(own.choices.rules.iter().map(|(_, rule)| rule));
    reads.extend(rules.flat_map(|rule| resolve(form, rule, own.group)));
    if let Some(group) = own.group {
        reads.insert(group);
    }
    reads
}

/// Rules that are asked once every value is known, and that change what the page shows.
fn later_rules(field: &CompiledField) -> impl Iterator<Item = &Rule> {
    let demands = [&field.required, &field.locked].into_iter().filter_map(|demand| match demand {
        Demand::When(rule) => Some(rule),
        Demand::Fixed(_) => None,
    });
    let limits = field.min.iter().chain(&field.max).filter_map(|limit| match limit {
        Limit::Given(rule) => Some(rule),
        Limit::Number(_) => None,
    });
    demands.chain(limits)
}

/// The fields that a rule reads, what stands inside them included.
pub(crate) fn resolve(form: &Compiled, rule: &Rule, group: Option<usize>) -> Vec<usize> {
    rule.paths().iter().flat_map(|path| at_path(form, path, group)).collect()
}

/// The fields at what a rule in a row of `group` calls `path`, what stands inside them included.
fn at_path(form: &Compiled, path: &str, group: Option<usize>) -> Vec<usize> {
    let mut fields = Vec::new();
    let mut inside: Vec<usize> =
        form.by_path.get(&form.bare(path, group)).copied().into_iter().collect();
    while let Some(field) = inside.pop() {
        fields.push(field);
        inside.extend(&form.fields[field].children);
    }
    fields
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done,
}

struct Search<'a> {
    reads: &'a [BTreeSet<usize>],
    state: Vec<State>,
    path: Vec<usize>,
    order: Vec<usize>,
    circles: Vec<Vec<usize>>,
}

impl Search<'_> {
    fn visit(&mut self, field: usize) {
        match self.state[field] {
            State::Done => return,
            State::Open => {
                let from = self.path.iter().position(|&at| at == field).unwrap_or(0);
                let mut circle = self.path[from..].to_vec();
                circle.push(field);
                self.circles.push(circle);
                return;
            }
            State::New => {}
        }
        self.state[field] = State::Open;
        self.path.push(field);
        for &read in &self.reads[field] {
            self.visit(read);
        }
        self.path.pop();
        self.state[field] = State::Done;
        self.order.push(field);
    }
}
