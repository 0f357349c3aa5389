//! The pages over HTTP: routes, frame, problems, headers. A handler extracts, calls one use case or
//! one read, and shows a page. Deliberately without SQL, clock, environment or sentences.
//!
//! To read in this order: `app` (municipalities by host), `frame` (what surrounds a page), `problem`
//! (what is shown instead of a page), `route` (the table of addresses), then an area.

mod account;
mod admin;
mod amend;
mod app;
mod apply;
pub mod assets;
pub mod catalogue;
mod demo;
mod devices;
mod dossier;
mod expired;
pub mod frame;
mod guide;
mod headers;
mod integration;
mod letters;
mod messages;
mod moves;
mod offer;
mod office;
mod opinions;
mod pay;
mod person;
mod problem;
mod public;
mod ranked;
mod rate;
mod readings;
mod route;
mod seen;
pub mod session;
mod signin;
mod small_form;
pub mod theme;
mod timeline;
mod usual;
mod view;

pub use app::{App, Demo, Look, Settings, Town};
pub use frame::{Answer, Frame, Page, show};
pub use problem::Problem;
pub use rate::Limits;
pub use route::{Route, Who};

use axum::{
    Router,
    extract::{DefaultBodyLimit, OriginalUri},
    http::{HeaderMap, Method},
    middleware,
    routing::get,
};
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer, csrf::CsrfLayer,
};

/// Every address with its method and who may open it, area by area.
pub const ROUTES: &[&[Route]] = &[
    route::FILES,
    public::ROUTES,
    guide::ROUTES,
    signin::ROUTES,
    apply::ROUTES,
    account::ROUTES,
    pay::ROUTES,
    office::ROUTES,
    admin::ROUTES,
    demo::ROUTES,
];

/// Address to which every identity provider sends people back.
pub const CALLBACK: &str = "/accedi/ritorno";

/// Largest body of a form without files, in bytes.
const BODY: usize = 1024 * 1024;

/// The whole site.
pub fn router(app: App) -> Router {
    Router::new()
        .merge(public::routes())
        .merge(guide::routes())
        .merge(signin::routes())
        .merge(apply::routes())
        .merge(account::routes())
        .merge(pay::routes())
        .merge(office::routes().layer(middleware::from_fn(office::keep_trail)))
        .merge(admin::routes())
        .merge(demo::routes())
        .route("/assets/{file}", get(assets::file))
        .route("/theme.css", get(theme::stylesheet))
        .route("/stemma.svg", get(theme::crest))
        .fallback(elsewhere)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(CatchPanicLayer::custom(route::panicked))
        .layer(CsrfLayer::new().with_rejection_response(route::forged))
        .layer(middleware::from_fn(session::find))
        .layer(middleware::from_fn_with_state(app.clone(), rate::count))
        .layer(middleware::from_fn(problem::pages))
        .layer(middleware::from_fn_with_state(app.clone(), frame::arrive))
        .layer(CompressionLayer::new().no_br().no_deflate().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn_with_state(app.clone(), headers::add))
        .with_state(app)
}

/// Addresses that no area has.
async fn elsewhere(
    page: Page,
    method: Method,
    headers: HeaderMap,
    OriginalUri(uri): OriginalUri,
) -> Answer {
    let found = (method == Method::GET).then(|| signin::federation_below(&page, &headers, &uri));
    found.flatten().ok_or(Problem::NotFound)
}
