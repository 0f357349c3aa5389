//! An integration request at the desk: what was asked point by point, what was answered, what the office has closed.

use axum::{
    extract::{Path, Request},
    response::{IntoResponse, Redirect},
};
use desk::{dossier::Dossier, integration::Point, session::Session};
use model::access::Action;

use super::{
    address,
    application::{Shown, draw},
};
use crate::{
    Answer, Page, Problem,
    apply::{NoFiles, id, read},
    session::Staff,
};

/// Name of the boxes of points that are enough.
const POINT: &str = "punto";

/// The last request with its points.
pub(super) struct Round {
    /// When it was asked, and what came of it.
    pub sentence: String,
    pub points: Vec<PointLine>,
    /// An answer is awaited: that nothing is otherwise says nothing yet.
    pub is_awaited: bool,
    /// Where points are closed; empty if they cannot be, or not by who looks.
    pub action: String,
}

/// A point with the answers before and after.
pub(super) struct PointLine {
    pub path: String,
    pub question: String,
    pub reason: String,
    /// Question, unless it is the point itself, answer before, answer after; none if nothing is otherwise.
    pub changed: Vec<(String, String, String)>,
    pub is_closed: bool,
}

/// What was asked last; none if nothing was asked point by point.
pub(super) fn round(
    page: &Page,
    session: &Session,
    dossier: &Dossier,
    base: &str,
) -> Option<Round> {
    let loaded = &dossier.loaded;
    let application = &loaded.application;
    let round = application.rounds.last().filter(|round| !round.items.is_empty())?;
    let words = page.words;
    let on = words.date(round.on);
    let sentence = match (round.answered, &application.asked) {
        (Some((_, day)), _) => {
            let day = words.date(day);
            let values = [("on", on.as_str().into()), ("day", day.as_str().into())];
            words.with("integration-stands-answered", &values)
        }
        (None, Some(asked)) => {
            let until = words.date(asked.until);
            let values = [("on", on.as_str().into()), ("until", until.as_str().into())];
            words.with("integration-stands-awaited", &values)
        }
        (None, None) => words.with("integration-stands-lapsed", &[("on", on.as_str().into())]),
    };
    let line = |point: Point| PointLine {
        changed: point
            .changed
            .into_iter()
            .map(|it| match it.path == point.path {
                true => (String::new(), it.before, it.after),
                false => (it.question, it.before, it.after),
            })
            .collect(),
        path: point.path,
        question: point.question,
        reason: point.reason,
        is_closed: point.is_closed,
    };
    let points = loaded.points(&page.town.desk, (round, &dossier.files), page.lang);
    let may_close =
        application.open_points().next().is_some() && loaded.allows(session, Action::Process);
    Some(Round {
        sentence: sentence.into_owned(),
        is_awaited: application.asked.is_some(),
        points: points.into_iter().map(line).collect(),
        action: match may_close {
            true => format!("{base}/integrazione/{}", round.seq),
            false => String::new(),
        },
    })
}

pub(super) async fn close(
    page: Page,
    Staff(session): Staff,
    Path((application, asked)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let asked = asked.parse().map_err(|_| Problem::NotFound)?;
    let mut body = read(request, &mut NoFiles).await?;
    let points = body.values.remove(POINT).unwrap_or_default();
    let here = address(&application);
    if points.is_empty() {
        return Ok(Redirect::to(&format!("{here}#integrazione")).into_response());
    }
    let desk = &page.town.desk;
    let closed =
        desk.close_points(&session, id(&application)?, (asked, points), body.shown.version);
    let how = match closed.await {
        Ok(()) => "fatto",
        Err(desk::Error::Stale | desk::Error::Refused(_)) => {
            let late = Shown::late(body.shown, "");
            return draw(&page, &session, &application, late).await;
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&format!("{here}?{how}=1#integrazione")).into_response())
}
