//! What offices are told each working morning of their terms, and whoever holds the substitutive power.

use chrono::Duration;
use tests::installation::Installation;

use crate::{
    filling::{at_office, make, permit, residence, send},
    on_both_engines,
};

on_both_engines!(offices_are_told_of_their_terms_once, days_that_nobody_told_of_are_made_up_for);

/// A message: its subject, to whom, its text.
type Mail = (String, String, String);

/// What offices are told on the next day; nothing of what citizens are.
async fn told(installation: &Installation) -> Vec<Mail> {
    installation.clock.advance(Duration::days(1));
    told_now(installation).await
}

async fn told_now(installation: &Installation) -> Vec<Mail> {
    let desk = installation.desk();
    let before = desk.mail.sent().len();
    desk.good_morning().await.expect("storage");
    assert!(!desk.good_morning().await.expect("storage"), "once a day");
    installation.settle().await;
    let sent = desk.mail.sent().into_iter().skip(before).map(|sent| sent.message);
    let sent = sent.map(|message| (message.subject, message.to, message.text));
    sent.filter(|(subject, ..)| subject.contains("termini")).collect()
}

/// The permit has thirty days from Monday 1 March 2027: until Wednesday the 31st.
async fn offices_are_told_of_their_terms_once(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut vigile = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut vigile, "Prendi in carico", &[]).await;
    assert_eq!(told_now(&installation).await, [], "nothing is near");
    let mut days = Vec::new();
    for _ in 2..=40 {
        for (subject, to, text) in told(&installation).await {
            let day = installation.now().day().to_string();
            assert!(text.contains("Ugo Verdi") || subject.contains("Potere"), "{text}");
            assert!(text.contains(&application) && text.contains("art. 2"), "{text}");
            assert!(!text.contains("Rossi"), "no name of a citizen: {text}");
            days.push((day, to.split('@').next().unwrap_or_default().to_owned()));
        }
    }
    let expect = [
        // Ten days before is Sunday, three days before as well: the Friday before each.
        ("2027-03-19", "polizia-locale"),
        ("2027-03-26", "polizia-locale"),
        ("2027-04-01", "polizia-locale"),
        ("2027-04-01", "urp"),
    ];
    let days: Vec<_> = days.iter().map(|(day, to)| (day.as_str(), to.as_str())).collect();
    assert_eq!(days, expect);
}

/// The registration of a residence is due within two working days: Wednesday 3 March.
async fn days_that_nobody_told_of_are_made_up_for(installation: Installation) {
    let mut anna = residence(&installation, "anna").await;
    send(&installation, &mut anna).await;
    installation.settle().await;
    assert_eq!(told_now(&installation).await, []);
    // Nobody was there on the third; on Friday it is said that it has passed.
    installation.clock.advance(Duration::days(3));
    let told_late = told(&installation).await;
    let [(subject, _, text)] = told_late.as_slice() else { panic!("{told_late:?}") };
    assert!(subject.contains("5 marzo 2027"), "{subject}");
    assert!(
        text.contains("Registrazione della residenza: era da fare entro il 3 marzo 2027"),
        "{text}"
    );
    assert!(text.contains("Non è assegnata a nessuno."), "{text}");
    // Not on Saturday, not on Sunday, and not again on Monday.
    for _ in 0..3 {
        assert_eq!(told(&installation).await, []);
    }
}
