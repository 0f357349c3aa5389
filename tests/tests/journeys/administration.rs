//! The administrator: a revision is published knowingly, a broken document is told what to mend.

use reqwest::StatusCode;
use tests::{installation::Installation, visitor::Visitor};

use crate::{
    filling::{permit, send},
    on_both_engines,
};

on_both_engines!(
    a_revision_is_published_after_reading_what_it_does,
    a_broken_document_is_explained,
    a_register_is_changed_and_counts_at_once,
);

const SHIPPED: &str =
    include_str!("../../../config/municipalities/grugliasco/procedures/permesso-ztl.yaml");

async fn a_revision_is_published_after_reading_what_it_does(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    send(&installation, &mut mario).await;
    let mut administrator = installation.as_("amministratore", "/gestione/procedimenti").await;
    administrator.expect_not("sostituita");
    assert_eq!(administrator.all("a[href='/guida/amministratori']", "href").len(), 1);
    let changed = SHIPPED.replacen("Chiedi il permesso per entrare", "Domanda per entrare", 1);
    administrator.open("/gestione/procedimenti/importa").await;
    administrator.attach("File del procedimento (YAML)", "permesso.yaml", changed.as_bytes());
    administrator.press("Verifica e importa").await;
    administrator.expect("Importato come revisione 2").follow("Pubblica la revisione 2").await;
    administrator
        .expect("Le bozze già cominciate continuano con la loro revisione")
        .expect("1 pratica in corso segue la revisione 1")
        .follow("Annulla")
        .await;
    administrator.expect_not("sostituita").follow("Pubblica la revisione 2").await;
    // Only words change; nobody of the office has been here yet, and that is no secret to who publishes.
    administrator.expect("Cambiano solo i testi").expect("Che cosa oggi non farebbe nessuno");
    assert_eq!(
        administrator.submit("Pubblica la revisione 2").await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    administrator.expect("Non abbiamo pubblicato").tick("Pubblica lo stesso");
    administrator.press("Pubblica la revisione 2").await;
    administrator.expect("La revisione 2 è pubblicata.").expect("sostituita");
    administrator.open("/gestione/procedimenti/permesso-ztl/2/pubblica").await;
    administrator.expect("La revisione 2 è già in uso");
    administrator.open("/gestione/lavori").await;
    let done = administrator.find(".office-tabs.is-minor li:last-child .count").unwrap_or_default();
    assert!(done.parse::<u32>().is_ok_and(|n| n > 0), "«{done}» jobs done");
}

async fn a_broken_document_is_explained(installation: Installation) {
    let mut administrator =
        installation.as_("amministratore", "/gestione/procedimenti/importa").await;
    let broken = SHIPPED.replacen("\n  category:", "\n  categorry:", 1);
    administrator.attach("File del procedimento (YAML)", "permesso.yaml", broken.as_bytes());
    let status = administrator.submit("Verifica e importa").await;
    assert_eq!(status, reqwest::StatusCode::UNPROCESSABLE_ENTITY);
    administrator
        .expect("riga 10, colonna 3")
        .expect("«categorry» non esiste; intendevi «category»?")
        .expect_not("unknown field");
}

async fn a_register_is_changed_and_counts_at_once(installation: Installation) {
    let mut citizen = installation.as_("anna", "/domanda/dichiarazione-residenza").await;
    assert_eq!(citizen.get("/registri/streets?q=nuova+della+prova").await, StatusCode::OK);
    assert_eq!(citizen.bytes(), b"[]");
    let mut administrator = installation.as_("amministratore", "/gestione/registri").await;
    administrator.expect("streets").expect("Com'era all'installazione");
    administrator.get("/gestione/registri/streets").await;
    let before = String::from_utf8(administrator.bytes().to_vec()).expect("text");
    let give = async |administrator: &mut Visitor, text: &str| {
        administrator.open("/gestione/registri").await;
        administrator
            .fill("Nome del registro, come lo scrivono i moduli dopo «register.»", "streets");
        administrator.attach("File del registro (CSV)", "streets.csv", text.as_bytes());
        administrator.submit("Carica il registro").await
    };
    let more = format!("{before}via-nuova,Via Nuova della Prova,,\n");
    assert_eq!(give(&mut administrator, &more).await, StatusCode::OK);
    administrator.expect("Registro caricato").expect("Revisione 1");
    citizen.get("/registri/streets?q=nuova+della+prova").await;
    assert!(citizen.text().contains("Via Nuova della Prova"), "{}", citizen.text());
    // What a line lacks is said at its place, what would vanish is named; nothing has changed.
    assert_eq!(
        give(&mut administrator, &format!("{more},Senza nome,,\n")).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    administrator.expect("Riga ");
    assert_eq!(give(&mut administrator, &before).await, StatusCode::UNPROCESSABLE_ENTITY);
    administrator.expect("Manca una voce che c'era: via-nuova");
    // It ends: nobody can choose it any more.
    let ended = more.replace(
        "via-nuova,Via Nuova della Prova,,",
        "via-nuova,Via Nuova della Prova,,2027-02-28",
    );
    assert_eq!(give(&mut administrator, &ended).await, StatusCode::OK);
    citizen.get("/registri/streets?q=nuova+della+prova").await;
    assert_eq!(citizen.bytes(), b"[]");
    // Municipalities share nothing, and a clerk changes none.
    let mut other = installation.visitor_of("borgo-esempio.localhost");
    other.get("/registri/streets?q=nuova+della+prova").await;
    assert!(!other.text().contains("Via Nuova della Prova"));
    let mut clerk = installation.as_("vigile", "/ufficio").await;
    assert_eq!(clerk.get("/gestione/registri").await, StatusCode::NOT_FOUND);
}
