//! What can be known of rules before anybody answers: whether some answers meet them all, and whether
//! computed fields go round in a circle, whether a table has a row for everything. Where it cannot be
//! decided it says so.

mod domain;
mod grid;
mod logic;
mod rows;
mod table;
mod witness;
mod words;

use std::collections::BTreeMap;

pub(crate) use self::logic::EveryDay;
use self::logic::Logic;
pub use self::table::{Case, Finding, Given, table};
use crate::diagnostics::{Fault, FaultKind, Span};
use crate::node::{Node, Op};
use crate::rule::Rule;
use crate::types::Names;
use crate::value::Value;

/// Most combinations of answers that are tried.
const COMBINATIONS: u64 = 100_000;

/// Whether some answers make all rules come out as wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// These do, where every day is worked: no calendar is known here. What is not named is empty.
    /// `today` is among them when a rule reads it.
    Yes(BTreeMap<String, Value>),
    /// None do: proved, over all answers of the declared types.
    No,
    /// Not decided: too many combinations, or rules too intricate.
    Unknown,
}

/// Searches for answers for which each rule holds (`true`) or does not (`false`).
///
/// `No` is a proof: paths that are only compared with constants, options and yes/no questions are
/// tried in every case that matters, and every other condition as if it were free to be true or
/// false. `Yes` is a witness: the rules were evaluated over it.
#[must_use]
pub fn satisfiable(rules: &[(&Rule, bool)], names: &Names) -> Answer {
    let nodes: Vec<(&Node, bool)> =
        rules.iter().map(|(rule, wanted)| (rule.node(), *wanted)).collect();
    decide(&nodes, names)
}

/// As [`satisfiable`], of conditions that have no text of their own.
fn decide(nodes: &[(&Node, bool)], names: &Names) -> Answer {
    let mut logic = Logic::default();
    let wanted: Vec<_> = nodes.iter().map(|(node, wanted)| (logic.add(node), *wanted)).collect();
    match logic.search(&wanted) {
        logic::Search::Never => Answer::No,
        logic::Search::Found(bindings) => Answer::Yes(bindings),
        logic::Search::Perhaps | logic::Search::TooMany => match witness::find(nodes, names) {
            Some(bindings) => Answer::Yes(bindings),
            None => Answer::Unknown,
        },
    }
}

/// Parts of a rule behind a `?` that no answers reach, where other rules come out as wanted; `text` is the rule's own. And
/// whether that was decided of all of them. What stands in a loop over rows is not looked at.
#[must_use]
pub fn unreached(
    (rule, text): (&Rule, &str),
    given: &[(&Rule, bool)],
    names: &Names,
) -> (Vec<Fault>, bool) {
    let mut above: Vec<(&Node, bool)> =
        given.iter().map(|(rule, wanted)| (rule.node(), *wanted)).collect();
    let mut found = (Vec::new(), true);
    reach(rule.node(), &mut above, names, &mut found);
    let fault = |span| Fault::new(text, (span, FaultKind::NeverReached));
    (found.0.into_iter().map(fault).collect(), found.1)
}

/// Goes down a rule, with the conditions that lead to where it is.
fn reach<'n>(
    node: &'n Node,
    above: &mut Vec<(&'n Node, bool)>,
    names: &Names,
    found: &mut (Vec<Span>, bool),
) {
    match &node.op {
        Op::Loop(_, list, _) => reach(list, above, names, found),
        Op::Choose(parts) => {
            let [condition, yes, no] = parts.as_ref();
            reach(condition, above, names, found);
            for (part, wanted) in [(yes, true), (no, false)] {
                above.push((condition, wanted));
                match decide(above, names) {
                    Answer::No => found.0.push(part.span),
                    answer => {
                        found.1 &= answer != Answer::Unknown;
                        reach(part, above, names, found);
                    }
                }
                above.pop();
            }
        }
        _ => node.children().into_iter().for_each(|child| reach(child, above, names, found)),
    }
}

/// The first circle among computed fields: each target with the rule that computes it. The result
/// names the targets of the circle, each reading the next, the first again at the end.
#[must_use]
pub fn cycle(rules: &[(&str, &Rule)]) -> Option<Vec<String>> {
    let is_inside = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let reads: Vec<Vec<usize>> = rules
        .iter()
        .map(|(_, rule)| {
            let touches = |target: &str| {
                rule.paths().iter().any(|path| is_inside(path, target) || is_inside(target, path))
            };
            (0..rules.len()).filter(|other| touches(rules[*other].0)).collect()
        })
        .collect();
    let circle = first_circle(&reads)?;
    Some(circle.into_iter().map(|index| rules[index].0.to_owned()).collect())
}

/// Depth first without recursion, so that a long chain of fields cannot exhaust the stack.
fn first_circle(reads: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut is_done = vec![false; reads.len()];
    for start in 0..reads.len() {
        let mut open: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((node, next)) = open.last_mut() {
            let Some(&read) = reads[*node].get(*next).filter(|_| !is_done[*node]) else {
                is_done[*node] = true;
                open.pop();
                continue;
            };
            *next += 1;
            if let Some(from) = open.iter().position(|(own, _)| *own == read) {
                let mut circle: Vec<usize> = open[from..].iter().map(|(own, _)| *own).collect();
                circle.push(read);
                return Some(circle);
            }
            if !is_done[read] {
                open.push((read, 0));
            }
        }
    }
    None
}
