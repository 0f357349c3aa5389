//! The binary's rooms: configuration, towns, serving, commands, the demo. The one place that reads the
//! environment, arguments and files at start.

mod admin;
pub mod cli;
pub mod config;
pub mod demo;
mod doctor;
mod exported;
pub mod files;
mod first_values;
mod identity_keys;
mod operator;
mod out;
mod preview;
pub mod procedures;
pub mod serve;
mod signin_log;
pub mod tools;
pub mod town;

/// Why a command was not carried out, in a line that a person can act on.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
