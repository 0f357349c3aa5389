//! What an event says of the letters that its move makes or proposes.

use serde::{Deserialize, Serialize};

use super::Done;

/// What an event says of a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lettered {
    /// Its own number in the protocol register (DPR 445/2000 art. 53), once it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// As its author wrote it, in place of what the procedure would write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_hand: Option<ByHand>,
    /// It is not made yet: whoever makes it later begins with this text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_proposed: bool,
}

/// The text of a letter, written by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByHand {
    /// One line.
    pub subject: String,
    /// Prose as somebody types it.
    pub body: String,
    /// A mark of the procedure's text that it was drawn over, for whoever takes it up; empty where nobody asks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub over: String,
}

impl ByHand {
    /// A text without what nobody sees: blanks at the ends, several in the subject, the line ends of a browser.
    #[must_use]
    pub fn new(subject: &str, body: &str) -> Self {
        Self {
            subject: subject.split_whitespace().collect::<Vec<_>>().join(" "),
            body: body.replace("\r\n", "\n").trim().to_owned(),
            over: String::new(),
        }
    }
}

impl Done {
    /// Whether a letter that leaves with it was written by hand.
    #[must_use]
    pub fn has_hand_written(&self) -> bool {
        self.letters.values().any(|letter| letter.by_hand.is_some() && !letter.is_proposed)
    }
}
