//! The outside world as closed enums, each with a twin in memory: time and chance, keys, who people
//! are, mail, files, what is harmful in them and what they look like, payments. Called from jobs after a commit (sign-in and file streams
//! excepted).
//! Deliberately not here: what the desk decides, SQL, pages, configuration files.

pub mod clock;
pub mod identity;
pub mod keys;
pub mod mail;
pub mod payment;
pub mod previews;
pub mod scanner;
pub mod vault;
