//! Putting together: the pieces are read one after the other and written as what was asked for, straight into the vault.

use std::{
    collections::BTreeSet,
    io::{self, Write},
    sync::{Arc, Weak},
};

use futures_util::StreamExt;
use gateway::{keys::Keyring, vault::Vault};
use model::{Lang, Moment};
use serde_json::{Map, Value, json};
use store::exports as rows;
use tables::{Book, Cell, Lines};
use tokio::runtime::Handle;
use uuid::Uuid;
use words::Words;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    CHRONICLE, Format, Found, KEPT, Wanted,
    record::{Record, Table, file_name, unlike},
    sealed::{self, Out},
};
use crate::{Desk, Error, jobs::Failed};

/// Puts an export together and says that it can be taken away.
pub(super) async fn put_together(desk: &Desk, row: &rows::Export) -> Result<(), Failed> {
    let wanted = desk.export_wanted(row)?;
    let found: Found = serde_json::from_str(&row.found).map_err(Error::broken)?;
    let ending = match wanted.format {
        Format::Xlsx => "xlsx",
        Format::Json => "json",
        Format::Csv if found.tables.len() < 2 => "csv",
        Format::Csv | Format::Zip => "zip",
    };
    let words = Words::of(wanted.lang);
    let name = format!(
        "{}-{}.{ending}",
        words.t("export-file"),
        row.created_at.rome().format("%Y-%m-%d-%H%M")
    );
    let (handle, content) = (Handle::current(), desk.clock.id());
    let mut out = Out {
        vault: desk.vault.clone(),
        keys: desk.keys.clone(),
        clock: desk.clock.clone(),
        handle: handle.clone(),
        export: row.id,
        content,
        chunks: 0,
        size: 0,
        part: Vec::new(),
    };
    let is_wanted = Arc::new(());
    let gathered = found.pieces.clone();
    let work = Work {
        vault: desk.vault.clone(),
        keys: desk.keys.clone(),
        handle,
        id: row.id,
        at: row.created_at,
        words,
        wanted,
        found,
        is_wanted: Arc::downgrade(&is_wanted),
    };
    let writing = tokio::task::spawn_blocking(move || {
        work.write(&mut out)?;
        out.end()
    });
    let out = writing.await.map_err(Error::broken)?.map_err(Error::broken)?;
    drop(is_wanted);
    let made = rows::Export {
        content: Some(content),
        chunks: out.chunks,
        size: i64::try_from(out.size).ok(),
        name,
        ..row.clone()
    };
    let mut tx = desk.db.write().await?;
    let now = desk.now();
    let is_ready = rows::ready(&mut tx, &made, (now, now + KEPT)).await?;
    tx.commit().await?;
    if !is_ready {
        // Deleted meanwhile, or made by somebody else.
        return Ok(());
    }
    desk.vault.drop_these(row.id, &gathered).await.map_err(Error::broken)?;
    Ok(())
}

struct Work {
    vault: Vault,
    keys: Keyring,
    handle: Handle,
    id: Uuid,
    at: Moment,
    words: &'static Words,
    wanted: Wanted,
    found: Found,
    /// Somebody still waits for it.
    is_wanted: Weak<()>,
}

impl Work {
    fn write(&self, out: &mut Out) -> io::Result<()> {
        match self.wanted.format {
            Format::Csv if self.found.tables.len() < 2 => self.lines(out, None),
            Format::Csv => self.all_lines(out),
            Format::Xlsx => self.book(out),
            Format::Json => self.json(out),
            Format::Zip => self.folders(out),
        }
    }

    fn lang(&self) -> Lang {
        self.wanted.lang
    }

    /// Every application, one piece in memory at a time.
    fn each(&self, mut take: impl FnMut(Record) -> io::Result<()>) -> io::Result<()> {
        for name in &self.found.pieces {
            if self.is_wanted.strong_count() == 0 {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            let mut piece = self.vault.parts(self.id, vec![*name]);
            let sealed = self.handle.block_on(piece.next()).transpose()?.unwrap_or_default();
            let context = sealed::context(self.id, *name);
            let bytes = self.keys.open(&context, &sealed).map_err(io::Error::other)?;
            for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
                take(serde_json::from_slice(line)?)?;
            }
        }
        Ok(())
    }

    /// The table outside of groups, and those of the groups.
    fn outside(&self) -> Option<&Table> {
        self.found.tables.iter().find(|table| table.path.is_empty())
    }

    fn groups(&self) -> impl Iterator<Item = &Table> {
        self.found.tables.iter().filter(|table| !table.path.is_empty())
    }

    fn head(&self) -> Vec<String> {
        let own = self.wanted.data.iter().map(|datum| self.words.t(datum.key()).into_owned());
        let asked = self.outside().into_iter().flat_map(|table| &table.questions);
        own.chain(asked.map(|(_, label)| label.clone())).collect()
    }

    fn cells<'r>(&self, record: &'r Record) -> Vec<&'r Cell> {
        let asked = self.outside().into_iter().flat_map(|table| &table.questions);
        let said = asked.map(|(path, _)| record.said.get(path).unwrap_or(&Cell::Empty));
        record.cells.iter().chain(said).collect()
    }

    fn group_head(&self, table: &Table) -> Vec<String> {
        let keys = ["office-column-number", "export-row"];
        let keys = keys.iter().map(|key| self.words.t(key).into_owned());
        keys.chain(table.questions.iter().map(|(_, label)| label.clone())).collect()
    }

    /// The rows of a group, each beginning with the application's number and its own.
    fn group_rows(
        record: &Record,
        table: &Table,
        mut take: impl FnMut(Vec<Cell>) -> io::Result<()>,
    ) -> io::Result<()> {
        for row in record.rows.get(&table.path).into_iter().flatten() {
            let keys = [Cell::text(record.number.as_str()), Cell::text(row.number.as_str())];
            let said = table.questions.iter().map(|(path, _)| row.said.get(path).cloned());
            take(keys.into_iter().chain(said.map(Option::unwrap_or_default)).collect())?;
        }
        Ok(())
    }

    fn lines(&self, out: &mut impl Write, group: Option<&Table>) -> io::Result<()> {
        let head = group.map_or_else(|| self.head(), |table| self.group_head(table));
        let mut lines = Lines::begin(out, self.lang(), head.iter().map(String::as_str))?;
        self.each(|record| match group {
            None => lines.row(self.cells(&record)),
            Some(table) => Self::group_rows(&record, table, |cells| lines.row(&cells)),
        })?;
        lines.end()
    }

    fn all_lines(&self, out: &mut Out) -> io::Result<()> {
        let mut zip = ZipWriter::new_stream(out);
        let mut taken = BTreeSet::new();
        let name = unlike(&mut taken, &format!("{}.csv", self.words.t("export-file")));
        zip.start_file(name, self.entry())?;
        self.lines(&mut zip, None)?;
        for table in self.groups() {
            let name = unlike(&mut taken, &format!("{}.csv", file_name(&table.label)));
            zip.start_file(name, self.entry())?;
            self.lines(&mut zip, Some(table))?;
        }
        zip.finish()?;
        Ok(())
    }

    fn book(&self, out: &mut Out) -> io::Result<()> {
        let mut book = Book::new(self.lang());
        let mut main = book.sheet(&self.words.t("export-sheet"), self.head())?;
        let mut groups = Vec::new();
        for table in self.groups() {
            groups.push((table, book.sheet(&table.label, self.group_head(table))?));
        }
        self.each(|record| {
            book.row(&mut main, self.cells(&record))?;
            for (table, sheet) in &mut groups {
                Self::group_rows(&record, table, |cells| book.row(sheet, &cells))?;
            }
            Ok(())
        })?;
        io::copy(&mut book.end()?, out)?;
        Ok(())
    }

    fn json(&self, out: &mut Out) -> io::Result<()> {
        let mut separator = "[\n";
        self.each(|record| {
            out.write_all(separator.as_bytes())?;
            separator = ",\n";
            let mut tree: Map<String, Value> = Map::new();
            for (datum, cell) in self.wanted.data.iter().zip(&record.cells) {
                tree.insert(datum.word().to_owned(), cell.json());
            }
            if self.wanted.answers {
                let said = record.said.iter().map(|(path, cell)| (path.clone(), cell.json()));
                tree.insert("answers".to_owned(), Value::Object(said.collect()));
                let rows = record.rows.iter().map(|(path, rows)| {
                    let row = rows.iter().map(|row| {
                        let said = row.said.iter().map(|(path, cell)| (path.clone(), cell.json()));
                        let number = [("row".to_owned(), json!(row.number))];
                        Value::Object(number.into_iter().chain(said).collect())
                    });
                    (path.clone(), Value::Array(row.collect()))
                });
                tree.insert("rows".to_owned(), Value::Object(rows.collect()));
            }
            serde_json::to_writer(&mut *out, &tree).map_err(io::Error::from)
        })?;
        out.write_all(if separator == "[\n" { b"[]\n" } else { b"\n]\n" })
    }

    fn folders(&self, out: &mut Out) -> io::Result<()> {
        let mut zip = ZipWriter::new_stream(out);
        let mut folders = BTreeSet::new();
        self.each(|record| {
            let folder = unlike(&mut folders, &record.folder.replace('.', "_"));
            if let Some(answers) = &record.answers {
                zip.start_file(format!("{folder}/risposte.json"), self.entry())?;
                serde_json::to_writer_pretty(&mut zip, answers)?;
            }
            if let Some(chronicle) = &record.chronicle {
                zip.start_file(format!("{folder}/{CHRONICLE}"), self.entry())?;
                serde_json::to_writer_pretty(&mut zip, chronicle)?;
            }
            for file in &record.files {
                // Larger than what a plain entry holds it may be, and nobody knows before it is written.
                zip.start_file(format!("{folder}/{}", file.name), self.entry().large_file(true))?;
                let found = self.handle.block_on(self.vault.get(&file.content));
                let mut chunks = found.map_err(io::Error::other)?.chunks;
                while let Some(chunk) = self.handle.block_on(chunks.next()) {
                    zip.write_all(&chunk?)?;
                }
            }
            if !record.shut.is_empty() {
                let name = self.words.t("export-shut-file");
                zip.start_file(format!("{folder}/{name}"), self.entry())?;
                let why = self.words.t("export-shut");
                write!(zip, "{why}\r\n\r\n{}\r\n", record.shut.join("\r\n"))?;
            }
            Ok(())
        })?;
        zip.start_file(format!("{}.csv", self.words.t("export-file")), self.entry())?;
        self.lines(&mut zip, None)?;
        zip.finish()?;
        Ok(())
    }

    fn entry(&self) -> SimpleFileOptions {
        use chrono::{Datelike, Timelike};
        let at = self.at.rome();
        let part = |n: u32| u8::try_from(n).unwrap_or_default();
        let when = zip::DateTime::from_date_and_time(
            u16::try_from(at.year()).unwrap_or_default(),
            part(at.month()),
            part(at.day()),
            part(at.hour()),
            part(at.minute()),
            part(at.second()),
        );
        // The quickest: most of what comes is compressed already.
        let entry = SimpleFileOptions::default().compression_level(Some(1));
        when.map_or(entry, |when| entry.last_modified_time(when))
    }
}
