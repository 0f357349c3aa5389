//! What the papers say and are, seen from outside: the text that a reader extracts, the tags that a
//! screen reader follows, the claims of the file, and that the same data gives the same bytes.

#![expect(clippy::unwrap_used, reason = "helpers of a test file, outside its test functions")]

mod sample;

use std::process::{Command, Stdio};
use std::sync::Arc;

use documents::{Blank, DocumentError, Press, Protocol, Receipt, Typst, blank, letter, receipt};
use model::{Lang, prose};

/// Runs one of poppler's tools on a PDF: `pdftotext`, `pdfinfo`.
fn poppler(tool: &str, options: &[&str], pdf: &[u8]) -> String {
    let path = std::env::temp_dir().join(format!(
        "sportello-{}-{:?}.pdf",
        std::process::id(),
        std::thread::current().id()
    ));
    std::fs::write(&path, pdf).unwrap();
    let output = Command::new(tool)
        .args(options)
        .arg(&path)
        .args((tool == "pdftotext").then_some("-"))
        .stderr(Stdio::null())
        .output()
        .unwrap_or_else(|error| {
            panic!("{tool}: {error}. Install it: apt-get install poppler-utils")
        });
    std::fs::remove_file(&path).unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The text of a PDF on one line, as it is read aloud.
fn text(pdf: &[u8]) -> String {
    let text = poppler("pdftotext", &["-raw", "-enc", "UTF-8"], pdf);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn assert_says(text: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(text.contains(sentence), "“{sentence}” is not in: {text}");
    }
}

fn contains(bytes: &[u8], wanted: &str) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted.as_bytes())
}

#[test]
fn the_receipt_is_the_notice_of_start() {
    let said = text(&receipt(&sample::rich_receipt()).unwrap());
    assert_says(
        &said,
        &[
            "Vale come comunicazione di avvio del procedimento",
            "Amministrazione competente Comune di Grugliasco",
            "Oggetto Rilascio del permesso",
            "Ufficio Polizia locale",
            "Responsabile del procedimento Lucia Verdi",
            "Domicilio digitale protocollo@pec.comune.example",
            "11 aprile 2026 30 giorni",
            "Il silenzio non vale come accoglimento",
            "ricorrere al TAR Piemonte",
            "Data di presentazione il 12 marzo 2026 alle ore 10:42",
            "Accedi all’area personale",
            "servizi.comune.grugliasco.to.it/pratiche/ZTL-7K3P-29",
            "lunedì e mercoledì 9:00–12:30",
        ],
    );
    assert_eq!(said.matches("12 marzo 2026 alle ore 10:42").count(), 1, "{said}");
}

#[test]
fn the_receipt_says_what_was_sent() {
    let sent = sample::rich_receipt();
    let said = text(&receipt(&sent).unwrap());
    assert_says(
        &said,
        &[
            "n. 2026/001234 del 12 marzo 2026",
            "Codice della pratica ZTL-7K3P-29",
            "Anna Rossi Codice fiscale RSSNNA80A41H501Z",
            "Inviata da, per suo conto Bruno Bianchi",
            "La risposta deve arrivare entro l’11 aprile 2026.",
            "Data di nascita 1º gennaio 1980",
            "Nessuna risposta",
            "EF456GH · Renault Zoe",
            "Zona B, stazione",
            "art. 76 del D.P.R. 445/2000",
            "contratto firmato (2).pdf",
            "1,3 MB",
            "Imposta di bollo",
            "26,50 €",
            "versione 2 delle condizioni",
            &sent.attachments[0].sha256.to_string(),
            &sent.digest.to_string(),
        ],
    );
    assert!(!said.contains("U+"), "nothing was missing, so no code may be explained");
}

#[test]
fn a_receipt_with_little_to_say_says_it() {
    let said = text(&receipt(&sample::minimal_receipt()).unwrap());
    assert_says(
        &said,
        &["in corso di assegnazione", "Nessun file allegato.", "Nessun importo dovuto."],
    );
    for absent in
        ["I dati della domanda", "Le dichiarazioni", "condizioni di servizio", "per suo conto"]
    {
        assert!(!said.contains(absent), "{absent}");
    }
}

#[test]
fn a_receipt_in_english_has_english_sentences() {
    let english = Receipt { lang: Lang::En, ..sample::rich_receipt() };
    let pdf = receipt(&english).unwrap();
    assert_says(
        &text(&pdf),
        &["The answer is due by 11 April 2026.", "no. 2026/001234 of 12 March 2026"],
    );
    assert!(contains(&pdf, "<rdf:li>en-GB</rdf:li>"));
}

#[test]
fn the_letter_says_who_what_and_how_to_appeal() {
    let said = text(&letter(&sample::letter()).unwrap());
    assert_says(
        &said,
        &[
            "Comune di Grugliasco Polizia locale",
            "Grugliasco, 8 aprile 2026",
            "Riferimento: domanda n. 2026/001789 dell’8 aprile 2026",
            "Anna Rossi Codice fiscale RSSNNA80A41H501Z Via dell’Esempio 12",
            "Oggetto: accoglimento della domanda",
            "la tua domanda è accolta",
            "1. Comunica entro 15 giorni",
            "La responsabile del procedimento Lucia Verdi Firma autografa omessa",
            "TAR Piemonte entro 60 giorni",
            "planimetria.pdf",
        ],
    );
}

#[test]
fn a_document_to_sign_speaks_for_its_signer_alone() {
    let pdf = blank(&sample::blank()).unwrap();
    let said = text(&pdf);
    assert_says(
        &said,
        &[
            "Consenso del proprietario Io sottoscritto/a ____________________, proprietario/a",
            "acconsento che Anna Rossi chieda il permesso.",
            "Luogo e data Firma",
            "Da firmare e allegare alla domanda «Chiedere il passo carrabile», Comune di Grugliasco",
            "Pagina 1 di 1",
        ],
    );
    // Neither crest nor author: the municipality says nothing in it.
    assert!(!poppler("pdfinfo", &["-struct-text"], &pdf).contains("Figure"));
    assert!(!poppler("pdfinfo", &[], &pdf).contains("Author"));
    let english = Blank { lang: Lang::En, ..sample::blank() };
    assert_says(&text(&blank(&english).unwrap()), &["Place and date Signature"]);
}

#[test]
fn every_paper_claims_both_standards_with_title_and_language() {
    let ours = ["ZTL-7K3P-29", "Comune di Grugliasco"].as_slice();
    let papers = [
        (receipt(&sample::rich_receipt()).unwrap(), ours),
        (receipt(&sample::minimal_receipt()).unwrap(), ours),
        (letter(&sample::letter()).unwrap(), ours),
        (blank(&sample::blank()).unwrap(), ["Consenso del proprietario"].as_slice()),
    ];
    for (pdf, says) in papers {
        for claim in [
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
            "<rdf:li>it-IT</rdf:li>",
        ] {
            assert!(contains(&pdf, claim), "{claim}");
        }
        let info = poppler("pdfinfo", &[], &pdf);
        assert_says(&info, says);
        assert_says(&info, &["Tagged:          yes"]);
    }
}

#[test]
fn a_screen_reader_finds_headings_lists_tables_and_the_crest() {
    let pdf = receipt(&sample::rich_receipt()).unwrap();
    let tags = poppler("pdfinfo", &["-struct-text"], &pdf);
    let trimmed: Vec<&str> = tags.lines().map(str::trim).collect();
    let count = |tag: &str| trimmed.iter().filter(|line| line.starts_with(tag)).count();
    assert_eq!(count("H1"), 1);
    assert_eq!(count("H2"), 7);
    assert_eq!((count("H3"), count("H4"), count("H5")), (2, 2, 2));
    assert_eq!(count("Figure"), 1);
    assert_eq!(count("/Scope /Row"), count("TH <") - 4, "columns are two and two");
    assert!(count("LI") >= 6);
    assert!(count("Link") >= 1);
}

#[test]
fn the_same_data_gives_the_same_bytes_on_every_thread() {
    let paper = Arc::new(sample::rich_receipt());
    let first = receipt(&paper).unwrap();
    let others: Vec<_> = (0..4)
        .map(|_| {
            let paper = Arc::clone(&paper);
            std::thread::spawn(move || receipt(&paper).unwrap())
        })
        .collect();
    for other in others {
        assert!(other.join().unwrap() == first);
    }
    let entered = Receipt { protocol: Protocol::Pending, ..sample::rich_receipt() };
    assert!(receipt(&entered).unwrap() != first);
}

#[test]
fn a_crest_that_cannot_be_drawn_is_named() {
    let press: &dyn Press = &Typst;
    for crest in ["", "not an svg", "<svg", "<html></html>"] {
        let mut paper = sample::minimal_receipt();
        paper.letterhead.crest = Some(Arc::from(crest.as_bytes()));
        assert!(matches!(press.receipt(&paper), Err(DocumentError::Crest(_))), "{crest}");
    }
}

#[test]
fn a_crest_reads_no_file_of_the_machine() {
    let mut paper = sample::minimal_receipt();
    let crest = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image width="9" height="9" href="/words.typ"/></svg>"#;
    paper.letterhead.crest = Some(Arc::from(crest.as_bytes()));
    // Refused or drawn without the picture, but never with what another file holds.
    if let Ok(pdf) = receipt(&paper) {
        assert!(!text(&pdf).contains("#let"));
    }
}

#[test]
fn words_are_never_read_as_typst() {
    let mut paper = sample::letter();
    let trick = r#"#panic("x") *b* $x$ <l> @ref \u{41} `raw` /* = == [ ] { } " \"#;
    paper.subject = trick.into();
    paper.addressee.name = trick.into();
    paper.body = vec![prose::Block::Paragraph(vec![prose::Inline::Text(trick.into())])];
    let said = text(&letter(&paper).unwrap());
    assert_eq!(said.matches(trick).count(), 3, "{said}");
}

#[test]
fn a_word_longer_than_its_line_can_be_copied_whole() {
    let word = format!("{}@{}.example", "lunghissimonome".repeat(9), "posta".repeat(20));
    let mut paper = sample::letter();
    paper.address = vec![word.clone()];
    let said = poppler("pdftotext", &["-raw", "-enc", "UTF-8"], &letter(&paper).unwrap());
    assert!(!said.contains('\u{200B}'));
    assert!(said.replace('\n', "").contains(&word), "{said}");
}

#[test]
fn links_lead_out_only_to_addresses_that_a_paper_can_have() {
    let mut paper = sample::letter();
    paper.body = prose::parse(
        "[sito](https://example.org/a?b=c#d) [posta](mailto:a@b.example) [qui](/servizi) [à](https://example.org/à)",
    );
    let pdf = letter(&paper).unwrap();
    assert!(contains(&pdf, "(https://example.org/a?b=c#d)"));
    assert!(contains(&pdf, "(mailto:a@b.example)"));
    assert!(!contains(&pdf, "(/servizi)"));
    assert_says(&text(&pdf), &["sito posta qui à"]);
}
