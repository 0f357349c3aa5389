//! Words that are the office's own: notes, labels, texts that it keeps ready. The citizen meets none of them.

use reqwest::StatusCode;
use tests::{
    filling::{at_office, permit, send},
    installation::Installation,
    visitor::Visitor,
};

use crate::on_both_engines;

on_both_engines!(
    a_note_is_struck_with_trace_and_never_shown_outside,
    labels_are_kept_put_on_found_and_put_away,
    a_text_that_is_ready_is_checked_kept_and_put_in,
);

async fn sent(installation: &Installation) -> (Visitor, String) {
    let mut mario = permit(installation, "mario", "Abito nella ZTL").await;
    let application = send(installation, &mut mario).await;
    (mario, application)
}

async fn a_note_is_struck_with_trace_and_never_shown_outside(installation: Installation) {
    let _ = installation.as_("vigile2", "/ufficio").await;
    let (mut mario, application) = sent(&installation).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    for text in ["Sentito al telefono", "Da verificare\r\nla targa"] {
        ugo.fill("Nota riservata", text).press("Aggiungi la nota").await;
    }
    ugo.expect("Sentito al telefono").expect("Da verificare");
    assert_eq!(ugo.submit("Aggiungi la nota").await, StatusCode::UNPROCESSABLE_ENTITY);
    ugo.expect("Scrivi la nota");
    let long = "è".repeat(10_001);
    ugo.fill("Nota riservata", &long);
    assert_eq!(ugo.submit("Aggiungi la nota").await, StatusCode::UNPROCESSABLE_ENTITY);
    ugo.expect("La nota è troppo lunga");
    assert_eq!(ugo.find("textarea").as_deref(), Some(long.as_str()));
    // A colleague reads it and strikes it not; who assigns does, and so does who wrote it.
    let mut ada = at_office(&installation, "vigile2", &application).await;
    ada.expect("Sentito al telefono").expect_not("Annulla la nota");
    let strike = ugo.all("form[action$='/annulla']", "action");
    assert_eq!(strike.len(), 2);
    let mut url = ada.url().clone();
    url.set_path(&strike[0]);
    let forged = tests::visitor::Sent {
        url,
        post: true,
        how: tests::visitor::Written::Plain,
        fields: vec![],
        files: vec![],
    };
    assert_eq!(ada.send(forged).await, StatusCode::CONFLICT);
    let mut eva = at_office(&installation, "responsabile", &application).await;
    let first = eva.all("form[action$='/annulla'] button .visually-hidden", "class").len();
    assert_eq!(first, 2);
    let words = eva.find("form[action$='/annulla'] button").expect("a button");
    eva.press(&words).await;
    eva.expect("Annullata da Eva Blu").expect("Da verificare");
    assert_eq!(eva.find("s").map(|text| text.contains("Da verificare")), Some(true));
    // Nobody but the office reads them, struck or not.
    for at in [application.clone(), format!("{application}/messaggi"), "/area-personale".to_owned()]
    {
        mario.open(&at).await;
        mario.expect_not("Sentito").expect_not("Da verificare").expect_not("Annullata");
    }
    let mut auditor = at_office(&installation, "revisore", &application).await;
    auditor
        .expect("Sentito al telefono")
        .expect("Annullata da Eva Blu")
        .expect_not("Annulla la nota");
    let mut named = at_office(&installation, "mario-staff", &application).await;
    named.expect_not("Sentito");
    let of = application.rsplit('/').next().expect("an id").parse().expect("an id");
    let mut read = installation.desk().db.peek().await.expect("storage");
    let rows = store::notes::of_application(&mut read, of, None, 9).await.expect("storage");
    assert!(rows.iter().all(|row| row.text.starts_with("sealed:")) && rows.len() == 2);
}

async fn labels_are_kept_put_on_found_and_put_away(installation: Installation) {
    let (mut mario, application) = sent(&installation).await;
    let mut vigile = installation.as_("vigile", "/ufficio").await;
    vigile.expect_not("Testi ed etichette");
    assert_eq!(vigile.get("/ufficio/etichette").await, StatusCode::NOT_FOUND);
    let mut eva = installation.as_("responsabile", "/ufficio/etichette").await;
    eva.expect("L'ufficio non ha ancora etichette").press("Crea l'etichetta").await;
    eva.expect("Scegli una risposta per «Ufficio»");
    for (office, name, colour) in [
        ("Ufficio Polizia locale", "Urgente", "Rosso"),
        ("Ufficio Polizia locale", "Sopralluogo", "Ambra"),
        ("Ufficio Anagrafe", "Minori", "Viola"),
    ] {
        eva.fill("Ufficio", office).fill("Nome dell'etichetta", name).fill("Colore", colour);
        eva.press("Crea l'etichetta").await;
        eva.expect("Salvato").expect(name);
    }
    eva.fill("Ufficio", "Ufficio Polizia locale").fill("Nome dell'etichetta", " urgente ");
    eva.fill("Colore", "Verde").press("Crea l'etichetta").await;
    eva.expect("ha già un'etichetta con questo nome");

    // A clerk puts on those of the office, and finds what bears one.
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect_not("Minori").fill("Aggiungi un'etichetta", "Urgente").press("Aggiungi").await;
    assert_eq!(vigile.all(".tag.is-red", "class").len(), 2, "{}", vigile.text());
    let queue = |vista: &str, id: &str| format!("/ufficio?vista={vista}&etichetta={id}");
    vigile.open("/ufficio").await;
    vigile.expect("Urgente");
    let ids = vigile.all("input[name=etichetta]", "value");
    assert_eq!(ids.len(), 2, "Sopralluogo, Urgente");
    vigile.open(&queue("", &ids[0])).await;
    vigile.expect("Etichetta: Sopralluogo").expect("Nessuna pratica corrisponde ai filtri");
    vigile.open(&queue("", &ids[1])).await;
    vigile.expect("2027/000001").expect("1 pratica");
    // A view keeps it.
    vigile.fill("Nome della vista", "Le urgenti").press("Salva la vista").await;
    vigile.expect("Le urgenti 1");
    // Who sent it, and another office, meet none.
    mario.open(&application).await;
    mario.expect_not("Urgente");
    let mut registry = installation.as_("anagrafe", "/ufficio").await;
    registry.expect_not("Urgente").expect_not("Sopralluogo").open(&queue("", &ids[1])).await;
    registry.expect_not("2027/000001");
    let mut auditor = at_office(&installation, "revisore", &application).await;
    auditor.expect("Urgente").expect_not("Aggiungi un'etichetta").expect_not("Togli l'etichetta");

    // One that is put away stays where it is, is put on nothing else, and can be taken off.
    let mut eva = installation.as_("responsabile", "/ufficio/etichette").await;
    eva.follow("Urgente").await;
    eva.press("Archivia «Urgente»").await;
    eva.expect("archiviata");
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("Urgente").press("Togli l'etichetta «Urgente»").await;
    assert!(vigile.all(".tag.is-red", "class").is_empty());
    vigile.expect("Sopralluogo").expect_not("Urgente");
    eva.follow("Urgente").await;
    eva.fill("Colore", "Azzurro").press("Salva").await;
    eva.follow("Urgente").await;
    eva.press("Rimetti in uso «Urgente»").await;
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.fill("Aggiungi un'etichetta", "Urgente").press("Aggiungi").await;
    assert_eq!(vigile.all(".tag.is-blue", "class").len(), 2);
}

async fn a_text_that_is_ready_is_checked_kept_and_put_in(installation: Installation) {
    let (_, application) = sent(&installation).await;
    let mut eva = installation.as_("responsabile", "/ufficio/testi").await;
    eva.expect("L'ufficio non ha ancora testi pronti").fill("Ufficio", "Ufficio Polizia locale");
    eva.fill("Per quale procedimento", "Tutti i procedimenti").fill("Titolo", "Grazie");
    let wrong = "Gentile {nome}, grazie.";
    eva.fill("Testo", wrong).press("Aggiungi il testo").await;
    eva.expect("«{nome}» non è un dato della pratica");
    assert_eq!(eva.find("textarea").as_deref(), Some(wrong));
    let text = "Gentile {name}, per la pratica {number} rispondiamo entro il {until}. {office}";
    eva.fill("Testo", text).press("Aggiungi il testo").await;
    eva.expect("Salvato").expect(text);
    for (office, procedure, title) in [
        ("Ufficio Anagrafe", "Tutti i procedimenti", "Dell'anagrafe"),
        ("Ufficio Polizia locale", "Richiedere permesso per passo carrabile", "Del passo"),
        ("Ufficio Polizia locale", "Tutti i procedimenti", "Da buttare"),
    ] {
        eva.fill("Ufficio", office).fill("Per quale procedimento", procedure);
        eva.fill("Titolo", title).fill("Testo", "Sopralluogo").press("Aggiungi il testo").await;
    }
    eva.follow("Da buttare").await;
    eva.press("Elimina «Da buttare»").await;
    eva.expect_not("Da buttare");

    // It comes after what was typed, and can be changed before it leaves.
    let filled = "Gentile Mario Rossi, per la pratica 2027/000001 rispondiamo entro il 31 marzo 2027. \
                  Ufficio Polizia locale";
    let mut vigile = installation.as_("vigile", &format!("/ufficio{application}/messaggi")).await;
    vigile.expect_not("Dell'anagrafe").expect_not("Del passo");
    vigile.fill("Messaggio", "Buongiorno.").fill("Testo pronto", "Grazie").press("Inserisci").await;
    vigile.expect_not("Messaggio inviato");
    let typed = vigile.find("textarea").unwrap_or_default();
    assert_eq!(
        typed.split_whitespace().collect::<Vec<_>>().join(" "),
        format!("Buongiorno. {filled}")
    );
    vigile.press("Invia il messaggio").await;
    vigile.expect("Messaggio inviato").expect(filled);
    // In notes as well.
    vigile.open(&format!("/ufficio{application}")).await;
    vigile.fill("Testo pronto", "Grazie").press("Inserisci").await;
    vigile.press("Aggiungi la nota").await;
    vigile.expect(filled);
    // What somebody keeps is their offices' own.
    let mut land = installation.as_("commercio", "/ufficio/testi").await;
    land.expect_not("Dell'anagrafe");
    eva.follow("Grazie").await;
    let at = eva.path().to_owned();
    assert_eq!(land.get(&at).await, StatusCode::NOT_FOUND);
}
