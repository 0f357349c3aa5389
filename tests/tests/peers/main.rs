//! Against programs that this project did not write: a mail server and an identity provider, both on loopback.
//! `tests/setup` installs them; without them these tests fail and say so.

mod clamd;
mod clocks;
mod federation;
mod forged;
mod forger;
mod gateway;
mod identity;
mod liar;
mod mail;
mod programs;
