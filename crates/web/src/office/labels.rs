//! The labels of an office: who assigns in it makes them, changes them, puts them away.

use askama::Template;
use axum::{
    extract::{Path, Query, Request},
    response::{IntoResponse, Redirect},
};
use desk::{
    labels::{Label, Labels},
    session::Session,
};
use form::Raw;
use uuid::Uuid;

use crate::{
    Answer, Frame, Page, Problem,
    apply::{NoFiles, read},
    dossier::{Flash, Notice},
    expired,
    frame::OFFICE_LABELS,
    session::Staff,
    show,
    small_form::{Drawn, alone, not_kept, titled},
};

/// A label as it is drawn: never a colour without its name.
pub(super) struct Tag {
    pub name: String,
    pub class: String,
}

impl Tag {
    pub fn of(label: &Label) -> Tag {
        Tag { name: label.name.clone(), class: format!("is-{}", label.colour) }
    }
}

struct Row {
    tag: Tag,
    /// Empty where the reader keeps those of one office.
    office: String,
    url: String,
    is_away: bool,
}

#[derive(Template)]
#[template(path = "page/office/labels.html")]
struct LabelsPage {
    frame: Frame,
    notice: Option<Notice>,
    rows: Vec<Row>,
    drawn: Drawn,
    refusal: String,
}

async fn list(
    page: &Page,
    session: &Session,
    (raw, tell): (&Raw, bool),
    (refusal, notice): (String, Option<Notice>),
) -> Answer {
    let desk = &page.town.desk;
    let Labels { labels, form, checked } = desk.kept_labels(session, raw).await?;
    let mut drawn = alone(page, &form, (raw, &checked, tell));
    let refusal = drawn.told_at("name", refusal);
    let has_several = desk.keeps_for(session).len() > 1;
    let frame = titled(page.frame(page.t("labels-title")), &drawn.problems);
    let row = |label: &Label| Row {
        tag: Tag::of(label),
        office: if has_several { frame.office_name(&label.office) } else { String::new() },
        url: format!("{OFFICE_LABELS}/{}", label.id),
        is_away: label.archived_at.is_some(),
    };
    show(LabelsPage { notice, rows: labels.iter().map(row).collect(), drawn, refusal, frame })
}

#[derive(Template)]
#[template(path = "page/office/label.html")]
struct LabelPage {
    frame: Frame,
    tag: Tag,
    url: String,
    is_away: bool,
    drawn: Drawn,
    refusal: String,
}

async fn one(
    page: &Page,
    session: &Session,
    id: Uuid,
    (typed, refusal): (Option<(&Raw, bool)>, String),
) -> Answer {
    let desk = &page.town.desk;
    let (label, raw, shown) = desk.kept_label(session, id, typed.map(|(raw, _)| raw)).await?;
    let tell = typed.is_some_and(|(_, tell)| tell);
    let mut drawn = alone(page, &shown.form, (&raw, &shown.checked, tell));
    let refusal = drawn.told_at("name", refusal);
    let frame = page.frame(label.name.clone()).crumb(page.t("labels-title"), OFFICE_LABELS);
    show(LabelPage {
        frame: titled(frame, &drawn.problems),
        tag: Tag::of(&label),
        url: format!("{OFFICE_LABELS}/{id}"),
        is_away: label.archived_at.is_some(),
        drawn,
        refusal,
    })
}

pub(super) async fn page(page: Page, Staff(session): Staff, Query(flash): Query<Flash>) -> Answer {
    let notice = flash.notice(&page, "office-kept", "office-kept");
    list(&page, &session, (&Raw::default(), false), (String::new(), notice)).await
}

pub(super) async fn ask(page: Page, Staff(session): Staff, Path(label): Path<String>) -> Answer {
    one(&page, &session, label.parse().map_err(|_| Problem::NotFound)?, (None, String::new())).await
}

/// Makes a label, or changes the one of an id.
async fn keep(
    page: &Page,
    staff: Result<Staff, Problem>,
    id: Option<Uuid>,
    request: Request,
) -> Answer {
    let (Staff(session), request) = match expired::signed_in(page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let body = read(request, &mut NoFiles).await?;
    let raw: Raw = body.values.into_iter().collect();
    let refusal = match page.town.desk.keep_label(&session, id, &raw).await {
        Ok(()) => return Ok(Redirect::to(&format!("{OFFICE_LABELS}?fatto=1")).into_response()),
        Err(why) => not_kept(page, why)?,
    };
    match id {
        Some(id) => one(page, &session, id, (Some((&raw, true)), refusal)).await,
        None => list(page, &session, (&raw, true), (refusal, None)).await,
    }
}

pub(super) async fn add(page: Page, staff: Result<Staff, Problem>, request: Request) -> Answer {
    keep(&page, staff, None, request).await
}

pub(super) async fn change(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(label): Path<String>,
    request: Request,
) -> Answer {
    keep(&page, staff, Some(label.parse().map_err(|_| Problem::NotFound)?), request).await
}

async fn put_away(page: &Page, session: &Session, label: &str, away: bool) -> Answer {
    let id = label.parse().map_err(|_| Problem::NotFound)?;
    page.town.desk.archive_label(session, id, away).await?;
    Ok(Redirect::to(&format!("{OFFICE_LABELS}?fatto=1")).into_response())
}

pub(super) async fn archive(
    page: Page,
    Staff(session): Staff,
    Path(label): Path<String>,
) -> Answer {
    put_away(&page, &session, &label, true).await
}

pub(super) async fn take_back(
    page: Page,
    Staff(session): Staff,
    Path(label): Path<String>,
) -> Answer {
    put_away(&page, &session, &label, false).await
}
