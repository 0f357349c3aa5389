//! Tells the citizen by e-mail that the office has written; what it wrote stands on the page alone.

use gateway::mail::Message;
use model::{ApplicationId, Lang};
use store::messages;
use uuid::Uuid;
use words::{Value, Words};

use crate::{
    Desk,
    jobs::{Failed, deliver},
    paper::address,
};

pub(crate) async fn tell(
    desk: &Desk,
    (id, message): (ApplicationId, Uuid),
) -> std::result::Result<(), Failed> {
    let row = messages::get(&mut desk.db.peek().await?, message).await?;
    // Who has read it meanwhile knows.
    let Some(row) = row.filter(|row| row.read_at.is_none()) else { return Ok(()) };
    let loaded = desk.load(id).await?;
    let person = desk.person(loaded.applicant()).await?;
    let Some(to) = address(&loaded, &person) else { return Ok(()) };
    let words = Words::of(Lang::It);
    let office = desk.office_name(row.office.as_deref().unwrap_or_default());
    let (name, page) = (person.name(), format!("{}/messaggi", desk.page_of(id)));
    let values = [
        ("name", Value::from(name.as_str())),
        ("number", loaded.number().into()),
        ("service", loaded.procedure.procedure.title.get(Lang::It).into()),
        ("office", office.get(Lang::It).into()),
        ("page", page.as_str().into()),
        ("town", desk.municipality.title.get(Lang::It).into()),
    ];
    let message = Message {
        to,
        subject: words.with("mail-message-subject", &values).into_owned(),
        text: words.with("mail-message-text", &values).into_owned(),
        attachments: Vec::new(),
        key: format!("{id}.message.{message}"),
    };
    deliver(desk, Some(id), message).await
}
