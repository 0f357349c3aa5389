//! Use cases of the desk: load, decide, save, promise. One public function is one unit of work.
//! Decisions are in the pure rooms, SQL in `store`, other machines in `gateway`; nothing here knows a page.
//!
//! To read in this order: `house` (what a desk is made of), `session` (who is there), `draft`, `prefill` and `sending`
//! (a citizen fills and sends), `dossier`, `earlier`, `readings`, `previews`, `presence` and `moves` (an application,
//! its files, who looks at it and what happens to it), `letters` (what leaves with a move), `beside` (what no procedure
//! foresees), `integration` (what the citizen is asked again), `opinions` (what others are asked), `messages` (what
//! office and citizen write to each other), `notes`, `labels`, `links`, `folders` and `ready_texts` (the office's own),
//! `queue`, `bulk` (one act on many), `awaited` (for whom an application waits), `exports`, `rankings`, `figures`,
//! `absences` and `digests` (the office), `account` (the citizen), `payments` (what is paid online), `read_log` (who
//! controls), `admin`, `jobs` (what happens later), `morning` (terms), `signin_log`, `identity_keys`, `federations` and
//! `recovery` (what stands behind a sign-in).

pub mod absences;
mod abstaining;
pub mod account;
pub mod admin;
mod admission;
pub mod amend;
pub mod awaited;
pub mod beside;
pub mod bulk;
pub mod catalogue;
pub mod digests;
mod distribution;
pub mod dossier;
pub mod draft;
pub mod earlier;
mod error;
pub mod exports;
mod facts;
mod federations;
pub mod figures;
mod fitting;
pub mod folders;
mod house;
pub mod identity_keys;
pub mod intake;
pub mod integration;
pub mod jobs;
pub mod labels;
pub mod letters;
pub mod links;
mod loaded;
pub mod messages;
mod morning;
pub mod moves;
mod notes;
pub mod office_fields;
pub mod opinions;
pub mod paper;
pub mod payments;
pub mod prefill;
pub mod presence;
pub mod previews;
pub mod queue;
pub mod rankings;
pub mod rating;
pub mod read_log;
pub mod readings;
pub mod ready_texts;
pub mod recovery;
mod register;
pub mod registers;
mod retention;
pub mod revising;
pub mod sending;
pub mod session;
pub mod signin_log;
mod small_form;
#[cfg(test)]
mod testing;
mod verify;

pub use error::{Error, Result};
pub use house::{Desk, House, Places};
pub use loaded::Loaded;
pub use verify::Report;
