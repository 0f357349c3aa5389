//! A draft whose revision is not accepted any more goes on under the one in use: its answers are carried over by id.
//! What cannot stand there is kept aside, and told until its person has read it.

use form::carry;
use model::{ApplicationId, Lang, Localized, Moment};
use store::drafts;

use super::{Found, Open};
use crate::{Desk, Error, Result, catalogue::number, facts, session::Session};

/// Parts the path of an answer that was kept aside from the revision under which it was given; no path holds it.
const ASIDE: char = '@';

/// An answer that was given and is asked no more, or asked otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// What the question was called.
    pub label: Localized,
    /// The answer as people read it.
    pub answer: String,
    /// Path at which it is asked again; none if it is not.
    pub again: Option<String>,
}

impl Open {
    /// The answers that were not carried over, until the person has read so.
    #[must_use]
    pub fn left(&self, desk: &Desk, lang: Lang) -> Vec<Left> {
        let Some(before) = &self.moved_from else { return Vec::new() };
        let facts = self.facts(desk);
        let left = self.raw.iter().filter_map(|(path, texts)| {
            let (path, is_aside) = match path.rsplit_once(ASIDE) {
                Some((path, _)) => (path, true),
                None => (path, false),
            };
            let is_asked = self.procedure.form.kind_at(path).is_some();
            if is_asked && !is_aside {
                return None;
            }
            let answer = carry::told(&before.form, (path, texts), &facts, lang);
            let label = before.form.label(path).filter(|_| !answer.is_empty())?;
            Some(Left { label, answer, again: is_asked.then(|| path.to_owned()) })
        });
        left.collect()
    }
}

impl Found {
    /// The revision under which the draft must go on, if its own is not accepted any more.
    pub(super) fn replaced_by(&self, now: Moment) -> Option<u32> {
        let footing = self.footing.filter(|footing| footing.open)?;
        let is_accepted = footing.accept_drafts_until.is_some_and(|until| now < until);
        let current = footing.current.filter(|current| *current != self.row.revision)?;
        (self.row.sent_application.is_none() && !is_accepted).then(|| number(current))
    }
}

impl Desk {
    /// Puts a draft on another revision. Whoever comes second finds it done.
    pub(super) async fn carry_over(
        &self,
        session: &Session,
        found: &Found,
        revision: u32,
    ) -> Result<()> {
        let Found { row, procedure: before, received, .. } = found;
        let procedure = self.revision(&row.procedure, revision).await?;
        let (id, now) = (ApplicationId(row.id), self.now());
        let mut tx = self.db.write().await?;
        let mut held = match self.held(&mut tx, (id, session.person.id), &procedure, now).await {
            // Sent or deleted meanwhile.
            Err(Error::Stale) => return Ok(()),
            held => held?,
        };
        let is_there = |row: drafts::Draft| row.revision == found.row.revision;
        if !drafts::get(&mut tx, row.id).await?.is_some_and(is_there) {
            return Ok(());
        }
        let unfit = {
            let files = facts::of_files(received);
            let facts = form::Facts { files: &files, ..form::Facts::on(self.today()) };
            carry::unfit(&before.form, &procedure.form, &held.raw(), &facts)
        };
        for path in unfit {
            let texts = held.values(&path).to_vec();
            held.put(&format!("{path}{ASIDE}{}", row.revision), texts);
            held.put(&path, Vec::new());
        }
        held.seal_anew(&before.form);
        held.keep(&mut tx).await?;
        drafts::move_to(&mut tx, row.id, i64::from(revision), now).await?;
        Ok(tx.commit().await?)
    }

    /// The person has read what the form asks now that it did not ask before.
    ///
    /// # Errors
    /// Not one's draft, or already sent.
    pub async fn read_changes(&self, session: &Session, id: ApplicationId) -> Result<()> {
        self.own_draft(session, id).await?;
        let mut tx = self.db.write().await?;
        drafts::changes_read(&mut tx, id.0, session.person.id).await?;
        Ok(tx.commit().await?)
    }
}
