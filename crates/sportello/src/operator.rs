//! What only the operator sees: readiness with its reasons, and figures for a monitor. Never on a public address.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use desk::Desk;

type Desks = Arc<[Desk]>;

/// The operator's pages.
pub fn router(desks: Desks) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(desks)
}

/// Whether every municipality can be served: 503 with the reasons otherwise.
async fn ready(State(desks): State<Desks>) -> Response {
    let mut text = String::new();
    let mut is_ready = true;
    for desk in desks.iter() {
        let slug = &desk.municipality.slug;
        match desk.pulse().await {
            Ok(_) => _ = writeln!(text, "{slug}: ok"),
            Err(error) => {
                is_ready = false;
                _ = writeln!(text, "{slug}: {error}");
            }
        }
    }
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, text).into_response()
}

/// Figures in the text format of Prometheus.
async fn metrics(State(desks): State<Desks>) -> Response {
    let mut text = String::from(
        "# HELP sportello_jobs Jobs by state.\n# TYPE sportello_jobs gauge\n\
         # HELP sportello_up Whether storage answers.\n# TYPE sportello_up gauge\n",
    );
    for desk in desks.iter() {
        let town = &desk.municipality.slug;
        match desk.pulse().await {
            Ok(jobs) => {
                _ = writeln!(text, "sportello_up{{municipality=\"{town}\"}} 1");
                for (state, n) in
                    [("waiting", jobs.waiting), ("running", jobs.running), ("parked", jobs.parked)]
                {
                    _ = writeln!(
                        text,
                        "sportello_jobs{{municipality=\"{town}\",state=\"{state}\"}} {n}"
                    );
                }
            }
            Err(_) => _ = writeln!(text, "sportello_up{{municipality=\"{town}\"}} 0"),
        }
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
