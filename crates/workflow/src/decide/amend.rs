//! What changes under an application that was sent: its answers, as layers over them, and the revision it goes on under.

use super::{Actor, Code, Decision, Facts, Part, Refusal, decision, law};
use crate::application::Application;
use crate::compile::Compiled;
use crate::definition::Who;
use crate::event::{AmendedFor, Amendment, Entry, Event};
use crate::sentences::refusal;

/// Whether somebody may change answers that were sent, and for what.
///
/// # Errors
/// [`Refusal`] if not now, or not they.
pub fn may_amend<F>(
    compiled: &Compiled<F>,
    application: &Application,
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<AmendedFor, Refusal> {
    who(compiled, application, actor, facts).map(|(_, cause)| cause)
}

/// Puts an application on another revision of its procedure: `next` is that revision. Its state keeps its meaning, its
/// term runs on by the new rules, and so do its timers.
///
/// # Errors
/// [`Refusal`] if it has ended, or if what it waits for does not exist there.
pub fn revise<F>(
    next: &Compiled<F>,
    application: &Application,
    (to, reason): (u32, &str),
    facts: &Facts<'_>,
) -> Result<Decision, Refusal> {
    if application.closed.is_some() {
        return Err(Code::Ended.because(refusal::ended()));
    }
    match next.state(&application.state) {
        None => return Err(Code::StateGone.because(refusal::state_gone(&application.state))),
        Some(state) if state.ends.is_some() => {
            return Err(Code::StateGone.because(refusal::state_ends(&state.office)));
        }
        Some(_) => {}
    }
    let reason = law::reason(reason)?;
    let actor = Actor::register();
    let entry = Entry {
        seq: application.seq.saturating_add(1),
        at: facts.now.max(application.last_at),
        author: actor.author(Who::Protocol),
        event: Event::Revised { from: application.revision, to, reason },
    };
    let after = application.clone().apply(&entry);
    Ok(decision(next, after, vec![entry], Vec::new(), facts))
}

/// Who may change answers that were sent, and for what: the office at any time before the end, the citizen until
/// somebody has taken charge or anything was done, or silence has answered.
pub(super) fn who<F>(
    compiled: &Compiled<F>,
    application: &Application,
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<(Who, AmendedFor), Refusal> {
    match actor.part {
        Part::Applicant | Part::Delegate => {
            let who = actor.any_part();
            let who = who.ok_or_else(|| Code::NotYours.because(refusal::not_yours()))?;
            let is_over = law::silence_has_answered(compiled, application, facts).is_some();
            if application.closed.is_some() || is_over {
                return Err(Code::Ended.because(refusal::ended()));
            }
            let is_begun = application.assignee.is_some() && !application.is_distributed;
            if is_begun || !application.moves.is_empty() {
                return Err(Code::TakenInCharge.because(refusal::taken_in_charge()));
            }
            Ok((who, AmendedFor::Change))
        }
        Part::Staff(_) => Ok((law::staff(application, actor, facts)?, AmendedFor::Correction)),
        Part::Register | Part::Payment | Part::Time | Part::Consulted(_) | Part::Ranking => {
            Err(Code::NotYours.because(refusal::not_yours()))
        }
    }
}

/// What the answer to an integration request changes: only such an answer changes anything.
pub(super) fn integrated(answer: &Event, amendment: &Amendment) -> Result<Event, Refusal> {
    if !matches!(answer, Event::IntegrationAnswered { .. }) {
        return Err(Code::NothingAsked.because(refusal::nothing_to_answer()));
    }
    let (cause, amendment) = (AmendedFor::Integration, amendment.clone());
    Ok(Event::Amended { cause, amendment, reason: None })
}
