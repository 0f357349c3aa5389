//! Pages of a PDF (ISO 32000-2), drawn by hayro on the processor.

use std::io::Cursor;

use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{LoadPdfError, Pdf, page::Page},
    render,
    vello_cpu::color::palette::css::WHITE,
};
use image::{
    ExtendedColorType, ImageEncoder,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};

use crate::{Answer, Fault, SHEETS_MAX, Sheet, fitted, text};

fn open(file: Vec<u8>) -> Result<Pdf, Fault> {
    Pdf::new(file).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Fault::Locked,
        LoadPdfError::Invalid => Fault::Unreadable,
    })
}

fn page<'p>(pdf: &'p Pdf, number: u32) -> Result<&'p Page<'p>, Fault> {
    let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    at.and_then(|at| pdf.pages().get(at)).ok_or(Fault::NoSuchPage)
}

/// How large its pages are.
pub(crate) fn sheets(file: Vec<u8>) -> Result<Answer, Fault> {
    let pdf = open(file)?;
    let pages = pdf.pages();
    let sheet = |page: &Page<'_>| {
        let (width, height) = page.render_dimensions();
        Sheet { width, height }
    };
    let sheets: Vec<Sheet> = pages.iter().take(SHEETS_MAX).map(sheet).collect();
    match sheets.is_empty() {
        true => Err(Fault::Unreadable),
        false => Ok(Answer::Sheets(sheets, u32::try_from(pages.len()).unwrap_or(u32::MAX))),
    }
}

/// A page on white, as PNG.
pub(crate) fn image(file: Vec<u8>, number: u32, wanted: u32) -> Result<(Answer, Vec<u8>), Fault> {
    let pdf = open(file)?;
    let page = page(&pdf, number)?;
    let size = page.render_dimensions();
    let (width, height) = fitted(size, wanted)?;
    let settings = RenderSettings {
        x_scale: f32::from(width) / size.0,
        y_scale: f32::from(height) / size.1,
        width: Some(width),
        height: Some(height),
        bg_color: WHITE,
    };
    let drawn = render(page, &RenderCache::new(), &InterpreterSettings::default(), &settings);
    // It is opaque: what lies under it is white.
    let rgb: Vec<u8> = drawn
        .data_as_u8_slice()
        .chunks_exact(4)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    drop(drawn);
    let mut png = Cursor::new(Vec::new());
    PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Up)
        .write_image(&rgb, width.into(), height.into(), ExtendedColorType::Rgb8)
        .map_err(|_| Fault::TooLarge)?;
    Ok((Answer::Image { media_type: "image/png".to_owned() }, png.into_inner()))
}

/// The words on a page.
pub(crate) fn words(file: Vec<u8>, number: u32) -> Result<Answer, Fault> {
    let pdf = open(file)?;
    Ok(Answer::Words(text::words(&pdf, page(&pdf, number)?)))
}
