//! Rankings at the office: those there are, a new one, and one with its lists, its order and what was done with it.

mod why;

use askama::Template;
use axum::{
    extract::{Path, Query, Request},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use desk::{
    moves::NotMade,
    rankings::{Aside, Asking, Logged, Page as Whole, Stage, Work},
    session::Session,
};
use form::{Raw, view::Item};
use uuid::Uuid;

use crate::{
    Answer, Frame, Page, Problem,
    dossier::{Flash, Notice},
    expired,
    frame::OFFICE_RANKINGS,
    ranked::{self, Shown},
    session::Staff,
    show,
    small_form::{self, Drawn, titled},
};

pub(super) use why::page as why;

struct Row {
    title: String,
    url: String,
    procedure: String,
    stage: String,
    received: String,
}

#[derive(Template)]
#[template(path = "page/office/rankings.html")]
struct RankingsPage {
    frame: Frame,
    rows: Vec<Row>,
    /// Where a new one is begun: title of the procedure, and address.
    begin: Vec<(String, String)>,
}

pub(super) async fn list(page: Page, Staff(session): Staff) -> Answer {
    let desk = &page.town.desk;
    let all = desk.rankings(&session).await?;
    let rankable = desk.rankable(&session).await?;
    let published = desk.published().await?;
    let title_of = |id: &str| {
        let found = published.iter().find(|one| one.compiled.procedure.id == id);
        found.map_or_else(
            || id.to_owned(),
            |one| one.compiled.procedure.title.get(page.lang).to_owned(),
        )
    };
    let rows = all.into_iter().map(|row| Row {
        url: format!("{OFFICE_RANKINGS}/{}", row.id),
        procedure: title_of(&row.procedure),
        stage: ranked::standing(&page, &row),
        received: days(&page, (row.received_from, row.received_to)),
        title: row.title,
    });
    let begin = rankable.into_iter().map(|(id, title)| {
        let url = format!("{OFFICE_RANKINGS}/nuova/{id}");
        (title.get(page.lang).to_owned(), url)
    });
    show(RankingsPage {
        rows: rows.collect(),
        begin: begin.collect(),
        frame: page.frame(page.t("rankings-title")),
    })
}

fn days(page: &Page, (from, to): (chrono::NaiveDate, chrono::NaiveDate)) -> String {
    let (from, to) = (page.words.date(from), page.words.date(to));
    let values = [("first", from.as_str().into()), ("last", to.as_str().into())];
    page.words.with("absence-days", &values).into_owned()
}

#[derive(Template)]
#[template(path = "page/office/ranking_new.html")]
struct NewPage {
    frame: Frame,
    procedure: String,
    action: String,
    items: Vec<Item>,
    problems: Vec<(String, String)>,
}

async fn draw_new(
    page: &Page,
    session: &Session,
    procedure: &str,
    (raw, tell): (Raw, bool),
) -> Answer {
    let (title, asking) = page.town.desk.new_ranking(session, procedure, raw).await?;
    let Drawn { items, problems, .. } = drawn(page, &asking, tell);
    let frame = page.frame(page.t("ranking-new")).crumb(page.t("rankings-title"), OFFICE_RANKINGS);
    let mut answer = show(NewPage {
        frame: titled(frame, &problems),
        procedure: title.get(page.lang).to_owned(),
        action: format!("{OFFICE_RANKINGS}/nuova/{procedure}"),
        items,
        problems,
    })?;
    if tell {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

fn drawn(page: &Page, asking: &Asking, tell: bool) -> Drawn {
    small_form::alone(page, &asking.form, (&asking.raw, &asking.checked, tell))
}

pub(super) async fn ask(
    page: Page,
    Staff(session): Staff,
    Path(procedure): Path<String>,
) -> Answer {
    draw_new(&page, &session, &procedure, (Raw::default(), false)).await
}

pub(super) async fn begin(
    page: Page,
    staff: Result<Staff, Problem>,
    Path(procedure): Path<String>,
    request: Request,
) -> Answer {
    let (Staff(session), body) = match expired::posted(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let raw: Raw = body.values.into_iter().collect();
    match page.town.desk.begin_ranking_as(&session, &procedure, raw.clone()).await {
        Ok(id) => Ok(Redirect::to(&format!("{OFFICE_RANKINGS}/{id}")).into_response()),
        Err(NotMade::Incomplete(_)) => draw_new(&page, &session, &procedure, (raw, true)).await,
        Err(NotMade::Desk(error)) => Err(error.into()),
    }
}

struct ListLine {
    name: String,
    places: u32,
    wanting: usize,
    taken: usize,
    accepted: usize,
    free: i64,
}

struct OfficeLine {
    shown: Shown,
    url: String,
    why: String,
    state: String,
    was: String,
}

struct Log {
    at: String,
    by: String,
    text: String,
    digest: String,
}

/// After how long it is offered to begin again what is being computed.
const LONG: chrono::Duration = chrono::Duration::minutes(10);

/// What can be done now.
#[derive(Default)]
struct Acts {
    again: bool,
    publish: bool,
    approve: bool,
    /// Why it cannot be published or approved now, where somebody could; empty otherwise.
    why_not: String,
    offer: bool,
    places: bool,
}

#[derive(Template)]
#[template(path = "page/office/ranking.html")]
struct RankingPage {
    frame: Frame,
    notice: Option<Notice>,
    refusal: String,
    procedure: String,
    standing: String,
    received: String,
    /// It is being computed: the page is worth looking at again.
    waits: bool,
    failed: bool,
    /// Answers were changed after it was approved.
    changed_after: bool,
    abstains: bool,
    /// Where everybody reads it; empty while nobody does.
    public: String,
    /// What is shown is newer than what is public.
    is_newer: bool,
    is_approved: bool,
    acts: Acts,
    here: String,
    version: i64,
    act: Vec<Item>,
    places: Vec<Item>,
    problems: Vec<(String, String)>,
    lists: Vec<ListLine>,
    has_lists: bool,
    lines: Vec<OfficeLine>,
    aside: Vec<(String, String, String)>,
    log: Vec<Log>,
}

/// What was typed on the page, and in which of its forms.
#[derive(Default)]
struct Typed {
    act: Option<Raw>,
    places: Option<Raw>,
    tell: bool,
}

async fn draw(
    page: &Page,
    session: &Session,
    id: Uuid,
    typed: Typed,
    (refusal, notice): (String, Option<Notice>),
) -> Answer {
    let desk = &page.town.desk;
    let whole = desk.ranking_page(session, id).await?;
    let acts = acts(page, &whole);
    let (tell_act, tell_places) = (typed.act.is_some(), typed.places.is_some());
    let asked = desk.asked_act(typed.act.unwrap_or_default())?;
    let act = drawn(page, &asked, tell_act);
    let asked = desk.asked_places(&whole.lists, typed.places.unwrap_or_default())?;
    let places = drawn(page, &asked, tell_places);
    let Whole { row, procedure, may, lists, lines, aside, log, is_changed, .. } = whole;
    let here = format!("{OFFICE_RANKINGS}/{id}");
    let is_newer = row.shown.is_some_and(|shown| shown != row.round) && row.work == Work::Computed;
    let line = |line: &desk::rankings::Line| OfficeLine {
        url: super::address(line.application),
        why: format!("{here}/{}", line.application),
        state: line.state.get(page.lang).to_owned(),
        was: line.was.map_or_else(String::new, |was| moved(page, was)),
        shown: ranked::shown(page, &row, &lists, line),
    };
    let problems = [act.problems, places.problems].concat();
    let is_wrong = typed.tell || !refusal.is_empty();
    let frame = page.frame(row.title.clone()).crumb(page.t("rankings-title"), OFFICE_RANKINGS);
    let mut answer = show(RankingPage {
        notice,
        refusal,
        procedure: procedure.get(page.lang).to_owned(),
        standing: ranked::standing(page, &row),
        received: days(page, (row.received_from, row.received_to)),
        waits: row.work == Work::Computing,
        failed: row.work == Work::Failed,
        changed_after: row.stage == Stage::Approved && is_changed,
        abstains: may.abstains,
        public: row.shown.map_or_else(String::new, |_| format!("{}/{id}", ranked::PUBLIC)),
        is_newer,
        is_approved: row.stage == Stage::Approved,
        acts,
        version: row.version,
        act: act.items,
        places: places.items,
        lines: lines.iter().map(line).collect(),
        has_lists: lists.iter().any(|list| !list.name.is_empty()),
        aside: aside
            .into_iter()
            .map(|one| {
                let why = match one.why {
                    Aside::In | Aside::State => one.state.get(page.lang).to_owned(),
                    Aside::Office => page.t("ranking-aside-office").into_owned(),
                    Aside::Revision => page.t("ranking-aside-revision").into_owned(),
                    Aside::Unreadable => page.t("ranking-aside-unreadable").into_owned(),
                };
                (one.number, super::address(one.application), why)
            })
            .collect(),
        log: log.iter().map(|done| logged(page, &lists, done)).collect(),
        lists: lists
            .iter()
            .map(|list| ListLine {
                name: list.name.get(page.lang).to_owned(),
                places: list.places,
                wanting: list.wanting,
                taken: list.taken,
                accepted: list.accepted,
                free: i64::from(list.places) - i64::try_from(list.taken).unwrap_or(i64::MAX),
            })
            .collect(),
        frame: titled(frame, &problems),
        problems,
        here,
    })?;
    if is_wrong {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

fn acts(page: &Page, whole: &Whole) -> Acts {
    let (row, may) = (&whole.row, whole.may);
    let is_computed = row.work == Work::Computed;
    let is_open = row.stage != Stage::Approved;
    let ready = may.decide && is_open && is_computed && !whole.lines.is_empty();
    let why_not = whole.not_now.as_ref().filter(|_| ready);
    let why_not = why_not.map(|why| why.get(page.lang).to_owned());
    let since = whole.log.first().map_or(row.created_at, |done| done.at);
    let hangs = page.town.desk.now() >= since + LONG;
    Acts {
        again: may.compute && is_open && (row.work != Work::Computing || hangs),
        publish: ready && row.stage == Stage::Draft && whole.not_now.is_none(),
        approve: ready && row.stage == Stage::Provisional && whole.not_now.is_none(),
        why_not: why_not.unwrap_or_default(),
        offer: may.decide && whole.is_free,
        places: may.decide && row.work == Work::Computed,
    }
}

/// Where it stood in the list that is public.
fn moved(page: &Page, was: Option<(i64, i64)>) -> String {
    let Some((position, points)) = was else { return page.t("ranking-was-not").into_owned() };
    let points = ranked::with_points(page, points);
    let values = [("position", position.into()), ("points", points.as_str().into())];
    page.words.with("ranking-was", &values).into_owned()
}

fn logged(page: &Page, lists: &[desk::rankings::List], done: &Logged) -> Log {
    let told = |name: &str| done.detail.get(name).map_or("", String::as_str);
    let list = lists.iter().find(|list| list.id == told("list"));
    let list = list.map_or("", |list| list.name.get(page.lang));
    let one = if done.what == "given" && list.is_empty() { "-one" } else { "" };
    let values = [
        ("n", told("read").parse::<i64>().or_else(|_| told("in").parse()).unwrap_or(0).into()),
        ("act", told("act").into()),
        ("number", told("number").into()),
        ("list", list.into()),
        ("move", told("move").into()),
        ("why", told("why").into()),
    ];
    Log {
        at: page.words.moment(done.at),
        by: done.by.clone().unwrap_or_else(|| page.t("office-by-system").into_owned()),
        text: page.words.with(&format!("ranking-log-{}{one}", done.what), &values).into_owned(),
        digest: done
            .digest
            .map_or_else(String::new, |digest| digest.to_string().chars().take(16).collect()),
    }
}

fn uuid(text: &str) -> Result<Uuid, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Path(id): Path<String>,
    Query(flash): Query<Flash>,
) -> Answer {
    let notice = flash.notice(&page, "ranking-done", "ranking-stale");
    draw(&page, &session, uuid(&id)?, Typed::default(), (String::new(), notice)).await
}

/// What the buttons of the page do.
pub(super) async fn act(
    page: Page,
    staff: Result<Staff, Problem>,
    Path((id, what)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let (Staff(session), body) = match expired::posted(&page, staff, request).await {
        Ok(both) => both,
        Err(answer) => return answer,
    };
    let (id, desk) = (uuid(&id)?, &page.town.desk);
    let of = (id, body.shown.version);
    let raw: Raw = body.values.into_iter().collect();
    let mut typed = Typed { tell: true, ..Typed::default() };
    let done = match what.as_str() {
        "ricalcola" => desk.compute_ranking_again(&session, of).await.map_err(NotMade::from),
        "offri" => desk.offer_ranking_places(&session, of).await.map_err(NotMade::from),
        "pubblica" => desk.publish_ranking(&session, of).await.map_err(NotMade::from),
        "approva" => {
            typed.act = Some(raw.clone());
            desk.approve_ranking_as(&session, of, raw).await
        }
        "posti" => {
            typed.places = Some(raw.clone());
            desk.set_ranking_places_as(&session, of, raw).await
        }
        _ => return Err(Problem::NotFound),
    };
    let here = format!("{OFFICE_RANKINGS}/{id}");
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{here}?fatto=1")).into_response()),
        Err(NotMade::Desk(desk::Error::Stale)) => {
            Ok(Redirect::to(&format!("{here}?cambiata=1")).into_response())
        }
        Err(NotMade::Desk(desk::Error::Refused(why))) => {
            let why = why.get(page.lang).to_owned();
            draw(&page, &session, id, typed, (why, None)).await
        }
        Err(NotMade::Incomplete(_)) => {
            draw(&page, &session, id, typed, (String::new(), None)).await
        }
        Err(NotMade::Desk(error)) => Err(error.into()),
    }
}
