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
    a_letter_for_a_move_that_is_gone_can_be_copied,
    a_proposal_that_was_overtaken_is_looked_at_by_who_signs,
);

const ASK: &str = "Chiedi un'integrazione";
const GATE: (&str, &str) = ("passo-carrabile", "Chiudere un passo non costa nulla");

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

/// A driveway that somebody of the office has taken: what is proposed there is signed by somebody else.
async fn gate(installation: &Installation) -> (Visitor, String) {
    let desk = installation.desk();
    let anna = sign_in(desk, "citizens", "anna").await;
    let draft = complete(desk, &anna, GATE, &[]).await;
    let sent = desk.send(&anna.session, draft.draft, &draft.proof).await.expect("sent");
    installation.settle().await;
    let application = format!("/pratiche/{sent}");
    let mut vigile = at_office(installation, "vigile", &application).await;
    make(installation, &mut vigile, "Prendi in carico", &[]).await;
    (vigile, application)
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
    vigile.expect("Lettere").expect("con il suo numero di protocollo");
    // It repeats what the page says, which must be said first.
    vigile.press("testo:integration").await;
    vigile.expect("Completa prima la pagina: la lettera ne riprende i dati.");
    vigile.put("!", &["vehicles.r1.plate".to_owned()]);
    vigile.put("!.vehicles.r1.plate", &["È di mario_rossi".to_owned()]);
    vigile.fill("Giorni per rispondere", "20");
    vigile.press("testo:integration").await;
    let before = text(&vigile, "integration");
    assert!(before.contains("Targa: È di mario_rossi"), "{before}");
    assert!(before.contains("fino al 22 marzo 2027"), "{before}");
    // Nothing is a letter without words; what was typed on the page is still there.
    // A point without its reason: the letter cannot be written anew, and what was typed of it stays.
    write(&mut vigile, "integration", &format!("{before}\n\nDa tenere."));
    vigile.put("!.vehicles.r1.plate", &[String::new()]);
    vigile.press(&format!("Conferma: {ASK}")).await;
    assert!(text(&vigile, "integration").ends_with("Da tenere."), "{}", vigile.text());
    vigile.put("!.vehicles.r1.plate", &["È di mario_rossi".to_owned()]);
    write(&mut vigile, "integration", "  ");
    vigile.press(&format!("Conferma: {ASK}")).await;
    vigile.expect("Scrivi il testo della lettera").expect("È di mario_rossi");
    // One that was emptied wholly is not the procedure's again.
    write(&mut vigile, "integration", "");
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
    looking.press("anteprima:integration").await;
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
    let papers = mario.all(".paper-list a", "href");
    mario.get(&papers[0]).await;
    let paper = said(&mario);
    assert!(paper.contains("Protocollo n. 2027/000002 del 1º marzo 2027"), "{paper}");
    assert!(paper.contains("Se hai dubbi telefona") && !paper.contains("Bozza"), "{paper}");
    whole(&installation).await;
}

async fn a_text_that_was_overtaken_is_looked_at_again(installation: Installation) {
    let (_, mut vigile, application) = taken(&installation).await;
    vigile.follow(ASK).await;
    vigile.fill("Che cosa manca e perché", "La carta").fill("Giorni per rispondere", "20");
    vigile.press("testo:integration").await;
    let before = text(&vigile, "integration");
    write(&mut vigile, "integration", &format!("{before}\n\nGrazie."));
    // A page that is only drawn again lets nobody forget that it was overtaken.
    vigile.fill("Giorni per rispondere", "10").press("Ricalcola le date").await;
    vigile.press(&format!("Conferma: {ASK}")).await;
    // The letter still says the day of before: nothing leaves, nothing typed is lost.
    vigile
        .expect("sono cambiati i dati di questa pagina")
        .expect("Il testo previsto, con i dati di adesso");
    assert!(text(&vigile, "integration").ends_with("Grazie."));
    assert!(text(&vigile, "integration").contains("22 marzo 2027"));
    vigile.press("modello:integration").await;
    assert!(text(&vigile, "integration").contains("11 marzo 2027"), "{}", vigile.text());
    let right = text(&vigile, "integration");
    write(&mut vigile, "integration", &format!("{right}\n\nA presto."));
    vigile.press(&format!("Conferma: {ASK}")).await;
    vigile.expect("Fatto.");
    installation.settle().await;
    let mail = installation.desk().mail.sent().pop().unwrap().message;
    assert!(
        mail.text.contains("11 marzo 2027") && mail.text.contains("A presto."),
        "{}",
        mail.text
    );
    let _ = application;
    whole(&installation).await;
}

async fn what_is_proposed_is_signed_by_somebody_else(installation: Installation) {
    let (mut vigile, application) = gate(&installation).await;
    let mails = installation.desk().mail.sent().len();

    vigile.follow("Proponi il provvedimento").await;
    vigile.expect("Resta in attesa: la ritrova chi decide");
    vigile.fill("Numero del permesso o della presa d'atto", "12/2027");
    vigile.press("testo:granted").await;
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
    head.expect("Testo proposto da").expect("il 1º marzo 2027");
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
    let desk = installation.desk();
    let anna = sign_in(desk, "citizens", "anna").await;
    let draft = complete(desk, &anna, GATE, &[]).await;
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
    mario.expect_not("Leggi e modifica il testo");
    mario.put("~subject.withdrawn", &["Permesso concesso".to_owned()]);
    write(&mut mario, "withdrawn", "Il Comune ti concede tutto.");
    mario.press("Ritira la domanda").await;
    installation.settle().await;
    let mail = installation.desk().mail.sent().pop().unwrap().message;
    assert!(!mail.text.contains("concede tutto"), "{}", mail.text);
    assert_eq!(mario.get(&format!("/ufficio{application}")).await, StatusCode::NOT_FOUND);
}

async fn a_letter_for_a_move_that_is_gone_can_be_copied(installation: Installation) {
    let (_, mut vigile, application) = taken(&installation).await;
    vigile.follow(ASK).await;
    vigile.fill("Che cosa manca e perché", "La carta").fill("Giorni per rispondere", "20");
    vigile.press("testo:integration").await;
    write(&mut vigile, "integration", "Un testo lungo, scritto con cura.");
    let mut other = at_office(&installation, "vigile", &application).await;
    let asked = [("Che cosa manca e perché", "Altro"), ("Giorni per rispondere", "20")];
    make(&installation, &mut other, ASK, &asked).await;
    vigile.press(&format!("Conferma: {ASK}")).await;
    vigile.expect("Un testo lungo, scritto con cura.").expect("La carta");
}

async fn a_proposal_that_was_overtaken_is_looked_at_by_who_signs(installation: Installation) {
    let (mut vigile, application) = gate(&installation).await;
    vigile.follow("Proponi il provvedimento").await;
    vigile.fill("Numero del permesso o della presa d'atto", "12/2027").press("testo:granted").await;
    let before = text(&vigile, "granted");
    write(&mut vigile, "granted", &format!("{before}\n\nRitira il cartello."));
    vigile.press("Conferma: Proponi il provvedimento").await;
    vigile.expect("Alla firma");
    // What it was drawn over changes: another number.
    let mut head = at_office(&installation, "responsabile", &application).await;
    head.follow("Rilascia il provvedimento").await;
    head.fill("Numero del permesso o della presa d'atto", "99/2027");
    head.press("Conferma: Rilascia il provvedimento").await;
    head.expect("sono cambiati i dati di questa pagina").expect_not("Fatto.");
    assert!(text(&head, "granted").contains("12/2027"));
    head.press("Conferma: Rilascia il provvedimento").await;
    head.expect("Fatto.");
}
