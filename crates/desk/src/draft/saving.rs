//! What pages save is laid onto what the draft holds at that moment, answer by answer, in one durable write. What
//! becomes of each is decided by [`form::merge`].

use std::collections::{BTreeMap, BTreeSet};

use form::{
    Kind, ROWS,
    merge::{Save, Shown, Sort, Stored, mark},
};
use model::{ApplicationId, Moment, PersonId};
use procedure::Compiled;
use store::{Write, drafts};

use crate::{
    Desk, Error, Result,
    catalogue::number,
    paper::{said, said_with},
    session::Session,
};

/// Most answers that are saved at once: more than any page asks.
const CHANGES: usize = 5_000;
/// Longest answer, in bytes, all its texts together.
const ANSWER: usize = 100_000;
/// Most answers of a draft, those out of sight included.
const ANSWERS: usize = 20_000;

/// One answer that a page sends.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Where it stands.
    pub path: String,
    /// What was typed or chosen.
    pub values: Vec<String>,
    /// The page: one tab of one device, drawn once.
    pub client: String,
    /// Number of the change within that page, growing.
    pub seq: i64,
    /// What the page had shown there.
    pub shown: Shown,
}

/// What a save has led to.
#[derive(Debug, Clone)]
pub struct Saved {
    /// When.
    pub at: Moment,
    /// The mark of each answer that stands as it was sent, by path.
    pub marks: BTreeMap<String, String>,
    /// Something stands there that the page does not show: it is to be brought up to date.
    pub is_news: bool,
    /// Some answer is another than before.
    pub has_changed: bool,
}

/// The answers of a draft that nobody else changes until the unit of work ends.
pub(super) struct Held<'a> {
    desk: &'a Desk,
    draft: ApplicationId,
    procedure: &'a Compiled,
    now: Moment,
    answers: BTreeMap<String, Stored>,
    changed: BTreeSet<String>,
    /// Some answer is another than before.
    says_more: bool,
}

impl Held<'_> {
    fn sort(&self, path: &str) -> Sort {
        match self.procedure.form.kind_at(path) {
            Some(Kind::Group) => Sort::Rows,
            _ => Sort::Answer,
        }
    }

    /// What stands at a path.
    pub fn values(&self, path: &str) -> &[String] {
        self.answers.get(path).map_or(&[], |stored| &stored.values)
    }

    /// Everything as it was typed.
    pub fn raw(&self) -> form::Raw {
        let mut raw = form::Raw::new();
        for (path, stored) in &self.answers {
            raw.set(path.clone(), stored.values.clone());
        }
        raw
    }

    /// The desk itself puts something at a path: no page has it before its eyes yet.
    pub fn put(&mut self, path: &str, values: Vec<String>) {
        let stored = self.answers.entry(path.to_owned()).or_default();
        self.says_more |= stored.values != values;
        stored.put(values);
        self.changed.insert(path.to_owned());
    }

    /// What has become sensitive is written again, sealed.
    pub fn seal_anew(&mut self, before: &form::Compiled) {
        let now = &self.procedure.form;
        let is_new = |path: &&String| now.is_sensitive(path) && !before.is_sensitive(path);
        self.changed.extend(self.answers.keys().filter(is_new).cloned());
    }

    /// What a page sends. Where it stood in a row that was taken away meanwhile, the row comes back.
    fn lay(&mut self, change: &Change) -> Result<()> {
        let sort = self.sort(&change.path);
        let Change { path, values, client, seq, shown } = change;
        let before = self.answers.get(path).cloned().unwrap_or_default();
        let save = Save { values, client, seq: *seq, shown };
        let Some(stored) = before.with(&save, sort) else { return Ok(()) };
        if sort == Sort::Rows && stored.values.len() > ROWS {
            return Err(too_many_rows(ROWS));
        }
        let is_other = stored.values != before.values;
        self.answers.insert(path.clone(), stored);
        self.changed.insert(path.clone());
        self.says_more |= is_other;
        if is_other {
            self.bring_rows(path)?;
        }
        Ok(())
    }

    /// The rows that a path goes through are there.
    ///
    /// # Errors
    /// There are as many as there can be.
    pub fn bring_rows(&mut self, path: &str) -> Result<()> {
        for (at, _) in path.match_indices('.') {
            let (group, rest) = (&path[..at], &path[at + 1..]);
            if self.sort(group) == Sort::Rows {
                let row = rest.split('.').next().unwrap_or_default();
                let rows = self.values(group);
                if !rows.iter().any(|id| id == row) {
                    if rows.len() >= ROWS {
                        return Err(too_many_rows(ROWS));
                    }
                    let rows = rows.iter().cloned().chain([row.to_owned()]).collect();
                    self.put(group, rows);
                }
            }
        }
        Ok(())
    }

    /// Writes what has changed.
    pub async fn keep(&self, tx: &mut Write) -> Result<()> {
        let answers = self
            .changed
            .iter()
            .map(|path| self.desk.sealed(self.draft, self.procedure, path, &self.answers[path]));
        let answers = answers.collect::<Result<Vec<_>>>()?;
        if answers.is_empty() {
            return Ok(());
        }
        drafts::write(tx, self.draft.0, &answers, self.now).await?;
        if self.says_more {
            drafts::saved(tx, self.draft.0, self.now).await?;
        }
        Ok(())
    }
}

/// What a page sends is no more than a form can ask: looked at before anybody waits for the draft.
fn is_within_bounds(changes: &[Change]) -> Result<()> {
    let length = |change: &Change| change.values.iter().map(String::len).sum::<usize>();
    if changes.len() > CHANGES {
        return Err(Error::Refused(said("apply-too-many-answers")));
    }
    if changes.iter().any(|change| length(change) > ANSWER) {
        return Err(Error::Refused(said("apply-answer-too-long")));
    }
    Ok(())
}

/// A group can have so many rows.
pub(super) fn too_many_rows(most: usize) -> Error {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Error::Refused(said_with("apply-rows-limit", &[("n", most.into())]))
}

impl Desk {
    /// Saves what a page posted. Answers that the person left as the page showed them change nothing, whatever happened
    /// elsewhere meanwhile; one that replaces another unseen leaves it beside.
    ///
    /// # Errors
    /// Not one's draft, or already sent ([`Error::Stale`]). More than a form can ask ([`Error::Refused`]): nothing is
    /// saved.
    pub async fn save(
        &self,
        session: &Session,
        id: ApplicationId,
        changes: &[Change],
    ) -> Result<Saved> {
        is_within_bounds(changes)?;
        let (row, procedure) = self.own_draft(session, id).await?;
        if row.sent_application.is_some() {
            return Err(Error::Stale);
        }
        // A page that was drawn before the draft was carried over may still ask what is asked no more.
        let before = match row.moved_from {
            Some(before) => Some(self.revision(&row.procedure, number(before)).await?),
            None => None,
        };
        let at = self.now();
        let mut tx = self.db.write().await?;
        let mut held = self.held(&mut tx, (id, session.person.id), &procedure, at).await?;
        let kind_at = |path: &str| {
            let before = || before.as_ref().and_then(|before| before.form.kind_at(path));
            procedure.form.kind_at(path).or_else(before)
        };
        let is_asked = |change: &&Change| kind_at(&change.path).is_some_and(|it| !it.is_files());
        let mut saved = Saved { at, marks: BTreeMap::new(), is_news: false, has_changed: false };
        for change in changes.iter().filter(is_asked) {
            let path = &change.path;
            let before = held.answers.get(path).cloned().unwrap_or_default();
            held.lay(change)?;
            let (sort, stored) = (held.sort(path), held.answers.get(path).unwrap_or(&before));
            let now = mark(&stored.values, sort);
            saved.has_changed |= stored.values != before.values;
            saved.is_news |= stored.earlier.len() > before.earlier.len()
                || procedure.form.kind_at(path).is_none();
            if now == mark(&change.values, sort) {
                saved.marks.insert(path.clone(), now);
            } else {
                saved.is_news = true;
            }
        }
        if held.answers.len() > ANSWERS {
            return Err(Error::Refused(said("apply-too-many-answers")));
        }
        held.keep(&mut tx).await?;
        tx.commit().await?;
        Ok(saved)
    }

    /// Where an answer replaced others unseen: the person takes one of them back, or keeps the one that stands; each by the
    /// mark of what the page showed.
    ///
    /// # Errors
    /// Not one's draft, already sent, or what the page showed is not there any more: nothing was chosen.
    pub async fn choose(
        &self,
        session: &Session,
        id: ApplicationId,
        path: &str,
        (earlier, shown): (Option<usize>, &str),
    ) -> Result<()> {
        let (_, procedure) = self.own_draft(session, id).await?;
        let mut tx = self.db.write().await?;
        let mut held = self.held(&mut tx, (id, session.person.id), &procedure, self.now()).await?;
        let stored = held.answers.get_mut(path).ok_or(Error::Stale)?;
        if !stored.choose(earlier, shown) {
            return Err(Error::Stale);
        }
        held.says_more |= earlier.is_some();
        held.changed.insert(path.to_owned());
        held.keep(&mut tx).await?;
        Ok(tx.commit().await?)
    }

    /// The answers as they stand, held until this unit ends.
    pub(super) async fn held<'a>(
        &'a self,
        tx: &mut Write,
        (draft, person): (ApplicationId, PersonId),
        procedure: &'a Compiled,
        now: Moment,
    ) -> Result<Held<'a>> {
        match drafts::hold(tx, draft.0, person, now).await {
            Err(store::Error::Missing) => return Err(Error::Stale),
            held => held?,
        }
        let mut answers = BTreeMap::new();
        for answer in drafts::answers(tx, draft.0).await? {
            let stored = self.opened(draft, &answer)?;
            answers.insert(answer.path, stored);
        }
        Ok(Held {
            desk: self,
            draft,
            procedure,
            now,
            answers,
            changed: BTreeSet::new(),
            says_more: false,
        })
    }
}
