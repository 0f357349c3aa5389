//! Saying that a datum is wrong which a source gave and nobody can change here.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use desk::{draft::LONGEST_REPORT, session::Session};
use form::view::Given;
use serde::Deserialize;

use super::id;
use crate::{Answer, Frame, Page, Problem, frame::Section, session::Citizen, show};

#[derive(Template)]
#[template(path = "page/apply/report.html")]
struct ReportPage {
    frame: Frame,
    given: Vec<Given>,
    /// Nothing was written.
    is_missing: bool,
    longest: usize,
    is_done: bool,
    action: String,
    back: String,
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct How {
    /// It was sent.
    #[serde(default)]
    inviata: Option<u8>,
}

/// What is wrong.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    text: String,
}

pub(super) async fn ask(
    page: Page,
    Citizen(session): Citizen,
    Path(draft): Path<String>,
    Query(how): Query<How>,
) -> Answer {
    let drawn = drawn(&page, &session, &draft).await?;
    show(ReportPage { is_done: how.inviata.is_some(), ..drawn })
}

async fn drawn(page: &Page, session: &Session, draft: &str) -> Result<ReportPage, Problem> {
    let desk = &page.town.desk;
    let open = desk.draft(session, id(draft)?).await?;
    let given = open.given(desk, page.lang);
    if given.is_empty() || open.is_sent {
        return Err(Problem::NotFound);
    }
    Ok(ReportPage {
        frame: page.frame(page.t("report-title")).under(Section::Services).without_contacts(),
        given,
        is_missing: false,
        longest: LONGEST_REPORT,
        is_done: false,
        action: format!("/bozze/{draft}/segnala"),
        back: format!("/bozze/{draft}"),
    })
}

pub(super) async fn post(
    page: Page,
    Citizen(session): Citizen,
    Path(draft): Path<String>,
    Form(said): Form<Said>,
) -> Answer {
    if said.text.trim().is_empty() {
        let mut drawn = drawn(&page, &session, &draft).await?;
        let named = [("title", drawn.frame.title.as_str().into())];
        drawn.frame.title = page.words.with("apply-wrong-title", &named).into_owned();
        return show(ReportPage { is_missing: true, ..drawn });
    }
    page.town.desk.report(&session, id(&draft)?, &said.text).await?;
    Ok(Redirect::to(&format!("/bozze/{draft}/segnala?inviata=1")).into_response())
}
