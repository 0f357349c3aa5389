//! One act on many applications, as it is tried, begun and done.

use model::{ApplicationId, Moment, PersonId};
use store::{
    Db,
    applications::{self, Application},
    bulk::{self, Bulk, Line, Outcome, State},
    queue::{self, Filter, Kind},
};

use crate::sample::{application, nth, settled};

store::both_engines!(
    a_piece_is_met_once,
    a_line_is_marked_once_and_only_while_it_runs,
    what_is_pending_is_told_and_what_is_over_goes,
    kinds_are_counted_up_to_the_most,
);

fn act(n: u64, expires_at: i64) -> Bulk {
    Bulk {
        id: nth(n),
        person: PersonId(nth(2)),
        asked: "è".into(),
        state: State::Trying,
        created_at: Moment(1),
        place: None,
        n: 0,
        starts_at: None,
        ended_at: None,
        expires_at: Moment(expires_at),
    }
}

fn line(of: &Bulk, n: i64, outcome: Outcome) -> Line {
    Line {
        bulk: of.id,
        n,
        application: ApplicationId(nth(u64::try_from(n).unwrap() + 30)),
        version: 1,
        outcome,
        why: (outcome == Outcome::Shut).then(|| r#"{"it":"perché"}"#.into()),
        held: (n == 2).then(|| PersonId(nth(2))),
    }
}

/// Three applications, and an act that met them: two can be done.
async fn tried(db: &Db) -> Bulk {
    settled(db).await;
    let mut tx = db.write().await.unwrap();
    for n in 31..=33 {
        applications::insert(&mut tx, &application(n)).await.unwrap();
    }
    let first = act(21, 9);
    bulk::add(&mut tx, &first).await.unwrap();
    let lines = [
        line(&first, 1, Outcome::Ready),
        line(&first, 2, Outcome::Ready),
        line(&first, 3, Outcome::Shut),
    ];
    let now = Bulk { n: 3, state: State::Tried, ..first.clone() };
    assert!(bulk::met(&mut tx, &first, &now, &lines).await.unwrap());
    tx.commit().await.unwrap();
    now
}

async fn a_piece_is_met_once(db: Db) {
    let now = tried(&db).await;
    let mut tx = db.write().await.unwrap();
    // Who began with the same piece and comes later writes nothing.
    let again = [line(&now, 1, Outcome::Ready)];
    assert!(!bulk::met(&mut tx, &act(21, 9), &now, &again).await.unwrap());
    assert_eq!(bulk::get(&mut tx, now.id).await.unwrap(), Some(now.clone()));
    let mut counts = bulk::counts(&mut tx, now.id).await.unwrap();
    counts.sort_unstable();
    assert_eq!(counts, [(Outcome::Ready, 2), (Outcome::Shut, 1)]);
    let all = bulk::all(&mut tx, now.id, (1, 9)).await.unwrap();
    assert_eq!(all, [line(&now, 2, Outcome::Ready), line(&now, 3, Outcome::Shut)]);
    // A place that found nothing is passed by all the same.
    let second = act(22, 9);
    bulk::add(&mut tx, &second).await.unwrap();
    let on = Bulk { place: Some("p1".into()), ..second.clone() };
    assert!(bulk::met(&mut tx, &second, &on, &[]).await.unwrap());
    assert!(!bulk::met(&mut tx, &second, &on, &[]).await.unwrap());
    let own = bulk::of_person(&mut tx, PersonId(nth(2)), 9).await.unwrap();
    assert_eq!(own, [on, now]);
    assert!(bulk::of_person(&mut tx, PersonId(nth(1)), 9).await.unwrap().is_empty());
    tx.commit().await.unwrap();
}

async fn a_line_is_marked_once_and_only_while_it_runs(db: Db) {
    let now = tried(&db).await;
    let mut tx = db.write().await.unwrap();
    let [first, second] = [line(&now, 1, Outcome::Ready), line(&now, 2, Outcome::Ready)];
    let done = Line { outcome: Outcome::Done, version: 2, ..first.clone() };
    assert!(!bulk::mark(&mut tx, State::Running, &first, &done).await.unwrap(), "not begun");
    assert!(bulk::confirm(&mut tx, now.id, Moment(5), Moment(99)).await.unwrap());
    assert!(!bulk::confirm(&mut tx, now.id, Moment(6), Moment(99)).await.unwrap(), "once");
    assert!(bulk::go(&mut tx, now.id, (State::Held, State::Running), None).await.unwrap());
    assert!(!bulk::go(&mut tx, now.id, (State::Held, State::Running), None).await.unwrap());
    assert!(bulk::mark(&mut tx, State::Running, &first, &done).await.unwrap());
    assert!(!bulk::mark(&mut tx, State::Running, &first, &done).await.unwrap(), "once");
    let way = (State::Running, State::Stopped);
    assert!(bulk::go(&mut tx, now.id, way, Some(Moment(7))).await.unwrap());
    let refused = Line { outcome: Outcome::Refused, why: Some("{}".into()), ..second.clone() };
    assert!(!bulk::mark(&mut tx, State::Running, &second, &refused).await.unwrap(), "stopped");
    let ready = bulk::lines(&mut tx, now.id, Outcome::Ready, (0, 9)).await.unwrap();
    assert_eq!(ready, [second]);
    assert_eq!(bulk::lines(&mut tx, now.id, Outcome::Done, (0, 9)).await.unwrap(), [done]);
    let kept = bulk::get(&mut tx, now.id).await.unwrap().unwrap();
    assert_eq!(
        (kept.state, kept.starts_at, kept.ended_at),
        (State::Stopped, Some(Moment(5)), Some(Moment(7)))
    );
    tx.commit().await.unwrap();
}

async fn what_is_pending_is_told_and_what_is_over_goes(db: Db) {
    let now = tried(&db).await;
    let ids: Vec<ApplicationId> = (31..=34).map(|n| ApplicationId(nth(n))).collect();
    let mut tx = db.write().await.unwrap();
    assert!(bulk::pending(&mut tx, &ids).await.unwrap().is_empty(), "nobody has said yes");
    let offices = bulk::offices(&mut tx, now.id, false).await.unwrap();
    assert_eq!(offices, [application(31).now.office]);
    bulk::confirm(&mut tx, now.id, Moment(5), Moment(9)).await.unwrap();
    let pending = bulk::pending(&mut tx, &ids).await.unwrap();
    let mut met: Vec<_> = pending.iter().map(|one| (one.application, one.starts_at)).collect();
    met.sort_unstable();
    assert_eq!(met, [(ids[0], Moment(5)), (ids[1], Moment(5))]);
    // What still waits is not forgotten, however long it waits.
    assert_eq!(bulk::purge(&mut tx, Moment(99), 5).await.unwrap(), 0);
    bulk::go(&mut tx, now.id, (State::Held, State::Cancelled), Some(Moment(6))).await.unwrap();
    assert!(bulk::pending(&mut tx, &ids).await.unwrap().is_empty());
    assert_eq!(bulk::purge(&mut tx, Moment(8), 5).await.unwrap(), 0);
    assert_eq!(bulk::purge(&mut tx, Moment(9), 5).await.unwrap(), 1);
    assert!(bulk::all(&mut tx, now.id, (0, 9)).await.unwrap().is_empty());
    assert_eq!(bulk::get(&mut tx, now.id).await.unwrap(), None);
    tx.commit().await.unwrap();
}

async fn kinds_are_counted_up_to_the_most(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let of = |n: u64, office: &str| {
        let mut row: Application = application(n);
        row.now.office = office.into();
        row
    };
    for (n, office) in [(31, "a"), (32, "b"), (33, "a"), (34, "c")] {
        applications::insert(&mut tx, &of(n, office)).await.unwrap();
    }
    let filter = Filter { offices: vec!["a".into(), "b".into()], ..Filter::default() };
    let kinds = queue::kinds(&mut tx, &filter, 9).await.unwrap();
    let kind = |office: &str, n| Kind {
        procedure: "ztl".into(),
        revision: 1,
        office: office.into(),
        state: application(31).now.state,
        n,
    };
    assert_eq!(kinds, [kind("a", 2), kind("b", 1)]);
    let few: i64 = queue::kinds(&mut tx, &filter, 2).await.unwrap().iter().map(|one| one.n).sum();
    assert_eq!(few, 2);
    let ids = [33, 31, 99].map(|n| ApplicationId(nth(n)));
    let mut found = applications::of_ids(&mut tx, &ids).await.unwrap();
    found.sort_by_key(|row| row.id);
    assert_eq!(found, [of(31, "a"), of(33, "a")]);
    tx.commit().await.unwrap();
}
