//! One act on many applications (*azione in blocco*): on all that a view finds, on those that were ticked, on those of an
//! earlier act that were not done. Each is looked at first and nothing is done; then somebody says yes; what leaves the house
//! waits until it can be taken back no more; then each is done in a unit of work of its own, by the rules of that moment.

mod asking;
mod doing;
mod results;
mod steps;

use std::collections::BTreeMap;

use chrono::Duration;
use form::{Checked, Raw};
use model::{
    ApplicationId, Moment,
    access::{self, Action},
};
use serde::{Deserialize, Serialize};
use store::{Read, Write, bulk as rows, jobs, people};
use uuid::Uuid;

pub use asking::{Choosing, Offered, Question};
pub use results::{Part, Pending, Row};
pub(crate) use steps::{give_up, go_on};
pub use store::bulk::{Outcome, State};

use crate::{
    Desk, Error, Result,
    jobs::{Errand, promise},
    queue::Asked,
    session::Session,
};

/// Applications of one act at most.
pub const MOST: i64 = 10_000;
/// Applications that can be ticked.
pub const TICKED: usize = 100;
/// Acts of one person that are not over, at most.
pub const AT_ONCE: usize = 5;
/// How long what became of each is kept.
pub const KEPT: Duration = Duration::days(90);
/// How long a dry run waits for a yes.
pub const UNSAID: Duration = Duration::days(1);
/// How many acts are listed.
const LISTED: i64 = 50;

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A move of a procedure.
    Move {
        procedure: String,
        id: String,
    },
    /// Taken into one's own hands.
    Take,
    /// Left to the office.
    Leave,
    /// Given to a colleague, or to nobody.
    Assign,
    PutLabel,
    TakeLabel,
    /// Handed to the office that is competent.
    Transfer,
    /// The same words to each citizen.
    Message,
    /// A note of the office on each.
    Note,
}

impl Act {
    /// Somebody outside is told of it: it waits, and what was done stays done.
    #[must_use]
    pub const fn leaves_the_house(&self) -> bool {
        matches!(self, Self::Move { .. } | Self::Transfer | Self::Message)
    }
}

/// With which applications.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// All that a view finds, but for those sent later.
    View(Box<Asked>),
    Ticked(Vec<ApplicationId>),
    /// Those of an earlier act that were not done.
    NotDone(Uuid),
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub of: Of,
    pub act: Act,
    /// What was typed for it, once for all.
    #[serde(default)]
    pub raw: Raw,
}

/// An act, for who asked for it.
#[derive(Debug, Clone)]
pub struct Bulk {
    pub id: Uuid,
    /// Who asked, by name; empty for who reads of their own.
    pub by: String,
    pub state: State,
    pub wanted: Wanted,
    pub created_at: Moment,
    /// How many applications it has met.
    pub n: i64,
    /// How many there are of each outcome.
    pub counts: BTreeMap<Outcome, i64>,
    /// Until then it can be taken back.
    pub starts_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    /// When what became of each is forgotten.
    pub expires_at: Moment,
}

impl Bulk {
    /// How many there are of an outcome.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> i64 {
        self.counts.get(&outcome).copied().unwrap_or(0)
    }

    /// What was done can be undone: nobody outside was told.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        !self.wanted.act.leaves_the_house()
            && matches!(self.state, State::Done | State::Stopped)
            && self.count(Outcome::Done) > 0
    }

    /// Some were not done, and could be tried again.
    #[must_use]
    pub fn can_be_tried_again(&self) -> bool {
        let left = [Outcome::Shut, Outcome::Refused, Outcome::Ready];
        matches!(self.state, State::Done | State::Stopped | State::Failed)
            && left.into_iter().any(|outcome| self.count(outcome) > 0)
    }
}

/// Why nothing was begun.
#[derive(Debug, thiserror::Error)]
pub enum NotBegun {
    /// There is no application to do it with.
    #[error("nothing")]
    Nothing,
    /// More than [`MOST`].
    #[error("too many")]
    TooMany,
    /// [`AT_ONCE`] are not over.
    #[error("too many at once")]
    AtOnce,
    /// What the act asks is missing or wrong.
    #[error("incomplete")]
    Incomplete(Box<Checked>),
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<store::Error> for NotBegun {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
    }
}

/// What the record of an act is sealed for.
fn context(id: Uuid) -> String {
    format!("bulk {id}")
}

impl Desk {
    /// Whether somebody does anything with applications, so that they may do it with many.
    #[must_use]
    pub fn acts(session: &Session) -> bool {
        let may = |action| !access::places(&session.roles, action).is_empty();
        session.is_staff() && (may(Action::Take) || may(Action::Register))
    }

    /// Begins a dry run: nothing is done before somebody says yes.
    ///
    /// # Errors
    /// See [`NotBegun`].
    pub async fn begin_bulk(&self, session: &Session, wanted: Wanted) -> Result<Uuid, NotBegun> {
        let question = self.bulk_question(session, &wanted).await?;
        let n = self.bulk_size(session, &wanted.of).await?;
        if n == 0 {
            return Err(NotBegun::Nothing);
        }
        if n > MOST {
            return Err(NotBegun::TooMany);
        }
        if !question.is_complete() {
            return Err(NotBegun::Incomplete(Box::new(question.checked)));
        }
        let (id, now) = (self.clock.id(), self.now());
        let asked = serde_json::to_string(&wanted).map_err(Error::broken)?;
        let row = rows::Bulk {
            id,
            person: session.person.id,
            asked: self.sealed_text(&context(id), &asked),
            state: State::Trying,
            created_at: now,
            place: None,
            n: 0,
            starts_at: None,
            ended_at: None,
            expires_at: now + UNSAID,
        };
        let mut tx = self.db.write().await?;
        let own = rows::of_person(&mut tx, session.person.id, LISTED).await?;
        let is_on = |row: &&rows::Bulk| {
            matches!(row.state, State::Trying | State::Held | State::Running | State::Undoing)
        };
        if own.iter().filter(is_on).count() >= AT_ONCE {
            return Err(NotBegun::AtOnce);
        }
        rows::add(&mut tx, &row).await?;
        self.promise_step(&mut tx, (id, "trying 0"), now).await?;
        self.audit(&mut tx, Some(session.person.id), "bulk_tried", &id.to_string()).await?;
        tx.commit().await?;
        self.ring();
        Ok(id)
    }

    /// One's own acts, the newest first; before them those of colleagues that are under way, for who can stop them.
    ///
    /// # Errors
    /// Storage.
    pub async fn bulks(&self, session: &Session) -> Result<Vec<Bulk>> {
        let mut read = self.db.read().await?;
        let me = session.person.id;
        let mut found = Vec::new();
        for row in rows::under_way(&mut read, LISTED).await? {
            let offices = rows::offices(&mut read, row.id, true).await?;
            if row.person != me && self.oversees(session, &offices) {
                found.push(row);
            }
        }
        found.extend(rows::of_person(&mut read, me, LISTED).await?);
        let mut all = Vec::new();
        for row in found {
            all.push(self.told_of(&mut read, session, row).await?);
        }
        Ok(all)
    }

    /// Whether somebody gives out the work of one of these offices: they see what is done to all of it at once, and stop it.
    fn oversees(&self, session: &Session, offices: &[String]) -> bool {
        self.keeps_for(session).iter().any(|own| offices.contains(own))
    }

    /// One of them.
    ///
    /// # Errors
    /// There is none, or it is not theirs.
    pub async fn bulk(&self, session: &Session, id: Uuid) -> Result<Bulk> {
        let row = self.seen_bulk(session, id).await?;
        self.told_of(&mut self.db.read().await?, session, row).await
    }

    async fn told_of(&self, read: &mut Read, session: &Session, row: rows::Bulk) -> Result<Bulk> {
        let counts = rows::counts(read, row.id).await?;
        let by = match row.person == session.person.id {
            true => None,
            false => people::get(read, row.person).await?,
        };
        Ok(Bulk {
            id: row.id,
            by: by.map(|by| format!("{} {}", by.given_name, by.family_name)).unwrap_or_default(),
            state: row.state,
            wanted: self.bulk_wanted(&row)?,
            created_at: row.created_at,
            n: row.n,
            counts: counts.into_iter().collect(),
            starts_at: row.starts_at,
            ended_at: row.ended_at,
            expires_at: row.expires_at,
        })
    }

    fn bulk_wanted(&self, row: &rows::Bulk) -> Result<Wanted> {
        let text = self.opened_text(&context(row.id), &row.asked)?;
        serde_json::from_str(&text).map_err(Error::broken)
    }

    async fn own_bulk(&self, session: &Session, id: Uuid) -> Result<rows::Bulk> {
        let row = rows::get(&mut self.db.peek().await?, id).await?.ok_or(Error::NotFound)?;
        match session.is_staff() && row.person == session.person.id {
            true => Ok(row),
            false => Err(self.denied(session, "bulk", None).await),
        }
    }

    /// One's own, or one that a colleague has said yes to on applications of an office whose work one gives out.
    async fn seen_bulk(&self, session: &Session, id: Uuid) -> Result<rows::Bulk> {
        let mut read = self.db.read().await?;
        let row = rows::get(&mut read, id).await?.ok_or(Error::NotFound)?;
        // What somebody only tries is theirs alone.
        let is_tried = row.starts_at.is_none();
        if session.is_staff() && row.person != session.person.id && !is_tried {
            let offices = rows::offices(&mut read, id, true).await?;
            if self.oversees(session, &offices) {
                return Ok(row);
            }
        }
        drop(read);
        self.own_bulk(session, id).await
    }

    /// Says yes. What leaves the house waits for as long as its office wants it to; what does not, begins at once. Said
    /// twice it is said once.
    ///
    /// # Errors
    /// There is none, or it is not theirs; [`Error::Stale`] if it cannot be said any more.
    pub async fn confirm_bulk(&self, session: &Session, id: Uuid) -> Result<()> {
        let row = self.own_bulk(session, id).await?;
        let wanted = self.bulk_wanted(&row)?;
        let now = self.now();
        let mut tx = self.db.write().await?;
        let wait = match wanted.act.leaves_the_house() {
            true => self.undo_time(&rows::offices(&mut tx, id, false).await?),
            false => Duration::zero(),
        };
        if !rows::confirm(&mut tx, id, now + wait, now + KEPT).await? {
            return Err(Error::Stale);
        }
        self.promise_step(&mut tx, (id, "held"), now + wait).await?;
        self.audit(&mut tx, Some(session.person.id), "bulk_confirmed", &id.to_string()).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// The longest that one of these offices wants its acts to wait.
    fn undo_time(&self, offices: &[String]) -> Duration {
        let of = |id: &String| self.municipality.office(id).map(|office| office.undo_minutes);
        let minutes = offices.iter().filter_map(of).max().unwrap_or_default();
        Duration::minutes(i64::from(minutes))
    }

    /// How long an act waits that leaves the house, at most.
    #[must_use]
    pub fn longest_undo(&self) -> Duration {
        let ids: Vec<String> =
            self.municipality.offices.iter().map(|office| office.id.clone()).collect();
        self.undo_time(&ids)
    }

    /// Takes it back: one that was not begun as if it had never been, one that stayed in the house by the opposite of what
    /// was done, where nothing else was done since. One of a colleague only before it begins.
    ///
    /// # Errors
    /// There is none, or it is not theirs; [`Error::Stale`] if it cannot be taken back any more.
    pub async fn cancel_bulk(&self, session: &Session, id: Uuid) -> Result<()> {
        let row = match self.seen_bulk(session, id).await? {
            row if row.state == State::Held => row,
            _ => self.own_bulk(session, id).await?,
        };
        let wanted = self.bulk_wanted(&row)?;
        let mut tx = self.db.write().await?;
        let to = match row.state {
            State::Trying | State::Tried | State::Held => State::Cancelled,
            State::Done | State::Stopped if !wanted.act.leaves_the_house() => State::Undoing,
            _ => return Err(Error::Stale),
        };
        let ended = (to == State::Cancelled).then(|| self.now());
        if !rows::go(&mut tx, id, (row.state, to), ended).await? {
            return Err(Error::Stale);
        }
        if to == State::Undoing {
            let step = format!("undoing {}", self.now().0);
            self.promise_step(&mut tx, (id, &step), self.now()).await?;
        }
        self.audit(&mut tx, Some(session.person.id), "bulk_taken_back", &id.to_string()).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Stops one that runs or is being undone: what was done stays done, and nothing else is.
    ///
    /// # Errors
    /// There is none, or it is not theirs; [`Error::Stale`] if it does not run.
    pub async fn stop_bulk(&self, session: &Session, id: Uuid) -> Result<()> {
        let row = self.seen_bulk(session, id).await?;
        if !matches!(row.state, State::Running | State::Undoing) {
            return Err(Error::Stale);
        }
        let mut tx = self.db.write().await?;
        if !rows::go(&mut tx, id, (row.state, State::Stopped), Some(self.now())).await? {
            return Err(Error::Stale);
        }
        self.audit(&mut tx, Some(session.person.id), "bulk_stopped", &id.to_string()).await?;
        Ok(tx.commit().await?)
    }

    /// Begins a dry run of the same act with those that were not done.
    ///
    /// # Errors
    /// See [`NotBegun`]; [`Error::Stale`] if there is nothing to try again.
    pub async fn retry_bulk(&self, session: &Session, id: Uuid) -> Result<Uuid, NotBegun> {
        let bulk = self.bulk(session, id).await?;
        if !bulk.can_be_tried_again() {
            return Err(Error::Stale.into());
        }
        self.begin_bulk(session, Wanted { of: Of::NotDone(id), ..bulk.wanted }).await
    }

    /// Throws away what became of applications long ago; how many acts.
    pub(crate) async fn purge_bulks(&self) -> Result<u64> {
        // Each may have thousands of lines.
        const SOME: i64 = 5;
        let mut tx = self.db.write().await?;
        let gone = rows::purge(&mut tx, self.now(), SOME).await?;
        tx.commit().await?;
        Ok(gone)
    }

    async fn promise_step(
        &self,
        tx: &mut Write,
        (bulk, step): (Uuid, &str),
        at: Moment,
    ) -> Result<()> {
        let errand = Errand::Bulk { bulk, step: step.to_owned() };
        let promised = jobs::Promise { run_at: at, ..promise(self, &errand, self.now()) };
        jobs::promise(tx, &promised).await?;
        Ok(())
    }
}
