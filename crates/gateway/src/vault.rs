//! Files by content: each is kept once, under its SHA-256, with the type that its bytes show.
//! Not here: who may read a file, what it is called, whether it was scanned (`desk`, `store`).

mod parts;

use std::{error::Error, io, path::PathBuf, sync::Arc};

use chrono::Duration;
use futures_util::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use inside::Look;
use model::{Digest, Moment};
use object_store::{
    MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem,
    memory::InMemory, path::Path,
};
use sha2::{Digest as _, Sha256};

pub use bytes::Bytes;

use crate::clock::Clock;

/// A piece of a file on its way.
pub type Chunk = io::Result<Bytes>;

/// How much is gathered before it is written.
const PART: usize = 256 * 1024;
/// After this time a file still coming in was left behind by a process that died.
const ABANDONED: Duration = Duration::hours(24);
const INCOMING: &str = "incoming";

/// Where files lie. Cheap to clone; clones of a vault in memory hold the same files.
#[derive(Debug, Clone)]
pub struct Vault {
    place: Place,
    clock: Clock,
}

#[derive(Debug, Clone)]
enum Place {
    Folder(Arc<LocalFileSystem>, PathBuf),
    Memory(Arc<InMemory>),
}

/// A file that lies in the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Digest of its bytes, and its name here.
    pub sha256: Digest,
    /// Bytes.
    pub size: u64,
    /// What its bytes show, whatever its name says; `application/octet-stream` if nothing known.
    pub media_type: String,
}

/// A file on its way out.
pub struct Reading {
    /// Bytes.
    pub size: u64,
    /// Its pieces, in order.
    pub chunks: BoxStream<'static, Chunk>,
}

impl Reading {
    /// A file that was just made and is kept nowhere.
    #[must_use]
    pub fn of(bytes: Vec<u8>) -> Reading {
        let size = bytes.len() as u64;
        let whole: Chunk = Ok(bytes.into());
        Reading { size, chunks: futures_util::stream::iter([whole]).boxed() }
    }
}

/// Why a file was not taken. Nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// More bytes than the limit; the rest was not read.
    #[error("larger than allowed")]
    TooLarge,
    /// The sender broke off.
    #[error("broken off: {0}")]
    BrokenOff(#[source] io::Error),
    #[error("the vault cannot write: {0}")]
    Storage(#[from] object_store::Error),
}

impl Refused {
    /// Whether the same file may be taken later without anybody changing it: the disk is full, or may not be
    /// written now.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        let Refused::Storage(error) = self else { return false };
        let mut cause: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(error) = cause {
            if let Some(error) = error.downcast_ref::<io::Error>() {
                use io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
                return matches!(error.kind(), StorageFull | QuotaExceeded | ReadOnlyFilesystem);
            }
            cause = error.source();
        }
        false
    }
}

/// Why a file was not given.
#[derive(Debug, thiserror::Error)]
pub enum NotGiven {
    #[error("no such file in the vault")]
    Missing,
    /// The bytes are not those that were stored.
    #[error("the file is damaged")]
    Damaged,
    #[error("the vault cannot read: {0}")]
    Storage(#[source] object_store::Error),
    #[error("the vault's folder cannot be changed: {0}")]
    Folder(#[source] io::Error),
}

impl From<object_store::Error> for NotGiven {
    fn from(error: object_store::Error) -> NotGiven {
        match error {
            object_store::Error::NotFound { .. } => NotGiven::Missing,
            other => NotGiven::Storage(other),
        }
    }
}

impl Vault {
    /// A vault in a folder of this machine, made if it is not there. What [`Vault::put`] answers is
    /// on the disk (fsync of file and folder).
    ///
    /// # Errors
    /// The folder cannot be made or reached.
    pub fn folder(folder: impl Into<PathBuf>, clock: Clock) -> io::Result<Vault> {
        let folder = folder.into();
        std::fs::create_dir_all(folder.join(INCOMING))?;
        let store = LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true);
        Ok(Vault { place: Place::Folder(Arc::new(store), folder), clock })
    }

    /// A vault that goes with the process.
    pub fn memory(clock: Clock) -> Vault {
        Vault { place: Place::Memory(Arc::default()), clock }
    }

    fn store(&self) -> &dyn ObjectStore {
        match &self.place {
            Place::Folder(store, _) => store.as_ref(),
            Place::Memory(store) => store.as_ref(),
        }
    }

    /// Takes a file of at most `limit` bytes as it comes, without ever holding the whole of it.
    ///
    /// # Errors
    /// See [`Refused`].
    pub async fn put<S>(&self, chunks: S, limit: u64) -> Result<Stored, Refused>
    where
        S: Stream<Item = Chunk> + Send + Unpin,
    {
        let incoming = Path::from(format!("{INCOMING}/{}", self.clock.id().simple()));
        let mut upload = self.store().put_multipart(&incoming).await?;
        match receive(upload.as_mut(), chunks, limit).await {
            Ok(stored) => {
                upload.complete().await?;
                self.store().rename(&incoming, &place(&stored.sha256)).await?;
                Ok(stored)
            }
            Err(refused) => {
                if let Err(error) = upload.abort().await {
                    tracing::warn!(%error, "a refused file was not cleared away; the sweep will");
                }
                Err(refused)
            }
        }
    }

    /// Takes a file that is in memory: a receipt, a letter.
    ///
    /// # Errors
    /// The vault cannot write.
    pub async fn put_bytes(&self, bytes: impl Into<Bytes> + Send) -> Result<Stored, Refused> {
        let whole: Chunk = Ok(bytes.into());
        self.put(futures_util::stream::iter([whole]), u64::MAX).await
    }

    /// A file, in pieces as they are read. The last piece comes only if all are what was stored; else an error.
    ///
    /// # Errors
    /// Missing, or the vault cannot read.
    pub async fn get(&self, sha256: &Digest) -> Result<Reading, NotGiven> {
        let found = self.store().get(&place(sha256)).await?;
        let size = found.meta.size;
        let (wanted, mut left, mut sum) = (*sha256, size, Sha256::new());
        let chunks = found.into_stream().map(move |chunk| {
            let chunk = chunk.map_err(io::Error::other)?;
            sum.update(&chunk);
            left = left.saturating_sub(chunk.len() as u64);
            if left == 0 && Digest(sum.clone().finalize().into()) != wanted {
                return Err(io::Error::other(NotGiven::Damaged));
            }
            Ok(chunk)
        });
        Ok(Reading { size, chunks: chunks.boxed() })
    }

    /// A whole file, compared with its digest.
    ///
    /// # Errors
    /// See [`NotGiven`].
    pub async fn get_bytes(&self, sha256: &Digest) -> Result<Bytes, NotGiven> {
        let bytes = self.store().get(&place(sha256)).await?.bytes().await?;
        if Digest::of(&bytes) == *sha256 { Ok(bytes) } else { Err(NotGiven::Damaged) }
    }

    /// Whether a file lies here.
    ///
    /// # Errors
    /// The vault cannot read.
    pub async fn has(&self, sha256: &Digest) -> Result<bool, NotGiven> {
        match self.store().head(&place(sha256)).await.map_err(NotGiven::from) {
            Ok(_) => Ok(true),
            Err(NotGiven::Missing) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The files whose digest begins with a byte: a 256th of all.
    ///
    /// # Errors
    /// The vault cannot read.
    pub async fn shelf(&self, first: u8) -> Result<Vec<Digest>, NotGiven> {
        let files = self.store().list(Some(&Path::from(format!("{first:02x}"))));
        let names =
            files.map_ok(|file| file.location.filename().and_then(|name| name.parse().ok()));
        Ok(names.try_collect::<Vec<Option<Digest>>>().await?.into_iter().flatten().collect())
    }

    /// Removes a file that nothing refers to any more, unless somebody gave it again since `before`: what refers
    /// to it then may not be written yet. True if it is gone, also if it was before.
    ///
    /// # Errors
    /// The vault cannot read or write.
    pub async fn discard(&self, sha256: &Digest, before: Moment) -> Result<bool, NotGiven> {
        let place = place(sha256);
        let is_recent = async |at: &Path| -> Result<bool, NotGiven> {
            Ok(Moment::from_utc(self.store().head(at).await?.last_modified) >= before)
        };
        match is_recent(&place).await {
            Ok(false) => {}
            Ok(true) => return Ok(false),
            Err(NotGiven::Missing) => return Ok(true),
            Err(error) => return Err(error),
        }
        if let Place::Memory(store) = &self.place {
            store.delete(&place).await?;
            return Ok(true);
        }
        // Out of the way first: one that comes in at this very moment is found to be new, and goes back.
        let aside = Path::from(format!("{INCOMING}/{}", self.clock.id().simple()));
        match self.store().rename(&place, &aside).await.map_err(NotGiven::from) {
            Err(NotGiven::Missing) => return Ok(true),
            moved => moved?,
        }
        if is_recent(&aside).await? {
            self.store().rename(&aside, &place).await?;
            return Ok(false);
        }
        self.store().delete(&aside).await?;
        Ok(true)
    }

    /// Clears away files that a process which died left half received more than a day ago; says how
    /// many.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn sweep(&self) -> io::Result<usize> {
        let Place::Folder(_, folder) = &self.place else { return Ok(0) };
        let before = self.clock.now() - ABANDONED;
        let mut entries = tokio::fs::read_dir(folder.join(INCOMING)).await?;
        let mut swept = 0;
        while let Some(entry) = entries.next_entry().await? {
            let removed = async {
                let changed = entry.metadata().await?.modified()?;
                let is_old = Moment::from_utc(changed.into()) < before;
                if is_old {
                    tokio::fs::remove_file(entry.path()).await?;
                }
                Ok(is_old)
            };
            swept += usize::from(there(removed.await)?.unwrap_or_default());
        }
        Ok(swept)
    }
}

/// None if a file has gone meanwhile: it came in whole, or another node was first.
fn there<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}

/// Two levels of folders, so that none grows too large to list.
fn place(sha256: &Digest) -> Path {
    let hex = sha256.to_string();
    Path::from(format!("{}/{}/{hex}", &hex[..2], &hex[2..4]))
}

async fn receive<S>(
    upload: &mut dyn MultipartUpload,
    mut chunks: S,
    limit: u64,
) -> Result<Stored, Refused>
where
    S: Stream<Item = Chunk> + Send + Unpin,
{
    let mut size = 0_u64;
    let mut sum = Sha256::new();
    let mut look = Look::default();
    let mut part = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(Refused::BrokenOff)?;
        size = size.saturating_add(chunk.len() as u64);
        if size > limit {
            return Err(Refused::TooLarge);
        }
        sum.update(&chunk);
        look.at(&chunk);
        part.extend_from_slice(&chunk);
        if part.len() >= PART {
            upload.put_part(PutPayload::from(std::mem::take(&mut part))).await?;
        }
    }
    // An empty file has one part too: without any the folder's store writes nothing to rename.
    upload.put_part(PutPayload::from(part)).await?;
    let media_type = look.media_type().to_owned();
    Ok(Stored { sha256: Digest(sum.finalize().into()), size, media_type })
}

#[cfg(test)]
mod tests;
