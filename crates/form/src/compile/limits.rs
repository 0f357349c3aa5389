//! How large a form can be. It is looked at before anything is made of it, so that no document, however large, keeps the
//! server from its work.

use crate::brick;
use crate::definition::{Field, Form, Kind};
use crate::faults::{Counted, Fault, FaultKind};

/// Most steps.
const STEPS: usize = 100;
/// Most sections of a step.
const SECTIONS: usize = 100;
/// Most fields of a form, those of bricks included.
const FIELDS: usize = 2_000;
/// Most choices of one question: more belong into a register.
const OPTIONS: usize = 500;
/// Most conditions on one answer.
const CHECKS: usize = 50;
/// Most conditions without which nobody can send the form.
const ELIGIBILITY: usize = 100;

/// Where a form is larger than it can be: no more than one place for each kind of part.
pub fn faults(form: &Form) -> Vec<Fault> {
    let mut count = Count::default();
    count.part(Counted::Conditions, form.eligibility.len(), ELIGIBILITY, "form.eligibility");
    count.part(Counted::Steps, form.steps.len(), STEPS, "form.steps");
    for (s, step) in form.steps.iter().enumerate().take(STEPS) {
        let at = format!("form.steps[{s}].sections");
        count.part(Counted::Sections, step.sections.len(), SECTIONS, &at);
        for (n, section) in step.sections.iter().enumerate().take(SECTIONS) {
            count.fields(&section.fields, &format!("{at}[{n}].fields"));
        }
    }
    count.faults
}

#[derive(Default)]
struct Count {
    fields: usize,
    told: Vec<Counted>,
    faults: Vec<Fault>,
}

impl Count {
    fn part(&mut self, part: Counted, count: usize, most: usize, place: &str) {
        if count > most && !self.told.contains(&part) {
            self.told.push(part);
            self.faults.push(FaultKind::TooMany { part, most }.at(place));
        }
    }

    fn fields(&mut self, fields: &[Field], place: &str) {
        for (n, field) in fields.iter().enumerate() {
            if self.fields > FIELDS {
                return;
            }
            let place = format!("{place}[{n}]");
            self.fields += 1 + within_brick(field);
            self.part(Counted::Fields, self.fields, FIELDS, &place);
            self.part(Counted::Options, field.options.len(), OPTIONS, &format!("{place}.options"));
            self.part(Counted::Conditions, field.check.len(), CHECKS, &format!("{place}.check"));
            self.fields(&field.fields, &format!("{place}.fields"));
        }
    }
}

/// How many fields the brick of a field stands for.
fn within_brick(field: &Field) -> usize {
    let name = match field.kind {
        Kind::Period => Some("period"),
        _ => field.brick.as_deref(),
    };
    name.and_then(brick::find).map_or(0, |brick| size(&brick.fields))
}

fn size(fields: &[Field]) -> usize {
    fields.iter().map(|field| 1 + within_brick(field) + size(&field.fields)).sum()
}
