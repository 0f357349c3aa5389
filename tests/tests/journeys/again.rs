//! Somebody who begins what they have begun or sent before is told so, and what tells one from the other.

use tests::installation::Installation;

use crate::{
    filling::{permit, send},
    on_both_engines,
};

on_both_engines!(who_begins_again_is_told_what_there_is);

const START: &str = "/domanda/permesso-ztl";

async fn who_begins_again_is_told_what_there_is(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let draft = mario.path().trim_end_matches("/riepilogo").to_owned();
    // One that was never saved after it was begun would serve again.
    installation.clock.advance(chrono::Duration::minutes(5));
    mario.open(&format!("{draft}/passi/general")).await;
    mario.fill("CAP", "10096").press("Salva la bozza").await;

    // A draft: which one it is, when it was saved, where it goes on; a new one may be begun all the same.
    mario.open(START).await;
    mario
        .expect("Hai già iniziato questa domanda")
        .expect("Hai già una bozza per «AB123CD», salvata il 1º marzo 2027")
        .expect("È completa: manca solo l'invio");
    assert_eq!(mario.all(".door-list a", "href"), [draft.as_str()]);
    mario.press("Inizia una nuova domanda").await;
    let other = mario.path().replace("/passi/privacy", "");
    assert_ne!(other, draft);
    mario.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    mario.fill("Targa", "xy 999 zz").press("Salva la bozza").await;

    // Two drafts of one procedure are told apart.
    mario.open("/area-personale/bozze").await;
    mario.expect("AB123CD").expect("XY999ZZ").expect("Riprende da: Dati generali");
    mario.expect("Iniziata il 1º marzo 2027");
    let labels = mario.all(".draft-actions a.btn", "aria-label");
    assert!(labels.iter().any(|label| label.contains("XY999ZZ")), "{labels:?}");

    // What was sent is told with its number, beside the draft; the office reads what it is about too.
    mario.open(&format!("{draft}/riepilogo")).await;
    let application = send(&installation, &mut mario).await;
    mario.open(START).await;
    mario
        .expect("Hai già una domanda per questo servizio")
        .expect("Hai già una bozza per «XY999ZZ»")
        .expect("Hai già inviato la domanda per «AB123CD» il 1º marzo 2027")
        .expect("numero 2027/000001");
    assert_eq!(mario.all(".door-list a", "href"), [other.as_str(), application.as_str()]);
    mario.open("/servizi/mobilita-trasporti/permesso-ztl").await;
    mario.expect("Hai già inviato la domanda per «AB123CD»").expect("Hai già una bozza");
    mario.open("/area-personale").await;
    mario.expect("AB123CD").expect("XY999ZZ");
    let clerk = installation.as_("vigile", &format!("/ufficio{application}")).await;
    let heading = clerk.find("h1").expect("a heading");
    assert!(heading.contains(": AB123CD"), "{heading}");

    // Only what was sent: nothing is begun before it was said.
    mario.open(&format!("{other}/elimina")).await;
    mario.press("Elimina la bozza").await;
    mario.open(START).await;
    mario.expect("Hai già inviato questa domanda").expect("numero 2027/000001");
    mario.expect_not("Hai già una bozza").open("/area-personale/bozze").await;
    mario.expect("Non hai bozze");

    // One that has ended is in nobody's way, and nobody reads of another's.
    mario.open(&application).await;
    mario.follow("Ritira la domanda").await;
    let withdraw = mario.find(".move-bar button").expect("a button");
    mario.press(&withdraw).await;
    mario.open(START).await;
    assert!(mario.path().starts_with("/bozze/"), "{}", mario.path());
    let anna = installation.as_("anna", START).await;
    assert!(anna.path().starts_with("/bozze/"), "{}", anna.path());
}
