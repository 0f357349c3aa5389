//! One application, as its citizen sees it: the state and the date first, what is asked, what happened, papers,
//! who deals with it and who opened it.

use askama::Template;
use axum::{
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};
use desk::dossier::Dossier;
use form::{
    summary,
    view::{Item, ProseKind, Widget},
};
use workflow::{Act, ClockState};

use crate::{
    Answer, Frame, Page, Problem,
    apply::{download, id},
    frame::ACCOUNT,
    moves::{self, Asking, Outcome},
    session::Citizen,
    show,
    timeline::{Happening, happenings},
    view::{Told, ToldStep, flat},
};

/// A button: what it says, where it leads.
pub(crate) struct Button {
    pub label: String,
    pub url: String,
    pub is_first: bool,
}

/// A paper to download.
pub(crate) struct PaperLine {
    pub label: String,
    pub url: String,
    pub at: String,
}

#[derive(Template)]
#[template(path = "page/account/application.html")]
struct ApplicationPage {
    frame: Frame,
    service: String,
    state: String,
    promise: String,
    number: String,
    sent: String,
    buttons: Vec<Button>,
    happenings: Vec<Happening>,
    papers: Vec<PaperLine>,
    steps: Vec<ToldStep>,
    clock: Vec<(String, String)>,
    office: String,
    office_url: String,
    responsible: String,
    assignee: String,
    readers: Vec<String>,
}

pub(super) async fn page(page: Page, Citizen(session): Citizen, Path(application): Path<String>) -> Answer {
    let desk = &page.town.desk;
    let dossier = desk.dossier(&session, id(&application)?).await?;
    let loaded = &dossier.loaded;
    let words = page.words;
    let state = loaded.state(&loaded.application.state, false).get(page.lang).to_owned();
    let choices = loaded.choices(desk, &session);
    let buttons = choices.iter().filter(|choice| choice.shut.is_none()).map(|choice| Button {
        label: choice.what.label.get(page.lang).to_owned(),
        url: format!("/pratiche/{application}/passaggi/{}", choice.id),
        is_first: matches!(choice.what.act, Act::AnswerIntegration | Act::Observations),
    });
    let office = desk.office(&loaded.application.office);
    let readers = dossier.readings.iter().map(|reading| {
        let role = page.t(&format!("role-{}", reading.role));
        let office = desk.office_name(&loaded.application.office);
        let when = words.moment(reading.at);
        words
            .with(
                "account-reader",
                &[
                    ("role", role.as_ref().into()),
                    ("office", office.get(page.lang).into()),
                    ("when", when.as_str().into()),
                ],
            )
            .into_owned()
    });
    let number = loaded.number().to_owned();
    let service = loaded.procedure.procedure.title.get(page.lang).to_owned();
    let sent = words.moment(loaded.sent_at());
    show(ApplicationPage {
        frame: page.frame(format!("{} {number}", page.t("account-application-title"))).crumb(page.t("account-title"), ACCOUNT),
        promise: promise(&page, &dossier),
        sent: words.with("account-sent-on", &[("date", sent.as_str().into())]).into_owned(),
        number: words.with("account-number", &[("number", number.as_str().into())]).into_owned(),
        buttons: buttons.collect(),
        happenings: happenings(&page, &dossier, false),
        papers: papers(&page, &dossier, &format!("/pratiche/{application}/documenti")),
        steps: answers(&page, &dossier),
        clock: clock(&page, &dossier),
        office: desk.office_name(&loaded.application.office).get(page.lang).to_owned(),
        office_url: format!("/amministrazione/uffici/{}", loaded.application.office),
        responsible: office.map_or_else(String::new, |o| o.responsible.get(page.lang).to_owned()),
        assignee: loaded
            .application
            .assignee
            .and_then(|person| dossier.names.get(&person).cloned())
            .unwrap_or_else(|| page.t("account-assignee-none").into_owned()),
        readers: readers.collect(),
        service,
        state,
    })
}

/// The most important sentence: by when the office must answer, or how it ended.
fn promise(page: &Page, dossier: &Dossier) -> String {
    let words = page.words;
    match (dossier.clock.state, dossier.clock.due_on_citizen) {
        (ClockState::Suspended, _) => words.t("account-due-suspended").into_owned(),
        (ClockState::Running, Some(due)) => {
            let due = words.date(due);
            words.with("account-due", &[("date", due.as_str().into())]).into_owned()
        }
        _ => String::new(),
    }
}

/// The papers of an application below an address.
pub(crate) fn papers(page: &Page, dossier: &Dossier, below: &str) -> Vec<PaperLine> {
    let words = page.words;
    let line = |paper: &desk::dossier::Paper| {
        let size = words.size(paper.size);
        let label = words.with(
            "account-document-download",
            &[("title", paper.title.get(page.lang).into()), ("size", size.as_str().into())],
        );
        PaperLine {
            label: label.into_owned(),
            url: format!("{below}/{}", paper.id),
            at: words.moment(paper.at),
        }
    };
    dossier.documents.iter().rev().map(line).collect()
}

/// What was answered, as it was sent.
pub(crate) fn answers(page: &Page, dossier: &Dossier) -> Vec<ToldStep> {
    let loaded = &dossier.loaded;
    let origins = std::collections::BTreeMap::new();
    let facts = form::Facts {
        today: loaded.sent_at().day(),
        calendar: page.town.desk.calendar(),
        files: &dossier.files,
        origins: &origins,
        more: form::Facts::on(loaded.sent_at().day()).more,
    };
    flat(summary::of_answers(&loaded.procedure.form, &loaded.answers, &facts, page.lang))
}

/// The clock in sentences, each with its norm.
pub(crate) fn clock(page: &Page, dossier: &Dossier) -> Vec<(String, String)> {
    let sentences = dossier.clock.sentences.iter();
    sentences.map(|s| (s.text.get(page.lang).to_owned(), s.norm.clone())).collect()
}

pub(super) async fn paper(
    page: Page,
    Citizen(session): Citizen,
    Path((application, paper)): Path<(String, String)>,
) -> Answer {
    let paper = paper.parse().map_err(|_| Problem::NotFound)?;
    Ok(download(page.town.desk.paper(&session, id(&application)?, paper).await?, false))
}

#[derive(Template)]
#[template(path = "page/account/move.html")]
struct MovePage {
    frame: Frame,
    asking: Asking,
    action: String,
    back: String,
}

pub(super) async fn ask(
    page: Page,
    Citizen(session): Citizen,
    Path((application, step)): Path<(String, String)>,
) -> Answer {
    let asking = moves::ask(&page, &session, id(&application)?, &step).await?;
    draw(&page, asking, &application, &step)
}

fn draw(page: &Page, asking: Asking, application: &str, step: &str) -> Answer {
    show(MovePage {
        frame: page
            .frame(asking.title.clone())
            .crumb(page.t("account-title"), ACCOUNT)
            .crumb(asking.number.clone(), format!("/pratiche/{application}"))
            .without_contacts(),
        action: format!("/pratiche/{application}/passaggi/{step}"),
        back: format!("/pratiche/{application}"),
        asking,
    })
}

pub(super) async fn make(
    page: Page,
    Citizen(session): Citizen,
    Path((application, step)): Path<(String, String)>,
    request: Request,
) -> Answer {
    match moves::make(&page, &session, (id(&application)?, &step), request).await? {
        Outcome::Done => Ok(Redirect::to(&format!("/pratiche/{application}")).into_response()),
        Outcome::Gone => Ok(Redirect::to(&format!("/pratiche/{application}?cambiata=1")).into_response()),
        Outcome::Again(asking) => draw(&page, *asking, &application, &step),
    }
}
