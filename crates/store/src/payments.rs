//! What people pay through the payment platform, and the revenue stamps that were used.

use chrono::NaiveDate;
use model::{ApplicationId, Moment, Money, PersonId};
use uuid::Uuid;

use crate::{
    Read, Result, Write,
    column::{row, words},
};

/// How a payment stands here; the platform is asked for the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be paid.
    Due,
    /// The person went to the platform's page.
    Started,
    /// The platform says that it was paid.
    Paid,
    /// The person came back without having paid.
    Failed,
    /// It can be paid no more.
    Expired,
    /// It was paid and given back.
    Refunded,
}
words!(State {
    Due = "due",
    Started = "started",
    Paid = "paid",
    Failed = "failed",
    Expired = "expired",
    Refunded = "refunded",
});

/// When it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Before sending.
    Filing,
    /// Before the act is issued.
    Release,
}
words!(Phase { Filing = "filing", Release = "release" });

/// One payment. Its id is the name of the position at the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub id: Uuid,
    /// The draft, whose id is the application's too.
    pub draft: Uuid,
    pub person: PersonId,
    pub phase: Phase,
    pub state: State,
    pub amount: Money,
    /// What it is for.
    pub subject: String,
    /// The last day on which it can be paid.
    pub payable_until: NaiveDate,
    /// Notice number at the platform; none until it was opened there.
    pub notice: Option<String>,
    /// JSON: what is sent once it is paid.
    pub sending: Option<String>,
    /// Name of the receipt at the platform.
    pub receipt: Option<String>,
    /// Who took the money.
    pub through: Option<String>,
    pub created_at: Moment,
    pub started_at: Option<Moment>,
    pub looked_at: Option<Moment>,
    pub paid_at: Option<Moment>,
}
row!(Payment {
    id,
    draft,
    person,
    phase,
    state,
    amount,
    subject,
    payable_until,
    notice,
    sending,
    receipt,
    through,
    created_at,
    started_at,
    looked_at,
    paid_at,
});

macro_rules! columns {
    () => {
        "id, draft, person, phase, state, amount, subject, payable_until, notice, sending, receipt, through, \
         created_at, started_at, looked_at, paid_at"
    };
}

/// Writes down a payment that is due.
///
/// # Errors
/// [`Error::Duplicate`](crate::Error::Duplicate) if the draft has another that can still be paid.
pub async fn add(tx: &mut Write, payment: &Payment) -> Result<()> {
    tx.query(concat!(
        "INSERT INTO payment (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    ))
    .bind(payment.id)
    .bind(payment.draft)
    .bind(payment.person)
    .bind(payment.phase)
    .bind(payment.state)
    .bind(payment.amount)
    .bind(payment.subject.as_str())
    .bind(payment.payable_until)
    .bind(payment.notice.as_deref())
    .bind(payment.sending.as_deref())
    .bind(payment.receipt.as_deref())
    .bind(payment.through.as_deref())
    .bind(payment.created_at)
    .bind(payment.started_at)
    .bind(payment.looked_at)
    .bind(payment.paid_at)
    .execute()
    .await?;
    Ok(())
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Payment>> {
    read.query(concat!("SELECT ", columns!(), " FROM payment WHERE id = $1"))
        .bind(id)
        .fetch_optional()
        .await
}

/// All of a draft or of the application that it became, the oldest first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_draft(read: &mut Read, draft: Uuid) -> Result<Vec<Payment>> {
    read.query(concat!("SELECT ", columns!(), " FROM payment WHERE draft = $1 ORDER BY id"))
        .bind(draft)
        .fetch_all()
        .await
}

/// All that a person has paid or begun to pay for drafts that were not sent.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn before_sending(read: &mut Read, person: PersonId) -> Result<Vec<Payment>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM payment WHERE person = $1
          AND draft IN (SELECT id FROM draft WHERE person = $1 AND sent_application IS NULL)
          ORDER BY id"
    ))
    .bind(person)
    .fetch_all()
    .await
}

/// The platform knows it by this number.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn noticed(tx: &mut Write, id: Uuid, notice: &str) -> Result<()> {
    tx.query("UPDATE payment SET notice = $2 WHERE id = $1")
        .bind(id)
        .bind(notice)
        .execute()
        .await?;
    Ok(())
}

/// The person goes to the platform. False if it can be paid no more.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn start(tx: &mut Write, id: Uuid, now: Moment) -> Result<bool> {
    let started = tx
        .query(
            "UPDATE payment SET state = 'started', started_at = $2
             WHERE id = $1 AND state IN ('due', 'started', 'failed')",
        )
        .bind(id)
        .bind(now)
        .execute()
        .await?;
    Ok(started > 0)
}

/// The platform was asked, and there is nothing new.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn looked(tx: &mut Write, id: Uuid, now: Moment) -> Result<()> {
    tx.query("UPDATE payment SET looked_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now)
        .execute()
        .await?;
    Ok(())
}

/// It ended: it can be paid no more, or was given back. One that was paid ends only by being given back.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn ends(tx: &mut Write, id: Uuid, how: State, now: Moment) -> Result<()> {
    tx.query(
        "UPDATE payment SET state = $2, looked_at = $3
         WHERE id = $1 AND (state IN ('due', 'started', 'failed') OR $2 = 'refunded')",
    )
    .bind(id)
    .bind(how)
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

/// What proves that it was paid.
#[derive(Clone, Copy, Debug)]
pub struct Proof<'a> {
    pub at: Moment,
    pub receipt: &'a str,
    pub through: &'a str,
}

/// It was paid. False if that was known.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn pay(tx: &mut Write, id: Uuid, proof: Proof<'_>, now: Moment) -> Result<bool> {
    let paid = tx
        .query(
            "UPDATE payment SET state = 'paid', receipt = $2, through = $3, paid_at = $4, looked_at = $5
             WHERE id = $1 AND state NOT IN ('paid', 'refunded')",
        )
        .bind(id)
        .bind(proof.receipt)
        .bind(proof.through)
        .bind(proof.at)
        .bind(now)
        .execute()
        .await?;
    Ok(paid > 0)
}

/// The application that has used a revenue stamp.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn stamp_user(read: &mut Read, serial: &str) -> Result<Option<ApplicationId>> {
    let used: Option<(ApplicationId,)> = read
        .query("SELECT application FROM stamp WHERE serial = $1")
        .bind(serial)
        .fetch_optional()
        .await?;
    Ok(used.map(|(by,)| by))
}

/// Uses a revenue stamp for an application. False if another has used it.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn use_stamp(tx: &mut Write, serial: &str, by: ApplicationId) -> Result<bool> {
    tx.query(
        "INSERT INTO stamp (serial, application) VALUES ($1, $2) ON CONFLICT (serial) DO NOTHING",
    )
    .bind(serial)
    .bind(by)
    .execute()
    .await?;
    Ok(stamp_user(tx, serial).await? == Some(by))
}

/// What is sent once it is paid was read anew.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn read_anew(tx: &mut Write, id: Uuid, sending: Option<&str>) -> Result<()> {
    tx.query("UPDATE payment SET sending = $2 WHERE id = $1 AND state <> 'paid'")
        .bind(id)
        .bind(sending)
        .execute()
        .await?;
    Ok(())
}

/// The person came back without having paid.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn gave_up(tx: &mut Write, id: Uuid) -> Result<()> {
    tx.query("UPDATE payment SET state = 'failed' WHERE id = $1 AND state = 'started'")
        .bind(id)
        .execute()
        .await?;
    Ok(())
}
