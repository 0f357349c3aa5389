//! Answers changed after they were sent: by the citizen before anybody takes charge, by the office with its reason. What
//! was sent stays readable, and nothing is overwritten.

use reqwest::StatusCode;
use tests::installation::Installation;

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines,
};

on_both_engines!(
    a_citizen_changes_answers_until_somebody_takes_charge,
    the_office_puts_answers_right_and_says_why,
    two_changes_at_once_lose_nothing,
);

const RESIDENT: &str = "Abito nella ZTL";

async fn a_citizen_changes_answers_until_somebody_takes_charge(installation: Installation) {
    let mut mario = permit(&installation, "mario", RESIDENT).await;
    let application = send(&installation, &mut mario).await;
    mario.open(&application).await;
    mario.expect("Finché l'ufficio non prende in carico la domanda");
    // What was declared is not unsaid.
    mario.expect_not("Cambia: Informativa sulla privacy");
    let notice = format!("{application}/correggi/notice");
    assert_eq!(mario.get(&notice).await, StatusCode::NOT_FOUND);
    mario.open(&application).await;
    mario.follow("Cambia: Veicoli").await;
    mario.expect("I file non si possono cambiare da qui");
    // Nothing, then something wrong, then something right.
    mario.press("Salva le risposte cambiate").await;
    mario.expect("Non hai cambiato niente.");
    mario.fill("Targa", "zz").press("Salva le risposte cambiate").await;
    mario.expect("Attenzione").expect_not("Fatto.");
    mario.fill("Targa", "cd 456 ef").fill("Marca e modello", "Fiat 500");
    mario.press("Salva le risposte cambiate").await;
    mario.expect("Hai cambiato alcune risposte").expect("CD456EF (prima: AB123CD)");
    mario.expect("carta.pdf");

    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("Risposte cambiate dal cittadino").expect("CD456EF (prima: AB123CD)");
    let before = vigile.all(".happening a[href*=versioni]", "href");
    vigile.open(&before[0]).await;
    vigile.expect("AB123CD").expect_not("CD456EF").expect("Fiat Panda");
    for plate in ["AB123CD", "CD456EF"] {
        vigile.open(&format!("/ufficio?q={plate}")).await;
        vigile.expect("2027/000001");
    }
    vigile.open(&format!("/ufficio{application}")).await;
    make(&installation, &mut vigile, "Prendi in carico", &[]).await;

    // A page that was open before somebody took charge changes nothing.
    mario.open(&application).await;
    mario.expect_not("Cambia: Veicoli");
    assert_eq!(mario.get(&format!("{application}/correggi/vehicles")).await, StatusCode::CONFLICT);
    mario.expect("L'ufficio ha già preso in carico la domanda");
    let mut anna = installation.as_("anna", "/area-personale").await;
    let status = anna.get(&format!("{application}/correggi/vehicles")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    whole(&installation).await;
}

async fn the_office_puts_answers_right_and_says_why(installation: Installation) {
    let mut mario = permit(&installation, "mario", RESIDENT).await;
    let application = send(&installation, &mut mario).await;
    let mut vigile = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut vigile, "Prendi in carico", &[]).await;
    vigile.follow("Rettifica: Richiedente").await;
    vigile.fill("Numero civico", "14").press("Salva le risposte cambiate").await;
    vigile.expect("Scrivi perché cambi questi dati");
    // What was typed is still there.
    assert_eq!(vigile.all("input[name='residence.number']", "value"), ["14"]);
    // A name that the identity gave is read and not asked.
    assert!(vigile.all("input[name='applicant.family_name']", "name").is_empty());
    vigile
        .fill("Perché lo cambi", "Verificato al telefono")
        .press("Salva le risposte cambiate")
        .await;
    vigile.expect("Risposte rettificate. Motivo: Verificato al telefono").expect("14 (prima: 12)");

    mario.open(&application).await;
    mario.expect("L'ufficio ha corretto alcune risposte. Motivo: Verificato al telefono");
    mario.expect("14 (prima: 12)");
    // Who only reads, and who has it not, change nothing.
    let section = format!("/ufficio{application}/rettifica/applicant");
    for who in ["revisore", "anagrafe"] {
        let mut other = installation.as_(who, "/ufficio").await;
        assert!(!other.get(&section).await.is_success(), "{who}");
    }
    // Changed again: each is kept.
    vigile.follow("Rettifica: Richiedente").await;
    vigile.fill("Numero civico", "16").fill("Perché lo cambi", "Di nuovo");
    vigile.press("Salva le risposte cambiate").await;
    vigile.expect("16 (prima: 14)").expect("14 (prima: 12)");
    // The citizen is told of each, with the reason.
    installation.settle().await;
    let sent = installation.desk().mail.sent().into_iter().map(|sent| sent.message);
    let told: Vec<_> = sent.filter(|mail| mail.subject.contains("rettificato")).collect();
    assert_eq!(told.len(), 2, "{:?}", installation.subjects());
    assert!(
        told[1].text.contains("Di nuovo") && told[1].to == "mario@example.it",
        "{}",
        told[1].text
    );
    whole(&installation).await;
}

async fn two_changes_at_once_lose_nothing(installation: Installation) {
    let mut mario = permit(&installation, "mario", RESIDENT).await;
    let application = send(&installation, &mut mario).await;
    let mut first = at_office(&installation, "vigile", &application).await;
    let mut second = at_office(&installation, "vigile2", &application).await;
    for (who, number) in [(&mut first, "14"), (&mut second, "99")] {
        who.follow("Rettifica: Richiedente").await;
        who.fill("Numero civico", number).fill("Perché lo cambi", "Verificato");
    }
    first.press("Salva le risposte cambiate").await;
    first.expect("14 (prima: 12)");
    second.press("Salva le risposte cambiate").await;
    second.expect("Nel frattempo un collega ha cambiato questa pratica");
    assert_eq!(second.all("input[name='residence.number']", "value"), ["99"], "it is not lost");
    // Read and sent again it is the second change.
    second.press("Salva le risposte cambiate").await;
    second.expect("99 (prima: 14)").expect("14 (prima: 12)");
    whole(&installation).await;
}

async fn whole(installation: &Installation) {
    installation.settle().await;
    let report = installation.desk().verify().await.expect("verified");
    assert!(report.broken.is_empty(), "{:?}", report.broken);
}
