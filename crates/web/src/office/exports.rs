//! What is taken out of the queue: asking for it from a view, the list of one's own, and taking it away.

use std::collections::BTreeSet;

use askama::Template;
use axum::{
    extract::{Path, RawQuery, Request},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use desk::{
    Desk,
    exports::{AT_ONCE, Datum, EXPORTS, Export, Format, NotExported, State, Wanted},
    queue::Column,
    session::Session,
};
use uuid::Uuid;

use super::queue::{Choice, View};
use crate::{
    Answer, Frame, Page, Problem,
    apply::{Body, download},
    dossier::Notice,
    expired,
    frame::{OFFICE, OFFICE_EXPORTS},
    session::Staff,
    show,
};

/// Formats: word in the form, key of the words.
const FORMATS: [(Format, &str, &str); 4] = [
    (Format::Xlsx, "xlsx", "export-format-xlsx"),
    (Format::Csv, "csv", "export-format-csv"),
    (Format::Json, "json", "export-format-json"),
    (Format::Zip, "zip", "export-format-zip"),
];

#[derive(Template)]
#[template(path = "page/office/export.html")]
struct ExportPage {
    frame: Frame,
    view: View,
    /// How many applications the view finds.
    found: String,
    formats: Vec<Choice>,
    data: Vec<Choice>,
    /// The procedure whose answers can be had; empty if the view asks for several.
    procedure: String,
    with_answers: bool,
    problem: String,
    back: String,
}

/// What is chosen so far.
struct Chosen {
    format: Format,
    data: BTreeSet<Datum>,
    answers: bool,
}

impl Chosen {
    /// What the queue shows, and when it ended where all have.
    async fn at_first(page: &Page, session: &Session, view: &View) -> Result<Chosen, Problem> {
        let columns = match view.asked.columns.as_slice() {
            [] => page.town.desk.columns(session).await?,
            columns => columns.to_vec(),
        };
        let mut data: BTreeSet<Datum> = columns.into_iter().map(datum).collect();
        data.extend([Datum::SentOn, Datum::State]);
        if view.asked.tab == desk::queue::Tab::Closed {
            data.extend([Datum::ClosedOn, Datum::Outcome]);
        }
        Ok(Chosen { format: Format::default(), data, answers: false })
    }

    fn of(body: &Body) -> Chosen {
        let all = |name: &str| body.values.get(name).map(Vec::as_slice).unwrap_or_default();
        let format = all("formato").first();
        let format = FORMATS.iter().find(|(_, word, _)| Some(*word) == format.map(String::as_str));
        let is_wanted = |datum: &Datum| all("dato").iter().any(|word| word == datum.word());
        Chosen {
            format: format.map(|(format, ..)| *format).unwrap_or_default(),
            data: Datum::ALL.into_iter().filter(is_wanted).collect(),
            answers: !all("risposte").is_empty(),
        }
    }
}

const fn datum(column: Column) -> Datum {
    match column {
        Column::Term => Datum::DueOn,
        Column::Number => Datum::Number,
        Column::Applicant => Datum::Applicant,
        Column::Procedure => Datum::Procedure,
        Column::State => Datum::State,
        Column::Assignee => Datum::Assignee,
        Column::SentOn => Datum::SentOn,
        Column::LastEvent => Datum::LastEvent,
        Column::Office => Datum::Office,
    }
}

pub(super) async fn ask(page: Page, Staff(session): Staff, RawQuery(query): RawQuery) -> Answer {
    // Administrators see no application; their work is elsewhere.
    if !Desk::has_queue(&session) && Desk::is_administrator(&session) {
        return Ok(Redirect::to("/gestione").into_response());
    }
    let view = View::of_query(query.as_deref());
    let chosen = Chosen::at_first(&page, &session, &view).await?;
    draw(&page, &session, view, (chosen, String::new())).await
}

async fn draw(
    page: &Page,
    session: &Session,
    view: View,
    (chosen, problem): (Chosen, String),
) -> Answer {
    let queue = page.town.desk.queue(session, &view.asked).await?;
    let (n, is_capped) = queue.found;
    let key = if is_capped { "office-found-many" } else { "office-found" };
    let procedure = match view.asked.procedures.as_slice() {
        [one] => queue.procedures.iter().find(|(id, _)| id == one),
        _ => None,
    };
    let format = |(format, word, key): &(Format, &str, &str)| Choice {
        id: (*word).to_owned(),
        label: page.t(key).into_owned(),
        is_selected: *format == chosen.format,
    };
    // The number is always there: nobody needs to choose it.
    let data = Datum::ALL.iter().filter(|datum| **datum != Datum::Number).map(|datum| Choice {
        id: datum.word().to_owned(),
        label: page.t(datum.key()).into_owned(),
        is_selected: chosen.data.contains(datum),
    });
    let is_wrong = !problem.is_empty();
    let mut answer = show(ExportPage {
        found: page.words.n(key, n).into_owned(),
        formats: FORMATS.iter().map(format).collect(),
        data: data.collect(),
        procedure: procedure.map(|(_, title)| title.get(page.lang).to_owned()).unwrap_or_default(),
        with_answers: chosen.answers,
        problem,
        back: view.url(None),
        frame: page.frame(page.t("export-title")).crumb(page.t("office-queue"), OFFICE),
        view,
    })?;
    if is_wrong {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

/// Asks for an export.
pub(super) async fn add(page: Page, staff: Result<Staff, Problem>, request: Request) -> Answer {
    let (Staff(session), body) = match expired::posted(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let (view, chosen) = (View::of(&body.values), Chosen::of(&body));
    let wanted = Wanted {
        asked: view.asked.clone(),
        format: chosen.format,
        data: chosen.data.iter().copied().collect(),
        answers: chosen.answers,
        lang: page.lang,
    };
    let told = |key: &str, n: usize| page.words.n(key, i64::try_from(n).unwrap_or(0)).into_owned();
    let problem = match page.town.desk.export(&session, wanted).await {
        Ok(_) => {
            return Ok(Redirect::to(&format!("{OFFICE_EXPORTS}?fatto=chiesta")).into_response());
        }
        Err(NotExported::AtOnce) => told("export-at-once", AT_ONCE),
        Err(NotExported::TooMany) => told("export-too-many", EXPORTS),
        Err(NotExported::Desk(error)) => return Err(error.into()),
    };
    draw(&page, &session, view, (chosen, problem)).await
}

struct Line {
    id: String,
    /// The view it is of, in words, and its address.
    what: String,
    view: String,
    format: String,
    asked: String,
    state: String,
    /// What can be read of its progress.
    progress: String,
    /// Where it is taken away, and what the link says; empty if it cannot be.
    url: String,
    label: String,
    /// Of the file.
    name: String,
    until: String,
    is_made: bool,
}

#[derive(Template)]
#[template(path = "page/office/exports.html")]
struct ExportsPage {
    frame: Frame,
    lines: Vec<Line>,
    notice: Option<Notice>,
    /// One is being made: the page is worth looking at again.
    waits: bool,
}

/// One's own exports.
pub(super) async fn list(page: Page, Staff(session): Staff, RawQuery(query): RawQuery) -> Answer {
    // Administrators see no application; their work is elsewhere.
    if !Desk::has_queue(&session) && Desk::is_administrator(&session) {
        return Ok(Redirect::to("/gestione").into_response());
    }
    let all = page.town.desk.exports(&session).await?;
    let key = match View::of_query(query.as_deref()).flash.as_str() {
        "chiesta" => Some("export-asked"),
        "eliminata" => Some("export-deleted"),
        _ => None,
    };
    let notice = key.map(|key| Notice { text: page.t(key).into_owned(), is_warning: false });
    let lines: Vec<Line> = all.iter().map(|export| line(&page, export)).collect();
    show(ExportsPage {
        notice,
        waits: lines.iter().any(|line| line.is_made),
        lines,
        frame: page.frame(page.t("exports-title")).crumb(page.t("office-queue"), OFFICE),
    })
}

fn line(page: &Page, export: &Export) -> Line {
    let words = page.words;
    let format = FORMATS.iter().find(|(format, ..)| *format == export.wanted.format);
    let view = View::new(export.wanted.asked.clone());
    let found = words.n("office-found", export.n);
    let state = match export.state {
        State::Gathering => "export-state-gathering",
        State::Writing => "export-state-writing",
        State::Ready if export.is_open => "export-state-ready",
        State::Ready => "export-state-shut",
        State::Failed => "export-state-failed",
    };
    let size = words.size(export.size.unwrap_or(0));
    let url =
        if export.is_open { format!("{OFFICE_EXPORTS}/{}", export.id) } else { String::new() };
    Line {
        what: super::queue::told(page, &export.wanted.asked),
        view: view.url(None),
        format: page.t(format.map_or("", |(.., key)| key)).into_owned(),
        asked: words.moment(export.created_at),
        state: page.t(state).into_owned(),
        progress: match export.state {
            State::Failed => String::new(),
            _ => found.into_owned(),
        },
        label: words.with("export-take", &[("size", size.as_str().into())]).into_owned(),
        name: export.name.clone(),
        url,
        until: words.moment(export.expires_at),
        is_made: matches!(export.state, State::Gathering | State::Writing),
        id: export.id.to_string(),
    }
}

fn id(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// Takes one away.
pub(super) async fn take(page: Page, Staff(session): Staff, Path(export): Path<String>) -> Answer {
    Ok(download(page.town.desk.take_export(&session, id(&export)?).await?, false))
}

pub(super) async fn delete(
    page: Page,
    Staff(session): Staff,
    Path(export): Path<String>,
) -> Answer {
    page.town.desk.delete_export(&session, id(&export)?).await?;
    Ok(Redirect::to(&format!("{OFFICE_EXPORTS}?fatto=eliminata")).into_response())
}
