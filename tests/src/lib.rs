//! What the journeys share: an installation, a visitor, how forms are filled. The stories themselves are in `tests/`.

pub mod filling;
pub mod installation;
pub mod plan;
pub mod visitor;
