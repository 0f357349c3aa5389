//! Dates, times, money, sizes and lists as people write them in each language.
//! Connecting words come from `common.ftl`; names of months and days from `model::dates`.

use chrono::{NaiveDate, Timelike};
use model::{Lang, Moment, Money, dates};

use crate::Words;

/// The number of a payment notice (*numero avviso*), in groups of four that can be read out.
#[must_use]
pub fn notice(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    let groups: Vec<String> = digits.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

impl Words {
    /// `12 marzo 2026`; the first of the month is `1º` in Italian.
    pub fn date(&self, date: NaiveDate) -> String {
        dates::long(date, self.lang())
    }

    /// `giovedì 12 marzo 2026`.
    pub fn day(&self, date: NaiveDate) -> String {
        format!("{} {}", dates::weekday(date, self.lang()), self.date(date))
    }

    /// `12 marzo 2026, 10:42`, on the clocks of Italy.
    pub fn moment(&self, at: Moment) -> String {
        format!("{}, {}", self.date(at.day()), self.time(at))
    }

    /// `10:42`, on the clocks of Italy.
    pub fn time(&self, at: Moment) -> String {
        let local = at.rome();
        format!("{:02}:{:02}", local.hour(), local.minute())
    }

    /// `1.234,50 €`, `€1,234.50` in English.
    pub fn money(&self, sum: Money) -> String {
        match self.lang() {
            Lang::It => sum.to_string(),
            Lang::En => {
                let amount = sum.amount_en();
                match amount.strip_prefix('-') {
                    Some(amount) => format!("-€{amount}"),
                    None => format!("€{amount}"),
                }
            }
        }
    }

    /// The size of a file in powers of ten, one decimal from the megabyte on: `1,2 MB`.
    pub fn size(&self, bytes: u64) -> String {
        let decimal = match self.lang() {
            Lang::It => ',',
            Lang::En => '.',
        };
        // Tenths of the unit, rounded up so that a file is never said to be smaller than it is.
        let tenths = |unit: u64| bytes.div_ceil(unit / 10);
        match bytes {
            0..1_000 => self.n("common-bytes", bytes).into_owned(),
            1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
            _ => {
                let (tenths, unit) = match tenths(1_000_000) {
                    mega if mega < 10_000 => (mega, "MB"),
                    _ => (tenths(1_000_000_000), "GB"),
                };
                match tenths % 10 {
                    0 => format!("{} {unit}", tenths / 10),
                    tenth => format!("{}{decimal}{tenth} {unit}", tenths / 10),
                }
            }
        }
    }

    /// `a`, `a e b`, `a, b e c`.
    pub fn list<S: AsRef<str>>(&self, items: &[S]) -> String {
        self.joined(items, "common-and")
    }

    /// `a`, `a o b`, `a, b o c`.
    pub fn choices<S: AsRef<str>>(&self, items: &[S]) -> String {
        self.joined(items, "common-or")
    }

    /// `1 giorno`, `30 giorni`.
    pub fn days(&self, n: impl TryInto<i64>) -> String {
        self.n("common-days", n).into_owned()
    }

    /// How far a deadline is: `oggi`, `domani`, `tra 12 giorni`, `in ritardo di 2 giorni`.
    pub fn relative(&self, date: NaiveDate, today: NaiveDate) -> String {
        match (date - today).num_days() {
            0 => self.t("common-today").into_owned(),
            1 => self.t("common-tomorrow").into_owned(),
            days if days > 0 => self.n("common-in-days", days).into_owned(),
            days => self.n("common-late-by", -days).into_owned(),
        }
    }

    /// How long ago a past day is: `oggi`, `ieri`, `12 giorni fa`; a day to come as [`Words::relative`].
    pub fn ago(&self, date: NaiveDate, today: NaiveDate) -> String {
        match (today - date).num_days() {
            1 => self.t("common-yesterday").into_owned(),
            days if days > 1 => self.n("common-days-ago", days).into_owned(),
            _ => self.relative(date, today),
        }
    }

    /// A whole number with the separators of the language: `1.234`.
    pub fn number(&self, n: impl TryInto<i64>) -> String {
        grouped(n.try_into().unwrap_or(i64::MAX), self.lang())
    }

    fn joined<S: AsRef<str>>(&self, items: &[S], last: &str) -> String {
        match items {
            [] => String::new(),
            [only] => only.as_ref().to_owned(),
            [first @ .., last_item] => {
                let first = first.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
                format!("{first} {} {}", self.t(last), last_item.as_ref())
            }
        }
    }
}

/// Italian parts thousands from five digits on, as its style guides ask, English from four.
pub(crate) fn grouped(n: i64, lang: Lang) -> String {
    let (mark, from) = match lang {
        Lang::It => ('.', 5),
        Lang::En => (',', 4),
    };
    let digits = n.unsigned_abs().to_string();
    let mut text = String::from(if n < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && digits.len() >= from && (digits.len() - index).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}
