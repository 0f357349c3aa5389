//! An application as it was right after one of its events: state, who had it, answers, files, papers, the office's own
//! data and the term as it was counted then. Read by the revision that it was on.

use std::collections::BTreeMap;

use form::{Answers, FileFact, FileState};
use model::{ApplicationId, access::Action};
use store::{applications, documents, files, people};
use workflow::ClockView;

use crate::{
    Desk, Error, Result,
    dossier::{Paper, paper},
    facts,
    loaded::Loaded,
    session::Session,
};

/// What an earlier view was read for.
const PURPOSE: &str = "version";

/// An application as it was.
#[derive(Debug)]
pub struct Earlier {
    /// Its events up to that one, and what they make of it.
    pub loaded: Loaded,
    /// Number of the event, and of those before and after it.
    pub seq: u32,
    pub previous: Option<u32>,
    pub next: Option<u32>,
    /// Its term, counted on the day of the event.
    pub clock: ClockView,
    /// In whose hands it was.
    pub assignee: Option<String>,
    /// All files that were ever given, by id: what answers name.
    pub files: BTreeMap<String, FileFact>,
    /// Those that had been given then.
    pub given: Vec<Given>,
    /// Papers that had been made by then.
    pub papers: Vec<Paper>,
    /// What the office had written down for itself; none for who reads no notes, and where there is none.
    pub office: Option<Answers>,
}

/// A file that had been given.
#[derive(Debug)]
pub struct Given {
    pub id: String,
    pub name: String,
    pub size: u64,
    /// It is still there, and was found clean.
    pub is_open: bool,
}

impl Desk {
    /// An application as it was right after the event of this number, for staff to whom it is open.
    ///
    /// # Errors
    /// There is none, or not for them; it has no such event.
    pub async fn earlier(&self, session: &Session, id: ApplicationId, seq: u32) -> Result<Earlier> {
        let now = self.admitted(session, id, Action::ReadApplication).await?;
        if !session.is_staff() {
            return Err(self.denied(session, "application", Some(id)).await);
        }
        let at = now.entries.iter().position(|entry| entry.seq == seq).ok_or(Error::NotFound)?;
        self.write_reading(session, &now, PURPOSE).await?;
        let number = |at: Option<usize>| Some(now.entries.get(at?)?.seq);
        let (previous, next) = (number(at.checked_sub(1)), number(at.checked_add(1)));
        let sees_notes = now.allows(session, Action::ReadNote);
        let loaded = self.then(&now, seq).await?;
        let then = loaded.application.last_at;
        let mut read = self.db.read().await?;
        let rows = files::of_application(&mut read, id).await?;
        let papers = documents::of_application(&mut read, id).await?;
        let assignee = match loaded.application.assignee {
            Some(person) => people::get(&mut read, person).await?,
            None => None,
        };
        drop(read);
        let files = facts::of_files(&rows);
        let ids = loaded.files_given();
        let is_given = |row: &&files::File| ids.contains(&row.id.to_string());
        let given = rows.iter().filter(is_given).map(|row| {
            let id = row.id.to_string();
            let is_clean = files.get(&id).is_some_and(|fact| fact.state == FileState::Ready);
            Given {
                is_open: is_clean && row.removed_at.is_none(),
                name: row.name.clone(),
                size: u64::try_from(row.size).unwrap_or(0),
                id,
            }
        });
        let office = loaded.office.last().filter(|_| sees_notes && loaded.office_form().is_some());
        let office = office.map(|(at, raw)| loaded.office_answers(self, *at, raw).answers);
        Ok(Earlier {
            seq,
            previous,
            next,
            clock: loaded.clock_on(self, then.day()),
            assignee: assignee.map(|row| format!("{} {}", row.given_name, row.family_name)),
            given: given.collect(),
            papers: papers.into_iter().filter(|row| row.created_at <= then).map(paper).collect(),
            office,
            files,
            loaded,
        })
    }

    /// An application as it was right after the event of this number.
    pub(crate) async fn then(&self, now: &Loaded, seq: u32) -> Result<Loaded> {
        let event = now.records.iter().find(|(record, _)| record.seq == seq);
        let event = event.ok_or(Error::NotFound)?.0.id;
        let mut loaded = now.clone().until(event);
        self.read_as_then(&mut loaded).await?;
        Ok(loaded)
    }

    /// Reads the answers by the revision that the application was on, where it has been moved since.
    async fn read_as_then(&self, loaded: &mut Loaded) -> Result<()> {
        let (then, first) = (loaded.application.revision, loaded.application.sent_on);
        if then == crate::catalogue::number(loaded.row.revision) {
            return Ok(());
        }
        let id = loaded.id();
        let kept = applications::submission(&mut self.db.peek().await?, id).await?;
        let kept = kept.ok_or(Error::NotFound)?;
        let text = self.unsealed(id, &kept.answers)?;
        let given = self.revision(&loaded.row.procedure, first).await?;
        let procedure = self.revision(&loaded.row.procedure, then).await?;
        let sent = Answers::read(&given.form, &text);
        loaded.sent = match first == then {
            true => sent,
            false => sent.under(&given.form, &procedure.form).0,
        };
        loaded.procedure = procedure;
        loaded.answers = loaded.answers_at(loaded.application.seq);
        Ok(())
    }
}
