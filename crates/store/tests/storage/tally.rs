//! The kept sizes of the standing queues against a count of the rows, after whatever was done.

use model::{ApplicationId, Moment, PersonId};
use store::{
    Db, Read,
    applications::{self, Application},
    parties, people,
    queue::{self, Assignee, Filter, Term},
    roles,
    tally::{self, Sizes},
};

use crate::sample::{day, filed, nth, person, settled};

store::both_engines!(
    sizes_are_those_of_the_rows_after_whatever_was_done,
    what_is_rolled_back_counts_nothing,
    who_works_there_no_longer_leaves_behind_what_they_have,
    units_that_change_the_same_sizes_never_wait_crosswise,
    what_time_has_changed_meanwhile_is_not_overwritten,
);

const TODAY: &str = "2026-07-04";

/// The same sizes, counted.
async fn counted(read: &mut Read, reach: &Filter, me: PersonId) -> Sizes {
    let late = Term::Due { from: None, before: day(TODAY) };
    let mine =
        Filter { offices: vec![], parts: vec![], assignee: Assignee::Person(me), ..reach.clone() };
    let unassigned = Filter { assignee: Assignee::Nobody, ..reach.clone() };
    let mut n = async |filter: Filter| queue::count(read, &filter).await.unwrap().n;
    Sizes {
        mine: n(mine).await,
        office: n(reach.clone()).await,
        unassigned: n(unassigned).await,
        late: n(Filter { term: late, ..reach.clone() }).await,
        waiting: n(Filter { waits: Some(true), ..reach.clone() }).await,
    }
}

/// Whatever may be read, by whom.
fn reaches(me: PersonId) -> Vec<Filter> {
    let some = |list: &[&str]| -> Vec<String> { list.iter().map(|&it| it.into()).collect() };
    let part =
        |office: Option<&str>, procedure: &str| (office.map(str::to_owned), procedure.into());
    let places = [
        Filter::default(),
        Filter { offices: some(&["polizia"]), ..Filter::default() },
        Filter { offices: some(&["polizia", "tributi"]), ..Filter::default() },
        Filter { offices: some(&["nowhere"]), ..Filter::default() },
        Filter { parts: vec![part(Some("polizia"), "ztl")], ..Filter::default() },
        Filter { offices: some(&["tributi"]), parts: vec![part(None, "ztl")], ..Filter::default() },
        Filter { parts: vec![part(None, "other")], ..Filter::default() },
    ];
    let apart = |filter: Filter| {
        [
            Filter { not_of: Some(me), not_naming: Some(me), ..filter.clone() },
            Filter { not_of: Some(me), ..filter.clone() },
            Filter { not_naming: Some(me), ..filter.clone() },
            filter,
        ]
    };
    places.into_iter().flat_map(apart).collect()
}

/// Every size of everybody, held against the rows; how many were not nothing.
async fn agree(db: &Db) -> i64 {
    let mut read = db.read().await.unwrap();
    let mut sum = 0;
    for me in [1, 2, 90].map(|n| PersonId(nth(n))) {
        for reach in reaches(me) {
            let kept = tally::sizes(&mut read, &reach, me, day(TODAY)).await.unwrap();
            assert_eq!(kept, counted(&mut read, &reach, me).await, "{me} {reach:?}");
            sum += kept.mine + kept.office + kept.unassigned + kept.late + kept.waiting;
        }
    }
    sum
}

/// Changes what stands of an application, as the `n`-th of many would.
fn moved(row: &mut Application, n: u64) {
    let now = &mut row.now;
    now.office = ["polizia", "anagrafe", "tributi"][n as usize % 3].into();
    now.assignee = match n % 4 {
        0 => Some(PersonId(nth(2))),
        1 => Some(PersonId(nth(90))),
        _ => None,
    };
    now.clock = ["running", "suspended"][n as usize / 5 % 2].into();
    now.waits = now.clock == "suspended" || n.is_multiple_of(3);
    let due = day("2026-07-01") + chrono::Duration::days(i64::try_from(n % 7).unwrap());
    now.due_on = (!n.is_multiple_of(8)).then_some(due);
    now.closed_at = n.is_multiple_of(7).then_some(Moment(5));
}

async fn sizes_are_those_of_the_rows_after_whatever_was_done(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let mut clerk = person(90, "Ugo", "Verdi");
    clerk.fiscal_code = Some("VRDGUO70A01L219W".to_owned());
    people::enter(&mut tx, &clerk).await.unwrap();
    let mut rows = Vec::new();
    for n in 1..=40 {
        let row = filed(&mut tx, n, |row| {
            moved(row, n);
            row.person = PersonId(nth(if n.is_multiple_of(5) { 90 } else { 1 }));
        });
        rows.push(row.await);
    }
    for n in [3, 5, 8, 9, 10] {
        let named = ["VRDGUO70A01L219W".to_owned()].into();
        parties::name(&mut tx, ApplicationId(nth(n)), &named).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert!(agree(&db).await > 500, "the sizes are worth their name");
    // One by one, then many at once.
    for (turn, many) in [(3, 1), (11, 1), (5, 13), (17, 40)] {
        for rows in rows.chunks_mut(many) {
            let mut tx = db.write().await.unwrap();
            for row in rows {
                let mut after = row.clone();
                moved(&mut after, row.number as u64 * turn + turn);
                assert!(applications::update(&mut tx, row, &after.now).await.unwrap());
                *row = Application { version: row.version + 1, ..after };
            }
            tx.commit().await.unwrap();
        }
        agree(&db).await;
    }
    // Time alone.
    for row in &mut rows {
        let mut tx = db.write().await.unwrap();
        let held = applications::lock(&mut tx, row.id).await.unwrap().unwrap();
        let mut after = held.clone();
        moved(&mut after, row.number as u64 * 3 + 2);
        applications::restate(&mut tx, &held, &after.now).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert!(agree(&db).await > 500);
    // Everything ends, and nothing is left of it.
    let mut tx = db.write().await.unwrap();
    for row in &rows {
        let held = applications::lock(&mut tx, row.id).await.unwrap().unwrap();
        let mut after = held.now.clone();
        after.closed_at = Some(Moment(9));
        assert!(applications::update(&mut tx, &held, &after).await.unwrap());
    }
    tx.commit().await.unwrap();
    assert_eq!(agree(&db).await, 0);
    let mut read = db.peek().await.unwrap();
    let (left,): (i64,) = read.query("SELECT count(*) FROM tally").fetch_one().await.unwrap();
    assert_eq!(left, 0);
    let (left,): (i64,) = read.query("SELECT count(*) FROM in_hand").fetch_one().await.unwrap();
    assert_eq!(left, 0);
}

async fn who_works_there_no_longer_leaves_behind_what_they_have(db: Db) {
    settled(&db).await;
    let carla = PersonId(nth(2));
    let mut tx = db.write().await.unwrap();
    for (n, office) in [(1, "polizia"), (2, "polizia"), (3, "anagrafe")] {
        filed(&mut tx, n, |row| {
            row.now.office = office.into();
            row.now.assignee = Some(carla);
        })
        .await;
    }
    let role = |role: &str, office: Option<&str>, procedure: Option<&str>, until| roles::Role {
        person: carla,
        role: role.into(),
        office: office.map(str::to_owned),
        procedure: procedure.map(str::to_owned),
        since: Moment(100),
        until,
    };
    for held in [
        role("auditor", None, None, None),
        role("clerk", Some("polizia"), Some("other"), None),
        role("clerk", Some("polizia"), Some("ztl"), Some(Moment(200))),
        role("head", Some("anagrafe"), None, Some(Moment(300))),
    ] {
        roles::grant(&mut tx, &held).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut read = db.read().await.unwrap();
    let here = |office: &str, n| tally::InHand {
        person: carla,
        office: office.into(),
        procedure: "ztl".into(),
        n,
    };
    for (now, expect) in [
        (99, vec![here("anagrafe", 1), here("polizia", 2)]),
        (100, vec![]),
        (200, vec![here("polizia", 2)]),
        (300, vec![here("anagrafe", 1), here("polizia", 2)]),
    ] {
        let works = ["clerk", "responsible", "head"];
        let left = tally::left_behind(&mut read, works, Moment(now)).await.unwrap();
        assert_eq!(left, expect, "{now}");
    }
    assert_eq!(tally::in_hand(&mut read, carla).await.unwrap(), 3);
}

async fn what_is_rolled_back_counts_nothing(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let first = filed(&mut tx, 1, |_| {}).await;
    tx.commit().await.unwrap();
    let mut tx = db.write().await.unwrap();
    filed(&mut tx, 2, |_| {}).await;
    let mut after = first.now.clone();
    after.assignee = Some(PersonId(nth(2)));
    assert!(applications::update(&mut tx, &first, &after).await.unwrap());
    drop(tx);
    let mut read = db.read().await.unwrap();
    let me = PersonId(nth(2));
    let sizes = tally::sizes(&mut read, &Filter::default(), me, day(TODAY)).await.unwrap();
    assert_eq!((sizes.office, sizes.unassigned, sizes.mine), (1, 1, 0));
}

async fn units_that_change_the_same_sizes_never_wait_crosswise(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    people::enter(&mut tx, &person(90, "Ugo", "Verdi")).await.unwrap();
    for n in 1..=8 {
        filed(&mut tx, n, |row| moved(row, n)).await;
    }
    tx.commit().await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..8_u64 {
        let db = db.clone();
        tasks.spawn(async move {
            for turn in 0..25_u64 {
                let mut tx = db.write().await.unwrap();
                let id = ApplicationId(nth(task + 1));
                let before = applications::lock(&mut tx, id).await.unwrap().unwrap();
                let mut after = before.clone();
                moved(&mut after, if (turn + task).is_multiple_of(2) { 1 } else { 2 });
                assert!(applications::update(&mut tx, &before, &after.now).await.unwrap());
                // Who does much else in between holds nobody up.
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
                tx.commit().await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    agree(&db).await;
}

async fn what_time_has_changed_meanwhile_is_not_overwritten(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let read_before = filed(&mut tx, 1, |row| row.now.clock = "suspended".into()).await;
    let held = applications::lock(&mut tx, read_before.id).await.unwrap().unwrap();
    let mut resumed = held.now.clone();
    resumed.clock = "running".into();
    applications::restate(&mut tx, &held, &resumed).await.unwrap();
    tx.commit().await.unwrap();
    // The version is the same, and still it is not as it was read.
    let mut tx = db.write().await.unwrap();
    assert!(!applications::update(&mut tx, &read_before, &read_before.now).await.unwrap());
    tx.commit().await.unwrap();
    agree(&db).await;
}
