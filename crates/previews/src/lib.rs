//! What a file looks like: pages of a PDF and pictures as plain images, so that nobody's browser opens what somebody else
//! sent. Bytes in, bytes out, within limits of pixels; time and memory are for who runs it to bound, in a process of its
//! own (`gateway::previews`), for what is hostile may need all of both. Deliberately without names, rights and I/O.

mod envelope;
mod pdf;
mod picture;
mod scan;
mod text;

use serde::{Deserialize, Serialize};

/// Most pixels of an image: a drawing of format A0 at a hundred dots an inch.
pub const PIXELS_MAX: u32 = 16_000_000;
/// Longest side of an image, in pixels.
pub const SIDE_MAX: u32 = 8_000;
/// Longest side of a page that is drawn part by part: format A0 at eight hundred dots an inch.
pub const WHOLE_MAX: u32 = 40_000;
/// Longest side of a part.
pub const PART: u32 = 2_000;
/// Most pages of which the sizes are told.
pub const SHEETS_MAX: usize = 2_000;
/// Most of a text that is shown, in bytes.
pub const TEXT_MAX: usize = 256 * 1024;

/// What kind of file it is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A PDF.
    Pdf,
    /// A JPEG, PNG, WebP or GIF.
    Picture,
    /// A TIFF, of one page or several.
    Scan,
    /// A text.
    Text,
    /// A signed envelope: what it holds is shown, its signature is not looked at.
    Signed,
}

impl Kind {
    /// Of a media type; none for what is not drawn.
    #[must_use]
    pub fn of(media_type: &str) -> Option<Kind> {
        match media_type {
            "application/pdf" => Some(Kind::Pdf),
            "image/jpeg" | "image/png" | "image/webp" | "image/gif" => Some(Kind::Picture),
            "image/tiff" => Some(Kind::Scan),
            "text/plain" => Some(Kind::Text),
            "application/pkcs7-mime" => Some(Kind::Signed),
            _ => None,
        }
    }
}

/// What is asked of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// What there is to be seen: how many pages, and how large each is.
    Looks,
    /// One of them as an image.
    Image {
        /// From 1.
        page: u32,
        /// How.
        view: View,
    },
    /// The words on one of them.
    Words {
        /// From 1.
        page: u32,
    },
}

/// How a page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// As far as the limits let it.
    pub size: Size,
    /// Quarters of a turn to the right.
    pub turn: u8,
    /// Column and row of a part, from 0; the whole page if none. See [`parts`].
    pub part: Option<(u32, u32)>,
}

impl View {
    /// The whole page as it stands, so many pixels wide.
    #[must_use]
    pub fn wide(pixels: u32) -> Self {
        Self { size: Size::Width(pixels), turn: 0, part: None }
    }
}

/// How large a page is drawn; what is made of pixels is never made larger than it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// Pixels from left to right, as it is turned.
    Width(u32),
    /// Dots an inch; pixels as they are.
    Dots(u32),
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
    /// In its unit.
    pub width: f32,
    /// In the same unit.
    pub height: f32,
    /// What it is measured in.
    pub unit: Unit,
}

/// What a page is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 1/72 inch: it is drawn as large as is wanted, and may have words.
    Points,
    /// It is never made larger than it is.
    Pixels,
}

/// What there is to be seen of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looks {
    /// The first [`SHEETS_MAX`] pages, and how many there are.
    Pages(Vec<Sheet>, u32),
    /// One picture.
    Picture(Sheet),
    /// What a text begins with, and whether it goes on.
    Text(String, bool),
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
    /// It is a signature alone, and what it signs another file.
    #[error("a signature without its document")]
    Detached,
}

/// What is said of an answer before its image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// What there is to be seen.
    Looks(Looks),
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
    let answered = envelope::opened(request.kind, file)
        .and_then(|(kind, file)| answered(kind, request.what, file));
    let (answer, image) = answered.unwrap_or_else(|fault| (Answer::Fault(fault), Vec::new()));
    let mut bytes = serde_json::to_vec(&answer).unwrap_or_default();
    bytes.push(b'\n');
    bytes.extend(image);
    bytes
}

fn answered(kind: Kind, what: What, file: Vec<u8>) -> Result<(Answer, Vec<u8>), Fault> {
    let looks = |looks| (Answer::Looks(looks), Vec::new());
    match (kind, what) {
        (Kind::Pdf, What::Looks) => pdf::looks(file).map(looks),
        (Kind::Pdf, What::Image { page, view }) => pdf::image(file, page, view),
        (Kind::Pdf, What::Words { page }) => pdf::words(file, page).map(|it| (it, Vec::new())),
        (Kind::Picture, What::Looks) => picture::looks(&file).map(looks),
        (Kind::Picture, What::Image { page: 1, view }) => picture::image(&file, view),
        (Kind::Scan, What::Looks) => scan::looks(&file).map(looks),
        (Kind::Scan, What::Image { page, view }) => scan::image(&file, page, view),
        (Kind::Text, What::Looks) => Ok(looks(text_of(file))),
        (Kind::Picture | Kind::Scan | Kind::Text, _) => Err(Fault::NoSuchPage),
        // What is signed was taken out of its envelope before.
        (Kind::Signed, _) => Err(Fault::Unreadable),
    }
}

/// What a text begins with, and whether it goes on.
fn text_of(mut bytes: Vec<u8>) -> Looks {
    let is_cut = bytes.len() > TEXT_MAX;
    bytes.truncate(TEXT_MAX);
    let text = String::from_utf8_lossy(&bytes);
    // A character that was cut in two is left out.
    Looks::Text(text.trim_end_matches(char::REPLACEMENT_CHARACTER).to_owned(), is_cut)
}

/// Reads an answer back: what is said, and the image. None for what is no answer: its maker ended before its time.
#[must_use]
pub fn read(mut bytes: Vec<u8>) -> Option<(Answer, Vec<u8>)> {
    let line = bytes.iter().position(|byte| *byte == b'\n')?;
    let answer = serde_json::from_slice(&bytes[..line]).ok()?;
    bytes.drain(..=line);
    Some((answer, bytes))
}

/// What a page measures in pixels as it is turned: whole, within the limits of an image, or part by part. None for what
/// has no size.
#[must_use]
pub fn pixels(sheet: Sheet, view: View) -> Option<(u32, u32)> {
    let (mut width, mut height) = (f64::from(sheet.width), f64::from(sheet.height));
    if !(width.is_finite() && height.is_finite() && width > 0.0 && height > 0.0) {
        return None;
    }
    if view.turn % 2 == 1 {
        std::mem::swap(&mut width, &mut height);
    }
    let wanted = match (view.size, sheet.unit) {
        (Size::Width(wanted), Unit::Points) => f64::from(wanted.max(1)),
        (Size::Width(wanted), Unit::Pixels) => f64::from(wanted.max(1)).min(width),
        (Size::Dots(dots), Unit::Points) => width * f64::from(dots.max(1)) / 72.0,
        (Size::Dots(_), Unit::Pixels) => width,
    };
    let ratio = height / width;
    let (side, most) = match view.part {
        None => (f64::from(SIDE_MAX), f64::from(PIXELS_MAX)),
        Some(_) => (f64::from(WHOLE_MAX), f64::INFINITY),
    };
    let wide = wanted.min(side).min(side / ratio).min((most / ratio).sqrt());
    let pixels = |it: f64| it.floor().clamp(1.0, side) as u32;
    Some((pixels(wide), pixels(wide * ratio)))
}

/// What lies where in a page of so many pixels: columns and rows of parts.
#[must_use]
pub fn parts((width, height): (u32, u32)) -> (u32, u32) {
    (width.div_ceil(PART), height.div_ceil(PART))
}

/// How large a part is; none where the page has none.
#[must_use]
pub fn part((width, height): (u32, u32), (column, row): (u32, u32)) -> Option<(u32, u32)> {
    let left = |side: u32, at: u32| Some(side.checked_sub(at.checked_mul(PART)?)?.min(PART));
    let both = (left(width, column)?, left(height, row)?);
    (both.0 > 0 && both.1 > 0).then_some(both)
}

/// What is drawn of a page that stands upright: the whole of it in pixels, and the piece of that which is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cut {
    whole: (u32, u32),
    /// Left and upper side.
    from: (u32, u32),
    size: (u32, u32),
}

/// What of an upright page gives the view once it is turned.
fn cut(sheet: Sheet, view: View) -> Result<Cut, Fault> {
    let turned = pixels(sheet, view).ok_or(Fault::Unreadable)?;
    let (at, size) = match view.part {
        None => ((0, 0), turned),
        Some(place) => {
            let size = part(turned, place).ok_or(Fault::NoSuchPage)?;
            ((place.0 * PART, place.1 * PART), size)
        }
    };
    // What lies beyond the piece, on the right and below.
    let beyond = (turned.0 - at.0 - size.0, turned.1 - at.1 - size.1);
    let swapped = |(one, other): (u32, u32)| (other, one);
    Ok(match view.turn % 4 {
        1 => Cut { whole: swapped(turned), from: (at.1, beyond.0), size: swapped(size) },
        2 => Cut { whole: turned, from: beyond, size },
        3 => Cut { whole: swapped(turned), from: (beyond.1, at.0), size: swapped(size) },
        _ => Cut { whole: turned, from: at, size },
    })
}
