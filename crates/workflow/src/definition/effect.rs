//! What a move promises besides the change of state.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a move promises besides the change of state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "EffectKeys", into = "EffectKeys")]
#[schemars(with = "EffectKeys", extend("minProperties" = 1, "maxProperties" = 1))]
pub enum Effect {
    /// Make the letter with this id.
    Letter(String),
    /// Send the letter with this id by e-mail to the citizen.
    Mail(String),
    /// Write the letter with this id for somebody else to make: its text waits for them.
    Propose(String),
    /// Suspend the term.
    Suspend(Suspend),
    /// End a suspension.
    Resume,
    /// Lengthen the term, where the procedure's law allows.
    Extend(Extend),
    /// Begin the term anew, where a special law says so (DPR 184/2006 art. 6 c. 5).
    Restart(Restart),
    /// Ask the opinion with this id, with the question that the move asks.
    Opinion(String),
}

/// A suspension of the term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suspend {
    /// Source; without it, that of the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub norm: Option<String>,
    /// Longest duration in days; without it, that of the act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
}

/// A lengthening of the term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    pub days: u32,
    pub norm: String,
}

/// A new beginning of the term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restart {
    pub norm: String,
}

/// The one-key map an effect is written as; formats write enums each in its own way, maps alike.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EffectKeys {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    letter: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    propose: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suspend: Option<Suspend>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resume: Option<Resume>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extend: Option<Extend>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    restart: Option<Restart>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    opinion: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Resume {}

impl TryFrom<EffectKeys> for Effect {
    type Error = &'static str;

    fn try_from(keys: EffectKeys) -> Result<Self, Self::Error> {
        let EffectKeys { letter, mail, propose, suspend, resume, extend, restart, opinion } = keys;
        let mut found = [
            letter.map(Self::Letter),
            mail.map(Self::Mail),
            propose.map(Self::Propose),
            suspend.map(Self::Suspend),
            resume.map(|Resume {}| Self::Resume),
            extend.map(Self::Extend),
            restart.map(Self::Restart),
            opinion.map(Self::Opinion),
        ]
        .into_iter()
        .flatten();
        match (found.next(), found.next()) {
            (Some(effect), None) => Ok(effect),
            _ => Err("one of: letter, mail, propose, suspend, resume, extend, restart, opinion"),
        }
    }
}

impl From<Effect> for EffectKeys {
    fn from(effect: Effect) -> Self {
        let mut keys = Self::default();
        match effect {
            Effect::Letter(id) => keys.letter = Some(id),
            Effect::Mail(id) => keys.mail = Some(id),
            Effect::Propose(id) => keys.propose = Some(id),
            Effect::Suspend(suspend) => keys.suspend = Some(suspend),
            Effect::Resume => keys.resume = Some(Resume {}),
            Effect::Extend(extend) => keys.extend = Some(extend),
            Effect::Restart(restart) => keys.restart = Some(restart),
            Effect::Opinion(id) => keys.opinion = Some(id),
        }
        keys
    }
}
