//! Leaf kinds: how the text a person typed becomes a value, forgivingly, or what is wrong with it.
//! One text at a time: what depends on other answers (choices, bounds, files) is in `check`.

/// First and last year that an answer can be.
pub(crate) const FIRST_YEAR: i64 = 1800;
pub(crate) const LAST_YEAR: i64 = 2200;

mod nature;
mod outline;
mod point;
mod time;
mod traits;

use chrono::NaiveDate;
use model::{
    Cap, Email, FiscalCode, FiscalCodeFault, Iban, IbanFault, Money, MoneyFault, Phone, Plate,
    VatFault, VatNumber,
};
use rule::Value;
use rust_decimal::Decimal;

use crate::definition::Kind;
use crate::messages::Flaw;

pub(crate) use self::outline::extent;
pub use self::traits::{Holds, Shape, Traits};

/// What reading a text needs to know besides the text.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    /// The day: centuries of two-digit years are read against it.
    pub today: NaiveDate,
    /// The date is one of the past: a birth.
    pub is_past: bool,
    /// The plate is declared foreign.
    pub is_foreign: bool,
}

/// Reads one text, which is trimmed and not empty, as a value of a single-valued kind. Choices are
/// read as their id, boxes as yes or no; kinds of another shape are never right.
pub fn read(kind: Kind, text: &str, reading: &Reading) -> Result<Value, Flaw> {
    match kind {
        Kind::Line | Kind::Pattern | Kind::OneOf => Ok(text_value(&one_line(text))),
        Kind::Name => name(text).map(|name| text_value(&name)).ok_or(Flaw::Shape),
        Kind::Paragraph => Ok(text_value(&lines(text))),
        Kind::Email | Kind::Pec => {
            text.parse::<Email>().map(|email| text_value(email.as_str())).map_err(|_| Flaw::Shape)
        }
        Kind::Phone => {
            text.parse::<Phone>().map(|phone| text_value(phone.as_str())).map_err(|_| Flaw::Shape)
        }
        Kind::Url => url(text).map(|url| text_value(&url)).ok_or(Flaw::Shape),
        Kind::Cap => {
            text.parse::<Cap>().map(|cap| text_value(cap.as_str())).map_err(|_| Flaw::Shape)
        }
        Kind::StampSerial => digits(text, 14),
        Kind::NoticeNumber => notice(text),
        Kind::Plate => plate(text, reading.is_foreign),
        Kind::Iban => iban(text),
        Kind::FiscalCode => fiscal_code(text),
        Kind::VatNumber => vat(text),
        Kind::FiscalCodeOrVat => {
            let length = compact(text).chars().count();
            if length == 11 { vat(text) } else { fiscal_code(text) }
        }
        Kind::Protocol => protocol(text).map(|text| text_value(&text)).ok_or(Flaw::Shape),
        Kind::Integer => integer(text).map(Value::Int).ok_or(Flaw::Shape),
        Kind::Decimal => decimal(text),
        Kind::Area | Kind::Quantity => decimal(text).and_then(|value| within(value, None)),
        Kind::Point => point::point(text).map(|text| text_value(&text)),
        Kind::Outline => outline::outline(text).map(|text| text_value(&text)),
        Kind::Percentage => {
            let text = text.trim_end_matches(['%', ' ']);
            decimal(text).and_then(|value| within(value, Some(100)))
        }
        Kind::Money => {
            text.parse::<Money>().map(|money| Value::Money(money.0)).map_err(|fault| match fault {
                MoneyFault::TooManyDecimals => Flaw::Decimals,
                _ => Flaw::Shape,
            })
        }
        Kind::Date => time::date(text, reading).map(Value::Date),
        Kind::Time => {
            time::time(text).map(|time| text_value(&time::clock(time))).ok_or(Flaw::Shape)
        }
        Kind::Moment => time::moment(text, reading),
        Kind::Month => time::month(text, reading).map(|text| text_value(&text)).ok_or(Flaw::Shape),
        Kind::Year => time::year(text).map(Value::Int),
        Kind::SchoolYear => {
            time::school_year(text).map(|text| text_value(&text)).ok_or(Flaw::Shape)
        }
        Kind::YesNo => yes_no(text).map(Value::Bool).ok_or(Flaw::Shape),
        Kind::Accept | Kind::Declaration | Kind::PrivacyNotice | Kind::Terms => {
            Ok(Value::Bool(is_ticked(text)))
        }
        _ => Err(Flaw::Shape),
    }
}

fn text_value(text: &str) -> Value {
    Value::Text(text.into())
}

/// What people or towns are called: with a letter of any alphabet, and no digit.
fn name(text: &str) -> Option<String> {
    let name = one_line(text);
    let is_right = name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_numeric);
    is_right.then_some(name)
}

/// Takes control characters and spaces in excess out of a text of one line.
#[must_use]
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// The same for a text of more lines, whose ends of line are kept as `\n`.
#[must_use]
pub fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String =
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    clean.trim().to_owned()
}

/// Without spaces and the marks people put between groups, in upper case.
fn compact(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '-' | '.' | '/' | '_'))
        .flat_map(char::to_uppercase)
        .collect()
}

fn digits(text: &str, length: usize) -> Result<Value, Flaw> {
    let text = compact(text);
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Flaw::Shape);
    }
    if text.len() == length { Ok(text_value(&text)) } else { Err(Flaw::Length(text.len() as u32)) }
}

/// pagoPA notice: 18 digits of which the first is 0, 1, 2 or 3 (SACI, annex of the guidelines).
fn notice(text: &str) -> Result<Value, Flaw> {
    let value = digits(text, 18)?;
    if compact(text).starts_with(['0', '1', '2', '3']) { Ok(value) } else { Err(Flaw::Shape) }
}

fn plate(text: &str, is_foreign: bool) -> Result<Value, Flaw> {
    let plate = if is_foreign { Plate::foreign(text) } else { text.parse() };
    plate.map(|plate| text_value(plate.as_str())).map_err(|_| Flaw::Shape)
}

fn iban(text: &str) -> Result<Value, Flaw> {
    text.parse::<Iban>().map(|iban| text_value(iban.as_str())).map_err(|fault| match fault {
        IbanFault::WrongLength { found, expected: 27 } => Flaw::Length(found as u32),
        IbanFault::WrongControl | IbanFault::WrongCin => Flaw::CheckDigits,
        _ => Flaw::Shape,
    })
}

fn fiscal_code(text: &str) -> Result<Value, Flaw> {
    text.parse::<FiscalCode>().map(|code| text_value(code.as_str())).map_err(|fault| match fault {
        FiscalCodeFault::WrongLength { found } => Flaw::Length(found as u32),
        FiscalCodeFault::WrongControl => Flaw::CheckDigits,
        _ => Flaw::Shape,
    })
}

fn vat(text: &str) -> Result<Value, Flaw> {
    text.parse::<VatNumber>().map(|vat| text_value(vat.as_str())).map_err(|fault| match fault {
        VatFault::WrongControl => Flaw::CheckDigits,
        _ => Flaw::Shape,
    })
}

fn decimal(text: &str) -> Result<Value, Flaw> {
    let plain = plain_number(text).ok_or(Flaw::Shape)?;
    plain.parse::<Decimal>().map(Value::Decimal).map_err(|_| Flaw::Shape)
}

/// A number that is not negative and not above `most`.
fn within(value: Value, most: Option<i64>) -> Result<Value, Flaw> {
    match &value {
        Value::Decimal(number)
            if number.is_sign_negative()
                || most.is_some_and(|most| *number > Decimal::from(most)) =>
        {
            Err(Flaw::Range)
        }
        _ => Ok(value),
    }
}

fn url(text: &str) -> Option<String> {
    let text = text.trim();
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let (scheme, rest) = whole.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let host = rest.split(['/', '?', '#']).next()?;
    let name = host.split(':').next()?;
    let is_name = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let is_right = matches!(scheme.as_str(), "http" | "https")
        && name.contains('.')
        && name.split('.').all(is_name)
        && host.strip_prefix(name).is_some_and(|port| {
            port.strip_prefix(':').map_or(port.is_empty(), |port| port.parse::<u16>().is_ok())
        })
        && !whole
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"'));
    let tail = rest.strip_prefix(host)?;
    is_right.then(|| format!("{scheme}://{}{tail}", host.to_lowercase()))
}

/// `1234/2026`: number without leading zeros, year. Also `prot. n. 1234 del 3/5/2026`, `2026/0001234`.
fn protocol(text: &str) -> Option<String> {
    let numbers: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let is_year =
        |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let (number, year) = match numbers.as_slice() {
        [year, number] if is_year(year) && !is_year(number) => (*number, *year),
        [number, year] if is_year(year) => (*number, *year),
        [number, day, month, year] if is_year(year) && day.len() <= 2 && month.len() <= 2 => {
            (*number, *year)
        }
        _ => return None,
    };
    let number = number.trim_start_matches('0');
    (!number.is_empty() && number.len() <= 12).then(|| format!("{number}/{year}"))
}

fn integer(text: &str) -> Option<i64> {
    let plain = plain_number(text)?;
    let whole = match plain.split_once('.') {
        Some((whole, cents)) if cents.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => &plain,
    };
    whole.parse().ok()
}

/// A number as Italians write it, made plain: `1.234,50` → `1234.50`. A single point is thousands
/// when groups of three follow it, decimals otherwise.
#[must_use]
pub fn plain_number(text: &str) -> Option<String> {
    let text: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’')).collect();
    let text = text.replace('−', "-");
    let (sign, body) = match text.strip_prefix('-') {
        Some(body) => ("-", body),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, decimals) = match (body.rfind(','), body.rfind('.')) {
        (Some(comma), Some(point)) => {
            let (at, thousands) = if comma > point { (comma, '.') } else { (point, ',') };
            (ungroup(&body[..at], thousands)?, &body[at + 1..])
        }
        (Some(at), None) => (body[..at].to_owned(), &body[at + 1..]),
        (None, Some(at)) => match ungroup(body, '.') {
            Some(whole) => (whole, ""),
            None => (body[..at].to_owned(), &body[at + 1..]),
        },
        (None, None) => (body.to_owned(), ""),
    };
    let is_number = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let is_right = is_number(&whole)
        && is_number(decimals)
        && !(whole.is_empty() && decimals.is_empty())
        && whole.len() + decimals.len() <= 18;
    if !is_right {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { &whole };
    let point = if decimals.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{point}{decimals}"))
}

/// The digits of a number whose thousands are parted by `mark`, if they are parted in threes.
fn ungroup(text: &str, mark: char) -> Option<String> {
    let groups: Vec<&str> = text.split(mark).collect();
    let is_grouped = match groups.as_slice() {
        [_] => true,
        [first, rest @ ..] => {
            (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3)
        }
        [] => false,
    };
    is_grouped.then(|| groups.concat())
}

fn yes_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "on" | "si" | "sì" | "sí" | "s" => Some(true),
        "no" | "n" | "false" | "0" | "off" => Some(false),
        _ => None,
    }
}

fn is_ticked(text: &str) -> bool {
    yes_no(text).unwrap_or(false)
}
