//! Bank accounts by IBAN (ISO 13616), with the Italian CIN inside. Whether the account exists, and
//! whose it is, only the bank knows.

use std::str::FromStr;

use crate::control::{checked_text, compact, control_letter};

/// A well-made IBAN: upper case, no spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iban(String);

checked_text!(Iban);

/// What is wrong with a text that should be an IBAN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IbanFault {
    #[error("empty")]
    Empty,
    #[error("only letters and digits may stand in it, and it begins with the country")]
    WrongCharacter,
    #[error("{found} characters instead of {expected}")]
    WrongLength { found: usize, expected: usize },
    #[error("after the country and two digits an Italian IBAN has a letter and ten digits")]
    WrongStructure,
    #[error("the check digits do not agree with the account")]
    WrongControl,
    #[error("the letter after the check digits (CIN) does not agree with the account")]
    WrongCin,
}

/// Countries of the SEPA area and the length of their IBANs (ISO 13616 register, EPC list).
const SEPA: &[(&str, usize)] = &[
    ("AD", 24),
    ("AL", 28),
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GI", 23),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MD", 24),
    ("ME", 22),
    ("MK", 19),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("RS", 22),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("VA", 22),
];

impl FromStr for Iban {
    type Err = IbanFault;

    fn from_str(text: &str) -> Result<Iban, IbanFault> {
        let iban = compact(text);
        // People copy the word in front of it too.
        let iban =
            iban.strip_prefix("IBAN").map_or(iban.as_str(), |rest| rest.trim_start_matches(':'));
        if iban.is_empty() {
            return Err(IbanFault::Empty);
        }
        let shaped = iban.bytes().enumerate().all(|(index, byte)| match index {
            0 | 1 => byte.is_ascii_uppercase(),
            2 | 3 => byte.is_ascii_digit(),
            _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
        });
        if !shaped {
            return Err(IbanFault::WrongCharacter);
        }
        let found = iban.len();
        match SEPA.iter().find(|(country, _)| iban.starts_with(country)) {
            Some((_, expected)) if found != *expected => {
                return Err(IbanFault::WrongLength { found, expected: *expected });
            }
            None if !(15..=34).contains(&found) => {
                return Err(IbanFault::WrongLength { found, expected: found.clamp(15, 34) });
            }
            _ => {}
        }
        let italian = iban.starts_with("IT") || iban.starts_with("SM");
        let bytes = iban.as_bytes();
        if italian
            && !(bytes[4].is_ascii_uppercase() && bytes[5..15].iter().all(u8::is_ascii_digit))
        {
            return Err(IbanFault::WrongStructure);
        }
        if remainder(bytes) != 1 {
            return Err(IbanFault::WrongControl);
        }
        if italian && control_letter(&bytes[5..]) != char::from(bytes[4]) {
            return Err(IbanFault::WrongCin);
        }
        Ok(Iban(iban.to_owned()))
    }
}

/// ISO 7064 mod 97-10 over the IBAN with its first four characters at the end.
fn remainder(iban: &[u8]) -> u32 {
    iban.iter().skip(4).chain(iban.iter().take(4)).fold(0, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte.saturating_sub(b'A')) + 10) % 97,
    })
}

impl Iban {
    /// Two letters of the country (ISO 3166-1).
    pub fn country(&self) -> &str {
        &self.0[..2]
    }

    /// Whether a SEPA transfer can reach it.
    pub fn is_sepa(&self) -> bool {
        SEPA.iter().any(|(country, _)| *country == self.country())
    }

    /// In groups of four, as people read it.
    pub fn grouped(&self) -> String {
        let groups: Vec<String> = self
            .0
            .as_bytes()
            .chunks(4)
            .map(|group| String::from_utf8_lossy(group).into_owned())
            .collect();
        groups.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accounts_of_many_countries_are_read() {
        for text in [
            "IT60X0542811101000000123456",
            "it60 x054 2811 1010 0000 0123 456",
            "IBAN: IT60 X 05428 11101 000000123456",
            "SM86U0322509800000000270100",
            "DE89370400440532013000",
            "FR1420041010050500013M02606",
            "GB29NWBK60161331926819",
            "TR330006100519786457841326",
        ] {
            assert!(text.parse::<Iban>().is_ok(), "{text}: {:?}", text.parse::<Iban>());
        }
        let iban: Iban = "it60x0542811101000000123456".parse().unwrap();
        assert_eq!(iban.grouped(), "IT60 X054 2811 1010 0000 0123 456");
        assert!(iban.is_sepa());
        assert!(!"TR330006100519786457841326".parse::<Iban>().unwrap().is_sepa());
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        use IbanFault::*;
        for (text, fault) in [
            ("", Empty),
            ("60X0542811101000000123456", WrongCharacter),
            ("IT60X05428111010000001234é6", WrongCharacter),
            ("IT60X054281110100000012345", WrongLength { found: 26, expected: 27 }),
            ("IT6000542811101000000123456", WrongStructure),
            ("IT61X0542811101000000123456", WrongControl),
            ("TR33", WrongLength { found: 4, expected: 15 }),
        ] {
            assert_eq!(text.parse::<Iban>(), Err(fault), "{text}");
        }
    }

    #[test]
    fn the_cin_is_checked_on_its_own() {
        // Another CIN letter, with check digits made to fit it.
        let fixed = (2..99)
            .map(|check| format!("IT{check:02}Y0542811101000000123456"))
            .find(|text| remainder(text.as_bytes()) == 1)
            .unwrap();
        assert_eq!(fixed.parse::<Iban>(), Err(IbanFault::WrongCin));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in ".{0,36}", shape in "(IT|SM|DE)?[A-Z0-9]{0,34}") {
            let _ = (text.parse::<Iban>(), shape.parse::<Iban>());
        }
    }
}
