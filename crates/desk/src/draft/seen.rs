//! What a page showed of the answers, in short marks that come back with it.

use std::collections::BTreeMap;

use model::{Digest, Moment};

/// A short mark of what a page showed.
pub(super) fn mark(values: &[String]) -> String {
    // Blanks at the ends and the line ends of a browser are no change.
    let texts: Vec<String> =
        values.iter().map(|value| value.replace("\r\n", "\n").trim().to_owned()).collect();
    let told = texts.iter().any(|text| !text.is_empty());
    if told {
        Digest::of(texts.join("\u{0}").as_bytes()).to_string()[..8].to_owned()
    } else {
        "-".to_owned()
    }
}

/// When the page was made, and the mark of each answer on it.
pub(super) fn read_seen(seen: &str) -> (Moment, BTreeMap<&str, &str>) {
    let (at, rest) = seen.split_once(' ').unwrap_or((seen, ""));
    let marks = rest.split(' ').filter_map(|part| part.split_once('=')).collect();
    (Moment(at.parse().unwrap_or(0)), marks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_showed_is_read_back() {
        let values = vec!["AB 123".to_owned()];
        let seen = format!("17 vehicles.r1.plate={} notes=-", mark(&values));
        let (at, marks) = read_seen(&seen);
        assert_eq!(at, Moment(17));
        assert_eq!(marks["vehicles.r1.plate"], mark(&values).as_str());
        assert_eq!(marks["notes"], mark(&[]).as_str());
        assert_eq!(read_seen("nonsense").0, Moment(0));
        assert_eq!(mark(&["a\r\nb ".to_owned()]), mark(&["a\nb".to_owned()]));
        assert_eq!(mark(&[String::new()]), mark(&[]));
    }
}
