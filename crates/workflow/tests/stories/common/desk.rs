//! A desk in memory: one application, its chain, its people and a calendar.

use std::collections::{BTreeMap, BTreeSet};

use model::{ApplicationId, Calendar, Digest, Moment, PersonId};
use rule::{Names, Type, Value};
use uuid::Uuid;
use workflow::{
    Actor, Application, Code, Command, Compiled, Decision, Facts, Offer, Payload, Promise, Record,
    Refusal, Request, Scope, Sending, Who, Workflow, compile, decide, genesis, offers, seal, send,
};

use super::{at, letters, person};

pub const APPLICATION: ApplicationId = ApplicationId(Uuid::from_u128(1));

pub fn citizen() -> Actor {
    Actor::applicant(person(1))
}

pub fn clerk() -> Actor {
    Actor::staff(person(2), [Who::Clerk])
}

pub fn responsible() -> Actor {
    Actor::staff(person(3), [Who::Responsible])
}

pub struct Desk {
    pub compiled: Compiled,
    pub application: Option<Application>,
    pub chain: Vec<(Record, Payload)>,
    pub promises: Vec<Promise>,
    pub answers: BTreeMap<String, Value>,
    calendar: Calendar,
}

pub fn compiled(workflow: Workflow) -> Compiled {
    let names = Names::new().with("kind", Type::Text).with_options("kind", ["resident", "garage"]);
    let asked_by = |_: &workflow::Move| {
        let texts = ["permit", "question", "observations"].map(|id| (id.to_owned(), Type::Text));
        texts.into_iter().chain([("days".into(), Type::Int)]).collect()
    };
    let scope = Scope { names: &names, asked_by: &asked_by };
    let letters = letters(&["integration", "granted", "refused", "tacit"]);
    let (compiled, faults) = compile(workflow, letters, &scope);
    assert_eq!(faults, []);
    compiled
}

impl Desk {
    pub fn new(workflow: Workflow) -> Self {
        Self {
            compiled: compiled(workflow),
            application: None,
            chain: Vec::new(),
            promises: Vec::new(),
            answers: BTreeMap::from([("kind".to_owned(), Value::text("resident"))]),
            calendar: Calendar::default(),
        }
    }

    pub fn sent(workflow: Workflow, on: &str) -> Self {
        let mut desk = Self::new(workflow);
        desk.send(at(on)).unwrap();
        desk
    }

    fn facts<'a>(&'a self, now: Moment, parties: &'a BTreeSet<PersonId>) -> Facts<'a> {
        Facts { now, calendar: &self.calendar, bindings: &self.answers, parties }
    }

    pub fn send(&mut self, now: Moment) -> Result<(), Refusal> {
        let sending = Sending {
            procedure: "prova".into(),
            revision: 1,
            number: "2027/000001".into(),
            answers: Digest::of(b"answers"),
            paid: Vec::new(),
            office: "anagrafe".into(),
        };
        let parties = BTreeSet::from([person(1)]);
        let decision = send(&self.compiled, &sending, &citizen(), &self.facts(now, &parties))?;
        self.keep(decision);
        Ok(())
    }

    pub fn decide(
        &self,
        now: Moment,
        actor: &Actor,
        command: &Command,
    ) -> Result<Decision, Refusal> {
        let parties = BTreeSet::from([person(1)]);
        let application = self.application.as_ref().unwrap();
        decide(&self.compiled, application, command, actor, &self.facts(now, &parties))
    }

    pub fn keep(&mut self, decision: Decision) {
        for entry in &decision.events {
            let previous = self.chain.last().map_or(genesis(APPLICATION), |(r, _)| r.hash);
            let id = Uuid::from_u128(1000 + u128::from(entry.seq));
            self.chain.push(seal(entry, id, [7; 16], previous));
        }
        self.promises = decision.effects;
        self.application = Some(decision.after);
    }

    pub fn run(&mut self, on: &str, actor: &Actor, command: &Command) -> Result<(), Code> {
        let decision = self.decide(at(on), actor, command).map_err(|refusal| {
            assert!(!refusal.reason.is_empty());
            refusal.code
        })?;
        self.keep(decision);
        Ok(())
    }

    pub fn request(&mut self, on: &str, actor: &Actor, request: Request) -> Result<(), Code> {
        for (field, values) in &request.data {
            let value = values.first().map_or(Value::Empty, |text| Value::text(text));
            self.answers.insert(format!("move.{field}"), value);
        }
        self.run(on, actor, &Command::Move(request))
    }

    pub fn make(&mut self, on: &str, actor: &Actor, id: &str) -> Result<(), Code> {
        self.request(on, actor, Request::of(id))
    }

    pub fn elapse(&mut self, on: &str) -> Result<(), Code> {
        self.run(on, &Actor::time(), &Command::Elapse)
    }

    pub fn offers(&self, on: &str, actor: &Actor) -> Vec<Offer<'_, serde_json::Value>> {
        let parties = BTreeSet::from([person(1)]);
        let application = self.application.as_ref().unwrap();
        offers(&self.compiled, application, actor, &self.facts(at(on), &parties))
    }

    pub fn state(&self) -> &str {
        &self.application.as_ref().unwrap().state
    }

    /// Letters and mails promised by the last decision.
    pub fn promised(&self) -> Vec<String> {
        self.promises
            .iter()
            .filter_map(|promise| match promise {
                Promise::Letter(id) => Some(format!("letter {id}")),
                Promise::Mail(id) => Some(format!("mail {id}")),
                Promise::Timers(_) => None,
            })
            .collect()
    }
}

/// A move with one answer to each of what it asks.
pub fn filled(id: &str, data: &[(&str, &str)]) -> Request {
    let mut request = Request::of(id);
    for (field, text) in data {
        request.data.insert((*field).into(), vec![(*text).into()]);
    }
    request
}
