//! What can be known of rules before anybody answers.
use std::collections::BTreeMap;

use crate::rule::Rule;
use crate::{Names, Value};

/// Whether some answers make all rules come out as wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Yes(BTreeMap<String, Value>),
    No,
    Unknown,
}

pub fn satisfiable(_rules: &[(&Rule, bool)], _names: &Names) -> Answer {
    Answer::Unknown
}

pub fn cycle(_rules: &[(&str, &Rule)]) -> Option<Vec<String>> {
    None
}
