//! The way in when no identity provider lets anybody in: made on the command line of the machine, used once within
//! minutes with a one-time code (RFC 6238), good for an hour, and told to everybody who should know. No page makes one.

use chrono::Duration;
use gateway::keys::{hash, text};
use model::{Lang, Moment, PersonId, access::Role};
use store::{
    Write, jobs, people,
    recoveries::{self, Recovery as Row},
    roles, sessions,
};
use totp_rs::{Builder, Secret, Totp};
use words::Words;

use crate::{
    Desk, Error, Result,
    jobs::{Errand, promise},
    session::{Acting, Arrived, COMMAND_LINE, IDLE},
};

/// Page that takes the code.
const PAGE: &str = "/ufficio/emergenza";
/// Where the administrator lands.
const HOME: &str = "/gestione";
/// How long the link can be used.
const LINK: Duration = Duration::minutes(15);
/// How long the administrator is one, whatever happens.
const SESSION: Duration = Duration::hours(1);
/// How many codes may be tried.
const TRIES: i64 = 5;
/// What such an administrator is.
const ROLES: [Role; 3] = [Role::SystemAdmin, Role::ProcedureAdmin, Role::SiteAdmin];
/// Highest level of assurance: who stands at the machine holds everything already.
const LEVEL: i64 = 3;

/// A way in that was made: shown once, on the command line.
pub struct Way {
    /// Address of the page that takes the code.
    pub url: String,
    /// For the authenticator: `otpauth://totp/…`.
    pub otpauth: String,
    /// The same secret to be typed, base32 (RFC 4648 § 6).
    pub secret: String,
    /// Until when the link can be used.
    pub until: Moment,
}

/// What the page says before the code is given.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// For whom it was made.
    pub name: String,
    /// Until when the link can be used.
    pub until: Moment,
    /// How many codes may still be tried.
    pub left: u8,
}

/// Why nobody came in.
#[derive(Debug, thiserror::Error)]
pub enum NotRecovered {
    /// There is no such link, or it was used, is too old or was tried too often.
    #[error("unknown or void")]
    Unknown,
    /// The code is not the one of this half minute.
    #[error("wrong code, {left} left")]
    WrongCode {
        /// How many may still be tried; at 0 the link is void.
        left: u8,
    },
    /// The desk itself.
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<store::Error> for NotRecovered {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
    }
}

impl Desk {
    /// Makes a way in for somebody; `by` is the user of the machine.
    ///
    /// # Errors
    /// Storage; a name that no authenticator takes.
    pub async fn make_recovery(&self, given: &str, family: &str, by: &str) -> Result<Way> {
        let (now, id) = (self.now(), self.clock.id());
        let token = text(self.clock.token());
        // 160 bits, as RFC 4226 § 4 recommends.
        let secret = &self.clock.token()[..20];
        let totp = self.totp(secret)?;
        let until = now + LINK;
        let key = hash(&token);
        let mut tx = self.db.write().await?;
        let person = people::enter(
            &mut tx,
            &people::Person {
                id: PersonId(id),
                // No provider has such an id: nobody becomes this person by signing in.
                key: format!("{COMMAND_LINE}/{id}"),
                fiscal_code: None,
                given_name: given.to_owned(),
                family_name: family.to_owned(),
                attributes: "{}".to_owned(),
                created_at: now,
                updated_at: now,
            },
        )
        .await?;
        let way = Row {
            token_hash: key,
            person: person.id,
            secret: self.keys.seal(&context(person.id), secret, &self.clock),
            created_at: now,
            expires_at: until,
            tries: 0,
            used_at: None,
        };
        recoveries::add(&mut tx, &way).await?;
        let detail = format!("for {given} {family}, by {by}");
        self.audit(&mut tx, None, "break-glass way made", &detail).await?;
        tx.commit().await?;
        tracing::error!(town = %self.municipality.slug, "a break-glass way in was made");
        Ok(Way {
            url: format!("{}{PAGE}?codice={token}", self.address),
            otpauth: totp.to_url().map_err(Error::broken)?,
            secret: totp.secret().to_base32(),
            until,
        })
    }

    /// What a link is, if it can still be used.
    ///
    /// # Errors
    /// Storage.
    pub async fn recovery(&self, token: &str) -> Result<Option<Recovery>> {
        let mut read = self.db.peek().await?;
        let way = recoveries::get(&mut read, hash(token), TRIES, self.now()).await?;
        let Some(way) = way else { return Ok(None) };
        let person = people::get(&mut read, way.person).await?.ok_or(Error::NotFound)?;
        Ok(Some(Recovery {
            name: format!("{} {}", person.given_name, person.family_name),
            until: way.expires_at,
            left: left(way.tries),
        }))
    }

    /// Lets an administrator in by a link and the code of this half minute.
    ///
    /// # Errors
    /// See [`NotRecovered`].
    pub async fn recover(
        &self,
        token: &str,
        code: &str,
        device: &str,
        from: Option<String>,
    ) -> Result<Arrived, NotRecovered> {
        let now = self.now();
        // Counted before it is looked at.
        let mut tx = self.db.write().await?;
        let way = recoveries::attempt(&mut tx, hash(token), TRIES, now).await?;
        tx.commit().await?;
        let way = way.ok_or(NotRecovered::Unknown)?;
        let secret = self.keys.open(&context(way.person), &way.secret).map_err(Error::broken)?;
        let seconds = u64::try_from(now.utc().timestamp()).unwrap_or(0);
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if self.totp(&secret)?.check(&code, seconds).is_none() {
            tracing::error!(town = %self.municipality.slug, "a break-glass code was wrong");
            return Err(NotRecovered::WrongCode { left: left(way.tries) });
        }
        let arrived = text(self.clock.token());
        let mut tx = self.db.write().await?;
        if !recoveries::take(&mut tx, way.token_hash, now).await? {
            return Err(NotRecovered::Unknown);
        }
        for role in ROLES {
            let role = roles::Role {
                person: way.person,
                role: role.word().to_owned(),
                office: None,
                procedure: None,
                since: now,
                until: Some(now + SESSION),
            };
            roles::grant(&mut tx, &role).await?;
        }
        let session = self.emergency(&way, &arrived, device, from);
        self.begin_emergency(&mut tx, &session).await?;
        tx.commit().await?;
        self.ring();
        let (town, person) = (&self.municipality.slug, way.person);
        tracing::error!(%town, %person, until = %session.expires_at.rfc3339(), "a break-glass administrator came in");
        let return_to = HOME.to_owned();
        Ok(Arrived { token: arrived, return_to, acting: Acting::Staff })
    }

    fn emergency(
        &self,
        way: &Row,
        token: &str,
        device: &str,
        from: Option<String>,
    ) -> sessions::Session {
        let now = self.now();
        sessions::Session {
            token_hash: hash(token),
            id: self.clock.id(),
            person: way.person,
            acting: Acting::Staff.word().to_owned(),
            level: LEVEL,
            provider: COMMAND_LINE.to_owned(),
            created_at: now,
            seen_at: now,
            idle_until: now + IDLE,
            expires_at: now + SESSION,
            device: device.chars().take(200).collect(),
            ended_at: None,
            tokens: None,
            signin: None,
            subject: None,
            method: Words::of(Lang::It).t("recovery-method").into_owned(),
            network: from,
        }
    }

    /// Begins the session, writes it down and promises to tell the municipality.
    async fn begin_emergency(&self, tx: &mut Write, session: &sessions::Session) -> Result<()> {
        sessions::begin(tx, session).await?;
        let from = session.network.as_deref().unwrap_or("-");
        let detail = format!("session {}, {}, from {from}", session.id, session.device);
        self.audit(tx, Some(session.person), "break-glass session begun", &detail).await?;
        let errand = Errand::Emergency { session: session.id };
        jobs::promise(tx, &promise(self, &errand, self.now())).await?;
        Ok(())
    }

    /// Ends every way in that was made here, the sessions and the roles of whoever came in by one; how many sessions.
    ///
    /// # Errors
    /// Storage.
    pub async fn end_recoveries(&self, by: &str) -> Result<usize> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        recoveries::void(&mut tx, now).await?;
        let ended = sessions::end_of_provider(&mut tx, COMMAND_LINE, now).await?;
        for person in recoveries::persons(&mut tx).await? {
            self.end_roles(&mut tx, person).await?;
        }
        self.audit(&mut tx, None, "break-glass ended", &format!("by {by}")).await?;
        tx.commit().await?;
        Ok(ended.len())
    }

    /// Six digits, half a minute, one step before and after: what every authenticator takes.
    fn totp(&self, secret: &[u8]) -> Result<Totp> {
        // A colon would part the two names.
        let issuer = self.municipality.title.get(Lang::It).replace(':', " ");
        Builder::new()
            .with_secret(Secret::new(secret.into()))
            .with_issuer(Some(issuer))
            .with_account_name(self.municipality.slug.as_str())
            .build()
            .map_err(Error::broken)
    }
}

/// What the secret of somebody's codes is sealed for.
fn context(person: PersonId) -> String {
    format!("recovery {person}")
}

fn left(tries: i64) -> u8 {
    u8::try_from(TRIES - tries).unwrap_or(0)
}

#[cfg(test)]
mod tests;
