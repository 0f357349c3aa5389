//! Sessions end: by their person, by somebody who says "it was not me", by their provider, by themselves. Whatever
//! the provider gave is given back then (*Regole tecniche OpenID Connect*, logout; RFC 7009): the promise stands in
//! the unit that ends the session.

use gateway::identity::SignInFailure;
use model::Moment;
use store::{
    Write, jobs, people,
    sessions::{self, Ended},
};
use uuid::Uuid;

use super::{Session, USUAL_LEVEL};
use crate::{
    Desk, Error, Result,
    jobs::{Errand, promise},
};

/// Sessions swept in one unit of work.
const BATCH: usize = 200;

impl Desk {
    /// Ends one of one's sessions; one's own, when `id` is its.
    ///
    /// # Errors
    /// Storage, there is no such session, or another one is to be ended from a session of level 1.
    pub async fn end_session(&self, session: &Session, id: Uuid) -> Result<()> {
        if id != session.id {
            session.reaches(USUAL_LEVEL)?;
        }
        let mut tx = self.db.write().await?;
        let ended = sessions::end(&mut tx, session.person.id, id, self.now()).await?;
        let ended = ended.ok_or(Error::NotFound)?;
        self.give_back(&mut tx, &[ended]).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Ends all of one's sessions but this.
    ///
    /// # Errors
    /// Storage, or a session of level 1 asks.
    pub async fn end_other_sessions(&self, session: &Session) -> Result<()> {
        session.reaches(USUAL_LEVEL)?;
        let mut tx = self.db.write().await?;
        let (person, now) = (session.person.id, self.now());
        let ended = sessions::end_others(&mut tx, person, session.id, now).await?;
        self.give_back(&mut tx, &ended).await?;
        tx.commit().await?;
        self.ring();
        Ok(())
    }

    /// Somebody says that one of their sessions is not theirs: it ends, all others but this one end with it, it is
    /// written down, and a message tells the person what to do.
    ///
    /// # Errors
    /// Storage, there is no such other session, or a session of level 1 asks.
    pub async fn not_me(&self, session: &Session, id: Uuid) -> Result<()> {
        session.reaches(USUAL_LEVEL)?;
        let (person, now) = (session.person.id, self.now());
        let mut tx = self.db.write().await?;
        let strange = sessions::by_id(&mut tx, id).await?;
        let strange = strange.filter(|it| it.person == person && id != session.id);
        let strange = strange.ok_or(Error::NotFound)?;
        let ended = sessions::end_others(&mut tx, person, session.id, now).await?;
        self.give_back(&mut tx, &ended).await?;
        let errand = Errand::NotMe {
            person,
            is_staff: session.is_staff(),
            session: id,
            method: strange.method.clone(),
            device: strange.device.clone(),
            since: strange.created_at,
        };
        jobs::promise(&mut tx, &promise(self, &errand, now)).await?;
        let what = format!("session {id}: {}, {}", strange.method, strange.device);
        self.audit(&mut tx, Some(person), "not me", &what).await?;
        tx.commit().await?;
        tracing::warn!(session = %id, ended = ended.len(), "somebody says that a session is not theirs");
        self.ring();
        Ok(())
    }

    /// Ends the sessions of somebody whom a provider has signed out, by how it calls them; how many.
    ///
    /// # Errors
    /// Storage.
    pub async fn logout_by_provider(&self, provider: &str, subject: &str) -> Result<usize> {
        let mut tx = self.db.write().await?;
        let ended = sessions::end_of_subject(&mut tx, provider, subject, self.now()).await?;
        self.give_back(&mut tx, &ended).await?;
        tx.commit().await?;
        self.ring();
        Ok(ended.len())
    }

    /// The same by the provider's word (OpenID Connect Back-Channel Logout 1.0), which is checked before.
    ///
    /// # Errors
    /// It is not the provider that says so; or storage.
    pub async fn back_channel_logout(
        &self,
        provider: &str,
        token: &str,
    ) -> Result<usize, NotLoggedOut> {
        let subject = self.providers.logged_out(provider, token, &self.clock).await?;
        Ok(self.logout_by_provider(provider, &subject).await?)
    }

    /// Ends sessions that are over by themselves, so that their tokens are given back; how many. To be called every
    /// minute.
    ///
    /// # Errors
    /// Storage.
    pub async fn sweep_sessions(&self) -> Result<usize> {
        let (limit, mut swept) = (i64::try_from(BATCH).unwrap_or(i64::MAX), 0);
        loop {
            let mut tx = self.db.write().await?;
            let ended = sessions::sweep(&mut tx, self.now(), limit).await?;
            self.give_back(&mut tx, &ended).await?;
            tx.commit().await?;
            swept += ended.len();
            if ended.len() < BATCH {
                break;
            }
        }
        if swept > 0 {
            self.ring();
        }
        Ok(swept)
    }

    /// Promises that what a provider gave for these sessions is given back.
    pub(crate) async fn give_back(&self, tx: &mut Write, ended: &[Ended]) -> Result<()> {
        let now: Moment = self.now();
        let errands: Vec<_> = ended
            .iter()
            .filter(|ended| ended.has_tokens)
            .map(|ended| promise(self, &Errand::Revoke { session: ended.id }, now))
            .collect();
        jobs::promise_all(tx, &errands).await?;
        Ok(())
    }

    /// The key of a session's person, as the log of sign-ins knows them.
    pub(crate) async fn key_of(&self, session: &sessions::Session) -> Result<Option<String>> {
        let row = people::get(&mut self.db.peek().await?, session.person).await?;
        Ok(row.map(|row| row.key))
    }
}

/// Why a provider's word ended nothing.
#[derive(Debug, thiserror::Error)]
pub enum NotLoggedOut {
    /// It is not the provider's, or cannot be checked now.
    #[error(transparent)]
    Failed(#[from] SignInFailure),
    /// The desk itself.
    #[error(transparent)]
    Desk(#[from] Error),
}
