//! What a handler answers when it cannot show its page, and the pages people see then: always with
//! ways on, never with an inner cause. Refusals of a form are not problems: they stay on their page.

use std::{
    error::Error,
    fmt,
    sync::Arc,
    sync::atomic::{AtomicU64, Ordering},
};

use askama::Template;
use axum::{
    extract::{Request, multipart::MultipartError},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use sha2::{Digest, Sha256};

use crate::{
    Page,
    frame::{Frame, SIGN_OUT},
    person::SignedIn,
    session::is_of_a_file,
};

/// Why there is no page.
#[derive(Debug, Clone)]
pub enum Problem {
    /// Nothing is here.
    NotFound,
    /// Something is here, and not for this person: shown as [`Problem::NotFound`], logged as what
    /// it is (what was refused, in a word for the log).
    Forbidden(&'static str),
    /// The address exists, this method does not.
    Method,
    /// Sent from another site, or by a browser that hides where from.
    Forged,
    /// Too much to do now: try again in a few seconds.
    Busy,
    /// Too many requests from one address.
    TooMany,
    /// Somebody changed the same thing in between.
    Conflict,
    /// What was sent cannot be read; the key of the sentence that says what to do.
    BadRequest(&'static str),
    /// What was sent is larger than allowed.
    TooLarge,
    /// Nobody is signed in: where to do it, so as to come back.
    SignIn(String),
    /// Signed in, but with a level of assurance lower than this.
    Level(u8),
    /// Signed in, but as the other of citizen and staff.
    OtherRole {
        /// The address is that of somebody's file: whether it exists is not said.
        is_of_a_file: bool,
    },
    /// Not allowed now, and why, in words for the person.
    Refused(Box<model::Localized>),
    /// No municipality answers to this host.
    WrongHost,
    /// Our fault. The cause goes to the log with the reference, never to the page.
    Internal(Cause),
}

/// An inner cause, kept for the log.
#[derive(Clone)]
pub struct Cause(Arc<dyn Error + Send + Sync>);

impl fmt::Debug for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cause: Option<&dyn Error> = Some(self.0.as_ref());
        let mut parts = Vec::new();
        while let Some(error) = cause {
            parts.push(error.to_string());
            cause = error.source();
        }
        f.write_str(&parts.join(": "))
    }
}

impl Problem {
    pub fn internal(cause: impl Into<Box<dyn Error + Send + Sync>>) -> Problem {
        Problem::Internal(Cause(Arc::from(cause.into())))
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Problem::NotFound | Problem::Forbidden(_) => StatusCode::NOT_FOUND,
            Problem::Method => StatusCode::METHOD_NOT_ALLOWED,
            Problem::Forged => StatusCode::FORBIDDEN,
            Problem::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Problem::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Problem::Conflict => StatusCode::CONFLICT,
            Problem::BadRequest(_) => StatusCode::BAD_REQUEST,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::SignIn(_) | Problem::Level(_) => StatusCode::SEE_OTHER,
            Problem::OtherRole { is_of_a_file: true } => StatusCode::NOT_FOUND,
            Problem::OtherRole { is_of_a_file: false } => StatusCode::FORBIDDEN,
            Problem::Refused(_) => StatusCode::CONFLICT,
            Problem::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Problem::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Key of the title; the text is the same key with `-text`.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Problem::NotFound | Problem::Forbidden(_) => "problem-not-found",
            Problem::Method => "problem-method",
            Problem::Forged => "problem-forged",
            Problem::Busy => "problem-busy",
            Problem::TooMany => "problem-too-many",
            Problem::Conflict => "problem-conflict",
            Problem::BadRequest(_) => "problem-bad-request",
            Problem::TooLarge => "problem-too-large",
            Problem::SignIn(_) | Problem::Level(_) => "problem-sign-in",
            Problem::OtherRole { .. } => "problem-other-role",
            Problem::Refused(_) => "problem-refused",
            Problem::WrongHost => "problem-wrong-host",
            Problem::Internal(_) => "problem-internal",
        }
    }
}

/// A form that broke off, or goes on beyond its limit.
impl From<MultipartError> for Problem {
    fn from(error: MultipartError) -> Self {
        match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
            _ => Problem::BadRequest("problem-bad-request-text"),
        }
    }
}

impl From<desk::Error> for Problem {
    fn from(error: desk::Error) -> Problem {
        match error {
            desk::Error::NotFound => Problem::NotFound,
            desk::Error::NotTheirs(what) => Problem::Forbidden(what),
            desk::Error::SignInNeeded => Problem::SignIn(crate::frame::SIGN_IN.to_owned()),
            desk::Error::LevelTooLow(level) => Problem::Level(level),
            desk::Error::Refused(why) => Problem::Refused(Box::new(why)),
            desk::Error::Stale => Problem::Conflict,
            desk::Error::Busy => Problem::Busy,
            desk::Error::Broken(cause) => Problem::internal(cause),
        }
    }
}

impl IntoResponse for Problem {
    /// Status only: [`pages`] writes the page.
    fn into_response(self) -> Response {
        if let Problem::SignIn(to) = &self {
            return Redirect::to(to).into_response();
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[derive(Template)]
#[template(path = "page/problem.html")]
struct ProblemPage {
    frame: Frame,
    text: String,
    /// Code to quote when asking for help; only where somebody could look it up.
    reference: Option<String>,
    is_missing: bool,
    /// It is of somebody's file, and not of this citizen's: their own are elsewhere.
    is_not_theirs: bool,
    /// Where to come in as the other of citizen and staff or as somebody else, and the words of the button.
    turn: Option<(String, String)>,
}

/// Turns a problem that a handler answered into its page.
pub(crate) async fn pages(request: Request, next: Next) -> Response {
    let page = request.extensions().get::<Page>().cloned();
    let method = request.method().clone();
    let is_of_a_file = is_of_a_file(request.extensions());
    let response = next.run(request).await;
    let problem = match response.extensions().get::<Problem>() {
        Some(problem) => problem.clone(),
        // Extractors of axum answer with bare statuses and English words: replaced here.
        None if !is_bare(&response) => return response,
        None => match response.status() {
            StatusCode::METHOD_NOT_ALLOWED => Problem::Method,
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
            StatusCode::NOT_FOUND => Problem::NotFound,
            status if status.is_client_error() => Problem::BadRequest("problem-bad-request-text"),
            _ => Problem::internal("an answer without a page"),
        },
    };
    let Some(mut page) = page else {
        return wrong_host();
    };
    if let Problem::Level(level) = problem {
        return Redirect::to(&page.step_up(level)).into_response();
    }
    page.person = response.extensions().get::<SignedIn>().cloned();
    let reference = log(&problem, &page, method.as_str());
    // Whoever signed in as somebody else comes back to an address of the first person's: that it exists is not said.
    let is_missing = matches!(problem, Problem::NotFound | Problem::Forbidden(_));
    let citizen = page.person.as_ref().filter(|person| !person.is_staff);
    let not_theirs = citizen.filter(|_| is_missing && is_of_a_file).map(|it| it.name.clone());
    let text = match (&problem, &not_theirs) {
        (_, Some(name)) => {
            page.words.with("problem-not-theirs-text", &[("name", name.as_str().into())])
        }
        (Problem::BadRequest(key), _) => page.t(key),
        (Problem::Refused(why), _) => why.get(page.lang).to_owned().into(),
        (problem, _) => page.t(&format!("{}-text", problem.key())),
    };
    let shown = ProblemPage {
        frame: page.frame(match not_theirs {
            Some(_) => page.t("problem-not-theirs"),
            None => page.t(problem.key()),
        }),
        text: text.into_owned(),
        reference,
        is_missing: is_missing && not_theirs.is_none(),
        is_not_theirs: not_theirs.is_some(),
        turn: match problem {
            Problem::OtherRole { .. } => turn(&page),
            _ if not_theirs.is_some() => Some(enter_again(&page, "cittadino", "signin-another")),
            _ => None,
        },
    };
    let mut answer = match shown.render() {
        Ok(html) => (problem.status(), Html(html)).into_response(),
        Err(_) => problem.status().into_response(),
    };
    if let Some(allow) = response.headers().get(header::ALLOW) {
        answer.headers_mut().insert(header::ALLOW, allow.clone());
    }
    if matches!(problem, Problem::Busy) {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("3"));
    }
    if matches!(problem, Problem::TooMany) {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// Whoever acts as the other may change, and comes back here.
fn turn(page: &Page) -> Option<(String, String)> {
    let person = page.person.as_ref()?;
    let (to, words) = match person.is_staff {
        true => ("cittadino", "signin-as-citizen"),
        false => ("ufficio", "signin-as-staff"),
    };
    Some(enter_again(page, to, words))
}

/// Out, and in again to come back here: the address and the words of the button.
fn enter_again(page: &Page, to: &str, words: &str) -> (String, String) {
    let da: String = url::form_urlencoded::byte_serialize(page.path.as_bytes()).collect();
    (format!("{SIGN_OUT}?verso={to}&da={da}"), page.t(words).into_owned())
}

/// An error that is not a page of ours: no body type, or axum's plain text.
fn is_bare(response: &Response) -> bool {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    (status.is_client_error() || status.is_server_error())
        && kind.is_none_or(|kind| kind.starts_with("text/plain"))
}

/// Writes what happened, without personal data, and gives the code that finds the line again.
fn log(problem: &Problem, page: &Page, method: &str) -> Option<String> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let (path, town) = (&page.path, &page.town.municipality.slug);
    let reference = || {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let seed = format!("{} {count} {town} {path}", std::process::id());
        let digest = Sha256::digest(seed.as_bytes());
        digest.iter().take(5).map(|byte| format!("{byte:02X}")).collect::<String>()
    };
    match problem {
        Problem::Internal(cause) => {
            let reference = reference();
            tracing::error!(%reference, %town, %method, %path, ?cause, "a page failed");
            Some(reference)
        }
        Problem::Busy => {
            let reference = reference();
            tracing::warn!(%reference, %town, %method, %path, "too busy");
            Some(reference)
        }
        Problem::Forbidden(what) => {
            let person = page.person.as_ref().map(|person| person.id.to_string());
            tracing::warn!(%town, %method, %path, %what, person, "access refused");
            None
        }
        Problem::Forged => {
            tracing::warn!(%town, %method, %path, "a form came from another site");
            None
        }
        _ => None,
    }
}

/// The page for a host that no municipality answers to. It has no frame: there is nobody to name.
pub(crate) fn wrong_host() -> Response {
    #[derive(Template)]
    #[template(path = "page/wrong_host.html")]
    struct WrongHost {
        words: [&'static words::Words; 2],
        css: &'static str,
    }
    let words = model::Lang::ALL.map(words::Words::of);
    let page = WrongHost { words, css: crate::assets::url("sportello.css") };
    let html = page.render().unwrap_or_default();
    (Problem::WrongHost.status(), Html(html)).into_response()
}
