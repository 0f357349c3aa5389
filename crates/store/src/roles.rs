//! What staff may be: roles, each in one office or all, for one procedure or all.
//! Whether a role allows an act is not decided here.

use model::{Moment, PersonId};

use crate::{Read, Result, Write, column::row};

/// One role of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    pub person: PersonId,
    /// `clerk`, `responsible`, `head`, `protocol`, `front_desk`, `auditor`, `procedure_admin`,
    /// `site_admin` or `system_admin`.
    pub role: String,
    /// None: in every office.
    pub office: Option<String>,
    /// None: for every procedure.
    pub procedure: Option<String>,
    pub since: Moment,
    /// When it ended or will end.
    pub until: Option<Moment>,
}
row!(Role { person, role, office, procedure, since, until });

impl Role {
    /// Whether it holds at this instant.
    #[must_use]
    pub fn holds(&self, now: Moment) -> bool {
        self.since <= now && self.until.is_none_or(|until| now < until)
    }
}

/// A role with the name of who has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    pub person: PersonId,
    pub given_name: String,
    pub family_name: String,
    pub role: String,
    pub office: Option<String>,
    pub procedure: Option<String>,
    pub since: Moment,
    pub until: Option<Moment>,
}
row!(Staff { person, given_name, family_name, role, office, procedure, since, until });

/// Gives a role, or gives it again.
///
/// # Errors
/// [`Error::Dangling`](crate::Error::Dangling) if there is no such person.
pub async fn grant(tx: &mut Write, role: &Role) -> Result<()> {
    tx.query(
        "INSERT INTO role (person, role, office, procedure, since, until)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (person, role, coalesce(office, ''), coalesce(procedure, ''))
         DO UPDATE SET since = excluded.since, until = excluded.until",
    )
    .bind(role.person)
    .bind(role.role.as_str())
    .bind(role.office.as_deref())
    .bind(role.procedure.as_deref())
    .bind(role.since)
    .bind(role.until)
    .execute()
    .await?;
    Ok(())
}

/// Ends a role at `now`. False if the person does not have it.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn revoke(tx: &mut Write, role: &Role, now: Moment) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE role SET until = $5
             WHERE person = $1 AND role = $2 AND coalesce(office, '') = coalesce($3, '')
               AND coalesce(procedure, '') = coalesce($4, '') AND (until IS NULL OR until > $5)",
        )
        .bind(role.person)
        .bind(role.role.as_str())
        .bind(role.office.as_deref())
        .bind(role.procedure.as_deref())
        .bind(now)
        .execute()
        .await?;
    Ok(changed > 0)
}

/// The roles a person has at `now`.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_person(read: &mut Read, person: PersonId, now: Moment) -> Result<Vec<Role>> {
    read.query(
        "SELECT person, role, office, procedure, since, until FROM role
         WHERE person = $1 AND since <= $2 AND (until IS NULL OR until > $2)
         ORDER BY role, office, procedure",
    )
    .bind(person)
    .bind(now)
    .fetch_all()
    .await
}

/// Who has a role in this office at `now`, or in all offices, by name.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn staff_of(read: &mut Read, office: &str, now: Moment) -> Result<Vec<Staff>> {
    read.query(
        "SELECT r.person, p.given_name, p.family_name, r.role, r.office, r.procedure, r.since,
                r.until
         FROM role r JOIN person p ON p.id = r.person
         WHERE (r.office = $1 OR r.office IS NULL)
           AND r.since <= $2 AND (r.until IS NULL OR r.until > $2)
         ORDER BY p.folded, p.id, r.role",
    )
    .bind(office)
    .bind(now)
    .fetch_all()
    .await
}

/// Who has a role at `now`, in whatever office, by name.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn everybody(read: &mut Read, now: Moment) -> Result<Vec<Staff>> {
    read.query(
        "SELECT r.person, p.given_name, p.family_name, r.role, r.office, r.procedure, r.since,
                r.until
         FROM role r JOIN person p ON p.id = r.person
         WHERE r.since <= $1 AND (r.until IS NULL OR r.until > $1)
         ORDER BY p.folded, p.id, r.role",
    )
    .bind(now)
    .fetch_all()
    .await
}

/// Everybody's roles, ended ones too, whole persons at a time: those of the next `persons` persons
/// by id after `after`.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn list(read: &mut Read, after: Option<PersonId>, persons: i64) -> Result<Vec<Staff>> {
    read.query(
        "SELECT r.person, p.given_name, p.family_name, r.role, r.office, r.procedure, r.since,
                r.until
         FROM (SELECT DISTINCT person FROM role WHERE $1 IS NULL OR person > $1
               ORDER BY person LIMIT $2) AS page
         JOIN role r ON r.person = page.person JOIN person p ON p.id = r.person
         ORDER BY r.person, r.role, r.office, r.procedure",
    )
    .bind(after)
    .bind(persons)
    .fetch_all()
    .await
}
