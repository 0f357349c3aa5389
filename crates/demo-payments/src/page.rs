//! The page on which somebody pays, or does not.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use demo_provider::look::{self, Said};
use model::Money;
use serde::Deserialize;

use crate::Platform;

#[derive(Template)]
#[template(path = "pay.html")]
struct Pay {
    creditor: String,
    subject: String,
    notice: String,
    amount: String,
}

/// How its pages are called.
const SITE: &str = "Pagamenti di prova";

fn said(status: StatusCode, title: &str, text: &str) -> Response {
    look::shown(status, &Said { site: SITE, title, text })
}

fn missing() -> Response {
    said(
        StatusCode::NOT_FOUND,
        "Questo pagamento non c'è",
        "Torna al sito del Comune e riparti da lì.",
    )
}

pub async fn ask(State(platform): State<Arc<Platform>>, Path(cart): Path<String>) -> Response {
    let mut book = platform.book();
    let notice = book.carts.get(&cart).map(|cart| cart.notice.clone());
    let Some(position) = notice.and_then(|notice| book.noticed(&notice)) else { return missing() };
    if position.status != "VALID" {
        return said(
            StatusCode::OK,
            "Non c'è più nulla da pagare",
            "L'avviso è stato pagato o annullato. Torna al sito del Comune.",
        );
    }
    look::shown(
        StatusCode::OK,
        &Pay {
            creditor: position.creditor.clone(),
            subject: position.subject.clone(),
            notice: words::notice(&position.notice),
            amount: Money(position.amount).to_string(),
        },
    )
}

#[derive(Deserialize)]
pub struct Answer {
    #[serde(rename = "do")]
    what: String,
}

pub async fn answer(
    State(platform): State<Arc<Platform>>,
    Path(cart): Path<String>,
    Form(answer): Form<Answer>,
) -> Response {
    let mut book = platform.book();
    let Some(cart) = book.carts.get(&cart).cloned() else { return missing() };
    if matches!(answer.what.as_str(), "paga" | "perso" | "smentito") {
        let Some(position) = book.noticed(&cart.notice) else { return missing() };
        if position.status == "VALID" {
            position.status = "PAID".to_owned();
            position.paid_at = Some(platform.clock.now().rfc3339());
        }
        if book.keep().is_err() {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    }
    match answer.what.as_str() {
        "paga" => Redirect::to(&cart.ok).into_response(),
        "perso" => said(
            StatusCode::OK,
            "Connessione interrotta",
            "Hai pagato, ma questa pagina non torna indietro: il Comune lo viene a sapere lo stesso.",
        ),
        "annulla" => Redirect::to(&cart.cancel).into_response(),
        _ => Redirect::to(&cart.error).into_response(),
    }
}

pub async fn style() -> Response {
    look::style(include_str!("../templates/style.css"))
}

pub async fn protect(State(platform): State<Arc<Platform>>, response: Response) -> Response {
    look::protected(&platform.policy, response)
}
