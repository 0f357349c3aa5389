//! Bad input and failure: each has its page or message, and afterwards nothing is lost, doubled or half done.

use chrono::Duration;
use reqwest::StatusCode;
use tests::{
    installation::{Engine, Installation},
    visitor::Visitor,
};

use crate::{
    filling::{PDF, at_office, make, permit, send},
    on_both_engines,
};

on_both_engines!(
    an_unknown_or_closed_procedure_says_so,
    a_second_sending_finds_the_first,
    who_sent_what_and_when_it_was_accepted_is_kept,
    a_summary_that_was_overtaken_sends_nothing,
    a_tab_left_open_after_sending_loses_nothing,
    a_correction_back_to_the_first_answer_is_kept,
    a_file_that_lies_is_refused_at_its_question,
    a_refused_file_hides_nothing_that_is_missing,
    a_question_that_just_appeared_is_not_called_missing,
    a_code_of_somebody_else_is_told_at_its_question,
    a_change_from_the_summary_leads_back_to_it,
    whoever_does_not_accept_the_conditions_is_told_on_the_page,
    a_session_that_ends_in_the_middle_of_a_step_loses_nothing,
    whoever_comes_back_as_somebody_else_is_told_and_learns_nothing,
    a_colleague_who_was_first_is_told,
    a_move_that_time_took_away_gives_the_words_back,
    a_file_given_for_an_answer_is_there_after_a_reload,
);

/// Somebody at the step with the general data of a permit.
async fn begun(installation: &Installation, who: &str) -> Visitor {
    let mut me = installation.as_(who, "/domanda/permesso-ztl").await;
    me.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    me.expect("Perché chiedi il permesso");
    me
}

async fn an_unknown_or_closed_procedure_says_so(installation: Installation) {
    let mut me = begun(&installation, "mario").await;
    let step = me.path().to_owned();
    assert_eq!(me.get("/domanda/nulla").await, StatusCode::NOT_FOUND);
    let desk = installation.desk();
    let mut tx = desk.db.write().await.expect("storage");
    store::procedures::set_open(&mut tx, "permesso-ztl", false, desk.now()).await.expect("closed");
    tx.commit().await.expect("closed");
    assert_eq!(me.get("/domanda/permesso-ztl").await, StatusCode::NOT_FOUND);
    // What was begun is still there, can be read and saved.
    me.open(&step).await;
    me.fill("Numero civico", "7").press("Salva la bozza").await;
    me.expect("Bozza salvata");
}

async fn a_second_sending_finds_the_first(installation: Installation) {
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    me.tick("Accetto i termini e le condizioni di servizio");
    let sent = me.prepare("Invia la domanda");
    let mut same = Vec::new();
    for _ in 0..4 {
        let mut tab = installation.visitor();
        tab.set_cookie("session", me.cookie("session").expect("signed in"));
        tab.get("/area-personale").await;
        let sent = sent.clone();
        same.push(tokio::spawn(async move {
            tab.send(sent).await;
            tab.path().to_owned()
        }));
    }
    let mut paths = Vec::new();
    for tab in same {
        paths.push(tab.await.expect("a tab"));
    }
    assert!(paths.iter().all(|path| path.ends_with("/inviata") && *path == paths[0]), "{paths:?}");
    me.send(sent).await;
    assert_eq!(me.path(), paths[0]);
    installation.settle().await;
    assert_eq!(installation.subjects(), ["Abbiamo ricevuto la tua richiesta 2027/000001"]);
    me.open("/area-personale").await;
    me.expect("2027/000001").expect_not("2027/000002");
    let report = installation.desk().verify().await.expect("verified");
    assert_eq!((report.applications, report.numbers), (1, 1));
    assert!(report.broken.is_empty() && report.gaps.is_empty(), "{report:?}");
}

async fn who_sent_what_and_when_it_was_accepted_is_kept(installation: Installation) {
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let desk = installation.desk();
    let token = me.cookie("session").expect("signed in").to_owned();
    let mario = tests::direct::session(desk, &token).await;
    installation.clock.advance(Duration::minutes(7));
    let accepted = installation.now();
    let application = send(&installation, &mut me).await;
    let id = application.trim_start_matches("/pratiche/").parse().expect("an id");
    let revision = desk.in_use("permesso-ztl").await.expect("in use").0;
    let text = desk.revision_text("permesso-ztl", 1).await.expect("the text");
    let mut read = desk.db.peek().await.expect("storage");
    let sent = store::applications::submission(&mut read, id).await.expect("storage");
    let evidence: serde_json::Value =
        serde_json::from_str(&sent.expect("sent").evidence).expect("read");
    assert_eq!(evidence["session"], mario.id.to_string());
    assert_eq!(evidence["level"], 2);
    assert_eq!(evidence["provider"], "Identità di prova");
    assert_eq!(evidence["accepted_at"], accepted.rfc3339());
    assert_eq!(evidence["revision"], revision.hash);
    assert_eq!(revision.hash, model::Digest::of(text.as_bytes()).to_string());
}

async fn a_summary_that_was_overtaken_sends_nothing(installation: Installation) {
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let draft = me.path().trim_end_matches("/riepilogo").to_owned();
    let mut other = installation.visitor();
    other.set_cookie("session", me.cookie("session").expect("signed in"));
    installation.clock.advance(Duration::seconds(5));
    other.open(&format!("{draft}/passi/general")).await;
    other.fill("Marca e modello", "Fiat Tipo").press("Salva la bozza").await;
    me.tick("Accetto i termini e le condizioni di servizio").press("Invia la domanda").await;
    me.expect("Nel frattempo le tue risposte sono cambiate").expect("Fiat Tipo");
    assert!(installation.subjects().is_empty());
    let application = send(&installation, &mut me).await;
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("Fiat Tipo").expect_not("Fiat Panda");
}

async fn a_tab_left_open_after_sending_loses_nothing(installation: Installation) {
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let draft = me.path().trim_end_matches("/riepilogo").to_owned();
    let mut old = installation.visitor();
    old.set_cookie("session", me.cookie("session").expect("signed in"));
    old.open(&format!("{draft}/passi/general")).await;
    let application = send(&installation, &mut me).await;
    old.fill("Marca e modello", "Fiat Tipo").submit("Avanti").await;
    assert_eq!(old.status(), StatusCode::CONFLICT, "{}", old.text());
    // The address of the draft leads to what became of it.
    old.open(&format!("{draft}/passi/general")).await;
    assert_eq!(old.path(), format!("{application}/inviata"));
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("Fiat Panda");
}

async fn a_correction_back_to_the_first_answer_is_kept(installation: Installation) {
    let mut me = begun(&installation, "mario").await;
    let page = me.path().to_owned();
    me.fill("Numero civico", "12");
    let first = me.prepare("Salva la bozza");
    let mut second = first.clone();
    for (name, value) in &mut second.fields {
        if name == "residence.number" {
            value.clear();
        }
    }
    me.send(first).await;
    me.open(&page).await;
    assert_eq!(me.all("[name='residence.number']", "value"), ["12"]);
    // The Back button brings the same page again, and the answer is taken away.
    installation.clock.advance(Duration::seconds(1));
    me.send(second).await;
    me.open(&page).await;
    assert_eq!(me.all("[name='residence.number']", "value"), [""]);
}

async fn a_file_that_lies_is_refused_at_its_question(installation: Installation) {
    let mut me = begun(&installation, "mario").await;
    for (bytes, told) in [
        (
            &b"<!doctype html><script>alert(1)</script>"[..],
            "«carta.pdf» non è un vero PDF: scegli il documento originale o una foto",
        ),
        (b"", "Il file carta.pdf è vuoto"),
    ] {
        me.fill("Numero civico", "12").attach("Carta di circolazione", "carta.pdf", bytes);
        assert_eq!(me.submit("Salva la bozza").await, StatusCode::UNPROCESSABLE_ENTITY);
        me.expect(told);
        assert_eq!(me.all(".field-problem", "id").len(), 1, "what was said before is gone");
        assert_eq!(me.all("[name='residence.number']", "value"), ["12"], "typed words stay");
    }
    let large = [PDF, &vec![b' '; 21_000_000]].concat();
    me.fill("CAP", "10095").attach("Carta di circolazione", "carta.pdf", &large);
    me.submit("Salva la bozza").await;
    me.expect("supera 20 MB");
    assert_eq!(me.all("[name='residence.cap']", "value"), ["10095"]);
    me.attach("Carta di circolazione", "../../carta.pdf", PDF).press("Salva la bozza").await;
    me.expect("carta.pdf").expect("pronto").expect_not("..");
}

async fn a_refused_file_hides_nothing_that_is_missing(installation: Installation) {
    let mut me = begun(&installation, "mario").await;
    let said = |me: &Visitor| me.find("#errori ul").unwrap_or_default();
    // Nothing was asked to be complete yet: only the file is said.
    me.attach("Carta di circolazione", "lie.pdf", b"<!doctype html>")
        .submit("Salva la bozza")
        .await;
    assert!(!said(&me).contains("Manca"), "{}", said(&me));
    for button in ["Avanti", "Carica"] {
        me.attach("Carta di circolazione", "lie.pdf", b"<!doctype html>").submit(button).await;
        for told in
            ["«lie.pdf» non è un vero PDF", "Manca la risposta a «Targa»", "«Numero civico»"]
        {
            assert!(said(&me).contains(told), "«{told}» is missing: {}", said(&me));
        }
    }
    me.attach("Carta di circolazione", "carta.pdf", PDF).press("Carica").await;
    assert!(said(&me).contains("«Targa»") && !said(&me).contains("lie.pdf"), "{}", said(&me));
}

async fn a_question_that_just_appeared_is_not_called_missing(installation: Installation) {
    let mut me = begun(&installation, "mario").await;
    let title = |me: &Visitor| me.find("title").unwrap_or_default();
    assert!(title(&me).starts_with("Passo 2 di 4: Dati generali - "), "{}", title(&me));
    me.press("Avanti").await;
    assert!(title(&me).starts_with("Errore: Passo 2 di 4: Dati generali - "), "{}", title(&me));
    let phone = "Manca la risposta a «Telefono»";
    me.expect(phone).expect("Scegli una risposta per «Perché chiedi il permesso»");
    let kind = "Ho il contrassegno per persone con disabilità";
    me.fill("Perché chiedi il permesso", kind).press("Aggiorna").await;
    let number = "Manca la risposta a «Numero del contrassegno»";
    me.expect("Numero del contrassegno").expect(phone).expect_not(number);
    me.press("Aggiungi un veicolo").await;
    me.expect("Veicolo 2").expect(phone).expect_not("(Veicolo 2)");
    me.press("Avanti").await;
    me.expect(number).expect(phone).expect("(Veicolo 2)");
}

async fn a_code_of_somebody_else_is_told_at_its_question(installation: Installation) {
    let mut me = installation.as_("mario", "/domanda/dichiarazione-residenza").await;
    me.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    me.open(&me.path().replace("general", "home")).await;
    me.press("Aggiungi una persona").await;
    let row = "f-members-r1";
    me.fill("Codice fiscale", "BNCNNA75E50F205H").fill("Data di nascita", "11 5 1975");
    me.press("Avanti").await;
    let told = "Il codice fiscale non corrisponde alla data di nascita: controlla tutti e due";
    assert_eq!(me.find(&format!("#{row}-fiscal_code-problem")).as_deref(), Some(told));
    assert_eq!(me.all(&format!("#{row}-fiscal_code"), "aria-invalid"), ["true"]);
    let hint = me.find(&format!("#{row}-birth_date-hint"));
    assert_eq!(hint.as_deref(), Some("Per esempio 27 3 2015"));
    let described = me.all(&format!("#{row}-birth_date"), "aria-describedby");
    assert!(described[0].contains(&format!("{row}-birth_date-hint")), "{described:?}");
    me.fill("Data di nascita", "10 5 1975").press("Avanti").await;
    me.expect_not(told);
}

async fn a_change_from_the_summary_leads_back_to_it(installation: Installation) {
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let summary = me.path().to_owned();
    let changes = me.all(".summary-head a", "href");
    let general = changes.iter().find(|to| to.contains("/passi/general")).expect("a link");
    me.open(general).await;
    me.fill("Marca e modello", "Fiat Tipo").press("Salva e torna al riepilogo").await;
    assert_eq!(me.path(), summary);
    me.expect("Fiat Tipo").open(general).await;
    // A step that is not complete any more says so, and then leads back all the same.
    me.fill("Marca e modello", "").press("Salva e torna al riepilogo").await;
    me.expect("Manca la risposta a «Marca e modello»");
    me.fill("Marca e modello", "Fiat Uno").press("Avanti").await;
    assert_eq!(me.path(), summary);
    // Whoever comes by the way of the steps goes on by it.
    me.open(&summary.replace("riepilogo", "passi/general")).await;
    me.press("Avanti").await;
    me.expect("Periodo di validità");
}

async fn whoever_does_not_accept_the_conditions_is_told_on_the_page(installation: Installation) {
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let summary = me.path().to_owned();
    // The statement that was ticked is read where it counts.
    me.expect("Consapevole delle sanzioni penali per le dichiarazioni false");
    assert_eq!(me.all("form.summary-send[novalidate]", "method"), ["post"]);
    me.press("Invia la domanda").await;
    assert_eq!(me.path(), summary);
    let told = "Per inviare la domanda accetta i termini e le condizioni.";
    assert_eq!(me.find("#errori a[href='#accept']").as_deref(), Some(told));
    assert_eq!(me.find("#accept-problem").as_deref(), Some(told));
    send(&installation, &mut me).await;
}

async fn a_session_that_ends_in_the_middle_of_a_step_loses_nothing(installation: Installation) {
    let mut me = begun(&installation, "mario").await;
    me.fill("Numero civico", "12").fill("Via, corso o piazza", "Via Crea");
    installation.clock.advance(Duration::hours(9));
    me.submit("Avanti").await;
    me.expect("La sessione è scaduta").expect("Entra in un'altra scheda");
    let mut other = installation.visitor();
    installation.sign_in(&mut other, "mario", "/area-personale").await;
    me.set_cookie("session", other.cookie("session").expect("signed in"));
    me.press("Riprova a salvare").await;
    assert_eq!(me.all("[name='residence.number']", "value"), ["12"]);
    assert_eq!(me.all("[name='residence.street']", "value"), ["Via Crea"]);
    // Somebody else who signs in there changes nothing of mario's.
    let mut anna = installation.as_("anna", "/area-personale").await;
    let step = me.path().to_owned();
    assert_eq!(anna.get(&step).await, StatusCode::NOT_FOUND);
}

async fn whoever_comes_back_as_somebody_else_is_told_and_learns_nothing(
    installation: Installation,
) {
    let mut me = begun(&installation, "mario").await;
    let step = me.path().to_owned();
    me.fill("Numero civico", "12");
    installation.clock.advance(Duration::hours(9));
    me.submit("Avanti").await;
    let mut anna = installation.as_("anna", "/area-personale").await;
    me.set_cookie("session", anna.cookie("session").expect("signed in"));
    let status = me.submit("Riprova a salvare").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let title = "Qui non c'è niente di tuo";
    me.expect(title).expect("Vai alla tua area personale").expect("Entra con un'altra identità");
    // Of what exists and of what does not the same is said.
    let said = async |me: &mut Visitor, path: &str| {
        assert_eq!(me.get(path).await, StatusCode::NOT_FOUND, "{path}");
        me.find("main").expect("a page")
    };
    let of_another = said(&mut anna, &step).await;
    assert!(of_another.contains(title));
    let nobodys = "/bozze/01890000-0000-7000-8000-000000000000/passi/general";
    assert_eq!(said(&mut anna, nobodys).await, of_another);
    let page = said(&mut anna, "/bozze/nulla").await;
    assert_eq!(page, of_another);
    anna.get("/servizi/nulla").await;
    anna.expect("Pagina non trovata");
}

async fn a_colleague_who_was_first_is_told(installation: Installation) {
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut me).await;
    let mut first = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut first, "Prendi in carico", &[]).await;
    let mut slow = at_office(&installation, "vigile2", &application).await;
    slow.follow("Chiedi un'integrazione").await;
    slow.fill("Che cosa manca e perché", "Una ragione lunga").fill("Giorni per rispondere", "10");
    make(&installation, &mut first, "Permesso pronto: da pagare", &[]).await;
    slow.press("Conferma: Chiedi un'integrazione").await;
    slow.expect("non si può più fare").expect("Una ragione lunga");
    assert!(installation.subjects().iter().all(|subject| !subject.contains("integrazione")));
}

async fn a_move_that_time_took_away_gives_the_words_back(installation: Installation) {
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut me).await;
    let mut clerk = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut clerk, "Prendi in carico", &[]).await;
    let asked = [("Che cosa manca e perché", "La firma"), ("Giorni per rispondere", "5")];
    make(&installation, &mut clerk, "Chiedi un'integrazione", &asked).await;
    // The fifth day is a Saturday: there is time until Monday.
    installation.days(7).await;
    installation.again(&mut me, "mario", &application).await;
    me.follow("Rispondi").await;
    me.fill("La tua risposta", "Ecco la firma che mancava");
    installation.clock.advance(Duration::hours(16));
    installation.settle().await;
    let answer = me.prepare("Invia l'integrazione");
    installation.again(&mut me, "mario", "/area-personale").await;
    me.send(answer).await;
    me.expect("non si può più fare").expect("Ecco la firma che mancava");
}

async fn a_file_given_for_an_answer_is_there_after_a_reload(installation: Installation) {
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut me).await;
    let mut clerk = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut clerk, "Prendi in carico", &[]).await;
    let asked = [("Che cosa manca e perché", "La firma"), ("Giorni per rispondere", "10")];
    make(&installation, &mut clerk, "Chiedi un'integrazione", &asked).await;
    me.open(&application).await;
    me.follow("Rispondi").await;
    let page = me.path().to_owned();
    me.expect("Rispondi entro l'11 marzo 2027");
    me.attach("Documenti", "firma.pdf", PDF).press("Carica").await;
    me.open(&page).await;
    me.expect("firma.pdf").press("Rimuovi il file firma.pdf").await;
    me.open(&page).await;
    me.expect_not("firma.pdf");
    me.attach("Documenti", "firma-nuova.pdf", PDF).press("Carica").await;
    me.open(&page).await;
    me.fill("La tua risposta", "Eccola").press("Invia l'integrazione").await;
    installation.settle().await;
    clerk.open(&format!("/ufficio{application}")).await;
    clerk.expect("firma-nuova.pdf").expect_not("firma.pdf");
}

/// PostgreSQL that takes no writes: told as busy, and afterwards everything goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_takes_no_writes_is_told_and_loses_nothing() {
    let installation = Installation::start(Engine::Postgres).await;
    let mut me = begun(&installation, "mario").await;
    let step = me.path().to_owned();
    me.fill("Numero civico", "12");
    let page = me.prepare("Salva la bozza");
    installation.read_only(true).await;
    let told = me.send(page.clone()).await;
    assert_eq!(told, StatusCode::SERVICE_UNAVAILABLE, "{}", me.text());
    me.expect("riprova");
    installation.read_only(false).await;
    me.send(page).await;
    me.open(&step).await;
    assert_eq!(me.all("[name='residence.number']", "value"), ["12"]);
}

/// SQLite whose file somebody else holds: told as busy, and afterwards everything goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_held_is_told_and_loses_nothing() {
    let installation = Installation::start(Engine::Sqlite).await;
    let mut me = begun(&installation, "mario").await;
    let step = me.path().to_owned();
    me.fill("Numero civico", "12");
    let page = me.prepare("Salva la bozza");
    let held = installation.hold().await;
    let told = me.send(page.clone()).await;
    assert_eq!(told, StatusCode::SERVICE_UNAVAILABLE, "{}", me.text());
    held.release().await;
    me.send(page).await;
    me.open(&step).await;
    assert_eq!(me.all("[name='residence.number']", "value"), ["12"]);
}
