//! Registers that fields choose from (streets, schools): a CSV text with a header.
//! Pure: where the text comes from, and how often it is read again, is not known here.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use form::register::{Entry, Register};
use model::Localized;

use crate::fault::Fault;
use crate::place::Place;
use crate::sentences::FaultKind;

/// Most entries of a register.
const MOST: usize = 50_000;

/// Columns of a register: the first two are needed.
const COLUMNS: [&str; 4] = ["id", "label", "from", "to"];

/// Reads a register: `id,label` and, where entries come and go, `from` and `to`, the first and last day on which each
/// can be chosen (ISO 8601, empty for always). Empty lines are passed over.
///
/// # Errors
/// Every line that cannot be read: ids that are not words of lower-case letters, digits and hyphens, ids used twice,
/// no label, days that are none.
pub fn read(text: &str) -> Result<Register, Vec<Fault>> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut faults = Vec::new();
    let first = text.lines().next().unwrap_or_default().trim();
    let columns: Vec<&str> = first.split(',').map(str::trim).collect();
    if columns.len() < 2 || !COLUMNS.starts_with(&columns) {
        return Err(vec![FaultKind::RegisterHeader.at_place(Place { line: 1, column: 1 })]);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(true)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut entries = Vec::new();
    let mut seen = BTreeSet::new();
    let mut last = Place { line: 1, column: 1 };
    for (index, record) in reader.records().enumerate() {
        let line = |record: &csv::StringRecord| {
            record.position().and_then(|position| u32::try_from(position.line()).ok())
        };
        let next = u32::try_from(index + 2).unwrap_or(u32::MAX);
        let at = record.as_ref().ok().and_then(line).unwrap_or(next);
        let place = Place { line: at, column: 1 };
        last = place;
        let entry = record.ok().filter(|record| record.len() <= columns.len());
        match entry.and_then(|record| entry_of(&record)) {
            Some(entry) => {
                if !seen.insert(entry.id.clone()) {
                    faults.push(FaultKind::DuplicateId(entry.id.clone()).at_place(place));
                }
                entries.push(entry);
            }
            None => faults.push(FaultKind::RegisterLine.at_place(place)),
        }
    }
    // The reader takes a quotation that is never closed for one that ends with the text.
    if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        faults.push(FaultKind::RegisterLine.at_place(last));
    }
    if entries.len() > MOST {
        faults.push(FaultKind::RegisterLong.at_place(Place { line: 1, column: 1 }));
    }
    if faults.is_empty() { Ok(Register::new(entries)) } else { Err(faults) }
}

/// Writes a register as [`read`] reads it.
#[must_use]
pub fn write(register: &Register) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    // Nothing can go wrong in memory.
    let _ = writer.write_record(COLUMNS);
    for entry in register.iter() {
        let label = entry.label.get(model::Lang::It);
        let _ = writer.write_record([&entry.id, label, &day(entry.from), &day(entry.to)]);
    }
    writer.into_inner().map(String::from_utf8).ok().and_then(Result::ok).unwrap_or_default()
}

fn entry_of(record: &csv::StringRecord) -> Option<Entry> {
    let text = |column: usize| record.get(column).unwrap_or_default();
    let day = |column: usize| match text(column) {
        "" => Some(None),
        day => day.parse().ok().map(Some),
    };
    let (id, label) = (text(0), text(1));
    let entry =
        Entry { id: id.to_owned(), label: Localized::it(label), from: day(2)?, to: day(3)? };
    let is_ordered = entry.from.zip(entry.to).is_none_or(|(from, to)| from <= to);
    (is_id(id) && !label.is_empty() && is_ordered).then_some(entry)
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 100
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let text = "id,label,from,to\nvia-lupo,Via Lupo,,\ncorso-a,\"Corso \"\"A\"\", tratto\",2020-01-01,2026-12-31\n";
        let register = read(text).unwrap();
        assert_eq!(write(&register), text);
        assert_eq!(read(&write(&register)).unwrap().len(), 2);
    }

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
        check(
            "id,label,from,to\na,A,2026-01-01,2025-01-01\nb,B,x,\nc,C,,\n",
            &[(2, "register_line"), (3, "register_line")],
        );
        check("id,label,to\na,A,2026-01-01\n", &[(1, "register_header")]);
        check("id,label\na,A\na,B\n", &[(3, "duplicate_id")]);
        check("", &[(1, "register_header")]);
    }
}
