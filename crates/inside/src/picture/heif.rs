//! HEIF (ISO/IEC 14496-12, 23008-12: HEIC and its kin): boxes. Nothing moves, for the picture is found by offsets: what it
//! says besides what it shows becomes zeroes at its place, as do boxes that no decoder needs (films, what makers append).

mod items;

use super::{Cleaned, Damaged};
use items::Hidden;

/// Where its mark stands, and the mark.
const START: (usize, &[u8]) = (4, b"ftyp");
/// Largest list of items that is read; phones write some KB.
const META_MAX: usize = 1_000_000;

pub(super) fn is_start(head: &[u8]) -> bool {
    head.get(START.0..).is_some_and(|rest| rest.starts_with(START.1))
}

/// Too little has come to know.
pub(super) fn may_start(head: &[u8]) -> bool {
    START.1.starts_with(head.get(START.0..).unwrap_or_default())
}

#[derive(Debug, Default)]
pub(super) struct Heif {
    at: At,
    /// What came and is not yet given.
    left: Vec<u8>,
    /// Bytes given so far.
    given: u64,
    /// What is to become zeroes of what is to come.
    hidden: Vec<Hidden>,
    has_picture: bool,
    done: Cleaned,
}

#[derive(Debug, Default, Clone, Copy)]
enum At {
    #[default]
    Box,
    /// In a box that is kept: bytes to come.
    Kept(u64),
    /// In a box that becomes zeroes.
    Blanked(u64),
    /// Before the list of items, read whole.
    Meta(usize),
}

/// The head of a box (14496-12 § 4.2).
struct Head {
    kind: [u8; 4],
    /// Its own length.
    length: usize,
    /// The box's; [`TO_THE_END`] if it does not say.
    size: u64,
}

const TO_THE_END: u64 = u64::MAX;

impl Head {
    /// None if it is not all there.
    fn read(bytes: &[u8]) -> Option<Head> {
        let [a, b, c, d, kind @ ..] = *bytes.first_chunk::<8>()?;
        let (length, size) = match u32::from_be_bytes([a, b, c, d]) {
            0 => (8, TO_THE_END),
            1 => (16, u64::from_be_bytes(*bytes.get(8..)?.first_chunk()?)),
            size => (8, u64::from(size)),
        };
        Some(Head { kind, length, size })
    }

    /// Bytes after the head; none if there is less than a head.
    fn inside(&self) -> Option<u64> {
        match self.size {
            TO_THE_END => Some(TO_THE_END),
            size => size.checked_sub(self.length as u64),
        }
    }
}

impl Heif {
    pub(super) fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<(), Damaged> {
        let mut bytes = std::mem::take(&mut self.left);
        bytes.extend_from_slice(piece);
        let mut used = 0;
        while let Some(now) = self.step(&bytes[used..], out)? {
            used += now;
        }
        bytes.drain(..used);
        self.left = bytes;
        Ok(())
    }

    /// Gives what is ready to be given; how much that is, and none if more must come first.
    fn step(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<Option<usize>, Damaged> {
        match self.at {
            At::Box => Ok(self.open(bytes, out)),
            At::Kept(0) | At::Blanked(0) => {
                self.at = At::Box;
                Ok(Some(0))
            }
            At::Kept(left) | At::Blanked(left) => {
                let now = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                let rest = if left == TO_THE_END { left } else { left - now as u64 };
                if let At::Kept(_) = self.at {
                    self.give(&bytes[..now], out);
                    self.at = At::Kept(rest);
                } else {
                    self.blank(&bytes[..now], out);
                    self.at = At::Blanked(rest);
                }
                Ok((now > 0).then_some(now))
            }
            At::Meta(size) => {
                let Some(meta) = bytes.get(..size) else { return Ok(None) };
                let found = items::found(meta, self.given)?;
                self.hidden.retain(|hidden| hidden.ends() > self.given);
                self.hidden.extend(found.hidden);
                if self.hidden.len() > items::MANY {
                    return Err(Damaged);
                }
                self.done.keeps |= found.keeps;
                self.has_picture = true;
                self.give(meta, out);
                self.at = At::Box;
                Ok(Some(size))
            }
        }
    }

    /// Reads the head of a box, if all of it is there.
    fn open(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Option<usize> {
        let head = Head::read(bytes)?;
        let Some(inside) = head.inside() else {
            // No box any more: what somebody appended.
            self.at = At::Blanked(TO_THE_END);
            return Some(0);
        };
        self.at = match &head.kind {
            b"ftyp" | b"mdat" | b"imda" => At::Kept(inside),
            b"meta" => match usize::try_from(head.size) {
                Ok(size) if size <= META_MAX => {
                    self.at = At::Meta(size);
                    return Some(0);
                }
                _ => self.unread(inside),
            },
            // Pictures that move say what they say in a film's way.
            b"moov" => self.unread(inside),
            _ => At::Blanked(inside),
        };
        self.give(&bytes[..head.length], out);
        if let At::Blanked(_) = self.at {
            // Room that nobody uses: what was there has no name either.
            let kind = out.len() - head.length + 4;
            out[kind..kind + 4].copy_from_slice(b"free");
        }
        Some(head.length)
    }

    /// Lets something pass that is not looked into, and may hide anything.
    fn unread(&mut self, inside: u64) -> At {
        self.done.keeps = true;
        self.has_picture = true;
        At::Kept(inside)
    }

    fn give(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(bytes);
        for hidden in &self.hidden {
            hidden.blank(&mut out[start..], self.given);
        }
        self.done.is_lighter |= out[start..] != *bytes;
        self.given += bytes.len() as u64;
    }

    fn blank(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        out.resize(out.len() + bytes.len(), 0);
        self.done.is_lighter |= bytes.iter().any(|byte| *byte != 0);
        self.given += bytes.len() as u64;
    }

    /// The rest. What ends within a box that is needed shows nothing whole.
    pub(super) fn finish(mut self) -> Result<(Vec<u8>, Cleaned), Damaged> {
        let mut out = Vec::new();
        let rest = std::mem::take(&mut self.left);
        match self.at {
            At::Box => self.blank(&rest, &mut out),
            At::Kept(0 | TO_THE_END) | At::Blanked(_) => {}
            At::Kept(_) | At::Meta(_) => return Err(Damaged),
        }
        if self.has_picture { Ok((out, self.done)) } else { Err(Damaged) }
    }
}

#[cfg(test)]
mod tests;
