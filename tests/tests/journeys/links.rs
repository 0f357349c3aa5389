//! Applications that have to do with each other, and the files of an office: said with trace, and shown to nobody who may
//! not read them.

use reqwest::StatusCode;
use tests::{installation::Installation, visitor::Visitor};

use crate::{
    filling::{at_office, permit, residence, send},
    on_both_engines,
};

on_both_engines!(
    a_link_is_seen_from_both_ends_and_taken_away_with_trace,
    what_one_may_not_read_is_neither_found_nor_told,
    a_folder_keeps_applications_together,
);

async fn link(visitor: &mut Visitor, number: &str, kind: &str, why: &str) {
    visitor.follow("Collega a un'altra pratica").await;
    visitor.fill("Numero dell'altra pratica", number);
    visitor.fill("In che rapporto sta questa pratica con l'altra", kind).fill("Motivo", why);
    visitor.press("Collega le pratiche").await;
}

/// What a link to a permit of this number says.
fn permit_called(n: u32) -> String {
    format!("2027/{n:06} · Richiedere permesso di accesso ad area ZTL")
}

async fn permits(installation: &Installation, who: [&str; 2]) -> [String; 2] {
    let mut all = Vec::new();
    for who in who {
        let mut me = permit(installation, who, "Abito nella ZTL").await;
        all.push(send(installation, &mut me).await);
    }
    all.try_into().expect("two")
}

async fn a_link_is_seen_from_both_ends_and_taken_away_with_trace(installation: Installation) {
    let [first, second] = permits(&installation, ["mario", "mario"]).await;
    let mut ugo = at_office(&installation, "vigile", &second).await;
    // What is wrong is told at its place, and stays typed.
    ugo.follow("Collega a un'altra pratica").await;
    ugo.press("Collega le pratiche").await;
    ugo.expect("Numero dell'altra pratica").expect_not("Collegata a");
    for (number, told) in [
        ("2027/000002", "È il numero di questa stessa pratica"),
        ("2027/000099", "Non trovo una pratica con questo numero"),
        ("pippo", "Non trovo una pratica con questo numero"),
    ] {
        ugo.fill("Numero dell'altra pratica", number);
        ugo.fill("In che rapporto sta questa pratica con l'altra", "È un duplicato dell'altra");
        ugo.fill("Motivo", "Inviata due volte").press("Collega le pratiche").await;
        ugo.expect(told);
        assert_eq!(ugo.all("input[id=number], input[name=number]", "value")[0], number);
    }
    ugo.fill("Numero dell'altra pratica", "1/2027").press("Collega le pratiche").await;
    ugo.expect("È un duplicato di 2027/000001").expect("Inviata due volte").expect("Ugo Verdi, ");
    // The same is not said twice, from whichever end.
    ugo.follow(&permit_called(1)).await;
    ugo.expect("Ha un duplicato: 2027/000002");
    link(&mut ugo, "2027/000002", "È un duplicato dell'altra", "").await;
    ugo.expect("Le due pratiche sono già collegate in questo modo");
    ugo.fill("In che rapporto sta questa pratica con l'altra", "È il seguito dell'altra");
    ugo.press("Collega le pratiche").await;
    ugo.expect("È il seguito di 2027/000002").expect("Ha un duplicato: 2027/000002");
    // Their citizen sees that they belong together, and neither why nor who said so.
    let mut mario = installation.as_("mario", &first).await;
    mario.expect("Domande collegate").expect("Ha un duplicato: 2027/000002");
    mario.expect_not("Inviata due volte").expect_not("Ugo Verdi");
    // Taken away it stays, struck through, with who did it; the citizen does not see it any more.
    let mut ada = at_office(&installation, "vigile2", &second).await;
    let remove = ada.all(".link-list form", "action");
    assert_eq!(remove.len(), 2);
    let words = ada.all(".link-list form button", "type").len();
    assert_eq!(words, 2);
    while let Some(words) = ada.find(".link-list form button") {
        ada.press(&words).await;
    }
    ada.expect("Collegamento tolto da Ada Neri").expect("Inviata due volte");
    assert_eq!(ada.all(".link-list s a", "href").len(), 2);
    mario.open(&first).await;
    mario.expect_not("Domande collegate");
    // It can be said again; who only reads cannot.
    link(&mut ada, "2027/000001", "È collegata", "").await;
    ada.expect("Collegata a 2027/000001");
    let mut auditor = at_office(&installation, "revisore", &second).await;
    auditor.expect("Collegata a 2027/000001").expect_not("Togli il collegamento");
    auditor.expect_not("Collega a un'altra pratica");
    let at = format!("/ufficio{second}/collega");
    assert_eq!(auditor.get(&at).await, StatusCode::NOT_FOUND);
}

async fn what_one_may_not_read_is_neither_found_nor_told(installation: Installation) {
    let mut anna = permit(&installation, "anna", "Abito nella ZTL").await;
    let police = send(&installation, &mut anna).await;
    let mut mario = residence(&installation, "mario").await;
    let registry = send(&installation, &mut mario).await;
    // Not found and not readable are the same.
    let mut ugo = at_office(&installation, "vigile", &police).await;
    link(&mut ugo, "2027/000002", "È collegata", "").await;
    let told = ugo.find(".field-problem").expect("a problem");
    ugo.fill("Numero dell'altra pratica", "2027/000077").press("Collega le pratiche").await;
    assert_eq!(ugo.find(".field-problem"), Some(told));
    // Who works in both offices links them; each office learns no more than it may read.
    let mut eva = at_office(&installation, "responsabile", &police).await;
    link(&mut eva, "2027/000002", "È il seguito dell'altra", "Nuova residenza in Via Lupo").await;
    eva.expect("È il seguito di 2027/000002").expect("Nuova residenza in Via Lupo");
    ugo.open(&format!("/ufficio{police}")).await;
    ugo.expect("È il seguito di un'altra pratica, che non puoi aprire").expect_not("2027/000002");
    ugo.expect_not("Nuova residenza").expect_not("Togli il collegamento");
    assert!(ugo.find(".link-list").is_some_and(|told| !told.contains("Eva")), "nor by whom");
    let mut ivo = at_office(&installation, "anagrafe", &registry).await;
    ivo.expect("Prosegue con un'altra pratica, che non puoi aprire").expect_not("2027/000001");
    // The link cannot be taken away by an address either.
    eva.open(&format!("/ufficio{police}")).await;
    let remove = eva.all(".link-list form", "action").remove(0);
    let sent = |visitor: &Visitor, to: &str| tests::visitor::Sent {
        url: visitor.url().join(to).expect("an address"),
        post: true,
        how: tests::visitor::Written::Plain,
        fields: vec![],
        files: vec![],
    };
    let forged = sent(&ugo, &remove);
    assert_eq!(ugo.send(forged).await, StatusCode::NOT_FOUND);
    // Neither of the two citizens meets anything of the other.
    for (who, at) in [("anna", &police), ("mario", &registry)] {
        let mut citizen = installation.as_(who, at).await;
        citizen.expect_not("Domande collegate").expect_not("altro ufficio");
    }
    // Who sent one of them links it to nothing, and finds it by no number.
    let mut own = installation.as_("mario-staff", &format!("/ufficio{police}")).await;
    link(&mut own, "2027/000002", "È collegata", "").await;
    own.expect("Non trovo una pratica con questo numero");
    let mut read = installation.desk().db.peek().await.expect("storage");
    let denials = store::logs::denials(&mut read, None, 100).await.expect("storage");
    assert!(denials.iter().any(|denial| denial.what == "link"));
}

async fn a_folder_keeps_applications_together(installation: Installation) {
    let [first, second] = permits(&installation, ["mario", "anna"]).await;
    let mut mario = residence(&installation, "mario").await;
    let registry = send(&installation, &mut mario).await;
    let mut ugo = installation.as_("vigile", "/ufficio/fascicoli").await;
    ugo.expect("L'ufficio non ha ancora fascicoli");
    ugo.open(&format!("/ufficio{first}")).await;
    ugo.follow("Metti in un fascicolo").await;
    ugo.fill("Fascicolo", "Un nuovo fascicolo").press("Metti nel fascicolo").await;
    ugo.expect("Titolo del fascicolo");
    ugo.fill("Titolo del fascicolo", "Via Lupo").press("Metti nel fascicolo").await;
    ugo.expect("2027/1 · Via Lupo");
    // A second one joins it: chosen from the list, or called by its number.
    ugo.open(&format!("/ufficio{second}")).await;
    ugo.follow("Metti in un fascicolo").await;
    ugo.fill("Fascicolo", "Un altro, di cui scrivo il numero").press("Aggiorna").await;
    ugo.fill("Numero del fascicolo", "2027/9").press("Metti nel fascicolo").await;
    ugo.expect("Non trovo un fascicolo con questo numero");
    ugo.fill("Numero del fascicolo", "1").press("Metti nel fascicolo").await;
    ugo.follow("2027/1 · Via Lupo").await;
    ugo.expect("2027/000001").expect("2027/000002").expect("Messa nel fascicolo da Ugo Verdi");
    let folder = ugo.path().to_owned();
    ugo.follow(&permit_called(2)).await;
    ugo.follow("Metti in un fascicolo").await;
    ugo.fill("Fascicolo", "2027/1 · Via Lupo").press("Metti nel fascicolo").await;
    ugo.expect("La pratica è già in questo fascicolo");
    // Who works in two offices puts another office's into it: this one learns only that there is one.
    let mut eva = at_office(&installation, "responsabile", &registry).await;
    eva.follow("Metti in un fascicolo").await;
    eva.fill("Fascicolo", "2027/1 · Via Lupo").press("Metti nel fascicolo").await;
    eva.expect("2027/1 · Via Lupo");
    ugo.open(&folder).await;
    ugo.expect("un'altra pratica, che non puoi aprire").expect_not("2027/000003");
    // The registry has no such file, at no address and by no number.
    let mut ivo = at_office(&installation, "anagrafe", &registry).await;
    ivo.expect_not("Via Lupo\n").expect_not("2027/1 ·");
    assert_eq!(ivo.get(&folder).await, StatusCode::NOT_FOUND);
    // Another title; taken out with trace.
    ugo.fill("Titolo del fascicolo", "").press("Salva").await;
    ugo.expect("Titolo del fascicolo");
    ugo.fill("Titolo del fascicolo", "Via Lupo e dintorni").press("Salva").await;
    ugo.expect("Via Lupo e dintorni").expect("Salvato");
    let words = ugo.find(".link-list form button").expect("a button");
    ugo.press(&words).await;
    ugo.open(&folder).await;
    ugo.expect("Tolta dal fascicolo da Ugo Verdi").expect("2027/000001");
    ugo.open(&format!("/ufficio{first}")).await;
    ugo.expect_not("2027/1 ·");
    ugo.open("/ufficio/fascicoli").await;
    ugo.expect("2027/1 · Via Lupo e dintorni");
    // Citizens meet none of it.
    let mut anna = installation.as_("anna", &second).await;
    anna.expect_not("fascicolo").expect_not("Fascicoli").expect_not("Via Lupo e dintorni");
}
