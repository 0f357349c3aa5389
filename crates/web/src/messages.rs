//! The conversation of an office and a citizen on an application, as a page of either: what was written, whether it was
//! read, the form for one more. What was typed stays on the page.

use ::form::{Raw, view::Item};
use axum::extract::Request;
use desk::{
    messages::{Conversation, Line, Writing, form},
    ready_texts::Ready,
    session::Session,
};
use model::ApplicationId;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    Page, Problem,
    dossier::Notice,
    small_form::{self, Drawn, Posted, With, not_made},
    view::{ToldFile, told_files},
};

/// Name of the field by which a page calls what it sends.
pub(crate) const KEY: &str = "invio";
/// Name of the choice among the texts that are ready.
pub(crate) const READY: &str = "testo";

/// What the address of the page says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Place {
    /// Messages before this one.
    prima: Option<Uuid>,
    /// One was sent just now.
    fatto: Option<u8>,
}

/// A message in words.
pub(crate) struct Said {
    pub who: String,
    pub at: String,
    /// The instant for machines, RFC 3339.
    pub iso: String,
    pub text: String,
    pub files: Vec<ToldFile>,
    pub is_ours: bool,
    pub is_new: bool,
    /// Whether the other side has read it; empty for what they wrote.
    pub read: String,
}

/// The page.
pub(crate) struct Talk {
    pub number: String,
    pub service: String,
    pub notice: Option<Notice>,
    pub lines: Vec<Said>,
    /// Address of those before; none if there are none.
    pub earlier: Option<String>,
    /// Only some are shown, and not the last.
    pub is_earlier: bool,
    pub can_write: bool,
    /// Until when, or why not, in words; empty if there is nothing to say.
    pub until: String,
    pub items: Vec<Item>,
    pub problems: Vec<(String, String)>,
    pub kept: Vec<(String, String)>,
    pub refusal: String,
    /// What was typed and cannot be sent, to be copied.
    pub typed: String,
    pub key: String,
    /// Texts that the office keeps ready; none for citizens.
    pub ready: Vec<Ready>,
}

/// What came of a posted message.
pub(crate) enum Outcome {
    Done,
    Again(Box<Talk>),
}

/// What was typed with a text put after it.
pub(crate) fn inserted(typed: &str, text: &str) -> String {
    match typed.trim_end() {
        "" => text.to_owned(),
        typed => format!("{typed}\n\n{text}"),
    }
}

/// The page before anything was typed.
pub(crate) async fn show(
    page: &Page,
    session: &Session,
    id: ApplicationId,
    place: &Place,
) -> Result<Talk, Problem> {
    let conversation = page.town.desk.conversation(session, id, place.prima).await?;
    let raw = conversation.first_values();
    let mut talk = drawn(page, session, &conversation, (&raw, false)).await?;
    talk.is_earlier = place.prima.is_some();
    talk.notice = place
        .fatto
        .map(|_| Notice { text: page.t("message-sent").into_owned(), is_warning: false });
    Ok(talk)
}

async fn drawn(
    page: &Page,
    session: &Session,
    conversation: &Conversation,
    (raw, tell): (&Raw, bool),
) -> Result<Talk, Problem> {
    let (desk, loaded) = (&page.town.desk, &conversation.loaded);
    let can_write = conversation.writing.is_open();
    let checked = conversation.check(desk, raw);
    let Drawn { items, problems, kept } = match form().filter(|_| can_write) {
        Some(form) => conversation
            .with_facts(desk, |facts| small_form::drawn(page, form, (raw, &checked, tell), facts)),
        None => Drawn::default(),
    };
    let ready =
        if session.is_staff() && can_write { desk.ready_for(loaded).await? } else { Vec::new() };
    let said = conversation.lines.iter().map(|line| said(page, session, conversation, line));
    let id = loaded.id();
    let here = if session.is_staff() { "/ufficio/pratiche" } else { "/pratiche" };
    Ok(Talk {
        number: loaded.number().to_owned(),
        service: loaded.procedure.procedure.title.get(page.lang).to_owned(),
        notice: None,
        lines: said.collect(),
        earlier: conversation.before.map(|at| format!("{here}/{id}/messaggi?prima={at}")),
        is_earlier: false,
        can_write,
        until: until(page, conversation.writing),
        problems,
        kept,
        items,
        refusal: String::new(),
        typed: if can_write { String::new() } else { raw.first("text").to_owned() },
        key: conversation.key.clone(),
        ready,
    })
}

/// How long one can write, where that has an end.
fn until(page: &Page, writing: Writing) -> String {
    let (key, day) = match writing {
        Writing::Open | Writing::Reader => return String::new(),
        Writing::Until(day) => ("message-until", day),
        Writing::Over(day) => ("message-was-until", day),
    };
    page.words.with(key, &[("date", page.words.date(day).as_str().into())]).into_owned()
}

fn said(page: &Page, session: &Session, conversation: &Conversation, line: &Line) -> Said {
    let (desk, words) = (&page.town.desk, page.words);
    let who = match (&line.office, line.author.as_str()) {
        (None, _) if !session.is_staff() => page.t("message-by-you").into_owned(),
        (None, name) => name.to_owned(),
        (Some(office), "") => desk.office_name(office).get(page.lang).to_owned(),
        (Some(office), name) => {
            format!("{name}, {}", desk.office_name(office).get(page.lang))
        }
    };
    let read = match (line.is_ours, line.read_at) {
        (false, _) => String::new(),
        (true, None) if session.is_staff() => page.t("message-not-read").into_owned(),
        (true, None) => page.t("message-not-seen").into_owned(),
        (true, Some(at)) => {
            let key = if session.is_staff() { "message-read-on" } else { "message-seen-on" };
            let on = words.date(at.day());
            words.with(key, &[("date", on.as_str().into())]).into_owned()
        }
    };
    Said {
        who,
        at: words.moment(line.at),
        iso: line.at.rfc3339(),
        text: line.text.clone(),
        files: told_files(&line.files, &conversation.files),
        is_ours: line.is_ours,
        is_new: line.is_new,
        read,
    }
}

/// Sends a posted message, or draws its page again with what is wrong.
pub(crate) async fn send(
    page: &Page,
    session: &Session,
    id: ApplicationId,
    request: Request,
) -> Result<Outcome, Problem> {
    let desk = &page.town.desk;
    let Posted { mut raw, mut refusal, only_looks, inserts, .. } =
        small_form::posted(page, session, With::Message(id), request).await?;
    let key = raw.first(KEY).to_owned();
    let chosen = raw.first(READY).to_owned();
    raw.remove(KEY);
    raw.remove(READY);
    let mut tell = false;
    if refusal.is_empty() && !only_looks {
        match desk.write_message(session, id, (&raw, &key)).await {
            Ok(()) => return Ok(Outcome::Done),
            Err(why) => (refusal, tell) = not_made(page, why, "message-again")?,
        }
    }
    let conversation = desk.conversation(session, id, None).await?;
    if inserts {
        let ready = desk.ready_for(&conversation.loaded).await?;
        if let Some(one) = ready.iter().find(|one| one.id.to_string() == chosen) {
            let text = inserted(&raw.get("text").join("\n"), &one.text);
            raw.set("text", vec![text]);
        }
    }
    let mut talk = drawn(page, session, &conversation, (&raw, tell)).await?;
    if !key.is_empty() {
        talk.key = key;
    }
    talk.refusal = refusal;
    Ok(Outcome::Again(Box::new(talk)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_after_what_was_typed() {
        assert_eq!(inserted(" \n", "Gentile"), "Gentile");
        assert_eq!(inserted("Ciao\n", "Gentile"), "Ciao\n\nGentile");
    }
}
