//! Any sequence of commands over any workflow, and what must hold after each that is accepted.
//! Also lent to the tests of `procedure`, which play it over every workflow that ships.

use std::collections::BTreeSet;
use std::fmt::Debug;

use chrono::{Days, NaiveDate};
use model::{ApplicationId, Calendar, Digest, Moment, PersonId, rome_to_moment};
use proptest::prelude::*;
use rule::{Bindings, Names, Value};
use workflow::clock::compute;
use workflow::{
    Act, Actor, AmendedFor, Application, Author, Cause, Command, Compiled, Consulted, Decision,
    Enclosed, Entry, Event, Facts, Part, Payload, Promise, Question, Record, Scope, Sending, Who,
    Workflow, compile, decide, genesis, revise, seal, send, verify,
};

#[path = "holds.rs"]
mod holds;

use holds::holds;

#[path = "tries.rs"]
mod tries;

use tries::command;
pub use tries::{Attempt, attempts};

type Checked = Result<(), TestCaseError>;

/// The workflow with every guard open: guards only take away, and what they read is not here.
pub fn unguarded<F: Clone>(workflow: &Workflow<F>) -> Compiled<F> {
    let mut workflow = workflow.clone();
    workflow.moves.iter_mut().for_each(|mv| mv.guard = None);
    workflow.routing.clear();
    let scope = Scope { names: &Names::new(), asked_by: &|_| Vec::new() };
    // Letters are not here either: that is the one thing found missing.
    compile(workflow, Vec::new(), &scope).0
}

fn person(number: u8) -> PersonId {
    format!("00000000-0000-0000-0000-0000000000{number:02}").parse().unwrap()
}

const APPLICANT: u8 = 1;
const DELEGATE: u8 = 6;

fn parties() -> BTreeSet<PersonId> {
    BTreeSet::from([person(APPLICANT), person(DELEGATE)])
}

fn actors() -> Vec<Actor> {
    vec![
        Actor::applicant(person(APPLICANT)),
        Actor { person: Some(person(DELEGATE)), part: Part::Delegate },
        Actor::staff(person(2), [Who::Clerk]),
        Actor::staff(person(3), [Who::Responsible]),
        Actor::staff(person(5), [Who::Head]),
        Actor::staff(person(7), [Who::Protocol]),
        Actor::staff(person(8), [Who::Clerk, Who::Responsible, Who::Head]),
        Actor::staff(person(4), []),
        // A citizen's part is not had by a role, nor the office's by a party.
        Actor::staff(person(9), [Who::Applicant, Who::Timer, Who::Payment]),
        Actor::staff(person(APPLICANT), [Who::Clerk, Who::Responsible, Who::Head]),
        Actor::register(),
        Actor::payment(),
        Actor::ranking(),
        Actor::time(),
        consulted(10, "polizia"),
        consulted(11, "ufficio-1"),
        // Nor is an opinion given by a party.
        consulted(APPLICANT, "polizia"),
    ]
}

fn consulted(number: u8, office: &str) -> Actor {
    Actor::consulted(person(number), Consulted::Office(office.to_owned()))
}

/// As what somebody may act, said apart from the engine.
fn parts(actor: &Actor) -> Vec<Who> {
    let of_staff = [Who::Clerk, Who::Responsible, Who::Head, Who::Protocol];
    match &actor.part {
        Part::Applicant => vec![Who::Applicant],
        Part::Delegate => vec![Who::Delegate],
        Part::Staff(_) if actor.person.is_some_and(|it| parties().contains(&it)) => Vec::new(),
        Part::Staff(roles) => of_staff.into_iter().filter(|role| roles.contains(role)).collect(),
        Part::Register => vec![Who::Protocol],
        Part::Payment => vec![Who::Payment],
        Part::Ranking => vec![Who::Ranking],
        Part::Time => vec![Who::Timer],
        Part::Consulted(_) if actor.person.is_some_and(|it| parties().contains(&it)) => Vec::new(),
        Part::Consulted(_) => vec![Who::Consulted],
    }
}

struct Due(bool);

impl Bindings for Due {
    fn get(&self, path: &str) -> Value {
        match path {
            "fees.due" if self.0 => Value::Money(2000),
            _ => Value::Empty,
        }
    }
}

/// Somewhere an application lives, and everything that was written of it.
struct Life<'c, F> {
    compiled: &'c Compiled<F>,
    application: Application,
    chain: Vec<(Record, Payload)>,
}

const ID: u128 = 77;

/// Ten in the morning.
fn morning(day: NaiveDate) -> Moment {
    rome_to_moment(day.and_hms_opt(10, 0, 0).unwrap())
}

impl<F: Clone + PartialEq + Debug> Life<'_, F> {
    fn id() -> ApplicationId {
        person(ID as u8).0.into()
    }

    fn facts<'a>(
        now: Moment,
        calendar: &'a Calendar,
        due: &'a Due,
        people: &'a BTreeSet<PersonId>,
    ) -> Facts<'a> {
        Facts { now, calendar, bindings: due, parties: people }
    }

    fn ask(
        &self,
        now: Moment,
        actor: &Actor,
        command: &Command,
        is_partial: bool,
    ) -> Option<Decision> {
        let (calendar, due, people) = (Calendar::default(), Due(is_partial), parties());
        let facts = Self::facts(now, &calendar, &due, &people);
        let decide = || decide(self.compiled, &self.application, command, actor, &facts);
        let decided = decide();
        assert_eq!(decided, decide(), "the same question has the same answer");
        if let Err(refusal) = &decided {
            assert!(!refusal.reason.is_empty());
        }
        decided.ok()
    }

    /// Keeps what was decided, after everything that must hold of it.
    fn keep(&mut self, decision: Decision, actor: &Actor, today: NaiveDate) -> Checked {
        let (before, after) = (self.application.clone(), &decision.after);
        let mut story = before.clone();
        for (at, entry) in decision.events.iter().enumerate() {
            prop_assert_eq!(entry.seq, story.seq + 1);
            prop_assert!(entry.at >= story.last_at);
            let follows = at > 0 && entry.author.who == Who::Consulted;
            self.caused(entry, actor, &story, (today, follows))?;
            if follows {
                prop_assert!(story.open_opinions().next().is_none(), "one is awaited");
            }
            story = story.apply(entry);
        }
        prop_assert_eq!(&story, after);
        prop_assert!(decision.events.len() <= 2, "{:?}", decision.events);
        self.stands(after)?;
        self.opinions(&before, after)?;
        let is_reopened =
            decision.events.iter().any(|it| matches!(it.event, Event::Reopened { .. }));
        if is_reopened {
            // Only what was decided is taken back; what was awaited of others then is awaited no more.
            prop_assert!(before.decided.is_some() && after.decided.is_none());
            prop_assert!(after.closed.is_none() && after.open_opinions().next().is_none());
            prop_assert_eq!(after.taken_back.len(), before.taken_back.len() + 1);
        }
        if let Some(closed) = before.closed.filter(|_| !is_reopened) {
            prop_assert_eq!((after.closed, &after.state), (Some(closed), &before.state));
            let is_paper = |kind: &str| matches!(kind, "document_made" | "corrected");
            let kinds = || decision.events.iter().map(|entry| entry.event.kind());
            prop_assert!(kinds().all(is_paper), "a closed application took {:?}", decision.events);
        }
        for cause in [Cause::Integration, Cause::RefusalNotice] {
            prop_assert!(after.suspensions(cause) <= 1);
        }
        let definition = self.compiled.definition();
        let calendar = Calendar::default();
        let view = compute(definition, after, &calendar, today);
        prop_assert_eq!(&view, &decision.clock);
        let promised: Vec<_> =
            decision.effects.iter().filter(|it| matches!(it, Promise::Timers(_))).collect();
        let running = Promise::Timers(view.timers.clone());
        prop_assert_eq!(promised, vec![&running]);
        holds(&view, after, definition, today)?;
        // What has ended has ended on one day, for good.
        let was = compute(definition, &before, &calendar, today);
        if was.ended_on.is_some() && !is_reopened {
            prop_assert_eq!(view.ended_on, was.ended_on);
        }
        decision.events.iter().for_each(|entry| self.seal(entry));
        self.application = decision.after;
        Ok(())
    }

    /// Puts it on the next revision, if it may be.
    fn revise(&mut self, now: Moment, today: NaiveDate) -> Checked {
        let (calendar, people) = (Calendar::default(), parties());
        let facts = Self::facts(now, &calendar, &Due(false), &people);
        let to = self.application.revision + 1;
        let decided = revise(self.compiled, &self.application, (to, "r"), &facts);
        prop_assert_eq!(decided.is_ok(), self.application.closed.is_none());
        let Ok(decision) = decided else { return Ok(()) };
        prop_assert_eq!(&decision.after.state, &self.application.state);
        self.keep(decision, &Actor::register(), today)
    }

    /// What came of an opinion stays; of one that the workflow foresees, one is awaited at a time.
    fn opinions(&self, before: &Application, after: &Application) -> Checked {
        for (was, is) in before.opinions.iter().zip(&after.opinions) {
            prop_assert!(was.end.is_none() || was.end == is.end);
            // Its day moves, and more is shown; what was asked of whom stays.
            let asked = Question {
                until: is.question.until,
                enclosed: Enclosed::default(),
                ..was.question.clone()
            };
            let stays = Question { enclosed: Enclosed::default(), ..is.question.clone() };
            prop_assert_eq!((was.seq, asked), (is.seq, stays));
        }
        let mut awaited = BTreeSet::new();
        for opined in after.open_opinions() {
            prop_assert!(opined.question.until >= opined.until_since);
            let id = opined.question.opinion.as_ref();
            prop_assert!(id.is_none_or(|id| awaited.insert(id.clone())), "asked twice");
        }
        prop_assert!(after.closed.is_none() || awaited.is_empty());
        Ok(())
    }

    fn seal(&mut self, entry: &Entry) {
        let previous = self.chain.last().map_or(genesis(Self::id()), |(last, _)| last.hash);
        self.chain.push(seal(entry, person(entry.seq as u8 % 90 + 10).0, [7; 16], previous));
    }

    /// No event without somebody who may cause it, in the part they are written down in.
    fn caused(
        &self,
        entry: &Entry,
        actor: &Actor,
        before: &Application,
        (today, follows): (NaiveDate, bool),
    ) -> Checked {
        let Author { who, person } = entry.author;
        if follows {
            prop_assert_eq!(person, None);
        } else {
            prop_assert!(parts(actor).contains(&who), "{:?} wrote as {:?}", actor, who);
            prop_assert_eq!(person, actor.person);
        }
        let is_staff = matches!(who, Who::Clerk | Who::Responsible | Who::Head | Who::Protocol);
        if let Some(done) = entry.event.done() {
            let (_, mv) = self.compiled.find_move(&done.step.move_id).unwrap();
            prop_assert!(mv.who.contains(&who), "{:?} made {}", who, mv.id);
            prop_assert!(mv.from.contains(&before.state));
            prop_assert_eq!(&done.step.from, &before.state);
            let stays = mv.act == Act::RegisterPayment && done.step.to == before.state;
            prop_assert!(done.step.to == mv.to || stays);
            let of_citizens =
                matches!(entry.event, Event::ObservationsGiven { .. } | Event::Withdrawn { .. });
            prop_assert!(!of_citizens || mv.who.contains(&who));
        } else if let Event::OpinionGiven { asked, .. } = &entry.event {
            prop_assert_eq!(who, Who::Consulted);
            let opined = before.open_opinions().find(|opined| opined.seq == *asked).unwrap();
            prop_assert_eq!(&actor.part, &Part::Consulted(opined.question.of.clone()));
        } else if let Event::OpinionHeldUp { asked, .. } = &entry.event {
            prop_assert_eq!(who, Who::Consulted);
            let opined = before.open_opinions().find(|opined| opined.seq == *asked).unwrap();
            prop_assert_eq!(&actor.part, &Part::Consulted(opined.question.of.clone()));
            prop_assert!(opined.needs.is_none(), "it was held up before");
        } else if let Event::Amended { cause, .. } = &entry.event {
            let is_citizen = matches!(who, Who::Applicant | Who::Delegate);
            prop_assert_eq!(is_citizen, *cause != AmendedFor::Correction, "{:?} amended", who);
            // The citizen changes nothing any more once anybody has done something.
            prop_assert!(*cause != AmendedFor::Change || before.moves.is_empty());
        } else if matches!(entry.event, Event::OpinionReminded { .. }) {
            prop_assert!(is_staff || who == Who::Timer, "{:?} reminded", who);
        } else {
            prop_assert!(is_staff, "{:?} caused {}", who, entry.event.kind());
        }
        if let Event::SilenceMatured { term_end, .. } = &entry.event {
            prop_assert_eq!(entry.author, Author { who: Who::Timer, person: None });
            let view = compute(self.compiled.definition(), before, &Calendar::default(), today);
            prop_assert!(view.has_run_out(today));
            prop_assert_eq!(Some(*term_end), view.due_on_citizen);
        }
        Ok(())
    }

    /// In exactly one state, which is an end if and only if the application has ended.
    fn stands(&self, application: &Application) -> Checked {
        let states = &self.compiled.definition().states;
        let here: Vec<_> = states.iter().filter(|state| state.id == application.state).collect();
        prop_assert_eq!(here.len(), 1);
        prop_assert_eq!(here[0].ends, application.closed.map(|closed| closed.outcome));
        Ok(())
    }

    fn entries(&self) -> Vec<Entry> {
        self.chain.iter().map(|(record, payload)| record.entry(payload).unwrap()).collect()
    }

    fn is_whole(&self) -> Checked {
        let chain = || self.chain.iter().map(|(record, payload)| (record, Some(payload)));
        let verified = verify(Self::id(), chain()).unwrap();
        prop_assert_eq!(verified.events, self.application.seq as usize);
        let entries = self.entries();
        prop_assert_eq!(Application::replay(&entries), Some(self.application.clone()));
        // With one left out it does not hold (but for the last: its head tells), nor with one
        // sealed as if another had come before it.
        let at = entries.len() / 2;
        let rest = || chain().enumerate().filter(|(place, _)| *place != at).map(|(_, it)| it);
        prop_assert!(at + 1 == entries.len() || verify(Self::id(), rest()).is_err());
        let (record, payload) = &self.chain[at];
        let forged = seal(&entries[at], record.id, payload.salt, Digest::of(b"another")).0;
        let swap = |(place, it)| if place == at { (&forged, Some(payload)) } else { it };
        prop_assert!(verify(Self::id(), chain().enumerate().map(swap)).is_err());
        Ok(())
    }
}

/// Plays the attempts from a sending on this day. The kinds of event that came of them.
pub fn play<F: Clone + PartialEq + Debug>(
    compiled: &Compiled<F>,
    attempts: &[Attempt],
    sent_on: NaiveDate,
) -> Result<Vec<&'static str>, TestCaseError> {
    let sending = Sending {
        procedure: "prova".into(),
        revision: 1,
        number: "2027/000001".into(),
        answers: Digest::of(b"answers"),
        paid: Vec::new(),
        office: "ufficio-0".into(),
    };
    let (calendar, people, applicant) = (Calendar::default(), parties(), actors().remove(0));
    let facts = Life::<F>::facts(morning(sent_on), &calendar, &Due(false), &people);
    let sent = send(compiled, &sending, &applicant, &facts).unwrap();
    let mut life = Life { compiled, application: sent.after, chain: Vec::new() };
    life.seal(&sent.events[0]);
    life.stands(&life.application)?;
    holds(&sent.clock, &life.application, compiled.definition(), sent_on)?;
    let mut today = sent_on;
    for attempt in attempts {
        today = today + Days::new(attempt.wait);
        let view = compute(compiled.definition(), &life.application, &calendar, today);
        holds(&view, &life.application, compiled.definition(), today)?;
        if attempt.revises() {
            life.revise(morning(today), today)?;
            continue;
        }
        let (command, actor) = command(&life, attempt);
        if let Some(decision) = life.ask(morning(today), &actor, &command, attempt.is_partial) {
            life.keep(decision, &actor, today)?;
        }
    }
    // Nobody was there for two years: time makes what is due, and comes to an end.
    today = today + Days::new(730);
    for made in 0.. {
        let (time, now) = (Actor::time(), morning(today));
        let Some(decision) = life.ask(now, &time, &Command::Elapse, false) else { break };
        life.keep(decision, &time, today)?;
        prop_assert!(made < compiled.definition().timers.len() * 2, "time has no end");
    }
    life.is_whole()?;
    Ok(life.entries().iter().map(|entry| entry.event.kind()).collect())
}
