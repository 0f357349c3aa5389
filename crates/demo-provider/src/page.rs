//! What people see: the choice of a person, a problem, the sheet of styles; and the headers of every answer.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::State,
    http::{
        HeaderValue, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::{Html, IntoResponse, Response},
};

use crate::{Client, Kind, Person, Provider, authorize::Asked, persons};

/// The page on which somebody chooses who to be.
#[derive(Template)]
#[template(path = "choose.html")]
struct Choose<'a> {
    /// Sent again with the choice, and checked again.
    asked: &'a Asked,
    persons: Vec<Person>,
    is_staff: bool,
}

/// A request that cannot be sent back to whoever made it.
#[derive(Template)]
#[template(path = "problem.html")]
struct Problem {
    title: &'static str,
    text: &'static str,
}

pub(crate) fn choose(client: Client, asked: &Asked) -> Response {
    let mut persons = persons();
    persons.retain(|person| person.kind == client.kind);
    let is_staff = client.kind == Kind::Staff;
    shown(StatusCode::OK, &Choose { asked, persons, is_staff })
}

/// A problem with the request, in Italian.
pub(crate) fn problem(text: &'static str) -> Response {
    shown(StatusCode::BAD_REQUEST, &Problem { title: "Richiesta non valida", text })
}

pub(crate) async fn missing() -> Response {
    let text = "Controlla l'indirizzo: qui si arriva dalla pagina di accesso del Comune.";
    shown(StatusCode::NOT_FOUND, &Problem { title: "Questa pagina non esiste", text })
}

pub(crate) async fn style() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], crate::STYLE)
}

/// Nothing is kept, framed, guessed or loaded from elsewhere.
pub(crate) async fn protect(
    State(provider): State<Arc<Provider>>,
    mut response: Response,
) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, provider.policy.clone());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

fn shown(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
