//! What the office sees of what it has done, and what citizens are told of how long it takes.

use chrono::Duration;
use reqwest::StatusCode;
use store::figures;
use tests::installation::Installation;

use crate::{
    filling::{PDF, at_office, make, permit, residence, send},
    on_both_engines,
};

on_both_engines!(
    what_was_done_is_drawn_for_who_reads_it,
    days_on_which_the_term_stood_still_are_not_the_offices,
    citizens_are_told_how_long_it_really_takes,
    citizens_are_told_how_many_are_before_them,
);

const DISABLED: &str = "Ho il contrassegno per persone con disabilità";

async fn what_was_done_is_drawn_for_who_reads_it(installation: Installation) {
    let desk = installation.desk();
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    ugo.follow("Statistiche").await;
    ugo.expect("Non ci sono ancora pratiche da contare");
    let mut mario = permit(&installation, "mario", DISABLED).await;
    let granted = send(&installation, &mut mario).await;
    let mut anna = permit(&installation, "anna", "Abito nella ZTL").await;
    send(&installation, &mut anna).await;
    installation.days(3).await;
    let mut ugo = at_office(&installation, "vigile", &granted).await;
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    let mut eva = at_office(&installation, "responsabile", &granted).await;
    make(&installation, &mut eva, "Rilascia il permesso", &[("Numero del permesso", "ZTL-1")])
        .await;
    // Each is counted once, however often one looks.
    assert!(desk.count_applications().await.expect("counted") > 0);
    assert_eq!(desk.count_applications().await.expect("counted"), 0);
    ugo.open("/ufficio/statistiche").await;
    ugo.expect("In dodici mesi sono arrivate 2 pratiche, 2 nel mese in corso.")
        .expect("In dodici mesi si è conclusa una pratica, 1 nel mese in corso.")
        .expect("È aperta una pratica: 0 in ritardo, 0 con il termine sospeso.")
        .expect("Metà delle pratiche è decisa entro 3 giorni, nove su dieci entro 3.")
        .expect("Termini rispettati: 1 su 1 (100%).")
        .expect("Accolte 1 su 1 concluse.");
    // Every picture has its words and its table.
    let pictures = ugo.all("svg.picture", "aria-labelledby").len();
    assert_eq!(pictures, ugo.all(".picture-scroll", "aria-label").len());
    assert_eq!(pictures, 6);
    ugo.open("/ufficio/statistiche/tempi").await;
    let csv = String::from_utf8_lossy(ugo.bytes()).into_owned();
    assert!(csv.contains("Accesso alla ZTL") || csv.contains(";1;3;3;3;3"), "{csv}");
    assert_eq!(ugo.get("/ufficio/statistiche/altro").await, StatusCode::NOT_FOUND);
    // Another office sees nothing of it; who reads everything sees all, by office too.
    let ivo = installation.as_("anagrafe", "/ufficio/statistiche").await;
    assert!(ivo.sees("Non ci sono ancora pratiche da contare"));
    let mut leo = installation.as_("revisore", "/ufficio/statistiche").await;
    leo.expect("sono arrivate 2 pratiche");
    leo.open("/ufficio/statistiche?ufficio=anagrafe").await.expect("Non ci sono ancora");
    // Who chooses an office that is not theirs is given none of it.
    ugo.open("/ufficio/statistiche?ufficio=anagrafe").await.expect("Non ci sono ancora");
    let mut pia = installation.as_("amministratore", "/gestione").await;
    pia.expect_not("Statistiche");
    assert_eq!(pia.get("/ufficio/statistiche").await, StatusCode::NOT_FOUND);
}

async fn days_on_which_the_term_stood_still_are_not_the_offices(installation: Installation) {
    let mut mario = permit(&installation, "mario", DISABLED).await;
    let application = send(&installation, &mut mario).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    let asked =
        [("Che cosa manca e perché", "La targa è illeggibile."), ("Giorni per rispondere", "20")];
    make(&installation, &mut ugo, "Chiedi un'integrazione", &asked).await;
    installation.days(9).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.follow("Rispondi").await;
    mario.attach("Documenti", "carta-nitida.pdf", PDF);
    mario.fill("La tua risposta", "Eccola").press("Invia l'integrazione").await;
    installation.settle().await;
    installation.days(2).await;
    let mut eva = at_office(&installation, "responsabile", &application).await;
    make(&installation, &mut eva, "Rilascia il permesso", &[("Numero del permesso", "ZTL-2")])
        .await;
    installation.desk().count_applications().await.expect("counted");
    let ended = figures::ended(
        &mut installation.desk().db.peek().await.expect("storage"),
        &store::queue::Filter::default(),
        "2027-01",
    )
    .await
    .expect("figures");
    assert_eq!((ended.len(), ended[0].days, ended[0].term.as_str()), (1, 11, "kept"));
    // The day of the request and that of the answer stand still too, by the later reading.
    assert!((1..=3).contains(&ended[0].worked), "{ended:?}");
}

/// Adds so many that ended in so many days.
async fn ended(installation: &Installation, many: &[(i64, i64)]) {
    let desk = installation.desk();
    let mut tx = desk.db.write().await.expect("storage");
    let of = |(days, n): &(i64, i64)| figures::Ended {
        month: "2027-02".to_owned(),
        office: "polizia-locale".to_owned(),
        procedure: "permesso-ztl".to_owned(),
        outcome: "positive".to_owned(),
        term: "kept".to_owned(),
        days: *days,
        worked: *days,
        n: *n,
    };
    figures::add_ended(&mut tx, &many.iter().map(of).collect::<Vec<_>>()).await.expect("added");
    tx.commit().await.expect("kept");
    // What was found is believed for an hour.
    installation.clock.advance(Duration::minutes(61));
}

async fn citizens_are_told_how_long_it_really_takes(installation: Installation) {
    const SHEET: &str = "/servizi/mobilita-trasporti/permesso-ztl";
    let mut anybody = installation.visitor();
    ended(&installation, &[(12, 8), (25, 1)]).await;
    anybody.open(SHEET).await.expect_not("Di solito");
    ended(&installation, &[(30, 1)]).await;
    anybody.open(SHEET).await;
    anybody.expect(
        "Di solito: metà delle pratiche si chiude entro 12 giorni, nove su dieci entro 25 giorni \
         (ultimi 12 mesi).",
    );
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    mario
        .open(&application)
        .await
        .expect("metà delle pratiche come la tua si chiude entro 12 giorni");
    // Of another procedure nothing is said.
    let mut anna = residence(&installation, "anna").await;
    let other = send(&installation, &mut anna).await;
    anna.open(&other).await.expect_not("Di solito");
    // What is long past is no more what is usual.
    installation.clock.advance(Duration::days(380));
    anybody.open(SHEET).await.expect_not("Di solito");
}

async fn citizens_are_told_how_many_are_before_them(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let first = send(&installation, &mut mario).await;
    installation.clock.advance(Duration::minutes(5));
    let mut anna = permit(&installation, "anna", "Abito nella ZTL").await;
    let second = send(&installation, &mut anna).await;
    mario.open(&first).await.expect("Nessuna pratica come la tua aspetta da più tempo");
    anna.open(&second).await.expect("Prima della tua ce n'è una, allo stesso punto.");
    // One that goes on is no more before those that wait at that point.
    let mut ugo = at_office(&installation, "vigile", &first).await;
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    anna.open(&second).await.expect("Nessuna pratica come la tua aspetta da più tempo");
    // Who is waited for is told nothing of a queue.
    let mut ugo = at_office(&installation, "vigile", &second).await;
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    let asked =
        [("Che cosa manca e perché", "La targa è illeggibile."), ("Giorni per rispondere", "20")];
    make(&installation, &mut ugo, "Chiedi un'integrazione", &asked).await;
    anna.open(&second).await.expect_not("allo stesso punto").expect_not("a questo punto");
}
