//! What is demanded of an answer: that there is one, that it stays as it is.

use super::Run;
use crate::compiled::Demand;

impl Run<'_> {
    pub(super) fn demands(&self, demand: &Demand, field: usize, row: Option<usize>) -> bool {
        match demand {
            Demand::Fixed(yes) => *yes,
            Demand::When(rule) => self.holds(rule, field, row),
        }
    }

    /// It is locked itself, or by what stands around it: sets and groups, its section, its step.
    pub(super) fn is_locked(&self, field: usize, row: Option<usize>) -> bool {
        let (mut at, mut row) = (field, row);
        loop {
            let compiled = &self.form.fields[at];
            if self.demands(&compiled.locked, at, row) {
                return true;
            }
            let Some(parent) = compiled.parent else {
                let section = &self.form.sections[compiled.section];
                let around = [&section.locked, &self.form.steps[section.step].locked];
                return around.into_iter().any(|demand| self.demands(demand, at, None));
            };
            row = self.row_around(parent, at, row);
            at = parent;
        }
    }
}
