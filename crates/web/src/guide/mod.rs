//! The handbook (*guida*), served by the product itself: chapters in Markdown of our own, with screenshots.

use askama::{Template, filters::Safe};
use axum::extract::Path;

use crate::{Answer, Frame, Page, Problem, frame::GUIDE, show};

crate::route::area! {
    get "/guida" Everyone => contents;
    get "/guida/{chapter}" Everyone => chapter;
}

/// Chapters: address, text.
const CHAPTERS: [(&str, &str); 4] = [
    ("cittadini", include_str!("../../../../templates/guide/cittadini.md")),
    ("operatori", include_str!("../../../../templates/guide/operatori.md")),
    ("amministratori", include_str!("../../../../templates/guide/amministratori.md")),
    ("gestori", include_str!("../../../../templates/guide/gestori.md")),
];

/// The first heading of a chapter.
fn title(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim_start_matches("# ")
}

#[derive(Template)]
#[template(path = "page/guide/contents.html")]
struct ContentsPage {
    frame: Frame,
    chapters: Vec<(String, String, Vec<String>)>,
}

async fn contents(page: Page) -> Answer {
    let chapters = CHAPTERS.iter().map(|(id, text)| {
        let sections = text.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_owned);
        (format!("{GUIDE}/{id}"), title(text).to_owned(), sections.collect())
    });
    show(ContentsPage { chapters: chapters.collect(), frame: page.frame(page.t("guide-title")) })
}

#[derive(Template)]
#[template(path = "page/guide/chapter.html")]
struct ChapterPage {
    frame: Frame,
    text: Safe<String>,
}

async fn chapter(page: Page, Path(chapter): Path<String>) -> Answer {
    let (_, text) = CHAPTERS.iter().find(|(id, _)| *id == chapter).ok_or(Problem::NotFound)?;
    let body = text.split_once('\n').map_or("", |(_, body)| body);
    // The text is ours and ships with the binary: pictures that are not there yet are left out.
    let events = pulldown_cmark::Parser::new(body).filter(|event| {
        use pulldown_cmark::{Event, Tag, TagEnd};
        !matches!(event, Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image))
    });
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, events);
    show(ChapterPage {
        frame: page.frame(title(text)).crumb(page.t("guide-title"), GUIDE),
        text: Safe(html),
    })
}
