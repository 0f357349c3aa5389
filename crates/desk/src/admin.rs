//! What administrators see and do: procedures and revisions, offices, people, jobs.

use model::{
    Localized, Moment, PersonId,
    access::{self, Action, Relation},
};
use procedure::{Change, Fault};
use store::{Write, applications, jobs, logs, people, procedures, roles, sessions, tally};
use uuid::Uuid;

pub use store::jobs::{Line as JobLine, State as JobState};
pub use store::procedures::Standing;

use crate::{
    Desk, Error, Result,
    catalogue::{Imported, NotImported, number},
    jobs::{Errand, promise},
    paper::said,
    session::{Acting, Session},
};

/// How many lines a page shows.
const SHOWN: i64 = 200;

/// A procedure with its revisions.
#[derive(Debug)]
pub struct ProcedureLine {
    /// Its id.
    pub id: String,
    /// What it is called in its newest revision.
    pub title: Localized,
    /// The revision in use.
    pub current: Option<u32>,
    /// Its revisions, the newest first.
    pub revisions: Vec<RevisionLine>,
}

/// One revision.
#[derive(Debug)]
pub struct RevisionLine {
    /// Its number.
    pub number: u32,
    /// Where it stands.
    pub state: Standing,
    /// When it came in.
    pub created_at: Moment,
    /// Applications on it that have not ended.
    pub running: i64,
    /// Start of its hash.
    pub hash: String,
}

/// Somebody with roles.
#[derive(Debug, Clone)]
pub struct StaffLine {
    /// Who.
    pub person: PersonId,
    /// Given name and family name.
    pub name: String,
    /// As what.
    pub role: String,
    /// Where; everywhere if none.
    pub office: Option<String>,
    /// Since when.
    pub since: Moment,
}

/// The jobs of one state.
#[derive(Debug)]
pub struct Jobs {
    /// How many wait, run, are parked.
    pub counts: jobs::Counts,
    /// How many of those kept are done, and whether that is only a lower bound.
    pub done: (i64, bool),
    /// The newest of the state asked for.
    pub lines: Vec<jobs::Line>,
}

impl Desk {
    /// Lets through only those who may do this.
    pub(crate) async fn administers(&self, session: &Session, action: Action) -> Result<()> {
        if session.is_staff() && access::allowed(&session.roles, action, &Relation::NONE) {
            return Ok(());
        }
        Err(self.denied(session, "administration", None).await)
    }

    /// Whether somebody administers anything at all.
    #[must_use]
    pub fn is_administrator(session: &Session) -> bool {
        [
            Action::AdministerProcedures,
            Action::AdministerOffices,
            Action::AdministerPeople,
            Action::AdministerJobs,
        ]
        .into_iter()
        .any(|action| {
            session.is_staff() && access::allowed(&session.roles, action, &Relation::NONE)
        })
    }

    /// Every procedure with its revisions.
    ///
    /// # Errors
    /// Not an administrator of procedures.
    pub async fn procedure_lines(&self, session: &Session) -> Result<Vec<ProcedureLine>> {
        self.administers(session, Action::AdministerProcedures).await?;
        let rows = procedures::list(&mut self.db.peek().await?, None, SHOWN).await?;
        let mut lines = Vec::new();
        for row in rows {
            let mut read = self.db.read().await?;
            let revisions = procedures::revisions(&mut read, &row.id, None, SHOWN).await?;
            let running = applications::running(&mut read, &row.id).await?;
            drop(read);
            let newest = self.revision(&row.id, number(row.newest)).await?;
            lines.push(ProcedureLine {
                title: newest.procedure.title.clone(),
                current: row.current.map(number),
                revisions: revisions
                    .into_iter()
                    .map(|revision| RevisionLine {
                        number: number(revision.number),
                        state: revision.state,
                        created_at: revision.created_at,
                        running: running
                            .iter()
                            .find(|(number, _)| *number == revision.number)
                            .map_or(0, |(_, n)| *n),
                        hash: revision.hash.short(),
                    })
                    .collect(),
                id: row.id,
            });
        }
        Ok(lines)
    }

    /// Imports a document from the page.
    ///
    /// # Errors
    /// Not an administrator of procedures; the document is refused.
    pub async fn import_as(
        &self,
        session: &Session,
        text: &str,
    ) -> std::result::Result<Imported, NotImported> {
        self.administers(session, Action::AdministerProcedures).await?;
        self.import(text, Some(session.person.id)).await
    }

    /// Publishes a revision from the page; one for which somebody is missing only if that is said to be known.
    ///
    /// # Errors
    /// Not an administrator of procedures; no such revision; somebody is missing.
    pub async fn publish_as(
        &self,
        session: &Session,
        (procedure, revision): (&str, u32),
        although_unstaffed: bool,
    ) -> Result<()> {
        self.administers(session, Action::AdministerProcedures).await?;
        if !although_unstaffed && !self.unstaffed(procedure, revision).await?.is_empty() {
            return Err(Error::Refused(said("admin-publish-unstaffed")));
        }
        self.publish(procedure, revision, Some(session.person.id)).await
    }

    /// What nobody would do here if a revision were in use, for administrators.
    ///
    /// # Errors
    /// Not an administrator of procedures; no such revision.
    pub async fn unstaffed_as(
        &self,
        session: &Session,
        procedure: &str,
        revision: u32,
    ) -> Result<Vec<Fault>> {
        self.administers(session, Action::AdministerProcedures).await?;
        self.unstaffed(procedure, revision).await
    }

    /// What a revision changes against the one in use, for administrators.
    ///
    /// # Errors
    /// Not an administrator of procedures; no such revision.
    pub async fn changes_as(
        &self,
        session: &Session,
        procedure: &str,
        revision: u32,
    ) -> Result<Option<(u32, Vec<Change>)>> {
        self.administers(session, Action::AdministerProcedures).await?;
        self.changes(procedure, revision).await
    }

    /// The text of a revision, for administrators.
    ///
    /// # Errors
    /// Not an administrator of procedures; no such revision.
    pub async fn export_as(
        &self,
        session: &Session,
        procedure: &str,
        revision: u32,
    ) -> Result<String> {
        self.administers(session, Action::AdministerProcedures).await?;
        self.revision_text(procedure, revision).await
    }

    /// Who has which role.
    ///
    /// # Errors
    /// Not an administrator of people.
    pub async fn staff(&self, session: &Session) -> Result<Vec<StaffLine>> {
        self.administers(session, Action::AdministerPeople).await?;
        let now = self.now();
        let rows = roles::list(&mut self.db.peek().await?, None, SHOWN).await?;
        Ok(rows
            .into_iter()
            .filter(|row| row.since <= now && row.until.is_none_or(|until| now < until))
            .map(|row| StaffLine {
                person: row.person,
                name: format!("{} {}", row.family_name, row.given_name),
                role: row.role,
                office: row.office,
                since: row.since,
            })
            .collect())
    }

    /// Takes all roles from a member of staff and ends their sessions, in one unit. Where a provider says groups, they
    /// count again when it next lets the person in: take them away there too. What they have in hand goes back to its
    /// offices if `gives_back`; else it waits for somebody who takes it.
    ///
    /// # Errors
    /// Not an administrator of people; oneself; nobody with roles.
    pub async fn remove_staff(
        &self,
        session: &Session,
        person: PersonId,
        gives_back: bool,
    ) -> Result<()> {
        self.administers(session, Action::AdministerPeople).await?;
        if person == session.person.id {
            return Err(Error::Refused(said("admin-remove-self")));
        }
        let mut tx = self.db.write().await?;
        self.remove(&mut tx, person).await?;
        let by = session.person.id;
        let what = if gives_back { "staff removed, work given back" } else { "staff removed" };
        self.audit(&mut tx, Some(by), what, &person.to_string()).await?;
        if gives_back {
            let errand = Errand::GiveBack { person, by, at: self.now() };
            jobs::promise(&mut tx, &promise(self, &errand, self.now())).await?;
        }
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// How many open applications somebody has in hand, for who may take their roles away.
    ///
    /// # Errors
    /// Not an administrator of people.
    pub async fn in_hand_of(&self, session: &Session, person: PersonId) -> Result<i64> {
        self.administers(session, Action::AdministerPeople).await?;
        Ok(tally::in_hand(&mut self.db.peek().await?, person).await?)
    }

    /// The same from the command line, by the person's key (`cf:` and the fiscal code); the name, and how many open
    /// applications they still have in hand.
    ///
    /// # Errors
    /// Nobody with roles is known by it.
    pub async fn remove_staff_by_key(&self, key: &str, by: &str) -> Result<(String, i64)> {
        let mut tx = self.db.write().await?;
        let person = people::by_key(&mut tx, key).await?.ok_or(Error::NotFound)?;
        self.remove(&mut tx, person.id).await?;
        self.audit(&mut tx, None, "staff removed", &format!("{}, by {by}", person.id)).await?;
        let held = tally::in_hand(&mut tx, person.id).await?;
        tx.commit().await?;
        Ok((format!("{} {}", person.given_name, person.family_name), held))
    }

    async fn remove(&self, tx: &mut Write, person: PersonId) -> Result<()> {
        if self.end_roles(tx, person).await? == 0 {
            return Err(Error::NotFound);
        }
        let staff = Acting::Staff.word();
        let ended = sessions::end_acting(tx, person, staff, self.now()).await?;
        self.give_back(tx, &ended).await
    }

    /// Ends every role of a person; how many.
    pub(crate) async fn end_roles(&self, tx: &mut Write, person: PersonId) -> Result<usize> {
        let now = self.now();
        let held = roles::of_person(tx, person, now).await?;
        for role in &held {
            roles::revoke(tx, role, now).await?;
        }
        Ok(held.len())
    }

    /// The jobs.
    ///
    /// # Errors
    /// Not an administrator of the system.
    pub async fn job_lines(&self, session: &Session, state: JobState) -> Result<Jobs> {
        self.administers(session, Action::AdministerJobs).await?;
        let mut read = self.db.read().await?;
        // What is done grows for ever: counted as far as a page shows it.
        let done = jobs::page(&mut read, JobState::Done, None, SHOWN + 1).await?.len();
        let done = i64::try_from(done).unwrap_or(SHOWN);
        Ok(Jobs {
            done: (done.min(SHOWN), done > SHOWN),
            counts: jobs::counts(&mut read).await?,
            lines: jobs::page(&mut read, state, None, SHOWN).await?,
        })
    }

    /// Whether storage answers, and how the jobs stand: for the operator.
    ///
    /// # Errors
    /// Storage.
    pub async fn pulse(&self) -> Result<jobs::Counts> {
        Ok(jobs::counts(&mut self.db.peek().await?).await?)
    }

    /// Lets a parked job run again.
    ///
    /// # Errors
    /// Not an administrator of the system; not parked.
    pub async fn replay(&self, session: &Session, job: Uuid) -> Result<()> {
        self.administers(session, Action::AdministerJobs).await?;
        let mut tx = self.db.write().await?;
        if !jobs::replay(&mut tx, job, self.now()).await? {
            return Err(Error::NotFound);
        }
        self.audit(&mut tx, Some(session.person.id), "replay", &job.to_string()).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Writes down what an administrator does, in the unit that does it; nobody by name is the command line.
    pub(crate) async fn audit(
        &self,
        tx: &mut Write,
        by: Option<PersonId>,
        what: &str,
        detail: &str,
    ) -> Result<()> {
        logs::audit(
            tx,
            &logs::Audit {
                id: self.clock.id(),
                at: self.now(),
                person: by,
                what: what.to_owned(),
                detail: serde_json::to_string(detail).unwrap_or_default(),
            },
        )
        .await?;
        Ok(())
    }
}
