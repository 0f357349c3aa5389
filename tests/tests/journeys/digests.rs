//! What clerks are told by e-mail, as often as each has chosen and of nothing else.

use chrono::{Duration, NaiveDate};
use store::roles;
use tests::{
    direct::sign_in,
    filling::{at_office, make, permit, residence, send},
    installation::Installation,
    visitor::Visitor,
};

use crate::on_both_engines;

on_both_engines!(
    a_clerk_is_told_each_morning_of_what_has_come_and_what_has_happened,
    one_procedure_is_told_otherwise_than_the_rest,
    who_is_away_is_told_when_they_are_back,
    what_is_chosen_has_bounds,
);

const ADDRESS: &str = "Il tuo indirizzo di lavoro";
const WHEN: &str = "Quando ti scriviamo";
const MORNING: &str = "Ogni mattina lavorativa";
const HOURLY: &str = "Al massimo una volta all'ora, nell'orario di lavoro";
const WEEKLY: &str = "Una volta alla settimana, il primo giorno lavorativo";
const PERMIT: &str = "Richiedere permesso di accesso ad area ZTL";

/// What was sent to these addresses by `pass`ing some time.
async fn told(installation: &Installation, pass: Duration) -> Vec<(String, String, String)> {
    installation.clock.advance(pass);
    let desk = installation.desk();
    let before = desk.mail.sent().len();
    desk.send_digests().await.expect("storage");
    assert!(!desk.send_digests().await.expect("storage"), "once an hour");
    installation.settle().await;
    let sent = desk.mail.sent().into_iter().skip(before).map(|sent| sent.message);
    let digests = sent.filter(|message| message.subject.contains("novità"));
    digests.map(|message| (message.to, message.subject, message.text)).collect()
}

async fn chooses(installation: &Installation, who: &str, when: &str) -> Visitor {
    let mut clerk = installation.as_(who, "/ufficio/avvisi").await;
    clerk.fill(ADDRESS, &format!("{who}@grugliasco.example")).fill(WHEN, when);
    clerk.press("Salva").await;
    clerk.expect("Salvato.");
    clerk
}

async fn a_clerk_is_told_each_morning_of_what_has_come_and_what_has_happened(
    installation: Installation,
) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    chooses(&installation, "vigile", MORNING).await;
    installation.clock.advance(Duration::minutes(1));
    let application = send(&installation, &mut mario).await;
    assert_eq!(told(&installation, Duration::hours(1)).await, [], "not before the morning");
    let one = told(&installation, Duration::days(1)).await;
    let [(to, subject, text)] = one.as_slice() else { panic!("{one:?}") };
    assert_eq!(
        (to.as_str(), subject.as_str()),
        ("vigile@grugliasco.example", "Una pratica con novità, 2 marzo 2027",)
    );
    assert!(text.contains("Arrivata all'ufficio, e nessuno l'ha ancora presa"), "{text}");
    assert!(text.contains("2027/000001") && text.contains("È arrivata."), "{text}");
    assert!(text.contains(&format!("/ufficio{application}")), "{text}");
    assert!(text.contains("/ufficio/avvisi"), "{text}");
    assert!(!text.contains("Rossi"), "no name of a citizen: {text}");

    // What they have done themselves is no news; what the citizen writes is.
    let mut ugo = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    assert_eq!(told(&installation, Duration::days(1)).await, []);
    installation.again(&mut mario, "mario", &format!("{application}/messaggi")).await;
    mario.fill("Messaggio", "Posso passare sabato?").press("Invia il messaggio").await;
    let one = told(&installation, Duration::days(1)).await;
    let [(_, _, text)] = one.as_slice() else { panic!("{one:?}") };
    assert!(text.contains("In mano a te, con una novità"), "{text}");
    assert!(text.contains("Il cittadino ha scritto un messaggio."), "{text}");
    assert!(!text.contains("sabato"), "{text}");
    assert_eq!(told(&installation, Duration::days(1)).await, [], "not twice, read or not");

    // A colleague who is told as well hears nothing of what is in somebody else's hands.
    chooses(&installation, "vigile2", MORNING).await;
    // Neither on Saturday nor on Sunday; on Friday the 19th of a term that ends on the 31st.
    let mut days = Vec::new();
    for _ in 6..=19 {
        for (to, _, text) in told(&installation, Duration::days(1)).await {
            assert!(text.contains("con un termine vicino") && text.contains("art. 2"), "{text}");
            days.push((to, installation.now().day()));
        }
    }
    let expected = NaiveDate::from_ymd_opt(2027, 3, 19).expect("a day");
    assert_eq!(days, [("vigile@grugliasco.example".to_owned(), expected)]);

    // Who works here no more is told nothing.
    let desk = installation.desk();
    let person = sign_in(desk, "staff", "vigile").await.session.person.id;
    installation.again(&mut mario, "mario", &format!("{application}/messaggi")).await;
    mario.fill("Messaggio", "Allora domenica?").press("Invia il messaggio").await;
    let mut read = desk.db.peek().await.expect("storage");
    let held = roles::of_person(&mut read, person, desk.now()).await.expect("storage");
    drop(read);
    let mut tx = desk.db.write().await.expect("storage");
    for role in &held {
        roles::revoke(&mut tx, role, desk.now()).await.expect("revoked");
    }
    tx.commit().await.expect("storage");
    assert_eq!(told(&installation, Duration::days(3)).await, []);
}

async fn one_procedure_is_told_otherwise_than_the_rest(installation: Installation) {
    let mut clerk = installation.as_("responsabile", "/ufficio/avvisi").await;
    clerk.fill(ADDRESS, "Eva@GRUGLIASCO.example").fill(WHEN, WEEKLY).fill(PERMIT, HOURLY);
    clerk.press("Salva").await;
    clerk.expect("Salvato.").open("/ufficio/avvisi").await;
    installation.clock.advance(Duration::minutes(1));
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    send(&installation, &mut mario).await;
    // Somebody else's office.
    let mut anna = residence(&installation, "anna").await;
    send(&installation, &mut anna).await;
    let one = told(&installation, Duration::hours(1)).await;
    assert_eq!(one.len(), 1, "{one:?}");
    assert!(one[0].2.contains("2027/000001") && !one[0].2.contains("2027/000002"), "{one:?}");
    assert_eq!(told(&installation, Duration::hours(1)).await, [], "once");
    // The permit is told with the others from now on: what was not told yet is not lost.
    installation.clock.advance(Duration::minutes(1));
    let mut other = permit(&installation, "anna", "Abito nella ZTL").await;
    send(&installation, &mut other).await;
    let mut clerk = installation.as_("responsabile", "/ufficio/avvisi").await;
    clerk.fill(PERMIT, "Come gli altri").press("Salva").await;
    for _ in 2..=5 {
        assert_eq!(told(&installation, Duration::days(1)).await, [], "in the week");
    }
    let one = told(&installation, Duration::days(3)).await;
    assert_eq!(one.len(), 1, "{one:?}");
    assert!(one[0].2.contains("2027/000003"), "{one:?}");
    assert_eq!(told(&installation, Duration::days(1)).await, [], "once a week");
}

async fn who_is_away_is_told_when_they_are_back(installation: Installation) {
    let mut ugo = chooses(&installation, "vigile", MORNING).await;
    ugo.open("/ufficio/assenze").await;
    ugo.fill("Primo giorno", "2 3 2027").fill("Ultimo giorno", "3 3 2027");
    ugo.fill("Sostituto", "Nessun sostituto").press("Segna l'assenza").await;
    installation.clock.advance(Duration::minutes(1));
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    send(&installation, &mut mario).await;
    for _ in 2..=3 {
        assert_eq!(told(&installation, Duration::days(1)).await, []);
    }
    let one = told(&installation, Duration::days(1)).await;
    assert!(one.len() == 1 && one[0].2.contains("2027/000001"), "{one:?}");
}

async fn what_is_chosen_has_bounds(installation: Installation) {
    let mut ugo = installation.as_("vigile", "/ufficio/avvisi").await;
    ugo.expect("Come gli altri").expect(PERMIT).expect_not("Dichiarare la residenza");
    ugo.fill(WHEN, MORNING).press("Salva").await;
    ugo.expect("Scrivi a quale indirizzo vuoi ricevere gli avvisi");
    ugo.fill(ADDRESS, "ugo@posta-privata.example").press("Salva").await;
    ugo.expect("Questo indirizzo non è del Comune");
    assert_eq!(ugo.all("input[type=email]", "value"), ["ugo@posta-privata.example"]);
    ugo.fill(ADDRESS, "ugo").press("Salva").await;
    ugo.expect_not("Salvato.");
    ugo.fill(ADDRESS, "ugo@grugliasco.example").press("Salva").await;
    ugo.expect("Salvato.");
    // Taken back: nothing is told any more.
    ugo.fill(WHEN, "Mai").press("Salva").await;
    ugo.expect("Salvato.");
    installation.clock.advance(Duration::minutes(1));
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    send(&installation, &mut mario).await;
    assert_eq!(told(&installation, Duration::days(1)).await, []);
}
