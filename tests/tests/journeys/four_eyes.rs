//! What one person of the office did another looks at, where the procedure says so.

use tests::{
    direct::{complete, sign_in},
    installation::Installation,
};

use crate::{
    filling::{at_office, make},
    on_both_engines,
};

on_both_engines!(who_visited_the_place_does_not_grant,);

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
