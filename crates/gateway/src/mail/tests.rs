//! What leaves, in every way but the server's, which has a test of its own.

use model::Moment;

use super::*;

fn clock() -> Clock {
    Clock::manual(Moment::from_utc("2026-11-24T08:00:00Z".parse().unwrap()))
}

fn sender() -> Sender {
    Sender { name: "Città di Prova".to_owned(), address: "desk@comune.example.it".to_owned() }
}

fn message() -> Message {
    Message {
        to: "ada@example.it".to_owned(),
        subject: "La tua domanda è arrivata".to_owned(),
        text: "Perché sì.\n.\nFine".to_owned(),
        attachments: Vec::new(),
        key: "letter 7".to_owned(),
    }
}

fn wire(message: &Message, sender: &Sender) -> Result<String, MailFailure> {
    let built = compose::compose(sender, message, "id@comune.example.it", clock().now())?;
    Ok(String::from_utf8(built.formatted()).unwrap())
}

fn headers(wire: &str) -> Vec<&str> {
    let head = wire.split("\r\n\r\n").next().unwrap();
    head.lines()
        .filter(|line| !line.starts_with(' '))
        .map(|l| l.split(':').next().unwrap())
        .collect()
}

#[test]
fn a_message_has_the_headers_it_must_have_and_the_clocks_date() {
    let wire = wire(&message(), &sender()).unwrap();
    for header in [
        "Message-ID: <id@comune.example.it>\r\n",
        "Date: Tue, 24 Nov 2026 08:00:00 +0000\r\n",
        "To: ada@example.it\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "MIME-Version: 1.0\r\n",
    ] {
        assert!(wire.contains(header), "{header} in {wire}");
    }
    assert!(wire.is_ascii(), "{wire}");
}

#[test]
fn a_reason_names_no_address() {
    for (said, kept) in [
        ("550 5.1.1 <ada@example.it>: unknown", "550 5.1.1 <…>: unknown"),
        ("no mailbox \"ada@example.it\" here", "no mailbox \"…\" here"),
        ("to=ada.l+x@example.it", "…"),
        ("421 try again later", "421 try again later"),
    ] {
        assert_eq!(without_addresses(said), kept);
    }
    let nobody = Message { to: "ada lovelace@example.it".to_owned(), ..message() };
    assert!(!wire(&nobody, &sender()).unwrap_err().to_string().contains("ada"));
}

#[test]
fn nothing_typed_becomes_a_header() {
    let expect = headers(&wire(&message(), &sender()).unwrap()).join(" ");
    for end in ["\r\n", "\n", "\r", "\u{85}", "\u{2028}"] {
        let mut evil = message();
        evil.subject = format!("Ciao{end}Bcc: all@example.it{end}{end}Testo");
        let from = Sender { name: format!("Comune{end}Bcc: all@example.it"), ..sender() };
        let wire = wire(&evil, &from).unwrap();
        assert_eq!(headers(&wire).join(" "), expect, "{end:?}: {wire}");
    }
    for to in ["ada@example.it\r\nBcc: all@example.it", "a@example.it, b@example.it", "nobody", ""]
    {
        let evil = Message { to: to.to_owned(), ..message() };
        assert!(matches!(wire(&evil, &sender()), Err(MailFailure::Permanent(_))), "{to:?}");
    }
    let mut evil = message();
    let name = "ricevuta.pdf\"\r\nX-Evil: 1".to_owned();
    let media_type = "application/pdf".to_owned();
    evil.attachments.push(Attachment { name, media_type, bytes: b"%PDF".to_vec() });
    assert!(!wire(&evil, &sender()).unwrap().lines().any(|line| line.starts_with("X-Evil")));
}

#[tokio::test]
async fn a_folder_holds_each_message_once_however_often_it_is_sent() {
    let folder = std::env::temp_dir().join(format!("mail-{}", Clock::System.id().simple()));
    let mail = Mail::folder(folder.join("out"), sender());
    let other = Message { key: "letter 8".to_owned(), ..message() };
    for message in [&message(), &message(), &other] {
        mail.send(message, &clock()).await.unwrap();
    }
    let mut names: Vec<String> = std::fs::read_dir(folder.join("out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut expect = ["letter 7", "letter 8"]
        .map(|key| mail.message_id(key).replace("@comune.example.it", ".eml"));
    expect.sort();
    assert_eq!(names, expect);
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn memory_keeps_what_was_sent_and_fails_when_told() {
    let mail = Mail::memory();
    mail.fail_next(MailFailure::Temporary("first".to_owned()));
    mail.fail_next(MailFailure::Permanent("second".to_owned()));
    let clock = clock();
    assert!(mail.send(&message(), &clock).await.unwrap_err().is_temporary());
    assert!(!mail.send(&message(), &clock).await.unwrap_err().is_temporary());
    mail.clone().send(&message(), &clock).await.unwrap();
    assert_eq!(mail.sent().len(), 1);
    assert_eq!(mail.sent()[0].message, message());
    // The address is checked here as by a server.
    let nowhere = Message { to: "nobody".to_owned(), ..message() };
    assert!(!mail.send(&nowhere, &clock).await.unwrap_err().is_temporary());
}

#[test]
fn the_id_of_a_message_is_its_keys() {
    let mail = Mail::memory();
    assert_eq!(mail.message_id("a"), mail.message_id("a"));
    assert_ne!(mail.message_id("a"), mail.message_id("b"));
    assert!(mail.message_id("a b\r\n@<>").ends_with("@example.it"));
    assert_eq!(mail.message_id("a b\r\n@<>").len(), 32 + 1 + "example.it".len());
}
