//! Pictures without what they do not show: place, day, device, names, thumbnails and films that cameras append. What
//! is seen stays bit by bit as it was. A picture that lies on its side keeps that one mark of all: every browser
//! stands it up, and turning the pixels would cost quality and hundreds of MB of memory.

mod heif;
mod jpeg;
mod png;
mod tiff;

use serde::{Deserialize, Serialize};

/// The picture is not built as its kind is: what else it says could not be taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the picture is damaged")]
pub struct Damaged;

/// What was done to a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cleaned {
    /// Something was taken out.
    pub is_lighter: bool,
    /// How it stands (EXIF 2.32 § 4.6.5, 1 to 8), if it says so and not upright.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stands: Option<u8>,
    /// What else it says may still be there, some or all: it lies where it could not be taken out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps: bool,
}

/// Cleans a picture that comes in pieces; other files go through as they are. It holds a segment of a JPEG or PNG at most
/// (64 KB), the list of what a HEIC holds (1 MB), a small TIFF (8 MB).
#[derive(Debug, Default)]
pub struct Cleaner(State);

#[derive(Debug, Default)]
enum State {
    #[default]
    Unknown,
    /// Too little has come to know what it is.
    Beginning(Vec<u8>),
    Jpeg(jpeg::Jpeg),
    Png(png::Png),
    Heif(heif::Heif),
    Tiff(tiff::Tiff),
    Other,
}

impl Cleaner {
    /// Takes a piece and gives what of the file is ready to be kept.
    ///
    /// # Errors
    /// [`Damaged`]: nothing more is to be expected.
    pub fn push(&mut self, piece: &[u8]) -> Result<Vec<u8>, Damaged> {
        let head = match &self.0 {
            State::Unknown => piece.to_vec(),
            State::Beginning(head) => [head.as_slice(), piece].concat(),
            _ => return self.go_on(piece),
        };
        self.0 = if head.starts_with(jpeg::START) {
            State::Jpeg(jpeg::Jpeg::default())
        } else if head.starts_with(png::START) {
            State::Png(png::Png::default())
        } else if tiff::STARTS.iter().any(|start| head.starts_with(start)) {
            State::Tiff(tiff::Tiff::default())
        } else if heif::is_start(&head) {
            State::Heif(heif::Heif::default())
        } else if [jpeg::START, png::START]
            .iter()
            .chain(&tiff::STARTS)
            .any(|s| s.starts_with(&head))
            || heif::may_start(&head)
        {
            self.0 = State::Beginning(head);
            return Ok(Vec::new());
        } else {
            State::Other
        };
        self.go_on(&head)
    }

    fn go_on(&mut self, piece: &[u8]) -> Result<Vec<u8>, Damaged> {
        let mut out = Vec::with_capacity(piece.len());
        match &mut self.0 {
            State::Jpeg(jpeg) => jpeg.push(piece, &mut out)?,
            State::Png(png) => png.push(piece, &mut out)?,
            State::Heif(heif) => heif.push(piece, &mut out)?,
            State::Tiff(tiff) => tiff.push(piece, &mut out),
            State::Unknown | State::Beginning(_) | State::Other => out.extend_from_slice(piece),
        }
        Ok(out)
    }

    /// The rest of the file, and what was done if it is a picture.
    ///
    /// # Errors
    /// [`Damaged`]: it ends before anything can be seen.
    pub fn finish(self) -> Result<(Vec<u8>, Option<Cleaned>), Damaged> {
        match self.0 {
            State::Unknown | State::Other => Ok((Vec::new(), None)),
            State::Beginning(head) => Ok((head, None)),
            State::Jpeg(jpeg) => jpeg.finish().map(|(rest, cleaned)| (rest, Some(cleaned))),
            State::Png(png) => png.finish().map(|cleaned| (Vec::new(), Some(cleaned))),
            State::Heif(heif) => heif.finish().map(|(rest, cleaned)| (rest, Some(cleaned))),
            State::Tiff(tiff) => tiff.finish().map(|(rest, cleaned)| (rest, Some(cleaned))),
        }
    }
}

/// How a picture stands, out of its EXIF (TIFF) block; none if upright or unsaid.
fn stands(tiff: &[u8]) -> Option<u8> {
    let exif = exif::Reader::new().read_raw(tiff.to_vec()).ok()?;
    let field = exif.get_field(exif::Tag::Orientation, exif::In::PRIMARY)?;
    let how = u8::try_from(field.value.get_uint(0)?).ok()?;
    (2..=8).contains(&how).then_some(how)
}

/// The EXIF (TIFF) block that says how a picture stands and nothing else.
fn standing(how: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([how, 0, 0, 0, 0, 0, 0]);
    tiff
}

#[cfg(test)]
mod tests;
