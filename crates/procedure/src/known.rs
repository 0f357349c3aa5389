//! What a register of the municipality says of persons: a CSV text with a header, made from its own programs.
//! Pure: who hands it over, and what becomes of it, is not known here.

use std::collections::BTreeMap;

use model::FiscalCode;

/// Most persons of a register.
const MOST: usize = 2_000_000;
/// Most columns, and the longest value in bytes.
const COLUMNS: usize = 50;
const LONGEST: usize = 500;

/// What is said of each person, by name: `residence.street`.
pub type Said = BTreeMap<FiscalCode, BTreeMap<String, String>>;

/// A line that cannot be read. For the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct Unread {
    /// From 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: &'static str,
}

/// Reads a register: the first column is `fiscal_code`, the others are called what forms call them after `town.`
/// (`residence.street`). Empty values say nothing.
///
/// # Errors
/// Every line that cannot be read: codes that are none or come twice, other columns than the first line has.
pub fn read(text: &str) -> Result<Said, Vec<Unread>> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let unread = |line, why| Unread { line, why };
    let names = reader.headers().cloned().unwrap_or_default();
    let (first, others) = (names.get(0), names.iter().skip(1));
    if first != Some("fiscal_code") || names.len() < 2 || names.len() > COLUMNS {
        return Err(vec![unread(1, "the columns are fiscal_code and up to 49 names")]);
    }
    if !others.clone().all(is_name) {
        return Err(vec![unread(1, "names are words of a-z, 0-9 and _ joined by dots")]);
    }
    let (mut said, mut faults) = (Said::new(), Vec::new());
    for (index, record) in reader.records().enumerate() {
        let line = index as u64 + 2;
        let Ok(record) = record else {
            faults.push(unread(line, "it has not the columns of the first line"));
            continue;
        };
        let line = record.position().map_or(line, csv::Position::line);
        let Ok(code) = record.get(0).unwrap_or_default().parse::<FiscalCode>() else {
            faults.push(unread(line, "this is no fiscal code"));
            continue;
        };
        if record.iter().any(|value| value.len() > LONGEST) {
            faults.push(unread(line, "a value is longer than 500 bytes"));
            continue;
        }
        let values = names.iter().zip(&record).skip(1).filter(|(_, value)| !value.is_empty());
        let values = values.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        if said.insert(code, values).is_some() {
            faults.push(unread(line, "this fiscal code comes twice"));
        }
        if said.len() > MOST {
            return Err(vec![unread(line, "more than two million persons")]);
        }
    }
    if faults.is_empty() { Ok(said) } else { Err(faults) }
}

fn is_name(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    name.split('.').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_each_person_is_read() {
        let text = "fiscal_code,residence.street,residence.number\n\
                    RSSMRA80A01H501U,\"Via Lupo, interno\",12\n\nbncnna75e50f205h,,7/a\n";
        let said = read(text).unwrap();
        let of = |code: &str| said[&code.parse().unwrap()].clone();
        assert_eq!(of("RSSMRA80A01H501U")["residence.street"], "Via Lupo, interno");
        assert_eq!(of("BNCNNA75E50F205H").len(), 1);
    }

    #[test]
    fn every_wrong_line_is_told() {
        let lines = |text: &str| {
            let faults = read(text).unwrap_err();
            faults.iter().map(|fault| fault.line).collect::<Vec<_>>()
        };
        let long = "x".repeat(501);
        let text = format!(
            "fiscal_code,phone\nRSSMRA80A01H501U,1\nnobody,2\nRSSMRA80A01H501U,3\n\
             BNCNNA75E50F205H,4,5\nVRDGUO70A01L219W,{long}\n"
        );
        assert_eq!(lines(&text), [3, 4, 5, 6]);
        for header in
            ["", "phone,fiscal_code", "fiscal_code", "fiscal_code,Phone", "fiscal_code,a..b"]
        {
            assert_eq!(lines(&format!("{header}\nRSSMRA80A01H501U,1\n")), [1], "{header}");
        }
    }
}
