//! What creditors ask: positions (GPD, API v1) and carts (Checkout, EC API v1), as far as the desk speaks them.

use std::sync::{Arc, MutexGuard, PoisonError};

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    Platform,
    book::{Book, Cart, Position},
};

/// What is refused, with problem details (RFC 9457).
pub struct Refused(StatusCode, &'static str);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let Self(status, title) = self;
        (status, Json(json!({ "title": title, "status": status.as_u16() }))).into_response()
    }
}

/// The book could not be written.
const LOST: Refused = Refused(StatusCode::INTERNAL_SERVER_ERROR, "storage");

impl Platform {
    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The creditor has sent the key of its subscription.
    fn knows(&self, headers: &HeaderMap) -> Result<(), Refused> {
        let key = headers.get("ocp-apim-subscription-key").and_then(|key| key.to_str().ok());
        if key == Some(&self.settings.key) {
            return Ok(());
        }
        Err(Refused(StatusCode::UNAUTHORIZED, "no subscription"))
    }
}

/// A position as it is shown.
fn shown(key: &str, position: &Position) -> Value {
    let is_paid = position.status == "PAID";
    json!({
        "iupd": key,
        "status": position.status,
        "paymentOption": [{
            "nav": position.notice,
            "iuv": position.notice[1..],
            "amount": position.amount,
            "status": if is_paid { "PO_PAID" } else { "PO_UNPAID" },
            "paymentDate": position.paid_at,
            "idReceipt": is_paid.then(|| format!("RT-{}", position.notice)),
            "pspCompany": is_paid.then_some("Banca di prova"),
        }],
    })
}

pub async fn open(
    State(platform): State<Arc<Platform>>,
    headers: HeaderMap,
    Json(asked): Json<Value>,
) -> Result<Response, Refused> {
    platform.knows(&headers)?;
    let key = asked["iupd"].as_str().unwrap_or_default().to_owned();
    let option = &asked["paymentOption"][0];
    let Some(amount @ 1..) = option["amount"].as_i64() else {
        return Err(Refused(StatusCode::BAD_REQUEST, "amount"));
    };
    if key.is_empty() {
        return Err(Refused(StatusCode::BAD_REQUEST, "iupd"));
    }
    let mut book = platform.book();
    if book.positions.contains_key(&key) {
        return Err(Refused(StatusCode::CONFLICT, "the position is there already"));
    }
    let position = Position {
        notice: format!("3{:017}", book.positions.len() + 1),
        amount,
        subject: option["description"].as_str().unwrap_or_default().to_owned(),
        creditor: asked["companyName"].as_str().unwrap_or_default().to_owned(),
        status: "VALID".to_owned(),
        paid_at: None,
    };
    let answer = shown(&key, &position);
    book.positions.insert(key, position);
    book.keep().map_err(|_| LOST)?;
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

pub async fn look(
    State(platform): State<Arc<Platform>>,
    headers: HeaderMap,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response, Refused> {
    platform.knows(&headers)?;
    match platform.book().positions.get(&key) {
        Some(position) => Ok(Json(shown(&key, position)).into_response()),
        None => Err(Refused(StatusCode::NOT_FOUND, "no such position")),
    }
}

pub async fn withdraw(
    State(platform): State<Arc<Platform>>,
    headers: HeaderMap,
    Path((_, key)): Path<(String, String)>,
) -> Result<Response, Refused> {
    platform.knows(&headers)?;
    let mut book = platform.book();
    let position = book.positions.get_mut(&key);
    let position = position.ok_or(Refused(StatusCode::NOT_FOUND, "no such position"))?;
    if position.status != "VALID" {
        return Err(Refused(StatusCode::CONFLICT, "it cannot be withdrawn any more"));
    }
    position.status = "INVALID".to_owned();
    let answer = shown(&key, position);
    book.keep().map_err(|_| LOST)?;
    Ok(Json(answer).into_response())
}

pub async fn cart(
    State(platform): State<Arc<Platform>>,
    headers: HeaderMap,
    Json(asked): Json<Value>,
) -> Result<Response, Refused> {
    platform.knows(&headers)?;
    let notice = asked["paymentNotices"][0]["noticeNumber"].as_str().unwrap_or_default().to_owned();
    let back = |name: &'static str| {
        let url = asked["returnUrls"][name].as_str().unwrap_or_default().to_owned();
        let allowed = &platform.settings.returns;
        let origin = url::Url::parse(&url).map(|url| url.origin().ascii_serialization());
        match origin {
            Ok(origin) if allowed.contains(&origin) => Ok(url),
            _ => Err(Refused(StatusCode::BAD_REQUEST, name)),
        }
    };
    let cart = Cart {
        notice: notice.clone(),
        ok: back("returnOkUrl")?,
        cancel: back("returnCancelUrl")?,
        error: back("returnErrorUrl")?,
    };
    let mut book = platform.book();
    if book.noticed(&notice).is_none_or(|position| position.status != "VALID") {
        return Err(Refused(StatusCode::UNPROCESSABLE_ENTITY, "the notice cannot be paid"));
    }
    let name = (book.carts.len() + 1).to_string();
    let to = format!("{}/paga/{name}", platform.settings.address);
    book.carts.insert(name, cart);
    book.keep().map_err(|_| LOST)?;
    Ok((StatusCode::FOUND, [(LOCATION, to)]).into_response())
}
