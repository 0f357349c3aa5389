//! One's sign-ins: where from, since when, and ending them. Not signing in and out: `signin`.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use serde::Deserialize;

use super::{SESSIONS, tab};
use crate::{Answer, Frame, Page, Problem, dossier::Notice, session::Citizen, show};

struct DeviceLine {
    id: String,
    device: String,
    since: String,
    seen: String,
    /// Signed in for the municipality.
    is_staff: bool,
    is_this: bool,
}

#[derive(Template)]
#[template(path = "page/account/sessions.html")]
struct SessionsPage {
    frame: Frame,
    notice: Option<Notice>,
    devices: Vec<DeviceLine>,
}

/// What a redirect tells this page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Flash {
    #[serde(default)]
    chiuso: Option<u8>,
}

pub(super) async fn page(
    page: Page,
    Citizen(session): Citizen,
    Query(flash): Query<Flash>,
) -> Answer {
    let devices = page.town.desk.devices(&session).await?;
    let frame = tab(&page, "account-tab-sessions");
    let line = |device: desk::session::Device| DeviceLine {
        id: device.id.to_string(),
        since: frame.with_moment("account-session-since", &device.since),
        seen: frame.with_moment("account-session-seen", &device.seen_at),
        device: device.device,
        is_staff: device.is_staff,
        is_this: device.is_this,
    };
    let notice = flash
        .chiuso
        .map(|_| Notice { text: page.t("account-sessions-ended").into_owned(), is_warning: false });
    show(SessionsPage { devices: devices.into_iter().map(line).collect(), notice, frame })
}

pub(super) async fn end(page: Page, Citizen(session): Citizen, Path(id): Path<String>) -> Answer {
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    page.town.desk.end_session(&session, id).await?;
    Ok(Redirect::to(&format!("{SESSIONS}?chiuso=1")).into_response())
}

pub(super) async fn end_others(page: Page, Citizen(session): Citizen) -> Answer {
    page.town.desk.end_other_sessions(&session).await?;
    Ok(Redirect::to(&format!("{SESSIONS}?chiuso=1")).into_response())
}
