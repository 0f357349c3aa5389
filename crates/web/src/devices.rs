//! One's sign-ins, for citizens and for staff: where from, by which provider, since when; ending them, and what to do
//! about one that is not one's own. Not signing in and out: `signin`.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::{IntoResponse, Redirect},
};
use desk::session::{Device, Session};
use serde::Deserialize;

use crate::{
    Answer, Frame, Page, Problem,
    account::{SESSIONS, tab},
    dossier::Notice,
    frame::OFFICE_SESSIONS,
    session::{Citizen, Staff},
    show,
};

/// One sign-in, in words.
pub(crate) struct DeviceLine {
    id: String,
    device: String,
    /// By which provider, at which level, as what.
    how: String,
    since: String,
    seen: String,
    /// Empty if it was not kept.
    network: String,
    is_this: bool,
}

impl DeviceLine {
    fn of(frame: &Frame, device: Device) -> DeviceLine {
        let acting = match device.is_staff {
            true => "chrome-acting-staff",
            false => "chrome-acting-citizen",
        };
        let acting = frame.t(acting);
        let level = device.level.to_string();
        let values = [
            ("provider", device.provider.as_str().into()),
            ("level", level.as_str().into()),
            ("acting", (&*acting).into()),
        ];
        let key = if device.provider.is_empty() {
            "account-session-how-level"
        } else {
            "account-session-how"
        };
        DeviceLine {
            id: device.id.to_string(),
            how: frame.page.words.with(key, &values).into_owned(),
            since: frame.with_moment("account-session-since", &device.since),
            seen: frame.with_moment("account-session-seen", &device.seen_at),
            network: device.network.map_or_else(String::new, |network| {
                frame.say("account-session-network", "network", &network)
            }),
            device: device.device,
            is_this: device.is_this,
        }
    }
}

#[derive(Template)]
#[template(path = "page/account/sessions.html")]
struct MinePage {
    frame: Frame,
    notice: Option<Notice>,
    devices: Vec<DeviceLine>,
    base: &'static str,
}

#[derive(Template)]
#[template(path = "page/office/sessions.html")]
struct OfficePage {
    frame: Frame,
    notice: Option<Notice>,
    devices: Vec<DeviceLine>,
    base: &'static str,
}

/// What a redirect tells these pages.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Flash {
    #[serde(default)]
    chiuso: Option<u8>,
}

impl Flash {
    fn notice(&self, page: &Page) -> Option<Notice> {
        let text = || page.t("account-sessions-ended").into_owned();
        self.chiuso.map(|_| Notice { text: text(), is_warning: false })
    }
}

async fn lines(frame: &Frame, session: &Session) -> Result<Vec<DeviceLine>, Problem> {
    let devices = frame.page.town.desk.devices(session).await?;
    Ok(devices.into_iter().map(|device| DeviceLine::of(frame, device)).collect())
}

pub(crate) async fn mine(
    page: Page,
    Citizen(session): Citizen,
    Query(flash): Query<Flash>,
) -> Answer {
    let frame = tab(&page, "account-tab-sessions");
    let devices = lines(&frame, &session).await?;
    show(MinePage { notice: flash.notice(&page), devices, base: SESSIONS, frame })
}

pub(crate) async fn of_staff(
    page: Page,
    Staff(session): Staff,
    Query(flash): Query<Flash>,
) -> Answer {
    let frame = page.frame(page.t("account-tab-sessions"));
    let devices = lines(&frame, &session).await?;
    show(OfficePage { notice: flash.notice(&page), devices, base: OFFICE_SESSIONS, frame })
}

/// The list of whoever asks.
fn base(session: &Session) -> &'static str {
    if session.is_staff() { OFFICE_SESSIONS } else { SESSIONS }
}

/// Ends one; by whichever door its person came in, who finds only their own.
pub(crate) async fn end<D: Into<Session>>(page: Page, door: D, Path(id): Path<String>) -> Answer {
    let session = door.into();
    page.town.desk.end_session(&session, id.parse().map_err(|_| Problem::NotFound)?).await?;
    Ok(Redirect::to(&format!("{}?chiuso=1", base(&session))).into_response())
}

pub(crate) async fn end_others<D: Into<Session>>(page: Page, door: D) -> Answer {
    let session = door.into();
    page.town.desk.end_other_sessions(&session).await?;
    Ok(Redirect::to(&format!("{}?chiuso=1", base(&session))).into_response())
}

pub(crate) async fn disown<D: Into<Session>>(
    page: Page,
    door: D,
    Path(id): Path<String>,
) -> Answer {
    let session = door.into();
    page.town.desk.not_me(&session, id.parse().map_err(|_| Problem::NotFound)?).await?;
    Ok(Redirect::to(&format!("{}/non-io", base(&session))).into_response())
}

#[derive(Template)]
#[template(path = "page/account/disowned.html")]
struct DisownedPage {
    frame: Frame,
    base: &'static str,
}

#[derive(Template)]
#[template(path = "page/office/disowned.html")]
struct StaffDisownedPage {
    frame: Frame,
    base: &'static str,
}

pub(crate) async fn what_now(page: Page, Citizen(_): Citizen) -> Answer {
    let frame =
        tab(&page, "account-disowned-title").crumb(page.t("account-tab-sessions"), SESSIONS);
    show(DisownedPage { frame, base: SESSIONS })
}

pub(crate) async fn staff_what_now(page: Page, Staff(_): Staff) -> Answer {
    let frame = page
        .frame(page.t("account-disowned-title"))
        .crumb(page.t("account-tab-sessions"), OFFICE_SESSIONS);
    show(StaffDisownedPage { frame, base: OFFICE_SESSIONS })
}
