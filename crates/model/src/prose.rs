//! Prose that administrators write: a closed subset of Markdown (paragraphs, headings, lists, bold,
//! emphasis, links), as a tree of our own. Raw HTML, images, tables and code do not exist here: what
//! looks like them is plain text. Pages and letters are both made from this tree.

use std::fmt::Write;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use serde::{Deserialize, Serialize};

mod markup;

pub use markup::markup;

/// A piece of prose that stands alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    Paragraph(Vec<Inline>),
    /// Every heading has the same rank; the page decides which.
    Heading(Vec<Inline>),
    List {
        /// The number of the first item; `None` for dots.
        start: Option<u64>,
        items: Vec<Vec<Block>>,
    },
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    Text(String),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    /// `href` has passed [`is_safe_href`].
    Link {
        href: String,
        text: Vec<Inline>,
    },
    /// A line break inside a paragraph.
    Break,
}

/// Lists and emphasis deeper than this are flattened, so that walking the tree needs little stack.
const DEEPEST: usize = 8;

/// Reads a text. Every text is prose: what is not understood stays as it was typed.
pub fn parse(text: &str) -> Vec<Block> {
    read(text, false)
}

/// Reads a text that somebody types into a page: a new line is one, without further signs.
pub fn typed(text: &str) -> Vec<Block> {
    read(text, true)
}

fn read(text: &str, breaks: bool) -> Vec<Block> {
    let stack = vec![Open::new(Kind::Document)];
    let mut reader = Reader { stack, opened: Vec::new(), breaks };
    for event in Parser::new_ext(text, Options::empty()) {
        reader.take(event);
    }
    while reader.stack.len() > 1 {
        reader.close();
    }
    reader.stack.pop().map(Open::into_blocks).unwrap_or_default()
}

/// The words alone: paragraphs parted by an empty line, lists with `- ` or their numbers, links
/// followed by their address in brackets. For mails, notifications and search.
pub fn plain(blocks: &[Block]) -> String {
    let mut text = String::new();
    plain_blocks(blocks, "", &mut text);
    text
}

/// The words of one line, without addresses: for titles and summaries.
pub fn words(inlines: &[Inline]) -> String {
    let mut text = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(words) => text.push_str(words),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                text.push_str(&words(inner));
            }
            Inline::Break => text.push(' '),
        }
    }
    text
}

/// The tree as HTML elements (`p`, `ul`, `ol`, `li`, `strong`, `em`, `a`, `br`, headings of rank
/// `heading`), every text escaped. Recursion cannot be said in a template, hence here.
pub fn html(blocks: &[Block], heading: u8) -> String {
    let mut out = String::new();
    html_blocks(blocks, heading.clamp(2, 6), &mut out);
    out
}

/// Whether an address may stand in a link: `http:`, `https:`, `mailto:`, or relative to the site.
/// Anything that a browser could take for another scheme or host is refused.
pub fn is_safe_href(href: &str) -> bool {
    if href.is_empty() || href.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
        return false;
    }
    let lower = href.to_ascii_lowercase();
    if ["https://", "http://", "mailto:"].iter().any(|scheme| {
        lower.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
    }) {
        return true;
    }
    let before_path = href.split(['/', '?', '#']).next().unwrap_or_default();
    !href.starts_with("//") && !before_path.contains(':')
}

#[derive(Debug, PartialEq)]
enum Kind {
    Document,
    Paragraph,
    Heading,
    List(Option<u64>),
    Item,
    Strong,
    Emphasis,
    Link(String),
}

/// An element that is not yet closed. It holds blocks or inlines, after its kind.
#[derive(Debug)]
struct Open {
    kind: Kind,
    blocks: Vec<Block>,
    inlines: Vec<Inline>,
    items: Vec<Vec<Block>>,
}

impl Open {
    fn new(kind: Kind) -> Open {
        Open { kind, blocks: Vec::new(), inlines: Vec::new(), items: Vec::new() }
    }

    fn into_blocks(mut self) -> Vec<Block> {
        self.wrap_loose();
        self.blocks
    }

    /// Words that stand directly in a document or a tight list item become a paragraph.
    fn wrap_loose(&mut self) {
        let inlines = trimmed(std::mem::take(&mut self.inlines));
        if !inlines.is_empty() {
            self.blocks.push(Block::Paragraph(inlines));
        }
    }
}

struct Reader {
    stack: Vec<Open>,
    /// For each start tag, whether it opened an element of ours.
    opened: Vec<bool>,
    /// A new line in a paragraph is a line break.
    breaks: bool,
}

impl Reader {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => {
                if self.opened.pop() == Some(true) {
                    self.close();
                } else if !matches!(
                    end,
                    TagEnd::Strong | TagEnd::Emphasis | TagEnd::Link | TagEnd::Image
                ) {
                    // A block that is not ours still ends its paragraph.
                    self.top().wrap_loose();
                }
            }
            Event::Text(text)
            | Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => self.text(&text),
            Event::SoftBreak if !self.breaks => self.text(" "),
            Event::SoftBreak | Event::HardBreak => self.top().inlines.push(Inline::Break),
            Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let kind = match tag {
            Tag::Paragraph => Some(Kind::Paragraph),
            Tag::Heading { .. } => Some(Kind::Heading),
            Tag::List(start) => Some(Kind::List(start)),
            Tag::Item => Some(Kind::Item),
            Tag::Strong => Some(Kind::Strong),
            Tag::Emphasis => Some(Kind::Emphasis),
            Tag::Link { link_type: LinkType::Email, dest_url, .. } => {
                link(format!("mailto:{dest_url}"))
            }
            Tag::Link { dest_url, .. } => link(dest_url.into_string()),
            _ => None,
        };
        // An item goes with its list: both or none.
        let fits = match kind {
            Some(Kind::Item) => matches!(self.top().kind, Kind::List(_)),
            Some(_) => self.stack.len() < DEEPEST,
            None => false,
        };
        if let Some(kind) = kind.filter(|_| fits) {
            let is_block = matches!(kind, Kind::Paragraph | Kind::Heading | Kind::List(_));
            if is_block {
                self.top().wrap_loose();
            }
            self.stack.push(Open::new(kind));
        }
        self.opened.push(fits);
    }

    fn close(&mut self) {
        let Some(mut done) = self.stack.pop() else { return };
        let parent = self.top();
        match done.kind {
            Kind::Document => {}
            Kind::Paragraph | Kind::Heading => {
                let inlines = trimmed(done.inlines);
                if !inlines.is_empty() {
                    parent.blocks.push(match done.kind {
                        Kind::Heading => Block::Heading(inlines),
                        _ => Block::Paragraph(inlines),
                    });
                }
            }
            Kind::List(start) => {
                if !done.items.is_empty() {
                    parent.blocks.push(Block::List { start, items: done.items });
                }
            }
            Kind::Item => {
                done.wrap_loose();
                // What a letter says under a condition may leave nothing.
                if !done.blocks.is_empty() {
                    parent.items.push(done.blocks);
                }
            }
            Kind::Strong => parent.inlines.push(Inline::Strong(done.inlines)),
            Kind::Emphasis => parent.inlines.push(Inline::Emphasis(done.inlines)),
            Kind::Link(href) => parent.inlines.push(Inline::Link { href, text: done.inlines }),
        }
    }

    fn text(&mut self, text: &str) {
        let inlines = &mut self.top().inlines;
        match inlines.last_mut() {
            Some(Inline::Text(before)) => before.push_str(text),
            _ => inlines.push(Inline::Text(text.to_owned())),
        }
    }

    fn top(&mut self) -> &mut Open {
        if self.stack.is_empty() {
            self.stack.push(Open::new(Kind::Document));
        }
        let last = self.stack.len() - 1;
        &mut self.stack[last]
    }
}

fn link(href: String) -> Option<Kind> {
    is_safe_href(&href).then_some(Kind::Link(href))
}

/// Without white space at the ends, and without lines that say nothing.
fn trimmed(mut inlines: Vec<Inline>) -> Vec<Inline> {
    while let Some(Inline::Text(text)) = inlines.last_mut() {
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            break;
        }
        inlines.pop();
    }
    inlines
}

fn plain_blocks(blocks: &[Block], indent: &str, out: &mut String) {
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            out.push_str(if indent.is_empty() { "\n\n" } else { "\n" });
            out.push_str(indent);
        }
        match block {
            Block::Paragraph(inlines) | Block::Heading(inlines) => {
                plain_inlines(inlines, indent, out)
            }
            Block::List { start, items } => {
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        out.push('\n');
                        out.push_str(indent);
                    }
                    let mark = match start {
                        Some(first) => format!("{}. ", first.saturating_add(number as u64)),
                        None => "- ".to_owned(),
                    };
                    out.push_str(&mark);
                    plain_blocks(item, &format!("{indent}{}", " ".repeat(mark.len())), out);
                }
            }
        }
    }
}

fn plain_inlines(inlines: &[Inline], indent: &str, out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(text),
            Inline::Strong(inner) | Inline::Emphasis(inner) => plain_inlines(inner, indent, out),
            Inline::Link { href, text } => {
                let words = words(text);
                let address = href.strip_prefix("mailto:").unwrap_or(href);
                out.push_str(&words);
                if words != address {
                    // Writing to a String cannot fail.
                    let _ = write!(out, " ({address})");
                }
            }
            Inline::Break => {
                out.push('\n');
                out.push_str(indent);
            }
        }
    }
}

fn html_blocks(blocks: &[Block], heading: u8, out: &mut String) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) => element("p", out, |out| html_inlines(inlines, out)),
            Block::Heading(inlines) => {
                element(&format!("h{heading}"), out, |out| html_inlines(inlines, out));
            }
            Block::List { start: None, items } => {
                element("ul", out, |out| html_items(items, heading, out));
            }
            Block::List { start: Some(first), items } => {
                let _ = match first {
                    1 => write!(out, "<ol>"),
                    _ => write!(out, "<ol start=\"{first}\">"),
                };
                html_items(items, heading, out);
                out.push_str("</ol>");
            }
        }
    }
}

fn html_items(items: &[Vec<Block>], heading: u8, out: &mut String) {
    for item in items {
        element("li", out, |out| match item.as_slice() {
            // An item of one paragraph needs no paragraph around its words.
            [Block::Paragraph(inlines), rest @ ..]
                if !matches!(rest, [Block::Paragraph(_), ..]) =>
            {
                html_inlines(inlines, out);
                html_blocks(rest, heading, out);
            }
            blocks => html_blocks(blocks, heading, out),
        });
    }
}

fn html_inlines(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => escape(text, out),
            Inline::Strong(inner) => element("strong", out, |out| html_inlines(inner, out)),
            Inline::Emphasis(inner) => element("em", out, |out| html_inlines(inner, out)),
            Inline::Link { href, text } => {
                // A tree read from outside has not been through `parse`: look again.
                if is_safe_href(href) {
                    out.push_str("<a href=\"");
                    escape(href, out);
                    out.push_str("\">");
                    html_inlines(text, out);
                    out.push_str("</a>");
                } else {
                    html_inlines(text, out);
                }
            }
            Inline::Break => out.push_str("<br>"),
        }
    }
}

fn element(name: &str, out: &mut String, inside: impl FnOnce(&mut String)) {
    let _ = write!(out, "<{name}>");
    inside(out);
    let _ = write!(out, "</{name}>");
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests;
