//! What rules and letters of a workflow may say of the application itself, laid over the answers.

use model::{Calendar, Moment};
use rule::{Bindings, Type, Value};

use crate::application::Application;
use crate::clock;
use crate::definition::Workflow;

/// Names of the application with their types, for the type-checker.
pub fn names() -> [(&'static str, Type); 5] {
    [
        ("application.number", Type::Text),
        ("application.sent_on", Type::Date),
        ("application.due_on", Type::Date),
        ("application.state", Type::Text),
        ("application.office", Type::Text),
    ]
}

/// Answers with the application's own values laid over them.
pub struct OfApplication<'a, F> {
    pub workflow: &'a Workflow<F>,
    pub application: &'a Application,
    pub calendar: &'a Calendar,
    pub now: Moment,
    pub rest: &'a dyn Bindings,
}

impl<F> Bindings for OfApplication<'_, F> {
    fn get(&self, path: &str) -> Value {
        let text = |text: &str| Value::Text(text.into());
        match path {
            "application.number" => text(&self.application.number),
            "application.sent_on" => Value::Date(self.application.sent_at.day()),
            // The date the citizen was told.
            "application.due_on" => clock::compute(
                self.workflow,
                self.application,
                self.calendar,
                self.now.day(),
            )
            .due_on_citizen
            .map_or(Value::Empty, Value::Date),
            "application.state" => text(&self.application.state),
            "application.office" => text(&self.application.office),
            _ => self.rest.get(path),
        }
    }
}
