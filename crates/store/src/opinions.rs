//! Opinions that were asked: a narrow projection of events, for the lists of who is to answer and of who waits.

use chrono::NaiveDate;
use model::{ApplicationId, Digest, Moment, PersonId};

use crate::{Read, Result, Write, column::row};

/// One opinion that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    pub application: ApplicationId,
    /// Number of the event that asked.
    pub seq: i64,
    /// Whom; none is somebody outside.
    pub office: Option<String>,
    /// Last day to answer.
    pub until_on: NaiveDate,
    pub asked_at: Moment,
    /// When it was given, or was no longer needed.
    pub ended_at: Option<Moment>,
    /// Outside: digest of the link they were sent.
    pub link: Option<Digest>,
    /// Outside: who followed it.
    pub person: Option<PersonId>,
    /// Since when it stands still because who is to give it misses something.
    pub held_since: Option<Moment>,
}
row!(Opinion { application, seq, office, until_on, asked_at, ended_at, link, person, held_since });

macro_rules! columns {
    () => {
        "application, seq, office, until_on, asked_at, ended_at, link, person, held_since"
    };
}

/// Adds one.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) if the event has asked one already.
pub async fn ask(tx: &mut Write, opinion: &Opinion) -> Result<()> {
    tx.query(
        "INSERT INTO opinion (application, seq, office, until_on, asked_at, link)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(opinion.application)
    .bind(opinion.seq)
    .bind(opinion.office.as_deref())
    .bind(opinion.until_on)
    .bind(opinion.asked_at)
    .bind(opinion.link)
    .execute()
    .await?;
    Ok(())
}

/// Ends the wait for one.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn end(tx: &mut Write, application: ApplicationId, seq: i64, at: Moment) -> Result<()> {
    tx.query(
        "UPDATE opinion SET ended_at = $3
         WHERE application = $1 AND seq = $2 AND ended_at IS NULL",
    )
    .bind(application)
    .bind(seq)
    .bind(at)
    .execute()
    .await?;
    Ok(())
}

/// Ends the wait for all of an application.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn end_all(tx: &mut Write, application: ApplicationId, at: Moment) -> Result<()> {
    tx.query("UPDATE opinion SET ended_at = $2 WHERE application = $1 AND ended_at IS NULL")
        .bind(application)
        .bind(at)
        .execute()
        .await?;
    Ok(())
}

/// It stands still from now on, until it has a new day.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn hold(tx: &mut Write, application: ApplicationId, seq: i64, at: Moment) -> Result<()> {
    tx.query("UPDATE opinion SET held_since = $3 WHERE application = $1 AND seq = $2")
        .bind(application)
        .bind(seq)
        .bind(at)
        .execute()
        .await?;
    Ok(())
}

/// Gives it another last day, from which it runs again.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn put_off(
    tx: &mut Write,
    application: ApplicationId,
    seq: i64,
    until: NaiveDate,
) -> Result<()> {
    tx.query(
        "UPDATE opinion SET until_on = $3, held_since = NULL WHERE application = $1 AND seq = $2",
    )
    .bind(application)
    .bind(seq)
    .bind(until)
    .execute()
    .await?;
    Ok(())
}

/// One that was asked.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, application: ApplicationId, seq: i64) -> Result<Option<Opinion>> {
    read.query(concat!("SELECT ", columns!(), " FROM opinion WHERE application = $1 AND seq = $2"))
        .bind(application)
        .bind(seq)
        .fetch_optional()
        .await
}

/// Those that an office is to give, the nearest day first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn awaited(read: &mut Read, office: &str, limit: i64) -> Result<Vec<Opinion>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM opinion WHERE office = $1 AND ended_at IS NULL
          ORDER BY until_on, application, seq LIMIT $2"
    ))
    .bind(office)
    .bind(limit)
    .fetch_all()
    .await
}

/// Those that an office gave, or need not give any more, the last first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn ended(read: &mut Read, office: &str, limit: i64) -> Result<Vec<Opinion>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM opinion WHERE office = $1 AND ended_at IS NOT NULL
          ORDER BY ended_at DESC, application, seq LIMIT $2"
    ))
    .bind(office)
    .bind(limit)
    .fetch_all()
    .await
}

/// Those whose last day is one of these and that have not come: asked of an office, or by one.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn due_between(
    read: &mut Read,
    office: &str,
    (first, last): (NaiveDate, NaiveDate),
    is_asked: bool,
) -> Result<Vec<Opinion>> {
    let sql = match is_asked {
        true => concat!(
            "SELECT ",
            columns!(),
            " FROM opinion WHERE office = $1 AND ended_at IS NULL AND held_since IS NULL
              AND until_on >= $2 AND until_on <= $3 ORDER BY until_on, application, seq"
        ),
        false => concat!(
            "SELECT ",
            columns!(),
            " FROM opinion WHERE ended_at IS NULL AND held_since IS NULL AND until_on >= $2
              AND until_on <= $3 AND application IN (SELECT id FROM application WHERE office = $1
                AND closed_at IS NULL) ORDER BY until_on, application, seq"
        ),
    };
    read.query(sql).bind(office).bind(first).bind(last).fetch_all().await
}

/// Those asked of somebody outside whose last day is one of these and that have not come.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn outside_between(
    read: &mut Read,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<Opinion>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM opinion WHERE office IS NULL AND ended_at IS NULL AND held_since IS NULL
          AND until_on >= $1 AND until_on <= $2 ORDER BY until_on, application, seq"
    ))
    .bind(first)
    .bind(last)
    .fetch_all()
    .await
}

/// The opinion that a link leads to.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn by_link(read: &mut Read, link: Digest) -> Result<Option<Opinion>> {
    read.query(concat!("SELECT ", columns!(), " FROM opinion WHERE link = $1"))
        .bind(link)
        .fetch_optional()
        .await
}

/// Makes the opinion that a link leads to this person's. False if it is somebody's already.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn follow(tx: &mut Write, link: Digest, person: PersonId) -> Result<bool> {
    let followed = tx
        .query(
            "UPDATE opinion SET person = $2
             WHERE link = $1 AND person IS NULL AND ended_at IS NULL",
        )
        .bind(link)
        .bind(person)
        .execute()
        .await?;
    Ok(followed > 0)
}

/// Puts another link in the place of one that nobody has followed.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn relink(
    tx: &mut Write,
    application: ApplicationId,
    seq: i64,
    link: Digest,
) -> Result<()> {
    tx.query(
        "UPDATE opinion SET link = $3
         WHERE application = $1 AND seq = $2 AND person IS NULL AND ended_at IS NULL",
    )
    .bind(application)
    .bind(seq)
    .bind(link)
    .execute()
    .await?;
    Ok(())
}
