//! Who opened an application: told to its citizen by post and reason, to the office by name, and kept in a log for those
//! who control.

use chrono::Duration;
use reqwest::StatusCode;
use tests::{
    filling::{at_office, make, permit, send},
    installation::Installation,
};

use crate::on_both_engines;

on_both_engines!(
    who_opened_it_is_told_with_post_and_reason,
    every_reading_stands_on_one_page,
    what_was_written_down_before_is_told_by_its_events,
    who_controls_reads_the_log_and_is_logged,
    the_log_is_of_who_controls_alone,
);

async fn who_opened_it_is_told_with_post_and_reason(installation: Installation) {
    let _ = installation.as_("vigile2", "/ufficio").await;
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    mario.open(&application).await;
    mario.expect("Nessuno dell'ufficio ha ancora aperto la pratica");
    let mut ugo = at_office(&installation, "vigile", &application).await;
    let ours = "Operatore, Ufficio Polizia locale";
    mario.open(&application).await;
    mario.expect(ours).expect("Ha aperto la pratica: lavora nell'ufficio che se ne occupava.");
    mario.expect_not("l'aveva in carico").expect_not("Ugo Verdi");
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    installation.clock.advance(Duration::minutes(2));
    ugo.open(&format!("/ufficio{application}")).await;
    mario.open(&application).await;
    mario.expect("Ha aperto la pratica: l'aveva in carico.");
    // Who controls, who stands in, and who it names are told as such.
    let _ = at_office(&installation, "revisore", &application).await;
    let _ = at_office(&installation, "mario-staff", &application).await;
    ugo.open("/ufficio/assenze").await;
    ugo.fill("Primo giorno", "1 3 2027").fill("Ultimo giorno", "5 3 2027");
    ugo.fill("Sostituto", "Neri Ada").press("Segna l'assenza").await;
    installation.clock.advance(Duration::minutes(2));
    let mut ada = at_office(&installation, "vigile2", &application).await;
    let file = ada.all("main a[href*='/file/']", "href").remove(0);
    ada.get(&file).await;
    installation.again(&mut mario, "mario", &format!("{application}/letture")).await;
    mario
        .expect("Revisore")
        .expect("Ha aperto la pratica: controlla il lavoro degli uffici.")
        .expect("chi l'ha aperta deve astenersi")
        .expect("Ha scaricato un allegato: sostituiva chi l'aveva in carico, che era assente.")
        .expect_not("Ada Neri")
        .expect_not("Leo Grigi");
    ada.open(&format!("/ufficio{application}/letture")).await;
    ada.expect("Ada Neri, Operatore, Ufficio Polizia locale").expect("Leo Grigi, Revisore");
    // Nobody else's list is anybody's.
    let mut anna = installation.as_("anna", "/area-personale").await;
    assert_eq!(anna.get(&format!("{application}/letture")).await, StatusCode::NOT_FOUND);
}

async fn every_reading_stands_on_one_page(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    for _ in 0..119 {
        installation.clock.advance(Duration::minutes(1));
        ugo.open(&format!("/ufficio{application}")).await;
    }
    installation.again(&mut mario, "mario", &application).await;
    mario.follow("Vedi tutte le letture").await;
    let mut times = Vec::new();
    for page in 0..3 {
        times.extend(mario.all(".reading-list time", "datetime"));
        if page < 2 {
            mario.follow("Letture precedenti").await;
        }
    }
    mario.expect_not("Letture precedenti").expect("Torna alle più recenti");
    assert_eq!(times.len(), 120, "each once");
    assert!(times.is_sorted_by(|later, earlier| later > earlier), "the newest first: {times:?}");
}

async fn what_was_written_down_before_is_told_by_its_events(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    installation.clock.advance(Duration::minutes(1));
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    installation.clock.advance(Duration::minutes(1));
    ugo.open(&format!("/ufficio{application}")).await;
    let mut tx = installation.desk().db.write().await.expect("storage");
    let old = tx.query("UPDATE read_log SET office = NULL, basis = NULL").execute().await;
    assert!(old.expect("old rows") > 2);
    tx.commit().await.expect("kept");
    mario.open(&format!("{application}/letture")).await;
    mario
        .expect("Operatore, Ufficio Polizia locale")
        .expect("Ha aperto la pratica: l'aveva in carico.")
        .expect("Ha aperto la pratica: lavora nell'ufficio che se ne occupava.");
}

async fn who_controls_reads_the_log_and_is_logged(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let first = send(&installation, &mut mario).await;
    let mut anna = permit(&installation, "anna", "Abito nella ZTL").await;
    let second = send(&installation, &mut anna).await;
    let _ = at_office(&installation, "vigile", &first).await;
    let mut ivo = installation.as_("anagrafe", "/ufficio").await;
    assert_eq!(ivo.get(&format!("/ufficio{first}")).await, StatusCode::NOT_FOUND);
    installation.days(1).await;
    let _ = at_office(&installation, "responsabile", &second).await;

    let mut leo = installation.as_("revisore", "/ufficio").await;
    leo.follow("Letture").await;
    leo.expect("Ugo Verdi, Operatore, Ufficio Polizia locale").expect("Eva Blu");
    let rows = |page: &tests::visitor::Visitor| {
        page.find(".log-table tbody")
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    // By application, by person, by day.
    leo.fill("Numero della pratica", "2027/1").press("Filtra").await;
    let found = rows(&leo).unwrap_or_default();
    assert!(found.contains("2027/000001") && !found.contains("2027/000002"), "{found}");
    leo.follow("Togli i filtri").await;
    leo.fill("Persona", "Blu Eva").press("Filtra").await;
    let found = rows(&leo).unwrap_or_default();
    assert!(found.contains("Eva Blu") && !found.contains("Ugo Verdi"), "{found}");
    leo.follow("Togli i filtri").await;
    let yesterday = installation.now().day() - Duration::days(1);
    leo.fill("Giorno", &yesterday.to_string()).press("Filtra").await;
    let found = rows(&leo).unwrap_or_default();
    assert!(found.contains("Ugo Verdi") && !found.contains("Eva Blu"), "{found}");
    leo.open("/ufficio/letture?pratica=2027%2F000099").await;
    leo.expect("Nel registro non c'è niente che corrisponda");
    // What was refused is there, with who asked and for what.
    leo.open("/ufficio/letture?parte=negati").await;
    leo.expect("Ivo Gialli").expect("2027/000001").expect(&format!("/ufficio{first}"));
    leo.open("/ufficio/letture?parte=negati&pratica=2027%2F2").await;
    leo.expect("Nel registro non c'è niente che corrisponda");
    // Reading it is written down in its turn, with what was asked.
    leo.open("/ufficio/letture?parte=registro").await;
    let found = rows(&leo).unwrap_or_default();
    assert!(found.contains("Leo Grigi"), "{found}");
    for what in ["persona Blu Eva", "pratica 2027/1", "Accessi negati"] {
        assert!(found.contains(what), "{what}: {found}");
    }
}

async fn the_log_is_of_who_controls_alone(installation: Installation) {
    for who in ["vigile", "responsabile", "amministratore", "mario-staff"] {
        let mut visitor = installation.as_(who, "/ufficio/accessi").await;
        let menu = visitor.find("#office-rail").unwrap_or_default();
        assert!(!menu.contains("Letture"), "{who}: {menu}");
        assert_eq!(visitor.get("/ufficio/letture").await, StatusCode::NOT_FOUND, "{who}");
    }
    let mut mario = installation.as_("mario", "/area-personale").await;
    assert_ne!(mario.get("/ufficio/letture").await, StatusCode::OK);
    // That they asked is in it.
    let mut leo = installation.as_("revisore", "/ufficio/letture?parte=negati").await;
    leo.expect("Ugo Verdi").expect("Pia Viola").expect("/ufficio/letture");
}
