//! Registers that fields choose from (streets, schools): a CSV text with a header `id,label`.
//! Pure: where the text comes from, and how often it is read again, is not known here.

use std::collections::BTreeSet;

use form::Choice;
use model::Localized;

use crate::fault::Fault;
use crate::place::Place;
use crate::sentences::FaultKind;

/// Most entries of a register.
const MOST: usize = 50_000;

/// Reads a register. Labels may be quoted; empty lines are passed over.
///
/// # Errors
/// Every line that is not `id,label`, ids that are not words of lower-case letters, digits and
/// hyphens, ids used twice.
pub fn read(text: &str) -> Result<Vec<Choice>, Vec<Fault>> {
    let mut entries = Vec::new();
    let mut faults = Vec::new();
    if text.trim().is_empty() {
        faults.push(FaultKind::RegisterHeader.at_place(Place { line: 1, column: 1 }));
    }
    let mut seen = BTreeSet::new();
    for (index, line) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
        let place = Place { line: u32::try_from(index + 1).unwrap_or(u32::MAX), column: 1 };
        if index == 0 {
            if line.trim() != "id,label" {
                faults.push(FaultKind::RegisterHeader.at_place(place));
            }
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let entry = line.split_once(',').map(|(id, label)| (id.trim(), unquoted(label.trim())));
        match entry {
            Some((id, Some(label))) if is_id(id) && !label.is_empty() => {
                if !seen.insert(id) {
                    faults.push(FaultKind::DuplicateId(id.to_owned()).at_place(place));
                }
                entries.push(Choice {
                    id: id.to_owned(),
                    label: Localized::it(label),
                    ..Choice::default()
                });
            }
            _ => faults.push(FaultKind::RegisterLine.at_place(place)),
        }
    }
    if entries.len() > MOST {
        faults.push(FaultKind::RegisterLong.at_place(Place { line: 1, column: 1 }));
    }
    if faults.is_empty() { Ok(entries) } else { Err(faults) }
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 100
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The words of a label, without their quotes (RFC 4180); none if they are not closed.
fn unquoted(label: &str) -> Option<String> {
    let Some(inner) = label.strip_prefix('"') else {
        return (!label.contains('"')).then(|| label.to_owned());
    };
    let inner = inner.strip_suffix('"')?;
    let plain = inner.replace("\"\"", "");
    (!plain.contains('"')).then(|| inner.replace("\"\"", "\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_is_read_line_by_line() {
        let text = "id,label\nvia-lupo,Via Lupo\n\nvia-da-vinci,\"Via \"\"Leonardo\"\", detto da Vinci\"\n";
        let entries = read(text).unwrap();
        let entries: Vec<_> = entries
            .iter()
            .map(|entry| (entry.id.as_str(), entry.label.get(model::Lang::It)))
            .collect();
        assert_eq!(
            entries,
            [("via-lupo", "Via Lupo"), ("via-da-vinci", "Via \"Leonardo\", detto da Vinci")]
        );
    }

    #[test]
    fn every_bad_line_is_named() {
        let check = |text: &str, wanted: &[(u32, &str)]| {
            let faults = read(text).unwrap_err();
            let found: Vec<_> = faults.iter().map(|fault| (fault.place.line, fault.code)).collect();
            assert_eq!(found, wanted, "{text}");
        };
        check("via-lupo,Via Lupo\n", &[(1, "register_header")]);
        check(
            "id,label\nvia lupo,Via Lupo\na\nb,\nc,\"x\n",
            &[
                (2, "register_line"),
                (3, "register_line"),
                (4, "register_line"),
                (5, "register_line"),
            ],
        );
        check("id,label\na,A\na,B\n", &[(3, "duplicate_id")]);
        check("", &[(1, "register_header")]);
    }
}
