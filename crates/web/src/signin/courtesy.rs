//! Why nobody came in, in plain words, and what to do next. Never in the provider's own words, which are for
//! developers; never a dead end.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse},
};
use desk::session::{NotArrived, Session};
use gateway::identity::SignInFailure;

use super::at_door;
use crate::{
    Answer, Frame, Page, Problem,
    frame::{ACCOUNT, ADMIN, OFFICE, OFFICE_SIGN_IN, SIGN_IN},
};

#[derive(Template)]
#[template(path = "page/signin/failed.html")]
struct FailedPage {
    frame: Frame,
    /// Why.
    text: String,
    /// What to do.
    next: String,
    /// Where to try again.
    retry: String,
    /// The other door, for whoever may not come in by this one.
    as_citizen: bool,
    /// Somebody is still signed in here: where they go on, and with which words.
    on: Option<(String, String)>,
}

/// Whole seconds to wait before trying a provider again that is down.
const WAIT: HeaderValue = HeaderValue::from_static("60");

/// The page for a sign-in that failed, beside the session that is still there, if one is.
pub(super) fn page(page: &Page, session: Option<&Session>, failure: NotArrived) -> Answer {
    let (key, return_to, status) = match &failure {
        NotArrived::Failed { failure, return_to } => {
            (failure.key(), return_to.as_str(), status(*failure))
        }
        NotArrived::Unknown => ("signin-unknown", "/", StatusCode::FORBIDDEN),
        NotArrived::NoRole => ("signin-no-role", OFFICE, StatusCode::FORBIDDEN),
        NotArrived::Desk(_) => ("", "/", StatusCode::FORBIDDEN),
    };
    log(page, &failure);
    let is_office = [OFFICE, ADMIN].iter().any(|place| {
        let rest = return_to.strip_prefix(place);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    });
    let door = if is_office { OFFICE_SIGN_IN } else { SIGN_IN };
    let html = FailedPage {
        frame: page.at(door).frame(page.t(key)).crumb(page.t("signin-title"), door),
        text: page.t(&format!("{key}-text")).into_owned(),
        next: page.t(&format!("{key}-next")).into_owned(),
        retry: if return_to == "/" { door.to_owned() } else { at_door(door, return_to, None) },
        as_citizen: matches!(failure, NotArrived::NoRole),
        on: session.map(|session| {
            let home = if session.is_staff() { OFFICE } else { ACCOUNT };
            let name = session.person.name();
            let words = page.words.with("signin-continue", &[("name", name.as_str().into())]);
            (home.to_owned(), words.into_owned())
        }),
    };
    if let NotArrived::Desk(error) = failure {
        return Err(Problem::from(error));
    }
    let html = html.render().map_err(Problem::internal)?;
    let mut answer = (status, Html(html)).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(header::RETRY_AFTER, WAIT);
    }
    Ok(answer)
}

fn status(failure: SignInFailure) -> StatusCode {
    match failure {
        SignInFailure::ProviderDown | SignInFailure::ProviderSlow => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        SignInFailure::UnknownProvider => StatusCode::NOT_FOUND,
        _ => StatusCode::FORBIDDEN,
    }
}

/// What the operator reads: louder where it is for the operator to mend.
fn log(page: &Page, failure: &NotArrived) {
    let town = &page.town.municipality.slug;
    match failure {
        NotArrived::Failed { failure, .. } if failure.is_our_trouble() => {
            tracing::warn!(%town, reason = %failure, "a sign-in failed");
        }
        _ => tracing::info!(%town, reason = %failure, "a sign-in failed"),
    }
}

#[cfg(test)]
mod tests {
    use words::Words;

    use super::*;

    #[test]
    fn every_failure_says_what_happened_why_and_what_to_do() {
        let keys = SignInFailure::ALL.map(SignInFailure::key);
        for key in keys.into_iter().chain(["signin-unknown", "signin-no-role"]) {
            for lang in model::Lang::ALL {
                for part in ["", "-text", "-next"] {
                    assert!(Words::of(lang).has(&format!("{key}{part}")), "{lang}: {key}{part}");
                }
            }
        }
    }

    #[test]
    fn a_provider_that_is_down_is_not_a_refusal() {
        assert_eq!(status(SignInFailure::ProviderDown), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(status(SignInFailure::Cancelled), StatusCode::FORBIDDEN);
        assert_eq!(status(SignInFailure::UnknownProvider), StatusCode::NOT_FOUND);
    }
}
