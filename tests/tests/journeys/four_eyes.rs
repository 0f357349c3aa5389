//! What one person of the office did another looks at, where the procedure says so.

use tests::{
    direct::{complete, sign_in},
    installation::Installation,
    visitor::Visitor,
};

use crate::{
    filling::{PDF, at_office, make},
    on_both_engines,
    previews::signed,
};

on_both_engines!(who_visited_the_place_does_not_grant, a_decision_takes_a_document_that_is_signed,);

const GATE: (&str, &str) =
    ("passo-carrabile", "Un condominio allarga il suo passo e paga solo i metri in più");

async fn who_visited_the_place_does_not_grant(installation: Installation) {
    let desk = installation.desk();
    let anna = sign_in(desk, "citizens", "anna").await;
    for (visits, is_shut, stamp) in
        [("responsabile", true, "01230000000011"), ("vigile", false, "01230000000022")]
    {
        let draft = complete(desk, &anna, GATE, &[("stamp.serial", stamp)]).await;
        let sent = desk.send(&anna.session, draft.draft, &draft.proof).await.expect("sent");
        installation.settle().await;
        let application = format!("/pratiche/{sent}");
        let mut office = at_office(&installation, visits, &application).await;
        make(&installation, &mut office, "Prendi in carico", &[]).await;
        let day = (installation.now().day() + chrono::Duration::days(1)).format("%d/%m/%Y");
        let visit = [("Giorno del sopralluogo", day.to_string()), ("Ora", "10:00".to_owned())];
        let visit = visit.each_ref().map(|(label, value)| (*label, value.as_str()));
        make(&installation, &mut office, "Fissa il sopralluogo", &visit).await;
        let outcome = [("Esito", "Corrisponde a quanto dichiarato"), ("Verbale", "Tutto a posto")];
        make(&installation, &mut office, "Registra l'esito del sopralluogo", &outcome).await;
        let head = at_office(&installation, "responsabile", &application).await;
        let told = "Hai fatto tu «Registra l'esito del sopralluogo»: questo passaggio spetta a un'altra persona";
        assert_eq!(head.sees(told), is_shut, "{visits}\n{}", head.text());
    }
}

/// Whoever did not visit the place grants, with a document of their own that bears a signature: one that bears none is
/// told at its place, and what was typed stays.
async fn a_decision_takes_a_document_that_is_signed(installation: Installation) {
    let desk = installation.desk();
    let anna = sign_in(desk, "citizens", "anna").await;
    let draft = complete(desk, &anna, GATE, &[]).await;
    let sent = desk.send(&anna.session, draft.draft, &draft.proof).await.expect("sent");
    installation.settle().await;
    let application = format!("/pratiche/{sent}");
    let mut vigile = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut vigile, "Prendi in carico", &[]).await;
    pay(&installation, &mut vigile).await;
    let visit = [("Giorno del sopralluogo", "2 3 2027"), ("Ora", "10:00")];
    make(&installation, &mut vigile, "Fissa il sopralluogo", &visit).await;
    let outcome = [("Esito", "Corrisponde a quanto dichiarato"), ("Verbale", "Tutto a posto")];
    make(&installation, &mut vigile, "Registra l'esito del sopralluogo", &outcome).await;

    let mut head = at_office(&installation, "responsabile", &application).await;
    head.follow("Rilascia il provvedimento").await;
    head.fill("Numero del permesso o della presa d'atto", "PC-7/2027");
    head.attach("Provvedimento firmato digitalmente", "atto.pdf", PDF);
    let confirm = head.find(".move-bar button").expect("a button");
    head.press(&confirm).await;
    head.expect_not("Fatto.").expect("non ha dentro una firma digitale");
    assert_eq!(head.find("[name=permit]").as_deref(), Some(""), "the field is there");
    head.press("Rimuovi il file atto.pdf").await;
    head.attach("Provvedimento firmato digitalmente", "atto.pdf.p7m", &signed(&[PDF]));
    let confirm = head.find(".move-bar button").expect("a button");
    head.press(&confirm).await;
    head.expect("Fatto.").expect("Accolta").expect("PC-7/2027").expect("atto.pdf.p7m");
    installation.settle().await;

    let mut anna = installation.as_("anna", &application).await;
    anna.expect("Conclusa").expect("atto.pdf.p7m");
    let file = anna.all("a", "href").into_iter().find(|href| href.contains("/file/"));
    if let Some(file) = file {
        assert_eq!(anna.get(&file).await, 200);
    }
}

/// What is due at release, if anything is.
async fn pay(installation: &Installation, office: &mut Visitor) {
    if !office.sees("Permesso pronto: da pagare") {
        return;
    }
    make(installation, office, "Permesso pronto: da pagare", &[]).await;
    let paid = [("Data del pagamento", "1 3 2027"), ("Riferimento del pagamento", "POS 5")];
    make(installation, office, "Registra il pagamento", &paid).await;
}
