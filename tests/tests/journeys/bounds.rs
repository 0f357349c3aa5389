//! What a page can save at once: much more than any form asks, and no more.

use serde_json::json;
use tests::{
    direct::{permit, sign_in},
    installation::Installation,
    visitor::{Sent, Visitor, Written},
};

use crate::on_both_engines;

on_both_engines!(a_save_that_is_too_large_is_refused_and_takes_nothing_along);

/// A number of changes as a script posts them.
fn changes(count: usize, path: impl Fn(usize) -> String, value: &str) -> String {
    let one =
        |n| json!({ "path": path(n), "values": [value], "client": "tab", "seq": 1, "shown": "" });
    serde_json::Value::from((0..count).map(one).collect::<Vec<_>>()).to_string()
}

async fn save(me: &mut Visitor, draft: &str, text: String) -> u16 {
    let url = me.url().join(&format!("/bozze/{draft}/campi")).expect("an address");
    let how = Written::Json(text);
    let sent = Sent { url, post: true, how, fields: Vec::new(), files: Vec::new() };
    me.send(sent).await.as_u16()
}

async fn a_save_that_is_too_large_is_refused_and_takes_nothing_along(installation: Installation) {
    let desk = installation.desk();
    let mario = sign_in(desk, "citizens", "mario").await;
    let id = permit(desk, &mario).await.draft;
    let draft = id.to_string();
    let mut me = installation.visitor();
    me.set_cookie("session", &mario.token);
    me.open(&format!("/bozze/{draft}/passi/general")).await;
    let before = desk.draft(&mario.session, id).await.expect("the draft").raw;

    // More than a megabyte, though files of the same draft may be larger.
    let large = changes(20, |n| format!("vehicles.r{n}.model"), &"x".repeat(60_000));
    assert_eq!(save(&mut me, &draft, large).await, 413);
    let many = changes(5_001, |_| "contacts.phone".to_owned(), "1");
    assert_eq!(save(&mut me, &draft, many).await, 413);
    assert!(me.text().contains("più risposte di quante il modulo ne chiede"), "{}", me.text());
    let long = changes(1, |_| "contacts.phone".to_owned(), &"1".repeat(100_001));
    assert_eq!(save(&mut me, &draft, long).await, 413);
    assert!(me.text().contains("Una risposta è troppo lunga"), "{}", me.text());

    // Rows that come with their answers, and rows that are named.
    let rows = changes(201, |n| format!("vehicles.x{n}.model"), "Fiat");
    assert_eq!(save(&mut me, &draft, rows).await, 413);
    assert!(me.text().contains("Puoi aggiungerne al massimo 200."), "{}", me.text());
    let ids: Vec<String> = (0..201).map(|n| format!("x{n}")).collect();
    let named =
        json!([{ "path": "vehicles", "values": ids, "client": "tab", "seq": 1, "shown": "" }]);
    assert_eq!(save(&mut me, &draft, named.to_string()).await, 413);
    // What cannot be a row is none.
    let odd = changes(3, |n| format!("vehicles.{}.model", ["a b", "<x>", "è"][n]), "Fiat");
    assert_eq!(save(&mut me, &draft, odd).await, 200);
    assert_eq!(desk.draft(&mario.session, id).await.expect("the draft").raw, before);

    // By the page: parts that are no files share the same bound.
    me.open(&format!("/bozze/{draft}/passi/general")).await;
    let mut sent = me.prepare("Salva la bozza");
    sent.fields.push(("vehicles.r1.model".to_owned(), "x".repeat(1_100_000)));
    assert_eq!(me.send(sent).await.as_u16(), 413);
    me.open(&format!("/bozze/{draft}/passi/general")).await;
    let mut sent = me.prepare("Salva la bozza");
    sent.fields.extend((0..201).map(|n| (format!("vehicles.x{n}.model"), "Fiat".to_owned())));
    assert_eq!(me.send(sent).await.as_u16(), 409);
    me.expect("Puoi aggiungerne al massimo 200.");

    // By its button a group has as many rows as the form says.
    for _ in 0..20 {
        me.open(&format!("/bozze/{draft}/passi/general")).await;
        let mut sent = me.prepare("Salva la bozza");
        sent.fields.retain(|(name, _)| name != "_do");
        sent.fields.push(("_do".to_owned(), "aggiungi:vehicles".to_owned()));
        if me.send(sent).await == 409 {
            break;
        }
    }
    me.expect("Puoi aggiungerne al massimo ");
    let open = desk.draft(&mario.session, id).await.expect("the draft");
    let most = open.checked.most_rows("vehicles").expect("a group");
    assert_eq!(open.raw.rows("vehicles").len(), usize::try_from(most).expect("few"));
}
