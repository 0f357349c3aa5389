//! What the journeys share: an installation and a visitor. The stories themselves are in `tests/`.

pub mod installation;
pub mod visitor;
