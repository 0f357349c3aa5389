//! What the office does of its own motion with an act that it has made (*autotutela*): takes it back, or puts a plain
//! mistake in it right. Each leaves with a letter of its own.

use chrono::{Months, NaiveDate};

use super::{Actor, Code, Facts, Refusal, law};
use crate::{
    application::{Application, Decided},
    compile::Compiled,
    definition::{ClockState, Outcome, Who},
    event::{Data, Event, ReopenedFor},
    sentences::refusal,
};

/// How long after it was granted something can be annulled, in months (L. 241/1990 art. 21-nonies c. 1, as L. 182/2025
/// art. 1 has it).
const ANNULLED_WITHIN: Months = Months::new(6);

/// The last day on which what was decided can be annulled: none where nothing was granted, for then nobody relies on it.
#[must_use]
pub fn annulled_until(decided: &Decided) -> Option<NaiveDate> {
    let is_granted = decided.outcome == Outcome::Positive;
    is_granted.then(|| decided.at.day().checked_add_months(ANNULLED_WITHIN)).flatten()
}

pub(super) fn reopen<F>(
    compiled: &Compiled<F>,
    application: &Application,
    (cause, reason): (ReopenedFor, &str),
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<(Who, Event), Refusal> {
    let who = who_answers(actor, facts)?;
    let Some(decided) = application.reopenable() else {
        return Err(Code::NotDecided.because(refusal::not_decided()));
    };
    if let (ReopenedFor::Annulment, Some(until)) = (cause, annulled_until(&decided))
        && facts.today() > until
    {
        return Err(Code::TooLateToAnnul.because(refusal::too_late_to_annul(until)));
    }
    let to = reopened_in(compiled, application);
    Ok((who, Event::Reopened { to, cause, reason: law::reason(reason)?, number: None }))
}

pub(super) fn correct(
    application: &Application,
    (seq, reason, data): (u32, &str, &Data),
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<(Who, Event), Refusal> {
    let who = who_answers(actor, facts)?;
    if seq == 0 || seq > application.seq {
        return Err(Code::UnknownEvent.because(refusal::unknown_event()));
    }
    let (reason, data) = (law::reason(reason)?, data.clone());
    Ok((who, Event::Corrected { seq, reason, number: None, data }))
}

/// Who may do so: who answers for what was decided.
fn who_answers(actor: &Actor, facts: &Facts<'_>) -> Result<Who, Refusal> {
    let who = [Who::Responsible, Who::Head].into_iter().find(|who| actor.is(*who));
    let who = who.ok_or_else(|| Code::NotYours.because(refusal::changed_by_who_answers()))?;
    law::no_conflict(actor, facts)?;
    Ok(who)
}

/// Where an application goes on when its decision is taken back: where it was decided, or from the beginning if the term
/// stood still there, for nothing is awaited any more.
fn reopened_in<F>(compiled: &Compiled<F>, application: &Application) -> String {
    let runs = |id: &str| compiled.state(id).is_some_and(|it| it.clock == ClockState::Running);
    match runs(&application.decided_in) {
        true => application.decided_in.clone(),
        false => compiled.definition().start.clone(),
    }
}
