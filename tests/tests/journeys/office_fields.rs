//! What an office writes down for itself: by its own rules, with every change kept, and never read by the citizen.

use reqwest::StatusCode;
use tests::installation::Installation;

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines,
    revisions::{SHIPPED, publish},
};

on_both_engines!(an_office_keeps_its_own_data, moves_letters_and_tables_read_it);

const FIELDS: &str = "
office_fields:
- id: seen_on
  kind: date
  label: {it: Data del sopralluogo, en: Day of the inspection}
  required: false
- id: seen
  kind: paragraph
  label: {it: Che cosa si è visto, en: What was seen}
  visible: has(seen_on)
";
const CHANGE: &str = "Modifica i dati dell'ufficio";
const SAVE: &str = "Salva i dati dell'ufficio";

async fn an_office_keeps_its_own_data(installation: Installation) {
    publish(&installation, &SHIPPED.replacen("\nletters:\n", &format!("{FIELDS}letters:\n"), 1))
        .await;
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    ugo.expect("Dati dell'ufficio").expect("Non c'è ancora scritto niente").follow(CHANGE).await;
    // What is wrong is told at its place, and an answer makes the next question appear.
    ugo.fill("Data del sopralluogo", "30 2 2027").press(SAVE).await;
    ugo.expect("Errore").expect_not("Fatto.");
    ugo.fill("Data del sopralluogo", "1 3 2027").press("Aggiorna").await;
    ugo.press(SAVE).await;
    ugo.expect("Che cosa si è visto").expect("Errore");
    // A colleague has the page open, too.
    let mut ada = at_office(&installation, "vigile2", &application).await;
    ada.follow(CHANGE).await;
    ugo.fill("Che cosa si è visto", "Il cancello è chiuso").press(SAVE).await;
    ugo.expect("Fatto.").expect("Il cancello è chiuso");
    ugo.expect("Ugo Verdi: Che cosa si è visto: «Il cancello è chiuso»; Data del sopralluogo");
    ada.fill("Data del sopralluogo", "2 3 2027").press("Aggiorna").await;
    ada.fill("Che cosa si è visto", "Il cancello è aperto").press(SAVE).await;
    ada.expect("ha cambiato gli stessi dati (Che cosa si è visto, Data del sopralluogo)");
    ada.expect("Il cancello è aperto");
    ada.press(SAVE).await;
    ada.expect("Fatto.").expect("Ada Neri: ");
    ada.expect("Che cosa si è visto: «Il cancello è chiuso», poi «Il cancello è aperto»");
    // What only one of two has changed stands beside what the other has.
    let (mut one, mut other) = (ugo, ada);
    one.open(&format!("/ufficio{application}/dati")).await;
    other.open(&format!("/ufficio{application}/dati")).await;
    one.fill("Che cosa si è visto", "Il cancello non c'è più").press(SAVE).await;
    other.fill("Data del sopralluogo", "3 3 2027").press(SAVE).await;
    other.expect("trovi i suoi e i tuoi insieme").expect("Il cancello non c'è più");
    other.press(SAVE).await;
    other.expect("Fatto.").expect("Data del sopralluogo: «2 marzo 2027», poi «3 marzo 2027»");
    // Who reads all reads it and changes nothing; another office finds nothing; the citizen reads no word of it.
    let mut leo = at_office(&installation, "revisore", &application).await;
    leo.expect("Il cancello non c'è più").expect_not(CHANGE);
    let own = format!("/ufficio{application}/dati");
    assert_eq!(leo.get(&own).await, StatusCode::NOT_FOUND);
    let mut ivo = installation.as_("anagrafe", "/ufficio").await;
    assert_eq!(ivo.get(&own).await, StatusCode::NOT_FOUND);
    mario.open(&application).await;
    mario.expect_not("cancello").expect_not("sopralluogo").expect_not("Dati dell'ufficio");
}

/// A move waits for what the office has written down, its letter says it as it was then, a table has a column for it.
async fn moves_letters_and_tables_read_it(installation: Installation) {
    let guard = "    guard: has(office_fields.seen)
    refusal: {it: Prima scrivi che cosa si è visto., en: First write what was seen.}
    effects:
    - mail: taken
  - id: ask
";
    let document = SHIPPED
        .replacen("\nletters:\n", &format!("{FIELDS}letters:\n"), 1)
        .replacen("    effects:\n    - mail: taken\n  - id: ask\n", guard, 1)
        .replacen(
            "Il termine per risponderti è il {application.due_on}.",
            "Il {office_fields.seen_on} si è visto: {office_fields.seen}.",
            1,
        );
    publish(&installation, &document).await;
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    installation.settle().await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    ugo.expect("Prima scrivi che cosa si è visto.");
    ugo.follow(CHANGE).await;
    ugo.fill("Data del sopralluogo", "1 3 2027").press("Aggiorna").await;
    ugo.fill("Che cosa si è visto", "Il cancello è chiuso").press(SAVE).await;
    ugo.expect("Fatto.");
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    // What is written afterwards is not in the letter that had been promised before.
    let sent = installation.desk().mail.sent();
    let text = &sent.last().expect("told").message.text;
    assert!(text.contains("Il 1º marzo 2027 si è visto: Il cancello è chiuso."), "{text}");
    ugo.open("/ufficio?procedimento=permesso-ztl").await.follow("Esporta").await;
    ugo.put("formato", &["csv".to_owned()]).put("risposte", &["1".to_owned()]);
    ugo.press("Prepara il file").await;
    installation.settle().await;
    ugo.open("/ufficio/esportazioni").await;
    let url = ugo.all(".export-take", "href").remove(0);
    ugo.open(&url).await;
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(ugo.bytes())).expect("an archive");
    let mut text = String::new();
    let mut file = archive.by_name("pratiche.csv").expect("the table");
    std::io::Read::read_to_string(&mut file, &mut text).expect("UTF-8");
    assert!(text.contains("Dati dell'ufficio: Che cosa si è visto"), "{text}");
    assert!(text.contains("Il cancello è chiuso"), "{text}");
}
