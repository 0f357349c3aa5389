//! Texts with their holes filled: letters, documents to be signed. What a person typed goes into them as text and never
//! as markup: the template is read as prose first, with a mark in place of each value.

use std::cell::RefCell;

use model::prose::{self, Block, Inline};
use model::{Lang, append_elided};
use rule::{Show, Value};

/// Marks around the number of a value. Private-use characters mean nothing to prose, and can be
/// in a template only by mistake: a number that stands for no value is left out.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// Fills one text: shows each value as people read it and leaves its mark in the text, then puts the values where
/// their marks stand.
pub struct Filling<'a> {
    show: &'a dyn Show,
    lang: Lang,
    gap: &'static str,
    values: RefCell<Vec<String>>,
}

impl<'a> Filling<'a> {
    /// Fills with what `show` makes of values; where there is none nothing is written.
    #[must_use]
    pub fn new(show: &'a dyn Show, lang: Lang) -> Filling<'a> {
        Filling { show, lang, gap: "", values: RefCell::default() }
    }

    /// Writes `gap` where an answer is missing. A rule that gives the empty text means it.
    #[must_use]
    pub fn with_gap(self, gap: &'static str) -> Filling<'a> {
        Filling { gap, ..self }
    }

    /// A text that was rendered with this filling, on one line.
    #[must_use]
    pub fn line(&self, text: &str) -> String {
        filled(text, &self.values.borrow(), self.lang).replace(['\n', '\r'], " ")
    }

    /// A text that was rendered with this filling, read as prose.
    #[must_use]
    pub fn prose(&self, text: &str) -> Vec<Block> {
        blocks(prose::parse(text), &self.values.borrow(), self.lang)
    }

    fn people(&self, path: Option<&str>, value: &Value) -> String {
        let Value::List(items) = value else { return self.show.show(path, value) };
        // An item alone is shown as its list would be: by the label of its choice.
        let alone = items.iter().map(|item| self.show.show(path, &Value::list([item.clone()])));
        // One that is missing has its own gap.
        let written = alone.map(|item| if item.is_empty() { self.gap.to_owned() } else { item });
        let written: Vec<String> = written.filter(|item| !item.is_empty()).collect();
        joined(&written, self.lang)
    }
}

impl Show for Filling<'_> {
    fn show(&self, path: Option<&str>, value: &Value) -> String {
        let mut shown = self.people(path, value);
        if shown.is_empty() && !matches!(value, Value::Text(_)) {
            shown.push_str(self.gap);
        }
        if shown.is_empty() {
            return shown;
        }
        let mut values = self.values.borrow_mut();
        values.push(shown);
        format!("{OPEN}{}{CLOSE}", values.len() - 1)
    }
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
