//! The pages of what an office can do with any application: hand it to another office, abstain from it, put an act
//! right, take a decision back.

use axum::{
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};
use desk::{
    beside::{Beside, Besides},
    moves::{NotMade, Wish},
    session::Session,
};
use form::Raw;
use model::PersonId;

use super::{
    act::{self, Act, Refused},
    address,
};
use crate::{
    Answer, Page, Problem,
    apply::id,
    expired,
    frame::OFFICE,
    moves::stale,
    seen,
    session::Staff,
    small_form::{alone, not_made, typed},
};

async fn draw(
    page: &Page,
    session: &Session,
    (application, beside): (&str, Beside),
    (raw, tell): (&Raw, bool),
    refused: Refused,
) -> Answer {
    let Besides { loaded, form, checked, is_open } =
        page.town.desk.beside(session, id(application)?, (beside, raw)).await?;
    let typed = if is_open { Vec::new() } else { typed(page, &form, raw) };
    // Somebody was first: what was typed can be copied.
    if !is_open && typed.is_empty() {
        return Err(Problem::NotFound);
    }
    let drawn = alone(page, &form, (raw, &checked, tell && is_open));
    let word = beside.word();
    let title = page.t(&format!("beside-{word}")).into_owned();
    let label = [("label", title.as_str().into())];
    let act = Act {
        word,
        lead: page.t(&format!("beside-{word}-lead")).into_owned(),
        confirm: page.words.with("office-move-confirm", &label).into_owned(),
        effects: (1..=3)
            .map(|n| page.t(&format!("beside-{word}-effect-{n}")).into_owned())
            .collect(),
        hidden: Vec::new(),
        refreshes: false,
        typed,
        title,
    };
    act::draw(page, &loaded, act, (drawn, refused))
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
    let (Staff(session), body) = match expired::posted(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let raw: Raw = body.values.into_iter().collect();
    let wish = Wish { id: beside.word().to_owned(), raw, version: body.shown.version };
    match page.town.desk.do_beside(&session, id(&application)?, (beside, &wish)).await {
        // Who has handed it on may not see it any more.
        Ok(()) if beside == Beside::Transfer => {
            Ok(Redirect::to(&format!("{OFFICE}?fatto=trasmessa")).into_response())
        }
        Ok(()) => Ok(Redirect::to(&format!("{}?fatto=1", address(&application))).into_response()),
        Err(why) => {
            let meanwhile = match &why {
                NotMade::Desk(desk::Error::Stale) => {
                    seen::meanwhile(&page, &session, id(&application)?, body.shown.last).await?
                }
                _ => Vec::new(),
            };
            let (why, tell) = not_made(&page, why, stale(&session))?;
            let refused = Refused { why, meanwhile };
            draw(&page, &session, (&application, beside), (&wish.raw, tell), refused).await
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

pub(super) async fn abstain(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
) -> Answer {
    ask(&page, &session, &application, Beside::Abstain).await
}

pub(super) async fn stand_back(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    make(page, staff, (application, Beside::Abstain), request).await
}

pub(super) async fn end_abstention(
    page: Page,
    Staff(session): Staff,
    Path((application, person)): Path<(String, String)>,
) -> Answer {
    let person = person.parse().map(PersonId).map_err(|_| Problem::NotFound)?;
    page.town.desk.end_abstention(&session, id(&application)?, person).await?;
    Ok(Redirect::to(&format!("{}?fatto=1", address(&application))).into_response())
}

pub(super) async fn rectify(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
) -> Answer {
    ask(&page, &session, &application, Beside::Rectify).await
}

pub(super) async fn put_right(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    make(page, staff, (application, Beside::Rectify), request).await
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
