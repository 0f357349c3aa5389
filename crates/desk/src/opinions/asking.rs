//! Opinions as the office that works on the application handles them: asked, asked for again, given more time, sent what
//! is missing, taken back.

use form::{Checked, Raw};
use futures_util::Stream;
use gateway::vault::Chunk;
use model::{ApplicationId, FileId, access::Action};
use store::{documents, files};
use workflow::{
    Asking, Command, Consulted, Decision, Enclosed, Handling as Changing, Opined, Refusal,
};

use super::{enclosing, fields, opined};
use crate::{
    Desk, Error, Result,
    draft::NotTaken,
    facts::{self, Nothing},
    loaded::Loaded,
    moves::{NotMade, actor, data},
    session::Session,
};

/// What an office writes about an opinion, on a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Putting {
    /// It asks one.
    Ask,
    /// It gives more time for the one that this event asked.
    PutOff(u32),
    /// It sends what is missing to give it.
    Supply(u32),
}

impl Putting {
    fn asked(self) -> Option<u32> {
        match self {
            Self::Ask => None,
            Self::PutOff(asked) | Self::Supply(asked) => Some(asked),
        }
    }

    /// Path of the files that the office attaches itself.
    fn place(self) -> String {
        match self.asked() {
            None => format!("opinion.ask.{}", fields::OWN),
            Some(asked) => format!("opinion.{asked}.{}", fields::OWN),
        }
    }
}

/// The form by which it is written.
#[derive(Debug)]
pub struct Question {
    pub loaded: Loaded,
    /// The opinion that it is about, where it was asked before.
    pub opined: Option<Opined>,
    pub form: form::Compiled,
    pub checked: Checked,
    /// Files that were attached to it already.
    waiting: Vec<files::File>,
}

/// What is done with an opinion that is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// It is asked for once more.
    Remind,
    /// It is no longer needed.
    Revoke,
}

impl Question {
    /// Runs `take` over the world around the form.
    pub fn with_facts<T>(&self, desk: &Desk, take: impl FnOnce(&form::Facts<'_>) -> T) -> T {
        let files = facts::of_files(&self.waiting);
        let alone = form::Facts::on(desk.today());
        take(&form::Facts { calendar: desk.calendar(), files: &files, more: &Nothing, ..alone })
    }

    /// What was answered, as the workflow is asked it.
    fn command(&self, putting: Putting) -> Option<Command> {
        let data = data(&self.form, &self.checked);
        let texts = |path: &str| data.get(path).cloned().unwrap_or_default();
        let text = |path: &str| texts(path).into_iter().next().unwrap_or_default();
        let enclosed = || enclosed(&texts(fields::ENCLOSED), &texts(fields::OWN));
        let how = match putting {
            Putting::Ask => return self.asking(&texts, enclosed()).map(Command::AskOpinion),
            Putting::PutOff(_) => Changing::PutOff {
                until: text(fields::UNTIL).parse().ok()?,
                reason: text(fields::REASON),
            },
            Putting::Supply(_) => {
                Changing::Supply { text: text(fields::TEXT), enclosed: enclosed() }
            }
        };
        Some(Command::HandleOpinion { asked: putting.asked()?, how })
    }

    fn asking(&self, texts: &dyn Fn(&str) -> Vec<String>, enclosed: Enclosed) -> Option<Asking> {
        let text = |path: &str| texts(path).into_iter().next().unwrap_or_default();
        let whom = text(fields::WHOM);
        let workflow = &self.loaded.procedure.workflow;
        let foreseen = whom.strip_prefix(fields::FORESEEN).and_then(|id| workflow.opinion(id));
        let of = match (foreseen, whom.strip_prefix(fields::OFFICE)) {
            (Some(foreseen), _) => Consulted::Office(foreseen.office.clone()),
            (None, Some(office)) => Consulted::Office(office.to_owned()),
            (None, None) if whom == fields::OUTSIDE => {
                Consulted::Outside { name: text(fields::NAME), email: text(fields::EMAIL) }
            }
            (None, None) => return None,
        };
        Some(Asking {
            opinion: foreseen.map(|foreseen| foreseen.id.clone()),
            of,
            question: text(fields::QUESTION),
            days: text(fields::DAYS).parse().ok()?,
            shows: foreseen.map_or_else(|| texts(fields::SHOWS), |it| it.shows.clone()),
            enclosed,
        })
    }
}

/// What was ticked and what was attached.
fn enclosed(ticked: &[String], own: &[String]) -> Enclosed {
    let ids = |prefix: &'static str| ticked.iter().filter_map(move |id| id.strip_prefix(prefix));
    let files = ids(fields::FILE).chain(own.iter().map(String::as_str));
    Enclosed {
        files: files.filter_map(|id| id.parse().ok()).collect(),
        papers: ids(fields::PAPER).filter_map(|id| id.parse().ok()).collect(),
    }
}

impl Loaded {
    /// Whether this person may ask opinions on it now.
    #[must_use]
    pub fn may_ask_opinions(&self, session: &Session) -> bool {
        session.is_staff()
            && self.application.closed.is_none()
            && self.allows(session, Action::Process)
    }

    fn decided(
        &self,
        desk: &Desk,
        session: &Session,
        command: &Command,
    ) -> std::result::Result<Decision, Refusal> {
        let actor = actor(session, self);
        self.decide(desk, None, |facts| {
            let workflow = &self.procedure.workflow;
            workflow::decide(workflow, &self.application, command, &actor, facts)
        })
    }
}

impl Desk {
    /// The form by which an office writes about an opinion, with what was typed, or with its first values.
    ///
    /// # Errors
    /// Not theirs, or there is nothing to write: it is not awaited, or the application has ended.
    pub async fn question(
        &self,
        session: &Session,
        id: ApplicationId,
        putting: Putting,
        raw: Option<&Raw>,
    ) -> Result<(Question, Raw)> {
        let loaded = self.admitted(session, id, Action::Process).await?;
        self.write_reading(session, &loaded, "opinion").await?;
        if !loaded.may_ask_opinions(session) {
            return Err(Error::NotFound);
        }
        let opined = match putting.asked() {
            Some(asked) => Some(opined(&loaded, asked)?),
            None => None,
        };
        let is_open = match (&opined, putting) {
            (Some(opined), Putting::PutOff(_)) => opined.end.is_none() && !opined.is_held_up(),
            (Some(opined), _) => opined.end.is_none() && opined.is_held_up(),
            (None, _) => true,
        };
        if !is_open {
            return Err(Error::NotFound);
        }
        let mut read = self.db.read().await?;
        let received = files::of_application(&mut read, id).await?;
        let papers = documents::of_application(&mut read, id).await?;
        drop(read);
        let waiting = self.waiting_at(session, &loaded, &putting.place()).await?;
        let shown = opined.as_ref().map(|opined| &opined.question.enclosed);
        let choices = enclosing::choices(&loaded, (&received, &papers), shown);
        let empty = self.unstaffed_offices(&loaded.row.procedure).await?;
        let form = match (putting, &opined) {
            (Putting::PutOff(_), Some(opined)) => fields::put_off_form(self, &loaded, opined),
            (Putting::Supply(_), _) => fields::supply_form(choices),
            _ => fields::question_form((self, &empty), &loaded, choices),
        };
        let form = form.ok_or_else(|| Error::broken("the form of a question"))?;
        let raw = raw.cloned().unwrap_or_else(|| {
            let mut raw = match putting {
                Putting::Ask => fields::first_values(),
                _ => Raw::default(),
            };
            let kept: Vec<String> = waiting.iter().map(|file| file.id.to_string()).collect();
            if !kept.is_empty() {
                raw.set(fields::OWN.to_owned(), kept);
            }
            raw
        });
        let mut question = Question { loaded, opined, form, checked: Checked::default(), waiting };
        question.checked =
            question.with_facts(self, |facts| form::check(&question.form, &raw, facts));
        Ok((question, raw))
    }

    /// Sends what was written, on that version of the application.
    ///
    /// # Errors
    /// See [`NotMade`].
    pub async fn put_question(
        &self,
        session: &Session,
        id: ApplicationId,
        putting: Putting,
        (raw, version): (&Raw, i64),
    ) -> std::result::Result<(), NotMade> {
        let (question, _) = self.question(session, id, putting, Some(raw)).await?;
        let loaded = &question.loaded;
        if loaded.version() != version {
            return Err(Error::Stale.into());
        }
        if !question.checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(question.checked)));
        }
        let command = question.command(putting).ok_or(Error::NotFound)?;
        let decision = loaded.decided(self, session, &command).map_err(Error::from)?;
        Ok(self.keep(loaded, &decision, None).await?)
    }

    /// Takes a file of the office's own that goes with what it writes.
    ///
    /// # Errors
    /// See [`NotTaken`].
    pub async fn attach_to_question<S>(
        &self,
        session: &Session,
        (id, putting): (ApplicationId, Putting),
        path: &str,
        (name, bytes): (&str, S),
    ) -> std::result::Result<FileId, NotTaken>
    where
        S: Stream<Item = Chunk> + Send + Unpin,
    {
        let loaded = self.admitted(session, id, Action::Process).await?;
        if !loaded.may_ask_opinions(session) {
            return Err(Error::Stale.into());
        }
        let takes = fields::own_form().and_then(|form| form.attachment(path));
        let takes = takes.ok_or(Error::NotFound)?;
        let there = self.waiting_at(session, &loaded, &putting.place()).await?.len();
        let place = (putting.place(), &takes, there);
        self.keep_beside((session.person.id, id), place, (name, bytes)).await
    }

    /// Takes such a file back before it is sent.
    ///
    /// # Errors
    /// Not theirs, or no such file waits.
    pub async fn detach_from_question(
        &self,
        session: &Session,
        (id, putting): (ApplicationId, Putting),
        file: FileId,
    ) -> Result<()> {
        let loaded = self.admitted(session, id, Action::Process).await?;
        let waiting = self.waiting_at(session, &loaded, &putting.place()).await?;
        if !waiting.iter().any(|row| row.id == file) {
            return Err(Error::NotFound);
        }
        let mut tx = self.db.write().await?;
        if !files::take_back(&mut tx, file, id, self.now()).await? {
            return Err(Error::NotFound);
        }
        Ok(tx.commit().await?)
    }

    /// Asks for an opinion once more, or takes the question back with a reason, on that version of the application.
    ///
    /// # Errors
    /// Refused, changed meanwhile, not theirs.
    pub async fn handle_opinion(
        &self,
        session: &Session,
        (id, asked): (ApplicationId, u32),
        handling: Handling,
        (reason, version): (&str, i64),
    ) -> Result<()> {
        let loaded = self.admitted(session, id, Action::Process).await?;
        if loaded.version() != version {
            return Err(Error::Stale);
        }
        let command = match handling {
            Handling::Remind => Command::RemindOpinion { asked },
            Handling::Revoke => Command::RevokeOpinion { asked, reason: reason.to_owned() },
        };
        let decision = loaded.decided(self, session, &command)?;
        self.keep(&loaded, &decision, None).await
    }
}
