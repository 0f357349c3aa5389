//! An application as it was at any of its events: for the office, on one page, and nothing of what came later.

use reqwest::StatusCode;
use tests::installation::Installation;

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines,
};

on_both_engines!(
    an_application_is_shown_as_it_was_at_each_event,
    an_earlier_view_is_of_who_reads_the_application,
);

async fn an_application_is_shown_as_it_was_at_each_event(installation: Installation) {
    let _ = installation.as_("vigile2", "/ufficio").await;
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    installation.settle().await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    installation.days(2).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    let asked =
        [("Che cosa manca e perché", "Manca la fotografia"), ("Giorni per rispondere", "15")];
    make(&installation, &mut ugo, "Chiedi un'integrazione", &asked).await;
    ugo.open(&format!("/ufficio{application}")).await;
    let moments = ugo.all(".happening-here a", "href");
    assert!(moments.len() >= 3, "one for each event: {moments:?}");
    let stood = |page: &tests::visitor::Visitor| page.find(".side-facts").unwrap_or_default();

    // Sent: with the office, in nobody's hands, the term running; of the question nothing is known yet.
    ugo.open(moments.last().expect("the first")).await;
    assert!(stood(&ugo).contains("Non ancora assegnata"), "{}", stood(&ugo));
    assert!(stood(&ugo).contains("Ufficio Polizia locale"), "{}", stood(&ugo));
    ugo.expect("AB123CD").expect("carta.pdf").expect_not("fotografia").expect_not("sospeso");
    let file = ugo.all("main li a[href*='/file/']", "href").remove(0);
    assert_eq!(ugo.get(&file).await, StatusCode::OK);
    // Taken: in the hands of who took it. From there one goes on, to where the term stands still.
    ugo.open(moments.last().expect("the first")).await;
    ugo.follow("Momento successivo").await;
    let mut seen = stood(&ugo);
    for _ in 0..moments.len() {
        if seen.contains("Ugo Verdi") {
            break;
        }
        ugo.follow("Momento successivo").await;
        seen = stood(&ugo);
    }
    assert!(seen.contains("Ugo Verdi"), "{seen}");
    ugo.expect_not("sospeso");
    ugo.open(&moments[0]).await;
    assert_ne!(stood(&ugo), seen, "the state is another");
    ugo.expect("sospeso").expect("Momento precedente").expect_not("Momento successivo");
    let first = moments.last().expect("the first");
    let none = format!("{}/9999", first.rsplit_once('/').expect("a number").0);
    assert_eq!(ugo.get(&none).await, StatusCode::NOT_FOUND);
}

async fn an_earlier_view_is_of_who_reads_the_application(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let at = format!("/ufficio{application}/versioni/1");
    let mut registry = installation.as_("anagrafe", "/ufficio").await;
    assert_eq!(registry.get(&at).await, StatusCode::NOT_FOUND);
    assert_ne!(mario.get(&at).await, StatusCode::OK);
    let mut leo = installation.as_("revisore", "/ufficio").await;
    assert_eq!(leo.get(&at).await, StatusCode::OK);
    // That somebody looked back is told to the citizen, too.
    mario.open(&application).await;
    mario.expect("Ha aperto la pratica come era in un altro momento");
}
