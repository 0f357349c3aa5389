//! What is known of uploaded files. Their bytes lie in the vault, under their SHA-256.

use model::{ApplicationId, Digest, FileId, Moment, PersonId};
use uuid::Uuid;

use crate::{
    Read, Result, Write,
    column::{row, words},
    query::{ROWS, Sql},
};

/// What the scanner said. Only a clean file is given to anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scan {
    Pending,
    Clean,
    /// Harmful.
    Refused,
    /// More than the scanner looks through.
    Unscanned,
}
words!(Scan {
    Pending = "pending",
    Clean = "clean",
    Refused = "refused",
    Unscanned = "unscanned",
});

/// One uploaded file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub id: FileId,
    pub draft: Option<Uuid>,
    pub application: Option<ApplicationId>,
    /// Of the field it answers.
    pub path: String,
    /// As the person called it, or the form once it was sent.
    pub name: String,
    /// As the person called it, where the form calls it otherwise.
    pub given_name: Option<String>,
    /// By its content, not by its name.
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    pub sha256: Digest,
    /// What is inside, as far as it was looked at. JSON.
    pub inside: Option<String>,
    pub state: Scan,
    /// What the scanner calls what is harmful in it.
    pub reason: Option<String>,
    pub created_at: Moment,
    pub person: PersonId,
    pub removed_at: Option<Moment>,
    /// Since when it waits beside an application for what it was chosen for; none once something names it.
    pub waits_since: Option<Moment>,
}
row!(File {
    id,
    draft,
    application,
    path,
    name,
    given_name,
    media_type,
    size,
    sha256,
    inside,
    state,
    reason,
    created_at,
    person,
    removed_at,
    waits_since,
});

macro_rules! columns {
    () => {
        "id, draft, application, path, name, given_name, media_type, size, sha256, inside, state, reason, \
         created_at, person, removed_at, waits_since"
    };
}

/// # Errors
/// [`Error::Dangling`](crate::Error::Dangling) if draft or person are not there.
pub async fn add(tx: &mut Write, file: &File) -> Result<()> {
    tx.query(concat!(
        "INSERT INTO file (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    ))
    .bind(file.id)
    .bind(file.draft)
    .bind(file.application)
    .bind(file.path.as_str())
    .bind(file.name.as_str())
    .bind(file.given_name.as_deref())
    .bind(file.media_type.as_str())
    .bind(file.size)
    .bind(file.sha256)
    .bind(file.inside.as_deref())
    .bind(file.state)
    .bind(file.reason.as_deref())
    .bind(file.created_at)
    .bind(file.person)
    .bind(file.removed_at)
    .bind(file.waits_since)
    .execute()
    .await?;
    Ok(())
}

/// Also if it was removed: the row says so.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: FileId) -> Result<Option<File>> {
    read.query(concat!("SELECT ", columns!(), " FROM file WHERE id = $1"))
        .bind(id)
        .fetch_optional()
        .await
}

/// The files of a draft that were not removed, in the order they came.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_draft(read: &mut Read, draft: Uuid) -> Result<Vec<File>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM file WHERE draft = $1 AND removed_at IS NULL ORDER BY id"
    ))
    .bind(draft)
    .fetch_all()
    .await
}

/// The files of some applications, in the order they came.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_applications(read: &mut Read, applications: &[ApplicationId]) -> Result<Vec<File>> {
    let mut found = Vec::new();
    for some in applications.chunks(ROWS) {
        let select = concat!("SELECT ", columns!(), " FROM file WHERE application IN");
        let query =
            read.query(Sql::listed(select, some.len(), "AND removed_at IS NULL ORDER BY id"));
        let query = some.iter().fold(query, |query, id| query.bind(*id));
        found.extend(query.fetch_all::<File>().await?);
    }
    Ok(found)
}

/// The files of an application, in the order they came.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(read: &mut Read, application: ApplicationId) -> Result<Vec<File>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM file WHERE application = $1 AND removed_at IS NULL ORDER BY id"
    ))
    .bind(application)
    .fetch_all()
    .await
}

/// Keeps what the scanner said. False if it had spoken before, or the file was removed.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn settle(tx: &mut Write, id: FileId, scan: Scan, reason: Option<&str>) -> Result<bool> {
    let settled = tx
        .query(
            "UPDATE file SET state = $2, reason = $3
             WHERE id = $1 AND state = 'pending' AND removed_at IS NULL",
        )
        .bind(id)
        .bind(scan)
        .bind(reason)
        .execute()
        .await?;
    Ok(settled > 0)
}

/// Gives the draft's files to the application that was made of it; how many.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn attach(tx: &mut Write, draft: Uuid, application: ApplicationId) -> Result<u64> {
    tx.query("UPDATE file SET application = $2 WHERE draft = $1 AND removed_at IS NULL")
        .bind(draft)
        .bind(application)
        .execute()
        .await
}

/// Gives a file the name by which the office knows it, and keeps the one that its person gave.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn rename(tx: &mut Write, id: FileId, name: &str) -> Result<()> {
    tx.query(
        "UPDATE file SET given_name = name, name = $2
         WHERE id = $1 AND given_name IS NULL AND name <> $2",
    )
    .bind(id)
    .bind(name)
    .execute()
    .await?;
    Ok(())
}

/// Takes a file out of a draft. False if it is not this person's, or belongs to an application.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn remove(tx: &mut Write, id: FileId, person: PersonId, now: Moment) -> Result<bool> {
    let removed = tx
        .query(
            "UPDATE file SET removed_at = $3
             WHERE id = $1 AND person = $2 AND application IS NULL AND removed_at IS NULL",
        )
        .bind(id)
        .bind(person)
        .bind(now)
        .execute()
        .await?;
    Ok(removed > 0)
}

/// Puts a file of an application under another path: it has found what it goes with. False if it is under `from` no
/// longer.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn put_under(
    tx: &mut Write,
    (id, of): (FileId, ApplicationId),
    from: &str,
    path: &str,
) -> Result<bool> {
    let put = tx
        .query(
            "UPDATE file SET path = $4, waits_since = NULL
             WHERE id = $1 AND application = $2 AND path = $3",
        )
        .bind(id)
        .bind(of)
        .bind(from)
        .bind(path)
        .execute()
        .await?;
    Ok(put > 0)
}

/// Takes a file out of an application as [`take_back`] does, if it still is under a path.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn take_back_from(
    tx: &mut Write,
    (id, of): (FileId, ApplicationId),
    path: &str,
    now: Moment,
) -> Result<bool> {
    let taken = tx
        .query(
            "UPDATE file SET application = NULL, removed_at = $4, waits_since = NULL
             WHERE id = $1 AND application = $2 AND path = $3",
        )
        .bind(id)
        .bind(of)
        .bind(path)
        .bind(now)
        .execute()
        .await?;
    Ok(taken > 0)
}

/// Takes out of an application a file that waits there and that nothing has named. It is then forgotten like others.
/// False if it waits no more.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn take_back(tx: &mut Write, id: FileId, of: ApplicationId, now: Moment) -> Result<bool> {
    let taken = tx
        .query(
            "UPDATE file SET application = NULL, removed_at = $3, waits_since = NULL
             WHERE id = $1 AND application = $2 AND waits_since IS NOT NULL",
        )
        .bind(id)
        .bind(of)
        .bind(now)
        .execute()
        .await?;
    Ok(taken > 0)
}

/// Something of an application names these files from now on: they wait no more. False if one of them was taken back.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn name(tx: &mut Write, of: ApplicationId, files: &[FileId]) -> Result<bool> {
    for id in files {
        tx.query("UPDATE file SET waits_since = NULL WHERE id = $1 AND application = $2")
            .bind(*id)
            .bind(of)
            .execute()
            .await?;
    }
    for some in files.chunks(ROWS) {
        let select = "SELECT count(*) FROM file WHERE removed_at IS NOT NULL AND id IN";
        let query = tx.query(Sql::listed(select, some.len(), ""));
        let (gone,): (i64,) =
            some.iter().fold(query, |query, id| query.bind(*id)).fetch_one().await?;
        if gone > 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// At most `limit` files that wait since before an instant.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn waiting(read: &mut Read, before: Moment, limit: i64) -> Result<Vec<File>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM file WHERE waits_since < $1 ORDER BY waits_since LIMIT $2"
    ))
    .bind(before)
    .bind(limit)
    .fetch_all()
    .await
}

/// Forgets at most `limit` files given before `before` that no draft and no application holds any more; how many.
/// Their bytes are the vault's to discard: see [`is_named`].
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn forget_abandoned(tx: &mut Write, before: Moment, limit: i64) -> Result<u64> {
    tx.query(
        "DELETE FROM file WHERE id IN
            (SELECT id FROM file
             WHERE application IS NULL AND (draft IS NULL OR removed_at IS NOT NULL) AND created_at < $1
             ORDER BY id LIMIT $2)",
    )
    .bind(before)
    .bind(limit)
    .execute()
    .await
}

/// Whether a file or a document has this content.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn is_named(read: &mut Read, content: Digest) -> Result<bool> {
    let (named,): (i64,) = read
        .query(
            "SELECT (SELECT count(*) FROM file WHERE sha256 = $1 AND removed_at IS NULL)
                  + (SELECT count(*) FROM document WHERE sha256 = $1)",
        )
        .bind(content)
        .fetch_one()
        .await?;
    Ok(named > 0)
}
