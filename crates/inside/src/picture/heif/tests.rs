//! HEIC files made here: lists of items in every way of writing them, before and after what they speak of.

use proptest::prelude::*;

use super::super::tests::{cleaned, exif, holds};
use super::*;

fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 8).unwrap().to_be_bytes();
    [&size[..], kind, body].concat()
}

fn full(kind: &[u8; 4], version: u8, body: &[u8]) -> Vec<u8> {
    boxed(kind, &[&[version, 0, 0, 0], body].concat())
}

fn item(id: u8, kind: &[u8; 4], more: &[u8]) -> Vec<u8> {
    full(b"infe", 2, &[&[0, id, 0, 0], &kind[..], b"\0", more].concat())
}

/// How a file is made.
#[derive(Debug, Clone, Copy)]
struct Plan {
    /// Version of the places.
    places: u8,
    /// What is hidden lies in the list.
    in_list: bool,
    /// The list comes after what it speaks of.
    list_last: bool,
}

const USUAL: Plan = Plan { places: 1, in_list: false, list_last: false };

const PIXELS: &[u8] = b"what is seen of it";
const XMP: &[u8] = b"<x:xmpmeta>Torino</x:xmpmeta>";

/// EXIF as an item has it: where its TIFF begins comes first.
fn told() -> Vec<u8> {
    [&b"\0\0\0\x06Exif\0\0"[..], &exif(6)].concat()
}

/// Places of the picture (item 1), EXIF (2), XMP (3, in two pieces), another picture (4).
fn places(plan: Plan, pixels: usize, hidden: usize) -> Vec<u8> {
    let wide = |n: usize, bytes: usize| n.to_be_bytes()[8 - bytes..].to_vec();
    let (id, offset) = if plan.places == 2 { (4, 8) } else { (2, 4) };
    let exif = told().len();
    let items = [
        (1, 0, vec![(pixels, PIXELS.len())]),
        (2, usize::from(plan.in_list), vec![(hidden, exif)]),
        (
            3,
            usize::from(plan.in_list),
            vec![(hidden + exif, 10), (hidden + exif + 10, XMP.len() - 10)],
        ),
        (4, 0, vec![(pixels, 4)]),
    ];
    // Bytes of an offset and a length; of a base and an index.
    let sizes =
        [u8::try_from(offset << 4 | 4).unwrap(), if plan.places == 0 { 0x40 } else { 0x44 }];
    let mut body = [&sizes[..], &wide(items.len(), id)].concat();
    for (n, method, extents) in items {
        body.extend(wide(n, id));
        if plan.places > 0 {
            body.extend([0, u8::try_from(method).unwrap()]);
        }
        // In this file, from its beginning.
        body.extend([0; 6]);
        body.extend(wide(extents.len(), 2));
        for (from, length) in extents {
            if plan.places > 0 {
                body.extend([0; 4]);
            }
            body.extend(wide(from, offset));
            body.extend(wide(length, 4));
        }
    }
    full(b"iloc", plan.places, &body)
}

fn list(plan: Plan, pixels: usize, hidden: usize) -> Vec<u8> {
    let names = [
        item(1, b"hvc1", b""),
        item(2, b"Exif", b""),
        item(3, b"mime", b"application/rdf+xml\0"),
        item(4, b"mime", b"image/jpeg\0"),
    ];
    let data = if plan.in_list { [told(), XMP.to_vec()].concat() } else { Vec::new() };
    let properties = [
        full(b"ispe", 0, &[0, 0, 0, 1, 0, 0, 0, 1]),
        boxed(b"irot", &[3]),
        full(b"udes", 0, b"it\0Rossi\0\0"),
    ];
    let boxes = [
        full(b"hdlr", 0, b"\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        full(b"pitm", 0, &[0, 1]),
        places(plan, pixels, hidden),
        full(b"iinf", 0, &[&[0, 4][..], &names.concat()].concat()),
        boxed(b"iprp", &boxed(b"ipco", &properties.concat())),
        boxed(b"uuid", b"sixteen letters. a camera's own"),
        boxed(b"idat", &data),
    ];
    full(b"meta", 0, &boxes.concat())
}

fn heic(plan: Plan) -> Vec<u8> {
    let mut start = boxed(b"ftyp", b"heic\0\0\0\0mif1heic");
    start.extend(boxed(b"free", b"left from before"));
    let data = match plan.in_list {
        true => PIXELS.to_vec(),
        false => [PIXELS, &told(), XMP, PIXELS].concat(),
    };
    let film = boxed(b"mpvd", b"a film that the phone appended");
    let length = list(plan, 0, 0).len();
    let pixels = start.len() + 8 + if plan.list_last { 0 } else { length };
    let hidden = if plan.in_list { 0 } else { pixels + PIXELS.len() };
    let (list, data) = (list(plan, pixels, hidden), boxed(b"mdat", &data));
    match plan.list_last {
        true => [start, data, list, film].concat(),
        false => [start, list, data, film].concat(),
    }
}

/// What another reader finds: the number of entries of its EXIF.
fn entries(file: &[u8]) -> Option<usize> {
    let exif = ::exif::Reader::new().read_from_container(&mut std::io::Cursor::new(file)).ok()?;
    Some(exif.fields().count())
}

fn all_plans() -> impl Iterator<Item = Plan> {
    (0..3).flat_map(|places| {
        [(false, false), (true, false), (true, true)]
            .map(|(in_list, list_last)| Plan { places, in_list, list_last })
            .into_iter()
            .filter(|plan| plan.places > 0 || !plan.in_list)
    })
}

#[test]
fn a_photo_loses_what_it_tells_and_nothing_moves() {
    for plan in all_plans() {
        let photo = heic(plan);
        assert_eq!(entries(&photo), Some(2), "{plan:?}: as another reader finds it");
        let (kept, what) = cleaned(&photo, 7).unwrap();
        assert_eq!(what, Some(Cleaned { is_lighter: true, ..Cleaned::default() }), "{plan:?}");
        assert_eq!(kept.len(), photo.len());
        for gone in ["CAM1", "45.06", "Torino", "xmp", "Rossi", "film", "before", "camera's"] {
            assert!(holds(&photo, gone) || gone == "before", "{gone}");
            assert!(!holds(&kept, gone), "{plan:?}: {gone}");
        }
        let changed = kept.iter().zip(&photo).filter(|(one, other)| one != other).count();
        assert!(holds(&kept, "what is seen of it") && changed < 250, "{changed}");
        assert_eq!(entries(&kept), Some(0), "{plan:?}: EXIF that says nothing");
        // Once clean it stays as it is.
        let again = cleaned(&kept, 1000).unwrap();
        assert_eq!(again, (kept, Some(Cleaned::default())));
    }
}

#[test]
fn what_has_gone_by_is_said() {
    let told = |photo: &[u8]| cleaned(photo, 50).unwrap().1.unwrap().keeps;
    assert!(told(&heic(Plan { list_last: true, ..USUAL })));
    assert!(!told(&heic(Plan { list_last: true, in_list: true, ..USUAL })));
    // A list that is too long, that does not end, and a film.
    let photo = heic(USUAL);
    let start = boxed(b"ftyp", b"heic\0\0\0\0mif1heic");
    for odd in [
        full(b"meta", 0, &boxed(b"free", &vec![1; META_MAX])),
        [b"\0\0\0\0meta\0\0\0\0", &photo[..]].concat(),
        boxed(b"moov", b"\xa9xyz+45.0612"),
    ] {
        let file = [&start[..], &odd].concat();
        let (kept, what) = cleaned(&file, 1000).unwrap();
        assert!(what.unwrap().keeps && kept == file);
    }
    // All there is, another file, another item's bytes.
    let at = photo.windows(4).position(|window| window == b"iloc").unwrap();
    let second = at + 4 + 4 + 4 + 24;
    assert_eq!(photo[second..second + 2], [0, 2]);
    for (place, value) in [(second + 3, 2), (second + 5, 1), (second + 23, 0)] {
        let mut photo = photo.clone();
        photo[place] = value;
        assert!(told(&photo), "{place}");
    }
}

#[test]
fn what_shows_nothing_is_damaged() {
    let photo = heic(USUAL);
    let list = photo.windows(4).position(|window| window == b"meta").unwrap() - 4;
    let data = photo.windows(4).position(|window| window == b"mdat").unwrap();
    for cut in [8, list, list + 1, list + 4, list + 30, data - 5, data + 5, data + 30] {
        assert_eq!(cleaned(&photo[..cut], 9), Err(Damaged), "{cut}");
    }
    // What is appended may end anywhere, and be no box at all.
    let end = photo.len();
    assert!(cleaned(&photo[..end - 3], 9).is_ok());
    for more in [&b"\0\0\0\x02 Mario Rossi"[..], b"Mario Rossi", b"Rossi"] {
        let (kept, _) = cleaned(&[&photo[..], more].concat(), 9).unwrap();
        assert!(kept.len() == end + more.len() && !holds(&kept, "Rossi"));
    }
    // Versions and sizes that do not exist, an item outside its list.
    let places = photo.windows(4).position(|window| window == b"iloc").unwrap() + 4;
    for (at, value) in [(places, 3), (places + 4, 0x54), (places + 4 + 4 + 24 + 3, 1)] {
        let mut photo = photo.clone();
        photo[at] = value;
        assert_eq!(cleaned(&photo, 9), Err(Damaged), "{at}");
    }
}

#[test]
fn counts_without_bytes_cost_nothing() {
    // 60 000 items of 65 535 pieces each, none of which takes a byte.
    let mut body = vec![0, 0, 0xea, 0x60];
    for _ in 0..60_000 {
        body.extend([0, 2, 0, 0, 0xff, 0xff]);
    }
    let names = full(b"iinf", 0, &[&[0, 1][..], &item(2, b"Exif", b"")].concat());
    let list = full(b"meta", 0, &[names, full(b"iloc", 0, &body)].concat());
    let file = [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), list].concat();
    let start = std::time::Instant::now();
    assert!(cleaned(&file, 100_000).unwrap().1.unwrap().keeps);
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

proptest! {
    #[test]
    fn a_photo_that_was_bent_comes_the_same_in_any_pieces(
        places in 0_u8..3,
        in_list: bool,
        list_last: bool,
        bends in prop::collection::vec((0_usize..2000, any::<u8>()), 0..4),
        size in 1_usize..200,
    ) {
        let mut photo = heic(Plan { places, in_list, list_last });
        for (at, byte) in bends {
            let at = at % photo.len();
            photo[at] = byte;
        }
        let whole = cleaned(&photo, usize::MAX);
        prop_assert_eq!(&cleaned(&photo, size), &whole);
        if let Ok((kept, _)) = whole {
            prop_assert_eq!(kept.len(), photo.len());
        }
    }

    #[test]
    fn any_list_is_read_to_its_end(version in 0_u8..4, bytes: Vec<u8>, size in 1_usize..50) {
        let names = full(b"iinf", 0, &[&[0, 1][..], &item(2, b"Exif", b"")].concat());
        let boxes = [names, full(b"iloc", version, &bytes), boxed(b"idat", &bytes)].concat();
        let file = [&boxed(b"ftyp", b"heic")[..], &full(b"meta", 0, &boxes), &bytes].concat();
        prop_assert_eq!(cleaned(&file, size), cleaned(&file, usize::MAX));
        let file = [&boxed(b"ftyp", b"heic")[..], &full(b"meta", 0, &bytes), &bytes].concat();
        prop_assert_eq!(cleaned(&file, size), cleaned(&file, usize::MAX));
    }
}
