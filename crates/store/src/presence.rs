//! Who has an application open at the office: a row for each, renewed while it is looked at, gone soon afterwards.

use model::{ApplicationId, Moment, PersonId};

use crate::{Read, Result, Sql, Write, column::row};

/// Somebody who has an application open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    pub person: PersonId,
    pub given_name: String,
    pub family_name: String,
    pub opened_at: Moment,
}
row!(Present { person, given_name, family_name, opened_at });

/// Somebody looks at it now. Whoever was last seen before `since` has opened it anew.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn see(
    tx: &mut Write,
    (application, person): (ApplicationId, PersonId),
    now: Moment,
    since: Moment,
) -> Result<()> {
    tx.query(
        "INSERT INTO presence (application, person, opened_at, seen_at) VALUES ($1, $2, $3, $3)
         ON CONFLICT (application, person) DO UPDATE SET
            opened_at = CASE WHEN presence.seen_at < $4 THEN excluded.opened_at ELSE presence.opened_at END,
            seen_at = excluded.seen_at",
    )
    .bind(application)
    .bind(person)
    .bind(now)
    .bind(since)
    .execute()
    .await?;
    Ok(())
}

/// Somebody has closed the page that was last seen at that moment. One that was seen later stays.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn leave(
    tx: &mut Write,
    (application, person): (ApplicationId, PersonId),
    seen_at: Moment,
) -> Result<()> {
    tx.query("DELETE FROM presence WHERE application = $1 AND person = $2 AND seen_at <= $3")
        .bind(application)
        .bind(person)
        .bind(seen_at)
        .execute()
        .await?;
    Ok(())
}

/// Who else has it open and was seen at or after `since`, the first who opened it first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn others(
    read: &mut Read,
    (application, person): (ApplicationId, PersonId),
    since: Moment,
) -> Result<Vec<Present>> {
    read.query(
        "SELECT presence.person, person.given_name, person.family_name, presence.opened_at
         FROM presence JOIN person ON person.id = presence.person
         WHERE presence.application = $1 AND presence.person <> $2 AND presence.seen_at >= $3
         ORDER BY presence.opened_at, presence.person",
    )
    .bind(application)
    .bind(person)
    .bind(since)
    .fetch_all()
    .await
}

/// Forgets who was not seen since, `limit` at most; how many.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn forget(tx: &mut Write, before: Moment, limit: i64) -> Result<u64> {
    // Rows that another unit forgets at this moment are its own.
    macro_rules! forget {
        ($lock:literal) => {
            concat!(
                "DELETE FROM presence WHERE seen_at < $1 AND (application, person) IN
                    (SELECT gone.application, gone.person FROM presence gone
                     WHERE gone.seen_at < $1 ORDER BY gone.seen_at LIMIT $2 ",
                $lock,
                ")"
            )
        };
    }
    tx.query(Sql::per_engine(forget!(""), forget!("FOR UPDATE SKIP LOCKED")))
        .bind(before)
        .bind(limit)
        .execute()
        .await
}
