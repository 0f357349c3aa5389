//! Pages of a PDF (ISO 32000-2), drawn by hayro on the processor.

use std::io::Cursor;

use hayro::{
    RenderCache, RenderSettings,
    hayro_interpret::{InterpreterSettings, TransformExt},
    hayro_syntax::{LoadPdfError, Pdf, page::Page},
    kurbo::Affine,
    render_into,
    vello_cpu::{
        Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit,
        color::palette::css::WHITE,
    },
};
use image::{
    ExtendedColorType, ImageEncoder, RgbImage,
    codecs::png::{CompressionType, FilterType, PngEncoder},
};

use crate::{Answer, Cut, Fault, Looks, SHEETS_MAX, Sheet, Unit, View, cut, picture::turned, text};

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
pub(crate) fn looks(file: Vec<u8>) -> Result<Looks, Fault> {
    let pdf = open(file)?;
    let pages = pdf.pages();
    let sheet = |page: &Page<'_>| {
        let (width, height) = page.render_dimensions();
        Sheet { width, height, unit: Unit::Points }
    };
    let sheets: Vec<Sheet> = pages.iter().take(SHEETS_MAX).map(sheet).collect();
    match sheets.is_empty() {
        true => Err(Fault::Unreadable),
        false => Ok(Looks::Pages(sheets, u32::try_from(pages.len()).unwrap_or(u32::MAX))),
    }
}

/// A page on white, or a part of it, as PNG.
pub(crate) fn image(file: Vec<u8>, number: u32, view: View) -> Result<(Answer, Vec<u8>), Fault> {
    let pdf = open(file)?;
    let page = page(&pdf, number)?;
    let (width, height) = page.render_dimensions();
    let Cut { whole, from, size } = cut(Sheet { width, height, unit: Unit::Points }, view)?;
    // Only what is wanted is drawn, as large as the page is wanted.
    let to = Affine::translate((-f64::from(from.0), -f64::from(from.1)))
        * Affine::scale_non_uniform(
            f64::from(whole.0) / f64::from(width),
            f64::from(whole.1) / f64::from(height),
        )
        * page.initial_transform(true).to_kurbo();
    let short = |side: u32| u16::try_from(side).map_err(|_| Fault::TooLarge);
    let mut context = RenderContext::new(short(size.0)?, short(size.1)?);
    let (cache, settings) = (RenderCache::new(), RenderSettings::default());
    render_into(page, &cache, &InterpreterSettings::default(), &settings, &mut context, to);
    context.flush();
    let mut drawn = Pixmap::new(context.width(), context.height());
    let on_white =
        RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..Default::default() };
    context.render_with(&mut drawn, &mut Resources::default(), on_white);
    // It is opaque: what lies under it is white.
    let rgb: Vec<u8> = drawn
        .data_as_u8_slice()
        .chunks_exact(4)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    drop(drawn);
    let image = RgbImage::from_raw(size.0, size.1, rgb).ok_or(Fault::Unreadable)?;
    let image = turned(image.into(), view.turn);
    let mut png = Cursor::new(Vec::new());
    PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Up)
        .write_image(image.as_bytes(), image.width(), image.height(), ExtendedColorType::Rgb8)
        .map_err(|_| Fault::TooLarge)?;
    Ok((Answer::Image { media_type: "image/png".to_owned() }, png.into_inner()))
}

/// The words on a page.
pub(crate) fn words(file: Vec<u8>, number: u32) -> Result<Answer, Fault> {
    let pdf = open(file)?;
    Ok(Answer::Words(text::words(&pdf, page(&pdf, number)?)))
}
