//! Opinions at the office: asked on an application, given by those who were asked.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};
use desk::{
    moves::NotMade,
    opinions::{Handling, Putting},
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
    small_form::{self, Drawn, Posted, With, not_made, titled},
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

pub(super) async fn hold_up(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(at): Path<(String, String)>,
    request: Request,
) -> Answer {
    let (Staff(session), body) = match expired::posted(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let at = place(&at)?;
    match opinions::hold_up(&page, &session, at, body).await? {
        Outcome::Done => {
            let here = format!("{OFFICE_OPINIONS}/{}/{}", at.0, at.1);
            Ok(Redirect::to(&here).into_response())
        }
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
    /// What is written, in a sentence.
    lead: String,
    /// What who is asked still needs, in their words; empty where it is not about that.
    needs: String,
    items: Vec<Item>,
    problems: Vec<(String, String)>,
    /// Files that came before: path and id, to be posted again with the page.
    kept: Vec<(String, String)>,
    refusal: String,
    /// What has happened since the page that was posted; empty where nobody was first.
    meanwhile: Vec<Happening>,
    seen: Seen,
    /// Why somebody would have the page drawn anew; empty for no reason.
    refresh: String,
    confirm: String,
    action: String,
    back: String,
    files_url: String,
}

/// The words and the address of what an office writes: key of the title, of the sentence, of the button; below the
/// application.
fn page_of(putting: Putting) -> ([&'static str; 3], String) {
    match putting {
        Putting::Ask => {
            (["opinion-ask", "opinion-ask-lead", "opinion-ask-confirm"], "parere".to_owned())
        }
        Putting::PutOff(asked) => (
            ["opinion-put-off", "opinion-put-off-lead", "opinion-put-off-confirm"],
            format!("pareri/{asked}/termine"),
        ),
        Putting::Supply(asked) => (
            ["opinion-supply", "opinion-supply-lead", "opinion-supply-confirm"],
            format!("pareri/{asked}/integra"),
        ),
    }
}

/// Draws the form by which an office writes about an opinion.
async fn draw_question(
    page: &Page,
    session: &Session,
    (application, putting): (&str, Putting),
    (raw, tell): (Option<&Raw>, bool),
    (refusal, meanwhile): (String, Vec<Happening>),
) -> Answer {
    let desk = &page.town.desk;
    let (question, raw) = desk.question(session, id(application)?, putting, raw).await?;
    let form = &question.form;
    let Drawn { items, problems, kept } = question.with_facts(desk, |facts| {
        small_form::drawn(page, form, (&raw, &question.checked, tell), facts)
    });
    let (here, trail) = (address(application), trail::query(page));
    let back = format!("{here}{trail}");
    let loaded = &question.loaded;
    let ([title, lead, confirm], below) = page_of(putting);
    let frame = page
        .frame(page.t(title))
        .crumb(page.t("office-queue"), trail::queue(page))
        .crumb(loaded.number(), back.clone());
    let frame = titled(frame, &problems);
    let of = question.opined.as_ref().map(|opined| desk.opinion_name(loaded, opined));
    let of = of.map_or_else(String::new, |of| of.get(page.lang).to_owned());
    let needs = question.opined.as_ref().and_then(|opined| opined.needs.as_ref());
    show(QuestionPage {
        number: loaded.number().to_owned(),
        service: loaded.procedure.procedure.title.get(page.lang).to_owned(),
        lead: page.words.with(lead, &[("of", of.as_str().into())]).into_owned(),
        needs: match (putting, needs) {
            (Putting::Supply(_), Some(needs)) => needs.text.clone(),
            _ => String::new(),
        },
        items,
        problems,
        kept,
        refusal,
        meanwhile,
        seen: Seen::of(loaded),
        refresh: match putting {
            Putting::Ask => page.t("opinion-outside-refresh").into_owned(),
            _ => String::new(),
        },
        confirm: page.t(confirm).into_owned(),
        action: format!("{here}/{below}{trail}"),
        files_url: format!("{here}/file"),
        back,
        frame,
    })
}

async fn first_question(
    page: &Page,
    session: &Session,
    (application, putting): (&str, Putting),
) -> Answer {
    let untold = (String::new(), Vec::new());
    draw_question(page, session, (application, putting), (None, false), untold).await
}

/// Sends what was written, or draws its page again with what is wrong.
async fn send_question(
    page: &Page,
    staff: Result<Staff, Problem>,
    (application, putting): (&str, Putting),
    request: Request,
) -> Answer {
    let (Staff(session), request) = match expired::signed_in(page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let of = id(application)?;
    let with = With::Question(of, putting);
    let posted = small_form::posted(page, &session, with, request).await?;
    let Posted { raw, shown, mut refusal, only_looks, .. } = posted;
    let mut tell = false;
    let mut since = Vec::new();
    if refusal.is_empty() && !only_looks {
        let desk = &page.town.desk;
        match desk.put_question(&session, of, putting, (&raw, shown.version)).await {
            Ok(()) => {
                let done = format!("{}?fatto=1", address(application));
                return Ok(Redirect::to(&done).into_response());
            }
            Err(why) => {
                if matches!(why, NotMade::Desk(desk::Error::Stale)) {
                    since = meanwhile(page, &session, of, shown.last).await?;
                }
                (refusal, tell) = not_made(page, why, stale(&session))?;
            }
        }
    }
    let at = (application, putting);
    draw_question(page, &session, at, (Some(&raw), tell), (refusal, since)).await
}

pub(super) async fn question(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
) -> Answer {
    first_question(&page, &session, (&application, Putting::Ask)).await
}

pub(super) async fn put_question(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    send_question(&page, staff, (&application, Putting::Ask), request).await
}

fn number(asked: &str) -> Result<u32, Problem> {
    asked.parse().map_err(|_| Problem::NotFound)
}

pub(super) async fn more_time(
    page: Page,
    Staff(session): Staff,
    Path((application, asked)): Path<(String, String)>,
) -> Answer {
    first_question(&page, &session, (&application, Putting::PutOff(number(&asked)?))).await
}

pub(super) async fn put_off(
    page: Page,
    staff: Result<Staff, Problem>,
    Path((application, asked)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let putting = Putting::PutOff(number(&asked)?);
    send_question(&page, staff, (&application, putting), request).await
}

pub(super) async fn missing(
    page: Page,
    Staff(session): Staff,
    Path((application, asked)): Path<(String, String)>,
) -> Answer {
    first_question(&page, &session, (&application, Putting::Supply(number(&asked)?))).await
}

pub(super) async fn supply(
    page: Page,
    staff: Result<Staff, Problem>,
    Path((application, asked)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let putting = Putting::Supply(number(&asked)?);
    send_question(&page, staff, (&application, putting), request).await
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
