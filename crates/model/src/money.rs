//! Sums of euro as whole cents. Never a float; not a currency library.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Euro cents. `Display` writes as Italians read: `1.234,50 €`.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct Money(pub i64);

/// Why a text is not a sum of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyFault {
    #[error("empty")]
    Empty,
    #[error("not a number")]
    NotANumber,
    #[error("more than two decimals")]
    TooManyDecimals,
    #[error("too large")]
    TooLarge,
}

impl Money {
    /// Whole euro; saturates at the ends of the type.
    pub const fn euro(euro: i64) -> Money {
        Money(euro.saturating_mul(100))
    }

    /// `16,00` without the sign of the euro, thousands with points.
    pub fn amount(self) -> String {
        self.written(',', '.')
    }

    /// `1,234.50`: for readers of English.
    pub fn amount_en(self) -> String {
        self.written('.', ',')
    }

    /// `1234.50`: for machines.
    pub fn plain(self) -> String {
        let cents = self.0.unsigned_abs();
        format!("{}{}.{:02}", if self.0 < 0 { "-" } else { "" }, cents / 100, cents % 100)
    }

    fn written(self, decimal: char, thousand: char) -> String {
        let cents = self.0.unsigned_abs();
        let euro = (cents / 100).to_string();
        let mut text = String::with_capacity(euro.len() * 4 / 3 + 5);
        if self.0 < 0 {
            text.push('-');
        }
        for (index, digit) in euro.chars().enumerate() {
            if index > 0 && (euro.len() - index).is_multiple_of(3) {
                text.push(thousand);
            }
            text.push(digit);
        }
        text.push(decimal);
        text.push_str(&format!("{:02}", cents % 100));
        text
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} €", self.amount())
    }
}

impl FromStr for Money {
    type Err = MoneyFault;

    /// Reads sums as people type them: `16`, `16,5`, `16.50`, `1.234,50`, `1 234`, `€ 16`, `16 euro`.
    /// A point followed by exactly three digits separates thousands, as in Italy: `1.234` is 1 234 €.
    fn from_str(text: &str) -> Result<Money, MoneyFault> {
        let mut rest = text.trim().to_lowercase();
        for sign in ["€", "euro", "eur"] {
            rest = rest.trim_start_matches(sign).trim_end_matches(sign).trim().to_owned();
        }
        let (negative, rest) = match rest.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, rest.as_str()),
        };
        if rest.is_empty() {
            return Err(MoneyFault::Empty);
        }
        let (whole, decimals) = split_decimals(rest)?;
        let euro = thousands(whole)?;
        if decimals.len() > 2 {
            return Err(MoneyFault::TooManyDecimals);
        }
        let cents = match decimals.len() {
            0 => 0,
            1 => digits(decimals)? * 10,
            _ => digits(decimals)?,
        };
        let total = euro
            .checked_mul(100)
            .and_then(|sum| sum.checked_add(cents))
            .ok_or(MoneyFault::TooLarge)?;
        Ok(Money(if negative { -total } else { total }))
    }
}

/// Splits at the decimal mark: the comma, or a single point that cannot be one of thousands.
fn split_decimals(text: &str) -> Result<(&str, &str), MoneyFault> {
    if let Some((whole, decimals)) = text.split_once(',') {
        return if decimals.is_empty() {
            Err(MoneyFault::NotANumber)
        } else {
            Ok((whole, decimals))
        };
    }
    match text.split_once('.') {
        Some((whole, decimals)) if !decimals.contains('.') && decimals.len() != 3 => {
            if decimals.is_empty() { Err(MoneyFault::NotANumber) } else { Ok((whole, decimals)) }
        }
        _ => Ok((text, "")),
    }
}

/// Reads whole euro whose thousands may be parted by points, spaces or apostrophes, all alike.
fn thousands(whole: &str) -> Result<i64, MoneyFault> {
    let Some(mark) = whole.chars().find(|c| matches!(c, '.' | ' ' | '\u{a0}' | '\u{202f}' | '\''))
    else {
        return digits(whole);
    };
    let mut parts = whole.split(mark);
    let first = parts.next().unwrap_or_default();
    let mut joined = first.to_owned();
    for part in parts {
        if part.len() != 3 {
            return Err(MoneyFault::NotANumber);
        }
        joined.push_str(part);
    }
    if first.is_empty() || first.len() > 3 {
        return Err(MoneyFault::NotANumber);
    }
    digits(&joined)
}

fn digits(text: &str) -> Result<i64, MoneyFault> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(MoneyFault::NotANumber);
    }
    text.parse().map_err(|_| MoneyFault::TooLarge)
}

impl Add for Money {
    type Output = Money;

    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Money;

    fn sub(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Money;

    fn neg(self) -> Money {
        Money(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(sums: I) -> Money {
        sums.fold(Money(0), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sums_are_read_as_people_type_them() {
        for (text, cents) in [
            ("16", 1600),
            ("16,5", 1650),
            ("16.50", 1650),
            ("1.234,50", 123_450),
            ("1.234", 123_400),
            ("1.234.567", 123_456_700),
            ("1 234", 123_400),
            ("€ 16,00", 1600),
            ("16 euro", 1600),
            ("-3,20", -320),
            ("0,05", 5),
            ("10.5", 1050),
        ] {
            assert_eq!(text.parse(), Ok(Money(cents)), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_sum_says_why() {
        for (text, fault) in [
            ("", MoneyFault::Empty),
            ("€", MoneyFault::Empty),
            ("sedici", MoneyFault::NotANumber),
            ("16,", MoneyFault::NotANumber),
            (",5", MoneyFault::NotANumber),
            ("1.23.456", MoneyFault::NotANumber),
            ("1234.567", MoneyFault::NotANumber),
            ("16,505", MoneyFault::TooManyDecimals),
            ("1,2,3", MoneyFault::TooManyDecimals),
            ("99999999999999999999", MoneyFault::TooLarge),
            ("16,é", MoneyFault::NotANumber),
        ] {
            assert_eq!(text.parse::<Money>(), Err(fault), "{text}");
        }
    }

    #[test]
    fn sums_are_written_as_italians_read_them() {
        assert_eq!(Money(1600).to_string(), "16,00 €");
        assert_eq!(Money(123_456_789).to_string(), "1.234.567,89 €");
        assert_eq!(Money(-5).to_string(), "-0,05 €");
        assert_eq!(Money(123_450).amount_en(), "1,234.50");
        assert_eq!(Money(-123_450).plain(), "-1234.50");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(cents in -1_000_000_000_000i64..1_000_000_000_000) {
            prop_assert_eq!(Money(cents).to_string().parse(), Ok(Money(cents)));
            prop_assert_eq!(Money(cents).amount().parse(), Ok(Money(cents)));
        }

        #[test]
        fn any_text_is_survived(text in ".{0,24}") {
            let _ = text.parse::<Money>();
        }
    }
}
