//! The table of addresses, kept beside the handlers so that the list printed by `sportello routes`
//! and walked by the tests is the list that is served.

use std::any::Any;

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use tower_http::csrf::ProtectionError;

use crate::Problem;

/// Who may open an address. What exactly they see is decided per application, not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Everyone,
    /// Anybody signed in.
    Person,
    /// Signed in as staff.
    Staff,
    Administrator,
}

/// One address.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// Lower case, as the router's function.
    pub method: &'static str,
    pub path: &'static str,
    pub who: Who,
}

/// Addresses of files, served by `lib.rs` itself.
pub(crate) const FILES: &[Route] = &[
    Route { method: "get", path: "/assets/{file}", who: Who::Everyone },
    Route { method: "get", path: "/theme.css", who: Who::Everyone },
    Route { method: "get", path: "/stemma.svg", who: Who::Everyone },
];

/// Writes one area's addresses once, as the table `ROUTES` and the router `routes()`:
/// `area! { get "/servizi" Everyone => services::list; … }`.
macro_rules! area {
    ($($method:ident $path:literal $who:ident => $handler:path;)*) => {
        /// Addresses of this area.
        pub(crate) const ROUTES: &[$crate::Route] = &[$($crate::Route {
            method: stringify!($method),
            path: $path,
            who: $crate::Who::$who,
        }),*];

        pub(crate) fn routes() -> axum::Router<$crate::App> {
            axum::Router::new()$(.route($path, axum::routing::$method($handler)))*
        }
    };
}
pub(crate) use area;

pub(crate) fn forged(_: ProtectionError) -> Response {
    Problem::Forged.into_response()
}

pub(crate) fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = cause
        .downcast::<String>()
        .map(|text| *text)
        .or_else(|cause| cause.downcast::<&'static str>().map(|text| (*text).to_owned()));
    Problem::internal(text.unwrap_or_else(|_| "panic".to_owned())).into_response()
}
