//! The rules that hold whatever a workflow says: who, from where, and what the law of
//! administrative procedure allows.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Actor, Code, Facts, Part, Refusal, Request, field, opinion};
use crate::application::Application;
use crate::clock::{self, LONGEST_SUSPENSION};
use crate::compile::Compiled;
use crate::definition::{Act, ClockState, Effect, Move, Outcome, Silence, Suspend, TermStart, Who};
use crate::event::{Cause, Done, Lettered, Step, TermChange};
use crate::sentences::{norm, refusal};
use model::{Lang, Money};
use rule::Value;

/// Name of the sum that is still to be paid.
const DUE: &str = "fees.due";

/// Whether the actor may make the move now, guard apart; and as what.
pub fn may<F>(
    compiled: &Compiled<F>,
    application: &Application,
    (_, mv): (usize, &Move<F>),
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<Who, Refusal> {
    let who = mv
        .who
        .iter()
        .copied()
        .find(|who| actor.is(*who))
        .ok_or_else(|| Code::NotYours.because(refusal::not_yours()))?;
    no_conflict(actor, facts)?;
    stands(compiled, application, mv, facts, actor.is_staff())?;
    another(compiled, application, mv, actor)?;
    Ok(who)
}

/// What one person has done another must look at, where the workflow says so.
fn another<F>(
    compiled: &Compiled<F>,
    application: &Application,
    mv: &Move<F>,
    actor: &Actor,
) -> Result<(), Refusal> {
    let Some(person) = actor.person else { return Ok(()) };
    let mut before = mv.other_than.iter();
    match before.find(|id| application.last_made_by(id) == Some(person)) {
        Some(id) => {
            let label = compiled.find_move(id).map(|(_, mv)| &mv.label);
            Err(Code::SamePerson.because(refusal::same_person(label, id)))
        }
        None => Ok(()),
    }
}

/// Whether the move stands open to anybody now, guard apart.
pub fn stands<F>(
    compiled: &Compiled<F>,
    application: &Application,
    mv: &Move<F>,
    facts: &Facts<'_>,
    is_staff: bool,
) -> Result<(), Refusal> {
    if application.closed.is_some() {
        return Err(Code::Ended.because(refusal::ended()));
    }
    if !mv.from.contains(&application.state) {
        let (it, en) = compiled.state(&application.state).map_or_else(
            || (application.state.clone(), application.state.clone()),
            |state| {
                let label = if is_staff { &state.office } else { &state.citizen };
                (label.get(Lang::It).to_owned(), label.get(Lang::En).to_owned())
            },
        );
        return Err(Code::WrongState.because(refusal::wrong_state(&it, &en)));
    }
    opinion::may_move(compiled, application, mv)?;
    allowed_by_law(compiled, application, mv, facts)
}

/// Whether the guard of the move holds.
pub fn guard<F>(
    compiled: &Compiled<F>,
    application: &Application,
    (index, mv): (usize, &Move<F>),
    facts: &Facts<'_>,
) -> Result<(), Refusal> {
    if compiled.guard_holds(index, application, facts) {
        return Ok(());
    }
    Err(Code::Guard.because(mv.refusal.clone().unwrap_or_else(refusal::guard)))
}

/// Staff who may handle the application besides its moves.
pub fn staff(application: &Application, actor: &Actor, facts: &Facts<'_>) -> Result<Who, Refusal> {
    let who = actor
        .any_part()
        .filter(|_| actor.is_staff() || actor.part == Part::Register)
        .ok_or_else(|| Code::NotYours.because(refusal::not_yours()))?;
    no_conflict(actor, facts)?;
    if application.closed.is_some() {
        return Err(Code::Ended.because(refusal::ended()));
    }
    Ok(who)
}

/// Staff, or the desk itself: who keeps papers and puts mistakes right.
pub fn keeper(actor: &Actor) -> Result<Who, Refusal> {
    match actor.part {
        Part::Applicant
        | Part::Delegate
        | Part::Payment
        | Part::Time
        | Part::Consulted(_)
        | Part::Ranking => None,
        Part::Staff(_) | Part::Register => actor.any_part(),
    }
    .ok_or_else(|| Code::NotYours.because(refusal::not_yours()))
}

/// Nobody handles as staff what they are a party to, L. 241/1990 art. 6-bis.
pub fn no_conflict(actor: &Actor, facts: &Facts<'_>) -> Result<(), Refusal> {
    let is_party = actor.person.is_some_and(|person| facts.parties.contains(&person));
    let is_ours = actor.is_staff() || matches!(actor.part, Part::Consulted(_));
    if is_ours && is_party {
        return Err(Code::Conflict.because(refusal::conflict()));
    }
    Ok(())
}

/// A reason that says something.
pub fn reason(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Incomplete.because(refusal::reason_missing()));
    }
    Ok(text.to_owned())
}

/// The end of a term whose silence has become assent, if it has: no act undoes it (L. 241/1990
/// art. 2 c. 8-bis), whether or not time has already made its move.
fn matured_assent<F>(
    compiled: &Compiled<F>,
    application: &Application,
    facts: &Facts<'_>,
) -> Option<NaiveDate> {
    let is_assent = compiled.definition().term.silence == Silence::Assent;
    silence_has_answered(compiled, application, facts).filter(|_| is_assent)
}

/// The end of a term whose silence has answered in the office's place, whether or not time has already made its move.
pub fn silence_has_answered<F>(
    compiled: &Compiled<F>,
    application: &Application,
    facts: &Facts<'_>,
) -> Option<NaiveDate> {
    let workflow = compiled.definition();
    let is_answered = application.decided.is_some() || application.is_under_review();
    if workflow.term.silence == Silence::None || is_answered {
        return None;
    }
    let view = clock::compute(workflow, application, facts.calendar, facts.today());
    view.due_on_citizen.filter(|_| view.has_run_out(facts.today()))
}

/// Where the term runs from the competent office, handing an application on gives back no term
/// that has already become an assent.
pub fn not_regained<F>(
    compiled: &Compiled<F>,
    application: &Application,
    facts: &Facts<'_>,
) -> Result<(), Refusal> {
    if compiled.definition().term.from != TermStart::CompetentOffice {
        return Ok(());
    }
    match matured_assent(compiled, application, facts) {
        Some(due) => Err(Code::AssentMatured.because(refusal::assent_matured(due))),
        None => Ok(()),
    }
}

fn allowed_by_law<F>(
    compiled: &Compiled<F>,
    application: &Application,
    mv: &Move<F>,
    facts: &Facts<'_>,
) -> Result<(), Refusal> {
    let workflow = compiled.definition();
    let today = facts.today();
    let is_against = mv.denies_part
        || matches!(mv.act, Act::Refuse | Act::NoticeOfRefusal | Act::AskIntegration);
    let changes = term_changes(compiled, application, mv, None);
    let extends = changes.iter().any(|change| matches!(change, TermChange::Extended { .. }));
    let moves_term = extends
        || changes.iter().any(|change| {
            matches!(change, TermChange::Suspended { .. } | TermChange::Restarted { .. })
        });
    if (is_against || moves_term)
        && let Some(due) = matured_assent(compiled, application, facts)
    {
        return Err(Code::AssentMatured.because(refusal::assent_matured(due)));
    }
    if extends {
        let view = clock::compute(workflow, application, facts.calendar, today);
        if let Some(due) = view.due_on_citizen.filter(|_| view.has_run_out(today)) {
            return Err(Code::TermOver.because(refusal::term_over(due)));
        }
    }
    match mv.act {
        Act::NoticeOfRefusal => {
            if let Some(notice) = application.notice {
                return Err(Code::SecondNotice.because(refusal::second_notice(notice.on)));
            }
        }
        _ if mv.needs_notice() => match application.notice {
            None => return Err(Code::NoticeNeeded.because(refusal::notice_needed())),
            Some(notice) if notice.observed_on.is_none() && today <= notice.until => {
                let reason = refusal::observations_awaited(notice.until);
                return Err(Code::ObservationsAwaited.because(reason));
            }
            Some(_) => {}
        },
        _ => {}
    }
    let suspends_again = changes.iter().any(|change| {
        matches!(change, TermChange::Suspended { cause: Cause::Integration, .. })
            && application.suspensions(Cause::Integration) > 0
    });
    if suspends_again {
        return Err(Code::SecondSuspension.because(refusal::second_suspension()));
    }
    Ok(())
}

/// The part of an event that every move has.
pub fn done<F>(
    compiled: &Compiled<F>,
    application: &Application,
    mv: &Move<F>,
    request: &Request,
    facts: &Facts<'_>,
) -> Done {
    if is_partial(mv, request, facts) {
        let state = &application.state;
        return Done {
            step: Step { move_id: mv.id.clone(), from: state.clone(), to: state.clone() },
            data: request.data.clone(),
            letters: BTreeMap::new(),
            term: Vec::new(),
            ends: None,
        };
    }
    let days = (mv.act == Act::AskIntegration).then(|| request.days()).flatten();
    Done {
        step: Step { move_id: mv.id.clone(), from: application.state.clone(), to: mv.to.clone() },
        data: request.data.clone(),
        letters: lettered(mv, request),
        term: term_changes(compiled, application, mv, days),
        ends: compiled.state(&mv.to).and_then(|state| state.ends),
    }
}

/// Whether a refusal passes over what the person answered to the notice (L. 241/1990 art. 10-bis c. 1).
pub fn leaves_unanswered<F>(application: &Application, mv: &Move<F>, request: &Request) -> bool {
    mv.needs_notice()
        && application.notice.is_some_and(|notice| notice.observed_on.is_some())
        && request.text(field::OBSERVATIONS).is_none()
}

/// What a move says of its letters: those written by hand in their words, those it makes or proposes at least by name.
fn lettered<F>(mv: &Move<F>, request: &Request) -> BTreeMap<String, Lettered> {
    let mut all: BTreeMap<String, Lettered> = BTreeMap::new();
    for effect in &mv.effects {
        let (id, is_proposed) = match effect {
            Effect::Letter(id) | Effect::Mail(id) => (id, false),
            Effect::Propose(id) => (id, true),
            _ => continue,
        };
        let by_hand = request.letters.get(id).cloned();
        if by_hand.is_some() || !matches!(effect, Effect::Mail(_)) {
            let letter = all.entry(id.clone()).or_default();
            letter.by_hand = by_hand;
            letter.is_proposed |= is_proposed;
        }
    }
    all
}

/// Whether the move registers less than is due: it is kept, and nothing else follows from it.
pub fn is_partial<F>(mv: &Move<F>, request: &Request, facts: &Facts<'_>) -> bool {
    let Value::Money(due) = facts.bindings.get(DUE) else { return false };
    mv.act == Act::RegisterPayment
        && request.payment().is_some_and(|(amount, _)| amount < Money(due))
}

/// What a move does to the term: what its effects say, and what the clocks of its states imply.
///
/// `days` is how long the clerk gives, where the move asks; never longer than the law.
pub fn term_changes<F>(
    compiled: &Compiled<F>,
    application: &Application,
    mv: &Move<F>,
    days: Option<u32>,
) -> Vec<TermChange> {
    let clock_of = |id: &str| compiled.state(id).map_or(ClockState::Running, |state| state.clock);
    let (before, after) = (clock_of(&application.state), clock_of(&mv.to));
    if after == ClockState::Stopped || compiled.state(&mv.to).is_some_and(|s| s.ends.is_some()) {
        return if before == ClockState::Stopped { Vec::new() } else { vec![TermChange::Stopped] };
    }
    let mut changes = Vec::new();
    let suspend = suspend_of(mv);
    let is_new_cause = matches!(mv.act, Act::AskIntegration | Act::NoticeOfRefusal);
    let suspends = suspend.is_some()
        || (after == ClockState::Suspended && (before != ClockState::Suspended || is_new_cause));
    // Observations do not end the suspension: the law adds ten days, and the clock counts them.
    let resumes = mv.act != Act::Observations
        && (mv.effects.contains(&Effect::Resume)
            || (before == ClockState::Suspended && after == ClockState::Running));
    if suspends {
        changes.push(suspended(mv.act, suspend, days));
    } else if resumes {
        changes.push(TermChange::Resumed);
    }
    changes.extend(mv.effects.iter().filter_map(|effect| match effect {
        Effect::Extend(extend) => {
            Some(TermChange::Extended { days: extend.days, norm: extend.norm.clone() })
        }
        Effect::Restart(restart) => Some(TermChange::Restarted { norm: restart.norm.clone() }),
        Effect::Letter(_)
        | Effect::Mail(_)
        | Effect::Propose(_)
        | Effect::Suspend(_)
        | Effect::Resume
        | Effect::Opinion(_) => None,
    }));
    changes
}

fn suspend_of<F>(mv: &Move<F>) -> Option<&Suspend> {
    mv.effects.iter().find_map(|effect| match effect {
        Effect::Suspend(suspend) => Some(suspend),
        _ => None,
    })
}

fn suspended(act: Act, suspend: Option<&Suspend>, days: Option<u32>) -> TermChange {
    let (cause, cited) = match act {
        Act::AskIntegration => (Cause::Integration, norm::INTEGRATION),
        Act::NoticeOfRefusal => (Cause::RefusalNotice, norm::REFUSAL_NOTICE),
        _ => (Cause::Other, ""),
    };
    TermChange::Suspended {
        cause,
        norm: suspend.and_then(|suspend| suspend.norm.clone()).unwrap_or_else(|| cited.to_owned()),
        most: shorter(suspend.and_then(|suspend| suspend.days), days),
    }
}

fn shorter(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    one.into_iter().chain(other).min()
}

/// Last day to answer an integration request: what the request says, within the law's limit, moved
/// off holidays.
pub fn integration_until<F>(
    compiled: &Compiled<F>,
    mv: &Move<F>,
    request: &Request,
    facts: &Facts<'_>,
) -> NaiveDate {
    let cap = compiled.definition().suspension_days.min(LONGEST_SUSPENSION);
    let days = shorter(suspend_of(mv).and_then(|suspend| suspend.days), request.days());
    let days = days.unwrap_or(cap).min(cap);
    clock::answer_until(facts.today(), days, facts.calendar)
}

/// The meaning the law gives to silence, if this move of time is what brings it about.
pub fn silence<F>(compiled: &Compiled<F>, mv: &Move<F>) -> Option<Silence> {
    let meaning = compiled.definition().term.silence;
    let outcome = compiled.state(&mv.to).and_then(|state| state.ends);
    match (meaning, mv.act) {
        (Silence::None, _) => None,
        (_, Act::Silence) => Some(meaning),
        (Silence::Assent, Act::Grant | Act::Other) if outcome == Some(Outcome::Positive) => {
            Some(meaning)
        }
        (Silence::Refusal, Act::Refuse | Act::Other) if outcome == Some(Outcome::Negative) => {
            Some(meaning)
        }
        _ => None,
    }
}
