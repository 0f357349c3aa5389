//! The pages over HTTP: routes, frame, problems, headers. A handler extracts, calls one use case or
//! one read, and shows a page. Deliberately without SQL, clock, environment or sentences.
//!
//! To read in this order: `app` (municipalities by host), `frame` (what surrounds a page), `problem`
//! (what is shown instead of a page), `route` (the table of addresses), then an area.

mod app;
pub mod assets;
pub mod catalogue;
pub mod frame;
mod headers;
mod problem;
mod public;
mod route;
pub mod theme;

pub use app::{App, Look, Settings, Town};
pub use frame::{Answer, Frame, Page, show};
pub use problem::Problem;
pub use route::{Route, Who};

use axum::{Router, middleware, routing::get};
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer,
};

/// Every address with its method and who may open it, area by area.
pub const ROUTES: &[&[Route]] = &[route::FILES, public::ROUTES];

/// The whole site.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(public::routes())
        .route("/assets/{file}", get(assets::file))
        .route("/theme.css", get(theme::stylesheet))
        .route("/stemma.svg", get(theme::crest))
        .fallback(async || Problem::NotFound)
        .layer(CatchPanicLayer::custom(route::panicked))
        .layer(CsrfLayer::new().with_rejection_response(route::forged))
        .layer(middleware::from_fn(problem::pages))
        // The session's layer goes here: it needs the municipality, and problems name the person.
        .layer(middleware::from_fn_with_state(app.clone(), frame::arrive))
        .layer(CompressionLayer::new().no_br().no_deflate().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn_with_state(app.clone(), headers::add))
        .with_state(app)
}
