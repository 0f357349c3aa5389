//! Tells the municipality that a break-glass administrator came in: nobody does that without its being noticed.

use gateway::mail::Message;
use model::Lang;
use store::sessions;
use uuid::Uuid;
use words::{Value, Words};

use super::{Failed, mail::deliver};
use crate::Desk;

pub(super) async fn send(desk: &Desk, id: Uuid) -> Result<(), Failed> {
    let session = sessions::by_id(&mut desk.db.peek().await?, id).await?;
    // Gone only if mail was away for more than a day: the audit has it too.
    let Some(session) = session else { return Ok(()) };
    let person = desk.person(session.person).await?;
    let words = Words::of(Lang::It);
    let (name, since) = (person.name(), words.moment(session.created_at));
    let until = words.moment(session.expires_at);
    let values = [
        ("name", Value::from(name.as_str())),
        ("moment", since.as_str().into()),
        ("until", until.as_str().into()),
        ("device", session.device.as_str().into()),
        ("network", session.network.as_deref().unwrap_or("?").into()),
        ("slug", desk.municipality.slug.as_str().into()),
        ("town", desk.municipality.title.get(Lang::It).into()),
    ];
    let message = Message {
        to: desk.municipality.contacts.email.clone(),
        subject: words.with("mail-emergency-subject", &values).into_owned(),
        text: words.with("mail-emergency-text", &values).into_owned(),
        attachments: Vec::new(),
        key: format!("emergency.{id}"),
    };
    deliver(desk, None, message).await
}
