//! Whether a thing may be done now, by this person, and what follows from it.
//! Pure: the same question has the same answer. It changes nothing and knows no database; the
//! form language has checked what a move asks before the question comes here.

mod actor;
mod amend;
mod decision;
mod foreseen;
mod law;
mod offer;
mod opinion;
mod own_motion;
mod points;
mod time;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use model::{Calendar, Digest, FileId, Localized, Moment, Money, PersonId};
use rule::Bindings;

pub use self::actor::{Actor, Part};
pub use self::amend::{may_amend, revise};
use self::decision::{Story, decision};
pub use self::foreseen::if_answered;
pub use self::offer::{Offer, offers};
pub use self::opinion::{Answering, Asking, Handling};
pub use self::{
    decision::{Decision, Promise},
    own_motion::annulled_until,
};
use crate::application::Application;
use crate::clock;
use crate::compile::Compiled;
use crate::definition::{Act, Effect, Move, Outcome, Who};
use crate::event::{
    AmendedFor, Amendment, Author, ByHand, Data, Entry, Event, Item, Paid, ReopenedFor,
};
use crate::sentences::refusal;

/// Everything a decision may look at besides the application.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    pub now: Moment,
    pub calendar: &'a Calendar,
    /// Answers, `local.*`, `fees.total` and, for the move being made, `move.*`.
    pub bindings: &'a dyn Bindings,
    /// Everybody the application is about or of: applicant, delegates, cosigners.
    pub parties: &'a BTreeSet<PersonId>,
}

impl Facts<'_> {
    fn today(&self) -> NaiveDate {
        self.now.day()
    }

    /// The day and the calendar as rules read them.
    #[must_use]
    pub fn context(&self) -> rule::Context<'_> {
        rule::Context { today: self.today(), calendar: self.calendar }
    }
}

/// What somebody wants to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Move(Request),
    /// Hand it to a person of the office, or back to the queue. From the hands of somebody else: with a reason.
    Assign {
        to: Option<PersonId>,
        reason: String,
    },
    /// Hand it to another office.
    Transfer {
        office: String,
        reason: String,
    },
    /// A letter was made: keep it.
    Keep {
        file: FileId,
        letter: String,
        digest: Digest,
        number: Option<String>,
    },
    /// Change answers that were sent: staff with a reason, or the citizen before anybody took charge.
    Amend {
        amendment: Amendment,
        reason: String,
    },
    /// Take the decision back: the application goes on from where it was decided.
    Reopen {
        cause: ReopenedFor,
        reason: String,
    },
    /// Put right what an earlier event says wrong.
    Correct {
        seq: u32,
        reason: String,
        data: Data,
    },
    /// Ask an opinion.
    AskOpinion(Asking),
    /// Give one.
    GiveOpinion(Answering),
    /// Ask once more for the one that this event asked.
    RemindOpinion {
        asked: u32,
    },
    /// Change what surrounds the one that this event asked.
    HandleOpinion {
        asked: u32,
        how: Handling,
    },
    /// The one that this event asked is no longer needed.
    RevokeOpinion {
        asked: u32,
        reason: String,
    },
    /// Close points of the integration request that this event made: what came is enough, or is needed no more.
    ClosePoints {
        asked: u32,
        paths: Vec<String>,
    },
    /// Let time make the first move that is due: of several, the one that fell due first, then by
    /// `order`. Who comes late asks again until nothing is due.
    Elapse,
}

/// A move and what it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// Id of the move.
    pub id: String,
    /// Answers to what the move asks, already checked by the form language.
    pub data: Data,
    /// For an integration request: what, and why.
    pub items: Vec<Item>,
    /// For the answer to one: what it changes of the answers.
    pub amendment: Option<Amendment>,
    /// Letters that the one who makes it wrote by hand, by their ids.
    pub letters: BTreeMap<String, ByHand>,
}

/// Ids of move fields to which the law gives a meaning, so that an event can hold it apart.
pub mod field {
    /// Days to answer, in a move that asks for an integration.
    pub const DAYS: &str = "days";
    /// Amount paid, in a move that registers a payment.
    pub const AMOUNT: &str = "amount";
    /// What proves the payment.
    pub const REFERENCE: &str = "reference";
    /// What is asked, in a move that asks an opinion.
    pub const QUESTION: &str = "question";
    /// Why the citizen's observations are not accepted, in a move that refuses (L. 241/1990 art. 10-bis).
    pub const OBSERVATIONS: &str = "observations";
}

impl Request {
    /// A move without anything asked.
    #[must_use]
    pub fn of(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    fn text(&self, field: &str) -> Option<&str> {
        let text = self.data.get(field)?.first()?.trim();
        (!text.is_empty()).then_some(text)
    }

    fn days(&self) -> Option<u32> {
        self.text(field::DAYS)?.parse().ok().filter(|days| *days > 0)
    }

    fn payment(&self) -> Option<(Money, String)> {
        let amount: Money =
            self.text(field::AMOUNT)?.parse().ok().filter(|sum: &Money| sum.0 > 0)?;
        Some((amount, self.text(field::REFERENCE)?.to_owned()))
    }
}

/// What a sending says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    pub procedure: String,
    pub revision: u32,
    pub number: String,
    /// Digest of the frozen answers.
    pub answers: Digest,
    /// What was paid online before.
    pub paid: Vec<Paid>,
    /// Responsible office of the procedure, where no routing rule says another.
    pub office: String,
}

/// Why a command is not allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: Code,
    /// For the person, saying what to do instead where something can be done.
    pub reason: Localized,
}

/// The kinds of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    Ended,
    UnknownMove,
    WrongState,
    NotYours,
    Conflict,
    /// Another person must do it.
    SamePerson,
    SameOffice,
    Incomplete,
    SecondSuspension,
    SecondNotice,
    NoticeNeeded,
    ObservationsAwaited,
    /// The person's observations must be answered one by one.
    ObservationsUnanswered,
    AssentMatured,
    /// What has run out cannot be extended.
    TermOver,
    NothingDue,
    /// The workflow foresees no such opinion.
    UnknownOpinion,
    /// The opinion is awaited already, or was asked for again today; what is missing was said once.
    AlreadyAsked,
    /// The opinion came, or is no longer needed.
    NotAwaited,
    UnknownEvent,
    Guard,
    /// Somebody has taken charge: the citizen changes nothing any more by themselves.
    TakenInCharge,
    /// Nothing was asked that answers could be changed for.
    NothingAsked,
    /// The other revision has no such state.
    StateGone,
    /// There is no decision to take back.
    NotDecided,
    /// What was granted is annulled within six months only.
    TooLateToAnnul,
}

impl Code {
    pub(crate) const fn because(self, reason: Localized) -> Refusal {
        Refusal { code: self, reason }
    }
}

/// Decides a sending: which office it goes to and what starts to run.
///
/// # Errors
/// [`Refusal`] if the actor may not send.
pub fn send<F>(
    compiled: &Compiled<F>,
    sending: &Sending,
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<Decision, Refusal> {
    let who = match actor.part {
        Part::Applicant | Part::Delegate | Part::Staff(_) => actor.any_part(),
        Part::Register | Part::Payment | Part::Time | Part::Consulted(_) | Part::Ranking => None,
    };
    let who = who.ok_or_else(|| Code::NotYours.because(refusal::not_yours()))?;
    let office = compiled.route(facts).unwrap_or(&sending.office);
    let entry = Entry {
        seq: 1,
        at: facts.now,
        author: actor.author(who),
        event: Event::Sent {
            procedure: sending.procedure.clone(),
            revision: sending.revision,
            number: sending.number.clone(),
            office: office.to_owned(),
            state: compiled.definition().start.clone(),
            answers: sending.answers,
            paid: sending.paid.clone(),
        },
    };
    match Application::begin(&entry) {
        Some(after) => Ok(decision(compiled, after, vec![entry], Vec::new(), facts)),
        None => Err(Code::UnknownEvent.because(refusal::unknown_event())),
    }
}

/// Decides a command.
///
/// # Errors
/// [`Refusal`] if it is not allowed now, with the reason in words.
pub fn decide<F>(
    compiled: &Compiled<F>,
    application: &Application,
    command: &Command,
    actor: &Actor,
    facts: &Facts<'_>,
) -> Result<Decision, Refusal> {
    let (who, event, effects) = match command {
        // Time moves only by `Elapse`, which asks the clock first; an opinion, by being given.
        Command::Move(_) if matches!(actor.part, Part::Time | Part::Consulted(_)) => {
            return Err(Code::NotYours.because(refusal::not_yours()));
        }
        // What leaves in the office's name is written by the office.
        Command::Move(request)
            if !request.letters.is_empty() && !matches!(actor.part, Part::Staff(_)) =>
        {
            return Err(Code::NotYours.because(refusal::not_yours()));
        }
        Command::Move(request) => {
            let (index, mv) = compiled
                .find_move(&request.id)
                .ok_or_else(|| Code::UnknownMove.because(refusal::unknown_move()))?;
            let who = law::may(compiled, application, (index, mv), actor, facts)?;
            law::guard(compiled, application, (index, mv), facts)?;
            let event = made(compiled, application, mv, request, facts)?;
            let effects = match law::is_partial(mv, request, facts) {
                true => [].as_slice(),
                false => mv.effects.as_slice(),
            };
            (who, event, effects)
        }
        Command::Elapse => {
            let (mv, event) = time::elapse(compiled, application, actor, facts)?;
            (Who::Timer, event, mv.effects.as_slice())
        }
        Command::Assign { to, reason } => {
            let who = law::staff(application, actor, facts)?;
            if to.is_some_and(|to| facts.parties.contains(&to)) {
                return Err(Code::Conflict.because(refusal::assignee_conflict()));
            }
            let held = application.assignee;
            let is_held = held.is_some() && held != *to && held != actor.person;
            let reason = match (is_held, reason.trim()) {
                (false, "") => None,
                (_, given) => Some(law::reason(given)?),
            };
            (who, Event::Assigned { to: *to, reason }, [].as_slice())
        }
        Command::Transfer { office, reason } => {
            let who = law::staff(application, actor, facts)?;
            if *office == application.office {
                return Err(Code::SameOffice.because(refusal::same_office()));
            }
            law::not_regained(compiled, application, facts)?;
            let reason = law::reason(reason)?;
            let from = application.office.clone();
            (who, Event::Transferred { from, to: office.clone(), reason }, [].as_slice())
        }
        Command::Keep { file, letter, digest, number } => {
            let who = law::keeper(actor)?;
            law::no_conflict(actor, facts)?;
            let event = Event::DocumentMade {
                file: *file,
                letter: letter.clone(),
                digest: *digest,
                number: number.clone(),
            };
            (who, event, [].as_slice())
        }
        Command::Amend { amendment, reason } => {
            let (who, cause) = amend::who(compiled, application, actor, facts)?;
            let reason = match cause {
                AmendedFor::Correction => Some(law::reason(reason)?),
                AmendedFor::Change | AmendedFor::Integration => None,
            };
            let amendment = amendment.clone();
            (who, Event::Amended { cause, amendment, reason }, [].as_slice())
        }
        Command::AskOpinion(asking) => {
            let (who, event) = opinion::ask(compiled, application, asking, actor, facts)?;
            (who, event, [].as_slice())
        }
        Command::GiveOpinion(answering) => {
            let (who, event) = opinion::give(application, answering, actor, facts)?;
            (who, event, [].as_slice())
        }
        Command::RemindOpinion { asked } => {
            let (who, event) = opinion::remind(application, *asked, actor, facts)?;
            (who, event, [].as_slice())
        }
        Command::RevokeOpinion { asked, reason } => {
            let (who, event) = opinion::revoke(application, (*asked, reason), actor, facts)?;
            (who, event, [].as_slice())
        }
        Command::HandleOpinion { asked, how } => {
            let (who, event) = opinion::handle(application, (*asked, how), actor, facts)?;
            (who, event, [].as_slice())
        }
        Command::ClosePoints { asked, paths } => {
            let (who, event) = points::close(application, (*asked, paths), actor, facts)?;
            (who, event, [].as_slice())
        }
        Command::Reopen { cause, reason } => {
            let own = own_motion::reopen(compiled, application, (*cause, reason), actor, facts)?;
            (own.0, own.1, [].as_slice())
        }
        Command::Correct { seq, reason, data } => {
            let own = own_motion::correct(application, (*seq, reason, data), actor, facts)?;
            (own.0, own.1, [].as_slice())
        }
    };
    let amended = match command {
        Command::Move(Request { amendment: Some(amendment), .. }) => {
            Some(amend::integrated(&event, amendment)?)
        }
        _ => None,
    };
    let questions = match command {
        Command::Move(request) => opinion::of_effects(compiled, effects, request, facts),
        _ => Vec::new(),
    };
    let mut story = Story { after: application.clone(), events: Vec::new(), now: facts.now };
    // What an answer changes, and what a move asks of others, comes before it.
    for event in amended.into_iter().chain(questions).chain([event]) {
        story.goes_on(actor.author(who), event);
    }
    let mut effects = effects;
    if matches!(command, Command::GiveOpinion(_) | Command::RevokeOpinion { .. })
        && let Some(mv) = opinion::follows(compiled, &story.after, facts)
    {
        let event = made(compiled, &story.after, mv, &Request::of(&mv.id), facts)?;
        story.goes_on(Author { who: Who::Consulted, person: None }, event);
        effects = &mv.effects;
    }
    let own = story.events.last().and_then(|entry| entry.event.own_letter());
    let effects = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Letter(id) => Some(Promise::Letter(id.clone())),
            Effect::Mail(id) => Some(Promise::Mail(id.clone())),
            // What is proposed, what moves the term and what is asked of others is in an event.
            Effect::Propose(_)
            | Effect::Suspend(_)
            | Effect::Resume
            | Effect::Extend(_)
            | Effect::Restart(_)
            | Effect::Opinion(_) => None,
        })
        .chain(own.map(|letter| Promise::Letter(letter.to_owned())))
        .collect();
    Ok(decision(compiled, story.after, story.events, effects, facts))
}

/// The event that a move makes.
fn made<F>(
    compiled: &Compiled<F>,
    application: &Application,
    mv: &Move<F>,
    request: &Request,
    facts: &Facts<'_>,
) -> Result<Event, Refusal> {
    let done = law::done(compiled, application, mv, request, facts);
    let today = facts.today();
    Ok(match mv.act {
        Act::Take => Event::Taken { done },
        Act::AskIntegration => {
            let items = points::asked(request, &done.data)?;
            let until = law::integration_until(compiled, mv, request, facts);
            Event::IntegrationAsked { done, items, until }
        }
        Act::AnswerIntegration if application.asked.is_none() => {
            return Err(Code::NothingAsked.because(refusal::nothing_to_answer()));
        }
        Act::AnswerIntegration => Event::IntegrationAnswered { done },
        Act::NoticeOfRefusal => {
            Event::RefusalNotified { done, until: clock::observations_until(today, facts.calendar) }
        }
        Act::Observations => Event::ObservationsGiven { done },
        Act::Refuse | Act::Grant if law::leaves_unanswered(application, mv, request) => {
            let reason = refusal::observations_unanswered();
            return Err(Code::ObservationsUnanswered.because(reason));
        }
        Act::Grant => Event::Decided { done, outcome: Outcome::Positive, letter: mv.letter() },
        Act::Refuse => Event::Decided { done, outcome: Outcome::Negative, letter: mv.letter() },
        Act::Withdraw => Event::Withdrawn { done },
        Act::RegisterPayment => match request.payment() {
            Some((amount, reference)) => Event::PaymentRegistered { done, amount, reference },
            None => return Err(Code::Incomplete.because(refusal::payment_missing())),
        },
        Act::Silence | Act::Other => Event::Moved { done },
    })
}
