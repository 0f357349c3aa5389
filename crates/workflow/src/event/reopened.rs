//! Why a decision is taken back, and the law it rests on.

use serde::{Deserialize, Serialize};

/// Why a decision was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReopenedFor {
    /// It was unlawful (*annullamento d'ufficio*, L. 241/1990 art. 21-nonies).
    Annulment,
    /// It was obtained by false declarations that a final judgment has established: the same, without the limit of time
    /// (L. 241/1990 art. 21-nonies c. 2-bis).
    Falsehood,
    /// The public interest or the facts are otherwise now (*revoca*, L. 241/1990 art. 21-quinquies).
    Revocation,
    /// It was made on a plain mistake (*errore materiale*).
    Mistake,
    /// A judge, or who decides on appeals, has said so.
    Judgment,
}

impl ReopenedFor {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Annulment, Self::Falsehood, Self::Revocation, Self::Mistake, Self::Judgment];

    /// The word used in events and addresses.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Annulment => "annulment",
            Self::Falsehood => "falsehood",
            Self::Revocation => "revocation",
            Self::Mistake => "mistake",
            Self::Judgment => "judgment",
        }
    }

    /// Reads [`ReopenedFor::tag`].
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.tag() == tag)
    }

    /// What it rests on.
    #[must_use]
    pub const fn norm(self) -> &'static str {
        match self {
            Self::Annulment => "L. 241/1990, art. 21-nonies",
            Self::Falsehood => "L. 241/1990, art. 21-nonies, c. 2-bis",
            Self::Revocation => "L. 241/1990, art. 21-quinquies",
            Self::Mistake => "L. 241/1990, art. 1, c. 1",
            Self::Judgment => "L. 241/1990, art. 2",
        }
    }
}
