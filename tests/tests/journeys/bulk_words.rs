//! What is written on many applications at once, or hands them on: messages wait like moves and are kept once on each, notes
//! are struck, an application that went to another office is that office's.

use chrono::Duration;
use tests::{direct::sign_in, installation::Installation, visitor::Visitor};

use crate::{
    bulk::{sent, work},
    filling::at_office,
    on_both_engines,
};

on_both_engines!(
    many_are_handed_on_with_a_reason_and_taken_back_before,
    the_same_words_reach_each_citizen_once,
    a_note_on_many_is_struck_together,
);

/// From the page of the view to what an act asks.
async fn asking(clerk: &mut Visitor, act: &str) {
    clerk.open("/ufficio?q=bianchi").await;
    let all = clerk.all("form.bulk-bar a", "href").remove(0);
    clerk.open(&all).await;
    clerk.put("azione", &[act.to_owned()]).press("Avanti").await;
}

/// The dry run of what was typed.
async fn trial(installation: &Installation, clerk: &mut Visitor) {
    clerk.press("Prova").await;
    work(installation).await;
    clerk.follow("Aggiorna la pagina").await;
}

async fn many_are_handed_on_with_a_reason_and_taken_back_before(installation: Installation) {
    let all = sent(&installation, 2).await;
    let act = "Trasmetti a un altro ufficio";
    // Who examines hands nothing on.
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    let place = ugo.all("form.bulk-bar a", "href").remove(0);
    ugo.open(&place).await;
    ugo.expect("Aggiungi una nota dell'ufficio").expect_not(act);
    let mut eva = installation.as_("responsabile", "/ufficio").await;
    asking(&mut eva, "trasmetti").await;
    eva.expect("Passa all'altro ufficio").press("Prova").await;
    eva.expect("Scegli una risposta per «A quale ufficio»");
    // Why each is refused is said by each.
    eva.fill("A quale ufficio", "Ufficio Polizia locale");
    eva.fill("Perché spetta a quell'ufficio", "La pratica {number} è un cambio di casa");
    trial(&installation, &mut eva).await;
    eva.expect("Non si può fare su nessuna di queste pratiche.").expect("2027/000002");
    asking(&mut eva, "trasmetti").await;
    eva.fill("A quale ufficio", "Ufficio Anagrafe");
    eva.fill("Perché spetta a quell'ufficio", "La pratica {number} è un cambio di casa");
    trial(&installation, &mut eva).await;
    eva.expect("Si può fare su tutte: 2").expect("nessuno viene avvisato");
    eva.press(&format!("Conferma: {act} (2)")).await;
    eva.expect("Parte il").press("Annulla tutto").await;
    installation.clock.advance(Duration::minutes(20));
    installation.settle().await;
    let mut ivo = installation.as_("anagrafe", "/ufficio?q=bianchi").await;
    ivo.expect_not("2027/000001");

    asking(&mut eva, "trasmetti").await;
    eva.fill("A quale ufficio", "Ufficio Anagrafe");
    eva.fill("Perché spetta a quell'ufficio", "La pratica {number} è un cambio di casa");
    trial(&installation, &mut eva).await;
    eva.press(&format!("Conferma: {act} (2)")).await;
    installation.clock.advance(Duration::minutes(11));
    installation.settle().await;
    eva.follow("Aggiorna la pagina").await;
    eva.expect("Finita. Fatte: 2.").expect("le pratiche sono dell'altro ufficio");
    eva.expect_not("Annulla quello che è stato fatto");
    ivo.open("/ufficio?q=bianchi").await;
    ivo.expect("2027/000001").expect("2027/000002");
    let mut anna = installation.as_("anna", &format!("/pratiche/{}", all[1])).await;
    anna.expect("La pratica 2027/000002 è un cambio di casa");
    let report = installation.desk().verify().await.expect("storage");
    assert!(report.broken.is_empty() && report.gaps.is_empty());
}

async fn the_same_words_reach_each_citizen_once(installation: Installation) {
    let all = sent(&installation, 3).await;
    let desk = installation.desk();
    let mut eva = installation.as_("responsabile", "/ufficio/testi").await;
    eva.fill("Ufficio", "Ufficio Polizia locale");
    eva.fill("Per quale procedimento", "Tutti i procedimenti").fill("Titolo", "Chiusura");
    eva.fill("Testo", "La pratica {number} riprende lunedì.").press("Aggiungi il testo").await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    asking(&mut ugo, "scrivi").await;
    ugo.expect("riceve un'e-mail").fill("Messaggio", "Gentile {nome},").press("Prova").await;
    ugo.expect("«{nome}» non è un dato della pratica");
    // A text that is ready comes after what was typed, with its holes.
    ugo.fill("Messaggio", "Gentile {name},").fill("Testo pronto", "Chiusura");
    ugo.press("Inserisci").await;
    let typed = ugo.find("textarea").unwrap_or_default();
    let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(typed, "Gentile {name}, La pratica {number} riprende lunedì.");
    trial(&installation, &mut ugo).await;
    ugo.expect("Si può fare su tutte: 3")
        .press("Conferma: Scrivi a chi ha fatto domanda (3)")
        .await;
    // A colleague takes one in charge meanwhile: what was seen is no more, and that one is not written to.
    let ada = sign_in(desk, "staff", "vigile2").await.session;
    let wish = desk::moves::Wish { id: "take".to_owned(), raw: form::Raw::new(), version: 1 };
    desk.make_move(&ada, all[2], &wish).await.expect("taken");
    installation.clock.advance(Duration::minutes(9));
    work(&installation).await;
    let messages = async |id| {
        let mut read = desk.db.peek().await.expect("storage");
        store::messages::of_application(&mut read, id, None, 9).await.expect("messages").len()
    };
    assert_eq!(messages(all[0]).await, 0, "not before its time");
    installation.clock.advance(Duration::minutes(2));
    installation.settle().await;
    ugo.follow("Aggiorna la pagina").await;
    ugo.expect("Finita. Fatte: 2. Non fatte: 1.").expect("È cambiata nel frattempo.");
    assert_eq!([messages(all[0]).await, messages(all[1]).await, messages(all[2]).await], [1, 1, 0]);
    let mut anna = installation.as_("anna", &format!("/pratiche/{}/messaggi", all[1])).await;
    anna.expect("Gentile Anna Bianchi,").expect("La pratica 2027/000002 riprende lunedì.");
    let mails = installation.desk().mail.sent();
    let mails = mails.iter().map(|sent| &sent.message);
    assert_eq!(mails.filter(|mail| mail.text.contains("/messaggi")).count(), 2, "one each");
    // As if a worker had written it and died before it was marked: it is found, and not written twice.
    let here = ugo.path().to_owned();
    let bulk: uuid::Uuid = here.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let mut tx = desk.db.write().await.expect("storage");
    let done = store::bulk::lines(&mut tx, bulk, desk::bulk::Outcome::Done, (0, 9));
    for line in done.await.expect("lines") {
        let again = store::bulk::Line { outcome: desk::bulk::Outcome::Ready, ..line.clone() };
        let state = desk::bulk::State::Running;
        store::bulk::go(&mut tx, bulk, (desk::bulk::State::Done, state), None).await.expect("on");
        assert!(store::bulk::mark(&mut tx, state, &line, &again).await.expect("marked"));
    }
    let errand = serde_json::json!({ "kind": "bulk", "bulk": bulk, "step": "again" });
    let job = store::jobs::Promise {
        id: desk.clock.id(),
        kind: "bulk".to_owned(),
        payload: errand.to_string(),
        run_at: desk.now(),
        dedupe: Some(format!("bulk {bulk} again")),
        now: desk.now(),
    };
    store::jobs::promise(&mut tx, &job).await.expect("promised");
    tx.commit().await.expect("kept");
    installation.settle().await;
    ugo.open(&here).await;
    ugo.expect("Finita. Fatte: 2. Non fatte: 1.");
    assert_eq!([messages(all[0]).await, messages(all[1]).await], [1, 1]);
}

async fn a_note_on_many_is_struck_together(installation: Installation) {
    let all = sent(&installation, 3).await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    asking(&mut ugo, "annota").await;
    ugo.expect("la legge solo l'ufficio").press("Prova").await;
    ugo.fill("Nota riservata", "A campione: {number}");
    trial(&installation, &mut ugo).await;
    ugo.expect("Si può fare su tutte: 3").expect("le note restano, barrate");
    ugo.press("Conferma: Aggiungi una nota dell'ufficio (3)").await;
    installation.settle().await;
    ugo.follow("Aggiorna la pagina").await;
    ugo.expect("Finita. Fatte: 3.");
    let here = ugo.path().to_owned();
    // One is struck by itself before; the others go together, and all stay to be read.
    let mut other = at_office(&installation, "vigile", &format!("/pratiche/{}", all[0])).await;
    other.expect("A campione: 2027/000001");
    let strike = other.find("form[action$='/annulla'] button").expect("a button");
    other.press(&strike).await;
    let mut anna = installation.as_("anna", &format!("/pratiche/{}", all[1])).await;
    anna.expect_not("A campione");
    ugo.open(&here).await;
    ugo.press("Annulla quello che è stato fatto").await;
    installation.settle().await;
    ugo.open(&here).await;
    ugo.expect("Tornate come prima: 2. Rimaste come sono: 1, leggi perché.");
    ugo.expect("La nota è già annullata.");
    for id in &all {
        let page = at_office(&installation, "vigile2", &format!("/pratiche/{id}")).await;
        assert_eq!(page.all("del, s, .is-struck", "class").len().min(1), 1, "{}", page.text());
    }
}
