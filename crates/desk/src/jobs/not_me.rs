//! Tells somebody who said "it was not me" that the sessions were ended, and what to do now.

use gateway::mail::Message;
use model::{Lang, Moment, PersonId};
use uuid::Uuid;
use words::{Value, Words};

use super::{Failed, mail::deliver};
use crate::Desk;

/// Where one's sessions are listed: as a citizen, and for the municipality.
const PAGES: [&str; 2] = ["/area-personale/accessi", "/ufficio/accessi"];

/// The session that was not theirs, as it is told.
pub(super) struct Strange<'s> {
    pub session: Uuid,
    /// Name of the provider.
    pub method: &'s str,
    /// Browser and system.
    pub device: &'s str,
    pub since: Moment,
    /// They said so while they acted for the municipality.
    pub is_staff: bool,
}

pub(super) async fn send(desk: &Desk, person: PersonId, it: &Strange<'_>) -> Result<(), Failed> {
    let person = desk.person(person).await?;
    // Who gave no address has read it on the page.
    let Some(to) = person.attributes.email.clone().filter(|to| !to.is_empty()) else {
        return Ok(());
    };
    let words = Words::of(Lang::It);
    let (name, since) = (person.name(), words.moment(it.since));
    let page = format!("{}{}", desk.address, PAGES[usize::from(it.is_staff)]);
    let values = [
        ("name", Value::from(name.as_str())),
        ("provider", it.method.into()),
        ("device", it.device.into()),
        ("moment", since.as_str().into()),
        ("phone", desk.municipality.contacts.phone.as_str().into()),
        ("page", page.as_str().into()),
        ("town", desk.municipality.title.get(Lang::It).into()),
    ];
    let message = Message {
        to,
        subject: words.t("mail-not-me-subject").into_owned(),
        text: words.with("mail-not-me-text", &values).into_owned(),
        attachments: Vec::new(),
        key: format!("not-me.{}", it.session),
    };
    deliver(desk, None, message).await
}
