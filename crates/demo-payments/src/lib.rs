//! The demo's payment platform: positions and carts as pagoPA has them, and a page on which somebody pays with no
//! money. For `sportello demo` and tests, on loopback only. Not here: how the desk asks it (`gateway::payment`).

mod book;
mod page;
mod positions;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::HeaderValue,
    middleware,
    routing::{get, post},
};
pub use demo_provider::Failure;
use demo_provider::look;
use gateway::clock::Clock;
use tokio::net::TcpListener;

use book::Book;

/// Largest body of a request, in bytes.
const LARGEST: usize = 64 * 1024;

/// Where the platform is and whom it serves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its own address, without a slash at the end.
    pub address: String,
    /// The key that creditors send.
    pub key: String,
    /// Where payers may be sent back to: origins.
    pub returns: Vec<String>,
    /// Where positions are kept; in memory, if nowhere.
    pub file: Option<PathBuf>,
}

/// What all requests share.
#[derive(Debug)]
struct Platform {
    settings: Settings,
    /// The content security policy of its pages.
    policy: HeaderValue,
    clock: Clock,
    book: Mutex<Book>,
}

/// Serves the platform until the task is dropped.
///
/// # Errors
/// The listener is reached from other machines, the file cannot be read, an address to come back to is none, or the
/// network fails.
pub async fn serve(listener: TcpListener, settings: Settings) -> Result<(), Failure> {
    look::serve(listener, router(settings)?).await
}

/// Its pages and endpoints.
///
/// # Errors
/// The file cannot be read, or an address to come back to is none.
pub fn router(settings: Settings) -> Result<Router, Failure> {
    let book = Mutex::new(Book::open(settings.file.clone())?);
    let policy = look::policy(&settings.returns)?;
    let platform = Arc::new(Platform { settings, policy, clock: Clock::System, book });
    let headers = middleware::map_response_with_state(platform.clone(), page::protect);
    let positions = "/gpd/organizations/{organization}/debtpositions";
    Ok(Router::new()
        .route(positions, post(positions::open))
        .route(&format!("{positions}/{{key}}"), get(positions::look))
        .route(&format!("{positions}/{{key}}/invalidate"), post(positions::withdraw))
        .route("/checkout/carts", post(positions::cart))
        .route("/paga/{cart}", get(page::ask).post(page::answer))
        .route("/style.css", get(page::style))
        .layer(headers)
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(platform))
}
