//! Letters with their holes filled. What a person typed goes into a letter as text and never as
//! markup: the template is read as prose first, with a mark in place of each value.

use std::cell::RefCell;

use model::prose::{self, Block, Inline};
use model::{Lang, Localized, append_elided};
use rule::{Bindings, Show, Value};

use crate::compile::Compiled;
use crate::document::Local;

/// What a letter is written about.
#[derive(Clone, Copy)]
pub struct Occasion<'a> {
    /// The language asked for.
    pub lang: Lang,
    /// The day, the calendar and the names of files.
    pub facts: &'a form::Facts<'a>,
    /// Answers, `local.*`, `fees.*`, `application.*`, and `move.*` of the move that makes it.
    pub bindings: &'a dyn Bindings,
    /// Id of the move that makes the letter.
    pub made_by: Option<&'a str>,
    /// Name of the office, for `application.office`.
    pub office: &'a Localized,
}

/// A letter ready to be printed or mailed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Name of the kind of letter.
    pub title: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub body: Vec<Block>,
    /// The language it is in; Italian where it does not exist in the one asked for.
    pub lang: Lang,
}

impl Compiled {
    /// Writes a letter; none if the document has no letter with that id.
    #[must_use]
    pub fn letter(&self, id: &str, occasion: &Occasion<'_>) -> Option<Rendered> {
        let letter = self.workflow.letter(id)?;
        let lang = letter.letter.body.lang_of(occasion.lang);
        let context =
            rule::Context { today: occasion.facts.today, calendar: occasion.facts.calendar };
        let marker = Marker { compiled: self, occasion, lang, values: RefCell::default() };
        let written = letter.write(occasion.lang, occasion.bindings, &context, &marker);
        let values = marker.values.into_inner();
        let subject = filled(&written.subject, &values, lang).replace(['\n', '\r'], " ");
        let body = blocks(prose::parse(&written.body), &values, lang);
        Some(Rendered { title: written.title, subject, body, lang: written.lang })
    }
}

/// Marks around the number of a value. Private-use characters mean nothing to prose, and can be
/// in a template only by mistake: a number that stands for no value is left out.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// Keeps each value as people read it, and leaves its mark in the text.
struct Marker<'a> {
    compiled: &'a Compiled,
    occasion: &'a Occasion<'a>,
    lang: Lang,
    values: RefCell<Vec<String>>,
}

impl Show for Marker<'_> {
    fn show(&self, path: Option<&str>, value: &Value) -> String {
        let shown = self.people(path, value);
        if shown.is_empty() {
            return String::new();
        }
        let mut values = self.values.borrow_mut();
        values.push(shown);
        format!("{OPEN}{}{CLOSE}", values.len() - 1)
    }
}

impl Marker<'_> {
    fn people(&self, path: Option<&str>, value: &Value) -> String {
        if let Value::List(items) = value {
            let items = items.iter().map(|item| {
                // An item alone is shown as its list would be: by the label of its choice.
                self.people_one(path, &Value::list([item.clone()]))
            });
            return joined(&items.collect::<Vec<_>>(), self.lang);
        }
        self.people_one(path, value)
    }

    fn people_one(&self, path: Option<&str>, value: &Value) -> String {
        match path {
            Some("application.office") => return self.occasion.office.get(self.lang).to_owned(),
            Some("application.state") => {
                if let Value::Text(id) = value
                    && let Some(state) = self.compiled.workflow.state(id)
                {
                    return state.citizen.get(self.lang).to_owned();
                }
            }
            Some(path) => {
                let local = path.strip_prefix("local.");
                let local = local.and_then(|key| self.compiled.procedure.local.get(key));
                match local {
                    Some(Local::Text { value, .. }) => return value.get(self.lang).to_owned(),
                    Some(Local::List { value: items, .. }) => {
                        return labels(items, value, self.lang);
                    }
                    _ => {}
                }
            }
            None => {}
        }
        let asked = self.occasion.made_by.and_then(|id| self.compiled.asked_by(id));
        let (form, path) = match (path.and_then(|path| path.strip_prefix("move.")), asked) {
            (Some(inner), Some(asked)) => (asked, Some(inner)),
            _ => (&self.compiled.form, path),
        };
        form::show::Writer { form, facts: self.occasion.facts, lang: self.lang }.show(path, value)
    }
}

/// The labels of the items of a local list that `value` names.
fn labels(items: &[crate::document::Item], value: &Value, lang: Lang) -> String {
    let named = match value {
        Value::List(list) => list.iter().filter_map(|id| match id {
            Value::Text(id) => items.iter().find(|item| item.id == **id),
            _ => None,
        }),
        _ => return String::new(),
    };
    joined(&named.map(|item| item.label.get(lang).to_owned()).collect::<Vec<_>>(), lang)
}

/// `a, b e c`.
fn joined(items: &[String], lang: Lang) -> String {
    let and = match lang {
        Lang::It => " e ",
        Lang::En => " and ",
    };
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{}{and}{last}", before.join(", ")),
    }
}

/// A text with its values in place of their marks; in Italian an article before a figure is elided as it asks.
fn filled(text: &str, values: &[String], lang: Lang) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Value(number) => {
                let value = values.get(number).map_or("", String::as_str);
                match lang {
                    Lang::It => append_elided(&mut out, value),
                    Lang::En => out.push_str(value),
                }
            }
        }
    }
    out
}

enum Piece<'a> {
    Words(&'a str),
    Value(usize),
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    text.split(OPEN).enumerate().flat_map(|(index, part)| {
        let (number, words) = match (index, part.split_once(CLOSE)) {
            (1.., Some((number, words))) => (number.parse().ok(), words),
            _ => (None, part),
        };
        [number.map(Piece::Value), (!words.is_empty()).then_some(Piece::Words(words))]
            .into_iter()
            .flatten()
    })
}

fn blocks(blocks: Vec<Block>, values: &[String], lang: Lang) -> Vec<Block> {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(line) => {
                let paragraphs = parted(inlines(line, values, lang));
                out.extend(paragraphs.into_iter().map(Block::Paragraph));
            }
            Block::Heading(line) => out.push(Block::Heading(inlines(line, values, lang))),
            Block::List { start, items } => {
                let items = items.into_iter().map(|item| self::blocks(item, values, lang));
                out.push(Block::List { start, items: items.collect() });
            }
        }
    }
    out
}

fn inlines(line: Vec<Inline>, values: &[String], lang: Lang) -> Vec<Inline> {
    let mut out = Vec::new();
    for inline in line {
        match inline {
            Inline::Text(text) => {
                let text = filled(&text, values, lang);
                for (index, line) in text.split('\n').enumerate() {
                    if index > 0 {
                        out.push(Inline::Break);
                    }
                    if !line.is_empty() {
                        out.push(Inline::Text(line.to_owned()));
                    }
                }
            }
            Inline::Strong(inner) => out.push(Inline::Strong(inlines(inner, values, lang))),
            Inline::Emphasis(inner) => out.push(Inline::Emphasis(inlines(inner, values, lang))),
            Inline::Link { href, text } => {
                let href = addressed(&href, values);
                out.push(Inline::Link { href, text: inlines(text, values, lang) });
            }
            Inline::Break => out.push(Inline::Break),
        }
    }
    out
}

/// Empty lines in what a person typed part it into paragraphs.
fn parted(line: Vec<Inline>) -> Vec<Vec<Inline>> {
    let mut paragraphs = vec![Vec::new()];
    let mut breaks = 0;
    for inline in line {
        if inline == Inline::Break {
            breaks += 1;
            continue;
        }
        match breaks {
            0 => {}
            1 => paragraphs.last_mut().into_iter().for_each(|last| last.push(Inline::Break)),
            _ => paragraphs.push(Vec::new()),
        }
        breaks = 0;
        paragraphs.last_mut().into_iter().for_each(|last| last.push(inline.clone()));
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// An address with its values; all but letters, digits and `-._~` is encoded (RFC 3986), so that
/// no value can make it lead elsewhere.
fn addressed(href: &str, values: &[String]) -> String {
    let mut out = String::new();
    for piece in pieces(href) {
        match piece {
            Piece::Words(words) => out.push_str(words),
            Piece::Value(number) => {
                for byte in values.get(number).map_or("", String::as_str).bytes() {
                    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                        out.push(char::from(byte));
                    } else {
                        out.push_str(&format!("%{byte:02X}"));
                    }
                }
            }
        }
    }
    out
}
