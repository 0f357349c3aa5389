//! Telephone numbers as people type them, kept as E.164. Whether it rings is not known here.

use std::str::FromStr;

use crate::control::checked_text;

/// A number in international form without spaces: `+390110000000`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

checked_text!(Phone);

/// What is wrong with a text that should be a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneFault {
    #[error("empty")]
    Empty,
    #[error("only digits, spaces and a plus at the start may stand in it")]
    WrongCharacter,
    #[error("too few digits")]
    TooShort,
    #[error("too many digits")]
    TooLong,
    #[error("Italian numbers begin with 0, 3, 1, 7, 8, 4 or 5 after the country code")]
    WrongStart,
}

impl FromStr for Phone {
    type Err = PhoneFault;

    /// A number without country code is Italian. In Italy the leading zero is part of the number.
    fn from_str(text: &str) -> Result<Phone, PhoneFault> {
        let compact: String =
            text.chars().filter(|c| !c.is_whitespace() && !"-–./()".contains(*c)).collect();
        let (national, digits) = match compact
            .strip_prefix('+')
            .or_else(|| compact.strip_prefix("00"))
        {
            Some(international) => (international.strip_prefix("39"), international),
            // Mobiles are typed with 39 and no plus: 39 + 3xx xxx xxxx is longer than any mobile.
            None => match compact.strip_prefix("39") {
                Some(rest) if rest.starts_with('3') && compact.len() >= 11 => (Some(rest), rest),
                _ => (Some(compact.as_str()), compact.as_str()),
            },
        };
        if compact.is_empty() {
            return Err(PhoneFault::Empty);
        }
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PhoneFault::WrongCharacter);
        }
        let (shortest, longest) = match national.and_then(|number| number.bytes().next()) {
            Some(b'3') => (9, 10),
            Some(b'0') => (6, 11),
            Some(_) => (6, 10),
            None => (7, 15),
        };
        if national.is_some_and(|number| number.starts_with(['2', '6', '9'])) {
            return Err(PhoneFault::WrongStart);
        }
        let number = national.unwrap_or(digits);
        match number.len() {
            found if found < shortest => Err(PhoneFault::TooShort),
            found if found > longest => Err(PhoneFault::TooLong),
            _ if national.is_some() => Ok(Phone(format!("+39{number}"))),
            _ => Ok(Phone(format!("+{number}"))),
        }
    }
}

impl Phone {
    /// Whether it can take a text message in Italy.
    pub fn is_italian_mobile(&self) -> bool {
        self.0.starts_with("+393")
    }

    /// As people read it: the country apart, then groups of three or four.
    pub fn grouped(&self) -> String {
        let Some(number) = self.0.strip_prefix("+39") else { return self.0.clone() };
        match number.len() {
            10 => format!("+39 {} {} {}", &number[..3], &number[3..6], &number[6..]),
            9 => format!("+39 {} {} {}", &number[..3], &number[3..6], &number[6..]),
            _ => format!("+39 {number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (text, number) in [
            ("011 000 0000", "+390110000000"),
            ("(011) 000.00.00", "+390110000000"),
            ("+39 011 0000000", "+390110000000"),
            ("0039-333-000-0000", "+393330000000"),
            ("333/0000000", "+393330000000"),
            ("39 333 0000000", "+393330000000"),
            ("391 000 0000", "+393910000000"),
            ("800 000 000", "+39800000000"),
            ("+41 44 000 00 00", "+41440000000"),
        ] {
            assert_eq!(text.parse::<Phone>().as_ref().map(Phone::as_str), Ok(number), "{text}");
        }
        assert!("333 0000000".parse::<Phone>().unwrap().is_italian_mobile());
        assert_eq!("3330000000".parse::<Phone>().unwrap().grouped(), "+39 333 000 0000");
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        use PhoneFault::*;
        for (text, fault) in [
            ("", Empty),
            ("  - ", Empty),
            ("nessuno", WrongCharacter),
            ("011 000 int. 3", WrongCharacter),
            ("333 000", TooShort),
            ("333 000 00000", TooLong),
            ("+39", TooShort),
            ("+", TooShort),
            ("+1234567890123456", TooLong),
            ("2 0000000", WrongStart),
        ] {
            assert_eq!(text.parse::<Phone>(), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_reads_again(text in "[+0-9 ]{0,18}", any in ".{0,18}") {
            let _ = any.parse::<Phone>();
            if let Ok(phone) = text.parse::<Phone>() {
                prop_assert_eq!(phone.as_str().parse(), Ok(phone.clone()));
                prop_assert_eq!(phone.grouped().parse(), Ok(phone));
            }
        }
    }
}
