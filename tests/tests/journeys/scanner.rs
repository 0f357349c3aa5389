//! Files under a scanner: shut until they are clean, waiting while it is away, harmful, too large to be looked through.

use chrono::Duration;
use gateway::scanner::{Address, Scanner};
use model::FileId;
use reqwest::StatusCode;
use tests::{
    filling::{PDF, at_office, permit},
    installation::{Engine, Installation},
    plan::Plan,
    visitor::Visitor,
};
use tokio::net::TcpListener;

mod sqlite {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_file_is_shut_until_it_is_clean() {
        super::a_file_is_shut_until_it_is_clean(Engine::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_scanner_that_says_nothing_keeps_no_receipt_waiting() {
        super::a_scanner_that_says_nothing_keeps_no_receipt_waiting(Engine::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_harmful_or_too_large_is_said_and_never_opened() {
        super::what_is_harmful_or_too_large_is_said_and_never_opened(Engine::Sqlite).await;
    }
}

mod postgres {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_file_is_shut_until_it_is_clean() {
        super::a_file_is_shut_until_it_is_clean(Engine::Postgres).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_scanner_that_says_nothing_keeps_no_receipt_waiting() {
        super::a_scanner_that_says_nothing_keeps_no_receipt_waiting(Engine::Postgres).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_harmful_or_too_large_is_said_and_never_opened() {
        super::what_is_harmful_or_too_large_is_said_and_never_opened(Engine::Postgres).await;
    }
}

/// A PDF with the EICAR test string, put together here so that no scanner minds this source.
fn harmful() -> Vec<u8> {
    let test = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-", "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];
    [PDF, test.concat().as_bytes()].concat()
}

/// Sends what stands in the summary, while files may still wait; the application's path.
async fn send(me: &mut Visitor) -> String {
    me.tick("Accetto i termini e le condizioni di servizio").press("Invia la domanda").await;
    me.expect("Richiesta inviata");
    me.path().trim_end_matches("/inviata").to_owned()
}

/// Does all that is due now; what fails waits.
async fn work(installation: &Installation) {
    while installation.desk().work_once().await.expect("the worker works") > 0 {}
}

/// The one file of an application.
async fn file(installation: &Installation, application: &str) -> FileId {
    let id = application.rsplit('/').next().expect("an id").parse().expect("an id");
    let mut read = installation.desk().db.peek().await.expect("storage");
    store::files::of_application(&mut read, id).await.expect("storage")[0].id
}

/// Neither its citizen nor its office is given the file; both are told why.
async fn is_shut(installation: &Installation, me: &mut Visitor, application: &str, why: &str) {
    let file = file(installation, application).await;
    assert_eq!(me.get(&format!("/file/{file}")).await, StatusCode::CONFLICT);
    me.expect(why);
    let mut clerk = at_office(installation, "vigile", application).await;
    let address = format!("/ufficio{application}/file/{file}");
    assert!(!clerk.all("a", "href").contains(&address), "a link to what is shut");
    assert_eq!(clerk.get(&address).await, StatusCode::CONFLICT);
    clerk.expect(why);
}

async fn a_file_is_shut_until_it_is_clean(engine: Engine) {
    let scanner = Scanner::memory();
    scanner.steer(|twin| twin.is_away = true);
    let installation = Plan::new(engine).await.scanner(&scanner).start().await;
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    me.expect("in controllo antivirus: si apre appena risulta pulito");
    let application = send(&mut me).await;
    work(&installation).await;
    me.open(&application).await;
    me.expect("in controllo antivirus");
    is_shut(&installation, &mut me, &application, "ancora in controllo antivirus").await;
    let mut clerk = at_office(&installation, "vigile", &application).await;
    clerk.expect("in controllo antivirus");
    // It is away for three days, and nothing is lost or waits for somebody to see to it.
    for _ in 0..72 {
        installation.clock.advance(Duration::hours(1));
        work(&installation).await;
    }
    assert_eq!(installation.desk().pulse().await.expect("storage answers").parked, 0);
    scanner.steer(|twin| twin.is_away = false);
    installation.clock.advance(Duration::hours(1));
    installation.settle().await;
    let mut clerk = at_office(&installation, "vigile", &application).await;
    clerk.expect_not("in controllo antivirus");
    clerk
        .open(&format!("/ufficio{application}/file/{}", file(&installation, &application).await))
        .await;
    assert_eq!(clerk.bytes(), PDF);
}

/// It takes the connection and answers nothing.
async fn a_scanner_that_says_nothing_keeps_no_receipt_waiting(engine: Engine) {
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = silent.local_addr().expect("an address").to_string();
    let scanner = Scanner::Clamd(Address::Tcp(address));
    let installation = Plan::new(engine).await.scanner(&scanner).start().await;
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let desk = installation.desk();
    let receipt_is_made = async {
        // It is being scanned before anything else is promised.
        let _held = silent.accept().await.expect("the scanner is asked");
        let application = send(&mut me).await;
        let id = application.rsplit('/').next().expect("an id").parse().expect("an id");
        loop {
            let mut read = desk.db.peek().await.expect("storage");
            if !store::documents::of_application(&mut read, id).await.expect("storage").is_empty() {
                let scanned = "SELECT count(*) FROM job
                     WHERE kind = 'scan' AND claimed_until IS NOT NULL AND last_error IS NULL";
                let (scanned,): (i64,) = read.query(scanned).fetch_one().await.expect("storage");
                assert!(scanned > 0, "the file was no longer being scanned");
                break;
            }
            drop(read);
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let patience = std::time::Duration::from_secs(60);
    desk.work(async {
        let made = tokio::time::timeout(patience, receipt_is_made).await;
        made.expect("the receipt is made");
    })
    .await;
}

async fn what_is_harmful_or_too_large_is_said_and_never_opened(engine: Engine) {
    let scanner = Scanner::memory();
    let installation = Plan::new(engine).await.scanner(&scanner).start().await;
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    work(&installation).await;
    let summary = me.path().to_owned();
    let step = summary.replace("riepilogo", "passi/general");
    me.open(&step).await;
    me.press("Rimuovi il file carta.pdf").await;
    me.attach("Carta di circolazione", "foto.pdf", &harmful()).press("Carica").await;
    me.expect("in controllo");
    work(&installation).await;
    me.open(&step).await;
    me.expect("«foto.pdf» è stato rifiutato: contiene un virus");
    me.open(&summary).await;
    me.expect("contiene un virus");
    me.open(&step).await;
    me.press("Rimuovi il file foto.pdf").await;
    scanner.steer(|twin| twin.most = 10);
    me.attach("Carta di circolazione", "carta.pdf", PDF).press("Carica").await;
    work(&installation).await;
    me.open(&step).await;
    me.expect("è troppo grande per il controllo antivirus");
    me.press("Rimuovi il file carta.pdf").await;
    // Sent before it was looked at.
    scanner.steer(|twin| (twin.is_away, twin.most) = (true, u64::MAX));
    me.attach("Carta di circolazione", "foto.pdf", &harmful()).press("Carica").await;
    me.open(&summary).await;
    let application = send(&mut me).await;
    scanner.steer(|twin| twin.is_away = false);
    work(&installation).await;
    installation.clock.advance(Duration::hours(1));
    installation.settle().await;
    installation.again(&mut me, "mario", &application).await;
    me.expect("contiene un virus").expect("(non apribile)");
    is_shut(&installation, &mut me, &application, "contiene un virus").await;
    let mut clerk = at_office(&installation, "vigile", &application).await;
    clerk.expect("contiene un virus").expect("(non apribile)");
}
