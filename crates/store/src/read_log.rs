//! The log of who read and who was refused, as those read it who control: by application, by person, by day, some rows at
//! a time. Writing it is in `logs`.

use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use crate::{
    Read, Result, Sql,
    column::row,
    figures::{bound, within},
    query::Query,
    queue,
};

/// What is looked for, and how far its reader reaches.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Offices and procedures that the reader reaches; neither: all, and what is about no application.
    pub reach: queue::Filter,
    /// The reader: of what names them, or is theirs, they are told nothing.
    pub reader: PersonId,
    pub application: Option<ApplicationId>,
    pub person: Option<PersonId>,
    /// From this instant until before that one.
    pub during: Option<(Moment, Moment)>,
    /// Only rows before this one.
    pub before: Option<Uuid>,
}

/// Somebody read an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub id: Uuid,
    pub application: ApplicationId,
    pub year: i64,
    pub number: i64,
    pub person: PersonId,
    pub given_name: String,
    pub family_name: String,
    pub role: String,
    pub at: Moment,
    pub purpose: String,
    pub office: Option<String>,
    pub basis: Option<String>,
}
row!(Reading {
    id,
    application,
    year,
    number,
    person,
    given_name,
    family_name,
    role,
    at,
    purpose,
    office,
    basis
});

/// Somebody was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    pub id: Uuid,
    pub at: Moment,
    pub path: String,
    pub what: String,
    pub person: Option<PersonId>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    /// Of the application; none if it was about none, or about what was not sent.
    pub year: Option<i64>,
    pub number: Option<i64>,
}
row!(Denial { id, at, path, what, person, given_name, family_name, year, number });

impl Filter {
    /// The conditions on `l`, whose application is `a`, from `$4` on; `$1` is the row before which to begin, `$2` the
    /// reader and `$3` how many.
    fn conditions(&self) -> String {
        let mut sql = String::from(
            " AND (a.id IS NULL OR (a.person <> $2 AND NOT EXISTS (
                SELECT 1 FROM party JOIN person named ON named.fiscal_code = party.fiscal_code
                WHERE party.application = a.id AND named.id = $2)))",
        );
        let mut n = 3;
        let mut place = || {
            n += 1;
            format!("${n}")
        };
        if self.application.is_some() {
            sql += &format!(" AND l.application = {}", place());
        }
        if self.person.is_some() {
            sql += &format!(" AND l.person = {}", place());
        }
        if self.during.is_some() {
            // Ids are in the order of time: a day is one range of them, some minutes wider than its instants.
            sql += &format!(" AND l.at >= {} AND l.at < {}", place(), place());
            sql += &format!(" AND l.id >= {} AND l.id < {}", place(), place());
        }
        let (reach, values) = within(&self.reach, n);
        if !values.is_empty() {
            sql += &format!(
                " AND EXISTS (SELECT 1 FROM application WHERE application.id = l.application{reach})"
            );
        }
        sql
    }

    fn bind<'t>(&'t self, query: Query<'t>, limit: i64) -> Query<'t> {
        let query = query.bind(self.before.unwrap_or(Uuid::max())).bind(self.reader).bind(limit);
        let query = self.application.into_iter().fold(query, Query::bind);
        let query = self.person.into_iter().fold(query, Query::bind);
        let query = self.during.into_iter().fold(query, |query, (from, until)| {
            let ids = (first_id(Moment(from.0 - AROUND)), first_id(Moment(until.0 + AROUND)));
            query.bind(from).bind(until).bind(ids.0).bind(ids.1)
        });
        bound(query, &within(&self.reach, 0).1)
    }
}

/// How far apart the instant of a row and that of its id may be, in microseconds.
const AROUND: i64 = 5 * 60 * 1_000_000;

/// No id (UUID version 7) made at this instant or later is smaller.
fn first_id(at: Moment) -> Uuid {
    let millis = u128::try_from(at.0.max(0) / 1_000).unwrap_or(0);
    Uuid::from_u128(millis << 80)
}

/// Who read what, the newest first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn readings(read: &mut Read, filter: &Filter, limit: i64) -> Result<Vec<Reading>> {
    let sql = format!(
        "SELECT l.id, l.application, a.year, a.number, l.person, p.given_name, p.family_name,
                l.role, l.at, l.purpose, l.office, l.basis
         FROM read_log l JOIN application a ON a.id = l.application JOIN person p ON p.id = l.person
         WHERE l.id < $1{} ORDER BY l.id DESC LIMIT $3",
        filter.conditions()
    );
    filter.bind(read.query(Sql::assembled(sql)), limit).fetch_all().await
}

/// Who was refused what, the newest first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn denials(read: &mut Read, filter: &Filter, limit: i64) -> Result<Vec<Denial>> {
    let sql = format!(
        "SELECT l.id, l.at, l.path, l.what, l.person, p.given_name, p.family_name, a.year, a.number
         FROM denial l LEFT JOIN application a ON a.id = l.application
              LEFT JOIN person p ON p.id = l.person
         WHERE l.id < $1{} ORDER BY l.id DESC LIMIT $3",
        filter.conditions()
    );
    filter.bind(read.query(Sql::assembled(sql)), limit).fetch_all().await
}

/// Acts of one kind that were written down of those who administer or control, the newest first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn acts(
    read: &mut Read,
    what: &str,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Act>> {
    read.query(
        "SELECT l.id, l.at, l.detail, p.given_name, p.family_name
         FROM audit l LEFT JOIN person p ON p.id = l.person
         WHERE l.what = $1 AND l.id < $2 ORDER BY l.id DESC LIMIT $3",
    )
    .bind(what)
    .bind(before.unwrap_or(Uuid::max()))
    .bind(limit)
    .fetch_all()
    .await
}

/// An act of somebody who administers or controls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    pub id: Uuid,
    pub at: Moment,
    /// JSON.
    pub detail: String,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
}
row!(Act { id, at, detail, given_name, family_name });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_range_of_ids() {
        let at = Moment(1_800_000_000_123_456);
        let of = |millis: i64| {
            let (seconds, nanos) = (millis / 1_000, (millis % 1_000) * 1_000_000);
            Uuid::new_v7(uuid::Timestamp::from_unix(
                uuid::NoContext,
                u64::try_from(seconds).unwrap_or(0),
                u32::try_from(nanos).unwrap_or(0),
            ))
        };
        let millis = at.0 / 1_000;
        assert!(of(millis - 1) < first_id(at) && first_id(at) < of(millis));
        assert_eq!(first_id(Moment(-1)), Uuid::nil());
    }
}
