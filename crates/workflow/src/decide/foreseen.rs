//! What the term does if the citizen answers what the office asked: said before the office asks it.

use model::Calendar;

use super::law;
use crate::application::{Application, TermMark, TermMove};
use crate::clock::{self, ClockView};
use crate::compile::Compiled;
use crate::definition::{Act, Move};
use crate::event::Author;

/// The clock if what the office has asked is answered on the last day, by the move of the citizen that answers it: it may
/// let the term go on, or begin anew. None where nothing is asked.
#[must_use]
pub fn if_answered<F>(
    compiled: &Compiled<F>,
    application: &Application,
    calendar: &Calendar,
) -> Option<ClockView> {
    let (workflow, asked) = (compiled.definition(), application.asked.as_ref()?);
    let answers =
        |mv: &&Move<F>| mv.act == Act::AnswerIntegration && mv.from.contains(&application.state);
    let mv = workflow.moves.iter().find(answers)?;
    let author = Author { who: *mv.who.first()?, person: None };
    let changes = law::term_changes(compiled, application, mv, None);
    let mark = |change| TermMark {
        on: asked.until,
        seq: application.seq.saturating_add(1),
        author,
        change: TermMove::Changed(change),
    };
    let mut then = application.clone();
    then.state.clone_from(&mv.to);
    then.term.extend(changes.into_iter().map(mark));
    Some(clock::compute(workflow, &then, calendar, asked.until))
}
