//! Who read what, and who was refused what, for those who control (*revisore*): by application, by person, by day. Reading
//! the log is written down in its turn.

use chrono::{Days, NaiveDate, NaiveTime};
use model::{
    Moment, PersonId,
    access::{self, Action},
    rome_to_moment,
};
use serde::{Deserialize, Serialize};
use store::{logs, queue, read_log, roles};
use uuid::Uuid;

use crate::{
    Desk, Result,
    loaded::protocol,
    readings::{Basis, Reading},
    session::Session,
};

/// Rows on one page.
const PAGE: i64 = 50;
/// People who can be chosen at most.
const STAFF: i64 = 5_000;
/// As what reading the log is written down.
const ACT: &str = "read_log";

/// What is read of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Who read an application.
    Readings,
    /// Who was refused what.
    Denials,
    /// Who read this log.
    Looks,
}

/// What is asked of the log.
#[derive(Debug, Clone)]
pub struct Asked {
    pub part: Part,
    /// Number of an application, as it was typed; empty for all.
    pub number: String,
    pub person: Option<PersonId>,
    pub day: Option<NaiveDate>,
    /// Only what is older than this row.
    pub before: Option<Uuid>,
}

/// Somebody was refused something.
#[derive(Debug, Clone)]
pub struct Denial {
    pub at: Moment,
    /// None: nobody was signed in.
    pub name: Option<String>,
    /// The address that was asked for.
    pub path: String,
    /// What was refused.
    pub what: String,
    /// Number of the application, if it was about one that was sent.
    pub number: Option<String>,
}

/// Somebody read the log.
#[derive(Debug, Clone)]
pub struct Look {
    pub at: Moment,
    pub name: String,
    /// None where what was kept cannot be read.
    pub of: Option<Looked>,
}

/// What of the log somebody read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Looked {
    pub part: Part,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
}

/// Rows of the log, the newest first.
#[derive(Debug)]
pub enum Rows {
    /// Each with the number of its application.
    Readings(Vec<(String, Reading)>),
    Denials(Vec<Denial>),
    Looks(Vec<Look>),
}

/// A page of the log.
#[derive(Debug)]
pub struct Log {
    pub rows: Rows,
    /// Where the older ones begin, if there are any.
    pub next: Option<Uuid>,
    /// Who works here or did, by name.
    pub staff: Vec<(PersonId, String)>,
    /// Its reader reaches every office and procedure.
    pub is_whole: bool,
}

impl Desk {
    /// Whether somebody reads who read what.
    #[must_use]
    pub fn reads_log(session: &Session) -> bool {
        session.is_staff() && !access::places(&session.roles, Action::ReadAudit).is_empty()
    }

    /// A page of the log. That it is read is written down first.
    ///
    /// # Errors
    /// They may not.
    pub async fn read_log(&self, session: &Session, asked: &Asked) -> Result<Log> {
        let places = access::places(&session.roles, Action::ReadAudit);
        let is_whole = places.iter().any(|at| at.office.is_none() && at.procedure.is_none());
        // Who reads the log of some offices is not told who reads it of all.
        let may = is_whole || asked.part != Part::Looks;
        if !session.is_staff() || places.is_empty() || !may {
            return Err(self.denied(session, "log", None).await);
        }
        self.write_look(session, asked).await?;
        let mut reach = queue::Filter::default();
        for at in places.into_iter().filter(|_| !is_whole) {
            match (at.office.clone(), at.procedure.clone()) {
                (Some(office), None) => reach.offices.push(office),
                (office, Some(procedure)) => reach.parts.push((office, procedure)),
                (None, None) => {}
            }
        }
        let mut read = self.db.read().await?;
        let mut staff: Vec<(PersonId, String)> = roles::list(&mut read, None, STAFF)
            .await?
            .into_iter()
            .map(|row| (row.person, format!("{} {}", row.family_name, row.given_name)))
            .collect();
        staff.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
        staff.dedup_by_key(|(person, _)| *person);
        let number = asked.number.trim();
        let application = self.of_number(&mut read, number).await?.into_iter().next();
        let mut log = Log { rows: Rows::Readings(Vec::new()), next: None, staff, is_whole };
        // An application that is not there, and one that the reader does not reach, look alike: nothing is found.
        let is_nowhere = !number.is_empty() && application.is_none();
        let filter = read_log::Filter {
            reach,
            reader: session.person.id,
            application: application.map(|row| row.id),
            person: asked.person,
            during: asked.day.and_then(during),
            before: asked.before,
        };
        match asked.part {
            Part::Readings => {
                let rows = match is_nowhere {
                    true => Vec::new(),
                    false => read_log::readings(&mut read, &filter, PAGE + 1).await?,
                };
                let (rows, next) = page(rows, |row| row.id);
                log.next = next;
                log.rows = Rows::Readings(rows.into_iter().map(reading).collect());
            }
            Part::Denials => {
                let rows = match is_nowhere {
                    true => Vec::new(),
                    false => read_log::denials(&mut read, &filter, PAGE + 1).await?,
                };
                let (rows, next) = page(rows, |row| row.id);
                log.next = next;
                log.rows = Rows::Denials(rows.into_iter().map(denial).collect());
            }
            Part::Looks => {
                let rows = read_log::acts(&mut read, ACT, asked.before, PAGE + 1).await?;
                let (rows, next) = page(rows, |row| row.id);
                log.next = next;
                log.rows = Rows::Looks(rows.into_iter().map(look).collect());
            }
        }
        Ok(log)
    }

    async fn write_look(&self, session: &Session, asked: &Asked) -> Result<()> {
        let looked = Looked {
            part: asked.part,
            number: asked.number.trim().chars().take(20).collect(),
            person: asked.person,
            day: asked.day,
        };
        let look = logs::Audit {
            id: self.clock.id(),
            at: self.now(),
            person: Some(session.person.id),
            what: ACT.to_owned(),
            detail: serde_json::to_string(&looked).map_err(crate::Error::broken)?,
        };
        let mut tx = self.db.write().await?;
        logs::audit(&mut tx, &look).await?;
        Ok(tx.commit().await?)
    }
}

/// The instants of a day in Italy.
fn during(day: NaiveDate) -> Option<(Moment, Moment)> {
    let next = day.checked_add_days(Days::new(1))?;
    let midnight = |day: NaiveDate| rome_to_moment(day.and_time(NaiveTime::MIN));
    Some((midnight(day), midnight(next)))
}

/// The rows of a page, and where the next begins.
fn page<T>(mut rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> (Vec<T>, Option<Uuid>) {
    let most = usize::try_from(PAGE).unwrap_or(0);
    let has_more = rows.len() > most;
    rows.truncate(most);
    let next = rows.last().filter(|_| has_more).map(id);
    (rows, next)
}

fn reading(row: read_log::Reading) -> (String, Reading) {
    let basis = row.basis.as_deref().and_then(Basis::from_word);
    let reading = Reading {
        id: row.id,
        name: format!("{} {}", row.given_name, row.family_name),
        basis: basis.or_else(|| Basis::of_role(&row.role)),
        role: row.role,
        office: row.office,
        purpose: row.purpose,
        at: row.at,
    };
    (protocol(row.year, row.number), reading)
}

fn denial(row: read_log::Denial) -> Denial {
    Denial {
        at: row.at,
        name: row
            .given_name
            .zip(row.family_name)
            .map(|(given, family)| format!("{given} {family}")),
        path: row.path,
        what: row.what,
        number: row.year.zip(row.number).map(|(year, number)| protocol(year, number)),
    }
}

fn look(row: read_log::Act) -> Look {
    let name = row.given_name.zip(row.family_name);
    Look {
        at: row.at,
        name: name.map(|(given, family)| format!("{given} {family}")).unwrap_or_default(),
        of: serde_json::from_str(&row.detail).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_of_italy_also_when_clocks_change() {
        let day = |text: &str| during(text.parse().unwrap()).unwrap();
        let (from, until) = day("2026-03-29");
        assert_eq!((until - from).num_hours(), 23);
        assert_eq!(from.rfc3339(), "2026-03-28T23:00:00Z");
    }
}
