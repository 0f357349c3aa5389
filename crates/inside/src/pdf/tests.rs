//! PDFs made here, each with one thing that is asked.

use std::io::Write;

use proptest::prelude::*;

use super::*;

/// A PDF of these objects.
fn pdf(objects: &[&str]) -> Vec<u8> {
    let mut text = String::from("%PDF-1.7\n");
    for (n, object) in objects.iter().enumerate() {
        text += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    text += "trailer\n<< /Root 1 0 R >>\n%%EOF\n";
    text.into_bytes()
}

/// A PDF whose objects are folded into one stream.
fn folded(objects: &[&str], filter: &str) -> Vec<u8> {
    let mut places = String::new();
    let mut all = String::new();
    for (n, object) in objects.iter().enumerate() {
        places += &format!("{} {} ", n + 10, all.len());
        all += object;
        all.push(' ');
    }
    let first = places.len();
    let mut zip = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    zip.write_all((places + &all).as_bytes()).unwrap();
    let data = zip.finish().unwrap();
    let head = format!(
        "%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N {} /First {first} /Length {} /Filter {filter} >>\nstream\r\n",
        objects.len(),
        data.len()
    );
    [head.as_bytes(), &data, b"\nendstream\nendobj\n"].concat()
}

const CATALOG: &str = "<< /Type /Catalog /Pages 2 0 R >>";

#[test]
fn a_plain_pdf_says_nothing() {
    assert_eq!(look(&pdf(&[CATALOG])), Facts::default());
}

#[test]
fn programs_are_found_wherever_they_stand() {
    for object in [
        "<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>",
        "<< /S /Java#53cript >>",
        "<< /A [ << /S/Launch /F (x) >> ] >>",
        "<< /Names << /JavaScript 5 0 R >> >>",
        "<< /Type /Filespec /F (fattura.PDF.exe) /EF << /F 4 0 R >> >>",
        "<< /Type /Filespec /UF <FEFF0061002E006A0073> /EF << /F 4 0 R >> >>",
        "<< /S /GoTo /S /JavaScript >>",
        // Swallowed by a bracket that never closes, in a stream, after a comment.
        "( open\nendobj\n2 0 obj << /JS 3 0 R >>",
        "<< /Length 40 >>\nstream\n7 0 obj << /JS 3 0 R >> endobj\nendstream",
        "% << \n << /JS 3 0 R >>",
    ] {
        let facts = look(&pdf(&[CATALOG, object]));
        assert!(facts.has_program && facts.is_refused(), "{object}");
        if !object.contains("endobj") && !object.starts_with('%') {
            for filter in ["/FlateDecode", "[ /FlateDecode ]"] {
                assert!(look(&folded(&["<< >>", object], filter)).has_program, "{object}");
            }
        }
    }
    for object in [
        "<< /Type /Filespec /F (planimetria.pdf) /EF << /F 4 0 R >> >>",
        "<< /Title (JavaScript e /JS) /S /GoTo >>",
        "<< /S /URI /URI (https://example.it/a.js) >>",
    ] {
        assert!(!look(&pdf(&[object])).has_program, "{object}");
    }
}

#[test]
fn a_signed_pdf_is_taken_with_its_program() {
    let signature = "<< /Type /Sig /ByteRange [0 10 20 30] /Contents <308006> >>";
    let facts = look(&pdf(&["<< /S /JavaScript >>", signature]));
    assert!(facts.is_signed && facts.has_program && !facts.is_refused());
}

#[test]
fn pdf_a_is_what_the_metadata_declare() {
    let stream = |xmp: &str| {
        format!(
            "<< /Type /Metadata /Subtype /XML /Length {} >>\nstream\n{xmp}\nendstream",
            xmp.len()
        )
    };
    for (xmp, declared) in [
        ("<rdf:Description pdfaid:part=\"2\" pdfaid:conformance=\"B\"/>", Some("2b")),
        ("<pdfaid:part>1</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>", Some("1a")),
        ("<pdfaid:part> 4 </pdfaid:part>", Some("4")),
        ("<pdfaid:part>x</pdfaid:part>", None),
        ("<x:xmpmeta/>", None),
    ] {
        let facts = look(&pdf(&[CATALOG, &stream(xmp)]));
        assert_eq!(facts.declared.as_deref(), declared, "{xmp}");
    }
    // A page that speaks of it declares nothing.
    assert_eq!(look(&pdf(&["<< >>\nstream\n<pdfaid:part>1<\nendstream"])).declared, None);
}

#[test]
fn fonts_are_inside_or_not() {
    for (object, lacks) in [
        ("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", true),
        ("<< /Type /Font /Subtype /TrueType /FontDescriptor 3 0 R >>", false),
        ("<< /Type /Font /Subtype /Type0 /DescendantFonts [4 0 R] >>", false),
        ("<< /Type /FontDescriptor /FontName /Arial >>", true),
        ("<< /Type /FontDescriptor /FontFile2 5 0 R >>", false),
    ] {
        assert_eq!(look(&pdf(&[object])).lacks_fonts, lacks, "{object}");
    }
}

#[test]
fn encryption_is_seen_in_trailer_and_table() {
    let trailer = b"%PDF-1.4\ntrailer << /Root 1 0 R /Encrypt 9 0 R >>";
    assert!(look(trailer).is_encrypted);
    assert!(look(&pdf(&["<< /Type /XRef /Encrypt 9 0 R >>"])).is_encrypted);
}

#[test]
fn what_unfolds_without_end_is_refused() {
    let blank = " ".repeat(usize::try_from(UNFOLDED_MAX).unwrap() + 10);
    assert!(look(&folded(&[&blank], "/FlateDecode")).is_refused());
    assert!(look(&folded(&["<< >>"], "/LZWDecode")).is_refused());
    let again = "1 0 obj (".repeat(10_000);
    assert!(look(again.as_bytes()).is_endless);
    assert!(!look("1 0 obj [".repeat(200).as_bytes()).is_endless);
    // One that holds all the others, as each of those does.
    let nested = "1 0 obj << /Type /ObjStm /N 1 /First 9 >>\nstream\n".repeat(40_000);
    assert!(look(nested.as_bytes()).is_endless);
}

/// Looked for anew from each, the end of these streams takes hours.
#[test]
fn streams_without_end_are_read_in_one_go() {
    let streams = "1 0 obj<<>>stream\n".repeat(500_000);
    assert!(!look(streams.as_bytes()).is_refused());
    let script = format!("{streams}endstream 2 0 obj << /JS (x) >>");
    assert!(look(script.as_bytes()).has_program);
}

proptest! {
    #[test]
    fn anything_is_read_to_its_end(bytes: Vec<u8>) {
        let _ = look(&[b"%PDF-1.4\n1 0 obj", bytes.as_slice()].concat());
    }

    #[test]
    fn anything_that_looks_like_it_is_read_to_its_end(
        parts in prop::collection::vec(prop::sample::select(vec![
            "1 0 obj", "<<", ">>", "[", "]", "(", ")", "<", ">", "/JS", "/S", "#", "#4", "\\", "%", "\n", "stream\n",
            "endstream", "/Type /ObjStm", "/First 3", "/Length 9", "/Filter /FlateDecode", "trailer", " 12 ", "}",
        ]), 0..60),
    ) {
        let _ = look(parts.concat().as_bytes());
    }
}
