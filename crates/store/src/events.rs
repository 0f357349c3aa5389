//! The chain of an application's events. Records are only ever added; the payload beside a record
//! can be erased by law, and the chain stands. Sealing and verifying are `workflow`'s.

use model::{ApplicationId, Digest, Moment, PersonId};
use uuid::Uuid;

use crate::{
    Read, Result, Write,
    column::row,
    query::{ROWS, Sql},
};

/// One sealed event with its payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: Uuid,
    pub application: ApplicationId,
    /// From 1, without gaps.
    pub seq: i64,
    pub at: Moment,
    /// As what the author acted.
    pub actor_kind: String,
    pub actor: Option<PersonId>,
    pub kind: String,
    /// Of salt and payload.
    pub digest: Digest,
    /// Hash of the record before.
    pub previous: Digest,
    pub hash: Digest,
    /// Gone with the payload.
    pub salt: Option<Vec<u8>>,
    /// Canonical JSON; none once erased.
    pub payload: Option<String>,
    pub erased_at: Option<Moment>,
}
row!(Event {
    id,
    application,
    seq,
    at,
    actor_kind,
    actor,
    kind,
    digest,
    previous,
    hash,
    salt,
    payload,
    erased_at,
});

/// Adds events in their order, in two statements however many they are.
///
/// # Errors
/// [`Error::Conflict`](crate::Error::Conflict) if the application has an event of that number:
/// a unit that has locked the application never meets it.
pub async fn append(tx: &mut Write, events: &[Event]) -> Result<()> {
    for events in events.chunks(ROWS) {
        let insert = "INSERT INTO event (id, application, seq, at, actor_kind, actor, kind, digest,
                                         previous, hash) VALUES";
        let mut query = tx.query(Sql::rows(insert, events.len(), 10, ""));
        for event in events {
            query = query
                .bind(event.id)
                .bind(event.application)
                .bind(event.seq)
                .bind(event.at)
                .bind(event.actor_kind.as_str())
                .bind(event.actor)
                .bind(event.kind.as_str())
                .bind(event.digest)
                .bind(event.previous)
                .bind(event.hash);
        }
        query.execute().await?;
        let insert = "INSERT INTO event_payload (event, salt, payload, erased_at) VALUES";
        let mut query = tx.query(Sql::rows(insert, events.len(), 4, ""));
        for event in events {
            query = query
                .bind(event.id)
                .bind(event.salt.as_deref())
                .bind(event.payload.as_deref())
                .bind(event.erased_at);
        }
        query.execute().await?;
    }
    Ok(())
}

macro_rules! event {
    ($rest:literal) => {
        concat!(
            "SELECT e.id, e.application, e.seq, e.at, e.actor_kind, e.actor, e.kind, e.digest,
                    e.previous, e.hash, p.salt, p.payload, p.erased_at
             FROM event e JOIN event_payload p ON p.event = e.id ",
            $rest
        )
    };
}

/// The whole chain, in order.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_application(read: &mut Read, application: ApplicationId) -> Result<Vec<Event>> {
    read.query(event!("WHERE e.application = $1 ORDER BY e.seq"))
        .bind(application)
        .fetch_all()
        .await
}

/// The events of some applications, in order.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_applications(
    read: &mut Read,
    applications: &[ApplicationId],
) -> Result<Vec<Event>> {
    let mut found = Vec::new();
    for some in applications.chunks(ROWS) {
        let end = "ORDER BY e.application, e.seq";
        let sql = Sql::listed(event!("WHERE e.application IN"), some.len(), end);
        let query = some.iter().fold(read.query(sql), |query, id| query.bind(*id));
        found.extend(query.fetch_all::<Event>().await?);
    }
    Ok(found)
}

/// The events of some kinds of some applications, in order.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_kinds(
    read: &mut Read,
    applications: &[ApplicationId],
    kinds: &[&'static str],
) -> Result<Vec<Event>> {
    let mut found = Vec::new();
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{kind}'")).collect();
    let end = format!("AND e.kind IN ({}) ORDER BY e.application, e.seq", kinds.join(", "));
    for some in applications.chunks(ROWS) {
        let sql = Sql::listed(event!("WHERE e.application IN"), some.len(), &end);
        let query = some.iter().fold(read.query(sql), |query, id| query.bind(*id));
        found.extend(query.fetch_all::<Event>().await?);
    }
    Ok(found)
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, id: Uuid) -> Result<Option<Event>> {
    read.query(event!("WHERE e.id = $1")).bind(id).fetch_optional().await
}

/// Erases payload and salt for good; the record stays. False if it was erased before.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn erase(tx: &mut Write, id: Uuid, now: Moment) -> Result<bool> {
    let erased = tx
        .query(
            "UPDATE event_payload SET salt = NULL, payload = NULL, erased_at = $2
             WHERE event = $1 AND erased_at IS NULL",
        )
        .bind(id)
        .bind(now)
        .execute()
        .await?;
    Ok(erased > 0)
}
