//! What rules and letters of a workflow may say of the application itself, laid over the answers.

use chrono::NaiveDate;
use model::{Calendar, Moment};
use rule::{Bindings, Names, Type, Value};

use crate::application::{Application, OpinionEnd};
use crate::clock;
use crate::definition::{Verdict, Workflow};
use crate::event::Item;

/// The names of the application itself that rules may read besides its answers.
#[must_use]
pub fn application_names() -> [(&'static str, Type); 13] {
    [
        ("application.number", Type::Text),
        ("application.sent_on", Type::Date),
        ("application.due_on", Type::Date),
        ("application.notice.on", Type::Date),
        ("application.notice.until", Type::Date),
        ("application.observations.on", Type::Date),
        ("application.integration.until", Type::Date),
        ("application.integration.points", Type::Text),
        ("application.integration.rounds", Type::Int),
        ("application.has_open_points", Type::Bool),
        ("application.has_open_opinions", Type::Bool),
        ("application.office", Type::Text),
        ("application.state", Type::Text),
    ]
}

/// Adds the names of the application to those of its answers.
pub(crate) fn with_application<F>(names: Names, workflow: &Workflow<F>) -> Names {
    let names = application_names()
        .into_iter()
        .fold(names, |names, (path, ty)| names.with(path, ty))
        .with_options("application.state", workflow.states.iter().map(|state| &state.id));
    workflow.opinions.iter().fold(names, |names, opinion| {
        let verdict = format!("opinion.{}.verdict", opinion.id);
        names
            .with(&verdict, Type::Text)
            .with_options(&verdict, Verdict::ALL.map(Verdict::word))
            .with(&format!("opinion.{}.text", opinion.id), Type::Text)
            .with(&format!("opinion.{}.on", opinion.id), Type::Date)
    })
}

/// Answers with the application's own values laid over them.
pub struct OfApplication<'a, F> {
    pub(crate) workflow: &'a Workflow<F>,
    pub(crate) application: &'a Application,
    pub(crate) calendar: &'a Calendar,
    pub(crate) now: Moment,
    pub(crate) rest: &'a dyn Bindings,
}

impl<F> Bindings for OfApplication<'_, F> {
    fn get(&self, path: &str) -> Value {
        let text = |text: &str| Value::Text(text.into());
        let date = |date: Option<NaiveDate>| date.map_or(Value::Empty, Value::Date);
        let notice = self.application.notice;
        match path {
            "application.number" => text(&self.application.number),
            "application.sent_on" => Value::Date(self.application.sent_at.day()),
            // The date the citizen was told.
            "application.due_on" => {
                let today = self.now.day();
                let view = clock::compute(self.workflow, self.application, self.calendar, today);
                date(view.due_on_citizen)
            }
            "application.notice.on" => date(notice.map(|notice| notice.on)),
            "application.notice.until" => date(notice.map(|notice| notice.until)),
            "application.observations.on" => date(notice.and_then(|notice| notice.observed_on)),
            "application.integration.until" => {
                date(self.application.asked.as_ref().map(|asked| asked.until))
            }
            "application.integration.points" => points(self.application),
            "application.integration.rounds" => {
                Value::Int(i64::try_from(self.application.rounds.len()).unwrap_or(i64::MAX))
            }
            "application.has_open_points" => {
                Value::Bool(self.application.open_points().next().is_some())
            }
            "application.has_open_opinions" => {
                Value::Bool(self.application.open_opinions().next().is_some())
            }
            "application.state" => text(&self.application.state),
            "application.office" => text(&self.application.office),
            _ => match path.strip_prefix("opinion.").and_then(|rest| rest.split_once('.')) {
                Some((id, what)) => self.opinion(id, what),
                None => self.rest.get(path),
            },
        }
    }
}

impl<F> OfApplication<'_, F> {
    /// What came of the opinion that was asked last under this id; empty until it is given.
    fn opinion(&self, id: &str, what: &str) -> Value {
        let end = self.application.opinion(id).and_then(|opined| opined.end.as_ref());
        let Some(OpinionEnd::Given { on, verdict, text, .. }) = end else { return Value::Empty };
        match what {
            "verdict" => Value::Text(verdict.word().into()),
            "text" => Value::Text(text.as_str().into()),
            "on" => Value::Date(*on),
            _ => Value::Empty,
        }
    }
}

/// What is asked point by point, each in a paragraph: the question and why.
fn points(application: &Application) -> Value {
    let asked = application.rounds.last().map_or(&[][..], |round| &round.items);
    let said = asked.iter().map(|Item { path, question, reason }| {
        let question = if question.is_empty() { path } else { question };
        format!("{question}: {reason}")
    });
    match said.collect::<Vec<_>>() {
        none if none.is_empty() => Value::Empty,
        said => Value::Text(said.join("\n\n").into()),
    }
}
