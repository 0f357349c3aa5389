//! One application on one screen: what the citizen said, what happened and can be done, the facts.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};
use form::view::{Item, ProseKind, Widget};
use serde::Deserialize;

use crate::{
    Answer, Frame, Page, Problem,
    account::{Button, PaperLine, answers, clock, papers},
    apply::{download, id},
    frame::OFFICE,
    moves::{self, Asking, Outcome},
    session::Staff,
    show,
    timeline::{Happening, happenings},
    view::{Told, ToldStep},
};

struct Shut {
    label: String,
    reason: String,
}

struct Colleague {
    id: String,
    name: String,
    is_selected: bool,
}

struct NoteLine {
    author: String,
    at: String,
    text: String,
}

#[derive(Template)]
#[template(path = "page/office/application.html")]
struct ApplicationPage {
    frame: Frame,
    number: String,
    service: String,
    state: String,
    applicant: String,
    sent: String,
    steps: Vec<ToldStep>,
    buttons: Vec<Button>,
    shut: Vec<Shut>,
    happenings: Vec<Happening>,
    notes: Vec<NoteLine>,
    papers: Vec<PaperLine>,
    clock: Vec<(String, String)>,
    fees: Vec<(String, String)>,
    paid: String,
    others: Vec<(String, String)>,
    colleagues: Vec<Colleague>,
    readers: Vec<String>,
    version: i64,
    base: String,
    notice: String,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Flash {
    #[serde(default)]
    fatto: Option<u8>,
    #[serde(default)]
    cambiata: Option<u8>,
}

pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    axum::extract::Query(told): axum::extract::Query<Flash>,
) -> Answer {
    let desk = &page.town.desk;
    let dossier = desk.dossier(&session, id(&application)?).await?;
    let loaded = &dossier.loaded;
    let words = page.words;
    let base = format!("{OFFICE}/pratiche/{application}");
    let (open, closed): (Vec<_>, Vec<_>) =
        loaded.choices(desk, &session).into_iter().partition(|choice| choice.shut.is_none());
    let label = |choice: &desk::moves::Choice| choice.what.label.get(page.lang).to_owned();
    let buttons = open.iter().enumerate().map(|(place, choice)| Button {
        label: label(choice),
        url: format!("{base}/passaggi/{}", choice.id),
        is_first: place == 0,
    });
    let shut = closed.iter().filter_map(|choice| {
        let refusal = choice.shut.as_ref()?;
        Some(Shut { label: label(choice), reason: refusal.reason.get(page.lang).to_owned() })
    });
    let mut colleagues = vec![Colleague {
        id: String::new(),
        name: page.t("office-unassign").into_owned(),
        is_selected: loaded.application.assignee.is_none(),
    }];
    for (person, name) in desk.colleagues(&loaded.application.office).await? {
        let is_selected = loaded.application.assignee == Some(person);
        colleagues.push(Colleague { id: person.to_string(), name, is_selected });
    }
    let readers = dossier.readings.iter().take(8).map(|reading| {
        let who = dossier.names.get(&reading.person).cloned().unwrap_or_default();
        format!("{who}, {}", words.moment(reading.at))
    });
    let notice = match (told.fatto, told.cambiata) {
        (Some(_), _) => page.t("office-move-done"),
        (_, Some(_)) => page.t("office-move-stale"),
        _ => "".into(),
    };
    let sent = words.moment(loaded.sent_at());
    let number = loaded.number().to_owned();
    show(ApplicationPage {
        frame: page.frame(number.clone()).crumb(page.t("office-queue"), OFFICE).without_contacts(),
        service: loaded.procedure.procedure.title.get(page.lang).to_owned(),
        state: loaded.state(&loaded.application.state, true).get(page.lang).to_owned(),
        applicant: dossier.names.get(&loaded.applicant()).cloned().unwrap_or_default(),
        sent: words.with("office-sent-on", &[("date", sent.as_str().into())]).into_owned(),
        steps: answers(&page, &dossier),
        buttons: buttons.collect(),
        shut: shut.collect(),
        happenings: happenings(&page, &dossier, true),
        notes: dossier
            .notes
            .iter()
            .map(|note| NoteLine {
                author: note.author.clone(),
                at: words.moment(note.at),
                text: note.text.clone(),
            })
            .collect(),
        papers: papers(&page, &dossier, &format!("{base}/documenti")),
        clock: clock(&page, &dossier),
        fees: dossier
            .fees
            .iter()
            .map(|fee| (fee.label.get(page.lang).to_owned(), words.money(fee.amount)))
            .collect(),
        paid: words.money(loaded.application.paid),
        others: dossier
            .others
            .iter()
            .map(|(id, number, title)| {
                (format!("{OFFICE}/pratiche/{id}"), format!("{number} · {}", title.get(page.lang)))
            })
            .collect(),
        colleagues,
        readers: readers.collect(),
        version: loaded.version(),
        notice: notice.into_owned(),
        base,
        number,
    })
}

pub(super) async fn paper(
    page: Page,
    Staff(session): Staff,
    Path((application, paper)): Path<(String, String)>,
) -> Answer {
    let paper = paper.parse().map_err(|_| Problem::NotFound)?;
    Ok(download(page.town.desk.paper(&session, id(&application)?, paper).await?, true))
}

pub(super) async fn file(
    page: Page,
    Staff(session): Staff,
    Path((_, file)): Path<(String, String)>,
) -> Answer {
    let file = file.parse().map_err(|_| Problem::NotFound)?;
    Ok(download(page.town.desk.file(&session, file).await?, true))
}

#[derive(Template)]
#[template(path = "page/office/move.html")]
struct MovePage {
    frame: Frame,
    asking: Asking,
    action: String,
    back: String,
}

pub(super) async fn ask(
    page: Page,
    Staff(session): Staff,
    Path((application, step)): Path<(String, String)>,
) -> Answer {
    let asking = moves::ask(&page, &session, id(&application)?, &step).await?;
    draw(&page, asking, &application, &step)
}

fn draw(page: &Page, asking: Asking, application: &str, step: &str) -> Answer {
    let back = format!("{OFFICE}/pratiche/{application}");
    show(MovePage {
        frame: page
            .frame(asking.title.clone())
            .crumb(page.t("office-queue"), OFFICE)
            .crumb(asking.number.clone(), back.clone())
            .without_contacts(),
        action: format!("{back}/passaggi/{step}"),
        back,
        asking,
    })
}

pub(super) async fn make(
    page: Page,
    Staff(session): Staff,
    Path((application, step)): Path<(String, String)>,
    request: Request,
) -> Answer {
    match moves::make(&page, &session, (id(&application)?, &step), request).await? {
        Outcome::Done => {
            Ok(Redirect::to(&format!("{OFFICE}/pratiche/{application}?fatto=1")).into_response())
        }
        Outcome::Gone => {
            Ok(Redirect::to(&format!("{OFFICE}/pratiche/{application}?cambiata=1")).into_response())
        }
        Outcome::Again(asking) => draw(&page, *asking, &application, &step),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Assigning {
    person: String,
    #[serde(rename = "_version")]
    version: i64,
}

pub(super) async fn assign(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Form(form): Form<Assigning>,
) -> Answer {
    let to = match form.person.as_str() {
        "" => None,
        person => Some(person.parse().map_err(|_| Problem::NotFound)?),
    };
    let here = format!("{OFFICE}/pratiche/{application}");
    match page.town.desk.assign(&session, id(&application)?, to, form.version).await {
        Ok(()) => Ok(Redirect::to(&format!("{here}?fatto=1")).into_response()),
        Err(desk::Error::Stale) => Ok(Redirect::to(&format!("{here}?cambiata=1")).into_response()),
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Noting {
    text: String,
}

pub(super) async fn note(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Form(form): Form<Noting>,
) -> Answer {
    page.town.desk.note(&session, id(&application)?, &form.text).await?;
    Ok(Redirect::to(&format!("{OFFICE}/pratiche/{application}#note")).into_response())
}
