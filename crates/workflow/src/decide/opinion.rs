//! Opinions (*pareri*): asked, asked again, given more time, held up for what is missing, given, no longer needed; and
//! what follows when none is awaited any more.

use chrono::{Days, NaiveDate};
use model::FileId;

use super::{Actor, Code, Facts, Part, Refusal, Request, field, law};
use crate::application::{Application, Opined};
use crate::clock;
use crate::compile::Compiled;
use crate::definition::{
    Effect, LONGEST_DAYS, Move, NEAR_DAYS, Opinion, SUPPLIED_DAYS, Verdict, Who,
};
use crate::event::{Consulted, Enclosed, Event, Question};
use crate::sentences::refusal;

/// Opinions of one application that are awaited at once, at most.
const MOST_OPEN: usize = 20;

/// An opinion somebody wants to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// Id of the opinion, where the workflow foresees it.
    pub opinion: Option<String>,
    /// Of whom; an opinion that is foreseen has its own office.
    pub of: Consulted,
    /// What is asked.
    pub question: String,
    /// Days to answer.
    pub days: u32,
    /// Ids of the sections that may be read; empty: the whole form, or of an opinion that is not foreseen only what is enclosed.
    pub shows: Vec<String>,
    /// What may be seen besides, one by one.
    pub enclosed: Enclosed,
}

/// What is changed of an opinion that is awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handling {
    /// There is time until a later day.
    PutOff { until: NaiveDate, reason: String },
    /// Who is asked says what they still need.
    HoldUp { text: String },
    /// The office sends that.
    Supply { text: String, enclosed: Enclosed },
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answering {
    /// Number of the event that asked.
    pub asked: u32,
    pub verdict: Verdict,
    /// Conditions or reasons; needed unless it is simply in favour.
    pub text: String,
    pub files: Vec<FileId>,
}

/// The question, if it may be asked.
pub(super) fn ask<F>(
    compiled: &Compiled<F>,
    application: &Application,
    asking: &Asking,
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<(Who, Event), Refusal> {
    let who = law::staff(application, actor, facts)?;
    if asking.question.trim().is_empty() {
        return Err(Code::Incomplete.because(refusal::question_missing()));
    }
    if !(1..=LONGEST_DAYS).contains(&asking.days) {
        return Err(Code::Incomplete.because(refusal::opinion_days(LONGEST_DAYS)));
    }
    let question = Question {
        opinion: asking.opinion.clone(),
        of: asking.of.clone(),
        text: asking.question.trim().to_owned(),
        until: until(asking.days, facts),
        shows: asking.shows.clone(),
        only_files: asking.opinion.is_none()
            && asking.shows.is_empty()
            && !asking.enclosed.is_empty(),
        enclosed: asking.enclosed.clone(),
    };
    may_ask(compiled, application, &question)?;
    Ok((who, Event::OpinionAsked { question }))
}

/// Last day to answer, moved off holidays.
fn until(days: u32, facts: &Facts<'_>) -> NaiveDate {
    clock::answer_until(facts.today(), days, facts.calendar)
}

fn may_ask<F>(
    compiled: &Compiled<F>,
    application: &Application,
    question: &Question,
) -> Result<(), Refusal> {
    if application.open_opinions().count() >= MOST_OPEN {
        return Err(Code::AlreadyAsked.because(refusal::too_many_opinions(MOST_OPEN)));
    }
    if matches!(&question.of, Consulted::Office(office) if *office == application.office) {
        return Err(Code::SameOffice.because(refusal::own_opinion()));
    }
    if let Some(id) = &question.opinion {
        let of = compiled.opinion(id).map(|foreseen| Consulted::Office(foreseen.office.clone()));
        if of.as_ref() != Some(&question.of) {
            return Err(Code::UnknownOpinion.because(refusal::unknown_opinion()));
        }
        not_awaited(application, id)?;
    }
    Ok(())
}

fn not_awaited(application: &Application, id: &str) -> Result<(), Refusal> {
    let mut awaited = application.open_opinions();
    match awaited.find(|opined| opined.question.opinion.as_deref() == Some(id)) {
        Some(opined) => {
            Err(Code::AlreadyAsked.because(refusal::opinion_awaited(opined.question.until)))
        }
        None => Ok(()),
    }
}

/// Whether the opinions that a move asks may be asked.
pub(super) fn may_move<F>(
    compiled: &Compiled<F>,
    application: &Application,
    mv: &Move<F>,
) -> Result<(), Refusal> {
    for foreseen in asked_by(compiled, &mv.effects) {
        if foreseen.office == application.office {
            return Err(Code::SameOffice.because(refusal::own_opinion()));
        }
        not_awaited(application, &foreseen.id)?;
    }
    Ok(())
}

fn asked_by<'c, F>(compiled: &'c Compiled<F>, effects: &[Effect]) -> Vec<&'c Opinion> {
    let asked = effects.iter().filter_map(|effect| match effect {
        Effect::Opinion(id) => compiled.opinion(id),
        _ => None,
    });
    asked.collect()
}

/// The questions that a move asks besides what it does itself.
pub(super) fn of_effects<F>(
    compiled: &Compiled<F>,
    effects: &[Effect],
    request: &Request,
    facts: &Facts<'_>,
) -> Vec<Event> {
    let asked = asked_by(compiled, effects).into_iter().map(|foreseen| Event::OpinionAsked {
        question: Question {
            opinion: Some(foreseen.id.clone()),
            of: Consulted::Office(foreseen.office.clone()),
            text: request.text(field::QUESTION).unwrap_or_default().to_owned(),
            until: until(request.days().unwrap_or(foreseen.days).min(LONGEST_DAYS), facts),
            shows: foreseen.shows.clone(),
            enclosed: Enclosed::default(),
            only_files: false,
        },
    });
    asked.collect()
}

/// The answer, by who was asked.
pub(super) fn give(
    application: &Application,
    answering: &Answering,
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<(Who, Event), Refusal> {
    let opined = awaited(application, answering.asked)?;
    asked_of(opined, actor, facts)?;
    let text = answering.text.trim();
    if text.is_empty() && answering.verdict != Verdict::Favourable {
        return Err(Code::Incomplete.because(refusal::verdict_unexplained()));
    }
    let event = Event::OpinionGiven {
        asked: answering.asked,
        verdict: answering.verdict,
        text: text.to_owned(),
        files: answering.files.clone(),
    };
    Ok((Who::Consulted, event))
}

/// Who acts is whose opinion was asked.
fn asked_of(opined: &Opined, actor: &Actor, facts: &Facts<'_>) -> Result<(), Refusal> {
    if !matches!(&actor.part, Part::Consulted(of) if *of == opined.question.of) {
        return Err(Code::NotYours.because(refusal::not_yours()));
    }
    law::no_conflict(actor, facts)
}

/// Asked once more, before or after its day.
pub(super) fn remind(
    application: &Application,
    asked: u32,
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<(Who, Event), Refusal> {
    let by_time = actor.part == Part::Time;
    let who = if by_time { Who::Timer } else { law::staff(application, actor, facts)? };
    let opined = awaited(application, asked)?;
    let today = facts.today();
    if opined.is_held_up() {
        return Err(Code::NotAwaited.because(refusal::held_up()));
    }
    if opined.reminded.last().is_some_and(|(on, _)| *on == today) {
        return Err(Code::AlreadyAsked.because(refusal::reminded_today()));
    }
    if by_time && !is_due(opined, today) {
        return Err(Code::NothingDue.because(refusal::nothing_due()));
    }
    Ok((who, Event::OpinionReminded { asked }))
}

/// Whether time itself asks once more: once shortly before the last day, once after it, of every last day.
fn is_due(opined: &Opined, today: NaiveDate) -> bool {
    let until = opined.question.until;
    let near = until.checked_sub_days(Days::new(NEAR_DAYS)).unwrap_or(until);
    let since = match today > until {
        true => until.succ_opt().unwrap_or(until),
        // Who was told of a day that is so near needs no second message.
        false if near <= today && opined.until_since < near => near,
        false => return false,
    };
    !opined.reminded.iter().any(|(on, by_time)| *by_time && *on >= since)
}

/// What surrounds it is changed: by the office that asked, or by who was asked.
pub(super) fn handle(
    application: &Application,
    (asked, how): (u32, &Handling),
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<(Who, Event), Refusal> {
    let opined = awaited(application, asked)?;
    let (today, is_held_up) = (facts.today(), opined.is_held_up());
    if let Handling::HoldUp { text } = how {
        asked_of(opined, actor, facts)?;
        // Once, and while there is time (L. 241/1990 art. 16 c. 4).
        if opined.needs.is_some() {
            return Err(Code::AlreadyAsked.because(refusal::held_up_before()));
        }
        if opined.question.until < today {
            return Err(Code::TermOver.because(refusal::held_up_late()));
        }
        let text = text.trim().to_owned();
        if text.is_empty() {
            return Err(Code::Incomplete.because(refusal::needs_missing()));
        }
        return Ok((Who::Consulted, Event::OpinionHeldUp { asked, text }));
    }
    let who = law::staff(application, actor, facts)?;
    let event = match how {
        Handling::Supply { text, enclosed } => {
            if !is_held_up {
                return Err(Code::NothingAsked.because(refusal::nothing_missing()));
            }
            let text = text.trim().to_owned();
            if text.is_empty() && enclosed.is_empty() {
                return Err(Code::Incomplete.because(refusal::supply_missing()));
            }
            let until = until(SUPPLIED_DAYS, facts);
            Event::OpinionSupplied { asked, text, enclosed: enclosed.clone(), until }
        }
        Handling::PutOff { until, reason } => {
            if is_held_up {
                return Err(Code::NotAwaited.because(refusal::held_up()));
            }
            let most = self::until(LONGEST_DAYS, facts);
            if *until <= opined.question.until.max(today) || *until > most {
                let after = opined.question.until.max(today);
                return Err(Code::Incomplete.because(refusal::put_off_when(after, most)));
            }
            Event::OpinionPutOff { asked, until: *until, reason: law::reason(reason)? }
        }
        Handling::HoldUp { .. } => return Err(Code::NotYours.because(refusal::not_yours())),
    };
    Ok((who, event))
}

/// No longer needed.
pub(super) fn revoke(
    application: &Application,
    (asked, reason): (u32, &str),
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<(Who, Event), Refusal> {
    let who = law::staff(application, actor, facts)?;
    awaited(application, asked)?;
    Ok((who, Event::OpinionRevoked { asked, reason: law::reason(reason)? }))
}

fn awaited(application: &Application, asked: u32) -> Result<&Opined, Refusal> {
    if application.closed.is_some() {
        return Err(Code::Ended.because(refusal::ended()));
    }
    let mut awaited = application.open_opinions();
    awaited
        .find(|opined| opined.seq == asked)
        .ok_or_else(|| Code::NotAwaited.because(refusal::not_awaited()))
}

/// The move that is made by itself when no opinion is awaited any more; none while one is, or if the workflow has none
/// here.
pub(super) fn follows<'c, F>(
    compiled: &'c Compiled<F>,
    application: &Application,
    facts: &Facts<'_>,
) -> Option<&'c Move<F>> {
    if application.closed.is_some() || application.open_opinions().next().is_some() {
        return None;
    }
    let moves = compiled.definition().moves.iter().enumerate();
    let mut open = moves.filter(|(index, mv)| {
        mv.who.contains(&Who::Consulted)
            && law::stands(compiled, application, mv, facts, true).is_ok()
            && law::guard(compiled, application, (*index, mv), facts).is_ok()
    });
    open.next().map(|(_, mv)| mv)
}
