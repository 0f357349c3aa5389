//! Where people turn when a page was not enough: questions, assistance, appointments.

use askama::Template;
use axum::extract::Query as Ask;
use model::municipality::Office;
use serde::Deserialize;

use crate::{Answer, Frame, Page, catalogue::Question, show};

use super::{
    Query,
    search::near::{Asked, only_near, sift},
};

#[derive(Template)]
#[template(path = "page/public/questions.html")]
struct QuestionsPage {
    frame: Frame,
    query: String,
    questions: Vec<Question>,
    /// None of them answers in full.
    is_near: bool,
}

pub(super) async fn questions(page: Page, Ask(query): Ask<Query>) -> Answer {
    let query = query.words();
    let asked = Asked::new(&query, page.lang);
    let ranked: Vec<_> = page
        .town
        .content
        .questions
        .iter()
        .filter_map(|each| {
            let rank = asked.rank(each.question.get(page.lang), each.answer.get(page.lang))?;
            Some((rank, each.clone()))
        })
        .collect();
    let is_near = only_near(ranked.iter().map(|(rank, _)| rank));
    show(QuestionsPage {
        questions: sift(ranked, is_near),
        is_near,
        frame: page
            .frame(page.t("public-questions"))
            .describe(page.t("public-questions-intro"))
            .without_contacts(),
        query,
    })
}

#[derive(Template)]
#[template(path = "page/public/assistance.html")]
struct AssistancePage {
    frame: Frame,
}

pub(super) async fn assistance(page: Page) -> Answer {
    let frame = page
        .frame(page.t("chrome-assistance"))
        .describe(page.t("public-assistance-intro"))
        .without_contacts();
    show(AssistancePage { frame })
}

#[derive(Template)]
#[template(path = "page/public/appointment.html")]
struct AppointmentPage {
    frame: Frame,
    offices: Vec<Office>,
    /// Title of the service from whose sheet the visitor came.
    service: Option<String>,
}

#[derive(Default, Deserialize)]
pub(super) struct From {
    #[serde(default)]
    servizio: String,
}

/// Hours and telephone of the offices; only the competent one when asked from a sheet.
pub(super) async fn appointment(page: Page, Ask(from): Ask<From>) -> Answer {
    let catalogue = page.town.catalogue();
    let service = catalogue.get(&from.servizio);
    let offices = page
        .town
        .municipality
        .offices
        .iter()
        .filter(|office| service.is_none_or(|service| service.sheet.office == office.id));
    show(AppointmentPage {
        offices: offices.cloned().collect(),
        service: service.map(|service| service.title.get(page.lang).to_owned()),
        frame: page
            .frame(page.t("public-appointment"))
            .crumb(page.t("chrome-services"), "/servizi")
            .describe(page.t("public-appointment-intro"))
            .without_contacts(),
    })
}
