//! What the office takes out of the queue: everything that a view finds for who asks, as a table or with its files. It is
//! gathered a piece at a time, goes on where it was interrupted, and waits a week for who asked, and for nobody else. Every
//! application in it counts as read.

mod gather;
mod record;
mod sealed;
mod write;

use std::collections::BTreeSet;

use chrono::Duration;
use model::{ApplicationId, Lang, Moment};
use serde::{Deserialize, Serialize};
use store::{Write, exports as rows, jobs};
use uuid::Uuid;

pub use store::exports::State;
pub use tables::Cell;

use crate::{
    Desk, Error, Result,
    dossier::Download,
    jobs::{Errand, Failed, promise},
    queue::Asked,
    session::Session,
};

/// How long an export can be taken away.
pub const KEPT: Duration = Duration::days(7);
/// What the chain of an application is called in its folder.
pub const CHRONICLE: &str = "cronologia.json";
/// Exports of one person at most.
pub const EXPORTS: usize = 20;
/// Exports of one person that are being made, at most.
pub const AT_ONCE: usize = 3;

/// As what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    #[default]
    Xlsx,
    Csv,
    Json,
    /// A folder for each application, with its papers and files.
    Zip,
}

/// What is told of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    Number,
    Applicant,
    Procedure,
    State,
    Office,
    Assignee,
    SentOn,
    DueOn,
    SuspendedUntil,
    ClosedOn,
    Outcome,
    LastEvent,
    Paid,
}

impl Datum {
    /// All of them, in their order.
    pub const ALL: [Datum; 13] = [
        Datum::Number,
        Datum::Applicant,
        Datum::Procedure,
        Datum::State,
        Datum::Office,
        Datum::Assignee,
        Datum::SentOn,
        Datum::DueOn,
        Datum::SuspendedUntil,
        Datum::ClosedOn,
        Datum::Outcome,
        Datum::LastEvent,
        Datum::Paid,
    ];

    /// Its name for programs.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Applicant => "applicant",
            Self::Procedure => "procedure",
            Self::State => "state",
            Self::Office => "office",
            Self::Assignee => "assignee",
            Self::SentOn => "sent_on",
            Self::DueOn => "due_on",
            Self::SuspendedUntil => "suspended_until",
            Self::ClosedOn => "closed_on",
            Self::Outcome => "outcome",
            Self::LastEvent => "last_event",
            Self::Paid => "paid",
        }
    }

    /// What people call it: key of the words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Number => "office-column-number",
            Self::Applicant => "office-column-applicant",
            Self::Procedure => "office-column-procedure",
            Self::State => "office-column-state",
            Self::Office => "office-column-office",
            Self::Assignee => "office-column-assignee",
            Self::SentOn => "office-column-sent",
            Self::DueOn => "office-column-term",
            Self::SuspendedUntil => "export-suspended-until",
            Self::ClosedOn => "export-closed-on",
            Self::Outcome => "export-outcome",
            Self::LastEvent => "office-column-changed",
            Self::Paid => "export-paid",
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Which applications.
    pub asked: Asked,
    pub format: Format,
    /// What is told of each.
    pub data: Vec<Datum>,
    /// Also what was answered: of a view that asks for one procedure.
    pub answers: bool,
    /// In which language.
    pub lang: Lang,
}

impl Wanted {
    /// The number first, each once, in their order; answers only where there is one procedure to have columns of.
    #[must_use]
    pub fn tidied(mut self) -> Wanted {
        self.data.push(Datum::Number);
        self.data.sort_unstable();
        self.data.dedup();
        self.answers &= self.asked.procedures.len() == 1;
        self.asked.after = None;
        self
    }
}

/// What was met so far.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Found {
    /// Offices and procedures that were read by a role.
    places: BTreeSet<(String, String)>,
    /// Applications that were read because they were given to the reader by name.
    named: BTreeSet<ApplicationId>,
    /// Names of the pieces in the vault, in order: each worker gives its own, and the one that was first keeps its.
    pieces: Vec<Uuid>,
    /// Questions that have a column, by table; of the revision in use and of older ones that were met.
    tables: Vec<record::Table>,
    revisions: BTreeSet<u32>,
    /// Revisions whose questions of the office's own have a column.
    office: BTreeSet<u32>,
}

/// An export, for who asked for it.
#[derive(Debug, Clone)]
pub struct Export {
    /// Its id.
    pub id: Uuid,
    /// How far it is.
    pub state: State,
    /// What was asked for.
    pub wanted: Wanted,
    /// When.
    pub created_at: Moment,
    /// How many applications are in it so far.
    pub n: i64,
    /// What the file is called.
    pub name: String,
    /// Bytes, once it is ready.
    pub size: Option<u64>,
    /// When it goes.
    pub expires_at: Moment,
    /// It can be taken away: it is ready, and who asked still reads all that is in it.
    pub is_open: bool,
}

/// Why nothing is made.
#[derive(Debug, thiserror::Error)]
pub enum NotExported {
    /// [`AT_ONCE`] are being made.
    #[error("too many at once")]
    AtOnce,
    /// [`EXPORTS`] are there.
    #[error("too many")]
    TooMany,
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<store::Error> for NotExported {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
    }
}

impl Desk {
    /// Asks for everything that a view finds. It is made later: what it will be is found then, without what was sent after
    /// now.
    ///
    /// # Errors
    /// See [`NotExported`].
    pub async fn export(&self, session: &Session, wanted: Wanted) -> Result<Uuid, NotExported> {
        if !Self::has_queue(session) {
            return Err(self.denied(session, "export", None).await.into());
        }
        let wanted = wanted.tidied();
        let (id, now) = (self.clock.id(), self.now());
        let row = rows::Export {
            id,
            person: session.person.id,
            asked: self
                .sealed_text(&context(id), &serde_json::to_string(&wanted).map_err(Error::broken)?),
            state: State::Gathering,
            created_at: now,
            place: None,
            parts: 0,
            n: 0,
            found: "{}".to_owned(),
            content: None,
            chunks: 0,
            size: None,
            name: String::new(),
            why: None,
            ready_at: None,
            expires_at: now + KEPT,
        };
        let mut tx = self.db.write().await?;
        let own = rows::of_person(&mut tx, session.person.id).await?;
        if own.len() >= EXPORTS {
            return Err(NotExported::TooMany);
        }
        let is_made = |row: &&rows::Export| matches!(row.state, State::Gathering | State::Writing);
        if own.iter().filter(is_made).count() >= AT_ONCE {
            return Err(NotExported::AtOnce);
        }
        rows::add(&mut tx, &row).await?;
        jobs::promise(&mut tx, &promise(self, &Errand::Export { export: id, parts: 0 }, now))
            .await?;
        self.audit(&mut tx, Some(session.person.id), "export_asked", &id.to_string()).await?;
        tx.commit().await?;
        self.ring();
        Ok(id)
    }

    /// One's own exports, the newest first.
    ///
    /// # Errors
    /// Storage.
    pub async fn exports(&self, session: &Session) -> Result<Vec<Export>> {
        let found = rows::of_person(&mut self.db.peek().await?, session.person.id).await?;
        let mut all = Vec::new();
        for row in found {
            let is_open = row.state == State::Ready && self.reads_all_of(session, &row).await?;
            all.push(Export {
                id: row.id,
                state: row.state,
                wanted: self.export_wanted(&row)?,
                created_at: row.created_at,
                n: row.n,
                name: row.name,
                size: row.size.and_then(|size| u64::try_from(size).ok()),
                expires_at: row.expires_at,
                is_open,
            });
        }
        Ok(all)
    }

    async fn reads_all_of(&self, session: &Session, row: &rows::Export) -> Result<bool> {
        let found: Found = serde_json::from_str(&row.found).map_err(Error::broken)?;
        let places = found.places.iter();
        let places = places.map(|(office, of)| (office.as_str(), of.as_str()));
        let named: Vec<ApplicationId> = found.named.iter().copied().collect();
        Ok(self.still_reads(session, places).await?
            && self.readable(session, &named).await?.len() == named.len())
    }

    fn export_wanted(&self, row: &rows::Export) -> Result<Wanted> {
        let text = self.opened_text(&context(row.id), &row.asked)?;
        serde_json::from_str(&text).map_err(Error::broken)
    }

    async fn own_export(&self, session: &Session, id: Uuid) -> Result<rows::Export> {
        let row = rows::get(&mut self.db.peek().await?, id).await?.ok_or(Error::NotFound)?;
        match session.is_staff() && row.person == session.person.id {
            true => Ok(row),
            false => Err(self.denied(session, "export", None).await),
        }
    }

    /// Takes an export away; that it was is written down.
    ///
    /// # Errors
    /// There is none, it is not theirs, not ready or gone, or they read no more all that is in it.
    pub async fn take_export(&self, session: &Session, id: Uuid) -> Result<Download> {
        let row = self.own_export(session, id).await?;
        let is_there = row.state == State::Ready && self.now() < row.expires_at;
        let content = row.content.filter(|_| is_there).ok_or(Error::NotFound)?;
        if !self.reads_all_of(session, &row).await? {
            return Err(self.denied(session, "export", None).await);
        }
        let mut tx = self.db.write().await?;
        self.audit(&mut tx, Some(session.person.id), "export_taken", &id.to_string()).await?;
        tx.commit().await?;
        Ok(Download {
            media_type: media_type(&row.name).to_owned(),
            bytes: sealed::reading(self, &row, content),
            name: row.name,
        })
    }

    /// Throws one's own export away.
    ///
    /// # Errors
    /// There is none, or it is not theirs.
    pub async fn delete_export(&self, session: &Session, id: Uuid) -> Result<()> {
        let row = self.own_export(session, id).await?;
        self.drop_export(&row).await
    }

    async fn drop_export(&self, row: &rows::Export) -> Result<()> {
        let mut tx = self.db.write().await?;
        rows::delete(&mut tx, row.id).await?;
        tx.commit().await?;
        self.vault.drop_parts(row.id).await.map_err(Error::broken)
    }

    /// Throws away what was not wanted for a week.
    pub(crate) async fn purge_exports(&self, limit: i64) -> Result<()> {
        loop {
            let gone = rows::expired(&mut self.db.peek().await?, self.now(), limit).await?;
            if gone.is_empty() {
                return Ok(());
            }
            for row in gone {
                self.drop_export(&row).await?;
            }
        }
    }
}

/// A small table as CSV.
///
/// # Errors
/// None that is expected.
pub fn sheet(head: &[String], rows: &[Vec<Cell>], lang: Lang) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let written = || {
        let head = head.iter().map(String::as_str);
        let mut lines = tables::Lines::begin(&mut bytes, lang, head)?;
        rows.iter().try_for_each(|row| lines.row(row))?;
        lines.end()
    };
    std::iter::once_with(written).collect::<std::io::Result<()>>().map_err(Error::broken)?;
    Ok(bytes)
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("csv") => "text/csv; charset=utf-8",
        Some("json") => "application/json",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/zip",
    }
}

/// What is asked is sealed for.
fn context(export: Uuid) -> String {
    format!("export {export}")
}

/// It will not be made: who asked sees so, and what was gathered is thrown away with other parts that nobody needs.
pub(crate) async fn give_up(tx: &mut Write, id: Uuid) -> Result<()> {
    Ok(rows::fail(tx, id, "broken").await?)
}

/// How long one step gathers before another job has its turn.
const STEP: Duration = Duration::seconds(60);

/// Goes on with an export until it is ready, or the step is over.
pub(crate) async fn go_on(desk: &Desk, id: Uuid) -> Result<(), Failed> {
    let begun = desk.now();
    loop {
        let row = rows::get(&mut desk.db.peek().await.map_err(Error::from)?, id).await?;
        let Some(row) = row else {
            desk.vault.drop_parts(id).await.map_err(Error::broken)?;
            return Ok(());
        };
        match row.state {
            State::Ready | State::Failed => return Ok(()),
            State::Writing => return write::put_together(desk, &row).await,
            State::Gathering => gather::some(desk, &row).await?,
        }
        if desk.now() >= begun + STEP {
            let mut tx = desk.db.write().await?;
            // Whoever was first with that piece: the one after it is promised once.
            let next = Errand::Export { export: id, parts: row.parts + 1 };
            jobs::promise(&mut tx, &promise(desk, &next, desk.now())).await?;
            tx.commit().await?;
            return Ok(());
        }
    }
}
