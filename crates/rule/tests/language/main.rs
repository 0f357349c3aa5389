//! Tests of the rule language from outside: tables of text and result, and properties.

mod analyse;
mod common;
mod eval;
mod faults;
mod properties;
mod words;
