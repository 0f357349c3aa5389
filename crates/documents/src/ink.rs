//! Makes any text fit for print: what no face can draw becomes its Unicode code, invisible signs go,
//! and words too long for a line may be broken. The words themselves are never changed.

use std::cell::Cell;

use typst::text::is_default_ignorable;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::faces::FACES;

/// A letter with more marks than this could cover the lines around it: the others become codes.
const MARKS: usize = 4;
/// A word wider than this, in ems, gets places to break; the widest Italian words are narrower.
const LONGEST: f32 = 16.0;
/// Ems between two places to break.
const PIECE: f32 = 6.0;
/// Zero width space: a place to break. `sheet.typ` sets it as a space that leaves no sign in copied text.
pub const BREAK: char = '\u{200B}';
/// Zero width non-joiner: the only invisible sign with a meaning for letters that join.
const NON_JOINER: char = '\u{200C}';

/// How far faces are trusted to draw what they say they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Any sign that a face has.
    Faces,
    /// Only the letters of Western Europe: for the rare text that the press refuses to shape.
    Latin,
}

/// Turns texts into print and remembers whether a sign was missing.
pub struct Ink {
    trust: Trust,
    missing: Cell<bool>,
}

impl Ink {
    pub fn new(trust: Trust) -> Ink {
        Ink { trust, missing: Cell::new(false) }
    }

    /// Some sign was printed as its code.
    pub fn missed(&self) -> bool {
        self.missing.get()
    }

    /// A text of one or more lines, parted by line feeds.
    pub fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut cluster = String::new();
        let mut last = ' ';
        for sign in text.nfc() {
            if is_combining_mark(sign) && !cluster.is_empty() {
                cluster.push(sign);
                continue;
            }
            self.flush(&mut cluster, &mut out);
            match sign {
                '\n' if last == '\r' => {}
                '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                    out.push('\n');
                }
                '\u{A0}' | '\u{202F}' => out.push('\u{A0}'),
                _ if sign.is_whitespace() => out.push(' '),
                NON_JOINER if last.is_alphabetic() && self.trust == Trust::Faces => out.push(sign),
                _ if is_default_ignorable(sign) => {}
                _ => cluster.push(sign),
            }
            last = sign;
        }
        self.flush(&mut cluster, &mut out);
        breakable(&out)
    }

    /// A text that must stand on one line.
    pub fn line(&self, text: &str) -> String {
        self.text(text).replace('\n', " ").trim().to_owned()
    }

    /// Writes a letter with its marks, as far as it can be drawn.
    fn flush(&self, cluster: &mut String, out: &mut String) {
        let marks = cluster.chars().skip(1).count();
        let starts_with_mark = cluster.starts_with(is_combining_mark);
        if cluster.is_empty() {
            return;
        }
        if !starts_with_mark && marks <= MARKS && self.draws(cluster) {
            out.push_str(cluster);
        } else {
            for sign in cluster.chars() {
                let mut buffer = [0; 4];
                let alone = sign.encode_utf8(&mut buffer);
                if is_combining_mark(sign) || !self.draws(alone) {
                    self.missing.set(true);
                    write_code(sign, out);
                } else {
                    out.push(sign);
                }
            }
        }
        cluster.clear();
    }

    fn draws(&self, cluster: &str) -> bool {
        match self.trust {
            Trust::Faces => !cluster.contains(is_forbidden) && FACES.draw(cluster),
            Trust::Latin => cluster.chars().all(|sign| matches!(sign, ' '..='~' | '¡'..='ÿ')),
        }
    }
}

/// Signs that PDF/A forbids (ISO 19005-2, 6.2.11.7) whatever a face says of them.
fn is_forbidden(sign: char) -> bool {
    matches!(sign, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'.. | '\u{FFF0}'..='\u{FFFF}')
}

/// `U+4E2D`, apart from what stands around it.
fn write_code(sign: char, out: &mut String) {
    if !out.is_empty() && !out.ends_with(char::is_whitespace) {
        out.push(' ');
    }
    out.push_str(&format!("U+{:04X} ", u32::from(sign)));
}

/// Gives words that are too wide for a line places to break.
fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for piece in text.split_inclusive([' ', '\n']) {
        if piece.chars().map(width).sum::<f32>() <= LONGEST {
            out.push_str(piece);
            continue;
        }
        let mut since = 0.0;
        for sign in piece.chars() {
            if since >= PIECE && !is_combining_mark(sign) && sign != NON_JOINER && sign != ' ' {
                out.push(BREAK);
                since = 0.0;
            }
            out.push(sign);
            since += width(sign);
        }
    }
    out
}

/// A generous guess of a sign's width in ems.
fn width(sign: char) -> f32 {
    match sign {
        'm' | 'w' => 0.9,
        'a'..='z' | '0'..='9' | '-' | '.' | '/' | '_' => 0.55,
        _ if is_combining_mark(sign) => 0.0,
        _ => 0.9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(text: &str) -> String {
        Ink::new(Trust::Faces).text(text)
    }

    #[test]
    fn ordinary_words_stay_as_they_are() {
        for text in
            ["Perché no?", "precipitevolissimevolmente", "città\nL’Aquila", "10095 Grugliasco (TO)"]
        {
            let ink = Ink::new(Trust::Faces);
            assert_eq!(ink.text(text), text);
            assert!(!ink.missed());
        }
    }

    #[test]
    fn letters_and_accents_become_one_sign() {
        assert_eq!(print("perche\u{301}"), "perché");
    }

    #[test]
    fn what_no_face_has_is_its_code() {
        let ink = Ink::new(Trust::Faces);
        assert_eq!(ink.text("a漢字b"), "a U+6F22 U+5B57 b");
        assert!(ink.missed());
        assert_eq!(print("🚗"), "U+1F697 ");
        assert_eq!(print("\u{E000}\u{7}"), "U+E000 U+0007 ");
        assert_eq!(print("\u{301}"), "U+0301 ");
        assert_eq!(print(" \u{301}"), " U+0301 ");
    }

    #[test]
    fn signs_that_turn_the_reading_order_are_not_printed() {
        assert_eq!(print("foto\u{202E}fdp.exe\u{200B}\u{FEFF}"), "fotofdp.exe");
    }

    #[test]
    fn every_kind_of_line_end_is_one() {
        assert_eq!(print("a\r\nb\rc\u{2028}d\ne"), "a\nb\nc\nd\ne");
        assert_eq!(Ink::new(Trust::Faces).line(" a\nb "), "a b");
    }

    #[test]
    fn long_words_can_be_broken_and_lose_nothing() {
        let word = "X".repeat(10_000);
        let printed = print(&word);
        assert!(printed.split(BREAK).all(|piece| piece.len() <= 8));
        assert_eq!(printed.replace(BREAK, ""), word);
    }

    #[test]
    fn a_heap_of_marks_does_not_cover_the_page() {
        let heap = format!("a{}", "\u{323}\u{326}".repeat(20));
        assert!(print(&heap).starts_with('ạ'));
        assert!(print(&heap).contains("U+0326"));
    }

    #[test]
    fn without_trust_only_western_letters_are_drawn() {
        let ink = Ink::new(Trust::Latin);
        assert_eq!(ink.text("È Київ"), "È U+041A U+0438 U+0457 U+0432 ");
    }
}
