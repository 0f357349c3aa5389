//! A new revision of a form while people fill the one before.

use chrono::Duration;
use desk::revising::Outcome;
use tests::{installation::Installation, visitor::Visitor};

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines,
};

on_both_engines!(
    a_draft_goes_on_in_the_form_that_replaced_its_own,
    applications_under_way_are_put_on_another_revision,
    who_publishes_sees_what_becomes_of_applications_under_way,
);

/// The permit as it ships.
pub const SHIPPED: &str =
    include_str!("../../../config/municipalities/grugliasco/procedures/permesso-ztl.yaml");

const NEW: &str = "      - id: hours
        kind: line
        label:
          it: In quali orari entri
          en: At which hours you enter
";

/// The permit with a question more, one less, and other choices at a third.
fn another() -> String {
    let mut lines = Vec::new();
    let mut text = SHIPPED.lines().peekable();
    while let Some(line) = text.next() {
        match line {
            "      - id: garage_address" => lines.extend(NEW.lines().chain([line])),
            "        - id: model" => {
                while text.next_if(|line| *line != "        - id: title").is_some() {}
            }
            "          - id: owner" => lines.push("          - id: own"),
            "        row_title: \"{row.plate} {row.model}\"" => {
                lines.push("        row_title: \"{row.plate}\"");
            }
            "    privacy: true" => lines.extend(["    hours: mattina", line]),
            "      title: owner" => lines.push("      title: own"),
            _ if line.starts_with("    - model: ") => {
                let plate = text.next_if(|line| line.starts_with("      plate: "));
                lines.extend(plate.map(|_| "    - plate: ab 123 cd"));
            }
            _ => lines.push(line),
        }
    }
    lines.join("\n") + "\n"
}

/// Puts a document in use.
pub async fn publish(installation: &Installation, document: &str) {
    let desk = installation.desk();
    let imported = desk.import(document, None).await.unwrap_or_else(|fault| panic!("{fault:?}"));
    desk.publish(&imported.procedure, imported.revision, None).await.expect("published");
}

/// The draft whose summary somebody reads.
fn draft(me: &Visitor) -> String {
    me.path().trim_end_matches("/riepilogo").to_owned()
}

async fn revisions(installation: &Installation) -> Vec<i64> {
    let mut read = installation.desk().db.peek().await.expect("storage");
    let rows: Vec<(i64,)> = read
        .query("SELECT revision FROM application ORDER BY number")
        .fetch_all()
        .await
        .expect("applications");
    rows.into_iter().map(|(revision,)| revision).collect()
}

async fn a_draft_goes_on_in_the_form_that_replaced_its_own(installation: Installation) {
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let mut anna = permit(&installation, "anna", "Abito nella ZTL").await;
    let (mine, hers) = (draft(&me), draft(&anna));
    publish(&installation, &another()).await;

    // For a while it is sent as it is, and says until when.
    let until = "fino al giorno 30 aprile 2027, 10:";
    installation.again(&mut anna, "anna", &format!("{hers}/passi/general")).await;
    anna.expect("pubblicato un modulo nuovo").expect(until).expect_not("In quali orari entri");
    anna.open(&format!("{hers}/riepilogo")).await;
    anna.expect(until);
    send(&installation, &mut anna).await;
    let mut old = me.clone();
    old.open(&format!("{mine}/passi/general")).await;

    // Then it goes on in the new one; what was typed is there, and what is new is told.
    installation.clock.advance(Duration::days(61));
    installation.again(&mut me, "mario", &mine).await;
    me.expect("Il modulo di questa domanda è cambiato")
        .expect("Domanda nuova: In quali orari entri")
        .expect("A che titolo lo usi: rispondi di nuovo. Avevi risposto «È mio».")
        .expect("Marca e modello: avevi risposto «Fiat Panda».")
        .expect_not("Domanda cambiata")
        .expect_not(until);
    let page = me.all("input[name='vehicles.r1.plate']", "value");
    assert_eq!(page, ["ab 123 cd"], "what still fits is where it was");
    me.expect("carta.pdf");

    // A page that was drawn before says what is asked no more: that is kept too.
    old.set_cookie("session", me.cookie("session").expect("signed in"));
    old.fill("Marca e modello", "Fiat Tipo").press("Salva la bozza").await;
    old.expect("Marca e modello: avevi risposto «Fiat Tipo».");

    // The links of the notice lead to the questions, from the summary too.
    me.open(&format!("{mine}/riepilogo")).await;
    me.expect("Il modulo di questa domanda è cambiato").expect_not("Ho letto, non mostrarlo più");
    me.follow("Domanda nuova: In quali orari entri").await;
    assert!(me.path().ends_with("/passi/general"), "{}", me.path());
    me.press("Ho letto, non mostrarlo più").await;
    me.expect_not("Il modulo di questa domanda è cambiato").expect("In quali orari entri");
    me.fill("In quali orari entri", "la mattina").fill("A che titolo lo usi", "È mio");
    me.press("Avanti").await;
    let from = installation.now().day() + Duration::days(10);
    let until = from + Duration::days(365);
    me.open(&format!("{mine}/passi/preferences")).await;
    me.fill("Dal", &from.format("%d/%m/%Y").to_string())
        .fill("Al", &until.format("%d/%m/%Y").to_string())
        .press("Avanti")
        .await;
    me.expect("Riepilogo").expect("la mattina").expect("carta.pdf").expect_not("Fiat");
    let application = send(&installation, &mut me).await;
    assert_eq!(revisions(&installation).await, [1, 2]);
    let mut vigile = at_office(&installation, "vigile", &application).await;
    vigile.expect("la mattina").expect("carta.pdf").expect_not("Fiat");
}

/// The permit with a question more and other words on a button.
fn with_a_question_more() -> String {
    let text = SHIPPED.replace("Permesso pronto: da pagare", "Permesso pronto da pagare");
    let mut lines = Vec::new();
    for line in text.lines() {
        match line {
            "      - id: garage_address" => lines.extend(NEW.lines()),
            "    privacy: true" => lines.push("    hours: mattina"),
            _ => {}
        }
        lines.push(line);
    }
    lines.join("\n") + "\n"
}

async fn applications_under_way_are_put_on_another_revision(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let first = send(&installation, &mut mario).await;
    let mut anna = permit(&installation, "anna", "Abito nella ZTL").await;
    let ended = send(&installation, &mut anna).await;
    anna.open(&ended).await;
    make(&installation, &mut anna, "Ritira la domanda", &[]).await;
    let mut vigile = at_office(&installation, "vigile", &first).await;
    make(&installation, &mut vigile, "Prendi in carico", &[]).await;
    publish(&installation, &another()).await;
    publish(&installation, &with_a_question_more()).await;
    let desk = installation.desk();
    let outcomes = async |to: u32, really: bool| {
        let rows =
            desk.revise("permesso-ztl", (to, "Nuovo modulo"), really).await.expect("looked at");
        rows.into_iter().map(|row| (row.number, row.outcome)).collect::<Vec<_>>()
    };

    // What has ended is not touched; what would lose an answer stays, and says which.
    let stays = outcomes(2, true).await;
    let [(number, Outcome::Stops(why))] = stays.as_slice() else { panic!("{stays:?}") };
    assert_eq!(number, "2027/000001");
    assert!(why.get(model::Lang::It).contains("Marca e modello"), "{why:?}");
    // Looking changes nothing.
    assert_eq!(outcomes(3, false).await, [("2027/000001".to_owned(), Outcome::Moves)]);
    assert_eq!(revisions(&installation).await, [1, 1]);
    assert_eq!(outcomes(3, true).await, [("2027/000001".to_owned(), Outcome::Moves)]);
    assert_eq!(revisions(&installation).await, [3, 1]);
    assert!(outcomes(3, true).await.is_empty(), "once");

    vigile.open(&format!("/ufficio{first}")).await;
    vigile.expect("La pratica prosegue con la versione 3 del procedimento: Nuovo modulo");
    vigile.expect("Fiat Panda").expect("AB123CD");
    let mut head = at_office(&installation, "responsabile", &first).await;
    head.expect("In istruttoria");
    mario.open(&first).await;
    mario.expect("La domanda prosegue con le nuove regole del servizio").expect("Fiat Panda");
    vigile.expect("Permesso pronto da pagare");
    // As it was before, it is read by the revision that it was on.
    vigile.open(&format!("/ufficio{first}/versioni/1")).await;
    let stood = vigile.find(".side-facts").unwrap_or_default();
    assert!(stood.contains("Versione del procedimento 1"), "{stood}");
    vigile.expect("Fiat Panda");
    vigile.open(&format!("/ufficio{first}")).await;
    // What is changed now is changed under the new rules, and asks what they ask.
    vigile.follow("Rettifica: Veicoli").await;
    vigile.fill("Marca e modello", "Fiat Tipo").fill("Perché lo cambi", "Al telefono");
    vigile.press("Salva le risposte cambiate").await;
    vigile.expect("Fiat Tipo (prima: Fiat Panda)");
    installation.settle().await;
    let report = desk.verify().await.expect("verified");
    assert!(report.broken.is_empty(), "{:?}", report.broken);
}

async fn who_publishes_sees_what_becomes_of_applications_under_way(installation: Installation) {
    for who in ["mario", "anna"] {
        let mut me = permit(&installation, who, "Abito nella ZTL").await;
        send(&installation, &mut me).await;
    }
    let desk = installation.desk();
    for document in [another(), with_a_question_more()] {
        desk.import(&document, None).await.unwrap_or_else(|fault| panic!("{fault:?}"));
    }
    let mut pia = installation.as_("amministratore", "/gestione/procedimenti").await;
    // What would lose an answer is counted with its reason.
    pia.open("/gestione/procedimenti/permesso-ztl/2/pubblica").await;
    pia.expect("2 pratiche in corso seguono altre revisioni: pubblicare non le tocca")
        .expect("Nessuna potrebbe passare")
        .expect("2 dovrebbero restare dove sono")
        .expect("2 pratiche")
        .expect("Marca e modello");
    // What it changes is said part by part.
    pia.expect("Che cosa cambia rispetto alla revisione in uso")
        .expect("Campo aggiunto: «In quali orari entri»")
        .expect("Campo tolto: «Marca e modello»");
    // What loses nothing could be moved; looking has moved nothing, and publishing moves nothing.
    pia.open("/gestione/procedimenti/permesso-ztl/3/pubblica").await;
    pia.expect("2 potrebbero passare a questa revisione").expect("Nessuna dovrebbe restare");
    assert_eq!(revisions(&installation).await, [1, 1]);
    pia.tick("Pubblica lo stesso").press("Pubblica la revisione 3").await;
    pia.expect("La revisione 3 è pubblicata");
    assert_eq!(revisions(&installation).await, [1, 1]);
    pia.open("/gestione/procedimenti/permesso-ztl/3/pubblica").await;
    pia.expect("è già in uso").expect_not("potrebbero passare");
}
