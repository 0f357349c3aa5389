//! What an event says of the letters that its move makes or proposes.

use serde::{Deserialize, Serialize};

use super::{Done, Event};

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

/// Letters that belong to no procedure: the ids that no procedure can give to its own.
pub const OWN_LETTERS: [&str; 3] = [RECEIPT, REOPENED, CORRECTED];
/// What is made when an application arrives.
pub const RECEIPT: &str = "receipt";
/// It says that a decision was taken back.
pub const REOPENED: &str = "reopened";
/// It puts an act right.
pub const CORRECTED: &str = "corrected";

impl Event {
    /// The letter that leaves with it whatever its procedure says.
    #[must_use]
    pub const fn own_letter(&self) -> Option<&'static str> {
        match self {
            Self::Reopened { .. } => Some(REOPENED),
            Self::Corrected { .. } => Some(CORRECTED),
            _ => None,
        }
    }

    /// The number that one of its letters has in the register.
    #[must_use]
    pub fn number_of(&self, letter: &str) -> Option<&str> {
        match self {
            Self::Reopened { number, .. } | Self::Corrected { number, .. } => number.as_deref(),
            _ => self.done()?.letters.get(letter)?.number.as_deref(),
        }
    }

    /// Gives one of its letters its number.
    pub(crate) fn numbered(&mut self, letter: String, given: String) {
        match self {
            Self::Reopened { number, .. } | Self::Corrected { number, .. } => *number = Some(given),
            _ => {
                let Some(done) = self.done_mut() else { return };
                done.letters.entry(letter).or_default().number = Some(given);
            }
        }
    }
}
