//! The queue: what is to be done, the nearest term first, each view with its own address.

use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Redirect},
};
use chrono::NaiveDate;
use desk::{
    Desk,
    queue::{Asked, Queue, Row, Tab},
};
use model::{Localized, PersonId};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::address;
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
    /// There was no next one.
    #[serde(default)]
    nessuna: Option<u8>,
}

impl View {
    fn tab(&self) -> Tab {
        let known = TABS.iter().find(|(_, word, _)| *word == self.vista);
        known.map_or(Tab::Office, |(tab, ..)| *tab)
    }

    fn is_filtered(&self) -> bool {
        [&self.q, &self.procedimento, &self.stato].into_iter().any(|part| !part.is_empty())
    }

    /// Address of this view, from its start or after a row.
    fn url(&self, after: Option<&str>) -> String {
        let mut query = Serializer::new(String::new());
        let parts = [
            ("vista", &self.vista),
            ("q", &self.q),
            ("procedimento", &self.procedimento),
            ("stato", &self.stato),
        ];
        for (name, value) in parts.into_iter().filter(|(_, value)| !value.is_empty()) {
            query.append_pair(name, value);
        }
        if let Some(after) = after {
            query.append_pair("dopo", after);
        }
        match query.finish().as_str() {
            "" => OFFICE.to_owned(),
            query => format!("{OFFICE}?{query}"),
        }
    }

    fn asked(&self) -> Asked {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Asked {
            tab: self.tab(),
            text: self.q.chars().take(200).collect(),
            procedure: some(&self.procedimento),
            state: some(&self.stato),
            after: self.dopo.parse().ok(),
        }
    }
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
    /// Empty for parts that are not counted.
    count: String,
    is_current: bool,
}

/// How near a term is; also its class.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Urgency {
    Late,
    Today,
    Suspended,
    Later,
    Ended,
}

impl Urgency {
    fn class(self) -> &'static str {
        match self {
            Urgency::Late => "late",
            Urgency::Today => "today",
            Urgency::Suspended => "suspended",
            Urgency::Later => "later",
            Urgency::Ended => "ended",
        }
    }

    /// A mark beside the words, never instead of them.
    fn mark(self) -> &'static str {
        match self {
            Urgency::Late => "▲",
            Urgency::Today => "●",
            Urgency::Suspended => "‖",
            Urgency::Later | Urgency::Ended => "",
        }
    }
}

struct Line {
    url: String,
    number: String,
    applicant: String,
    procedure: String,
    state: String,
    term: String,
    /// The day itself, for the hint.
    due: String,
    urgency: Urgency,
    assignee: String,
}

struct Choice {
    id: String,
    label: String,
    is_selected: bool,
}

impl Choice {
    /// All its names, if it has several.
    fn new(page: &Page, id: &str, names: &[Localized], chosen: &str) -> Choice {
        let names: Vec<&str> = names.iter().map(|name| name.get(page.lang)).collect();
        Choice { id: id.to_owned(), label: names.join(" / "), is_selected: id == chosen }
    }
}

#[derive(Template)]
#[template(path = "page/office/queue.html")]
struct QueuePage {
    frame: Frame,
    /// Which part, in words: the heading.
    part: String,
    tabs: Vec<TabLink>,
    view: View,
    procedures: Vec<Choice>,
    states: Vec<Choice>,
    rows: Vec<Line>,
    found: String,
    /// The view without its filters.
    unfiltered: String,
    /// The next page, and the first if this is not it.
    next: Option<String>,
    first: Option<String>,
    is_filtered: bool,
    is_none_next: bool,
}

pub(super) async fn page(page: Page, Staff(session): Staff, Query(view): Query<View>) -> Answer {
    let desk = &page.town.desk;
    // Administrators see no application; their work is elsewhere.
    if !Desk::has_queue(&session) && Desk::is_administrator(&session) {
        return Ok(Redirect::to("/gestione").into_response());
    }
    let queue = desk.queue(&session, &view.asked()).await?;
    let me = session.person.id;
    let today = desk.today();
    let tabs = tabs(&page, &queue, view.tab());
    let procedures = queue
        .procedures
        .iter()
        .map(|(id, title)| Choice::new(&page, id, std::slice::from_ref(title), &view.procedimento));
    let states = queue.states.iter().map(|(id, names)| Choice::new(&page, id, names, &view.stato));
    let part = tabs.iter().find(|tab| tab.is_current).map(|tab| tab.label.clone());
    let part = part.unwrap_or_default();
    let unfiltered = View { vista: view.vista.clone(), ..View::default() };
    show(QueuePage {
        frame: page.frame(format!("{}: {part}", page.t("office-queue"))),
        part,
        tabs,
        procedures: procedures.collect(),
        states: states.collect(),
        rows: queue.rows.iter().map(|row| line(&page, row, today, me)).collect(),
        found: found(&page, queue.found),
        next: queue.next.map(|cursor| view.url(Some(&cursor.to_string()))),
        first: (!view.dopo.is_empty()).then(|| view.url(None)),
        unfiltered: unfiltered.url(None),
        is_filtered: view.is_filtered(),
        is_none_next: view.nessuna.is_some(),
        view,
    })
}

fn tabs(page: &Page, queue: &Queue, current: Tab) -> Vec<TabLink> {
    let count = |tab: Tab| {
        let size = queue.sizes.iter().find(|(sized, ..)| *sized == tab);
        size.map_or_else(String::new, |(_, n, is_capped)| {
            let more = if *is_capped { "+" } else { "" };
            format!("{}{more}", page.words.number(*n))
        })
    };
    let link = |&(tab, word, key): &(Tab, &str, &str)| TabLink {
        label: page.t(key).into_owned(),
        url: View { vista: word.to_owned(), ..View::default() }.url(None),
        count: count(tab),
        is_current: tab == current,
    };
    TABS.iter().map(link).collect()
}

fn found(page: &Page, (n, is_capped): (i64, bool)) -> String {
    let key = if is_capped { "office-found-many" } else { "office-found" };
    page.words.n(key, n).into_owned()
}

/// A row in words: the term with a mark and a word, never a colour alone.
fn line(page: &Page, row: &Row, today: NaiveDate, me: PersonId) -> Line {
    let words = page.words;
    let (urgency, term) = match (row.is_closed, row.is_suspended, row.due_on) {
        (true, ..) => (Urgency::Ended, words.t("office-term-ended").into_owned()),
        (_, true, _) => {
            let term = match row.suspended_until {
                Some(until) => {
                    words.with("office-suspended-until", &[("date", words.date(until).into())])
                }
                None => words.t("office-suspended"),
            };
            (Urgency::Suspended, term.into_owned())
        }
        (_, _, None) => (Urgency::Later, words.t("office-term-none").into_owned()),
        (_, _, Some(due)) if due < today => (Urgency::Late, words.relative(due, today)),
        (_, _, Some(due)) if due == today => {
            (Urgency::Today, words.t("office-due-today").into_owned())
        }
        (_, _, Some(due)) => (Urgency::Later, words.relative(due, today)),
    };
    let assignee = match &row.assignee {
        Some((person, _)) if *person == me => words.t("office-assignee-me").into_owned(),
        Some((_, name)) => name.clone(),
        None => words.t("office-assignee-none").into_owned(),
    };
    Line {
        url: address(row.id),
        number: row.number.clone(),
        applicant: row.applicant.clone(),
        procedure: row.procedure.get(page.lang).to_owned(),
        state: row.state.get(page.lang).to_owned(),
        due: row.due_on.map(|due| words.date(due)).unwrap_or_default(),
        term,
        urgency,
        assignee,
    }
}

/// The most urgent application that nobody has.
pub(super) async fn next(page: Page, Staff(session): Staff) -> Answer {
    if !Desk::has_queue(&session) {
        return Ok(Redirect::to(OFFICE).into_response());
    }
    let next = page.town.desk.next_one(&session).await?;
    let to = next.map_or_else(|| format!("{OFFICE}?nessuna=1"), address);
    Ok(Redirect::to(&to).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_has_its_address() {
        let view = View {
            vista: "in-ritardo".into(),
            q: "via Roma & co".into(),
            procedimento: "permesso-ztl".into(),
            ..View::default()
        };
        assert_eq!(
            view.url(Some("d20270312.0")),
            "/ufficio?vista=in-ritardo&q=via+Roma+%26+co&procedimento=permesso-ztl&dopo=d20270312.0"
        );
        assert_eq!(View::default().url(None), OFFICE);
        assert!(view.is_filtered() && !View::default().is_filtered());
        assert_eq!(view.asked().tab, Tab::Late);
        assert_eq!(View { vista: "altro".into(), ..View::default() }.asked().tab, Tab::Office);
    }
}
