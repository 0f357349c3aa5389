//! Prose as somebody would type it, to be changed by hand and read again by [`typed`](super::typed).

use super::{Block, Inline, html, typed, words};

/// Signs that mean something inside a line.
const SIGNS: [char; 8] = ['\\', '`', '*', '_', '[', ']', '<', '&'];

/// The tree as a text that [`typed`](super::typed) reads back: signs that would mean something are escaped only where
/// they would. Where emphasis cannot be written (it begins with a blank), its words stay.
#[must_use]
pub fn markup(blocks: &[Block]) -> String {
    let same = |text: &String| html(&typed(text), 3) == html(blocks, 3);
    let tries = [(false, true), (true, true)].into_iter();
    let mut tries = tries.map(|(escapes, emphasises)| Writer { escapes, emphasises }.text(blocks));
    tries.find(same).unwrap_or_else(|| Writer { escapes: true, emphasises: false }.text(blocks))
}

struct Writer {
    /// Escapes whatever could mean something, not only what does.
    escapes: bool,
    emphasises: bool,
}

impl Writer {
    fn text(&self, blocks: &[Block]) -> String {
        let mut out = String::new();
        self.blocks(blocks, "", &mut out);
        out
    }

    fn blocks(&self, blocks: &[Block], indent: &str, out: &mut String) {
        // Lists that follow each other are told apart by their mark.
        let mut is_other = false;
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 {
                let is_tight = matches!(block, Block::List { .. }) && !indent.is_empty();
                out.push_str(if is_tight { "\n" } else { "\n\n" });
                out.push_str(indent);
            }
            let follows = index > 0 && matches!(blocks[index - 1], Block::List { .. });
            is_other = follows && !is_other;
            match block {
                Block::Paragraph(line) => self.line(line, indent, out),
                Block::Heading(line) => {
                    out.push_str("## ");
                    self.line(line, indent, out);
                }
                Block::List { start, items } => {
                    for (number, item) in items.iter().enumerate() {
                        if number > 0 {
                            out.push('\n');
                            out.push_str(indent);
                        }
                        let mark = match (start, is_other) {
                            (Some(first), false) => {
                                format!("{}. ", first.saturating_add(number as u64))
                            }
                            (Some(first), true) => {
                                format!("{}) ", first.saturating_add(number as u64))
                            }
                            (None, false) => "- ".to_owned(),
                            (None, true) => "+ ".to_owned(),
                        };
                        out.push_str(&mark);
                        let inner = format!("{indent}{}", " ".repeat(mark.len()));
                        self.blocks(item, &inner, out);
                    }
                }
            }
        }
    }

    fn line(&self, inlines: &[Inline], indent: &str, out: &mut String) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => {
                    let starts = out.is_empty() || out.ends_with(['\n', ' ']);
                    out.push_str(&self.words(text, starts));
                }
                Inline::Strong(inner) => self.marked("**", inner, indent, out),
                Inline::Emphasis(inner) => self.marked("*", inner, indent, out),
                Inline::Link { href, text } => {
                    let address = href.strip_prefix("mailto:").unwrap_or(href);
                    if words(text) == address && (href != address || href.contains("://")) {
                        out.push_str(&format!("<{address}>"));
                    } else {
                        out.push('[');
                        self.line(text, indent, out);
                        out.push_str(&format!("](<{href}>)"));
                    }
                }
                Inline::Break => {
                    out.push('\n');
                    out.push_str(indent);
                }
            }
        }
    }

    fn marked(&self, mark: &str, inner: &[Inline], indent: &str, out: &mut String) {
        let mark = if self.emphasises { mark } else { "" };
        out.push_str(mark);
        self.line(inner, indent, out);
        out.push_str(mark);
    }

    /// Words that mean nothing but themselves.
    fn words(&self, text: &str, starts: bool) -> String {
        if !self.escapes && typed(text) == [Block::Paragraph(vec![Inline::Text(text.to_owned())])] {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len() + 8);
        // What opens a heading, a list or a quotation does so at the start of a line.
        let mut opens = starts;
        for (at, sign) in text.char_indices() {
            let before = &text[..at];
            let ends_number = opens
                && matches!(sign, '.' | ')')
                && !before.is_empty()
                && before.bytes().all(|byte| byte.is_ascii_digit());
            let is_mark = opens && matches!(sign, '#' | '>' | '+' | '-' | '=' | '~');
            if SIGNS.contains(&sign) || ends_number || (is_mark && before.is_empty()) {
                out.push('\\');
            }
            out.push(sign);
            opens = opens && sign.is_ascii_digit();
        }
        out
    }
}
