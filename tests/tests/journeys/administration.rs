//! The administrator: a revision is published knowingly, a broken document is told what to mend.

use tests::installation::Installation;

use crate::{
    filling::{permit, send},
    on_both_engines,
};

on_both_engines!(
    a_revision_is_published_after_reading_what_it_does,
    a_broken_document_is_explained
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
        .expect("riga 7, colonna 3")
        .expect("«categorry» non esiste; intendevi «category»?")
        .expect_not("unknown field");
}
