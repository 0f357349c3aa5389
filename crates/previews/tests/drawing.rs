//! Pages and pictures that are known, and whatever else may come.

#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use image::{ImageFormat, RgbaImage};
use previews::{
    Answer, Fault, Kind, Looks, PART, PIXELS_MAX, Request, Sheet, Size, TEXT_MAX, Unit, View, What,
    answer, part, parts, pixels as whole, read,
};
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

fn pixels(width: f32, height: f32) -> Sheet {
    Sheet { width, height, unit: Unit::Pixels }
}

/// A TIFF with a page of each size, in one bit: black on the left half. Its strips lie before its directories.
fn scan(pages: &[(u16, u16)]) -> Vec<u8> {
    let mut file = b"II*\0\0\0\0\0".to_vec();
    let mut link = 4;
    for (width, height) in pages {
        let row: Vec<u8> =
            (0..width.div_ceil(8)).map(|x| if x * 16 < *width { 0 } else { 255 }).collect();
        let strip = file.len();
        file.extend(row.repeat(usize::from(*height)));
        file.extend(vec![0; file.len() % 2]);
        let at = file.len();
        let long = |at: usize| u32::try_from(at).expect("short").to_le_bytes();
        file[link..link + 4].copy_from_slice(&long(at));
        let entries: [(u16, u32); 9] = [
            (256, u32::from(*width)),
            (257, u32::from(*height)),
            (258, 1),
            (259, 1),
            (262, 1),
            (273, u32::from_le_bytes(long(strip))),
            (277, 1),
            (278, u32::from(*height)),
            (279, u32::from(width.div_ceil(8)) * u32::from(*height)),
        ];
        file.extend([9, 0]);
        for (tag, value) in entries {
            file.extend(tag.to_le_bytes());
            // One LONG.
            file.extend([4, 0, 1, 0, 0, 0]);
            file.extend(value.to_le_bytes());
        }
        link = file.len();
        file.extend([0; 4]);
    }
    file
}

/// A file in an envelope, signed by nobody (RFC 5652 § 5, DER).
fn signed(file: &[u8]) -> Vec<u8> {
    let held = |tag: u8, parts: &[&[u8]]| {
        let held = parts.concat();
        let [.., high, mid, low] = held.len().to_be_bytes();
        [&[tag, 0x83, high, mid, low][..], &held].concat()
    };
    let kind = |last: u8| [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, last];
    let content = held(0x30, &[&kind(1), &held(0xa0, &[&held(4, &[file])])]);
    let data = held(0x30, &[&[2, 1, 1], &held(0x31, &[]), &content, &held(0x31, &[])]);
    held(0x30, &[&kind(2), &held(0xa0, &[&data])])
}

fn ask(kind: Kind, what: What, file: Vec<u8>) -> (Answer, Vec<u8>) {
    read(answer(&Request { kind, what }, file)).expect("an answer")
}

fn drawn(kind: Kind, (page, width): (u32, u32), file: Vec<u8>) -> image::RgbImage {
    let (answer, bytes) = ask(kind, What::Image { page, view: View::wide(width) }, file);
    assert!(matches!(answer, Answer::Image { .. }), "{answer:?}");
    image::load_from_memory(&bytes).expect("an image").into_rgb8()
}

#[test]
fn a_page_is_drawn_as_wide_as_is_wanted() {
    let (answer, _) = ask(Kind::Pdf, What::Looks, pdf());
    let sheet = Sheet { width: 200.0, height: 100.0, unit: Unit::Points };
    assert_eq!(answer, Answer::Looks(Looks::Pages(vec![sheet; 2], 2)));
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
        let (answer, bytes) = ask(Kind::Pdf, What::Image { page, view: View::wide(100) }, pdf());
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
        let (answer, _) = ask(Kind::Picture, What::Looks, file.clone());
        assert_eq!(answer, Answer::Looks(Looks::Picture(pixels(300.0, 60.0))));
        let image = drawn(Kind::Picture, (1, 1000), file.clone());
        assert_eq!((image.width(), image.height()), (300, 60), "{format:?}");
        let image = drawn(Kind::Picture, (1, 100), file.clone());
        assert_eq!((image.width(), image.height()), (100, 20), "{format:?}");
        let what = What::Image { page: 2, view: View::wide(100) };
        assert_eq!(ask(Kind::Picture, what, file).0, Answer::Fault(Fault::NoSuchPage));
    }
    // What follows the picture in its file stays behind.
    let mut file = picture(30, 30, ImageFormat::Png);
    file.extend_from_slice(b"<script>alert(1)</script>");
    let (_, bytes) = ask(Kind::Picture, What::Image { page: 1, view: View::wide(30) }, file);
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
    let (answer, _) = ask(Kind::Picture, What::Looks, file.clone());
    assert_eq!(answer, Answer::Looks(Looks::Picture(pixels(20.0, 40.0))));
    let image = drawn(Kind::Picture, (1, 10), file);
    assert_eq!((image.width(), image.height()), (10, 20));
}

#[test]
fn every_page_of_a_scan_is_drawn() {
    let file = scan(&[(300, 200), (33, 70), (300, 200)]);
    let sheets = vec![pixels(300.0, 200.0), pixels(33.0, 70.0), pixels(300.0, 200.0)];
    let (answer, _) = ask(Kind::Scan, What::Looks, file.clone());
    assert_eq!(answer, Answer::Looks(Looks::Pages(sheets, 3)));
    for (page, wanted, size) in [(1, 1000, (300, 200)), (2, 33, (33, 70)), (3, 150, (150, 100))] {
        let image = drawn(Kind::Scan, (page, wanted), file.clone());
        assert_eq!((image.width(), image.height()), size);
        assert_eq!(image.get_pixel(size.0 / 4, size.1 / 2).0, [0; 3]);
        assert_eq!(image.get_pixel(size.0 - 1, size.1 / 2).0, [255; 3]);
    }
    for (kind, what) in [
        (Kind::Scan, What::Image { page: 4, view: View::wide(10) }),
        (Kind::Scan, What::Image { page: 0, view: View::wide(10) }),
        (Kind::Scan, What::Words { page: 1 }),
    ] {
        assert_eq!(ask(kind, what, file.clone()).0, Answer::Fault(Fault::NoSuchPage));
    }
    let one = ask(Kind::Scan, What::Looks, scan(&[(300, 200)])).0;
    assert_eq!(one, Answer::Looks(Looks::Picture(pixels(300.0, 200.0))));
    // A directory that is followed by itself leads nowhere.
    let mut ring = scan(&[(300, 200)]);
    let (first, link) = (ring[4..8].to_vec(), ring.len() - 4);
    ring[link..].copy_from_slice(&first);
    assert_eq!(ask(Kind::Scan, What::Looks, ring).0, Answer::Fault(Fault::Unreadable));
}

#[test]
fn what_was_signed_is_seen_as_if_it_were_not() {
    let (plain, _) = ask(Kind::Pdf, What::Looks, pdf());
    let twice = signed(&signed(&pdf()));
    for file in [signed(&pdf()), twice] {
        assert_eq!(ask(Kind::Signed, What::Looks, file.clone()).0, plain);
        assert_eq!(drawn(Kind::Signed, (1, 200), file.clone()), drawn(Kind::Pdf, (1, 200), pdf()));
        let words = ask(Kind::Signed, What::Words { page: 1 }, file).0;
        assert_eq!(words, Answer::Words("Planimetria\nVia Roma".to_owned()));
    }
    let looks = |file: &[u8]| ask(Kind::Signed, What::Looks, signed(file)).0;
    assert_eq!(
        looks("Così è.".as_bytes()),
        Answer::Looks(Looks::Text("Così è.".to_owned(), false))
    );
    let long = looks(&b"x".repeat(TEXT_MAX + 1));
    assert_eq!(long, Answer::Looks(Looks::Text("x".repeat(TEXT_MAX), true)));
    let two = looks(&scan(&[(8, 8), (8, 8)]));
    assert_eq!(two, Answer::Looks(Looks::Pages(vec![pixels(8.0, 8.0); 2], 2)));
    // What is not shown alone is not shown in an envelope either; without end is too many.
    assert_eq!(looks(b"PK\x03\x04\x14\0\0\0\0\0"), Answer::Fault(Fault::Unreadable));
    let mut nested = pdf();
    for _ in 0..6 {
        nested = signed(&nested);
    }
    assert_eq!(ask(Kind::Signed, What::Looks, nested).0, Answer::Fault(Fault::TooLarge));
}

fn seen(kind: Kind, view: View, file: Vec<u8>) -> image::RgbImage {
    let (answer, bytes) = ask(kind, What::Image { page: 1, view }, file);
    assert!(matches!(answer, Answer::Image { .. }), "{view:?}: {answer:?}");
    image::load_from_memory(&bytes).expect("an image").into_rgb8()
}

/// All parts of a page put side by side.
fn together(kind: Kind, sheet: Sheet, view: View, file: &[u8]) -> image::RgbImage {
    let view = View { part: Some((0, 0)), ..view };
    let (width, height) = whole(sheet, view).expect("a size");
    let mut page = image::RgbImage::new(width, height);
    let (columns, rows) = parts((width, height));
    for (column, row) in (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row))) {
        let piece = seen(kind, View { part: Some((column, row)), ..view }, file.to_vec());
        assert_eq!(part((width, height), (column, row)), Some(piece.dimensions()));
        image::imageops::replace(&mut page, &piece, (column * PART).into(), (row * PART).into());
    }
    page
}

/// How many points two images tell differently, by more than a shade.
fn unlike(one: &image::RgbImage, other: &image::RgbImage) -> usize {
    assert_eq!(one.dimensions(), other.dimensions());
    let far = |(one, other): (&image::Rgb<u8>, &image::Rgb<u8>)| {
        one.0.iter().zip(other.0).any(|(one, other)| one.abs_diff(other) > 40)
    };
    one.pixels().zip(other.pixels()).filter(|both| far(*both)).count()
}

/// A sheet of format A0, upright, with a row of strokes two millimetres high and a fifth of one wide near its far corner.
fn plan() -> (Sheet, Vec<u8>) {
    let strokes: String =
        (0..20).map(|n| format!("{} 30 0.567 5.67 re ", 2300.0 + 1.134 * f64::from(n))).collect();
    let content = format!("0 g {strokes} f 1 0 0 rg 0 3300 70 70 re f");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2384 3370] /Contents 4 0 R >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let mut file = String::from("%PDF-1.4\n");
    for (n, object) in objects.iter().enumerate() {
        file += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    let sheet = Sheet { width: 2384.0, height: 3370.0, unit: Unit::Points };
    (sheet, (file + "trailer\n<< /Root 1 0 R >>\n%%EOF\n").into_bytes())
}

/// How many dark strokes one meets from left to right, at the height of most.
fn strokes(image: &image::RgbImage) -> usize {
    let is_dark = |x: u32, y: u32| image.get_pixel(x, y).0.iter().all(|shade| *shade < 100);
    let met = |y: u32| (1..image.width()).filter(|x| is_dark(*x, y) && !is_dark(x - 1, y)).count();
    (0..image.height()).map(met).max().unwrap_or(0)
}

#[test]
fn the_finest_lines_of_a_large_drawing_are_told_apart() {
    let (sheet, file) = plan();
    let dots = |dots, turn, part| View { size: Size::Dots(dots), turn, part };
    let size = whole(sheet, dots(300, 0, Some((0, 0)))).expect("a size");
    assert_eq!((size, parts(size)), ((9933, 14041), (5, 8)));
    // As an image of the whole they run together; part by part each is seen, whichever way the sheet lies.
    assert!(strokes(&seen(Kind::Pdf, dots(300, 0, None), file.clone())) < 20);
    for (turn, place) in [(0, (4, 6)), (2, (0, 0))] {
        let part = seen(Kind::Pdf, dots(300, turn, Some(place)), file.clone());
        assert_eq!(strokes(&part), 20, "{turn}");
    }
    for (turn, place) in [(1, (0, 4)), (3, (6, 0))] {
        let part = seen(Kind::Pdf, dots(300, turn, Some(place)), file.clone());
        assert_eq!(strokes(&image::imageops::rotate90(&part)), 20, "{turn}");
    }
    for place in [(5, 0), (0, 8), (u32::MAX, 0)] {
        let what = What::Image { page: 1, view: dots(300, 0, Some(place)) };
        assert_eq!(ask(Kind::Pdf, what, file.clone()).0, Answer::Fault(Fault::NoSuchPage));
    }
}

#[test]
fn parts_are_the_page_whichever_way_it_is_turned() {
    let sheet = Sheet { width: 200.0, height: 20.0, unit: Unit::Points };
    let pdf = || pdf_of("0 40 200 60");
    let size = Size::Width(2600);
    let upright = seen(Kind::Pdf, View { size, turn: 0, part: None }, pdf());
    for turn in 0..4_u8 {
        // Turned by a quarter it is as wide as it is high.
        let size = if turn % 2 == 0 { size } else { Size::Width(260) };
        let view = View { size, turn, part: None };
        let mut back = seen(Kind::Pdf, view, pdf());
        let parts = together(Kind::Pdf, sheet, view, &pdf());
        assert!(unlike(&parts, &back) < 200, "{turn}: {}", unlike(&parts, &back));
        for _ in turn..4 {
            back = image::imageops::rotate90(&back);
        }
        assert!(unlike(&back, &upright) < 200, "{turn}");
    }
    // A picture is cut as it is, a scan too.
    let photo = picture(2500, 30, ImageFormat::Png);
    let view = View { size: Size::Dots(300), turn: 1, part: None };
    let parts = together(Kind::Picture, pixels(2500.0, 30.0), view, &photo);
    assert_eq!(unlike(&parts, &seen(Kind::Picture, view, photo)), 0);
    let file = scan(&[(2100, 40)]);
    let view = View { size: Size::Dots(300), turn: 2, part: None };
    let parts = together(Kind::Scan, pixels(2100.0, 40.0), view, &file);
    assert_eq!(unlike(&parts, &seen(Kind::Scan, view, file)), 0);
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
        let (answer, _) =
            ask(Kind::Pdf, What::Image { page: 1, view: View::wide(100) }, file.clone());
        assert!(matches!(answer, Answer::Fault(_)), "{answer:?}");
        assert!(matches!(ask(Kind::Picture, What::Looks, file).0, Answer::Fault(_)));
    }
    // A drawing program's page is no picture.
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>".to_vec();
    assert_eq!(ask(Kind::Picture, What::Looks, svg).0, Answer::Fault(Fault::Unreadable));
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
        kind in 0..4,
    ) {
        let (kind, mut file) = match kind {
            0 => (Kind::Pdf, pdf()),
            1 => (Kind::Picture, picture(20, 20, ImageFormat::Png)),
            2 => (Kind::Scan, scan(&[(40, 20), (20, 20)])),
            _ => (Kind::Signed, signed(&pdf())),
        };
        file.truncate(cut.max(1));
        let at = at % file.len();
        file[at] = with;
        for what in [What::Looks, What::Image { page: 1, view: View::wide(60) }, What::Words { page: 1 }] {
            let answered = read(answer(&Request { kind, what }, file.clone()));
            prop_assert!(answered.is_some());
        }
    }
}
