//! What was answered, as the receipt prints it; a box that was ticked with the text that it confirms.

use documents::{Answer, Entry, Section, Step};
use form::summary::{self, Line};

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
            Line::Heading(title, _) => all.push(Entry::Answer(named(title))),
            Line::End => {}
            Line::Rows { rows, .. } => {
                for row in rows {
                    let mut answers = Vec::new();
                    for entry in entries(row.lines, ticked) {
                        match entry {
                            Entry::Answer(answer) => answers.push(answer),
                            // A row in a row goes on under its title.
                            Entry::Row { title, answers: inner } => {
                                answers.push(named(title));
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
    Answer { question: line.question, values: vec![value], is_title: false }
}

/// What the answers that follow stand under.
fn named(title: String) -> Answer {
    Answer { question: title, is_title: true, ..Answer::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_confirmed_is_printed_in_its_own_words() {
        let form: form::Form = serde_json::from_value(serde_json::json!({"steps": [{
            "id": "one", "title": "Uno", "sections": [{"id": "all", "title": "Tutto", "fields": [
                {"id": "truth", "kind": "declaration", "label": "Confermo la dichiarazione",
                 "text": "Dichiaro che è **vero**."},
                {"id": "closing", "kind": "brick", "label": "Alla fine", "brick": "closing"},
                {"id": "name", "kind": "line", "label": "Nome"},
            ]}],
        }]}))
        .unwrap();
        let form = form::compile(&form, &form::Setting::default()).unwrap();
        let ticked = |path: &str| summary::statement(&form, path, model::Lang::It);
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
        assert_eq!(printed("truth", "Sì"), ["Sì\nDichiaro che è vero."]);
        let brick = printed("closing.checks", "Sì");
        assert!(brick[0].starts_with("Sì\nIl Comune controlla, anche a campione"), "{brick:?}");
        assert_eq!(printed("name", "Sì"), ["Sì"]);
    }
}
