//! Files in which an office keeps applications together (*fascicoli*). What is taken out of one stays, with who took it
//! out.

use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use crate::{Read, Result, Write, column::row, query::Sql};

/// A file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    pub id: Uuid,
    pub year: i64,
    pub number: i64,
    pub office: String,
    pub title: String,
    pub person: PersonId,
    pub at: Moment,
}
row!(Folder { id, year, number, office, title, person, at });

/// An application in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inside {
    pub id: Uuid,
    pub folder: Uuid,
    pub application: ApplicationId,
    pub person: PersonId,
    pub at: Moment,
    pub removed_at: Option<Moment>,
    pub removed_by: Option<PersonId>,
}
row!(Inside { id, folder, application, person, at, removed_at, removed_by });

/// The register that files are numbered by.
pub const REGISTER: &str = "folder";

/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) if the number is taken: a unit that takes it from
/// [`next_number`](crate::applications::next_number) never meets it.
pub async fn open(tx: &mut Write, folder: &Folder) -> Result<()> {
    tx.query(
        "INSERT INTO folder (id, year, number, office, title, person, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(folder.id)
    .bind(folder.year)
    .bind(folder.number)
    .bind(folder.office.as_str())
    .bind(folder.title.as_str())
    .bind(folder.person)
    .bind(folder.at)
    .execute()
    .await?;
    Ok(())
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Folder>> {
    read.query("SELECT id, year, number, office, title, person, at FROM folder WHERE id = $1")
        .bind(id)
        .fetch_optional()
        .await
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn by_number(read: &mut Read, year: i64, number: i64) -> Result<Option<Folder>> {
    read.query(
        "SELECT id, year, number, office, title, person, at FROM folder
         WHERE year = $1 AND number = $2",
    )
    .bind(year)
    .bind(number)
    .fetch_optional()
    .await
}

/// The files of these offices, the last first, before the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_offices(
    read: &mut Read,
    offices: &[String],
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Folder>> {
    if offices.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (3..offices.len() + 3).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT id, year, number, office, title, person, at FROM folder
         WHERE office IN ({}) AND id < $1 ORDER BY id DESC LIMIT $2",
        places.join(", ")
    );
    let query = read.query(Sql::assembled(sql)).bind(before.unwrap_or(Uuid::max())).bind(limit);
    offices.iter().fold(query, |query, office| query.bind(office.as_str())).fetch_all().await
}

/// The files in which an application is.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(read: &mut Read, application: ApplicationId) -> Result<Vec<Folder>> {
    read.query(
        "SELECT folder.id, folder.year, folder.number, folder.office, folder.title, folder.person, folder.at
         FROM foldered JOIN folder ON folder.id = foldered.folder
         WHERE foldered.application = $1 AND foldered.removed_at IS NULL ORDER BY folder.id",
    )
    .bind(application)
    .fetch_all()
    .await
}

/// Gives a file another title.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn entitle(tx: &mut Write, id: Uuid, title: &str) -> Result<()> {
    tx.query("UPDATE folder SET title = $2 WHERE id = $1").bind(id).bind(title).execute().await?;
    Ok(())
}

/// Puts an application into a file. False if it is there already.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn put(tx: &mut Write, inside: &Inside) -> Result<bool> {
    let put = tx
        .query(
            "INSERT INTO foldered (id, folder, application, person, at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (folder, application) WHERE removed_at IS NULL DO NOTHING",
        )
        .bind(inside.id)
        .bind(inside.folder)
        .bind(inside.application)
        .bind(inside.person)
        .bind(inside.at)
        .execute()
        .await?;
    Ok(put > 0)
}

/// Everything that is or was in a file, the first that came first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn inside(read: &mut Read, folder: Uuid, limit: i64) -> Result<Vec<Inside>> {
    read.query(
        "SELECT id, folder, application, person, at, removed_at, removed_by FROM foldered
         WHERE folder = $1 ORDER BY id LIMIT $2",
    )
    .bind(folder)
    .bind(limit)
    .fetch_all()
    .await
}

/// Takes an application out of a file. False if it is not in it.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn take_out(
    tx: &mut Write,
    (folder, application): (Uuid, ApplicationId),
    by: PersonId,
    at: Moment,
) -> Result<bool> {
    let taken = tx
        .query(
            "UPDATE foldered SET removed_at = $3, removed_by = $4
             WHERE folder = $1 AND application = $2 AND removed_at IS NULL",
        )
        .bind(folder)
        .bind(application)
        .bind(at)
        .bind(by)
        .execute()
        .await?;
    Ok(taken > 0)
}
