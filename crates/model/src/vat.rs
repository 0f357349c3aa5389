//! The Italian VAT number (*partita IVA*). Well made, not known to be active: that is VIES.

use std::str::FromStr;

use crate::control::{checked_text, compact, has_control_digit};

/// Eleven digits with their control digit, without the prefix `IT`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VatNumber(String);

checked_text!(VatNumber);

/// What is wrong with a text that should be a VAT number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VatFault {
    #[error("empty")]
    Empty,
    #[error("not only digits")]
    NotDigits,
    #[error("{found} digits instead of 11")]
    WrongLength { found: usize },
    #[error("the last digit does not agree with the others")]
    WrongControl,
}

impl FromStr for VatNumber {
    type Err = VatFault;

    fn from_str(text: &str) -> Result<VatNumber, VatFault> {
        let compact = compact(text);
        let digits = compact.strip_prefix("IT").unwrap_or(&compact);
        match digits {
            "" => Err(VatFault::Empty),
            _ if !digits.bytes().all(|byte| byte.is_ascii_digit()) => Err(VatFault::NotDigits),
            _ if digits.len() != 11 => Err(VatFault::WrongLength { found: digits.len() }),
            _ if !has_control_digit(digits.as_bytes()) => Err(VatFault::WrongControl),
            _ => Ok(VatNumber(digits.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_with_and_without_prefix() {
        for text in ["00743110157", "IT00743110157", "it 007 431 101 57"] {
            assert_eq!(text.parse::<VatNumber>().unwrap().as_str(), "00743110157", "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        for (text, fault) in [
            ("", VatFault::Empty),
            ("IT", VatFault::Empty),
            ("0074311015A", VatFault::NotDigits),
            ("DE00743110157", VatFault::NotDigits),
            ("0074311015", VatFault::WrongLength { found: 10 }),
            ("00743110158", VatFault::WrongControl),
            ("00000000000", VatFault::WrongControl),
        ] {
            assert_eq!(text.parse::<VatNumber>(), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_never_passes(place in 0usize..11, digit in b'0'..=b'9') {
            let mut number = *b"00743110157";
            prop_assume!(number[place] != digit);
            number[place] = digit;
            prop_assert!(std::str::from_utf8(&number).unwrap().parse::<VatNumber>().is_err());
        }
    }
}
