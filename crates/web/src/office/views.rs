//! Views of the queue that are kept under a name: keeping one from the queue, and the page where they are renamed,
//! shared and deleted.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, Request},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use desk::{
    Desk,
    queue::{NAME, NotKept, VIEWS, View as Kept},
    session::Session,
};
use uuid::Uuid;

use super::queue::{Choice, View, draw};
use crate::{
    Answer, Frame, Page, Problem,
    apply::{Body, NoFiles, read},
    dossier::Notice,
    expired,
    frame::{OFFICE, OFFICE_SIGN_IN},
    session::Staff,
    show,
    signin::at_door,
};

/// Address of the page.
const VIEWS_PAGE: &str = "/ufficio/viste";

/// The form that keeps a view.
pub(super) struct Keeping {
    pub name: String,
    /// Who sees it.
    pub offices: Vec<Choice>,
    /// What is wrong; empty if nothing is.
    pub problem: String,
}

impl Keeping {
    pub fn new(page: &Page, session: &Session) -> Keeping {
        Keeping {
            name: String::new(),
            offices: offices(page, session, None),
            problem: String::new(),
        }
    }
}

/// Nobody else, or an office one works in.
fn offices(page: &Page, session: &Session, chosen: Option<&str>) -> Vec<Choice> {
    let frame = page.frame("");
    let mut ids = page.town.desk.shares_with(session);
    // Where it is shared already it may stay.
    ids.extend(chosen.map(str::to_owned));
    ids.sort_unstable();
    ids.dedup();
    let nobody = Choice {
        id: String::new(),
        label: page.t("office-view-only-me").into_owned(),
        is_selected: chosen.is_none(),
    };
    let office = |id: String| {
        let name = frame.office_name(&id);
        let label = page.words.with("office-view-shared-with", &[("office", name.as_str().into())]);
        Choice { label: label.into_owned(), is_selected: chosen == Some(id.as_str()), id }
    };
    std::iter::once(nobody).chain(ids.into_iter().map(office)).collect()
}

/// What is wrong, in words; what is no fault of the name goes on as a problem.
fn told(page: &Page, why: NotKept) -> Result<String, Problem> {
    let words = page.words;
    let number = |key: &str, n: usize| words.n(key, i64::try_from(n).unwrap_or(i64::MAX));
    Ok(match why {
        NotKept::NoName => words.t("office-view-no-name"),
        NotKept::LongName => number("office-view-long-name", NAME),
        NotKept::TakenName => words.t("office-view-taken-name"),
        NotKept::TooMany => number("office-view-too-many", VIEWS),
        NotKept::TooManyShared => number("office-view-too-many-shared", VIEWS),
        NotKept::Desk(error) => return Err(error.into()),
    }
    .into_owned())
}

fn field<'b>(body: &'b Body, name: &str) -> &'b str {
    body.values.get(name).and_then(|values| values.first()).map_or("", String::as_str)
}

fn office_of(body: &Body) -> Option<&str> {
    Some(field(body, "per")).filter(|id| !id.is_empty())
}

fn id(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// Who posts, or the page that holds what was posted until they have signed in again.
async fn posted(
    page: &Page,
    staff: Result<Staff, Problem>,
    request: Request,
) -> Result<Result<(Session, Body), axum::response::Response>, Problem> {
    match staff {
        Ok(Staff(session)) => Ok(Ok((session, read(request, &mut NoFiles).await?))),
        Err(Problem::SignIn(_)) => {
            let to = at_door(OFFICE_SIGN_IN, OFFICE, None);
            expired::page(page, page.path.clone(), to, request).await.map(Err)
        }
        Err(problem) => Err(problem),
    }
}

/// Keeps the view that the form stands under.
pub(super) async fn keep(page: Page, staff: Result<Staff, Problem>, request: Request) -> Answer {
    let (session, body) = match posted(&page, staff, request).await? {
        Ok(posted) => posted,
        Err(answer) => return Ok(answer),
    };
    let desk = &page.town.desk;
    let mut view = View::of(&body.values);
    let name = field(&body, "nome");
    let mut asked = view.asked.clone();
    if asked.columns.is_empty() {
        asked.columns = desk.columns(&session).await?;
    }
    match desk.keep_view(&session, name, office_of(&body), &asked).await {
        Ok(id) => {
            view = View { kept: Some(id), ..View::new(asked) };
            let to = view.url(None);
            Ok(Redirect::to(&format!("{to}&fatto=vista")).into_response())
        }
        Err(why) => {
            let problem = told(&page, why)?;
            let offices = offices(&page, &session, office_of(&body));
            let keeping = Keeping { name: name.to_owned(), offices, problem };
            draw(&page, &session, view, keeping).await
        }
    }
}

/// Lets one's own view ask what the form stands under.
pub(super) async fn replace(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(kept): Path<String>,
    request: Request,
) -> Answer {
    let (session, body) = match posted(&page, staff, request).await? {
        Ok(posted) => posted,
        Err(answer) => return Ok(answer),
    };
    let desk = &page.town.desk;
    let kept = id(&kept)?;
    let mut asked = View::of(&body.values).asked;
    if asked.columns.is_empty() {
        asked.columns = desk.columns(&session).await?;
    }
    desk.replace_view(&session, kept, &asked).await?;
    let to = View { kept: Some(kept), ..View::new(asked) }.url(None);
    Ok(Redirect::to(&format!("{to}&fatto=sostituita")).into_response())
}

struct Line {
    id: String,
    name: String,
    url: String,
    /// Who shares it, or that nobody else sees it.
    seen_by: String,
    author: String,
    is_own: bool,
    may_delete: bool,
    offices: Vec<Choice>,
    problem: String,
}

#[derive(Template)]
#[template(path = "page/office/views.html")]
struct ViewsPage {
    frame: Frame,
    lines: Vec<Line>,
    notice: Option<Notice>,
    /// The view one came from.
    back: String,
}

/// What was typed and not taken.
struct Typed {
    kept: Uuid,
    name: String,
    office: Option<String>,
    problem: String,
}

pub(super) async fn page(page: Page, Staff(session): Staff, RawQuery(query): RawQuery) -> Answer {
    // Administrators see no application; their work is elsewhere.
    if !Desk::has_queue(&session) && Desk::is_administrator(&session) {
        return Ok(Redirect::to("/gestione").into_response());
    }
    let view = View::of_query(query.as_deref());
    list(&page, &session, &view, None).await
}

async fn list(page: &Page, session: &Session, view: &View, typed: Option<Typed>) -> Answer {
    let kept = page.town.desk.views(session).await?;
    let key = match view.flash.as_str() {
        "nome" => Some("office-view-renamed"),
        "eliminata" => Some("office-view-deleted"),
        _ => None,
    };
    let notice = key.map(|key| Notice { text: page.t(key).into_owned(), is_warning: false });
    let frame = page.frame(page.t("office-views-title")).crumb(page.t("office-queue"), OFFICE);
    let is_wrong = typed.is_some();
    let lines = kept.into_iter().map(|kept| line(&frame, session, kept, typed.as_ref())).collect();
    let mut answer = show(ViewsPage { lines, notice, back: view.url(None), frame })?;
    if is_wrong {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

fn line(frame: &Frame, session: &Session, kept: Kept, typed: Option<&Typed>) -> Line {
    let typed = typed.filter(|typed| typed.kept == kept.id);
    let office = typed.map_or(kept.office.as_deref(), |typed| typed.office.as_deref());
    let seen_by = match kept.office.as_deref() {
        None => frame.t("office-view-only-me").into_owned(),
        Some(id) => frame.say("office-view-shared-with", "office", &frame.office_name(id)),
    };
    Line {
        offices: offices(&frame.page, session, office),
        name: typed.map_or_else(|| kept.name.clone(), |typed| typed.name.clone()),
        problem: typed.map(|typed| typed.problem.clone()).unwrap_or_default(),
        url: View { kept: Some(kept.id), ..View::new(kept.asked) }.url(None),
        id: kept.id.to_string(),
        seen_by,
        author: kept.author,
        is_own: kept.is_own,
        may_delete: kept.may_delete,
    }
}

/// Another name, other sharing.
pub(super) async fn rename(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(kept): Path<String>,
    request: Request,
) -> Answer {
    let (session, body) = match posted(&page, staff, request).await? {
        Ok(posted) => posted,
        Err(answer) => return Ok(answer),
    };
    let kept = id(&kept)?;
    let (name, office) = (field(&body, "nome"), office_of(&body));
    match page.town.desk.rename_view(&session, kept, name, office).await {
        Ok(()) => Ok(Redirect::to(&format!("{VIEWS_PAGE}?fatto=nome")).into_response()),
        Err(why) => {
            let problem = told(&page, why)?;
            let office = office.map(str::to_owned);
            let typed = Typed { kept, name: name.to_owned(), office, problem };
            list(&page, &session, &View::default(), Some(typed)).await
        }
    }
}

pub(super) async fn delete(page: Page, Staff(session): Staff, Path(kept): Path<String>) -> Answer {
    page.town.desk.delete_view(&session, id(&kept)?).await?;
    Ok(Redirect::to(&format!("{VIEWS_PAGE}?fatto=eliminata")).into_response())
}
