//! Pages and pictures that are known, and whatever else may come.

#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use image::{ImageFormat, RgbaImage};
use previews::{Answer, Fault, Kind, PIXELS_MAX, Request, Sheet, What, answer, read};
use proptest::prelude::*;

/// Two pages of 200 × 100 points: a red square and a word on the first, nothing on the second.
fn pdf() -> Vec<u8> {
    pdf_of("0 0 200 100")
}

fn pdf_of(sheet: &str) -> Vec<u8> {
    let content = "1 0 0 rg 20 20 40 40 re f BT /F 12 Tf 100 50 Td (Planimetria) Tj 0 -20 Td (Via Roma) Tj ET";
    let page = |content: &str| {
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [{sheet}] /Resources << /Font << /F << /Type /Font \
             /Subtype /Type1 /BaseFont /Helvetica >> >> >> {content} >>"
        )
    };
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>".to_owned(),
        page("/Contents 5 0 R"),
        page(""),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut file = String::from("%PDF-1.4\n");
    for (n, object) in objects.iter().enumerate() {
        file += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    (file + "trailer\n<< /Root 1 0 R /Size 6 >>\n%%EOF\n").into_bytes()
}

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let image = RgbaImage::from_fn(width, height, |x, _| image::Rgba([x as u8, 0, 200, 255]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::DynamicImage::from(image).into_rgb8();
    image.write_to(&mut bytes, format).expect("written");
    bytes.into_inner()
}

fn ask(kind: Kind, what: What, file: Vec<u8>) -> (Answer, Vec<u8>) {
    read(answer(&Request { kind, what }, file)).expect("an answer")
}

fn drawn(kind: Kind, (page, width): (u32, u32), file: Vec<u8>) -> image::RgbImage {
    let (answer, bytes) = ask(kind, What::Image { page, width }, file);
    assert!(matches!(answer, Answer::Image { .. }), "{answer:?}");
    image::load_from_memory(&bytes).expect("an image").into_rgb8()
}

#[test]
fn a_page_is_drawn_as_wide_as_is_wanted() {
    let (answer, _) = ask(Kind::Pdf, What::Sheets, pdf());
    let sheet = Sheet { width: 200.0, height: 100.0 };
    assert_eq!(answer, Answer::Sheets(vec![sheet; 2], 2));
    for width in [200, 400, 1000] {
        let image = drawn(Kind::Pdf, (1, width), pdf());
        assert_eq!((image.width(), image.height()), (width, width / 2));
        // The square stands below on the left, on white.
        assert_eq!(image.get_pixel(width / 5, width * 3 / 10).0, [255, 0, 0]);
        assert_eq!(image.get_pixel(width - 1, 1).0, [255, 255, 255]);
    }
    let second = drawn(Kind::Pdf, (2, 100), pdf());
    assert!(second.pixels().all(|pixel| pixel.0 == [255, 255, 255]));
    for page in [0, 3, u32::MAX] {
        let (answer, bytes) = ask(Kind::Pdf, What::Image { page, width: 100 }, pdf());
        assert_eq!((answer, bytes.len()), (Answer::Fault(Fault::NoSuchPage), 0));
    }
}

#[test]
fn the_words_of_a_page_stand_line_by_line() {
    let (answer, _) = ask(Kind::Pdf, What::Words { page: 1 }, pdf());
    assert_eq!(answer, Answer::Words("Planimetria\nVia Roma".to_owned()));
    let (answer, _) = ask(Kind::Pdf, What::Words { page: 2 }, pdf());
    assert_eq!(answer, Answer::Words(String::new()));
}

#[test]
fn a_picture_is_never_made_larger_and_is_written_anew() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif] {
        let file = picture(300, 60, format);
        let (answer, _) = ask(Kind::Picture, What::Sheets, file.clone());
        assert_eq!(answer, Answer::Sheets(vec![Sheet { width: 300.0, height: 60.0 }], 1));
        let image = drawn(Kind::Picture, (1, 1000), file.clone());
        assert_eq!((image.width(), image.height()), (300, 60), "{format:?}");
        let image = drawn(Kind::Picture, (1, 100), file.clone());
        assert_eq!((image.width(), image.height()), (100, 20), "{format:?}");
        let what = What::Image { page: 2, width: 100 };
        assert_eq!(ask(Kind::Picture, what, file).0, Answer::Fault(Fault::NoSuchPage));
    }
    // What follows the picture in its file stays behind.
    let mut file = picture(30, 30, ImageFormat::Png);
    file.extend_from_slice(b"<script>alert(1)</script>");
    let (_, bytes) = ask(Kind::Picture, What::Image { page: 1, width: 30 }, file);
    assert!(!bytes.windows(8).any(|some| some == b"<script>"));
}

#[test]
fn a_picture_that_lies_on_its_side_stands_up() {
    let mut file = picture(40, 20, ImageFormat::Jpeg);
    // One entry of EXIF: orientation 6, a quarter to the right.
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let mut segment = vec![0xff, 0xe1, 0, u8::try_from(exif.len() + 2).expect("short")];
    segment.extend_from_slice(exif);
    file.splice(2..2, segment);
    let (answer, _) = ask(Kind::Picture, What::Sheets, file.clone());
    assert_eq!(answer, Answer::Sheets(vec![Sheet { width: 20.0, height: 40.0 }], 1));
    let image = drawn(Kind::Picture, (1, 10), file);
    assert_eq!((image.width(), image.height()), (10, 20));
}

#[test]
fn sizes_stay_within_bounds() {
    for (sheet, width) in [
        ("0 0 3370 2384", 6000),
        ("0 0 1 14400", 500),
        ("0 0 14400 1", 100_000),
        ("0 0 595 842", 0),
    ] {
        let image = drawn(Kind::Pdf, (1, width), pdf_of(sheet));
        assert!(image.width() >= 1 && image.height() >= 1, "{sheet}");
        assert!(image.width() * image.height() <= PIXELS_MAX, "{sheet}");
    }
}

#[test]
fn what_is_not_what_it_seems_says_so() {
    for file in [Vec::new(), b"%PDF-1.7\n".to_vec(), vec![0; 4096], pdf()[..200].to_vec()] {
        let (answer, _) = ask(Kind::Pdf, What::Image { page: 1, width: 100 }, file.clone());
        assert!(matches!(answer, Answer::Fault(_)), "{answer:?}");
        assert!(matches!(ask(Kind::Picture, What::Sheets, file).0, Answer::Fault(_)));
    }
    // A drawing program's page is no picture.
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>".to_vec();
    assert_eq!(ask(Kind::Picture, What::Sheets, svg).0, Answer::Fault(Fault::Unreadable));
    assert_eq!(read(b"cut off".to_vec()), None);
    assert_eq!(read(Vec::new()), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Wherever a file is cut or changed there is an answer.
    #[test]
    fn whatever_comes_is_answered(
        cut in 0..2000usize,
        at in 0..2000usize,
        with in any::<u8>(),
        is_pdf in any::<bool>(),
    ) {
        let (kind, mut file) = match is_pdf {
            true => (Kind::Pdf, pdf()),
            false => (Kind::Picture, picture(20, 20, ImageFormat::Png)),
        };
        file.truncate(cut.max(1));
        let at = at % file.len();
        file[at] = with;
        for what in [What::Sheets, What::Image { page: 1, width: 60 }, What::Words { page: 1 }] {
            let answered = read(answer(&Request { kind, what }, file.clone()));
            prop_assert!(answered.is_some());
        }
    }
}
