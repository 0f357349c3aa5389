//! Who is let through to an application, and as what. What is not theirs looks as if it did not exist, and is
//! written down.

use model::{
    ApplicationId, PersonId,
    access::{self, Action, Relation, Role, RoleAt, Tie},
};
use procedure::Compiled;
use store::{absences, applications, logs, people, roles};
use workflow::{Signatory, Who};

use crate::{
    Desk, Error, Result,
    loaded::Loaded,
    session::{Person, Session, USUAL_LEVEL, roles_at},
};

impl Loaded {
    /// Whether somebody may do this with the application: what a page offers.
    #[must_use]
    pub fn allows(&self, session: &Session, action: Action) -> bool {
        access::allowed(&session.roles, action, &relation(session, self))
    }

    /// Whether somebody of the staff may only read it, for it names them (L. 241/1990 art. 6-bis).
    #[must_use]
    pub fn must_abstain(&self, session: &Session) -> bool {
        relation(session, self).tie == Tie::Conflict
    }
}

impl Desk {
    /// Somebody of the staff whose wish is carried out later, with the roles that they have now.
    pub(crate) async fn as_of_now(&self, person: PersonId) -> Result<Session> {
        let mut read = self.db.read().await?;
        let row = people::get(&mut read, person).await?.ok_or(Error::NotFound)?;
        let held = roles::of_person(&mut read, person, self.now()).await?;
        Ok(Session::of_staff(Person::of(row), roles_at(&held), self.now()))
    }

    /// Loads an application and lets through only those who may do this with it.
    pub(crate) async fn admitted(
        &self,
        session: &Session,
        id: ApplicationId,
        action: Action,
    ) -> Result<Loaded> {
        let loaded = self.load(id).await?;
        if !access::allowed(&session.roles, action, &relation(session, &loaded)) {
            return Err(self.denied(session, "application", Some(id)).await);
        }
        let asked = level(&loaded.procedure);
        // What was sent is read at the level of the personal area, or at a lower one that it was sent at.
        let is_reading = session.is_staff() || action == Action::ReadApplication;
        session.reaches(if is_reading { asked.min(USUAL_LEVEL) } else { asked })?;
        Ok(loaded)
    }

    /// What is not theirs looks as if it did not exist, and is written down.
    pub(crate) async fn denied(
        &self,
        session: &Session,
        what: &'static str,
        application: Option<ApplicationId>,
    ) -> Error {
        self.write_denial(session, what, application).await;
        Error::NotTheirs(what)
    }

    /// Writes down that somebody asked for what is not theirs. Storage that cannot keep it shuts no door wider:
    /// the log of the process says so.
    pub async fn write_denial(
        &self,
        session: &Session,
        what: &'static str,
        application: Option<ApplicationId>,
    ) {
        let written = async {
            let mut tx = self.db.write().await?;
            logs::deny(
                &mut tx,
                &logs::Denial {
                    id: self.clock.id(),
                    at: self.now(),
                    person: Some(session.person.id),
                    path: without_token(&session.asked),
                    what: what.to_owned(),
                    application,
                },
            )
            .await?;
            tx.commit().await
        };
        if let Err(error) = written.await {
            tracing::error!(%error, "a refusal was not written down");
        }
    }

    /// A human known to the desk.
    ///
    /// # Errors
    /// There is none of that id.
    pub async fn person(&self, id: PersonId) -> Result<Person> {
        let row = people::get(&mut self.db.peek().await?, id).await?;
        row.map(Person::of).ok_or(Error::NotFound)
    }

    /// Who works on a procedure in an office, by name.
    ///
    /// # Errors
    /// Storage.
    pub async fn colleagues(
        &self,
        office: &str,
        procedure: &str,
    ) -> Result<Vec<(PersonId, String)>> {
        let rows = roles::staff_of(&mut self.db.peek().await?, office, self.now()).await?;
        let mut staff: Vec<(PersonId, String)> = rows
            .into_iter()
            .filter(|row| row.procedure.as_deref().is_none_or(|own| own == procedure))
            .filter(|row| {
                matches!(
                    Role::from_word(&row.role),
                    Some(Role::Clerk | Role::Responsible | Role::Head)
                )
            })
            .map(|row| (row.person, format!("{} {}", row.family_name, row.given_name)))
            .collect();
        staff.dedup_by_key(|(person, _)| *person);
        Ok(staff)
    }

    /// Who holds a post for an application in an office, by name. Of several: who is `by` itself, who has the application
    /// in hand, then the first who is there today. Nobody who must abstain, where there is somebody else.
    pub(crate) async fn holder(
        &self,
        (office, loaded): (&str, &Loaded),
        post: Signatory,
        by: Option<PersonId>,
    ) -> Result<Option<String>> {
        let role = match post {
            Signatory::Clerk => Role::Clerk,
            Signatory::Responsible => Role::Responsible,
            Signatory::Head => Role::Head,
        };
        let mut read = self.db.peek().await?;
        let away = absences::on_day(&mut read, self.today()).await?;
        let rows = roles::staff_of(&mut read, office, self.now()).await?;
        let holds = |row: &&roles::Staff| {
            Role::from_word(&row.role) == Some(role)
                && row.procedure.as_ref().is_none_or(|own| *own == loaded.row.procedure)
        };
        let rank = |row: &&roles::Staff| match row.person {
            person if Some(person) == by => 0,
            person if loaded.parties.contains(&person) => 4,
            person if Some(person) == loaded.application.assignee => 1,
            person if away.iter().any(|absence| absence.person == person) => 3,
            _ => 2,
        };
        let row = rows.iter().filter(holds).min_by_key(rank);
        Ok(row.map(|row| format!("{} {}", row.given_name, row.family_name)))
    }
}

/// A path as it may be kept: the link of an invitation opens something.
fn without_token(path: &str) -> String {
    match path.strip_prefix("/pareri/") {
        Some(token) if !token.contains('/') => "/pareri/…".to_owned(),
        _ => path.to_owned(),
    }
}

/// Level of assurance at which a procedure is filled in and sent.
pub(crate) fn level(procedure: &Compiled) -> u8 {
    procedure.procedure.sheet.access.level.unwrap_or(USUAL_LEVEL)
}

/// How somebody is tied to an application, in which they may be named.
fn tie(session: &Session, row: &applications::Application, is_named: bool) -> Tie {
    let me = session.person.id;
    let is_mine = row.person == me;
    match session.is_staff() {
        false if is_mine => Tie::Applicant,
        false => Tie::None,
        // Sent by the same human, or in the name of, or about them: must abstain.
        true if is_mine || is_named => Tie::Conflict,
        true if row.now.assignee == Some(me) => Tie::Assignee,
        true => Tie::None,
    }
}

/// How somebody stands to an application.
pub(crate) fn relation<'a>(session: &Session, loaded: &'a Loaded) -> Relation<'a> {
    relation_to(session, &loaded.row, loaded.parties.contains(&session.person.id))
}

/// How somebody stands to an application that is not opened.
pub(crate) fn relation_to<'a>(
    session: &Session,
    row: &'a applications::Application,
    is_named: bool,
) -> Relation<'a> {
    Relation::application(tie(session, row, is_named), &row.now.office, &row.procedure)
}

/// As what somebody reads an application of an office and a procedure: the role that says most, and where it holds.
pub(crate) fn best_place<'s>(
    session: &'s Session,
    office: &str,
    procedure: &str,
) -> Option<&'s RoleAt> {
    let of_procedure = |at: &&RoleAt| at.procedure.as_deref().is_none_or(|own| own == procedure);
    let reading = || {
        let places = access::places(&session.roles, Action::ReadApplication).into_iter();
        places.filter(of_procedure)
    };
    let here = reading().filter(|at| at.office.as_deref().is_none_or(|own| own == office));
    // Who was given it by name may be of another office.
    here.max_by_key(|at| rank(at.role)).or_else(|| reading().max_by_key(|at| rank(at.role)))
}

fn rank(role: Role) -> u8 {
    match role {
        Role::Head => 5,
        Role::Responsible => 4,
        Role::Clerk => 3,
        Role::Protocol | Role::FrontDesk => 2,
        _ => 1,
    }
}

/// The part of a workflow that a role plays in its office, if it plays one.
pub(crate) fn part(role: Role) -> Option<Who> {
    match role {
        Role::Clerk => Some(Who::Clerk),
        Role::Responsible => Some(Who::Responsible),
        Role::Head => Some(Who::Head),
        Role::Protocol => Some(Who::Protocol),
        _ => None,
    }
}

/// The parts of a workflow that somebody plays in the office of an application.
pub(crate) fn parts(session: &Session, loaded: &Loaded) -> Vec<Who> {
    parts_in(session, &loaded.application.office, &loaded.row.procedure)
}

/// The same in an office, of a procedure.
pub(crate) fn parts_in(session: &Session, office: &str, procedure: &str) -> Vec<Who> {
    let mut parts: Vec<Who> = session
        .roles
        .iter()
        .filter(|at| at.office.as_deref().is_none_or(|own| own == office))
        .filter(|at| at.procedure.as_deref().is_none_or(|own| own == procedure))
        .filter_map(|at| part(at.role))
        .collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}
