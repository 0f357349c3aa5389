//! Turns a paper's data into the JSON that its template reads: texts fit for print, figures written
//! as people write them. No sentence is made here; those are in `templates/letter/words.typ`.

use chrono::NaiveDate;
use model::prose::{self, Block, Inline};
use model::{Moment, Money};
use serde_json::{Value, json};
use words::Words;

use crate::ink::{BREAK, Ink};
use crate::{
    Answer, Attachment, Blank, Entry, Letter, Letterhead, Party, Protocol, Receipt, Section,
};

/// Longest address in a link: longer ones are printed, not linked.
const LONGEST_LINK: usize = 2_000;

/// Highest number of a list's first item: nine digits, as in CommonMark; Typst's have an end too.
const HIGHEST_NUMBER: u64 = 999_999_999;

/// Writes data with one ink in one language.
struct Page<'a> {
    ink: &'a Ink,
    words: &'static Words,
}

/// What `receipt.typ` reads.
pub fn receipt(receipt: &Receipt, ink: &Ink) -> Value {
    let page = Page { ink, words: Words::of(receipt.lang) };
    let notice = &receipt.notice;
    let total = receipt.fees.iter().fold(0_i64, |sum, fee| sum.saturating_add(fee.amount.0));
    let mut data = json!({
        "lang": receipt.lang.tag(),
        "title": title(&[&receipt.service, &receipt.code], ink),
        "head": page.head(&receipt.letterhead),
        "service": ink.line(&receipt.service),
        "protocol": page.protocol(&receipt.protocol),
        "code": ink.line(&receipt.code),
        "applicant": page.party(&receipt.applicant),
        "delegate": receipt.delegate.as_ref().map(|party| page.party(party)),
        "sent": page.moment(receipt.sent_at),
        "notice": {
            "administration": ink.line(&notice.administration),
            "subject": ink.text(&notice.subject),
            "office": ink.line(&notice.office),
            "domicile": ink.line(&notice.digital_domicile),
            "responsible": ink.line(&notice.responsible),
            "contacts": ink.text(&notice.contacts),
            "due": { "on": page.date(notice.due.on), "why": ink.text(&notice.due.why) },
            "silence": ink.text(&notice.silence),
            "remedies": page.prose(&notice.remedies),
            "online": ink.text(&notice.online),
            "url": page.address(&notice.url),
            "papers": ink.text(&notice.papers),
        },
        "steps": receipt.steps.iter().filter(|step| !step.sections.is_empty()).map(|step| json!({
            "title": ink.line(&step.title),
            "sections": step.sections.iter().map(|section| page.section(section)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "declarations": receipt.declarations.iter().map(|text| ink.text(text)).collect::<Vec<_>>(),
        "attachments": page.files(&receipt.attachments),
        "fees": receipt.fees.iter().map(|fee| json!({
            "label": ink.line(&fee.label),
            "amount": page.money(fee.amount),
            "note": ink.line(&fee.note),
        })).collect::<Vec<_>>(),
        "total": page.money(Money(total)),
        "terms": receipt.terms.as_ref().map(|terms| {
            let accepted = page.moment(terms.accepted_at);
            json!({
                "version": ink.line(&terms.version),
                "date": accepted["date"],
                "time": accepted["time"],
            })
        }),
        "digest": receipt.digest.to_string(),
    });
    data["signs-missing"] = Value::Bool(ink.missed());
    data
}

/// What `letter.typ` reads.
pub fn letter(letter: &Letter, ink: &Ink) -> Value {
    let page = Page { ink, words: Words::of(letter.lang) };
    let mut data = json!({
        "lang": letter.lang.tag(),
        "title": title(&[&letter.title, &letter.code], ink),
        "head": page.head(&letter.letterhead),
        "office": ink.line(&letter.office),
        "name": title(&[&letter.title], ink),
        "place": ink.line(&letter.place),
        "date": page.date(letter.date),
        "protocol": letter.protocol.as_ref().map(|protocol| page.protocol(protocol)),
        "is-draft": letter.is_draft,
        "about": page.protocol(&letter.about),
        "code": ink.line(&letter.code),
        "addressee": page.party(&letter.addressee),
        "address": letter.address.iter().map(|line| ink.line(line)).collect::<Vec<_>>(),
        "subject": ink.text(&letter.subject),
        "body": page.prose(&letter.body),
        "signature": {
            "name": ink.line(&letter.signature.name),
            "role": ink.line(&letter.signature.role),
            "line": ink.text(&letter.signature.line),
        },
        "remedies": page.prose(&letter.remedies),
        "enclosures": page.files(&letter.enclosures),
    });
    data["signs-missing"] = Value::Bool(ink.missed());
    data
}

/// What `blank.typ` reads.
pub fn blank(blank: &Blank, ink: &Ink) -> Value {
    let page = Page { ink, words: Words::of(blank.lang) };
    let mut data = json!({
        "lang": blank.lang.tag(),
        "title": title(&[&blank.title], ink),
        "body": page.prose(&blank.body),
        "service": ink.line(&blank.service),
        "administration": ink.line(&blank.administration),
    });
    data["signs-missing"] = Value::Bool(ink.missed());
    data
}

/// A title of the file or of its first page: never empty (PDF/UA), never long (a PDF string has an
/// end).
fn title(parts: &[&str], ink: &Ink) -> String {
    let parts: Vec<String> =
        parts.iter().map(|part| ink.line(part)).filter(|part| !part.is_empty()).collect();
    match parts.is_empty() {
        true => "—".to_owned(),
        false => parts.join(" · ").chars().filter(|sign| *sign != BREAK).take(300).collect(),
    }
}

impl Page<'_> {
    fn head(&self, head: &Letterhead) -> Value {
        json!({
            "name": self.ink.line(&head.name),
            "crest": head.crest.is_some(),
            "hue": head.theme.hue,
            "saturation": head.theme.saturation.clamp(0.0, 100.0),
            "brightness": head.theme.brightness.clamp(0.0, 100.0),
            "address": self.ink.line(&head.address),
            "pec": self.ink.line(&head.pec),
            "fiscal-code": self.ink.line(&head.fiscal_code),
            "telephone": self.ink.line(&head.telephone),
            "site": self.ink.line(&head.site),
        })
    }

    fn party(&self, party: &Party) -> Value {
        json!({
            "name": self.ink.line(&party.name),
            "fiscal-code": self.ink.line(&party.fiscal_code),
        })
    }

    fn protocol(&self, protocol: &Protocol) -> Value {
        match protocol {
            Protocol::Entered { number, on } => {
                json!({ "number": self.ink.line(number), "date": self.date(*on) })
            }
            Protocol::Pending => Value::Null,
        }
    }

    /// Answers that follow each other go into one table; a row of a group starts a new one.
    fn section(&self, section: &Section) -> Value {
        let mut parts: Vec<Value> = Vec::new();
        let mut loose: Vec<&Answer> = Vec::new();
        for entry in &section.entries {
            match entry {
                Entry::Answer(answer) => loose.push(answer),
                Entry::Row { title, answers } => {
                    if !loose.is_empty() {
                        parts.push(self.part(None, std::mem::take(&mut loose)));
                    }
                    parts.push(self.part(Some(title), answers.iter().collect()));
                }
            }
        }
        if !loose.is_empty() {
            parts.push(self.part(None, loose));
        }
        json!({ "title": self.ink.line(&section.title), "parts": parts })
    }

    fn part(&self, row: Option<&str>, answers: Vec<&Answer>) -> Value {
        let answers: Vec<Value> = answers
            .into_iter()
            .map(|answer| {
                let values: Vec<String> = answer
                    .values
                    .iter()
                    .map(|value| self.ink.text(value))
                    .filter(|value| !value.trim().is_empty())
                    .collect();
                let question = self.ink.text(&answer.question);
                json!({ "question": question, "values": values, "title": answer.is_title })
            })
            .collect();
        let row = row.map(|title| self.ink.line(title)).filter(|title| !title.is_empty());
        json!({ "row": row, "answers": answers })
    }

    fn files(&self, files: &[Attachment]) -> Vec<Value> {
        files
            .iter()
            .map(|file| {
                json!({
                    "label": self.ink.line(&file.label),
                    "name": self.ink.line(&file.name),
                    "size": self.ink.line(&self.words.size(file.bytes)),
                    "sha256": file.sha256.to_string(),
                })
            })
            .collect()
    }

    fn prose(&self, blocks: &[Block]) -> Vec<Value> {
        let mut out = Vec::new();
        for block in blocks {
            match block {
                Block::Paragraph(inner) => {
                    out.push(json!({ "kind": "paragraph", "inner": self.inline(inner) }));
                }
                Block::Heading(inner) => {
                    // A heading without words is refused by PDF/UA.
                    if !self.ink.line(&prose::words(inner)).is_empty() {
                        out.push(json!({ "kind": "heading", "inner": self.inline(inner) }));
                    }
                }
                Block::List { start, items } => {
                    let start = start.map(|first| first.min(HIGHEST_NUMBER));
                    let items: Vec<_> = items.iter().map(|item| self.prose(item)).collect();
                    out.push(json!({ "kind": "list", "start": start, "items": items }));
                }
            }
        }
        out
    }

    fn inline(&self, pieces: &[Inline]) -> Vec<Value> {
        let mut out = Vec::new();
        for piece in pieces {
            match piece {
                Inline::Text(text) => {
                    out.push(json!({ "kind": "text", "text": self.ink.text(text) }));
                }
                Inline::Strong(inner) => {
                    out.push(json!({ "kind": "strong", "inner": self.inline(inner) }));
                }
                Inline::Emphasis(inner) => {
                    out.push(json!({ "kind": "emphasis", "inner": self.inline(inner) }));
                }
                Inline::Link { href, text } => {
                    let inner = self.inline(text);
                    let has_words = !self.ink.line(&prose::words(text)).is_empty();
                    if has_words && is_linkable(href) {
                        out.push(json!({ "kind": "link", "href": href, "inner": inner }));
                    } else {
                        out.extend(inner);
                    }
                }
                Inline::Break => out.push(json!({ "kind": "break" })),
            }
        }
        out
    }

    /// An address that is printed and, when it can be, linked.
    fn address(&self, url: &str) -> Value {
        let text = self.ink.line(url);
        match text.is_empty() {
            true => Value::Null,
            false => json!({ "text": text, "href": is_linkable(url).then_some(url) }),
        }
    }

    fn date(&self, date: NaiveDate) -> String {
        self.words.date(date)
    }

    fn moment(&self, at: Moment) -> Value {
        json!({ "date": self.words.date(at.day()), "time": self.words.time(at) })
    }

    fn money(&self, sum: Money) -> String {
        self.ink.line(&self.words.money(sum))
    }
}

/// Whether a link on paper may carry this address: absolute, since a paper has no site to start from.
fn is_linkable(href: &str) -> bool {
    href.len() <= LONGEST_LINK
        && href.is_ascii()
        && prose::is_safe_href(href)
        && ["https://", "http://", "mailto:"].iter().any(|scheme| href.starts_with(scheme))
}
