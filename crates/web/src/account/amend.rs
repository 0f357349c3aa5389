//! Answers that the citizen changes before anybody has taken charge of the application.

use askama::Template;
use axum::{
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};

use crate::{
    Answer, Frame, Page, Problem,
    amend::{self, Asking, Outcome},
    apply::id,
    expired,
    frame::ACCOUNT,
    session::Citizen,
    show,
};

#[derive(Template)]
#[template(path = "page/account/amend.html")]
struct AmendPage {
    frame: Frame,
    asking: Asking,
    action: String,
    back: String,
}

pub(super) async fn ask(
    page: Page,
    Citizen(session): Citizen,
    Path((application, section)): Path<(String, String)>,
) -> Answer {
    let asking = amend::ask(&page, &session, id(&application)?, &section).await?;
    draw(&page, asking, &application, &section)
}

fn draw(page: &Page, asking: Asking, application: &str, section: &str) -> Answer {
    let back = format!("/pratiche/{application}");
    let frame = page
        .frame(asking.title.clone())
        .crumb(page.t("account-title"), ACCOUNT)
        .crumb(asking.number.clone(), back.clone())
        .without_contacts();
    let frame = asking.titled(frame);
    show(AmendPage { action: format!("{back}/correggi/{section}"), back, asking, frame })
}

pub(super) async fn make(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path((application, section)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let (Citizen(session), request) = match expired::signed_in(&page, citizen, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    match amend::make(&page, &session, (id(&application)?, &section), request).await? {
        Outcome::Done => {
            Ok(Redirect::to(&format!("/pratiche/{application}?fatto=1")).into_response())
        }
        Outcome::Again(asking) => draw(&page, *asking, &application, &section),
    }
}
