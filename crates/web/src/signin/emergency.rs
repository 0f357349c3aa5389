//! The page of the way in for when no identity provider lets anybody in: it takes the six digits, and says loudly
//! what follows. No page makes such a way; that is done on the command line.

use askama::Template;
use axum::{
    Form,
    extract::Query,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect},
};
use desk::{recovery::NotRecovered, session::Session};
use serde::Deserialize;

use super::{device, end};
use crate::{
    Answer, Frame, Page, Problem,
    frame::{ADMIN, EMERGENCY, OFFICE_SIGN_IN},
    rate::Network,
    session::{cookie_name, set_cookie},
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    codice: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Given {
    codice: String,
    cifre: String,
}

/// A link that can still be used.
struct Open {
    token: String,
    who: String,
    until: String,
}

#[derive(Template)]
#[template(path = "page/signin/emergency.html")]
struct EmergencyPage {
    frame: Frame,
    open: Option<Open>,
    /// What was wrong with the digits; empty if none were given.
    problem: String,
}

pub(super) async fn page(page: Page, Query(asked): Query<Asked>) -> Answer {
    draw(&page, asked.codice, String::new(), StatusCode::OK).await
}

async fn draw(page: &Page, token: String, problem: String, status: StatusCode) -> Answer {
    let open = page.town.desk.recovery(&token).await?.map(|known| {
        let time = page.words.time(known.until);
        Open {
            token,
            until: page
                .words
                .with("emergency-until", &[("time", time.as_str().into())])
                .into_owned(),
            who: known.name,
        }
    });
    // The address holds a secret: it stands neither in a language switch nor in a cache.
    let here = page.at(EMERGENCY);
    let shown = EmergencyPage {
        frame: here
            .frame(page.t("emergency-title"))
            .crumb(page.t("signin-office-title"), OFFICE_SIGN_IN)
            .without_contacts(),
        open,
        problem,
    };
    let html = shown.render().map_err(Problem::internal)?;
    let mut answer = (status, Html(html)).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

pub(super) async fn enter(
    page: Page,
    before: Option<axum::Extension<Session>>,
    Network(from): Network,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Answer {
    let device = device(&headers);
    match page.town.desk.recover(&given.codice, &given.cifre, &device, from).await {
        Ok(arrived) => {
            if let Some(axum::Extension(before)) = before {
                end(&page, &before).await;
            }
            let set = set_cookie(cookie_name(page.tls), &arrived.token, None, page.tls);
            Ok(([(header::SET_COOKIE, set)], Redirect::to(ADMIN)).into_response())
        }
        Err(NotRecovered::WrongCode { left }) if left > 0 => {
            let problem = page.words.n("emergency-wrong", left).into_owned();
            draw(&page, given.codice, problem, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(NotRecovered::WrongCode { .. } | NotRecovered::Unknown) => {
            draw(&page, String::new(), String::new(), StatusCode::FORBIDDEN).await
        }
        Err(NotRecovered::Desk(error)) => Err(error.into()),
    }
}
