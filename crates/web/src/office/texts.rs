//! The texts that an office keeps ready for messages and notes: who assigns in it writes them.

use askama::Template;
use axum::{
    extract::{Path, Query, Request},
    response::{IntoResponse, Redirect},
};
use desk::{
    ready_texts::{ReadyText, Texts},
    session::Session,
};
use form::Raw;
use uuid::Uuid;

use crate::{
    Answer, Frame, Page, Problem,
    apply::{NoFiles, read},
    dossier::{Flash, Notice},
    expired,
    frame::OFFICE_TEXTS,
    session::Staff,
    show,
    small_form::{Drawn, alone, not_kept, titled},
};

struct Row {
    title: String,
    /// What it is for: the office, where the reader keeps those of several, and the procedure.
    what_for: String,
    text: String,
    url: String,
}

#[derive(Template)]
#[template(path = "page/office/texts.html")]
struct TextsPage {
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
    let Texts { texts, procedures, form, checked } = desk.kept_texts(session, raw).await?;
    let mut drawn = alone(page, &form, (raw, &checked, tell));
    let refusal = drawn.told_at("text", refusal);
    let has_several = desk.keeps_for(session).len() > 1;
    let frame = titled(page.frame(page.t("texts-title")), &drawn.problems);
    let row = |text: &ReadyText| {
        let procedure = text.procedure.as_ref().map(|own| {
            let known = procedures.iter().find(|(id, _)| id == own);
            known.map_or_else(|| own.clone(), |(_, title)| title.get(page.lang).to_owned())
        });
        let procedure = procedure.unwrap_or_else(|| page.t("text-procedure-all").into_owned());
        Row {
            title: text.title.clone(),
            what_for: match has_several {
                true => format!("{} · {procedure}", frame.office_name(&text.office)),
                false => procedure,
            },
            text: text.text.clone(),
            url: format!("{OFFICE_TEXTS}/{}", text.id),
        }
    };
    show(TextsPage { notice, rows: texts.iter().map(row).collect(), drawn, refusal, frame })
}

#[derive(Template)]
#[template(path = "page/office/text.html")]
struct TextPage {
    frame: Frame,
    title: String,
    url: String,
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
    let (text, raw, shown) = desk.kept_text(session, id, typed.map(|(raw, _)| raw)).await?;
    let tell = typed.is_some_and(|(_, tell)| tell);
    let mut drawn = alone(page, &shown.form, (&raw, &shown.checked, tell));
    let refusal = drawn.told_at("text", refusal);
    let frame = page.frame(text.title.clone()).crumb(page.t("texts-title"), OFFICE_TEXTS);
    show(TextPage {
        frame: titled(frame, &drawn.problems),
        title: text.title,
        url: format!("{OFFICE_TEXTS}/{id}"),
        drawn,
        refusal,
    })
}

pub(super) async fn page(page: Page, Staff(session): Staff, Query(flash): Query<Flash>) -> Answer {
    let notice = flash.notice(&page, "office-kept", "office-kept");
    list(&page, &session, (&Raw::default(), false), (String::new(), notice)).await
}

pub(super) async fn ask(page: Page, Staff(session): Staff, Path(text): Path<String>) -> Answer {
    one(&page, &session, text.parse().map_err(|_| Problem::NotFound)?, (None, String::new())).await
}

/// Keeps a new text, or changes the one of an id.
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
    let refusal = match page.town.desk.keep_text(&session, id, &raw).await {
        Ok(()) => return Ok(Redirect::to(&format!("{OFFICE_TEXTS}?fatto=1")).into_response()),
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
    Path(text): Path<String>,
    request: Request,
) -> Answer {
    keep(&page, staff, Some(text.parse().map_err(|_| Problem::NotFound)?), request).await
}

pub(super) async fn delete(page: Page, Staff(session): Staff, Path(text): Path<String>) -> Answer {
    let id = text.parse().map_err(|_| Problem::NotFound)?;
    page.town.desk.delete_text(&session, id).await?;
    Ok(Redirect::to(&format!("{OFFICE_TEXTS}?fatto=1")).into_response())
}
