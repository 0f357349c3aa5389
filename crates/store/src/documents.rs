//! Documents of an application: receipt, letters, acts. The first bytes made are the ones kept.

use model::{ApplicationId, Digest, Moment};
use uuid::Uuid;

use crate::{
    Read, Result, Write,
    column::row,
    query::{ROWS, Sql},
};

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub id: Uuid,
    pub application: ApplicationId,
    /// The event it is a projection of.
    pub event: Uuid,
    /// `receipt`, or the letter's id.
    pub kind: String,
    /// JSON: a text in its languages.
    pub title: String,
    pub sha256: Digest,
    /// Bytes.
    pub size: i64,
    pub media_type: String,
    /// Protocol number.
    pub number: Option<String>,
    pub created_at: Moment,
    pub visible_to_citizen: bool,
}
row!(Document {
    id,
    application,
    event,
    kind,
    title,
    sha256,
    size,
    media_type,
    number,
    created_at,
    visible_to_citizen,
});

macro_rules! columns {
    () => {
        "id, application, event, kind, title, sha256, size, media_type, number, created_at, \
         visible_to_citizen"
    };
}

/// Keeps a document. False if this event has one of this kind already: that one stays.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, document: &Document) -> Result<bool> {
    let added = tx
        .query(concat!(
            "INSERT INTO document (",
            columns!(),
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
             ON CONFLICT (event, kind) DO NOTHING"
        ))
        .bind(document.id)
        .bind(document.application)
        .bind(document.event)
        .bind(document.kind.as_str())
        .bind(document.title.as_str())
        .bind(document.sha256)
        .bind(document.size)
        .bind(document.media_type.as_str())
        .bind(document.number.as_deref())
        .bind(document.created_at)
        .bind(document.visible_to_citizen)
        .execute()
        .await?;
    Ok(added > 0)
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Document>> {
    read.query(concat!("SELECT ", columns!(), " FROM document WHERE id = $1"))
        .bind(id)
        .fetch_optional()
        .await
}

/// The document of this kind that was made of this event.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_event(read: &mut Read, event: Uuid, kind: &str) -> Result<Option<Document>> {
    read.query(concat!("SELECT ", columns!(), " FROM document WHERE event = $1 AND kind = $2"))
        .bind(event)
        .bind(kind)
        .fetch_optional()
        .await
}

/// The documents of some applications, in the order they were made.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_applications(
    read: &mut Read,
    applications: &[ApplicationId],
) -> Result<Vec<Document>> {
    let mut found = Vec::new();
    for some in applications.chunks(ROWS) {
        let select = concat!("SELECT ", columns!(), " FROM document WHERE application IN");
        let query = read.query(Sql::listed(select, some.len(), "ORDER BY id"));
        let query = some.iter().fold(query, |query, id| query.bind(*id));
        found.extend(query.fetch_all::<Document>().await?);
    }
    Ok(found)
}

/// The documents of an application, in the order they were made.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(read: &mut Read, application: ApplicationId) -> Result<Vec<Document>> {
    read.query(concat!("SELECT ", columns!(), " FROM document WHERE application = $1 ORDER BY id"))
        .bind(application)
        .fetch_all()
        .await
}
