//! A summary that cannot be sent says what is missing, step by step, and each word leads to where it is mended.

use tests::{filling::PDF, installation::Installation, visitor::Visitor};

use crate::{
    on_both_engines,
    revisions::{SHIPPED, publish},
};

on_both_engines!(a_summary_leads_to_all_that_is_missing);

/// The permit with two pages of each registration document, and a fee that is due before sending.
fn asks_more() -> String {
    let swap = |text: &str, one: &str, other: &str| {
        assert_eq!(text.matches(one).count(), 1, "{one}");
        text.replacen(one, other, 1)
    };
    let files = "          max_files: 2\n    - id: documents\n";
    let text = swap(SHIPPED, files, &format!("          min_files: 2\n{files}"));
    let fee = "- id: handling\n  kind: fee\n  phase: ";
    let text = swap(&text, &format!("{fee}release\n"), &format!("{fee}filing\n"));
    text.replace("registration: file", "registration: [file, file]")
}

/// What the summary says is missing: words and where they lead.
fn missing(me: &Visitor) -> Vec<(String, String)> {
    let list = me.find(".flow-errors").expect("something is missing");
    let links = me.all(".flow-errors a", "href");
    let mut rest = list.as_str();
    let mut found = Vec::new();
    for link in links {
        let said = me.find(&format!(".flow-errors a[href='{link}']")).expect("a link");
        rest = rest.split_once(&said).unwrap_or_else(|| panic!("«{said}» is not in: {rest}")).1;
        found.push((said, link));
    }
    found
}

/// What is wrong leads to a page that has the place and says the same there.
async fn leads(me: &mut Visitor, (said, link): &(String, String)) {
    me.open(link).await;
    let at = link.split_once('#').expect("a place").1.to_owned();
    assert_eq!(
        me.all(&format!("[id='{at}']"), "id"),
        std::slice::from_ref(&at),
        "«{said}» leads to nothing"
    );
    let told = me.find(&format!("#errori a[href='#{at}']"));
    assert_eq!(told.as_deref(), Some(said.as_str()), "{}", me.text());
}

async fn a_summary_leads_to_all_that_is_missing(installation: Installation) {
    publish(&installation, &asks_more()).await;
    let mut me = installation.as_("mario", "/domanda/permesso-ztl").await;
    let draft = me.path().replace("/passi/privacy", "");
    let summary = format!("{draft}/riepilogo");
    me.open(&format!("{draft}/passi/general")).await;
    me.fill("CAP", "1009")
        .fill("Perché chiedi il permesso", "Abito nella ZTL")
        .fill("Targa", "ab 123 cd")
        .attach("Carta di circolazione", "carta.pdf", PDF)
        .press("Salva la bozza")
        .await;
    me.open(&summary).await;

    // Every step that lacks something, in order; what must be paid is said, and nothing can be sent.
    let list = me.find(".flow-errors").expect("something is missing");
    let at = |words: &str| list.find(words).unwrap_or_else(|| panic!("«{words}»: {list}"));
    assert!(at("Prima di inviare completa quello che manca.") < at("Informativa sulla privacy"));
    assert!(at("Informativa sulla privacy") < at("Dati generali"));
    assert!(at("Dati generali") < at("Preferenze di servizio"), "{list}");
    me.expect("Diritti di istruttoria 20,00 € · da pagare prima dell'invio");
    assert!(me.find(".summary-send").is_none(), "it cannot be sent");

    // All that the engine finds wrong is there, each once.
    let desk = installation.desk();
    let mario = tests::direct::sign_in(desk, "citizens", "mario").await.session;
    let id = draft.trim_start_matches("/bozze/").parse().expect("an id");
    let open = desk.draft(&mario, id).await.expect("the draft");
    let listed = missing(&me);
    let places: Vec<_> = open
        .checked
        .problems
        .iter()
        .map(|problem| {
            format!("/passi/{}", problem.step) + "#" + &form::view::page_id(&problem.path)
        })
        .collect();
    let found: Vec<_> = listed
        .iter()
        .map(|(_, link)| {
            let (page, place) = link.split_once('#').expect("a place");
            let page = page.split('?').next().unwrap_or_default().trim_start_matches(&draft);
            format!("{page}#{place}")
        })
        .collect();
    assert_eq!(found, places);
    for words in [
        "Per andare avanti spunta «Ho letto e compreso l'informativa sulla privacy»",
        "Manca la risposta a «Comune di residenza»",
        "CAP: Il CAP ha cinque cifre, per esempio 10095",
        "Scegli una risposta per «Tipo di veicolo» (AB123CD)",
        "Carta di circolazione: Qui servono almeno 2 file: carica quelli che mancano (AB123CD)",
        "Manca la risposta a «Dal»",
        "Per andare avanti spunta «Confermo la dichiarazione»",
    ] {
        assert!(listed.iter().any(|(said, _)| said == words), "«{words}» is not in {listed:?}");
    }
    for one in &listed {
        leads(&mut me, one).await;
    }

    // What was mended is not listed any more.
    me.open(&format!("{draft}/passi/general?da=riepilogo")).await;
    me.attach("Carta di circolazione", "retro.pdf", PDF).fill("CAP", "10095");
    me.press("Salva la bozza").await;
    me.open(&summary).await;
    let left = missing(&me);
    assert_eq!(left.len(), listed.len() - 2, "{left:?}");
    assert!(
        !left.iter().any(|(said, _)| said.contains("CAP") || said.contains("file")),
        "{left:?}"
    );
}
