//! Who is there, as what, and until when.

mod ending;
mod entering;
mod standing;

use chrono::{Duration, NaiveDate};
use gateway::keys::hash;
use model::{
    Digest, Moment, PersonId,
    access::{Role, RoleAt},
};
use serde::{Deserialize, Serialize};
use store::{people, roles, sessions};
use uuid::Uuid;

pub use ending::NotLoggedOut;
pub(crate) use entering::follow;
pub use entering::{Arrived, Leaving, NotArrived, own_path};

use crate::{Desk, Error, Result};

/// How addresses end that pages ask by themselves: nobody is there because of them, and no session goes on.
const WATCHED: &str = "/presenza";
/// Longest time without a request.
pub const IDLE: Duration = Duration::minutes(30);
/// Longest time in all.
pub const ABSOLUTE: Duration = Duration::hours(8);
/// Level of assurance of everything that says nothing else: the personal area, a procedure without one.
pub const USUAL_LEVEL: u8 = 2;

/// Stands as the provider of sessions that the command line let begin; no provider has such an id.
pub(crate) const COMMAND_LINE: &str = "command line";

/// As whom a human acts: never as both at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acting {
    /// For oneself.
    Citizen,
    /// For the municipality.
    Staff,
}

impl Acting {
    /// The word it is stored as.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Citizen => "citizen",
            Self::Staff => "staff",
        }
    }

    /// What a stored word says.
    pub(crate) fn from_word(word: &str) -> Self {
        if word == Self::Staff.word() { Self::Staff } else { Self::Citizen }
    }
}

/// What the identity provider said of a person, as it was last said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes {
    /// ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    /// «Roma (RM)», or as the provider writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_place: Option<String>,
    /// Its Belfiore code, where the provider writes that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_code: Option<String>,
    /// `f` or `m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// E-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Name of the provider, for people: «SPID».
    #[serde(default)]
    pub provider: String,
    /// The day on which it said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_on: Option<NaiveDate>,
}

/// A human known to the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Its id here.
    pub id: PersonId,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// None for a person of another country.
    pub fiscal_code: Option<String>,
    /// What the provider said.
    pub attributes: Attributes,
}

impl Person {
    /// Given name and family name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    pub(crate) fn of(row: people::Person) -> Self {
        Self {
            id: row.id,
            given_name: row.given_name,
            family_name: row.family_name,
            fiscal_code: row.fiscal_code,
            attributes: serde_json::from_str(&row.attributes).unwrap_or_default(),
        }
    }
}

/// Somebody signed in, acting as one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id, for the list of one's sessions.
    pub id: Uuid,
    /// Who.
    pub person: Person,
    /// As what.
    pub acting: Acting,
    /// Level of assurance, 1 to 3.
    pub level: u8,
    /// What they may do as staff; empty for citizens.
    pub roles: Vec<RoleAt>,
    /// Has a role here, also where they act for themselves.
    pub has_roles: bool,
    /// When it ends without a request.
    pub idle_until: Moment,
    /// When it ends in any case.
    pub expires_at: Moment,
    /// A break-glass administrator: every page says so.
    pub is_emergency: bool,
    /// Path of the page that was asked for: what is refused is written down with it.
    pub asked: String,
    /// Key of the session in storage.
    token: Digest,
    wants_touch: bool,
}

impl Session {
    /// As whom a draft is sent once it is paid: the citizen who read and accepted it in a session that may be over.
    pub(crate) fn of_payer(person: Person, (id, level): (Uuid, u8), now: Moment) -> Self {
        Self {
            id,
            person,
            acting: Acting::Citizen,
            level,
            roles: Vec::new(),
            has_roles: false,
            idle_until: now,
            expires_at: now,
            is_emergency: false,
            asked: String::new(),
            token: hash(""),
            wants_touch: false,
        }
    }

    /// As whom something is done later that somebody of the staff asked for, with the roles they have now.
    pub(crate) fn of_staff(person: Person, roles: Vec<RoleAt>, now: Moment) -> Self {
        let has_roles = !roles.is_empty();
        let acting = Acting::Staff;
        Self { acting, roles, has_roles, ..Self::of_payer(person, (Uuid::nil(), USUAL_LEVEL), now) }
    }

    /// Acts for the municipality.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.acting == Acting::Staff
    }

    /// Lets through who signed in at least at this level.
    ///
    /// # Errors
    /// [`Error::LevelTooLow`]: to be answered by a sign-in at that level.
    pub fn reaches(&self, level: u8) -> Result<()> {
        if self.level >= level { Ok(()) } else { Err(Error::LevelTooLow(level)) }
    }
}

/// One of a person's sessions, in the list of them.
#[derive(Debug, Clone)]
pub struct Device {
    /// Its id.
    pub id: Uuid,
    /// Browser and system in words.
    pub device: String,
    /// As what.
    pub is_staff: bool,
    /// Level of assurance, 1 to 3.
    pub level: u8,
    /// Name of the provider, in Italian; empty if it was not kept.
    pub provider: String,
    /// Network it came from, without the last part of the address: `192.0.2.0/24`.
    pub network: Option<String>,
    /// Begun.
    pub since: Moment,
    /// Last used.
    pub seen_at: Moment,
    /// The one that asks.
    pub is_this: bool,
}

impl Desk {
    /// The session of a cookie, if it still holds, with the path it asks for.
    ///
    /// # Errors
    /// Storage.
    pub async fn session(&self, token: &str, asked: &str) -> Result<Option<Session>> {
        let now = self.now();
        let key = hash(token);
        let mut read = self.db.peek().await?;
        let Some(found) = sessions::get(&mut read, key, now).await? else { return Ok(None) };
        drop(read);
        let acting = Acting::from_word(&found.session.acting);
        let held = roles_at(&found.roles);
        let has_roles = !held.is_empty();
        let roles = if acting == Acting::Staff { held } else { Vec::new() };
        // Staff without a role any more have lost access at once.
        if acting == Acting::Staff && roles.is_empty() {
            return Ok(None);
        }
        let wants_touch = found.session.wants_touch(now) && !asked.ends_with(WATCHED);
        let mut session = Session {
            id: found.session.id,
            person: Person::of(found.person),
            acting,
            level: level(found.session.level),
            roles,
            has_roles,
            idle_until: found.session.idle_until,
            expires_at: found.session.expires_at,
            is_emergency: found.session.provider == COMMAND_LINE,
            asked: asked.to_owned(),
            token: key,
            wants_touch,
        };
        if session.wants_touch {
            self.touch(&mut session).await;
        }
        Ok(Some(session))
    }

    /// Puts off the end of a session; a busy storage only means that it is put off later.
    async fn touch(&self, session: &mut Session) {
        let now = self.now();
        let touched = async {
            let mut tx = self.db.write().await?;
            sessions::touch(&mut tx, session.token, now, now + IDLE).await?;
            tx.commit().await
        };
        match touched.await {
            Ok(()) => session.idle_until = session.expires_at.min(now + IDLE),
            Err(error) => tracing::debug!(%error, "a session was not touched"),
        }
    }

    /// One's sessions.
    ///
    /// # Errors
    /// Storage, or a session of level 1 asks.
    pub async fn devices(&self, session: &Session) -> Result<Vec<Device>> {
        session.reaches(USUAL_LEVEL)?;
        let mut read = self.db.peek().await?;
        let rows = sessions::of_person(&mut read, session.person.id, self.now()).await?;
        Ok(rows
            .into_iter()
            .map(|row| Device {
                is_this: row.id == session.id,
                id: row.id,
                device: row.device,
                is_staff: row.acting == Acting::Staff.word(),
                level: level(row.level),
                provider: row.method,
                network: row.network,
                since: row.created_at,
                seen_at: row.seen_at,
            })
            .collect())
    }
}

/// A stored level.
fn level(stored: i64) -> u8 {
    u8::try_from(stored).unwrap_or(0)
}

/// What a session's tokens are sealed for.
pub(crate) fn tokens_context(session: Uuid) -> String {
    format!("tokens {session}")
}

/// Roles as the access rules read them; one that is not known gives nothing.
pub(crate) fn roles_at(rows: &[roles::Role]) -> Vec<RoleAt> {
    rows.iter()
        .filter_map(|row| {
            Some(RoleAt {
                role: Role::from_word(&row.role)?,
                office: row.office.clone(),
                procedure: row.procedure.clone(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
