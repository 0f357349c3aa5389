//! The page on which somebody pays, or does not; and the headers of every answer.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    http::{
        HeaderValue, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::{Html, IntoResponse, Redirect, Response},
};
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

/// Something that ends here.
#[derive(Template)]
#[template(path = "said.html")]
struct Said {
    title: &'static str,
    text: &'static str,
}

fn said(status: StatusCode, title: &'static str, text: &'static str) -> Response {
    shown(status, &Said { title, text })
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
    shown(
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

pub async fn style() -> impl IntoResponse {
    let sheet = [demo_provider::STYLE, include_str!("../templates/style.css")].concat();
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], sheet)
}

/// Nothing is kept, framed, guessed or loaded from elsewhere. Browsers apply `form-action` also to where a form's answer
/// sends them.
pub async fn protect(State(platform): State<Arc<Platform>>, mut response: Response) -> Response {
    let policy = format!(
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self' {}",
        platform.settings.returns.join(" ")
    );
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
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
