//! The answers of a draft as they were typed: a flat map from path to raw text. It keeps what is
//! wrong, hidden or not yet known to the form; it never judges.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Longest id of a row.
const ROW_ID: usize = 40;

/// A draft: path → raw texts. A path is ids joined by dots (`applicant.residence.cap`); a group
/// keeps the ids of its rows in order at its own path, and a field of a row stands at
/// `<group>.<row>.<field>`; an attachment keeps the ids of its files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Raw(BTreeMap<String, Vec<String>>);

impl Raw {
    #[must_use]
    pub fn new() -> Raw {
        Raw::default()
    }

    /// What stands at `path`; nothing if it was never answered.
    #[must_use]
    pub fn get(&self, path: &str) -> &[String] {
        self.0.get(path).map_or(&[], Vec::as_slice)
    }

    /// The first text at `path`, or the empty text.
    #[must_use]
    pub fn first(&self, path: &str) -> &str {
        self.get(path).first().map_or("", String::as_str)
    }

    /// The path was answered at least once, be it with nothing.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }

    /// Puts `values` at `path` in place of what was there.
    pub fn set(&mut self, path: impl Into<String>, values: Vec<String>) {
        self.0.insert(path.into(), values);
    }

    /// Puts one text at `path`.
    pub fn put(&mut self, path: impl Into<String>, value: impl Into<String>) {
        self.set(path, vec![value.into()]);
    }

    /// Takes away `path` and everything under it.
    pub fn remove(&mut self, path: &str) {
        let under = format!("{path}.");
        self.0.retain(|key, _| key != path && !key.starts_with(&under));
    }

    /// Every path with its texts, in order of path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(path, values)| (path.as_str(), values.as_slice()))
    }

    /// Ids of the rows of a group, in order. What cannot be an id, and repetitions, are passed
    /// over.
    #[must_use]
    pub fn rows(&self, group: &str) -> Vec<&str> {
        let mut rows: Vec<&str> = Vec::new();
        for id in self.get(group) {
            if is_row_id(id) && !rows.contains(&id.as_str()) {
                rows.push(id);
            }
        }
        rows
    }

    /// The id that a new row of the group takes: `r` and a number above all those in use, also by
    /// rows taken away whose answers are still kept.
    #[must_use]
    pub fn next_row(&self, group: &str) -> String {
        let under = format!("{group}.");
        let kept = self
            .0
            .range(under.clone()..)
            .map_while(|(path, _)| path.strip_prefix(&under))
            .filter_map(|rest| rest.split('.').next());
        let last = self
            .rows(group)
            .into_iter()
            .chain(kept)
            .filter_map(|id| id.strip_prefix('r')?.parse::<u32>().ok())
            .max();
        format!("r{}", last.unwrap_or(0).saturating_add(1))
    }
}

impl<P: Into<String>> FromIterator<(P, Vec<String>)> for Raw {
    fn from_iter<I: IntoIterator<Item = (P, Vec<String>)>>(pairs: I) -> Raw {
        Raw(pairs.into_iter().map(|(path, values)| (path.into(), values)).collect())
    }
}

pub(crate) fn is_row_id(id: &str) -> bool {
    (1..=ROW_ID).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_pass_over_what_is_no_id() {
        let ids = ["r1", "", "a.b", "r1", "r 2", "r2"].map(str::to_owned).to_vec();
        let raw = Raw::from_iter([("vehicles", ids)]);
        assert_eq!(raw.rows("vehicles"), ["r1", "r2"]);
        assert!(raw.rows("nothing").is_empty());
    }

    #[test]
    fn a_new_row_never_takes_the_place_of_one_that_was() {
        let mut raw = Raw::new();
        assert_eq!(raw.next_row("vehicles"), "r1");
        raw.set("vehicles", vec!["r1".into()]);
        raw.put("vehicles.r7.plate", "AB123CD");
        raw.put("vehiclesx.r9.plate", "AB123CD");
        assert_eq!(raw.next_row("vehicles"), "r8");
    }

    #[test]
    fn taking_away_takes_what_is_under() {
        let mut raw = Raw::new();
        raw.put("a.r1.x", "1");
        raw.put("a.r10.x", "2");
        raw.remove("a.r1");
        assert_eq!(raw.iter().map(|(path, _)| path).collect::<Vec<_>>(), ["a.r10.x"]);
    }
}
