//! What a citizen and the office have written to each other, for the citizen.

use askama::Template;
use axum::{
    extract::{Path, Query, Request},
    response::{IntoResponse, Redirect},
};

use super::APPLICATIONS;
use crate::{
    Answer, Frame, Page, Problem,
    apply::id,
    expired,
    frame::ACCOUNT,
    messages::{self, Outcome, Place, Talk},
    session::Citizen,
    show,
    small_form::titled,
};

#[derive(Template)]
#[template(path = "page/account/messages.html")]
struct MessagesPage {
    frame: Frame,
    talk: Talk,
    action: String,
    back: String,
    files_url: &'static str,
}

pub(super) async fn page(
    page: Page,
    Citizen(session): Citizen,
    Path(application): Path<String>,
    Query(place): Query<Place>,
) -> Answer {
    let talk = messages::show(&page, &session, id(&application)?, &place).await?;
    draw(&page, talk, &application)
}

fn draw(page: &Page, talk: Talk, application: &str) -> Answer {
    let back = format!("/pratiche/{application}");
    let frame = page
        .frame(page.t("message-title"))
        .crumb(page.t("account-title"), ACCOUNT)
        .crumb(page.t("account-tab-applications"), APPLICATIONS)
        .crumb(talk.number.clone(), back.clone())
        .without_contacts();
    show(MessagesPage {
        frame: titled(frame, &talk.problems),
        action: format!("{back}/messaggi"),
        back,
        files_url: "/file",
        talk,
    })
}

pub(super) async fn send(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    let (Citizen(session), request) = match expired::signed_in(&page, citizen, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    match messages::send(&page, &session, id(&application)?, request).await? {
        Outcome::Done => {
            let to = format!("/pratiche/{application}/messaggi?fatto=1");
            Ok(Redirect::to(&to).into_response())
        }
        Outcome::Again(talk) => draw(&page, *talk, &application),
    }
}
