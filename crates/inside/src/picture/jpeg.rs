//! JPEG (ITU-T T.81 Annex B): segments up to the scans, scans, end. Kept are the segments that a decoder needs, the
//! colour profile, and how the picture stands.

use super::{Cleaned, Damaged, standing, stands};

pub(super) const START: &[u8] = b"\xff\xd8\xff";

const START_OF_SCAN: u8 = 0xda;
const END: u8 = 0xd9;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const APP2: u8 = 0xe2;
const APP14: u8 = 0xee;
const APP15: u8 = 0xef;
const COMMENT: u8 = 0xfe;

#[derive(Debug, Default)]
pub(super) struct Jpeg {
    at: At,
    /// What came and is not yet read.
    left: Vec<u8>,
    has_scan: bool,
    done: Cleaned,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Before a marker.
    #[default]
    Marker,
    /// In pixels.
    Scan,
    /// After the end: what cameras append.
    After,
}

impl Jpeg {
    pub(super) fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<(), Damaged> {
        let mut bytes = std::mem::take(&mut self.left);
        bytes.extend_from_slice(piece);
        let mut rest = bytes.as_slice();
        loop {
            let used = match self.at {
                At::Marker => self.segment(rest, out)?,
                At::Scan => self.scan(rest, out),
                At::After => {
                    self.done.is_lighter |= !rest.is_empty();
                    return Ok(());
                }
            };
            let Some(used) = used else { break };
            rest = &rest[used..];
        }
        self.left = rest.to_vec();
        Ok(())
    }

    /// Reads one segment, if all of it is there; how long it is.
    fn segment(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Result<Option<usize>, Damaged> {
        let [first, rest @ ..] = bytes else { return Ok(None) };
        if *first != 0xff {
            // Decoders pass over what stands between segments; it is not kept.
            self.done.is_lighter = true;
            return Ok(Some(bytes.iter().position(|byte| *byte == 0xff).unwrap_or(bytes.len())));
        }
        let Some(&marker) = rest.first() else { return Ok(None) };
        match marker {
            // Fill before a marker.
            0xff => return Ok(Some(1)),
            0xd8 | 0x01 | 0xd0..=0xd7 => {
                out.extend([0xff, marker]);
                return Ok(Some(2));
            }
            END => {
                out.extend([0xff, END]);
                self.at = At::After;
                return Ok(Some(2));
            }
            0 => return Ok(Some(2)),
            _ => {}
        }
        let Some(length) = rest.get(1..3) else { return Ok(None) };
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        if length < 2 {
            return Err(Damaged);
        }
        let Some(body) = rest.get(3..=length) else { return Ok(None) };
        let whole = &bytes[..length + 2];
        if marker == START_OF_SCAN {
            self.at = At::Scan;
            self.has_scan = true;
        }
        if is_needed(marker, body) {
            out.extend_from_slice(whole);
        } else {
            self.done.is_lighter = true;
            self.stand(marker, body, out);
        }
        Ok(Some(whole.len()))
    }

    /// Keeps of an EXIF segment how the picture stands.
    fn stand(&mut self, marker: u8, body: &[u8], out: &mut Vec<u8>) {
        let tiff = body.strip_prefix(b"Exif\0\0").filter(|_| marker == APP1);
        let (None, Some(how)) = (self.done.stands, tiff.and_then(stands)) else { return };
        self.done.stands = Some(how);
        let tiff = standing(how);
        out.extend([0xff, APP1, 0, 2 + 6 + u8::try_from(tiff.len()).unwrap_or_default()]);
        out.extend_from_slice(b"Exif\0\0");
        out.extend(tiff);
    }

    /// Passes pixels on up to the next marker; none if it has not come.
    fn scan(&mut self, bytes: &[u8], out: &mut Vec<u8>) -> Option<usize> {
        let mut from = 0;
        while let Some(at) = bytes[from..].iter().position(|byte| *byte == 0xff) {
            let at = from + at;
            match bytes.get(at + 1) {
                Some(0 | 0xd0..=0xd7) => from = at + 2,
                Some(_) => {
                    out.extend_from_slice(&bytes[..at]);
                    self.at = At::Marker;
                    return Some(at);
                }
                None if at == 0 => return None,
                None => {
                    out.extend_from_slice(&bytes[..at]);
                    return Some(at);
                }
            }
        }
        out.extend_from_slice(bytes);
        (!bytes.is_empty()).then_some(bytes.len())
    }

    /// One that was cut short in its pixels is what its person sees of it.
    pub(super) fn finish(self) -> Result<(Vec<u8>, Cleaned), Damaged> {
        if self.has_scan { Ok((Vec::new(), self.done)) } else { Err(Damaged) }
    }
}

/// Whether a decoder needs a segment. Applications' own (T.81 § B.2.4.6) and comments go, but for what changes colours.
fn is_needed(marker: u8, body: &[u8]) -> bool {
    match marker {
        APP0 => body.starts_with(b"JFIF\0"),
        APP2 => body.starts_with(b"ICC_PROFILE\0"),
        APP14 => body.starts_with(b"Adobe"),
        APP1..=APP15 | COMMENT => false,
        _ => true,
    }
}
