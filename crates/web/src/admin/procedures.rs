//! Procedures and their revisions: imported with every fault at its place, published, downloaded.

use askama::Template;
use axum::{
    extract::{Multipart, Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect},
};
use desk::{
    admin::{ProcedureLine, RevisionLine, Standing},
    catalogue::NotImported,
};
use serde::Deserialize;

use super::{PROCEDURES, Tab, frame, tabs, uploaded};
use crate::{Answer, Frame, Page, dossier::Notice, session::Staff, show};

struct Revision {
    number: u32,
    title: String,
    state: String,
    /// `draft`, `published`, `retired`: also its class.
    standing: &'static str,
    created: String,
    running: String,
    hash: String,
    publish: String,
}

struct Procedure {
    id: String,
    title: String,
    current: String,
    revisions: Vec<Revision>,
}

#[derive(Template)]
#[template(path = "page/admin/procedures.html")]
struct ProceduresPage {
    frame: Frame,
    tabs: Vec<Tab>,
    notice: Option<Notice>,
    procedures: Vec<Procedure>,
}

/// What a redirect tells this page: which revision was published, imported, or was there already.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Flash {
    #[serde(default)]
    pubblicata: Option<u32>,
    #[serde(default)]
    importata: Option<u32>,
    #[serde(default)]
    uguale: Option<u32>,
}

impl Flash {
    fn notice(&self, page: &Page) -> Option<Notice> {
        let told = [
            (self.pubblicata, "admin-procedure-published-done"),
            (self.importata, "admin-procedure-imported"),
            (self.uguale, "admin-procedure-same"),
        ];
        let (n, key) = told.into_iter().find_map(|(n, key)| Some((n?, key)))?;
        Some(Notice { text: page.words.n(key, n).into_owned(), is_warning: false })
    }
}

pub(super) async fn page(page: Page, Staff(session): Staff, Query(flash): Query<Flash>) -> Answer {
    let lines = page.town.desk.procedure_lines(&session).await?;
    show(ProceduresPage {
        tabs: tabs(&page, &session),
        notice: flash.notice(&page),
        procedures: lines.iter().map(|line| procedure(&page, line)).collect(),
        frame: frame(&page, "admin-tab-procedures"),
    })
}

fn procedure(page: &Page, line: &ProcedureLine) -> Procedure {
    let words = page.words;
    Procedure {
        id: line.id.clone(),
        title: line.title.get(page.lang).to_owned(),
        current: line.current.map_or_else(
            || words.t("admin-procedure-not-published").into_owned(),
            |n| words.n("admin-procedure-current", n).into_owned(),
        ),
        revisions: line.revisions.iter().map(|line| revision(page, line)).collect(),
    }
}

fn revision(page: &Page, line: &RevisionLine) -> Revision {
    let words = page.words;
    let standing = match line.state {
        Standing::Draft => "draft",
        Standing::Published => "published",
        Standing::Retired => "retired",
    };
    let publish = match line.state {
        Standing::Published => String::new(),
        Standing::Draft | Standing::Retired => {
            words.n("admin-procedure-publish", line.number).into_owned()
        }
    };
    let state = match (line.state, line.running) {
        (Standing::Retired, 1..) => "admin-procedure-replaced".to_owned(),
        _ => format!("admin-procedure-{standing}"),
    };
    Revision {
        number: line.number,
        title: words.n("admin-procedure-revision", line.number).into_owned(),
        state: words.t(&state).into_owned(),
        standing,
        created: words.moment(line.created_at),
        running: words.n("admin-procedure-running", line.running).into_owned(),
        hash: line.hash.clone(),
        publish,
    }
}

/// Why a document cannot come in, at its place.
struct FaultLine {
    place: String,
    /// Which part of the document.
    part: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "page/admin/import.html")]
struct ImportPage {
    frame: Frame,
    tabs: Vec<Tab>,
    faults: Vec<FaultLine>,
    /// What is wrong with the choice of the file; empty if nothing is.
    problem: String,
}

pub(super) async fn import_page(page: Page, Staff(session): Staff) -> Answer {
    // Only to be refused here and not after choosing a file.
    page.town.desk.procedure_lines(&session).await?;
    show(ImportPage {
        tabs: tabs(&page, &session),
        frame: import_frame(&page),
        faults: Vec::new(),
        problem: String::new(),
    })
}

fn import_frame(page: &Page) -> Frame {
    frame(page, "admin-procedure-import").crumb(page.t("admin-tab-procedures"), PROCEDURES)
}

pub(super) async fn import(page: Page, Staff(session): Staff, parts: Multipart) -> Answer {
    page.town.desk.procedure_lines(&session).await?;
    let text = uploaded(parts).await?.text;
    let mut faults = Vec::new();
    let mut problem = String::new();
    if text.trim().is_empty() {
        problem = page.t("admin-import-missing").into_owned();
    } else {
        match page.town.desk.import_as(&session, &text).await {
            Ok(imported) => {
                let how = if imported.is_same { "uguale" } else { "importata" };
                let to = format!("{PROCEDURES}?{how}={}#{}", imported.revision, imported.procedure);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(NotImported::Desk(error)) => return Err(error.into()),
            Err(NotImported::Refused(found)) => {
                faults.extend(found.into_iter().map(|fault| FaultLine {
                    place: place(&page, fault.place.line, fault.place.column),
                    reason: fault.message.get(page.lang).to_owned(),
                    part: fault.path,
                }));
            }
        }
    }
    let mut answer = show(ImportPage {
        tabs: tabs(&page, &session),
        frame: import_frame(&page),
        faults,
        problem,
    })?;
    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}

/// Where a fault is, as one looks for it in an editor.
fn place(page: &Page, line: u32, column: u32) -> String {
    let (line, column) = (line.to_string(), column.to_string());
    let at = [("line", line.as_str().into()), ("column", column.as_str().into())];
    page.words.with("admin-import-place", &at).into_owned()
}

pub(super) async fn export(
    page: Page,
    Staff(session): Staff,
    Path((procedure, revision)): Path<(String, u32)>,
) -> Answer {
    let text = page.town.desk.export_as(&session, &procedure, revision).await?;
    // An id that was found is letters, digits and dashes.
    let name = format!("attachment; filename=\"{procedure}-{revision}.yaml\"");
    let headers = [
        (header::CONTENT_TYPE, "application/yaml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, text).into_response())
}
