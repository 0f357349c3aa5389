//! What comes to an office goes by itself into the hands of somebody who is there.

use tests::{direct::sign_in, installation::Installation, visitor::Visitor};

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines,
    revisions::{SHIPPED, publish},
};

on_both_engines!(
    each_has_their_turn_and_nobody_who_is_away,
    who_has_the_fewest_is_given_the_next,
    a_rule_says_which_and_another_office_has_its_own_people,
);

/// The permit, given out as a rule says.
async fn given_out(installation: &Installation, rules: &str) {
    let document = SHIPPED.replacen("\n  states:\n", &format!("\n{rules}  states:\n"), 1);
    assert_ne!(document, SHIPPED);
    publish(installation, &document).await;
}

const TURN: &str = "  distribution:\n  - by: turn\n";
const LOAD: &str = "  distribution:\n  - {}\n";

/// Ada and Ugo of the police, and Mario, who works there and has a permit to ask.
async fn office(installation: &Installation) {
    for who in ["vigile", "vigile2", "mario-staff"] {
        let _ = installation.as_(who, "/ufficio").await;
    }
}

async fn sent(installation: &Installation, who: &str) -> (Visitor, String) {
    let mut citizen = permit(installation, who, "Abito nella ZTL").await;
    let application = send(installation, &mut citizen).await;
    installation.settle().await;
    (citizen, application)
}

/// In whose hands an application is, by family name; empty: in nobody's.
async fn hands(installation: &Installation, application: &str) -> String {
    let desk = installation.desk();
    let head = sign_in(desk, "staff", "responsabile").await.session;
    let id = application.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let dossier = desk.dossier(&head, id).await.expect("theirs");
    let held = dossier.loaded.application.assignee;
    held.and_then(|held| dossier.names.get(&held).cloned()).unwrap_or_default()
}

async fn each_has_their_turn_and_nobody_who_is_away(installation: Installation) {
    office(&installation).await;
    given_out(&installation, TURN).await;
    let mut given = Vec::new();
    for _ in 0..3 {
        let (_, application) = sent(&installation, "mario").await;
        given.push(hands(&installation, &application).await);
    }
    // Mario is one of the office, and never handles his own.
    assert_eq!(given, ["Ada Neri", "Ugo Verdi", "Ada Neri"]);
    // Ada is away: all are Ugo's, who has them in his queue without having looked for them.
    let mut ada = installation.as_("vigile2", "/ufficio/assenze").await;
    ada.fill("Primo giorno", "1 3 2027").fill("Ultimo giorno", "5 3 2027");
    ada.fill("Sostituto", "Nessun sostituto").press("Segna l'assenza").await;
    for _ in 0..2 {
        let (_, application) = sent(&installation, "mario").await;
        assert_eq!(hands(&installation, &application).await, "Ugo Verdi");
    }
    let mut ugo = installation.as_("vigile", "/ufficio?vista=mie").await;
    ugo.expect("2027/000002").expect("2027/000005").expect_not("2027/000001");
}

async fn who_has_the_fewest_is_given_the_next(installation: Installation) {
    office(&installation).await;
    // Before there is a rule, nothing goes anywhere.
    let (_, first) = sent(&installation, "mario").await;
    assert_eq!(hands(&installation, &first).await, "");
    let mut ada = at_office(&installation, "vigile2", &first).await;
    make(&installation, &mut ada, "Prendi in carico", &[]).await;
    given_out(&installation, LOAD).await;
    // Ada has one: the next two are Ugo's and, of Ada and Ugo with one each, hers who was never given one.
    let (mut mario, second) = sent(&installation, "mario").await;
    assert_eq!(hands(&installation, &second).await, "Ugo Verdi");
    let (_, third) = sent(&installation, "mario").await;
    assert_eq!(hands(&installation, &third).await, "Ada Neri");
    // Nobody has begun with it for that: its citizen still puts right what they sent.
    mario.open(&second).await.expect("Finché l'ufficio non prende in carico la domanda");
    let mut ugo = at_office(&installation, "vigile", &second).await;
    ugo.expect("Assegnata a Ugo Verdi").expect("la ripartizione automatica");
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    mario.open(&second).await.expect_not("Finché l'ufficio non prende in carico la domanda");
}

async fn a_rule_says_which_and_another_office_has_its_own_people(installation: Installation) {
    office(&installation).await;
    let _ = installation.as_("anagrafe", "/ufficio").await;
    let anna = "  distribution:\n  - when: applicant.given_name == \"Anna\"\n    by: turn\n";
    given_out(&installation, anna).await;
    let (_, other) = sent(&installation, "mario").await;
    assert_eq!(hands(&installation, &other).await, "");
    let (_, application) = sent(&installation, "anna").await;
    assert_eq!(hands(&installation, &application).await, "Ada Neri");
    // It was not for the police: in the other office it goes into hands of theirs.
    let mut eva = at_office(&installation, "responsabile", &application).await;
    eva.follow("Trasmetti a un altro ufficio").await;
    eva.fill("Perché spetta a quell'ufficio", "È un cambio di casa");
    eva.fill("A quale ufficio", "Ufficio Anagrafe");
    eva.press("Conferma: Trasmetti a un altro ufficio").await;
    eva.expect("Pratica trasmessa.");
    installation.settle().await;
    assert_eq!(hands(&installation, &application).await, "Ivo Gialli");
    let report = installation.desk().verify().await.expect("verified");
    assert!(report.broken.is_empty() && report.gaps.is_empty(), "{report:?}");
}
