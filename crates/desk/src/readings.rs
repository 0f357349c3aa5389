//! Who of the staff read an application: written down before anything is shown, as what, what for, and by what tie it was
//! open to them; read by its citizen and by the office.

use std::collections::BTreeMap;

use model::{
    ApplicationId, Moment, PersonId,
    access::{Action, Role, Tie},
};
use store::{Read, absences, applications, logs, people};
use uuid::Uuid;
use workflow::Application;

use crate::{
    Desk, Result,
    admission::{best_place, relation_to},
    loaded::Loaded,
    session::Session,
};

/// As what somebody reads who was asked for an opinion: before the id of their office, or alone for who is outside.
pub const CONSULTED: &str = "consulted:";
/// Readings on one page.
const PAGE: i64 = 50;
/// What the list of readings was opened for.
const LIST: &str = "readings";

/// By what tie an application was open to somebody who read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// They had it in hand.
    Hand,
    /// They stood in for who had it in hand and was away.
    Cover,
    /// They work in the office that had it.
    Office,
    /// Their role holds in every office.
    Everywhere,
    /// They control what others do.
    Audit,
    /// It names them: they only read it, and let go of it.
    Named,
    /// Their office was asked for an opinion.
    Asked,
    /// They were asked for an opinion from outside.
    Invited,
}

impl Basis {
    const ALL: [Basis; 8] = [
        Basis::Hand,
        Basis::Cover,
        Basis::Office,
        Basis::Everywhere,
        Basis::Audit,
        Basis::Named,
        Basis::Asked,
        Basis::Invited,
    ];

    /// The word that stands for it in the log and in the keys of its sentences.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Basis::Hand => "hand",
            Basis::Cover => "cover",
            Basis::Office => "office",
            Basis::Everywhere => "everywhere",
            Basis::Audit => "audit",
            Basis::Named => "named",
            Basis::Asked => "asked",
            Basis::Invited => "invited",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Basis> {
        Basis::ALL.into_iter().find(|basis| basis.word() == word)
    }

    /// What a role that was kept without its tie tells by itself.
    pub(crate) fn of_role(role: &str) -> Option<Basis> {
        match role.strip_prefix(CONSULTED) {
            Some("") => Some(Basis::Invited),
            Some(_) => Some(Basis::Asked),
            None if role == Role::Auditor.word() => Some(Basis::Audit),
            None => None,
        }
    }
}

/// Somebody opened an application.
#[derive(Debug, Clone)]
pub struct Reading {
    /// By which the next page begins.
    pub id: Uuid,
    pub name: String,
    /// As what.
    pub role: String,
    /// By whose role they read; none for the whole municipality, and where it is not known.
    pub office: Option<String>,
    pub basis: Option<Basis>,
    /// What for.
    pub purpose: String,
    pub at: Moment,
}

/// A page of who opened an application.
#[derive(Debug)]
pub struct Readings {
    pub loaded: Loaded,
    /// The newest first.
    pub lines: Vec<Reading>,
    /// Where the older ones begin, if there are any.
    pub next: Option<Uuid>,
}

impl Desk {
    /// Who opened an application, the newest first, for somebody it is open to.
    ///
    /// # Errors
    /// There is none, or not for them.
    pub async fn readings(
        &self,
        session: &Session,
        id: ApplicationId,
        before: Option<Uuid>,
    ) -> Result<Readings> {
        let loaded = self.admitted(session, id, Action::ReadApplication).await?;
        self.write_reading(session, &loaded, LIST).await?;
        let mut read = self.db.read().await?;
        let mut lines = self.readings_of(&mut read, &loaded, before, PAGE + 1).await?;
        let page = usize::try_from(PAGE).unwrap_or(0);
        let has_more = lines.len() > page;
        lines.truncate(page);
        let next = lines.last().filter(|_| has_more).map(|line| line.id);
        Ok(Readings { loaded, lines, next })
    }

    /// Who opened an application, with their names.
    pub(crate) async fn readings_of(
        &self,
        read: &mut Read,
        loaded: &Loaded,
        before: Option<Uuid>,
        limit: i64,
    ) -> Result<Vec<Reading>> {
        let rows = logs::readings(read, loaded.id(), before, limit).await?;
        let mut names: BTreeMap<PersonId, String> = BTreeMap::new();
        let mut lines = Vec::new();
        for row in rows {
            if let std::collections::btree_map::Entry::Vacant(place) = names.entry(row.person) {
                let person = people::get(read, row.person).await?;
                let name = person.map(|row| format!("{} {}", row.given_name, row.family_name));
                place.insert(name.unwrap_or_default());
            }
            let (office, basis) = loaded.tie_of(&row);
            lines.push(Reading {
                id: row.id,
                name: names.get(&row.person).cloned().unwrap_or_default(),
                role: row.role,
                office,
                basis,
                purpose: row.purpose,
                at: row.at,
            });
        }
        Ok(lines)
    }

    /// Writes down that staff read an application, before anything of it is shown, and that they have it open.
    pub(crate) async fn write_reading(
        &self,
        session: &Session,
        loaded: &Loaded,
        purpose: &str,
    ) -> Result<()> {
        if !session.is_staff() {
            return Ok(());
        }
        let covers = match loaded.row.now.assignee.filter(|person| *person != session.person.id) {
            Some(assignee) => {
                let away = absences::on_day(&mut self.db.peek().await?, self.today()).await?;
                let me = Some(session.person.id);
                away.iter().any(|absence| absence.person == assignee && absence.substitute == me)
            }
            None => false,
        };
        let is_named = loaded.names(session.person.id);
        let reading = self.reading(session, &loaded.row, (is_named, covers), purpose);
        let mut tx = self.db.write().await?;
        logs::read(&mut tx, &reading).await?;
        self.see(&mut tx, session, loaded.id()).await?;
        Ok(tx.commit().await?)
    }

    /// Writes down that somebody read what was shown with a question; no office: from outside.
    pub(crate) async fn write_consulted(
        &self,
        session: &Session,
        loaded: &Loaded,
        office: Option<&str>,
    ) -> Result<()> {
        let basis = if office.is_some() { Basis::Asked } else { Basis::Invited };
        let mut tx = self.db.write().await?;
        let reading = logs::Reading {
            id: self.clock.id(),
            application: loaded.id(),
            person: session.person.id,
            role: format!("{CONSULTED}{}", office.unwrap_or_default()),
            at: self.now(),
            purpose: "opinion".to_owned(),
            office: office.map(str::to_owned),
            basis: Some(basis.word().to_owned()),
        };
        logs::read(&mut tx, &reading).await?;
        Ok(tx.commit().await?)
    }

    /// That somebody of the staff reads an application, as it is written down: whether it names them, and whether they
    /// stand in for who has it in hand, is known to who asks.
    pub(crate) fn reading(
        &self,
        session: &Session,
        row: &applications::Application,
        (is_named, covers): (bool, bool),
        purpose: &str,
    ) -> logs::Reading {
        let place = best_place(session, &row.now.office, &row.procedure);
        let role = place.map_or(Role::Clerk, |at| at.role);
        let basis = match relation_to(session, row, is_named).tie {
            Tie::Conflict => Basis::Named,
            Tie::Assignee => Basis::Hand,
            _ if covers => Basis::Cover,
            _ if role == Role::Auditor => Basis::Audit,
            _ if place.is_some_and(|at| at.office.is_none()) => Basis::Everywhere,
            _ => Basis::Office,
        };
        logs::Reading {
            id: self.clock.id(),
            application: row.id,
            person: session.person.id,
            role: role.word().to_owned(),
            at: self.now(),
            purpose: purpose.to_owned(),
            office: place.and_then(|at| at.office.clone()),
            basis: Some(basis.word().to_owned()),
        }
    }
}

impl Loaded {
    /// For which office somebody read, and by what tie: as it was written down, or else as the events tell it of that
    /// instant.
    fn tie_of(&self, row: &logs::Reading) -> (Option<String>, Option<Basis>) {
        if let Some(word) = &row.basis {
            return (row.office.clone(), Basis::from_word(word));
        }
        if let Some(basis) = Basis::of_role(&row.role) {
            return (None, Some(basis));
        }
        let until = self.entries.partition_point(|entry| entry.at <= row.at);
        let then = Application::replay(&self.entries[..until]);
        let Some(then) = then else { return (None, None) };
        let basis = match then.assignee {
            Some(person) if person == row.person => Basis::Hand,
            _ => Basis::Office,
        };
        (Some(then.office), Some(basis))
    }
}
