//! Signed-in browsers. The token itself is never here, only its hash.

use chrono::Duration;
use model::{Digest, Moment, PersonId};
use uuid::Uuid;

use crate::{Columns, Read, Result, Row, Write, column::row, people::Person, roles::Role};

/// One browser in which one person is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub token_hash: Digest,
    /// What may be shown and named in links.
    pub id: Uuid,
    pub person: PersonId,
    /// `citizen` or `staff`.
    pub acting: String,
    /// Level of the sign-in: 1, 2 or 3.
    pub level: i64,
    pub provider: String,
    pub created_at: Moment,
    pub seen_at: Moment,
    /// End if nothing happens.
    pub idle_until: Moment,
    /// End whatever happens.
    pub expires_at: Moment,
    /// As the person will recognise it.
    pub device: String,
    pub ended_at: Option<Moment>,
    /// The provider's tokens, sealed by the caller; they stay after the end until they are given back.
    pub tokens: Option<Vec<u8>>,
    /// The sign-in it came from, as the log names it.
    pub signin: Option<Uuid>,
    /// How the provider calls the person.
    pub subject: Option<String>,
    /// Name of the provider, for people.
    pub method: String,
    /// Where from, without the last part of the address.
    pub network: Option<String>,
}
row!(Session {
    token_hash,
    id,
    person,
    acting,
    level,
    provider,
    created_at,
    seen_at,
    idle_until,
    expires_at,
    device,
    ended_at,
    tokens,
    signin,
    subject,
    method,
    network,
});

/// Between two writes of `seen_at`.
const TOUCH: Duration = Duration::minutes(1);

impl Session {
    /// Whether [`touch`] would write: at most once a minute, so that reading pages stays reading.
    #[must_use]
    pub fn wants_touch(&self, now: Moment) -> bool {
        now - self.seen_at >= TOUCH
    }
}

/// Everything a page needs to know of who asks, in one query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    pub session: Session,
    pub person: Person,
    /// Those that hold now.
    pub roles: Vec<Role>,
}

impl Row for SignedIn {
    fn of(columns: Columns<'_>) -> sqlx::Result<Self> {
        let session = Session::of(columns)?;
        let roles: Option<String> = columns.get("roles")?;
        let roles = roles.iter().flat_map(|all| all.split('\n'));
        Ok(Self {
            person: Person {
                id: session.person,
                key: columns.get("key")?,
                fiscal_code: columns.get("fiscal_code")?,
                given_name: columns.get("given_name")?,
                family_name: columns.get("family_name")?,
                attributes: columns.get("attributes")?,
                created_at: columns.get("person_created_at")?,
                updated_at: columns.get("updated_at")?,
            },
            roles: roles.filter_map(|line| role(session.person, line)).collect(),
            session,
        })
    }
}

/// `role|office|procedure|since|until`: slugs and numbers have no bar.
fn role(person: PersonId, line: &str) -> Option<Role> {
    let mut parts = line.split('|');
    let mut next = || parts.next();
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Some(Role {
        person,
        role: next()?.to_owned(),
        office: some(next()?),
        procedure: some(next()?),
        since: Moment(next()?.parse().ok()?),
        until: next()?.parse().ok().map(Moment),
    })
}

macro_rules! columns {
    () => {
        "token_hash, id, person, acting, level, provider, created_at, seen_at, idle_until, \
         expires_at, device, ended_at, tokens, signin, subject, method, network"
    };
}

/// # Errors
/// [`Error`](crate::Error).
pub async fn begin(tx: &mut Write, session: &Session) -> Result<()> {
    tx.query(concat!(
        "INSERT INTO session (",
        columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    ))
    .bind(session.token_hash)
    .bind(session.id)
    .bind(session.person)
    .bind(session.acting.as_str())
    .bind(session.level)
    .bind(session.provider.as_str())
    .bind(session.created_at)
    .bind(session.seen_at)
    .bind(session.idle_until)
    .bind(session.expires_at)
    .bind(session.device.as_str())
    .bind(session.ended_at)
    .bind(session.tokens.as_deref())
    .bind(session.signin)
    .bind(session.subject.as_deref())
    .bind(session.method.as_str())
    .bind(session.network.as_deref())
    .execute()
    .await?;
    Ok(())
}

/// The session with this token, if it lives at `now`, with its person and roles.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn get(read: &mut Read, token_hash: Digest, now: Moment) -> Result<Option<SignedIn>> {
    read.query(
        "SELECT s.token_hash, s.id, s.person, s.acting, s.level, s.provider, s.created_at,
                s.seen_at, s.idle_until, s.expires_at, s.device, s.ended_at, s.tokens,
                s.signin, s.subject, s.method, s.network, p.key, p.fiscal_code, p.given_name, p.family_name, p.attributes,
                p.created_at AS person_created_at, p.updated_at,
                (SELECT string_agg(r.role || '|' || coalesce(r.office, '') || '|'
                            || coalesce(r.procedure, '') || '|' || CAST(r.since AS TEXT) || '|'
                            || coalesce(CAST(r.until AS TEXT), ''), '\n')
                 FROM role r WHERE r.person = s.person AND r.since <= $2
                   AND (r.until IS NULL OR r.until > $2)) AS roles
         FROM session s JOIN person p ON p.id = s.person
         WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.idle_until > $2
           AND s.expires_at > $2",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional()
    .await
}

/// Says that the person is still there; does nothing within a minute of the last time. It never ends
/// later than it expires.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn touch(
    tx: &mut Write,
    token_hash: Digest,
    now: Moment,
    idle_until: Moment,
) -> Result<()> {
    tx.query(
        "UPDATE session SET seen_at = $2,
                idle_until = CASE WHEN expires_at < $3 THEN expires_at ELSE $3 END
         WHERE token_hash = $1 AND ended_at IS NULL AND seen_at <= $4",
    )
    .bind(token_hash)
    .bind(now)
    .bind(idle_until)
    .bind(now - TOUCH)
    .execute()
    .await?;
    Ok(())
}

/// A session that has ended, and whether its tokens are still to be given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub id: Uuid,
    pub has_tokens: bool,
}

row!(Ended { id, has_tokens });

macro_rules! ended {
    ($where:literal) => {
        concat!(
            "UPDATE session SET ended_at = $1 WHERE ended_at IS NULL AND ",
            $where,
            " RETURNING id, tokens IS NOT NULL AS has_tokens"
        )
    };
}

/// Ends one session of this person, also the one asked from. None if it was not there or over.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn end(tx: &mut Write, person: PersonId, id: Uuid, now: Moment) -> Result<Option<Ended>> {
    let ended = ended!("id = $2 AND person = $3");
    tx.query(ended).bind(now).bind(id).bind(person).fetch_optional().await
}

/// Ends every session of this person but one.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn end_others(
    tx: &mut Write,
    person: PersonId,
    keep: Uuid,
    now: Moment,
) -> Result<Vec<Ended>> {
    let ended = ended!("person = $2 AND id <> $3");
    tx.query(ended).bind(now).bind(person).bind(keep).fetch_all().await
}

/// Ends every session of this person as citizen or as staff.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn end_acting(
    tx: &mut Write,
    person: PersonId,
    acting: &str,
    now: Moment,
) -> Result<Vec<Ended>> {
    let ended = ended!("person = $2 AND acting = $3");
    tx.query(ended).bind(now).bind(person).bind(acting).fetch_all().await
}

/// Ends every session that a provider opened for a subject of its.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn end_of_subject(
    tx: &mut Write,
    provider: &str,
    subject: &str,
    now: Moment,
) -> Result<Vec<Ended>> {
    let ended = ended!("provider = $2 AND subject = $3");
    tx.query(ended).bind(now).bind(provider).bind(subject).fetch_all().await
}

/// Ends every session that a provider opened.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn end_of_provider(tx: &mut Write, provider: &str, now: Moment) -> Result<Vec<Ended>> {
    tx.query(ended!("provider = $2")).bind(now).bind(provider).fetch_all().await
}

/// Ends at most `limit` sessions that are over by themselves and whose tokens are still to be given back.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn sweep(tx: &mut Write, now: Moment, limit: i64) -> Result<Vec<Ended>> {
    let ended = ended!(
        "id IN (SELECT id FROM session WHERE tokens IS NOT NULL AND ended_at IS NULL
                  AND idle_until <= $1 ORDER BY idle_until LIMIT $2)"
    );
    tx.query(ended).bind(now).bind(limit).fetch_all().await
}

/// Marks at most `limit` living sessions of staff whose provider was not asked since `before` as asked `now`; which.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn to_ask(tx: &mut Write, now: Moment, before: Moment, limit: i64) -> Result<Vec<Uuid>> {
    let asked: Vec<(Uuid,)> = tx
        .query(
            "UPDATE session SET asked_at = $1
         WHERE id IN (SELECT id FROM session
                      WHERE acting = 'staff' AND ended_at IS NULL AND tokens IS NOT NULL
                        AND idle_until > $1 AND coalesce(asked_at, created_at) <= $2
                      ORDER BY idle_until LIMIT $3)
         RETURNING id",
        )
        .bind(now)
        .bind(before)
        .bind(limit)
        .fetch_all()
        .await?;
    Ok(asked.into_iter().map(|(id,)| id).collect())
}

/// Keeps newer tokens of a session, over or not, if its older ones are still here.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn renew_tokens(tx: &mut Write, id: Uuid, sealed: &[u8]) -> Result<bool> {
    tx.query("UPDATE session SET tokens = $2 WHERE id = $1 AND tokens IS NOT NULL")
        .bind(id)
        .bind(sealed)
        .execute()
        .await
        .map(|rows| rows > 0)
}

/// A session, over or not, by the id it is named by.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn by_id(read: &mut Read, id: Uuid) -> Result<Option<Session>> {
    read.query(concat!("SELECT ", columns!(), " FROM session WHERE id = $1"))
        .bind(id)
        .fetch_optional()
        .await
}

/// Forgets the tokens of a session that is over: they were given back, or have ended.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn forget_tokens(tx: &mut Write, id: Uuid) -> Result<()> {
    tx.query("UPDATE session SET tokens = NULL WHERE id = $1 AND ended_at IS NOT NULL")
        .bind(id)
        .execute()
        .await?;
    Ok(())
}

/// The person's living sessions, the newest first.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn of_person(read: &mut Read, person: PersonId, now: Moment) -> Result<Vec<Session>> {
    read.query(concat!(
        "SELECT ",
        columns!(),
        " FROM session
          WHERE person = $1 AND ended_at IS NULL AND idle_until > $2 AND expires_at > $2
          ORDER BY id DESC LIMIT 100"
    ))
    .bind(person)
    .bind(now)
    .fetch_all()
    .await
}

/// Forgets at most `limit` that expired before `before`, ended or not, with what is left of their tokens; how many.
///
/// # Errors
/// [`Error`](crate::Error).
pub async fn purge(tx: &mut Write, before: Moment, limit: i64) -> Result<u64> {
    tx.query(
        "DELETE FROM session WHERE token_hash IN
            (SELECT token_hash FROM session WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)",
    )
    .bind(before)
    .bind(limit)
    .execute()
    .await
}
