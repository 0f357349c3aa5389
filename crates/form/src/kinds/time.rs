//! Days, times, months and years as people type them.

use chrono::{NaiveDate, NaiveTime, Timelike};
use model::dates;
use rule::Value;

use super::{Reading, compact, text_value};
use crate::messages::Flaw;

pub fn date(text: &str, reading: &Reading) -> Result<NaiveDate, Flaw> {
    let window = if reading.is_past { dates::Window::Past } else { dates::Window::Near };
    dates::parse(text, reading.today, window).map_err(|fault| match fault {
        dates::DateFault::NoSuchDay => Flaw::NoSuchDay,
        dates::DateFault::YearOutOfRange => Flaw::Range,
        dates::DateFault::Empty | dates::DateFault::NotADate => Flaw::Shape,
    })
}

pub fn clock(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `10:30`, `10.30`, `10,30`, `1030`, `10`, `ore 10:30`.
pub fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim().to_lowercase();
    let text = ["ore", "alle", "h"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(&text)
        .trim();
    let parts: Vec<&str> = text.split([':', '.', ',', 'h', ' ']).collect();
    let (hour, minute) = match parts.as_slice() {
        [all] if (3..=4).contains(&all.len()) && all.is_ascii() => all.split_at(all.len() - 2),
        [hour] => (*hour, "0"),
        [hour, minute] | [hour, minute, "00"] if minute.len() == 2 => (*hour, *minute),
        _ => return None,
    };
    let number = |part: &str| {
        let is_number = (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if is_number { part.parse::<u32>().ok() } else { None }
    };
    NaiveTime::from_hms_opt(number(hour)?, number(minute)?, 0)
}

/// A day and a time, parted by a space, a comma or the `T` of ISO 8601; canonical
/// `2026-12-31T10:30`.
pub fn moment(text: &str, reading: &Reading) -> Result<Value, Flaw> {
    let text = text.trim();
    let mut shape = Flaw::Shape;
    let cuts = text.char_indices().rev().filter(|(_, c)| matches!(c, ' ' | ',' | 'T' | 't'));
    for (at, c) in cuts {
        let (day, rest) = (&text[..at], &text[at + c.len_utf8()..]);
        let Some(time) = time(rest) else { continue };
        let day =
            day.trim().trim_end_matches(',').trim_end_matches(" alle").trim_end_matches(" ore");
        match date(day, reading) {
            Ok(day) => return Ok(text_value(&format!("{day}T{}", clock(time)))),
            Err(flaw @ (Flaw::NoSuchDay | Flaw::Range)) => shape = flaw,
            Err(_) => {}
        }
    }
    Err(shape)
}

/// `12 2026`, `12/2026`, `2026-12`, `dicembre 2026`; canonical `2026-12`.
pub fn month(text: &str, reading: &Reading) -> Option<String> {
    let text = text.trim();
    let first = match text.split_once('-') {
        Some((year, month)) if year.len() == 4 => format!("{year}-{month}-01"),
        _ => format!("1 {text}"),
    };
    let day = date(&first, reading).ok()?;
    Some(day.format("%Y-%m").to_string())
}

pub fn year(text: &str) -> Result<i64, Flaw> {
    let text = compact(text);
    if text.is_empty() || text.len() > 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Flaw::Shape);
    }
    let year: i64 = text.parse().map_err(|_| Flaw::Shape)?;
    if (super::FIRST_YEAR..=super::LAST_YEAR).contains(&year) { Ok(year) } else { Err(Flaw::Range) }
}

/// `2026/2027`, `2026-27`, `26/27`; two years in a row, canonical with four digits each.
pub fn school_year(text: &str) -> Option<String> {
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
    let [from, to] = parts.as_slice() else { return None };
    let full = |part: &str| match part.len() {
        2 => part.parse::<u32>().ok().map(|year| 2000 + year),
        4 => part.parse::<u32>().ok(),
        _ => None,
    };
    let (from, to) = (full(from)?, full(to)?);
    (to == from + 1 && (1900..2200).contains(&from)).then(|| format!("{from}/{to}"))
}
