//! What the clock will do to applications if nobody does it before.

use model::{ApplicationId, Moment};

use crate::{
    Read, Result, Write,
    column::row,
    query::{ROWS, Sql},
};

/// A move that falls due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timer {
    pub application: ApplicationId,
    /// Of the procedure's workflow.
    pub id: String,
    pub due_at: Moment,
    /// The move it makes.
    pub move_id: String,
}
row!(Timer { application, id, due_at, move_id });

/// Makes these the timers of an application, instead of those it had.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn replace_all(
    tx: &mut Write,
    application: ApplicationId,
    timers: &[Timer],
) -> Result<()> {
    tx.query("DELETE FROM timer WHERE application = $1").bind(application).execute().await?;
    for timers in timers.chunks(ROWS) {
        let insert = "INSERT INTO timer (application, id, due_at, move_id) VALUES";
        let mut query = tx.query(Sql::rows(insert, timers.len(), 4, ""));
        for timer in timers {
            query = query
                .bind(application)
                .bind(timer.id.as_str())
                .bind(timer.due_at)
                .bind(timer.move_id.as_str());
        }
        query.execute().await?;
    }
    Ok(())
}

/// Timers due at `now`, the earliest first. They are still there: each is then taken by [`take`]
/// in the unit that makes its move.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn due(read: &mut Read, now: Moment, limit: i64) -> Result<Vec<Timer>> {
    read.query(
        "SELECT application, id, due_at, move_id FROM timer WHERE due_at <= $1
         ORDER BY due_at, application, id LIMIT $2",
    )
    .bind(now)
    .bind(limit)
    .fetch_all()
    .await
}

/// Takes a due timer away; if the unit rolls back it is there again. None if it is gone or not due
/// any more: somebody was first, or the term has moved.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn take(
    tx: &mut Write,
    application: ApplicationId,
    id: &str,
    now: Moment,
) -> Result<Option<Timer>> {
    tx.query(
        "DELETE FROM timer WHERE application = $1 AND id = $2 AND due_at <= $3
         RETURNING application, id, due_at, move_id",
    )
    .bind(application)
    .bind(id)
    .bind(now)
    .fetch_optional()
    .await
}

/// Looks at a timer again at `again`, whatever it is about.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn put_off(
    tx: &mut Write,
    application: ApplicationId,
    id: &str,
    again: Moment,
) -> Result<()> {
    tx.query("UPDATE timer SET due_at = $3 WHERE application = $1 AND id = $2")
        .bind(application)
        .bind(id)
        .bind(again)
        .execute()
        .await?;
    Ok(())
}

/// When the next one falls due.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn next_due(read: &mut Read) -> Result<Option<Moment>> {
    let (next,): (Option<Moment>,) =
        read.query("SELECT min(due_at) FROM timer").fetch_one().await?;
    Ok(next)
}

/// The timers of an application, the earliest first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(read: &mut Read, application: ApplicationId) -> Result<Vec<Timer>> {
    read.query(
        "SELECT application, id, due_at, move_id FROM timer WHERE application = $1 ORDER BY due_at, id",
    )
    .bind(application)
    .fetch_all()
    .await
}
