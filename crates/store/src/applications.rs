//! Applications (*istanze*) as rows: a narrow projection of their events for lists and queues,
//! their frozen answers, and their number. What an event does to them is `workflow`'s.

use chrono::NaiveDate;
use model::{ApplicationId, Digest, Moment, PersonId};
use uuid::Uuid;

use crate::{Columns, Read, Result, Row, Sql, Write, column::row, query::ROWS, queue::NO_TERM};

/// One application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    pub id: ApplicationId,
    pub year: i64,
    /// Of the protocol register, within the year.
    pub number: i64,
    pub procedure: String,
    pub revision: i64,
    /// Who applies.
    pub person: PersonId,
    /// When it was sent, which is when it was received.
    pub sent_at: Moment,
    pub applicant_name: String,
    /// As a search compares it.
    pub applicant_folded: String,
    pub draft: Option<Uuid>,
    /// What events have made of it so far.
    pub now: Standing,
    /// Grows with every change: an update that was decided on an older one is refused.
    pub version: i64,
}

/// The part of an application that events move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub office: String,
    pub assignee: Option<PersonId>,
    pub state: String,
    /// National state of the model of municipalities.
    pub national: String,
    /// The date the office must answer by (the earlier reading); none if no term runs.
    pub due_on: Option<NaiveDate>,
    /// `running`, `suspended` or `stopped`.
    pub clock: String,
    /// It waits for somebody else than its office.
    pub waits: bool,
    /// The last day on which the term stands still, where one is known.
    pub suspended_until: Option<NaiveDate>,
    pub closed_at: Option<Moment>,
    pub outcome: Option<String>,
    pub last_event_at: Moment,
}

impl Row for Application {
    fn of(columns: Columns<'_>) -> sqlx::Result<Self> {
        let due_on: String = columns.get("due_on")?;
        let due_on = if due_on == NO_TERM { None } else { Some(columns.get("due_on")?) };
        Ok(Self {
            id: columns.get("id")?,
            year: columns.get("year")?,
            number: columns.get("number")?,
            procedure: columns.get("procedure")?,
            revision: columns.get("revision")?,
            person: columns.get("person")?,
            sent_at: columns.get("sent_at")?,
            applicant_name: columns.get("applicant_name")?,
            applicant_folded: columns.get("applicant_folded")?,
            draft: columns.get("draft")?,
            now: Standing {
                office: columns.get("office")?,
                assignee: columns.get("assignee")?,
                state: columns.get("state")?,
                national: columns.get("national")?,
                due_on,
                clock: columns.get("clock")?,
                waits: columns.get("waits")?,
                suspended_until: columns.get("suspended_until")?,
                closed_at: columns.get("closed_at")?,
                outcome: columns.get("outcome")?,
                last_event_at: columns.get("last_event_at")?,
            },
            version: columns.get("version")?,
        })
    }
}

macro_rules! columns {
    () => {
        "id, year, number, procedure, revision, person, office, assignee, state, national, \
         sent_at, due_on, clock, closed_at, outcome, applicant_name, applicant_folded, draft, \
         last_event_at, version, suspended_until, waits"
    };
}
pub(crate) use columns;

/// The answers as they were sent: they never change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    pub application: ApplicationId,
    /// Canonical JSON.
    pub answers: String,
    /// Of `answers`: what the receipt names.
    pub digest: Digest,
    /// JSON: what was accepted, how the person had signed in, and the like.
    pub evidence: String,
}
row!(Submission { application, answers, digest, evidence });

/// The next number of a register in a year: 1, 2, 3 … without gaps, because it is given back if the
/// unit rolls back. It is locked until the commit: take it late.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn next_number(tx: &mut Write, register: &str, year: i64) -> Result<i64> {
    let (number,): (i64,) = tx
        .query(
            "INSERT INTO counter (register, year, last) VALUES ($1, $2, 1)
             ON CONFLICT (register, year) DO UPDATE SET last = counter.last + 1
             RETURNING last",
        )
        .bind(register)
        .bind(year)
        .fetch_one()
        .await?;
    Ok(number)
}

/// The last number that a register gave in a year; 0 if none.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn last_number(read: &mut Read, register: &str, year: i64) -> Result<i64> {
    let last: Option<(i64,)> = read
        .query("SELECT last FROM counter WHERE register = $1 AND year = $2")
        .bind(register)
        .bind(year)
        .fetch_optional()
        .await?;
    Ok(last.map_or(0, |(last,)| last))
}

/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) if the draft or the number is taken: a unit that
/// began with [`drafts::start_sending`](crate::drafts::start_sending) and took its number from
/// [`next_number`] never meets it.
pub async fn insert(tx: &mut Write, new: &Application) -> Result<()> {
    tx.query(concat!(
        "INSERT INTO application (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce($12, '9999-12-31'),
                   $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)"
    ))
    .bind(new.id)
    .bind(new.year)
    .bind(new.number)
    .bind(new.procedure.as_str())
    .bind(new.revision)
    .bind(new.person)
    .bind(new.now.office.as_str())
    .bind(new.now.assignee)
    .bind(new.now.state.as_str())
    .bind(new.now.national.as_str())
    .bind(new.sent_at)
    .bind(new.now.due_on)
    .bind(new.now.clock.as_str())
    .bind(new.now.closed_at)
    .bind(new.now.outcome.as_deref())
    .bind(new.applicant_name.as_str())
    .bind(new.applicant_folded.as_str())
    .bind(new.draft)
    .bind(new.now.last_event_at)
    .bind(new.version)
    .bind(new.now.suspended_until)
    .bind(new.now.waits)
    .execute()
    .await?;
    tx.tally.add(&new.procedure, &new.now, 1);
    Ok(())
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: ApplicationId) -> Result<Option<Application>> {
    read.query(concat!("SELECT ", columns!(), " FROM application WHERE id = $1"))
        .bind(id)
        .fetch_optional()
        .await
}

/// Those of some ids, in no order.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_ids(read: &mut Read, ids: &[ApplicationId]) -> Result<Vec<Application>> {
    let mut found = Vec::new();
    for some in ids.chunks(ROWS) {
        let select = concat!("SELECT ", columns!(), " FROM application WHERE id IN");
        let query = read.query(Sql::listed(select, some.len(), ""));
        let query = some.iter().fold(query, |query, id| query.bind(*id));
        found.extend(query.fetch_all::<Application>().await?);
    }
    Ok(found)
}

/// As [`get`], and nobody else changes it until this unit ends.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn lock(tx: &mut Write, id: ApplicationId) -> Result<Option<Application>> {
    macro_rules! lock {
        ($lock:literal) => {
            concat!("SELECT ", columns!(), " FROM application WHERE id = $1", $lock)
        };
    }
    tx.query(Sql::per_engine(lock!(""), lock!(" FOR UPDATE"))).bind(id).fetch_optional().await
}

/// Those of these ids, in no order.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn listed(read: &mut Read, ids: &[ApplicationId]) -> Result<Vec<Application>> {
    let mut found = Vec::new();
    for some in ids.chunks(ROWS) {
        let select = concat!("SELECT ", columns!(), " FROM application WHERE id IN");
        let query = read.query(Sql::listed(select, some.len(), ""));
        found.extend(some.iter().fold(query, |query, id| query.bind(*id)).fetch_all().await?);
    }
    Ok(found)
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn by_number(read: &mut Read, year: i64, number: i64) -> Result<Option<Application>> {
    read.query(concat!("SELECT ", columns!(), " FROM application WHERE year = $1 AND number = $2"))
        .bind(year)
        .bind(number)
        .fetch_optional()
        .await
}

/// The person's applications, the newest first, before the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_person(
    read: &mut Read,
    person: PersonId,
    before: Option<ApplicationId>,
    limit: i64,
) -> Result<Vec<Application>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM application WHERE person = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
    ))
    .bind(person)
    .bind(before.unwrap_or(ApplicationId(Uuid::max())))
    .bind(limit)
    .fetch_all()
    .await
}

/// Every application, by id after the last one seen: for verification and export.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn all(
    read: &mut Read,
    after: Option<ApplicationId>,
    limit: i64,
) -> Result<Vec<Application>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM application WHERE id > $1 ORDER BY id LIMIT $2"
    ))
    .bind(after.unwrap_or(ApplicationId(Uuid::nil())))
    .bind(limit)
    .fetch_all()
    .await
}

/// Writes what events have made of it. False, and nothing written, if it is no more as `before`
/// says: somebody else was first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn update(tx: &mut Write, before: &Application, now: &Standing) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE application SET office = $3, assignee = $4, state = $5, national = $6,
                    due_on = coalesce($7, '9999-12-31'), clock = $8, closed_at = $9, outcome = $10,
                    last_event_at = $11, suspended_until = $12, waits = $13, version = version + 1
             WHERE id = $1 AND version = $2
               AND due_on = coalesce($14, '9999-12-31') AND clock = $15",
        )
        .bind(before.id)
        .bind(before.version)
        .bind(now.office.as_str())
        .bind(now.assignee)
        .bind(now.state.as_str())
        .bind(now.national.as_str())
        .bind(now.due_on)
        .bind(now.clock.as_str())
        .bind(now.closed_at)
        .bind(now.outcome.as_deref())
        .bind(now.last_event_at)
        .bind(now.suspended_until)
        .bind(now.waits)
        // What time alone changes leaves the version as it is.
        .bind(before.now.due_on)
        .bind(before.now.clock.as_str())
        .execute()
        .await?;
    if changed > 0 {
        tx.tally.add(&before.procedure, &before.now, -1);
        tx.tally.add(&before.procedure, now, 1);
    }
    Ok(changed > 0)
}

/// Writes what time alone has made of it, without an event: the clock and the day it is due. The caller holds it by
/// [`lock`], as `before` says.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn restate(tx: &mut Write, before: &Application, now: &Standing) -> Result<()> {
    tx.query(
        "UPDATE application
         SET due_on = coalesce($2, '9999-12-31'), clock = $3, suspended_until = $4, waits = $5
         WHERE id = $1",
    )
    .bind(before.id)
    .bind(now.due_on)
    .bind(now.clock.as_str())
    .bind(now.suspended_until)
    .bind(now.waits)
    .execute()
    .await?;
    let (due_on, clock, waits) = (now.due_on, now.clock.clone(), now.waits);
    let after = Standing { due_on, clock, waits, ..before.now.clone() };
    tx.tally.add(&before.procedure, &before.now, -1);
    tx.tally.add(&before.procedure, &after, 1);
    Ok(())
}

/// Moves it to another revision, an explicit act. False if somebody else was first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn move_to(tx: &mut Write, before: &Application, revision: i64) -> Result<bool> {
    let changed = tx
        .query(
            "UPDATE application SET revision = $3, version = version + 1
             WHERE id = $1 AND version = $2",
        )
        .bind(before.id)
        .bind(before.version)
        .bind(revision)
        .execute()
        .await?;
    Ok(changed > 0)
}

/// Applications of a procedure that are not closed and not on that revision, by id after the last one seen.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn not_on(
    read: &mut Read,
    (procedure, revision): (&str, i64),
    after: Option<ApplicationId>,
    limit: i64,
) -> Result<Vec<Application>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM application
         WHERE procedure = $1 AND closed_at IS NULL AND revision <> $2 AND id > $3
         ORDER BY id LIMIT $4"
    ))
    .bind(procedure)
    .bind(revision)
    .bind(after.unwrap_or(ApplicationId(Uuid::nil())))
    .bind(limit)
    .fetch_all()
    .await
}

/// How many applications of a procedure are not closed.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn running(read: &mut Read, procedure: &str) -> Result<Vec<(i64, i64)>> {
    read.query(
        "SELECT revision, count(*) FROM application
         WHERE procedure = $1 AND closed_at IS NULL GROUP BY revision ORDER BY revision",
    )
    .bind(procedure)
    .fetch_all()
    .await
}

/// Freezes the answers.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn submit(tx: &mut Write, submission: &Submission) -> Result<()> {
    tx.query(
        "INSERT INTO submission (application, answers, digest, evidence) VALUES ($1, $2, $3, $4)",
    )
    .bind(submission.application)
    .bind(submission.answers.as_str())
    .bind(submission.digest)
    .bind(submission.evidence.as_str())
    .execute()
    .await?;
    Ok(())
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn submission(read: &mut Read, id: ApplicationId) -> Result<Option<Submission>> {
    read.query(
        "SELECT application, answers, digest, evidence FROM submission WHERE application = $1",
    )
    .bind(id)
    .fetch_optional()
    .await
}

/// Those of some applications.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn submissions(read: &mut Read, ids: &[ApplicationId]) -> Result<Vec<Submission>> {
    let mut found = Vec::new();
    for some in ids.chunks(ROWS) {
        let select =
            "SELECT application, answers, digest, evidence FROM submission WHERE application IN";
        let query = read.query(Sql::listed(select, some.len(), ""));
        let query = some.iter().fold(query, |query, id| query.bind(*id));
        found.extend(query.fetch_all::<Submission>().await?);
    }
    Ok(found)
}

/// How long the last applications of a procedure took from the first answer to sending, in microseconds, those outside of
/// these bounds left out: they were put aside, or nobody typed them.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn filling_times(
    read: &mut Read,
    procedure: &str,
    (least, most): (i64, i64),
    limit: i64,
) -> Result<Vec<i64>> {
    let times: Vec<(i64,)> = read
        .query(
            "SELECT a.sent_at - d.created_at FROM application a JOIN draft d ON d.id = a.draft
             WHERE a.procedure = $1 AND a.sent_at - d.created_at BETWEEN $2 AND $3
             ORDER BY a.id DESC LIMIT $4",
        )
        .bind(procedure)
        .bind(least)
        .bind(most)
        .bind(limit)
        .fetch_all()
        .await?;
    Ok(times.into_iter().map(|(time,)| time).collect())
}
