//! Answers put right by the office, and the application as it was at any event.

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
    dossier::answers_at,
    expired,
    session::Staff,
    show,
    view::{Told, ToldStep},
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

#[derive(Template)]
#[template(path = "page/office/version.html")]
struct VersionPage {
    frame: Frame,
    /// When the event was, in words.
    at: String,
    steps: Vec<ToldStep>,
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

/// The answers as they stood right after an event.
pub(super) async fn version(
    page: Page,
    Staff(session): Staff,
    Path((application, seq)): Path<(String, String)>,
) -> Answer {
    let dossier = page.town.desk.dossier(&session, id(&application)?).await?;
    let seq: u32 = seq.parse().map_err(|_| Problem::NotFound)?;
    let entries = &dossier.loaded.entries;
    let entry = entries.iter().find(|entry| entry.seq == seq).ok_or(Problem::NotFound)?;
    let here = address(&application);
    let back = format!("{here}{}", trail::query(&page));
    let at = page.words.moment(entry.at);
    let title = page.words.with("office-version-title", &[("at", at.as_str().into())]);
    let frame = page
        .frame(title)
        .crumb(page.t("office-queue"), trail::queue(&page))
        .crumb(dossier.loaded.number().to_owned(), back.clone());
    show(VersionPage {
        frame,
        at,
        steps: answers_at(&page, &dossier, seq),
        files_url: format!("{here}/file"),
        back,
    })
}
