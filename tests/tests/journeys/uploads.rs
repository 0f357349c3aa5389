//! Files that come in parts: whole, over lines that break, to a server that was ended, from somebody else, too late.

use chrono::Duration;
use reqwest::StatusCode;
use sportello::files::Files;
use tests::{
    installation::Installation,
    sender::{MORE, Sender},
    visitor::Visitor,
};

use crate::{filling::PDF, on_both_engines};

on_both_engines!(
    a_file_in_parts_stands_at_its_question,
    a_line_that_breaks_loses_nothing,
    a_file_whose_last_answer_was_lost_is_there,
    what_cannot_be_taken_is_said_early,
    an_upload_is_its_persons_alone,
    an_upload_that_nobody_goes_on_with_is_given_up,
    senders_at_once_leave_one_file,
    a_photo_loses_what_it_hides_and_a_pdf_says_what_it_is,
    a_pdf_that_asks_for_a_password_says_so,
    a_heic_loses_what_it_hides_or_says_that_it_may_not,
    anything_is_answered,
);

pub(crate) const MB: usize = 1024 * 1024;

/// A PDF of so many bytes, no two MB of it the same.
pub(crate) fn pdf(size: usize) -> Vec<u8> {
    let mut bytes = PDF.to_vec();
    let mut n = 0_u64;
    while bytes.len() < size {
        bytes.extend_from_slice(format!("% {n:x}\n").as_bytes());
        n += 0x9e37;
    }
    bytes.truncate(size);
    bytes
}

/// Somebody at the step with the file of a permit: browser, program, draft, path of the question.
pub(crate) async fn begun(
    installation: &Installation,
    who: &str,
) -> (Visitor, Sender, String, String) {
    let mut me = installation.as_(who, "/domanda/permesso-ztl").await;
    me.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    let draft = me.path().split('/').nth(2).unwrap_or_default().to_owned();
    let names = me.all("input[type=file]", "name");
    let path = names[0].strip_prefix("file:").expect("a path").to_owned();
    // A file of a new row needs its row.
    me.press("Salva la bozza").await;
    let sender = Sender::of(installation, &me);
    (me, sender, draft, path)
}

/// Announces a PDF; where it is sent to.
async fn announced(sender: &Sender, (draft, path): (&str, &str), size: usize) -> String {
    let heard = sender.announce(draft, path, ("carta.pdf", size)).await;
    assert_eq!(heard.status, StatusCode::CREATED, "{}", heard.text);
    heard.location().to_owned()
}

async fn a_file_in_parts_stands_at_its_question(installation: Installation) {
    let (mut me, sender, draft, path) = begun(&installation, "mario").await;
    let bytes = pdf(3 * MB + 7);
    let at = announced(&sender, (&draft, &path), bytes.len()).await;
    let heard = sender.send(&at, 0, &bytes[..2 * MB + 5]).await;
    assert_eq!((heard.status, heard.offset()), (StatusCode::NO_CONTENT, Some(2 * MB as u64 + 5)));
    assert_eq!(heard.headers["upload-expires"], "Mon, 08 Mar 2027 08:00:00 GMT");
    let step = me.path().to_owned();
    me.open(&step).await;
    me.expect("Caricamento interrotto di carta.pdf: 2,1 MB di 3,2 MB");
    let heard = sender.send(&at, 2 * MB + 5, &bytes[2 * MB + 5..]).await;
    assert_eq!((heard.status, heard.offset()), (StatusCode::NO_CONTENT, Some(bytes.len() as u64)));
    assert_eq!(sender.look(&at).await.offset(), Some(bytes.len() as u64));
    me.open(&step).await;
    me.expect("carta.pdf").expect("pronto").expect("non dichiarato PDF/A");
    me.expect_not("Caricamento interrotto");
    let file = me.all(".file-name a", "href");
    me.open(&file[0]).await;
    assert!(me.bytes() == bytes, "other bytes than were sent");
    let vault = &installation.desk().vault;
    assert!(vault.uploads().await.expect("the vault").is_empty(), "parts are left");
}

async fn a_line_that_breaks_loses_nothing(installation: Installation) {
    let (mut me, sender, draft, path) = begun(&installation, "mario").await;
    let bytes = pdf(3 * MB);
    let at = announced(&sender, (&draft, &path), bytes.len()).await;
    let (sent, promised) = (MB + 700, bytes.len());
    sender.break_off(&at, 0, (&bytes[..sent], promised)).await;
    let mut there = None;
    for _ in 0..100 {
        there = sender.look(&at).await.offset();
        if there == Some(sent as u64) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(there, Some(sent as u64), "what came before the line broke");
    for wrong in [0, sent - 1, sent + 1] {
        let heard = sender.send(&at, wrong, &bytes[wrong..]).await;
        assert_eq!(heard.status, StatusCode::CONFLICT, "{wrong}");
    }
    let heard = sender.send(&at, sent, &[&bytes[sent..], b"and more"].concat()).await;
    assert_eq!(heard.status, StatusCode::CONFLICT, "more than was announced");
    let there =
        usize::try_from(sender.look(&at).await.offset().expect("an offset")).expect("small");
    assert!(there >= sent && there < bytes.len());
    assert_eq!(sender.send(&at, there, &bytes[there..]).await.offset(), Some(bytes.len() as u64));
    let step = me.path().to_owned();
    me.open(&step).await;
    let file = me.all(".file-name a", "href");
    me.open(&file[0]).await;
    assert!(me.bytes() == bytes, "other bytes than were sent");
}

/// The server was ended when the last part lay on the disk and nothing else was done.
async fn a_file_whose_last_answer_was_lost_is_there(installation: Installation) {
    let (mut me, sender, draft, path) = begun(&installation, "mario").await;
    let bytes = pdf(MB + 9);
    let at = announced(&sender, (&draft, &path), bytes.len()).await;
    sender.send(&at, 0, &bytes[..MB]).await;
    let desk = installation.desk();
    let upload = at.rsplit('/').next().expect("an id").parse().expect("an id");
    let part = store::uploads::Part { upload, start: MB as i64, length: 9, part: desk.clock.id() };
    desk.vault.put_part(upload, part.part, bytes[MB..].to_vec()).await.expect("the vault");
    let mut tx = desk.db.write().await.expect("storage");
    let later = installation.now() + Duration::days(7);
    assert!(store::uploads::take(&mut tx, part, later).await.expect("storage"));
    tx.commit().await.expect("storage");
    let step = me.path().to_owned();
    for _ in 0..2 {
        let heard = sender.look(&at).await;
        assert_eq!((heard.status, heard.offset()), (StatusCode::OK, Some(bytes.len() as u64)));
        me.open(&step).await;
        assert_eq!(me.all(".file-name a", "href").len(), 1, "{}", me.text());
    }
    assert_eq!(sender.send(&at, bytes.len(), b"").await.status, StatusCode::CONFLICT);
    assert_eq!(sender.say("DELETE", &at, &[], &[]).await.status, StatusCode::NO_CONTENT);
    me.open(&step).await;
    me.expect("carta.pdf").expect("pronto");
}

async fn what_cannot_be_taken_is_said_early(installation: Installation) {
    let (mut me, sender, draft, path) = begun(&installation, "mario").await;
    let heard = sender.announce(&draft, &path, ("carta.pdf", 21_000_000)).await;
    assert_eq!(heard.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(heard.text.contains("carta.pdf supera 20 MB"), "{}", heard.text);
    let heard = sender.announce(&draft, &path, ("carta.pdf", 0)).await;
    assert!(heard.text.contains("è vuoto"), "{}", heard.text);
    assert_eq!(sender.announce(&draft, "nulla", ("a.pdf", 9)).await.status, StatusCode::NOT_FOUND);
    // The first part shows what it is: the rest need not be sent, and is heard out all the same.
    let large = [&b"MZ\x90\0"[..], &vec![7; 9 * MB]].concat();
    let at = announced(&sender, (&draft, &path), large.len()).await;
    let heard = sender.send(&at, 0, &large).await;
    assert_eq!(heard.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(heard.text.contains("«carta.pdf» non è un vero PDF"), "{}", heard.text);
    assert_eq!(sender.look(&at).await.status, StatusCode::NOT_FOUND);
    // At its end it is looked into.
    let evil = [pdf(2 * MB).as_slice(), b"9 0 obj << /S /JavaScript >> endobj"].concat();
    let at = announced(&sender, (&draft, &path), evil.len()).await;
    let heard = sender.send(&at, 0, &evil).await;
    assert_eq!(heard.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(heard.text.contains("contiene programmi"), "{}", heard.text);
    let step = me.path().to_owned();
    me.open(&step).await;
    me.expect_not("Caricamento interrotto");
    assert!(installation.desk().vault.uploads().await.expect("the vault").is_empty());
    // As many as there can be.
    let mut all = Vec::new();
    for _ in 0..3 {
        all.push(announced(&sender, (&draft, &path), PDF.len()).await);
    }
    for at in &all[..2] {
        assert_eq!(sender.send(at, 0, PDF).await.status, StatusCode::NO_CONTENT);
    }
    for heard in
        [sender.send(&all[2], 0, PDF).await, sender.announce(&draft, &path, ("carta.pdf", 9)).await]
    {
        assert_eq!(heard.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(heard.text.contains("Puoi caricare al massimo 2 file"), "{}", heard.text);
    }
    // Many that wait.
    let other = begun(&installation, "anna").await;
    for _ in 0..20 {
        announced(&other.1, (&other.2, &other.3), 9).await;
    }
    let heard = other.1.announce(&other.2, &other.3, ("carta.pdf", 9)).await;
    assert_eq!(heard.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(heard.text.contains("troppi caricamenti interrotti"), "{}", heard.text);
}

async fn an_upload_is_its_persons_alone(installation: Installation) {
    let (mut me, sender, draft, path) = begun(&installation, "mario").await;
    let at = announced(&sender, (&draft, &path), PDF.len()).await;
    let nobody = Sender::of(&installation, &installation.visitor());
    assert_eq!(nobody.look(&at).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(nobody.send(&at, 0, PDF).await.status, StatusCode::UNAUTHORIZED);
    for who in ["anna", "vigile", "amministratore", "mario-staff"] {
        let other = Sender::of(&installation, &installation.as_(who, "/").await);
        assert_eq!(other.look(&at).await.status, StatusCode::NOT_FOUND, "{who}");
        assert_eq!(other.send(&at, 0, PDF).await.status, StatusCode::NOT_FOUND, "{who}");
        assert_eq!(other.say("DELETE", &at, &[], &[]).await.status, StatusCode::NOT_FOUND, "{who}");
        let heard = other.announce(&draft, &path, ("a.pdf", 9)).await;
        assert_eq!(heard.status, StatusCode::NOT_FOUND, "{who}");
    }
    let mut read = installation.desk().db.peek().await.expect("storage");
    let denials = store::logs::denials(&mut read, None, 100).await.expect("storage");
    assert_eq!(denials.iter().filter(|denial| denial.what == "upload").count(), 3, "anna's");
    drop(read);
    // Given up on the page, without a script.
    let step = me.path().to_owned();
    me.open(&step).await;
    me.press("Annulla il caricamento di carta.pdf").await;
    me.expect_not("Caricamento interrotto");
    assert_eq!(sender.look(&at).await.status, StatusCode::NOT_FOUND);
}

async fn an_upload_that_nobody_goes_on_with_is_given_up(installation: Installation) {
    let (mut me, sender, draft, path) = begun(&installation, "mario").await;
    let bytes = pdf(2 * MB);
    let at = announced(&sender, (&draft, &path), bytes.len()).await;
    sender.send(&at, 0, &bytes[..MB]).await;
    let step = me.path().to_owned();
    let desk = installation.desk();
    installation.clock.advance(Duration::days(6));
    desk.purge().await.expect("storage");
    installation.again(&mut me, "mario", &step).await;
    let sender = Sender::of(&installation, &me);
    assert_eq!(sender.look(&at).await.offset(), Some(MB as u64));
    // Going on puts the end off.
    sender.send(&at, MB, &bytes[MB..MB + 10]).await;
    installation.clock.advance(Duration::days(6));
    installation.again(&mut me, "mario", &step).await;
    let sender = Sender::of(&installation, &me);
    assert_eq!(sender.look(&at).await.status, StatusCode::OK);
    installation.clock.advance(Duration::days(2));
    installation.again(&mut me, "mario", &step).await;
    me.expect_not("Caricamento interrotto");
    let sender = Sender::of(&installation, &me);
    assert_eq!(sender.look(&at).await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.vault.uploads().await.expect("the vault").len(), 1);
    desk.purge().await.expect("storage");
    assert!(desk.vault.uploads().await.expect("the vault").is_empty());
}

async fn senders_at_once_leave_one_file(installation: Installation) {
    let (mut me, sender, draft, path) = begun(&installation, "mario").await;
    let bytes = pdf(2 * MB + 3);
    let at = announced(&sender, (&draft, &path), bytes.len()).await;
    let all = (0..4).map(|_| sender.send(&at, 0, &bytes));
    let heard = futures_util::future::join_all(all).await;
    let done = heard.iter().filter(|heard| heard.status == StatusCode::NO_CONTENT).count();
    assert!(heard.iter().all(|heard| [204, 409].contains(&heard.status.as_u16())), "{heard:?}");
    assert!(done <= 1, "{heard:?}");
    // Whoever lost asks, and goes on from there.
    let there =
        usize::try_from(sender.look(&at).await.offset().expect("an offset")).expect("small");
    if there < bytes.len() {
        sender.send(&at, there, &bytes[there..]).await;
    }
    let step = me.path().to_owned();
    me.open(&step).await;
    let files = me.all(".file-name a", "href");
    assert_eq!(files.len(), 1, "{}", me.text());
    me.open(&files[0]).await;
    assert!(me.bytes() == bytes, "other bytes than were sent");
}

/// One segment of a JPEG.
fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
    [&[0xff, marker][..], &length, body].concat()
}

async fn a_photo_loses_what_it_hides_and_a_pdf_says_what_it_is(installation: Installation) {
    let (mut me, sender, draft, path) = begun(&installation, "mario").await;
    let step = me.path().to_owned();
    // On its side (6), with a place.
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0 45.0612 N 7.5803 E";
    let seen = [segment(0xda, &[0; 10]), b"pixels\xff\xd9".to_vec()].concat();
    let photo = [b"\xff\xd8".to_vec(), segment(0xe1, exif), seen.clone()].concat();
    let at = announced(&sender, (&draft, &path), photo.len()).await;
    assert_eq!(sender.send(&at, 0, &photo).await.status, StatusCode::NO_CONTENT);
    me.open(&step).await;
    me.expect("tolti luogo, data e altri dati nascosti · si vede dritta");
    let file = me.all(".file-name a", "href");
    me.open(&file[0]).await;
    let kept = me.bytes();
    assert!(kept.ends_with(&seen) && !String::from_utf8_lossy(kept).contains("45.0612"));
    assert!(kept.len() < photo.len());
    me.open(&step).await;
    let label = "Carta di circolazione";
    for (name, bytes, told) in [
        ("foto.jpg", &b"\xff\xd8\xff\xe0\0\x10JFIF"[..], "«foto.jpg» è rovinato"),
        ("modulo.pdf", b"%PDF-1.4\n1 0 obj << /OpenAction << /JS (x) >> >>", "contiene programmi"),
    ] {
        me.attach(label, name, bytes);
        assert_eq!(me.submit("Salva la bozza").await, StatusCode::UNPROCESSABLE_ENTITY);
        me.expect(told);
    }
    let xmp = "<rdf:Description pdfaid:part=\"2\" pdfaid:conformance=\"B\"/>";
    let archive = format!(
        "%PDF-1.7\n1 0 obj\n<< /Type /Metadata /Length {} >>\nstream\n{xmp}\nendstream\nendobj\n",
        xmp.len()
    );
    me.attach(label, "carta.pdf", archive.as_bytes()).press("Carica").await;
    me.expect("dichiarato PDF/A-2b · caratteri incorporati").expect_not("valido");
}

/// A paper of an invented person, shut by qpdf.
fn shut(name: &str, password: &str) -> Vec<u8> {
    let folder = tests::installation::folder(name);
    let [open, shut] = ["open.pdf", "shut.pdf"].map(|name| folder.join(name));
    let paper = documents::receipt(&tests::bench::sample::rich_receipt()).expect("a paper");
    std::fs::write(&open, paper).expect("written");
    let done = std::process::Command::new("qpdf")
        .args(["--encrypt", password, "owner", "256", "--"])
        .args([&open, &shut])
        .status()
        .expect("qpdf: apt-get install qpdf");
    assert!(done.success());
    std::fs::read(&shut).expect("a paper")
}

async fn a_pdf_that_asks_for_a_password_says_so(installation: Installation) {
    let (mut me, _, draft, _) = begun(&installation, "mario").await;
    let said = "cifrato: controlla che si apra senza password";
    for password in ["segreta", ""] {
        let bytes = shut(&format!("shut-{draft}"), password);
        me.attach("Carta di circolazione", "carta.pdf", &bytes).press("Carica").await;
        me.expect("pronto").expect(said).press("Rimuovi il file carta.pdf").await;
        me.expect_not(said);
    }
    me.attach("Carta di circolazione", "carta.pdf", tests::filling::PDF).press("Carica").await;
    me.expect("pronto").expect_not("cifrato");
}

/// A box of a HEIC.
fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len() + 8).expect("short").to_be_bytes();
    [&size[..], kind, body].concat()
}

async fn a_heic_loses_what_it_hides_or_says_that_it_may_not(installation: Installation) {
    // The same permit, which takes photos of telephones too.
    let files = Files::shipped("grugliasco");
    let mut procedures = files.below("procedures");
    let (_, text) = procedures.find(|(path, _)| path.contains("permesso-ztl")).expect("shipped");
    let text = text.replace("          - png\n", "          - png\n          - heic\n");
    let desk = installation.desk();
    let imported = desk.import(&text, None).await.expect("imported");
    desk.publish(&imported.procedure, imported.revision, None).await.expect("published");
    let (mut me, sender, draft, path) = begun(&installation, "mario").await;
    let step = me.path().to_owned();
    // One item, EXIF, that lies in the list itself.
    let exif = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0 45.0612 N 7.5803 E";
    let item = boxed(b"infe", b"\x02\0\0\0\0\x02\0\0Exif\0");
    let place =
        [b"\x01\0\0\0\x44\0\0\x01\0\x02\0\x01\0\0\0\x01\0\0\0\0", &[0, 0, 0, exif.len() as u8][..]];
    let list = [
        b"\0\0\0\0".to_vec(),
        boxed(b"iinf", &[b"\0\0\0\0\0\x01", &item[..]].concat()),
        boxed(b"iloc", &place.concat()),
        boxed(b"idat", exif),
    ];
    let seen = boxed(b"mdat", b"pixels");
    let start = boxed(b"ftyp", b"heic\0\0\0\0mif1heic");
    let photo = [start.clone(), boxed(b"meta", &list.concat()), seen.clone()].concat();
    let film = [start, boxed(b"moov", b"45.0612"), seen.clone()].concat();
    for (photo, told, not) in [
        (photo, "tolti luogo", "può contenere ancora"),
        (film, "può contenere ancora luogo", "tolti luogo"),
    ] {
        let at = announced(&sender, (&draft, &path), photo.len()).await;
        assert_eq!(sender.send(&at, 0, &photo).await.status, StatusCode::NO_CONTENT);
        me.open(&step).await;
        me.expect(told).expect_not(not);
        let file = me.all(".file-name a", "href");
        me.open(&file[0]).await;
        let kept = me.bytes();
        assert!(kept.len() == photo.len() && kept.ends_with(&seen));
        assert_eq!(String::from_utf8_lossy(kept).contains("45.0612"), told.starts_with("può"));
        me.open(&step).await;
        me.press("Rimuovi il file carta.pdf").await;
    }
}

async fn anything_is_answered(installation: Installation) {
    let (_, sender, draft, path) = begun(&installation, "mario").await;
    let at = announced(&sender, (&draft, &path), 100).await;
    let odd = ["", "-1", "0", "1e3", "18446744073709551615", "99999999999999999999", "9 9", "è"];
    let begin = format!("/bozze/{draft}/caricamenti");
    for value in odd {
        for header in ["upload-length", "upload-offset", "upload-metadata", "tus-resumable"] {
            for (method, path) in [
                ("POST", begin.as_str()),
                ("HEAD", &at),
                ("PATCH", &at),
                ("DELETE", "/caricamenti/x"),
                ("PATCH", "/caricamenti/00000000-0000-0000-0000-000000000000"),
            ] {
                let headers = [(header, value), MORE];
                let heard = sender.say(method, path, &headers, b"bytes").await;
                assert!(heard.status.is_client_error() || heard.status.is_success(), "{heard:?}");
                let heard = sender.ask(method, path, &headers, Vec::new()).await;
                assert_ne!(heard.status.as_u16() / 100, 5, "{heard:?}");
            }
        }
    }
    let heard = sender.ask("HEAD", &at, &[], Vec::new()).await;
    assert_eq!(heard.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(heard.headers["tus-version"], "1.0.0");
    let heard = sender.say("PATCH", &at, &[("upload-offset", "0")], b"x").await;
    assert_eq!(heard.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let heard = sender.ask("OPTIONS", &begin, &[], Vec::new()).await;
    assert_eq!(heard.headers["tus-extension"], "creation,expiration,termination");
    // A network that lets posts through only.
    let there = sender.look(&at).await.offset().expect("an offset").to_string();
    let headers = [MORE, ("x-http-method-override", "PATCH"), ("upload-offset", &there)];
    let heard = sender.say("POST", &at, &headers, b"%").await;
    assert_eq!(heard.status, StatusCode::NO_CONTENT, "{heard:?}");
    let heard = sender.say("POST", &at, &[("x-http-method-override", "HEAD")], &[]).await;
    assert!(heard.offset().is_some());
    let heard = sender.say("POST", &at, &[("x-http-method-override", "DELETE")], &[]).await;
    assert_eq!(heard.status, StatusCode::NO_CONTENT);
    assert_eq!(sender.say("POST", &at, &[], &[]).await.status, StatusCode::METHOD_NOT_ALLOWED);
}
