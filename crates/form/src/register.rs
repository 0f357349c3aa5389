//! A register (*elenco*): entries that questions choose from and that change by themselves, such as streets, schools,
//! municipalities. Found by id for ever, offered while they are valid, searched by words. Not here: where it comes from.

use std::collections::HashMap;

use chrono::NaiveDate;
use model::{Localized, fold};

/// One entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Never changes meaning; what rules compare with and answers keep.
    pub id: String,
    pub label: Localized,
    /// First day on which it can be chosen; always if there is none.
    pub from: Option<NaiveDate>,
    /// Last day on which it can be chosen; what was chosen before keeps its name.
    pub to: Option<NaiveDate>,
}

impl Entry {
    /// It can be chosen on that day.
    #[must_use]
    pub fn is_valid(&self, on: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
    }
}

/// Entries in the order in which they are told, ready to be searched.
#[derive(Debug, Clone, Default)]
pub struct Register {
    entries: Vec<Entry>,
    ids: HashMap<String, usize>,
    /// By whole label, folded.
    labels: HashMap<String, Vec<usize>>,
    /// Every word of every label, folded, in order, with its entry.
    words: Vec<(Box<str>, usize)>,
}

impl Register {
    /// Of entries whose ids are all different.
    #[must_use]
    pub fn new(entries: Vec<Entry>) -> Register {
        let mut register = Register { entries, ..Register::default() };
        for (at, entry) in register.entries.iter().enumerate() {
            register.ids.entry(entry.id.clone()).or_insert(at);
            let mut words: Vec<String> = Vec::new();
            for (_, label) in entry.label.iter() {
                let known = register.labels.entry(fold::fold(label)).or_default();
                if !known.contains(&at) {
                    known.push(at);
                }
                words.extend(fold::tokens(label));
            }
            words.sort_unstable();
            words.dedup();
            register.words.extend(words.into_iter().map(|word| (word.into_boxed_str(), at)));
        }
        register.words.sort_unstable();
        register
    }

    /// How many entries there are, valid or not.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// There is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every entry.
    pub fn iter(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Those that can be chosen on that day.
    pub fn valid(&self, on: NaiveDate) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.is_valid(on))
    }

    /// The entry of that id, valid or not.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Entry> {
        self.ids.get(id).map(|&at| &self.entries[at])
    }

    /// The entry at a position.
    pub(crate) fn at(&self, at: usize) -> &Entry {
        &self.entries[at]
    }

    /// The entry that was meant: by its id, its whole label, or words that no other entry has. Accents, case and the
    /// order of words are forgiven.
    #[must_use]
    pub fn named(&self, text: &str, on: NaiveDate) -> Option<&Entry> {
        self.named_at(text, on).map(|at| self.at(at))
    }

    /// Every entry that is called so, valid or not, with or without what its label has in brackets at the end:
    /// «Roma» finds «Roma (RM)». Accents and case are forgiven.
    pub fn called(&self, name: &str) -> impl Iterator<Item = &Entry> {
        let folded = fold::fold(name);
        let beginnings = folded.split(' ').filter(|word| !word.is_empty());
        let rarest = beginnings.map(|word| self.beginning(word)).min_by_key(|range| range.len());
        let is_called = move |entry: &&Entry| {
            entry.label.iter().any(|(_, label)| {
                let bare = label.split_once(" (").map_or(label, |(bare, _)| bare);
                fold::fold(label) == folded || fold::fold(bare) == folded
            })
        };
        let found = rarest.into_iter().flatten().map(move |(_, at)| &self.entries[*at]);
        found.filter(is_called)
    }

    /// The position of the entry that was meant.
    pub(crate) fn named_at(&self, text: &str, on: NaiveDate) -> Option<usize> {
        let is_valid = |at: &usize| self.entries[*at].is_valid(on);
        if let Some(&at) = self.ids.get(text) {
            return Some(at).filter(is_valid);
        }
        let alike = self.labels.get(&fold::fold(text)).into_iter().flatten();
        let mut whole = alike.copied().filter(is_valid);
        match (whole.next(), whole.next()) {
            (Some(only), None) => Some(only),
            (Some(_), Some(_)) => None,
            _ => match self.found(text, on, 2).as_slice() {
                [only] => Some(*only),
                _ => None,
            },
        }
    }

    /// Entries that have, for each word of the text, a word that begins with it; those whose label begins like the
    /// text first, then those with fewer other words, then in their own order. Nothing for no words.
    #[must_use]
    pub fn search(&self, text: &str, on: NaiveDate, limit: usize) -> Vec<&Entry> {
        self.found(text, on, limit).into_iter().map(|at| &self.entries[at]).collect()
    }

    fn found(&self, text: &str, on: NaiveDate, limit: usize) -> Vec<usize> {
        let asked = fold::tokens(text);
        let ranges: Vec<&[(Box<str>, usize)]> =
            asked.iter().map(|word| self.beginning(word)).collect();
        // From the rarest word on: the others only have to confirm.
        let Some(rarest) = ranges.iter().min_by_key(|range| range.len()) else { return Vec::new() };
        let mut found: Vec<usize> = rarest.iter().map(|(_, at)| *at).collect();
        found.sort_unstable();
        found.dedup();
        let begun = fold::fold(text);
        let mut ranked: Vec<(bool, usize, usize)> = found
            .into_iter()
            .filter(|&at| self.entries[at].is_valid(on))
            .filter_map(|at| {
                let labels = self.entries[at].label.iter().map(|(_, label)| fold::fold(label));
                labels
                    .filter_map(|label| {
                        let words: Vec<&str> = label.split(' ').collect();
                        let has =
                            |asked: &String| words.iter().any(|word| word.starts_with(&**asked));
                        let is_it = asked.iter().all(has);
                        is_it.then(|| (!label.starts_with(&begun), words.len(), at))
                    })
                    .min()
            })
            .collect();
        ranked.sort_unstable();
        ranked.into_iter().take(limit).map(|(_, _, at)| at).collect()
    }

    /// Words that begin with one.
    fn beginning(&self, word: &str) -> &[(Box<str>, usize)] {
        let from = self.words.partition_point(|(known, _)| &**known < word);
        let rest = &self.words[from..];
        let count = rest.partition_point(|(known, _)| known.starts_with(word));
        &rest[..count]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn entry(id: &str, label: &str) -> Entry {
        Entry { id: id.into(), label: Localized::it(label), ..Entry::default() }
    }

    fn streets() -> Register {
        Register::new(vec![
            entry("roma", "Via Roma"),
            entry("romana", "Strada Romana"),
            entry("citta", "Via della Città Nuova"),
            Entry { to: Some(day("2020-12-31")), ..entry("old", "Via Littoria") },
            Entry { from: Some(day("2027-01-01")), ..entry("new", "Via del Futuro") },
            entry("samone-tn", "Samone (TN)"),
            entry("samone-to", "Samone (TO)"),
        ])
    }

    fn ids<'r>(found: &[&'r Entry]) -> Vec<&'r str> {
        found.iter().map(|entry| entry.id.as_str()).collect()
    }

    #[test]
    fn words_are_found_by_their_beginning_in_any_order() {
        let streets = streets();
        let check = |text: &str, expect: &[&str]| {
            assert_eq!(ids(&streets.search(text, day("2026-11-29"), 10)), expect, "{text}");
        };
        check("roma", &["roma", "romana"]);
        check("strada rom", &["romana"]);
        check("NUOVA citta", &["citta"]);
        check("via", &["roma", "citta"]);
        check("via xyz", &[]);
        check("", &[]);
        check("littoria", &[]);
        check("futuro", &[]);
    }

    #[test]
    fn what_was_meant_is_one_entry_or_none() {
        let streets = streets();
        let check = |text: &str, on: &str, expect: Option<&str>| {
            let found = streets.named(text, day(on)).map(|entry| entry.id.as_str());
            assert_eq!(found, expect, "{text}");
        };
        check("roma", "2026-11-29", Some("roma"));
        check("VIA ROMA", "2026-11-29", Some("roma"));
        check("Roma, via", "2026-11-29", Some("roma"));
        check("città nuova", "2026-11-29", Some("citta"));
        check("Samone", "2026-11-29", None);
        check("samone to", "2026-11-29", Some("samone-to"));
        check("Via Littoria", "2026-11-29", None);
        check("Via Littoria", "2020-12-31", Some("old"));
        check("old", "2026-11-29", None);
        check("Via del Futuro", "2027-01-01", Some("new"));
        check("", "2026-11-29", None);
        assert_eq!(streets.find("old").map(|entry| entry.id.as_str()), Some("old"));
    }

    proptest! {
        #[test]
        fn every_entry_is_found_by_any_of_its_words(
            labels in prop::collection::vec("[a-zàé]{1,6}( [a-zàé]{1,6}){0,3}", 1..30),
            pick in any::<prop::sample::Index>(),
        ) {
            let entries = labels.iter().enumerate().map(|(n, label)| entry(&format!("e{n}"), label));
            let register = Register::new(entries.collect());
            let at = pick.index(labels.len());
            for word in labels[at].split(' ') {
                let found = register.search(word, day("2026-11-29"), 100);
                let id = format!("e{at}");
                prop_assert!(ids(&found).contains(&id.as_str()), "{word}");
            }
            for found in register.search(&labels[at], day("2026-11-29"), 100) {
                prop_assert!(fold::matches(&labels[at], found.label.get(model::Lang::It)));
            }
        }

        #[test]
        fn any_text_is_searched(text in "\\PC{0,30}") {
            let streets = streets();
            let _ = streets.search(&text, day("2026-11-29"), 10);
            let _ = streets.named(&text, day("2026-11-29"));
        }
    }
}
