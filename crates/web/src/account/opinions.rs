//! Opinions that somebody from outside was asked for, by a link of their own.

use askama::Template;
use axum::{
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};

use crate::{
    Answer, Frame, Page, Problem, expired,
    opinions::{self, At, Consulting, Outcome, place},
    session::Citizen,
    show,
    small_form::titled,
    view::Told,
};

#[derive(Template)]
#[template(path = "page/account/invitation.html")]
struct InvitationPage {
    frame: Frame,
    name: String,
    action: String,
}

pub(super) async fn invitation(
    page: Page,
    Citizen(session): Citizen,
    Path(token): Path<String>,
) -> Answer {
    let invitation = page.town.desk.invitation(&session, &token).await?;
    if invitation.is_theirs {
        return Ok(
            Redirect::to(&address((invitation.application, invitation.asked))).into_response()
        );
    }
    show(InvitationPage {
        frame: page.frame(page.t("opinion-invitation-title")).without_contacts(),
        name: session.person.name(),
        action: format!("/pareri/{token}"),
    })
}

pub(super) async fn follow(
    page: Page,
    Citizen(session): Citizen,
    Path(token): Path<String>,
) -> Answer {
    let followed = page.town.desk.follow_invitation(&session, &token).await?;
    Ok(Redirect::to(&address((followed.application, followed.asked))).into_response())
}

#[derive(Template)]
#[template(path = "page/account/opinion.html")]
struct OpinionPage {
    frame: Frame,
    consulting: Consulting,
    action: String,
    back: String,
    files_url: String,
}

fn address(at: At) -> String {
    format!("/pareri/{}/{}", at.0, at.1)
}

fn draw(page: &Page, consulting: Consulting, at: At) -> Answer {
    let frame = titled(page.frame(consulting.title.clone()), &consulting.problems);
    let action = address(at);
    show(OpinionPage {
        frame: frame.without_contacts(),
        files_url: format!("{action}/file"),
        action,
        back: "/".to_owned(),
        consulting,
    })
}

pub(super) async fn ask(
    page: Page,
    Citizen(session): Citizen,
    Path(at): Path<(String, String)>,
) -> Answer {
    let at = place(&at)?;
    draw(&page, opinions::ask(&page, &session, at).await?, at)
}

pub(super) async fn answer(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path(at): Path<(String, String)>,
    request: Request,
) -> Answer {
    let (Citizen(session), request) = match expired::signed_in(&page, citizen, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let at = place(&at)?;
    match opinions::answer(&page, &session, at, request).await? {
        Outcome::Done => Ok(Redirect::to(&address(at)).into_response()),
        Outcome::Again(consulting) => draw(&page, *consulting, at),
    }
}

pub(super) async fn hold_up(
    page: Page,
    citizen: Result<Citizen, Problem>,
    Path(at): Path<(String, String)>,
    request: Request,
) -> Answer {
    let (Citizen(session), body) = match expired::posted(&page, citizen, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let at = place(&at)?;
    match opinions::hold_up(&page, &session, at, body).await? {
        Outcome::Done => Ok(Redirect::to(&address(at)).into_response()),
        Outcome::Again(consulting) => draw(&page, *consulting, at),
    }
}

pub(super) async fn file(
    page: Page,
    Citizen(session): Citizen,
    Path(file): Path<(String, String, String)>,
) -> Answer {
    opinions::file(&page, &session, file).await
}
