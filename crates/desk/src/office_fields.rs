//! What an office writes down for itself on an application (*campi dell'ufficio*): a small form of the procedure with its own
//! rules, read by who reads the office's notes and never by the citizen. Each change is kept, with who made it.

use std::collections::{BTreeMap, BTreeSet};

use form::{Checked, FileFact, Raw};
use model::{ApplicationId, Localized, Moment, access::Action};
use store::{office_fields as rows, people};

use crate::{Desk, Error, Loaded, Result, moves::NotMade, session::Session};

/// The fields of an application, as they stand or as somebody typed them.
#[derive(Debug)]
pub struct OfficeFields {
    pub loaded: Loaded,
    pub raw: Raw,
    pub checked: Checked,
    /// How often they were changed: what somebody writes is written over this state of them.
    pub seq: i64,
}

/// A change of the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub at: Moment,
    /// Given name and family name.
    pub by: String,
    /// Labels of what was changed.
    pub labels: Vec<Localized>,
}

/// The fields of an application on its page.
#[derive(Debug)]
pub struct OfficePart {
    pub checked: Checked,
    /// The last first.
    pub changes: Vec<Change>,
    pub may_write: bool,
}

/// What a state of the fields is sealed for.
fn context(of: ApplicationId, seq: i64) -> String {
    format!("office fields {of} {seq}")
}

impl Loaded {
    /// The form of the office's own fields, where its procedure has them.
    #[must_use]
    pub fn office_form(&self) -> Option<&form::Compiled> {
        self.procedure.office_fields.as_ref()
    }

    /// Runs `take` over the world around that form.
    pub fn with_office_facts<T>(&self, desk: &Desk, take: impl FnOnce(&form::Facts<'_>) -> T) -> T {
        let none: BTreeMap<String, FileFact> = BTreeMap::new();
        self.move_facts(desk, &none).with(take)
    }

    fn check_office(&self, desk: &Desk, raw: &Raw) -> Checked {
        self.office_form().map_or_else(Checked::default, |form| {
            self.with_office_facts(desk, |facts| form::check(form, raw, facts))
        })
    }
}

impl Desk {
    async fn office_states(&self, of: ApplicationId) -> Result<Vec<(rows::Kept, Raw)>> {
        let kept = rows::of_application(&mut self.db.peek().await?, of).await?;
        let opened = kept.into_iter().map(|row| {
            let text = self.opened_text(&context(of, row.seq), &row.content)?;
            let values: BTreeMap<String, Vec<String>> =
                serde_json::from_str(&text).map_err(Error::broken)?;
            Ok((row, values.into_iter().collect()))
        });
        opened.collect()
    }

    /// The fields on the page of their application; none where there are none, or they are not for its reader.
    ///
    /// # Errors
    /// Storage.
    pub async fn office_part(
        &self,
        session: &Session,
        loaded: &Loaded,
    ) -> Result<Option<OfficePart>> {
        let Some(form) = loaded.office_form().filter(|_| loaded.allows(session, Action::ReadNote))
        else {
            return Ok(None);
        };
        let states = self.office_states(loaded.id()).await?;
        let (mut changes, mut before) = (Vec::new(), Raw::default());
        let mut read = self.db.peek().await?;
        for (row, now) in &states {
            let by = people::get(&mut read, row.person).await?;
            let paths: BTreeSet<&str> = before.iter().chain(now.iter()).map(|(at, _)| at).collect();
            let paths = paths.into_iter().filter(|path| before.get(path) != now.get(path));
            changes.push(Change {
                at: row.at,
                by: by
                    .map_or_else(String::new, |by| format!("{} {}", by.given_name, by.family_name)),
                labels: paths.filter_map(|path| form.label(path)).collect(),
            });
            before = now.clone();
        }
        changes.reverse();
        Ok(Some(OfficePart {
            checked: loaded.check_office(self, &before),
            changes,
            may_write: loaded.allows(session, Action::WriteNote),
        }))
    }

    /// The fields on their own page, as they stand or as they were typed.
    ///
    /// # Errors
    /// Not theirs; the procedure has none.
    pub async fn office_fields(
        &self,
        session: &Session,
        id: ApplicationId,
        typed: Option<Raw>,
    ) -> Result<OfficeFields> {
        let loaded = self.admitted(session, id, Action::WriteNote).await?;
        if loaded.office_form().is_none() {
            return Err(Error::NotFound);
        }
        self.write_reading(session, &loaded, "office-fields").await?;
        let last = self.office_states(id).await?.pop();
        let seq = last.as_ref().map_or(0, |(row, _)| row.seq);
        let raw = typed.or_else(|| last.map(|(_, raw)| raw)).unwrap_or_default();
        Ok(OfficeFields { checked: loaded.check_office(self, &raw), loaded, raw, seq })
    }

    /// Writes them, over the state that the page showed.
    ///
    /// # Errors
    /// Something typed is wrong; [`Error::Stale`] if somebody else was first; not theirs.
    pub async fn keep_office_fields(
        &self,
        session: &Session,
        id: ApplicationId,
        (raw, over): (Raw, i64),
    ) -> std::result::Result<(), NotMade> {
        let fields = self.office_fields(session, id, Some(raw)).await?;
        let OfficeFields { loaded, raw, checked, seq } = fields;
        if seq != over {
            return Err(Error::Stale.into());
        }
        if !checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let asked = |path: &str| {
            let form = loaded.office_form();
            form.and_then(|form| form.kind_at(path)).is_some_and(form::Kind::holds_an_answer)
        };
        let values: BTreeMap<&str, &[String]> =
            raw.iter().filter(|(path, _)| asked(path)).collect();
        let text = serde_json::to_string(&values).map_err(Error::broken)?;
        let kept = rows::Kept {
            application: id,
            seq: seq + 1,
            at: self.now(),
            person: session.person.id,
            content: self.sealed_text(&context(id, seq + 1), &text),
        };
        let mut tx = self.db.write().await?;
        match rows::add(&mut tx, &kept).await {
            Ok(()) => Ok(tx.commit().await?),
            Err(store::Error::Conflict(_)) => Err(Error::Stale.into()),
            Err(error) => Err(error.into()),
        }
    }
}
