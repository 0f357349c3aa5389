//! Paying online, with a browser that may lie, vanish or come back twice: what the payment platform says counts.

use chrono::Duration;
use gateway::payment::{Book, PaymentFailure, Standing};
use model::ApplicationId;
use reqwest::StatusCode;
use sportello::town::Pay;
use tests::{
    direct::{Complete, complete, sign_in},
    installation::{Engine, Installation},
    plan::Plan,
    visitor::Visitor,
};

use crate::filling::{at_office, confirm, make, permit, send};

/// Runs a journey on each engine, in an installation where people pay online.
macro_rules! where_people_pay {
    ($($journey:ident),* $(,)?) => {
        mod sqlite { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $journey() {
                let (book, installation) = super::open(super::Engine::Sqlite).await;
                super::$journey(&installation, &book).await;
            }
        )* }
        mod postgres { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $journey() {
                let (book, installation) = super::open(super::Engine::Postgres).await;
                super::$journey(&installation, &book).await;
            }
        )* }
    };
}

where_people_pay!(
    paid_and_sent_though_the_browser_never_comes_back,
    paid_though_the_page_says_no,
    what_was_changed_after_it_was_read_is_sent_by_the_person,
    nothing_is_lost_while_the_platform_is_away,
    nobody_pays_for_what_is_not_taken,
    what_nobody_paid_ends_after_its_last_day,
    who_gives_up_while_nobody_answers_still_waits,
    what_was_given_back_is_seen_before_sending,
    an_application_that_waits_goes_on_by_itself,
    what_is_paid_at_the_counter_is_not_paid_online,
    a_sum_that_changes_closes_the_payment_before,
    a_stamp_serves_once,
    a_stamp_serves_once_whoever_comes_at_once,
);

async fn open(engine: Engine) -> (Book, Installation) {
    let book = Book::default();
    let plan = Plan::new(engine).await.payment(Pay::Memory(book.clone()));
    (book, plan.start().await)
}

const HALL: (&str, &str) =
    ("uso-sale-comunali", "Una persona che abita a Grugliasco tiene un incontro");

/// Somebody before the summary of a request of a hall, on which stamp duty is due before sending.
async fn hall(installation: &Installation) -> (Complete, Visitor) {
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await;
    let draft = complete(desk, &me, HALL, &[]).await;
    let mut mario = installation.visitor();
    mario.set_cookie("session", &me.token);
    mario.open(&format!("/bozze/{}/riepilogo", draft.draft)).await;
    (draft, mario)
}

/// Accepts, and goes to pay.
async fn goes(mario: &mut Visitor) {
    mario.tick("Accetto i termini e le condizioni di servizio").press("Paga 16,00 € e invia").await;
    mario.expect("16,00 €").expect("Paga con pagoPA");
    // The twin's page leads straight back.
    mario.follow("Paga con pagoPA").await;
    mario.expect("Aspettiamo la conferma del pagamento");
}

/// The one position of the book.
fn key(book: &Book) -> String {
    let positions = book.positions();
    assert_eq!(positions.len(), 1, "{positions:?}");
    positions[0].0.key.clone()
}

/// Changes an answer, so that the draft does not leave by itself when it is paid.
async fn changes(installation: &Installation, draft: &Complete) {
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await.session;
    installation.clock.advance(Duration::seconds(1));
    let open = desk.draft(&me, draft.draft).await.expect("it");
    let change = open.answer("other", "title", &["Un altro titolo".to_owned()]);
    desk.save(&me, draft.draft, &[change]).await.expect("saved");
}

/// Time goes by and the worker works.
async fn later(installation: &Installation) {
    installation.clock.advance(Duration::seconds(11));
    while installation.desk().work_once().await.expect("the worker works") > 0 {}
}

async fn number_of_applications(installation: &Installation) -> usize {
    let mut read = installation.desk().db.peek().await.expect("storage");
    store::applications::all(&mut read, None, 9).await.expect("storage").len()
}

async fn paid_and_sent_though_the_browser_never_comes_back(
    installation: &Installation,
    book: &Book,
) {
    let (draft, mut mario) = hall(installation).await;
    mario.expect("Per inviare la domanda devi pagare 16,00 €");
    // The same sums stand in the form while it is filled.
    let step = mario.all("a[href*='/passi/']", "href");
    let step = step.iter().find(|url| url.contains("#s-stamp")).expect("the step").clone();
    let summary = mario.path().to_owned();
    mario.open(&step).await;
    mario.expect("Quanto si paga Imposta di bollo sulla domanda 16,00 €").open(&summary).await;
    let twice = {
        mario.tick("Accetto i termini e le condizioni di servizio");
        mario.prepare("Paga 16,00 € e invia")
    };
    mario.send(twice.clone()).await;
    let payment = mario.path().to_owned();
    mario.send(twice.clone()).await;
    assert_eq!(mario.path(), payment, "the same payment serves again");
    mario.follow("Paga con pagoPA").await;
    later(installation).await;
    assert_eq!(number_of_applications(installation).await, 0, "nobody has paid");
    book.pay(&key(book), installation.now());
    installation.clock.advance(Duration::seconds(70));
    installation.settle().await;
    assert_eq!(number_of_applications(installation).await, 1);
    mario.open(&format!("/pratiche/{}", draft.draft)).await;
    mario.expect("Numero").expect_not("C'è un importo da pagare");
    // Every way back leads to what was sent; nothing is paid or sent again.
    mario.open(&payment).await;
    assert_eq!(mario.path(), format!("/pratiche/{}/inviata", draft.draft));
    mario.send(twice).await;
    assert_eq!(mario.path(), format!("/pratiche/{}/inviata", draft.draft));
    assert_eq!((number_of_applications(installation).await, book.positions().len()), (1, 1));
    // Nobody else reaches it.
    let mut anna = installation.as_("anna", "/area-personale").await;
    for address in [payment.clone(), format!("{payment}/vai")] {
        assert_eq!(anna.get(&address).await, StatusCode::NOT_FOUND);
    }
    // What remains to be paid at release knows what was paid before.
    let id: ApplicationId = draft.draft;
    let me = sign_in(installation.desk(), "citizens", "mario").await.session;
    let loaded = installation.desk().dossier(&me, id).await.expect("it").loaded;
    assert_eq!(loaded.due(installation.desk()), model::Money(4800 - 1600));
}

async fn paid_though_the_page_says_no(installation: &Installation, book: &Book) {
    let (draft, mut mario) = hall(installation).await;
    goes(&mut mario).await;
    let here = mario.path().to_owned();
    // It was not paid, and the page says so.
    mario.open(&format!("{here}?esito=no")).await;
    mario.expect("non è riuscito, o lo hai annullato").expect("Paga con pagoPA");
    mario.follow("Paga con pagoPA").await;
    // It was paid, and the page says that it was not.
    book.pay(&key(book), installation.now());
    mario.open(&format!("{here}?esito=no")).await;
    assert_eq!(mario.path(), format!("/pratiche/{}/inviata", draft.draft));
    mario.expect("Richiesta inviata");
    installation.clock.advance(Duration::seconds(70));
    installation.settle().await;
    assert_eq!(number_of_applications(installation).await, 1);
}

async fn what_was_changed_after_it_was_read_is_sent_by_the_person(
    installation: &Installation,
    book: &Book,
) {
    let (draft, mut mario) = hall(installation).await;
    goes(&mut mario).await;
    let here = mario.path().to_owned();
    changes(installation, &draft).await;
    book.pay(&key(book), installation.now());
    installation.clock.advance(Duration::seconds(70));
    installation.settle().await;
    assert_eq!(number_of_applications(installation).await, 0, "nobody has read it");
    mario.open(&here).await;
    mario.expect("non è ancora stata inviata").follow("Rileggi e invia").await;
    mario.expect("hai già pagato 16,00 €").expect("Un altro titolo");
    // Who has paid loses nothing by a slip.
    let url = mario.url().join(&format!("/bozze/{}/elimina", draft.draft)).expect("an address");
    let mut slip = installation.visitor();
    slip.set_cookie("session", mario.cookie("session").expect("signed in"));
    slip.open(url.path()).await;
    assert_eq!(slip.submit("Elimina la bozza").await, StatusCode::CONFLICT);
    mario.tick("Accetto i termini e le condizioni di servizio").press("Invia la domanda").await;
    mario.expect("Richiesta inviata");
    installation.settle().await;
    assert_eq!(book.positions().len(), 1);
}

async fn nothing_is_lost_while_the_platform_is_away(installation: &Installation, book: &Book) {
    let (_, mut mario) = hall(installation).await;
    book.fail(Some(PaymentFailure::Away("prova".to_owned())));
    mario.tick("Accetto i termini e le condizioni di servizio").press("Paga 16,00 € e invia").await;
    let here = mario.path().to_owned();
    assert_eq!(mario.get(&format!("{here}/vai")).await, StatusCode::SERVICE_UNAVAILABLE);
    book.fail(None);
    mario.open(&here).await;
    mario.follow("Paga con pagoPA").await;
    book.pay(&key(book), installation.now());
    // It goes away again, with the money.
    book.fail(Some(PaymentFailure::Away("prova".to_owned())));
    mario.open(&here).await;
    mario.expect("Aspettiamo la conferma");
    later(installation).await;
    book.fail(None);
    installation.clock.advance(Duration::hours(2));
    installation.settle().await;
    assert_eq!(number_of_applications(installation).await, 1);
}

async fn nobody_pays_for_what_is_not_taken(installation: &Installation, book: &Book) {
    let (_, mut mario) = hall(installation).await;
    let desk = installation.desk();
    let mut tx = desk.db.write().await.expect("storage");
    store::procedures::set_open(&mut tx, HALL.0, false, desk.now()).await.expect("closed");
    tx.commit().await.expect("closed");
    mario.tick("Accetto i termini e le condizioni di servizio");
    assert_eq!(mario.submit("Paga 16,00 € e invia").await, StatusCode::CONFLICT);
    mario.expect("Ora non puoi presentare questa domanda online");
    assert!(book.positions().is_empty());
}

async fn what_nobody_paid_ends_after_its_last_day(installation: &Installation, book: &Book) {
    let (_, mut mario) = hall(installation).await;
    goes(&mut mario).await;
    let here = mario.path().to_owned();
    // A platform that refuses is told in words, and nothing is lost.
    book.fail(Some(PaymentFailure::Refused("prova".to_owned())));
    assert_eq!(mario.get(&format!("{here}/vai")).await, StatusCode::CONFLICT);
    mario.expect("Adesso non si può pagare online");
    // One that does not know the position yet ends nothing.
    book.fail(Some(PaymentFailure::Unknown));
    later(installation).await;
    book.fail(None);
    installation.again(&mut mario, "mario", &here).await;
    mario.expect("Aspettiamo la conferma");
    installation.clock.advance(Duration::days(38));
    later(installation).await;
    installation.again(&mut mario, "mario", &here).await;
    mario.expect("Questo pagamento non è più valido").expect_not("Paga con pagoPA");
}

async fn who_gives_up_while_nobody_answers_still_waits(installation: &Installation, book: &Book) {
    let (_, mut mario) = hall(installation).await;
    goes(&mut mario).await;
    let here = mario.path().to_owned();
    book.fail(Some(PaymentFailure::Away("prova".to_owned())));
    mario.open(&format!("{here}?esito=no")).await;
    mario.expect("Aspettiamo la conferma").expect_not("non risulta pagato nulla");
    book.fail(None);
    mario.open(&format!("{here}?esito=no")).await;
    mario.expect("non risulta pagato nulla");
}

async fn what_was_given_back_is_seen_before_sending(installation: &Installation, book: &Book) {
    let (draft, mut mario) = hall(installation).await;
    goes(&mut mario).await;
    let here = mario.path().to_owned();
    changes(installation, &draft).await;
    book.pay(&key(book), installation.now());
    mario.open(&here).await;
    mario.follow("Rileggi e invia").await;
    let page =
        mario.tick("Accetto i termini e le condizioni di servizio").prepare("Invia la domanda");
    book.put(&key(book), Standing::Refunded);
    mario.send(page).await;
    mario.expect_not("Richiesta inviata");
    assert_eq!(number_of_applications(installation).await, 0, "its duty is not paid");
    mario.open(&format!("/bozze/{}/riepilogo", draft.draft)).await;
    mario.expect("Per inviare la domanda devi pagare 16,00 €");
}

/// A permit that waits for its fees to be paid, and the clerk who keeps it.
async fn waiting(installation: &Installation) -> (String, Visitor, Visitor) {
    let mut mario = permit(installation, "mario", "Abito nella ZTL").await;
    let application = send(installation, &mut mario).await;
    let mut vigile = at_office(installation, "vigile", &application).await;
    make(installation, &mut vigile, "Prendi in carico", &[]).await;
    make(installation, &mut vigile, "Permesso pronto: da pagare", &[]).await;
    (application, mario, vigile)
}

async fn what_is_paid_at_the_counter_is_not_paid_online(installation: &Installation, book: &Book) {
    let (application, mut mario, mut vigile) = waiting(installation).await;
    mario.open(&application).await;
    let page = mario.prepare("Paga ora");
    mario.send(page.clone()).await;
    let here = mario.path().to_owned();
    mario.follow("Paga con pagoPA").await;
    let counter = [
        ("Importo", "36,00"),
        ("Data del pagamento", "1/2/2027"),
        ("Riferimento del pagamento", "Bollettario 12"),
    ];
    confirm(&mut vigile, "Registra il pagamento", &counter).await;
    later(installation).await;
    assert_eq!(book.positions()[0].1, Standing::Over, "nobody pays twice");
    mario.open(&here).await;
    mario.expect_not("Paga con pagoPA");
    mario.open(&format!("{here}/vai")).await;
    assert_eq!(mario.path(), here, "there is no way to the platform");
    mario.send(page).await;
    assert_eq!(book.positions().len(), 1, "nothing is due");
}

async fn an_application_that_waits_goes_on_by_itself(installation: &Installation, book: &Book) {
    let (application, mut mario, mut vigile) = waiting(installation).await;
    mario.open("/area-personale").await;
    mario.expect("C'è un importo da pagare: 36,00 €");
    mario.open(&application).await;
    let page = mario.prepare("Paga ora");
    mario.send(page.clone()).await;
    let here = mario.path().to_owned();
    mario.follow("Paga con pagoPA").await;
    book.pay(&key(book), installation.now());
    // Who asks again before anybody has looked pays nothing twice.
    mario.send(page).await;
    assert_eq!((mario.path(), book.positions().len()), (&*here, 1));
    installation.clock.advance(Duration::seconds(11));
    installation.settle().await;
    mario.open(&application).await;
    mario.expect_not("C'è un importo da pagare").expect("In lavorazione");
    mario.open(&here).await;
    mario.expect("Abbiamo ricevuto il pagamento").expect("Banca di prova");
    vigile.open(&format!("/ufficio{application}")).await;
    vigile.expect("Pagamento registrato: 36,00 €").expect("il sistema dei pagamenti");
    // Given back later: the page says so, what was done stays.
    book.put(&key(book), Standing::Refunded);
    installation.clock.advance(Duration::hours(1));
    installation.again(&mut mario, "mario", &here).await;
    mario.expect("L'importo ti è stato restituito").open(&application).await;
    mario.expect("36,00 €, restituiti").expect("In lavorazione");
}

async fn a_sum_that_changes_closes_the_payment_before(installation: &Installation, book: &Book) {
    let (draft, mut mario) = hall(installation).await;
    goes(&mut mario).await;
    let desk = installation.desk();
    let me = sign_in(desk, "citizens", "mario").await;
    let open = desk.draft(&me.session, draft.draft).await.expect("it");
    let stamp = [
        ("stamp.how", "serial"),
        ("stamp.serial", "01234567890123"),
        ("stamp.issued_on", "1/2/2027"),
        ("stamp.used_once", "true"),
    ];
    let changes: Vec<_> = stamp
        .iter()
        .map(|(path, text)| open.answer("other", path, &[(*text).to_owned()]))
        .collect();
    installation.clock.advance(Duration::seconds(1));
    desk.save(&me.session, draft.draft, &changes).await.expect("saved");
    mario.open(&format!("/bozze/{}/riepilogo", draft.draft)).await;
    mario.tick("Accetto i termini e le condizioni di servizio").press("Invia la domanda").await;
    mario.expect("Richiesta inviata");
    assert_eq!(book.positions()[0].1, Standing::Over, "nobody pays for what was sent");
}

/// The answers of an application that a revenue stamp pays for.
const STAMP: [(&str, &str); 4] = [
    ("stamp.how", "serial"),
    ("stamp.serial", "01234567890123"),
    ("stamp.issued_on", "1/2/2027"),
    ("stamp.used_once", "true"),
];

/// Twenty applications with one stamp, sent at once.
async fn a_stamp_serves_once_whoever_comes_at_once(installation: &Installation, _: &Book) {
    let desk = installation.desk();
    let mut ready = Vec::new();
    for n in 0..20 {
        let me = sign_in(desk, "citizens", &format!("c{n}")).await;
        ready.push((complete(desk, &me, HALL, &STAMP).await, me));
    }
    let sent = ready.into_iter().map(|(draft, me)| {
        let desk = desk.clone();
        tokio::spawn(async move { desk.send(&me.session, draft.draft, &draft.proof).await.is_ok() })
    });
    let sent = futures_util::future::join_all(sent.collect::<Vec<_>>()).await;
    let sent = sent.into_iter().filter(|sent| *sent.as_ref().expect("it ended")).count();
    assert_eq!((sent, number_of_applications(installation).await), (1, 1));
}

async fn a_stamp_serves_once(installation: &Installation, _: &Book) {
    let desk = installation.desk();
    let mut paths = Vec::new();
    for who in ["mario", "anna"] {
        let me = sign_in(desk, "citizens", who).await;
        let draft = complete(desk, &me, HALL, &STAMP).await;
        let mut visitor = installation.visitor();
        visitor.set_cookie("session", &me.token);
        visitor.open(&format!("/bozze/{}/riepilogo", draft.draft)).await;
        visitor
            .tick("Accetto i termini e le condizioni di servizio")
            .press("Invia la domanda")
            .await;
        paths.push((visitor, draft.draft));
    }
    paths[0].0.expect("Richiesta inviata");
    let (anna, draft) = &mut paths[1];
    anna.expect("risulta già usata, in un'altra domanda");
    anna.follow("La marca da bollo che hai indicato risulta già usata, in un'altra domanda o in un altro punto di questa. Controlla il numero, oppure usane un'altra.").await;
    assert!(anna.path().starts_with(&format!("/bozze/{draft}/passi/")), "{}", anna.path());
    anna.expect("Numero della marca da bollo");
    assert_eq!(number_of_applications(installation).await, 1);
}
