//! What is taken out of the queue, as it is gathered and kept.

use model::{Moment, PersonId};
use store::{
    Db,
    exports::{self, Export, State},
};

use crate::sample::{nth, settled};

store::both_engines!(a_piece_is_gathered_once, what_is_kept_goes_when_it_expires);

fn export(n: u64, expires_at: i64) -> Export {
    Export {
        id: nth(n),
        person: PersonId(nth(1)),
        asked: r#"{"z":"è"}"#.into(),
        state: State::Gathering,
        created_at: Moment(1),
        place: None,
        parts: 0,
        n: 0,
        found: "{}".into(),
        content: None,
        chunks: 0,
        size: None,
        name: String::new(),
        why: None,
        ready_at: None,
        expires_at: Moment(expires_at),
    }
}

async fn a_piece_is_gathered_once(db: Db) {
    settled(&db).await;
    let first = export(21, 9);
    let mut tx = db.write().await.unwrap();
    exports::add(&mut tx, &first).await.unwrap();
    let second = Export { parts: 1, n: 250, place: Some("p1".into()), ..first.clone() };
    assert!(exports::gathered(&mut tx, &first, &second).await.unwrap());
    // Who began with the same piece and comes later writes nothing.
    assert!(!exports::gathered(&mut tx, &first, &second).await.unwrap());
    let last = Export { parts: 2, n: 251, place: None, state: State::Writing, ..first.clone() };
    assert!(exports::gathered(&mut tx, &second, &last).await.unwrap());
    assert!(!exports::gathered(&mut tx, &last, &last).await.unwrap());
    assert_eq!(exports::get(&mut tx, first.id).await.unwrap(), Some(last));
    assert!(exports::needs_parts(&mut tx, first.id).await.unwrap());
    let made = Export {
        content: Some(nth(40)),
        chunks: 2,
        size: Some(1),
        name: "a.csv".into(),
        ..first.clone()
    };
    assert!(exports::ready(&mut tx, &made, (Moment(3), Moment(33))).await.unwrap());
    assert!(!exports::ready(&mut tx, &made, (Moment(4), Moment(44))).await.unwrap());
    assert!(exports::needs_parts(&mut tx, first.id).await.unwrap(), "the file lies there");
    // What is ready does not fail any more.
    exports::fail(&mut tx, first.id, "reach").await.unwrap();
    let kept = exports::get(&mut tx, first.id).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.name.as_str(), kept.size), (State::Ready, "a.csv", Some(1)));
    assert_eq!((kept.content, kept.chunks, kept.expires_at), (made.content, 2, Moment(33)));
    let broken = export(22, 9);
    exports::add(&mut tx, &broken).await.unwrap();
    exports::fail(&mut tx, broken.id, "broken").await.unwrap();
    assert!(!exports::needs_parts(&mut tx, broken.id).await.unwrap());
    tx.commit().await.unwrap();
}

async fn what_is_kept_goes_when_it_expires(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    for (n, expires_at) in [(21, 9), (22, 5), (23, 7)] {
        let ready = Export {
            state: State::Ready,
            content: Some(nth(40)),
            size: Some(1),
            ..export(n, expires_at)
        };
        exports::add(&mut tx, &ready).await.unwrap();
    }
    let own = exports::of_person(&mut tx, PersonId(nth(1))).await.unwrap();
    assert_eq!(own.iter().map(|one| one.id).collect::<Vec<_>>(), [nth(23), nth(22), nth(21)]);
    assert!(exports::of_person(&mut tx, PersonId(nth(2))).await.unwrap().is_empty());
    let gone = exports::expired(&mut tx, Moment(7), 9).await.unwrap();
    assert_eq!(gone.iter().map(|one| one.id).collect::<Vec<_>>(), [nth(22), nth(23)]);
    for one in gone {
        exports::delete(&mut tx, one.id).await.unwrap();
    }
    assert!(exports::get(&mut tx, nth(22)).await.unwrap().is_none());
    assert!(exports::get(&mut tx, nth(21)).await.unwrap().is_some());
    tx.commit().await.unwrap();
}
