//! Asks a provider whether somebody of the staff still is one of its people, and does what follows: roles as their
//! groups are now, or the end of the session. A provider that is away is asked again in its turn.

use gateway::identity::{Message, Standing, Tokens};
use model::access::RoleAt;
use store::sessions::{self, Session};
use uuid::Uuid;

use super::Failed;
use crate::{
    Desk, Error, Result,
    session::{follow, tokens_context},
    signin_log::Said,
};

pub(super) async fn ask(desk: &Desk, id: Uuid) -> Result<(), Failed> {
    let session = sessions::by_id(&mut desk.db.peek().await?, id).await?;
    let Some(session) = session.filter(|session| session.ended_at.is_none()) else { return Ok(()) };
    let Some(sealed) = &session.tokens else { return Ok(()) };
    let tokens = opened(desk, id, sealed).map_err(|error| Failed::ForGood(error.to_string()))?;
    match desk.providers.standing(&session.provider, &tokens, &desk.clock).await {
        (Standing::Unasked, _) => {}
        (Standing::Known { tokens, roles }, messages) => {
            if let Some(tokens) = &tokens {
                keep(desk, &session, tokens).await?;
            }
            match roles {
                Some(roles) if roles.is_empty() => {
                    end(desk, &session, "no role", &messages).await?
                }
                Some(roles) => hold(desk, &session, &roles).await?,
                None => {}
            }
        }
        (Standing::Gone, messages) => {
            end(desk, &session, "not of the provider's", &messages).await?
        }
    }
    Ok(())
}

/// The tokens of a session.
pub(super) fn opened(desk: &Desk, session: Uuid, sealed: &[u8]) -> Result<Tokens> {
    let text = desk.keys.open(&tokens_context(session), sealed).map_err(Error::broken)?;
    serde_json::from_slice(&text).map_err(Error::broken)
}

/// Newer tokens take the place of those that were shown.
async fn keep(desk: &Desk, session: &Session, tokens: &Tokens) -> Result<()> {
    let text = serde_json::to_vec(tokens).map_err(Error::broken)?;
    let sealed = desk.keys.seal(&tokens_context(session.id), &text, &desk.clock);
    let mut tx = desk.db.write().await?;
    let is_kept = sessions::renew_tokens(&mut tx, session.id, &sealed).await?;
    tx.commit().await?;
    if !is_kept {
        // The session ended meanwhile, and what it knew of was given back.
        desk.providers.revoke(&session.provider, tokens, &desk.clock).await;
    }
    Ok(())
}

/// Roles as the groups are now.
async fn hold(desk: &Desk, session: &Session, said: &[RoleAt]) -> Result<()> {
    let now = desk.now();
    let mut tx = desk.db.write().await?;
    let held = store::roles::of_person(&mut tx, session.person, now).await?;
    follow(&mut tx, session.person, &held, said, now).await?;
    Ok(tx.commit().await?)
}

/// Every session that the provider opened for this person is over, and roles that it gave with it.
async fn end(desk: &Desk, session: &Session, why: &str, messages: &[Message]) -> Result<()> {
    let key = desk.key_of(session).await?;
    let now = desk.now();
    let mut tx = desk.db.write().await?;
    let subject = session.subject.as_deref().unwrap_or_default();
    let mut ended = sessions::end_of_subject(&mut tx, &session.provider, subject, now).await?;
    ended.extend(sessions::end(&mut tx, session.person, session.id, now).await?);
    desk.give_back(&mut tx, &ended).await?;
    let said = Said {
        signin: session.signin.unwrap_or(session.id),
        provider: &session.provider,
        person: key.as_deref(),
        messages,
    };
    desk.log_messages(&mut tx, &said).await?;
    let what = format!("session {}: {why}", session.id);
    desk.audit(&mut tx, Some(session.person), "shut out", &what).await?;
    tx.commit().await?;
    tracing::warn!(session = %session.id, why, "somebody of the staff is no longer staff");
    desk.ring();
    Ok(())
}
