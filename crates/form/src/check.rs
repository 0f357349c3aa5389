//! Looks at a draft and says everything about it: what is asked, what is answered, what is missing
//! or wrong. Never fails: whatever was typed has an outcome, and nothing typed is lost.

mod holder;
mod leaf;
mod run;

use std::collections::BTreeMap;

use model::{Lang, Localized};

use crate::answers::Answers;
use crate::compiled::Compiled;
use crate::facts::Facts;
use crate::messages::ProblemKind;
use crate::raw::Raw;

pub(crate) use self::leaf::Typed;
pub use self::run::ROWS;

/// What there is to say about one answer that cannot be sent as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path of the answer, rows included.
    pub path: String,
    /// What people call it.
    pub label: Localized,
    /// Id of the step and of the section where it is mended.
    pub step: String,
    pub section: String,
    pub kind: ProblemKind,
}

impl Problem {
    /// Name of the problem that never changes.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// An answer that is needed is not there.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(self.kind, ProblemKind::Missing { .. })
    }

    /// The data of its sentence.
    #[must_use]
    pub fn args(&self) -> BTreeMap<&'static str, String> {
        self.kind.args()
    }

    /// The sentence: what to do.
    #[must_use]
    pub fn message(&self) -> Localized {
        self.kind.message()
    }

    /// The sentence in one language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        self.message().get(lang).to_owned()
    }
}

/// One field, in one row if it stands in a group, as the draft makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    pub field: usize,
    /// Place of the row it stands in.
    pub row: Option<String>,
    pub path: String,
    pub is_visible: bool,
    pub is_required: bool,
    pub is_locked: bool,
    /// Least and greatest number of rows, for a group.
    pub rows: (u32, u32),
}

/// Everything about a draft. The default one knows of nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checked {
    /// The right answers to what is asked; nothing hidden, nothing wrong.
    pub answers: Answers,
    /// In the order of the form.
    pub problems: Vec<Problem>,
    /// In the order of the form, rows in theirs.
    pub(crate) nodes: Vec<Node>,
    pub(crate) by_path: BTreeMap<String, usize>,
    pub(crate) sections: Vec<bool>,
    pub(crate) steps: Vec<bool>,
    /// What was typed, or what an authoritative source says in its place, for each visible leaf.
    pub(crate) typed: Raw,
}

impl Checked {
    /// Nothing is missing or wrong.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.problems.is_empty()
    }

    /// Problems of one answer.
    pub fn problems_at<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Problem> {
        self.problems.iter().filter(move |problem| problem.path == path)
    }

    /// The answer is asked.
    #[must_use]
    pub fn is_visible(&self, path: &str) -> bool {
        self.node(path).is_some_and(|node| node.is_visible)
    }

    /// The answer is asked and needed.
    #[must_use]
    pub fn is_required(&self, path: &str) -> bool {
        self.node(path).is_some_and(|node| node.is_visible && node.is_required)
    }

    /// The citizen may write at that path: it is asked, and neither locked nor computed.
    #[must_use]
    pub fn is_open(&self, path: &str) -> bool {
        self.node(path).is_some_and(|node| node.is_visible && !node.is_locked)
    }

    /// How many rows the group at that path can have now.
    #[must_use]
    pub fn most_rows(&self, path: &str) -> Option<u32> {
        self.node(path).map(|node| node.rows.1)
    }

    /// Paths of the answers that are not asked now, in the order of the form.
    pub fn hidden(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().filter(|node| !node.is_visible).map(|node| node.path.as_str())
    }

    /// Paths of the answers that are needed now, in the order of the form.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        let needed = self.nodes.iter().filter(|node| node.is_visible && node.is_required);
        needed.map(|node| node.path.as_str())
    }

    /// The page shows a first row of this group, which needs one, before it is in the draft.
    pub(crate) fn shows_first_row(&self, group: &str) -> bool {
        let needs = |node: &Node| node.is_visible && node.is_required && !node.is_locked;
        self.node(group).is_some_and(needs) && self.answers.rows(group).is_empty()
    }

    pub(crate) fn node(&self, path: &str) -> Option<&Node> {
        self.by_path.get(path).map(|&node| &self.nodes[node])
    }
}

/// Checks a draft against a form, on the day and with the facts given.
#[must_use]
pub fn check(form: &Compiled, raw: &Raw, facts: &Facts<'_>) -> Checked {
    run::run(form, raw, facts)
}

/// Checks a draft as if a group held one row, and says what that draft would be.
pub(crate) fn check_with_row(
    form: &Compiled,
    raw: &Raw,
    facts: &Facts<'_>,
    (group, row): (&str, &str),
) -> (Raw, Checked) {
    let mut raw = raw.clone();
    raw.set(group, vec![row.to_owned()]);
    let checked = check(form, &raw, facts);
    (raw, checked)
}
