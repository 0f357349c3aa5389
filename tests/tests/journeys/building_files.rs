//! Access to building files (L. 241/1990 art. 22-25, DPR 184/2006): what silence does, and what it does not once the office
//! has answered.

use tests::{direct::sign_in, installation::Installation, visitor::Visitor};

use crate::{
    filling::{self, make},
    on_both_engines,
    shipped::sent,
};

on_both_engines!(
    silence_refuses_after_thirty_days,
    what_is_granted_waits_for_its_payment_and_not_for_silence,
    who_has_paid_gets_the_documents,
    a_part_is_denied_only_after_notice,
    an_incomplete_request_begins_anew_and_is_told_so_in_ten_days,
);

const PROCEDURE: &str = "accesso-atti-edilizi";
const CASE: &str = "Il proprietario vende e chiede la copia per e-mail";

/// Who applies, and the address of the application.
async fn asked(installation: &Installation) -> (Visitor, String) {
    let me = sign_in(installation.desk(), "citizens", "mario").await;
    let application = sent(installation, &me, PROCEDURE, CASE).await;
    let mario = installation.as_("mario", &application).await;
    (mario, application)
}

/// Somebody who answers for building files, on the page of an application.
async fn answering(installation: &Installation, application: &str) -> Visitor {
    filling::answering(installation, ("commercio", "edilizia-urbanistica"), application).await
}

/// The same, once access is granted and waits for its payment.
async fn granting(installation: &Installation, application: &str) -> Visitor {
    let mut ada = answering(installation, application).await;
    make(installation, &mut ada, "Prendi in carico", &[]).await;
    let grant = [
        ("Pratiche trovate", "Licenza edilizia n. 12 del 1968"),
        ("Dove e quando avere i documenti", "Allo sportello, la mattina"),
        ("Fino a quando", "20 3 2027"),
    ];
    make(installation, &mut ada, "Accogli l'accesso: da pagare", &grant).await;
    ada
}

async fn silence_refuses_after_thirty_days(installation: Installation) {
    let (mut mario, application) = asked(&installation).await;
    let mut ada = answering(&installation, &application).await;
    make(&installation, &mut ada, "Prendi in carico", &[]).await;
    // Sent on Monday 1 March: the thirtieth day is Wednesday the 31st.
    installation.days(30).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect_not("respinta per silenzio");
    installation.days(1).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Conclusa - respinta per silenzio");
    // It is in writing, with how it is opposed.
    mario.expect("Richiesta respinta per silenzio");
    let mut ada = answering(&installation, &application).await;
    ada.expect("Silenzio-rigetto").expect("non ci sono altri passaggi");
}

async fn what_is_granted_waits_for_its_payment_and_not_for_silence(installation: Installation) {
    let (mut mario, application) = asked(&installation).await;
    let mut ada = granting(&installation, &application).await;
    ada.expect("Accolta, in attesa del pagamento").expect("Il termine è finito con la decisione.");
    // It waits for the citizen, and is nobody's to do next.
    ada.expect("In attesa del pagamento di").expect("fino al 30 aprile 2027");
    ada.open("/ufficio?vista=in-attesa").await;
    ada.expect("Tocca al cittadino: deve pagare")
        .expect("2027/000001")
        .open("/ufficio/prossima")
        .await;
    ada.expect("Non hai pratiche da seguire");
    installation.days(40).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Accesso accolto: da pagare").expect("entro il 30 aprile 2027");
    mario.expect_not("respinta");
    // After sixty days nobody waits any more; the grant was no refusal.
    installation.days(25).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Conclusa - copie non ritirate");
}

async fn who_has_paid_gets_the_documents(installation: Installation) {
    let (mut mario, application) = asked(&installation).await;
    let mut ada = granting(&installation, &application).await;
    let paid = [("Data del pagamento", "1 3 2027"), ("Riferimento del pagamento", "POS 160")];
    make(&installation, &mut ada, "Registra il pagamento", &paid).await;
    // Nothing is closed before the documents are given: it is the office's to do next.
    ada.expect("Pagata: documenti da dare").open("/ufficio/prossima").await;
    ada.expect("2027/000001");
    make(&installation, &mut ada, "Documenti dati", &[]).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.expect("Conclusa - documenti dati");
    assert!(
        installation.subjects().iter().any(|subject| subject.ends_with("i documenti ci sono")),
        "{:?}",
        installation.subjects()
    );
}

async fn a_part_is_denied_only_after_notice(installation: Installation) {
    let (_, application) = asked(&installation).await;
    let mut ada = answering(&installation, &application).await;
    make(&installation, &mut ada, "Prendi in carico", &[]).await;
    assert!(ada.find("a[href$='ready_partly']").is_none());
    ada.expect("Accogli l'accesso in parte: da pagare").expect("invia il preavviso di rigetto");
}

async fn an_incomplete_request_begins_anew_and_is_told_so_in_ten_days(installation: Installation) {
    const LINE: &str = "Dire se la richiesta è incompleta";
    let (mut mario, application) = asked(&installation).await;
    let mut ada = answering(&installation, &application).await;
    ada.expect(LINE).expect("11 marzo 2027");
    // To take it tells nobody anything: the ten days of the law go on.
    make(&installation, &mut ada, "Prendi in carico", &[]).await;
    ada.expect(LINE).expect("11 marzo 2027");
    // What is confirmed begins anew with the answer; without one the term goes on from where it was.
    ada.follow("Chiedi un'integrazione").await;
    ada.fill("Giorni per rispondere", "20").press("Ricalcola le date").await;
    ada.expect("Il cittadino ha tempo fino al 22 marzo 2027.");
    ada.expect(
        "Quando il cittadino risponde il termine ricomincia da capo (art. 6 c. 5 DPR 184/2006)",
    );
    ada.expect("il procedimento si conclude entro il 21 aprile 2027");
    ada.expect("Se non risponde, il termine riprende da dov'era");
    ada.fill("Che cosa manca e perché", "Manca la delega").fill("Giorni per rispondere", "20");
    ada.press("Conferma: Chiedi un'integrazione").await;
    ada.expect("Fatto.").expect_not(LINE);
    ada.expect("può rispondere fino al 22 marzo 2027");
    installation.settle().await;
    installation.days(21).await;
    installation.again(&mut mario, "mario", &application).await;
    mario.follow("Rispondi").await;
    mario.fill("La tua risposta", "Eccola").press("Invia l'integrazione").await;
    mario.expect("entro il 21 aprile 2027");

    // Who takes it and finds nothing missing is late with nothing when the ten days have passed.
    let (_, other) = asked(&installation).await;
    let mut ada = answering(&installation, &other).await;
    make(&installation, &mut ada, "Prendi in carico", &[]).await;
    installation.days(11).await;
    let mut ada = answering(&installation, &other).await;
    ada.expect_not(LINE);
    assert!(ada.find(".clock-line.is-late").is_none());
}
