//! Answers put right by the office.

use askama::Template;
use axum::{
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};

use desk::session::Session;

use super::{address, presence::Presence, trail};
use crate::{
    Answer, Frame, Page, Problem,
    amend::{self, Asking, Outcome},
    apply::id,
    expired,
    session::Staff,
    show,
};

#[derive(Template)]
#[template(path = "page/office/amend.html")]
struct AmendPage {
    frame: Frame,
    asking: Asking,
    presence: Presence,
    action: String,
    back: String,
    files_url: String,
}

pub(super) async fn ask(
    page: Page,
    Staff(session): Staff,
    Path((application, section)): Path<(String, String)>,
) -> Answer {
    let asking = amend::ask(&page, &session, id(&application)?, &section).await?;
    draw(&page, &session, asking, &application, &section).await
}

async fn draw(
    page: &Page,
    session: &Session,
    asking: Asking,
    application: &str,
    section: &str,
) -> Answer {
    let (here, trail) = (address(application), trail::query(page));
    let back = format!("{here}{trail}");
    let frame = page
        .frame(asking.title.clone())
        .crumb(page.t("office-queue"), trail::queue(page))
        .crumb(asking.number.clone(), back.clone());
    let frame = asking.titled(frame);
    let presence = Presence::ask(page, session, id(application)?, asking.seen).await?;
    show(AmendPage {
        presence,
        action: format!("{here}/rettifica/{section}{trail}"),
        files_url: format!("{here}/file"),
        back,
        asking,
        frame,
    })
}

pub(super) async fn make(
    page: Page,
    staff: Result<Staff, Problem>,
    Path((application, section)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let (Staff(session), request) = match expired::signed_in(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    match amend::make(&page, &session, (id(&application)?, &section), request).await? {
        Outcome::Done => {
            Ok(Redirect::to(&format!("{}?fatto=1", address(&application))).into_response())
        }
        Outcome::Again(asking) => draw(&page, &session, *asking, &application, &section).await,
    }
}
