//! Somebody who reads English fills and sends a service of which not all is said in English: what is in Italian says
//! that it is.

use chrono::Duration;
use tests::{filling::PDF, installation::Installation};

use crate::{
    on_both_engines,
    revisions::{SHIPPED, publish},
};

on_both_engines!(an_application_is_filled_and_sent_in_english);

/// The permit, offered in Italian, of which one question was not put into English either.
fn half_said() -> String {
    let title = "\n  en: Apply for a permit to enter the restricted traffic zone\n";
    let label = "\n            en: Make and model\n";
    assert!(SHIPPED.contains(title) && SHIPPED.contains(label));
    SHIPPED.replacen(title, "\n", 1).replacen(label, "\n", 1)
}

async fn an_application_is_filled_and_sent_in_english(installation: Installation) {
    publish(&installation, &half_said()).await;
    let mut me = installation.visitor();
    me.open("/?lang=en").await;
    installation.sign_in(&mut me, "mario", "/domanda/permesso-ztl").await;
    let title = "Richiedere permesso di accesso ad area ZTL";
    assert_eq!(me.all("html", "lang"), ["en"]);
    assert_eq!(me.find("h1[lang=it]").as_deref(), Some(title));
    me.tick("I have read and understood the privacy notice").press("Next").await;
    me.expect("Why you ask for the permit").expect("Town of residence");
    let own = |id: &str| format!("label[for=f-vehicles-r1-{id}]");
    let said = me.find(&format!("{} [lang=it]", own("model")));
    assert_eq!(said.as_deref(), Some("Marca e modello"));
    assert!(me.all(&format!("{} [lang]", own("plate")), "lang").is_empty());

    // What is wrong is said in English, also of the question that is in Italian.
    me.fill("Town of residence", "Grugliasco")
        .fill("Province", "TO")
        .fill("Street", "Via Lupo")
        .fill("House number", "12")
        .fill("Postcode", "1009")
        .fill("E-mail address", "mario@example.it")
        .fill("Telephone", "333 1234567")
        .fill("Why you ask for the permit", "I live in the zone")
        .fill("Plate", "ab 123 cd")
        .fill("Type of vehicle", "Car")
        .fill("How you hold it", "It is mine")
        .attach("Registration document", "carta.pdf", PDF)
        .press("Next")
        .await;
    assert!(me.find("title").unwrap_or_default().starts_with("Error: "), "{}", me.path());
    me.expect("Attention: some information is missing or wrong")
        .expect("The postcode has five digits, for example 10095")
        .expect("This answer is missing: “Marca e modello” (AB123CD)")
        .expect_not("Manca");
    me.fill("Postcode", "10095").fill("Marca e modello", "Fiat Panda").press("Next").await;
    let from = installation.now().day() + Duration::days(10);
    me.tick("Zone A · Old town")
        .fill("From", &from.format("%d/%m/%Y").to_string())
        .fill("Until", &(from + Duration::days(365)).format("%d/%m/%Y").to_string())
        .tick("I confirm the statement")
        .press("Next")
        .await;

    me.expect("Summary").expect("AB123CD").expect("I live in the zone");
    assert_eq!(me.find(".summary-step dt[lang=it]").as_deref(), Some("Marca e modello"));
    assert_eq!(me.find(".flow-service[lang=it]").as_deref(), Some(title));
    me.tick("I accept the terms and conditions of the service").press("Send the application").await;
    me.expect("Application sent").expect("2027/000001");
    let application = me.path().trim_end_matches("/inviata").to_owned();
    installation.settle().await;
    me.open(&application).await;
    me.expect("Fiat Panda");
}
