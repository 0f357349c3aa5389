//! The demo's identity provider: OpenID Connect with authorization code and PKCE over HTTP, ten
//! invented persons, no password. For `sportello demo` and on loopback only: whoever reaches it is
//! whoever they like. Not here: what the desk makes of a person (`gateway::identity`).

mod authorize;
mod clients;
mod keys;
pub mod look;
mod metadata;
mod page;
mod persons;
mod store;
mod token;

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::HeaderValue,
    middleware,
    routing::{get, post},
};
use gateway::clock::Clock;
use tokio::net::TcpListener;

pub use clients::{CITIZENS, Client, EUROPEANS, STAFF};
pub use persons::{Kind, Person, Place, persons};

use keys::Key;
use store::Store;
use token::Grant;

/// Largest body of a request, in bytes.
const LARGEST: usize = 16 * 1024;

/// Where a provider is and whom it answers.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its own address as clients write it, without a slash at the end.
    pub issuer: String,
    /// Addresses it may send people back to; compared letter by letter.
    pub redirects: Vec<String>,
}

/// Why a site of the demo is not served.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Others than this machine could reach it.
    #[error("{0} is not loopback: the demo's other sites let everybody in and pay without money")]
    NotLoopback(SocketAddr),
    /// An address that nobody can be sent back to.
    #[error("{0:?} is no address to send people back to")]
    Redirect(String),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// What all requests share.
#[derive(Debug)]
struct Provider {
    settings: Settings,
    /// The content security policy of its pages.
    policy: HeaderValue,
    clock: Clock,
    key: Key,
    codes: Store<Grant>,
    /// Whose access token it is.
    accesses: Store<Person>,
}

/// Serves the provider until the task is dropped.
///
/// # Errors
/// The listener is reached from other machines, a redirect is no address, or the network fails.
pub async fn serve(listener: TcpListener, settings: Settings) -> Result<(), Failure> {
    look::serve(listener, router(settings)?).await
}

/// The provider's pages and endpoints, with a key of its own that is made now.
///
/// # Errors
/// A redirect is no address.
pub fn router(settings: Settings) -> Result<Router, Failure> {
    let clock = Clock::System;
    let provider = Arc::new(Provider {
        policy: look::policy(&settings.redirects)?,
        settings,
        key: Key::new(&clock),
        clock,
        codes: Store::new(chrono::Duration::seconds(60)),
        accesses: Store::new(chrono::Duration::minutes(5)),
    });
    let headers = middleware::map_response_with_state(provider.clone(), page::protect);
    Ok(Router::new()
        .route("/.well-known/openid-configuration", get(metadata::discovery))
        .route("/jwks", get(metadata::jwks))
        .route("/authorize", get(authorize::ask).post(authorize::answer))
        .route("/token", post(token::exchange))
        .route("/userinfo", get(token::userinfo))
        .route("/style.css", get(page::style))
        .fallback(page::missing)
        .layer(headers)
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(provider))
}
