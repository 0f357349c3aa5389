//! A message that is written: its form, its files, and that it is kept once.

use std::sync::LazyLock;

use form::Raw;
use futures_util::Stream;
use gateway::vault::Chunk;
use model::{ApplicationId, Digest, FileId};
use serde_json::json;
use store::{
    Write, files, jobs,
    messages::{self, To},
};
use uuid::Uuid;

use super::{Writing, context, is_waiting, right};
use crate::{
    Desk, Error, Result,
    draft::NotTaken,
    facts,
    jobs::{Errand, promise},
    loaded::Loaded,
    moves::{NotMade, data},
    paper::said,
    session::Session,
    small_form::{compiled, words},
};

/// Longest message, in characters.
pub const LONGEST: u32 = 4000;
/// How many messages of a citizen can wait to be read on one application.
const UNREAD: i64 = 20;

const TEXT: &str = "text";
pub(super) const FILES: &str = "files";
/// Path of files given for a message that is not sent yet.
pub(crate) const NEW: &str = "message.new";

/// Path of the files of a message.
pub(super) fn place(message: Uuid) -> String {
    format!("message.{message}")
}

/// What a message is made of.
#[must_use]
pub fn form() -> Option<&'static form::Compiled> {
    static FORM: LazyLock<Option<form::Compiled>> = LazyLock::new(|| {
        compiled(
            "message",
            json!([
                {
                    "id": TEXT, "kind": "paragraph", "label": words("message-text"),
                    "max_length": LONGEST,
                },
                {
                    "id": FILES, "kind": "attachment", "label": words("message-files"),
                    "required": false, "max_files": 5, "max_mb": 10,
                    "types": ["pdf", "jpg", "png", "heic", "p7m"],
                },
            ]),
        )
    });
    FORM.as_ref()
}

/// Runs `take` over the world around the form, with the files that wait.
pub(super) fn with_facts<T>(
    desk: &Desk,
    waiting: &[files::File],
    take: impl FnOnce(&form::Facts<'_>) -> T,
) -> T {
    let files = facts::of_files(waiting);
    let alone = form::Facts::on(desk.today());
    take(&form::Facts { calendar: desk.calendar(), files: &files, ..alone })
}

impl Desk {
    /// Lets through who may write on an application today.
    async fn writer(&self, session: &Session, id: ApplicationId) -> Result<Loaded> {
        let loaded = self.admitted(session, id, right(session)).await?;
        let last = messages::last_of_office(&mut self.db.peek().await?, id).await?;
        match self.writing(session, &loaded, last) {
            Writing::Open | Writing::Until(_) => Ok(loaded),
            Writing::Over(_) | Writing::Reader => Err(Error::Refused(said("message-over"))),
        }
    }

    /// Files that this person gave for messages on an application, those that were sent included.
    async fn given(&self, session: &Session, id: ApplicationId) -> Result<Vec<files::File>> {
        let mut rows = files::of_application(&mut self.db.peek().await?, id).await?;
        rows.retain(|row| row.person == session.person.id && row.path.starts_with("message."));
        Ok(rows)
    }

    /// Takes a file that goes with a message.
    ///
    /// # Errors
    /// See [`NotTaken`].
    pub async fn attach_to_message<S>(
        &self,
        session: &Session,
        id: ApplicationId,
        path: &str,
        (name, bytes): (&str, S),
    ) -> std::result::Result<FileId, NotTaken>
    where
        S: Stream<Item = Chunk> + Send + Unpin,
    {
        self.writer(session, id).await?;
        let takes = form().and_then(|form| form.attachment(path)).ok_or(Error::NotFound)?;
        let given = self.given(session, id).await?;
        let there = given.iter().filter(|row| row.path == NEW).count();
        let place = (NEW.to_owned(), &takes, there);
        self.keep_beside((session.person.id, id), place, (name, bytes)).await
    }

    /// Takes back a file that waits for a message.
    ///
    /// # Errors
    /// Not theirs, or no such file waits.
    pub async fn detach_from_message(
        &self,
        session: &Session,
        id: ApplicationId,
        file: FileId,
    ) -> Result<()> {
        self.admitted(session, id, right(session)).await?;
        let mut tx = self.db.write().await?;
        let row = files::get(&mut tx, file).await?;
        let is_theirs = row.is_some_and(|row| is_waiting(&row, session.person.id));
        if !is_theirs || !files::take_back_from(&mut tx, (file, id), NEW, self.now()).await? {
            return Err(Error::NotFound);
        }
        Ok(tx.commit().await?)
    }

    /// Writes a message. What comes twice under the same `key` with the same words and files is kept once; the citizen
    /// is told by mail, the office in its queue.
    ///
    /// # Errors
    /// Nothing was written, the time to write is over, or the office has not read many already.
    pub async fn write_message(
        &self,
        session: &Session,
        id: ApplicationId,
        (raw, key): (&Raw, &str),
    ) -> std::result::Result<(), NotMade> {
        let loaded = self.writer(session, id).await?;
        let mut given = self.given(session, id).await?;
        given.retain(|row| raw.get(FILES).contains(&row.id.to_string()));
        let text = raw.first(TEXT).trim();
        let digest = digest(key, text, &given);
        let me = session.person.id;
        if messages::is_there(&mut self.db.peek().await?, id, me, digest).await? {
            return Ok(self.drop_doubles(id, &given).await?);
        }
        given.retain(|row| row.path == NEW);
        let Some(form) = form() else { return Err(Error::NotFound.into()) };
        let checked = with_facts(self, &given, |facts| form::check(form, raw, facts));
        if !checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let text = data(form, &checked).remove(TEXT).unwrap_or_default().join("\n");
        if !session.is_staff() {
            let unread = messages::unread(&mut self.db.peek().await?, &[id], To::Office).await?;
            if unread.first().is_some_and(|(_, n)| *n >= UNREAD) {
                return Err(Error::Refused(said("message-too-many")).into());
            }
        }
        let (message, now) = (self.clock.id(), self.now());
        let mut tx = self.db.write().await?;
        let row = messages::Message {
            id: message,
            application: id,
            author: me,
            office: session.is_staff().then(|| loaded.application.office.clone()),
            at: now,
            text: self.sealed_text(&context(id, message), &text),
            digest,
            read_at: None,
            read_by: None,
        };
        if !messages::add(&mut tx, &row).await? {
            drop(tx);
            return Ok(self.drop_doubles(id, &given).await?);
        }
        for file in &given {
            // Another tab has sent it with other words.
            if !files::put_under(&mut tx, (file.id, id), NEW, &place(message)).await? {
                return Err(Error::Stale.into());
            }
        }
        if session.is_staff() {
            let told = Errand::Message { application: id, message };
            jobs::promise(&mut tx, &promise(self, &told, now)).await?;
        }
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Writes a message without files in a unit of work, once for each digest, and promises its mail.
    pub(crate) async fn add_message(
        &self,
        tx: &mut Write,
        session: &Session,
        loaded: &Loaded,
        (text, digest): (&str, Digest),
    ) -> Result<()> {
        let (message, now, application) = (self.clock.id(), self.now(), loaded.id());
        let row = messages::Message {
            id: message,
            application,
            author: session.person.id,
            office: Some(loaded.application.office.clone()),
            at: now,
            text: self.sealed_text(&context(application, message), text),
            digest,
            read_at: None,
            read_by: None,
        };
        if messages::add(tx, &row).await? {
            let told = Errand::Message { application, message };
            jobs::promise(tx, &promise(self, &told, now)).await?;
        }
        Ok(())
    }

    /// Forgets files that came a second time with a message that was written already.
    async fn drop_doubles(&self, id: ApplicationId, given: &[files::File]) -> Result<()> {
        let mut tx = self.db.write().await?;
        for file in given {
            files::take_back_from(&mut tx, (file.id, id), NEW, self.now()).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// Of what was posted. A file counts by what is in it: a page that is sent twice brings it twice.
fn digest(key: &str, text: &str, files: &[files::File]) -> Digest {
    let mut contents: Vec<String> = files.iter().map(|file| file.sha256.to_string()).collect();
    contents.sort_unstable();
    Digest::of(json!([key, text, contents]).to_string().as_bytes())
}
