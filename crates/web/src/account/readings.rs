//! All readings of one's own application, the newest first, some at a time.

use askama::Template;
use axum::extract::{Path, Query};

use super::APPLICATIONS;
use crate::{
    Answer, Frame, Page,
    apply::id,
    frame::ACCOUNT,
    readings::{From, ReadingLine, lines},
    session::Citizen,
    show,
};

#[derive(Template)]
#[template(path = "page/account/readings.html")]
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
    Citizen(session): Citizen,
    Path(application): Path<String>,
    Query(from): Query<From>,
) -> Answer {
    let found = page.town.desk.readings(&session, id(&application)?, from.before()).await?;
    let back = format!("/pratiche/{application}");
    let here = format!("{back}/letture");
    show(ReadingsPage {
        readers: lines(&page, &found.lines, false),
        is_further: from.before().is_some(),
        next: found.next.map(|from| format!("{here}?prima={from}")),
        frame: page
            .frame(page.t("readings-title"))
            .crumb(page.t("account-title"), ACCOUNT)
            .crumb(page.t("account-tab-applications"), APPLICATIONS)
            .crumb(found.loaded.number().to_owned(), back.clone())
            .without_contacts(),
        here,
        back,
    })
}
