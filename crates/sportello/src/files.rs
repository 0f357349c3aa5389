//! The files of a municipality: a folder on the disk, or the one of the demo that is in the binary.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use rust_embed::RustEmbed;

use crate::Failure;

/// What ships: the municipalities of the demo.
#[derive(RustEmbed)]
#[folder = "../../config/municipalities"]
struct Shipped;

/// Files by their path inside the municipality's folder, with `/` between names.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// Every file below a folder.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn folder(folder: &Path) -> Result<Self, Failure> {
        let mut files = BTreeMap::new();
        let mut left = vec![folder.to_owned()];
        while let Some(place) = left.pop() {
            let entries = fs::read_dir(&place).map_err(|e| format!("{}: {e}", place.display()))?;
            for entry in entries {
                let path: PathBuf = entry?.path();
                if path.is_dir() {
                    left.push(path);
                } else if let Ok(inside) = path.strip_prefix(folder) {
                    let name: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
                    files.insert(name.join("/"), fs::read(&path)?);
                }
            }
        }
        Ok(Self(files))
    }

    /// The files of a municipality that ships with the binary.
    #[must_use]
    pub fn shipped(slug: &str) -> Self {
        let prefix = format!("{slug}/");
        Self(
            Shipped::iter()
                .filter_map(|path| {
                    let name = path.strip_prefix(&prefix)?.to_owned();
                    Some((name, Shipped::get(&path)?.data.into_owned()))
                })
                .collect(),
        )
    }

    /// One file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }

    /// One file as text.
    ///
    /// # Errors
    /// It is not there, or is not text.
    pub fn text(&self, path: &str) -> Result<&str, Failure> {
        let bytes = self.get(path).ok_or_else(|| format!("{path} is missing"))?;
        Ok(std::str::from_utf8(bytes).map_err(|_| format!("{path} is not UTF-8"))?)
    }

    /// The texts below a folder, with their path inside it.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(path, bytes)| {
            let inside = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((inside, std::str::from_utf8(bytes).ok()?))
        })
    }
}
