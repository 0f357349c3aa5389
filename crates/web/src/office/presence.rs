//! Who else has an application open, and that it has changed: as the page is loaded, and asked again by a script for as
//! long as it is looked at.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use desk::{
    presence::{Present, Staying},
    session::Session,
};
use model::{ApplicationId, Moment};
use serde::Deserialize;

use super::address;
use crate::{
    Answer, Frame, Page, Problem,
    apply::id,
    seen::{self, Seen},
    session::Staff,
    show,
    timeline::Happening,
};

/// What a page says of who else is there.
pub(super) struct Presence {
    /// Where it is asked again, and where one says that one leaves.
    pub url: String,
    pub leave: String,
    /// When the reader was written down.
    pub stamp: i64,
    pub others: Vec<String>,
}

impl Presence {
    pub fn of(
        page: &Page,
        id: ApplicationId,
        seen: Seen,
        (others, at): (&[Present], Moment),
    ) -> Self {
        let here = format!("{}/presenza", address(id));
        Presence {
            url: format!("{here}?visto={seen}"),
            leave: format!("{here}/lascia"),
            stamp: at.0,
            others: told(page, others),
        }
    }

    /// For a page that has asked for the application already.
    pub async fn ask(
        page: &Page,
        session: &Session,
        id: ApplicationId,
        seen: Seen,
    ) -> Result<Self, Problem> {
        let Staying { others, seen_at, .. } = page.town.desk.stay(session, id).await?;
        Ok(Presence::of(page, id, seen, (&others, seen_at)))
    }
}

fn told(page: &Page, others: &[Present]) -> Vec<String> {
    let sentence = |other: &Present| {
        let time = page.words.time(other.since);
        let values = [("name", other.name.as_str().into()), ("time", time.as_str().into())];
        page.words.with("office-other-open", &values).into_owned()
    };
    others.iter().map(sentence).collect()
}

/// What the script asks with: the version that its page had shown.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    visto: Seen,
}

#[derive(Template)]
#[template(path = "part/presence_now.html")]
struct Now {
    frame: Frame,
    stamp: i64,
    others: Vec<String>,
    meanwhile: Vec<Happening>,
    here: String,
}

/// Who else is there now, and what has happened meanwhile.
pub(super) async fn page(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Query(Asked { visto }): Query<Asked>,
) -> Answer {
    let id = id(&application)?;
    let staying = page.town.desk.stay(&session, id).await?;
    let meanwhile = match staying.version > visto.version {
        true => seen::meanwhile(&page, &session, id, visto.last).await?,
        false => Vec::new(),
    };
    show(Now {
        stamp: staying.seen_at.0,
        others: told(&page, &staying.others),
        meanwhile,
        here: format!("{}{}", address(id), super::way(&page)),
        frame: page.frame(""),
    })
}

/// When the page that is closed was last seen.
#[derive(Debug, Deserialize)]
pub(super) struct Left {
    #[serde(default)]
    stamp: i64,
}

pub(super) async fn leave(
    page: Page,
    Staff(session): Staff,
    Path(application): Path<String>,
    Form(left): Form<Left>,
) -> Result<Response, Problem> {
    page.town.desk.leave(&session, id(&application)?, Moment(left.stamp)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
