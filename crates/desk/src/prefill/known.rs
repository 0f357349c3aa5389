//! The municipality's own store: what its registers say of persons, handed over as a whole by whoever keeps them, found
//! by fiscal code and by nothing else. Not here: what a file looks like (`procedure::known`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use form::{Origin, prefill::Sources};
use model::Localized;
use procedure::known::{self as file, Unread};
use store::{
    Read,
    known::{self, Known},
};

use crate::{Desk, Error, Result, session::Person};

/// What forms call it: `town.residence.street`.
const TOWN: &str = "town.";
/// What digests of persons are for.
const PERSON: &str = "known person";

/// A register that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// What people know it as: «Anagrafe comunale».
    pub name: String,
    /// The day of which it tells.
    pub on: NaiveDate,
    /// What it says is right, and cannot be changed in a form.
    pub is_authoritative: bool,
}

/// Why a register was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotImported {
    /// Lines that cannot be read: all of them, and nothing was taken.
    #[error("{} lines cannot be read", .0.len())]
    Unread(Vec<Unread>),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<store::Error> for NotImported {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
    }
}

impl Desk {
    /// Takes what a register says of persons now, in place of what it said before; of how many.
    ///
    /// # Errors
    /// See [`NotImported`].
    pub async fn import_known(
        &self,
        register: &Register,
        text: &str,
    ) -> Result<usize, NotImported> {
        let said = file::read(text).map_err(NotImported::Unread)?;
        let rows = said.iter().map(|(code, values)| {
            let code = code.to_string();
            let text = serde_json::to_vec(values).map_err(Error::broken)?;
            Ok(Known {
                person: self.keys.digest(PERSON, code.as_bytes()),
                register: register.name.clone(),
                told_on: register.on.to_string(),
                is_authoritative: register.is_authoritative,
                said: self.keys.seal(&context(&code, &register.name), &text, &self.clock),
            })
        });
        let rows = rows.collect::<Result<Vec<_>>>()?;
        let mut tx = self.db.write().await?;
        known::clear(&mut tx, &register.name).await?;
        known::add(&mut tx, &rows).await?;
        let told = format!("{}: {} persons, of {}", register.name, rows.len(), register.on);
        self.audit(&mut tx, None, "first values imported", &told).await?;
        tx.commit().await?;
        Ok(rows.len())
    }

    /// Forgets all that a register says; of how many persons.
    ///
    /// # Errors
    /// Storage.
    pub async fn clear_known(&self, register: &str) -> Result<u64> {
        let mut tx = self.db.write().await?;
        let persons = known::clear(&mut tx, register).await?;
        self.audit(&mut tx, None, "first values cleared", register).await?;
        tx.commit().await?;
        Ok(persons)
    }

    /// The registers that were handed over: name, day, of how many persons they tell.
    ///
    /// # Errors
    /// Storage.
    pub async fn known_registers(&self) -> Result<Vec<known::Told>> {
        Ok(known::registers(&mut self.db.peek().await?).await?)
    }

    /// What is known of a person, by what forms call it.
    pub(super) async fn known(&self, read: &mut Read, person: &Person) -> Result<Sources> {
        let mut sources = Sources::new();
        let Some(code) = &person.fiscal_code else { return Ok(sources) };
        for digest in self.keys.digests(PERSON, code.as_bytes()) {
            for row in known::of_person(read, digest).await? {
                let text = self.keys.open(&context(code, &row.register), &row.said);
                let text = text.map_err(Error::broken)?;
                let said: BTreeMap<String, String> =
                    serde_json::from_slice(&text).map_err(Error::broken)?;
                sources.extend(said.into_iter().map(|(name, value)| {
                    let origin = Origin {
                        name: Localized::it(row.register.clone()),
                        on: row.told_on.parse().ok(),
                        is_authoritative: row.is_authoritative,
                        values: vec![value],
                    };
                    (format!("{TOWN}{name}"), origin)
                }));
            }
        }
        Ok(sources)
    }
}

/// What a person's values are sealed for.
fn context(code: &str, register: &str) -> String {
    format!("known {code} {register}")
}
