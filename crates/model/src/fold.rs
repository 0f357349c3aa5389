//! Text as a search compares it: accents, case, apostrophes and punctuation forgiven.
//! Only for finding and comparing; never stored in place of what was typed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower-case letters and digits, accents removed, everything else one space: `Dell'Università`
/// becomes `dell universita`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            // Lower-casing İ leaves a combining dot behind.
            c if is_combining_mark(c) => {}
            c if c.is_alphanumeric() => folded.push(c),
            _ if folded.is_empty() || folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// The folded words, in order, each once.
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
        if !tokens.iter().any(|known| known == word) {
            tokens.push(word.to_owned());
        }
    }
    tokens
}

/// Whether every word of `query` begins some word of `text`, in any order. The empty query matches.
pub fn matches(query: &str, text: &str) -> bool {
    let words = tokens(text);
    tokens(query).iter().all(|asked| words.iter().any(|word| word.starts_with(asked.as_str())))
}

/// A text as an address shows it: `Mobilità e trasporti` becomes `mobilita-e-trasporti`.
pub fn slug(text: &str) -> String {
    fold(text).replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_case_and_apostrophes_are_forgiven() {
        for (text, folded) in [
            ("Dell'Università", "dell universita"),
            ("  D’ANGELO — Niccolò  ", "d angelo niccolo"),
            ("E\u{300} già", "e gia"),
            ("Straße Łódź İzmir ﬁne", "strasse lodz izmir fine"),
            ("AB-123.cd", "ab 123 cd"),
            ("…", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
        assert_eq!(tokens("via Roma, Via Torino"), ["via", "roma", "torino"]);
        assert_eq!(slug("Salute, benessere e assistenza"), "salute-benessere-e-assistenza");
    }

    #[test]
    fn words_match_by_their_beginning_in_any_order() {
        assert!(matches("rossi mar", "Mario ROSSI"));
        assert!(matches("", "anything"));
        assert!(!matches("rosso", "Mario Rossi"));
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in ".{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
