//! Any text that a form can accept makes a paper, with every face, without the net of `Trust::Latin`.

#[path = "../../tests/sample/mod.rs"]
mod sample;

use model::prose::{Block, Inline};
use proptest::prelude::*;
use typst::syntax::{FileId, RootedPath, VirtualPath, VirtualRoot};

use super::*;
use crate::{Answer, Entry, Section, Step};

/// Prints with exactly this trust, or says why not.
fn receipt_with(paper: &Receipt, trust: Trust) -> Result<Vec<u8>, String> {
    let data = page::receipt(paper, &Ink::new(trust));
    job(0).attempt(data, paper.letterhead.crest.as_ref())
}

fn letter_with(paper: &Letter, trust: Trust) -> Result<Vec<u8>, String> {
    let data = page::letter(paper, &Ink::new(trust));
    job(1).attempt(data, paper.letterhead.crest.as_ref())
}

fn blank_with(paper: &Blank, trust: Trust) -> Result<Vec<u8>, String> {
    job(2).attempt(page::blank(paper, &Ink::new(trust)), None)
}

fn job(template: usize) -> Job<'static> {
    Job { template, crest: None, made_at: Moment(0), ident: "test".to_owned() }
}

/// A receipt that says these texts in every place where a citizen or an office can write.
fn filled(texts: &[String]) -> Receipt {
    let mut paper = sample::minimal_receipt();
    let mut next = texts.iter().cycle().cloned();
    let mut text = || next.next().unwrap_or_default();
    paper.applicant.name = text();
    paper.notice.subject = text();
    paper.notice.url = text();
    paper.notice.remedies = blocks(&text(), 3);
    paper.declarations = vec![text()];
    let answers = |text: &mut dyn FnMut() -> String| {
        vec![
            Answer { question: text(), values: vec![text()], ..Answer::default() },
            Answer { question: text(), values: vec![text(), text()], is_title: true },
        ]
    };
    let entries = vec![
        Entry::Row { title: text(), answers: answers(&mut text) },
        Entry::Answer(Answer { question: text(), values: vec![text()], ..Answer::default() }),
    ];
    let title = text();
    paper.steps = vec![Step { title: text(), sections: vec![Section { title, entries }] }];
    paper.attachments = sample::rich_receipt().attachments;
    paper.attachments[0].name = text();
    paper.fees = sample::rich_receipt().fees;
    paper.fees[0].label = text();
    paper.code = text();
    paper.service = text();
    paper
}

/// Every shape of prose around one text, to a depth.
fn blocks(text: &str, depth: usize) -> Vec<Block> {
    let words = || vec![Inline::Text(text.to_owned())];
    let mut blocks = vec![
        Block::Heading(words()),
        Block::Paragraph(vec![
            Inline::Strong(vec![Inline::Emphasis(words())]),
            Inline::Break,
            Inline::Link { href: format!("https://example.org/{text}"), text: words() },
        ]),
        Block::Paragraph(Vec::new()),
    ];
    if depth > 0 {
        blocks.push(Block::List { start: None, items: vec![blocks_of(text, depth), Vec::new()] });
        blocks.push(Block::List { start: Some(u64::MAX), items: vec![words_of(text)] });
    }
    blocks
}

fn blocks_of(text: &str, depth: usize) -> Vec<Block> {
    blocks(text, depth - 1)
}

fn words_of(text: &str) -> Vec<Block> {
    vec![Block::Paragraph(vec![Inline::Text(text.to_owned())])]
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    let text = prop_oneof![
        // Anything that is no control character.
        4 => "\\PC{0,40}",
        // Words of the alphabets that the faces have, mixed.
        3 => "[a-zàèéìòùñçßøåő αβγδέ Київжщ שלוםא سلاممرحبا 0-9]{0,60}",
        // Letters with marks, right-to-left signs, joiners, selectors, private and unassigned signs.
        3 => "[aeiouو\\u{300}-\\u{36F}\\u{5B0}-\\u{5C7}\\u{64B}-\\u{655}\\u{200B}-\\u{200F}\\u{202A}-\\u{202E}\\u{2066}-\\u{2069}\\u{FE00}-\\u{FE0F}\\u{FFF0}-\\u{FFFD}\\u{E000}-\\u{E010} ]{0,30}",
        // Symbols, drawings, emoji with their modifiers.
        2 => "[\\u{2000}-\\u{2BFF}\\u{1F1E6}-\\u{1F1FF}\\u{1F300}-\\u{1FAFF}\\u{200D}\\u{20E3}#*0-9]{0,30}",
        // White space and line ends of every kind.
        1 => "[a \\u{A0}\\u{3000}\\u{2028}\\u{2029}\t\r\n]{0,20}",
    ];
    prop::collection::vec(text, 6..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_makes_a_receipt(texts in texts()) {
        let outcome = receipt_with(&filled(&texts), Trust::Faces);
        prop_assert!(outcome.is_ok(), "{:?} for {:?}", outcome.err(), texts);
    }

    #[test]
    fn any_text_makes_a_letter(texts in texts()) {
        let mut paper = sample::letter();
        paper.body = texts.iter().flat_map(|text| blocks(text, 1)).collect();
        paper.title.clone_from(&texts[0]);
        paper.subject.clone_from(&texts[1]);
        paper.address.clone_from(&texts);
        let outcome = letter_with(&paper, Trust::Faces);
        prop_assert!(outcome.is_ok(), "{:?} for {:?}", outcome.err(), texts);
    }

    #[test]
    fn any_text_makes_a_document_to_sign(texts in texts()) {
        let mut paper = sample::blank();
        paper.body = texts.iter().flat_map(|text| blocks(text, 1)).collect();
        paper.title.clone_from(&texts[0]);
        paper.service.clone_from(&texts[1]);
        paper.administration.clone_from(&texts[2]);
        let outcome = blank_with(&paper, Trust::Faces);
        prop_assert!(outcome.is_ok(), "{:?} for {:?}", outcome.err(), texts);
    }
}

#[test]
fn very_long_texts_make_a_receipt() {
    let long = [
        "m".repeat(10_000),
        "parola ".repeat(1_500),
        "riga\n".repeat(500),
        "漢".repeat(500),
        "م".repeat(10_000),
        "e\u{301}\u{323}\u{330}".repeat(1_000),
    ];
    for text in long {
        let mut paper = sample::minimal_receipt();
        let values = vec![text.clone()];
        let row = Entry::Row {
            title: text.clone(),
            answers: vec![Answer { question: text.clone(), values, ..Answer::default() }],
        };
        paper.steps = vec![Step {
            title: String::new(),
            sections: vec![Section { title: String::new(), entries: vec![row] }],
        }];
        let outcome = receipt_with(&paper, Trust::Faces);
        assert!(outcome.is_ok(), "{:?}", outcome.err());
    }
}

#[test]
fn a_paper_without_any_words_is_still_a_paper() {
    let empty = filled(&[String::new()]);
    assert_eq!(receipt_with(&empty, Trust::Faces).err(), None);
    let mut bare = sample::letter();
    bare.title.clear();
    bare.code.clear();
    bare.body.clear();
    bare.addressee.name.clear();
    assert_eq!(letter_with(&bare, Trust::Faces).err(), None);
    let mut bare = sample::blank();
    bare.title.clear();
    bare.body.clear();
    bare.service.clear();
    bare.administration.clear();
    assert_eq!(blank_with(&bare, Trust::Faces).err(), None);
}

#[test]
fn the_net_prints_western_letters_and_codes() {
    let paper = filled(&["Київ e\u{301} שלום 🚗".to_owned()]);
    assert_eq!(receipt_with(&paper, Trust::Latin).err(), None);
}

#[test]
fn papers_use_no_new_file_ids() {
    let probe = |path: &str| {
        let path = VirtualPath::new(path).unwrap();
        FileId::new(RootedPath::new(VirtualRoot::Project, path)).into_raw().get()
    };
    receipt(&sample::rich_receipt()).unwrap();
    let before = probe("/before");
    for _ in 0..3 {
        receipt(&sample::rich_receipt()).unwrap();
        letter(&sample::letter()).unwrap();
        blank(&sample::blank()).unwrap();
    }
    assert_eq!(probe("/after"), before + 1);
}
