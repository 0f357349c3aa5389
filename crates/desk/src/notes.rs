//! Notes of an office on an application: read by nobody outside it, never changed, struck with trace.

use model::{ApplicationId, Digest, access::Action};
use serde_json::json;
use store::{Write, notes};
use uuid::Uuid;

use crate::{Desk, Error, Result, loaded::Loaded, paper::said, session::Session};

/// Longest note, in characters.
pub(crate) const NOTE_MAX: u32 = 10_000;

/// What a note is sealed for.
pub(crate) fn context(of: ApplicationId, note: Uuid) -> String {
    format!("note {of} {note}")
}

impl Loaded {
    /// Whether somebody may strike a note: who wrote it, and who answers for the office's work.
    pub(crate) fn may_strike(&self, session: &Session, note: &notes::Note) -> bool {
        let is_theirs = note.author == session.person.id && self.allows(session, Action::WriteNote);
        note.struck_at.is_none() && (is_theirs || self.allows(session, Action::Assign))
    }
}

impl Desk {
    /// Writes a note of the office. What comes twice under the same `key` is kept once; without a key each is one.
    ///
    /// # Errors
    /// Not theirs, or too long.
    pub async fn note(
        &self,
        session: &Session,
        id: ApplicationId,
        (text, key): (&str, &str),
    ) -> Result<()> {
        self.admitted(session, id, Action::WriteNote).await?;
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        if text.chars().count() > usize::try_from(NOTE_MAX).unwrap_or(usize::MAX) {
            return Err(Error::Refused(said("office-note-too-long")));
        }
        let digest = || Digest::of(json!([key, text]).to_string().as_bytes());
        let mut tx = self.db.write().await?;
        let digest = (!key.is_empty()).then(digest);
        self.add_note(&mut tx, session, id, (text, digest)).await?;
        Ok(tx.commit().await?)
    }

    /// Adds a note in a unit of work, once for each digest.
    pub(crate) async fn add_note(
        &self,
        tx: &mut Write,
        session: &Session,
        id: ApplicationId,
        (text, digest): (&str, Option<Digest>),
    ) -> Result<()> {
        let note = self.clock.id();
        notes::add(
            tx,
            &notes::Note {
                id: note,
                application: id,
                author: session.person.id,
                at: self.now(),
                text: self.sealed_text(&context(id, note), text),
                digest,
                struck_at: None,
                struck_by: None,
            },
        )
        .await?;
        Ok(())
    }

    /// Strikes a note: it stays where it is, and says who struck it and when.
    ///
    /// # Errors
    /// There is none, or it is not theirs to strike.
    pub async fn strike_note(
        &self,
        session: &Session,
        id: ApplicationId,
        note: Uuid,
    ) -> Result<()> {
        let loaded = self.admitted(session, id, Action::WriteNote).await?;
        let mut tx = self.db.write().await?;
        let row = notes::get(&mut tx, note).await?.filter(|row| row.application == id);
        let row = row.ok_or(Error::NotFound)?;
        if row.struck_at.is_some() {
            return Ok(());
        }
        if !loaded.may_strike(session, &row) {
            return Err(Error::Refused(said("office-note-not-yours")));
        }
        notes::strike(&mut tx, note, session.person.id, self.now()).await?;
        Ok(tx.commit().await?)
    }
}
