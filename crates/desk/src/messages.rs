//! What an office and a citizen write to each other about an application (*messaggi*): words beside the procedure, no
//! act of it. They stand in no chain of events, move no term, and replace neither an integration nor observations.

mod due;
mod telling;
mod writing;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use form::{Checked, FileFact, Raw};
use model::{ApplicationId, Moment, PersonId, access::Action};
use store::{
    Read, files,
    messages::{self, To},
    people,
};
use uuid::Uuid;

pub(crate) use due::lines;
pub(crate) use telling::tell;
pub(crate) use writing::NEW;
pub use writing::{LONGEST, form};

use crate::{Desk, Result, facts, loaded::Loaded, session::Session};

/// Messages of one page.
const SHOWN: i64 = 40;

/// Whether somebody may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    Open,
    /// The application has ended; its citizen still may, until this day.
    Until(NaiveDate),
    /// It has ended, and the time to write was over on this day.
    Over(NaiveDate),
    /// They only read.
    Reader,
}

impl Writing {
    /// They may write today.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Until(_))
    }
}

/// One message, as its reader meets it.
#[derive(Debug)]
pub struct Line {
    /// Its id.
    pub id: Uuid,
    /// The reader wrote it, or somebody of their side.
    pub is_ours: bool,
    /// The office that wrote; none: the citizen.
    pub office: Option<String>,
    /// Who wrote, by name; empty where the reader is not told.
    pub author: String,
    /// When.
    pub at: Moment,
    /// What it says.
    pub text: String,
    /// Its files, by id.
    pub files: Vec<String>,
    /// When the other side opened it; of a message to the reader, when it was opened first.
    pub read_at: Option<Moment>,
    /// It is opened now for the first time.
    pub is_new: bool,
}

/// What was written on an application.
#[derive(Debug)]
pub struct Conversation {
    /// The application.
    pub loaded: Loaded,
    /// The messages of this page, the oldest first.
    pub lines: Vec<Line>,
    /// There are older ones, before this one.
    pub before: Option<Uuid>,
    /// The files of the application.
    pub files: BTreeMap<String, FileFact>,
    /// Whether the reader may write.
    pub writing: Writing,
    /// By which the page calls what it will send: sent twice it is kept once.
    pub key: String,
    /// Files that were given for a message that is not sent yet.
    waiting: Vec<files::File>,
}

impl Conversation {
    /// What stands in the form before anything is typed.
    #[must_use]
    pub fn first_values(&self) -> Raw {
        let mut raw = Raw::default();
        let ids: Vec<String> = self.waiting.iter().map(|file| file.id.to_string()).collect();
        if !ids.is_empty() {
            raw.set(writing::FILES, ids);
        }
        raw
    }

    /// Looks at what was typed.
    #[must_use]
    pub fn check(&self, desk: &Desk, raw: &Raw) -> Checked {
        match form() {
            Some(form) => self.with_facts(desk, |facts| form::check(form, raw, facts)),
            None => Checked::default(),
        }
    }

    /// Runs `take` over the world around the form.
    pub fn with_facts<T>(&self, desk: &Desk, take: impl FnOnce(&form::Facts<'_>) -> T) -> T {
        writing::with_facts(desk, &self.waiting, take)
    }
}

/// Which way messages come to somebody.
fn to_whom(session: &Session) -> To {
    if session.is_staff() { To::Office } else { To::Citizen }
}

/// Which right writing asks for.
fn right(session: &Session) -> Action {
    if session.is_staff() { Action::Process } else { Action::ActAsApplicant }
}

impl Desk {
    /// What was written on an application, for somebody it is open to: the newest page, or the one before a message.
    /// What went to their side is read from now on, if it is theirs to answer.
    ///
    /// # Errors
    /// There is none, or not for them.
    pub async fn conversation(
        &self,
        session: &Session,
        id: ApplicationId,
        before: Option<Uuid>,
    ) -> Result<Conversation> {
        let loaded = self.admitted(session, id, Action::ReadApplication).await?;
        self.write_reading(session, &loaded, "messages").await?;
        let mut read = self.db.read().await?;
        let mut rows = messages::of_application(&mut read, id, before, SHOWN + 1).await?;
        let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
        let has_older = rows.len() > shown;
        rows.truncate(shown);
        rows.reverse();
        let received = files::of_application(&mut read, id).await?;
        let names = names(&mut read, &rows).await?;
        let last = messages::last_of_office(&mut read, id).await?;
        drop(read);
        // Who only looks has not read it for the office.
        if loaded.allows(session, right(session)) {
            self.open_messages(session, id, &rows).await?;
        }
        let line =
            |row: &messages::Message| self.message_line(session, &loaded, (row, &received), &names);
        let lines = rows.iter().map(line).collect::<Result<_>>()?;
        let waiting = received.iter().filter(|file| is_waiting(file, session.person.id));
        Ok(Conversation {
            lines,
            before: rows.first().filter(|_| has_older).map(|row| row.id),
            files: facts::of_files(&received),
            writing: self.writing(session, &loaded, last),
            key: self.clock.id().simple().to_string(),
            waiting: waiting.cloned().collect(),
            loaded,
        })
    }

    /// Those that went to the reader's side are read now: exactly those that their page shows.
    async fn open_messages(
        &self,
        session: &Session,
        id: ApplicationId,
        rows: &[messages::Message],
    ) -> Result<()> {
        let to = to_whom(session);
        let is_unread = |row: &&messages::Message| {
            row.read_at.is_none() && row.office.is_none() == (to == To::Office)
        };
        let unread: Vec<_> = rows.iter().filter(is_unread).map(|row| row.id).collect();
        if unread.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        let by = (session.person.id, self.now());
        messages::open(&mut tx, (id, to), &unread, by).await?;
        Ok(tx.commit().await?)
    }

    fn message_line(
        &self,
        session: &Session,
        loaded: &Loaded,
        (row, received): (&messages::Message, &[files::File]),
        names: &BTreeMap<PersonId, String>,
    ) -> Result<Line> {
        let is_ours = row.office.is_some() == session.is_staff();
        // Citizens are told a name where their page tells it anyway: of who has the application in hand.
        let is_named = session.is_staff() || loaded.application.assignee == Some(row.author);
        let author = names.get(&row.author).filter(|_| is_named).cloned().unwrap_or_default();
        let place = writing::place(row.id);
        Ok(Line {
            id: row.id,
            is_ours,
            office: row.office.clone(),
            author,
            at: row.at,
            text: self.opened_text(&context(loaded.id(), row.id), &row.text)?,
            files: received
                .iter()
                .filter(|file| file.path == place)
                .map(|file| file.id.to_string())
                .collect(),
            read_at: row.read_at,
            is_new: !is_ours && row.read_at.is_none(),
        })
    }

    /// Whether somebody may write on an application on which the office wrote last at a moment.
    fn writing(&self, session: &Session, loaded: &Loaded, last: Option<Moment>) -> Writing {
        if !loaded.allows(session, right(session)) {
            return Writing::Reader;
        }
        let Some(closed) = loaded.application.closed.filter(|_| !session.is_staff()) else {
            return Writing::Open;
        };
        // Whoever is written to afterwards can answer.
        let from = last.map_or(closed.at, |last| last.max(closed.at));
        let days = Days::new(u64::from(self.municipality.retention.messages_days));
        let until = from.day().checked_add_days(days).unwrap_or(NaiveDate::MAX);
        if self.today() <= until { Writing::Until(until) } else { Writing::Over(until) }
    }

    /// How many messages wait for somebody on an application they have open.
    ///
    /// # Errors
    /// Storage.
    pub async fn unread(&self, session: &Session, loaded: &Loaded) -> Result<i64> {
        let of = [loaded.id()];
        let unread = messages::unread(&mut self.db.peek().await?, &of, to_whom(session)).await?;
        Ok(unread.first().map_or(0, |(_, n)| *n))
    }

    /// A text as it is kept: sealed.
    pub(crate) fn sealed_text(&self, context: &str, text: &str) -> String {
        let sealed = self.keys.seal(context, text.as_bytes(), &self.clock);
        format!("{SEALED}{}", gateway::keys::text(&sealed))
    }

    /// What a kept text says; one from before texts were sealed says it openly.
    pub(crate) fn opened_text(&self, context: &str, kept: &str) -> Result<String> {
        let Some(sealed) = kept.strip_prefix(SEALED) else { return Ok(kept.to_owned()) };
        let sealed = gateway::keys::bytes(sealed).ok_or_else(|| broken("no sealed text"))?;
        let text = self.keys.open(context, &sealed).map_err(broken)?;
        String::from_utf8(text).map_err(broken)
    }
}

/// What a kept text starts with when it is sealed.
const SEALED: &str = "sealed:";

fn broken(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> crate::Error {
    crate::Error::broken(cause)
}

/// What a message is sealed for.
fn context(of: ApplicationId, message: Uuid) -> String {
    format!("message {of} {message}")
}

/// A file that somebody gave for a message that is not sent yet.
fn is_waiting(file: &files::File, person: PersonId) -> bool {
    file.person == person && file.path == NEW
}

/// Names of those who wrote.
async fn names(read: &mut Read, rows: &[messages::Message]) -> Result<BTreeMap<PersonId, String>> {
    let authors: BTreeSet<PersonId> = rows.iter().map(|row| row.author).collect();
    let mut names = BTreeMap::new();
    for author in authors {
        if let Some(row) = people::get(read, author).await? {
            names.insert(author, format!("{} {}", row.given_name, row.family_name));
        }
    }
    Ok(names)
}
