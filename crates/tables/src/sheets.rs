//! XLSX, row by row: what was written lies in a file without a name until the book is put together.

use std::{
    fs::File,
    io::{self, Seek},
};

use chrono::Datelike;
use model::Lang;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::Cell;

/// Rows of a sheet with its head (ECMA-376).
const ROWS: u32 = 1_048_576;
/// Characters of a cell.
const TEXT: usize = 32_767;
/// A spreadsheet knows no day before.
const FIRST_YEAR: i32 = 1900;
/// Characters of the name of a sheet.
const NAME: usize = 31;

/// A book.
pub struct Book {
    book: Workbook,
    names: Vec<String>,
    head: Format,
    day: Format,
    moment: Format,
    money: Format,
    lang: Lang,
}

/// One table of a book. When a sheet is full it goes on in another.
pub struct Sheet {
    at: usize,
    next: u32,
    name: String,
    head: Vec<String>,
}

impl Book {
    /// An empty one.
    #[must_use]
    pub fn new(lang: Lang) -> Book {
        let format = |as_: &str| Format::new().set_num_format(as_);
        Book {
            book: Workbook::new(),
            names: Vec::new(),
            head: Format::new().set_bold(),
            day: format("dd/mm/yyyy"),
            moment: format("dd/mm/yyyy hh:mm"),
            money: format("#,##0.00"),
            lang,
        }
    }

    /// Begins a table with its head.
    ///
    /// # Errors
    /// What is written to.
    pub fn sheet(&mut self, name: &str, head: Vec<String>) -> io::Result<Sheet> {
        let mut sheet = Sheet { at: 0, next: 0, name: name.to_owned(), head };
        self.begin(&mut sheet).map_err(io::Error::other)?;
        Ok(sheet)
    }

    fn begin(&mut self, sheet: &mut Sheet) -> Result<(), XlsxError> {
        let name = self.free(&sheet.name);
        sheet.at = self.names.len();
        let page = self.book.add_worksheet_with_constant_memory()?;
        page.set_name(&name)?;
        page.set_freeze_panes(1, 0)?;
        for (column, label) in (0_u16..).zip(&sheet.head) {
            let width = label.chars().count().clamp(12, 40) as f64;
            page.set_column_width(column, width)?;
        }
        for (column, label) in (0_u16..).zip(&sheet.head) {
            page.write_string_with_format(0, column, cut(label), &self.head)?;
        }
        self.names.push(name);
        sheet.next = 1;
        Ok(())
    }

    /// A name that no sheet has yet, of characters that a name may have.
    fn free(&self, wanted: &str) -> String {
        let clean = wanted.replace(['[', ']', ':', '*', '?', '/', '\\'], " ");
        let clean = clean.trim_matches(|c: char| c == '\'' || c.is_whitespace());
        let clean = if clean.is_empty() { "-" } else { clean };
        let taken =
            |name: &str| self.names.iter().any(|one| one.to_lowercase() == name.to_lowercase());
        let first: String = clean.chars().take(NAME).collect();
        let first = first.trim_end_matches(|c: char| c == '\'' || c.is_whitespace()).to_owned();
        if !taken(&first) {
            return first;
        }
        let mut n = 2;
        loop {
            let end = format!(" {n}");
            let name: String = clean.chars().take(NAME - end.len()).chain(end.chars()).collect();
            if !taken(&name) {
                return name;
            }
            n += 1;
        }
    }

    /// Writes a row.
    ///
    /// # Errors
    /// What is written to.
    pub fn row<'a>(
        &mut self,
        sheet: &mut Sheet,
        cells: impl IntoIterator<Item = &'a Cell>,
    ) -> io::Result<()> {
        self.write(sheet, cells).map_err(io::Error::other)
    }

    fn write<'a>(
        &mut self,
        sheet: &mut Sheet,
        cells: impl IntoIterator<Item = &'a Cell>,
    ) -> Result<(), XlsxError> {
        if sheet.next >= ROWS {
            self.begin(sheet)?;
        }
        let (row, lang) = (sheet.next, self.lang);
        sheet.next += 1;
        let page = self.book.worksheet_from_index(sheet.at)?;
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Empty => continue,
                Cell::Int(number) if number.unsigned_abs() < 1 << 53 => {
                    page.write_number(row, column, *number as f64)?
                }
                Cell::Decimal(number) => match number.parse::<f64>() {
                    Ok(number) => page.write_number(row, column, number)?,
                    Err(_) => page.write_string(row, column, cut(number))?,
                },
                Cell::Money(cents) => {
                    page.write_number_with_format(row, column, *cents as f64 / 100.0, &self.money)?
                }
                Cell::Date(day) if day.year() >= FIRST_YEAR => {
                    page.write_with_format(row, column, day, &self.day)?
                }
                Cell::Moment(at) => {
                    page.write_with_format(row, column, &at.rome(), &self.moment)?
                }
                other => page.write_string(row, column, cut(&other.written(lang)))?,
            };
        }
        Ok(())
    }

    /// Puts it together, in a file without a name that stands at its beginning.
    ///
    /// # Errors
    /// What is written to.
    pub fn end(mut self) -> io::Result<File> {
        let mut file = tempfile::tempfile()?;
        self.book.save_to_writer(&mut file).map_err(io::Error::other)?;
        file.rewind()?;
        Ok(file)
    }
}

fn cut(text: &str) -> String {
    text.chars().take(TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_makes_a_sheet() {
        let mut book = Book::new(Lang::It);
        let cut_at_a_quote = format!("{}'altro", "a".repeat(NAME - 1));
        for name in [cut_at_a_quote.as_str(), cut_at_a_quote.as_str(), "'", "[a]:*?/\\b'", ""] {
            book.sheet(name, vec!["Numero".to_owned()]).expect(name);
        }
    }
}
