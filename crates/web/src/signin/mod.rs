//! The door: choosing a provider, leaving for it, coming back, going out. The protocol is in `gateway`, what the
//! desk keeps of it in `desk::session`.

use askama::Template;
use axum::{
    extract::{OriginalUri, Path, Query},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect},
};
use desk::session::{Acting, NotArrived, Session};
use gateway::identity::{Audience, Callback};
use serde::Deserialize;

use crate::{
    Answer, Frame, Page, Problem,
    frame::{OFFICE, SIGN_IN},
    session::{cookie, cookie_name, set_cookie},
    show,
};

crate::route::area! {
    get "/accedi" Everyone => door;
    get "/accedi/ritorno" Everyone => back;
    get "/accedi/{provider}" Everyone => leave;
    get "/ufficio/accedi" Everyone => office_door;
    post "/esci" Person => out;
}

/// Binds a sign-in under way to the browser that began it.
fn browser_cookie(tls: bool) -> &'static str {
    if tls { "__Host-signin" } else { "signin" }
}

/// How long it may take, in seconds.
const BROWSER_AGE: i64 = 15 * 60;

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Towards {
    #[serde(default)]
    da: String,
    /// Level of assurance asked by the procedure.
    #[serde(default)]
    livello: Option<u8>,
}

struct Offer {
    label: String,
    url: String,
}

#[derive(Template)]
#[template(path = "page/signin/door.html")]
struct DoorPage {
    frame: Frame,
    is_office: bool,
    offers: Vec<Offer>,
    other: String,
}

async fn door(page: Page, Query(to): Query<Towards>) -> Answer {
    choose(&page, &to, Audience::Citizen)
}

async fn office_door(page: Page, Query(to): Query<Towards>) -> Answer {
    choose(&page, &to, Audience::Staff)
}

fn choose(page: &Page, to: &Towards, audience: Audience) -> Answer {
    let is_office = audience == Audience::Staff;
    let home = if is_office { OFFICE } else { crate::frame::ACCOUNT };
    let da = if to.da.is_empty() { home } else { &to.da };
    let da: String = url::form_urlencoded::byte_serialize(da.as_bytes()).collect();
    let level = to.livello.map_or_else(String::new, |level| format!("&livello={level}"));
    let offers = page.town.desk.providers.offers(audience).map(|offer| Offer {
        label: offer.label.get(page.lang).to_owned(),
        url: format!("{SIGN_IN}/{}?da={da}{level}", offer.id),
    });
    let title = page.t(if is_office { "signin-office-title" } else { "signin-title" });
    let other = if is_office { SIGN_IN } else { crate::frame::OFFICE_SIGN_IN };
    show(DoorPage {
        frame: page.frame(title),
        is_office,
        offers: offers.collect(),
        other: other.to_owned(),
    })
}

async fn leave(page: Page, Path(provider): Path<String>, Query(to): Query<Towards>) -> Answer {
    let level = to.livello.unwrap_or(2).clamp(2, 3);
    match page.town.desk.begin_sign_in(&provider, level, &to.da).await {
        Ok(leaving) => {
            let cookie =
                set_cookie(browser_cookie(page.tls), &leaving.browser, Some(BROWSER_AGE), page.tls);
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&leaving.url)).into_response())
        }
        Err(failure) => courtesy(&page, failure),
    }
}

async fn back(
    page: Page,
    before: Option<axum::Extension<Session>>,
    headers: HeaderMap,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let callback: Callback = Query::try_from_uri(&uri).map(|Query(c)| c).unwrap_or_default();
    let browser = cookie(&headers, browser_cookie(page.tls)).unwrap_or_default();
    let device = device(&headers);
    match page.town.desk.finish_sign_in(&callback, browser, &device).await {
        Ok(arrived) => {
            if let Some(axum::Extension(before)) = before {
                end(&page, &before).await;
            }
            let to = match (arrived.return_to.as_str(), arrived.acting) {
                ("/", Acting::Staff) => OFFICE,
                ("/", Acting::Citizen) => crate::frame::ACCOUNT,
                (path, _) => path,
            };
            let mut response = Redirect::to(to).into_response();
            let set = set_cookie(cookie_name(page.tls), &arrived.token, None, page.tls);
            response.headers_mut().append(header::SET_COOKIE, set);
            response.headers_mut().append(
                header::SET_COOKIE,
                set_cookie(browser_cookie(page.tls), "", None, page.tls),
            );
            Ok(response)
        }
        Err(failure) => courtesy(&page, failure),
    }
}

#[derive(Template)]
#[template(path = "page/signin/failed.html")]
struct FailedPage {
    frame: Frame,
    text: String,
    what_to_do: String,
}

/// Says in plain words why nobody came in, and what to do.
fn courtesy(page: &Page, failure: NotArrived) -> Answer {
    let key = match &failure {
        NotArrived::Failed(failure) => failure.key(),
        NotArrived::Unknown => "signin-unknown",
        NotArrived::NoRole => "signin-no-role",
        NotArrived::Desk(_) => "",
    };
    if let NotArrived::Desk(error) = failure {
        return Err(Problem::from(error));
    }
    tracing::info!(town = %page.town.municipality.slug, reason = %failure, "a sign-in failed");
    let html = askama::Template::render(&FailedPage {
        frame: page.at(SIGN_IN).frame(page.t("signin-failed-title")),
        text: page.t(key).into_owned(),
        what_to_do: page.t("signin-failed-again").into_owned(),
    })
    .map_err(Problem::internal)?;
    Ok((StatusCode::FORBIDDEN, Html(html)).into_response())
}

async fn out(page: Page, session: Option<axum::Extension<Session>>) -> Answer {
    if let Some(axum::Extension(session)) = session {
        page.town.desk.end_session(&session, session.id).await?;
    }
    let cookie = set_cookie(cookie_name(page.tls), "", None, page.tls);
    // Nobody finds the pages again with the Back button of a shared machine.
    let clear = (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    Ok(([(header::SET_COOKIE, cookie), clear], Redirect::to("/")).into_response())
}

/// Ends the session that a new one replaces in this browser.
async fn end(page: &Page, session: &Session) {
    if let Err(error) = page.town.desk.end_session(session, session.id).await {
        tracing::warn!(%error, "a session was not ended");
    }
}

/// Browser and system in a few words, from what the browser says of itself.
fn device(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|a| a.to_str().ok()).unwrap_or_default();
    let browser =
        ["Edg", "Firefox", "Chrome", "Safari"].into_iter().find(|name| agent.contains(name));
    let system = ["Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux"];
    let system = system.into_iter().find(|name| agent.contains(name));
    match (browser, system) {
        (Some("Edg"), Some(system)) => format!("Edge, {system}"),
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "?".to_owned(),
    }
}
