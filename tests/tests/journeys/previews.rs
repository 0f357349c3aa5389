//! Files of an application as the office sees them: drawn page by page, written down, open to nobody else.

use base64::Engine;
use form::FileType;
use futures_util::stream;
use model::{ApplicationId, FileId};
use reqwest::StatusCode;
use store::files::{self, File, Scan};
use tests::{direct::sign_in, filling::PNG, installation::Installation, visitor::Visitor};

use crate::{
    filling::{at_office, permit, send},
    on_both_engines,
};

on_both_engines!(
    a_file_is_seen_page_by_page_and_read_as_text,
    what_cannot_be_shown_says_so_and_can_be_downloaded,
    what_was_signed_or_scanned_is_seen,
    a_large_drawing_comes_part_by_part_and_is_turned,
    a_file_is_unfolded_on_the_application_itself,
    who_looks_at_a_file_is_written_down_once_and_nobody_else_does,
);

/// A PDF of so many pages of A4, each with a red square and its number in words.
fn drawing(pages: usize) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|n| format!("{} 0 R", 4 + 2 * n)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {pages} >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for n in 0..pages {
        let content =
            format!("1 0 0 rg 50 50 200 200 re f BT /F 24 Tf 60 700 Td (Tavola {}) Tj ET", n + 1);
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /Font << /F 3 0 R >> >> >>",
            5 + 2 * n
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let mut file = String::from("%PDF-1.4\n");
    for (n, object) in objects.iter().enumerate() {
        file += &format!("{} 0 obj\n{object}\nendobj\n", n + 1);
    }
    (file + "trailer\n<< /Root 1 0 R >>\n%%EOF\n").into_bytes()
}

/// Keeps a file beside an application, as if it had come with it.
async fn keep(
    installation: &Installation,
    application: &str,
    (name, bytes): (&str, Vec<u8>),
    state: Scan,
) -> String {
    let desk = installation.desk();
    let person = sign_in(desk, "citizens", "mario").await.session.person.id;
    let piece = stream::iter([Ok(bytes.into())]);
    let stored = desk.vault.put(piece, 100_000_000).await.expect("kept");
    let file = File {
        id: FileId(desk.clock.id()),
        draft: None,
        application: Some(of(application)),
        path: "vehicles.r1.registration".to_owned(),
        name: name.to_owned(),
        given_name: None,
        media_type: stored.media_type,
        size: i64::try_from(stored.size).expect("a size"),
        sha256: stored.sha256,
        inside: None,
        state,
        reason: None,
        created_at: desk.now(),
        person,
        removed_at: None,
        waits_since: None,
    };
    let mut tx = desk.db.write().await.expect("storage");
    files::add(&mut tx, &file).await.expect("added");
    tx.commit().await.expect("kept");
    format!("/ufficio{application}/file/{}", file.id)
}

fn of(application: &str) -> ApplicationId {
    application.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id")
}

async fn sent(installation: &Installation) -> String {
    let mut mario = permit(installation, "mario", "Abito nella ZTL").await;
    send(installation, &mut mario).await
}

/// Width and height of the image that was opened.
fn size(visitor: &Visitor) -> (u32, u32) {
    let header = |name: &str| {
        visitor.headers().get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned()
    };
    assert_eq!(header("content-security-policy"), "default-src 'none'; style-src 'none'; sandbox");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(header("content-type"), "image/png");
    let side = |at: usize| {
        let bytes = visitor.bytes().get(at..at + 4).and_then(|some| some.try_into().ok());
        u32::from_be_bytes(bytes.expect("a PNG"))
    };
    (side(16), side(20))
}

async fn a_file_is_seen_page_by_page_and_read_as_text(installation: Installation) {
    let application = sent(&installation).await;
    let plan = ("planimetria.pdf", drawing(23));
    let at = keep(&installation, &application, plan, Scan::Clean).await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    ugo.follow("2027/000001").await;
    // What came with the form has its preview beside it, on the way that one came.
    let links = ugo.all("a.file-look", "href");
    assert!(links.len() == 1 && links[0].contains("/anteprima?da="), "{links:?}");
    ugo.open(&format!("{at}/anteprima")).await;
    ugo.expect("planimetria.pdf").expect("Pagina 1 di 23").expect("Pagina 20 di 23");
    ugo.expect_not("Pagina 21 di 23").expect("Scarica il file");
    let images = ugo.all(".leaf img", "src");
    assert_eq!(images.len(), 20);
    assert_eq!(ugo.all(".leaf img", "alt")[1], "Pagina 2 di 23 di planimetria.pdf");
    let sides =
        (ugo.all(".leaf img", "width")[0].clone(), ugo.all(".leaf img", "height")[0].clone());
    assert_eq!(sides, ("1000".to_owned(), "1415".to_owned()));
    ugo.open(&images[1]).await;
    assert_eq!(size(&ugo), (1000, 1415));
    // Larger, by a link that stays where one is.
    ugo.open(&format!("{at}/anteprima")).await;
    ugo.follow("Pagine 21–23").await;
    ugo.expect("Pagina 23 di 23").expect("Pagine 1–20").follow("150 %").await;
    ugo.expect("Pagina 21 di 23");
    let images = ugo.all(".leaf img", "src");
    ugo.open(&images[0]).await;
    assert_eq!(size(&ugo), (1500, 2122));
    // Who does not see it reads it.
    ugo.open(&format!("{at}/anteprima")).await;
    let words = ugo.all("figcaption a", "href").remove(0);
    ugo.open(&words).await;
    ugo.expect("Tavola 1").follow("Torna all'anteprima").await;
    ugo.expect("Pagina 1 di 23");
    // There are no more pages than there are.
    assert_eq!(ugo.get(&format!("{at}/vista/24")).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(ugo.headers()["content-type"], "image/svg+xml");
    assert_eq!(ugo.get(&format!("{at}/vista/x")).await, StatusCode::NOT_FOUND);
    // A picture is shown as large as it is, and its file is saved, not opened.
    let at = keep(&installation, &application, ("foto.png", PNG.to_vec()), Scan::Clean).await;
    ugo.open(&format!("{at}/anteprima")).await;
    ugo.expect("foto.png").expect_not("Testo della pagina");
    let image = ugo.all(".leaf img", "src").remove(0);
    ugo.open(&image).await;
    let _ = size(&ugo);
}

async fn what_cannot_be_shown_says_so_and_can_be_downloaded(installation: Installation) {
    let application = sent(&installation).await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    let whole = drawing(2);
    let cut = whole[..300].to_vec();
    let none = "Di questo file non si può mostrare un'anteprima";
    for (name, bytes) in [
        ("rotto.pdf", cut),
        ("vuoto.pdf", b"%PDF-1.4\n%%EOF\n".to_vec()),
        (
            "disegno.svg",
            b"<?xml version=\"1.0\"?><svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
        ),
        ("pagina.html", b"<!DOCTYPE html><html><script>alert(1)</script></html>".to_vec()),
        ("falsa.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF and nothing more".to_vec()),
        ("archivio.zip", b"PK\x03\x04\x14\0\0\0\0\0".to_vec()),
    ] {
        let at = keep(&installation, &application, (name, bytes), Scan::Clean).await;
        assert_eq!(ugo.get(&format!("{at}/anteprima")).await, StatusCode::OK, "{name}");
        ugo.expect(none).expect("Scarica il file");
        assert!(ugo.all(".leaf img, .leaf-text", "class").is_empty(), "{name}");
        assert_eq!(
            ugo.get(&format!("{at}/vista/1")).await,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{name}"
        );
    }
    // A text is a text, whatever it says; a long one says that it goes on.
    let text = format!("nome;targa\n<b>Rossi</b>;AB123CD\n{}", "x".repeat(300_000));
    let at = keep(&installation, &application, ("elenco.csv", text.into()), Scan::Clean).await;
    ugo.open(&format!("{at}/anteprima")).await;
    ugo.expect("<b>Rossi</b>;AB123CD").expect("Il testo continua").expect_not("Grandezza");
    // What was not found clean is shown no more than it is downloaded.
    for state in [Scan::Pending, Scan::Refused, Scan::Unscanned] {
        let at = keep(&installation, &application, ("scheda.pdf", drawing(1)), state).await;
        for at in [format!("{at}/anteprima"), format!("{at}/vista/1"), format!("{at}/testo/1")] {
            assert_eq!(ugo.get(&at).await, StatusCode::CONFLICT, "{at}");
            ugo.expect_not("Tavola");
        }
    }
    assert!(desk::previews::is_shown(FileType::Pdf.media_type()));
}

/// A file in an envelope, signed by nobody (RFC 5652 § 5, DER).
pub(crate) fn signed(content: &[&[u8]]) -> Vec<u8> {
    let held = |tag: u8, parts: &[&[u8]]| {
        let held = parts.concat();
        let [.., high, mid, low] = held.len().to_be_bytes();
        [&[tag, 0x83, high, mid, low][..], &held].concat()
    };
    let kind = |last: u8| [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, last];
    let content = content.iter().map(|file| held(0xa0, &[&held(4, &[file])]));
    let content = held(0x30, &[&kind(1), &content.flatten().collect::<Vec<u8>>()]);
    let data = held(0x30, &[&[2, 1, 1], &held(0x31, &[]), &content, &held(0x31, &[])]);
    held(0x30, &[&kind(2), &held(0xa0, &[&data])])
}

/// A TIFF of so many pages of 64 × 32 in one bit.
fn scan(pages: u16) -> Vec<u8> {
    let mut file = b"II*\0\x08\x01\0\0".to_vec();
    file.resize(264, 0x0f);
    for page in 1..=pages {
        let entries: [(u16, u32); 9] = [
            (256, 64),
            (257, 32),
            (258, 1),
            (259, 1),
            (262, 1),
            (273, 8),
            (277, 1),
            (278, 32),
            (279, 256),
        ];
        file.extend([9, 0]);
        for (tag, value) in entries {
            file.extend(tag.to_le_bytes());
            file.extend([4, 0, 1, 0, 0, 0]);
            file.extend(value.to_le_bytes());
        }
        let next = u32::try_from(file.len() + 4).expect("short");
        file.extend(if page < pages { next } else { 0 }.to_le_bytes());
    }
    file
}

async fn what_was_signed_or_scanned_is_seen(installation: Installation) {
    let application = sent(&installation).await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    let unverified = "La firma non è stata verificata";
    let plan = signed(&[&signed(&[&drawing(2)])]);
    let letters = base64::engine::general_purpose::STANDARD.encode(&plan);
    for (name, file) in [("tavola.pdf.p7m", plan), ("tavola.p7m", letters.into_bytes())] {
        let at = keep(&installation, &application, (name, file), Scan::Clean).await;
        ugo.open(&format!("{at}/anteprima")).await;
        ugo.expect(unverified).expect("Pagina 2 di 2").expect("Scarica il file");
        let (image, words) = (ugo.all(".leaf img", "src"), ugo.all("figcaption a", "href"));
        ugo.open(&image[1]).await;
        assert_eq!(size(&ugo), (1000, 1415));
        ugo.open(&words[1]).await;
        ugo.expect("Tavola 2");
    }
    let text = ("nota.txt.p7m", signed(&["Così è.".as_bytes()]));
    let at = keep(&installation, &application, text, Scan::Clean).await;
    ugo.open(&format!("{at}/anteprima")).await;
    ugo.expect(unverified).expect("Così è.");
    // A signature alone, what is shown by nobody, what only telephones write: each says so in its words.
    for (name, file, said) in [
        ("tavola.p7s", signed(&[]), "soltanto una firma"),
        ("archivio.zip.p7m", signed(&[b"PK\x03\x04\x14\0\0\0\0\0"]), "non si può mostrare"),
        ("foto.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), "Le foto HEIC"),
    ] {
        let at = keep(&installation, &application, (name, file), Scan::Clean).await;
        ugo.open(&format!("{at}/anteprima")).await;
        ugo.expect(said).expect_not(unverified).expect("Scarica il file");
    }
    let at = keep(&installation, &application, ("tavole.tif", scan(3)), Scan::Clean).await;
    ugo.open(&format!("{at}/anteprima")).await;
    ugo.expect("Pagina 3 di 3").expect_not("Testo della pagina").expect_not(unverified);
    let images = ugo.all(".leaf img", "src");
    ugo.open(&images[2]).await;
    assert_eq!(size(&ugo), (64, 32));
}

async fn a_large_drawing_comes_part_by_part_and_is_turned(installation: Installation) {
    let application = sent(&installation).await;
    let plan = String::from_utf8(drawing(1)).expect("text").replace("0 0 595 842", "0 0 2384 3370");
    let at = keep(&installation, &application, ("A0.pdf", plan.into()), Scan::Clean).await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    ugo.open(&format!("{at}/anteprima")).await;
    assert_eq!(ugo.all(".leaf img", "src").len(), 1);
    ugo.follow("Grandezza piena").await;
    let (parts, alts) = (ugo.all(".leaf-row img", "src"), ugo.all(".leaf-row img", "alt"));
    assert_eq!((parts.len(), ugo.all(".leaf-row", "class").len()), (40, 8));
    assert!(alts.iter().all(String::is_empty));
    assert_eq!(ugo.all(".leaf-parts", "aria-label"), ["Pagina 1 di 1 di A0.pdf"]);
    assert_eq!(ugo.all(".leaf-row img", "loading").len(), 40);
    for (n, sides) in [(0, (2000, 2000)), (4, (1933, 2000)), (39, (1933, 41))] {
        ugo.open(&parts[n]).await;
        assert_eq!(size(&ugo), sides, "{n}");
    }
    // Turned to the right it stays as large, and four times is none.
    ugo.open(&format!("{at}/anteprima?zoom=piena")).await;
    ugo.follow("Ruota a destra").await;
    let rows = ugo.all(".leaf-row", "class").len();
    assert_eq!((ugo.all(".leaf-row img", "src").len(), rows), (40, 5));
    let last = ugo.all(".leaf-row img", "src").remove(39);
    ugo.open(&last).await;
    assert_eq!(size(&ugo), (41, 1933));
    ugo.open(&format!("{at}/anteprima")).await;
    for _ in 0..4 {
        ugo.follow("Ruota a destra").await;
    }
    assert_eq!(ugo.all(".leaf img", "width"), ["1000"]);
    assert!(!ugo.all(".leaf img", "src")[0].contains("giro"));
    // There are no more parts than there are.
    for part in ["5,0", "0,8", "4294967295,0"] {
        let at = format!("{at}/vista/1?zoom=piena&parte={part}");
        assert_eq!(ugo.get(&at).await, StatusCode::UNPROCESSABLE_ENTITY, "{part}");
    }
}

async fn a_file_is_unfolded_on_the_application_itself(installation: Installation) {
    let application = sent(&installation).await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    ugo.follow("2027/000001").await;
    ugo.expect("Guarda qui carta.pdf");
    assert_eq!(ugo.all("details.file-first", "open"), Vec::<String>::new());
    assert_eq!(ugo.all(".file-first img", "loading"), ["lazy"]);
    assert_eq!(ugo.all(".file-first img", "alt"), ["Prima pagina o immagine di carta.pdf"]);
    let image = ugo.all(".file-first img", "src").remove(0);
    assert!(image.ends_with("/vista/1"), "{image}");
    let looked = async || {
        let mut read = installation.desk().db.peek().await.expect("storage");
        let all = store::logs::readings(&mut read, of(&application), None, 100).await;
        let all = all.expect("storage");
        all.iter().filter(|reading| reading.purpose == "preview").count()
    };
    // Folded it is nobody's reading; unfolded it is one, as looking is.
    assert_eq!(looked().await, 0);
    ugo.get(&image).await;
    assert_eq!(
        ugo.headers()["content-security-policy"],
        "default-src 'none'; style-src 'none'; sandbox"
    );
    assert_eq!(looked().await, 1);
    // Who sent it opens the file itself: nothing is drawn for them.
    let mut mario = installation.as_("mario", &application).await;
    assert!(mario.all(".file-first", "class").is_empty());
    mario.open(&application).await;
    mario.expect("carta.pdf").expect_not("Guarda qui");
}

async fn who_looks_at_a_file_is_written_down_once_and_nobody_else_does(installation: Installation) {
    let application = sent(&installation).await;
    let other = sent(&installation).await;
    let at = keep(&installation, &application, ("tavole.pdf", drawing(3)), Scan::Clean).await;
    let looked = async || {
        let mut read = installation.desk().db.peek().await.expect("storage");
        let all = store::logs::readings(&mut read, of(&application), None, 100).await;
        let all = all.expect("storage");
        all.iter().filter(|reading| reading.purpose == "preview").count()
    };
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    // Also who asks for a page alone.
    ugo.open(&format!("{at}/vista/2")).await;
    assert_eq!(looked().await, 1);
    for more in ["/anteprima", "/vista/1", "/vista/3", "/testo/1"] {
        ugo.open(&format!("{at}{more}")).await;
    }
    assert_eq!(looked().await, 1, "one looking is one reading");
    installation.clock.advance(chrono::Duration::minutes(11));
    ugo.open(&format!("{at}/anteprima")).await;
    assert_eq!(looked().await, 2);
    // Another office, who sent it, and who is nobody find nothing; nor does one find it at another application.
    let elsewhere = at.replace(&application, &other);
    assert_eq!(ugo.get(&format!("{elsewhere}/anteprima")).await, StatusCode::NOT_FOUND);
    let mut registry = installation.as_("anagrafe", "/ufficio").await;
    for more in ["/anteprima", "/vista/1", "/testo/1"] {
        assert_eq!(registry.get(&format!("{at}{more}")).await, StatusCode::NOT_FOUND);
    }
    let mut nobody = installation.visitor();
    nobody.get(&format!("{at}/vista/1")).await;
    assert_eq!(nobody.path(), "/ufficio/accedi");
    let mut mario = at_office(&installation, "mario-staff", &application).await;
    assert_eq!(
        mario.get(&format!("{at}/anteprima")).await,
        StatusCode::OK,
        "who must abstain may still read it"
    );
    let mut read = installation.desk().db.peek().await.expect("storage");
    let denials = store::logs::denials(&mut read, None, 100).await.expect("storage");
    assert!(denials.iter().filter(|it| it.application == Some(of(&application))).count() >= 3);
}
