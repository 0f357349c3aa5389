//! Files that go with a move: kept with the application as they come, found again until the move is made, and
//! the move's own once it names them.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::Stream;
use gateway::vault::Chunk;
use model::{ApplicationId, FileId};
use store::files;
use workflow::{Decision, Enclosed, Event, Question};

use super::right;
use crate::{
    Desk, Error, Result, amend::Amended, draft::NotTaken, integration::ANSWER, loaded::Loaded,
    session::Session,
};

impl Loaded {
    /// Ids of all files that answers name or have named.
    pub(crate) fn files_named(&self) -> BTreeSet<String> {
        let form = &self.procedure.form;
        let mut named = self.sent.files(form);
        let layers = self.layers.iter();
        named.extend(layers.flat_map(|(seq, _)| self.answers_at(*seq).files(form)));
        named
    }

    /// Ids of all files that events name.
    pub(crate) fn files_of_events(&self) -> BTreeSet<String> {
        self.entries.iter().flat_map(|entry| of_event(&entry.event)).collect()
    }

    /// Ids of all files that were sent with it or after: those that answers and events name or have named.
    pub(crate) fn files_given(&self) -> BTreeSet<String> {
        let mut given = self.files_named();
        given.extend(self.files_of_events());
        given
    }
}

/// The files that a decision is the first to name.
pub(super) fn newly_named(
    loaded: &Loaded,
    decision: &Decision,
    amended: Option<&Amended>,
) -> Vec<FileId> {
    let mut named: BTreeSet<String> = BTreeSet::new();
    for entry in &decision.events {
        named.extend(of_event(&entry.event));
    }
    named.extend(
        amended.into_iter().flat_map(|it| it.answers.files(&loaded.procedure.form).into_iter()),
    );
    let given = loaded.files_given();
    let ids = named.difference(&given).filter_map(|id| id.parse().ok());
    ids.map(FileId).collect()
}

/// What an event names that may be a file.
fn of_event(event: &Event) -> Vec<String> {
    match event {
        Event::OpinionGiven { files, .. }
        | Event::OpinionAsked { question: Question { enclosed: Enclosed { files, .. }, .. } }
        | Event::OpinionSupplied { enclosed: Enclosed { files, .. }, .. } => {
            files.iter().map(ToString::to_string).collect()
        }
        event => {
            let data = event.done().into_iter().flat_map(|done| done.data.values());
            data.flatten().cloned().collect()
        }
    }
}

impl Desk {
    /// Takes a file that goes with a move.
    ///
    /// # Errors
    /// See [`NotTaken`].
    pub async fn attach_to_move<S>(
        &self,
        session: &Session,
        id: ApplicationId,
        (mv, path): (&str, &str),
        (name, bytes): (&str, S),
    ) -> std::result::Result<FileId, NotTaken>
    where
        S: Stream<Item = Chunk> + Send + Unpin,
    {
        let loaded = self.admitted(session, id, right(session)).await?;
        let is_open =
            loaded.choices(self, session).iter().any(|one| one.id == mv && one.shut.is_none());
        if !is_open {
            return Err(Error::Stale.into());
        }
        let asked = match path.strip_prefix(ANSWER) {
            Some(path) => {
                let reopened = self.reopened(session, &loaded, mv).await?;
                let is_open = reopened.is_some_and(|it| it.amending.is_open(path));
                loaded.procedure.form.attachment(path).filter(|_| is_open)
            }
            None => loaded.asked(mv).and_then(|form| form.attachment(path)),
        };
        let asked = asked.ok_or(Error::NotFound)?;
        let place = place(mv, path);
        let waiting = self.waiting(session, &loaded, mv).await?;
        let there = waiting.iter().filter(|row| row.path == place).count();
        self.keep_beside((session.person.id, id), (place, &asked, there), (name, bytes)).await
    }

    /// Takes back a file that waits for a move. One that a move has named stays.
    ///
    /// # Errors
    /// Not theirs, or no such file waits.
    pub async fn detach_from_move(
        &self,
        session: &Session,
        id: ApplicationId,
        mv: &str,
        file: FileId,
    ) -> Result<()> {
        let loaded = self.admitted(session, id, right(session)).await?;
        let waiting = self.waiting(session, &loaded, mv).await?;
        if !waiting.iter().any(|row| row.id == file) {
            return Err(Error::NotFound);
        }
        let mut tx = self.db.write().await?;
        // What a move has named meanwhile stays.
        if !files::take_back(&mut tx, file, id, self.now()).await? {
            return Err(Error::NotFound);
        }
        Ok(tx.commit().await?)
    }

    /// What this person gave for a move and no move has named.
    pub(crate) async fn waiting(
        &self,
        session: &Session,
        loaded: &Loaded,
        mv: &str,
    ) -> Result<Vec<files::File>> {
        self.waiting_at(session, loaded, &place(mv, "")).await
    }

    /// What this person gave at a place of an application, and no event has named.
    pub(crate) async fn waiting_at(
        &self,
        session: &Session,
        loaded: &Loaded,
        place: &str,
    ) -> Result<Vec<files::File>> {
        let named = loaded.files_given();
        let mut rows = files::of_application(&mut self.db.peek().await?, loaded.id()).await?;
        rows.retain(|row| {
            row.person == session.person.id
                && row.path.starts_with(place)
                && !named.contains(&row.id.to_string())
        });
        Ok(rows)
    }
}

/// The files of a move by the question they answer.
pub(super) fn by_question(rows: &[files::File], mv: &str) -> BTreeMap<String, Vec<String>> {
    let all = place(mv, "");
    let mut answers = BTreeMap::<_, Vec<_>>::new();
    for row in rows {
        if let Some(path) = row.path.strip_prefix(&all) {
            answers.entry(path.to_owned()).or_default().push(row.id.to_string());
        }
    }
    answers
}

/// Path of a file that goes with a move.
fn place(mv: &str, path: &str) -> String {
    format!("move.{mv}.{path}")
}
