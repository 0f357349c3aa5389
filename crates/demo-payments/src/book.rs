//! Positions and carts, kept in a file so that a demo that is started again still knows them.

use std::{collections::BTreeMap, io, path::PathBuf};

use serde::{Deserialize, Serialize};

/// Everything the platform knows.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Book {
    #[serde(skip)]
    file: Option<PathBuf>,
    /// By key.
    pub positions: BTreeMap<String, Position>,
    /// By name.
    pub carts: BTreeMap<String, Cart>,
}

/// What somebody owes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Position {
    /// Notice number, 18 digits.
    pub notice: String,
    /// Cents.
    pub amount: i64,
    pub subject: String,
    pub creditor: String,
    /// `VALID`, `PAID`, `INVALID`.
    pub status: String,
    /// When it was paid, in Rome.
    pub paid_at: Option<String>,
}

/// Somebody on the way to paying.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cart {
    pub notice: String,
    pub ok: String,
    pub cancel: String,
    pub error: String,
}

impl Book {
    pub fn open(file: Option<PathBuf>) -> io::Result<Self> {
        let text = match &file {
            Some(path) if path.exists() => std::fs::read_to_string(path)?,
            _ => return Ok(Self { file, ..Self::default() }),
        };
        let book: Self = serde_json::from_str(&text).map_err(io::Error::other)?;
        Ok(Self { file, ..book })
    }

    /// Writes it down.
    pub fn keep(&self) -> io::Result<()> {
        let Some(path) = &self.file else { return Ok(()) };
        let text = serde_json::to_string(self).map_err(io::Error::other)?;
        let beside = path.with_extension("new");
        std::fs::write(&beside, text)?;
        std::fs::rename(beside, path)
    }

    /// The position with this notice number.
    pub fn noticed(&mut self, notice: &str) -> Option<&mut Position> {
        self.positions.values_mut().find(|position| position.notice == notice)
    }
}
