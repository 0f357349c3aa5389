//! TIFF (6.0 and its supplements): directories of entries that point anywhere, most often back. So a small one is held
//! whole, and loses entries that only tell, with what they point to; a large one passes as it is, and that is said.

use std::collections::BTreeSet;

use super::{Cleaned, Damaged};

pub(super) const STARTS: [&[u8]; 2] = [b"II\x2a\0", b"MM\0\x2a"];

/// Largest file that is held.
const HELD_MAX: usize = 8_000_000;
/// Most entries, and pointers to directories, that are read.
const ENTRIES_MAX: usize = 65_536;

/// Entries that say how the picture is shown: baseline, extensions, colours.
const NEEDED: [std::ops::RangeInclusive<u16>; 20] = [
    254..=259,
    262..=266,
    273..=274,
    277..=284,
    290..=293,
    296..=297,
    301..=301,
    317..=325,
    330..=330,
    332..=332,
    334..=334,
    336..=336,
    338..=347,
    512..=515,
    517..=521,
    529..=532,
    // Older and newer ways to tell size, depth and packing; the colour profile.
    32_995..=32_998,
    34_675..=34_675,
    50_674..=50_674,
    // Scans with layers (TIFF-FX).
    433..=435,
];
/// Strips, tiles, a JPEG inside.
const PIXELS: [u16; 3] = [273, 324, 513];
const MORE_PICTURES: u16 = 330;
/// EXIF, GPS and interoperability: directories of their own.
const TELLING: [u16; 3] = [34_665, 34_853, 40_965];
/// What a camera saw before it was made a picture (DNG): its entries are its own.
const RAW: u16 = 50_706;

#[derive(Debug, Default)]
pub(super) struct Tiff {
    held: Vec<u8>,
    is_large: bool,
}

impl Tiff {
    pub(super) fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) {
        self.held.extend_from_slice(piece);
        self.is_large |= self.held.len() > HELD_MAX;
        if self.is_large {
            out.append(&mut self.held);
        }
    }

    pub(super) fn finish(self) -> Result<(Vec<u8>, Cleaned), Damaged> {
        let told = Cleaned { keeps: true, ..Cleaned::default() };
        if self.is_large {
            return Ok((self.held, told));
        }
        let mut cleaning = Cleaning::of(self.held.clone());
        cleaning.pictures()?;
        if cleaning.is_raw {
            return Ok((self.held, told));
        }
        let Cleaning { bytes, keeps, .. } = cleaning;
        let is_lighter = bytes != self.held;
        Ok((bytes, Cleaned { is_lighter, keeps, stands: None }))
    }
}

/// A file that is whole.
struct Cleaning {
    bytes: Vec<u8>,
    is_little: bool,
    /// Entries and pointers read so far.
    read: usize,
    /// What becomes zeroes: where, and how long.
    hidden: Vec<(usize, usize)>,
    keeps: bool,
    is_raw: bool,
}

/// What a directory says of one thing (6.0 § 2): its tag, how its values are written, how many there are.
#[derive(Clone, Copy)]
struct Entry {
    /// Where it stands.
    at: usize,
    tag: u16,
    kind: usize,
    count: usize,
}

impl Entry {
    const LENGTH: usize = 12;

    /// Bytes of its values; none if nobody knows how they are written.
    fn size(self) -> Option<usize> {
        const SIZES: [usize; 14] = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
        SIZES.get(self.kind).filter(|size| **size > 0)?.checked_mul(self.count)
    }
}

impl Cleaning {
    fn of(bytes: Vec<u8>) -> Self {
        let is_little = bytes.starts_with(STARTS[0]);
        Self { bytes, is_little, read: 0, hidden: Vec::new(), keeps: false, is_raw: false }
    }

    /// Goes through the directories of pictures and leaves in them what is needed.
    fn pictures(&mut self) -> Result<(), Damaged> {
        let mut left = vec![self.number(4, 4)?];
        let (mut seen, mut has_pixels) = (BTreeSet::new(), false);
        while let Some(at) = left.pop() {
            if at == 0 || !seen.insert(at) {
                continue;
            }
            let (entries, next) = self.directory(at)?;
            left.push(next);
            let (kept, gone): (Vec<Entry>, Vec<Entry>) = entries
                .into_iter()
                .partition(|one| NEEDED.iter().any(|tags| tags.contains(&one.tag)));
            for entry in &kept {
                has_pixels |= PIXELS.contains(&entry.tag);
                if entry.tag == MORE_PICTURES {
                    left.extend(self.pointers(*entry)?);
                }
            }
            self.is_raw |= gone.iter().any(|entry| entry.tag == RAW);
            self.hide(&gone)?;
            self.leave(at, &kept, (kept.len() + gone.len(), next));
        }
        for (from, to) in self.places() {
            self.bytes[from..to].fill(0);
        }
        if has_pixels { Ok(()) } else { Err(Damaged) }
    }

    /// The entries of a directory, and where the next one stands.
    fn directory(&mut self, at: usize) -> Result<(Vec<Entry>, usize), Damaged> {
        let count = self.number(at, 2)?;
        self.spend(count)?;
        let places = (0..count).map(|n| at + 2 + n * Entry::LENGTH);
        let entries = places.map(|at| {
            let tag = u16::try_from(self.number(at, 2)?).map_err(|_| Damaged)?;
            Ok(Entry { at, tag, kind: self.number(at + 2, 2)?, count: self.number(at + 4, 4)? })
        });
        Ok((entries.collect::<Result<_, _>>()?, self.number(at + 2 + count * Entry::LENGTH, 4)?))
    }

    /// Notes what entries point to, and in directories of their own what those point to.
    fn hide(&mut self, entries: &[Entry]) -> Result<(), Damaged> {
        let mut left = entries.to_vec();
        let mut seen = BTreeSet::new();
        while let Some(entry) = left.pop() {
            match entry.size() {
                Some(..=4) => {}
                Some(size) => self.hidden.push((self.number(entry.at + 8, 4)?, size)),
                None => self.keeps = true,
            }
            if !TELLING.contains(&entry.tag) {
                continue;
            }
            for at in self.pointers(entry)? {
                if !seen.insert(at) || at >= self.bytes.len() {
                    continue;
                }
                let Ok((entries, _)) = self.directory(at) else {
                    self.keeps = true;
                    continue;
                };
                self.hidden.push((at, 2 + entries.len() * Entry::LENGTH + 4));
                left.extend(entries);
            }
        }
        Ok(())
    }

    /// Where an entry of directories says that they stand.
    fn pointers(&mut self, entry: Entry) -> Result<Vec<usize>, Damaged> {
        if ![4, 13].contains(&entry.kind) {
            self.keeps = true;
            return Ok(Vec::new());
        }
        self.spend(entry.count)?;
        let at = if entry.count == 1 { entry.at + 8 } else { self.number(entry.at + 8, 4)? };
        (0..entry.count).map(|n| self.number(at + n * 4, 4)).collect()
    }

    /// Writes a directory anew, shorter, and zeroes after it.
    fn leave(&mut self, at: usize, kept: &[Entry], (before, next): (usize, usize)) {
        let mut written = self.written(kept.len(), 2);
        for entry in kept {
            written.extend_from_slice(&self.bytes[entry.at..entry.at + Entry::LENGTH]);
        }
        written.extend(self.written(next, 4));
        written.resize(2 + before * Entry::LENGTH + 4, 0);
        self.bytes[at..at + written.len()].copy_from_slice(&written);
    }

    /// What becomes zeroes, in order and without overlap.
    fn places(&mut self) -> Vec<(usize, usize)> {
        self.hidden.sort_unstable();
        let mut done = 0;
        let places = self.hidden.iter().map(|(from, length)| {
            let to = from.saturating_add(*length).min(self.bytes.len());
            let from = (*from).max(done).min(to);
            done = done.max(to);
            (from, to)
        });
        places.collect()
    }

    fn spend(&mut self, n: usize) -> Result<(), Damaged> {
        self.read = self.read.checked_add(n).filter(|read| *read <= ENTRIES_MAX).ok_or(Damaged)?;
        Ok(())
    }

    /// A number of 2 or 4 bytes.
    fn number(&self, at: usize, n: usize) -> Result<usize, Damaged> {
        let bytes = at.checked_add(n).and_then(|end| self.bytes.get(at..end)).ok_or(Damaged)?;
        let add = |number: usize, byte: &u8| number << 8 | usize::from(*byte);
        Ok(match self.is_little {
            true => bytes.iter().rev().fold(0, add),
            false => bytes.iter().fold(0, add),
        })
    }

    /// The same, written.
    fn written(&self, number: usize, n: usize) -> Vec<u8> {
        let bytes = number.to_be_bytes();
        let mut bytes = bytes[bytes.len() - n..].to_vec();
        if self.is_little {
            bytes.reverse();
        }
        bytes
    }
}

#[cfg(test)]
mod tests;
