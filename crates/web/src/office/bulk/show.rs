//! One act on many applications as it stands: what would be done, what is about to be, what was, and why some was not.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Redirect},
};
use desk::{
    Desk,
    bulk::{Act, Bulk, NotBegun, Of, Outcome, Part, Row, State, Wanted},
    session::Session,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    effects, not_begun,
    telling::{more, progress, stands, typed},
};
use crate::{
    Answer, Frame, Page, Problem,
    dossier::Notice,
    frame::{OFFICE, OFFICE_BULKS},
    office::{
        address,
        queue::{View, told},
    },
    session::Staff,
    show,
};

/// Outcomes in the order of the page: word in the address, key of the words.
const OUTCOMES: [(Outcome, &str, &str); 6] = [
    (Outcome::Kept, "rimaste", "bulk-outcome-kept"),
    (Outcome::Refused, "rifiutate", "bulk-outcome-refused"),
    (Outcome::Shut, "no", "bulk-outcome-shut"),
    (Outcome::Ready, "pronte", "bulk-outcome-ready"),
    (Outcome::Done, "fatte", "bulk-outcome-done"),
    (Outcome::Undone, "annullate", "bulk-outcome-undone"),
];

/// One outcome, with how many there are.
struct Tab {
    label: String,
    n: String,
    url: String,
    is_current: bool,
}

struct Line {
    /// Empty for one that its reader reads no more.
    url: String,
    number: String,
    applicant: String,
    service: String,
    why: String,
}

/// A button that does something with the act.
struct Button {
    action: String,
    label: String,
    is_first: bool,
}

#[derive(Template)]
#[template(path = "page/office/bulk.html")]
struct BulkPage {
    frame: Frame,
    notice: Option<Notice>,
    /// Which applications, and their view if it is one.
    what: String,
    view: String,
    /// How it stands, first in one sentence.
    stands: String,
    more: Vec<String>,
    /// What was typed: question and text.
    typed: Vec<(String, String)>,
    effects: Vec<String>,
    buttons: Vec<Button>,
    /// It is being worked on: the page is worth looking at again.
    again: String,
    progress: Option<(i64, i64)>,
    tabs: Vec<Tab>,
    /// The outcome that is shown.
    part: String,
    has_why: bool,
    lines: Vec<Line>,
    next: String,
    csv: String,
    until: String,
}

/// What is asked of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::office) struct Asked {
    esito: String,
    dopo: i64,
    /// What was done just now, or could not be.
    avviso: String,
}

fn id(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

pub(in crate::office) async fn page_of_one(
    page: Page,
    Staff(session): Staff,
    Path(bulk): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let desk = &page.town.desk;
    let bulk = desk.bulk(&session, id(&bulk)?).await?;
    let question = desk.bulk_question(&session, &bulk.wanted).await;
    let url = format!("{OFFICE_BULKS}/{}", bulk.id);
    let outcome = shown(&bulk, &asked.esito);
    let (rows, next) = desk.bulk_rows(&session, bulk.id, (Part::Of(outcome), asked.dopo)).await?;
    let (word, key) = known(outcome);
    let title = title(&page, &session, &bulk.wanted).await;
    let (what, view) = which(&page, &bulk);
    let frame = page.frame(title.clone()).crumb(page.t("office-queue"), OFFICE);
    let tab = |(one, word, key): &(Outcome, &str, &str)| Tab {
        label: page.t(key).into_owned(),
        n: page.words.number(bulk.count(*one)),
        url: format!("{url}?esito={word}"),
        is_current: *one == outcome,
    };
    let tabs = OUTCOMES.iter().filter(|(one, ..)| bulk.count(*one) > 0).map(tab).collect();
    let is_on = matches!(bulk.state, State::Trying | State::Held | State::Running | State::Undoing);
    let is_before = matches!(bulk.state, State::Trying | State::Tried | State::Held);
    show(BulkPage {
        notice: notice(&page, &asked.avviso),
        what,
        view,
        stands: stands(&page, &bulk),
        more: more(&page, &bulk),
        typed: match &question {
            // What a colleague has typed is in what comes of it.
            Ok(question) if bulk.by.is_empty() => typed(&page, question, &bulk.wanted),
            _ => Vec::new(),
        },
        effects: match &question {
            Ok(question) if is_before => effects(&page, question, &bulk.wanted.act),
            _ => Vec::new(),
        },
        buttons: buttons(&page, &bulk, &title),
        again: if is_on { url.clone() } else { String::new() },
        progress: progress(&bulk),
        tabs,
        part: page.t(key).into_owned(),
        has_why: !matches!(outcome, Outcome::Ready | Outcome::Done | Outcome::Undone),
        lines: rows.iter().map(|row| line(&page, row)).collect(),
        next: next.map(|after| format!("{url}?esito={word}&dopo={after}")).unwrap_or_default(),
        csv: format!("{url}/esiti"),
        until: page.words.date(bulk.expires_at.day()),
        frame: frame.crumb(page.t("bulks-title"), OFFICE_BULKS),
    })
}

/// The outcome that was asked for, or the one that somebody must look at first.
fn shown(bulk: &Bulk, asked: &str) -> Outcome {
    let asked = OUTCOMES.iter().find(|(_, word, _)| *word == asked);
    let is_on = matches!(bulk.state, State::Held | State::Running);
    let first = || {
        let mut there = OUTCOMES.iter().filter(|(one, ..)| bulk.count(*one) > 0);
        match is_on {
            true => there.clone().find(|(one, ..)| *one == Outcome::Ready).or_else(|| there.next()),
            false => there.next(),
        }
    };
    asked.or_else(first).map_or(Outcome::Ready, |(outcome, ..)| *outcome)
}

fn known(outcome: Outcome) -> (&'static str, &'static str) {
    let known = OUTCOMES.iter().find(|(one, ..)| *one == outcome);
    known.map_or(("", ""), |(_, word, key)| (word, key))
}

fn line(page: &Page, row: &Row) -> Line {
    let why = row.why.as_ref().map(|why| why.get(page.lang).to_owned()).unwrap_or_default();
    match &row.what {
        Some(what) => Line {
            url: address(what.id),
            number: what.number.clone(),
            applicant: what.applicant.clone(),
            service: what.procedure.get(page.lang).to_owned(),
            why,
        },
        None => Line {
            url: String::new(),
            number: page.t("bulk-row-shut").into_owned(),
            applicant: String::new(),
            service: String::new(),
            why,
        },
    }
}

/// What the act is called; a move that is no more in the procedure, by its id.
async fn title(page: &Page, session: &Session, wanted: &Wanted) -> String {
    match (page.town.desk.bulk_question(session, wanted).await, &wanted.act) {
        (Ok(question), _) => question.title.get(page.lang).to_owned(),
        (Err(_), Act::Move { id, .. }) => id.clone(),
        (Err(_), _) => page.t("bulk-title").into_owned(),
    }
}

/// Which applications, in words, and the address of their view.
fn which(page: &Page, bulk: &Bulk) -> (String, String) {
    match &bulk.wanted.of {
        Of::View(asked) => (told(page, asked), View::new((**asked).clone()).url(None)),
        Of::Ticked(ids) => {
            let n = i64::try_from(ids.len()).unwrap_or(0);
            (page.words.n("bulk-ticked", n).into_owned(), String::new())
        }
        Of::NotDone(id) => (page.t("bulk-not-done").into_owned(), format!("{OFFICE_BULKS}/{id}")),
    }
}

fn buttons(page: &Page, bulk: &Bulk, title: &str) -> Vec<Button> {
    let words = page.words;
    let button = |below: &str, label: String, is_first: bool| Button {
        action: format!("{OFFICE_BULKS}/{}/{below}", bulk.id),
        label,
        is_first,
    };
    let mut all = Vec::new();
    if !bulk.by.is_empty() {
        all.extend(match bulk.state {
            State::Held => Some(button("annulla", page.t("bulk-cancel").into_owned(), true)),
            State::Running | State::Undoing => {
                Some(button("ferma", page.t("bulk-stop").into_owned(), true))
            }
            _ => None,
        });
        return all;
    }
    if bulk.state == State::Tried && bulk.count(Outcome::Ready) > 0 {
        let n = bulk.count(Outcome::Ready);
        let values = [("label", title.into()), ("n", n.into())];
        all.push(button("conferma", words.with("bulk-confirm", &values).into_owned(), true));
    }
    let plain = |below: &str, key: &str| button(below, page.t(key).into_owned(), false);
    match bulk.state {
        State::Trying | State::Tried => all.push(plain("annulla", "bulk-drop")),
        State::Held => all.push(button("annulla", page.t("bulk-cancel").into_owned(), true)),
        State::Running | State::Undoing => all.push(plain("ferma", "bulk-stop")),
        _ => {}
    }
    if bulk.can_be_undone() {
        all.push(plain("annulla", "bulk-undo"));
    }
    if bulk.can_be_tried_again() {
        all.push(plain("riprova", "bulk-retry"));
    }
    all
}

fn notice(page: &Page, word: &str) -> Option<Notice> {
    let (key, is_warning) = match word {
        "confermata" => ("bulk-told-confirmed", false),
        "annullata" => ("bulk-told-cancelled", false),
        "fermata" => ("bulk-told-stopped", false),
        "tardi" => ("bulk-told-late", true),
        "troppe" => ("bulk-told-at-once", true),
        _ => return None,
    };
    Some(Notice { text: page.t(key).into_owned(), is_warning })
}

/// Back to the act, with what came of it.
fn back(bulk: Uuid, told: &str, how: desk::Result<()>) -> Answer {
    let told = match how {
        Ok(()) => told,
        Err(desk::Error::Stale) => "tardi",
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&format!("{OFFICE_BULKS}/{bulk}?avviso={told}")).into_response())
}

pub(in crate::office) async fn confirm(
    page: Page,
    Staff(session): Staff,
    Path(bulk): Path<String>,
) -> Answer {
    let id = id(&bulk)?;
    back(id, "confermata", page.town.desk.confirm_bulk(&session, id).await)
}

pub(in crate::office) async fn cancel(
    page: Page,
    Staff(session): Staff,
    Path(bulk): Path<String>,
) -> Answer {
    let id = id(&bulk)?;
    back(id, "annullata", page.town.desk.cancel_bulk(&session, id).await)
}

pub(in crate::office) async fn stop(
    page: Page,
    Staff(session): Staff,
    Path(bulk): Path<String>,
) -> Answer {
    let id = id(&bulk)?;
    back(id, "fermata", page.town.desk.stop_bulk(&session, id).await)
}

/// Tries those again that were not done: a new act.
pub(in crate::office) async fn retry(
    page: Page,
    Staff(session): Staff,
    Path(bulk): Path<String>,
) -> Answer {
    let id = id(&bulk)?;
    match page.town.desk.retry_bulk(&session, id).await {
        Ok(new) => Ok(Redirect::to(&format!("{OFFICE_BULKS}/{new}")).into_response()),
        Err(NotBegun::Desk(error)) => back(id, "tardi", Err(error)),
        Err(NotBegun::AtOnce) => back(id, "troppe", Ok(())),
        Err(why) => {
            tracing::info!(why = not_begun(&page, why)?, "an act was not tried again");
            back(id, "tardi", Ok(()))
        }
    }
}

/// What became of each, as a table.
pub(in crate::office) async fn table(
    page: Page,
    Staff(session): Staff,
    Path(bulk): Path<String>,
) -> Answer {
    let keys = [
        "office-column-number",
        "office-column-applicant",
        "office-column-procedure",
        "bulk-column-outcome",
        "bulk-column-why",
    ];
    let heads = keys.map(|key| page.t(key).into_owned());
    let called = |outcome| page.t(known(outcome).1).into_owned();
    let id = id(&bulk)?;
    let table = page.town.desk.bulk_table(&session, id, (&heads, called), page.lang).await?;
    Ok((
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"esiti.csv\""),
            (header::CACHE_CONTROL, "private, no-store"),
        ],
        table,
    )
        .into_response())
}

/// An act in the list.
struct ListLine {
    url: String,
    label: String,
    what: String,
    asked: String,
    stands: String,
}

#[derive(Template)]
#[template(path = "page/office/bulks.html")]
struct ListPage {
    frame: Frame,
    lines: Vec<ListLine>,
}

/// One's own acts.
pub(in crate::office) async fn list(page: Page, Staff(session): Staff) -> Answer {
    if !Desk::has_queue(&session) && Desk::is_administrator(&session) {
        return Ok(Redirect::to("/gestione").into_response());
    }
    let mut lines = Vec::new();
    for bulk in page.town.desk.bulks(&session).await? {
        lines.push(ListLine {
            url: format!("{OFFICE_BULKS}/{}", bulk.id),
            label: title(&page, &session, &bulk.wanted).await,
            what: which(&page, &bulk).0,
            asked: page.words.moment(bulk.created_at),
            stands: match bulk.by.as_str() {
                "" => stands(&page, &bulk),
                by => {
                    let by = page.words.with("bulk-by", &[("name", by.into())]).into_owned();
                    format!("{by} {}", stands(&page, &bulk))
                }
            },
        });
    }
    show(ListPage {
        lines,
        frame: page.frame(page.t("bulks-title")).crumb(page.t("office-queue"), OFFICE),
    })
}
