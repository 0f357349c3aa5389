//! Opinions at the office: asked on an application, given by those who were asked.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};
use desk::{
    moves::NotMade,
    opinions::{Handling, Question},
    session::Session,
};
use form::{Raw, view::Item};
use serde::Deserialize;

use super::{
    address,
    application::{self, Shown},
    trail,
};
use crate::{
    Answer, Frame, Page, Problem,
    apply::id,
    dossier::Flash,
    expired,
    frame::OFFICE_OPINIONS,
    moves::stale,
    opinions::{self, At, Consulting, Outcome, place},
    seen::{Seen, meanwhile},
    session::Staff,
    show,
    small_form::{self, Drawn, not_made, titled},
    timeline::Happening,
    view::Told,
};

/// A row of the list.
struct Row {
    url: String,
    number: String,
    procedure: String,
    by: String,
    /// By when, or when it ended, in words.
    day: String,
    is_late: bool,
}

#[derive(Template)]
#[template(path = "page/office/opinions.html")]
struct ListPage {
    frame: Frame,
    notice: Option<crate::dossier::Notice>,
    awaited: Vec<Row>,
    ended: Vec<Row>,
}

pub(super) async fn list(
    page: Page,
    Staff(session): Staff,
    axum::extract::Query(flash): axum::extract::Query<Flash>,
) -> Answer {
    let desk = &page.town.desk;
    let (words, today) = (page.words, desk.today());
    let asked = desk.asked(&session).await?;
    let row = |line: &desk::opinions::Line| Row {
        url: format!("{OFFICE_OPINIONS}/{}/{}", line.application, line.seq),
        number: line.number.clone(),
        procedure: line.procedure.get(page.lang).to_owned(),
        by: line.by.get(page.lang).to_owned(),
        day: match line.ended_at {
            Some(at) => words.date(at.day()),
            None => words.relative(line.until, today),
        },
        is_late: line.ended_at.is_none() && line.until < today,
    };
    show(ListPage {
        notice: flash.notice(&page, "opinion-given-done", "opinion-again"),
        awaited: asked.awaited.iter().map(row).collect(),
        ended: asked.ended.iter().map(row).collect(),
        frame: page.frame(page.t("opinions-title")),
    })
}

#[derive(Template)]
#[template(path = "page/office/opinion.html")]
struct OpinionPage {
    frame: Frame,
    consulting: Consulting,
    action: String,
    back: String,
    files_url: String,
}

fn draw(page: &Page, consulting: Consulting, at: At) -> Answer {
    let action = format!("{OFFICE_OPINIONS}/{}/{}", at.0, at.1);
    let frame = titled(page.frame(consulting.title.clone()), &consulting.problems);
    show(OpinionPage {
        frame: frame.crumb(page.t("opinions-title"), OFFICE_OPINIONS),
        files_url: format!("{action}/file"),
        action,
        back: OFFICE_OPINIONS.to_owned(),
        consulting,
    })
}

pub(super) async fn ask(
    page: Page,
    Staff(session): Staff,
    Path(at): Path<(String, String)>,
) -> Answer {
    let at = place(&at)?;
    draw(&page, opinions::ask(&page, &session, at).await?, at)
}

pub(super) async fn answer(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(at): Path<(String, String)>,
    request: Request,
) -> Answer {
    let (Staff(session), request) = match expired::signed_in(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let at = place(&at)?;
    match opinions::answer(&page, &session, at, request).await? {
        Outcome::Done => Ok(Redirect::to(&format!("{OFFICE_OPINIONS}?fatto=1")).into_response()),
        Outcome::Again(consulting) => draw(&page, *consulting, at),
    }
}

pub(super) async fn file(
    page: Page,
    Staff(session): Staff,
    Path(file): Path<(String, String, String)>,
) -> Answer {
    opinions::file(&page, &session, file).await
}

#[derive(Template)]
#[template(path = "page/office/question.html")]
struct QuestionPage {
    frame: Frame,
    number: String,
    service: String,
    items: Vec<Item>,
    problems: Vec<(String, String)>,
    refusal: String,
    /// What has happened since the page that was posted; empty where nobody was first.
    meanwhile: Vec<Happening>,
    seen: Seen,
    action: String,
    back: String,
}

/// Draws the form by which an opinion is asked.
async fn draw_question(
    page: &Page,
    session: &Session,
    application: &str,
    (raw, tell): (Option<&Raw>, bool),
    (refusal, meanwhile): (String, Vec<Happening>),
) -> Answer {
    let desk = &page.town.desk;
    let (question, raw) = desk.question(session, id(application)?, raw).await?;
    let form = &question.form;
    let Drawn { items, problems, .. } = Question::with_facts(desk, |facts| {
        small_form::drawn(page, form, (&raw, &question.checked, tell), facts)
    });
    let (here, trail) = (address(application), trail::query(page));
    let back = format!("{here}{trail}");
    let loaded = &question.loaded;
    let frame = page
        .frame(page.t("opinion-ask"))
        .crumb(page.t("office-queue"), trail::queue(page))
        .crumb(loaded.number(), back.clone());
    let frame = titled(frame, &problems);
    show(QuestionPage {
        number: loaded.number().to_owned(),
        service: loaded.procedure.procedure.title.get(page.lang).to_owned(),
        items,
        problems,
        refusal,
        meanwhile,
        seen: Seen::of(loaded),
        action: format!("{here}/parere{trail}"),
        back,
        frame,
    })
}

pub(super) async fn question(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
) -> Answer {
    let untold = (String::new(), Vec::new());
    draw_question(&page, &session, &application, (None, false), untold).await
}

pub(super) async fn put_question(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    let (Staff(session), body) = match expired::posted(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let raw: Raw = body.values.into_iter().collect();
    let mut refusal = String::new();
    let mut tell = false;
    let mut since = Vec::new();
    if body.button != "aggiorna" {
        let desk = &page.town.desk;
        match desk.ask_opinion(&session, id(&application)?, (&raw, body.shown.version)).await {
            Ok(()) => {
                let done = format!("{}?fatto=1", address(&application));
                return Ok(Redirect::to(&done).into_response());
            }
            Err(why) => {
                if matches!(why, NotMade::Desk(desk::Error::Stale)) {
                    let id = id(&application)?;
                    since = meanwhile(&page, &session, id, body.shown.last).await?;
                }
                (refusal, tell) = not_made(&page, why, stale(&session))?;
            }
        }
    }
    draw_question(&page, &session, &application, (Some(&raw), tell), (refusal, since)).await
}

/// Why a question is taken back, decided on which version.
#[derive(Debug, Deserialize)]
pub(super) struct Handled {
    #[serde(default)]
    motivo: String,
    #[serde(rename = "_version")]
    seen: Seen,
}

async fn handle(
    (page, session): (&Page, &Session),
    at: &(String, String),
    handling: Handling,
    form: &Handled,
) -> Answer {
    let desk = &page.town.desk;
    let how = (form.motivo.as_str(), form.seen.version);
    let how = match desk.handle_opinion(session, place(at)?, handling, how).await {
        Ok(()) => "fatto",
        Err(desk::Error::Stale) => {
            let late = Shown::late(form.seen, &form.motivo);
            return application::draw(page, session, &at.0, late).await;
        }
        Err(desk::Error::Refused(_))
            if handling == Handling::Revoke && form.motivo.trim().is_empty() =>
        {
            "perche"
        }
        Err(desk::Error::Refused(_)) if handling == Handling::Remind => "sollecitato",
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&format!("{}?{how}=1", address(&at.0))).into_response())
}

pub(super) async fn remind(
    page: Page,
    Staff(session): Staff,
    Path(at): Path<(String, String)>,
    Form(form): Form<Handled>,
) -> Answer {
    handle((&page, &session), &at, Handling::Remind, &form).await
}

pub(super) async fn revoke(
    page: Page,
    Staff(session): Staff,
    Path(at): Path<(String, String)>,
    Form(form): Form<Handled>,
) -> Answer {
    handle((&page, &session), &at, Handling::Revoke, &form).await
}
