//! Tests of the rule language from outside: tables of text and result, and properties.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops, also in its helpers")]

mod analyse;
mod common;
mod eval;
mod faults;
mod oracle;
mod properties;
mod table_faults;
mod table_proofs;
mod table_properties;
mod tables;
mod words;
mod writing;
