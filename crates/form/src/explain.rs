//! Why something is asked, needed or refused, in words made of the answers that decide it.

use model::Lang;
use rule::{Context, Labels, Rule};

use crate::answers::Scope;
use crate::check::Checked;
use crate::compiled::{At, Compiled};
use crate::facts::Facts;
use crate::messages;
use crate::show;

/// What is to be explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Why it is asked, or is not.
    Visible,
    /// Why it is needed, or is not.
    Required,
    /// Why it cannot be changed, or can.
    Locked,
}

/// Sentences, from the outermost cause to the innermost; none if nothing decides it but the form
/// itself, or if there is no such path.
#[must_use]
pub fn explain(
    form: &Compiled,
    checked: &Checked,
    facts: &Facts<'_>,
    about: (&str, Question),
    lang: Lang,
) -> Vec<String> {
    let (path, question) = about;
    let Some(at) = form.locate(path) else { return Vec::new() };
    let field = &form.fields[at.field];
    let Some(node) = checked.node(path) else { return Vec::new() };
    let context = Context { today: facts.today, calendar: facts.calendar };
    let own = field.group.zip(at.row);
    let (rules, is_so): (Vec<Deciding<'_>>, bool) = match question {
        Question::Visible => {
            let section = &form.sections[field.section];
            let outer = form.steps[section.step].visible.iter().chain(&section.visible);
            let mut rules: Vec<Deciding<'_>> = Vec::new();
            let mut row = own;
            for at in form.chain(at.field) {
                let field = &form.fields[at];
                if row.map(|(group, _)| group) != field.group {
                    row = row.and_then(|row| form.outer(row));
                }
                rules.extend(field.visible.as_ref().map(|rule| (rule, row)));
            }
            rules.reverse();
            (outer.map(|rule| (rule, None)).chain(rules).collect(), node.is_visible)
        }
        Question::Required => {
            (field.required.rule().map(|rule| (rule, own)).into_iter().collect(), node.is_required)
        }
        Question::Locked => {
            let section = &form.sections[field.section];
            let outer = [&form.steps[section.step].locked, &section.locked];
            let outer =
                outer.into_iter().filter_map(|demand| demand.rule().map(|rule| (rule, None)));
            let own = field.locked.rule().map(|rule| (rule, own));
            (outer.chain(own).collect(), node.is_locked)
        }
    };
    let sentence = |(rule, row): Deciding<'_>| {
        let names = Scope { form, answers: &checked.answers, more: facts.more, row };
        // A hidden question is hidden by the rules that do not hold; the others decide nothing.
        if !is_so && rule.holds(&names, &context) {
            return None;
        }
        let words = Words { form, lang, group: row.map(|(group, _)| group) };
        let reasons = rule.explain(&names, &context, &words, lang).reasons;
        Some(messages::because(question, is_so, &reasons, lang))
    };
    rules.into_iter().filter_map(sentence).collect()
}

/// A rule and the row it is asked in.
type Deciding<'a> = (&'a Rule, Option<At<'a>>);

/// Labels of the form in one language, for the explanations of rules.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    form: &'a Compiled,
    lang: Lang,
    /// The group that `row` stands for.
    group: Option<usize>,
}

impl<'a> Words<'a> {
    /// Labels for rules outside of groups: guards, routing, fees.
    #[must_use]
    pub fn new(form: &'a Compiled, lang: Lang) -> Words<'a> {
        Words { form, lang, group: None }
    }

    /// Labels for rules in a row of a group.
    pub(crate) fn in_group(form: &'a Compiled, lang: Lang, group: Option<usize>) -> Words<'a> {
        Words { form, lang, group }
    }

    fn find(&self, path: &str) -> Option<&crate::compiled::CompiledField> {
        self.form.find(&self.form.bare(path, self.group))
    }
}

impl Labels for Words<'_> {
    fn label(&self, path: &str) -> Option<String> {
        self.find(path).map(|field| field.label().get(self.lang).to_owned())
    }

    fn option(&self, path: &str, id: &str) -> Option<String> {
        let field = self.find(path)?;
        if field.kind() == crate::definition::Kind::YesNo {
            return Some(show::yes_no(id == "true", self.lang).to_owned());
        }
        field.choices.label(id).map(|label| label.get(self.lang).to_owned())
    }
}
