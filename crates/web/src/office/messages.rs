//! What the office and a citizen have written to each other, for the office.

use askama::Template;
use axum::{
    extract::{Path, Query, Request},
    response::{IntoResponse, Redirect},
};

use super::{address, trail};
use crate::{
    Answer, Frame, Page, Problem,
    apply::id,
    expired,
    messages::{self, Outcome, Place, Talk},
    session::Staff,
    show,
    small_form::titled,
};

#[derive(Template)]
#[template(path = "page/office/messages.html")]
struct MessagesPage {
    frame: Frame,
    talk: Talk,
    action: String,
    back: String,
    files_url: String,
}

pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Query(place): Query<Place>,
) -> Answer {
    let talk = messages::show(&page, &session, id(&application)?, &place).await?;
    draw(&page, talk, &application)
}

fn draw(page: &Page, talk: Talk, application: &str) -> Answer {
    let (here, trail) = (address(application), trail::query(page));
    let back = format!("{here}{trail}");
    let frame = page
        .frame(page.t("message-title-citizen"))
        .crumb(page.t("office-queue"), trail::queue(page))
        .crumb(talk.number.clone(), back.clone());
    show(MessagesPage {
        frame: titled(frame, &talk.problems),
        action: format!("{here}/messaggi{trail}"),
        files_url: format!("{here}/file"),
        back,
        talk,
    })
}

pub(super) async fn send(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    let (Staff(session), request) = match expired::signed_in(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    match messages::send(&page, &session, id(&application)?, request).await? {
        Outcome::Done => {
            let to = format!("{}/messaggi?fatto=1", address(&application));
            Ok(Redirect::to(&to).into_response())
        }
        Outcome::Again(talk) => draw(&page, *talk, &application),
    }
}
