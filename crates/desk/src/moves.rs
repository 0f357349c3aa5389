//! What happens to an application after it was sent: a move of the citizen, of the office or of time. Each is
//! decided on the version that the person saw, and promises what follows in the same unit of work.

mod files;
mod hands;

use std::collections::{BTreeMap, BTreeSet};

use form::{Answers, Checked, FileFact, Raw};
use model::{
    ApplicationId, Lang, Localized,
    access::{self, Action},
};
use store::{Write, applications, events, jobs, parties, timers};
use workflow::{
    Act, Actor, AmendedFor, Command, Decision, Event, Move, Offer, Promise, Refusal, Request, Who,
};

pub use hands::{Hand, NotHanded};

use crate::{
    Desk, Error, Result,
    admission::parts,
    amend::Amended,
    distribution, facts,
    integration::{self, Reopened},
    jobs::{Errand, promise},
    loaded::Loaded,
    opinions,
    paper::said,
    payments, rankings,
    revising::is_moved,
    sending::{due, resumption, standing},
    session::Session,
};

/// When a timer whose move was refused is looked at again.
const AGAIN: chrono::Duration = chrono::Duration::hours(1);

/// A move that somebody can make now, or why not.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Id of the move.
    pub id: String,
    /// The move as it is written.
    pub what: Move<form::Field>,
    /// Why it is shut, if it is.
    pub shut: Option<Refusal>,
}

/// What somebody gave with a move.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// Id of the move.
    pub id: String,
    /// What was typed into its fields.
    pub raw: Raw,
    /// Version of the application that the page showed.
    pub version: i64,
}

/// Why a move was not made. What was typed is the caller's to show again.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// What the move asks is missing or wrong.
    #[error("incomplete")]
    Incomplete(Box<Checked>),
    /// The desk: refused, changed meanwhile, not theirs.
    #[error(transparent)]
    Desk(#[from] Error),
}

/// What is missing or wrong first, in words.
pub(crate) fn wrong(checked: &Checked) -> Localized {
    let Some(problem) = checked.problems.first() else { return said("bulk-incomplete") };
    let message = problem.message();
    let told = |lang| format!("{}: {}", problem.label.get(lang), message.get(lang));
    Localized::both(told(Lang::It), told(Lang::En))
}

impl From<store::Error> for NotMade {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
    }
}

impl Loaded {
    /// The moves of this person, the likeliest first; shut ones with their reason.
    #[must_use]
    pub fn choices(&self, desk: &Desk, session: &Session) -> Vec<Choice> {
        if !self.allows(session, right(session)) {
            return Vec::new();
        }
        let actor = actor(session, self);
        self.decide(desk, None, |facts| {
            let offers =
                workflow::offers(&self.procedure.workflow, &self.application, &actor, facts);
            offers
                .into_iter()
                .map(|Offer { mv, shut }| Choice { id: mv.id.clone(), what: mv.clone(), shut })
                .collect()
        })
    }

    /// The form of a move.
    #[must_use]
    pub fn asked(&self, id: &str) -> Option<&form::Compiled> {
        self.procedure.asked_by(id)
    }
}

/// The part somebody plays towards an application.
pub(crate) fn actor(session: &Session, loaded: &Loaded) -> Actor {
    let person = session.person.id;
    if session.is_staff() {
        Actor::staff(person, parts(session, loaded))
    } else {
        Actor::applicant(person)
    }
}

/// Which right a session needs to make moves at all; the workflow decides the rest.
pub(crate) fn right(session: &Session) -> Action {
    if !session.is_staff() {
        return Action::ActAsApplicant;
    }
    // Who only registers makes the moves of the register.
    match access::places(&session.roles, Action::Process).as_slice() {
        [] => Action::Register,
        _ => Action::Process,
    }
}

impl Desk {
    /// Looks at what was typed for a move, without making it.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn check_move(
        &self,
        session: &Session,
        id: ApplicationId,
        wish: &Wish,
    ) -> Result<(Loaded, Checked, BTreeMap<String, FileFact>)> {
        let loaded = self.admitted(session, id, right(session)).await?;
        self.write_reading(session, &loaded, "move").await?;
        let files = facts::of_files(&self.waiting(session, &loaded, &wish.id).await?);
        let checked = self.checked(&loaded, wish, &files);
        Ok((loaded, checked, files))
    }

    /// A move before anything was typed, with its first values and the files that were given for it before.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn first_wish(&self, session: &Session, id: ApplicationId, mv: &str) -> Result<Wish> {
        let loaded = self.admitted(session, id, right(session)).await?;
        let mut raw = loaded.first_values(self, mv);
        for (path, mut ids) in files::by_question(&self.waiting(session, &loaded, mv).await?, mv) {
            if let Some(path) = path.strip_prefix(integration::ANSWER) {
                let named = loaded.answers.files_at(path);
                ids.splice(0..0, named);
            }
            raw.set(path, ids);
        }
        self.ask_again(&loaded, mv, &mut raw);
        if session.is_staff() {
            loaded.take_up(mv, &mut raw);
        }
        Ok(Wish { id: mv.to_owned(), raw, version: loaded.version() })
    }

    /// Makes a move.
    ///
    /// # Errors
    /// See [`NotMade`].
    pub async fn make_move(
        &self,
        session: &Session,
        id: ApplicationId,
        wish: &Wish,
    ) -> std::result::Result<(), NotMade> {
        let (loaded, checked, _) = self.check_move(session, id, wish).await?;
        let actor = actor(session, &loaded);
        let reopened = self.reopened(session, &loaded, &wish.id).await?;
        self.made(&actor, loaded, wish, (checked, reopened)).await
    }

    /// Makes a move as something that is no person.
    pub(crate) async fn make_move_as(
        &self,
        actor: &Actor,
        loaded: Loaded,
        wish: &Wish,
    ) -> std::result::Result<(), NotMade> {
        let checked = self.checked(&loaded, wish, &BTreeMap::new());
        self.made(actor, loaded, wish, (checked, None)).await
    }

    /// What was typed for a move; a move that asks nothing has everything.
    pub(crate) fn checked(
        &self,
        loaded: &Loaded,
        wish: &Wish,
        files: &BTreeMap<String, FileFact>,
    ) -> Checked {
        loaded.asked(&wish.id).map_or_else(Checked::default, |form| {
            loaded.move_facts(self, files).with(|facts| form::check(form, &wish.raw, facts))
        })
    }

    async fn made(
        &self,
        actor: &Actor,
        loaded: Loaded,
        wish: &Wish,
        looked: (Checked, Option<Reopened>),
    ) -> std::result::Result<(), NotMade> {
        let (decision, amended) = self.decided(actor, &loaded, wish, looked).await?;
        Ok(self.keep(&loaded, &decision, amended.as_ref()).await?)
    }

    /// What follows from a move, and what it changes of the answers; nothing is kept.
    pub(crate) async fn decided(
        &self,
        actor: &Actor,
        loaded: &Loaded,
        wish: &Wish,
        (checked, reopened): (Checked, Option<Reopened>),
    ) -> std::result::Result<(Decision, Option<Amended>), NotMade> {
        if loaded.version() != wish.version {
            return Err(Error::Stale.into());
        }
        if !checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let form = loaded.asked(&wish.id);
        let data = form.map(|form| data(form, &checked)).unwrap_or_default();
        let answers = loaded.the_move(&wish.id).is_some_and(|mv| mv.act == Act::AnswerIntegration);
        let (amendment, amended) = match reopened {
            None if answers && data.is_empty() => {
                return Err(Error::Refused(said("integration-nothing-answered")).into());
            }
            None => (None, None),
            Some(reopened) => {
                let form = &loaded.procedure.form;
                let again = reopened.check(self, form, &integration::answers(&wish.raw));
                if !again.problems.is_empty() {
                    return Err(NotMade::Incomplete(Box::new(again.checked)));
                }
                let amended = reopened.amended(self, form, again);
                if amended.is_none() && data.is_empty() {
                    return Err(Error::Refused(said("integration-nothing-answered")).into());
                }
                amended.unzip()
            }
        };
        let asks = loaded.the_move(&wish.id).is_some_and(|mv| mv.act == Act::AskIntegration);
        let has_no_reason = |(_, reason): &(String, String)| reason.is_empty();
        if asks && integration::asked(&wish.raw).iter().any(has_no_reason) {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let items = if asks { self.items(loaded, wish).await? } else { Vec::new() };
        let letters = BTreeMap::new();
        let mut request = Request { id: wish.id.clone(), data, items, amendment, letters };
        let asked = form.map(|form| (form, &checked.answers));
        let decided = |request: &Request| {
            loaded.decide(self, asked, |facts| {
                let (workflow, command) =
                    (&loaded.procedure.workflow, Command::Move(request.clone()));
                workflow::decide(workflow, &loaded.application, &command, actor, facts)
            })
        };
        let mut decision = decided(&request).map_err(Error::from)?;
        if matches!(actor.part, workflow::Part::Staff(_)) {
            request.letters = self.by_hand(loaded, (wish, &checked), &decision)?;
        }
        if !request.letters.is_empty() {
            decision = decided(&request).map_err(Error::from)?;
        }
        Ok((decision, amended))
    }

    /// Lets time make the move that is due. False if none was.
    ///
    /// # Errors
    /// Storage.
    pub async fn elapse(&self, id: ApplicationId) -> Result<bool> {
        let loaded = self.load(id).await?;
        // Apart on the heap: what may follow from a payment is a move of its own.
        Box::pin(self.settle_payments(&loaded)).await?;
        let decided = loaded.decide(self, None, |facts| {
            let (actor, command) = (Actor::time(), Command::Elapse);
            workflow::decide(
                &loaded.procedure.workflow,
                &loaded.application,
                &command,
                &actor,
                facts,
            )
        });
        match decided {
            Ok(decision) => self.keep(&loaded, &decision, None).await.map(|()| true),
            Err(refusal) => {
                tracing::debug!(application = %id, code = ?refusal.code, "nothing was due");
                // What no longer stands is taken away, so that it is not found due again; a term that has begun to run
                // again does so in the queues too.
                let (clock, now) = (loaded.clock(self), self.now());
                let after = standing(&loaded.procedure, &loaded.application, &clock);
                let rows: Vec<_> = clock
                    .timers
                    .iter()
                    .map(|timer| timers::Timer {
                        application: id,
                        id: timer.id.clone(),
                        due_at: if timer.fires_at > now { timer.fires_at } else { now + AGAIN },
                        move_id: timer.then.clone(),
                    })
                    .chain(resumption(id, &clock))
                    .collect();
                let mut tx = self.db.write().await?;
                let held = applications::lock(&mut tx, id).await?;
                let held = held.filter(|held| held.version == loaded.row.version);
                let Some(held) = held else { return Err(Error::Stale) };
                timers::replace_all(&mut tx, id, &rows).await?;
                applications::restate(&mut tx, &held, &after).await?;
                tx.commit().await?;
                Ok(false)
            }
        }
    }

    /// Writes a decision down with everything it promises, and what it changes of the answers. Refused if somebody was
    /// first.
    pub(crate) async fn keep(
        &self,
        loaded: &Loaded,
        decision: &Decision,
        amended: Option<&Amended>,
    ) -> Result<()> {
        let mut tx = self.db.write().await?;
        self.keep_in(&mut tx, loaded, (decision, amended)).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// The same in a unit of work that keeps something else besides: the caller commits it, or drops it if this is
    /// refused, and rings.
    pub(crate) async fn keep_in(
        &self,
        tx: &mut Write,
        loaded: &Loaded,
        (decision, amended): (&Decision, Option<&Amended>),
    ) -> Result<()> {
        let id = loaded.id();
        let now = self.now();
        let head =
            loaded.records.last().map_or_else(|| workflow::genesis(id), |(last, _)| last.hash);
        let after = standing(&loaded.procedure, &decision.after, &decision.clock);
        if !applications::update(tx, &loaded.row, &after).await? {
            return Err(Error::Stale);
        }
        if is_moved(loaded, decision) {
            let updated =
                applications::Application { version: loaded.row.version + 1, ..loaded.row.clone() };
            let to = i64::from(decision.after.revision);
            if !applications::move_to(tx, &updated, to).await? {
                return Err(Error::Stale);
            }
        }
        let (decision, entries) = self.registered(tx, decision).await?;
        self.uncount(tx, loaded, &decision).await?;
        let chain = self.seal(id, head, &decision);
        events::append(tx, &chain).await?;
        timers::replace_all(tx, id, &due(id, &decision)).await?;
        parties::name(tx, id, &named(loaded, &decision)).await?;
        if !store::files::name(tx, id, &files::newly_named(loaded, &decision, amended)).await? {
            // Another tab has taken one back.
            return Err(Error::Stale);
        }
        let links = opinions::keep(self, tx, id, &decision).await?;
        if let Some(amended) = amended {
            self.keep_layer(tx, loaded, &decision, amended).await?;
        }
        if let Some(last) = chain.last() {
            self.write_numbers(tx, last, entries).await?;
            let is_corrected = decision.events.iter().any(|entry| {
                matches!(
                    entry.event,
                    Event::Amended { cause: AmendedFor::Correction, .. }
                        | Event::Reopened { .. }
                        | Event::Corrected { .. }
                )
            });
            let corrected = Errand::Corrected { application: id, event: last.id };
            let errands: Vec<_> = decision
                .effects
                .iter()
                .filter_map(|effect| match effect {
                    Promise::Letter(letter) => Some(Errand::Letter {
                        application: id,
                        event: last.id,
                        letter: letter.clone(),
                    }),
                    Promise::Mail(letter) => Some(Errand::Mail {
                        application: id,
                        event: last.id,
                        letter: letter.clone(),
                    }),
                    Promise::Timers(_) => None,
                })
                .chain(is_corrected.then_some(corrected))
                .chain(opinions::told(id, &chain, &links))
                .map(|errand| promise(self, &errand, now))
                .collect();
            jobs::promise_all(tx, &errands).await?;
            let office = Some(loaded.application.office.as_str());
            if distribution::wanted(&loaded.procedure, office, &decision) {
                let next = Errand::Distribute { application: id, event: last.id };
                jobs::promise(tx, &promise(self, &next, now)).await?;
            }
            if rankings::offers(loaded, &decision) {
                store::rankings::told(tx, id, now).await?;
            }
            if rankings::concerns(loaded, &decision) {
                let next = rankings::Later::Follow { application: id, event: last.id };
                jobs::promise(tx, &promise(self, &Errand::Ranking(next), now)).await?;
            }
            let is_left = decision.after.state != loaded.application.state;
            if is_left && self.takes_payments() && payments::awaited(loaded).is_some() {
                let unwait = Errand::Unwait { application: id, event: last.id };
                jobs::promise(tx, &promise(self, &unwait, now)).await?;
            }
        }
        Ok(())
    }
}

/// Fiscal codes that the citizen's side names in what it adds.
fn named(loaded: &Loaded, decision: &Decision) -> BTreeSet<String> {
    let by_citizen = decision.events.iter().filter(|entry| entry.author.who == Who::Applicant);
    let done = by_citizen.filter_map(|entry| entry.event.done());
    let codes = done.flat_map(|done| {
        let form = loaded.asked(&done.step.move_id);
        let names_a_person = move |path: &str| {
            form.and_then(|form| form.kind_at(path)).is_some_and(form::Kind::names_a_person)
        };
        done.data.iter().filter(move |(path, _)| names_a_person(path)).flat_map(|(_, codes)| codes)
    });
    codes.cloned().collect()
}

/// What was answered, as the event keeps it: plain texts, one list for each field.
pub(crate) fn data(form: &form::Compiled, checked: &Checked) -> workflow::Data {
    let plain = |answers: &Answers, path: &str| match answers.value(path) {
        rule::Value::Empty | rule::Value::Record(_) => Vec::new(),
        rule::Value::Bool(yes) => vec![yes.to_string()],
        rule::Value::Int(number) => vec![number.to_string()],
        rule::Value::Decimal(number) => vec![number.to_string()],
        rule::Value::Money(cents) => vec![model::Money(*cents).plain()],
        rule::Value::Text(text) => vec![text.to_string()],
        rule::Value::Date(date) => vec![date.to_string()],
        rule::Value::List(list) => list
            .iter()
            .filter_map(|item| match item {
                rule::Value::Text(text) => Some(text.to_string()),
                _ => None,
            })
            .collect(),
    };
    form.paths()
        .filter(|(_, kind)| kind.holds_an_answer())
        .map(|(path, _)| (path.to_owned(), plain(&checked.answers, path)))
        .filter(|(_, values)| !values.is_empty())
        .collect()
}
