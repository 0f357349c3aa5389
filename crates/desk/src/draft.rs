//! A draft (*bozza*): opened, saved answer by answer, completed with files. Nothing typed is lost: what is
//! wrong, hidden or late is kept or told, never dropped.

mod blank;
mod carrying;
mod files;
mod list;
pub(crate) mod report;
mod rows;
mod saving;
mod seal;
mod uploads;

use std::{collections::BTreeMap, sync::Arc};

use form::{
    Checked, Facts, FileFact, Kind, Origin, Raw,
    merge::{Beside, Shown, Sort, Stored, mark},
    prefill::{self, Sources},
};
use model::{ApplicationId, Localized, Moment, Money};
use procedure::Compiled;
use store::{
    drafts,
    payments::{self, Payment, State},
    people, procedures,
};
use uuid::Uuid;

pub use carrying::Left;
pub(crate) use files::plain_name;
pub use files::{Given, NotTaken};
pub use report::LONGEST_REPORT;
pub use saving::{Change, Saved};
pub use uploads::{Announced, NotReceived, Upload};

use crate::{
    Desk, Error, Result,
    admission::level,
    catalogue::number,
    facts::{self, Nothing},
    session::Session,
};

/// How many drafts of one procedure a person can keep.
const DRAFTS: usize = 20;
/// How many drafts are listed.
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
    /// Answers that were replaced unseen, by path, the oldest first.
    pub earlier: BTreeMap<String, Vec<Beside>>,
    /// What was paid online for it.
    pub paid: Money,
    /// Until when it can be sent as it stands, where another revision is in use than its own.
    pub accepted_until: Option<Moment>,
    /// The revision from which its answers were carried over, until its person has read what is new.
    pub moved_from: Option<Arc<Compiled>>,
    /// The revision in use; none while the procedure is closed.
    pub(crate) in_use: Option<u32>,
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

    /// What is not due, from the answers so far, and why.
    #[must_use]
    pub fn exempt(&self, desk: &Desk) -> Vec<procedure::Exempt> {
        let names = self.checked.answers.bindings(&self.procedure.form, &Nothing);
        self.procedure.exempt(&names, &crate::loaded::context(desk))
    }

    /// The mark of what a page shows at a path, to be posted back with it: afterwards the desk tells what the person
    /// changed from what was only on the page.
    #[must_use]
    pub fn mark(&self, path: &str) -> String {
        let is_group = self.procedure.form.kind_at(path) == Some(Kind::Group);
        mark(self.raw.get(path), if is_group { Sort::Rows } else { Sort::Answer })
    }

    /// What somebody answers who has this draft before their eyes.
    #[must_use]
    pub fn answer(&self, client: &str, path: &str, values: &[String]) -> Change {
        Change {
            path: path.to_owned(),
            values: values.to_vec(),
            client: client.to_owned(),
            seq: self.saved_at.0,
            shown: Shown::Touched(self.mark(path)),
        }
    }
}

/// A draft in a list.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its id.
    pub id: ApplicationId,
    /// What it is for.
    pub procedure: Arc<Compiled>,
    /// What tells it from others of the procedure; empty while its answers do not say it.
    pub subject: Localized,
    /// When it was begun.
    pub begun_at: Moment,
    /// Last save.
    pub saved_at: Moment,
    /// The step that it goes on with; none if nothing but the sending is left.
    pub step: Option<Localized>,
    /// What was paid for it before it was sent.
    pub paid: Money,
    /// Its person went to pay, and nobody knows yet whether they did.
    pub paying: Option<Uuid>,
}

/// A draft as it is stored, with what surrounds it.
struct Found {
    row: drafts::Draft,
    procedure: Arc<Compiled>,
    footing: Option<procedures::Footing>,
    answers: Vec<drafts::Answer>,
    received: Vec<store::files::File>,
    paid: Vec<Payment>,
    sources: Sources,
}

impl Desk {
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
        self.takes(&compiled).await?;
        let id = ApplicationId(self.clock.id());
        let now = self.now();
        let mut raw = Raw::new();
        let mut read = self.db.peek().await?;
        let sources = self.sources(&mut read, &session.person).await;
        drop(read);
        prefill::fill(&compiled.form, &mut raw, &sources);
        let given = raw.iter().map(|(path, values)| {
            let given = Stored { values: values.to_vec(), ..Stored::default() };
            self.sealed(id, &compiled, path, &given)
        });
        let given = given.collect::<Result<Vec<_>>>()?;
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
                moved_from: None,
            },
        )
        .await?;
        drafts::write(&mut tx, id.0, &given, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// One's draft.
    ///
    /// # Errors
    /// There is none, or it is somebody else's: the second is logged. It asks a higher level.
    pub async fn draft(&self, session: &Session, id: ApplicationId) -> Result<Open> {
        let mut found = self.found(session, id).await?;
        if let Some(current) = found.replaced_by(self.now()) {
            self.carry_over(session, &found, current).await?;
            found = self.found(session, id).await?;
        }
        let moved_from = match found.row.moved_from {
            Some(before) => Some(self.revision(&found.row.procedure, number(before)).await?),
            None => None,
        };
        let Found { row, procedure, footing, answers, received, paid, sources } = found;
        let mut raw = Raw::new();
        let mut earlier = BTreeMap::new();
        for answer in answers {
            let stored = self.opened(id, &answer)?;
            raw.set(answer.path.clone(), stored.values);
            if !stored.earlier.is_empty() {
                earlier.insert(answer.path, stored.earlier);
            }
        }
        let origins = prefill::fill(&procedure.form, &mut raw, &sources);
        let mut open = Open {
            id,
            revision: number(row.revision),
            raw,
            checked: Checked::default(),
            saved_at: row.saved_at,
            token: format!("{}.{}", gateway::keys::text(&row.token), row.saved_at.0),
            is_sent: row.sent_application.is_some(),
            earlier,
            paid: paid.iter().filter(|it| it.state == State::Paid).map(|it| it.amount).sum(),
            accepted_until: footing.and_then(|footing| footing.accept_drafts_until),
            in_use: footing.filter(|it| it.open).and_then(|it| it.current).map(number),
            moved_from,
            files: facts::of_files(&received),
            origins,
            today: self.today(),
            procedure,
        };
        open.checked = form::check(&open.procedure.form, &open.raw, &open.facts(self));
        Ok(open)
    }

    /// One's draft as it is stored.
    async fn found(&self, session: &Session, id: ApplicationId) -> Result<Found> {
        let mut read = self.db.read().await?;
        let row = drafts::get(&mut read, id.0).await?;
        let footing = match &row {
            Some(row) => procedures::footing(&mut read, &row.procedure, row.revision).await?,
            None => None,
        };
        let answers = drafts::answers(&mut read, id.0).await?;
        let received = store::files::of_draft(&mut read, id.0).await?;
        let paid = payments::of_draft(&mut read, id.0).await?;
        let sources = self.sources(&mut read, &session.person).await;
        drop(read);
        let (row, procedure) = self.opens(session, id, row).await?;
        Ok(Found { row, procedure, footing, answers, received, paid, sources })
    }

    /// With what a page of this draft seals answers that wait on its device for the network, in hexadecimal: first the
    /// key that seals, then those that have sealed. Only the pages of the draft's own person hold it.
    #[must_use]
    pub fn draft_key(&self, open: &Open) -> String {
        let keys = self.keys.digests("answers on a device", open.id.to_string().as_bytes());
        keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    /// One's draft without its answers.
    async fn own_draft(
        &self,
        session: &Session,
        id: ApplicationId,
    ) -> Result<(drafts::Draft, Arc<Compiled>)> {
        let mut read = self.db.peek().await?;
        let row = drafts::get(&mut read, id.0).await?;
        drop(read);
        self.opens(session, id, row).await
    }

    /// What was found is this person's and may be opened.
    async fn opens(
        &self,
        session: &Session,
        id: ApplicationId,
        row: Option<drafts::Draft>,
    ) -> Result<(drafts::Draft, Arc<Compiled>)> {
        let row = row.filter(|row| row.deleted_at.is_none()).ok_or(Error::NotFound)?;
        if row.person != session.person.id || session.is_staff() {
            return Err(self.denied(session, "draft", Some(id)).await);
        }
        let revision = number(row.revision);
        let procedure = self.revision(&row.procedure, revision).await?;
        session.reaches(level(&procedure))?;
        Ok((row, procedure))
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// Not one's draft, or already sent.
    pub async fn delete_draft(&self, session: &Session, id: ApplicationId) -> Result<()> {
        self.ask_of_payments(session, id).await?;
        let open = self.draft(session, id).await?;
        if open.is_sent {
            return Err(Error::Stale);
        }
        if open.paid.0 > 0 {
            return Err(Error::Refused(crate::paper::said("apply-paid-not-deleted")));
        }
        self.close_payments(id).await?;
        let mut tx = self.db.write().await?;
        drafts::delete(&mut tx, id.0, session.person.id, self.now()).await?;
        Ok(tx.commit().await?)
    }
}
