//! Who may send the form at all.

use rule::Value;

use super::Run;
use crate::answers::Scope;
use crate::check::Node;
use crate::kinds::Shape;
use crate::messages::ProblemKind;

impl Run<'_> {
    /// Conditions for sending at all that do not hold, each at the last answer that it reads; asked only once all of
    /// these that are asked are there and right.
    pub(super) fn ineligible(&self) -> Vec<(usize, ProblemKind)> {
        let mut found = Vec::new();
        for condition in &self.form.eligibility {
            // What is computed is mended where it comes from.
            let is_read = |node: &&Node| {
                node.is_visible
                    && condition.reads.contains(&node.field)
                    && self.form.fields[node.field].value.is_none()
            };
            let read = || self.nodes.iter().filter(is_read);
            let is_answered = |node: &Node| {
                let kind = self.form.fields[node.field].kind();
                !kind.holds_an_answer()
                    || kind.is_box()
                    || !matches!(self.answers.value(&node.path), Value::Empty)
            };
            let is_broken = self.broken.iter().any(|(field, _)| condition.reads.contains(field));
            let bare =
                Scope { form: self.form, answers: &self.answers, more: self.facts.more, row: None };
            if is_broken || !read().all(is_answered) || condition.rule.holds(&bare, &self.context) {
                continue;
            }
            // What is only read shows no problem.
            let shows = |node: &Node| self.form.fields[node.field].kind().shape() != Shape::Prose;
            // What reads no answer is told at the first question.
            let last = if condition.reads.is_empty() {
                self.nodes.iter().position(|node| node.is_visible && shows(node))
            } else {
                self.nodes.iter().rposition(|node| is_read(&node) && shows(node))
            };
            let problem = ProblemKind::Ineligible { message: condition.message.clone() };
            found.extend(last.map(|node| (node, problem)));
        }
        found
    }
}
