//! Views of the clerk's queue: kept under a name, changed, shared, deleted; and the columns that each clerk chooses.

use desk::queue::{Asked, NotKept, VIEWS};
use model::{Moment, PersonId};
use reqwest::StatusCode;
use store::roles;
use tests::{direct::sign_in, installation::Installation, visitor::Visitor};

use crate::{
    on_both_engines,
    queue::{numbers, rows},
};

on_both_engines!(
    a_view_is_kept_changed_and_deleted,
    a_shared_view_shows_each_reader_what_they_may_read,
    only_the_author_or_the_head_deletes_a_shared_view,
    views_have_bounds,
    columns_are_each_clerks_own,
);

/// The views above the queue, each with who shares it and its count.
fn kept(visitor: &Visitor) -> Vec<String> {
    let page = scraper::Html::parse_document(&String::from_utf8_lossy(visitor.bytes()));
    let links =
        scraper::Selector::parse(".office-views a:not(.office-views-all)").expect("a selector");
    let words = |a: scraper::ElementRef<'_>| {
        a.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    };
    page.select(&links).map(words).collect()
}

/// The address of the first view above the queue.
fn first_kept(visitor: &Visitor) -> String {
    visitor.all(".office-views a:not(.office-views-all)", "href").remove(0)
}

/// Three of the police in two states, and one of the registry.
async fn four(installation: &Installation) {
    rows(installation, 4, |n, row| {
        row.now.state = ["sent", "examined", "examined", "examined"][n as usize - 1].to_owned();
        if n == 4 {
            row.now.office = "anagrafe".to_owned();
        }
    })
    .await;
}

async fn a_view_is_kept_changed_and_deleted(installation: Installation) {
    four(&installation).await;
    let mut clerk = installation.as_("vigile", "/ufficio").await;
    assert_eq!(kept(&clerk), [""; 0]);
    // What is wrong with the name is told where it was typed, and the view stands as it was.
    let view = "/ufficio?stato=examined&ordine=recenti&colonne=numero,inviata";
    for (name, told) in [
        ("", "Scrivi un nome per la vista."),
        ("  ", "Scrivi un nome per la vista."),
        (&"è".repeat(61), "può avere al massimo 60 caratteri"),
    ] {
        clerk.open(view).await;
        clerk.fill("Nome della vista", name);
        assert_eq!(clerk.submit("Salva la vista").await, StatusCode::UNPROCESSABLE_ENTITY);
        clerk.expect(told).expect("Stato: ");
        assert_eq!(clerk.all("#nome", "value"), [name]);
        assert_eq!(numbers(&clerk).len(), 2);
    }
    clerk.fill("Nome della vista", " Da  vedere ").press("Salva la vista").await;
    clerk.expect("Vista «Da vedere» salvata.");
    assert_eq!(kept(&clerk), ["Da vedere 2"]);
    // It is opened as it was kept: filters, order, columns.
    clerk.open("/ufficio").await;
    let url = first_kept(&clerk);
    clerk.open(&url).await;
    clerk.expect("Stato: ").expect_not("Aggiorna la vista");
    assert_eq!(clerk.all("th[aria-sort]", "aria-sort"), ["descending"]);
    assert_eq!(clerk.all("thead th:not(.pick)", "scope").len(), 2);
    assert_eq!(numbers(&clerk).len(), 2);
    // Asked for something else, it can be replaced.
    clerk
        .fill("Ordina per", "inviate da più tempo")
        .fill("Cerca per numero, nome, codice fiscale, targa, via…", "000000");
    clerk.press("Filtra").await;
    clerk.press("Aggiorna la vista «Da vedere»").await;
    clerk.expect("Vista «Da vedere» aggiornata.").expect("Cerca: 000000");
    assert_eq!(kept(&clerk), ["Da vedere 0"]);
    // Two of one name are not told apart.
    clerk.open("/ufficio").await;
    clerk.fill("Nome della vista", "da VEDERE");
    assert_eq!(clerk.submit("Salva la vista").await, StatusCode::UNPROCESSABLE_ENTITY);
    clerk.expect("Hai già una vista con questo nome");
    // It gets another name, and goes.
    clerk.follow("Gestisci le viste").await;
    clerk.fill("Nome della vista", "").submit("Salva le modifiche").await;
    assert_eq!(clerk.status(), StatusCode::UNPROCESSABLE_ENTITY);
    clerk.expect("Scrivi un nome per la vista.");
    clerk.fill("Nome della vista", "Vista nuova").press("Salva le modifiche").await;
    clerk.expect("Modifiche salvate.").expect("Vista nuova").expect_not("Da vedere");
    clerk.press("Elimina «Vista nuova»").await;
    clerk.expect("Vista eliminata.").expect("Non hai ancora viste salvate");
    clerk.follow("Torna alla coda").await;
    assert_eq!(kept(&clerk), [""; 0]);
    // Its old address is an address like any other.
    clerk.open(&url).await;
    assert_eq!(numbers(&clerk).len(), 2);
}

async fn a_shared_view_shows_each_reader_what_they_may_read(installation: Installation) {
    four(&installation).await;
    // Who reaches two offices shares what lies in both, and what lies in the other one alone.
    let mut eva = installation.as_("responsabile", "/ufficio?stato=examined").await;
    eva.fill("Nome della vista", "Esaminate")
        .fill("Chi la vede", "Condivisa con Ufficio Polizia locale");
    eva.press("Salva la vista").await;
    assert_eq!(kept(&eva), ["Esaminate Ufficio Polizia locale 3"]);
    eva.open("/ufficio?ufficio=anagrafe").await;
    eva.fill("Nome della vista", "Anagrafe")
        .fill("Chi la vede", "Condivisa con Ufficio Polizia locale");
    eva.press("Salva la vista").await;
    eva.open("/ufficio?vista=mie").await;
    eva.fill("Nome della vista", "Solo mia").press("Salva la vista").await;
    assert_eq!(kept(&eva).len(), 3);

    // The police find theirs in it, and nothing of the registry.
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    assert_eq!(
        kept(&ugo),
        ["Anagrafe Ufficio Polizia locale 0", "Esaminate Ufficio Polizia locale 2"]
    );
    for url in ugo.all(".office-views a:not(.office-views-all)", "href") {
        ugo.open(&url).await;
        ugo.expect_not("2027/001004");
    }
    ugo.follow("Gestisci le viste").await;
    ugo.expect("l'ha salvata Eva Blu").expect_not("Cambia nome").expect_not("Elimina");
    // The registry, with whom nobody shared, finds no view; neither do those who only administer.
    let mut ivo = installation.as_("anagrafe", "/ufficio").await;
    assert_eq!(kept(&ivo), [""; 0]);
    ivo.open("/ufficio/viste").await.expect_not("Esaminate");
    // Who may share with one office is offered that one, and an address gives no other.
    let offered = ivo.all("#per option", "value");
    assert_eq!(offered, [""; 0], "no form on that page");
    ivo.open("/ufficio").await;
    assert_eq!(ivo.all("#per option", "value"), ["", "anagrafe"]);
    ivo.fill("Nome della vista", "Altrove").put("per", &["polizia-locale".to_owned()]);
    assert_eq!(ivo.submit("Salva la vista").await, StatusCode::NOT_FOUND);
    // Who reads everything and works nowhere keeps views alone, and finds every shared one.
    let leo = installation.as_("revisore", "/ufficio").await;
    assert_eq!(leo.all("#per option", "value"), [""]);
    assert_eq!(
        kept(&leo),
        ["Anagrafe Ufficio Polizia locale 1", "Esaminate Ufficio Polizia locale 3"]
    );
}

/// Ids of the views on the page that lists them.
async fn ids(visitor: &mut Visitor) -> Vec<String> {
    visitor.open("/ufficio").await;
    let links = visitor.all(".office-views a:not(.office-views-all)", "href");
    let id = |link: &String| link.rsplit("salvata=").next().unwrap_or_default().to_owned();
    links.iter().map(id).collect()
}

async fn only_the_author_or_the_head_deletes_a_shared_view(installation: Installation) {
    let mut ugo = installation.as_("vigile", "/ufficio").await;
    for name in ["Prima", "Seconda"] {
        ugo.open("/ufficio?vista=in-ritardo").await;
        ugo.fill("Nome della vista", name)
            .fill("Chi la vede", "Condivisa con Ufficio Polizia locale");
        ugo.press("Salva la vista").await;
    }
    let all = ids(&mut ugo).await;
    let view = format!("/ufficio/viste/{}", all[0]);
    let mut ada = installation.as_("vigile2", "/ufficio/viste").await;
    ada.expect("Prima").expect_not("Elimina");
    let mut ivo = installation.as_("anagrafe", "/ufficio/viste").await;
    for other in [&mut ada, &mut ivo] {
        for door in ["", "/nome", "/elimina"] {
            let mut sent = ugo.open("/ufficio/viste").await.prepare("Elimina «Prima»");
            sent.url = other.url().join(&format!("{view}{door}")).expect("an address");
            sent.fields = vec![("nome".to_owned(), "Altro".to_owned())];
            assert_eq!(other.send(sent).await, StatusCode::NOT_FOUND, "{door}");
        }
    }
    assert_eq!(ids(&mut ugo).await, all);
    // The head of the office deletes what is shared in it, and changes nothing of it.
    let desk = installation.desk();
    let ada_id = sign_in(desk, "staff", "vigile2").await.session.person.id;
    promote(&installation, ada_id).await;
    ada.open("/ufficio/viste").await;
    ada.expect("Elimina : Prima").expect_not("Cambia nome").press("Elimina «Prima»").await;
    assert_eq!(ids(&mut ugo).await, [all[1].clone()]);
}

async fn promote(installation: &Installation, person: PersonId) {
    let mut tx = installation.desk().db.write().await.expect("storage");
    let head = roles::Role {
        person,
        role: "head".to_owned(),
        office: Some("polizia-locale".to_owned()),
        procedure: None,
        since: Moment(0),
        until: None,
    };
    roles::grant(&mut tx, &head).await.expect("granted");
    tx.commit().await.expect("kept");
}

async fn views_have_bounds(installation: Installation) {
    let desk = installation.desk();
    let ugo = sign_in(desk, "staff", "vigile").await.session;
    let ada = sign_in(desk, "staff", "vigile2").await.session;
    let asked = Asked::default();
    let police = Some("polizia-locale");
    for n in 0..VIEWS {
        desk.keep_view(&ugo, &format!("Vista {n}"), police, &asked).await.expect("kept");
    }
    let more = desk.keep_view(&ugo, "Una di più", None, &asked).await;
    assert!(matches!(more, Err(NotKept::TooMany)), "{more:?}");
    let shared = desk.keep_view(&ada, "Una di più", police, &asked).await;
    assert!(matches!(shared, Err(NotKept::TooManyShared)), "{shared:?}");
    let own = desk.keep_view(&ada, "Mia", None, &asked).await.expect("kept");
    let shared = desk.rename_view(&ada, own, "Mia", police).await;
    assert!(matches!(shared, Err(NotKept::TooManyShared)), "{shared:?}");
    let mut page = installation.as_("vigile", "/ufficio").await;
    page.fill("Nome della vista", "Una di più");
    assert_eq!(page.submit("Salva la vista").await, StatusCode::UNPROCESSABLE_ENTITY);
    page.expect("Hai già 30 viste, il massimo");
}

async fn columns_are_each_clerks_own(installation: Installation) {
    four(&installation).await;
    let shown = |visitor: &Visitor| {
        let page = scraper::Html::parse_document(&String::from_utf8_lossy(visitor.bytes()));
        let heads = scraper::Selector::parse(".office-table thead th").expect("a selector");
        let words = |th: scraper::ElementRef<'_>| {
            th.text().map(str::trim).filter(|text| !text.is_empty()).collect::<Vec<_>>()[0]
                .to_owned()
        };
        // The first is that of the boxes, which nobody chooses.
        let all = page.select(&heads).map(words).collect::<Vec<_>>();
        assert_eq!(all[0], "Segna");
        all[1..].to_vec()
    };
    let usual = ["Termine", "Numero", "Richiedente", "Procedimento", "Stato", "Assegnata a"];
    let mut clerk = installation.as_("vigile", "/ufficio?stato=examined").await;
    assert_eq!(shown(&clerk), usual);
    clerk.follow("Scegli le colonne").await;
    clerk.put("colonna", &["termine", "inviata", "ufficio"].map(str::to_owned));
    clerk.press("Salva le colonne").await;
    // Back in the view one came from, the number first among what is left of the old order.
    assert_eq!(clerk.url().query(), Some("stato=examined"));
    assert_eq!(shown(&clerk), ["Termine", "Numero", "Inviata il", "Ufficio"]);
    clerk.follow("Scegli le colonne").await;
    clerk.press("Sposta prima: Ufficio").await;
    clerk.press("Sposta prima: Ufficio").await;
    clerk.press("Sposta dopo: Termine").await;
    clerk.press("Salva le colonne").await;
    assert_eq!(shown(&clerk), ["Ufficio", "Termine", "Numero", "Inviata il"]);
    // Nothing ticked: the number is there.
    clerk.follow("Scegli le colonne").await;
    clerk.put("colonna", &[]).press("Salva le colonne").await;
    assert_eq!(shown(&clerk), ["Numero"]);
    // A colleague sees their own, and an address can say others.
    let mut other = installation.as_("vigile2", "/ufficio").await;
    assert_eq!(shown(&other), usual);
    other.open("/ufficio?colonne=stato,evento").await;
    assert_eq!(shown(&other), ["Numero", "Stato", "Ultimo evento"]);
    clerk.follow("Scegli le colonne").await;
    clerk.press("Torna alle colonne solite").await;
    assert_eq!(shown(&clerk), usual);
}
