//! Tells the citizen by e-mail that the application was received: number, date by which, where to follow it.

use gateway::mail::Message;
use model::{ApplicationId, Lang};
use words::{Value, Words};

use super::{Failed, mail::deliver};
use crate::{Desk, paper::address};

pub(super) async fn send(desk: &Desk, id: ApplicationId) -> Result<(), Failed> {
    let loaded = desk.load(id).await?;
    let person = desk.person(loaded.applicant()).await?;
    let Some(to) = address(&loaded, &person) else { return Ok(()) };
    let words = Words::of(Lang::It);
    let due = loaded.first_due(desk);
    let title = loaded.procedure.procedure.title.get(Lang::It);
    let (due, sent, page) = (words.date(due), words.moment(loaded.sent_at()), desk.page_of(id));
    let name = person.name();
    let values = [
        ("number", Value::from(loaded.number())),
        ("service", title.into()),
        ("due", due.as_str().into()),
        ("sent", sent.as_str().into()),
        ("page", page.as_str().into()),
        ("name", name.as_str().into()),
        ("town", desk.municipality.title.get(Lang::It).into()),
    ];
    let message = Message {
        to,
        subject: words.with("mail-confirm-subject", &values).into_owned(),
        text: words.with("mail-confirm-text", &values).into_owned(),
        attachments: Vec::new(),
        key: format!("{id}.confirm"),
    };
    deliver(desk, Some(id), message).await
}
