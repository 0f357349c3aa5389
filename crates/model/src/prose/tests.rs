//! What administrators type and what becomes of it, hostile input included.

use super::*;
use proptest::prelude::*;

fn check(text: &str, html_expected: &str, plain_expected: &str) {
    let blocks = parse(text);
    assert_eq!(html(&blocks, 3), html_expected, "{text}");
    assert_eq!(plain(&blocks), plain_expected, "{text}");
}

#[test]
fn the_subset_is_understood() {
    check(
        "Ciao *mondo*\ne **tutti**.",
        "<p>Ciao <em>mondo</em> e <strong>tutti</strong>.</p>",
        "Ciao mondo e tutti.",
    );
    check("Uno\n\nDue", "<p>Uno</p><p>Due</p>", "Uno\n\nDue");
    check("# Titolo\n\nTesto", "<h3>Titolo</h3><p>Testo</p>", "Titolo\n\nTesto");
    check(
        "Serve:\n- carta\n- penna\n  - blu\n",
        "<p>Serve:</p><ul><li>carta</li><li>penna<ul><li>blu</li></ul></li></ul>",
        "Serve:\n\n- carta\n- penna\n  - blu",
    );
    check(
        "3. tre\n4. quattro",
        "<ol start=\"3\"><li>tre</li><li>quattro</li></ol>",
        "3. tre\n4. quattro",
    );
    check(
        "Leggi [la guida](https://example.org/a?b=1&c=2).",
        "<p>Leggi <a href=\"https://example.org/a?b=1&amp;c=2\">la guida</a>.</p>",
        "Leggi la guida (https://example.org/a?b=1&c=2).",
    );
    check(
        "<mail@example.org>",
        "<p><a href=\"mailto:mail@example.org\">mail@example.org</a></p>",
        "mail@example.org",
    );
    check("riga  \nnuova", "<p>riga<br>nuova</p>", "riga\nnuova");
}

#[test]
fn what_is_not_in_the_subset_is_plain_text() {
    check("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>", "a <b>c</b>");
    check(
        "<script>alert(1)</script>",
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
        "<script>alert(1)</script>",
    );
    check("![stemma](https://example.org/x.png)", "<p>stemma</p>", "stemma");
    check("    rientro", "<p>rientro</p>", "rientro");
    check("> citato", "<p>citato</p>", "citato");
    check("`codice`", "<p>codice</p>", "codice");
    check("---", "", "");
    check("", "", "");
}

#[test]
fn only_safe_addresses_become_links() {
    for href in [
        "https://example.org",
        "HTTP://example.org/x",
        "mailto:a@b.it",
        "/servizi",
        "servizi/x",
        "#a",
        "?q=a:b",
    ] {
        assert!(is_safe_href(href), "{href}");
    }
    for href in [
        "",
        "javascript:alert(1)",
        "JaVaScript:alert(1)",
        "java\tscript:x",
        " javascript:x",
        "data:text/html,x",
        "//example.org",
        "/\\example.org",
        "\\\\example.org",
        "https:///example.org",
        "https:example.org",
        "vbscript:x",
        "file:///x",
        "ftp://x",
        "mailto:",
    ] {
        assert!(!is_safe_href(href), "{href}");
    }
    check("[clic](javascript:alert(1))", "<p>clic</p>", "clic");
    check("[clic](//example.org)", "<p>clic</p>", "clic");
}

#[test]
fn deep_nesting_is_flattened_and_nothing_said_is_lost() {
    let quotes = format!("{}fondo", "> ".repeat(5_000));
    assert_eq!(plain(&parse(&quotes)), "fondo");
    let mut list = String::new();
    for depth in 0..200 {
        list.push_str(&format!("{}- voce{depth}\n", "  ".repeat(depth)));
    }
    let blocks = parse(&list);
    let text = plain(&blocks);
    assert!((0..200).all(|depth| text.contains(&format!("voce{depth}"))));
    assert!(depth(&blocks) <= DEEPEST);
    let stars = format!("{}fondo{}", "*a **b ".repeat(500), "** *".repeat(500));
    assert!(plain(&parse(&stars)).contains("fondo"));
}

fn depth(blocks: &[Block]) -> usize {
    let of = |block: &Block| match block {
        Block::List { items, .. } => 1 + items.iter().map(|item| depth(item)).max().unwrap_or(0),
        _ => 1,
    };
    blocks.iter().map(of).max().unwrap_or(0)
}

#[track_caller]
fn goes_round(text: &str) {
    let blocks = typed(text);
    assert_eq!(typed(&markup(&blocks)), blocks, "{text:?} as {:?}", markup(&blocks));
}

#[test]
fn a_tree_is_written_as_somebody_would_type_it() {
    let plain = "Gentile mario_rossi, scrivi a m_r@example.it: 3 * 4 = 12 & [nota] < 5.";
    assert_eq!(markup(&typed(plain)), plain);
    let text = "Gentile **Rossi**,\nuna riga\n\n- uno\n- due\n  - tre\n\n## Titolo\n\n1. primo\n2. secondo";
    assert_eq!(markup(&typed(text)), text);
    let of = |text: &str| vec![Block::Paragraph(vec![Inline::Text(text.to_owned())])];
    assert_eq!(markup(&of("1. marzo")), "1\\. marzo");
    assert_eq!(markup(&of("- 3 gradi")), "\\- 3 gradi");
    assert_eq!(markup(&of("**non** grassetto")), "\\*\\*non\\*\\* grassetto");
    for text in [
        "\\# non titolo",
        "a\n\\- b",
        "<mario@example.it>",
        "<https://example.org/a_b>",
        "[qui](https://example.org/(a))",
        "- a\n\n+ b",
        "1. a\n\n1) b",
        "- a\n\n  b\n\n- c",
        "a **b *c* d** e",
        "\\<b> &amp;amp; \\`x\\`",
        "riga\n\\===",
        "riga\n\\---",
    ] {
        goes_round(text);
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_goes_round(text in "[a-z1.)<>&*_\\[\\]!`#\n +=~\\\\-]{0,40}") {
        let blocks = typed(&text);
        let again = typed(&markup(&blocks));
        let bare = |blocks: &[Block]| -> String {
            plain(blocks).chars().filter(|sign| !sign.is_whitespace()).collect()
        };
        prop_assert_eq!(bare(&again), bare(&blocks), "{:?}", markup(&blocks));
    }

    #[test]
    fn no_text_makes_markup_of_its_own(text in "[<>&\"'a-z*_\\[\\]()!:/`#\n -]{0,60}") {
        let blocks = parse(&text);
        let page = html(&blocks, 3);
        let mut rest = page.as_str();
        while let Some((_, after)) = rest.split_once('<') {
            let tag = after.split_once('>').map(|(tag, _)| tag.trim_start_matches('/')).unwrap();
            let name = tag.split(' ').next().unwrap();
            prop_assert!(["p", "h3", "ul", "ol", "li", "strong", "em", "a", "br"].contains(&name), "{}", page);
            rest = after;
        }
        let _ = plain(&blocks);
    }

    #[test]
    fn any_text_is_survived(text in ".{0,60}") {
        let _ = html(&parse(&text), 9);
    }
}
