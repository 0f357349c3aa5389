//! A decision that is taken back, and what the application is from then on.

use super::{Application, Decided, OpinionEnd, TakenBack, TermMove};
use crate::{
    definition::Outcome,
    event::{Entry, ReopenedFor},
};

impl Application {
    pub(super) fn reopen(&mut self, entry: &Entry, to: &str, (cause, reason): (ReopenedFor, &str)) {
        if let Some(was) = self.decided.take() {
            self.taken_back.push(TakenBack { at: entry.at, cause, was });
        }
        // What was still asked of others when it ended is not asked any more.
        let on = entry.at.day();
        for opined in self.opinions.iter_mut().filter(|opined| opined.end.is_none()) {
            opined.end = Some(OpinionEnd::Revoked { on, reason: reason.to_owned() });
        }
        self.closed = None;
        self.notice = None;
        to.clone_into(&mut self.state);
        self.entered_at = entry.at;
        self.mark(entry, TermMove::Reopened { norm: cause.norm().to_owned() });
    }

    /// The office has taken its decision back of its own motion and not decided anew: its silence means nothing
    /// (L. 241/1990 art. 20 is about requests).
    #[must_use]
    pub fn is_under_review(&self) -> bool {
        let own = |back: &TakenBack| {
            matches!(
                back.cause,
                ReopenedFor::Annulment | ReopenedFor::Falsehood | ReopenedFor::Revocation
            )
        };
        self.decided.is_none() && self.taken_back.last().is_some_and(own)
    }

    /// The decision that can be taken back: not one that its citizen has given up since.
    #[must_use]
    pub fn reopenable(&self) -> Option<Decided> {
        let is_given_up = self.closed.is_some_and(|it| it.outcome == Outcome::Withdrawn);
        self.decided.filter(|_| !is_given_up)
    }
}
