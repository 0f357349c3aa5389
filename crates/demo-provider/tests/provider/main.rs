//! The provider over real HTTP: with the desk's own client as its client, and with requests that no
//! good client makes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod flow;
mod page;
mod refusals;
mod support;
