//! Who takes care of an application: taken, left, taken over with a reason, assigned.

use reqwest::StatusCode;
use tests::{direct::sign_in, installation::Installation};

use crate::{
    filling::{at_office, permit, send},
    on_both_engines,
};

on_both_engines!(who_takes_over_says_why_and_the_citizen_does_not_read_it);

async fn who_takes_over_says_why_and_the_citizen_does_not_read_it(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    ugo.press("La seguo io").await;
    ugo.expect("Assegnata a Ugo Verdi").expect("Lasciala all'ufficio");
    // A colleague opens it from the page that showed it free: it is not taken twice.
    let mut ada = at_office(&installation, "vigile2", &application).await;
    ada.expect_not("La seguo io").expect("Subentra");
    // Without a script nothing holds her back from sending no reason: it is said, and nothing changes.
    ada.press("Seguila tu").await;
    ada.expect("per cambiare chi la segue scrivi il motivo").expect_not("Assegnata a Ada Neri");
    ada.fill("Motivo del subentro", "Ugo è in ferie fino a lunedì").press("Seguila tu").await;
    ada.expect("Assegnata a Ada Neri: Ugo è in ferie fino a lunedì").expect("Lasciala all'ufficio");
    // Who had it sees it at once, and what stands on his old page changes nothing.
    ugo.press("Lasciala all'ufficio").await;
    ugo.expect("Assegnata a Ada Neri").expect("Subentra");
    mario.open(&application).await;
    mario.expect("La domanda è stata affidata").expect_not("ferie");
    // The citizen reads since when, and beside the day what silence means.
    mario.expect("Ada Neri, dal 1º marzo 2027");
    let promise = mario.find(".promise").expect("a promise");
    assert!(
        promise.contains("deve rispondere entro il 31 marzo 2027. Se entro quella data"),
        "{promise}"
    );
    ada.press("Lasciala all'ufficio").await;
    ada.expect("La seguo io").expect("Assegnazione tolta");
    // Whoever assigns gives it to somebody of the office, and says why where a colleague has it.
    let mut eva = at_office(&installation, "responsabile", &application).await;
    eva.fill("Assegna a", "Verdi Ugo").press("Assegna").await;
    eva.expect("Assegnata a Ugo Verdi");
    eva.fill("Assegna a", "Neri Ada").press("Assegna").await;
    eva.expect("per cambiare chi la segue scrivi il motivo");
    // Whom the list does not offer cannot be chosen; a page that asks it all the same is told so at its place.
    let mario_staff = sign_in(installation.desk(), "staff", "mario-staff").await.session.person.id;
    let wrong = [
        (mario_staff.to_string(), "deve astenersi"),
        (uuid::Uuid::nil().to_string(), "non lavora a questo procedimento"),
    ];
    for (person, why) in wrong {
        eva.open(&format!("/ufficio{application}")).await;
        eva.fill("Motivo del cambio", "Torna lunedì").put("person", &[person]);
        assert_eq!(eva.submit("Assegna").await, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            eva.find("#person-problem").is_some_and(|said| said.contains(why)),
            "{}",
            eva.text()
        );
        assert_eq!(eva.all("#assegna-motivo", "value"), ["Torna lunedì"]);
        eva.expect("Assegnata a Ugo Verdi");
    }
}
