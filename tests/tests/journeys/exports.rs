//! What the office takes out of the queue: exactly what the view shows to this reader, for them alone, for a week.

use std::io::{Cursor, Read};

use chrono::Duration;
use desk::exports::{AT_ONCE, Datum, Format, Wanted};
use model::access::Role;
use reqwest::StatusCode;
use store::roles;
use tests::{direct::sign_in, filling::PDF, installation::Installation, visitor::Visitor};

use crate::{
    filling::{permit, send},
    on_both_engines,
    queue::rows,
};

on_both_engines!(
    a_view_comes_out_as_it_is_shown_and_counts_as_read,
    answers_have_a_column_each_and_no_cell_is_a_formula,
    each_application_has_its_folder_with_what_was_found_clean,
    an_export_is_of_who_asked_and_of_who_still_reads,
    many_come_out_once_each_whatever_their_order,
    who_must_abstain_takes_nothing_out,
    what_was_given_by_name_is_taken_by_who_still_has_it,
    what_cannot_be_made_says_so,
);

/// Asks for what a view finds, in a format, and waits until it is made.
async fn export(installation: &Installation, clerk: &mut Visitor, view: &str, format: &str) {
    clerk.open(view).await.follow("Esporta").await;
    clerk.expect("Esporta queste pratiche").put("formato", &[format.to_owned()]);
    clerk.press("Prepara il file").await;
    clerk.expect("Esportazione chiesta").expect("Si leggono le pratiche");
    installation.settle().await;
    clerk.follow("Aggiorna la pagina").await;
    clerk.expect("Pronta");
}

/// The bytes of the newest one.
async fn taken(clerk: &mut Visitor) -> Vec<u8> {
    let url = clerk.all(".export-take", "href").remove(0);
    clerk.open(&url).await;
    let bytes = clerk.bytes().to_vec();
    clerk.open("/ufficio/esportazioni").await;
    bytes
}

/// The names of an archive, and what stands under one that ends so.
fn unzipped(bytes: &[u8], ending: &str) -> (Vec<String>, String) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let names: Vec<String> = (0..archive.len())
        .map(|n| archive.by_index(n).expect("there").name().expect("a name").into_owned())
        .collect();
    let mut text = Vec::new();
    let name = names.iter().find(|name| name.ends_with(ending)).cloned();
    let name = name.unwrap_or_else(|| panic!("no {ending} among {names:?}"));
    archive.by_name(&name).expect("there").read_to_end(&mut text).expect("whole");
    (names, String::from_utf8_lossy(&text).into_owned())
}

async fn a_view_comes_out_as_it_is_shown_and_counts_as_read(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut anna = permit(&installation, "anna", "Abito nella ZTL").await;
    send(&installation, &mut anna).await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    export(&installation, &mut ugo, "/ufficio?q=rossi", "csv").await;
    ugo.expect("Dell'ufficio · «rossi»").expect("1 pratica");
    let csv = String::from_utf8(taken(&mut ugo).await).expect("UTF-8");
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 2, "{csv}");
    assert!(lines[0].starts_with("Numero;Richiedente;Procedimento;"), "{csv}");
    assert!(lines[1].starts_with("2027/000001;Rossi Mario;"), "{csv}");
    // It was read, as if it had been opened: once, by whom, and its sender knows.
    mario.open(&application).await;
    mario.expect("Operatore, Ufficio Polizia locale").expect("L'ha presa in una tabella");
    // An empty view makes an empty table, and every format opens.
    export(&installation, &mut ugo, "/ufficio?q=nessunochesichiamicosi", "json").await;
    assert_eq!(taken(&mut ugo).await, b"[]\n");
    export(&installation, &mut ugo, "/ufficio", "xlsx").await;
    let bytes = taken(&mut ugo).await;
    let (_, sheet) = unzipped(&bytes, "worksheets/sheet1.xml");
    assert!(sheet.contains("Rossi Mario") && sheet.contains("Bianchi Anna"), "{sheet}");
    // Who is named in one does not find it in an export either.
    let mut both = installation.as_("mario-staff", "/ufficio").await;
    export(&installation, &mut both, "/ufficio", "json").await;
    let json = String::from_utf8(taken(&mut both).await).expect("UTF-8");
    assert!(json.contains("Bianchi Anna") && !json.contains("Rossi Mario"), "{json}");
}

async fn answers_have_a_column_each_and_no_cell_is_a_formula(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let step = mario.path().replace("riepilogo", "passi/general");
    mario.open(&step).await;
    mario.fill("Marca e modello", "=HYPERLINK(\"http://x\")").press("Avanti").await;
    mario.press("Avanti").await;
    send(&installation, &mut mario).await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    // Answers are offered where there is one procedure to have columns of.
    ugo.open("/ufficio").await.follow("Esporta").await;
    ugo.expect("filtra la coda per un solo procedimento").expect_not("Anche le risposte");
    for (format, of_rows) in [("csv", "Veicoli.csv"), ("xlsx", "worksheets/sheet2.xml")] {
        ugo.open("/ufficio?procedimento=permesso-ztl").await.follow("Esporta").await;
        ugo.put("formato", &[format.to_owned()]).put("risposte", &["1".to_owned()]);
        ugo.press("Prepara il file").await;
        installation.settle().await;
        ugo.open("/ufficio/esportazioni").await;
        let bytes = taken(&mut ugo).await;
        let (names, text) = unzipped(&bytes, of_rows);
        assert!(text.contains("Targa") && text.contains("AB123CD"), "{names:?} {text}");
        assert!(text.contains("2027/000001"), "{text}");
        if format == "csv" {
            assert!(text.contains("\"'=HYPERLINK("), "{text}");
            let (_, main) = unzipped(&bytes, "pratiche.csv");
            assert!(main.contains("Perché chiedi il permesso") && main.contains("Abito nella ZTL"));
        } else {
            assert!(!text.contains("<f>"), "no formula: {text}");
        }
    }
}

async fn each_application_has_its_folder_with_what_was_found_clean(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    // What somebody has chosen and not sent is theirs alone.
    mario.open(&format!("{application}/messaggi")).await;
    mario.attach("Allegati", "ripensato.pdf", PDF).press("Carica").await;
    mario.expect("ripensato.pdf");
    export(&installation, &mut ugo, "/ufficio", "zip").await;
    let bytes = taken(&mut ugo).await;
    let (names, answers) = unzipped(&bytes, "2027-000001 Rossi Mario/risposte.json");
    assert!(answers.contains("AB123CD"), "{answers}");
    let has = |ending: &str| names.iter().any(|name| name.ends_with(ending));
    assert!(has("/ricevuta-2027-000001.pdf") && has("pratiche.csv"), "{names:?}");
    assert!(!names.iter().any(|name| name.contains("ripensato")), "{names:?}");
    let paper = names.iter().find(|name| name.contains("carta")).expect("the file");
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("an archive");
    let mut file = Vec::new();
    archive.by_name(paper).expect("there").read_to_end(&mut file).expect("whole");
    assert_eq!(file, PDF);
    // Whoever has it verifies it without the installation: from the sending on, with what each event says.
    let (_, chronicle) = unzipped(&bytes, "2027-000001 Rossi Mario/cronologia.json");
    let read = workflow::Chronicle::read(&chronicle).expect("a chronicle");
    let proved = read.prove().expect("it holds");
    assert_eq!(
        (read.number.as_str(), proved.answers, proved.erased),
        ("2027/000001", Some(true), vec![])
    );
    let id = application.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    let mut stored = installation.desk().db.peek().await.expect("storage");
    let stored = store::events::of_application(&mut stored, id).await.expect("events");
    assert_eq!(stored.len(), proved.events);
    assert_eq!(stored.last().map(|event| event.hash), Some(proved.head));
    let forged = chronicle.replacen("2027/000001", "2027/000009", 2);
    let forged = workflow::Chronicle::read(&forged).expect("a chronicle").prove();
    assert_eq!(
        forged.map_err(|broken| broken.to_string()),
        Err("event 1: payload changed".to_owned())
    );
}

async fn an_export_is_of_who_asked_and_of_who_still_reads(installation: Installation) {
    rows(&installation, 3, |_, _| {}).await;
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    export(&installation, &mut ugo, "/ufficio", "csv").await;
    let url = ugo.all(".export-take", "href").remove(0);
    // A colleague with the same reach finds nothing there, neither to take nor to delete.
    let mut ada = installation.as_("vigile2", "/ufficio/esportazioni").await;
    ada.expect("Non hai chiesto esportazioni");
    assert_eq!(ada.get(&url).await, StatusCode::NOT_FOUND);
    // A role taken away shuts it, given back it is open again.
    let desk = installation.desk();
    let me = sign_in(desk, "staff", "vigile").await.session.person.id;
    let mut own = roles::of_person(&mut desk.db.peek().await.expect("storage"), me, desk.now())
        .await
        .expect("roles");
    let own = own.remove(0);
    let elsewhere = roles::Role { office: Some("anagrafe".to_owned()), ..own.clone() };
    let mut tx = desk.db.write().await.expect("storage");
    roles::grant(&mut tx, &elsewhere).await.expect("granted");
    roles::revoke(&mut tx, &own, desk.now()).await.expect("revoked");
    tx.commit().await.expect("kept");
    installation.clock.advance(Duration::seconds(1));
    ugo.open("/ufficio/esportazioni").await;
    ugo.expect("Chiusa: non leggi più").expect_not("Scarica");
    assert_eq!(ugo.get(&url).await, StatusCode::NOT_FOUND);
    let mut tx = desk.db.write().await.expect("storage");
    roles::grant(&mut tx, &roles::Role { since: desk.now(), ..own }).await.expect("granted");
    tx.commit().await.expect("kept");
    assert_eq!(ugo.get(&url).await, StatusCode::OK);
    // After a week it is gone, and its bytes with it.
    assert_eq!(desk.vault.uploads().await.expect("the vault answers").len(), 1);
    desk.purge().await.expect("purged");
    assert_eq!(ugo.get(&url).await, StatusCode::OK, "it is not gone before");
    installation.clock.advance(Duration::days(7));
    desk.purge().await.expect("purged");
    assert!(desk.vault.uploads().await.expect("the vault answers").is_empty());
    installation.again(&mut ugo, "vigile", "/ufficio/esportazioni").await;
    ugo.expect("Non hai chiesto esportazioni");
    assert_eq!(ugo.get(&url).await, StatusCode::NOT_FOUND);
    // Who deletes one need not wait for that.
    export(&installation, &mut ugo, "/ufficio", "csv").await;
    let delete = ugo.find(".export-table form button").expect("a button");
    assert!(delete.starts_with("Elimina") && delete.contains("Dell'ufficio"), "{delete}");
    ugo.press(&delete).await;
    ugo.expect("Esportazione eliminata.").expect("Non hai chiesto esportazioni");
    assert!(desk.vault.uploads().await.expect("the vault answers").is_empty(), "at once");
    // Nobody has many made at once.
    for _ in 0..AT_ONCE {
        ugo.open("/ufficio").await.follow("Esporta").await.press("Prepara il file").await;
    }
    ugo.open("/ufficio").await.follow("Esporta").await;
    assert_eq!(ugo.submit("Prepara il file").await, StatusCode::UNPROCESSABLE_ENTITY);
    ugo.expect("Ci sono già 3 esportazioni in preparazione");
    installation.settle().await;
}

async fn many_come_out_once_each_whatever_their_order(installation: Installation) {
    let all = rows(&installation, 620, |n, row| {
        row.sent_at = row.sent_at - Duration::minutes(n % 3);
    })
    .await;
    let desk = installation.desk();
    let session = sign_in(desk, "staff", "vigile").await.session;
    let wanted = Wanted {
        asked: desk::queue::Asked {
            order: Some(desk::queue::Order::Changed),
            ..desk::queue::Asked::default()
        },
        format: Format::Json,
        data: vec![Datum::SentOn],
        answers: false,
        lang: model::Lang::It,
    };
    let id = desk.export(&session, wanted).await.expect("asked");
    // What comes in afterwards is not in it.
    installation.clock.advance(Duration::seconds(1));
    rows(&installation, 1, |_, row| {
        row.number = 9000;
        row.sent_at = desk.now();
    })
    .await;
    installation.settle().await;
    let mut file = desk.take_export(&session, id).await.expect("ready").bytes;
    let mut bytes = Vec::new();
    while let Some(chunk) = futures_util::StreamExt::next(&mut file.chunks).await {
        bytes.extend_from_slice(&chunk.expect("a piece"));
    }
    let json: Vec<serde_json::Value> = serde_json::from_slice(&bytes).expect("JSON");
    let mut expected = all.clone();
    expected.sort_by_key(|row| (row.sent_at, row.id));
    let expected: Vec<String> =
        expected.iter().map(|row| format!("2027/{:06}", row.number)).collect();
    let found: Vec<&str> = json.iter().filter_map(|one| one["number"].as_str()).collect();
    assert_eq!(found, expected);
    assert!(json.iter().all(|one| one["sent_on"].is_string() && one["applicant"].is_null()));
    // Each was read once, as a clerk.
    let mut read = desk.db.peek().await.expect("storage");
    for row in [&all[0], &all[619]] {
        let readings = store::logs::readings(&mut read, row.id, None, 9).await.expect("read");
        let met: Vec<_> =
            readings.iter().map(|one| (one.role.as_str(), one.purpose.as_str())).collect();
        assert_eq!(met, [(Role::Clerk.word(), "export")]);
    }
}

async fn who_must_abstain_takes_nothing_out(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    send(&installation, &mut mario).await;
    for (who, finds) in [("vigile", true), ("mario-staff", false)] {
        let mut clerk = installation.as_(who, "/ufficio").await;
        export(&installation, &mut clerk, "/ufficio?q=2027/000001", "csv").await;
        let text = String::from_utf8_lossy(&taken(&mut clerk).await).into_owned();
        assert_eq!(text.contains("2027/000001"), finds, "{who}: {text}");
    }
}

async fn what_was_given_by_name_is_taken_by_who_still_has_it(installation: Installation) {
    let desk = installation.desk();
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    let me = sign_in(desk, "staff", "vigile").await.session.person.id;
    // One of another office, in his hands.
    let given = rows(&installation, 1, |_, row| {
        row.now.office = "anagrafe".to_owned();
        row.now.assignee = Some(me);
    })
    .await;
    let number = format!("2027/{:06}", given[0].number);
    export(&installation, &mut ugo, "/ufficio?vista=mie", "csv").await;
    let url = ugo.all(".export-take", "href").remove(0);
    let text = String::from_utf8_lossy(&taken(&mut ugo).await).into_owned();
    assert!(text.contains(&number), "{text}");
    // What lies in the vault tells nobody who he is.
    let id = desk.vault.uploads().await.expect("the vault answers").remove(0);
    let row = store::exports::get(&mut desk.db.peek().await.expect("storage"), id).await;
    let row = row.expect("storage").expect("there");
    let content = row.content.expect("ready");
    let mut parts = desk.vault.parts(id, vec![content]);
    let bytes = futures_util::StreamExt::next(&mut parts).await.expect("one").expect("read");
    assert!(!String::from_utf8_lossy(&bytes).contains(&number), "in clear");
    assert!(!row.asked.contains("procedures"), "{}", row.asked);
    // It is given to somebody else: the file that tells of it is his no more.
    let taken_from = store::applications::Standing { assignee: None, ..given[0].now.clone() };
    let mut tx = desk.db.write().await.expect("storage");
    assert!(store::applications::update(&mut tx, &given[0], &taken_from).await.expect("kept"));
    tx.commit().await.expect("kept");
    ugo.open("/ufficio/esportazioni").await;
    ugo.expect("Chiusa: non leggi più");
    assert_eq!(ugo.get(&url).await, StatusCode::NOT_FOUND);
}

/// What was gathered is damaged: trying again does not mend it, and who waits is told within the hour.
async fn what_cannot_be_made_says_so(installation: Installation) {
    rows(&installation, 3, |_, _| {}).await;
    let desk = installation.desk();
    let session = sign_in(desk, "staff", "vigile").await.session;
    let wanted = Wanted {
        asked: desk::queue::Asked::default(),
        format: Format::Csv,
        data: vec![Datum::Applicant],
        answers: false,
        lang: model::Lang::It,
    };
    let id = desk.export(&session, wanted).await.expect("asked");
    let mut tx = desk.db.write().await.expect("storage");
    let row = store::exports::get(&mut tx, id).await.expect("storage").expect("there");
    let lost = store::exports::Export {
        state: store::exports::State::Writing,
        parts: 1,
        found: format!(r#"{{"pieces":["{}"]}}"#, uuid::Uuid::max()),
        ..row.clone()
    };
    assert!(store::exports::gathered(&mut tx, &row, &lost).await.expect("kept"));
    tx.commit().await.expect("kept");
    for _ in 0..8 {
        assert_eq!(desk.exports(&session).await.expect("listed")[0].state, lost.state);
        desk.work_once().await.expect("worked");
        installation.clock.advance(Duration::minutes(6));
    }
    assert_eq!(
        desk.exports(&session).await.expect("listed")[0].state,
        store::exports::State::Failed
    );
    let mut ugo = installation.as_("vigile", "/ufficio/esportazioni").await;
    ugo.expect("Non riuscita");
    // Nothing keeps him from asking again, and what was gathered goes.
    ugo.open("/ufficio").await.follow("Esporta").await.press("Prepara il file").await;
    desk.work_once().await.expect("worked");
    desk.work_once().await.expect("worked");
    ugo.open("/ufficio/esportazioni").await;
    ugo.expect("Pronta");
    desk.purge().await.expect("purged");
    assert_eq!(desk.vault.uploads().await.expect("the vault answers").len(), 1);
}
