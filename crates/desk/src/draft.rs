//! A draft (*bozza*): opened, saved answer by answer, completed with files. Nothing typed is lost: what is
//! wrong, hidden or late is kept or told, never dropped.

use std::{collections::BTreeMap, sync::Arc};

use form::{Checked, Facts, FileFact, Kind, Origin, Raw, prefill};
use futures_util::Stream;
use gateway::vault::{Chunk, Stored};
use model::{ApplicationId, Digest, FileId, Moment, PersonId};
use procedure::Compiled;
use store::{drafts, files};

use crate::{
    Desk, Error, Result,
    facts::{self, Nothing},
    session::Session,
};

/// How many drafts of one procedure a person can keep.
const DRAFTS: usize = 20;
/// How many drafts a list shows.
const LISTED: i64 = 200;
/// Most a procedure can allow for one file, in MB of 10⁶ bytes.
const FILE_MB_MAX: u32 = 100;

/// A draft with everything a page needs.
#[derive(Debug)]
pub struct Open {
    /// The draft's id, which will be the application's.
    pub id: ApplicationId,
    /// What is asked.
    pub procedure: Arc<Compiled>,
    /// Revision it was begun on.
    pub revision: u32,
    /// What was typed.
    pub raw: Raw,
    /// How it stands.
    pub checked: Checked,
    /// Last save.
    pub saved_at: Moment,
    /// Proves that a sending comes from this draft's summary.
    pub token: String,
    /// It was sent already.
    pub is_sent: bool,
    /// Answers that two pages changed: what stood there before, by path.
    pub earlier: BTreeMap<String, String>,
    pub(crate) files: BTreeMap<String, FileFact>,
    pub(crate) origins: BTreeMap<String, Origin>,
    today: chrono::NaiveDate,
}

impl Open {
    /// The world around the draft on this day.
    #[must_use]
    pub fn facts<'a>(&'a self, desk: &'a Desk) -> Facts<'a> {
        Facts {
            today: self.today,
            calendar: desk.calendar(),
            files: &self.files,
            origins: &self.origins,
            more: &Nothing,
        }
    }

    /// What is due, from the answers so far.
    #[must_use]
    pub fn fees(&self, desk: &Desk) -> Vec<procedure::FeeDue> {
        let names = self.checked.answers.bindings(&self.procedure.form, &Nothing);
        self.procedure.fees(&names, &crate::loaded::context(desk))
    }

    /// What a page showed of these answers, to be posted back with it: afterwards the desk tells what
    /// the person changed from what was only on the page.
    #[must_use]
    pub fn seen<'a>(&self, paths: impl IntoIterator<Item = &'a str>) -> String {
        let mut seen = self.saved_at.0.to_string();
        for path in paths {
            seen.push_str(&format!(" {path}={}", mark(self.raw.get(path))));
        }
        seen
    }
}

/// What a page posted.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    /// Answers by path.
    pub values: BTreeMap<String, Vec<String>>,
    /// What [`Open::seen`] gave the page.
    pub seen: String,
    /// The page: one tab of one device.
    pub client: String,
    /// Number of the save within that page.
    pub seq: i64,
}

/// A draft in a list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its id.
    pub id: ApplicationId,
    /// What it is for.
    pub procedure: Arc<Compiled>,
    /// Last save.
    pub saved_at: Moment,
}

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
    /// One's drafts, the last saved first.
    ///
    /// # Errors
    /// Storage.
    pub async fn drafts(&self, session: &Session) -> Result<Vec<Line>> {
        let person = session.person.id;
        let mut read = self.db.peek().await?;
        let rows = drafts::of_person(&mut read, person, None, None, LISTED).await?;
        drop(read);
        let mut lines = Vec::new();
        for row in rows {
            let revision = crate::catalogue::number(row.revision);
            lines.push(Line {
                id: ApplicationId(row.id),
                procedure: self.revision(&row.procedure, revision).await?,
                saved_at: row.saved_at,
            });
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.saved_at));
        Ok(lines)
    }

    /// Begins a draft, with the first values that the municipality already holds.
    ///
    /// # Errors
    /// The procedure is not open; the person acts for the municipality; too many drafts.
    pub async fn begin_draft(&self, session: &Session, procedure: &str) -> Result<ApplicationId> {
        if session.is_staff() {
            return Err(Error::NotFound);
        }
        let (compiled, revision) = self.in_use(procedure).await?;
        let id = ApplicationId(self.clock.id());
        let now = self.now();
        let mut raw = Raw::new();
        prefill::fill(&compiled.form, &mut raw, &facts::sources(&session.person));
        let typed = raw
            .iter()
            .map(|(path, values)| self.typed(id, &compiled, path, values))
            .collect::<Result<Vec<_>>>()?;
        let person = session.person.id;
        let mut tx = self.db.write().await?;
        let open = drafts::of_person(&mut tx, person, Some(procedure), None, LISTED).await?;
        // One that was never touched serves again: opening the page twice makes no second draft.
        let is_untouched = |row: &&drafts::Draft| {
            row.saved_at == row.created_at && row.revision == i64::from(revision)
        };
        if let Some(row) = open.iter().find(is_untouched) {
            return Ok(ApplicationId(row.id));
        }
        if open.len() >= DRAFTS {
            return Err(Error::Refused(crate::paper::said("apply-too-many-drafts")));
        }
        drafts::open(
            &mut tx,
            &drafts::Draft {
                id: id.0,
                person,
                procedure: procedure.to_owned(),
                revision: i64::from(revision),
                created_at: now,
                saved_at: now,
                sent_application: None,
                deleted_at: None,
                token: self.clock.token().to_vec(),
            },
        )
        .await?;
        drafts::save(&mut tx, self.own(id, person, now), &typed).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// One's draft.
    ///
    /// # Errors
    /// There is none, or it is somebody else's: the second is logged.
    pub async fn draft(&self, session: &Session, id: ApplicationId) -> Result<Open> {
        let mut read = self.db.read().await?;
        let row = drafts::get(&mut read, id.0).await?;
        let answers = drafts::answers(&mut read, id.0).await?;
        let received = files::of_draft(&mut read, id.0).await?;
        drop(read);
        let row = row.filter(|row| row.deleted_at.is_none()).ok_or(Error::NotFound)?;
        if row.person != session.person.id || session.is_staff() {
            return Err(self.denied(session, "draft", Some(id)).await);
        }
        let revision = crate::catalogue::number(row.revision);
        let procedure = self.revision(&row.procedure, revision).await?;
        let mut raw = Raw::new();
        let mut earlier = BTreeMap::new();
        for answer in &answers {
            raw.set(answer.path.clone(), self.opened(id, &answer.path, &answer.value)?);
            if let Some(previous) = &answer.previous {
                let texts = self.opened(id, &answer.path, previous)?;
                earlier.insert(answer.path.clone(), texts.join(", "));
            }
        }
        let origins = prefill::fill(&procedure.form, &mut raw, &facts::sources(&session.person));
        let files = facts::of_files(&received);
        let mut open = Open {
            id,
            revision,
            raw,
            checked: Checked::default(),
            saved_at: row.saved_at,
            token: gateway::keys::text(&row.token),
            is_sent: row.sent_application.is_some(),
            earlier,
            files,
            origins,
            today: self.today(),
            procedure,
        };
        open.checked = form::check(&open.procedure.form, &open.raw, &open.facts(self));
        Ok(open)
    }

    /// Saves what a page posted: one durable write. Answers that the person left as the page showed them
    /// change nothing, whatever happened elsewhere meanwhile.
    ///
    /// # Errors
    /// Not one's draft, or already sent.
    pub async fn save(
        &self,
        session: &Session,
        id: ApplicationId,
        posted: &Posted,
    ) -> Result<Moment> {
        let open = self.draft(session, id).await?;
        if open.is_sent {
            return Err(Error::Stale);
        }
        let (saw, seen) = read_seen(&posted.seen);
        let now = self.now();
        let form = &open.procedure.form;
        let mut typed = Vec::new();
        for (path, values) in &posted.values {
            let is_known = form.kind_at(path).is_some_and(|kind| kind != Kind::Attachment);
            let is_as_shown = seen.get(path.as_str()).is_some_and(|shown| *shown == mark(values));
            if is_known && !is_as_shown {
                typed.push(self.typed(id, &open.procedure, path, values)?);
            }
        }
        let save = drafts::Save {
            draft: id.0,
            person: session.person.id,
            client: &posted.client,
            seq: posted.seq,
            seen: saw,
            now,
        };
        let mut tx = self.db.write().await?;
        match drafts::save(&mut tx, save, &typed).await {
            Err(store::Error::Missing) => return Err(Error::Stale),
            saved => saved?,
        };
        tx.commit().await?;
        Ok(now)
    }

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
        let ids = open.raw.get(&given.path).to_vec();
        if ids.len() >= usize::try_from(most).unwrap_or(usize::MAX) {
            return Err(NotTaken::TooMany(most));
        }
        let stored = self.store_file(given.bytes, asked.max_mb, &asked.types).await?;
        let file = FileId(self.clock.id());
        let now = self.now();
        let mut values = ids;
        values.push(file.to_string());
        let typed = self.typed(id, &open.procedure, &given.path, &values)?;
        let mut tx = self.db.write().await?;
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
        drafts::save(&mut tx, self.own(id, session.person.id, now), &[typed]).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Puts a file into the vault if it is what a question takes.
    pub(crate) async fn store_file<S>(
        &self,
        bytes: S,
        mb: u32,
        types: &[form::FileType],
    ) -> std::result::Result<Stored, NotTaken>
    where
        S: Stream<Item = Chunk> + Send + Unpin,
    {
        let mb = mb.min(FILE_MB_MAX);
        let stored = match self.vault.put(bytes, u64::from(mb) * 1_000_000).await {
            Ok(stored) => stored,
            Err(gateway::vault::Refused::TooLarge) => return Err(NotTaken::TooLarge(mb)),
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
        let values: Vec<String> =
            open.raw.get(&path).iter().filter(|id| **id != text).cloned().collect();
        let typed = self.typed(id, &open.procedure, &path, &values)?;
        let person = session.person.id;
        let mut tx = self.db.write().await?;
        files::remove(&mut tx, file, person, now).await?;
        drafts::save(&mut tx, self.own(id, person, now), &[typed]).await?;
        Ok(tx.commit().await?)
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// Not one's draft, or already sent.
    pub async fn delete_draft(&self, session: &Session, id: ApplicationId) -> Result<()> {
        let open = self.draft(session, id).await?;
        if open.is_sent {
            return Err(Error::Stale);
        }
        let mut tx = self.db.write().await?;
        drafts::delete(&mut tx, id.0, session.person.id, self.now()).await?;
        Ok(tx.commit().await?)
    }

    /// A save of the desk itself, which has just seen everything.
    fn own(&self, draft: ApplicationId, person: PersonId, now: Moment) -> drafts::Save<'static> {
        drafts::Save { draft: draft.0, person, client: "desk", seq: now.0, seen: now, now }
    }

    fn typed(
        &self,
        draft: ApplicationId,
        procedure: &Compiled,
        path: &str,
        values: &[String],
    ) -> Result<drafts::Typed> {
        let value = self.sealed(draft, procedure, path, values)?;
        Ok(drafts::Typed { path: path.to_owned(), value })
    }

    /// An answer as it is stored: sealed where the procedure says that it is sensitive.
    fn sealed(
        &self,
        draft: ApplicationId,
        procedure: &Compiled,
        path: &str,
        values: &[String],
    ) -> Result<String> {
        let text = serde_json::to_string(values).map_err(Error::broken)?;
        if !procedure.form.is_sensitive(path) {
            return Ok(text);
        }
        let context = format!("answer {draft} {path}");
        let sealed = self.keys.seal(&context, text.as_bytes(), &self.clock);
        Ok(format!("{SEALED}{}", gateway::keys::text(&sealed)))
    }

    fn opened(&self, draft: ApplicationId, path: &str, stored: &str) -> Result<Vec<String>> {
        let Some(sealed) = stored.strip_prefix(SEALED) else {
            return serde_json::from_str(stored).map_err(Error::broken);
        };
        let context = format!("answer {draft} {path}");
        let sealed =
            gateway::keys::bytes(sealed).ok_or_else(|| Error::broken("not sealed text"))?;
        let text = self.keys.open(&context, &sealed).map_err(Error::broken)?;
        serde_json::from_slice(&text).map_err(Error::broken)
    }
}

/// What a stored answer starts with when it is sealed; no JSON does.
const SEALED: &str = "sealed:";

/// A short mark of what a page showed.
fn mark(values: &[String]) -> String {
    // Blanks at the ends and the line ends of a browser are no change.
    let texts: Vec<String> =
        values.iter().map(|value| value.replace("\r\n", "\n").trim().to_owned()).collect();
    let told = texts.iter().any(|text| !text.is_empty());
    if told {
        Digest::of(texts.join("\u{0}").as_bytes()).to_string()[..8].to_owned()
    } else {
        "-".to_owned()
    }
}

/// When the page was made, and the mark of each answer on it.
fn read_seen(seen: &str) -> (Moment, BTreeMap<&str, &str>) {
    let (at, rest) = seen.split_once(' ').unwrap_or((seen, ""));
    let marks = rest.split(' ').filter_map(|part| part.split_once('=')).collect();
    (Moment(at.parse().unwrap_or(0)), marks)
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
    fn what_a_page_showed_is_read_back() {
        let values = vec!["AB 123".to_owned()];
        let seen = format!("17 vehicles.r1.plate={} notes=-", mark(&values));
        let (at, marks) = read_seen(&seen);
        assert_eq!(at, Moment(17));
        assert_eq!(marks["vehicles.r1.plate"], mark(&values).as_str());
        assert_eq!(marks["notes"], mark(&[]).as_str());
        assert_eq!(read_seen("nonsense").0, Moment(0));
        assert_eq!(mark(&["a\r\nb ".to_owned()]), mark(&["a\nb".to_owned()]));
        assert_eq!(mark(&[String::new()]), mark(&[]));
    }

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
