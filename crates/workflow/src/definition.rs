//! A workflow as the procedure document writes it: states, moves, term, timers, routing, letters.
//! Only shapes and their canonical order; what they mean is checked in `compile` and `proof`,
//! and what they do is decided in `decide`.

mod distribution;
mod effect;
mod opinion;

use model::Localized;
use model::calendar::Length;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::distribution::{DistributedBy, Distribution};
pub use self::effect::{Effect, Extend, Restart, Suspend};
pub use self::opinion::{LONGEST_DAYS, NEAR_DAYS, Opinion, SUPPLIED_DAYS, USUAL_DAYS, Verdict};

/// The way an application goes from sending to its end (*iter del procedimento*).
///
/// `F` is the field language of what a move asks; the workflow keeps it and never looks inside.
/// Keys are written back in this order, and absent or empty ones are not written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Workflow<F = serde_json::Value> {
    /// State an application has as soon as it is sent.
    pub start: String,
    /// Term of the procedure, L. 241/1990 art. 2.
    pub term: Term,
    /// Longest suspension for missing documents, in days; never above 30 (L. 241/1990 art. 2 c. 7).
    #[serde(default = "thirty", skip_serializing_if = "is_thirty")]
    pub suspension_days: u32,
    /// To which office an application goes: the first rule that holds; the last has no `when`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routing: Vec<Routing>,
    /// Into whose hands it goes there by itself: the first rule that holds; the office's queue where none does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub distribution: Vec<Distribution>,
    /// Dates within which something must be done without changing the state by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deadlines: Vec<Deadline>,
    /// Opinions of other offices that the procedure foresees.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opinions: Vec<Opinion>,
    pub states: Vec<State>,
    pub moves: Vec<Move<F>>,
    /// Moves that time makes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timers: Vec<Timer>,
    /// Comment of who wrote the procedure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

fn thirty() -> u32 {
    30
}

fn is_thirty(days: &u32) -> bool {
    *days == 30
}

/// Term of the procedure (*termine del procedimento*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Length in days; exactly one of `days` and `months` is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Length in months, ending on the same day number or on the month's last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// Which days count.
    #[serde(default, skip_serializing_if = "is_default")]
    pub calendar: DayKind,
    /// Source of the length, as cited: «L. 241/1990, art. 2, c. 2».
    pub norm: String,
    /// What makes the term begin.
    #[serde(default, skip_serializing_if = "is_default")]
    pub from: TermStart,
    /// What it means that the office says nothing within the term.
    #[serde(default, skip_serializing_if = "is_default")]
    pub silence: Silence,
    /// Source of that meaning; needed unless silence means nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence_norm: Option<String>,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Reads the three keys `days`, `months`, `calendar`. Months win if both are written, which the
/// proof refuses.
fn length(days: Option<u32>, months: Option<u32>, calendar: DayKind) -> Length {
    match (months, calendar) {
        (Some(months), _) => Length::Months(months),
        (None, DayKind::Calendar) => Length::Days(days.unwrap_or(0)),
        (None, DayKind::Working) => Length::WorkingDays(days.unwrap_or(0)),
    }
}

impl Term {
    /// The length of the term.
    #[must_use]
    pub fn length(&self) -> Length {
        length(self.days, self.months, self.calendar)
    }

    /// The source of what silence means.
    #[must_use]
    pub fn silence_source(&self) -> &str {
        self.silence_norm.as_ref().unwrap_or(&self.norm)
    }
}

/// Which days a length counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// All days; an end on a holiday moves to the next day that is none.
    #[default]
    Calendar,
    /// Working days of the municipality only.
    Working,
}

/// What the term runs from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TermStart {
    /// The first receipt by the municipality, whichever office (L. 241/1990 art. 2 c. 6).
    #[default]
    Receipt,
    /// Receipt by the competent office, only where art. 18-bis c. 2 says so.
    CompetentOffice,
}

/// What the law makes of an office that says nothing (*silenzio*).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// Nothing: the holder of the substitutive power can be called on.
    #[default]
    None,
    /// The request is granted (*silenzio assenso*, L. 241/1990 art. 20).
    Assent,
    /// The request is refused (*silenzio rigetto*).
    Refusal,
}

/// One rule of routing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// Rule over the answers; none means "in every other case".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Id of the office.
    pub office: String,
}

/// A date within which the office must have made one of some moves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    pub id: String,
    /// What must be done, as the office reads it.
    pub label: Localized,
    pub after: After,
    /// Moves any of which meets the deadline.
    pub met_by: Vec<String>,
    /// It binds the office only where something is wrong: once somebody has taken the application, a day that passed is
    /// no delay, and only the power to do it is gone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lapses_once_taken: bool,
    /// Source of the deadline.
    pub norm: String,
}

/// A state (*stato*) of the application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub id: String,
    /// What the citizen reads.
    pub citizen: Localized,
    /// What the office reads.
    pub office: Localized,
    /// The state of the national model it counts as.
    pub national: National,
    /// What the term does while the application is here.
    #[serde(default, skip_serializing_if = "is_default")]
    pub clock: ClockState,
    /// How the application has ended, if this state ends it.
    #[serde(default, rename = "final", skip_serializing_if = "Option::is_none")]
    pub ends: Option<Outcome>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The states every Italian municipality shows alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum National {
    Running,
    /// The citizen has something to do.
    SuspendedCitizen,
    /// The office waits for somebody else.
    SuspendedOffice,
    Closed,
}

/// What the term does in a state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    #[default]
    Running,
    Suspended,
    /// The procedure has ended.
    Stopped,
}

/// How an application ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Positive,
    Negative,
    Withdrawn,
}

/// A move (*passaggio*) from some states to one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Move<F = serde_json::Value> {
    pub id: String,
    /// What kind of act it is, in law.
    #[serde(default, skip_serializing_if = "is_default")]
    pub act: Act,
    /// What the button says.
    pub label: Localized,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Localized>,
    pub from: Vec<String>,
    pub to: String,
    pub who: Vec<Who>,
    /// Moves that somebody else must have made (*controllo a quattro occhi*): of each the last time counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_than: Vec<String>,
    /// Rule that must hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<String>,
    /// What is said when the guard does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Localized>,
    /// It grants less than was asked: the law of refusals holds for it too (L. 241/1990 art. 10-bis).
    #[serde(default, skip_serializing_if = "is_default")]
    pub denies_part: bool,
    /// For what denies all or a part: the norm by which it needs no notice before it (L. 241/1990 art. 10-bis).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_notice: Option<String>,
    /// What the move asks, in the field language of forms.
    #[serde(default = "Vec::<F>::new", skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<F>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl<F> Move<F> {
    /// What was asked is denied, wholly or in part, and nothing makes an exception from the notice and the observations.
    #[must_use]
    pub fn needs_notice(&self) -> bool {
        (self.act == Act::Refuse || self.denies_part) && self.without_notice.is_none()
    }
}

/// What kind of act a move is, in law.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Somebody of the office takes charge (*presa in carico*).
    Take,
    /// *Richiesta di integrazione*, L. 241/1990 art. 6 c. 1 b and art. 2 c. 7.
    AskIntegration,
    AnswerIntegration,
    /// *Preavviso di rigetto*, L. 241/1990 art. 10-bis.
    NoticeOfRefusal,
    /// The citizen's observations on that notice.
    Observations,
    Grant,
    Refuse,
    Withdraw,
    /// The term has run out and the law gives silence a meaning.
    Silence,
    RegisterPayment,
    #[default]
    Other,
}

/// Who may make a move.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Applicant,
    Delegate,
    /// Anybody of the office in charge (*istruttore*).
    Clerk,
    /// *Responsabile del procedimento*, L. 241/1990 art. 5.
    Responsible,
    /// Head of the office (*dirigente*).
    Head,
    /// The protocol register.
    Protocol,
    /// The payment platform: it was paid online.
    Payment,
    /// Time.
    Timer,
    /// Whose opinion was asked: the move is made by itself when no opinion is awaited any more.
    Consulted,
    /// The ranking that the application is in, once the office has published or approved it.
    Ranking,
}

/// A move that time makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timer {
    pub id: String,
    pub after: After,
    /// States in which it runs.
    #[serde(rename = "in")]
    pub states: Vec<String>,
    /// Move it makes; one whose `who` has `timer`.
    pub then: String,
    /// Which goes first when two fall on the same day in the same state: the lower.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<u32>,
}

/// How long after what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct After {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub calendar: DayKind,
    pub from: Anchor,
}

impl After {
    /// The length to wait.
    #[must_use]
    pub fn length(&self) -> Length {
        length(self.days, self.months, self.calendar)
    }
}

/// What a timer or a deadline counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The sending of the application; suspensions do not move it.
    Sent,
    /// The beginning of the term; suspensions move it as they move the term.
    TermStart,
    /// The end of the term as the citizen is told it.
    TermEnd,
    /// The day the application came into its state.
    StateEntry,
    /// The last day of the suspension the application is in.
    SuspensionEnd,
    /// The last day for the opinions that are awaited.
    OpinionEnd,
    /// The last day to answer the integration request that is awaited, whether or not the term is suspended.
    AnswerEnd,
}

/// A letter (*comunicazione, provvedimento*) that moves make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    pub id: String,
    pub title: Localized,
    /// Template of the subject.
    pub subject: Localized,
    /// Template of the text: prose with `{expression}` holes.
    pub body: Localized,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<Signatory>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Who signs a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Signatory {
    Clerk,
    Responsible,
    Head,
}

impl<F> Move<F> {
    /// The letter the move makes, the first if several.
    #[must_use]
    pub fn letter(&self) -> Option<String> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Letter(id) => Some(id.clone()),
            _ => None,
        })
    }
}
