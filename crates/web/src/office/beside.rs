//! The pages of what an office can do with any application: hand it to another office, take a decision back.

use askama::Template;
use axum::{
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};
use desk::{
    beside::{Beside, Besides},
    moves::{NotMade, Wish},
    session::Session,
};
use form::{Raw, view::Item};

use super::address;
use crate::{
    Answer, Frame, Page, Problem,
    apply::{NoFiles, id, read},
    expired,
    frame::OFFICE,
    moves::stale,
    seen::{Seen, meanwhile},
    session::Staff,
    show,
    small_form::{Drawn, alone, not_made, titled},
    timeline::Happening,
};

#[derive(Template)]
#[template(path = "page/office/beside.html")]
struct BesidePage {
    frame: Frame,
    title: String,
    number: String,
    service: String,
    lead: String,
    effects: Vec<String>,
    items: Vec<Item>,
    problems: Vec<(String, String)>,
    refusal: String,
    seen: Seen,
    /// What has happened since the page that was posted; empty where nobody was first.
    meanwhile: Vec<Happening>,
    action: String,
    back: String,
}

async fn draw(
    page: &Page,
    session: &Session,
    (application, beside): (&str, Beside),
    (raw, tell): (&Raw, bool),
    (refusal, since): (String, Vec<Happening>),
) -> Answer {
    let Besides { loaded, form, checked } =
        page.town.desk.beside(session, id(application)?, (beside, raw)).await?;
    let Drawn { items, problems, .. } = alone(page, &form, (raw, &checked, tell));
    let back = address(application);
    let word = beside.word();
    let title = page.t(&format!("beside-{word}"));
    let frame = page
        .frame(title.clone())
        .crumb(page.t("office-queue"), OFFICE)
        .crumb(loaded.number().to_owned(), back.clone());
    let frame = if refusal.is_empty() { titled(frame, &problems) } else { frame.wrong() };
    show(BesidePage {
        title: title.into_owned(),
        number: loaded.number().to_owned(),
        service: loaded.procedure.procedure.title.get(page.lang).to_owned(),
        lead: page.t(&format!("beside-{word}-lead")).into_owned(),
        effects: (1..=3)
            .map(|n| page.t(&format!("beside-{word}-effect-{n}")).into_owned())
            .collect(),
        items,
        problems,
        refusal,
        seen: Seen::of(&loaded),
        meanwhile: since,
        action: format!("{back}/{word}"),
        back,
        frame,
    })
}

async fn ask(page: &Page, session: &Session, application: &str, beside: Beside) -> Answer {
    draw(page, session, (application, beside), (&Raw::default(), false), Default::default()).await
}

async fn make(
    page: Page,
    staff: Result<Staff, Problem>,
    (application, beside): (String, Beside),
    request: Request,
) -> Answer {
    let (Staff(session), request) = match expired::signed_in(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let body = read(request, &mut NoFiles).await?;
    let raw: Raw = body.values.into_iter().collect();
    let wish = Wish { id: beside.word().to_owned(), raw, version: body.shown.version };
    match page.town.desk.do_beside(&session, id(&application)?, (beside, &wish)).await {
        // Who has handed it on may not see it any more.
        Ok(()) if beside == Beside::Transfer => {
            Ok(Redirect::to(&format!("{OFFICE}?fatto=trasmessa")).into_response())
        }
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=1", address(&application))).into_response()),
        Err(why) => {
            let since = match &why {
                NotMade::Desk(desk::Error::Stale) => {
                    meanwhile(&page, &session, id(&application)?, body.shown.last).await?
                }
                _ => Vec::new(),
            };
            let (refusal, tell) = not_made(&page, why, stale(&session))?;
            draw(&page, &session, (&application, beside), (&wish.raw, tell), (refusal, since)).await
        }
    }
}

pub(super) async fn transfer(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
) -> Answer {
    ask(&page, &session, &application, Beside::Transfer).await
}

pub(super) async fn hand_on(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    make(page, staff, (application, Beside::Transfer), request).await
}

pub(super) async fn reopen(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
) -> Answer {
    ask(&page, &session, &application, Beside::Reopen).await
}

pub(super) async fn take_back(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    make(page, staff, (application, Beside::Reopen), request).await
}
