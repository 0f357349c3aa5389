//! Rows of the queue in words, in the columns that their reader wants.

use chrono::NaiveDate;
use desk::{
    awaited::Turn,
    queue::{Column, Order, Row, Tab},
};
use model::PersonId;

use super::address::{COLUMNS, View};
use crate::{
    Frame,
    office::{address, labels::Tag, trail::Trail},
};

/// A column's head.
pub(super) struct Head {
    pub label: String,
    /// Where the rows stand in its order; none if it has none.
    pub url: Option<String>,
    /// `ascending` or `descending` if they do already.
    pub sort: &'static str,
    /// The order that the link leads to, in words.
    pub hint: String,
}

impl Head {
    /// An arrow beside the words, never instead of them.
    pub fn mark(&self) -> &'static str {
        match self.sort {
            "ascending" => "↑",
            "descending" => "↓",
            _ => "",
        }
    }
}

/// One value of a row.
pub(super) struct Cell {
    pub label: String,
    pub text: String,
    /// For the hint; empty for none.
    pub title: String,
    pub class: &'static str,
    /// A mark beside the words, never instead of them.
    pub mark: &'static str,
    /// The number's: the application.
    pub url: Option<String>,
    /// The number's: that the citizen has written, in words; empty if not.
    pub wrote: String,
    /// The number's: the labels of the application.
    pub tags: Vec<Tag>,
    /// The number's: what is about to happen to it with many others, in words; empty for nothing.
    pub pending: String,
    /// The state's: whose turn it is, in words; empty where it is the office's.
    pub turn: String,
}

/// A row, and by which it is ticked.
pub(super) struct Line {
    pub id: String,
    /// What the box says to who does not see the row.
    pub tick: String,
    pub cells: Vec<Cell>,
}

/// A row in words.
pub(super) fn line(
    frame: &Frame,
    (row, trail): (&Row, &Trail),
    columns: &[Column],
    now: (NaiveDate, PersonId),
) -> Line {
    Line {
        id: row.id.to_string(),
        tick: frame.say("bulk-tick", "number", &row.number),
        cells: cells(frame, (row, trail), columns, now),
    }
}

/// What is about to happen to an application with many others, in words.
pub(in crate::office) fn pending_told(
    page: &crate::Page,
    key: &str,
    pending: &desk::bulk::Pending,
) -> String {
    let at = page.words.moment(pending.starts_at);
    let values = [("at", at.as_str().into()), ("name", pending.by.as_str().into())];
    page.words.with(key, &values).into_owned()
}

pub(super) fn heads(frame: &Frame, view: &View, columns: &[Column]) -> Vec<Head> {
    let head = |column: &Column| {
        let now = view.asked.order();
        let to = match column {
            Column::Term if view.asked.tab != Tab::Closed => Some(Order::Term),
            Column::SentOn if now == Order::Newest => Some(Order::Oldest),
            Column::SentOn => Some(Order::Newest),
            Column::LastEvent => Some(Order::Changed),
            _ => None,
        };
        let sort = match (column, now) {
            (Column::Term, Order::Term) | (Column::SentOn, Order::Oldest) => "ascending",
            (Column::SentOn, Order::Newest) | (Column::LastEvent, Order::Changed) => "descending",
            _ => "",
        };
        let hint = super::address::ORDERS.iter().find(|(order, ..)| Some(*order) == to);
        Head {
            label: label(frame, *column),
            url: to.map(|order| view.but(|asked| asked.order = Some(order))),
            sort,
            hint: hint.map(|(.., key)| frame.t(key).into_owned()).unwrap_or_default(),
        }
    };
    columns.iter().map(head).collect()
}

fn label(frame: &Frame, column: Column) -> String {
    let key = COLUMNS.iter().find(|(known, ..)| *known == column).map_or("", |(.., key)| key);
    frame.t(key).into_owned()
}

/// What a row says, column by column.
fn cells(
    frame: &Frame,
    (row, trail): (&Row, &Trail),
    columns: &[Column],
    (today, me): (NaiveDate, PersonId),
) -> Vec<Cell> {
    let words = frame.page.words;
    let cell = |column: &Column| {
        let plain = |text: String| Cell {
            label: label(frame, *column),
            text,
            title: String::new(),
            class: "",
            mark: "",
            url: None,
            wrote: String::new(),
            tags: Vec::new(),
            pending: String::new(),
            turn: String::new(),
        };
        match column {
            Column::Term => {
                let (class, mark, text) = term(frame, row, today);
                let title = row.due_on.map(|due| words.date(due)).unwrap_or_default();
                Cell { title, class, mark, ..plain(text) }
            }
            Column::Number => Cell {
                url: Some(format!("{}{}", address(row.id), trail.at(row.place).query())),
                wrote: match row.unread {
                    0 => String::new(),
                    _ => frame.t("message-wrote").into_owned(),
                },
                tags: row.labels.iter().map(Tag::of).collect(),
                pending: row
                    .pending
                    .as_ref()
                    .map(|one| pending_told(&frame.page, "bulk-row-pending", one))
                    .unwrap_or_default(),
                ..plain(row.number.clone())
            },
            Column::Applicant => plain(row.applicant.clone()),
            Column::Procedure => plain(frame.told(&row.procedure)),
            Column::State => Cell { turn: turn(frame, row), ..plain(frame.told(&row.state)) },
            Column::Assignee => plain(match &row.assignee {
                Some((person, _)) if *person == me => frame.t("office-assignee-me").into_owned(),
                Some((_, name)) if row.is_left_behind => words
                    .with("office-assignee-gone", &[("name", name.as_str().into())])
                    .into_owned(),
                Some((_, name)) => name.clone(),
                None => frame.t("office-assignee-none").into_owned(),
            }),
            Column::SentOn => {
                Cell { title: words.moment(row.sent_at), ..plain(words.date(row.sent_at.day())) }
            }
            Column::LastEvent => Cell {
                title: words.moment(row.last_event_at),
                ..plain(words.date(row.last_event_at.day()))
            },
            Column::Office => plain(frame.office_name(&row.office)),
        }
    };
    columns.iter().map(cell).collect()
}

/// Whose turn it is, where it is not the office's.
fn turn(frame: &Frame, row: &Row) -> String {
    let Some(turn) = row.turn else { return String::new() };
    let key = match turn {
        Turn::Citizen => "office-turn-citizen",
        Turn::Payment => "office-turn-payment",
        Turn::Opinion => "office-turn-opinion",
        Turn::Others => "office-turn-others",
        Turn::Office => "office-turn-outcome",
    };
    frame.t(key).into_owned()
}

/// The term with a mark and a word, never a colour alone.
fn term(frame: &Frame, row: &Row, today: NaiveDate) -> (&'static str, &'static str, String) {
    let words = frame.page.words;
    match (row.is_closed, row.is_suspended, row.due_on) {
        (true, ..) => ("term is-ended", "", words.t("office-term-ended").into_owned()),
        (_, true, _) => {
            let text = match row.suspended_until {
                Some(until) => {
                    words.with("office-suspended-until", &[("date", words.date(until).into())])
                }
                None => words.t("office-suspended"),
            };
            ("term is-suspended", "‖", text.into_owned())
        }
        (_, _, None) => ("term is-later", "", words.t("office-term-none").into_owned()),
        (_, _, Some(due)) if due < today => ("term is-late", "▲", words.relative(due, today)),
        (_, _, Some(due)) if due == today => {
            ("term is-today", "●", words.t("office-due-today").into_owned())
        }
        (_, _, Some(due)) => ("term is-later", "", words.relative(due, today)),
    }
}
