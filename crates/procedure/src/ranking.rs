//! How the applications of a procedure are ranked (*graduatoria*): what each is given points for, what decides between
//! equals, which moves follow. Only shapes and rules; the order itself is made in the room `ranking`.

mod compiled;
mod score;

use std::collections::BTreeMap;

use model::Localized;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use compiled::compile;
pub use compiled::{CompiledRanking, Place};
pub use score::{Score, hundredths};

/// How applications are ranked. Keys are written back in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ranking {
    /// Source of the rules: the act that fixes the criteria (L. 241/1990 art. 12).
    pub norm: Localized,
    /// States whose applications take part when a list is computed.
    pub among: Vec<String>,
    /// What decides before the points do, in order (*precedenze*).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<Criterion>,
    /// What points are given for; the sum decides, and more goes first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<Points>,
    /// What decides between equals, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ties: Vec<Criterion>,
    /// What decides last, so that no two are equal.
    #[serde(default, skip_serializing_if = "is_default")]
    pub last: Last,
    /// The question whose choices are the lists, answered in order of preference; one list without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lists: Option<String>,
    /// What happens to who is in the list when it is published for observations.
    pub provisional: Step,
    /// What happens to who is in the list when it is approved.
    pub approval: Step,
    /// How somebody is offered a place.
    pub offer: Step,
    /// States in which somebody has a place, offered or accepted; in every other one it is free again.
    pub holds: Vec<String>,
    /// Who gives a place that is free again.
    #[serde(default, skip_serializing_if = "is_default")]
    pub scroll: Scroll,
    /// Days for observations on the provisional list.
    pub claims_days: u32,
    /// Days for which the approved list stays public.
    pub public_days: u32,
    /// Comment of who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Something that decides who goes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// As people read it: «ISEE più basso».
    pub label: Localized,
    /// Rule that gives a number, a sum, a day or yes and no. Who has none goes last.
    pub value: String,
    /// Which goes first.
    pub first: First,
}

/// Which value goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum First {
    /// The lowest, the earliest, no.
    Lowest,
    /// The highest, the latest, yes.
    Highest,
}

/// Something points are given for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// As people read it.
    pub label: Localized,
    /// Rule that gives the points, to the hundredth; none without a value.
    pub value: String,
}

/// What decides last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Last {
    /// Who was received first.
    #[default]
    Received,
    /// A lot, drawn from a seed that is published with the list.
    Lot,
}

/// A move of the workflow that the ranking makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The move; its `who` has `ranking`.
    #[serde(rename = "move")]
    pub move_id: String,
    /// What is written into its fields: rules over the answers, `ranked.points`, `ranked.position`, `ranked.list`
    /// and `ranked.act`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub give: BTreeMap<String, String>,
}

/// Who gives a place that is free again (*scorrimento*).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scroll {
    /// It is offered to the next by itself.
    #[default]
    Automatic,
    /// The office presses a button.
    Office,
}
