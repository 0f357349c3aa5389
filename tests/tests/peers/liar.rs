//! A provider of ours that talks nonsense, in each way one can, or says nothing: nobody comes in, and nothing it says is
//! shown.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse as _, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::stream;
use serde_json::json;
use tests::{
    installation::{Engine, Installation},
    plan::Plan,
};
use tokio::net::TcpListener;

use crate::identity::{nobody_came_in, provider};

const NOT_UNDERSTOOD: &str = "Non possiamo accettare la risposta";
const DOWN: &str = "Il servizio di accesso non risponde";
const SLOW: &str = "Il servizio di accesso è troppo lento";
/// What a page of ours must never repeat.
const RANT: &str = "<script>alert('chiama il 555')</script>";

/// Its manners, each under a path of its own, and what the person reads.
const MANNERS: [(&str, &str); 11] = [
    ("discovery-is-a-page", NOT_UNDERSTOOD),
    ("discovery-of-another", NOT_UNDERSTOOD),
    ("discovery-names-another", NOT_UNDERSTOOD),
    ("discovery-leads-away", NOT_UNDERSTOOD),
    ("discovery-is-huge", NOT_UNDERSTOOD),
    ("answer-is-odd", NOT_UNDERSTOOD),
    ("token-is-a-page", NOT_UNDERSTOOD),
    ("token-is-endless", NOT_UNDERSTOOD),
    ("token-is-unsigned", NOT_UNDERSTOOD),
    ("token-leads-away", NOT_UNDERSTOOD),
    ("token-fails", DOWN),
];

/// Where it stands, and where it would lead us.
#[derive(Clone)]
struct Liar {
    address: String,
    elsewhere: String,
}

/// What comes little by little and never ends.
fn endless(piece: usize, pause: Duration) -> Response {
    let pieces = stream::unfold((), move |()| async move {
        tokio::time::sleep(pause).await;
        Some((Ok::<_, std::convert::Infallible>(vec![b' '; piece]), ()))
    });
    Body::from_stream(pieces).into_response()
}

async fn discovery(State(liar): State<Liar>, Path(manner): Path<String>) -> Response {
    let Liar { address, elsewhere } = liar;
    let issuer = format!("{address}/{manner}");
    let token_endpoint = match manner.as_str() {
        "discovery-is-a-page" => return Html(RANT).into_response(),
        "discovery-leads-away" => return Redirect::temporary(&elsewhere).into_response(),
        "discovery-hangs" => std::future::pending().await,
        "discovery-names-another" => "http://example.org/token".to_owned(),
        _ => format!("{issuer}/token"),
    };
    let padding = if manner == "discovery-is-huge" { 1_000_000 } else { 0 };
    Json(json!({
        "padding": " ".repeat(padding),
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

async fn token(State(liar): State<Liar>, Path(manner): Path<String>) -> Response {
    let Liar { address, elsewhere } = liar;
    match manner.as_str() {
        "token-is-a-page" => Html(RANT).into_response(),
        "token-is-endless" => endless(100_000, Duration::from_millis(5)),
        "token-leads-away" => Redirect::temporary(&elsewhere).into_response(),
        "token-hangs" => std::future::pending().await,
        "token-trickles" => endless(1, Duration::from_millis(500)),
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

/// Whoever stands at an address of this machine, and how often anybody came by.
async fn bystander() -> (String, Arc<AtomicUsize>) {
    let heard = Arc::new(AtomicUsize::new(0));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = format!("http://{}/", listener.local_addr().expect("an address"));
    let counter = heard.clone();
    let router = Router::new().fallback(async move || {
        counter.fetch_add(1, Ordering::SeqCst);
        StatusCode::NOT_FOUND
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, heard)
}

/// The liar, and a desk that knows it under each of these manners.
async fn start(manners: &[&str], elsewhere: String) -> Installation {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let router = Router::new()
        .route("/{manner}/.well-known/openid-configuration", get(discovery))
        .route("/{manner}/keys", get(async || Json(json!({ "keys": [] }))))
        .route("/{manner}/authorize", get(authorize))
        .route("/{manner}/token", post(token))
        .with_state(Liar { address: address.clone(), elsewhere });
    tokio::spawn(async move { axum::serve(listener, router).await });
    let known = manners.iter();
    let known = known.map(|manner| provider(manner, &format!("{address}/{manner}"), "x"));
    Plan::new(Engine::Sqlite).await.providers(known.collect()).start().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nonsense_lets_nobody_in_and_is_not_repeated() {
    let (elsewhere, heard) = bystander().await;
    let installation = start(&MANNERS.map(|(manner, _)| manner), elsewhere).await;
    for (manner, why) in MANNERS {
        let mut me = installation.visitor();
        me.get(&format!("/accedi/{manner}?da=/area-personale")).await;
        println!("{manner}: {} at {}", me.status(), me.path());
        nobody_came_in(&installation, &mut me, why).await;
        me.expect_not("chiama il").expect_not("teapot");
        assert!(!String::from_utf8_lossy(me.bytes()).contains(RANT), "{manner}");
        // By what it says of itself nobody is even sent there.
        let ended = format!("/accedi/{manner}");
        let ended = if manner.starts_with("discovery") { &ended } else { web::CALLBACK };
        assert_eq!(me.path(), ended, "{manner}");
    }
    assert_eq!(heard.load(Ordering::SeqCst), 0, "nobody followed it elsewhere");
}

/// Who says nothing, or never comes to an end, is given up after ten seconds in all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_hangs_is_told_as_slow() {
    const HANGS: [&str; 3] = ["discovery-hangs", "token-hangs", "token-trickles"];
    let (elsewhere, _) = bystander().await;
    let installation = start(&HANGS, elsewhere).await;
    futures_util::future::join_all(HANGS.map(async |manner| {
        let since = Instant::now();
        let mut me = installation.visitor();
        me.get(&format!("/accedi/{manner}?da=/area-personale")).await;
        let waited = since.elapsed().as_secs_f32();
        assert!((9.5..15.0).contains(&waited), "{manner}: {waited} s");
        nobody_came_in(&installation, &mut me, SLOW).await;
    }))
    .await;
}
