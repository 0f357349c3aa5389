//! A chapter out of its Markdown: title, index, HTML. The text is trusted: it ships with the binary.

use model::fold;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Width and height of every picture on the page, in pixels of style.
const SIZE: (u32, u32) = (900, 600);

/// An entry of a chapter's index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading {
    pub id: String,
    pub text: String,
}

/// A chapter ready to be shown.
#[derive(Debug)]
pub(super) struct Chapter {
    pub title: String,
    pub headings: Vec<Heading>,
    pub html: String,
}

impl Chapter {
    /// Reads a chapter: its first heading is its title, those of the second level its index. `picture`
    /// gives the address of a picture, or none if it has not been taken: then it is passed over.
    pub fn read(text: &str, picture: impl Fn(&str) -> Option<String>) -> Chapter {
        let mut chapter =
            Chapter { title: String::new(), headings: Vec::new(), html: String::new() };
        let mut events = Vec::new();
        let mut parser = Parser::new_ext(text, Options::ENABLE_TABLES);
        while let Some(event) = parser.next() {
            match event {
                Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                    chapter.title = plain(&mut parser, TagEnd::Heading(HeadingLevel::H1));
                }
                Event::Start(Tag::Heading { level: HeadingLevel::H2, classes, attrs, .. }) => {
                    let text = plain(&mut parser, TagEnd::Heading(HeadingLevel::H2));
                    let heading = Heading { id: slug(&text), text };
                    let id = Some(CowStr::from(heading.id.clone()));
                    let tag = Tag::Heading { level: HeadingLevel::H2, id, classes, attrs };
                    events.push(Event::Start(tag));
                    events.push(Event::Text(heading.text.clone().into()));
                    events.push(Event::End(TagEnd::Heading(HeadingLevel::H2)));
                    chapter.headings.push(heading);
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let alt = plain(&mut parser, TagEnd::Image);
                    if let Some(url) = picture(&dest_url) {
                        events.push(Event::Html(figure(&url, &alt).into()));
                    }
                }
                other => events.push(other),
            }
        }
        html::push_html(&mut chapter.html, without_paragraphs_of_pictures(events).into_iter());
        chapter
    }
}

/// The plain text up to the end of what was begun.
fn plain<'t>(events: &mut impl Iterator<Item = Event<'t>>, end: TagEnd) -> String {
    let mut text = String::new();
    for event in events {
        match event {
            Event::End(ended) if ended == end => break,
            Event::Text(piece) | Event::Code(piece) => text.push_str(&piece),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// A picture: all have one size, which browsers keep free until it comes.
fn figure(url: &str, alt: &str) -> String {
    let mut escaped = String::new();
    for c in alt.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    let (width, height) = SIZE;
    format!(
        "<figure><img src=\"{url}\" alt=\"{escaped}\" width=\"{width}\" height=\"{height}\" \
         loading=\"lazy\"></figure>\n"
    )
}

/// A picture stands in no paragraph, and one that is passed over leaves none.
fn without_paragraphs_of_pictures(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut kept: Vec<Event<'_>> = Vec::new();
    for event in events {
        match (&event, kept.as_slice()) {
            (Event::End(TagEnd::Paragraph), [.., Event::Start(Tag::Paragraph)]) => {
                kept.pop();
            }
            (Event::End(TagEnd::Paragraph), [.., Event::Start(Tag::Paragraph), Event::Html(_)]) => {
                let picture = kept.pop();
                kept.pop();
                kept.extend(picture);
            }
            _ => kept.push(event),
        }
    }
    kept
}

/// `Che cosa serve` → `che-cosa-serve`.
fn slug(text: &str) -> String {
    fold::slug(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_make_the_index_and_missing_pictures_leave_no_trace() {
        let text =
            "# Titolo\n\n## Più **cose**\n\nUno.\n\n![Una](una.png)\n\n![Due & \"tre\"](due.png)\n";
        let chapter =
            Chapter::read(text, |name| (name == "due.png").then(|| "/i/due.png".to_owned()));
        assert_eq!(chapter.title, "Titolo");
        assert_eq!(chapter.headings, [Heading { id: "piu-cose".into(), text: "Più cose".into() }]);
        assert!(chapter.html.contains("<h2 id=\"piu-cose\">Più cose</h2>"), "{}", chapter.html);
        let figure = "<figure><img src=\"/i/due.png\" alt=\"Due &amp; &quot;tre&quot;\" width=";
        assert!(chapter.html.contains(figure), "{}", chapter.html);
        assert!(!chapter.html.contains("Una") && !chapter.html.contains("<p></p>"));
        assert!(!chapter.html.contains("<p><figure"), "{}", chapter.html);
    }
}
