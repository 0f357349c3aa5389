//! A walk over everything that a view of the queue finds, a piece at a time, in the order in which it was sent: that order
//! no change of an application moves, so that none is met twice and none is passed by.

use std::collections::BTreeMap;

use model::{
    ApplicationId, Moment, PersonId,
    access::{self, Action, Tie},
};
use store::{
    applications::{self, Application},
    parties,
    queue::{self, Cursor},
};

use super::{Asked, Wanted, beside::names, reach::Reach};
use crate::{Desk, Result, admission::relation_to, session::Session};

/// A piece of the walk.
pub(crate) struct Walked {
    pub rows: Vec<Application>,
    /// Names of those in whose hands they are.
    pub names: BTreeMap<PersonId, String>,
    /// Where the next piece begins; none if this is the last.
    pub next: Option<Cursor>,
    reach: queue::Filter,
}

impl Walked {
    /// Whether the walker reads such applications by a role of theirs, not because one was given to them by name.
    pub fn is_within(&self, office: &str, procedure: &str) -> bool {
        is_within(&self.reach, office, procedure)
    }
}

pub(super) fn is_within(reach: &queue::Filter, office: &str, procedure: &str) -> bool {
    (reach.offices.is_empty() && reach.parts.is_empty())
        || reach.offices.iter().any(|own| own == office)
        || reach
            .parts
            .iter()
            .any(|(own, of)| of == procedure && own.as_deref().is_none_or(|own| own == office))
}

/// One application, by what may be done with it.
pub(crate) fn kind(row: Application) -> queue::Kind {
    queue::Kind {
        procedure: row.procedure,
        revision: row.revision,
        office: row.now.office,
        state: row.now.state,
        n: 1,
    }
}

impl Desk {
    /// At most `limit` of what a view finds for this reader, sent before `until`.
    pub(crate) async fn walk(
        &self,
        session: &Session,
        asked: &Asked,
        (until, after, limit): (Moment, Option<Cursor>, i64),
    ) -> Result<Walked> {
        let reach = self.reach(session, Action::ReadApplication).await?;
        let mut read = self.db.read().await?;
        let Wanted { mut filter, numbered, is_only_number } =
            self.wanted(&mut read, (session, &reach), asked).await?;
        filter.order = queue::Order::Oldest;
        filter.until = Some(filter.until.map_or(until, |own| own.min(until)));
        let mut rows = match is_only_number {
            true => Vec::new(),
            false => queue::page(&mut read, &filter, after, limit + 1).await?,
        };
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| has_more).map(|last| Cursor::after(last, filter.order));
        if after.is_none() {
            // Who must abstain reads it on its page, and takes nothing out.
            let is_apart = |row: &Application| {
                let relation = relation_to(session, row, reach.naming.contains(&row.id));
                relation.tie == Tie::Conflict
            };
            rows.splice(0..0, numbered.into_iter().filter(|row| !is_apart(row)));
        }
        let names = names(&mut read, &rows).await?;
        let Reach { filter: reach, .. } = reach;
        Ok(Walked { rows, names, next, reach })
    }

    /// What somebody has in hand, of whatever office.
    pub(crate) async fn in_hand(&self, session: &Session) -> Result<queue::Filter> {
        let Reach { by_name, .. } = self.reach(session, Action::Process).await?;
        let assignee = queue::Assignee::Person(session.person.id);
        Ok(queue::Filter { assignee, ..by_name })
    }

    /// Of what somebody processes or has in hand, that on which something has happened since an instant, the last first: at
    /// most `limit` of each, and whether that leaves some out.
    pub(crate) async fn changed_since(
        &self,
        session: &Session,
        since: Moment,
        limit: i64,
    ) -> Result<(Vec<Application>, bool)> {
        let Reach { filter, .. } = self.reach(session, Action::Process).await?;
        let (mut all, mut leaves_out) = (Vec::<Application>::new(), false);
        for of in [filter, self.in_hand(session).await?] {
            let (which, order) = (queue::Which::Any, queue::Order::Changed);
            let of = queue::Filter { which, order, ..of };
            let rows = queue::page(&mut self.db.peek().await?, &of, None, limit).await?;
            let is_full = i64::try_from(rows.len()).unwrap_or(limit) >= limit;
            leaves_out |= is_full && rows.last().is_some_and(|row| row.now.last_event_at > since);
            let is_new = |row: &Application| {
                row.now.last_event_at > since && all.iter().all(|known| known.id != row.id)
            };
            let new: Vec<_> = rows.into_iter().filter(is_new).collect();
            all.extend(new);
        }
        Ok((all, leaves_out))
    }

    /// What a view finds for this reader, by what may be done with it; of more than `most` rows only so many.
    pub(crate) async fn kinds(
        &self,
        session: &Session,
        asked: &Asked,
        most: i64,
    ) -> Result<Vec<queue::Kind>> {
        let reach = self.reach(session, Action::ReadApplication).await?;
        let mut read = self.db.read().await?;
        let Wanted { filter, numbered, is_only_number } =
            self.wanted(&mut read, (session, &reach), asked).await?;
        let mut kinds = match is_only_number {
            true => Vec::new(),
            false => queue::kinds(&mut read, &filter, most).await?,
        };
        kinds.extend(numbered.into_iter().map(kind));
        Ok(kinds)
    }

    /// Of these applications those that this reader finds and need not abstain from, in that order.
    pub(crate) async fn readable(
        &self,
        session: &Session,
        ids: &[ApplicationId],
    ) -> Result<Vec<Application>> {
        let mut read = self.db.read().await?;
        let naming = parties::naming(&mut read, session.person.id).await?;
        let mut rows = applications::of_ids(&mut read, ids).await?;
        rows.retain(|row| {
            let relation = relation_to(session, row, naming.contains(&row.id));
            relation.tie != Tie::Conflict
                && access::allowed(&session.roles, Action::ReadApplication, &relation)
        });
        rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
        Ok(rows)
    }

    /// Whether somebody reads applications of all these offices and procedures by their roles.
    pub(crate) async fn still_reads<'a>(
        &self,
        session: &Session,
        mut places: impl Iterator<Item = (&'a str, &'a str)> + Send,
    ) -> Result<bool> {
        if !Self::has_queue(session) {
            return Ok(false);
        }
        let Reach { filter, .. } = self.reach(session, Action::ReadApplication).await?;
        Ok(places.all(|(office, procedure)| is_within(&filter, office, procedure)))
    }
}
