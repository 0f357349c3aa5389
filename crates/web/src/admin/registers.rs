//! Registers that fields choose from: downloaded, changed, given back.

use askama::Template;
use axum::{
    extract::{Multipart, Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect},
};
use desk::{registers::NotTaken, session::Session};
use serde::Deserialize;

use super::{REGISTERS, Tab, frame, tabs, uploaded};
use crate::{Answer, Frame, Page, dossier::Notice, session::Staff, show};

struct Line {
    name: String,
    entries: String,
    valid: String,
    from: String,
}

#[derive(Template)]
#[template(path = "page/admin/registers.html")]
struct RegistersPage {
    frame: Frame,
    tabs: Vec<Tab>,
    notice: Option<Notice>,
    lines: Vec<Line>,
    /// What is wrong with what was given; empty if nothing is.
    faults: Vec<String>,
    /// The name that was written with it.
    written: String,
}

/// What a redirect tells: how many entries the register has now.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Flash {
    #[serde(default)]
    voci: Option<u32>,
}

pub(super) async fn page(page: Page, Staff(session): Staff, Query(flash): Query<Flash>) -> Answer {
    let notice = flash.voci.map(|n| {
        let text = page.words.n("admin-register-done", n).into_owned();
        Notice { text, is_warning: false }
    });
    drawn(&page, &session, notice, Refused::default()).await
}

/// What was not taken.
#[derive(Default)]
struct Refused {
    faults: Vec<String>,
    name: String,
}

async fn drawn(page: &Page, session: &Session, notice: Option<Notice>, refused: Refused) -> Answer {
    let lines = page.town.desk.register_lines(session).await?;
    let words = page.words;
    let lines = lines.into_iter().map(|line| Line {
        name: line.name,
        entries: words.number(u32::try_from(line.entries).unwrap_or(u32::MAX)),
        valid: words.number(u32::try_from(line.valid).unwrap_or(u32::MAX)),
        from: match u32::try_from(line.revision) {
            Ok(n @ 1..) => words.n("admin-procedure-revision", n).into_owned(),
            _ => words.t("admin-register-shipped").into_owned(),
        },
    });
    show(RegistersPage {
        tabs: tabs(page, session),
        notice,
        lines: lines.collect(),
        frame: frame(page, "admin-tab-registers"),
        faults: refused.faults,
        written: refused.name,
    })
}

pub(super) async fn replace(page: Page, Staff(session): Staff, parts: Multipart) -> Answer {
    page.town.desk.register_lines(&session).await?;
    let given = uploaded(parts).await?;
    let name = given.name.trim().to_owned();
    let faults = if given.text.trim().is_empty() {
        vec![page.t("admin-register-missing").into_owned()]
    } else {
        match page.town.desk.replace_register(&session, &name, &given.text).await {
            Ok(count) => {
                let to = format!("{REGISTERS}?voci={count}");
                return Ok(Redirect::to(&to).into_response());
            }
            Err(NotTaken::Desk(error)) => return Err(error.into()),
            Err(NotTaken::Name) => vec![page.t("admin-register-name-wrong").into_owned()],
            Err(NotTaken::Gone(some, count)) => {
                let n = i64::try_from(count).unwrap_or(i64::MAX);
                let some = some.join(", ");
                let values = [("n", n.into()), ("some", some.as_str().into())];
                vec![page.words.with("admin-register-gone", &values).into_owned()]
            }
            Err(NotTaken::Refused(found)) => found
                .iter()
                .map(|fault| {
                    let line = fault.place.line.to_string();
                    let said = fault.message.get(page.lang);
                    let values = [("line", line.as_str().into()), ("fault", said.into())];
                    page.words.with("admin-register-line", &values).into_owned()
                })
                .collect(),
        }
    };
    let mut answer = drawn(&page, &session, None, Refused { faults, name }).await?;
    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}

pub(super) async fn download(
    page: Page,
    Staff(session): Staff,
    Path(register): Path<String>,
) -> Answer {
    let text = page.town.desk.register_text(&session, &register).await?;
    // A name that was found is letters, digits and underscores.
    let name = format!("attachment; filename=\"{register}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}
