//! Putting a revision in use: first what it does, then the deed.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect},
};
use desk::{admin::ProcedureLine, revising::Prospect};
use model::Localized;

use super::PROCEDURES;
use crate::{Answer, Frame, Page, Problem, frame::ADMIN, session::Staff, show};

#[derive(Template)]
#[template(path = "page/admin/publish.html")]
struct PublishPage {
    frame: Frame,
    procedure: String,
    /// What publishing does, in sentences.
    consequences: Vec<String>,
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

/// `GET …/pubblica`: what would happen.
pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Path((procedure, revision)): Path<(String, u32)>,
) -> Answer {
    let lines = page.town.desk.procedure_lines(&session).await?;
    let line = lines.into_iter().find(|line| line.id == procedure).ok_or(Problem::NotFound)?;
    if !line.revisions.iter().any(|each| each.number == revision) {
        return Err(Problem::NotFound);
    }
    let back = format!("{PROCEDURES}#{procedure}");
    let title = page.words.n("admin-procedure-publish", revision);
    let is_in_use = line.current == Some(revision);
    let mut consequences = consequences(&page, &line, revision);
    if !is_in_use {
        let lacks = page.town.desk.unstaffed_as(&session, &procedure, revision).await?;
        consequences.extend(lacks.iter().map(|fault| fault.message.get(page.lang).to_owned()));
    }
    let prospect = match is_in_use {
        true => None,
        false => Some(page.town.desk.prospect(&session, &procedure, revision).await?),
    };
    show(PublishPage {
        procedure: line.title.get(page.lang).to_owned(),
        consequences,
        prospect: prospect.filter(|it| it.running > 0).map(|it| Told::of(&page, &it)),
        is_in_use,
        action: format!("{PROCEDURES}/{procedure}/{revision}/pubblica"),
        back,
        frame: page
            .frame(title)
            .crumb(page.t("admin-title"), ADMIN)
            .crumb(page.t("admin-tab-procedures"), PROCEDURES),
    })
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

pub(super) async fn publish(
    page: Page,
    Staff(session): Staff,
    Path((procedure, revision)): Path<(String, u32)>,
) -> Answer {
    page.town.desk.publish_as(&session, &procedure, revision).await?;
    page.town.refresh().await?;
    Ok(Redirect::to(&format!("{PROCEDURES}?pubblicata={revision}#{procedure}")).into_response())
}
