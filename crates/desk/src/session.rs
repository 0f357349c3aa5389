//! Who is there: sign-in, sessions, sign-out. The protocol is in `gateway::identity`; here is what the desk
//! keeps of it.

use chrono::Duration;
use gateway::{
    identity::{Begun, Callback, Identity, SignInFailure},
    keys::hash,
};
use model::{
    Digest, Moment, PersonId,
    access::{Role, RoleAt},
};
use serde::{Deserialize, Serialize};
use store::{Write, people, roles, sessions, signins};
use uuid::Uuid;

use crate::{Desk, Error, Result};

/// Longest time without a request.
pub const IDLE: Duration = Duration::minutes(30);
/// Longest time in all.
pub const ABSOLUTE: Duration = Duration::hours(8);
/// How long a sign-in may take at the provider.
const SIGN_IN: Duration = Duration::minutes(15);

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
}

/// What the identity provider said of a person, as it was last said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes {
    /// ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    /// As the provider writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_place: Option<String>,
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
    /// When it ends without a request.
    pub idle_until: Moment,
    /// Key of the session in storage.
    token: Digest,
    wants_touch: bool,
}

impl Session {
    /// Acts for the municipality.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.acting == Acting::Staff
    }
}

/// Where to send the browser, and what to give it to keep.
#[derive(Debug)]
pub struct Leaving {
    /// Address at the provider.
    pub url: String,
    /// Value of a cookie that binds the sign-in to this browser.
    pub browser: String,
}

/// A finished sign-in.
#[derive(Debug)]
pub struct Arrived {
    /// Value of the session cookie.
    pub token: String,
    /// Address to go on to, of this site.
    pub return_to: String,
    /// As what.
    pub acting: Acting,
}

/// Why nobody came in.
#[derive(Debug, thiserror::Error)]
pub enum NotArrived {
    /// The provider or its answer.
    #[error(transparent)]
    Failed(#[from] SignInFailure),
    /// The answer belongs to no sign-in begun in this browser, or to one already finished.
    #[error("unknown or used sign-in")]
    Unknown,
    /// Signed in as staff, but has no role here.
    #[error("no role")]
    NoRole,
    /// The desk itself.
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<store::Error> for NotArrived {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
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
    /// Begun.
    pub since: Moment,
    /// Last used.
    pub seen_at: Moment,
    /// The one that asks.
    pub is_this: bool,
}

impl Desk {
    /// Begins a sign-in at a provider, at least at `level`; afterwards the person lands at `return_to`.
    ///
    /// # Errors
    /// The provider is unknown or does not answer.
    pub async fn begin_sign_in(
        &self,
        provider: &str,
        level: u8,
        return_to: &str,
    ) -> Result<Leaving, NotArrived> {
        let begun = self.providers.begin(provider, level, &self.clock).await?;
        let browser = gateway::keys::text(self.clock.token());
        let now = self.now();
        let mut tx = self.db.write().await?;
        signins::begin(
            &mut tx,
            &signins::Signin {
                state_hash: hash(&begun.state),
                browser_hash: hash(&browser),
                provider: provider.to_owned(),
                nonce: begun.nonce.clone(),
                verifier: begun.verifier.clone(),
                return_to: own_path(return_to).to_owned(),
                acting: if begun.is_staff { Acting::Staff } else { Acting::Citizen }
                    .word()
                    .to_owned(),
                level: i64::from(level),
                created_at: now,
                expires_at: now + SIGN_IN,
            },
        )
        .await?;
        tx.commit().await?;
        Ok(Leaving { url: begun.url, browser })
    }

    /// Finishes a sign-in with what the provider sent back. Works once.
    ///
    /// # Errors
    /// See [`NotArrived`].
    pub async fn finish_sign_in(
        &self,
        callback: &Callback,
        browser: &str,
        device: &str,
    ) -> Result<Arrived, NotArrived> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        let begun = signins::take(&mut tx, hash(&callback.state), hash(browser), now).await?;
        tx.commit().await?;
        let signin = begun.ok_or(NotArrived::Unknown)?;
        let level = u8::try_from(signin.level).unwrap_or(u8::MAX);
        let begun = Begun {
            url: String::new(),
            state: callback.state.clone(),
            nonce: signin.nonce,
            verifier: signin.verifier,
            level,
            is_staff: signin.acting == Acting::Staff.word(),
        };
        let is_staff = begun.is_staff;
        let identity =
            self.providers.finish(&signin.provider, &begun, callback, &self.clock).await?;
        let acting = if is_staff { Acting::Staff } else { Acting::Citizen };
        let token = self.enter(&identity, &signin.provider, acting, device).await?;
        Ok(Arrived { token, return_to: signin.return_to, acting })
    }

    /// Makes a session for a person whom a provider vouches for.
    async fn enter(
        &self,
        identity: &Identity,
        provider: &str,
        acting: Acting,
        device: &str,
    ) -> Result<String, NotArrived> {
        let now = self.now();
        let token = gateway::keys::text(self.clock.token());
        let attributes = Attributes {
            birth_date: identity.birth_date.map(|date| date.to_string()),
            birth_place: identity.birth_place.clone(),
            sex: identity.sex.clone(),
            email: identity.email.clone(),
            phone: identity.phone.clone(),
            provider: identity.provider_label.clone(),
        };
        let mut attributes = serde_json::to_string(&attributes).map_err(Error::broken)?;
        let mut tx = self.db.write().await?;
        // What a citizen's provider said stays: the address of an office is not the person's own.
        if acting == Acting::Staff
            && let Some(known) = people::by_key(&mut tx, &identity.key).await?
        {
            attributes = known.attributes;
        }
        let person = people::enter(
            &mut tx,
            &people::Person {
                id: PersonId(self.clock.id()),
                key: identity.key.clone(),
                fiscal_code: identity.fiscal_code.as_ref().map(ToString::to_string),
                given_name: identity.given_name.clone(),
                family_name: identity.family_name.clone(),
                attributes,
                created_at: now,
                updated_at: now,
            },
        )
        .await?;
        if acting == Acting::Staff {
            let held = roles::of_person(&mut tx, person.id, now).await?;
            let held = match &identity.roles {
                None => held.len(),
                Some(said) => follow(&mut tx, person.id, &held, said, now).await?,
            };
            if held == 0 {
                // Roles that ended stay ended.
                tx.commit().await?;
                return Err(NotArrived::NoRole);
            }
        }
        sessions::begin(
            &mut tx,
            &sessions::Session {
                token_hash: hash(&token),
                id: self.clock.id(),
                person: person.id,
                acting: acting.word().to_owned(),
                level: i64::from(identity.level),
                provider: provider.to_owned(),
                created_at: now,
                seen_at: now,
                idle_until: now + IDLE,
                expires_at: now + ABSOLUTE,
                device: device.chars().take(200).collect(),
                ended_at: None,
                tokens: None,
            },
        )
        .await?;
        tx.commit().await?;
        Ok(token)
    }

    /// The session of a cookie, if it still holds.
    ///
    /// # Errors
    /// Storage.
    pub async fn session(&self, token: &str) -> Result<Option<Session>> {
        let now = self.now();
        let key = hash(token);
        let mut read = self.db.peek().await?;
        let Some(found) = sessions::get(&mut read, key, now).await? else { return Ok(None) };
        drop(read);
        let acting = if found.session.acting == Acting::Staff.word() {
            Acting::Staff
        } else {
            Acting::Citizen
        };
        let roles = if acting == Acting::Staff { roles_at(&found.roles) } else { Vec::new() };
        // Staff without a role any more have lost access at once.
        if acting == Acting::Staff && roles.is_empty() {
            return Ok(None);
        }
        let wants_touch = found.session.wants_touch(now);
        let session = Session {
            id: found.session.id,
            person: Person::of(found.person),
            acting,
            level: u8::try_from(found.session.level).unwrap_or(0),
            roles,
            idle_until: found.session.idle_until,
            token: key,
            wants_touch,
        };
        if session.wants_touch {
            self.touch(&session).await;
        }
        Ok(Some(session))
    }

    /// Puts off the end of a session; a busy storage only means that it is put off later.
    async fn touch(&self, session: &Session) {
        let now = self.now();
        let touched = async {
            let mut tx = self.db.write().await?;
            sessions::touch(&mut tx, session.token, now, now + IDLE).await?;
            tx.commit().await
        };
        if let Err(error) = touched.await {
            tracing::debug!(%error, "a session was not touched");
        }
    }

    /// Ends one of one's sessions; one's own, when `id` is its.
    ///
    /// # Errors
    /// Storage, or there is no such session.
    pub async fn end_session(&self, session: &Session, id: Uuid) -> Result<()> {
        let mut tx = self.db.write().await?;
        if !sessions::end(&mut tx, session.person.id, id, self.now()).await? {
            return Err(Error::NotFound);
        }
        Ok(tx.commit().await?)
    }

    /// Ends all of one's sessions but this.
    ///
    /// # Errors
    /// Storage.
    pub async fn end_other_sessions(&self, session: &Session) -> Result<()> {
        let mut tx = self.db.write().await?;
        sessions::end_others(&mut tx, session.person.id, session.id, self.now()).await?;
        Ok(tx.commit().await?)
    }

    /// One's sessions.
    ///
    /// # Errors
    /// Storage.
    pub async fn devices(&self, session: &Session) -> Result<Vec<Device>> {
        let mut read = self.db.peek().await?;
        let rows = sessions::of_person(&mut read, session.person.id, self.now()).await?;
        Ok(rows
            .into_iter()
            .map(|row| Device {
                is_this: row.id == session.id,
                id: row.id,
                device: row.device,
                is_staff: row.acting == Acting::Staff.word(),
                since: row.created_at,
                seen_at: row.seen_at,
            })
            .collect())
    }
}

/// Where the provider says what a member of staff is, that is the truth: roles it no longer says end, new ones
/// begin. How many are held then.
async fn follow(
    tx: &mut Write,
    person: PersonId,
    held: &[roles::Role],
    said: &[RoleAt],
    now: Moment,
) -> Result<usize> {
    let is = |row: &roles::Role, at: &RoleAt| {
        row.role == at.role.word() && row.office == at.office && row.procedure == at.procedure
    };
    for row in held.iter().filter(|row| !said.iter().any(|at| is(row, at))) {
        roles::revoke(tx, row, now).await?;
    }
    for at in said.iter().filter(|at| !held.iter().any(|row| is(row, at))) {
        let row = roles::Role {
            person,
            role: at.role.word().to_owned(),
            office: at.office.clone(),
            procedure: at.procedure.clone(),
            since: now,
            until: None,
        };
        roles::grant(tx, &row).await?;
    }
    Ok(said.len())
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

/// A path of this site, never an address elsewhere.
fn own_path(path: &str) -> &str {
    let is_own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.bytes().all(|byte| (0x21..0x7f).contains(&byte))
        && path.len() <= 2_000;
    if is_own { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_returned_to() {
        for (path, expect) in [
            ("/domanda/permesso-ztl", "/domanda/permesso-ztl"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("/a\r\nSet-Cookie: x=y", "/"),
            ("", "/"),
        ] {
            assert_eq!(own_path(path), expect, "{path}");
        }
    }
}
