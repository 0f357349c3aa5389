//! Sends the text of a letter by e-mail, with the address of the application's page. What left is written down
//! under the message's own name, so that a second run sends nothing.

use gateway::mail::{MailFailure, Message};
use model::{ApplicationId, Lang, Moment, prose};
use store::mail;
use uuid::Uuid;
use words::{Value, Words};

use super::Failed;
use crate::{Desk, paper::address};

pub(super) async fn send(
    desk: &Desk,
    id: ApplicationId,
    event: Uuid,
    letter: &str,
) -> Result<(), Failed> {
    let loaded = desk.load(id).await?.until(event);
    let person = desk.person(loaded.applicant()).await?;
    let Some(to) = address(&loaded, &person) else { return Ok(()) };
    let Some((written, _)) = loaded.write(desk, letter, Lang::It) else {
        return Err(Failed::ForGood(format!("the procedure has no letter {letter}")));
    };
    let words = Words::of(Lang::It);
    let page = desk.page_of(id);
    let body = prose::plain(&written.body);
    let text = words.with(
        "mail-letter-text",
        &[
            ("body", Value::from(body.as_str())),
            ("page", page.as_str().into()),
            ("town", desk.municipality.title.get(Lang::It).into()),
        ],
    );
    let message = Message {
        to,
        subject: written.subject,
        text: text.into_owned(),
        attachments: Vec::new(),
        key: format!("{event}.{letter}"),
    };
    deliver(desk, Some(id), message).await
}

/// Sends a message unless it left before.
pub(crate) async fn deliver(
    desk: &Desk,
    application: Option<ApplicationId>,
    message: Message,
) -> Result<(), Failed> {
    if mail::was_sent(&mut desk.db.peek().await?, &message.key).await? {
        return Ok(());
    }
    match desk.mail.send(&message, &desk.clock).await {
        Ok(()) => {}
        Err(failure @ MailFailure::Temporary(_)) => {
            return Err(Failed::ForNow(failure.to_string()));
        }
        Err(failure) => return Err(Failed::ForGood(failure.to_string())),
    }
    let now: Moment = desk.now();
    let mut tx = desk.db.write().await?;
    mail::record(
        &mut tx,
        &mail::Sent {
            id: desk.clock.id(),
            application,
            to_hash: desk.keys.digest("mail address", message.to.to_lowercase().as_bytes()),
            subject: message.subject,
            at: now,
            dedupe: message.key,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(())
}
