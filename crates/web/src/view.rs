//! What templates of forms, summaries and timelines ask of the frame: sentences with values, sizes, input types.

mod wrong;

use std::{borrow::Cow, collections::BTreeMap};

use askama::{Template, filters::Safe};
use desk::{
    paper::said,
    previews::{is_drawn, is_shown},
};
use form::{
    FileFact, FileState,
    summary::{AnswerLine, Line, SummarySection, SummaryStep},
    view::{Control, Item, ProseKind, Unfinished, Widget},
};
use model::{Lang, Localized, Moment, Money, prose};
use words::Words;

use crate::Frame;

pub use wrong::{problems, wrong_items, wrongs};

/// Questions as they stand on a page, in a set, in a row.
#[derive(Template)]
#[template(path = "part/form.html")]
pub struct Items<'a> {
    items: &'a [Item],
    frame: &'a Frame,
    /// Where files are downloaded; empty where they are not.
    files_url: &'a str,
    /// Where documents to print and sign are; empty where none are.
    blanks_url: &'a str,
}

impl Frame {
    /// Questions as HTML.
    pub fn items<'a>(
        &'a self,
        items: &'a [Item],
        files_url: &'a str,
        blanks_url: &'a str,
    ) -> Items<'a> {
        Items { items, frame: self, files_url, blanks_url }
    }

    /// «1ª scelta»: what a place of a ranking is called, from 1.
    pub fn rank(&self, place: &usize) -> String {
        let n = i64::try_from(*place).unwrap_or(i64::MAX);
        self.page.words.with("apply-rank", &[("n", n.into())]).into_owned()
    }

    /// Prose of a form as HTML; its headings are `<h4>`.
    pub fn prose_text(&self, text: &str) -> Safe<String> {
        Safe(prose::html(&prose::parse(text), 4))
    }

    /// A size in bytes as people write it.
    pub fn size(&self, bytes: &u64) -> String {
        self.page.words.size(*bytes)
    }

    /// An instant as people write it.
    pub fn moment(&self, at: &Moment) -> String {
        self.page.words.moment(*at)
    }

    /// A sum as people write it.
    pub fn money(&self, sum: &Money) -> String {
        self.page.words.money(*sum)
    }

    /// Words of the button that takes a row away.
    pub fn remove_titled(&self, title: &str) -> String {
        self.page.words.with("apply-row-remove", &[("title", title.into())]).into_owned()
    }

    /// Words of the button that takes a file away.
    pub fn remove_file(&self, name: &str) -> String {
        self.page.words.with("apply-files-remove", &[("name", name.into())]).into_owned()
    }

    /// How far a file came that broke off.
    pub fn broke_off(&self, file: &Unfinished) -> String {
        let (received, size) = (self.size(&file.received), self.size(&file.size));
        let values = [
            ("name", file.name.as_str().into()),
            ("received", received.as_str().into()),
            ("size", size.as_str().into()),
        ];
        self.page.words.with("apply-files-broke-off", &values).into_owned()
    }

    /// How long an answer may be.
    pub fn length_help(&self, max: &u32) -> String {
        self.page.words.with("apply-length-help", &[("n", i64::from(*max).into())]).into_owned()
    }

    /// What files a question takes.
    pub fn files_help(&self, control: &Control) -> String {
        let types: Vec<&str> = form::FileType::ALL
            .into_iter()
            .filter(|kind| control.accept.split(',').any(|media| media == kind.media_type()))
            .map(form::FileType::name)
            .collect();
        self.page
            .words
            .with(
                "apply-files-help",
                &[
                    ("types", types.join(", ").as_str().into()),
                    ("mb", i64::from(control.max_mb).into()),
                    ("least", i64::from(control.min_files).into()),
                    ("n", i64::from(control.max_files).into()),
                ],
            )
            .into_owned()
    }

    /// What is said of a file larger than a question takes.
    pub fn file_too_large(&self, control: &Control) -> String {
        let mb = i64::from(control.max_mb);
        self.page.words.with("apply-file-too-large", &[("mb", mb.into())]).into_owned()
    }

    /// `type` of an input. Dates are text: people type them as they like.
    pub fn input_type(&self, widget: &Widget) -> &'static str {
        match widget {
            Widget::Typed(kind) => kind,
            Widget::Time => "time",
            _ => "text",
        }
    }

    /// A sentence with a date.
    pub fn with_date(&self, key: &str, date: &chrono::NaiveDate) -> String {
        let date = self.page.words.date(*date);
        self.page.words.with(key, &[("date", date.as_str().into())]).into_owned()
    }

    /// A sentence with an instant.
    pub fn with_moment(&self, key: &str, at: &Moment) -> String {
        let date = self.page.words.moment(*at);
        self.page.words.with(key, &[("date", date.as_str().into())]).into_owned()
    }

    /// What stands after an address of the office that is on the way one came: the view of the queue.
    pub fn way(&self) -> String {
        crate::office::way(&self.page)
    }

    /// Files at this address can be looked at below it.
    pub fn has_previews(&self, files_url: &str) -> bool {
        files_url.starts_with("/ufficio/pratiche/")
    }

    /// A sentence with one value of any name.
    pub fn say(&self, key: &str, name: &str, value: &str) -> String {
        self.page.words.with(key, &[(name, value.into())]).into_owned()
    }

    /// A sentence counted by any number.
    pub fn say_number(&self, key: &str, n: &u32) -> String {
        self.page.words.n(key, *n).into_owned()
    }

    /// Title of the service of a flow: the page's own title after its step.
    pub fn title_of_service(&self) -> &str {
        self.title.split_once(" - ").map_or(self.title.as_str(), |(_, service)| service)
    }

    /// The page is at this address or below it.
    pub fn is_below(&self, address: &str) -> bool {
        let rest = self.page.path.strip_prefix(address);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// The language that the page is not in, where a switch has room for one word.
    pub fn other_lang(&self) -> Lang {
        Lang::ALL.into_iter().find(|lang| *lang != self.page.lang).unwrap_or_default()
    }

    /// This page in that language.
    pub fn in_other_lang(&self) -> String {
        self.in_lang(self.other_lang().tag())
    }

    /// The name of that language in itself.
    pub fn other_lang_name(&self) -> Cow<'static, str> {
        Words::of(self.other_lang()).t("chrome-language-name")
    }

    /// A sentence in that language.
    pub fn in_other_words(&self, key: &str) -> Cow<'static, str> {
        Words::of(self.other_lang()).t(key)
    }

    /// Name of an office.
    pub fn office_name(&self, id: &str) -> String {
        self.told(&self.page.town.desk.office_name(id))
    }

    /// A text in the language of the page, owned.
    pub fn told(&self, text: &Localized) -> String {
        text.get(self.page.lang).to_owned()
    }
}

/// One line of a summary, flat: what a template can loop over without recursion.
pub enum Told {
    /// The name of a composite or of a row, and its language where that is not the page's.
    Heading(String, Option<Lang>),
    /// Question and answer.
    Answer(ToldAnswer),
    /// What follows belongs to no row or composite any more.
    Break,
}

impl Told {
    /// A question and an answer that names no files.
    pub(crate) fn plain(question: String, answer: String) -> Told {
        let (files, problem) = (Vec::new(), String::new());
        Told::Answer(ToldAnswer { question, lang: None, answer, files, problem })
    }
}

/// Question and answer with the files it names.
pub struct ToldAnswer {
    pub question: String,
    /// The language of the question, where it is not that of the page.
    pub lang: Option<Lang>,
    pub answer: String,
    pub files: Vec<ToldFile>,
    /// What is wrong, for a draft.
    pub problem: String,
}

/// A file that was given as an answer.
pub struct ToldFile {
    pub id: String,
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// What is said of its inside.
    pub about: Localized,
    /// Why it is not opened; empty if it is.
    pub shut: Localized,
    /// The office can look at it without opening it.
    pub is_shown: bool,
    /// There is an image of its beginning.
    pub is_drawn: bool,
}

/// A section of a summary, flat.
pub struct ToldSection {
    pub id: String,
    pub title: String,
    /// The language of the title, where it is not that of the page.
    pub lang: Option<Lang>,
    pub lines: Vec<Told>,
}

/// A step of a summary, flat.
pub struct ToldStep {
    pub id: String,
    pub title: String,
    pub lang: Option<Lang>,
    pub sections: Vec<ToldSection>,
}

/// What is known of files, by id.
pub type Files = BTreeMap<String, FileFact>;

/// Lays a summary flat.
#[must_use]
pub fn flat(steps: Vec<SummaryStep>, files: &Files) -> Vec<ToldStep> {
    let section = |section: SummarySection| {
        let mut lines = Vec::new();
        lay(section.lines, files, None, &mut lines);
        ToldSection { id: section.id, title: section.title, lang: section.lang, lines }
    };
    steps
        .into_iter()
        .map(|step| ToldStep {
            id: step.id,
            title: step.title,
            lang: step.lang,
            sections: step.sections.into_iter().map(section).collect(),
        })
        .collect()
}

/// A name, and its language where that is not the page's.
type Heading = (String, Option<Lang>);

/// Lines one below the other. What follows rows or a composite says again in what it stands, or that it stands in
/// nothing more.
fn lay(from: Vec<Line>, files: &Files, outer: Option<&str>, lines: &mut Vec<Told>) {
    let mut within: Vec<Heading> =
        outer.map(|title| (title.to_owned(), None)).into_iter().collect();
    let mut has_ended = false;
    for line in from {
        let ends = matches!(line, Line::Rows { .. } | Line::End);
        if std::mem::replace(&mut has_ended, ends) && matches!(line, Line::Answer(_)) {
            let again = |(title, lang): &Heading| Told::Heading(title.clone(), *lang);
            lines.push(within.last().map_or(Told::Break, again));
        }
        match line {
            Line::Answer(answer) => lines.push(Told::Answer(told(answer, files))),
            Line::Heading(title, lang) => {
                within.push((title.clone(), lang));
                lines.push(Told::Heading(title, lang));
            }
            Line::End => {
                within.pop();
            }
            Line::Rows { label, rows, problem, .. } => {
                if !problem.is_empty() {
                    let (question, answer) = (label, String::new());
                    let files = Vec::new();
                    let told = ToldAnswer { question, lang: None, answer, files, problem };
                    lines.push(Told::Answer(told));
                }
                for row in rows {
                    lines.push(Told::Heading(row.title.clone(), None));
                    lay(row.lines, files, Some(&row.title), lines);
                }
            }
        }
    }
}

fn told(line: AnswerLine, known: &Files) -> ToldAnswer {
    ToldAnswer {
        files: told_files(&line.files, known),
        question: line.question,
        lang: line.lang,
        answer: line.answer,
        problem: line.problem,
    }
}

/// The files of these ids that are known.
pub(crate) fn told_files(ids: &[String], known: &Files) -> Vec<ToldFile> {
    let told = |id: &String| {
        let file = known.get(id)?;
        let (name, size, about) = (file.name.clone(), file.size, file.about.clone());
        let shut = shut(&file.state);
        let (is_shown, is_drawn) = (is_shown(&file.media_type), is_drawn(&file.media_type));
        Some(ToldFile { id: id.clone(), name, size, about, shut, is_shown, is_drawn })
    };
    ids.iter().filter_map(told).collect()
}

/// Why a file is not opened.
fn shut(state: &FileState) -> Localized {
    match state {
        FileState::Ready => Localized::default(),
        FileState::Receiving | FileState::Checking => said("file-told-checking"),
        FileState::Refused(reason) => {
            let not_opened = |lang| {
                let reason = reason.get(lang).trim_end_matches('.');
                Words::of(lang).with("file-told-refused", &[("reason", reason.into())]).into_owned()
            };
            Localized::both(not_opened(Lang::It), not_opened(Lang::En))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use form::summary::SummaryRow;

    fn answer(question: &str) -> Line {
        Line::Answer(AnswerLine {
            path: String::new(),
            target: String::new(),
            question: question.to_owned(),
            lang: None,
            answer: "sì".to_owned(),
            files: Vec::new(),
            problem: String::new(),
            is_sensitive: false,
        })
    }

    #[test]
    fn what_follows_rows_or_a_composite_stands_outside_of_them() {
        let composite =
            || [Line::Heading("Dati catastali".to_owned(), None), answer("Foglio"), Line::End];
        let row = |title: &str| SummaryRow {
            row: "r1".to_owned(),
            title: title.to_owned(),
            lines: vec![answer("Codice fiscale")],
        };
        let rows = Line::Rows {
            path: "members".to_owned(),
            label: "Persone".to_owned(),
            problem: String::new(),
            rows: vec![row("Lia Campione"), row("Persone: 2")],
        };
        let mut lines = Vec::new();
        let from = [rows, answer("Foglio firmato")].into_iter().chain(composite());
        lay(from.chain([answer("Zona")]).collect(), &Files::new(), None, &mut lines);
        let said: Vec<&str> = lines
            .iter()
            .map(|line| match line {
                Told::Heading(title, _) => title.as_str(),
                Told::Answer(answer) => answer.question.as_str(),
                Told::Break => "-",
            })
            .collect();
        let code = "Codice fiscale";
        assert_eq!(said[..6], ["Lia Campione", code, "Persone: 2", code, "-", "Foglio firmato"]);
        assert_eq!(said[6..], ["Dati catastali", "Foglio", "-", "Zona"]);
        // In a row it is the row again that goes on.
        let mut lines = Vec::new();
        let from = composite().into_iter().chain([answer("Costruito nel")]).collect();
        lay(from, &Files::new(), Some("Immobile 1"), &mut lines);
        assert!(
            matches!(&lines[2..], [Told::Heading(title, _), Told::Answer(_)] if title == "Immobile 1")
        );
    }
}
