//! Sending (*invio*): exactly once, one number, one chain, one promise of a receipt; or nothing at all.

use std::collections::BTreeSet;

use form::{Answers, summary::Line};
use model::{ApplicationId, Digest, Moment, fold};
use serde_json::json;
use store::{applications, drafts, events, files, jobs, parties, payments, search, timers};
use workflow::{Actor, ClockView, Decision, Paid, Promise, Sending};

use crate::{
    Desk, Error, Result, distribution,
    draft::Open,
    facts::Nothing,
    jobs::{Errand, promise},
    loaded::{context, protocol, stored},
    session::Session,
};

/// The register that numbers applications (*protocollo*).
pub(crate) const REGISTER: &str = "protocol";

/// Why a draft was not sent. It stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum NotSent {
    /// Something is missing or wrong: the summary says what.
    #[error("incomplete")]
    Incomplete,
    /// The answers are no longer those of the summary that was read.
    #[error("changed since the summary")]
    Changed,
    /// Something must be paid before.
    #[error("not paid")]
    Unpaid,
    /// A revenue stamp was used for another application: where its serial stands.
    #[error("a stamp that was used")]
    StampUsed(String),
    /// The person signed in at a lower level than the procedure asks.
    #[error("level {0} needed")]
    Level(u8),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<store::Error> for NotSent {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
    }
}

impl Desk {
    /// Sends a draft. A second call, from another tab, after a lost answer or after a crash, finds the same
    /// application.
    ///
    /// # Errors
    /// See [`NotSent`].
    pub async fn send(
        &self,
        session: &Session,
        id: ApplicationId,
        token: &str,
    ) -> std::result::Result<ApplicationId, NotSent> {
        let now = self.now();
        self.send_accepted(session, id, (token, now)).await
    }

    /// The same, of a summary whose terms were accepted before.
    pub(crate) async fn send_accepted(
        &self,
        session: &Session,
        id: ApplicationId,
        (token, accepted_at): (&str, Moment),
    ) -> std::result::Result<ApplicationId, NotSent> {
        self.ask_of_payments(session, id).await?;
        let open = self.ready(session, id, token).await?;
        if open.is_sent {
            return Ok(id);
        }
        if self.due_before_sending(&open).0 > 0 {
            return Err(NotSent::Unpaid);
        }
        self.close_payments(id).await?;
        let answers = &open.checked.answers;
        let text = answers.canonical(&open.procedure.form);
        let digest = Digest::of(text.as_bytes());
        let words = words_to_find(session, &open.procedure.form, answers, &open.facts(self));
        let names = form::filing::names(&open.procedure.form, answers, &open.facts(self));
        let sealed = self.sealed_answers(id, &text);
        let evidence = json!({
            "session": session.id,
            "level": session.level,
            "provider": session.person.attributes.provider,
            "revision": open.procedure.hash,
            "accepted_at": accepted_at.rfc3339(),
        })
        .to_string();

        let in_use = self.still_takes(&open.procedure.procedure.id, open.revision).await?;
        let mut tx = self.db.write().await?;
        // One moment for number, event and row: what is sent at midnight belongs to one day.
        let now = self.now();
        let secret = token.split_once('.').map_or(token, |(secret, _)| secret);
        let secret = gateway::keys::bytes(secret).ok_or(NotSent::Changed)?;
        let of = (secret.as_slice(), open.saved_at);
        match drafts::start_sending(&mut tx, id.0, session.person.id, of, id).await? {
            drafts::Sending::Yours => {}
            drafts::Sending::Sent(application) => return Ok(application),
            drafts::Sending::Refused => return Err(NotSent::Changed),
        }
        self.take_place(&mut tx, &in_use, now).await?;
        let year = i64::from(chrono::Datelike::year(&now.day()));
        let count = applications::next_number(&mut tx, REGISTER, year).await?;
        let paid = payments::of_draft(&mut tx, id.0).await?;
        let paid = paid
            .into_iter()
            .filter(|it| it.state == payments::State::Paid)
            .map(|it| Paid { amount: it.amount, reference: it.receipt.unwrap_or_default() });
        let number = protocol(year, count);
        let decision =
            self.decide_sending(session, &open, (now, number), (digest, paid.collect()))?;
        let application = applications::Application {
            id,
            year,
            number: count,
            procedure: open.procedure.procedure.id.clone(),
            revision: i64::from(open.revision),
            person: session.person.id,
            sent_at: now,
            applicant_name: format!("{} {}", session.person.family_name, session.person.given_name),
            applicant_folded: fold::fold(&format!(
                "{} {}",
                session.person.family_name, session.person.given_name
            )),
            draft: Some(id.0),
            now: standing(&open.procedure, &decision.after, &decision.clock),
            version: 1,
        };
        applications::insert(&mut tx, &application).await?;
        applications::submit(
            &mut tx,
            &applications::Submission { application: id, answers: sealed, digest, evidence },
        )
        .await?;
        let mut stamps = BTreeSet::new();
        for (path, serial) in open.checked.answers.stamps(&open.procedure.form) {
            if !stamps.insert(serial) || !payments::use_stamp(&mut tx, serial, id).await? {
                return Err(NotSent::StampUsed(path));
            }
        }
        let chain = self.seal(id, workflow::genesis(id), &decision);
        let first = chain.first().map(|event| event.id).ok_or(Error::NotFound)?;
        events::append(&mut tx, &chain).await?;
        files::attach(&mut tx, id.0, id).await?;
        for (file, name) in names {
            let file = file.parse().map_err(Error::broken)?;
            files::rename(&mut tx, file, &name).await?;
        }
        timers::replace_all(&mut tx, id, &due(id, &decision)).await?;
        search::index(&mut tx, id, &words).await?;
        let named = answers.persons(&open.procedure.form).map(str::to_owned).collect();
        parties::name(&mut tx, id, &named).await?;
        self.remember(&mut tx, session, (&open.procedure.form, &open.raw), now).await?;
        let mut errands = vec![
            Errand::Receipt { application: id, event: first },
            Errand::Confirm { application: id },
        ];
        if distribution::wanted(&open.procedure, None, &decision) {
            errands.push(Errand::Distribute { application: id, event: first });
        }
        let promises: Vec<_> = errands.iter().map(|errand| promise(self, errand, now)).collect();
        jobs::promise_all(&mut tx, &promises).await?;
        tx.commit().await?;
        self.ring();
        Ok(id)
    }

    /// Nobody has used the revenue stamps of a draft.
    pub(crate) async fn stamps_are_free(&self, open: &Open) -> std::result::Result<(), NotSent> {
        let mut read = self.db.peek().await?;
        for (path, serial) in open.checked.answers.stamps(&open.procedure.form) {
            if payments::stamp_user(&mut read, serial).await?.is_some() {
                return Err(NotSent::StampUsed(path));
            }
        }
        Ok(())
    }

    /// A draft with the answers that its summary showed, complete; or one that was sent.
    pub(crate) async fn ready(
        &self,
        session: &Session,
        id: ApplicationId,
        token: &str,
    ) -> std::result::Result<Open, NotSent> {
        let open = self.draft(session, id).await.map_err(|error| match error {
            Error::LevelTooLow(level) => NotSent::Level(level),
            other => NotSent::Desk(other),
        })?;
        if !open.is_sent && open.token != token {
            return Err(NotSent::Changed);
        }
        if !open.is_sent && !open.checked.is_complete() {
            return Err(NotSent::Incomplete);
        }
        Ok(open)
    }

    fn decide_sending(
        &self,
        session: &Session,
        open: &Open,
        (now, number): (Moment, String),
        (answers, paid): (Digest, Vec<Paid>),
    ) -> Result<Decision> {
        let names = open.checked.answers.bindings(&open.procedure.form, &Nothing);
        let sum = paid.iter().map(|paid| paid.amount).sum();
        let sums = open.procedure.with_fees(&names, sum, &context(self));
        let sending = Sending {
            procedure: open.procedure.procedure.id.clone(),
            revision: open.revision,
            number,
            answers,
            paid,
            office: open.procedure.procedure.sheet.office.clone(),
        };
        let facts = workflow::Facts {
            now,
            calendar: self.calendar(),
            bindings: &sums,
            parties: &BTreeSet::from([session.person.id]),
        };
        let actor = Actor::applicant(session.person.id);
        Ok(workflow::send(&open.procedure.workflow, &sending, &actor, &facts)?)
    }

    /// Seals the events of a decision onto a chain.
    pub(crate) fn seal(
        &self,
        application: ApplicationId,
        head: Digest,
        decision: &Decision,
    ) -> Vec<events::Event> {
        let mut head = head;
        decision
            .events
            .iter()
            .map(|entry| {
                let mut salt = [0; 16];
                salt.copy_from_slice(&self.clock.token()[..16]);
                let (record, payload) = workflow::seal(entry, self.clock.id(), salt, head);
                head = record.hash;
                stored(application, &record, payload)
            })
            .collect()
    }
}

/// What a clerk can find an application by: its answers but the sensitive ones, its person.
fn words_to_find(
    session: &Session,
    form: &form::Compiled,
    answers: &Answers,
    facts: &form::Facts<'_>,
) -> Vec<String> {
    let code = session.person.fiscal_code.as_deref().unwrap_or_default();
    let mut words = fold::tokens(&format!("{} {code}", session.person.name()));
    words.extend(words_of(form, answers, facts));
    words.sort_unstable();
    words.dedup();
    words.truncate(WORDS);
    words
}

/// The words of answers but the sensitive ones, each once.
pub(crate) fn words_of(
    form: &form::Compiled,
    answers: &Answers,
    facts: &form::Facts<'_>,
) -> Vec<String> {
    let summary = form::summary::of_answers(form, answers, facts, model::Lang::It);
    let mut text = String::new();
    for section in summary.iter().flat_map(|step| &step.sections) {
        told(&section.lines, &mut text);
    }
    let mut words = fold::tokens(&text);
    words.sort_unstable();
    words.dedup();
    words.truncate(WORDS);
    words
}

/// Most words kept of one application.
const WORDS: usize = 2_000;

fn told(lines: &[Line], text: &mut String) {
    for line in lines {
        match line {
            Line::Answer(answer) if !answer.is_sensitive => {
                text.push(' ');
                text.push_str(&answer.answer);
            }
            Line::Rows { rows, .. } => rows.iter().for_each(|row| told(&row.lines, text)),
            Line::Answer(_) | Line::Heading(..) | Line::End => {}
        }
    }
}

/// Everybody whose opinion is awaited misses something that the office has not sent yet.
fn is_held_up(after: &workflow::Application) -> bool {
    let mut awaited = after.open_opinions().peekable();
    awaited.peek().is_some() && awaited.all(workflow::Opined::is_held_up)
}

/// What the events have made of an application, as it is listed.
pub(crate) fn standing(
    procedure: &procedure::Compiled,
    after: &workflow::Application,
    clock: &ClockView,
) -> applications::Standing {
    let national =
        procedure.workflow.state(&after.state).map_or("running", |state| match state.national {
            workflow::National::Running => "running",
            workflow::National::SuspendedCitizen => "suspended_citizen",
            workflow::National::SuspendedOffice => "suspended_office",
            workflow::National::Closed => "closed",
        });
    // The nearest thing the office must do: a deadline inside the procedure, or the term itself.
    let next = clock
        .deadlines
        .iter()
        .filter(|deadline| deadline.met_on.is_none() && deadline.binds)
        .map(|deadline| deadline.on)
        .min();
    let due = match (next, clock.due_on_office) {
        (Some(next), Some(due)) => Some(next.min(due)),
        (next, due) => next.or(due),
    };
    let is_stopped = clock.state == workflow::ClockState::Stopped;
    applications::Standing {
        office: after.office.clone(),
        assignee: after.assignee,
        state: after.state.clone(),
        national: national.to_owned(),
        due_on: due.filter(|_| after.closed.is_none() && !is_stopped),
        // Who is asked for an opinion and misses something waits for the office.
        waits: after.closed.is_none()
            && !is_held_up(after)
            && (clock.state == workflow::ClockState::Suspended
                || national.starts_with("suspended")),
        clock: match clock.state {
            workflow::ClockState::Running => "running",
            workflow::ClockState::Suspended => "suspended",
            workflow::ClockState::Stopped => "stopped",
        }
        .to_owned(),
        suspended_until: clock.suspended_until(),
        closed_at: after.closed.map(|closed| closed.at),
        outcome: after.closed.map(|closed| {
            match closed.outcome {
                workflow::Outcome::Positive => "positive",
                workflow::Outcome::Negative => "negative",
                workflow::Outcome::Withdrawn => "withdrawn",
            }
            .to_owned()
        }),
        last_event_at: after.last_at,
    }
}

/// The timers that a decision sets.
pub(crate) fn due(application: ApplicationId, decision: &Decision) -> Vec<timers::Timer> {
    decision
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Promise::Timers(timers) => Some(timers),
            Promise::Letter(_) | Promise::Mail(_) => None,
        })
        .flatten()
        .map(|timer| timers::Timer {
            application,
            id: timer.id.clone(),
            due_at: timer.fires_at,
            move_id: timer.then.clone(),
        })
        .chain(resumption(application, &decision.clock))
        .collect()
}

/// When the term runs again by itself: no move is made then, but the row must say so.
pub(crate) fn resumption(application: ApplicationId, clock: &ClockView) -> Option<timers::Timer> {
    let first = clock.suspended_until()?.succ_opt()?;
    Some(timers::Timer {
        application,
        id: "resumption".to_owned(),
        due_at: model::rome_to_moment(first.and_time(chrono::NaiveTime::MIN)),
        move_id: String::new(),
    })
}
