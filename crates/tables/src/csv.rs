//! CSV as Excel opens it in Italy: semicolons, UTF-8 that says so, and no cell that a spreadsheet would run.

use std::io::{self, Write};

use model::Lang;

use crate::Cell;

/// Says that what follows is UTF-8.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// Lines of one table.
pub struct Lines<W: Write> {
    into: csv::Writer<W>,
    lang: Lang,
}

impl<W: Write> Lines<W> {
    /// Begins a table with its head.
    ///
    /// # Errors
    /// What is written to.
    pub fn begin<'a>(
        mut into: W,
        lang: Lang,
        head: impl IntoIterator<Item = &'a str>,
    ) -> io::Result<Self> {
        into.write_all(BOM)?;
        let into = csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer(into);
        let mut lines = Lines { into, lang };
        lines.into.write_record(head.into_iter().map(harmless)).map_err(io::Error::other)?;
        Ok(lines)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// What is written to.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a Cell>) -> io::Result<()> {
        let lang = self.lang;
        let written = cells.into_iter().map(|cell| match cell {
            Cell::Text(text) => harmless(text),
            other => other.written(lang),
        });
        self.into.write_record(written).map_err(io::Error::other)
    }

    /// Ends it.
    ///
    /// # Errors
    /// What is written to.
    pub fn end(mut self) -> io::Result<()> {
        self.into.flush()
    }
}

/// A text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it (OWASP, *CSV
/// injection*).
#[must_use]
pub fn harmless(text: &str) -> String {
    let begins = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if text.starts_with(begins) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_begins_like_a_formula_is_none() {
        for text in ["=1+1", "+39 011", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["", "a=1", "1-2", "'=1", " =1"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn a_table_opens_in_excel_as_it_was_meant() {
        let mut bytes = Vec::new();
        let mut lines = Lines::begin(&mut bytes, Lang::It, ["Nome", "=A1"]).unwrap();
        lines.row(&[Cell::text("Rossi; \"Anna\"\nBianchi"), Cell::Money(-1050)]).unwrap();
        lines.row(&[Cell::text("=HYPERLINK(\"http://x\")"), Cell::Empty]).unwrap();
        lines.end().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(
            text,
            "\u{feff}Nome;'=A1\r\n\"Rossi; \"\"Anna\"\"\nBianchi\";-10,50\r\n\
             \"'=HYPERLINK(\"\"http://x\"\")\";\r\n"
        );
    }
}
