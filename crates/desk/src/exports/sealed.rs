//! What lies in the vault of an export: sealed, under names that its row alone knows, and gone with it.

use std::io::{self, Write};

use futures_util::StreamExt;
use gateway::{
    clock::Clock,
    keys::Keyring,
    vault::{Bytes, Reading, Vault},
};
use store::exports as rows;
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::Desk;

/// Bytes of a chunk of the file.
const CHUNK: usize = 1024 * 1024;

/// What a part of an export is sealed for.
pub(super) fn context(export: Uuid, part: Uuid) -> String {
    format!("export {export} {part}")
}

/// The name of a chunk of the file that begins with `first`.
fn chunk(first: Uuid, n: i64) -> Uuid {
    Uuid::from_u128(first.as_u128().wrapping_add(u128::try_from(n).unwrap_or_default()))
}

/// The file, as it is read.
pub(super) fn reading(desk: &Desk, row: &rows::Export, content: Uuid) -> Reading {
    let (id, keys) = (row.id, desk.keys.clone());
    let names: Vec<Uuid> = (0..row.chunks).map(|n| chunk(content, n)).collect();
    let sealed = desk.vault.parts(id, names.clone());
    let opened = sealed.zip(futures_util::stream::iter(names)).map(move |(bytes, name)| {
        let plain = keys.open(&context(id, name), &bytes?).map_err(io::Error::other)?;
        Ok(Bytes::from(plain))
    });
    Reading {
        size: row.size.and_then(|n| u64::try_from(n).ok()).unwrap_or(0),
        chunks: opened.boxed(),
    }
}

/// Takes the file as it is written, from a thread that may wait.
pub(super) struct Out {
    pub vault: Vault,
    pub keys: Keyring,
    pub clock: Clock,
    pub handle: Handle,
    pub export: Uuid,
    /// Name of its first chunk.
    pub content: Uuid,
    pub chunks: i64,
    /// Bytes.
    pub size: u64,
    pub part: Vec<u8>,
}

impl Out {
    fn put(&mut self) -> io::Result<()> {
        if self.part.is_empty() {
            return Ok(());
        }
        let (part, name) = (std::mem::take(&mut self.part), chunk(self.content, self.chunks));
        self.size += part.len() as u64;
        self.chunks += 1;
        let sealed = self.keys.seal(&context(self.export, name), &part, &self.clock);
        self.handle
            .block_on(self.vault.put_part(self.export, name, sealed))
            .map_err(io::Error::other)
    }

    /// All is written.
    pub fn end(mut self) -> io::Result<Out> {
        self.put()?;
        Ok(self)
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.part.extend_from_slice(bytes);
        if self.part.len() >= CHUNK {
            self.put()?;
        }
        Ok(bytes.len())
    }

    /// Chunks are whole: what is left is put by [`Out::end`].
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
