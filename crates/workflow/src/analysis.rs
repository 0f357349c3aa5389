//! What can be proved of the rules of a workflow before anybody answers: moves nobody could ever make, offices no
//! application could come to. Where it cannot be decided it says so.

use rule::analyse::{Answer, satisfiable};
use rule::{Expect, Names, Rule};

use crate::compile::Scope;
use crate::definition::Workflow;
use crate::fault::{Fault, FaultKind};

/// What came of looking at a workflow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    pub faults: Vec<Fault>,
    /// Places in the document of rules that are too intricate to be decided.
    pub undecided: Vec<String>,
}

/// Looks at every guard and every rule of routing; those that do not compile are passed over. The last rule of routing
/// takes what is left over, which may be nothing.
#[must_use]
pub fn analyse<F>(workflow: &Workflow<F>, scope: &Scope<'_, F>) -> Analysis {
    let mut found = Analysis::default();
    let mut above = Vec::new();
    for (at, route) in workflow.routing.iter().enumerate() {
        let rule = route.when.as_deref().and_then(|text| condition(text, scope.names));
        let Some(rule) = rule else { continue };
        let path = format!("workflow.routing[{at}].when");
        above.push((rule, true));
        let wanted: Vec<_> = above.iter().map(|(rule, is_wanted)| (rule, *is_wanted)).collect();
        found.never(&wanted, scope.names, FaultKind::RouteInVain, path);
        if let Some((_, is_wanted)) = above.last_mut() {
            *is_wanted = false;
        }
    }
    for (at, mv) in workflow.moves.iter().enumerate() {
        let Some(text) = &mv.guard else { continue };
        let names = scope.names_of(workflow, mv);
        let Some(guard) = condition(text, &names) else { continue };
        let path = format!("workflow.moves[{at}].guard");
        found.never(&[(&guard, true)], &names, FaultKind::GuardNever, path);
    }
    found
}

fn condition(text: &str, names: &Names) -> Option<Rule> {
    Rule::compile(text, names, Expect::Bool).ok()
}

impl Analysis {
    /// A fault if no answers make all rules come out as wanted.
    fn never(&mut self, rules: &[(&Rule, bool)], names: &Names, kind: FaultKind, path: String) {
        match satisfiable(rules, names) {
            Answer::No => self.faults.push(kind.at(path)),
            Answer::Unknown => self.undecided.push(path),
            Answer::Yes(_) => {}
        }
    }
}
