//! Somebody outside who was asked: the link they were sent makes the question theirs, and nobody else's.

use model::{ApplicationId, Digest};
use store::opinions;

use crate::{
    Desk, Error, Result,
    admission::level,
    session::{Session, USUAL_LEVEL},
};

/// What is behind a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invitation {
    pub application: ApplicationId,
    /// Number of the event that asked.
    pub asked: u32,
    /// This person has followed it before.
    pub is_theirs: bool,
}

impl Desk {
    /// What is behind a link that was sent to somebody outside.
    ///
    /// # Errors
    /// Nothing any more, or somebody else followed it; the person is a party.
    pub async fn invitation(&self, session: &Session, token: &str) -> Result<Invitation> {
        let row = opinions::by_link(&mut self.db.peek().await?, digest(token)).await?;
        let me = session.person.id;
        let row = row.filter(|row| {
            let is_open = row.ended_at.is_none() && row.person.is_none();
            !session.is_staff() && (row.person == Some(me) || is_open)
        });
        let Some(row) = row else {
            return Err(self.denied(session, "invitation", None).await);
        };
        let loaded = self.load(row.application).await?;
        session.reaches(level(&loaded.procedure).min(USUAL_LEVEL))?;
        // Who sent the application, or is named in it, gives no opinion on it (L. 241/1990 art. 6-bis).
        if loaded.parties.contains(&me) {
            return Err(self.denied(session, "invitation", Some(row.application)).await);
        }
        let asked = u32::try_from(row.seq).unwrap_or(0);
        let is_theirs = row.person == Some(me);
        Ok(Invitation { application: row.application, asked, is_theirs })
    }

    /// Follows a link: from now on the question is this person's, and the link serves nobody else.
    ///
    /// # Errors
    /// As [`Desk::invitation`].
    pub async fn follow_invitation(&self, session: &Session, token: &str) -> Result<Invitation> {
        let invitation = self.invitation(session, token).await?;
        if invitation.is_theirs {
            return Ok(invitation);
        }
        let mut tx = self.db.write().await?;
        if !opinions::follow(&mut tx, digest(token), session.person.id).await? {
            return Err(Error::NotFound);
        }
        let what = format!("application {} question {}", invitation.application, invitation.asked);
        self.audit(&mut tx, Some(session.person.id), "invitation followed", &what).await?;
        tx.commit().await?;
        Ok(invitation)
    }
}

fn digest(token: &str) -> Digest {
    Digest::of(token.as_bytes())
}
