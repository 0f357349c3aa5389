//! Signing in: leaving for a provider, coming back, the session that begins. The protocol is in
//! `gateway::identity`; here is what the desk keeps of it.

use chrono::Duration;
use gateway::{
    identity::{Begun, Callback, Identity, SignInFailure},
    keys::hash,
};
use model::{Moment, PersonId, access::RoleAt};
use store::{Write, people, roles, sessions, signins};

use super::{ABSOLUTE, Acting, Attributes, IDLE};
use crate::{Desk, Error, Result};

/// How long a sign-in may take at the provider.
const SIGN_IN: Duration = Duration::minutes(15);

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
