//! Sends the text of a letter by e-mail, with the address of the application's page. What left is written down
//! under the message's own name, so that a second run sends nothing.

use gateway::mail::{MailFailure, Message};
use model::{ApplicationId, Lang, Moment, prose};
use store::mail;
use uuid::Uuid;
use words::{Value, Words};
use workflow::{Act, Event, definition::Silence};

use super::Failed;
use crate::{Desk, loaded::Loaded, paper::address};

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
    let mut body = prose::plain(&written.body);
    // The paper says it below its text, and a mail that denies says it too.
    if denies(&loaded) {
        let remedies = loaded.procedure.procedure.sheet.remedies.get(Lang::It);
        body = format!("{body}\n\n{}", prose::plain(&prose::parse(remedies)));
    }
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

/// Whether the last event denies what was asked, or part of it: by an act or by silence.
fn denies(loaded: &Loaded) -> bool {
    let Some(event) = loaded.entries.last().map(|entry| &entry.event) else { return false };
    if matches!(event, Event::SilenceMatured { .. }) {
        return loaded.procedure.workflow.definition().term.silence == Silence::Refusal;
    }
    let made = event.done().and_then(|done| loaded.the_move(&done.step.move_id));
    made.is_some_and(|mv| mv.act == Act::Refuse || mv.denies_part)
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
