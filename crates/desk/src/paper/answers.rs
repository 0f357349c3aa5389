//! What was answered, as the receipt prints it; a box that was ticked with the text that it confirms.

use documents::{Answer, Entry, Section, Step};
use form::{
    Kind,
    summary::{self, Line},
};
use model::{Lang, prose};

/// The text that a box confirms, for the boxes that stand beside one.
pub(super) fn ticked(form: &form::Form, path: &str, lang: Lang) -> Option<String> {
    let sections = form.steps.iter().flat_map(|step| &step.sections);
    let mut fields: Vec<&form::Field> = sections.flat_map(|section| &section.fields).collect();
    let mut found = None;
    for id in path.split('.') {
        // Ids of rows stand between a group and its fields.
        if let Some(field) = fields.iter().copied().find(|field| field.id == id) {
            fields = field.fields.iter().collect();
            found = Some(field);
        }
    }
    let field = found.filter(|field| matches!(field.kind, Kind::Declaration | Kind::Accept))?;
    let text = prose::plain(&prose::parse(field.text.get(lang)));
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// Gives what the box at a path confirms.
pub(super) type Ticked<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// A step of the form as the receipt prints it.
pub(super) fn step(step: summary::SummaryStep, ticked: &Ticked<'_>) -> Step {
    let section = |section: summary::SummarySection| Section {
        title: section.title,
        entries: entries(section.lines, ticked),
    };
    Step { title: step.title, sections: step.sections.into_iter().map(section).collect() }
}

fn entries(lines: Vec<Line>, ticked: &Ticked<'_>) -> Vec<Entry> {
    let mut all = Vec::new();
    for line in lines {
        match line {
            Line::Answer(line) => all.push(Entry::Answer(answer(line, ticked))),
            Line::Heading(title) => {
                all.push(Entry::Answer(Answer { question: title, values: Vec::new() }))
            }
            Line::End => {}
            Line::Rows { rows, .. } => {
                for row in rows {
                    let mut answers = Vec::new();
                    for entry in entries(row.lines, ticked) {
                        match entry {
                            Entry::Answer(answer) => answers.push(answer),
                            // A row in a row goes on under its title.
                            Entry::Row { title, answers: inner } => {
                                answers.push(Answer { question: title, values: Vec::new() });
                                answers.extend(inner);
                            }
                        }
                    }
                    all.push(Entry::Row { title: row.title, answers });
                }
            }
        }
    }
    all
}

/// A question and its answer; what was ticked stands below in its own words.
fn answer(line: summary::AnswerLine, ticked: &Ticked<'_>) -> Answer {
    let value = match ticked(&line.path) {
        Some(text) if !line.answer.is_empty() => format!("{}\n{text}", line.answer),
        _ => line.answer,
    };
    Answer { question: line.question, values: vec![value] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_confirmed_is_printed_in_its_own_words() {
        let form: form::Form = serde_json::from_value(serde_json::json!({"steps": [{
            "id": "one", "title": "Uno", "sections": [{"id": "all", "title": "Tutto", "fields": [
                {"id": "true", "kind": "declaration", "label": "Confermo la dichiarazione",
                 "text": "Dichiaro che è **vero**."},
                {"id": "name", "kind": "line", "label": "Nome"},
            ]}],
        }]}))
        .unwrap();
        let ticked = |path: &str| ticked(&form, path, Lang::It);
        let line = |path: &str, answer: &str| summary::AnswerLine {
            path: path.to_owned(),
            target: String::new(),
            question: "?".to_owned(),
            lang: None,
            answer: answer.to_owned(),
            files: Vec::new(),
            problem: String::new(),
            is_sensitive: false,
        };
        let printed = |path, said| answer(line(path, said), &ticked).values;
        assert_eq!(printed("true", "Sì"), ["Sì\nDichiaro che è vero."]);
        assert_eq!(printed("name", "Sì"), ["Sì"]);
    }
}
