//! How long filling a form takes, estimated from what it asks: for a procedure that nobody has filled yet.

use crate::compiled::Compiled;
use crate::kinds::Shape;
use crate::view::Widget;

/// Seconds to find one's way in a step.
const STEP: u32 = 25;

/// Whole minutes, at least two. What only some are asked counts half, what is mostly there already a quarter.
#[must_use]
pub fn minutes(form: &Compiled) -> u16 {
    let asked: u32 = (0..form.fields.len()).map(|at| seconds(form, at)).sum();
    let steps = u32::try_from(form.steps.len()).unwrap_or(u32::MAX).saturating_mul(STEP);
    let all = asked.saturating_add(steps).div_ceil(60).max(2);
    u16::try_from(all).unwrap_or(u16::MAX)
}

fn seconds(form: &Compiled, at: usize) -> u32 {
    let field = &form.fields[at];
    let traits = field.kind().traits();
    let whole = match traits.widget {
        // What is computed is only read, like prose.
        _ if traits.shape == Shape::Prose || field.value.is_some() => 4,
        _ if matches!(traits.shape, Shape::Composite | Shape::Rows) => 0,
        Widget::Files => 60,
        Widget::Paragraph | Widget::Outline => 60,
        Widget::Radio | Widget::Select | Widget::Search => 7,
        Widget::Boxes | Widget::Ranked | Widget::SearchMany => 15,
        Widget::Box => 8,
        _ => 12,
    };
    let is_given = field.def.prefill.as_ref().is_some_and(|sources| !sources.is_empty());
    let section = &form.sections[field.section];
    let is_conditional = form.steps[section.step].visible.is_some()
        || section.visible.is_some()
        || form.chain(at).any(|at| form.fields[at].visible.is_some());
    match (is_given, is_conditional) {
        (true, _) => whole / 4,
        (false, true) => whole / 2,
        (false, false) => whole,
    }
}
