//! What administrators see and do: procedures and revisions, offices, people, jobs. Who may is asked by
//! the desk at each address; the tabs only leave out what would be refused.

mod jobs;
mod people;
mod procedures;
mod publish;
mod registers;

use axum::{
    extract::Multipart,
    response::{IntoResponse, Redirect},
};
use desk::session::Session;
use model::access::{self, Action, Relation};

use crate::{Answer, Frame, Page, Problem, frame::ADMIN, session::Staff};

crate::route::area! {
    get "/gestione" Administrator => home;
    get "/gestione/procedimenti" Administrator => procedures::page;
    get "/gestione/procedimenti/importa" Administrator => procedures::import_page;
    post "/gestione/procedimenti/importa" Administrator => procedures::import;
    get "/gestione/procedimenti/{procedure}/{revision}/pubblica" Administrator => publish::page;
    post "/gestione/procedimenti/{procedure}/{revision}/pubblica" Administrator => publish::publish;
    get "/gestione/procedimenti/{procedure}/{revision}/file" Administrator => procedures::export;
    get "/gestione/registri" Administrator => registers::page;
    post "/gestione/registri" Administrator => registers::replace;
    get "/gestione/registri/{register}" Administrator => registers::download;
    get "/gestione/uffici" Administrator => people::offices;
    get "/gestione/persone" Administrator => people::page;
    get "/gestione/persone/{person}/togli" Administrator => people::ask_remove;
    post "/gestione/persone/{person}/togli" Administrator => people::remove;
    get "/gestione/lavori" Administrator => jobs::page;
    post "/gestione/lavori/{job}/riprova" Administrator => jobs::replay;
}

const PROCEDURES: &str = "/gestione/procedimenti";
const REGISTERS: &str = "/gestione/registri";
const PEOPLE: &str = "/gestione/persone";
const JOBS: &str = "/gestione/lavori";

/// The tabs: key of the words, address, what one must be allowed.
const TABS: [(&str, &str, Action); 5] = [
    ("admin-tab-procedures", PROCEDURES, Action::AdministerProcedures),
    ("admin-tab-registers", REGISTERS, Action::AdministerProcedures),
    ("admin-tab-offices", "/gestione/uffici", Action::AdministerPeople),
    ("admin-tab-people", PEOPLE, Action::AdministerPeople),
    ("admin-tab-jobs", JOBS, Action::AdministerJobs),
];

/// A tab that its reader may open.
struct Tab {
    label: String,
    url: &'static str,
    is_current: bool,
}

fn tabs(page: &Page, session: &Session) -> Vec<Tab> {
    TABS.iter()
        .filter(|(.., action)| access::allowed(&session.roles, *action, &Relation::NONE))
        .map(|(key, url, _)| Tab {
            label: page.t(key).into_owned(),
            url,
            is_current: Frame::is_below(&page.frame(""), url),
        })
        .collect()
}

/// A file that was given with its name.
#[derive(Default)]
struct Uploaded {
    /// What stands in it; empty if none was chosen.
    text: String,
    /// What is written in the field `name`.
    name: String,
}

async fn uploaded(mut parts: Multipart) -> Result<Uploaded, Problem> {
    let mut given = Uploaded::default();
    while let Some(part) = parts.next_field().await? {
        let into = match part.name() {
            Some("file") => &mut given.text,
            Some("name") => &mut given.name,
            _ => continue,
        };
        let bytes = part.bytes().await?;
        *into = String::from_utf8_lossy(&bytes).into_owned();
    }
    Ok(given)
}

/// The frame of a page below a tab.
fn frame(page: &Page, key: &str) -> Frame {
    page.frame(page.t(key)).crumb(page.t("admin-title"), ADMIN)
}

/// `GET /gestione`: the first tab that is allowed.
async fn home(page: Page, Staff(session): Staff) -> Answer {
    let first = tabs(&page, &session).into_iter().next();
    let first = first.ok_or(Problem::Forbidden("administration"))?;
    Ok(Redirect::to(first.url).into_response())
}
