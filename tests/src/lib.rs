//! What the journeys share. The stories themselves are in `journeys/`.

pub mod visitor;
