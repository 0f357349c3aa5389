//! The queue: what is to be done, the nearest term first or in another order, each view with its own address; the views
//! that are kept stand above it.

mod address;
mod filters;
mod rows;

use askama::Template;
use axum::{
    extract::RawQuery,
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use desk::{
    Desk,
    queue::{Queue, Tab, Whose},
    session::Session,
};

pub(super) use self::{address::COLUMNS, address::View, filters::Choice, rows::pending_told};
use self::{
    address::TABS,
    filters::{Chip, Choices, chips},
    rows::{Head, Line, heads, line},
};
use super::{address as at, trail::Trail, views::Keeping};
use crate::{Answer, Frame, Page, dossier::Notice, frame::OFFICE, session::Staff, show};

struct TabLink {
    label: String,
    url: String,
    /// Empty for parts that are not counted.
    count: String,
    is_current: bool,
}

/// A view that is kept.
struct KeptLink {
    name: String,
    url: String,
    count: String,
    /// Who shares it; empty for one's own that nobody else sees.
    office: String,
    is_current: bool,
}

/// A colleague who is away, and whose applications are the reader's to look at.
struct AwayLine {
    text: String,
    url: String,
}

#[derive(Template)]
#[template(path = "page/office/queue.html")]
struct QueuePage {
    frame: Frame,
    /// Which part, in words: the heading.
    part: String,
    tabs: Vec<TabLink>,
    kept: Vec<KeptLink>,
    away: Vec<AwayLine>,
    view: View,
    choices: Choices,
    chips: Vec<Chip>,
    heads: Vec<Head>,
    rows: Vec<Line>,
    /// Its reader may do something with many.
    acts: bool,
    found: String,
    /// The view without its filters.
    unfiltered: String,
    /// The next page, and the first if this is not it.
    next: Option<String>,
    first: Option<String>,
    keeping: Keeping,
    /// The view that was opened and is one's own: its address and name, to be replaced.
    own: Option<(String, String)>,
    notice: Option<Notice>,
    is_none_next: bool,
}

pub(super) async fn page(page: Page, Staff(session): Staff, RawQuery(query): RawQuery) -> Answer {
    // Administrators see no application; their work is elsewhere.
    if !Desk::has_queue(&session) && Desk::is_administrator(&session) {
        return Ok(Redirect::to("/gestione").into_response());
    }
    let keeping = Keeping::new(&page, &session);
    draw(&page, &session, View::of_query(query.as_deref()), keeping).await
}

/// The page of a view; with what is wrong of keeping it, if something is.
pub(super) async fn draw(page: &Page, session: &Session, view: View, keeping: Keeping) -> Answer {
    let desk = &page.town.desk;
    let queue = desk.queue(session, &view.asked).await?;
    let now = (desk.today(), session.person.id);
    let tabs = tabs(page, &queue, view.asked.tab);
    let part = tabs.iter().find(|tab| tab.is_current).map(|tab| tab.label.clone());
    let part = part.unwrap_or_default();
    let frame = page.frame(format!("{}: {part}", page.t("office-queue")));
    let opened = queue.views.iter().find(|(kept, _)| Some(kept.id) == view.kept);
    let own = opened
        .filter(|(kept, _)| kept.is_own && kept.asked != without_place(&view))
        .map(|(kept, _)| (format!("{OFFICE}/viste/{}", kept.id), kept.name.clone()));
    let name = opened.map_or("", |(kept, _)| kept.name.as_str());
    let notice = notice(page, &view.flash, name);
    let unfiltered = View::new(desk::queue::Asked {
        tab: view.asked.tab,
        order: view.asked.order,
        columns: view.asked.columns.clone(),
        ..desk::queue::Asked::default()
    });
    let is_wrong = !keeping.problem.is_empty();
    let shown = QueuePage {
        part,
        tabs,
        kept: kept(&frame, &queue, &view),
        away: away(page, session).await?,
        choices: Choices::of(&frame, &view, &queue, session.person.id),
        chips: chips(&frame, &view, &queue),
        heads: heads(&frame, &view, &queue.columns),
        rows: {
            let trail = Trail { view: View { flash: String::new(), ..view.clone() }, place: None };
            let line = |row| line(&frame, (row, &trail), &queue.columns, now);
            queue.rows.iter().map(line).collect()
        },
        acts: Desk::acts(session),
        found: found(page, queue.found),
        next: queue.next.map(|cursor| view.url(Some(&cursor.to_string()))),
        first: view.asked.after.map(|_| view.url(None)),
        unfiltered: unfiltered.url(None),
        keeping,
        own,
        notice,
        is_none_next: view.flash == "nessuna",
        view,
        frame,
    };
    let mut answer = show(shown)?;
    if is_wrong {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

/// What is asked, in words.
pub(super) fn told(page: &Page, asked: &desk::queue::Asked) -> String {
    let part = TABS.iter().find(|(tab, ..)| *tab == asked.tab);
    let mut told = vec![page.t(part.map_or("", |(.., key)| key)).into_owned()];
    let title = |id: &String| {
        let catalogue = page.town.catalogue();
        catalogue.get(id).map_or_else(|| id.clone(), |one| one.title.get(page.lang).to_owned())
    };
    told.extend(asked.procedures.iter().map(title));
    told.extend((!asked.text.is_empty()).then(|| format!("«{}»", asked.text)));
    let plain = desk::queue::Asked {
        tab: asked.tab,
        text: asked.text.clone(),
        procedures: asked.procedures.clone(),
        ..desk::queue::Asked::default()
    };
    let is_more = *asked
        != desk::queue::Asked { order: asked.order, columns: asked.columns.clone(), ..plain };
    told.extend(is_more.then(|| page.t("export-filtered").into_owned()));
    told.join(" · ")
}

fn without_place(view: &View) -> desk::queue::Asked {
    desk::queue::Asked { after: None, ..view.asked.clone() }
}

fn notice(page: &Page, flash: &str, name: &str) -> Option<Notice> {
    let key = match flash {
        "vista" if !name.is_empty() => "office-view-kept",
        "sostituita" if !name.is_empty() => "office-view-replaced",
        "trasmessa" => "beside-handed-on",
        _ => return None,
    };
    let text = page.words.with(key, &[("name", name.into())]).into_owned();
    Some(Notice { text, is_warning: false })
}

fn counted(page: &Page, (n, is_capped): (i64, bool)) -> String {
    let more = if is_capped { "+" } else { "" };
    format!("{}{more}", page.words.number(n))
}

fn tabs(page: &Page, queue: &Queue, current: Tab) -> Vec<TabLink> {
    let (sizes, is_capped) = (&queue.sizes, queue.unread.1);
    let link = |&(tab, _, key): &(Tab, &str, &str)| {
        let count = match tab {
            Tab::Mine => Some(sizes.mine),
            Tab::Office => Some(sizes.office),
            Tab::Unassigned => Some(sizes.unassigned),
            Tab::Late => Some(sizes.late),
            Tab::Waiting => Some(sizes.waiting),
            Tab::Messages => Some(queue.unread.0),
            Tab::Closed => None,
        };
        let asked = desk::queue::Asked { tab, ..desk::queue::Asked::default() };
        TabLink {
            label: page.t(key).into_owned(),
            url: View::new(asked).url(None),
            count: count
                .map(|n| counted(page, (n, is_capped && tab == Tab::Messages)))
                .unwrap_or_default(),
            is_current: tab == current,
        }
    };
    TABS.iter().map(link).collect()
}

fn kept(frame: &Frame, queue: &Queue, view: &View) -> Vec<KeptLink> {
    let link = |(kept, n): &(desk::queue::View, (i64, bool))| KeptLink {
        name: kept.name.clone(),
        url: View { kept: Some(kept.id), ..View::new(kept.asked.clone()) }.url(None),
        count: counted(&frame.page, *n),
        office: kept.office.as_deref().map(|id| frame.office_name(id)).unwrap_or_default(),
        is_current: view.kept == Some(kept.id),
    };
    queue.views.iter().map(link).collect()
}

fn found(page: &Page, (n, is_capped): (i64, bool)) -> String {
    let key = if is_capped { "office-found-many" } else { "office-found" };
    page.words.n(key, n).into_owned()
}

/// The most urgent application that one has something to do with.
pub(super) async fn next(page: Page, Staff(session): Staff) -> Answer {
    if !Desk::has_queue(&session) {
        return Ok(Redirect::to(OFFICE).into_response());
    }
    let next = page.town.desk.next_one(&session).await?;
    let to = next.map_or_else(|| format!("{OFFICE}?nessuna=1"), at);
    Ok(Redirect::to(&to).into_response())
}

/// Those whom the reader stands in for, those nobody stands in for, and those who work there no longer, as far as they
/// have anything in hand.
async fn away(page: &Page, session: &Session) -> Result<Vec<AwayLine>, crate::Problem> {
    let mut lines = Vec::new();
    if let Some(((n, is_capped), names)) = page.town.desk.left_behind(session).await? {
        let many = counted(page, (n, is_capped));
        let names = names.join(", ");
        let values =
            [("n", n.into()), ("many", many.as_str().into()), ("names", names.as_str().into())];
        let gone = desk::queue::Asked { whose: Some(Whose::Gone), ..desk::queue::Asked::default() };
        lines.push(AwayLine {
            text: page.words.with("gone-left-behind", &values).into_owned(),
            url: View::new(gone).url(None),
        });
    }
    for away in page.town.desk.away(session).await? {
        let key = match away.substitute {
            Some(substitute) if substitute == session.person.id => "absence-covered",
            None if Desk::assigns(session) => "absence-uncovered",
            _ => continue,
        };
        if away.person == session.person.id {
            continue;
        }
        let many = page.town.desk.in_hands_of(session, away.person).await?;
        if many == 0 {
            continue;
        }
        let until = page.words.date(away.until);
        let values = [
            ("name", away.name.as_str().into()),
            ("until", until.as_str().into()),
            ("n", many.into()),
        ];
        lines.push(AwayLine {
            text: page.words.with(key, &values).into_owned(),
            url: format!("{OFFICE}?assegnata={}", away.person),
        });
    }
    Ok(lines)
}
