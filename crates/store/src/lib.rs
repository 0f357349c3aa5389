//! The only room with SQL. A unit of work ([`Write`]) or a snapshot ([`Read`]) is opened by the
//! caller and handed to one function per question; each question is written once for SQLite and
//! PostgreSQL. Deliberately not here: what a row means, who may see it, what time it is.
//!
//! JSON goes in and out as text, byte for byte. Ids and instants are always given by the caller.
//! Lists page by keyset: pass the id (or cursor) of the last row seen.

mod column;
mod db;
mod error;
pub mod faults;
pub mod figures;
mod migrate;
mod query;
mod turns;

pub mod absences;
pub mod applications;
pub mod bulk;
pub mod digests;
pub mod documents;
pub mod drafts;
pub mod events;
pub mod exports;
pub mod files;
pub mod folders;
pub mod identity_keys;
pub mod jobs;
pub mod known;
pub mod labels;
pub mod layers;
pub mod links;
pub mod logs;
pub mod mail;
pub mod messages;
pub mod notes;
pub mod office_fields;
pub mod offices;
pub mod opinions;
pub mod parties;
pub mod payments;
pub mod people;
pub mod presence;
pub mod procedures;
pub mod queue;
pub mod rankings;
pub mod ratings;
pub mod read_log;
pub mod ready_texts;
pub mod recoveries;
pub mod register;
pub mod registers;
pub mod remembered;
pub mod roles;
pub mod rota;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod signin_log;
pub mod signins;
pub mod tally;
#[cfg(feature = "testing")]
pub mod testing;
pub mod timers;
pub mod uploads;
pub mod views;

pub use column::{Bind, Column, Columns, Given, Parameter, Row};
pub use db::{Db, Limits, Read, Write};
pub use error::{Error, Result};
pub use query::{Query, Sql};
