//! One application as it is gathered: a line of JSON in a piece, until all are put together.

use std::collections::{BTreeMap, BTreeSet};

use form::exported::{self, Said};
use model::Digest;
use serde::{Deserialize, Serialize};
use tables::Cell;
use workflow::Chronicle;

/// One application.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Record {
    /// Of the register.
    pub number: String,
    /// What its folder is called.
    pub folder: String,
    /// What is told of it, in the order that was asked.
    pub cells: Vec<Cell>,
    /// What was answered outside of groups, by path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub said: BTreeMap<String, Cell>,
    /// Rows of groups, by the group's path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rows: BTreeMap<String, Vec<Row>>,
    /// The answers as a tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<serde_json::Value>,
    /// What happened, as it is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chronicle: Option<Chronicle>,
    /// Papers and files that can be given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// Names of files that cannot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shut: Vec<String>,
}

/// One row of a group.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Row {
    pub number: String,
    pub said: BTreeMap<String, Cell>,
}

/// A file of the vault.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct File {
    pub name: String,
    pub content: Digest,
}

/// Questions that have a column, outside of groups or in one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Table {
    pub path: String,
    pub label: String,
    /// Path and label.
    pub questions: Vec<(String, String)>,
}

/// Adds the questions of a form to those that have a column already.
pub(super) fn add(tables: &mut Vec<Table>, more: Vec<exported::Table>) {
    for new in more {
        let at = tables.iter().position(|table| table.path == new.path);
        let at = at.unwrap_or_else(|| {
            let (path, label) = (new.path.clone(), new.label.clone());
            tables.push(Table { path, label, questions: Vec::new() });
            tables.len() - 1
        });
        let questions = &mut tables[at].questions;
        let known: BTreeSet<String> = questions.iter().map(|(path, _)| path.clone()).collect();
        for question in new.questions {
            if known.contains(&question.path) {
                continue;
            }
            let is_taken = questions.iter().any(|(_, label)| *label == question.label);
            let label = match is_taken {
                true => format!("{} ({})", question.label, question.path),
                false => question.label,
            };
            questions.push((question.path, label));
        }
    }
}

pub(super) fn cell(said: Said) -> Cell {
    match said {
        Said::Text(text) => Cell::text(text),
        Said::Int(number) => Cell::Int(number),
        Said::Decimal(number) => Cell::Decimal(number),
        Said::Money(cents) => Cell::Money(cents),
        Said::Date(day) => Cell::Date(day),
        Said::Bool(yes) => Cell::Bool(yes),
    }
}

/// What every system takes as a name of a file, whatever somebody called it.
pub(super) fn file_name(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '_' } else { c })
        .take(120)
        .collect();
    let clean = clean.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if clean.is_empty() { "_".to_owned() } else { clean.to_owned() }
}

/// A name that none of these has yet: `foto (2).jpg`.
pub(super) fn unlike(taken: &mut BTreeSet<String>, name: &str) -> String {
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let mut free = name.to_owned();
    let mut n = 2;
    while !taken.insert(free.to_lowercase()) {
        free = format!("{stem} ({n}){ending}");
        n += 1;
    }
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_by_every_system_and_unlike_each_other() {
        assert_eq!(file_name("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(file_name("C:\\a<b>.pdf"), "C__a_b_.pdf");
        assert_eq!(file_name(" . "), "_");
        let mut taken = BTreeSet::new();
        let names = ["Foto.jpg", "foto.JPG", "foto.jpg", ".x", ".x", "y"];
        let free: Vec<String> = names.iter().map(|name| unlike(&mut taken, name)).collect();
        assert_eq!(free, ["Foto.jpg", "foto (2).JPG", "foto (3).jpg", ".x", ".x (2)", "y"]);
    }
}
