//! Into whose hands an application goes by itself (*assegnazione automatica*).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Who, is_default};

/// One rule of distribution: the first that holds says to whom of the office an application goes when it comes there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Distribution {
    /// Rule over the answers; none means "in every other case".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Who of them is next.
    #[serde(default, skip_serializing_if = "is_default")]
    pub by: DistributedBy,
    /// Those of the office who take part, by what they are there; clerks, unless said.
    #[serde(default = "clerks", skip_serializing_if = "is_clerks")]
    pub among: Vec<Who>,
}

fn clerks() -> Vec<Who> {
    vec![Who::Clerk]
}

fn is_clerks(among: &[Who]) -> bool {
    among == [Who::Clerk]
}

/// Who is next. Whoever is away today, or is named in the application, never is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DistributedBy {
    /// Who has the fewest open applications in their hands.
    #[default]
    Load,
    /// Whose turn it is: who was given one least recently.
    Turn,
}
