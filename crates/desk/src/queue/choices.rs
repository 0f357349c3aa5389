//! What the queue can be filtered by: only procedures that its reader handles, states as its rows call them.

use model::Localized;
use procedure::Compiled;
use store::queue::Filter;
use workflow::State;

/// Whether applications of a procedure can come before somebody.
pub(super) fn is_within(reach: &Filter, compiled: &Compiled) -> bool {
    if reach.offices.is_empty() && reach.parts.is_empty() {
        return true;
    }
    let definition = compiled.workflow.definition();
    let comes_to = |office: &str| {
        compiled.procedure.sheet.office == office
            || definition.routing.iter().any(|rule| rule.office == office)
    };
    reach.offices.iter().any(|office| comes_to(office))
        || reach.parts.iter().any(|(office, procedure)| {
            *procedure == compiled.procedure.id && office.as_deref().is_none_or(comes_to)
        })
}

/// Adds the states of a procedure that `is_wanted`. A state that procedures call differently has all its names.
pub(super) fn add_states(
    states: &mut Vec<(String, Vec<Localized>)>,
    compiled: &Compiled,
    is_wanted: impl Fn(&State) -> bool,
) {
    for state in compiled.workflow.definition().states.iter().filter(|state| is_wanted(state)) {
        match states.iter_mut().find(|(id, _)| *id == state.id) {
            Some((_, names)) if names.contains(&state.office) => {}
            Some((_, names)) => names.push(state.office.clone()),
            None => states.push((state.id.clone(), vec![state.office.clone()])),
        }
    }
}
