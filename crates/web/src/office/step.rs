//! The page of a move at the office: what it asks, what will follow, one button to confirm.

use askama::Template;
use axum::{
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};
use desk::session::Session;
use workflow::Act;

use super::{address, presence::Presence, trail};
use crate::{
    Answer, Frame, Page, Problem,
    apply::{id, paper},
    expired,
    moves::{self, Asking, Outcome},
    session::Staff,
    show,
};

#[derive(Template)]
#[template(path = "page/office/step.html")]
struct StepPage {
    frame: Frame,
    asking: Asking,
    presence: Presence,
    action: String,
    back: String,
    confirm: String,
    files_url: String,
}

pub(super) async fn ask(
    page: Page,
    Staff(session): Staff,
    Path((application, step)): Path<(String, String)>,
) -> Answer {
    let asking = moves::ask(&page, &session, id(&application)?, &step).await?;
    draw(&page, &session, asking, &application, &step).await
}

async fn draw(
    page: &Page,
    session: &Session,
    asking: Asking,
    application: &str,
    step: &str,
) -> Answer {
    let (here, trail) = (address(application), trail::query(page));
    let back = format!("{here}{trail}");
    let frame = page
        .frame(asking.title.clone())
        .crumb(page.t("office-queue"), trail::queue(page))
        .crumb(asking.number.clone(), back.clone());
    let frame = asking.titled(frame);
    let presence = Presence::ask(page, session, id(application)?, asking.seen).await?;
    show(StepPage {
        presence,
        confirm: frame.say("office-move-confirm", "label", &asking.title),
        action: format!("{here}/passaggi/{step}{trail}"),
        files_url: format!("{here}/file"),
        back,
        asking,
        frame,
    })
}

pub(super) async fn make(
    page: Page,
    staff: Result<Staff, Problem>,
    Path((application, step)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let here = address(&application);
    let (Staff(session), request) = match expired::signed_in(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    match moves::make(&page, &session, (id(&application)?, &step), request).await? {
        Outcome::Done => Ok(Redirect::to(&format!("{here}?fatto=1")).into_response()),
        Outcome::Gone => Ok(Redirect::to(&format!("{here}?cambiata=1")).into_response()),
        Outcome::Paper(name, bytes) => Ok(paper(&name, bytes)),
        Outcome::Again(asking) => draw(&page, &session, *asking, &application, &step).await,
    }
}

/// The page of taking charge, whatever the procedure calls it; the application if it is taken.
pub(super) async fn take(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
) -> Answer {
    let desk = &page.town.desk;
    let dossier = desk.dossier(&session, id(&application)?).await?;
    let choices = dossier.loaded.choices(desk, &session);
    let take = choices.iter().find(|choice| choice.shut.is_none() && choice.what.act == Act::Take);
    let here = address(&application);
    let to = take.map_or(here.clone(), |choice| format!("{here}/passaggi/{}", choice.id));
    Ok(Redirect::to(&to).into_response())
}
