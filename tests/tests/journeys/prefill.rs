//! What the desk knows already is not asked again: where it comes from and of when is said, and it can be changed.

use tests::installation::Installation;

use crate::{
    filling::{permit, send},
    on_both_engines,
};

on_both_engines!(what_was_declared_is_offered_again_and_to_nobody_else);

async fn what_was_declared_is_offered_again_and_to_nobody_else(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    send(&installation, &mut mario).await;
    let declared = "una tua domanda precedente, 1º marzo 2027";

    mario.open("/domanda/dichiarazione-residenza").await;
    let draft = mario.path().replace("/passi/privacy", "");
    mario.open(&format!("{draft}/passi/general")).await;
    mario.expect(declared);
    let phone = mario.all("input[name='contacts.phone']", "value");
    assert!(!phone[0].is_empty(), "{phone:?}");

    // Once it is changed it comes from nowhere but the person.
    mario.fill("Telefono", "011 7654321").press("Salva la bozza").await;
    let phone = mario.all("input[name='contacts.phone']", "value");
    assert_eq!(phone, ["011 7654321"]);

    let mut anna = installation.as_("anna", "/domanda/dichiarazione-residenza").await;
    let draft = anna.path().replace("/passi/privacy", "");
    anna.open(&format!("{draft}/passi/general")).await;
    anna.expect_not(declared);

    // Two years later it is forgotten.
    installation.clock.advance(chrono::Duration::days(732));
    let desk = installation.desk();
    desk.purge().await.expect("purged");
    let mut read = desk.db.peek().await.expect("storage");
    let left: Vec<(i64,)> =
        read.query("SELECT count(*) FROM remembered").fetch_all().await.expect("a count");
    assert_eq!(left, [(0,)]);
}
