//! Saying that a datum is wrong which a source gave and nobody can change here.

use askama::Template;
use axum::{
    extract::{Path, Query, Request},
    response::{IntoResponse, Redirect},
};
use desk::{draft::LONGEST_REPORT, session::Session};
use form::view::Given;
use serde::Deserialize;

use super::id;
use crate::{Answer, Frame, Page, Problem, expired, frame::Section, session::Citizen, show};

#[derive(Template)]
#[template(path = "page/apply/report.html")]
struct ReportPage {
    frame: Frame,
    given: Vec<Given>,
    /// What was written, where it is shown again.
    text: String,
    /// What is wrong with it; empty if nothing is.
    problem: String,
    length: String,
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
        text: String::new(),
        problem: String::new(),
        length: page
            .words
            .with("apply-length-help", &[("n", i64::from(LONGEST_REPORT).into())])
            .into_owned(),
        is_done: false,
        action: format!("/bozze/{draft}/segnala"),
        back: format!("/bozze/{draft}"),
    })
}

pub(super) async fn post(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path(draft): Path<String>,
    request: Request,
) -> Answer {
    let (Citizen(session), body) = match expired::posted(&page, citizen, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let text = body.values.get("text").and_then(|text| text.first());
    let text = text.map(|text| text.trim().to_owned()).unwrap_or_default();
    let problem = match text.chars().count() {
        0 => page.t("report-what-missing").into_owned(),
        length if length > LONGEST_REPORT as usize => {
            let values = [
                ("n", i64::from(LONGEST_REPORT).into()),
                ("length", i64::try_from(length).unwrap_or(i64::MAX).into()),
            ];
            page.words.with("report-what-long", &values).into_owned()
        }
        _ => {
            page.town.desk.report(&session, id(&draft)?, &text).await?;
            let done = format!("/bozze/{draft}/segnala?inviata=1");
            return Ok(Redirect::to(&done).into_response());
        }
    };
    let drawn = drawn(&page, &session, &draft).await?;
    let frame = drawn.frame.wrong();
    show(ReportPage { frame, text, problem, ..drawn })
}
