//! What an office and a citizen write to each other about an application. Texts are sealed by the room above.

use model::{ApplicationId, Digest, Moment, PersonId};
use uuid::Uuid;

use crate::{Read, Result, Write, column::row, query::Sql};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub id: Uuid,
    pub application: ApplicationId,
    pub author: PersonId,
    /// The office that wrote; none: the citizen.
    pub office: Option<String>,
    pub at: Moment,
    /// Sealed.
    pub text: String,
    /// Of what was posted: what comes twice is kept once.
    pub digest: Digest,
    /// When the other side opened it.
    pub read_at: Option<Moment>,
    pub read_by: Option<PersonId>,
}
row!(Message { id, application, author, office, at, text, digest, read_at, read_by });

/// Which way messages go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    Office,
    Citizen,
}

impl To {
    /// The partial index of what is unread holds exactly these.
    const fn sql(self) -> &'static str {
        match self {
            Self::Office => "office IS NULL AND read_at IS NULL",
            Self::Citizen => "office IS NOT NULL AND read_at IS NULL",
        }
    }
}

/// False if the same was written before: it is kept once.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn add(tx: &mut Write, message: &Message) -> Result<bool> {
    let added = tx
        .query(
            "INSERT INTO message (id, application, author, office, at, text, digest)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (application, author, digest) DO NOTHING",
        )
        .bind(message.id)
        .bind(message.application)
        .bind(message.author)
        .bind(message.office.as_deref())
        .bind(message.at)
        .bind(message.text.as_str())
        .bind(message.digest)
        .execute()
        .await?;
    Ok(added > 0)
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Message>> {
    read.query(
        "SELECT id, application, author, office, at, text, digest, read_at, read_by FROM message
         WHERE id = $1",
    )
    .bind(id)
    .fetch_optional()
    .await
}

/// Whether somebody has written exactly this before.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn is_there(
    read: &mut Read,
    application: ApplicationId,
    author: PersonId,
    digest: Digest,
) -> Result<bool> {
    let (n,): (i64,) = read
        .query(
            "SELECT count(*) FROM message WHERE application = $1 AND author = $2 AND digest = $3",
        )
        .bind(application)
        .bind(author)
        .bind(digest)
        .fetch_one()
        .await?;
    Ok(n > 0)
}

/// The newest first, before the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(
    read: &mut Read,
    application: ApplicationId,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Message>> {
    read.query(
        "SELECT id, application, author, office, at, text, digest, read_at, read_by FROM message
         WHERE application = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
    )
    .bind(application)
    .bind(before.unwrap_or(Uuid::max()))
    .bind(limit)
    .fetch_all()
    .await
}

/// How many messages were written on an application.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn count(read: &mut Read, of: ApplicationId) -> Result<i64> {
    let (n,): (i64,) = read
        .query("SELECT count(*) FROM message WHERE application = $1")
        .bind(of)
        .fetch_one()
        .await?;
    Ok(n)
}

/// The moment of the last message that the office wrote.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn last_of_office(read: &mut Read, of: ApplicationId) -> Result<Option<Moment>> {
    let last: Option<(Moment,)> = read
        .query(
            "SELECT at FROM message WHERE application = $1 AND office IS NOT NULL
             ORDER BY id DESC LIMIT 1",
        )
        .bind(of)
        .fetch_optional()
        .await?;
    Ok(last.map(|(at,)| at))
}

/// The moment of the last message to the office that nobody there has read.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn last_unread(read: &mut Read, of: ApplicationId) -> Result<Option<Moment>> {
    let last: Option<(Moment,)> = read
        .query(
            "SELECT at FROM message WHERE application = $1 AND office IS NULL AND read_at IS NULL
             ORDER BY id DESC LIMIT 1",
        )
        .bind(of)
        .fetch_optional()
        .await?;
    Ok(last.map(|(at,)| at))
}

/// Somebody has opened these messages, from the first to the last: those that went to their side are read now. One that
/// was read before keeps when.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn open(
    tx: &mut Write,
    (application, to): (ApplicationId, To),
    shown: &[Uuid],
    (by, at): (PersonId, Moment),
) -> Result<u64> {
    if shown.is_empty() {
        return Ok(0);
    }
    let places: Vec<String> = (4..shown.len() + 4).map(|n| format!("${n}")).collect();
    let sql = format!(
        "UPDATE message SET read_at = $2, read_by = $3
         WHERE application = $1 AND id IN ({}) AND {}",
        places.join(", "),
        to.sql()
    );
    let query = tx.query(Sql::assembled(sql)).bind(application).bind(at).bind(by);
    shown.iter().fold(query, |query, id| query.bind(*id)).execute().await
}

/// How many messages wait to be read, for each of these applications that has some.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn unread(
    read: &mut Read,
    of: &[ApplicationId],
    to: To,
) -> Result<Vec<(ApplicationId, i64)>> {
    if of.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=of.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "SELECT application, count(*) FROM message WHERE {} AND application IN ({})
         GROUP BY application",
        to.sql(),
        places.join(", ")
    );
    of.iter().fold(read.query(Sql::assembled(sql)), |query, id| query.bind(*id)).fetch_all().await
}

/// What an office has not read: the application, how many messages, since when; the longest wait first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn waiting(
    read: &mut Read,
    office: &str,
    limit: i64,
) -> Result<Vec<(ApplicationId, i64, Moment)>> {
    read.query(
        "SELECT message.application, count(*), min(message.at) FROM message
         JOIN application ON application.id = message.application
         WHERE message.office IS NULL AND message.read_at IS NULL AND application.office = $1
         GROUP BY message.application ORDER BY min(message.at), message.application LIMIT $2",
    )
    .bind(office)
    .bind(limit)
    .fetch_all()
    .await
}
