//! What time does by itself: the moves of timers that are due, and what silence means.

use super::{Actor, Code, Facts, Part, Refusal, Request, law, made};
use crate::application::Application;
use crate::clock;
use crate::compile::Compiled;
use crate::definition::Move;
use crate::event::Event;
use crate::sentences::refusal;

/// The first move that time has to make.
pub(super) fn elapse<'c, F>(
    compiled: &'c Compiled<F>,
    application: &Application,
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<(&'c Move<F>, Event), Refusal> {
    if actor.part != Part::Time {
        return Err(Code::NotYours.because(refusal::not_yours()));
    }
    if application.closed.is_some() {
        return Err(Code::Ended.because(refusal::ended()));
    }
    let view = clock::compute(compiled.definition(), application, facts.calendar, facts.today());
    let mut refused = Code::NothingDue.because(refusal::nothing_due());
    for due in view.timers.iter().filter(|due| due.fires_at <= facts.now) {
        let Some((index, mv)) = compiled.find_move(&due.then) else { continue };
        // A timer whose move the law or its guard shuts gives way to the next.
        let allowed = law::may(compiled, application, (index, mv), actor, facts)
            .and_then(|_| law::guard(compiled, application, (index, mv), facts));
        if let Err(refusal) = allowed {
            refused = refusal;
            continue;
        }
        let event = match law::silence(compiled, mv) {
            // What the office has taken back of its own motion is no request that silence could answer (art. 20).
            Some(_) if application.is_under_review() => continue,
            Some(meaning) => {
                let Some(term_end) =
                    view.due_on_citizen.filter(|_| view.has_run_out(facts.today()))
                else {
                    continue;
                };
                Event::SilenceMatured {
                    done: law::done(compiled, application, mv, &Request::of(&mv.id), facts),
                    meaning,
                    norm: compiled.definition().term.silence_source().to_owned(),
                    term_end,
                }
            }
            None => made(compiled, application, mv, &Request::of(&mv.id), facts)?,
        };
        return Ok((mv, event));
    }
    Err(refused)
}
