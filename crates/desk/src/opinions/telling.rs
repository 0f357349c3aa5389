//! Messages about opinions: to whom was asked, and back to who asked.

use gateway::mail::Message;
use model::{ApplicationId, Lang};
use uuid::Uuid;
use words::{Value, Words};
use workflow::{Consulted, Event, Opined, Who};

use super::{context, opined};
use crate::{
    Desk, Error,
    jobs::{Failed, deliver},
};

/// What is said to whom.
enum To {
    Asked,
    Asker,
}

pub(crate) async fn tell(
    desk: &Desk,
    (id, event): (ApplicationId, Uuid),
    sealed: &[u8],
) -> std::result::Result<(), Failed> {
    let loaded = desk.load(id).await?;
    let at = loaded.records.iter().position(|(record, _)| record.id == event);
    let entry = at.and_then(|at| loaded.entries.get(at));
    // By time itself: before the last day, or after it.
    let reminder = match entry {
        Some(entry) if entry.author.who == Who::Timer => {
            let is_over = |asked: &Opined| asked.question.until < entry.at.day();
            let asked = match entry.event {
                Event::OpinionReminded { asked } => opined(&loaded, asked).ok(),
                _ => None,
            };
            if asked.as_ref().is_some_and(is_over) { "over" } else { "near" }
        }
        _ => "reminded",
    };
    let (seq, to, what, reason) = match entry.map(|entry| (entry.seq, &entry.event)) {
        Some((seq, Event::OpinionAsked { .. })) => (seq, To::Asked, "asked", ""),
        Some((_, Event::OpinionReminded { asked })) => (*asked, To::Asked, reminder, ""),
        Some((_, Event::OpinionPutOff { asked, reason, .. })) => {
            (*asked, To::Asked, "put-off", reason.as_str())
        }
        Some((_, Event::OpinionHeldUp { asked, text })) => {
            (*asked, To::Asker, "held-up", text.as_str())
        }
        Some((_, Event::OpinionSupplied { asked, text, .. })) => {
            (*asked, To::Asked, "supplied", text.as_str())
        }
        Some((_, Event::OpinionRevoked { asked, reason })) => {
            (*asked, To::Asked, "revoked", reason.as_str())
        }
        Some((_, Event::OpinionGiven { asked, .. })) => (*asked, To::Asker, "given", ""),
        _ => return Err(Failed::ForGood("no event of an opinion".to_owned())),
    };
    let opined = opined(&loaded, seq)?;
    // What has come meanwhile, or is not needed any more, is asked of nobody.
    if !matches!(what, "given" | "revoked") && opined.end.is_some() {
        return Ok(());
    }
    let question = &opined.question;
    let mailbox = |office: &str| {
        let office = desk.office(office).map(|office| &office.email);
        office
            .filter(|email| !email.is_empty())
            .unwrap_or(&desk.municipality.contacts.email)
            .clone()
    };
    let (address, page, whom) = match (&to, &question.of) {
        (To::Asker, _) => {
            let page = format!("{}/ufficio/pratiche/{id}", desk.address);
            (mailbox(&loaded.application.office), page, "asker")
        }
        (To::Asked, Consulted::Office(office)) => {
            let page = format!("{}/ufficio/pareri/{id}/{seq}", desk.address);
            (mailbox(office), page, "office")
        }
        (To::Asked, Consulted::Outside { email, .. }) => {
            let page = match sealed {
                [] => format!("{}/pareri/{id}/{seq}", desk.address),
                sealed => {
                    let token = desk.keys.open(&context(id), sealed).map_err(Error::broken)?;
                    let token = String::from_utf8(token).map_err(Error::broken)?;
                    format!("{}/pareri/{token}", desk.address)
                }
            };
            (email.clone(), page, "outside")
        }
    };
    let words = Words::of(Lang::It);
    let until = words.date(question.until);
    let of = desk.consulted(&question.of);
    let by = desk.office_name(&loaded.application.office);
    let values = [
        ("number", Value::from(loaded.number())),
        ("service", loaded.procedure.procedure.title.get(Lang::It).into()),
        ("of", of.get(Lang::It).into()),
        ("by", by.get(Lang::It).into()),
        ("until", until.as_str().into()),
        ("reason", reason.into()),
        ("page", page.as_str().into()),
        ("town", desk.municipality.title.get(Lang::It).into()),
    ];
    let text = match (whom, what) {
        ("outside", "asked" | "reminded" | "put-off" | "supplied") => {
            format!("mail-opinion-outside-{what}-text")
        }
        _ => format!("mail-opinion-{what}-text"),
    };
    let message = Message {
        to: address,
        subject: words.with(&format!("mail-opinion-{what}-subject"), &values).into_owned(),
        text: words.with(&text, &values).into_owned(),
        attachments: Vec::new(),
        key: format!("{id}.opinion.{event}"),
    };
    deliver(desk, Some(id), message).await
}
