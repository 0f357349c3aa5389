//! Who asks, and as what.

use model::PersonId;

use crate::definition::Who;
use crate::event::{Author, Consulted};

/// Who asks, and in which of their parts: a human acts as one at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub person: Option<PersonId>,
    pub part: Part,
}

/// The part somebody plays towards one application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The person who sent it.
    Applicant,
    /// Somebody the applicant has charged with it.
    Delegate,
    /// Staff, with the roles held in the office the application is with.
    Staff(Vec<Who>),
    /// The protocol register.
    Register,
    /// The payment platform.
    Payment,
    /// Time.
    Time,
    /// Whose opinion was asked.
    Consulted(Consulted),
    /// The ranking that the application is in.
    Ranking,
}

impl Actor {
    /// The citizen who sent the application.
    #[must_use]
    pub const fn applicant(person: PersonId) -> Self {
        Self { person: Some(person), part: Part::Applicant }
    }

    /// Somebody of the office, with the roles held there for this procedure.
    #[must_use]
    pub fn staff(person: PersonId, roles: impl Into<Vec<Who>>) -> Self {
        Self { person: Some(person), part: Part::Staff(roles.into()) }
    }

    /// Time itself: what a worker is when timers fire.
    #[must_use]
    pub const fn time() -> Self {
        Self { person: None, part: Part::Time }
    }

    /// The payment platform, when it says that something was paid.
    #[must_use]
    pub const fn payment() -> Self {
        Self { person: None, part: Part::Payment }
    }

    /// The ranking that the application is in, once somebody has published or approved it.
    #[must_use]
    pub const fn ranking() -> Self {
        Self { person: None, part: Part::Ranking }
    }

    /// Somebody who answers for an office, or for themselves, when their opinion was asked.
    #[must_use]
    pub const fn consulted(person: PersonId, of: Consulted) -> Self {
        Self { person: Some(person), part: Part::Consulted(of) }
    }

    /// The desk itself, as keeper of the register and of documents.
    #[must_use]
    pub const fn register() -> Self {
        Self { person: None, part: Part::Register }
    }

    pub(super) fn is(&self, who: Who) -> bool {
        match (&self.part, who) {
            (Part::Applicant, Who::Applicant)
            | (Part::Delegate, Who::Delegate)
            | (Part::Register, Who::Protocol)
            | (Part::Payment, Who::Payment)
            | (Part::Time, Who::Timer)
            | (Part::Consulted(_), Who::Consulted)
            | (Part::Ranking, Who::Ranking) => true,
            (Part::Staff(roles), Who::Clerk | Who::Responsible | Who::Head | Who::Protocol) => {
                roles.contains(&who)
            }
            _ => false,
        }
    }

    /// As what this actor does something that any of its parts may do.
    pub(super) fn any_part(&self) -> Option<Who> {
        Who::ALL.into_iter().find(|who| self.is(*who))
    }

    pub(super) const fn is_staff(&self) -> bool {
        matches!(self.part, Part::Staff(_))
    }

    pub(super) const fn author(&self, who: Who) -> Author {
        Author { who, person: self.person }
    }
}
