//! Beside a file that somebody else must sign the citizen finds it ready to print, with what they have typed so far.

use std::io::Write as _;
use std::process::{Command, Stdio};

use reqwest::StatusCode;
use tests::{installation::Installation, visitor::Visitor};

use crate::on_both_engines;

on_both_engines!(
    a_consent_is_ready_to_print_and_sign,
    a_row_has_its_own_and_a_draft_keeps_that_of_its_revision,
);

const PERMIT: &str =
    include_str!("../../../config/municipalities/grugliasco/procedures/permesso-ztl.yaml");

/// What the downloaded PDF says, on one line.
pub fn said(me: &Visitor) -> String {
    assert_eq!(me.status(), StatusCode::OK);
    let mut reader = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext: apt-get install poppler-utils");
    reader.stdin.take().expect("a pipe").write_all(me.bytes()).expect("written");
    let text = reader.wait_with_output().expect("read").stdout;
    String::from_utf8_lossy(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn a_consent_is_ready_to_print_and_sign(installation: Installation) {
    let mut mario = installation.as_("mario", "/domanda/passo-carrabile").await;
    mario.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    let draft = mario.path().replace("/passi/general", "");
    let consent = format!("{draft}/modelli/owner_consent");
    let link = "Scarica il modello da compilare: Consenso del proprietario (PDF)";
    mario.expect_not(link);
    // Not asked of anybody yet: whoever has its address is led to the draft.
    led_to_the_draft(&mut mario, &consent).await;

    mario.open(&format!("{draft}/passi/general")).await;
    mario.fill("Che titolo hai", "In affitto o in comodato").press("Aggiorna").await;
    mario.follow(link).await;
    let early = said(&mario);
    for part in [
        "Consenso del proprietario Io sottoscritto/a",
        "acconsento che Mario Rossi (codice fiscale RSSMRA80A01H501U), che usa",
        "immobile in ____________________________ ____________________________, Grugliasco",
        "Luogo e data Firma",
        "alla domanda «Richiedere permesso per passo carrabile», Comune di Grugliasco",
    ] {
        assert!(early.contains(part), "“{part}” is not in: {early}");
    }
    let header = |me: &Visitor, name: &str| {
        me.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    assert_eq!(header(&mario, "content-type"), "application/pdf");
    assert_eq!(header(&mario, "cache-control"), "private, no-store");
    assert!(
        header(&mario, "content-disposition").contains("consenso-del-proprietario.pdf"),
        "{}",
        header(&mario, "content-disposition")
    );
    let first = mario.bytes().to_vec();
    mario.open(&consent).await;
    assert!(mario.bytes() == first, "the same answers give the same bytes");

    // What is typed later is in the next one, by its name and not by its id.
    mario.open(&format!("{draft}/passi/driveway")).await;
    mario
        .fill("Che cosa chiedi", "Aprire un passo nuovo")
        .fill("Via, corso o piazza", "Via Lupo")
        .fill("Numero civico", "12")
        .press("Salva la bozza")
        .await;
    mario.open(&consent).await;
    let later = said(&mario);
    assert!(later.contains("immobile in Via Lupo 12, Grugliasco"), "{later}");
    assert!(later.contains("Che cosa chiede: Aprire un passo nuovo."), "{later}");

    // The summary, where the file is missing, offers it too.
    mario.open(&format!("{draft}/riepilogo")).await;
    mario.follow(link).await;
    assert_eq!(said(&mario), later);

    mario.open(&format!("{consent}?lang=en")).await;
    let english = said(&mario);
    assert!(english.contains("Consent of the owner I, the undersigned"), "{english}");
    assert!(english.contains("What is asked: To open a new driveway."), "{english}");

    // Nobody else's, and nobody's once it is not asked any more.
    for other in ["anna", "vigile", "mario-staff"] {
        let mut other = installation.as_(other, "/").await;
        assert_eq!(other.get(&consent).await, StatusCode::NOT_FOUND);
    }
    assert!(installation.visitor().open(&consent).await.path().starts_with("/accedi"));
    mario.open(&format!("{draft}/passi/general?lang=it")).await;
    mario.fill("Che titolo hai", "Proprietario o comproprietario").press("Aggiorna").await;
    mario.expect_not(link);
    led_to_the_draft(&mut mario, &consent).await;
}

async fn led_to_the_draft(mario: &mut Visitor, document: &str) {
    let draft = document.split("/modelli").next().unwrap_or_default().to_owned();
    mario.open(document).await;
    assert!(mario.path().starts_with(&format!("{draft}/passi/")), "{}", mario.path());
}

/// The permit with a document beside the paper of each vehicle, called so.
fn with_document(title: &str) -> Vec<u8> {
    let at = PERMIT.find("        - id: registration\n").expect("the field");
    let (before, field) = PERMIT.split_at(at);
    let mark = "          max_files: 2\n";
    let template = format!(
        "          template:\n            title:\n              it: {title}\n              en: {title}\n            body:\n              it: Presto {{row.model}}, targa {{row.plate}}, {{row.weight}} kg, a {{applicant.given_name}}.\n              en: I lend {{row.model}}.\n"
    );
    format!("{before}{}", field.replacen(mark, &format!("{mark}{template}"), 1)).into_bytes()
}

/// Publishes the permit anew.
async fn publish(installation: &Installation, title: &str, revision: u32) {
    let mut pia = installation.as_("amministratore", "/gestione/procedimenti/importa").await;
    pia.attach("File del procedimento (YAML)", "permesso.yaml", &with_document(title));
    pia.press("Verifica e importa").await;
    pia.follow(&format!("Pubblica la revisione {revision}")).await;
    pia.tick("Pubblica lo stesso").press(&format!("Pubblica la revisione {revision}")).await;
    pia.expect(&format!("La revisione {revision} è pubblicata."));
}

async fn a_row_has_its_own_and_a_draft_keeps_that_of_its_revision(installation: Installation) {
    publish(&installation, "Prestito del veicolo", 2).await;
    let mut mario = installation.as_("mario", "/domanda/permesso-ztl").await;
    mario.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    let step = mario.path().to_owned();
    let draft = step.replace("/passi/general", "");

    // Before anything is typed in the first row.
    mario.follow("Scarica il modello da compilare: Prestito del veicolo (PDF)").await;
    assert!(said(&mario).contains("targa ____________________________, __"), "{}", said(&mario));

    mario.open(&step).await;
    mario
        .fill("Targa", "ab 123 cd")
        .fill("Marca e modello", "Fiat Panda")
        .fill("Tipo di veicolo", "Furgone o autocarro")
        .press("Aggiorna")
        .await;
    mario.fill("Massa a pieno carico in chilogrammi", "3456").press("Aggiungi un veicolo").await;
    let of = |row: &str| format!("{draft}/modelli/vehicles.{row}.registration");
    mario.open(&of("r1")).await;
    let first = said(&mario);
    assert!(first.contains("Presto Fiat Panda, targa AB123CD, 3456 kg, a Mario."), "{first}");
    mario.open(&of("r2")).await;
    let second = said(&mario);
    assert!(!second.contains("Panda") && second.contains("a Mario."), "{second}");
    for nothing in [of("r3"), format!("{draft}/modelli/vehicles"), format!("{draft}/modelli/x")] {
        led_to_the_draft(&mut mario, &nothing).await;
    }

    // What an answer hides is in no document.
    mario.open(&step).await;
    mario.fill("Tipo di veicolo", "Automobile").press("Salva la bozza").await;
    mario.open(&of("r1")).await;
    let hidden = said(&mario);
    assert!(!hidden.contains("3456") && hidden.contains("AB123CD, ____"), "{hidden}");

    // A draft stays on the revision that it was begun on.
    publish(&installation, "Dichiarazione di prestito", 3).await;
    mario.open(&of("r1")).await;
    assert!(said(&mario).starts_with("Prestito del veicolo"), "{}", said(&mario));
}
