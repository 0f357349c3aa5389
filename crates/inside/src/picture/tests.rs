//! Pictures made here, in whole and in pieces.

use proptest::prelude::*;

use super::*;

fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker][..], &length, body].concat()
}

/// An EXIF block as cameras write it: orientation, and a place.
pub(super) fn exif(how: u8) -> Vec<u8> {
    let mut tiff = b"II\x2a\0\x08\0\0\0\x02\0".to_vec();
    tiff.extend([0x12, 1, 3, 0, 1, 0, 0, 0, how, 0, 0, 0]);
    // The camera's name, 5 bytes at 38.
    tiff.extend([0x10, 1, 2, 0, 5, 0, 0, 0, 38, 0, 0, 0]);
    tiff.extend(b"\0\0\0\0CAM1\0 45.0612 N 7.5803 E");
    tiff
}

const PIXELS: &[u8] = b"\x12\x34\xff\0\x56\xff\xd0\x78";

fn jpeg(how: u8) -> Vec<u8> {
    [
        &b"\xff\xd8"[..],
        &segment(0xe0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"),
        &segment(0xe1, &[b"Exif\0\0", exif(how).as_slice()].concat()),
        &segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Torino</x:xmpmeta>"),
        &segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"),
        &segment(0xe2, b"MPF\0another picture"),
        &segment(0xed, b"Photoshop 3.0\0Mario Rossi"),
        &segment(0xfe, b"a comment"),
        &segment(0xdb, &[1; 65]),
        &segment(0xda, &[0; 10]),
        PIXELS,
        &segment(0xc4, &[2; 20]),
        &segment(0xda, &[0; 10]),
        PIXELS,
        b"\xff\xd9",
        b"a film that the camera appended",
    ]
    .concat()
}

fn chunk(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let whole = [&kind[..], body].concat();
    let sum = crc32fast::hash(&whole).to_be_bytes();
    [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], &whole, &sum].concat()
}

fn png(how: u8) -> Vec<u8> {
    [
        png::START,
        &chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"),
        &chunk(b"tEXt", b"Author\0Mario Rossi"),
        &chunk(b"eXIf", &exif(how)),
        &chunk(b"tIME", b"\x07\xeb\x03\x01\x09\0\0"),
        &chunk(b"IDAT", b"\x78\x9c\x62\x60\0\0"),
        &chunk(b"IEND", b""),
        b"more",
    ]
    .concat()
}

/// The picture as it is kept when it comes in pieces of that size.
pub(super) fn cleaned(bytes: &[u8], size: usize) -> Result<(Vec<u8>, Option<Cleaned>), Damaged> {
    let mut cleaner = Cleaner::default();
    let mut kept = Vec::new();
    for piece in bytes.chunks(size) {
        kept.extend(cleaner.push(piece)?);
    }
    let (rest, what) = cleaner.finish()?;
    kept.extend(rest);
    Ok((kept, what))
}

pub(super) fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_photo_keeps_what_is_seen_and_how_it_stands() {
    let (kept, what) = cleaned(&jpeg(6), 7).unwrap();
    assert_eq!(what, Some(Cleaned { is_lighter: true, stands: Some(6), keeps: false }));
    for gone in ["CAM1", "45.06", "Torino", "MPF", "Rossi", "comment", "film"] {
        assert!(!holds(&kept, gone), "{gone}");
    }
    for there in ["JFIF", "ICC_PROFILE"] {
        assert!(holds(&kept, there), "{there}");
    }
    assert_eq!(kept.windows(PIXELS.len()).filter(|window| *window == PIXELS).count(), 2);
    assert!(kept.ends_with(b"\xff\xd9"));
    let tiff = kept.windows(6).position(|window| window == b"Exif\0\0").unwrap() + 6;
    assert_eq!(stands(&kept[tiff..]), Some(6), "as every reader of EXIF finds it");
    // Once clean it stays as it is.
    let (again, _) = cleaned(&kept, 1000).unwrap();
    assert_eq!(again, kept);
}

#[test]
fn an_upright_photo_says_nothing_besides() {
    let (kept, what) = cleaned(&jpeg(1), 1000).unwrap();
    assert_eq!(what.unwrap().stands, None);
    assert!(!holds(&kept, "Exif"));
}

#[test]
fn a_drawing_loses_its_texts_and_keeps_how_it_stands() {
    let (kept, what) = cleaned(&png(8), 3).unwrap();
    assert_eq!(what, Some(Cleaned { is_lighter: true, stands: Some(8), keeps: false }));
    assert!(!holds(&kept, "Rossi") && !holds(&kept, "tIME") && !holds(&kept, "more"));
    let body =
        [&chunk(b"eXIf", &standing(8))[..], &chunk(b"IDAT", b"\x78\x9c\x62\x60\0\0")].concat();
    assert!(kept.windows(body.len()).any(|window| window == body));
    assert!(kept.ends_with(&chunk(b"IEND", b"")));
}

#[test]
fn other_files_go_through_as_they_are() {
    for bytes in [&b"%PDF-1.7 \xff\xd8\xff"[..], b"", b"\xff", b"\xff\xd8", b"\x89PN"] {
        assert_eq!(cleaned(bytes, 1), Ok((bytes.to_vec(), None)));
    }
}

#[test]
fn what_shows_nothing_is_damaged() {
    for bytes in
        [&b"\xff\xd8\xff\xe0\0\x10JFIF"[..], b"\xff\xd8\xff\xe0\0\x01", b"\xff\xd8\xff\xd9"]
    {
        let whole = cleaned(bytes, 100);
        assert!(whole.is_err(), "{whole:?}");
    }
    assert_eq!(cleaned(b"\x89PNG\r\n\x1a\n\0\0", 100), Err(Damaged));
    let not_a_chunk = [png::START, b"\0\0\0\x01\0\0\0\0rest"].concat();
    assert_eq!(cleaned(&not_a_chunk, 100), Err(Damaged));
    // Cut short in its pixels, as its person sees it.
    let photo = jpeg(3);
    let cut = photo.windows(2).position(|window| window == b"\x12\x34").unwrap() + 3;
    assert!(cleaned(&photo[..cut], 100).is_ok());
}

proptest! {
    #[test]
    fn pieces_do_not_matter(how in 0_u8..10, size in 1_usize..200) {
        prop_assert_eq!(cleaned(&jpeg(how), size), cleaned(&jpeg(how), usize::MAX));
        prop_assert_eq!(cleaned(&png(how), size), cleaned(&png(how), usize::MAX));
    }

    #[test]
    fn anything_is_read_to_its_end(start in 0_usize..3, bytes: Vec<u8>, size in 1_usize..50) {
        let start = [jpeg::START, png::START, b""][start];
        let _ = cleaned(&[start, &bytes].concat(), size);
    }

    #[test]
    fn a_photo_that_was_bent_is_read_to_its_end(at in 0_usize..400, byte: u8, size in 1_usize..50) {
        for mut photo in [jpeg(6), png(6)] {
            let at = at % photo.len();
            photo[at] = byte;
            let _ = cleaned(&photo, size);
        }
    }
}
