//! A file on its way into the vault: cleaned while it comes, measured, looked into, and refused if a question cannot take
//! it. Nothing of it is in memory but a piece; a PDF is looked into whole, one at a time.

use std::{
    io,
    pin::Pin,
    sync::{Arc, LazyLock},
    task::{Context, Poll, ready},
};

use form::FileType;
use futures_util::{Stream, StreamExt};
use gateway::vault::{Bytes, Chunk, Refused, Stored};
use inside::{
    Inside, pdf,
    picture::{Cleaned, Cleaner, Damaged},
};
use model::{ApplicationId, FileId, PersonId};
use store::{
    Write,
    files::{self, Scan},
    jobs,
};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::{
    Desk, Error,
    draft::{NotTaken, plain_name},
    jobs::{Errand, promise},
};

/// Most a procedure can allow for one file, in MB of 10⁶ bytes.
pub(crate) const FILE_MB_MAX: u32 = 100;

/// PDFs are looked into one after the other: each is whole in memory meanwhile.
static LOOKING: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));

/// A file that lies in the vault and is what a question takes.
pub(crate) struct Fit {
    stored: Stored,
    inside: Option<Inside>,
}

/// Where a file belongs.
pub(crate) struct Belongs<'a> {
    pub draft: Option<Uuid>,
    pub application: Option<ApplicationId>,
    /// The question it answers.
    pub path: String,
    /// Its name on the person's device.
    pub name: &'a str,
    pub person: PersonId,
}

impl Desk {
    /// Keeps a file that goes with an application, at a place where `there` lie already.
    pub(crate) async fn keep_beside<S>(
        &self,
        (person, application): (PersonId, ApplicationId),
        (path, takes, there): (String, &form::Attachment, usize),
        (name, bytes): (&str, S),
    ) -> Result<FileId, NotTaken>
    where
        S: Stream<Item = Chunk> + Send + Unpin,
    {
        if there >= usize::try_from(takes.max_files).unwrap_or(usize::MAX) {
            return Err(NotTaken::TooMany(takes.max_files));
        }
        let fit = self.fit(bytes, takes.max_mb, &takes.types).await?;
        let application = Some(application);
        let file = self.file_of(fit, Belongs { draft: None, application, path, name, person });
        let mut tx = self.db.write().await?;
        self.write_file(&mut tx, &file).await?;
        tx.commit().await?;
        self.ring();
        Ok(file.id)
    }

    /// Puts a file into the vault if it is what a question takes.
    pub(crate) async fn fit<S>(
        &self,
        bytes: S,
        mb: u32,
        types: &[FileType],
    ) -> Result<Fit, NotTaken>
    where
        S: Stream<Item = Chunk> + Send + Unpin,
    {
        let mb = mb.min(FILE_MB_MAX);
        let mut cleaning = Cleaning { bytes, cleaner: Some(Cleaner::default()), done: None };
        let stored = match self.vault.put(&mut cleaning, u64::from(mb) * 1_000_000).await {
            Ok(stored) => stored,
            Err(Refused::TooLarge) => return Err(NotTaken::TooLarge(mb)),
            Err(Refused::BrokenOff(why)) if is_damage(&why) => return Err(NotTaken::Damaged),
            Err(error) if error.is_passing() => {
                tracing::warn!(%error, "the vault cannot be used now");
                return Err(Error::Busy.into());
            }
            Err(error) => return Err(Error::broken(error).into()),
        };
        if stored.size == 0 {
            return Err(NotTaken::Empty);
        }
        if !types.iter().any(|kind| kind.media_type() == stored.media_type) {
            return Err(NotTaken::WrongType { found: stored.media_type, takes: types.to_vec() });
        }
        let inside = match (cleaning.done, stored.media_type == FileType::Pdf.media_type()) {
            (_, true) => Some(Inside::Pdf(self.looked_into(&stored).await?)),
            (done, false) => done.map(Inside::Picture),
        };
        Ok(Fit { stored, inside })
    }

    /// What a PDF says of itself.
    async fn looked_into(&self, stored: &Stored) -> Result<pdf::Facts, NotTaken> {
        let alone = LOOKING.clone().acquire_owned().await.map_err(Error::broken)?;
        let bytes = self.vault.get_bytes(&stored.sha256).await.map_err(Error::broken)?;
        let looking = tokio::task::spawn_blocking(move || {
            // It goes on when nobody waits for it any more, and so does its turn.
            let _alone = alone;
            pdf::look(&bytes)
        });
        let facts = looking.await.map_err(Error::broken)?;
        match facts.is_refused() {
            true if facts.has_program => Err(NotTaken::Program),
            true => Err(NotTaken::Damaged),
            false => Ok(facts),
        }
    }

    /// What is written down of a file.
    pub(crate) fn file_of(&self, fit: Fit, belongs: Belongs<'_>) -> files::File {
        let Belongs { draft, application, path, name, person } = belongs;
        files::File {
            id: FileId(self.clock.id()),
            draft,
            application,
            path,
            name: plain_name(name),
            given_name: None,
            media_type: fit.stored.media_type,
            size: i64::try_from(fit.stored.size).unwrap_or(i64::MAX),
            sha256: fit.stored.sha256,
            inside: fit.inside.and_then(|inside| serde_json::to_string(&inside).ok()),
            // Where nobody looks, a file is as good as it can be.
            state: match self.scanner.is_there() {
                true => Scan::Pending,
                false => Scan::Clean,
            },
            reason: None,
            created_at: self.now(),
            person,
            removed_at: None,
            waits_since: (application.is_some() && draft.is_none()).then(|| self.now()),
        }
    }

    /// Writes a file down, and has it looked at where somebody looks.
    pub(crate) async fn write_file(&self, tx: &mut Write, file: &files::File) -> Result<(), Error> {
        files::add(tx, file).await?;
        if file.state == Scan::Pending {
            let errand = Errand::Scan { file: file.id };
            jobs::promise(tx, &promise(self, &errand, file.created_at)).await?;
        }
        Ok(())
    }
}

fn is_damage(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|why| why.is::<Damaged>())
}

/// A stream of bytes that loses on its way what a picture says besides what it shows.
struct Cleaning<S> {
    bytes: S,
    /// None once the end was given.
    cleaner: Option<Cleaner>,
    done: Option<Cleaned>,
}

impl<S: Stream<Item = Chunk> + Unpin> Stream for Cleaning<S> {
    type Item = Chunk;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Chunk>> {
        let this = &mut *self;
        loop {
            let Some(cleaner) = &mut this.cleaner else { return Poll::Ready(None) };
            let clean = match ready!(this.bytes.poll_next_unpin(cx)) {
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(piece)) => cleaner.push(&piece),
                None => this.cleaner.take().unwrap_or_default().finish().map(|(rest, done)| {
                    this.done = done;
                    rest
                }),
            };
            match clean {
                Err(damaged) => return Poll::Ready(Some(Err(io::Error::other(damaged)))),
                Ok(clean) if clean.is_empty() => {}
                Ok(clean) => return Poll::Ready(Some(Ok(Bytes::from(clean)))),
            }
        }
    }
}
