//! What people see: the choice of a person, a problem.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use crate::{
    Client, Kind, Person, Provider,
    authorize::Asked,
    look::{self, Said},
    persons,
};

/// The page on which somebody chooses who to be.
#[derive(Template)]
#[template(path = "choose.html")]
struct Choose<'a> {
    /// Sent again with the choice, and checked again.
    asked: &'a Asked,
    persons: Vec<Person>,
    is_staff: bool,
}

/// How its pages are called.
const SITE: &str = "Identità di prova";

pub(crate) fn choose(client: Client, asked: &Asked) -> Response {
    let mut persons = persons();
    persons.retain(|person| person.kind == client.kind);
    let is_staff = client.kind == Kind::Staff;
    look::shown(StatusCode::OK, &Choose { asked, persons, is_staff })
}

/// A problem with the request, in Italian.
pub(crate) fn problem(text: &'static str) -> Response {
    let title = "Richiesta non valida";
    look::shown(StatusCode::BAD_REQUEST, &Said { site: SITE, title, text })
}

pub(crate) async fn missing() -> Response {
    let title = "Questa pagina non esiste";
    let text = "Controlla l'indirizzo: qui si arriva dalla pagina di accesso del Comune.";
    look::shown(StatusCode::NOT_FOUND, &Said { site: SITE, title, text })
}

pub(crate) async fn style() -> Response {
    look::style("")
}

pub(crate) async fn protect(State(provider): State<Arc<Provider>>, response: Response) -> Response {
    look::protected(&provider.policy, response)
}
