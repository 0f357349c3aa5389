//! Files of a draft: taken, put into the vault, taken away.

use form::FileType;
use futures_util::Stream;
use gateway::vault::{Chunk, Refused, Stored};
use model::{ApplicationId, FileId};
use store::files;

use crate::{Desk, Error, Result, session::Session};

/// Most a procedure can allow for one file, in MB of 10⁶ bytes.
const FILE_MB_MAX: u32 = 100;

/// A file as a person chose it.
pub struct Given<S> {
    /// Path of the question.
    pub path: String,
    /// Name on the person's device.
    pub name: String,
    /// Its bytes.
    pub bytes: S,
}

/// Why a file was not taken. Everything else stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Larger than the question allows, in MB.
    #[error("larger than {0} MB")]
    TooLarge(u32),
    /// Nothing in it.
    #[error("empty")]
    Empty,
    /// Of a type that is not accepted: what it is by content.
    #[error("is {0}")]
    WrongType(String),
    /// There are as many as there can be.
    #[error("{0} already")]
    TooMany(u32),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<store::Error> for NotTaken {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
    }
}

impl Desk {
    /// Takes a file for a question: streamed into the vault, then written down together with the answer.
    ///
    /// # Errors
    /// See [`NotTaken`].
    pub async fn attach<S>(
        &self,
        session: &Session,
        id: ApplicationId,
        given: Given<S>,
    ) -> std::result::Result<(), NotTaken>
    where
        S: Stream<Item = Chunk> + Send + Unpin,
    {
        let open = self.draft(session, id).await?;
        if open.is_sent {
            return Err(Error::Stale.into());
        }
        let asked = open.procedure.form.attachment(&given.path).ok_or(Error::NotFound)?;
        let most = asked.max_files;
        if open.raw.get(&given.path).len() >= usize::try_from(most).unwrap_or(usize::MAX) {
            return Err(NotTaken::TooMany(most));
        }
        let stored = self.store_file(given.bytes, asked.max_mb, &asked.types).await?;
        let file = FileId(self.clock.id());
        let now = self.now();
        let mut tx = self.db.write().await?;
        let mut held = self.held(&mut tx, (id, session.person.id), &open.procedure, now).await?;
        let mut values = held.values(&given.path).to_vec();
        if values.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
            return Err(NotTaken::TooMany(most));
        }
        values.push(file.to_string());
        held.put(&given.path, values);
        held.bring_rows(&given.path);
        files::add(
            &mut tx,
            &files::File {
                id: file,
                draft: Some(id.0),
                application: None,
                path: given.path,
                name: plain_name(&given.name),
                media_type: stored.media_type,
                size: i64::try_from(stored.size).unwrap_or(i64::MAX),
                sha256: stored.sha256,
                // A scanner looks at files in a later capability; until one stands here they are ready.
                state: files::Scan::Clean,
                reason: None,
                created_at: now,
                person: session.person.id,
                removed_at: None,
            },
        )
        .await?;
        held.keep(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Puts a file into the vault if it is what a question takes.
    pub(crate) async fn store_file<S>(
        &self,
        bytes: S,
        mb: u32,
        types: &[FileType],
    ) -> std::result::Result<Stored, NotTaken>
    where
        S: Stream<Item = Chunk> + Send + Unpin,
    {
        let mb = mb.min(FILE_MB_MAX);
        let stored = match self.vault.put(bytes, u64::from(mb) * 1_000_000).await {
            Ok(stored) => stored,
            Err(Refused::TooLarge) => return Err(NotTaken::TooLarge(mb)),
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
            return Err(NotTaken::WrongType(stored.media_type));
        }
        Ok(stored)
    }

    /// Takes a file away from a draft.
    ///
    /// # Errors
    /// Not one's draft, or no such file in it.
    pub async fn detach(&self, session: &Session, id: ApplicationId, file: FileId) -> Result<()> {
        let open = self.draft(session, id).await?;
        let text = file.to_string();
        let path = open
            .raw
            .iter()
            .find(|(_, values)| values.contains(&text))
            .map(|(path, _)| path.to_owned())
            .filter(|_| open.files.contains_key(&text) && !open.is_sent)
            .ok_or(Error::NotFound)?;
        let now = self.now();
        let person = session.person.id;
        let mut tx = self.db.write().await?;
        let mut held = self.held(&mut tx, (id, person), &open.procedure, now).await?;
        let mut values = held.values(&path).to_vec();
        values.retain(|id| *id != text);
        held.put(&path, values);
        files::remove(&mut tx, file, person, now).await?;
        held.keep(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}

/// A file's name without folders, control characters or endless length.
pub(crate) fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(150).collect();
    let clean = clean.trim().trim_start_matches('.').to_owned();
    if clean.is_empty() { "file".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_its_last_name() {
        for (name, expect) in [
            ("C:\\fakepath\\libretto.pdf", "libretto.pdf"),
            ("../../etc/passwd", "passwd"),
            ("a\u{7}b.png", "ab.png"),
            ("  ", "file"),
        ] {
            assert_eq!(plain_name(name), expect);
        }
    }
}
