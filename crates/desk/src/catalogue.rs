//! Procedures as the desk uses them: imported, published, compiled once per revision.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Duration;
use model::{ApplicationId, Moment, PersonId, access::Role};
use procedure::{Change, Compiled, Fault};
use store::{applications, procedures, roles};
use workflow::Who;

use crate::{Desk, Error, Result, admission::part, intake::Standing};

/// Why a document did not come in.
#[derive(Debug, thiserror::Error)]
pub enum NotImported {
    /// The document itself, with every reason at its place.
    #[error("{} faults", .0.len())]
    Refused(Vec<Fault>),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] Error),
}

/// A document that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// Id of the procedure.
    pub procedure: String,
    /// Number of the revision that now holds it.
    pub revision: u32,
    /// It was the latest revision already.
    pub is_same: bool,
}

/// A procedure in use.
#[derive(Debug, Clone)]
pub struct Published {
    /// Its revision, compiled.
    pub compiled: Arc<Compiled>,
    /// Number of the revision.
    pub revision: u32,
    /// When it was published.
    pub at: Option<Moment>,
    /// How long filling takes.
    pub minutes: u16,
}

/// How long a draft begun on a revision that was replaced may still be sent.
const OLD_DRAFTS: Duration = Duration::days(60);
/// How long what was worked out of past fillings counts.
const FRESH: Duration = Duration::hours(1);
/// A filling at a stretch: at least, at most, in microseconds.
const FILLING: (i64, i64) = (60 * 1_000_000, 2 * 3_600 * 1_000_000);
/// How many of the last ones are looked at.
const FILLINGS: i64 = 50;
/// How many are enough to tell how long it takes.
const ENOUGH: usize = 10;
/// More procedures than a municipality has.
const ALL: i64 = 1_000;

impl Desk {
    /// Checks a document and keeps it as a draft revision.
    ///
    /// # Errors
    /// [`NotImported::Refused`] with every fault of the document and of this installation.
    pub async fn import(
        &self,
        text: &str,
        by: Option<PersonId>,
    ) -> std::result::Result<Imported, NotImported> {
        let source = procedure::read(text).map_err(|fault| NotImported::Refused(vec![fault]))?;
        self.read_registers().await?;
        let compiled = procedure::compile(&source, &self.around()).map_err(NotImported::Refused)?;
        let offices = &self.municipality.offices;
        // An office that does not exist is a fault; who works in one changes from day to day, see `unstaffed`.
        let faults =
            procedure::prove_installation(&compiled, &source.places, offices, &|_, _| true);
        if !faults.is_empty() {
            return Err(NotImported::Refused(faults));
        }
        let canonical = procedure::write(&source.procedure);
        let hash = compiled.hash.parse().map_err(Error::broken)?;
        let now = self.now();
        let mut tx = self.db.write().await.map_err(Error::from)?;
        let saved = procedures::save_revision(
            &mut tx,
            procedures::NewRevision {
                procedure: &source.procedure.id,
                hash,
                text: &canonical,
                by,
                now,
            },
        )
        .await
        .map_err(Error::from)?;
        if saved.is_new {
            self.audit(&mut tx, by, "import", &source.procedure.id).await?;
        }
        tx.commit().await.map_err(Error::from)?;
        Ok(Imported {
            procedure: source.procedure.id,
            revision: number(saved.number),
            is_same: !saved.is_new,
        })
    }

    /// What nobody would do here if a revision were in use: moves that no role makes, letters that no role signs, each
    /// at its place. Told before publishing and no reason to refuse it, for roles are known only from somebody's
    /// first sign-in on.
    ///
    /// # Errors
    /// There is no such revision.
    pub async fn unstaffed(&self, procedure: &str, revision: u32) -> Result<Vec<Fault>> {
        let text = self.revision_text(procedure, revision).await?;
        let compiled = self.revision(procedure, revision).await?;
        let source = procedure::read(&text).map_err(|fault| Error::broken(fault.to_string()))?;
        let offices = &self.municipality.offices;
        let mut staff = BTreeSet::new();
        let (now, mut read) = (self.now(), self.db.peek().await?);
        for office in offices {
            let rows = roles::staff_of(&mut read, &office.id, now).await?;
            let here = rows
                .iter()
                .filter(|row| row.procedure.as_deref().is_none_or(|own| own == procedure));
            let parts = here.filter_map(|row| part(Role::from_word(&row.role)?));
            staff.extend(parts.map(|who| (office.id.as_str(), who)));
        }
        let is_staffed = |office: &str, who: Who| staff.contains(&(office, who));
        Ok(procedure::prove_installation(&compiled, &source.places, offices, &is_staffed))
    }

    /// What a revision changes against the one in use, and which that is; none if none is in use, or if it is this one.
    ///
    /// # Errors
    /// There is no such revision.
    pub async fn changes(
        &self,
        procedure: &str,
        revision: u32,
    ) -> Result<Option<(u32, Vec<Change>)>> {
        let row = procedures::get(&mut self.db.peek().await?, procedure).await?;
        let current = row.ok_or(Error::NotFound)?.current.map(number);
        let Some(current) = current.filter(|current| *current != revision) else { return Ok(None) };
        Ok(Some((current, self.changes_between(procedure, (current, revision)).await?)))
    }

    /// What one revision changes against another.
    pub(crate) async fn changes_between(
        &self,
        procedure: &str,
        (from, to): (u32, u32),
    ) -> Result<Vec<Change>> {
        let (old, new) =
            (self.revision(procedure, from).await?, self.revision(procedure, to).await?);
        Ok(procedure::changes(&old.procedure, &new.procedure))
    }

    /// Puts a revision in use. Running applications and open drafts stay where they are.
    ///
    /// # Errors
    /// There is no such revision.
    pub async fn publish(
        &self,
        procedure: &str,
        revision: u32,
        by: Option<PersonId>,
    ) -> Result<()> {
        self.revision(procedure, revision).await?;
        let mut tx = self.db.write().await?;
        let now = self.now();
        let until = now + OLD_DRAFTS;
        procedures::publish(&mut tx, procedure, i64::from(revision), Some(until), now).await?;
        self.audit(&mut tx, by, "publish", &format!("{procedure} {revision}")).await?;
        Ok(tx.commit().await?)
    }

    /// The procedures in use, compiled.
    ///
    /// # Errors
    /// Storage.
    pub async fn published(&self) -> Result<Vec<Published>> {
        self.read_registers().await?;
        let rows = procedures::list(&mut self.db.peek().await?, None, ALL).await?;
        let mut all = Vec::new();
        for row in rows.into_iter().filter(|row| row.open) {
            if let Some(current) = row.current {
                let revision = number(current);
                let compiled = self.revision(&row.id, revision).await?;
                let minutes = self.minutes(&compiled).await?;
                all.push(Published { compiled, revision, at: row.published_at, minutes });
            }
        }
        Ok(all)
    }

    /// How long filling takes: as long as it took half of those who did it lately; while they are few, what the sheet
    /// says, or what the form's length tells.
    async fn minutes(&self, compiled: &Compiled) -> Result<u16> {
        let id = &compiled.procedure.id;
        let known = || self.fillings.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let before = known().get(id).copied().filter(|(at, _)| self.now() < *at + FRESH);
        let took = match before {
            Some((_, took)) => took,
            None => {
                let took = self.took(id).await?;
                known().insert(id.clone(), (self.now(), took));
                took
            }
        };
        let said = compiled.procedure.sheet.access.minutes;
        Ok(took.or(said).unwrap_or_else(|| form::effort::minutes(&compiled.form)))
    }

    /// Minutes that the last fillings of a procedure took, if they are enough to tell.
    async fn took(&self, procedure: &str) -> Result<Option<u16>> {
        let mut read = self.db.peek().await?;
        let mut times =
            applications::filling_times(&mut read, procedure, FILLING, FILLINGS).await?;
        times.sort_unstable();
        let middle = times.get(times.len() / 2).filter(|_| times.len() >= ENOUGH);
        let minutes = middle.map(|time| Duration::microseconds(*time).num_minutes() + 1);
        Ok(minutes.map(|minutes| u16::try_from(minutes).unwrap_or(u16::MAX)))
    }

    /// The revision in use of a procedure that is open to applications.
    ///
    /// # Errors
    /// There is none.
    pub async fn in_use(&self, procedure: &str) -> Result<(Arc<Compiled>, u32)> {
        let row = procedures::get(&mut self.db.peek().await?, procedure).await?;
        let row = row.filter(|row| row.open).ok_or(Error::NotFound)?;
        let revision = number(row.current.ok_or(Error::NotFound)?);
        Ok((self.revision(procedure, revision).await?, revision))
    }

    /// The revision in use, if applications begun on this one may be sent now. When they are taken and how many is what
    /// the one in use says, as the last word of who publishes.
    ///
    /// # Errors
    /// [`Error::Refused`] if the procedure is closed or takes none now; [`Error::Stale`] if this revision was replaced
    /// too long ago: a draft of it is carried over when it is opened.
    pub(crate) async fn still_takes(
        &self,
        procedure: &str,
        revision: u32,
    ) -> Result<Arc<Compiled>> {
        let own = i64::from(revision);
        let footing = procedures::footing(&mut self.db.peek().await?, procedure, own).await?;
        let closed = || Standing::Closed.refused();
        let footing = footing.filter(|footing| footing.open).ok_or_else(closed)?;
        let current = footing.current.ok_or_else(closed)?;
        let in_use = self.revision(procedure, number(current)).await?;
        self.takes(&in_use).await?;
        let is_accepted = footing.accept_drafts_until.is_some_and(|until| self.now() < until);
        if current == own || is_accepted { Ok(in_use) } else { Err(Error::Stale) }
    }

    /// A revision, compiled.
    ///
    /// # Errors
    /// There is no such revision.
    pub async fn revision(&self, procedure: &str, revision: u32) -> Result<Arc<Compiled>> {
        let key = (procedure.to_owned(), revision);
        let known = self
            .revisions
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .get(&key)
            .cloned();
        if let Some(compiled) = known {
            return Ok(compiled);
        }
        if !self.knows_registers() {
            self.read_registers().await?;
        }
        let row = procedures::revision(&mut self.db.peek().await?, procedure, i64::from(revision))
            .await?;
        let row = row.ok_or(Error::NotFound)?;
        let source =
            procedure::read(&row.text).map_err(|fault| Error::broken(fault.to_string()))?;
        let around = self.around();
        let compiled = procedure::compile_kept(&source, &around).map_err(|faults| {
            Error::broken(faults.first().map_or_else(String::new, ToString::to_string))
        })?;
        let compiled = Arc::new(compiled);
        let mut kept = self.revisions.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        // Registers that were changed meanwhile are not covered by older ones.
        if Arc::ptr_eq(&around, &self.around()) {
            kept.insert(key, compiled.clone());
        }
        drop(kept);
        Ok(compiled)
    }

    /// The text of a revision, as it was imported in canonical form.
    ///
    /// # Errors
    /// There is no such revision.
    pub async fn revision_text(&self, procedure: &str, revision: u32) -> Result<String> {
        let row = procedures::revision(&mut self.db.peek().await?, procedure, i64::from(revision))
            .await?;
        Ok(row.ok_or(Error::NotFound)?.text)
    }
}

/// A stored number as the pure rooms count.
pub(crate) fn number(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(0)
}

/// The code a citizen can quote before the protocol number is known.
pub(crate) fn code(application: ApplicationId) -> String {
    let hex = application.0.simple().to_string();
    format!("IST-{}", hex[hex.len() - 10..].to_uppercase())
}
