//! Procedures and revisions.

use model::{Moment, PersonId};
use store::{
    Db, Error, Write,
    procedures::{
        Footing, NewRevision, Saved, Standing, all_current, current, footing, get, list, publish,
        revision, revisions, save_revision, set_open,
    },
};

use crate::sample::{digest, nth};

store::both_engines!(
    a_text_becomes_a_revision_once,
    one_revision_is_published_at_a_time,
    savers_at_once_get_numbers_without_gaps,
);

fn text<'a>(procedure: &'a str, text: &'a str, now: i64) -> NewRevision<'a> {
    let by = Some(PersonId(nth(2)));
    NewRevision { procedure, hash: digest(text), text, by, now: Moment(now) }
}

async fn a_text_becomes_a_revision_once(db: Db) {
    let mut tx = db.write().await.unwrap();
    assert_eq!(get(&mut tx, "ztl").await.unwrap(), None);
    for (now, it, number, is_new) in [(1, "a", 1, true), (2, "a", 1, false), (3, "b", 2, true)] {
        let saved = save_revision(&mut tx, text("ztl", it, now)).await.unwrap();
        assert_eq!(saved, Saved { number, is_new });
    }
    // An old text again is a new revision: it follows another.
    let saved = save_revision(&mut tx, text("ztl", "a", 4)).await.unwrap();
    assert_eq!(saved, Saved { number: 3, is_new: true });
    let ztl = get(&mut tx, "ztl").await.unwrap().unwrap();
    assert_eq!((ztl.newest, ztl.current, ztl.open, ztl.hash), (3, None, false, None));
    let second = revision(&mut tx, "ztl", 2).await.unwrap().unwrap();
    assert_eq!((second.text.as_str(), second.hash), ("b", digest("b")));
    assert_eq!((second.state, second.created_by), (Standing::Draft, Some(PersonId(nth(2)))));
    assert_eq!(revision(&mut tx, "ztl", 4).await.unwrap(), None);
    let page = revisions(&mut tx, "ztl", None, 2).await.unwrap();
    assert_eq!(page.iter().map(|it| it.number).collect::<Vec<_>>(), [3, 2]);
    assert_eq!(revisions(&mut tx, "ztl", Some(2), 2).await.unwrap()[0].number, 1);
}

async fn one_revision_is_published_at_a_time(db: Db) {
    let mut tx = db.write().await.unwrap();
    for it in ["a", "b"] {
        save_revision(&mut tx, text("ztl", it, 1)).await.unwrap();
        save_revision(&mut tx, text("residenza", it, 1)).await.unwrap();
    }
    assert_eq!(current(&mut tx, "ztl").await.unwrap(), None);
    publish(&mut tx, "ztl", 1, None, Moment(5)).await.unwrap();
    let ztl = get(&mut tx, "ztl").await.unwrap().unwrap();
    assert_eq!((ztl.current, ztl.open, ztl.hash), (Some(1), true, Some(digest("a"))));
    publish(&mut tx, "ztl", 2, Some(Moment(99)), Moment(6)).await.unwrap();
    publish(&mut tx, "ztl", 2, Some(Moment(100)), Moment(7)).await.unwrap();
    let now = current(&mut tx, "ztl").await.unwrap().unwrap();
    assert_eq!(
        (now.number, now.state, now.published_at),
        (2, Standing::Published, Some(Moment(6)))
    );
    let before = revision(&mut tx, "ztl", 1).await.unwrap().unwrap();
    assert_eq!((before.state, before.accept_drafts_until), (Standing::Retired, Some(Moment(99))));
    let on = async |tx: &mut Write, number| footing(tx, "ztl", number).await.unwrap();
    let footing_of =
        |accept_drafts_until| Some(Footing { open: true, current: Some(2), accept_drafts_until });
    assert_eq!(on(&mut tx, 1).await, footing_of(Some(Moment(99))));
    assert_eq!((on(&mut tx, 2).await, on(&mut tx, 9).await), (footing_of(None), None));
    assert!(matches!(publish(&mut tx, "ztl", 9, None, Moment(7)).await, Err(Error::Missing)));
    drop(tx);

    let mut tx = db.write().await.unwrap();
    for (it, number) in [("residenza", 1), ("ztl", 1)] {
        save_revision(&mut tx, text(it, "a", 1)).await.unwrap();
        publish(&mut tx, it, number, None, Moment(5)).await.unwrap();
    }
    save_revision(&mut tx, text("mensa", "a", 1)).await.unwrap();
    assert!(set_open(&mut tx, "ztl", false, Moment(8)).await.unwrap());
    assert!(!set_open(&mut tx, "none", false, Moment(8)).await.unwrap());
    let all = list(&mut tx, None, 2).await.unwrap();
    assert_eq!((all[0].id.as_str(), all[1].id.as_str(), all.len()), ("mensa", "residenza", 2));
    let rest = list(&mut tx, Some("residenza"), 2).await.unwrap();
    assert_eq!((rest.len(), rest[0].id.as_str(), rest[0].open), (1, "ztl", false));
    let texts = all_current(&mut tx, None, 9).await.unwrap();
    assert_eq!((texts.len(), texts[1].procedure.as_str()), (2, "ztl"));
    assert_eq!(all_current(&mut tx, Some("residenza"), 9).await.unwrap(), texts[1..]);
}

async fn savers_at_once_get_numbers_without_gaps(db: Db) {
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..8 {
        let db = db.clone();
        tasks.spawn(async move {
            let mut tx = db.write().await.unwrap();
            let it = n.to_string();
            let saved = save_revision(&mut tx, text("ztl", &it, 1)).await.unwrap();
            tx.commit().await.unwrap();
            saved.number
        });
    }
    let mut numbers = tasks.join_all().await;
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=8).collect::<Vec<i64>>());
}
