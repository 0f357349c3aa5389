//! What becomes of an answer that a page sends when others may have answered the same: laid onto what is stored, three
//! ways, by what the page had before its eyes. No word is lost: what nobody has seen is kept beside the answer until
//! somebody chooses. A save that comes twice, or late, changes nothing. It decides; it does not store.

use std::collections::BTreeSet;

use model::Digest;
use serde::{Deserialize, Serialize};

/// How many pages' last saves are remembered: a save that comes late from one further back is told beside, not dropped.
const WRITERS: usize = 16;
/// How many answers that nobody has seen are kept beside one; the oldest go.
const EARLIER: usize = 20;

/// What a page had before its eyes when it sent an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Shown {
    /// It does not say.
    #[default]
    Nothing,
    /// It sends what it holds: what is still as it was shown was not answered there.
    Untouched(String),
    /// The person answered, over this.
    Touched(String),
}

impl Shown {
    /// As a page posts it: the mark, after `!` if the person has answered.
    #[must_use]
    pub fn read(text: &str) -> Self {
        match text.strip_prefix('!') {
            Some(mark) => Self::Touched(mark.to_owned()),
            None if text.is_empty() => Self::Nothing,
            None => Self::Untouched(text.to_owned()),
        }
    }

    fn mark(&self) -> Option<&str> {
        match self {
            Self::Nothing => None,
            Self::Untouched(mark) | Self::Touched(mark) => Some(mark),
        }
    }
}

/// One answer as a page sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Save<'a> {
    pub values: &'a [String],
    /// The page: one tab of one device, drawn once.
    pub client: &'a str,
    /// Number of the change within that page, growing.
    pub seq: i64,
    pub shown: &'a Shown,
}

/// One answer as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    pub values: Vec<String>,
    /// Answers that were replaced unseen, the oldest first, until the person chooses.
    pub earlier: Vec<Beside>,
    /// The pages that saved it and the last number of each; the last is the one whose answer stands.
    pub writers: Vec<Writer>,
}

/// An answer that was replaced unseen, and the page that had saved it: which replaces its own knowingly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside(pub Vec<String>, pub String);

/// A page and its last save of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writer(pub String, pub i64);

/// What a draft says of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// An answer.
    Answer,
    /// The rows of a group, by their ids: rows are only ever added by a save.
    Rows,
}

/// A short mark of what a page shows at a path: of rows their ids.
#[must_use]
pub fn mark(values: &[String], sort: Sort) -> String {
    if sort == Sort::Rows {
        return if values.is_empty() { "-".to_owned() } else { values.join(",") };
    }
    // Blanks at the ends and the line ends of a browser are no change.
    let texts: Vec<String> =
        values.iter().map(|value| value.replace("\r\n", "\n").trim().to_owned()).collect();
    if texts.iter().all(String::is_empty) {
        return "-".to_owned();
    }
    Digest::of(texts.join("\u{0}").as_bytes()).to_string()[..8].to_owned()
}

impl Stored {
    /// Lays a save onto this. What is to be stored instead, or nothing if nothing changes.
    #[must_use]
    pub fn with(&self, save: &Save<'_>, sort: Sort) -> Option<Self> {
        let (old, new) = (mark(&self.values, sort), mark(save.values, sort));
        let is_own = self.writers.last().is_some_and(|last| last.0 == save.client);
        // What a page shows again after it saved something else is a correction, not an echo.
        if !is_own && matches!(save.shown, Shown::Untouched(shown) if *shown == new) {
            return None;
        }
        let last = self.writers.iter().find(|writer| writer.0 == save.client);
        if last.is_some_and(|last| save.seq <= last.1) {
            return None;
        }
        if sort == Sort::Rows {
            let rows = self.joined(save);
            return (rows != self.values).then(|| Self { values: rows, ..self.written_by(save) });
        }
        if old == new {
            return Some(self.written_by(save));
        }
        let knew = is_own || save.shown.mark() == Some(&old);
        let mut earlier = self.earlier.clone();
        earlier.retain(|Beside(values, by)| by != save.client && mark(values, sort) != new);
        if !knew && old != "-" {
            let by = self.writers.last().map(|writer| writer.0.clone()).unwrap_or_default();
            earlier.push(Beside(self.values.clone(), by));
        }
        earlier.drain(..earlier.len().saturating_sub(EARLIER));
        Some(Self { values: save.values.to_vec(), earlier, ..self.written_by(save) })
    }

    /// The rows that are stored, and those that the page added to the ones it showed.
    fn joined(&self, save: &Save<'_>) -> Vec<String> {
        let shown: BTreeSet<&str> = save.shown.mark().unwrap_or_default().split(',').collect();
        let mut rows = self.values.clone();
        for row in save.values {
            if !shown.contains(row.as_str()) && !rows.contains(row) {
                rows.push(row.clone());
            }
        }
        rows
    }

    fn written_by(&self, save: &Save<'_>) -> Self {
        let mut stored = self.clone();
        stored.writers.retain(|writer| writer.0 != save.client);
        stored.writers.push(Writer(save.client.to_owned(), save.seq));
        stored.writers.drain(..stored.writers.len().saturating_sub(WRITERS));
        stored
    }

    /// Something else than a page puts a value here: no page has it before its eyes.
    pub fn put(&mut self, values: Vec<String>) {
        self.values = values;
        self.writers.retain(|writer| !writer.0.is_empty());
        self.writers.push(Writer(String::new(), 0));
    }

    /// The person takes back one of the answers that were replaced, or keeps the one that stands (`None`), as the page
    /// showed it by its mark: the others go. False if it is not there any more: the page showed something else.
    pub fn choose(&mut self, earlier: Option<usize>, shown: &str) -> bool {
        let values = match earlier {
            Some(at) => self.earlier.get(at).map(|beside| &beside.0),
            None => Some(&self.values),
        };
        let Some(values) = values.filter(|values| mark(values, Sort::Answer) == shown).cloned()
        else {
            return false;
        };
        if earlier.is_some() {
            self.put(values);
        }
        self.earlier.clear();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    fn beside(stored: &Stored) -> Vec<String> {
        stored.earlier.iter().map(|beside| beside.0.concat()).collect()
    }

    fn writer(client: &str, seq: i64) -> Writer {
        Writer(client.to_owned(), seq)
    }

    fn seen(values: &[&str]) -> Shown {
        Shown::Touched(mark(&texts(values), Sort::Answer))
    }

    #[test]
    fn saves_are_laid_one_on_another() {
        let stored = Stored {
            values: texts(&["1"]),
            earlier: Vec::new(),
            writers: vec![writer("b", 9), writer("a", 4)],
        };
        let lay = |(client, seq): (&str, i64), value: &str, shown: &Shown| {
            let values = texts(&[value]);
            stored.with(&Save { values: &values, client, seq, shown }, Sort::Answer)
        };
        let told = |laid: Option<Stored>| {
            laid.map(|stored| {
                let last = stored.writers.last().unwrap().clone();
                (stored.values.concat(), beside(&stored).concat(), last.0, last.1)
            })
        };
        let expect = |value: &str, earlier: &str, client: &str, seq| {
            Some((value.to_owned(), earlier.to_owned(), client.to_owned(), seq))
        };
        let nothing = Shown::Nothing;
        // Its own page goes on; a page that saw it replaces it; who did not see it leaves it beside.
        assert_eq!(told(lay(("a", 5), "2", &nothing)), expect("2", "", "a", 5));
        assert_eq!(told(lay(("c", 1), "2", &seen(&["1"]))), expect("2", "", "c", 1));
        assert_eq!(told(lay(("c", 1), "2", &seen(&["0"]))), expect("2", "1", "c", 1));
        assert_eq!(told(lay(("c", 1), "2", &nothing)), expect("2", "1", "c", 1));
        // The same answer, and one that comes late, even when another page has answered since.
        assert_eq!(told(lay(("c", 1), "1", &seen(&["0"]))), expect("1", "", "c", 1));
        assert_eq!(lay(("a", 4), "2", &seen(&["1"])), None);
        assert_eq!(lay(("b", 9), "2", &seen(&["1"])), None);
        // What a page holds without having been asked is no answer.
        let untouched = Shown::Untouched(mark(&texts(&["0"]), Sort::Answer));
        assert_eq!(lay(("c", 1), "0", &untouched), None);
        assert_eq!(told(lay(("c", 1), "2", &untouched)), expect("2", "1", "c", 1));
        // Unless the page had saved something else before: then it is taken back.
        let echo = ("a", 5);
        assert_eq!(told(lay(echo, "0", &untouched)), expect("0", "", "a", 5));
        // An empty answer hides nothing.
        let empty = Stored { values: texts(&[""]), ..stored.clone() };
        let values = texts(&["2"]);
        let save = Save { values: &values, client: "c", seq: 1, shown: &nothing };
        assert_eq!(told(empty.with(&save, Sort::Answer)), expect("2", "", "c", 1));
    }

    #[test]
    fn what_was_replaced_unseen_stays_until_somebody_chooses() {
        let mut stored = Stored::default();
        let mut save = |client: &str, seq, value: &str| {
            let values = texts(&[value]);
            let shown = Shown::Nothing;
            let save = Save { values: &values, client, seq, shown: &shown };
            stored = stored.with(&save, Sort::Answer).unwrap_or_else(|| stored.clone());
            stored.clone()
        };
        save("a", 1, "one");
        save("b", 1, "two");
        assert_eq!(beside(&save("b", 2, "twos")), ["one"], "the next keystroke keeps it");
        let third = save("c", 1, "three");
        assert_eq!(beside(&third), ["one", "twos"]);
        let of = |value: &str| mark(&texts(&[value]), Sort::Answer);
        let choose = |earlier, shown: &str| {
            let mut stored = third.clone();
            stored
                .choose(earlier, &of(shown))
                .then_some((stored.values.concat(), stored.earlier.len()))
        };
        assert_eq!(choose(Some(0), "one"), Some(("one".to_owned(), 0)));
        assert_eq!(choose(None, "three"), Some(("three".to_owned(), 0)));
        assert_eq!(choose(None, "twos"), None, "the page showed what stands no more");
        assert_eq!((choose(Some(1), "one"), choose(Some(2), "one")), (None, None));
        assert_eq!(beside(&save("c", 2, "twos")), ["one"], "what stands is not beside");
        assert_eq!(beside(&save("a", 2, "ones")), ["twos"], "its own it replaces knowingly");
    }

    #[test]
    fn rows_are_added_and_never_taken_away_by_a_save() {
        let stored = Stored { values: texts(&["r1", "r3"]), ..Stored::default() };
        let lay = |rows: &[&str], shown: &str| {
            let values = texts(rows);
            let shown = Shown::read(shown);
            let save = Save { values: &values, client: "a", seq: 1, shown: &shown };
            stored.with(&save, Sort::Rows).map(|stored| stored.values)
        };
        // r2 was taken away elsewhere, r3 added elsewhere, x4 here.
        assert_eq!(lay(&["r1", "r2", "x4"], "!r1,r2"), Some(texts(&["r1", "r3", "x4"])));
        assert_eq!(lay(&["r1", "r2"], "!r1,r2"), None);
        assert_eq!(lay(&["r1"], "-"), None);
        assert_eq!(lay(&["r2"], ""), Some(texts(&["r1", "r3", "r2"])));
        assert_eq!(lay(&["r1", "r2"], "r1,r2"), None);
    }

    #[test]
    fn a_mark_is_what_was_shown() {
        let of = |values: &[&str]| mark(&texts(values), Sort::Answer);
        assert_eq!(of(&["a\r\nb "]), of(&["a\nb"]));
        assert_eq!((of(&[""]), of(&[])), ("-".to_owned(), "-".to_owned()));
        assert_ne!(of(&["a", "b"]), of(&["ab"]));
        assert_eq!(mark(&texts(&["r1", "x2"]), Sort::Rows), "r1,x2");
        assert_eq!(Shown::read("!12"), Shown::Touched("12".to_owned()));
        assert_eq!(Shown::read(""), Shown::Nothing);
    }
}
