//! Files of a draft that come in parts: announced, received, gone on with after the line broke or the server was started
//! again, put together when the last byte is there. What was acknowledged lies on the disk.

use futures_util::{Stream, StreamExt};
use gateway::vault::{Chunk, Refused};
use model::{ApplicationId, FileId, Moment};
use store::uploads;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{NotTaken, Open, plain_name};
use crate::{Desk, Error, Result, fitting::FILE_MB_MAX, session::Session};

/// How much of a file is in memory before it is written, in bytes.
const PART: usize = 1024 * 1024;
/// So much of a beginning shows what a file is.
const TELLING: usize = 64 * 1024;
/// How long an upload waits for somebody to go on with it.
const WAITS: chrono::Duration = chrono::Duration::days(7);
/// Most uploads of one draft that wait.
const MANY: usize = 20;

/// A file that somebody is about to send.
#[derive(Debug, Clone)]
pub struct Announced {
    /// Path of the question.
    pub path: String,
    /// Name on the person's device.
    pub name: String,
    /// Bytes.
    pub size: u64,
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its id.
    pub id: Uuid,
    /// Path of the question.
    pub path: String,
    /// Name on the person's device.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Bytes that are here.
    pub received: u64,
    /// When it is given up, if nobody goes on.
    pub expires_at: Moment,
}

/// A file that was refused when some or all of it was here; it is given up.
#[derive(Debug)]
pub struct NotReceived {
    /// Name on the person's device; empty if it is not theirs.
    pub name: String,
    /// Why.
    pub why: NotTaken,
}

impl From<NotTaken> for NotReceived {
    fn from(why: NotTaken) -> Self {
        Self { name: String::new(), why }
    }
}

/// Files are put together a few at a time: each holds some MB meanwhile.
static TOGETHER: Semaphore = Semaphore::const_new(2);

type Taken<T> = std::result::Result<T, NotTaken>;

impl Desk {
    /// Begins to take a file.
    ///
    /// # Errors
    /// See [`NotTaken`]; too many wait.
    pub async fn begin_upload(
        &self,
        session: &Session,
        id: ApplicationId,
        announced: Announced,
    ) -> Taken<Upload> {
        let open = self.draft(session, id).await?;
        if open.is_sent {
            return Err(Error::Stale.into());
        }
        let Announced { path, name, size } = announced;
        let asked = open.procedure.form.attachment(&path).ok_or(Error::NotFound)?;
        let mb = asked.max_mb.min(FILE_MB_MAX);
        if size == 0 {
            return Err(NotTaken::Empty);
        }
        if size > u64::from(mb) * 1_000_000 {
            return Err(NotTaken::TooLarge(mb));
        }
        if open.raw.get(&path).len() >= usize::try_from(asked.max_files).unwrap_or(usize::MAX) {
            return Err(NotTaken::TooMany(asked.max_files));
        }
        let now = self.now();
        let row = uploads::Upload {
            id: self.clock.id(),
            draft: id.0,
            person: session.person.id,
            path,
            name: plain_name(&name),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            received: 0,
            created_at: now,
            expires_at: now + WAITS,
            file: None,
        };
        let mut tx = self.db.write().await?;
        if uploads::of_draft(&mut tx, id.0).await?.len() >= MANY {
            return Err(Error::Refused(crate::paper::said("apply-uploads-too-many")).into());
        }
        uploads::begin(&mut tx, &row).await?;
        tx.commit().await?;
        Ok(upload(row))
    }

    /// How far a file is. One that is all here and became no file yet, because its last answer was lost or the server
    /// was ended, becomes one now.
    ///
    /// # Errors
    /// Not theirs, expired, or see [`NotReceived`].
    pub async fn upload(
        &self,
        session: &Session,
        id: Uuid,
    ) -> std::result::Result<Upload, NotReceived> {
        let (row, open) = self.own_upload(session, id).await.map_err(NotTaken::from)?;
        let name = row.name.clone();
        self.settled(session, row, &open).await.map_err(|why| NotReceived { name, why })
    }

    /// Takes more of a file, from `start` on. What came before the line broke is kept.
    ///
    /// # Errors
    /// Not theirs; others came in between, or more than was announced ([`Error::Stale`]); see [`NotReceived`].
    pub async fn receive<S>(
        &self,
        session: &Session,
        id: Uuid,
        start: u64,
        bytes: &mut S,
    ) -> std::result::Result<Upload, NotReceived>
    where
        S: Stream<Item = Chunk> + Send + Unpin,
    {
        let (row, open) = self.own_upload(session, id).await.map_err(NotTaken::from)?;
        let name = row.name.clone();
        let received = self.received(session, (row, &open), start, bytes).await;
        received.map_err(|why| NotReceived { name, why })
    }

    async fn received<S>(
        &self,
        session: &Session,
        (mut row, open): (uploads::Upload, &Open),
        start: u64,
        bytes: &mut S,
    ) -> Taken<Upload>
    where
        S: Stream<Item = Chunk> + Send + Unpin,
    {
        if row.file.is_some() || i64::try_from(start) != Ok(row.received) {
            return Err(Error::Stale.into());
        }
        let mut part = Vec::with_capacity(PART);
        while let Some(Ok(piece)) = bytes.next().await {
            part.extend_from_slice(&piece);
            while part.len() >= PART {
                let rest = part.split_off(PART);
                self.keep_part(&mut row, open, part).await?;
                part = rest;
            }
        }
        if !part.is_empty() {
            self.keep_part(&mut row, open, part).await?;
        }
        self.settled(session, row, open).await
    }

    /// Keeps bytes that follow on what is there.
    async fn keep_part(&self, row: &mut uploads::Upload, open: &Open, bytes: Vec<u8>) -> Taken<()> {
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        if row.received.saturating_add(length) > row.size {
            return Err(Error::Stale.into());
        }
        if row.received == 0 && (bytes.len() >= TELLING || length == row.size) {
            // Whoever sends what cannot be taken need not send all of it.
            let kind = inside::media_type(&bytes);
            let asked = open.procedure.form.attachment(&row.path).ok_or(Error::NotFound)?;
            if !asked.types.iter().any(|one| one.media_type() == kind) {
                self.abandon(row.id).await?;
                let takes = asked.types.to_vec();
                return Err(NotTaken::WrongType { found: kind.to_owned(), takes });
            }
        }
        let part = self.clock.id();
        match self.vault.put_part(row.id, part, bytes).await {
            Ok(()) => {}
            // Given up while it came in: its folder is gone.
            Err(_) if self.is_done(row.id).await? => return Err(Error::NotFound.into()),
            Err(error) if Refused::is_passing(&error) => {
                tracing::warn!(%error, "the vault cannot be used now");
                return Err(Error::Busy.into());
            }
            Err(error) => return Err(Error::broken(error).into()),
        }
        let expires_at = self.now() + WAITS;
        let mut tx = self.db.write().await?;
        let part = uploads::Part { upload: row.id, start: row.received, length, part };
        if !uploads::take(&mut tx, part, expires_at).await? {
            return Err(Error::Stale.into());
        }
        tx.commit().await?;
        row.received += length;
        row.expires_at = expires_at;
        Ok(())
    }

    /// Makes a file of an upload that is all here, and says how far it is.
    async fn settled(&self, session: &Session, row: uploads::Upload, open: &Open) -> Taken<Upload> {
        if row.received == row.size && row.file.is_none() {
            match self.put_together(session, &row, open).await {
                Ok(_) => {}
                // Somebody else has put it together, or refused it; or its draft was sent meanwhile.
                Err(NotTaken::Desk(Error::Stale)) if self.is_file(row.id).await? => {}
                Err(NotTaken::Desk(Error::Stale)) => return Err(Error::NotFound.into()),
                Err(NotTaken::Desk(error)) => return Err(error.into()),
                Err(why) => {
                    self.abandon(row.id).await?;
                    // Whoever comes second finds no parts any more, or a question that is full with this very file.
                    if !self.is_file(row.id).await? {
                        return Err(why);
                    }
                }
            }
        }
        Ok(upload(row))
    }

    /// The file that an upload becomes. Whoever asks at the same time finds that it was done ([`Error::Stale`]).
    async fn put_together(
        &self,
        session: &Session,
        row: &uploads::Upload,
        open: &Open,
    ) -> Taken<FileId> {
        if open.is_sent {
            return Err(Error::NotFound.into());
        }
        let asked = open.procedure.form.attachment(&row.path).ok_or(Error::NotFound)?;
        let turn = TOGETHER.acquire().await.map_err(Error::broken)?;
        let parts = uploads::parts(&mut self.db.peek().await?, row.id).await?;
        let whole = self.vault.parts(row.id, parts);
        let fit = match self.fit(whole, asked.max_mb, &asked.types).await {
            // Parts that went meanwhile: somebody else has put them together.
            Err(NotTaken::Desk(error)) if self.is_done(row.id).await? => {
                tracing::info!(%error, "an upload was put together twice");
                return Err(Error::Stale.into());
            }
            fit => fit?,
        };
        drop(turn);
        let mut tx = self.db.write().await?;
        let at = (row.path.as_str(), row.name.as_str());
        let file = self.answer_with(&mut tx, (session, open), at, fit).await?;
        if !uploads::finish(&mut tx, row.id, file).await? {
            return Err(Error::Stale.into());
        }
        tx.commit().await?;
        self.ring();
        self.clear_parts_of(row.id).await;
        Ok(file)
    }

    async fn is_done(&self, id: Uuid) -> Result<bool> {
        Ok(!uploads::needs_parts(&mut self.db.peek().await?, id).await?)
    }

    /// Asked as somebody who writes: units that share a commit see each other before readers do, and here the answer is
    /// durable when it is given.
    async fn is_file(&self, id: Uuid) -> Result<bool> {
        let mut tx = self.db.write().await?;
        let row = uploads::get(&mut tx, id).await?;
        tx.commit().await?;
        Ok(row.is_some_and(|row| row.file.is_some()))
    }

    /// Gives an upload up. One that became a file stays that file.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn give_up(&self, session: &Session, id: Uuid) -> Result<()> {
        let (row, _) = self.own_upload(session, id).await?;
        self.abandon(row.id).await
    }

    async fn abandon(&self, id: Uuid) -> Result<()> {
        let mut tx = self.db.write().await?;
        let is_dropped = uploads::drop(&mut tx, id).await?;
        tx.commit().await?;
        if is_dropped {
            self.clear_parts_of(id).await;
        }
        Ok(())
    }

    /// Parts that could not be thrown away are the purge's.
    async fn clear_parts_of(&self, id: Uuid) {
        if let Err(error) = self.vault.drop_parts(id).await {
            tracing::warn!(%error, "parts of an upload were not cleared away; the purge will");
        }
    }

    /// The files of a draft that are not all here.
    ///
    /// # Errors
    /// Storage.
    pub async fn unfinished(&self, open: &Open) -> Result<Vec<Upload>> {
        let now = self.now();
        let rows = uploads::of_draft(&mut self.db.peek().await?, open.id.0).await?;
        Ok(rows.into_iter().filter(|row| row.expires_at > now).map(upload).collect())
    }

    /// An upload of one's own, with its draft. Another's is logged and looks as if it did not exist.
    async fn own_upload(&self, session: &Session, id: Uuid) -> Result<(uploads::Upload, Open)> {
        let row = uploads::get(&mut self.db.peek().await?, id).await?;
        let row = row.filter(|row| row.expires_at > self.now()).ok_or(Error::NotFound)?;
        let draft = ApplicationId(row.draft);
        if row.person != session.person.id || session.is_staff() {
            return Err(self.denied(session, "upload", Some(draft)).await);
        }
        let open = self.draft(session, draft).await?;
        Ok((row, open))
    }
}

fn upload(row: uploads::Upload) -> Upload {
    Upload {
        id: row.id,
        path: row.path,
        name: row.name,
        size: u64::try_from(row.size).unwrap_or_default(),
        received: u64::try_from(row.received).unwrap_or_default(),
        expires_at: row.expires_at,
    }
}
