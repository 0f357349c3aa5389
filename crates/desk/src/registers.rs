//! Registers that fields choose from: those of the municipality's folder, and over them those that administrators keep.
//! An entry never goes: what was answered keeps its name. It can end.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, PoisonError},
};

use form::register::{Entry, Register};
use model::access::Action;
use procedure::{Fault, Surroundings};
use store::registers;

use crate::{Desk, Error, Result, session::Session};

/// What the desk's procedures choose from now.
#[derive(Debug)]
pub(crate) struct Held {
    around: Arc<Surroundings>,
    /// Number of the revision of each that administrators keep; none until they were read.
    revisions: Option<BTreeMap<String, i64>>,
}

impl Held {
    /// Before what administrators keep was read.
    pub(crate) fn of(around: &Surroundings) -> Self {
        Self { around: Arc::new(around.clone()), revisions: None }
    }

    /// Number of the revision that administrators have made; 0 for none.
    fn revision(&self, name: &str) -> i64 {
        self.revisions.as_ref().and_then(|all| all.get(name)).copied().unwrap_or(0)
    }
}

/// A register, for administrators.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its name, as forms write it after `register.`.
    pub name: String,
    /// How many entries it has.
    pub entries: usize,
    /// How many can be chosen today.
    pub valid: usize,
    /// Revision that administrators have made; 0 for the municipality's folder.
    pub revision: i64,
}

/// Why a register was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Lines that cannot be read, each with its place.
    #[error("{} faults", .0.len())]
    Refused(Vec<Fault>),
    /// Entries of the register as it stands that the new one lacks: some of them, and how many.
    #[error("{1} entries would go")]
    Gone(Vec<String>, usize),
    /// No name that a form could write.
    #[error("no name")]
    Name,
    /// The desk.
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<store::Error> for NotTaken {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
    }
}

/// How many entries that would go are named.
const NAMED: usize = 10;

impl Desk {
    /// What procedures choose from now.
    pub(crate) fn around(&self) -> Arc<Surroundings> {
        self.registers.read().unwrap_or_else(PoisonError::into_inner).around.clone()
    }

    /// The registers, by name.
    #[must_use]
    pub fn register(&self, name: &str) -> Option<Arc<Register>> {
        self.around().registers.get(name).cloned()
    }

    /// Entries of a register of the municipality that can be chosen today and have the words, or their beginnings, of
    /// what was typed: at most `limit`. None if there is no such register.
    #[must_use]
    pub fn search_register(&self, name: &str, text: &str, limit: usize) -> Option<Vec<Entry>> {
        let register = self.register(name)?;
        Some(register.search(text, self.today(), limit).into_iter().cloned().collect())
    }

    /// Whether the registers were ever read.
    pub(crate) fn knows_registers(&self) -> bool {
        self.registers.read().unwrap_or_else(PoisonError::into_inner).revisions.is_some()
    }

    /// Reads what administrators have changed, here or elsewhere. Procedures are compiled anew over it.
    ///
    /// # Errors
    /// Storage.
    pub async fn read_registers(&self) -> Result<()> {
        let mut read = self.db.read().await?;
        let revisions: BTreeMap<String, i64> =
            registers::revisions(&mut read).await?.into_iter().collect();
        let is_known = {
            let held = self.registers.read().unwrap_or_else(PoisonError::into_inner);
            held.revisions.as_ref() == Some(&revisions)
        };
        if is_known {
            return Ok(());
        }
        let kept = registers::current(&mut read).await?;
        drop(read);
        let mut around = self.around.clone();
        for row in kept {
            let register = procedure::registers::read(&row.text)
                .map_err(|_| Error::broken(format!("register {} cannot be read", row.name)))?;
            around.registers.insert(row.name, Arc::new(register));
        }
        let held = Held { around: Arc::new(around), revisions: Some(revisions) };
        let mut compiled = self.revisions.write().unwrap_or_else(PoisonError::into_inner);
        *self.registers.write().unwrap_or_else(PoisonError::into_inner) = held;
        compiled.clear();
        drop(compiled);
        Ok(())
    }

    /// Every register.
    ///
    /// # Errors
    /// Not an administrator of procedures.
    pub async fn register_lines(&self, session: &Session) -> Result<Vec<Line>> {
        self.administers(session, Action::AdministerProcedures).await?;
        self.read_registers().await?;
        let held = self.registers.read().unwrap_or_else(PoisonError::into_inner);
        let lines = held.around.registers.iter().map(|(name, register)| Line {
            name: name.clone(),
            entries: register.len(),
            valid: register.valid(self.today()).count(),
            revision: held.revision(name),
        });
        Ok(lines.collect())
    }

    /// A register as CSV, to be changed and given back.
    ///
    /// # Errors
    /// Not an administrator of procedures; there is none.
    pub async fn register_text(&self, session: &Session, name: &str) -> Result<String> {
        self.administers(session, Action::AdministerProcedures).await?;
        self.read_registers().await?;
        let register = self.register(name).ok_or(Error::NotFound)?;
        Ok(procedure::registers::write(&register))
    }

    /// Replaces a register, or makes a new one: from now on for everybody who fills a form. How many entries it has.
    ///
    /// # Errors
    /// See [`NotTaken`].
    pub async fn replace_register(
        &self,
        session: &Session,
        name: &str,
        text: &str,
    ) -> std::result::Result<usize, NotTaken> {
        self.administers(session, Action::AdministerProcedures).await?;
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || name.len() > 40 || !name.chars().all(is_name) {
            return Err(NotTaken::Name);
        }
        self.read_registers().await?;
        let register = procedure::registers::read(text).map_err(NotTaken::Refused)?;
        let (around, revision) = {
            let held = self.registers.read().unwrap_or_else(PoisonError::into_inner);
            (held.around.clone(), held.revision(name))
        };
        if let Some(before) = around.registers.get(name) {
            let ids: BTreeSet<&str> = register.iter().map(|entry| entry.id.as_str()).collect();
            let gone = before.iter().filter(|entry| !ids.contains(entry.id.as_str()));
            let gone: Vec<String> = gone.map(|entry| entry.id.clone()).collect();
            if !gone.is_empty() {
                let count = gone.len();
                return Err(NotTaken::Gone(gone.into_iter().take(NAMED).collect(), count));
            }
        }
        let by = session.person.id;
        let row = registers::Register {
            name: name.to_owned(),
            revision: revision + 1,
            text: text.to_owned(),
            created_at: self.now(),
            created_by: Some(by),
        };
        let mut tx = self.db.write().await?;
        if !registers::add(&mut tx, &row, revision).await? {
            return Err(Error::Stale.into());
        }
        self.audit(&mut tx, Some(by), "register", &format!("{name} {}", revision + 1)).await?;
        tx.commit().await?;
        self.read_registers().await?;
        Ok(register.len())
    }
}
