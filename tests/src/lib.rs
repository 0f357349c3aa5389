//! What the journeys and the bench share: an installation, a visitor, how forms are filled. The stories are in `tests/`.

pub mod bench;
pub mod direct;
pub mod filling;
pub mod installation;
pub mod node;
pub mod paper;
pub mod plan;
pub mod published;
pub mod sender;
pub mod small_disk;
pub mod visitor;
