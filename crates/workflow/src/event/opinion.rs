//! What is asked of whom, in an opinion.

use chrono::NaiveDate;
use model::FileId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Whose opinion is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consulted {
    /// Another office, by its id.
    Office(String),
    /// Somebody outside, who is written to and signs in as themselves.
    Outside { name: String, email: String },
}

/// What is shown one by one, with a question or after it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosed {
    /// Files that came with the application or after it, papers that the office attached among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
    /// Ids of letters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Uuid>,
}

impl Enclosed {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.papers.is_empty()
    }
}

/// What is asked of whom, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Id of the opinion, where the workflow foresees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<String>,
    pub of: Consulted,
    pub text: String,
    /// Last day to answer.
    pub until: NaiveDate,
    /// Ids of the sections of the form that may be read; empty: all, unless only what is enclosed is shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shows: Vec<String>,
    /// What may be seen beside those sections.
    #[serde(flatten)]
    pub enclosed: Enclosed,
    /// That is all that may be seen: no section is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_files: bool,
}

impl Question {
    /// Whether a section of the form may be read.
    #[must_use]
    pub fn shows_section(&self, id: &str) -> bool {
        let is_named = || self.shows.is_empty() || self.shows.iter().any(|shown| shown == id);
        !self.only_files && is_named()
    }
}
