//! Tables for spreadsheets and for programs: typed cells in, CSV, XLSX or JSON out, one row after the other, so that a
//! table of any length takes no more memory than a row. Not here: what a table is about, who may have it.

mod csv;
mod sheets;

use chrono::NaiveDate;
use model::{Lang, Moment, Money};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use crate::{
    csv::{BOM, Lines, harmless},
    sheets::{Book, Sheet},
};

/// One cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Int(i64),
    /// A number as it is written, with a point.
    Decimal(String),
    /// Cents.
    Money(i64),
    Date(NaiveDate),
    Moment(Moment),
    Bool(bool),
}

impl Cell {
    /// A text, or nothing if it is empty.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    /// A day, if there is one.
    #[must_use]
    pub fn day(day: Option<NaiveDate>) -> Cell {
        day.map_or(Cell::Empty, Cell::Date)
    }

    /// As a spreadsheet set to a language reads it.
    #[must_use]
    pub fn written(&self, lang: Lang) -> String {
        let point = |text: &str| match lang {
            Lang::It => text.replace('.', ","),
            Lang::En => text.to_owned(),
        };
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Int(number) => number.to_string(),
            Cell::Decimal(number) => point(number),
            Cell::Money(cents) => point(&euros(*cents)),
            Cell::Date(day) => day.format("%d/%m/%Y").to_string(),
            Cell::Moment(at) => at.rome().format("%d/%m/%Y %H:%M").to_string(),
            Cell::Bool(yes) => yes_or_no(*yes, lang).to_owned(),
        }
    }

    /// With its type: numbers are numbers, dates ISO 8601.
    #[must_use]
    pub fn json(&self) -> Value {
        match self {
            Cell::Empty => Value::Null,
            Cell::Text(text) => json!(text),
            Cell::Int(number) => json!(number),
            Cell::Decimal(number) => {
                number.parse().map_or_else(|_| json!(number), |n: f64| json!(n))
            }
            Cell::Money(cents) => json!(*cents as f64 / 100.0),
            Cell::Date(day) => json!(day.to_string()),
            Cell::Moment(at) => json!(at.rfc3339()),
            Cell::Bool(yes) => json!(yes),
        }
    }
}

/// `1234.50`, without a sign of the currency.
fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = Money(cents.abs()).0;
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

fn yes_or_no(yes: bool, lang: Lang) -> &'static str {
    match (yes, lang) {
        (true, Lang::It) => "Sì",
        (true, Lang::En) => "Yes",
        (false, _) => "No",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()
    }

    #[test]
    fn a_cell_is_written_as_the_language_reads_it() {
        let cases = [
            (Cell::Empty, "", "", "null"),
            (Cell::text(""), "", "", "null"),
            (Cell::text("Città"), "Città", "Città", "\"Città\""),
            (Cell::Int(-3), "-3", "-3", "-3"),
            (Cell::Decimal("12.5".into()), "12,5", "12.5", "12.5"),
            (Cell::Money(123_450), "1234,50", "1234.50", "1234.5"),
            (Cell::Money(-5), "-0,05", "-0.05", "-0.05"),
            (Cell::Date(day()), "01/03/2026", "01/03/2026", "\"2026-03-01\""),
            (Cell::Bool(true), "Sì", "Yes", "true"),
        ];
        for (cell, it, en, json) in cases {
            assert_eq!(cell.written(Lang::It), it);
            assert_eq!(cell.written(Lang::En), en);
            assert_eq!(cell.json().to_string(), json);
        }
    }
}
