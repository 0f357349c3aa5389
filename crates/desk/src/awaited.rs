//! For whom an application waits, and until when: what its office reads instead of a term that stands still.

use chrono::NaiveDate;
use model::{Localized, Money};
use workflow::{Act, Cause, Effect, Who};

use crate::{Desk, Loaded};

/// What somebody else has to do before the office goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Awaited {
    /// The citizen answers what was asked on a day.
    Answer { since: NaiveDate, until: NaiveDate },
    /// The citizen answers the notice before refusal of a day.
    Observations { since: NaiveDate, until: NaiveDate },
    /// The citizen accepts the place that is offered.
    Offer { until: NaiveDate },
    /// The citizen pays what is due.
    Payment { due: Money, until: NaiveDate },
    /// Somebody gives the opinion that was asked on a day.
    Opinion { of: Localized, since: NaiveDate, until: NaiveDate },
    /// Who is asked for it waits for what they miss since a day: it is the office's turn.
    Missing { of: Localized, since: NaiveDate },
    /// What comes of an inspection or a check, which the office registers.
    Outcome,
    /// Somebody whom the procedure does not name.
    Others { until: Option<NaiveDate> },
}

/// The same as a row of the queue knows it, by its state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    Citizen,
    Payment,
    Opinion,
    /// Somebody whom the procedure does not name.
    Others,
    /// Nobody outside: what comes of an inspection or a check is registered by the office.
    Office,
}

impl Turn {
    /// Whose turn it is in a state that waits.
    pub(crate) fn of(procedure: &procedure::Compiled, state: &str) -> Turn {
        let moves = &procedure.workflow.definition().moves;
        let onward = || moves.iter().filter(|mv| mv.from.iter().any(|from| from == state));
        let answers = |act| matches!(act, Act::AnswerIntegration | Act::Observations);
        let asks = |effect: &Effect| matches!(effect, Effect::Opinion(_));
        let is_citizens = |mv: &workflow::Move<form::Field>| {
            mv.act != Act::Withdraw
                && mv.who.iter().any(|who| matches!(who, Who::Applicant | Who::Delegate))
        };
        let given = procedure.ranking.as_ref().map(|it| it.definition.offer.move_id.as_str());
        let offers = |id: &str| given == Some(id);
        if onward().any(|mv| answers(mv.act)) {
            Turn::Citizen
        } else if onward()
            .any(|mv| mv.act == Act::RegisterPayment && mv.who.contains(&Who::Payment))
        {
            Turn::Payment
        } else if moves.iter().any(|mv| mv.to == state && mv.effects.iter().any(asks)) {
            Turn::Opinion
        } else if moves.iter().any(|mv| mv.to == state && offers(&mv.id))
            || onward().any(is_citizens)
        {
            Turn::Citizen
        } else if onward().any(|mv| mv.who.iter().any(|who| is_staff(*who))) {
            Turn::Office
        } else {
            Turn::Others
        }
    }
}

fn is_staff(who: Who) -> bool {
    matches!(who, Who::Clerk | Who::Responsible | Who::Head)
}

impl Desk {
    /// For whom an application waits; nothing where it is the office's turn alone.
    #[must_use]
    pub fn awaited(&self, loaded: &Loaded) -> Vec<Awaited> {
        let application = &loaded.application;
        if application.closed.is_some() {
            return Vec::new();
        }
        let clock = loaded.clock(self);
        let mut all = Vec::new();
        if let Some(asked) = &application.asked {
            all.push(Awaited::Answer { since: asked.on, until: asked.until });
        }
        let stands = clock.suspension().filter(|_| clock.waits_for_citizen());
        let is_noticed = stands.is_some_and(|stands| stands.cause == Cause::RefusalNotice);
        if let Some(notice) = application.notice.filter(|_| is_noticed) {
            all.push(Awaited::Observations { since: notice.on, until: notice.until });
        }
        all.extend(self.offered_until(loaded).map(|until| Awaited::Offer { until }));
        let due = loaded.due(self);
        if due.0 > 0 && crate::payments::awaited(loaded).is_some() {
            all.push(Awaited::Payment { due, until: self.waits_for_payment_until(loaded) });
        }
        all.extend(application.open_opinions().map(|opined| {
            let of = self.opinion_name(loaded, opined);
            match (&opined.needs, opined.last_day()) {
                (Some(needs), None) => Awaited::Missing { of, since: needs.on },
                _ => Awaited::Opinion { of, since: opined.on, until: opined.question.until },
            }
        }));
        if all.is_empty() && loaded.row.now.waits {
            if Turn::of(&loaded.procedure, &application.state) == Turn::Office {
                return vec![Awaited::Outcome];
            }
            all.push(Awaited::Others { until: clock.suspended_until() });
        }
        all
    }
}
