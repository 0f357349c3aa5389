//! The handbook (*guida*), served by the product itself: chapters in Markdown of our own, with pictures
//! where they have been taken. Only in Italian; the frame around it speaks the reader's language.

mod chapter;

use askama::{Template, filters::Safe};
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use rust_embed::Embed;

use crate::{Answer, Frame, Page, Problem, frame::GUIDE, show};
use chapter::{Chapter, Heading};

crate::route::area! {
    get "/guida" Everyone => contents;
    get "/guida/immagini/{picture}" Everyone => picture;
    get "/guida/{chapter}" Everyone => page;
}

/// Chapters: address, text.
const CHAPTERS: [(&str, &str); 5] = [
    ("cittadini", include_str!("../../../../templates/guide/cittadini.md")),
    ("operatori", include_str!("../../../../templates/guide/operatori.md")),
    ("amministratori", include_str!("../../../../templates/guide/amministratori.md")),
    ("moduli", include_str!("../../../../templates/guide/moduli.md")),
    ("gestori", include_str!("../../../../templates/guide/gestori.md")),
];

/// Screenshots of the chapters; those that are not there are left out of the text.
#[derive(Embed)]
#[folder = "../../templates/guide/pictures"]
#[allow_missing = true]
struct Pictures;

fn address(id: &str) -> String {
    format!("{GUIDE}/{id}")
}

fn read(text: &str) -> Chapter {
    Chapter::read(text, |name| Pictures::get(name).map(|_| format!("{GUIDE}/immagini/{name}")))
}

struct Entry {
    url: String,
    title: String,
    headings: Vec<Heading>,
}

#[derive(Template)]
#[template(path = "page/guide/contents.html")]
struct ContentsPage {
    frame: Frame,
    entries: Vec<Entry>,
}

async fn contents(page: Page) -> Answer {
    let entries = CHAPTERS.map(|(id, text)| {
        let chapter = read(text);
        Entry { url: address(id), title: chapter.title, headings: chapter.headings }
    });
    show(ContentsPage {
        entries: entries.into(),
        frame: page.frame(page.t("guide-title")).describe(page.t("guide-lead")),
    })
}

#[derive(Template)]
#[template(path = "page/guide/chapter.html")]
struct ChapterPage {
    frame: Frame,
    headings: Vec<Heading>,
    text: Safe<String>,
    others: Vec<(String, String)>,
}

async fn page(page: Page, Path(chapter): Path<String>) -> Answer {
    let (_, text) = CHAPTERS.iter().find(|(id, _)| *id == chapter).ok_or(Problem::NotFound)?;
    let others = CHAPTERS.iter().filter(|(id, _)| *id != chapter);
    let others = others.map(|(id, text)| (address(id), read(text).title)).collect();
    let Chapter { title, headings, html } = read(text);
    show(ChapterPage {
        frame: page.frame(title).crumb(page.t("guide-title"), GUIDE),
        headings,
        text: Safe(html),
        others,
    })
}

async fn picture(Path(picture): Path<String>) -> Result<Response, Problem> {
    let found = Pictures::get(&picture).ok_or(Problem::NotFound)?;
    let headers = [(header::CONTENT_TYPE, "image/webp"), (header::CACHE_CONTROL, "max-age=3600")];
    Ok((headers, found.data.into_owned()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_chapter_can_be_read_and_has_an_index() {
        for (id, text) in CHAPTERS {
            let chapter = read(text);
            assert!(!chapter.title.is_empty() && !chapter.headings.is_empty(), "{id}");
            for heading in &chapter.headings {
                let place = format!("<h2 id=\"{}\"", heading.id);
                assert_eq!(chapter.html.matches(&place).count(), 1, "{id}: {}", heading.text);
            }
            let pictures = text.matches("![").count();
            assert_eq!(chapter.html.matches("<figure>").count(), pictures, "{id}: pictures");
        }
    }
}
