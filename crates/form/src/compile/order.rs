//! In which order values are computed, and which answers other rules read.

use rule::Rule;

use crate::compiled::{Compiled, CompiledField, Computation, Demand, Limit};
use crate::faults::{Fault, FaultKind};
use crate::kinds::Shape;

/// Fills `order` and `is_read`; a fault for every circle.
pub fn arrange(form: &mut Compiled) -> Vec<Fault> {
    let graph = Graph::of(form);
    let (order, circles) = sorted(&graph.edges);
    let is_valued = |&node: &usize| node < form.fields.len() && has_value(&form.fields[node]);
    form.order = order.into_iter().filter(is_valued).collect();
    let later = form.fields.iter().flat_map(|field| {
        later_rules(field).flat_map(|rule| rule.paths().iter().map(|path| (path, field.group)))
    });
    let frame = form.sections.iter().map(|section| &section.locked);
    let frame = frame.chain(form.steps.iter().map(|step| &step.locked)).filter_map(Demand::rule);
    let frame = frame.flat_map(|rule| rule.paths().iter().map(|path| (path, None)));
    let later: Vec<usize> =
        later.chain(frame).filter_map(|(path, group)| graph.whole(form, path, group)).collect();
    for field in graph.read(&later) {
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

/// What must be known before what: the fields; after them each section, whose conditions hide what stands in it; after
/// them each field with all that stands inside it. So a condition over many fields, or of many, is one edge.
struct Graph {
    edges: Vec<Vec<usize>>,
    fields: usize,
    sections: usize,
}

impl Graph {
    fn of(form: &Compiled) -> Self {
        let (fields, sections) = (form.fields.len(), form.sections.len());
        let mut graph = Self { edges: Vec::new(), fields, sections };
        let mut edges: Vec<Vec<usize>> =
            (0..fields).map(|field| graph.reads_of(form, field)).collect();
        for section in &form.sections {
            let rules = section.visible.iter().chain(&form.steps[section.step].visible);
            let paths = rules.flat_map(|rule| rule.paths());
            edges.push(paths.filter_map(|path| graph.whole(form, path, None)).collect());
        }
        for (index, field) in form.fields.iter().enumerate() {
            let inside = field.children.iter().map(|&child| fields + sections + child);
            edges.push(inside.chain([index]).collect());
        }
        graph.edges = edges;
        graph
    }

    /// What decides the value of a field: what its own rule reads, and what can hide it or its choices.
    fn reads_of(&self, form: &Compiled, field: usize) -> Vec<usize> {
        let own = &form.fields[field];
        let mut reads = vec![self.fields + own.section];
        for at in form.chain(field) {
            let around = &form.fields[at];
            let paths = around.visible.iter().flat_map(|rule| rule.paths());
            reads.extend(paths.filter_map(|path| self.whole(form, path, around.group)));
        }
        let rules = own.count.iter().chain(own.choices.rules.iter().map(|(_, rule)| rule));
        let computed = own.value.iter().flat_map(Computation::paths);
        let paths = computed.chain(rules.flat_map(|rule| rule.paths()));
        reads.extend(paths.filter_map(|path| self.whole(form, path, own.group)));
        reads.extend(own.group);
        reads.sort_unstable();
        reads.dedup();
        reads
    }

    /// What a rule in a row of `group` calls `path`, with all that stands inside it.
    fn whole(&self, form: &Compiled, path: &str, group: Option<usize>) -> Option<usize> {
        let field = *form.by_path.get(&form.bare(path, group))?;
        let is_leaf = form.fields[field].children.is_empty();
        Some(if is_leaf { field } else { self.fields + self.sections + field })
    }

    /// The fields that are read by any other, or by these.
    fn read(&self, more: &[usize]) -> Vec<usize> {
        let mut is_read = vec![false; self.edges.len()];
        let mut found: Vec<usize> = more.to_vec();
        found.extend(self.edges[..self.fields + self.sections].iter().flatten());
        while let Some(node) = found.pop() {
            if !std::mem::replace(&mut is_read[node], true) && node >= self.fields + self.sections {
                found.extend(&self.edges[node]);
            }
        }
        (0..self.fields).filter(|&field| is_read[field]).collect()
    }
}

fn has_value(field: &CompiledField) -> bool {
    !matches!(field.kind().shape(), Shape::Prose | Shape::Composite)
}

fn fault(form: &Compiled, circle: &[usize]) -> Fault {
    // The last closes it: only fields have a name to be told.
    let mut circle: Vec<usize> = circle[..circle.len() - 1].to_vec();
    circle.retain(|&node| node < form.fields.len());
    circle.extend(circle.first().copied());
    let labels = circle.iter().map(|&field| form.fields[field].path.clone()).collect();
    let place = circle.first().map_or("form", |&field| form.fields[field].document.as_str());
    FaultKind::Circle { labels }.at(place)
}

/// Rules that are asked once every value is known, and that change what the page shows.
fn later_rules(field: &CompiledField) -> impl Iterator<Item = &Rule> {
    let demands = [&field.required, &field.locked].into_iter().filter_map(Demand::rule);
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

/// Most circles that are told.
const CIRCLES: usize = 20;

/// How far a node is.
#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    /// On the way that is being followed, so many steps from its beginning.
    Open(usize),
    Done,
}

/// The nodes of a graph, each after those that its edges lead to; and the circles, each closed by its first node. However
/// long a chain is, it takes no deeper stack.
pub(super) fn sorted(edges: &[Vec<usize>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut state = vec![State::New; edges.len()];
    let (mut order, mut circles) = (Vec::with_capacity(edges.len()), Vec::new());
    // Each node of the way with how many of its edges were followed.
    let mut way: Vec<(usize, usize)> = Vec::new();
    for start in 0..edges.len() {
        if state[start] == State::New {
            state[start] = State::Open(0);
            way.push((start, 0));
        }
        while let Some((node, followed)) = way.last_mut() {
            let node = *node;
            let Some(&next) = edges[node].get(*followed) else {
                state[node] = State::Done;
                order.push(node);
                way.pop();
                continue;
            };
            *followed += 1;
            match state[next] {
                State::Done => {}
                State::New => {
                    state[next] = State::Open(way.len());
                    way.push((next, 0));
                }
                State::Open(_) if circles.len() == CIRCLES => {}
                State::Open(from) => {
                    let circle = way[from..].iter().map(|&(node, _)| node);
                    circles.push(circle.chain([next]).collect());
                }
            }
        }
    }
    (order, circles)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_long_a_chain_is_it_is_sorted() {
        const LONG: usize = 200_000;
        let chain: Vec<Vec<usize>> = (0..LONG)
            .map(|node| (node + 1 < LONG).then_some(node + 1).into_iter().collect())
            .collect();
        let (order, circles) = sorted(&chain);
        assert!(order.iter().rev().copied().eq(0..LONG));
        assert!(circles.is_empty());
        let mut closed = chain;
        closed[LONG - 1].push(0);
        let (_, circles) = sorted(&closed);
        assert_eq!((circles.len(), circles[0].len()), (1, LONG + 1));
    }
}
