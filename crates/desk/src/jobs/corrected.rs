//! Tells the citizen by e-mail that the office has put an answer or an act right, or taken a decision back, and why.

use gateway::mail::Message;
use model::{ApplicationId, Lang};
use uuid::Uuid;
use words::{Value, Words};
use workflow::Event;

use super::{Failed, mail::deliver};
use crate::{Desk, paper::address};

pub(super) async fn send(desk: &Desk, id: ApplicationId, event: Uuid) -> Result<(), Failed> {
    // As it stood then: the address may be what was put right later.
    let loaded = desk.load(id).await?.until(event);
    let person = desk.person(loaded.applicant()).await?;
    let Some(to) = address(&loaded, &person) else { return Ok(()) };
    let (what, reason) = match loaded.entries.last().map(|entry| &entry.event) {
        Some(Event::Amended { reason: Some(reason), .. }) => ("corrected", reason.clone()),
        Some(Event::Reopened { reason, .. }) => ("reopened", reason.clone()),
        Some(Event::Corrected { reason, .. }) => ("rectified", reason.clone()),
        _ => return Err(Failed::ForGood("no correction with a reason".to_owned())),
    };
    let words = Words::of(Lang::It);
    let (name, page) = (person.name(), desk.page_of(id));
    let values = [
        ("name", Value::from(name.as_str())),
        ("number", loaded.number().into()),
        ("service", loaded.procedure.procedure.title.get(Lang::It).into()),
        ("reason", reason.as_str().into()),
        ("page", page.as_str().into()),
        ("town", desk.municipality.title.get(Lang::It).into()),
    ];
    let message = Message {
        to,
        subject: words.with(&format!("mail-{what}-subject"), &values).into_owned(),
        text: words.with(&format!("mail-{what}-text"), &values).into_owned(),
        attachments: Vec::new(),
        key: format!("{id}.corrected.{event}"),
    };
    deliver(desk, Some(id), message).await
}
