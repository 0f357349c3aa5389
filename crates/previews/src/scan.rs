//! Pages of a TIFF (6.0): what scanners and plotters write, in one bit or many, a page in each directory.

use std::io::Cursor;

use image::{DynamicImage, GrayImage, RgbImage, RgbaImage, metadata::Orientation};
use tiff::{
    ColorType, TiffError,
    decoder::{Decoder, DecodingResult, Limits},
    tags::Tag,
};

use crate::{
    Answer, Fault, Looks, SHEETS_MAX, Sheet, View,
    picture::{ALLOC_MAX, SIDE_MAX, sheet, written},
};

type Open<'a> = Decoder<Cursor<&'a [u8]>>;

fn fault(error: &TiffError) -> Fault {
    match error {
        TiffError::LimitsExceeded => Fault::TooLarge,
        _ => Fault::Unreadable,
    }
}

fn open(file: &[u8]) -> Result<Open<'_>, Fault> {
    let mut limits = Limits::default();
    limits.decoding_buffer_size = usize::try_from(ALLOC_MAX).unwrap_or(usize::MAX);
    let decoder = Decoder::new(Cursor::new(file)).map_err(|error| fault(&error))?;
    Ok(decoder.with_limits(limits))
}

fn orientation(decoder: &mut Open<'_>) -> Orientation {
    let told = decoder.find_tag_unsigned::<u8>(Tag::Orientation).ok().flatten();
    told.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms)
}

fn size(decoder: &mut Open<'_>) -> Result<(u32, u32), Fault> {
    let (width, height) = decoder.dimensions().map_err(|error| fault(&error))?;
    match width.min(height) {
        0 => Err(Fault::Unreadable),
        _ if width.max(height) > SIDE_MAX => Err(Fault::TooLarge),
        _ => Ok((width, height)),
    }
}

/// How large its pages are: those before one that cannot be read.
pub(crate) fn looks(file: &[u8]) -> Result<Looks, Fault> {
    let mut decoder = open(file)?;
    let stands = |decoder: &mut Open<'_>| -> Result<Sheet, Fault> {
        Ok(sheet(size(decoder)?, orientation(decoder)))
    };
    let mut sheets = vec![stands(&mut decoder)?];
    while sheets.len() < SHEETS_MAX && decoder.more_images() && decoder.next_image().is_ok() {
        let Ok(next) = stands(&mut decoder) else { break };
        sheets.push(next);
    }
    Ok(match sheets.as_slice() {
        [one] => Looks::Picture(*one),
        _ => {
            let n = u32::try_from(sheets.len()).unwrap_or(u32::MAX);
            Looks::Pages(sheets, n)
        }
    })
}

/// A page as it stands.
pub(crate) fn image(file: &[u8], page: u32, view: View) -> Result<(Answer, Vec<u8>), Fault> {
    let at = usize::try_from(page).ok().and_then(|page| page.checked_sub(1));
    let at = at.filter(|at| *at < SHEETS_MAX).ok_or(Fault::NoSuchPage)?;
    let mut decoder = open(file)?;
    if at > 0 {
        decoder.seek_to_image(at).map_err(|_| Fault::NoSuchPage)?;
    }
    let orientation = orientation(&mut decoder);
    let picture = decoded(&mut decoder)?;
    let is_photograph = matches!(picture, DynamicImage::ImageRgb8(_));
    written((picture, orientation), view, is_photograph)
}

fn decoded(decoder: &mut Open<'_>) -> Result<DynamicImage, Fault> {
    let (width, height) = size(decoder)?;
    let colours = decoder.colortype().map_err(|error| fault(&error))?;
    let samples = match decoder.read_image().map_err(|error| fault(&error))? {
        DecodingResult::U8(samples) => samples,
        // Finer shades than a window shows.
        DecodingResult::U16(samples) => {
            samples.into_iter().map(|sample| sample.to_be_bytes()[0]).collect()
        }
        _ => return Err(Fault::Unreadable),
    };
    let gray = |samples| GrayImage::from_raw(width, height, samples).map(DynamicImage::from);
    let rgb = |samples| RgbImage::from_raw(width, height, samples).map(DynamicImage::from);
    // Planes that lie one after the other are fewer samples than are asked for: none is made up.
    let picture = match colours {
        ColorType::Gray(bits @ (1 | 2 | 4)) => gray(unpacked(&samples, width, bits)),
        ColorType::Gray(8 | 16) => gray(samples),
        ColorType::RGB(8 | 16) => rgb(samples),
        ColorType::RGBA(8 | 16) => {
            RgbaImage::from_raw(width, height, samples).map(DynamicImage::from)
        }
        ColorType::YCbCr(8) => {
            rgb(samples.as_chunks::<3>().0.iter().flat_map(|it| from_video(*it)).collect())
        }
        ColorType::CMYK(8 | 16) => {
            let inks = samples.as_chunks::<4>().0;
            rgb(inks.iter().flat_map(|ink| from_inks(*ink)).collect())
        }
        _ => None,
    };
    picture.ok_or(Fault::Unreadable)
}

/// Shades that share a byte; each row begins with a byte of its own.
fn unpacked(samples: &[u8], width: u32, bits: u8) -> Vec<u8> {
    let per_byte = u32::from(8 / bits);
    let most = (1_u8 << bits) - 1;
    let row = usize::try_from(width.div_ceil(per_byte)).unwrap_or(usize::MAX);
    let shades = |row: &[u8]| -> Vec<u8> {
        let shade = |x: u32| {
            let byte = usize::try_from(x / per_byte).ok().and_then(|at| row.get(at));
            let shift = 8 - u32::from(bits) * (x % per_byte + 1);
            (byte.copied().unwrap_or(0) >> shift & most) * (255 / most)
        };
        (0..width).map(shade).collect()
    };
    samples.chunks_exact(row).flat_map(shades).collect()
}

/// Luma and two colour differences (6.0 § 21, ITU-R BT.601) as red, green, blue.
fn from_video([luma, blue, red]: [u8; 3]) -> [u8; 3] {
    let (luma, blue, red) = (f32::from(luma), f32::from(blue) - 128.0, f32::from(red) - 128.0);
    let shade = |it: f32| it.round().clamp(0.0, 255.0) as u8;
    [
        shade(luma + 1.402 * red),
        shade(luma - 0.344_136 * blue - 0.714_136 * red),
        shade(luma + 1.772 * blue),
    ]
}

/// Four inks as red, green, blue, without a profile.
fn from_inks([cyan, magenta, yellow, black]: [u8; 4]) -> [u8; 3] {
    let shade = |ink: u8| {
        let light = u16::from(255 - ink) * u16::from(255 - black) / 255;
        u8::try_from(light).unwrap_or(u8::MAX)
    };
    [shade(cyan), shade(magenta), shade(yellow)]
}
