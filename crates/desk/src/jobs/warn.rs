//! Tells a person by e-mail that a draft will be deleted, if nobody goes on with it.

use gateway::mail::Message;
use model::{ApplicationId, Lang, Moment};
use store::drafts;
use words::{Value, Words};

use super::{Failed, mail::deliver};
use crate::{Desk, catalogue::number};

pub(super) async fn send(desk: &Desk, id: ApplicationId, at: Moment) -> Result<(), Failed> {
    let draft = drafts::get(&mut desk.db.peek().await?, id.0).await?;
    let is_waiting = |draft: &drafts::Draft| {
        draft.sent_application.is_none() && draft.deleted_at.is_none() && draft.saved_at < at
    };
    // Somebody went on with it meanwhile, or it is gone.
    let Some(draft) = draft.filter(is_waiting) else { return Ok(()) };
    let person = desk.person(draft.person).await?;
    // Who gave no address reads it in the list of drafts.
    let Some(to) = person.attributes.email.clone().filter(|to| !to.is_empty()) else {
        return Ok(());
    };
    let compiled = desk.revision(&draft.procedure, number(draft.revision)).await?;
    let words = Words::of(Lang::It);
    let last = words.date(desk.draft_ends(draft.saved_at).max(desk.warned_until(at)));
    let page = format!("{}/bozze/{id}", desk.address);
    let name = person.name();
    let values = [
        ("name", Value::from(name.as_str())),
        ("service", compiled.procedure.title.get(Lang::It).into()),
        ("date", last.as_str().into()),
        ("page", page.as_str().into()),
        ("town", desk.municipality.title.get(Lang::It).into()),
    ];
    let message = Message {
        to,
        subject: words.with("mail-warn-subject", &values).into_owned(),
        text: words.with("mail-warn-text", &values).into_owned(),
        attachments: Vec::new(),
        key: format!("{id}.warn.{}", at.0),
    };
    deliver(desk, None, message).await
}
