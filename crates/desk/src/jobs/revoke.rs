//! Gives back what a provider gave for a session that is over, writes down what was said, and forgets it. Run twice
//! it finds nothing the second time.

use gateway::identity::{Revoked, SignInFailure};
use store::sessions;
use uuid::Uuid;

use super::{Failed, standing::opened};
use crate::{Desk, signin_log::Said};

pub(super) async fn give_back(desk: &Desk, id: Uuid) -> Result<(), Failed> {
    let session = sessions::by_id(&mut desk.db.peek().await?, id).await?;
    let Some(session) = session.filter(|session| session.ended_at.is_some()) else { return Ok(()) };
    let Some(sealed) = &session.tokens else { return Ok(()) };
    let tokens = opened(desk, id, sealed).map_err(|error| Failed::ForGood(error.to_string()))?;
    let has_ended = desk.now() >= tokens.ends_at && tokens.refresh_token.is_none();
    let Revoked { outcome, messages } = if has_ended {
        Revoked { outcome: Ok(()), messages: Vec::new() }
    } else {
        desk.providers.revoke(&session.provider, &tokens, &desk.clock).await
    };
    // A provider that was taken out of the configuration takes nothing back; one that its federation does not list for
    // a while may do so later.
    let is_gone = outcome == Err(SignInFailure::UnknownProvider)
        && !desk.providers.is_configured(&session.provider);
    let is_over = outcome.is_ok() || is_gone;
    let key = desk.key_of(&session).await?;
    let said = Said {
        signin: session.signin.unwrap_or(id),
        provider: &session.provider,
        person: key.as_deref(),
        messages: &messages,
    };
    let mut tx = desk.db.write().await?;
    if is_over {
        sessions::forget_tokens(&mut tx, id).await?;
    }
    desk.log_messages(&mut tx, &said).await?;
    tx.commit().await?;
    match outcome {
        Err(failure) if !is_over => Err(Failed::ForNow(failure.to_string())),
        _ => Ok(()),
    }
}
