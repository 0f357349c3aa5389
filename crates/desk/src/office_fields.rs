//! What an office writes down for itself on an application (*campi dell'ufficio*): a small form of the procedure with its own
//! rules, read by who reads the office's notes and never by the citizen. Each change is kept, with who made it.

use std::collections::{BTreeMap, BTreeSet};

use form::{
    Checked, FileFact, Raw,
    merge::{Save, Shown, Sort, Stored, mark},
};
use model::{ApplicationId, Localized, Moment, access::Action};
use store::{office_fields as rows, people};

use crate::{
    Desk, Error, Loaded, Result,
    moves::{NotMade, data},
    session::Session,
};

/// The fields of an application, as they stand or as somebody typed them.
#[derive(Debug)]
pub struct OfficeFields {
    pub loaded: Loaded,
    pub raw: Raw,
    pub checked: Checked,
    /// How often they were changed: what somebody writes is written over this state of them.
    pub seq: i64,
}

/// The fields as somebody left them.
#[derive(Debug)]
pub struct State {
    pub at: Moment,
    /// Given name and family name.
    pub by: String,
    pub checked: Checked,
}

/// The fields of an application on its page.
#[derive(Debug)]
pub struct OfficePart {
    /// As they were left each time, the last as they stand; none if nobody has written anything.
    pub states: Vec<State>,
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
        self.office_answers(desk, desk.now(), raw)
    }
}

impl Desk {
    pub(crate) async fn office_states(&self, of: ApplicationId) -> Result<Vec<(rows::Kept, Raw)>> {
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
        if loaded.office_form().is_none() || !loaded.allows(session, Action::ReadNote) {
            return Ok(None);
        }
        let kept = self.office_states(loaded.id()).await?;
        let mut states = Vec::new();
        let mut read = self.db.peek().await?;
        for (row, raw) in &kept {
            let by = people::get(&mut read, row.person).await?;
            let by = by.map(|by| format!("{} {}", by.given_name, by.family_name));
            states.push(State {
                at: row.at,
                by: by.unwrap_or_default(),
                checked: loaded.check_office(self, raw),
            });
        }
        Ok(Some(OfficePart { states, may_write: loaded.allows(session, Action::WriteNote) }))
    }

    /// What somebody typed over an older state of the fields, with what colleagues have changed since elsewhere: of a
    /// field that both changed theirs stays, and its label is told. With the number of the state it was laid over.
    ///
    /// # Errors
    /// Not theirs.
    pub async fn merge_office_fields(
        &self,
        session: &Session,
        id: ApplicationId,
        (typed, over): (&Raw, i64),
    ) -> Result<(Raw, i64, Vec<Localized>)> {
        let loaded = self.admitted(session, id, Action::WriteNote).await?;
        let states = self.office_states(id).await?;
        let form = loaded.office_form().ok_or(Error::NotFound)?;
        // However it is written: the page writes a day otherwise than people type it.
        let typed_as: Raw = data(form, &loaded.check_office(self, typed)).into_iter().collect();
        let none = Raw::default();
        let at = |seq: i64| states.iter().find(|(row, _)| row.seq == seq).map_or(&none, |it| &it.1);
        let (base, now) = (at(over), states.last().map_or(&none, |(_, raw)| raw));
        let mut merged = typed.clone();
        let mut both = Vec::new();
        let changed: BTreeSet<&str> = base.iter().chain(now.iter()).map(|(path, _)| path).collect();
        for path in changed {
            let stands = Stored { values: now.get(path).to_vec(), ..Stored::default() };
            let shown = Shown::Untouched(mark(base.get(path), Sort::Answer));
            let (values, client) = (typed_as.get(path), "page");
            let save = Save { values, client, seq: 1, shown: &shown };
            match stands.with(&save, Sort::Answer) {
                None => merged.set(path, stands.values),
                Some(laid) if !laid.earlier.is_empty() => both.extend(form.label(path)),
                Some(_) => {}
            }
        }
        Ok((merged, states.last().map_or(0, |(row, _)| row.seq), both))
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
        let OfficeFields { loaded, checked, seq, .. } = fields;
        if seq != over {
            return Err(Error::Stale.into());
        }
        if !checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(checked)));
        }
        let form = loaded.office_form().ok_or(Error::NotFound)?;
        let now: Raw = data(form, &checked).into_iter().collect();
        let last = self.office_states(id).await?.pop();
        if last.map_or_else(Raw::default, |(_, raw)| raw) == now {
            return Ok(());
        }
        let text = serde_json::to_string(&data(form, &checked)).map_err(Error::broken)?;
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
