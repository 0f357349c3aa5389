//! Opinions as the office that works on the application handles them: asked, asked for again, taken back.

use form::{Checked, Raw};
use model::{ApplicationId, access::Action};
use workflow::{Asking, Command, Consulted, Decision, Refusal};

use super::fields;
use crate::{
    Desk, Error, Result,
    facts::Nothing,
    loaded::Loaded,
    moves::{NotMade, actor, data},
    session::Session,
};

/// The form by which an opinion is asked.
#[derive(Debug)]
pub struct Question {
    pub loaded: Loaded,
    pub form: form::Compiled,
    pub checked: Checked,
}

/// What is done with an opinion that is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// It is asked for once more.
    Remind,
    /// It is no longer needed.
    Revoke,
}

impl Question {
    /// Runs `take` over the world around the form.
    pub fn with_facts<T>(desk: &Desk, take: impl FnOnce(&form::Facts<'_>) -> T) -> T {
        let alone = form::Facts::on(desk.today());
        take(&form::Facts { calendar: desk.calendar(), more: &Nothing, ..alone })
    }

    /// What was answered, as the workflow is asked it.
    fn asking(&self) -> Option<Asking> {
        let data = data(&self.form, &self.checked);
        let texts = |path: &str| data.get(path).cloned().unwrap_or_default();
        let text = |path: &str| texts(path).into_iter().next().unwrap_or_default();
        let whom = text(fields::WHOM);
        let workflow = &self.loaded.procedure.workflow;
        let foreseen = whom.strip_prefix(fields::FORESEEN).and_then(|id| workflow.opinion(id));
        let of = match (foreseen, whom.strip_prefix(fields::OFFICE)) {
            (Some(foreseen), _) => Consulted::Office(foreseen.office.clone()),
            (None, Some(office)) => Consulted::Office(office.to_owned()),
            (None, None) if whom == fields::OUTSIDE => {
                Consulted::Outside { name: text(fields::NAME), email: text(fields::EMAIL) }
            }
            (None, None) => return None,
        };
        Some(Asking {
            opinion: foreseen.map(|foreseen| foreseen.id.clone()),
            of,
            question: text(fields::QUESTION),
            days: text(fields::DAYS).parse().ok()?,
            shows: foreseen.map_or_else(|| texts(fields::SHOWS), |it| it.shows.clone()),
        })
    }
}

impl Loaded {
    /// Whether this person may ask opinions on it now.
    #[must_use]
    pub fn may_ask_opinions(&self, session: &Session) -> bool {
        session.is_staff()
            && self.application.closed.is_none()
            && self.allows(session, Action::Process)
    }

    fn decided(
        &self,
        desk: &Desk,
        session: &Session,
        command: &Command,
    ) -> std::result::Result<Decision, Refusal> {
        let actor = actor(session, self);
        self.decide(desk, None, |facts| {
            let workflow = &self.procedure.workflow;
            workflow::decide(workflow, &self.application, command, &actor, facts)
        })
    }
}

impl Desk {
    /// The form by which an opinion is asked, with what was typed, or with its first values.
    ///
    /// # Errors
    /// Not theirs, or the application has ended.
    pub async fn question(
        &self,
        session: &Session,
        id: ApplicationId,
        raw: Option<&Raw>,
    ) -> Result<(Question, Raw)> {
        let loaded = self.admitted(session, id, Action::Process).await?;
        self.write_reading(session, &loaded, "opinion").await?;
        if !loaded.may_ask_opinions(session) {
            return Err(Error::NotFound);
        }
        let form = fields::question_form(self, &loaded)
            .ok_or_else(|| Error::broken("the form of a question"))?;
        let raw = raw.cloned().unwrap_or_else(fields::first_values);
        let checked = Question::with_facts(self, |facts| form::check(&form, &raw, facts));
        Ok((Question { loaded, form, checked }, raw))
    }

    /// Asks an opinion, on that version of the application.
    ///
    /// # Errors
    /// See [`NotMade`].
    pub async fn ask_opinion(
        &self,
        session: &Session,
        id: ApplicationId,
        (raw, version): (&Raw, i64),
    ) -> std::result::Result<(), NotMade> {
        let (question, _) = self.question(session, id, Some(raw)).await?;
        let loaded = &question.loaded;
        if loaded.version() != version {
            return Err(Error::Stale.into());
        }
        if !question.checked.is_complete() {
            return Err(NotMade::Incomplete(Box::new(question.checked)));
        }
        let asking = question.asking().ok_or(Error::NotFound)?;
        let command = Command::AskOpinion(asking);
        let decision = loaded.decided(self, session, &command).map_err(Error::from)?;
        Ok(self.keep(loaded, &decision, None).await?)
    }

    /// Asks for an opinion once more, or takes the question back with a reason, on that version of the application.
    ///
    /// # Errors
    /// Refused, changed meanwhile, not theirs.
    pub async fn handle_opinion(
        &self,
        session: &Session,
        (id, asked): (ApplicationId, u32),
        handling: Handling,
        (reason, version): (&str, i64),
    ) -> Result<()> {
        let loaded = self.admitted(session, id, Action::Process).await?;
        if loaded.version() != version {
            return Err(Error::Stale);
        }
        let command = match handling {
            Handling::Remind => Command::RemindOpinion { asked },
            Handling::Revoke => Command::RevokeOpinion { asked, reason: reason.to_owned() },
        };
        let decision = loaded.decided(self, session, &command)?;
        self.keep(&loaded, &decision, None).await
    }
}
