//! Opinions (*pareri*) that a procedure foresees: asked of another office, with a day to answer by.

use model::Localized;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An opinion that the procedure asks of another office (*parere*, L. 241/1990 art. 16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    pub id: String,
    /// What it is called, as the office and the citizen read it.
    pub label: Localized,
    /// Id of the office that gives it.
    pub office: String,
    /// Days to answer; the law gives 20 (L. 241/1990 art. 16 c. 1).
    #[serde(default = "twenty", skip_serializing_if = "is_twenty")]
    pub days: u32,
    /// Source of those days, as cited.
    pub norm: String,
    /// Ids of the sections of the form that the office asked may read, with their files; empty: the whole form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shows: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Days that the law gives to who is asked: L. 241/1990 art. 16 c. 1.
pub const USUAL_DAYS: u32 = 20;
/// Longest time to answer, that of technical evaluations: L. 241/1990 art. 17 c. 1.
pub const LONGEST_DAYS: u32 = 90;

/// Days to answer after what was missing has come: L. 241/1990 art. 16 c. 4.
pub const SUPPLIED_DAYS: u32 = 15;
/// Days before its last one on which who is to answer is reminded.
pub const NEAR_DAYS: u64 = 3;

fn twenty() -> u32 {
    USUAL_DAYS
}

fn is_twenty(days: &u32) -> bool {
    *days == USUAL_DAYS
}

/// What an opinion comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Favourable,
    /// In favour, if what the text says is kept (*con prescrizioni*).
    Conditions,
    Against,
}

impl Verdict {
    pub const ALL: [Self; 3] = [Self::Favourable, Self::Conditions, Self::Against];

    /// The word that rules compare with and pages send.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Favourable => "favourable",
            Self::Conditions => "conditions",
            Self::Against => "against",
        }
    }

    /// Reads [`Verdict::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }
}
