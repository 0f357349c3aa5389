//! TIFF files made here, in both orders of bytes.

use proptest::prelude::*;

use super::super::tests::{cleaned, holds};
use super::*;

/// A file under construction: what entries point to stands before them, as most programs write it.
struct Making {
    bytes: Vec<u8>,
    is_little: bool,
}

/// An entry: tag, kind, count, and its values or where they stand.
type Line = (u16, u16, u32, [u8; 4]);

impl Making {
    fn new(is_little: bool) -> Self {
        let start = STARTS[usize::from(!is_little)];
        Self { bytes: [start, &[0; 4]].concat(), is_little }
    }

    fn two(&self, n: u16) -> [u8; 2] {
        if self.is_little { n.to_le_bytes() } else { n.to_be_bytes() }
    }

    fn four(&self, n: usize) -> [u8; 4] {
        let n = u32::try_from(n).unwrap();
        if self.is_little { n.to_le_bytes() } else { n.to_be_bytes() }
    }

    /// Adds bytes; where they stand.
    fn add(&mut self, bytes: &[u8]) -> [u8; 4] {
        let at = self.four(self.bytes.len());
        self.bytes.extend_from_slice(bytes);
        at
    }

    fn text(&mut self, tag: u16, text: &str) -> Line {
        let at = self.add(text.as_bytes());
        (tag, 2, u32::try_from(text.len()).unwrap(), at)
    }

    /// Adds a directory; where it stands.
    fn directory(&mut self, lines: &[Line], next: [u8; 4]) -> [u8; 4] {
        let mut bytes = self.two(u16::try_from(lines.len()).unwrap()).to_vec();
        for (tag, kind, count, value) in lines {
            bytes.extend([self.two(*tag), self.two(*kind)].concat());
            bytes.extend([self.four(usize::try_from(*count).unwrap()), *value].concat());
        }
        bytes.extend(next);
        self.add(&bytes)
    }

    fn short(&self, tag: u16, n: u16) -> Line {
        let [a, b] = self.two(n);
        (tag, 3, 1, [a, b, 0, 0])
    }
}

const PIXELS: &[u8] = b"what is seen of it";

/// A scan of two pages, with place, camera and words; and what stays of its first directory.
fn tiff(is_little: bool) -> (Vec<u8>, Vec<Line>) {
    let mut making = Making::new(is_little);
    let pixels = making.add(PIXELS);
    let place = making.add(b"45.0612 N 7.5803 E");
    let gps = making.directory(&[(2, 5, 2, place), (1, 2, 2, *b"N\0\0\0")], [0; 4]);
    let maker = making.add(b"a camera's own");
    let owner = making.text(42_032, "Mario Rossi");
    let own = making.directory(&[(37_500, 7, 14, maker), owner], [0; 4]);
    let lines = [
        making.short(256, 3),
        making.text(270, "a comment"),
        making.text(271, "CAM1\0"),
        (272, 2, 4, *b"X1\0\0"),
        (273, 4, 1, pixels),
        making.short(274, 6),
        (279, 4, 1, making.four(PIXELS.len())),
        making.text(306, "2027:03:01 09:00:00"),
        making.text(700, "<x:xmpmeta>Torino</x:xmpmeta>"),
        (34_665, 4, 1, own),
        (34_853, 4, 1, gps),
        making.text(34_675, "colours"),
    ];
    let artist = making.text(315, "Anna Bianchi");
    let second = making.directory(&[(273, 4, 1, pixels), artist], [0; 4]);
    let first = making.directory(&lines, second);
    making.bytes[4..8].copy_from_slice(&first);
    let kept = lines.into_iter().filter(|line| [256, 273, 274, 279, 34_675].contains(&line.0));
    (making.bytes, kept.collect())
}

#[test]
fn a_scan_loses_what_it_tells_and_nothing_moves() {
    for is_little in [true, false] {
        let (scan, lines) = tiff(is_little);
        let (kept, what) = cleaned(&scan, 7).unwrap();
        assert_eq!(what, Some(Cleaned { is_lighter: true, ..Cleaned::default() }));
        assert_eq!(kept.len(), scan.len());
        let gone =
            ["45.06", "camera", "Rossi", "comment", "CAM1", "X1", "2027", "Torino", "Bianchi"];
        for gone in gone {
            assert!(holds(&scan, gone) && !holds(&kept, gone), "{gone}");
        }
        assert!(holds(&kept, "what is seen of it") && holds(&kept, "colours"));
        // As another reader finds it.
        let exif = ::exif::Reader::new().read_raw(kept.clone()).unwrap();
        let mut tags: Vec<_> = exif
            .fields()
            .filter(|one| one.ifd_num == ::exif::In::PRIMARY)
            .map(|one| one.tag.number())
            .collect();
        tags.sort_unstable();
        assert_eq!(tags, lines.iter().map(|line| line.0).collect::<Vec<_>>());
        assert_eq!(exif.fields().count(), lines.len() + 1, "the second page too");
        assert_eq!(cleaned(&kept, 1000).unwrap(), (kept, Some(Cleaned::default())));
    }
}

#[test]
fn what_is_not_cleaned_is_said() {
    let told = Some(Cleaned { keeps: true, ..Cleaned::default() });
    let (mut scan, _) = tiff(true);
    scan.resize(HELD_MAX + 1, 0);
    assert_eq!(cleaned(&scan, 1_000_000), Ok((scan.clone(), told)), "a large one");
    let mut making = Making::new(true);
    let raw = making.directory(&[(273, 4, 1, [8, 0, 0, 0]), (RAW, 1, 4, [1, 4, 0, 0])], [0; 4]);
    making.bytes[4..8].copy_from_slice(&raw);
    assert_eq!(cleaned(&making.bytes, 9), Ok((making.bytes.clone(), told)), "what a camera saw");
    // Values written as nobody knows, and a directory that is not all there.
    for odd in [(37_000, 99, 1, [9, 0, 0, 0]), (34_665, 4, 1, [12, 0, 0, 0])] {
        let mut making = Making::new(true);
        making.add(b"    \xff\xff");
        let first = making.directory(&[(273, 4, 1, [8, 0, 0, 0]), odd], [0; 4]);
        making.bytes[4..8].copy_from_slice(&first);
        let (_, what) = cleaned(&making.bytes, 9).unwrap();
        assert_eq!(what, Some(Cleaned { is_lighter: true, stands: None, keeps: true }));
    }
}

#[test]
fn what_shows_nothing_is_damaged() {
    for bytes in [
        &b"II\x2a\0"[..],
        b"MM\0\x2a\0\0\0\0",
        b"II\x2a\0\x08\0\0\0\x01\0",
        b"II\x2a\0\xff\xff\xff\xff",
    ] {
        assert_eq!(cleaned(bytes, 3), Err(Damaged), "{bytes:?}");
    }
    let (scan, _) = tiff(false);
    assert_eq!(cleaned(&scan[..scan.len() - 1], 3), Err(Damaged), "cut short");
    // More directories than a file has pages.
    let mut making = Making::new(true);
    let empty = making.add(&[0; 6]);
    let many = making.add(&empty.repeat(100_000));
    let first = making.directory(&[(330, 4, 100_000, many), (273, 4, 1, many)], [0; 4]);
    making.bytes[4..8].copy_from_slice(&first);
    assert_eq!(cleaned(&making.bytes, 9000), Err(Damaged));
}

proptest! {
    #[test]
    fn a_scan_that_was_bent_comes_the_same_in_any_pieces(
        is_little: bool,
        bends in prop::collection::vec((0_usize..2000, any::<u8>()), 0..4),
        size in 1_usize..200,
    ) {
        let (mut scan, _) = tiff(is_little);
        for (at, byte) in bends {
            let at = at % scan.len();
            scan[at] = byte;
        }
        let whole = cleaned(&scan, usize::MAX);
        prop_assert_eq!(&cleaned(&scan, size), &whole);
        if let Ok((kept, _)) = whole {
            prop_assert_eq!(kept.len(), scan.len());
        }
    }

    #[test]
    fn any_directories_are_read_to_their_end(which in 0_usize..2, bytes: Vec<u8>, size in 1_usize..50) {
        let file = [STARTS[which], &bytes].concat();
        prop_assert_eq!(cleaned(&file, size), cleaned(&file, usize::MAX));
    }
}
