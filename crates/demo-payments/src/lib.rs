//! The demo's payment platform: positions and carts as pagoPA has them, and a page on which somebody pays with no
//! money. For `sportello demo` and tests, on loopback only. Not here: how the desk asks it (`gateway::payment`).

mod book;
mod page;
mod positions;

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};
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

/// Why the platform does not serve.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Others than this machine could reach it.
    #[error("{0} is not loopback: nobody pays in earnest on the demo's payment platform")]
    NotLoopback(SocketAddr),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// What all requests share.
#[derive(Debug)]
struct Platform {
    settings: Settings,
    clock: Clock,
    book: Mutex<Book>,
}

/// Serves the platform until the task is dropped.
///
/// # Errors
/// The listener is reached from other machines, the file cannot be read, or the network fails.
pub async fn serve(listener: TcpListener, settings: Settings) -> Result<(), Failure> {
    let address = listener.local_addr()?;
    if !address.ip().to_canonical().is_loopback() {
        return Err(Failure::NotLoopback(address));
    }
    Ok(axum::serve(listener, router(settings)?).await?)
}

/// Its pages and endpoints.
///
/// # Errors
/// The file cannot be read.
pub fn router(settings: Settings) -> Result<Router, Failure> {
    let book = Mutex::new(Book::open(settings.file.clone())?);
    let platform = Arc::new(Platform { settings, clock: Clock::System, book });
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
