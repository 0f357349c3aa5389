//! The door: choosing a provider (`door`), leaving for it, coming back, going out. The protocol is in `gateway`, what
//! the desk keeps of it in `desk::session`.

mod choice;
mod courtesy;
mod door;
mod emergency;
mod federation;

use axum::{
    Form, Json,
    extract::{OriginalUri, Path, Query, rejection::FormRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect},
};
use desk::session::{Acting, NotLoggedOut, Session, USUAL_LEVEL};
use gateway::identity::{Callback, SignInFailure};
use serde::Deserialize;
use serde_json::json;

use crate::{
    Answer, Page, Problem,
    frame::{OFFICE, OFFICE_SIGN_IN, SIGN_IN},
    person::Lasts,
    rate::Network,
    session::{cookie, cookie_name, set_cookie},
};

crate::route::area! {
    get "/accedi" Everyone => door::page;
    get "/accedi/ritorno" Everyone => back;
    get "/accedi/jwks.json" Everyone => federation::jwks;
    get "/accedi/{provider}" Everyone => leave;
    get "/ufficio/accedi" Everyone => door::office;
    get "/.well-known/openid-federation" Everyone => federation::configuration;
    get "/resolve" Everyone => federation::resolve;
    get "/ufficio/emergenza" Everyone => emergency::page;
    post "/ufficio/emergenza" Everyone => emergency::enter;
    post "/accedi/{provider}/fine" Everyone => fine;
    post "/esci" Person => out;
    post "/sessione" Person => stay;
}

pub(crate) use federation::below as federation_below;

/// Binds a sign-in under way to the browser that began it.
pub(crate) fn browser_cookie(tls: bool) -> &'static str {
    if tls { "__Host-signin" } else { "signin" }
}

/// How long it may take, in seconds.
const BROWSER_AGE: i64 = 15 * 60;

/// Where to go afterwards, and how.
#[derive(Debug, Default, Deserialize)]
struct Towards {
    #[serde(default)]
    da: String,
    /// Level of assurance asked by the procedure.
    #[serde(default)]
    livello: Option<u8>,
    /// Which provider of a federation.
    #[serde(default)]
    op: Option<String>,
}

impl Towards {
    fn level(&self) -> u8 {
        self.livello.map_or(USUAL_LEVEL, |level| level.clamp(1, 3))
    }
}

/// The address of a door, from which one comes back to `back`.
pub(crate) fn at_door(door: &str, back: &str, level: Option<u8>) -> String {
    let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
    let level = level.map_or_else(String::new, |level| format!("&livello={level}"));
    format!("{door}?da={back}{level}")
}

async fn leave(
    page: Page,
    before: Option<axum::Extension<Session>>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    Query(to): Query<Towards>,
) -> Answer {
    let desk = &page.town.desk;
    let kept = cookie(&headers, browser_cookie(page.tls));
    match desk.begin_sign_in(&provider, to.op.as_deref(), to.level(), &to.da, kept).await {
        Ok(leaving) => {
            let cookie =
                set_cookie(browser_cookie(page.tls), &leaving.browser, Some(BROWSER_AGE), page.tls);
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&leaving.url)).into_response())
        }
        Err(failure) => courtesy::page(&page, before.as_deref(), failure),
    }
}

async fn back(
    page: Page,
    before: Option<axum::Extension<Session>>,
    Network(from): Network,
    headers: HeaderMap,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let callback: Callback = Query::try_from_uri(&uri).map(|Query(c)| c).unwrap_or_default();
    let browser = cookie(&headers, browser_cookie(page.tls)).unwrap_or_default().to_owned();
    let (desk, device) = (page.town.desk.clone(), device(&headers));
    // Whoever hangs up meanwhile stops nothing: what was said is written down, and tokens are kept to be given back.
    let finishing =
        tokio::spawn(async move { desk.finish_sign_in(&callback, &browser, &device, from).await });
    match finishing.await.map_err(Problem::internal)? {
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
            Ok(response)
        }
        Err(failure) => courtesy::page(&page, before.as_deref(), failure),
    }
}

/// What whoever goes out wants next: to come in as the other of citizen and staff, for a page.
#[derive(Debug, Default, Deserialize)]
struct Turning {
    #[serde(default)]
    verso: Option<String>,
    #[serde(default)]
    da: String,
}

impl Turning {
    fn door(&self) -> String {
        match self.verso.as_deref() {
            Some("cittadino") => at_door(SIGN_IN, &self.da, None),
            Some("ufficio") => at_door(OFFICE_SIGN_IN, &self.da, None),
            _ => "/".to_owned(),
        }
    }
}

async fn out(
    page: Page,
    session: Option<axum::Extension<Session>>,
    Query(turning): Query<Turning>,
) -> Answer {
    if let Some(axum::Extension(session)) = session {
        page.town.desk.end_session(&session, session.id).await?;
    }
    let cookie = set_cookie(cookie_name(page.tls), "", None, page.tls);
    // Nobody finds the pages again with the Back button of a shared machine.
    let clear = (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    let headers = [(header::SET_COOKIE, cookie), clear];
    let mut response = (headers, Redirect::to(&turning.door())).into_response();
    // Nor does whoever sat here finish a sign-in of the next person's.
    let begun = set_cookie(browser_cookie(page.tls), "", None, page.tls);
    response.headers_mut().append(header::SET_COOKIE, begun);
    Ok(response)
}

/// Puts off the end of a session, as every request does, and says how long it lasts now.
async fn stay(page: Page, session: Option<axum::Extension<Session>>) -> Answer {
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    let Some(axum::Extension(session)) = session else {
        return Ok((StatusCode::UNAUTHORIZED, no_store, Json(json!({}))).into_response());
    };
    let Lasts { left, last, .. } = Lasts::of(&session, page.town.desk.now());
    Ok((no_store, Json(json!({ "left": left, "last": last }))).into_response())
}

/// What a provider says when somebody's session there has ended (OpenID Connect Back-Channel Logout 1.0 § 2.5).
#[derive(Debug, Deserialize)]
struct LoggedOut {
    logout_token: String,
}

/// A server calls, not a browser: no origin, no cookie, and the answer is a status (§ 2.8).
async fn fine(
    page: Page,
    Path(provider): Path<String>,
    form: Result<Form<LoggedOut>, FormRejection>,
) -> Answer {
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    // Without a body it would be taken for an answer that still needs its page.
    let not_done = |status: StatusCode, error: &str| {
        Ok((status, no_store.clone(), Json(json!({ "error": error }))).into_response())
    };
    let refused = || not_done(StatusCode::BAD_REQUEST, "invalid_request");
    let Ok(Form(LoggedOut { logout_token })) = form else { return refused() };
    match page.town.desk.back_channel_logout(&provider, &logout_token).await {
        Ok(_) => Ok((StatusCode::OK, no_store).into_response()),
        Err(NotLoggedOut::Failed(failure)) => {
            let town = &page.town.municipality.slug;
            tracing::warn!(%town, %provider, reason = %failure, "a provider's logout was refused");
            match failure {
                // Its keys could not be asked for: it may say so again.
                SignInFailure::ProviderDown | SignInFailure::ProviderSlow => {
                    not_done(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable")
                }
                _ => refused(),
            }
        }
        Err(NotLoggedOut::Desk(error)) => Err(error.into()),
    }
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
