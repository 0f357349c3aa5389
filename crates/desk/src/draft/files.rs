//! Files of a draft: taken, put into the vault, taken away.

use form::FileType;
use futures_util::Stream;
use gateway::vault::Chunk;
use model::{ApplicationId, FileId};
use store::{Write, files};

use super::Open;
use crate::{
    Desk, Error, Result,
    fitting::{Belongs, Fit},
    session::Session,
};

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
    /// Of a type that is not accepted.
    #[error("is {found}")]
    WrongType {
        /// What it is by content.
        found: String,
        /// What the question takes.
        takes: Vec<FileType>,
    },
    /// A picture or PDF that cannot be read to its end.
    #[error("damaged")]
    Damaged,
    /// A PDF that carries a program, and no signature that would break without it.
    #[error("carries a program")]
    Program,
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
        let fit = self.fit(given.bytes, asked.max_mb, &asked.types).await?;
        let mut tx = self.db.write().await?;
        let at = (given.path.as_str(), given.name.as_str());
        self.answer_with(&mut tx, (session, &open), at, fit).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Writes a file down together with the answer that it is; its id.
    pub(super) async fn answer_with(
        &self,
        tx: &mut Write,
        (session, open): (&Session, &Open),
        (path, name): (&str, &str),
        fit: Fit,
    ) -> std::result::Result<FileId, NotTaken> {
        let asked = open.procedure.form.attachment(path).ok_or(Error::NotFound)?;
        let person = session.person.id;
        let mut held = self.held(tx, (open.id, person), &open.procedure, self.now()).await?;
        let mut values = held.values(path).to_vec();
        if values.len() >= usize::try_from(asked.max_files).unwrap_or(usize::MAX) {
            return Err(NotTaken::TooMany(asked.max_files));
        }
        let draft = Some(open.id.0);
        let at = path.to_owned();
        let file = self.file_of(fit, Belongs { draft, application: None, path: at, name, person });
        values.push(file.id.to_string());
        held.put(path, values);
        held.bring_rows(path)?;
        self.write_file(tx, &file).await?;
        held.keep(tx).await?;
        Ok(file.id)
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
