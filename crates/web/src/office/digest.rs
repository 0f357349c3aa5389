//! What somebody is told by e-mail of the work around them, and how often.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Query, Request},
    response::{IntoResponse, Redirect},
};
use desk::{
    digests::{ADDRESS, Cadence, Digest},
    session::Session,
};
use form::Raw;

use crate::{
    Answer, Frame, Page, Problem,
    dossier::{Flash, Notice},
    expired,
    frame::OFFICE_DIGEST,
    session::Staff,
    show,
    small_form::{Drawn, alone, not_kept, titled},
};

/// Stands before the id of a procedure in the name of its field.
const OF: &str = "procedura-";

struct Choice {
    id: &'static str,
    label: String,
    is_selected: bool,
}

struct Row {
    /// Name of its field.
    name: String,
    title: String,
    choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "page/office/digest.html")]
struct DigestPage {
    frame: Frame,
    notice: Option<Notice>,
    drawn: Drawn,
    rows: Vec<Row>,
    refusal: String,
}

type But = BTreeMap<String, Cadence>;

async fn draw(
    page: &Page,
    session: &Session,
    typed: Option<(&Raw, &But)>,
    (refusal, notice): (String, Option<Notice>),
) -> Answer {
    let shown = page.town.desk.digest(session, typed).await?;
    let Digest { choices, procedures, raw, form, checked } = &shown;
    let mut drawn = alone(page, form, (raw, checked, typed.is_some()));
    let refusal = drawn.told_at(ADDRESS, refusal);
    let row = |(id, title): &(String, model::Localized)| {
        let own = choices.but.get(id).copied();
        let usual = Choice {
            id: "",
            label: page.t("digest-as-usual").into_owned(),
            is_selected: own.is_none(),
        };
        let others = Cadence::ALL.map(|cadence| Choice {
            id: cadence.word(),
            label: page.t(&format!("digest-{}", cadence.word())).into_owned(),
            is_selected: own == Some(cadence),
        });
        Row {
            name: format!("{OF}{id}"),
            title: title.get(page.lang).to_owned(),
            choices: std::iter::once(usual).chain(others).collect(),
        }
    };
    let frame = titled(page.frame(page.t("digest-title")), &drawn.problems);
    show(DigestPage { notice, rows: procedures.iter().map(row).collect(), drawn, refusal, frame })
}

pub(super) async fn page(page: Page, Staff(session): Staff, Query(flash): Query<Flash>) -> Answer {
    let notice = flash.notice(&page, "office-kept", "office-kept");
    draw(&page, &session, None, (String::new(), notice)).await
}

pub(super) async fn choose(page: Page, staff: Result<Staff, Problem>, request: Request) -> Answer {
    let (Staff(session), body) = match expired::posted(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let mut raw = Raw::default();
    let mut but = But::new();
    for (name, values) in body.values {
        let first = values.first().map(String::as_str).unwrap_or_default();
        match name.strip_prefix(OF) {
            Some(id) => but.extend(Cadence::from_word(first).map(|one| (id.to_owned(), one))),
            None => raw.set(&name, values),
        }
    }
    let refusal = match page.town.desk.choose_digest(&session, &raw, &but).await {
        Ok(()) => return Ok(Redirect::to(&format!("{OFFICE_DIGEST}?fatto=1")).into_response()),
        Err(why) => not_kept(&page, why)?,
    };
    draw(&page, &session, Some((&raw, &but)), (refusal, None)).await
}
