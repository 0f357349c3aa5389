//! Signing in: leaving for a provider, coming back, the session that begins. The protocol is in
//! `gateway::identity`; here is what the desk keeps of it.

use chrono::Duration;
use gateway::{
    identity::{
        Audience, Begun, Callback, Choice, Finished, Identity, Message, MessageKind, SignInFailure,
        Wanted,
    },
    keys::hash,
};
use model::{Moment, PersonId, access::RoleAt};
use store::{Write, people, roles, sessions, signins};
use uuid::Uuid;

use super::{ABSOLUTE, Acting, Attributes, IDLE, USUAL_LEVEL, tokens_context};
use crate::{
    Desk, Error, Result,
    signin_log::{self, Said},
};

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
    #[error("{failure}")]
    Failed {
        /// Why.
        failure: SignInFailure,
        /// Path that the person was going to.
        return_to: String,
    },
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
    /// The providers of a federation, of which the person chooses one.
    ///
    /// # Errors
    /// The provider is unknown, or its federation cannot be asked.
    pub async fn choices(&self, provider: &str) -> Result<Vec<Choice>, SignInFailure> {
        self.providers.choices(provider, &self.clock).await
    }

    /// Begins a sign-in at a provider (one of a federation, by `choice`), at least at `level`; afterwards the person
    /// lands at `return_to`. Staff begin at level 2 at least. `browser` is what this browser was given to keep for an
    /// earlier sign-in: two tabs may be on their way at once.
    ///
    /// # Errors
    /// The provider is unknown or does not answer.
    pub async fn begin_sign_in(
        &self,
        provider: &str,
        choice: Option<&str>,
        level: u8,
        return_to: &str,
        browser: Option<&str>,
    ) -> Result<Leaving, NotArrived> {
        let return_to = own_path(return_to).unwrap_or("/");
        let is_staff = self.providers.offers(Audience::Staff).any(|offer| offer.id == provider);
        let level = if is_staff { level.max(USUAL_LEVEL) } else { level };
        let begun = self.providers.begin(provider, Wanted { level, choice }, &self.clock).await;
        let begun = begun.map_err(|failure| {
            let return_to = return_to.to_owned();
            NotArrived::Failed { failure, return_to }
        })?;
        let kept = browser.filter(|kept| gateway::keys::bytes(kept).is_some_and(|b| b.len() == 32));
        let browser = kept.map_or_else(|| gateway::keys::text(self.clock.token()), str::to_owned);
        let (now, id) = (self.now(), self.clock.id());
        // Into the log when somebody comes back with an answer: strangers who only leave fill no log.
        let said = serde_json::to_vec(&begun.messages).map_err(Error::broken)?;
        let signin = signins::Signin {
            id,
            state_hash: hash(&begun.state),
            browser_hash: hash(&browser),
            provider: provider.to_owned(),
            choice: begun.choice,
            nonce: begun.nonce,
            verifier: begun.verifier,
            return_to: return_to.to_owned(),
            acting: if begun.is_staff { Acting::Staff } else { Acting::Citizen }.word().to_owned(),
            level: i64::from(begun.level),
            created_at: now,
            expires_at: now + SIGN_IN,
            said: Some(self.keys.seal(&said_context(id), &said, &self.clock)),
        };
        let mut tx = self.db.write().await?;
        signins::begin(&mut tx, &signin).await?;
        tx.commit().await?;
        Ok(Leaving { url: begun.url, browser })
    }

    /// Finishes a sign-in with what the provider sent back. Works once. `device` and `from` (the network, without the
    /// last part of the address) are what the person will recognise the session by.
    ///
    /// # Errors
    /// See [`NotArrived`]. What was said is written down all the same; where it cannot be, nobody comes in.
    pub async fn finish_sign_in(
        &self,
        callback: &Callback,
        browser: &str,
        device: &str,
        from: Option<String>,
    ) -> Result<Arrived, NotArrived> {
        let now = self.now();
        let mut tx = self.db.write().await?;
        let begun = signins::take(&mut tx, hash(&callback.state), hash(browser), now).await?;
        tx.commit().await?;
        let signin = begun.ok_or(NotArrived::Unknown)?;
        let mut messages = self.said_before(&signin)?;
        let acting = Acting::from_word(&signin.acting);
        let begun = Begun {
            url: String::new(),
            state: callback.state.clone(),
            nonce: signin.nonce,
            verifier: signin.verifier,
            level: u8::try_from(signin.level).unwrap_or(u8::MAX),
            choice: signin.choice,
            is_staff: acting == Acting::Staff,
            messages: Vec::new(),
        };
        let (provider, return_to) = (signin.provider, signin.return_to);
        let Finished { outcome, messages: more } =
            self.providers.finish(&provider, &begun, callback, &self.clock).await;
        messages.extend(more);
        let outcome = match outcome {
            Ok(identity) if self.has_come_before(&messages).await? => {
                self.let_go(&provider, &identity, &mut messages).await;
                Err(SignInFailure::Replayed)
            }
            outcome => outcome,
        };
        let identity = match outcome {
            Ok(identity) => identity,
            Err(failure) => {
                let said = Said {
                    signin: signin.id,
                    provider: &provider,
                    person: None,
                    messages: &messages,
                };
                self.log_alone(&said).await?;
                return Err(NotArrived::Failed { failure, return_to });
            }
        };
        let arriving = Arriving {
            identity,
            signin: signin.id,
            provider,
            acting,
            messages,
            device: device.chars().take(200).collect(),
            from,
        };
        match self.enter(&arriving).await {
            Ok(token) => Ok(Arrived { token, return_to, acting }),
            Err(NotArrived::NoRole) => {
                let (provider, identity) = (&arriving.provider, &arriving.identity);
                let (signin, mut messages) = (arriving.signin, Vec::new());
                self.let_go(provider, identity, &mut messages).await;
                self.log_alone(&Said { signin, provider, person: None, messages: &messages })
                    .await?;
                Err(NotArrived::NoRole)
            }
            Err(error) => Err(error),
        }
    }

    /// Nobody came in: what was given for it goes back, if the provider takes it.
    async fn let_go(&self, provider: &str, identity: &Identity, messages: &mut Vec<Message>) {
        if let Some(tokens) = &identity.tokens {
            messages.extend(self.providers.revoke(provider, tokens, &self.clock).await.messages);
        }
    }

    /// Whether the ID token among these messages was given before, to any sign-in that the log knows.
    async fn has_come_before(&self, messages: &[Message]) -> Result<bool> {
        let kind = MessageKind::TokenResponse;
        let token = messages.iter().find(|message| message.kind == kind).map(|it| &it.index);
        let named = token.and_then(|index| index.iss.as_deref().zip(index.jti.as_deref()));
        match named {
            Some((iss, jti)) => {
                let mut read = self.db.peek().await?;
                Ok(signin_log::is_known(&mut read, kind, (iss, jti)).await?)
            }
            None => Ok(false),
        }
    }

    /// What was said when a sign-in began.
    fn said_before(&self, signin: &signins::Signin) -> Result<Vec<Message>> {
        let Some(sealed) = &signin.said else { return Ok(Vec::new()) };
        let text = self.keys.open(&said_context(signin.id), sealed).map_err(Error::broken)?;
        serde_json::from_slice(&text).map_err(Error::broken)
    }

    /// Makes a session for a person whom a provider vouches for. Its token is new each time.
    async fn enter(&self, arriving: &Arriving) -> Result<String, NotArrived> {
        let Arriving { identity, acting, .. } = arriving;
        let now = self.now();
        let token = gateway::keys::text(self.clock.token());
        let attributes = self.attributes(identity);
        let mut attributes = serde_json::to_string(&attributes).map_err(Error::broken)?;
        let said = Said {
            signin: arriving.signin,
            provider: &arriving.provider,
            person: Some(&identity.key),
            messages: &arriving.messages,
        };
        let mut tx = self.db.write().await?;
        let mut names = (identity.given_name.clone(), identity.family_name.clone());
        // What a citizen's provider said stays: the address of an office is not the person's own, and the name that
        // somebody has at work is not what the State calls them.
        if *acting == Acting::Staff
            && let Some(known) = people::by_key(&mut tx, &identity.key).await?
        {
            attributes = known.attributes;
            if known.fiscal_code.is_some() {
                names = (known.given_name, known.family_name);
            }
        }
        let (given_name, family_name) = names;
        let person = people::enter(
            &mut tx,
            &people::Person {
                id: PersonId(self.clock.id()),
                key: identity.key.clone(),
                fiscal_code: identity.fiscal_code.as_ref().map(ToString::to_string),
                given_name,
                family_name,
                attributes,
                created_at: now,
                updated_at: now,
            },
        )
        .await?;
        if *acting == Acting::Staff {
            let held = roles::of_person(&mut tx, person.id, now).await?;
            let held = match &identity.roles {
                None => held.len(),
                Some(said) => follow(&mut tx, person.id, &held, said, now).await?,
            };
            if held == 0 {
                // Roles that ended stay ended, and what was said is kept.
                self.log_messages(&mut tx, &said).await?;
                tx.commit().await?;
                return Err(NotArrived::NoRole);
            }
        }
        let session = self.session_of(arriving, person.id, &token)?;
        sessions::begin(&mut tx, &session).await?;
        self.log_messages(&mut tx, &said).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// The row of a new session.
    fn session_of(
        &self,
        arriving: &Arriving,
        person: PersonId,
        token: &str,
    ) -> Result<sessions::Session> {
        let (now, id) = (self.now(), self.clock.id());
        let identity = &arriving.identity;
        let tokens = match &identity.tokens {
            Some(tokens) => {
                let text = serde_json::to_vec(tokens).map_err(Error::broken)?;
                Some(self.keys.seal(&tokens_context(id), &text, &self.clock))
            }
            None => None,
        };
        Ok(sessions::Session {
            token_hash: hash(token),
            id,
            person,
            acting: arriving.acting.word().to_owned(),
            level: i64::from(identity.level),
            provider: arriving.provider.clone(),
            created_at: now,
            seen_at: now,
            idle_until: now + IDLE,
            expires_at: now + ABSOLUTE,
            device: arriving.device.clone(),
            ended_at: None,
            tokens,
            signin: Some(arriving.signin),
            subject: Some(identity.subject.clone()),
            method: identity.provider_label.clone(),
            network: arriving.from.clone(),
        })
    }

    /// What a provider said of a person, as it is kept.
    fn attributes(&self, identity: &Identity) -> Attributes {
        let said = identity.birth_place.as_deref();
        let known = said.and_then(|said| Some((said, self.places.name(said)?)));
        Attributes {
            birth_date: identity.birth_date.map(|date| date.to_string()),
            birth_place: known.map(|(_, name)| name).or(said).map(str::to_owned),
            birth_code: known.map(|(code, _)| code.to_uppercase()),
            sex: identity.sex.clone(),
            email: identity.email.clone(),
            phone: identity.phone.clone(),
            provider: identity.provider_label.clone(),
            said_on: Some(self.today()),
        }
    }
}

/// Somebody whom a provider vouches for, before there is a session.
struct Arriving {
    identity: Identity,
    /// The sign-in, as the log names it.
    signin: Uuid,
    provider: String,
    acting: Acting,
    messages: Vec<Message>,
    device: String,
    from: Option<String>,
}

/// Where the provider says what a member of staff is, that is the truth: roles it no longer says end, new ones
/// begin. How many are held then.
pub(crate) async fn follow(
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

/// What the messages of a beginning are sealed for.
fn said_context(signin: Uuid) -> String {
    format!("sign-in {signin}")
}

/// A path of this site, to which a link or a redirect of ours may lead; never an address elsewhere.
#[must_use]
pub fn own_path(path: &str) -> Option<&str> {
    let is_own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && path.bytes().all(|byte| byte.is_ascii_graphic())
        && path.len() <= 2_000;
    is_own.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_returned_to() {
        for (path, expect) in [
            ("/domanda/permesso-ztl", Some("/domanda/permesso-ztl")),
            ("/bozze/1?da=riepilogo", Some("/bozze/1?da=riepilogo")),
            ("//evil.example", None),
            ("/\\evil.example", None),
            ("https://evil.example", None),
            ("/a\r\nSet-Cookie: x=y", None),
            ("", None),
            ("/a b", None),
        ] {
            assert_eq!(own_path(path), expect, "{path}");
        }
    }
}
