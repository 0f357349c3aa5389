//! A draft (*bozza*): opened, saved answer by answer, completed with files. Nothing typed is lost: what is
//! wrong, hidden or late is kept or told, never dropped.

mod files;
mod rows;
mod seal;
mod seen;
mod uploads;

use std::{collections::BTreeMap, sync::Arc};

use form::{Checked, Facts, FileFact, Origin, Raw, prefill};
use model::{ApplicationId, Moment, PersonId};
use procedure::Compiled;
use store::{Write, drafts, people};

pub(crate) use files::plain_name;
pub use files::{Given, NotTaken};
use seen::{mark, read_seen};
pub use uploads::{Announced, NotReceived, Upload};

use crate::{
    Desk, Error, Result,
    admission::level,
    facts::{self, Nothing},
    session::{Session, USUAL_LEVEL},
};

/// How many drafts of one procedure a person can keep.
const DRAFTS: usize = 20;
/// How many drafts a list shows.
const LISTED: i64 = 200;

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
    /// Proves that a sending comes from this draft's summary, and from these answers.
    pub token: String,
    /// It was sent already.
    pub is_sent: bool,
    /// Answers that two pages changed: what stood there before, by path.
    pub earlier: BTreeMap<String, String>,
    pub(crate) files: BTreeMap<String, FileFact>,
    /// Which page saved each answer last.
    writers: BTreeMap<String, String>,
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

/// Who saves for the desk.
struct Own {
    draft: ApplicationId,
    person: PersonId,
    client: String,
    now: Moment,
}

impl Own {
    fn save(&self) -> drafts::Save<'_> {
        let Own { draft, person, client, now } = self;
        drafts::Save { draft: draft.0, person: *person, client, seq: 0, seen: *now, now: *now }
    }
}

impl Desk {
    /// One's drafts, the last saved first: those that a sign-in of this level opens.
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
            let procedure = self.revision(&row.procedure, revision).await?;
            // One that asks more than the usual is listed, and asks when it is opened.
            if session.level >= level(&procedure).min(USUAL_LEVEL) {
                let (id, saved_at) = (ApplicationId(row.id), row.saved_at);
                lines.push(Line { id, procedure, saved_at });
            }
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.saved_at));
        Ok(lines)
    }

    /// Begins a draft, with the first values that the municipality already holds.
    ///
    /// # Errors
    /// The procedure is not open, or asks a higher level; the person acts for the municipality; too many drafts.
    pub async fn begin_draft(&self, session: &Session, procedure: &str) -> Result<ApplicationId> {
        if session.is_staff() {
            return Err(Error::NotFound);
        }
        let (compiled, revision) = self.in_use(procedure).await?;
        session.reaches(level(&compiled))?;
        self.still_takes(&compiled, revision).await?;
        let id = ApplicationId(self.clock.id());
        let now = self.now();
        let mut raw = Raw::new();
        let mut read = self.db.peek().await?;
        let sources = self.sources(&mut read, &session.person).await;
        drop(read);
        prefill::fill(&compiled.form, &mut raw, &sources);
        let typed = raw
            .iter()
            .map(|(path, values)| self.typed(id, &compiled, path, values))
            .collect::<Result<Vec<_>>>()?;
        let person = session.person.id;
        let mut tx = self.db.write().await?;
        // A second request of the same person waits here, and then finds the first's draft.
        people::lock(&mut tx, person).await?;
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
        drafts::save(&mut tx, self.own(id, person, now).save(), &typed).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// One's draft.
    ///
    /// # Errors
    /// There is none, or it is somebody else's: the second is logged. It asks a higher level.
    pub async fn draft(&self, session: &Session, id: ApplicationId) -> Result<Open> {
        let mut read = self.db.read().await?;
        let row = drafts::get(&mut read, id.0).await?;
        let answers = drafts::answers(&mut read, id.0).await?;
        let received = store::files::of_draft(&mut read, id.0).await?;
        let sources = self.sources(&mut read, &session.person).await;
        drop(read);
        let row = row.filter(|row| row.deleted_at.is_none()).ok_or(Error::NotFound)?;
        if row.person != session.person.id || session.is_staff() {
            return Err(self.denied(session, "draft", Some(id)).await);
        }
        let revision = crate::catalogue::number(row.revision);
        let procedure = self.revision(&row.procedure, revision).await?;
        session.reaches(level(&procedure))?;
        let mut raw = Raw::new();
        let mut earlier = BTreeMap::new();
        let mut writers = BTreeMap::new();
        for answer in answers {
            raw.set(answer.path.clone(), self.opened(id, &answer.path, &answer.value)?);
            if let Some(previous) = &answer.previous {
                let texts = self.opened(id, &answer.path, previous)?;
                earlier.insert(answer.path.clone(), texts.join(", "));
            }
            writers.insert(answer.path, answer.client);
        }
        let origins = prefill::fill(&procedure.form, &mut raw, &sources);
        let files = facts::of_files(&received);
        let mut open = Open {
            id,
            revision,
            raw,
            checked: Checked::default(),
            saved_at: row.saved_at,
            token: format!("{}.{}", gateway::keys::text(&row.token), row.saved_at.0),
            is_sent: row.sent_application.is_some(),
            earlier,
            files,
            writers,
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
            let is_known = form.kind_at(path).is_some_and(|kind| !kind.is_files());
            let is_as_shown = seen.get(path.as_str()).is_some_and(|shown| *shown == mark(values));
            // What a page shows again after it saved something else is a correction, not an echo.
            let is_own = open.writers.get(path).is_some_and(|writer| *writer == posted.client);
            if is_known && (is_own || !is_as_shown) {
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

    /// What a draft holds now, whatever another tab did meanwhile: nobody else changes it until this unit ends.
    async fn raw_now(&self, tx: &mut Write, own: &Own) -> Result<Raw> {
        match drafts::save(tx, own.save(), &[]).await {
            Err(store::Error::Missing) => return Err(Error::Stale),
            locked => locked?,
        };
        let mut raw = Raw::new();
        for answer in drafts::answers(tx, own.draft.0).await? {
            let texts = self.opened(own.draft, &answer.path, &answer.value)?;
            raw.set(answer.path, texts);
        }
        Ok(raw)
    }

    /// A save of the desk itself, which has just seen everything: a client of its own, for two in one millisecond
    /// are not one that came twice.
    fn own(&self, draft: ApplicationId, person: PersonId, now: Moment) -> Own {
        Own { draft, person, client: self.clock.id().to_string(), now }
    }
}
