//! `/demo/mail`: what the demo has sent. Outside the demo the address does not exist.

use std::cmp::Reverse;

use askama::Template;
use axum::extract::State;

use crate::{Answer, App, Frame, Page, Problem, show};

crate::route::area! {
    get "/demo/mail" Everyone => mail;
}

/// Messages shown.
const SHOWN: usize = 50;

struct Message {
    head: String,
    text: String,
}

#[derive(Template)]
#[template(path = "page/demo/mail.html")]
struct MailPage {
    frame: Frame,
    messages: Vec<Message>,
}

async fn mail(State(app): State<App>, page: Page) -> Answer {
    let folder = app.settings().mail_folder.clone().ok_or(Problem::NotFound)?;
    let messages =
        tokio::task::spawn_blocking(move || read(&folder)).await.map_err(Problem::internal)?;
    show(MailPage { frame: page.frame(page.t("demo-mail-title")), messages })
}

/// The newest messages of the folder.
fn read(folder: &std::path::Path) -> Vec<Message> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .flatten()
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort_by_key(|(at, _)| Reverse(*at));
    files
        .into_iter()
        .take(SHOWN)
        .filter_map(|(_, path)| std::fs::read_to_string(path).ok())
        .map(|text| {
            let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
            Message { head: head.to_owned(), text: body.to_owned() }
        })
        .collect()
}
