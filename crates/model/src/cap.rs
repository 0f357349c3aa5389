//! Italian postcodes (*CAP*). Which street has which, only the post knows.

use std::str::FromStr;

use crate::control::checked_text;

/// Five digits between 00010 and 98168: the range in use.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cap(String);

checked_text!(Cap);

/// What is wrong with a text that should be a postcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CapFault {
    #[error("empty")]
    Empty,
    #[error("not five digits")]
    NotFiveDigits,
    #[error("no place has this postcode")]
    OutOfRange,
}

impl FromStr for Cap {
    type Err = CapFault;

    /// Reads `10095`, `I-10095`, `10 095`.
    fn from_str(text: &str) -> Result<Cap, CapFault> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = text.strip_prefix("I-").or(text.strip_prefix("IT-")).unwrap_or(&text);
        if digits.is_empty() {
            return Err(CapFault::Empty);
        }
        if digits.len() != 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CapFault::NotFiveDigits);
        }
        if !("00010"..="98168").contains(&digits) {
            return Err(CapFault::OutOfRange);
        }
        Ok(Cap(digits.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_are_read_or_told_apart() {
        for (text, expected) in [
            ("10095", Ok("10095")),
            (" I-10095 ", Ok("10095")),
            ("00118", Ok("00118")),
            ("", Err(CapFault::Empty)),
            ("1009", Err(CapFault::NotFiveDigits)),
            ("100955", Err(CapFault::NotFiveDigits)),
            ("1009è", Err(CapFault::NotFiveDigits)),
            ("00000", Err(CapFault::OutOfRange)),
            ("99999", Err(CapFault::OutOfRange)),
        ] {
            assert_eq!(
                text.parse::<Cap>().as_ref().map(Cap::as_str),
                expected.as_ref().copied(),
                "{text}"
            );
        }
    }
}
