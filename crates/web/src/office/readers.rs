//! Who had an application open, with their names: all readings, some at a time.

use askama::Template;
use axum::extract::{Path, Query};

use super::{address, trail};
use crate::{
    Answer, Frame, Page,
    apply::id,
    readings::{From, ReadingLine, lines},
    session::Staff,
    show,
};

#[derive(Template)]
#[template(path = "page/office/readings.html")]
struct ReadingsPage {
    frame: Frame,
    readers: Vec<ReadingLine>,
    here: String,
    /// It does not begin with the newest.
    is_further: bool,
    next: Option<String>,
    back: String,
}

pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Query(from): Query<From>,
) -> Answer {
    let found = page.town.desk.readings(&session, id(&application)?, from.before()).await?;
    let base = address(&application);
    let way = trail::query(&page);
    let back = format!("{base}{way}");
    let here = format!("{base}/letture{way}");
    let and = if way.is_empty() { '?' } else { '&' };
    show(ReadingsPage {
        readers: lines(&page, &found.lines, true),
        is_further: from.before().is_some(),
        next: found.next.map(|from| format!("{here}{and}prima={from}")),
        frame: page
            .frame(page.t("readings-title"))
            .crumb(page.t("office-queue"), trail::queue(&page))
            .crumb(found.loaded.number().to_owned(), back.clone()),
        here,
        back,
    })
}
