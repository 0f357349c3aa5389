//! Answers that are changed after they were sent: by the office, which says why, or by the citizen before anybody has
//! taken charge. What was sent stays as it was sent; a change lies over it.

use std::collections::BTreeSet;

use form::{Answers, Raw, amend::Amended as Checked};
use model::ApplicationId;
use store::{Write, files, layers, parties, search};
use workflow::{Command, Decision, Event, Refusal};

use crate::{
    Desk, Error, Result,
    integration::Reopened,
    loaded::Loaded,
    moves::{actor, right},
    session::Session,
};

/// A section of the answers, opened to be answered again.
#[derive(Debug)]
pub struct Opened {
    pub loaded: Loaded,
    reopened: Reopened,
}

/// What somebody wants the answers of a section to be.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Id of the section.
    pub section: String,
    /// What was typed.
    pub raw: Raw,
    /// Why; the office says it.
    pub reason: String,
    /// Version of the application that the page showed.
    pub version: i64,
}

/// Why answers were not changed. What was typed is the caller's to show again.
#[derive(Debug, thiserror::Error)]
pub enum NotAmended {
    /// What was typed lacks something or is wrong.
    #[error("incomplete")]
    Incomplete,
    /// It says what stands there already.
    #[error("nothing is otherwise")]
    Same,
    /// The desk: refused, changed meanwhile, not theirs.
    #[error(transparent)]
    Desk(#[from] Error),
}

/// What is written down of a change.
pub(crate) struct Amended {
    pub layer: String,
    pub answers: Answers,
    pub words: Vec<String>,
}

impl Opened {
    /// Looks at what was typed, on the day on which the application was sent: what was right then is right now.
    #[must_use]
    pub fn check(&self, desk: &Desk, raw: &Raw) -> Checked {
        self.reopened.check(desk, &self.loaded.procedure.form, raw)
    }

    /// The id that a new row takes.
    #[must_use]
    pub fn next_row(&self, raw: &Raw, group: &str) -> String {
        self.reopened.amending.next_row(raw, group)
    }

    /// Hands out the world around the answers when they were sent.
    pub fn with_facts<T>(&self, desk: &Desk, take: impl FnOnce(&form::Facts<'_>) -> T) -> T {
        self.reopened.with_facts(desk, take)
    }
}

impl Loaded {
    /// The sections that this person may answer again now.
    #[must_use]
    pub fn amendable(&self, desk: &Desk, session: &Session) -> Vec<String> {
        if !self.allows(session, right(session)) || self.may_amend(desk, session).is_err() {
            return Vec::new();
        }
        let form = &self.procedure.form;
        let sections = form.section_ids().filter(|id| form.can_be_opened(id));
        sections.map(str::to_owned).collect()
    }

    /// Whether this person may change answers now; if not, why.
    ///
    /// # Errors
    /// The reason.
    fn may_amend(&self, desk: &Desk, session: &Session) -> std::result::Result<(), Refusal> {
        let actor = actor(session, self);
        self.decide(desk, None, |facts| {
            workflow::may_amend(&self.procedure.workflow, &self.application, &actor, facts)
                .map(|_| ())
        })
    }
}

impl Desk {
    /// Opens a section of an application's answers.
    ///
    /// # Errors
    /// Not theirs, no such section, or not now: with the reason.
    pub async fn open_section(
        &self,
        session: &Session,
        id: ApplicationId,
        section: &str,
    ) -> Result<Opened> {
        let loaded = self.admitted(session, id, right(session)).await?;
        self.write_reading(session, &loaded, "amend").await?;
        loaded.may_amend(self, session)?;
        if !loaded.procedure.form.can_be_opened(section) {
            return Err(Error::NotFound);
        }
        let open = loaded.procedure.form.of_section(section);
        let received = files::of_application(&mut self.db.peek().await?, id).await?;
        let reopened = Reopened::new(&loaded, open, &received);
        Ok(Opened { loaded, reopened })
    }

    /// Changes the answers of a section.
    ///
    /// # Errors
    /// See [`NotAmended`].
    pub async fn amend(
        &self,
        session: &Session,
        id: ApplicationId,
        wanted: &Wanted,
    ) -> std::result::Result<(), NotAmended> {
        let opened = self.open_section(session, id, &wanted.section).await?;
        if opened.loaded.version() != wanted.version {
            return Err(Error::Stale.into());
        }
        let checked = opened.check(self, &wanted.raw);
        if !checked.problems.is_empty() {
            return Err(NotAmended::Incomplete);
        }
        let loaded = &opened.loaded;
        let amended = opened.reopened.amended(self, &loaded.procedure.form, checked);
        let (amendment, amended) = amended.ok_or(NotAmended::Same)?;
        let command = Command::Amend { amendment, reason: wanted.reason.clone() };
        let actor = actor(session, loaded);
        let decision = loaded
            .decide(self, None, |facts| {
                let workflow = &loaded.procedure.workflow;
                workflow::decide(workflow, &loaded.application, &command, &actor, facts)
            })
            .map_err(Error::from)?;
        self.keep(loaded, &decision, Some(&amended)).await?;
        Ok(())
    }

    /// Writes down what an event of a decision changes of the answers.
    pub(crate) async fn keep_layer(
        &self,
        tx: &mut Write,
        loaded: &Loaded,
        decision: &Decision,
        amended: &Amended,
    ) -> Result<()> {
        let id = loaded.id();
        let is_amended = |entry: &&workflow::Entry| matches!(entry.event, Event::Amended { .. });
        let entry = decision.events.iter().find(is_amended).ok_or(Error::NotFound)?;
        let content = self.sealed_answers(id, &amended.layer);
        let layer = layers::Layer { application: id, seq: i64::from(entry.seq), content };
        layers::add(tx, &layer).await?;
        // Whoever looks for what was there before finds it too.
        search::add(tx, id, &amended.words).await?;
        let form = &loaded.procedure.form;
        let named: BTreeSet<String> = amended.answers.persons(form).map(str::to_owned).collect();
        Ok(parties::name(tx, id, &named).await?)
    }
}
