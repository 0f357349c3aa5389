//! Pictures, decoded and written anew: what else was in the file stays behind.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageReader, Limits,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
    },
    metadata::Orientation,
};

use crate::{Answer, Cut, Fault, Looks, Sheet, Unit, View, cut};

/// Most bytes that decoding may ask for: a photograph of 100 megapixels needs less.
pub(crate) const ALLOC_MAX: u64 = 400 * 1024 * 1024;
/// Longest side of what is decoded, in pixels.
pub(crate) const SIDE_MAX: u32 = 30_000;
/// How well a photograph is kept.
const QUALITY: u8 = 82;

fn decoder(file: &[u8]) -> Result<impl ImageDecoder + '_, Fault> {
    let mut reader =
        ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| Fault::Unreadable)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(ALLOC_MAX);
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    reader.limits(limits);
    reader.into_decoder().map_err(|error| match error {
        image::ImageError::Limits(_) => Fault::TooLarge,
        _ => Fault::Unreadable,
    })
}

/// Whether it stands on its side.
fn is_turned(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

/// How large it is, as it stands.
pub(crate) fn looks(file: &[u8]) -> Result<Looks, Fault> {
    let mut decoder = decoder(file)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok(Looks::Picture(sheet(decoder.dimensions(), orientation)))
}

/// A picture of that size, as it stands.
pub(crate) fn sheet((mut width, mut height): (u32, u32), orientation: Orientation) -> Sheet {
    if is_turned(orientation) {
        std::mem::swap(&mut width, &mut height);
    }
    Sheet { width: width as f32, height: height as f32, unit: Unit::Pixels }
}

/// The picture as it stands: a photograph as JPEG, anything else as PNG.
pub(crate) fn image(file: &[u8], view: View) -> Result<(Answer, Vec<u8>), Fault> {
    let mut decoder = decoder(file)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let is_photograph = file.starts_with(&[0xff, 0xd8]);
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| Fault::Unreadable)?;
    written((picture, orientation), view, is_photograph)
}

/// A picture after so many quarters of a turn to the right.
pub(crate) fn turned(picture: DynamicImage, quarters: u8) -> DynamicImage {
    match quarters % 4 {
        1 => picture.rotate90(),
        2 => picture.rotate180(),
        3 => picture.rotate270(),
        _ => picture,
    }
}

/// A picture that was decoded, made small, turned, cut and written.
pub(crate) fn written(
    (mut picture, orientation): (DynamicImage, Orientation),
    view: View,
    is_photograph: bool,
) -> Result<(Answer, Vec<u8>), Fault> {
    let Cut { whole, from, size } =
        cut(sheet((picture.width(), picture.height()), orientation), view)?;
    // Made small first, then turned: less is turned.
    let (width, height) = if is_turned(orientation) { (whole.1, whole.0) } else { whole };
    if width < picture.width() {
        picture = picture.thumbnail_exact(width, height);
    }
    picture.apply_orientation(orientation);
    if size != whole {
        picture = picture.crop_imm(from.0, from.1, size.0, size.1);
    }
    let picture = turned(picture, view.turn);
    let mut bytes = Cursor::new(Vec::new());
    let media_type = if is_photograph {
        let rgb = picture.into_rgb8();
        JpegEncoder::new_with_quality(&mut bytes, QUALITY)
            .encode_image(&rgb)
            .map_err(|_| Fault::TooLarge)?;
        "image/jpeg"
    } else {
        let rgba = picture.into_rgba8();
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive)
            .write_image(&rgba, rgba.width(), rgba.height(), image::ExtendedColorType::Rgba8)
            .map_err(|_| Fault::TooLarge)?;
        "image/png"
    };
    Ok((Answer::Image { media_type: media_type.to_owned() }, bytes.into_inner()))
}
