//! The binary's rooms: configuration, towns, serving, commands, the demo. The one place that reads the
//! environment, arguments and files at start.

pub mod cli;
pub mod config;
pub mod files;
mod operator;
pub mod procedures;
pub mod serve;
pub mod town;
pub mod tools;

/// Why a command was not carried out, in a line that a person can act on.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
