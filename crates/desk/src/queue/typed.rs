//! What was typed into the search of the queue, read as the words of applications are kept.

use model::{FiscalCode, Plate, PlateKind, fold};

/// A protocol number among what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    /// None: of any year.
    pub year: Option<i64>,
    pub count: i64,
    /// It cannot be anything else: `2026/32`, `000032`; not `32`, which may be a house number.
    pub is_certain: bool,
}

/// The words, each once.
pub(super) fn words(text: &str) -> Vec<String> {
    fold::tokens(text)
}

/// The words with what is kept in one piece put together: the plate `ab 123 cd`, a fiscal code in groups.
pub(super) fn joined(text: &str) -> Vec<String> {
    let folded = fold::fold(text);
    let mut left: &[&str] = &folded.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>();
    let mut words: Vec<String> = Vec::new();
    while let Some((first, rest)) = left.split_first() {
        let piece = (2..=left.len().min(PIECES)).rev().find_map(|n| {
            let piece = left.get(..n)?.concat();
            is_whole(&piece).then_some((piece, n))
        });
        let (word, after) = match piece {
            Some((piece, n)) => (piece, left.get(n..).unwrap_or_default()),
            None => ((*first).to_owned(), rest),
        };
        if !words.contains(&word) {
            words.push(word);
        }
        left = after;
    }
    words
}

/// An old plate, `ROMA 12`, reads like a street and its number: left as it was typed.
fn is_whole(piece: &str) -> bool {
    let plate = piece.parse::<Plate>();
    plate.is_ok_and(|plate| plate.kind != PlateKind::Province)
        || piece.parse::<FiscalCode>().is_ok()
}

/// Groups that people write a fiscal code in, at most.
const PIECES: usize = 5;

/// The number, if nothing else was typed: `2026/123`, `123/2026`, `000123`, `123`.
pub(super) fn number(text: &str) -> Option<Number> {
    let digits = |text: &str| -> Option<i64> {
        let text = text.trim();
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
    };
    let Some((one, other)) = text.split_once('/') else {
        let count = digits(text)?;
        let is_certain = text.trim().starts_with('0');
        return Some(Number { year: None, count, is_certain });
    };
    let (one, other) = (digits(one)?, digits(other)?);
    let is_year = |n: i64| (1900..3000).contains(&n);
    let (year, count) = if !is_year(one) && is_year(other) { (other, one) } else { (one, other) };
    Some(Number { year: Some(year), count, is_certain: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_and_codes_are_one_word_however_written() {
        for (typed, kept) in [
            ("ab 123 cd", vec!["ab123cd"]),
            ("AB-123-CD rossi", vec!["ab123cd", "rossi"]),
            ("AA 123 AA", vec!["aa123aa"]),
            ("RSSMRA 80A01 H501U", vec!["rssmra80a01h501u"]),
            ("via Roma 12", vec!["via", "roma", "12"]),
            ("", vec![]),
        ] {
            assert_eq!(joined(typed), kept, "{typed}");
        }
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let number = |text| number(text).map(|n| (n.year, n.count, n.is_certain));
        assert_eq!(number("2026/32"), Some((Some(2026), 32, true)));
        assert_eq!(number(" 2026 / 000032 "), Some((Some(2026), 32, true)));
        assert_eq!(number("32/2026"), Some((Some(2026), 32, true)));
        assert_eq!(number("000032"), Some((None, 32, true)));
        assert_eq!(number("32"), Some((None, 32, false)));
        assert_eq!(number("32 rossi"), None);
        assert_eq!(number(""), None);
        assert_eq!(number("/"), None);
    }
}
