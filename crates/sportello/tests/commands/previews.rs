//! Files are drawn by a process of their own: what is hostile ends there, within time and memory, and takes nothing along.

use std::time::{Duration, Instant};

use gateway::{
    previews::{Kind, LONGEST, NotDrawn, Previews, View},
    vault::Reading,
};

/// A PDF of these objects, the first its catalogue.
fn pdf(objects: &[String]) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    for (n, object) in objects.iter().enumerate() {
        file += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    (file + "trailer\n<< /Root 1 0 R >>\n%%EOF\n").into_bytes()
}

/// One page of A4 with this content, and what its dictionary and that of the content say besides.
fn page(page: &str, dict: &str, content: &str, more: &[String]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R {page} >>"),
        format!("<< /Length {} {dict} >>\nstream\n{content}\nendstream", content.len()),
    ];
    objects.extend_from_slice(more);
    pdf(&objects)
}

/// A directory of a TIFF: entries of one LONG each, then where the next one stands.
fn directory(entries: &[(u16, u32)], next: u32) -> Vec<u8> {
    let mut directory = u16::try_from(entries.len()).unwrap_or(0).to_le_bytes().to_vec();
    for (tag, value) in entries {
        directory.extend(tag.to_le_bytes());
        directory.extend([4, 0, 1, 0, 0, 0]);
        directory.extend(value.to_le_bytes());
    }
    directory.extend(next.to_le_bytes());
    directory
}

/// Scans that say they are huge, are made of thousands of pages or of endlessly many strips.
fn scans() -> Vec<(Kind, Vec<u8>)> {
    let head = b"II*\0\x08\0\0\0";
    let page = |side: u32, rows: u32, colours: u32, next: u32| {
        let entries = [
            (256, side),
            (257, side),
            (258, 8),
            (259, 1),
            (262, colours),
            (273, 8),
            (277, 1),
            (278, rows),
            (279, 64),
        ];
        directory(&entries, next)
    };
    let length = u32::try_from(page(1, 1, 1, 0).len()).unwrap_or(0);
    let mut many = head.to_vec();
    for n in 1..=20_000 {
        many.extend(page(8, 8, 1, 8 + n * length));
    }
    let files = [
        [&head[..], &page(u32::MAX, u32::MAX, 1, 0)].concat(),
        [&head[..], &page(30_000, 30_000, 1, 0)].concat(),
        [&head[..], &page(29_000, 1, 6, 0)].concat(),
        // Each page is followed by itself.
        [&head[..], &page(8, 8, 1, 8)].concat(),
        many,
        // More entries than there are bytes.
        [&head[..], &[0xff; 40]].concat(),
    ];
    files.into_iter().map(|file| (Kind::Scan, file)).collect()
}

/// Envelopes in envelopes, pieces in pieces, lengths that are not there.
fn envelopes() -> Vec<(Kind, Vec<u8>)> {
    let kind = |last: u8| [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, last];
    // Every length is left open, and no end is marked.
    let begin = [
        &[0x30, 0x80][..],
        &kind(2),
        &[0xa0, 0x80, 0x30, 0x80, 2, 1, 1, 0x31, 0, 0x30, 0x80],
        &kind(1),
        &[0xa0, 0x80],
    ]
    .concat();
    let with = |more: &[u8]| [&begin, more].concat();
    let octets = |held: &[u8]| {
        [&[4, 0x84][..], &u32::try_from(held.len()).unwrap_or(0).to_be_bytes(), held].concat()
    };
    let mut nested = with(&octets(b"%PDF-1.4"));
    for _ in 0..1000 {
        nested = with(&octets(&nested));
    }
    let own = "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F 5 0 R >> >> \
               /Length 10 >>\nstream\n/F Do /F Do\nendstream";
    let calls = page("/Resources << /XObject << /F 5 0 R >> >>", "", "/F Do", &[own.to_owned()]);
    let files = [
        nested,
        with(&[0x24, 0x80].repeat(5_000_000)),
        with(&[0x24, 0x80, 4, 1, 65].repeat(1_000_000)),
        with(&[4, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        // What is inside is as hostile as it would be alone.
        with(&octets(&calls)),
    ];
    files.into_iter().map(|file| (Kind::Signed, file)).collect()
}

#[tokio::test]
async fn what_is_hostile_ends_in_its_own_process() {
    let program = env!("CARGO_BIN_EXE_sportello").into();
    let previews = Previews::Program(program, vec!["preview".into()]);
    let drawn = async |file: Vec<u8>| {
        previews.image(Kind::Pdf, (1, View::wide(1000)), Reading::of(file)).await
    };

    let plain = page("", "", "1 0 0 rg 100 100 200 200 re f", &[]);
    let image = drawn(plain.clone()).await.expect("an image");
    assert_eq!(image.media_type, "image/png");
    assert!(image.bytes.starts_with(b"\x89PNG"));

    // It calls itself without end; it is nested deeper than any stack; a byte unfolds to more than there is memory.
    let own = "<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F 5 0 R >> >> \
               /Length 10 >>\nstream\n/F Do /F Do\nendstream";
    let nested = format!("{}{}", "[".repeat(400_000), "]".repeat(400_000));
    let fold = "/RunLengthDecode ".repeat(7);
    // 129 of a byte that is 129 again: each reading of it makes sixty-four times as much.
    let hostile = [
        page("/Resources << /XObject << /F 5 0 R >> >>", "", "/F Do", &[own.to_owned()]),
        page(&format!("/Odd {nested}"), "", &nested, &[]),
        page("", &format!("/Filter [{fold}]"), &"A".repeat(8), &[]),
        page("", "", &"0 0 m 595 842 l 300 20 300 900 0 0 c b* ".repeat(400_000), &[]),
        {
            let mut bomb = page("", &format!("/Filter [{fold}]"), &"B".repeat(4000), &[]);
            bomb.iter_mut().filter(|byte| **byte == b'B').for_each(|byte| *byte = 129);
            bomb
        },
    ];
    for (n, file) in hostile.into_iter().enumerate() {
        let begun = Instant::now();
        let answer = drawn(file).await;
        let took = begun.elapsed();
        assert!(took < LONGEST + Duration::from_secs(5), "{n} took {took:?}");
        let told = answer.map(|image| image.bytes.len());
        assert!(
            matches!(told, Ok(_) | Err(NotDrawn::GivenUp | NotDrawn::Fault(_))),
            "{n}: {told:?}"
        );
    }
    for (n, (kind, file)) in scans().into_iter().chain(envelopes()).enumerate() {
        let begun = Instant::now();
        let looks = previews.looks(kind, Reading::of(file.clone())).await.map(|_| ());
        let image =
            previews.image(kind, (1, View::wide(1000)), Reading::of(file)).await.map(|_| ());
        let took = begun.elapsed();
        assert!(took < LONGEST + Duration::from_secs(5), "{n} took {took:?}");
        for told in [looks, image] {
            assert!(
                matches!(told, Ok(()) | Err(NotDrawn::GivenUp | NotDrawn::Fault(_))),
                "{kind:?} {n}: {told:?}"
            );
        }
    }
    // Wherever it is cut there is an answer, and afterwards all is as before.
    for cut in (0..plain.len()).step_by(plain.len() / 12) {
        let answer = drawn(plain[..cut].to_vec()).await.map(|image| image.bytes.len());
        assert!(matches!(answer, Ok(_) | Err(NotDrawn::Fault(_))), "{cut}: {answer:?}");
    }
    assert_eq!(drawn(plain).await.expect("an image").bytes, image.bytes);
}

#[tokio::test]
async fn a_program_that_does_not_answer_is_given_up() {
    for program in ["/bin/false", "/bin/true", "/nowhere/at/all"] {
        let previews = Previews::Program(program.into(), Vec::new());
        let answer = previews.looks(Kind::Pdf, Reading::of(vec![0; 200_000])).await;
        assert!(
            matches!(answer, Err(NotDrawn::GivenUp | NotDrawn::Broken(_))),
            "{program}: {answer:?}"
        );
    }
}
