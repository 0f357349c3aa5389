//! Letters written by hand on the page of the move that makes them: read before they leave, changed, looked at as a
//! paper, handed on to whoever signs.

use reqwest::StatusCode;
use tests::{
    direct::{complete, sign_in},
    installation::Installation,
    visitor::Visitor,
};

use crate::{
    blanks::said,
    filling::{at_office, make, permit, send},
    on_both_engines,
};

on_both_engines!(
    a_letter_is_changed_before_it_leaves,
    a_text_that_was_overtaken_is_looked_at_again,
    what_is_proposed_is_signed_by_somebody_else,
    only_the_office_writes_its_letters,
);

const ASK: &str = "Chiedi un'integrazione";
const GATE: (&str, &str) =
    ("passo-carrabile", "Un condominio allarga il suo passo e paga solo i metri in più");

/// The text of a letter as it stands on the page.
fn text(visitor: &Visitor, letter: &str) -> String {
    visitor.find(&format!("#lettera-{letter}-testo")).expect("the letter is open")
}

fn write(visitor: &mut Visitor, letter: &str, text: &str) {
    visitor.put(&format!("~body.{letter}"), &[text.to_owned()]);
}

async fn taken(installation: &Installation) -> (Visitor, Visitor, String) {
    let mut mario = permit(installation, "mario", "Abito nella ZTL").await;
    let application = send(installation, &mut mario).await;
    let mut vigile = at_office(installation, "vigile", &application).await;
    make(installation, &mut vigile, "Prendi in carico", &[]).await;
    (mario, vigile, application)
}

/// The numbers of the register are whole, and so are the chains.
async fn whole(installation: &Installation) {
    installation.settle().await;
    let report = installation.desk().verify().await.expect("verified");
    assert!(report.broken.is_empty() && report.gaps.is_empty(), "{report:?}");
}

async fn a_letter_is_changed_before_it_leaves(installation: Installation) {
    let (mut mario, mut vigile, application) = taken(&installation).await;
    vigile.follow(ASK).await;
    vigile.expect("La lettera che parte").expect("con il suo numero di protocollo");
    // It repeats what the page says, which must be said first.
    vigile.press("Leggi e modifica il testo: Richiesta di integrazione").await;
    vigile.expect("Completa prima la pagina: la lettera ne riprende i dati.");
    vigile.put("!", &["vehicles.r1.plate".to_owned()]);
    vigile.put("!.vehicles.r1.plate", &["È di mario_rossi".to_owned()]);
    vigile.fill("Giorni per rispondere", "20");
    vigile.press("Leggi e modifica il testo: Richiesta di integrazione").await;
    let before = text(&vigile, "integration");
    assert!(before.contains("Targa: È di mario_rossi"), "{before}");
    assert!(before.contains("fino al 22 marzo 2027"), "{before}");
    // Nothing is a letter without words; what was typed on the page is still there.
    write(&mut vigile, "integration", "  ");
    vigile.press(&format!("Conferma: {ASK}")).await;
    vigile.expect("Scrivi il testo della lettera").expect("È di mario_rossi");
    assert!(vigile.find("title").is_some_and(|title| title.starts_with("Errore: ")));
    let after = format!(
        "{before}\n\nSe hai dubbi **telefona**:\nrispondiamo la mattina.\n\n- lunedì\n- martedì"
    );
    write(&mut vigile, "integration", &after);
    let mut looking = at_office(&installation, "vigile", &application).await;
    looking.follow(ASK).await;
    looking.put("!", &["vehicles.r1.plate".to_owned()]);
    looking.put("!.vehicles.r1.plate", &["È di mario_rossi".to_owned()]);
    looking.fill("Giorni per rispondere", "20");
    looking.put("~subject.integration", &["Targa da correggere".to_owned()]);
    write(&mut looking, "integration", &after);
    looking.press("Vedi l'anteprima PDF").await;
    let paper = said(&looking);
    assert!(paper.contains("Bozza, non ancora protocollata"), "{paper}");
    assert!(paper.contains("Targa da correggere") && paper.contains("telefona: rispondiamo"));
    // Nothing was done by looking.
    looking.open(&format!("/ufficio{application}")).await;
    looking.expect_not("Richiesta di integrazione (PDF");

    vigile.press(&format!("Conferma: {ASK}")).await;
    vigile.expect("Fatto.");
    installation.settle().await;
    let mail = installation.desk().mail.sent().pop().unwrap().message;
    assert!(mail.text.contains("Se hai dubbi telefona:\nrispondiamo la mattina."), "{}", mail.text);
    assert!(mail.text.contains("- lunedì\n- martedì"), "{}", mail.text);
    // The application has the first number of the register, its letter the second; both sides read it.
    vigile.open(&format!("/ufficio{application}")).await;
    vigile.expect("protocollo 2027/000002").expect("Il testo della lettera è stato scritto a mano");
    mario.open(&application).await;
    mario.expect("protocollo 2027/000002").expect_not("scritto a mano");
    mario.follow("Richiesta di integrazione").await;
    let paper = said(&mario);
    assert!(paper.contains("Protocollo n. 2027/000002 del 2 marzo 2027"), "{paper}");
    assert!(paper.contains("Se hai dubbi telefona") && !paper.contains("Bozza"), "{paper}");
    whole(&installation).await;
}

async fn a_text_that_was_overtaken_is_looked_at_again(installation: Installation) {
    let (_, mut vigile, application) = taken(&installation).await;
    vigile.follow(ASK).await;
    vigile.fill("Che cosa manca e perché", "La carta").fill("Giorni per rispondere", "20");
    vigile.press("Leggi e modifica il testo: Richiesta di integrazione").await;
    let before = text(&vigile, "integration");
    write(&mut vigile, "integration", &format!("{before}\n\nGrazie."));
    vigile.fill("Giorni per rispondere", "10").press(&format!("Conferma: {ASK}")).await;
    // The letter still says the day of before: nothing leaves, nothing typed is lost.
    vigile
        .expect("sono cambiati i dati di questa pagina")
        .expect("Il testo previsto, con i dati di adesso");
    assert!(text(&vigile, "integration").ends_with("Grazie."));
    assert!(text(&vigile, "integration").contains("22 marzo 2027"));
    vigile.press("Rimetti il testo previsto").await;
    assert!(text(&vigile, "integration").contains("12 marzo 2027"), "{}", vigile.text());
    let right = text(&vigile, "integration");
    write(&mut vigile, "integration", &format!("{right}\n\nA presto."));
    vigile.press(&format!("Conferma: {ASK}")).await;
    vigile.expect("Fatto.");
    installation.settle().await;
    let mail = installation.desk().mail.sent().pop().unwrap().message;
    assert!(
        mail.text.contains("12 marzo 2027") && mail.text.contains("A presto."),
        "{}",
        mail.text
    );
    let _ = application;
    whole(&installation).await;
}

async fn what_is_proposed_is_signed_by_somebody_else(installation: Installation) {
    let desk = installation.desk();
    let anna = sign_in(desk, "citizens", "anna").await;
    let stamp = [("stamp.serial", "01230000000033")];
    let draft = complete(desk, &anna, GATE, &stamp).await;
    let sent = desk.send(&anna.session, draft.draft, &draft.proof).await.expect("sent");
    installation.settle().await;
    let application = format!("/pratiche/{sent}");
    let mut vigile = at_office(&installation, "vigile", &application).await;
    make(&installation, &mut vigile, "Prendi in carico", &[]).await;
    let mails = installation.desk().mail.sent().len();

    vigile.follow("Proponi il provvedimento").await;
    vigile.expect("Resta in attesa: la ritrova chi decide");
    vigile.fill("Numero del permesso o della presa d'atto", "12/2027");
    vigile.press("Leggi e modifica il testo: Passo carrabile").await;
    let before = text(&vigile, "granted");
    assert!(before.contains("n. 12/2027"), "{before}");
    write(&mut vigile, "granted", &format!("{before}\n\nRitira il cartello al comando."));
    vigile.press("Conferma: Proponi il provvedimento").await;
    vigile.expect("Fatto.").expect("Alla firma");
    installation.settle().await;
    assert_eq!(installation.desk().mail.sent().len(), mails, "nothing leaves");

    // Who signs finds the text and what it was written over, changes a word, and signs.
    let mut head = at_office(&installation, "responsabile", &application).await;
    head.follow("Rilascia il provvedimento").await;
    head.expect("Testo proposto da").expect("il 2 marzo 2027");
    assert_eq!(head.all("input[name=permit]", "value"), ["12/2027"]);
    let proposed = text(&head, "granted");
    assert!(proposed.ends_with("Ritira il cartello al comando."), "{proposed}");
    write(&mut head, "granted", &proposed.replace("al comando", "in via Spanna"));
    head.press("Conferma: Rilascia il provvedimento").await;
    head.expect("Fatto.");
    installation.settle().await;
    let mail = installation.desk().mail.sent().pop().unwrap().message;
    assert!(mail.text.contains("Ritira il cartello in via Spanna."), "{}", mail.text);
    whole(&installation).await;

    // Who proposes does not sign.
    let draft = complete(desk, &anna, GATE, &[("stamp.serial", "01230000000044")]).await;
    let sent = desk.send(&anna.session, draft.draft, &draft.proof).await.expect("sent");
    installation.settle().await;
    let mut head = at_office(&installation, "responsabile", &format!("/pratiche/{sent}")).await;
    make(&installation, &mut head, "Prendi in carico", &[]).await;
    let number = [("Numero del permesso o della presa d'atto", "13/2027")];
    make(&installation, &mut head, "Proponi il provvedimento", &number).await;
    head.expect("Hai fatto tu «Proponi il provvedimento»");
}

async fn only_the_office_writes_its_letters(installation: Installation) {
    let (mut mario, mut vigile, application) = taken(&installation).await;
    vigile.follow(ASK).await;
    vigile.fill("Che cosa manca e perché", "La carta").fill("Giorni per rispondere", "20");
    vigile.press(&format!("Conferma: {ASK}")).await;
    installation.settle().await;
    installation.again(&mut mario, "mario", &application).await;
    mario.follow("Ritira la domanda").await;
    mario.expect_not("La lettera che parte");
    mario.put("~subject.withdrawn", &["Permesso concesso".to_owned()]);
    write(&mut mario, "withdrawn", "Il Comune ti concede tutto.");
    mario.press("Ritira la domanda").await;
    installation.settle().await;
    let mail = installation.desk().mail.sent().pop().unwrap().message;
    assert!(!mail.text.contains("concede tutto"), "{}", mail.text);
    assert_eq!(mario.get(&format!("/ufficio{application}")).await, StatusCode::NOT_FOUND);
}
