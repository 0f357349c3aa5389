//! In whose hands an application is: taken, left, taken over from a colleague, given to somebody.

use model::{ApplicationId, Lang, Localized, Moment, PersonId, access::Action};
use workflow::{Code, Command, Decision, Event};

use super::actor;
use crate::{Desk, Error, absences::Missing, loaded::Loaded, paper::said, session::Session};

/// What is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// Given to a person of the office, or to nobody.
    To(Option<PersonId>),
    /// Taken into one's own hands: one that nobody has, or one that a colleague has.
    Take,
    /// Left to the office's queue by who has it.
    Leave,
}

impl Hand {
    /// The right that it needs.
    pub(crate) const fn right(self) -> Action {
        if matches!(self, Self::To(_)) { Action::Assign } else { Action::Take }
    }
}

/// Why it stays where it is.
#[derive(Debug, thiserror::Error)]
pub enum NotHanded {
    /// A colleague has it, and nobody said why it is taken from them.
    #[error("no reason")]
    NoReason,
    /// To whom it was to be given does not work there.
    #[error("does not work there")]
    NotThere,
    /// To whom it was to be given is named in it, and must abstain.
    #[error("must abstain")]
    MustAbstain(Localized),
    /// Refused, changed meanwhile, not theirs.
    #[error(transparent)]
    Desk(#[from] Error),
}

impl From<store::Error> for NotHanded {
    fn from(error: store::Error) -> Self {
        Self::Desk(error.into())
    }
}

impl Loaded {
    /// Since when who has it has had it, without a break.
    #[must_use]
    pub fn held_since(&self) -> Option<Moment> {
        let mut held: Option<(PersonId, Moment)> = None;
        for entry in &self.entries {
            let to = match &entry.event {
                Event::Taken { .. } => entry.author.person,
                Event::Assigned { to, .. } => *to,
                Event::Transferred { .. } => None,
                _ => continue,
            };
            let before = held.filter(|(person, _)| Some(*person) == to);
            held = before.or(to.map(|to| (to, entry.at)));
        }
        held.map(|(_, since)| since)
    }
}

impl Desk {
    /// Changes in whose hands an application is, decided on that version of it.
    ///
    /// # Errors
    /// See [`NotHanded`].
    pub async fn hand(
        &self,
        session: &Session,
        id: ApplicationId,
        hand: Hand,
        (reason, version): (&str, i64),
    ) -> Result<(), NotHanded> {
        let loaded = self.admitted(session, id, hand.right()).await?;
        if loaded.version() != version {
            return Err(Error::Stale.into());
        }
        if let Hand::To(Some(to)) = hand {
            let staff = self.colleagues(&loaded.application.office, &loaded.row.procedure).await?;
            if !staff.iter().any(|(person, _)| *person == to) {
                return Err(NotHanded::NotThere);
            }
        }
        let missing = self.missing(session).await?;
        let decision = self.handed(session, &loaded, hand, (reason, &missing))?;
        Ok(self.keep(&loaded, &decision, None).await?)
    }

    /// What follows from giving it into other hands; nothing is kept. That somebody works there is looked at before.
    pub(crate) fn handed(
        &self,
        session: &Session,
        loaded: &Loaded,
        hand: Hand,
        (reason, missing): (&str, &Missing),
    ) -> Result<Decision, NotHanded> {
        let application = &loaded.application;
        let me = session.person.id;
        if hand == Hand::Leave && application.assignee != Some(me) {
            return Err(Error::Stale.into());
        }
        let to = match hand {
            Hand::To(to) => to,
            Hand::Take => Some(me),
            Hand::Leave => None,
        };
        let actor = actor(session, loaded);
        let mut reason = reason.trim().to_owned();
        // That who has it is away, or works there no longer, is a reason by itself.
        if reason.is_empty()
            && application.assignee.is_some_and(|held| Some(held) != to)
            && let Some(key) = missing.reason(loaded)
        {
            reason = said(key).get(Lang::It).to_owned();
        }
        let command = Command::Assign { to, reason };
        let decided = loaded.decide(self, None, |facts| {
            let workflow = &loaded.procedure.workflow;
            workflow::decide(workflow, application, &command, &actor, facts)
        });
        decided.map_err(|refusal| match refusal.code {
            Code::Incomplete => NotHanded::NoReason,
            Code::Conflict if matches!(hand, Hand::To(_)) => NotHanded::MustAbstain(refusal.reason),
            _ => NotHanded::Desk(refusal.into()),
        })
    }
}
