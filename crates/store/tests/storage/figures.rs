//! What is counted once, and summed by month.

use model::Moment;
use store::{Db, applications, figures, queue::Filter};

use crate::sample::{application, settled};

store::both_engines!(each_application_is_counted_once, sums_are_those_of_their_reach);

async fn each_application_is_counted_once(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    for n in 1..=3 {
        let mut new = application(100 + n);
        new.now.closed_at = (n == 2).then_some(Moment(50));
        applications::insert(&mut tx, &new).await.unwrap();
    }
    assert_eq!(figures::uncounted(&mut tx, 9).await.unwrap(), []);
    assert_eq!(figures::take_came(&mut tx, 2).await.unwrap().len(), 2);
    assert_eq!(figures::take_came(&mut tx, 9).await.unwrap().len(), 1);
    assert_eq!(figures::take_came(&mut tx, 9).await.unwrap(), []);
    let ended = figures::uncounted(&mut tx, 9).await.unwrap();
    assert_eq!(ended.len(), 1);
    assert!(figures::take_ended(&mut tx, ended[0].0, ended[0].1).await.unwrap());
    assert!(!figures::take_ended(&mut tx, ended[0].0, ended[0].1).await.unwrap());
    assert_eq!(figures::uncounted(&mut tx, 9).await.unwrap(), []);
    tx.commit().await.unwrap();
}

fn ended(office: &str, month: &str, days: i64, outcome: &str) -> figures::Ended {
    figures::Ended {
        month: month.into(),
        office: office.into(),
        procedure: "ztl".into(),
        outcome: outcome.into(),
        term: "kept".into(),
        days,
        worked: days - 1,
        n: 1,
    }
}

async fn sums_are_those_of_their_reach(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let some = [
        ended("polizia", "2026-02", 5, "positive"),
        ended("polizia", "2026-02", 5, "positive"),
        ended("polizia", "2026-01", 9, "negative"),
        ended("anagrafe", "2026-02", 7, "withdrawn"),
    ];
    figures::add_ended(&mut tx, &some).await.unwrap();
    figures::add_ended(&mut tx, &some[..1]).await.unwrap();
    let came = |office: &str, n| figures::Intake {
        month: "2026-02".into(),
        office: office.into(),
        procedure: "ztl".into(),
        n,
    };
    figures::add_intake(&mut tx, &[came("polizia", 2), came("anagrafe", 1)]).await.unwrap();
    figures::add_intake(&mut tx, &[came("polizia", 3)]).await.unwrap();
    tx.commit().await.unwrap();
    let mut read = db.peek().await.unwrap();
    let all = Filter::default();
    let police = Filter { offices: vec!["polizia".into()], ..Filter::default() };
    let part = Filter { parts: vec![(None, "altro".into())], ..Filter::default() };
    let chosen = Filter { chosen: vec!["anagrafe".into()], ..police.clone() };
    for (reach, since, n, came) in [
        (&all, "2026-01", 5, 6),
        (&police, "2026-01", 4, 5),
        (&police, "2026-02", 3, 5),
        (&part, "2026-01", 0, 0),
        (&chosen, "2026-01", 0, 0),
    ] {
        let found = figures::ended(&mut read, reach, since).await.unwrap();
        assert_eq!(found.iter().map(|one| one.n).sum::<i64>(), n, "{reach:?}");
        let found = figures::intake(&mut read, reach, since).await.unwrap();
        assert_eq!(found.iter().map(|one| one.n).sum::<i64>(), came, "{reach:?}");
    }
    // What was taken back took no time to decide.
    assert_eq!(figures::times(&mut read, "ztl", "2026-01").await.unwrap(), [(5, 3), (9, 1)]);
    assert_eq!(figures::times(&mut read, "ztl", "2026-02").await.unwrap(), [(5, 3)]);
}
