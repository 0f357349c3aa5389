//! Saves from more tabs and devices, laid onto what is stored, answer by answer. The later wins and
//! the earlier is told; rows added elsewhere are never lost. It decides; it does not store.

use serde::{Deserialize, Serialize};

/// One answer as a page sends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Save {
    pub path: String,
    pub values: Vec<String>,
    /// The page that sends it: one tab of one device.
    pub client: String,
    /// Number of the save within that page, growing.
    pub seq: u64,
    /// Revision of this answer that the page had seen; 0 if it had seen none.
    pub seen: u64,
}

/// One answer as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    pub values: Vec<String>,
    /// Grows by one with each change.
    pub revision: u64,
    /// Who changed it last, and with which of its saves.
    pub client: String,
    pub seq: u64,
}

/// What becomes of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Merged {
    /// Stored as it came.
    Kept(Stored),
    /// It says what is stored already.
    Same,
    /// It comes late: the same page has saved something newer. Nothing changes.
    Late,
    /// Stored, over an answer the page had not seen: `earlier` is shown to the person.
    Conflict { kept: Stored, earlier: Vec<String> },
    /// Rows of a group changed on both sides: all rows are there.
    Joined(Stored),
}

impl Merged {
    /// What is to be stored; none if nothing changes.
    #[must_use]
    pub fn stored(&self) -> Option<&Stored> {
        match self {
            Merged::Kept(stored)
            | Merged::Joined(stored)
            | Merged::Conflict { kept: stored, .. } => Some(stored),
            Merged::Same | Merged::Late => None,
        }
    }
}

/// Lays a save on what is stored at its path. `is_rows` says that the path is a group's, whose value
/// is the ids of its rows.
#[must_use]
pub fn merge(stored: Option<&Stored>, save: &Save, is_rows: bool) -> Merged {
    let next = |values: Vec<String>| Stored {
        values,
        revision: stored.map_or(1, |stored| stored.revision.saturating_add(1)),
        client: save.client.clone(),
        seq: save.seq,
    };
    let Some(before) = stored else { return Merged::Kept(next(save.values.clone())) };
    let is_own = before.client == save.client;
    if is_own && save.seq <= before.seq {
        return Merged::Late;
    }
    if before.values == save.values {
        return Merged::Same;
    }
    if is_own || save.seen >= before.revision {
        return Merged::Kept(next(save.values.clone()));
    }
    if is_rows {
        let mut rows = before.values.clone();
        rows.extend(save.values.iter().filter(|row| !before.values.contains(row)).cloned());
        return if rows == before.values { Merged::Same } else { Merged::Joined(next(rows)) };
    }
    Merged::Conflict { kept: next(save.values.clone()), earlier: before.values.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn save(client: &str, seq: u64, seen: u64, values: &[&str]) -> Save {
        Save {
            path: "phone".into(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            client: client.into(),
            seq,
            seen,
        }
    }

    fn stored(client: &str, seq: u64, revision: u64, values: &[&str]) -> Stored {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        Stored { values, revision, client: client.into(), seq }
    }

    #[test]
    fn saves_are_laid_one_on_another() {
        let check = |before: Option<Stored>, save: Save, is_rows: bool, expect: Merged| {
            assert_eq!(merge(before.as_ref(), &save, is_rows), expect, "{save:?}");
        };
        let old = || Some(stored("a", 4, 2, &["1"]));
        check(None, save("a", 1, 0, &["1"]), false, Merged::Kept(stored("a", 1, 1, &["1"])));
        check(old(), save("a", 5, 0, &["2"]), false, Merged::Kept(stored("a", 5, 3, &["2"])));
        check(old(), save("a", 4, 2, &["2"]), false, Merged::Late);
        check(old(), save("b", 1, 2, &["2"]), false, Merged::Kept(stored("b", 1, 3, &["2"])));
        check(old(), save("b", 1, 1, &["1"]), false, Merged::Same);
        let kept = stored("b", 1, 3, &["2"]);
        let earlier = vec!["1".to_owned()];
        check(old(), save("b", 1, 1, &["2"]), false, Merged::Conflict { kept, earlier });
    }

    #[test]
    fn rows_added_on_two_devices_are_all_there() {
        let before = stored("a", 4, 2, &["r1", "r2"]);
        let joined = merge(Some(&before), &save("b", 1, 1, &["r1", "x3"]), true);
        assert_eq!(joined, Merged::Joined(stored("b", 1, 3, &["r1", "r2", "x3"])));
        assert_eq!(merge(Some(&before), &save("b", 1, 1, &["r1"]), true), Merged::Same);
        let removed = merge(Some(&before), &save("b", 1, 2, &["r1"]), true);
        assert_eq!(removed, Merged::Kept(stored("b", 1, 3, &["r1"])));
    }
}
