//! What the office and the citizen write to each other about an application: told, read, kept once, with files.

use gateway::scanner::Scanner;
use reqwest::StatusCode;
use tests::{
    filling::{PDF, PNG, at_office, make, permit, send},
    installation::{Engine, Installation},
    plan::Plan,
    visitor::Visitor,
};

use crate::on_both_engines;

on_both_engines!(
    an_office_and_a_citizen_write_to_each_other,
    a_message_is_read_by_those_who_answer_and_only_when_shown,
    what_is_sent_twice_is_written_once,
    nothing_typed_is_lost,
    one_can_write_for_a_while_after_the_end,
    a_message_is_open_to_its_two_sides_alone,
);

const TEXT: &str = "Messaggio";
const SEND: &str = "Invia il messaggio";

async fn sent(installation: &Installation) -> (Visitor, String) {
    let mut mario = permit(installation, "mario", "Abito nella ZTL").await;
    let application = send(installation, &mut mario).await;
    (mario, application)
}

fn talk(application: &str) -> String {
    format!("{application}/messaggi")
}

async fn an_office_and_a_citizen_write_to_each_other(installation: Installation) {
    let (mut mario, application) = sent(&installation).await;
    mario.open(&application).await;
    mario.follow("Scrivi all'ufficio").await;
    mario.expect("Non c'è ancora nessun messaggio").expect("un messaggio non vale come risposta");
    mario.attach("Allegati", "contratto.pdf", PDF);
    mario.fill(TEXT, "Buongiorno,\r\n\r\nposso ritirarlo sabato?").press(SEND).await;
    mario.expect("Messaggio inviato").expect("posso ritirarlo sabato?").expect("contratto.pdf");
    mario.expect("Non ancora letto dall'ufficio");
    installation.settle().await;
    assert!(
        !installation.subjects().iter().any(|s| s.contains("messaggio")),
        "the office has a queue"
    );

    // The office sees it in its queue, among what waits to be read, in the morning, and on the case.
    let mut vigile = installation.as_("vigile", "/ufficio").await;
    vigile.expect("Ha scritto").expect("Messaggi da leggere 1");
    vigile.open("/ufficio?vista=messaggi").await;
    vigile.expect("2027/000001").expect("1 pratica");
    installation.days(1).await;
    installation.desk().good_morning().await.expect("storage");
    installation.settle().await;
    let mails = installation.desk().mail.sent();
    let morning = &mails.last().expect("told").message.text;
    assert!(
        morning.contains("2027/000001 c'è un messaggio da leggere, arrivato il 1º marzo 2027"),
        "{morning}"
    );
    assert!(!morning.contains("sabato"), "{morning}");
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("c'è un messaggio da leggere").follow("Leggi").await;
    vigile.expect("Mario Rossi nuovo").expect("posso ritirarlo sabato?");
    let file = vigile.all("main a[href*='/file/']", "href").remove(0);
    vigile.get(&file).await;
    assert!(vigile.bytes().starts_with(b"%PDF-"));
    vigile.open(&format!("/ufficio{application}/messaggi")).await;
    vigile.expect_not("Mario Rossi nuovo");
    vigile.fill(TEXT, "Sì, dalle 9 alle 12.").press(SEND).await;
    vigile.expect("Non ancora letto dal cittadino").expect("Ugo Verdi, Ufficio Polizia locale");
    vigile.open("/ufficio").await;
    vigile.expect_not("Ha scritto").expect("Messaggi da leggere 0");

    // The citizen is told by mail of the number and nothing else, and in the personal area.
    installation.settle().await;
    let mails = installation.desk().mail.sent();
    let mail = &mails.last().expect("told").message;
    assert_eq!(mail.subject, "Un messaggio sulla tua pratica 2027/000001");
    assert_eq!(mail.to, "mario@example.it");
    assert!(
        mail.text.contains(&talk(&application)) && !mail.text.contains("dalle 9"),
        "{}",
        mail.text
    );
    installation.again(&mut mario, "mario", "/area-personale").await;
    mario.expect("hai un messaggio da leggere").follow("Leggi").await;
    mario.expect("Ufficio Polizia locale nuovo").expect("Sì, dalle 9 alle 12.");
    // Nobody has it in hand: the citizen is told the office, as everywhere else.
    mario.expect_not("Ugo Verdi").expect("Letto dall'ufficio il 2 marzo 2027");
    mario.open("/area-personale").await;
    mario.expect_not("da leggere");
    let mut vigile = installation.as_("vigile", &format!("/ufficio{}", talk(&application))).await;
    vigile.expect("Letto dal cittadino il 2 marzo 2027");
    make_taken(&installation, &application).await;
    mario.open(&talk(&application)).await;
    mario.expect("Ugo Verdi, Ufficio Polizia locale");
    // No act of the procedure.
    mario.open(&application).await;
    assert_eq!(mario.all(".happening time", "datetime").len(), 2, "{}", mario.text());
}

async fn make_taken(installation: &Installation, application: &str) {
    let mut vigile = at_office(installation, "vigile", application).await;
    make(installation, &mut vigile, "Prendi in carico", &[]).await;
}

async fn a_message_is_read_by_those_who_answer_and_only_when_shown(installation: Installation) {
    let (mut mario, application) = sent(&installation).await;
    mario.open(&talk(&application)).await;
    mario.fill(TEXT, "C'è posto?").press(SEND).await;
    // Who audits reads it, who must abstain reads it: nobody who answers has.
    for who in ["revisore", "mario-staff"] {
        let mut reader = installation.as_(who, &format!("/ufficio{}", talk(&application))).await;
        reader.expect("C'è posto?");
        assert!(reader.all("main form textarea", "name").is_empty(), "{who} writes");
    }
    // The case alone does not show it.
    at_office(&installation, "vigile", &application).await.expect_not("C'è posto?");
    mario.open(&talk(&application)).await;
    mario.expect("Non ancora letto dall'ufficio");
    let mut vigile = installation.as_("vigile", &format!("/ufficio{}", talk(&application))).await;
    vigile.fill(TEXT, "Sì").press(SEND).await;
    // Read before the mail leaves: there is nothing to tell.
    mario.open(&talk(&application)).await;
    mario.expect("Letto dall'ufficio il");
    installation.settle().await;
    assert!(!installation.subjects().iter().any(|s| s.contains("Un messaggio")));
    // Forty on a page; those before are not read by who has not opened them.
    for n in 0..45 {
        vigile.fill(TEXT, &format!("Numero {n}.")).press(SEND).await;
    }
    mario.open(&talk(&application)).await;
    mario.expect("Numero 44.").expect("Numero 5.").expect_not("Numero 4.");
    mario.open("/area-personale").await;
    mario.expect("hai 5 messaggi da leggere").follow("Leggi").await;
    mario.follow("Messaggi precedenti").await;
    mario.expect("Numero 4.").expect("C'è posto?").expect_not("Numero 5.");
    mario.open("/area-personale").await;
    mario.expect_not("da leggere");
}

async fn what_is_sent_twice_is_written_once(installation: Installation) {
    let (mut mario, application) = sent(&installation).await;
    mario.open(&talk(&application)).await;
    mario.attach("Allegati", "foto.png", PNG);
    mario.fill(TEXT, "Una volta sola");
    let twice = mario.prepare(SEND);
    assert_eq!(mario.send(twice.clone()).await, StatusCode::OK);
    assert_eq!(mario.send(twice.clone()).await, StatusCode::OK);
    let written = |visitor: &Visitor| visitor.all(".said time", "datetime").len();
    assert_eq!(written(&mario), 1, "{}", mario.text());
    // What came the second time waits for no other message.
    assert!(mario.all("input[type=hidden][name=files]", "value").iter().all(String::is_empty));
    // At once is as good as one after the other.
    let mut other = installation.as_("mario", &talk(&application)).await;
    other.fill(TEXT, "Insieme");
    let at_once = other.prepare(SEND);
    let (first, second) = tokio::join!(mario.send(at_once.clone()), other.send(at_once));
    assert_eq!((first, second), (StatusCode::OK, StatusCode::OK));
    mario.open(&talk(&application)).await;
    assert_eq!(written(&mario), 2, "{}", mario.text());
    // The same words of another page are another message; a note is kept once as well.
    mario.fill(TEXT, "Insieme").press(SEND).await;
    assert_eq!(written(&mario), 3);
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.fill("Nota riservata", "Sentito");
    let note = vigile.prepare("Aggiungi la nota");
    vigile.send(note.clone()).await;
    vigile.send(note).await;
    assert_eq!(
        vigile.all(".note-list li", "class").len() + vigile.text().matches("Sentito").count(),
        1
    );
}

async fn nothing_typed_is_lost(installation: Installation) {
    let (mut mario, application) = sent(&installation).await;
    let at = talk(&application);
    mario.open(&at).await;
    // A file that is not taken, nothing written, too much written.
    mario.attach("Allegati", "nota.txt", b"solo testo");
    mario.fill(TEXT, "Ecco il contratto").press(SEND).await;
    mario.expect("nota.txt").expect_not("Messaggio inviato");
    assert_eq!(mario.find("textarea").as_deref(), Some("Ecco il contratto"));
    mario.attach("Allegati", "contratto.pdf", PDF).fill(TEXT, "").press(SEND).await;
    mario
        .expect("contratto.pdf")
        .expect("ci sono informazioni mancanti o errate")
        .expect_not("Messaggio inviato");
    let long = "è".repeat(4001);
    mario.fill(TEXT, &long).press(SEND).await;
    mario.expect_not("Messaggio inviato");
    assert_eq!(mario.find("textarea").as_deref(), Some(long.as_str()));
    // The file that was taken is there on another day, too, and for its author alone.
    installation.days(1).await;
    installation.again(&mut mario, "mario", &at).await;
    mario.expect("contratto.pdf");
    let waiting = mario.all("input[type=hidden][name=files]", "value");
    let waiting = waiting.iter().find(|id| !id.is_empty()).expect("it waits").clone();
    let mut vigile = installation.as_("vigile", &format!("/ufficio{at}")).await;
    vigile.expect_not("contratto.pdf");
    let shut = format!("/ufficio{application}/file/{waiting}");
    assert_eq!(vigile.get(&shut).await, StatusCode::NOT_FOUND);
    // The session ends while one writes.
    mario.fill(TEXT, "Lo mando adesso");
    installation.clock.advance(chrono::Duration::hours(9));
    mario.submit(SEND).await;
    mario.expect("La sessione è scaduta");
    let other = installation.as_("mario", "/area-personale").await;
    mario.set_cookie("session", other.cookie("session").expect("signed in"));
    mario.press("Riprova a salvare").await;
    mario.expect("Messaggio inviato").expect("Lo mando adesso").expect("contratto.pdf");
    let mut vigile = installation.as_("vigile", &format!("/ufficio{at}")).await;
    vigile.expect("contratto.pdf");
    assert_eq!(vigile.get(&shut).await, StatusCode::OK);
}

async fn one_can_write_for_a_while_after_the_end(installation: Installation) {
    let (mut mario, application) = sent(&installation).await;
    mario.open(&application).await;
    make(&installation, &mut mario, "Ritira la domanda", &[]).await;
    mario.open(&talk(&application)).await;
    mario.expect("puoi ancora scrivere all'ufficio fino al 30 aprile 2027");
    mario.fill(TEXT, "Ci ho ripensato").press(SEND).await;
    // What has ended waits to be read as well.
    let mut vigile = installation.as_("vigile", "/ufficio?vista=messaggi").await;
    vigile.expect("2027/000001").expect("Ha scritto");
    installation.days(61).await;
    installation.again(&mut mario, "mario", &talk(&application)).await;
    mario.expect("si poteva scrivere fino al 30 aprile 2027");
    assert!(mario.all("main form textarea", "name").is_empty());
    // Whoever is written to can answer.
    let mut vigile = installation.as_("vigile", &format!("/ufficio{}", talk(&application))).await;
    vigile.fill(TEXT, "Puoi presentarne una nuova").press(SEND).await;
    mario.open(&talk(&application)).await;
    mario.expect("puoi ancora scrivere").fill(TEXT, "Grazie").press(SEND).await;
    mario.expect("Messaggio inviato");
    // A page from before the last day loses nothing.
    mario.fill(TEXT, "Un'altra cosa");
    let late = mario.prepare(SEND);
    installation.days(70).await;
    installation.again(&mut mario, "mario", "/area-personale").await;
    mario.send(late).await;
    mario
        .expect("non si può più scrivere")
        .expect("Quello che avevi scritto")
        .expect("Un'altra cosa");
}

async fn a_message_is_open_to_its_two_sides_alone(installation: Installation) {
    let (mut mario, application) = sent(&installation).await;
    mario.open(&talk(&application)).await;
    mario.attach("Allegati", "contratto.pdf", PDF);
    mario.fill(TEXT, "Solo per voi").press(SEND).await;
    let file = mario.all("main a[href*='/file/']", "href").remove(0);
    let id = file.rsplit('/').next().unwrap_or_default().to_owned();
    let mut anna = installation.as_("anna", "/area-personale").await;
    assert_eq!(anna.get(&talk(&application)).await, StatusCode::NOT_FOUND);
    assert_eq!(anna.get(&file).await, StatusCode::NOT_FOUND);
    let mut registry = installation.as_("anagrafe", "/ufficio").await;
    for shut in [talk(&application), format!("{application}/file/{id}")] {
        assert_eq!(registry.get(&format!("/ufficio{shut}")).await, StatusCode::NOT_FOUND, "{shut}");
    }
    // So many that nobody has read, and no more.
    for n in 0..19 {
        mario.fill(TEXT, &format!("Ancora {n}")).press(SEND).await;
    }
    mario.fill(TEXT, "Uno di troppo").press(SEND).await;
    mario.expect("L'ufficio deve ancora leggere 20 tuoi messaggi");
    assert_eq!(mario.find("textarea").as_deref(), Some("Uno di troppo"));
    // Texts lie sealed.
    let mut read = installation.desk().db.peek().await.expect("storage");
    let of = application.rsplit('/').next().expect("an id").parse().expect("an id");
    let rows = store::messages::of_application(&mut read, of, None, 99).await.expect("storage");
    assert_eq!(rows.len(), 20);
    assert!(rows.iter().all(|row| row.text.starts_with("sealed:")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_a_message_is_shut_until_it_is_clean() {
    let scanner = Scanner::memory();
    let installation = Plan::new(Engine::Sqlite).await.scanner(&scanner).start().await;
    let (mut mario, application) = sent(&installation).await;
    scanner.steer(|twin| twin.is_away = true);
    mario.open(&talk(&application)).await;
    mario.attach("Allegati", "contratto.pdf", PDF).fill(TEXT, "Ecco").press(SEND).await;
    mario.expect("in controllo antivirus");
    let mut vigile = installation.as_("vigile", &format!("/ufficio{}", talk(&application))).await;
    vigile.expect("contratto.pdf").expect("in controllo antivirus");
    assert!(vigile.all("main a[href*='/file/']", "href").is_empty());
    let of = application.rsplit('/').next().expect("an id").parse().expect("an id");
    let mut read = installation.desk().db.peek().await.expect("storage");
    let files = store::files::of_application(&mut read, of).await.expect("storage");
    let file = files.iter().find(|file| file.path.starts_with("message.")).expect("it came").id;
    drop(read);
    let at = format!("/ufficio{application}/file/{file}");
    assert_eq!(vigile.get(&at).await, StatusCode::CONFLICT);
    scanner.steer(|twin| twin.is_away = false);
    installation.clock.advance(chrono::Duration::hours(1));
    installation.settle().await;
    let mut vigile = installation.as_("vigile", "/ufficio").await;
    assert_eq!(vigile.get(&at).await, StatusCode::OK);
}
