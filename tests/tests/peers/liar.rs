//! A provider of ours that talks nonsense, in each way one can: nobody comes in, and nothing it says is shown.

use std::collections::HashMap;

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use tests::{installation::Engine, plan::Plan};
use tokio::net::TcpListener;

use crate::identity::{nobody_came_in, provider};

const NOT_UNDERSTOOD: &str = "Non possiamo accettare la risposta";
const DOWN: &str = "Il servizio di accesso non risponde";
/// What a page of ours must never repeat.
const RANT: &str = "<script>alert('chiama il 555')</script>";

/// Its manners, each under a path of its own, and what the person reads.
const MANNERS: [(&str, &str); 9] = [
    ("discovery-is-a-page", NOT_UNDERSTOOD),
    ("discovery-of-another", NOT_UNDERSTOOD),
    ("discovery-leads-away", NOT_UNDERSTOOD),
    ("answer-is-odd", NOT_UNDERSTOOD),
    ("token-is-a-page", NOT_UNDERSTOOD),
    ("token-is-endless", NOT_UNDERSTOOD),
    ("token-is-unsigned", NOT_UNDERSTOOD),
    ("token-leads-away", NOT_UNDERSTOOD),
    ("token-fails", DOWN),
];

async fn discovery(State(address): State<String>, Path(manner): Path<String>) -> Response {
    let issuer = format!("{address}/{manner}");
    let token_endpoint = match manner.as_str() {
        "discovery-is-a-page" => return Html(RANT).into_response(),
        "discovery-leads-away" => "http://example.org/token".to_owned(),
        _ => format!("{issuer}/token"),
    };
    Json(json!({
        "issuer": if manner == "discovery-of-another" { &address } else { &issuer },
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": token_endpoint,
        "jwks_uri": format!("{issuer}/keys"),
    }))
    .into_response()
}

type Asked = HashMap<String, String>;

/// Sends the person straight back.
async fn authorize(Path(manner): Path<String>, Query(asked): Query<Asked>) -> Redirect {
    let mut back = url::Url::parse(&asked["redirect_uri"]).expect("our address");
    back.query_pairs_mut().append_pair("state", &asked["state"]);
    if manner == "answer-is-odd" {
        back.query_pairs_mut()
            .append_pair("error", "teapot")
            .append_pair("error_description", RANT);
    } else {
        back.query_pairs_mut().append_pair("code", "a");
    }
    Redirect::to(back.as_str())
}

async fn token(State(address): State<String>, Path(manner): Path<String>) -> Response {
    match manner.as_str() {
        "token-is-a-page" => Html(RANT).into_response(),
        "token-is-endless" => vec![b' '; 3_000_000].into_response(),
        "token-leads-away" => Redirect::temporary("http://example.org/").into_response(),
        "token-fails" => (StatusCode::SERVICE_UNAVAILABLE, Html(RANT)).into_response(),
        _ => {
            let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let claims = json!({
                "iss": format!("{address}/{manner}"), "aud": "sportello-prova", "sub": "mario",
                "iat": 0, "exp": 4_000_000_000_u64, "acr": "https://www.spid.gov.it/SpidL3",
                "https://attributes.eid.gov.it/fiscal_number": "TINIT-RSSMRA80A01H501U",
            });
            let unsigned = format!("{}.{}.", part(json!({ "alg": "none" })), part(claims));
            Json(json!({ "access_token": "a", "token_type": "Bearer", "id_token": unsigned }))
                .into_response()
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_lets_nobody_in_and_is_not_repeated() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new()
        .route("/{manner}/.well-known/openid-configuration", get(discovery))
        .route("/{manner}/keys", get(async || Json(json!({ "keys": [] }))))
        .route("/{manner}/authorize", get(authorize))
        .route("/{manner}/token", post(token))
        .with_state(address.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });

    let known = MANNERS.iter();
    let known = known.map(|(manner, _)| provider(manner, &format!("{address}/{manner}"), "x"));
    let installation = Plan::new(Engine::Sqlite).await.providers(known.collect()).start().await;
    for (manner, why) in MANNERS {
        let mut me = installation.visitor();
        me.get(&format!("/accedi/{manner}?da=/area-personale")).await;
        println!("{manner}: {} at {}", me.status(), me.path());
        nobody_came_in(&installation, &mut me, why).await;
        me.expect_not("chiama il").expect_not("teapot");
        assert!(!String::from_utf8_lossy(me.bytes()).contains(RANT), "{manner}");
    }
}
