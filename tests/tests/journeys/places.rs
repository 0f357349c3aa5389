//! A button leaves somebody where they were: at what they changed, added or took away, and it tells how far they are.

use tests::{installation::Installation, visitor::Visitor};

use crate::{
    filling::permit,
    on_both_engines,
    revisions::{SHIPPED, publish},
};

on_both_engines!(
    a_button_leaves_one_where_one_was,
    a_change_comes_back_to_its_part_of_the_summary,
    the_number_of_steps_is_told_as_what_it_is,
    names_and_towns_are_written_in_letters,
    a_place_on_the_map_needs_nobody_who_knows_coordinates,
    one_date_is_told_with_its_reason,
    what_a_browser_knows_it_may_fill_in,
);

/// The permit, at its general data.
async fn at_general_data(installation: &Installation) -> Visitor {
    let mut me = installation.as_("mario", "/domanda/permesso-ztl").await;
    me.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    me
}

/// The page was led to that place, which takes the focus.
fn stands_at(me: &Visitor, place: &str) {
    assert_eq!(me.url().fragment(), Some(place), "{}", me.url());
    let takes = ["[tabindex]", "input", "select", "textarea", "button"];
    let takes = takes.map(|it| match it.strip_prefix('[') {
        Some(_) => format!("#{place}{it}"),
        None => format!("{it}#{place}"),
    });
    assert_eq!(me.all(&takes.join(","), "id"), [place], "nothing there takes the focus");
}

async fn a_button_leaves_one_where_one_was(installation: Installation) {
    let mut me = at_general_data(&installation).await;
    // The question that others depend on, though more was typed.
    me.fill("CAP", "10095")
        .fill("Perché chiedi il permesso", "Ho il contrassegno per persone con disabilità");
    me.press("Aggiorna").await;
    stands_at(&me, "f-kind");

    // A row is added and taken away: what comes next is in it, or the row beside.
    me.press("Aggiungi un veicolo").await;
    stands_at(&me, "f-vehicles-r2");
    assert_eq!(me.all("[data-say]", "data-aloud"), ["Hai aggiunto un riquadro da compilare."]);
    me.press("Rimuovi Veicolo 2").await;
    stands_at(&me, "f-vehicles-r1");
    assert_eq!(me.all("[data-say]", "data-aloud"), ["Hai tolto il riquadro."]);
    let here = me.path().to_owned();
    me.open(&here).await;
    assert!(me.all("[data-say]", "data-aloud").is_empty(), "it is said once");

    // What is wrong leads to what takes the focus, and stands between the legend and the choices.
    me.press("Avanti").await;
    let places = me.all("#errori a", "href");
    assert!(places.len() > 3, "{places:?}");
    for place in places {
        let place = place.trim_start_matches('#').to_owned();
        assert_eq!(me.all(&format!("#{place}"), "id"), [place.as_str()]);
        let is_box = me.all(&format!("fieldset#{place}, div#{place}"), "tabindex");
        assert!(is_box.iter().all(|it| it == "-1"), "{place}");
    }
    let group = "fieldset#f-vehicles-r1-type";
    let described = me.all(group, "aria-describedby");
    assert!(described[0].contains("f-vehicles-r1-type-problem"), "{described:?}");
    assert_eq!(me.all(group, "tabindex"), ["-1"]);
    let told = me.find(&format!("{group} > legend + .field-problem"));
    assert_eq!(told.as_deref(), Some("Scegli una risposta per «Tipo di veicolo»"));
}

async fn a_change_comes_back_to_its_part_of_the_summary(installation: Installation) {
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let parts = me.all(".summary-index a", "href");
    assert!(parts.len() > 4, "{parts:?}");
    for part in parts {
        assert_eq!(me.all(&part, "tabindex"), ["-1"], "{part}");
    }
    let change = me.all("a[href*='parte=vehicles']", "href");
    me.open(&change[0]).await;
    me.fill("Marca e modello", "Fiat Tipo").press("Salva e torna al riepilogo").await;
    stands_at(&me, "rs-vehicles");
    // Also what was changed in another part than the one that was left.
    me.open(&change[0]).await;
    me.fill("CAP", "10096").press("Salva e torna al riepilogo").await;
    stands_at(&me, "rs-applicant");
    // Where nothing was changed, the part that was left.
    me.open(&change[0]).await;
    me.press("Salva e torna al riepilogo").await;
    stands_at(&me, "rs-vehicles");
}

fn title(me: &Visitor) -> String {
    me.find("title").unwrap_or_default()
}

async fn the_number_of_steps_is_told_as_what_it_is(installation: Installation) {
    // Each step of the permit is there whatever is answered.
    let mut me = at_general_data(&installation).await;
    me.expect("Passo 2 di 4");
    assert!(title(&me).starts_with("Passo 2 di 4: Dati generali - "), "{}", title(&me));
    // The grounds of a reduction come when it is known for what.
    me.open("/domanda/agevolazione-tari").await;
    me.expect("Passo 1 di circa 5");
    me.tick("Ho letto e compreso l'informativa sulla privacy").press("Avanti").await;
    me.expect("Passo 2 di circa 5").fill("La riduzione è per", "Una casa").press("Aggiorna").await;
    me.expect("Passo 2 di circa 6");
    assert!(title(&me).starts_with("Passo 2 di circa 6: "), "{}", title(&me));
    let last = me.path().replace("/passi/general", "/riepilogo");
    me.open(&last).await;
    me.expect("Passo 6 di 6");
}

async fn names_and_towns_are_written_in_letters(installation: Installation) {
    let mut me = at_general_data(&installation).await;
    me.fill("Comune di residenza", "12345").press("Avanti").await;
    me.expect("Comune di residenza: Scrivi il nome con le lettere, senza numeri");
    me.fill("Comune di residenza", "Reggio nell'Emilia").press("Avanti").await;
    me.expect_not("Scrivi il nome con le lettere");
}

async fn a_place_on_the_map_needs_nobody_who_knows_coordinates(installation: Installation) {
    let mut me = installation.as_("mario", "/domanda/occupazione-suolo-pubblico").await;
    let place = me.path().replace("/passi/privacy", "/passi/use");
    me.open(&place).await;
    let asks = "Punto sulla mappa: solo se vuoi, l'indirizzo basta";
    assert_eq!(me.find("details.aside-field:not([open]) > summary").as_deref(), Some(asks));
    me.expect("Lascia vuoto se non conosci le coordinate: l’indirizzo basta.");
    me.fill("Punto sulla mappa", "davanti al bar").press("Salva la bozza").await;
    assert!(me.find("details.aside-field[open] > summary").is_some(), "what is wrong is seen");
    me.expect("Queste non sono coordinate: cancellale, l’indirizzo basta.");
}

async fn one_date_is_told_with_its_reason(installation: Installation) {
    // Thirty days later it is Sunday, 25 April: the term ends the day after.
    installation.clock.advance(chrono::Duration::days(25));
    let mut me = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = crate::filling::send(&installation, &mut me).await;
    let due = me.find("p.lead").expect("a date");
    for page in [format!("{application}/inviata"), application] {
        me.open(&page).await;
        let why = me.find("details.why:not([open])").expect("a reason, folded");
        me.expect("26 aprile 2027");
        assert!(why.starts_with("Perché questa data?"), "{why}");
        assert!(why.contains("L'ultimo giorno sarebbe il "), "{why}");
        let said = me.text().replace(&why, "");
        assert!(said.contains(&due), "{said}");
        let counted = why.split("sarebbe il ").nth(1).and_then(|it| it.split(',').next());
        assert!(!said.contains(counted.expect("a day")), "two dates for one: {said}");
    }
}

async fn what_a_browser_knows_it_may_fill_in(installation: Installation) {
    let swap = |text: &str, one: &str, other: &str| {
        assert_eq!(text.matches(one).count(), 1, "{one}");
        text.replacen(one, other, 1)
    };
    let list = "- id: kind\n        kind: one_of\n";
    let text = swap(SHIPPED, list, &format!("{list}        autocomplete: organization-title\n"));
    let text = swap(
        &text,
        "- id: model\n          kind: line\n",
        "- id: model\n          kind: paragraph\n          autocomplete: street-address\n",
    );
    publish(&installation, &text).await;
    let me = at_general_data(&installation).await;
    assert_eq!(me.all("select#f-kind", "autocomplete"), ["organization-title"]);
    let text = me.all("textarea#f-vehicles-r1-model", "autocomplete");
    assert_eq!(text, ["street-address"]);
    // HTML has it on no radio button and no box.
    let chosen = "input[type=radio][autocomplete], input[type=checkbox][autocomplete]";
    assert!(me.find(chosen).is_none());
}
