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

use crate::{Answer, Fault, Sheet, fitted};

/// Most bytes that decoding may ask for: a photograph of 100 megapixels needs less.
const ALLOC_MAX: u64 = 400 * 1024 * 1024;
/// Longest side of what is decoded, in pixels.
const SIDE_MAX: u32 = 30_000;
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
pub(crate) fn sheets(file: &[u8]) -> Result<Answer, Fault> {
    let mut decoder = decoder(file)?;
    let (mut width, mut height) = decoder.dimensions();
    if is_turned(decoder.orientation().unwrap_or(Orientation::NoTransforms)) {
        std::mem::swap(&mut width, &mut height);
    }
    let sheet = Sheet { width: width as f32, height: height as f32 };
    Ok(Answer::Sheets(vec![sheet], 1))
}

/// The picture as it stands: PNG if something shines through or few colours are to be kept, else JPEG.
pub(crate) fn image(file: &[u8], wanted: u32) -> Result<(Answer, Vec<u8>), Fault> {
    let mut decoder = decoder(file)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let is_photograph = file.starts_with(&[0xff, 0xd8]);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Fault::Unreadable)?;
    let size = (picture.width() as f32, picture.height() as f32);
    // Made small first, then turned: less is turned.
    let across = if is_turned(orientation) { size.0 / size.1 } else { 1.0 };
    let wanted = ((f64::from(wanted) * f64::from(across)) as u32).min(picture.width());
    let (width, height) = fitted(size, wanted)?;
    if u32::from(width) < picture.width() {
        picture = picture.thumbnail_exact(width.into(), height.into());
    }
    picture.apply_orientation(orientation);
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
