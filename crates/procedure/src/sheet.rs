//! The service sheet (*scheda servizio*): what a citizen reads before applying, in the order and with
//! the items that the national model, law 241/1990 art. 18-bis and D.Lgs 33/2013 art. 35 ask for.
//! Deliberately not the form nor the workflow, and no HTML.

use model::Localized;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{fault::Fault, intake::Intake, place::Place, unread};

/// Longest short description, in characters (national model of municipal sites).
pub const SUMMARY_MAX: usize = 255;

/// What is published about a service. Prose is the small markdown of `model::prose`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Slug of one of the fifteen service categories.
    pub category: String,
    /// Topics (*argomenti*) of the national vocabulary, spelled as there.
    pub topics: Vec<String>,
    #[serde(default)]
    pub status: Status,
    /// Short description, at most [`SUMMARY_MAX`] characters, without articles of law.
    pub summary: Localized,
    /// *A chi è rivolto*.
    pub addressed: Localized,
    /// *Descrizione* at length.
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub description: Localized,
    /// *Come fare*.
    pub how_to: Localized,
    pub needed: Needed,
    /// *Cosa si ottiene*.
    pub achieved: Localized,
    pub calendar: Calendar,
    /// *Quanto costa*; empty when nothing is due.
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub cost: Localized,
    pub access: Access,
    /// When applications are taken, and how many.
    #[serde(default, skip_serializing_if = "Intake::is_empty")]
    pub intake: Intake,
    /// *Vincoli*.
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub constraints: Localized,
    /// *Condizioni di servizio*.
    pub conditions: Localized,
    /// Id of the responsible office.
    pub office: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub law: Vec<Norm>,
    /// What comes in and what goes out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub act: Option<Act>,
    /// How to appeal, or what to do if the office stays silent.
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub remedies: Localized,
    /// Title of the post that holds the substitutive power (law 241/1990 art. 2 c. 9-bis).
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub substitute: Localized,
}

/// Whether the service is offered now. Written `active`, or `{inactive: {reason: …}}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "StatusText", into = "StatusText")]
pub enum Status {
    #[default]
    Active,
    /// Not offered, because of a reason that is shown (*motivo dello stato*).
    Inactive { reason: Localized },
}

/// How [`Status`] is written. Untagged, because YAML readers disagree on how tagged enums look.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum StatusText {
    Word(StatusWord),
    Map(StatusMap),
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum StatusWord {
    Active,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatusMap {
    inactive: Inactive,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Inactive {
    reason: Localized,
}

impl From<StatusText> for Status {
    fn from(text: StatusText) -> Status {
        match text {
            StatusText::Word(StatusWord::Active) => Status::Active,
            StatusText::Map(StatusMap { inactive: Inactive { reason } }) => {
                Status::Inactive { reason }
            }
        }
    }
}

impl From<Status> for StatusText {
    fn from(status: Status) -> StatusText {
        match status {
            Status::Active => StatusText::Word(StatusWord::Active),
            Status::Inactive { reason } => {
                StatusText::Map(StatusMap { inactive: Inactive { reason } })
            }
        }
    }
}

/// *Cosa serve*: an opening sentence and a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Needed {
    pub intro: Localized,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Localized>,
}

/// *Tempi e scadenze*: the longest time for an answer, in words, and the phases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    pub text: Localized,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<Phase>,
}

/// One phase of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// Days after sending.
    pub days: u32,
    pub title: Localized,
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub text: Localized,
    /// Rule over the answers: who sent others is not told of the phase.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
}

/// *Accedi al servizio*: the two doors, online and at the counter. An empty text closes that door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Access {
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub online: Localized,
    /// Minutes that filling in takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
    /// Level of assurance that sign-in needs: 1, 2 or 3 (SPID levels, eIDAS low/substantial/high).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    #[serde(default, skip_serializing_if = "Localized::is_empty")]
    pub counter: Localized,
}

/// A rule of law and where to read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Norm {
    pub norm: Localized,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The act that starts the procedure and the one that ends it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    pub input: Localized,
    pub output: Localized,
}

/// A service that is described but not yet offered online: a sheet with its id and title.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leaflet {
    pub schema_version: u32,
    pub id: String,
    pub title: Localized,
    /// Free text kept for authors, shown to nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    pub sheet: Sheet,
}

impl Leaflet {
    /// Reads a leaflet written in YAML.
    ///
    /// # Errors
    /// What is not YAML, has an unknown key or a wrong type, with line and column.
    pub fn read(text: &str) -> Result<Leaflet, Fault> {
        serde_saphyr::from_str(text).map_err(|error| {
            let number = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
            let place = error.location().map_or(Place { line: 1, column: 1 }, |at| Place {
                line: number(at.line()),
                column: number(at.column()),
            });
            let whole = error.without_snippet().to_string();
            Fault::at(place, unread::sentence(whole.lines().next().unwrap_or_default()))
        })
    }
}

impl Sheet {
    /// Keys that a published sheet must fill and this one leaves empty, or a `summary` too long,
    /// in page order. Empty means that the sheet may be published.
    pub fn gaps(&self) -> Vec<&'static str> {
        let too_long = self.summary.iter().any(|(_, text)| text.chars().count() > SUMMARY_MAX);
        [
            ("category", self.category.is_empty()),
            ("topics", self.topics.is_empty()),
            ("status.inactive.reason", self.status == Status::Inactive { reason: "".into() }),
            ("summary", self.summary.is_empty() || too_long),
            ("addressed", self.addressed.is_empty()),
            ("how_to", self.how_to.is_empty()),
            ("needed.intro", self.needed.intro.is_empty()),
            ("achieved", self.achieved.is_empty()),
            ("calendar.text", self.calendar.text.is_empty()),
            ("access", self.access.online.is_empty() && self.access.counter.is_empty()),
            ("conditions", self.conditions.is_empty()),
            ("office", self.office.is_empty()),
        ]
        .into_iter()
        .filter_map(|(key, missing)| missing.then_some(key))
        .collect()
    }

    /// The service is offered now.
    pub fn is_active(&self) -> bool {
        self.status == Status::Active
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_a_word_or_a_reason() {
        let active: Status = serde_json::from_str("\"active\"").unwrap();
        assert_eq!(active, Status::Active);
        let text = r#"{"inactive":{"reason":"Lavori in corso"}}"#;
        let inactive: Status = serde_json::from_str(text).unwrap();
        assert_eq!(inactive, Status::Inactive { reason: "Lavori in corso".into() });
        assert_eq!(serde_json::to_string(&inactive).unwrap(), text);
        assert!(serde_json::from_str::<Status>("\"closed\"").is_err());
        assert!(serde_json::from_str::<Status>(r#"{"inactive":{"why":"x"}}"#).is_err());
    }

    #[test]
    fn a_sheet_names_what_it_lacks() {
        let text = serde_json::json!({
            "category": "ambiente", "topics": [], "status": {"inactive": {"reason": ""}},
            "summary": "x".repeat(SUMMARY_MAX + 1), "addressed": "tutti", "how_to": "così",
            "needed": {"intro": ""}, "achieved": "nulla", "calendar": {"text": "subito"},
            "access": {}, "conditions": "nessuna", "office": "urp"
        });
        let sheet: Sheet = serde_json::from_value(text).unwrap();
        assert_eq!(
            sheet.gaps(),
            ["topics", "status.inactive.reason", "summary", "needed.intro", "access"]
        );
    }
}
