//! Dates as people type them and as people read them.
//! Never asks for today: two-digit years are read against a day that the caller hands in.

use chrono::{Datelike, NaiveDate};

use crate::Lang;
use crate::fold::fold;

const MONTHS_IT: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS_IT: [&str; 7] =
    ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"];
const WEEKDAYS_EN: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Why a text is not a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateFault {
    #[error("empty")]
    Empty,
    #[error("not a date")]
    NotADate,
    #[error("no such day in the calendar")]
    NoSuchDay,
    #[error("the year is before 1800 or after 2200")]
    YearOutOfRange,
}

/// The century of a year written with two digits, given a reference day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// The latest such year that is not after the reference day: births, issue of documents.
    Past,
    /// From 80 years before the reference year to 19 after it: everything else.
    Near,
}

/// Reads a date as people type it: `3/5/80`, `03.05.1980`, `3-5-1980`, `3 maggio 1980`, `3 mag. 80`,
/// `May 3, 1980`, `1980-05-03`, `03051980`, spaces anywhere. The day always comes before the month,
/// unless the year comes first or the month is a word.
pub fn parse(text: &str, reference: NaiveDate, window: Window) -> Result<NaiveDate, DateFault> {
    let parts = parts(text)?;
    let (day, month, year) = match parts.as_slice() {
        [] => return Err(DateFault::Empty),
        [Part::Number(all, 8)] => (all / 1_000_000, all / 10_000 % 100, (all % 10_000, 4)),
        [Part::Number(year, 4), Part::Number(month, 1 | 2), Part::Number(day, 1 | 2)] => {
            (*day, *month, (*year, 4))
        }
        [
            Part::Number(day, 1 | 2),
            Part::Number(month, 1 | 2),
            Part::Number(year, length @ (2 | 4)),
        ]
        | [Part::Number(day, 1 | 2), Part::Month(month), Part::Number(year, length @ (2 | 4))]
        | [Part::Month(month), Part::Number(day, 1 | 2), Part::Number(year, length @ (2 | 4))] => {
            (*day, *month, (*year, *length))
        }
        _ => return Err(DateFault::NotADate),
    };
    let year = match year {
        (year, 2) => full_year(day, month, year, reference, window),
        (year, _) => year as i32,
    };
    if !(1800..=2200).contains(&year) {
        return Err(DateFault::YearOutOfRange);
    }
    NaiveDate::from_ymd_opt(year, month, day).ok_or(DateFault::NoSuchDay)
}

fn full_year(day: u32, month: u32, year: u32, reference: NaiveDate, window: Window) -> i32 {
    let year = year as i32;
    let century = reference.year().div_euclid(100) * 100;
    match window {
        Window::Past => {
            let this_century = century + year;
            let later =
                (this_century, month, day) > (reference.year(), reference.month(), reference.day());
            if later { this_century - 100 } else { this_century }
        }
        Window::Near => [century - 100, century, century + 100]
            .map(|century| century + year)
            .into_iter()
            .find(|year| (reference.year() - 80..reference.year() + 20).contains(year))
            .unwrap_or(century + year),
    }
}

#[derive(Debug, Clone, Copy)]
enum Part {
    /// Value and how many digits it was typed with.
    Number(u32, usize),
    /// 1 to 12.
    Month(u32),
}

fn parts(text: &str) -> Result<Vec<Part>, DateFault> {
    let mut parts = Vec::new();
    for word in fold(text).split_whitespace() {
        // Folding keeps letters and digits together: 3maggio80 is three parts.
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let alike = |c: char| c.is_ascii_digit() == first.is_ascii_digit();
            let (token, after) = rest.split_at(rest.find(|c| !alike(c)).unwrap_or(rest.len()));
            rest = after;
            if first.is_ascii_digit() {
                if token.len() > 8 {
                    return Err(DateFault::NotADate);
                }
                parts.push(Part::Number(
                    token.parse().map_err(|_| DateFault::NotADate)?,
                    token.len(),
                ));
            } else if let Some(month) = month(token) {
                parts.push(Part::Month(month));
            } else if !is_filler(token) {
                return Err(DateFault::NotADate);
            }
        }
        if parts.len() > 3 {
            return Err(DateFault::NotADate);
        }
    }
    Ok(parts)
}

/// A month by its name in Italian or English, or by three letters or more of it.
fn month(word: &str) -> Option<u32> {
    if word.len() < 3 {
        return None;
    }
    let named =
        |names: &[&str; 12]| names.iter().position(|name| name.to_lowercase().starts_with(word));
    named(&MONTHS_IT).or_else(|| named(&MONTHS_EN)).map(|index| index as u32 + 1)
}

/// Words that stand in a date and say nothing: ordinal endings, articles, days of the week.
fn is_filler(word: &str) -> bool {
    matches!(word, "o" | "°" | "il" | "l" | "di" | "del" | "of" | "the" | "st" | "nd" | "rd" | "th")
        || WEEKDAYS_IT.iter().any(|day| fold(day) == word)
        || WEEKDAYS_EN.iter().any(|day| fold(day) == word)
}

/// `3 maggio 1980`, `1º maggio 1980`, `3 May 1980`.
pub fn long(date: NaiveDate, lang: Lang) -> String {
    let month = month_name(date.month(), lang);
    match (lang, date.day()) {
        (Lang::It, 1) => format!("1º {month} {}", date.year()),
        (_, day) => format!("{day} {month} {}", date.year()),
    }
}

/// `03/05/1980`: for tables and for fields that show what they hold.
pub fn short(date: NaiveDate) -> String {
    date.format("%d/%m/%Y").to_string()
}

/// The name of a month, 1 to 12; the empty string for any other number.
pub fn month_name(month: u32, lang: Lang) -> &'static str {
    let names = match lang {
        Lang::It => &MONTHS_IT,
        Lang::En => &MONTHS_EN,
    };
    (month as usize).checked_sub(1).and_then(|index| names.get(index)).copied().unwrap_or_default()
}

/// `giovedì`, `Thursday`.
pub fn weekday(date: NaiveDate, lang: Lang) -> &'static str {
    let index = date.weekday().num_days_from_monday() as usize;
    match lang {
        Lang::It => WEEKDAYS_IT[index],
        Lang::En => WEEKDAYS_EN[index],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn read(text: &str) -> Result<NaiveDate, DateFault> {
        parse(text, ymd(2026, 7, 1), Window::Past)
    }

    #[test]
    fn dates_are_read_as_people_type_them() {
        for text in [
            "3/5/80",
            "03.05.1980",
            "3-5-1980",
            "3 5 1980",
            " 03 / 05 / 1980 ",
            "3 maggio 1980",
            "3 mag. 80",
            "3 Maggio '80",
            "1980-05-03",
            "1980/5/3",
            "03051980",
            "May 3, 1980",
            "3rd of May 1980",
            "sabato 3 maggio 1980",
            "3maggio1980",
            "il 3 maggio 1980",
        ] {
            assert_eq!(read(text), Ok(ymd(1980, 5, 3)), "{text}");
        }
        assert_eq!(read("1º maggio 2024"), Ok(ymd(2024, 5, 1)));
        assert_eq!(read("1° gennaio 2024"), Ok(ymd(2024, 1, 1)));
        assert_eq!(read("29 febbraio 2024"), Ok(ymd(2024, 2, 29)));
    }

    #[test]
    fn what_is_not_a_date_says_why() {
        for (text, fault) in [
            ("", DateFault::Empty),
            ("   ", DateFault::Empty),
            ("31 02 1980", DateFault::NoSuchDay),
            ("29/2/2023", DateFault::NoSuchDay),
            ("5/13/1980", DateFault::NoSuchDay),
            ("0/1/1980", DateFault::NoSuchDay),
            ("3/5/1780", DateFault::YearOutOfRange),
            ("3/5", DateFault::NotADate),
            ("3/5/980", DateFault::NotADate),
            ("ieri", DateFault::NotADate),
            ("3/5/1980 10", DateFault::NotADate),
            ("3 ma 1980", DateFault::NotADate),
            ("99999999999999", DateFault::NotADate),
        ] {
            assert_eq!(read(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn two_digit_years_take_the_century_of_their_window() {
        let near = |text| parse(text, ymd(2026, 7, 1), Window::Near);
        assert_eq!(read("30/6/26"), Ok(ymd(2026, 6, 30)));
        assert_eq!(read("2/7/26"), Ok(ymd(1926, 7, 2)));
        assert_eq!(near("2/7/26"), Ok(ymd(2026, 7, 2)));
        assert_eq!(near("2/7/45"), Ok(ymd(2045, 7, 2)));
        assert_eq!(near("2/7/46"), Ok(ymd(1946, 7, 2)));
        assert_eq!(near("2/7/80"), Ok(ymd(1980, 7, 2)));
    }

    #[test]
    fn dates_are_written_in_words() {
        assert_eq!(long(ymd(1980, 5, 3), Lang::It), "3 maggio 1980");
        assert_eq!(long(ymd(1980, 5, 1), Lang::It), "1º maggio 1980");
        assert_eq!(long(ymd(1980, 5, 1), Lang::En), "1 May 1980");
        assert_eq!(short(ymd(1980, 5, 3)), "03/05/1980");
        assert_eq!(weekday(ymd(2026, 3, 12), Lang::It), "giovedì");
        assert_eq!(month_name(13, Lang::It), "");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(days in 0i64..140_000) {
            let date = ymd(1801, 1, 1) + chrono::Duration::days(days);
            for text in [long(date, Lang::It), long(date, Lang::En), short(date), date.to_string()] {
                prop_assert_eq!(read(&text), Ok(date));
            }
        }

        #[test]
        fn any_text_is_survived(text in ".{0,24}", shape in "[0-9a-z°º/ .-]{0,16}") {
            let _ = (read(&text), read(&shape));
        }
    }
}
