//! Applications that have to do with each other, one saying so of the other. One that is taken away stays, with who took
//! it away.

use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use crate::{
    Read, Result, Write,
    column::{row, words},
};

/// How one application stands to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// They have to do with each other.
    Related,
    /// It goes on with what the other began.
    Follows,
    /// It asks the same as the other.
    Duplicates,
}
words!(Kind {
    Related = "related",
    Follows = "follows",
    Duplicates = "duplicates",
});

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub id: Uuid,
    /// The one that says so.
    pub application: ApplicationId,
    /// Of which one.
    pub other: ApplicationId,
    pub kind: Kind,
    /// As the room above keeps it; empty for none.
    pub reason: String,
    pub person: PersonId,
    pub at: Moment,
    pub removed_at: Option<Moment>,
    pub removed_by: Option<PersonId>,
}
row!(Link { id, application, other, kind, reason, person, at, removed_at, removed_by });

macro_rules! columns {
    () => {
        "id, application, other, kind, reason, person, at, removed_at, removed_by"
    };
}

/// False if the same is said already.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, link: &Link) -> Result<bool> {
    let added = tx
        .query(
            "INSERT INTO link (id, application, other, kind, reason, person, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (application, other, kind) WHERE removed_at IS NULL DO NOTHING",
        )
        .bind(link.id)
        .bind(link.application)
        .bind(link.other)
        .bind(link.kind)
        .bind(link.reason.as_str())
        .bind(link.person)
        .bind(link.at)
        .execute()
        .await?;
    Ok(added > 0)
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Link>> {
    read.query(concat!("SELECT ", columns!(), " FROM link WHERE id = $1"))
        .bind(id)
        .fetch_optional()
        .await
}

/// The links of an application at either end, those that were taken away among them, the last first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(
    read: &mut Read,
    application: ApplicationId,
    limit: i64,
) -> Result<Vec<Link>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM (SELECT ",
        columns!(),
        " FROM link WHERE application = $1 UNION ALL SELECT ",
        columns!(),
        " FROM link WHERE other = $1) AS ends ORDER BY id DESC LIMIT $2"
    ))
    .bind(application)
    .bind(limit)
    .fetch_all()
    .await
}

/// Takes a link away. False if it was before.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn remove(tx: &mut Write, id: Uuid, by: PersonId, at: Moment) -> Result<bool> {
    let removed = tx
        .query(
            "UPDATE link SET removed_at = $2, removed_by = $3 WHERE id = $1 AND removed_at IS NULL",
        )
        .bind(id)
        .bind(at)
        .bind(by)
        .execute()
        .await?;
    Ok(removed > 0)
}
