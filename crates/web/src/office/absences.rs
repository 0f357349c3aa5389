//! Who is away, from when until when, and who stands in for them.

use askama::Template;
use axum::{
    extract::{Path, Query, Request},
    response::{IntoResponse, Redirect},
};
use desk::{absences::Calendar, moves::NotMade, session::Session};
use form::{Raw, view::Item};

use crate::{
    Answer, Frame, Page, Problem,
    dossier::{Flash, Notice},
    expired,
    frame::OFFICE_ABSENCES,
    session::Staff,
    show,
    small_form::{self, Drawn, titled},
};

struct Row {
    name: String,
    days: String,
    substitute: String,
    /// Where it is taken back; empty where the reader may not.
    end: String,
    /// What the button says to who does not see its row.
    button: String,
}

#[derive(Template)]
#[template(path = "page/office/absences.html")]
struct AbsencesPage {
    frame: Frame,
    notice: Option<Notice>,
    rows: Vec<Row>,
    items: Vec<Item>,
    problems: Vec<(String, String)>,
    refusal: String,
}

async fn draw(
    page: &Page,
    session: &Session,
    (raw, tell): (&Raw, bool),
    (refusal, notice): (String, Option<Notice>),
) -> Answer {
    let (desk, words) = (&page.town.desk, page.words);
    let calendar = desk.absences(session, raw).await?;
    let Drawn { items, problems, .. } = Calendar::with_facts(desk, |facts| {
        small_form::drawn(page, &calendar.form, (raw, &calendar.checked, tell), facts)
    });
    let row = |line: &desk::absences::Line| {
        let (first, last) = (words.date(line.first_on), words.date(line.last_on));
        let days = [("first", first.as_str().into()), ("last", last.as_str().into())];
        let days = words.with("absence-days", &days).into_owned();
        let named = [("name", line.name.as_str().into()), ("days", days.as_str().into())];
        Row {
            name: line.name.clone(),
            button: words.with("absence-end", &named).into_owned(),
            days,
            substitute: match line.substitute.as_str() {
                "" => page.t("absence-nobody").into_owned(),
                name => name.to_owned(),
            },
            end: match line.may_end {
                true => format!("{OFFICE_ABSENCES}/{}/annulla", line.id),
                false => String::new(),
            },
        }
    };
    let frame = titled(page.frame(page.t("absences-title")), &problems);
    show(AbsencesPage {
        notice,
        rows: calendar.lines.iter().map(row).collect(),
        items,
        problems,
        refusal,
        frame,
    })
}

pub(super) async fn page(page: Page, Staff(session): Staff, Query(flash): Query<Flash>) -> Answer {
    let notice = flash.notice(&page, "absence-done", "absence-done");
    draw(&page, &session, (&Raw::default(), false), (String::new(), notice)).await
}

pub(super) async fn add(page: Page, staff: Result<Staff, Problem>, request: Request) -> Answer {
    let (Staff(session), body) = match expired::posted(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let raw: Raw = body.values.into_iter().collect();
    let (tell, refusal) = match page.town.desk.add_absence(&session, &raw).await {
        Ok(()) => {
            return Ok(Redirect::to(&format!("{OFFICE_ABSENCES}?fatto=1")).into_response());
        }
        Err(NotMade::Incomplete(_)) => (true, String::new()),
        Err(NotMade::Desk(desk::Error::Refused(why))) => (true, why.get(page.lang).to_owned()),
        Err(NotMade::Desk(error)) => return Err(error.into()),
    };
    draw(&page, &session, (&raw, tell), (refusal, None)).await
}

pub(super) async fn end(page: Page, Staff(session): Staff, Path(absence): Path<String>) -> Answer {
    let id = absence.parse().map_err(|_| Problem::NotFound)?;
    page.town.desk.end_absence(&session, id).await?;
    Ok(Redirect::to(&format!("{OFFICE_ABSENCES}?fatto=1")).into_response())
}
