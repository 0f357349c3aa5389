//! What a file looks like: pages of a PDF and pictures as plain images, so that nobody's browser opens what somebody else
//! sent. Bytes in, bytes out, within limits of pixels; time and memory are for who runs it to bound, in a process of its
//! own (`gateway::previews`), for what is hostile may need all of both. Deliberately without names, rights and I/O.

mod pdf;
mod picture;
mod text;

use serde::{Deserialize, Serialize};

/// Most pixels of an image: a drawing of format A0 at a hundred dots an inch.
pub const PIXELS_MAX: u32 = 16_000_000;
/// Widest image, in pixels.
pub const WIDTH_MAX: u32 = 8_000;
/// Most pages of which the sizes are told.
pub const SHEETS_MAX: usize = 2_000;

/// What kind of file it is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A PDF.
    Pdf,
    /// A JPEG, PNG, WebP or GIF.
    Picture,
}

impl Kind {
    /// Of a media type; none for what is not drawn.
    #[must_use]
    pub fn of(media_type: &str) -> Option<Kind> {
        match media_type {
            "application/pdf" => Some(Kind::Pdf),
            "image/jpeg" | "image/png" | "image/webp" | "image/gif" => Some(Kind::Picture),
            _ => None,
        }
    }
}

/// What is asked of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// How many pages, and how large each is.
    Sheets,
    /// One of them as an image.
    Image {
        /// From 1.
        page: u32,
        /// In pixels, as far as the limits let it; a picture is never made larger than it is.
        width: u32,
    },
    /// The words on one of them.
    Words {
        /// From 1.
        page: u32,
    },
}

/// A question about a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// What it is.
    pub kind: Kind,
    /// What is asked.
    pub what: What,
}

/// A page, or a picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Points of 1/72 inch, or pixels.
    pub width: f32,
    /// In the same unit.
    pub height: f32,
}

/// Why there is nothing to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// It cannot be read as what it is.
    #[error("cannot be read")]
    Unreadable,
    /// It opens with a password only.
    #[error("locked")]
    Locked,
    /// It has no such page.
    #[error("no such page")]
    NoSuchPage,
    /// More than is drawn.
    #[error("too large")]
    TooLarge,
}

/// What is said of an answer before its image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The sizes of the first [`SHEETS_MAX`] pages, and how many there are.
    Sheets(Vec<Sheet>, u32),
    /// An image of this media type.
    Image {
        /// `image/png` or `image/jpeg`.
        media_type: String,
    },
    /// The words on a page, a line of it in each line.
    Words(String),
    /// Nothing.
    Fault(Fault),
}

/// Answers a question: one line of JSON, then the image if there is one.
#[must_use]
pub fn answer(request: &Request, file: Vec<u8>) -> Vec<u8> {
    let answered = match (request.kind, request.what) {
        (Kind::Pdf, What::Sheets) => pdf::sheets(file).map(|it| (it, Vec::new())),
        (Kind::Pdf, What::Image { page, width }) => pdf::image(file, page, width),
        (Kind::Pdf, What::Words { page }) => pdf::words(file, page).map(|it| (it, Vec::new())),
        (Kind::Picture, What::Sheets) => picture::sheets(&file).map(|it| (it, Vec::new())),
        (Kind::Picture, What::Image { page: 1, width }) => picture::image(&file, width),
        (Kind::Picture, _) => Err(Fault::NoSuchPage),
    };
    let (answer, image) = answered.unwrap_or_else(|fault| (Answer::Fault(fault), Vec::new()));
    let mut bytes = serde_json::to_vec(&answer).unwrap_or_default();
    bytes.push(b'\n');
    bytes.extend(image);
    bytes
}

/// Reads an answer back: what is said, and the image. None for what is no answer: its maker ended before its time.
#[must_use]
pub fn read(mut bytes: Vec<u8>) -> Option<(Answer, Vec<u8>)> {
    let line = bytes.iter().position(|byte| *byte == b'\n')?;
    let answer = serde_json::from_slice(&bytes[..line]).ok()?;
    bytes.drain(..=line);
    Some((answer, bytes))
}

/// A page of these proportions as wide as is wanted, or as wide as the limits let it: pixels.
fn fitted((width, height): (f32, f32), wanted: u32) -> Result<(u16, u16), Fault> {
    if !(width.is_finite() && height.is_finite() && width > 0.0 && height > 0.0) {
        return Err(Fault::Unreadable);
    }
    let (ratio, most) = (f64::from(height / width), f64::from(PIXELS_MAX));
    let side = f64::from(WIDTH_MAX);
    let wide = f64::from(wanted.max(1)).min(side).min(side / ratio).min((most / ratio).sqrt());
    let pixels = |it: f64| it.floor().clamp(1.0, side) as u16;
    Ok((pixels(wide), pixels(wide * ratio)))
}
