//! Applications under way put on another revision of their procedure (*passaggio di revisione*): looked at first, one by
//! one, then moved by an explicit act. Publishing never does it.

use model::{ApplicationId, Localized, access::Action};
use procedure::Change;
use store::{applications, procedures};
use workflow::Decision;

use crate::{
    Desk, Error, Result,
    catalogue::number,
    facts::Nothing,
    loaded::{Loaded, context, protocol},
    paper::said,
    session::Session,
};

/// Applications read at once.
const BATCH: i64 = 200;

/// What becomes of one application.
#[derive(Debug, Clone)]
pub struct Row {
    pub id: ApplicationId,
    pub number: String,
    pub outcome: Outcome,
}

/// Whether an application can go on under the other revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It can, or it does now.
    Moves,
    /// It stays where it is, and why.
    Stops(Localized),
}

/// What a revision would do to the applications of its procedure that are under way on others.
#[derive(Debug, Default)]
pub struct Prospect {
    /// All of them: publishing leaves them where they are.
    pub running: i64,
    /// Those that were looked at, the oldest first.
    pub looked: i64,
    /// Of these, those that could go on under the revision.
    pub moves: i64,
    /// Why the others could not, and how many for each reason, the commonest first.
    pub stops: Vec<(Localized, i64)>,
}

/// Applications that a page looks at before it answers; the command looks at all.
const LOOKED: i64 = BATCH;
/// Nothing is moved, so no reason is told; one that is missing would be refused.
const UNTOLD: &str = "–";

impl Desk {
    /// What a revision would do to applications under way, also before it is published. Nothing is moved.
    ///
    /// # Errors
    /// Not an administrator of procedures; there is no such revision; storage.
    pub async fn prospect(&self, session: &Session, procedure: &str, to: u32) -> Result<Prospect> {
        self.administers(session, Action::AdministerProcedures).await?;
        let mut read = self.db.read().await?;
        let running = applications::running(&mut read, procedure).await?;
        let rows =
            applications::not_on(&mut read, (procedure, i64::from(to)), None, LOOKED).await?;
        drop(read);
        let others = running.into_iter().filter(|(revision, _)| number(*revision) != to);
        let mut prospect =
            Prospect { running: others.map(|(_, n)| n).sum(), ..Prospect::default() };
        for row in rows {
            prospect.looked += 1;
            let why = match self.revise_one(row.id, (to, UNTOLD), false).await {
                Ok(Outcome::Moves) => {
                    prospect.moves += 1;
                    continue;
                }
                Ok(Outcome::Stops(why)) => why,
                Err(Error::Broken(error)) => {
                    tracing::error!(application = %row.id, %error, "it cannot be looked at");
                    said("bulk-unreadable")
                }
                Err(error) => return Err(error),
            };
            match prospect.stops.iter_mut().find(|(known, _)| *known == why) {
                Some((_, n)) => *n += 1,
                None => prospect.stops.push((why, 1)),
            }
        }
        prospect.stops.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        Ok(prospect)
    }

    /// What a revision changes for the applications that are under way on others, one by one of these.
    ///
    /// # Errors
    /// There is no such revision; storage.
    pub async fn what_changes(&self, procedure: &str, to: u32) -> Result<Vec<(u32, Vec<Change>)>> {
        let running = applications::running(&mut self.db.peek().await?, procedure).await?;
        let mut all = Vec::new();
        for from in running.into_iter().map(|(revision, _)| number(revision)) {
            if from != to {
                all.push((from, self.changes_between(procedure, (from, to)).await?));
            }
        }
        Ok(all)
    }

    /// Looks at every application of a procedure that is under way on another revision and, if `really`, puts those that
    /// can go on there on this one: each by itself, so that what was cut short goes on where it stopped.
    ///
    /// # Errors
    /// There is no such revision, or it was never published; storage.
    pub async fn revise(
        &self,
        procedure: &str,
        (to, reason): (u32, &str),
        really: bool,
    ) -> Result<Vec<Row>> {
        let row =
            procedures::revision(&mut self.db.peek().await?, procedure, i64::from(to)).await?;
        if row.ok_or(Error::NotFound)?.state == procedures::Standing::Draft {
            return Err(Error::Refused(said("revise-draft")));
        }
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let at = (procedure, i64::from(to));
            let rows = applications::not_on(&mut self.db.peek().await?, at, after, BATCH).await?;
            let Some(last) = rows.last() else { return Ok(found) };
            after = Some(last.id);
            for row in rows {
                let outcome = match self.revise_one(row.id, (to, reason), really).await {
                    Ok(outcome) => outcome,
                    // A colleague was first: what they have done stands, and it can be tried again.
                    Err(Error::Stale) => Outcome::Stops(said("bulk-changed")),
                    Err(Error::Broken(error)) => {
                        tracing::error!(application = %row.id, %error, "it stays on its revision");
                        Outcome::Stops(said("bulk-unreadable"))
                    }
                    Err(error) => return Err(error),
                };
                let number = protocol(row.year, row.number);
                found.push(Row { id: row.id, number, outcome });
            }
        }
    }

    async fn revise_one(
        &self,
        id: ApplicationId,
        to: (u32, &str),
        really: bool,
    ) -> Result<Outcome> {
        let (loaded, decision) = match self.revised(id, to).await? {
            Ok(both) => both,
            Err(why) => return Ok(Outcome::Stops(why)),
        };
        if really {
            self.keep(&loaded, &decision, None).await?;
        }
        Ok(Outcome::Moves)
    }

    /// What putting an application on a revision would be, or why it stays.
    async fn revised(
        &self,
        id: ApplicationId,
        (to, reason): (u32, &str),
    ) -> Result<std::result::Result<(Loaded, Decision), Localized>> {
        let loaded = self.load(id).await?;
        let next = self.revision(&loaded.row.procedure, to).await?;
        let (answers, lost) = loaded.answers.under(&loaded.procedure.form, &next.form);
        if !lost.is_empty() {
            return Ok(Err(lost_answers(&loaded, &lost)));
        }
        let loaded = Loaded { procedure: next.clone(), answers, ..loaded };
        let names = loaded.answers.bindings(&next.form, &Nothing);
        let sums = next.with_fees(&names, loaded.application.paid, &context(self));
        let facts = workflow::Facts {
            now: self.now(),
            calendar: self.calendar(),
            bindings: &sums,
            parties: &loaded.parties,
        };
        let decided = workflow::revise(&next.workflow, &loaded.application, (to, reason), &facts);
        let decision = decided.map_err(|refusal| refusal.reason);
        Ok(decision.map(|decision| (loaded, decision)))
    }
}

/// Which answers would not be there any more, by what the questions are called.
fn lost_answers(loaded: &Loaded, lost: &[String]) -> Localized {
    let form = &loaded.procedure.form;
    let named = |lang| {
        let mut labels: Vec<String> = lost
            .iter()
            .map(|path| form.label(path).map_or_else(|| path.clone(), |it| it.get(lang).to_owned()))
            .collect();
        labels.dedup();
        labels.join(", ")
    };
    let (it, en) = (named(model::Lang::It), named(model::Lang::En));
    Localized::both(
        format!("Nella nuova versione queste risposte non ci sarebbero più: {it}."),
        format!("In the new version these answers would not be there any more: {en}."),
    )
}

/// A decision puts an application on another revision than its row says.
pub(crate) fn is_moved(loaded: &Loaded, decision: &Decision) -> bool {
    decision.after.revision != number(loaded.row.revision)
}
