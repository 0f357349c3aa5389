//! The queue: what is to be done, the nearest term first, each view with its own address.

use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect},
};
use desk::queue::{Asked, Row, Tab};
use serde::Deserialize;

use crate::{Answer, Frame, Page, frame::OFFICE, session::Staff, show};

/// What the address says.
#[derive(Debug, Default, Clone, Deserialize)]
pub(super) struct View {
    #[serde(default)]
    vista: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    procedimento: String,
    #[serde(default)]
    stato: String,
    #[serde(default)]
    dopo: String,
}

/// The parts of the queue: word in the address, key of the words.
const TABS: [(Tab, &str, &str); 6] = [
    (Tab::Mine, "mie", "office-tab-mine"),
    (Tab::Office, "", "office-tab-office"),
    (Tab::Unassigned, "non-assegnate", "office-tab-unassigned"),
    (Tab::Late, "in-ritardo", "office-tab-late"),
    (Tab::Waiting, "in-attesa", "office-tab-waiting"),
    (Tab::Closed, "concluse", "office-tab-closed"),
];

struct TabLink {
    label: String,
    url: String,
    count: String,
    is_current: bool,
}

struct Line {
    url: String,
    number: String,
    applicant: String,
    procedure: String,
    state: String,
    term: String,
    mark: &'static str,
    assignee: String,
}

struct Choice {
    id: String,
    label: String,
    is_selected: bool,
}

#[derive(Template)]
#[template(path = "page/office/queue.html")]
struct QueuePage {
    frame: Frame,
    tabs: Vec<TabLink>,
    view: View,
    procedures: Vec<Choice>,
    states: Vec<Choice>,
    rows: Vec<Line>,
    found: String,
    next: Option<String>,
    is_filtered: bool,
}

pub(super) async fn page(page: Page, Staff(session): Staff, Query(view): Query<View>) -> Answer {
    let tab = TABS.iter().find(|(_, word, _)| *word == view.vista).map_or(Tab::Office, |(tab, ..)| *tab);
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let asked = Asked {
        tab,
        text: view.q.clone(),
        procedure: some(&view.procedimento),
        state: some(&view.stato),
        after: view.dopo.parse().ok(),
    };
    let desk = &page.town.desk;
    let queue = desk.queue(&session, &asked).await?;
    let count = |n: i64, is_capped: bool| if is_capped { format!("{n}+") } else { n.to_string() };
    let tabs = TABS.iter().map(|(each, word, key)| TabLink {
        label: page.t(key).into_owned(),
        url: if word.is_empty() { OFFICE.to_owned() } else { format!("{OFFICE}?vista={word}") },
        count: queue
            .sizes
            .iter()
            .find(|(sized, ..)| sized == each)
            .map_or_else(String::new, |(_, n, is_capped)| count(*n, *is_capped)),
        is_current: *each == tab,
    });
    let choice = |id: &String, label: &model::Localized, chosen: &str| Choice {
        id: id.clone(),
        label: label.get(page.lang).to_owned(),
        is_selected: id == chosen,
    };
    let found = if queue.found.1 {
        page.words.with("office-found-many", &[("n", queue.found.0.into())]).into_owned()
    } else {
        page.words.n("office-found", queue.found.0).into_owned()
    };
    let today = desk.today();
    let next = queue.next.map(|cursor| {
        let mut next = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in
            [("vista", &view.vista), ("q", &view.q), ("procedimento", &view.procedimento), ("stato", &view.stato)]
        {
            if !value.is_empty() {
                next.append_pair(name, value);
            }
        }
        next.append_pair("dopo", &cursor.to_string());
        format!("{OFFICE}?{}", next.finish())
    });
    show(QueuePage {
        frame: page.frame(page.t("office-queue")).without_contacts(),
        tabs: tabs.collect(),
        procedures: queue.procedures.iter().map(|(id, label)| choice(id, label, &view.procedimento)).collect(),
        states: queue.states.iter().map(|(id, label)| choice(id, label, &view.stato)).collect(),
        rows: queue.rows.iter().map(|row| line(&page, row, today, session.person.id)).collect(),
        found,
        next,
        is_filtered: !(view.q.is_empty() && view.procedimento.is_empty() && view.stato.is_empty()),
        view,
    })
}

/// A row in words: the term with a mark and a word, never a colour alone.
fn line(page: &Page, row: &Row, today: chrono::NaiveDate, me: model::PersonId) -> Line {
    let words = page.words;
    let (term, mark) = match (row.is_closed, row.is_suspended, row.due_on) {
        (true, ..) => (String::new(), ""),
        (_, true, _) => (words.t("office-suspended").into_owned(), "it-clock"),
        (_, _, None) => (words.t("office-term-none").into_owned(), ""),
        (_, _, Some(due)) if due < today => (words.relative(due, today), "it-warning-circle"),
        (_, _, Some(due)) if due == today => (words.t("office-due-today").into_owned(), "it-warning"),
        (_, _, Some(due)) => (words.relative(due, today), ""),
    };
    let assignee = match &row.assignee {
        Some((person, _)) if *person == me => words.t("office-assignee-me").into_owned(),
        Some((_, name)) => name.clone(),
        None => words.t("office-assignee-none").into_owned(),
    };
    Line {
        url: format!("{OFFICE}/pratiche/{}", row.id),
        number: row.number.clone(),
        applicant: row.applicant.clone(),
        procedure: row.procedure.get(page.lang).to_owned(),
        state: row.state.get(page.lang).to_owned(),
        term,
        mark,
        assignee,
    }
}

pub(super) async fn next(page: Page, Staff(session): Staff) -> Answer {
    let next = page.town.desk.next_one(&session).await?;
    let to = next.map_or_else(|| OFFICE.to_owned(), |id| format!("{OFFICE}/pratiche/{id}"));
    Ok(Redirect::to(&to).into_response())
}
