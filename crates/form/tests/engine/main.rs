//! The engine seen from outside: one binary, so that it links once.

mod anything;
mod check;
mod compile;
mod kinds;
mod pages;
mod support;
