//! The application as the citizen would read it aloud: question and answer by step and section. Made
//! of answers alone, so that it also shows an application frozen long ago.

use model::{Lang, Localized, prose};
use rule::{Bindings, Context, Template, Value};

use crate::answers::{Answers, Scope};
use crate::check::Checked;
use crate::compiled::{Compiled, CompiledField};
use crate::definition::Kind;
use crate::facts::Facts;
use crate::kinds::Shape;
use crate::show::Writer;
use crate::view::build::{row_title, trimmed};
use crate::view::page_id;

/// One step with something to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryStep {
    /// Where «Modifica» leads.
    pub id: String,
    pub title: String,
    /// The language of the title, where it does not exist in that of the page (WCAG 3.1.2).
    pub lang: Option<Lang>,
    pub sections: Vec<SummarySection>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummarySection {
    pub id: String,
    pub title: String,
    /// As for a step.
    pub lang: Option<Lang>,
    pub lines: Vec<Line>,
}

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Answer(AnswerLine),
    /// The name of a composite, and its language as for a step; its answers follow, until its end.
    Heading(String, Option<Lang>),
    End,
    /// Rows of a group, each with its title and answers, and what is wrong with them together.
    Rows {
        path: String,
        label: String,
        problem: String,
        rows: Vec<SummaryRow>,
    },
}

/// Question and answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerLine {
    pub path: String,
    /// Fragment of the page where it is changed.
    pub target: String,
    pub question: String,
    /// The language of the question, where it does not exist in that of the page (WCAG 3.1.2).
    pub lang: Option<Lang>,
    /// Empty when it is needed and missing, or wrong.
    pub answer: String,
    /// Ids of the files, for an attachment.
    pub files: Vec<String>,
    /// What is wrong, for a draft.
    pub problem: String,
    pub is_sensitive: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    pub row: String,
    /// Made of what the row says; else the name of the group and the number of the row.
    pub title: String,
    pub lines: Vec<Line>,
}

/// The summary of a draft: what was answered, and what is asked and still missing or wrong.
#[must_use]
pub fn of_draft(
    form: &Compiled,
    checked: &Checked,
    facts: &Facts<'_>,
    lang: Lang,
) -> Vec<SummaryStep> {
    Summary {
        form,
        answers: &checked.answers,
        checked: Some(checked),
        writer: Writer { form, facts, lang },
    }
    .steps()
}

/// The summary of frozen answers. Nothing is checked again: what was sent is what is shown.
#[must_use]
pub fn of_answers(
    form: &Compiled,
    answers: &Answers,
    facts: &Facts<'_>,
    lang: Lang,
) -> Vec<SummaryStep> {
    Summary { form, answers, checked: None, writer: Writer { form, facts, lang } }.steps()
}

/// Puts the statement that a ticked box confirms behind its answer.
pub fn with_statements(steps: &mut [SummaryStep], form: &Compiled, lang: Lang) {
    let sections = steps.iter_mut().flat_map(|step| &mut step.sections);
    sections.for_each(|section| state(&mut section.lines, form, lang));
}

/// The text that the box at a path confirms, of a brick's box too; none where it stands beside no text.
#[must_use]
pub fn statement(form: &Compiled, path: &str, lang: Lang) -> Option<String> {
    let field = &form.fields[form.locate(path)?.field];
    let text = prose::plain(&prose::parse(field.def.text.get(lang)));
    let is_statement = matches!(field.kind(), Kind::Declaration | Kind::Accept);
    (is_statement && !text.trim().is_empty()).then(|| text.trim().to_owned())
}

fn state(lines: &mut [Line], form: &Compiled, lang: Lang) {
    for line in lines {
        match line {
            Line::Answer(line) if !line.answer.is_empty() => {
                if let Some(text) = statement(form, &line.path, lang) {
                    line.answer = format!("{}: {text}", line.answer);
                }
            }
            Line::Rows { rows, .. } => {
                rows.iter_mut().for_each(|row| state(&mut row.lines, form, lang));
            }
            Line::Answer(_) | Line::Heading(..) | Line::End => {}
        }
    }
}

struct Summary<'a> {
    form: &'a Compiled,
    answers: &'a Answers,
    checked: Option<&'a Checked>,
    writer: Writer<'a>,
}

impl Summary<'_> {
    fn steps(&self) -> Vec<SummaryStep> {
        let steps = self.form.steps.iter().map(|step| {
            let sections = step.sections.iter().filter_map(|&index| {
                let section = &self.form.sections[index];
                let lines = self.lines(&section.fields, None);
                (!lines.is_empty()).then(|| SummarySection {
                    id: section.id.clone(),
                    title: section.title.get(self.writer.lang).to_owned(),
                    lang: section.title.other_than(self.writer.lang),
                    lines,
                })
            });
            SummaryStep {
                id: step.id.clone(),
                title: step.title.get(self.writer.lang).to_owned(),
                lang: step.title.other_than(self.writer.lang),
                sections: sections.collect(),
            }
        });
        steps.filter(|step| !step.sections.is_empty()).collect()
    }

    fn lines(&self, fields: &[usize], row: Option<&str>) -> Vec<Line> {
        let mut lines = Vec::new();
        for &index in fields {
            let field = &self.form.fields[index];
            let path = field.place(row);
            match field.kind().shape() {
                Shape::Prose => {}
                Shape::Composite => {
                    let inside = self.lines(&field.children, row);
                    let title = field.def.label.get(self.writer.lang);
                    let is_headed = !inside.is_empty() && !title.is_empty();
                    let lang = field.def.label.other_than(self.writer.lang);
                    lines.extend(is_headed.then(|| Line::Heading(title.to_owned(), lang)));
                    lines.extend(self.wrong(field, &path));
                    lines.extend(inside);
                    lines.extend(is_headed.then_some(Line::End));
                }
                Shape::Rows => lines.extend(self.rows(index, path)),
                _ => lines.extend(self.answer(field, path).map(Line::Answer)),
            }
        }
        lines
    }

    fn rows(&self, index: usize, path: String) -> Option<Line> {
        let field = &self.form.fields[index];
        let rows: Vec<SummaryRow> = self
            .answers
            .rows(&path)
            .iter()
            .enumerate()
            .map(|(n, row)| {
                let place = format!("{path}.{row}");
                SummaryRow {
                    row: row.clone(),
                    title: row_title(&self.writer, self.answers, index, (n + 1, &place)),
                    lines: self.lines(&field.children, Some(&place)),
                }
            })
            .collect();
        let problem = self.problem(&path);
        let label = field.label().get(self.writer.lang).to_owned();
        if rows.is_empty() {
            return self.wrong(field, &path);
        }
        Some(Line::Rows { path, label, problem, rows })
    }

    /// What is wrong with a composite or a group as a whole.
    fn wrong(&self, field: &CompiledField, path: &str) -> Option<Line> {
        let problem = self.problem(path);
        let line = AnswerLine {
            path: path.to_owned(),
            target: page_id(path),
            question: field.label().get(self.writer.lang).to_owned(),
            lang: field.label().other_than(self.writer.lang),
            answer: String::new(),
            files: Vec::new(),
            problem,
            is_sensitive: field.def.sensitive,
        };
        (!line.problem.is_empty()).then_some(Line::Answer(line))
    }

    fn problem(&self, path: &str) -> String {
        let problem = self.checked.and_then(|checked| checked.problems_at(path).next());
        problem.map(|problem| problem.say(self.writer.lang)).unwrap_or_default()
    }

    fn answer(&self, field: &CompiledField, path: String) -> Option<AnswerLine> {
        let value = self.answers.value(&path);
        let problem = self.problem(&path);
        let is_unticked = field.kind().is_box() && *value == Value::Bool(false);
        if problem.is_empty() && (matches!(value, Value::Empty) || is_unticked) {
            return None;
        }
        let files = match value {
            Value::List(list) if field.kind().is_files() => list
                .iter()
                .filter_map(|id| match id {
                    Value::Text(id) => Some(id.to_string()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        Some(AnswerLine {
            target: page_id(&path),
            question: field.label().get(self.writer.lang).to_owned(),
            lang: field.label().other_than(self.writer.lang),
            answer: if is_unticked { String::new() } else { self.writer.field(field, value) },
            files,
            problem,
            is_sensitive: self.form.is_sensitive(&path),
            path,
        })
    }
}

/// Writes one template over frozen answers, as letters and subjects do.
#[must_use]
pub fn render(
    template: &rule::Template,
    form: &Compiled,
    answers: &Answers,
    more: &dyn Bindings,
    writer: &Writer<'_>,
) -> String {
    let scope = Scope { form, answers, more, row: None };
    let context = Context { today: writer.facts.today, calendar: writer.facts.calendar };
    template.render(&scope, &context, writer)
}

/// What tells answers from others to the same form, by the template of each language; empty while they do not say it.
#[must_use]
pub fn subject(
    templates: &[(Lang, Template)],
    form: &Compiled,
    answers: &Answers,
    facts: &Facts<'_>,
) -> Localized {
    let written = |lang: Lang| {
        let own = templates.iter().find(|(of, _)| *of == lang).or(templates.first());
        let text = render(&own?.1, form, answers, facts.more, &Writer { form, facts, lang });
        let text = trimmed(&text);
        (!text.is_empty()).then(|| (lang, text.to_owned()))
    };
    Lang::ALL.into_iter().filter_map(written).collect()
}
