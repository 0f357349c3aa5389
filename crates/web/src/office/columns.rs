//! The columns of the queue that somebody wants to see, and their order: ticked and moved without a script.

use askama::Template;
use axum::{
    extract::{RawQuery, Request},
    response::{IntoResponse, Redirect},
};
use desk::{Desk, queue::Column};

use super::queue::{COLUMNS, View};
use crate::{
    Answer, Frame, Page, Problem,
    apply::{NoFiles, read},
    frame::OFFICE,
    session::Staff,
    show,
};

struct Line {
    id: &'static str,
    label: String,
    is_shown: bool,
    /// The number: it is always there.
    is_fixed: bool,
    can_rise: bool,
    can_sink: bool,
}

#[derive(Template)]
#[template(path = "page/office/columns.html")]
struct ColumnsPage {
    frame: Frame,
    lines: Vec<Line>,
    /// The view one came from.
    view: View,
    back: String,
}

pub(super) async fn page(page: Page, Staff(session): Staff, RawQuery(query): RawQuery) -> Answer {
    // Administrators see no application; their work is elsewhere.
    if !Desk::has_queue(&session) && Desk::is_administrator(&session) {
        return Ok(Redirect::to("/gestione").into_response());
    }
    let shown = page.town.desk.columns(&session).await?;
    let view = View::of_query(query.as_deref());
    let frame = page.frame(page.t("office-columns")).crumb(page.t("office-queue"), OFFICE);
    let all = all(&shown);
    let last = shown.len().saturating_sub(1);
    let line = |(place, column): (usize, &Column)| {
        let known = COLUMNS.iter().find(|(known, ..)| known == column);
        let (id, key) = known.map_or(("", ""), |(_, id, key)| (id, key));
        Line {
            id,
            label: page.t(key).into_owned(),
            is_shown: place <= last,
            is_fixed: *column == Column::Number,
            can_rise: place > 0 && place <= last,
            can_sink: place < last,
        }
    };
    let lines = all.iter().enumerate().map(line).collect();
    show(ColumnsPage { lines, back: view.url(None), view, frame })
}

/// Those that are shown in their order, then the others.
fn all(shown: &[Column]) -> Vec<Column> {
    let others = Column::ALL.into_iter().filter(|column| !shown.contains(column));
    shown.iter().copied().chain(others).collect()
}

pub(super) async fn choose(page: Page, Staff(session): Staff, request: Request) -> Answer {
    let body = read(request, &mut NoFiles).await?;
    let word = |word: &str| COLUMNS.iter().find(|(_, id, _)| *id == word).map(|(one, ..)| *one);
    let columns = |name: &str| -> Vec<Column> {
        let words = body.values.get(name).map(Vec::as_slice).unwrap_or_default();
        words.iter().filter_map(|text| word(text)).collect()
    };
    let (ticked, order) = (columns("colonna"), all(&columns("posto")));
    let is_shown = |column: &Column| *column == Column::Number || ticked.contains(column);
    let mut shown: Vec<Column> = order.into_iter().filter(is_shown).collect();
    let mut view = View::of(&body.values);
    let moved = match body.button.split_once('-') {
        Some(("su", id)) => word(id).map(|column| (column, -1)),
        Some(("giu", id)) => word(id).map(|column| (column, 1)),
        _ => None,
    };
    if let Some((column, by)) = moved
        && let Some(from) = shown.iter().position(|other| *other == column)
        && let Some(to) = from.checked_add_signed(by).filter(|to| *to < shown.len())
    {
        shown.swap(from, to);
    }
    if body.button == "solite" {
        shown.clear();
    }
    page.town.desk.choose_columns(&session, &shown).await.map_err(Problem::from)?;
    if moved.is_some() {
        let to = format!("{OFFICE}/colonne{}", view.query());
        return Ok(Redirect::to(&to).into_response());
    }
    // The view shows what was chosen just now.
    view.asked.columns.clear();
    Ok(Redirect::to(&view.url(None)).into_response())
}
