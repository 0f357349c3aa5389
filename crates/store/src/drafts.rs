//! Drafts (*bozze*) and every answer typed into them, field by field, exactly as typed.

use model::{ApplicationId, Moment, PersonId};
use uuid::Uuid;

use crate::{
    Read, Result, Write,
    column::row,
    query::{ROWS, Sql},
};

/// An application that has not been sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub id: Uuid,
    pub person: PersonId,
    pub procedure: String,
    pub revision: i64,
    pub created_at: Moment,
    pub saved_at: Moment,
    pub sent_application: Option<ApplicationId>,
    pub deleted_at: Option<Moment>,
    /// Makes sending happen once: the summary page carries it.
    pub token: Vec<u8>,
    /// The revision from which its answers were carried over, until its person has read what is new.
    pub moved_from: Option<i64>,
}
row!(Draft {
    id,
    person,
    procedure,
    revision,
    created_at,
    saved_at,
    sent_application,
    deleted_at,
    token,
    moved_from,
});

/// One answer as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub path: String,
    /// JSON: a list of texts, sealed if it is sensitive.
    pub value: String,
    /// JSON: those that were replaced unseen, each with its page; sealed likewise.
    pub earlier: Option<String>,
    /// JSON: which pages saved it.
    pub writers: String,
}
row!(Answer { path, value, earlier, writers });

/// What came of an attempt to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// This unit sends it; until it commits or rolls back, others wait.
    Yours,
    /// It was sent before, as this application.
    Sent(ApplicationId),
    /// It is not there, not this person's, deleted, or the token is another.
    Refused,
}

macro_rules! columns {
    () => {
        "id, person, procedure, revision, created_at, saved_at, sent_application, deleted_at, token, \
         moved_from"
    };
}

/// # Errors
/// [`Error::Dangling`](crate::Error::Dangling) if person or revision are not there.
pub async fn open(tx: &mut Write, draft: &Draft) -> Result<()> {
    tx.query(concat!(
        "INSERT INTO draft (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    ))
    .bind(draft.id)
    .bind(draft.person)
    .bind(draft.procedure.as_str())
    .bind(draft.revision)
    .bind(draft.created_at)
    .bind(draft.saved_at)
    .bind(draft.sent_application)
    .bind(draft.deleted_at)
    .bind(draft.token.as_slice())
    .bind(draft.moved_from)
    .execute()
    .await?;
    Ok(())
}

/// Also if it was sent or deleted: the row says so. Whose it is, is for the caller to compare.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Draft>> {
    read.query(concat!("SELECT ", columns!(), " FROM draft WHERE id = $1"))
        .bind(id)
        .fetch_optional()
        .await
}

/// The person's drafts neither sent nor deleted, the newest first, before the last one seen;
/// of one procedure if told.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_person(
    read: &mut Read,
    person: PersonId,
    procedure: Option<&str>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Draft>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM draft
          WHERE person = $1 AND sent_application IS NULL AND deleted_at IS NULL
            AND ($2 IS NULL OR procedure = $2) AND id < $3
          ORDER BY id DESC LIMIT $4"
    ))
    .bind(person)
    .bind(procedure)
    .bind(before.unwrap_or(Uuid::max()))
    .bind(limit)
    .fetch_all()
    .await
}

/// Holds a draft until this unit ends: what is read of its answers after this is what they are, whoever else saves. Its
/// person is at work on it: one that was [about to end](warn) lives on as if begun now.
///
/// # Errors
/// [`Error::Missing`](crate::Error::Missing) if it is not this person's, or was sent or deleted.
pub async fn hold(tx: &mut Write, draft: Uuid, person: PersonId, now: Moment) -> Result<()> {
    let open = tx
        .query(
            "UPDATE draft SET warned_at = NULL,
                saved_at = CASE WHEN warned_at IS NULL THEN saved_at ELSE $3 END
             WHERE id = $1 AND person = $2 AND sent_application IS NULL AND deleted_at IS NULL",
        )
        .bind(draft)
        .bind(person)
        .bind(now)
        .execute()
        .await?;
    if open == 0 { Err(crate::Error::Missing) } else { Ok(()) }
}

/// Writes answers of a draft that this unit [holds](hold) over what stood at their paths.
///
/// # Errors
/// [`Error::Dangling`](crate::Error::Dangling) if the draft is not there.
pub async fn write(tx: &mut Write, draft: Uuid, answers: &[Answer], now: Moment) -> Result<()> {
    for answers in answers.chunks(ROWS) {
        let insert = "INSERT INTO answer (draft, path, value, earlier, writers, saved_at) VALUES";
        let update = "ON CONFLICT (draft, path) DO UPDATE SET
                value = excluded.value, earlier = excluded.earlier,
                writers = excluded.writers, saved_at = excluded.saved_at";
        let mut query = tx.query(Sql::rows(insert, answers.len(), 6, update));
        for answer in answers {
            query = query
                .bind(draft)
                .bind(answer.path.as_str())
                .bind(answer.value.as_str())
                .bind(answer.earlier.as_deref())
                .bind(answer.writers.as_str())
                .bind(now);
        }
        query.execute().await?;
    }
    Ok(())
}

/// Notes that a draft which this unit [holds](hold) says more than before: the other pages that show it learn so, and
/// it lives on as if begun now.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn saved(tx: &mut Write, draft: Uuid, now: Moment) -> Result<()> {
    tx.query("UPDATE draft SET saved_at = $2 WHERE id = $1")
        .bind(draft)
        .bind(now)
        .execute()
        .await?;
    Ok(())
}

/// Every answer of a draft, by path.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn answers(read: &mut Read, draft: Uuid) -> Result<Vec<Answer>> {
    read.query("SELECT path, value, earlier, writers FROM answer WHERE draft = $1 ORDER BY path")
        .bind(draft)
        .fetch_all()
        .await
}

/// The first statement of sending: whoever comes second waits here, and then learns what became
/// of the first. Nothing starts if the draft was saved after `saved_at`, when its answers were read.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn start_sending(
    tx: &mut Write,
    draft: Uuid,
    person: PersonId,
    (token, saved_at): (&[u8], Moment),
    application: ApplicationId,
) -> Result<Sending> {
    let first = tx
        .query(
            "UPDATE draft SET sent_application = $4
             WHERE id = $1 AND person = $2 AND token = $3 AND saved_at = $5
               AND sent_application IS NULL AND deleted_at IS NULL",
        )
        .bind(draft)
        .bind(person)
        .bind(token)
        .bind(application)
        .bind(saved_at)
        .execute()
        .await?;
    if first > 0 {
        return Ok(Sending::Yours);
    }
    let sent: Option<(Option<ApplicationId>,)> = tx
        .query("SELECT sent_application FROM draft WHERE id = $1 AND person = $2 AND token = $3")
        .bind(draft)
        .bind(person)
        .bind(token)
        .fetch_optional()
        .await?;
    Ok(sent.and_then(|(sent,)| sent).map_or(Sending::Refused, Sending::Sent))
}

/// Puts a draft that this unit [holds](hold) on another revision: its answers are carried over by path. From which it
/// came stays with it until its person has [read](changes_read) what is new.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn move_to(tx: &mut Write, draft: Uuid, revision: i64, now: Moment) -> Result<()> {
    tx.query(
        "UPDATE draft SET moved_from = coalesce(moved_from, revision), revision = $2,
            saved_at = $3, warned_at = NULL
         WHERE id = $1",
    )
    .bind(draft)
    .bind(revision)
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

/// The person has read what the form asks that it did not ask before.
///
/// # Errors
/// [`Error::Missing`](crate::Error::Missing) if it is not this person's, or was sent or deleted.
pub async fn changes_read(tx: &mut Write, draft: Uuid, person: PersonId) -> Result<()> {
    let open = tx
        .query(
            "UPDATE draft SET moved_from = NULL
             WHERE id = $1 AND person = $2 AND sent_application IS NULL AND deleted_at IS NULL",
        )
        .bind(draft)
        .bind(person)
        .execute()
        .await?;
    if open == 0 { Err(crate::Error::Missing) } else { Ok(()) }
}

/// Deletes a draft of this person: it can no more be found, and goes for good with [`purge`].
/// False if it is not there or was sent.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn delete(tx: &mut Write, draft: Uuid, person: PersonId, now: Moment) -> Result<bool> {
    let deleted = tx
        .query(
            "UPDATE draft SET deleted_at = $3
             WHERE id = $1 AND person = $2 AND sent_application IS NULL AND deleted_at IS NULL",
        )
        .bind(draft)
        .bind(person)
        .bind(now)
        .execute()
        .await?;
    Ok(deleted > 0)
}

/// Drafts for which something was paid, or stands to be paid at the platform: they stay, and nobody is told otherwise.
macro_rules! paid {
    () => {
        "(SELECT draft FROM payment WHERE state = 'paid'
           OR (state IN ('due', 'started', 'failed') AND notice IS NOT NULL))"
    };
}

/// Notes of at most `limit` drafts not saved since `before` that their person is told so now; which they are.
/// Saving takes the note away.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn warn(tx: &mut Write, before: Moment, now: Moment, limit: i64) -> Result<Vec<Uuid>> {
    let warned: Vec<(Uuid,)> = tx
        .query(
            // The condition stands twice: PostgreSQL does not run the inner query again on a row that has changed
            // while it waited for it.
            concat!(
                "UPDATE draft SET warned_at = $1
             WHERE sent_application IS NULL AND deleted_at IS NULL AND warned_at IS NULL
               AND saved_at < $2
               AND id IN
                (SELECT id FROM draft
                 WHERE sent_application IS NULL AND deleted_at IS NULL AND warned_at IS NULL
                   AND saved_at < $2 AND id NOT IN ",
                paid!(),
                " ORDER BY saved_at LIMIT $3)
             RETURNING id"
            ),
        )
        .bind(now)
        .bind(before)
        .bind(limit)
        .fetch_all()
        .await?;
    Ok(warned.into_iter().map(|(id,)| id).collect())
}

/// Which drafts go.
#[derive(Clone, Copy, Debug)]
pub struct Gone {
    /// Not saved since.
    pub saved: Moment,
    /// And the person was told before.
    pub warned: Moment,
    /// Or the person deleted it before.
    pub deleted: Moment,
}

/// Erases at most `limit` unsent drafts with their answers, but for those for which something was paid or can still be;
/// how many. Their files stay, without a draft: see
/// [`files::forget_abandoned`](crate::files::forget_abandoned).
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn purge(tx: &mut Write, gone: Gone, limit: i64) -> Result<u64> {
    tx.query(concat!(
        "DELETE FROM draft
         WHERE sent_application IS NULL
           AND ((saved_at < $1 AND warned_at < $2) OR deleted_at < $3)
           AND id IN
            (SELECT id FROM draft
             WHERE sent_application IS NULL
               AND ((saved_at < $1 AND warned_at < $2) OR deleted_at < $3)
               AND id NOT IN ",
        paid!(),
        " ORDER BY saved_at LIMIT $4)"
    ))
    .bind(gone.saved)
    .bind(gone.warned)
    .bind(gone.deleted)
    .bind(limit)
    .execute()
    .await
}

/// Erases the answers of at most `limit` drafts sent and last saved before `before`: they were frozen with the
/// application. Of how many.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn clear_sent(tx: &mut Write, before: Moment, limit: i64) -> Result<u64> {
    let cleared: Vec<(Uuid,)> = tx
        .query(
            "UPDATE draft SET is_cleared = TRUE
             WHERE NOT is_cleared AND id IN
                (SELECT id FROM draft
                 WHERE sent_application IS NOT NULL AND NOT is_cleared AND saved_at < $1
                 ORDER BY saved_at LIMIT $2)
             RETURNING id",
        )
        .bind(before)
        .bind(limit)
        .fetch_all()
        .await?;
    for (draft,) in &cleared {
        tx.query("DELETE FROM answer WHERE draft = $1").bind(*draft).execute().await?;
    }
    Ok(cleared.len() as u64)
}
