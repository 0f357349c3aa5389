//! Why one application has its points: line by line, and what put it where it is.

use askama::Template;
use axum::extract::Path;

use super::uuid;
use crate::{
    Answer, Frame, Page,
    apply::id,
    frame::OFFICE_RANKINGS,
    ranked::{self},
    session::Staff,
    show,
};

#[derive(Template)]
#[template(path = "page/office/ranking_why.html")]
struct WhyPage {
    frame: Frame,
    title: String,
    number: String,
    url: String,
    lines: Vec<(String, String)>,
    total: String,
    /// Position and what decided it; empty if it takes no part.
    position: String,
    tie: String,
    /// What decided before the points did; empty where it did not.
    before: String,
}

pub(in crate::office) async fn page(
    page: Page,
    Staff(session): Staff,
    Path((ranking, application)): Path<(String, String)>,
) -> Answer {
    let (of, application) = (uuid(&ranking)?, id(&application)?);
    let why = page.town.desk.ranking_why(&session, of, application).await?;
    let total = why.lines.iter().map(|(_, points)| points).sum();
    let lines = why
        .lines
        .iter()
        .map(|(label, points)| (label.get(page.lang).to_owned(), ranked::points(&page, *points)));
    let line = why.line.as_ref();
    let tie = line.and_then(|line| line.tie.as_ref());
    let before = line.and_then(|line| line.before.as_ref());
    show(WhyPage {
        lines: lines.collect(),
        total: ranked::points(&page, total),
        position: line.map_or_else(String::new, |line| {
            page.words.n("ranking-nth", line.position).into_owned()
        }),
        tie: tie.map_or_else(String::new, |tie| tie.get(page.lang).to_owned()),
        before: before.map_or_else(String::new, |it| it.get(page.lang).to_owned()),
        url: super::super::address(application),
        frame: page
            .frame(page.words.with("ranking-why-title", &[("number", why.number.as_str().into())]))
            .crumb(page.t("rankings-title"), OFFICE_RANKINGS)
            .crumb(why.row.title.clone(), format!("{OFFICE_RANKINGS}/{of}")),
        title: why.row.title,
        number: why.number,
    })
}
