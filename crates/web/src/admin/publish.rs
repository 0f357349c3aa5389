//! Putting a revision in use: first what it does, then the deed.

use askama::Template;
use axum::{
    Form,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use desk::{admin::ProcedureLine, revising::Prospect, session::Session};
use model::Localized;
use serde::Deserialize;

use super::PROCEDURES;
use crate::{Answer, Frame, Page, Problem, frame::ADMIN, session::Staff, show};

#[derive(Template)]
#[template(path = "page/admin/publish.html")]
struct PublishPage {
    frame: Frame,
    procedure: String,
    /// What publishing does, in sentences.
    consequences: Vec<String>,
    /// What it changes against the one in use, in sentences, and what of it is folded away; none if none is in use.
    changes: Option<(Vec<String>, Vec<String>)>,
    /// What nobody would do.
    lacks: Vec<String>,
    /// Why it was not published; empty if it was not tried.
    problem: String,
    /// What would become of applications under way; none if there are none.
    prospect: Option<Told>,
    /// Nothing is left to do.
    is_in_use: bool,
    action: String,
    back: String,
}

/// What would become of applications under way, in sentences.
struct Told {
    untouched: String,
    moves: String,
    stops: String,
    /// Why those that could not be moved could not: each reason with how many.
    reasons: Vec<(String, String)>,
    /// Not all were looked at; empty if they were.
    looked: String,
}

/// Reasons that are told; the command tells all.
const REASONS: usize = 10;

impl Told {
    fn of(page: &Page, prospect: &Prospect) -> Told {
        let words = page.words;
        let stopped = prospect.looked - prospect.moves;
        let reason = |(why, n): &(Localized, i64)| {
            (words.n("admin-prospect-reason", *n).into_owned(), why.get(page.lang).to_owned())
        };
        Told {
            untouched: words.n("admin-prospect-untouched", prospect.running).into_owned(),
            moves: words.n("admin-prospect-moves", prospect.moves).into_owned(),
            stops: words.n("admin-prospect-stops", stopped).into_owned(),
            reasons: prospect.stops.iter().take(REASONS).map(reason).collect(),
            looked: match prospect.looked < prospect.running {
                true => words.n("admin-prospect-looked", prospect.looked).into_owned(),
                false => String::new(),
            },
        }
    }
}

/// Changes that are told before the others are folded away.
const CHANGES: usize = 12;

/// `GET …/pubblica`: what would happen.
pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Path((procedure, revision)): Path<(String, u32)>,
) -> Answer {
    draw(&page, &session, (&procedure, revision), String::new()).await
}

async fn draw(
    page: &Page,
    session: &Session,
    (procedure, revision): (&str, u32),
    problem: String,
) -> Answer {
    let desk = &page.town.desk;
    let lines = desk.procedure_lines(session).await?;
    let line = lines.into_iter().find(|line| line.id == procedure).ok_or(Problem::NotFound)?;
    if !line.revisions.iter().any(|each| each.number == revision) {
        return Err(Problem::NotFound);
    }
    let back = format!("{PROCEDURES}#{procedure}");
    let title = page.words.n("admin-procedure-publish", revision);
    let is_in_use = line.current == Some(revision);
    let lacks = match is_in_use {
        true => Vec::new(),
        false => desk.unstaffed_as(session, procedure, revision).await?,
    };
    let changes = desk.changes_as(session, procedure, revision).await?;
    let prospect = match is_in_use {
        true => None,
        false => Some(desk.prospect(session, procedure, revision).await?),
    };
    let is_wrong = !problem.is_empty();
    let mut answer = show(PublishPage {
        procedure: line.title.get(page.lang).to_owned(),
        consequences: consequences(page, &line, revision),
        changes: changes.map(|(_, changes)| {
            let told = |change: &procedure::Change| change.message.get(page.lang).to_owned();
            let (first, more) = changes.split_at(changes.len().min(CHANGES));
            (first.iter().map(told).collect(), more.iter().map(told).collect())
        }),
        lacks: lacks.iter().map(|fault| fault.message.get(page.lang).to_owned()).collect(),
        problem,
        prospect: prospect.filter(|it| it.running > 0).map(|it| Told::of(page, &it)),
        is_in_use,
        action: format!("{PROCEDURES}/{procedure}/{revision}/pubblica"),
        back,
        frame: page
            .frame(title)
            .crumb(page.t("admin-title"), ADMIN)
            .crumb(page.t("admin-tab-procedures"), PROCEDURES),
    })?;
    if is_wrong {
        *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(answer)
}

fn consequences(page: &Page, line: &ProcedureLine, revision: u32) -> Vec<String> {
    let words = page.words;
    if line.current == Some(revision) {
        return vec![words.n("admin-publish-in-use", revision).into_owned()];
    }
    let mut told = vec![words.n("admin-publish-new", revision).into_owned()];
    if line.current.is_some() {
        told.push(words.t("admin-publish-drafts").into_owned());
    }
    let others = line.revisions.iter().filter(|each| each.number != revision && each.running > 0);
    told.extend(others.map(|each| {
        let n = each.running;
        let of = [("n", n.into()), ("revision", i64::from(each.number).into())];
        words.with("admin-publish-running", &of).into_owned()
    }));
    if let Some(current) = line.current {
        told.push(words.n("admin-publish-back", current).into_owned());
    }
    told
}

/// Whether it is known that somebody is missing.
#[derive(Debug, Deserialize)]
pub(super) struct Publishing {
    #[serde(default)]
    comunque: Option<u8>,
}

pub(super) async fn publish(
    page: Page,
    Staff(session): Staff,
    Path((procedure, revision)): Path<(String, u32)>,
    Form(form): Form<Publishing>,
) -> Answer {
    let (at, is_known) = ((procedure.as_str(), revision), form.comunque.is_some());
    match page.town.desk.publish_as(&session, at, is_known).await {
        Ok(()) => {}
        Err(desk::Error::Refused(why)) => {
            return draw(&page, &session, at, why.get(page.lang).to_owned()).await;
        }
        Err(error) => return Err(error.into()),
    }
    page.town.refresh().await?;
    Ok(Redirect::to(&format!("{PROCEDURES}?pubblicata={revision}#{procedure}")).into_response())
}
