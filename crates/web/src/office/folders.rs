//! Files of an office: the list, one file with what is in it, and putting an application into one.

use askama::Template;
use axum::{
    extract::{Path, Query, Request},
    response::{IntoResponse, Redirect},
};
use desk::{
    dossier::Dossier,
    folders::{Filing, Folder, Kept, Opened, called},
    session::Session,
};
use form::Raw;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    act::{self, Act, Refused},
    address,
};
use crate::{
    Answer, Frame, Page, Problem,
    apply::{NoFiles, id, read},
    dossier::{Flash, Notice},
    expired,
    frame::OFFICE_FOLDERS,
    session::Staff,
    show,
    small_form::{Drawn, alone, not_kept, titled},
};

/// A file in which an application is.
pub(super) struct FolderLine {
    /// «2027/12 · Via Roma».
    pub label: String,
    pub url: String,
    /// Where the application is taken out; empty where the reader may not.
    pub remove: String,
}

pub(super) fn lines(dossier: &Dossier, base: &str) -> Vec<FolderLine> {
    let line = |(folder, may): &(Folder, bool)| FolderLine {
        label: format!("{} · {}", called(folder), folder.title),
        url: format!("{OFFICE_FOLDERS}/{}", folder.id),
        remove: match may {
            true => format!("{base}/fascicoli/{}/togli", folder.id),
            false => String::new(),
        },
    };
    dossier.folders.iter().map(line).collect()
}

/// A row of the list.
struct Row {
    label: String,
    url: String,
    /// Of which office, and since when.
    about: String,
}

#[derive(Template)]
#[template(path = "page/office/folders.html")]
struct FoldersPage {
    frame: Frame,
    rows: Vec<Row>,
    later: Option<String>,
}

/// Where the list goes on.
#[derive(Debug, Default, Deserialize)]
pub(super) struct From {
    #[serde(default)]
    dopo: String,
}

pub(super) async fn page(page: Page, Staff(session): Staff, Query(from): Query<From>) -> Answer {
    let (folders, has_more) = page.town.desk.folders(&session, from.dopo.parse().ok()).await?;
    let frame = page.frame(page.t("folders-title"));
    let row = |folder: &Folder| Row {
        label: format!("{} · {}", called(folder), folder.title),
        url: format!("{OFFICE_FOLDERS}/{}", folder.id),
        about: format!(
            "{} · {}",
            frame.office_name(&folder.office),
            page.words.date(folder.at.day())
        ),
    };
    let later = folders.last().filter(|_| has_more);
    show(FoldersPage {
        rows: folders.iter().map(row).collect(),
        later: later.map(|last| format!("{OFFICE_FOLDERS}?dopo={}", last.id)),
        frame,
    })
}

/// An application in a file.
struct KeptLine {
    /// What it is called, and where it is; none for who may not read it.
    named: Option<(String, String)>,
    by: String,
    removed: String,
    /// Where it is taken out; empty where the reader may not.
    remove: String,
}

#[derive(Template)]
#[template(path = "page/office/folder.html")]
struct FolderPage {
    frame: Frame,
    notice: Option<Notice>,
    number: String,
    about: String,
    kept: Vec<KeptLine>,
    may_write: bool,
    /// The form of the title is open: something is wrong with it.
    is_wrong: bool,
    drawn: Drawn,
    refusal: String,
    url: String,
}

async fn draw(
    page: &Page,
    session: &Session,
    id: Uuid,
    (typed, refusal, notice): (Option<&Raw>, String, Option<Notice>),
) -> Answer {
    let (opened, raw) = page.town.desk.folder(session, id, typed).await?;
    let Opened { folder, kept, may_write, form, checked } = opened;
    let drawn = alone(page, &form, (&raw, &checked, typed.is_some()));
    let frame = page.frame(folder.title.clone()).crumb(page.t("folders-title"), OFFICE_FOLDERS);
    let opened_on = page.words.date(folder.at.day());
    show(FolderPage {
        number: frame.say("folder-called", "number", &called(&folder)),
        about: format!("{} · {opened_on}", frame.office_name(&folder.office)),
        kept: kept.iter().map(|kept| kept_line(page, kept, id)).collect(),
        is_wrong: !drawn.problems.is_empty() || !refusal.is_empty(),
        frame: titled(frame, &drawn.problems),
        notice,
        may_write,
        drawn,
        refusal,
        url: format!("{OFFICE_FOLDERS}/{id}"),
    })
}

fn kept_line(page: &Page, kept: &Kept, folder: Uuid) -> KeptLine {
    let words = page.words;
    let told = |name: &str, at, key: &str| {
        let at = words.moment(at);
        let values = [("name", name.into()), ("at", at.as_str().into())];
        words.with(key, &values).into_owned()
    };
    let named = kept.named.as_ref();
    KeptLine {
        named: named
            .map(|it| (format!("{} · {}", it.number, it.title.get(page.lang)), address(it.id))),
        by: match kept.by.as_str() {
            "" => String::new(),
            by => told(by, kept.at, "folder-by"),
        },
        removed: match &kept.removed {
            Some((name, at)) if !name.is_empty() => told(name, *at, "folder-removed-by"),
            Some(_) => page.t("folder-removed").into_owned(),
            None => String::new(),
        },
        remove: match (kept.may_remove, named) {
            (true, Some(it)) => format!("{}/fascicoli/{folder}/togli", address(it.id)),
            _ => String::new(),
        },
    }
}

fn folder_id(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

pub(super) async fn open(
    page: Page,
    Staff(session): Staff,
    Path(folder): Path<String>,
    Query(flash): Query<Flash>,
) -> Answer {
    let notice = flash.notice(&page, "office-kept", "office-kept");
    draw(&page, &session, folder_id(&folder)?, (None, String::new(), notice)).await
}

pub(super) async fn entitle(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(folder): Path<String>,
    request: Request,
) -> Answer {
    let (Staff(session), request) = match expired::signed_in(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let id = folder_id(&folder)?;
    let body = read(request, &mut NoFiles).await?;
    let raw: Raw = body.values.into_iter().collect();
    match page.town.desk.entitle_folder(&session, id, &raw).await {
        Ok(()) => Ok(Redirect::to(&format!("{OFFICE_FOLDERS}/{id}?fatto=1")).into_response()),
        Err(why) => {
            let refusal = not_kept(&page, why)?;
            draw(&page, &session, id, (Some(&raw), refusal, None)).await
        }
    }
}

async fn draw_filing(
    page: &Page,
    session: &Session,
    application: &str,
    (raw, tell, why): (&Raw, bool, String),
) -> Answer {
    let desk = &page.town.desk;
    let Filing { loaded, form, checked } = desk.filing(session, id(application)?, raw).await?;
    let mut drawn = alone(page, &form, (raw, &checked, tell));
    let why = drawn.told_at("number", why);
    let why = drawn.told_at("which", why);
    let act = Act {
        word: "fascicoli",
        title: page.t("folder-put").into_owned(),
        lead: page.t("folder-put-lead").into_owned(),
        confirm: page.t("folder-put-confirm").into_owned(),
        effects: Vec::new(),
        typed: Vec::new(),
        hidden: Vec::new(),
        refreshes: true,
    };
    act::draw(page, &loaded, act, (drawn, Refused { why, ..Refused::default() }))
}

pub(super) async fn ask(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
) -> Answer {
    draw_filing(&page, &session, &application, (&Raw::default(), false, String::new())).await
}

pub(super) async fn put(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(application): Path<String>,
    request: Request,
) -> Answer {
    let (Staff(session), body) = match expired::posted(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let only_looks = body.button == "aggiorna";
    let raw: Raw = body.values.into_iter().collect();
    if only_looks {
        return draw_filing(&page, &session, &application, (&raw, false, String::new())).await;
    }
    match page.town.desk.put_into_folder(&session, id(&application)?, &raw).await {
        Ok(_) => {
            let to = format!("{}#fascicoli", address(&application));
            Ok(Redirect::to(&to).into_response())
        }
        Err(why) => {
            let refusal = not_kept(&page, why)?;
            draw_filing(&page, &session, &application, (&raw, true, refusal)).await
        }
    }
}

pub(super) async fn take_out(
    page: Page,
    Staff(session): Staff,
    Path((application, folder)): Path<(String, String)>,
) -> Answer {
    let folder = folder_id(&folder)?;
    page.town.desk.take_out_of_folder(&session, id(&application)?, folder).await?;
    Ok(Redirect::to(&format!("{}#fascicoli", address(&application))).into_response())
}
