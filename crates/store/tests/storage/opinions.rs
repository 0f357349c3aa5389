//! Opinions that were asked: whose they are to give, which have come, whose link leads where.

use model::{ApplicationId, Moment, PersonId};
use store::{
    Db, Error,
    opinions::{self, Opinion},
};

use crate::sample::{day, digest, filed, nth, town};

store::both_engines!(
    an_office_finds_what_it_is_to_give_and_what_it_gave,
    what_is_late_is_found_by_who_gives_it_and_by_who_waits,
    a_link_is_of_who_follows_it_first,
    what_stands_still_is_nobodys_lateness,
);

fn asked(application: u64, seq: i64, office: &str, until: &str) -> Opinion {
    Opinion {
        application: ApplicationId(nth(application)),
        seq,
        office: Some(office.into()),
        until_on: day(until),
        asked_at: Moment(seq),
        ended_at: None,
        link: None,
        person: None,
        held_since: None,
    }
}

async fn an_office_finds_what_it_is_to_give_and_what_it_gave(db: Db) {
    let mut tx = db.write().await.unwrap();
    town(&mut tx).await;
    filed(&mut tx, 3, |_| {}).await;
    filed(&mut tx, 4, |_| {}).await;
    let (late, soon) = (asked(3, 2, "verde", "2026-07-30"), asked(4, 2, "verde", "2026-07-02"));
    for opinion in [&late, &soon, &asked(4, 3, "tributi", "2026-07-01")] {
        opinions::ask(&mut tx, opinion).await.unwrap();
    }
    assert_eq!(opinions::awaited(&mut tx, "verde", 9).await.unwrap(), [soon.clone(), late.clone()]);
    assert_eq!(opinions::awaited(&mut tx, "verde", 1).await.unwrap(), std::slice::from_ref(&soon));
    assert_eq!(opinions::ended(&mut tx, "verde", 9).await.unwrap(), []);
    let (third, fourth) = (ApplicationId(nth(3)), ApplicationId(nth(4)));
    opinions::end(&mut tx, fourth, 2, Moment(70)).await.unwrap();
    opinions::end(&mut tx, fourth, 2, Moment(99)).await.unwrap();
    opinions::end_all(&mut tx, third, Moment(80)).await.unwrap();
    let gone = |opinion: &Opinion, at| Opinion { ended_at: Some(Moment(at)), ..opinion.clone() };
    let ended = opinions::ended(&mut tx, "verde", 9).await.unwrap();
    assert_eq!(ended, [gone(&late, 80), gone(&soon, 70)], "the first end stands");
    assert_eq!(opinions::awaited(&mut tx, "tributi", 9).await.unwrap().len(), 1);
    let again = opinions::ask(&mut tx, &late).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
}

async fn what_is_late_is_found_by_who_gives_it_and_by_who_waits(db: Db) {
    let mut tx = db.write().await.unwrap();
    town(&mut tx).await;
    filed(&mut tx, 3, |_| {}).await;
    filed(&mut tx, 4, |new| new.now.closed_at = Some(Moment(50))).await;
    let open = asked(3, 2, "verde", "2026-07-02");
    for opinion in [&open, &asked(4, 2, "verde", "2026-07-09")] {
        opinions::ask(&mut tx, opinion).await.unwrap();
    }
    let mut found = async |office: &str, first: &str, last: &str, is_asked: bool| {
        let days = (day(first), day(last));
        opinions::due_between(&mut tx, office, days, is_asked).await.unwrap()
    };
    assert_eq!(found("verde", "2026-07-02", "2026-07-02", true).await, std::slice::from_ref(&open));
    assert_eq!(found("verde", "2026-07-03", "2026-07-08", true).await, []);
    assert_eq!(found("polizia", "2026-07-01", "2026-07-31", false).await, [open], "closed: none");
    assert_eq!(found("verde", "2026-07-01", "2026-07-31", false).await, []);
}

async fn a_link_is_of_who_follows_it_first(db: Db) {
    let mut tx = db.write().await.unwrap();
    town(&mut tx).await;
    filed(&mut tx, 3, |_| {}).await;
    let id = ApplicationId(nth(3));
    let (first, second) = (digest("first"), digest("second"));
    let outside = Opinion { office: None, link: Some(first), ..asked(3, 2, "", "2026-07-02") };
    opinions::ask(&mut tx, &outside).await.unwrap();
    assert_eq!(opinions::by_link(&mut tx, first).await.unwrap(), Some(outside.clone()));
    opinions::relink(&mut tx, id, 2, second).await.unwrap();
    assert_eq!(opinions::by_link(&mut tx, first).await.unwrap(), None);
    let (one, other) = (PersonId(nth(1)), PersonId(nth(2)));
    assert!(!opinions::follow(&mut tx, first, one).await.unwrap());
    assert!(opinions::follow(&mut tx, second, one).await.unwrap());
    assert!(!opinions::follow(&mut tx, second, other).await.unwrap(), "somebody was first");
    opinions::relink(&mut tx, id, 2, first).await.unwrap();
    let now = opinions::get(&mut tx, id, 2).await.unwrap().unwrap();
    assert_eq!((now.link, now.person), (Some(second), Some(one)), "it stays whose it is");
}

async fn what_stands_still_is_nobodys_lateness(db: Db) {
    let mut tx = db.write().await.unwrap();
    town(&mut tx).await;
    filed(&mut tx, 3, |_| {}).await;
    let id = ApplicationId(nth(3));
    let inside = asked(3, 2, "verde", "2026-07-02");
    let outside =
        Opinion { office: None, link: Some(digest("link")), ..asked(3, 3, "", "2026-07-02") };
    for opinion in [&inside, &outside] {
        opinions::ask(&mut tx, opinion).await.unwrap();
    }
    async fn found(tx: &mut store::Write, of: &str) -> [usize; 3] {
        let days = (day(of), day(of));
        [
            opinions::due_between(tx, "verde", days, true).await.unwrap().len(),
            opinions::due_between(tx, "polizia", days, false).await.unwrap().len(),
            opinions::outside_between(tx, days).await.unwrap().len(),
        ]
    }
    assert_eq!(found(&mut tx, "2026-07-02").await, [1, 2, 1]);
    opinions::hold(&mut tx, id, 2, Moment(60)).await.unwrap();
    assert_eq!(found(&mut tx, "2026-07-02").await, [0, 1, 1]);
    opinions::hold(&mut tx, id, 3, Moment(60)).await.unwrap();
    assert_eq!(found(&mut tx, "2026-07-02").await, [0, 0, 0]);
    for seq in [2, 3] {
        opinions::put_off(&mut tx, id, seq, day("2026-07-20")).await.unwrap();
    }
    assert_eq!(found(&mut tx, "2026-07-02").await, [0, 0, 0]);
    assert_eq!(found(&mut tx, "2026-07-20").await, [1, 2, 1], "it runs again");
}
