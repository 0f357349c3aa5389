//! What only the demo shows: `/demo/mail`, what it has sent, and `/demo/campi`, every kind of question. Outside the
//! demo these addresses do not exist.

mod fields;

use std::cmp::Reverse;

use askama::Template;
use axum::extract::State;
use model::Moment;
use words::Words;

use crate::{Answer, App, Frame, Page, Problem, show};

crate::route::area! {
    get "/demo/campi" Everyone => fields::page;
    get "/demo/campi/modelli/{path}" Everyone => fields::blank;
    get "/demo/mail" Everyone => mail;
}

/// Messages shown.
const SHOWN: usize = 50;

/// A message as its reader sees it.
struct Message {
    to: String,
    subject: String,
    /// When it was sent, for machines.
    sent: String,
    /// The same for people.
    at: String,
    lines: Vec<Line>,
}

/// A line of a message; an address on a line of its own is a link.
struct Line {
    text: String,
    is_link: bool,
}

#[derive(Template)]
#[template(path = "page/demo/mail.html")]
struct MailPage {
    frame: Frame,
    messages: Vec<Message>,
}

async fn mail(State(app): State<App>, page: Page) -> Answer {
    let demo = app.settings().demo.as_ref().ok_or(Problem::NotFound)?;
    let folder = demo.mail_folder.clone();
    let words = page.words;
    let messages = tokio::task::spawn_blocking(move || read(&folder, words))
        .await
        .map_err(Problem::internal)?;
    show(MailPage { frame: page.frame(page.t("demo-mail-title")), messages })
}

/// The newest messages of the folder.
fn read(folder: &std::path::Path, words: &Words) -> Vec<Message> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .flatten()
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort_by_key(|(at, _)| Reverse(*at));
    files
        .into_iter()
        .take(SHOWN)
        .filter_map(|(_, path)| message(&std::fs::read(path).ok()?, words))
        .collect()
}

fn message(bytes: &[u8], words: &Words) -> Option<Message> {
    let parsed = mail_parser::MessageParser::default().parse(bytes)?;
    let to = parsed.to().and_then(|to| to.first()).and_then(|to| to.address());
    let date = parsed.date();
    let text = parsed.body_text(0).unwrap_or_default();
    let line = |text: &str| Line {
        is_link: text.starts_with("http://") || text.starts_with("https://"),
        text: text.to_owned(),
    };
    Some(Message {
        to: to.unwrap_or_default().to_owned(),
        subject: parsed.subject().unwrap_or_default().to_owned(),
        sent: date.map_or_else(String::new, mail_parser::DateTime::to_rfc3339),
        at: date.map_or_else(String::new, |date| {
            words.moment(Moment(date.to_timestamp().saturating_mul(1_000_000)))
        }),
        lines: text.lines().map(line).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_shown_as_its_reader_sees_it() {
        let raw = "To: ada@example.it\r\nSubject: Permesso =?utf-8?b?w6g=?= pronto\r\n\
                   Date: Wed, 28 Oct 2026 08:25:00 +0000\r\nMIME-Version: 1.0\r\n\
                   Content-Type: text/plain; charset=utf-8\r\n\
                   Content-Transfer-Encoding: quoted-printable\r\n\r\n\
                   Novit=C3=A0:\r\nhttp://localhost/pratiche/1\r\n";
        let words = Words::of(model::Lang::It);
        let message = message(raw.as_bytes(), words).unwrap();
        assert_eq!(message.at, "28 ottobre 2026, 09:25");
        assert_eq!(message.sent, "2026-10-28T08:25:00Z");
        assert_eq!(
            (&message.to[..], &message.subject[..]),
            ("ada@example.it", "Permesso è pronto")
        );
        assert_eq!((&message.lines[0].text[..], message.lines[0].is_link), ("Novità:", false));
        assert!(message.lines[1].is_link);
    }
}
