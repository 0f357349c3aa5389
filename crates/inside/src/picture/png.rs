//! PNG (W3C, third edition § 5): chunks. Kept are those that change what is seen; texts, times and EXIF go, but for
//! how the picture stands.

use super::{Cleaned, Damaged, standing, stands};

pub(super) const START: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks that change what is seen.
const NEEDED: [&[u8; 4]; 20] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB",
    b"bKGD", b"hIST", b"pHYs", b"sPLT", b"acTL", b"fcTL", b"fdAT", b"cICP", b"mDCV", b"cLLI",
];
/// Largest EXIF that is read.
const EXIF_MAX: u32 = 64 * 1024;

#[derive(Debug, Default)]
pub(super) struct Png {
    at: At,
    /// What came and is not yet read.
    left: Vec<u8>,
    has_pixels: bool,
    done: Cleaned,
}

#[derive(Debug, Default)]
enum At {
    #[default]
    Start,
    Chunk,
    /// In a chunk, with its checksum: bytes to come, and whether it is kept.
    Inside(u64, bool),
    /// In an EXIF chunk, read whole.
    Exif(usize),
    /// After the end.
    After,
}

impl Png {
    pub(super) fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<(), Damaged> {
        let mut bytes = std::mem::take(&mut self.left);
        bytes.extend_from_slice(piece);
        let mut rest = bytes.as_slice();
        loop {
            let used = match self.at {
                At::Start => {
                    out.extend_from_slice(START);
                    self.at = At::Chunk;
                    START.len()
                }
                At::Chunk => match rest.first_chunk::<8>() {
                    Some(head) => self.chunk(*head, out)?,
                    None => break,
                },
                At::Inside(0, _) => {
                    self.at = At::Chunk;
                    0
                }
                At::Inside(left, kept) => {
                    let now = usize::try_from(left).unwrap_or(usize::MAX).min(rest.len());
                    if now == 0 {
                        break;
                    }
                    if kept {
                        out.extend_from_slice(&rest[..now]);
                    }
                    self.at = At::Inside(left - now as u64, kept);
                    now
                }
                At::Exif(length) => match rest.get(..length) {
                    Some(tiff) => {
                        self.stand(tiff, out);
                        // Its checksum.
                        self.at = At::Inside(4, false);
                        length
                    }
                    None => break,
                },
                At::After => {
                    self.done.is_lighter |= rest.len() > 4;
                    // The checksum of the end comes last.
                    return Ok(());
                }
            };
            rest = &rest[used..];
        }
        self.left = rest.to_vec();
        Ok(())
    }

    /// Reads length and type of a chunk.
    fn chunk(&mut self, head: [u8; 8], out: &mut Vec<u8>) -> Result<usize, Damaged> {
        let [a, b, c, d, kind @ ..] = head;
        let length = u32::from_be_bytes([a, b, c, d]);
        if length > u32::MAX / 2 || !kind.iter().all(u8::is_ascii_alphabetic) {
            return Err(Damaged);
        }
        self.has_pixels |= &kind == b"IDAT";
        let kept = NEEDED.contains(&&kind);
        self.at = match &kind {
            b"IEND" => {
                // Empty, with the one checksum that it can have.
                out.extend_from_slice(b"\0\0\0\0IEND\xae\x42\x60\x82");
                At::After
            }
            b"eXIf" if length <= EXIF_MAX => {
                At::Exif(usize::try_from(length).map_err(|_| Damaged)?)
            }
            _ => {
                if kept {
                    out.extend_from_slice(&head);
                }
                At::Inside(u64::from(length) + 4, kept)
            }
        };
        self.done.is_lighter |= !kept;
        Ok(head.len())
    }

    /// Keeps of an EXIF chunk how the picture stands.
    fn stand(&mut self, tiff: &[u8], out: &mut Vec<u8>) {
        let (None, Some(how)) = (self.done.stands, stands(tiff)) else { return };
        self.done.stands = Some(how);
        let tiff = standing(how);
        let chunk = [b"eXIf", tiff.as_slice()].concat();
        out.extend(u32::try_from(tiff.len()).unwrap_or_default().to_be_bytes());
        out.extend_from_slice(&chunk);
        out.extend(crc32fast::hash(&chunk).to_be_bytes());
    }

    pub(super) fn finish(self) -> Result<Cleaned, Damaged> {
        if self.has_pixels { Ok(self.done) } else { Err(Damaged) }
    }
}
