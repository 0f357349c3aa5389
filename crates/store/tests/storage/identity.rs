//! The log of sign-ins, the keys of the relying party, ways in for an emergency.

use model::{Moment, PersonId};
use store::{
    Db, Error,
    identity_keys::{self, Key, State},
    recoveries::{self, Recovery},
    signin_log::{self, Ends, Row, Sought},
};
use tokio::task::JoinSet;

use crate::sample::{digest, nth, settled};

store::both_engines!(
    messages_are_found_by_what_they_hold,
    whoever_adds_to_the_log_waits_for_who_does,
    the_log_goes_from_its_beginning,
    one_key_of_a_purpose_is_used,
    a_key_that_is_used_is_not_forgotten,
    a_way_in_is_tried_a_few_times_and_used_once,
);

fn row(seq: i64) -> Row {
    Row {
        seq,
        signin: nth(seq as u64 / 10),
        at: Moment(seq),
        kind: "token_request".into(),
        provider: "spid".into(),
        client_id: Some("https://desk.example".into()),
        code: (seq % 10 == 1).then(|| format!("code {seq}")),
        jti: (seq % 10 == 2).then(|| format!("jti {seq}")),
        iss: Some("https://idp.example".into()),
        sub: (seq % 10 == 3).then(|| format!("sub {seq}")),
        iat: Some(seq),
        exp: None,
        person: (seq % 10 == 4).then(|| digest("mario")),
        body: vec![seq as u8; 3],
        previous: digest(&format!("row {}", seq - 1)),
        hash: digest(&format!("row {seq}")),
    }
}

async fn messages_are_found_by_what_they_hold(db: Db) {
    let mut tx = db.write().await.unwrap();
    let rows: Vec<Row> = (1..=29).map(row).collect();
    signin_log::append(&mut tx, &rows).await.unwrap();
    assert_eq!(signin_log::after(&mut tx, 0, 99).await.unwrap(), rows);
    assert_eq!(signin_log::after(&mut tx, 27, 99).await.unwrap(), rows[27..]);
    let find = async |tx: &mut store::Write, sought: Sought| {
        let found = signin_log::find(tx, &sought, 0, 99).await.unwrap();
        found.into_iter().map(|row| row.seq).collect::<Vec<_>>()
    };
    let (first, second, third): (Vec<_>, Vec<_>, Vec<_>) =
        ((1..=9).collect(), (10..=19).collect(), (20..=29).collect());
    let nothing = Sought::default();
    let code = Sought { code: Some("code 11".into()), ..nothing.clone() };
    assert_eq!(find(&mut tx, code).await, second, "the whole sign-in");
    let jti = Sought { jti: Some("jti 2".into()), ..nothing.clone() };
    assert_eq!(find(&mut tx, jti).await, first);
    let sub = Sought { sub: Some("sub 23".into()), ..nothing.clone() };
    assert_eq!(find(&mut tx, sub).await, third);
    let persons = vec![digest("nobody"), digest("mario")];
    let person =
        Sought { persons, from: Some(Moment(14)), to: Some(Moment(24)), ..nothing.clone() };
    assert_eq!(find(&mut tx, person).await, second);
    let nobody = Sought { persons: vec![digest("nobody")], ..nothing.clone() };
    assert!(find(&mut tx, nobody).await.is_empty());
    assert_eq!(signin_log::find(&mut tx, &nothing, 25, 2).await.unwrap(), rows[25..27]);
}

/// Adds one row that follows on the last, as who writes the log does.
async fn add(db: &Db) -> store::Result<()> {
    let mut tx = db.write().await?;
    let mut ends = signin_log::lock(&mut tx).await?;
    let mut new = row(ends.last_seq + 1);
    new.previous = ends.last_hash.unwrap_or(digest("row 0"));
    (ends.last_seq, ends.last_hash) = (new.seq, Some(new.hash));
    signin_log::append(&mut tx, &[new]).await?;
    signin_log::set_ends(&mut tx, &ends).await?;
    tx.commit().await
}

async fn whoever_adds_to_the_log_waits_for_who_does(db: Db) {
    let mut tasks = JoinSet::new();
    for _ in 0..24 {
        let db = db.clone();
        tasks.spawn(async move { add(&db).await });
    }
    for answer in tasks.join_all().await {
        answer.unwrap();
    }
    let mut read = db.read().await.unwrap();
    let rows = signin_log::after(&mut read, 0, 99).await.unwrap();
    let expect: Vec<Row> = (1..=24).map(row).collect();
    assert_eq!(rows, expect, "one chain without gaps");
    assert_eq!(signin_log::ends(&mut read).await.unwrap().last_seq, 24);
    drop(read);
    let mut tx = db.write().await.unwrap();
    let twice = signin_log::append(&mut tx, &[row(3)]).await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
}

async fn the_log_goes_from_its_beginning(db: Db) {
    let mut tx = db.write().await.unwrap();
    let fresh = signin_log::ends(&mut tx).await.unwrap();
    assert_eq!(
        fresh,
        Ends { gone_seq: 0, gone_hash: None, last_seq: 0, last_hash: None, proof: None }
    );
    let rows: Vec<Row> = (1..=5).map(row).collect();
    signin_log::append(&mut tx, &rows).await.unwrap();
    let ends = Ends {
        gone_seq: 2,
        gone_hash: Some(rows[1].hash),
        last_seq: 5,
        last_hash: Some(rows[4].hash),
        proof: Some(digest("proof")),
    };
    assert_eq!(signin_log::forget(&mut tx, 2).await.unwrap(), 2);
    signin_log::set_ends(&mut tx, &ends).await.unwrap();
    tx.commit().await.unwrap();
    let mut read = db.read().await.unwrap();
    assert_eq!(signin_log::ends(&mut read).await.unwrap(), ends);
    assert_eq!(signin_log::after(&mut read, 0, 99).await.unwrap(), rows[2..]);
}

fn key(kid: &str, purpose: &str, state: State, at: i64) -> Key {
    Key {
        kid: kid.into(),
        purpose: purpose.into(),
        state,
        public: "{}".into(),
        private: vec![9],
        made_at: Moment(at),
        changed_at: Moment(at),
    }
}

async fn one_key_of_a_purpose_is_used(db: Db) {
    let mut tx = db.write().await.unwrap();
    for new in [
        key("a", "sign", State::Active, 1),
        key("b", "sign", State::Waiting, 2),
        key("c", "sign", State::Waiting, 3),
        key("d", "decrypt", State::Active, 1),
    ] {
        identity_keys::add(&mut tx, &new).await.unwrap();
    }
    assert!(identity_keys::put_to_use(&mut tx, "b", Moment(5)).await.unwrap());
    assert!(!identity_keys::put_to_use(&mut tx, "b", Moment(6)).await.unwrap(), "it is used");
    assert!(!identity_keys::put_to_use(&mut tx, "x", Moment(6)).await.unwrap());
    let all = identity_keys::list(&mut tx).await.unwrap();
    let all: Vec<_> =
        all.iter().map(|key| (key.kid.as_str(), key.state, key.changed_at.0)).collect();
    assert_eq!(
        all,
        [
            ("d", State::Active, 1),
            ("b", State::Active, 5),
            ("c", State::Waiting, 3),
            ("a", State::Old, 5)
        ]
    );
    let second = identity_keys::add(&mut tx, &key("e", "sign", State::Active, 7)).await;
    assert!(matches!(second, Err(Error::Conflict(_))), "{second:?}");
}

async fn a_key_that_is_used_is_not_forgotten(db: Db) {
    let mut tx = db.write().await.unwrap();
    identity_keys::add(&mut tx, &key("a", "sign", State::Active, 1)).await.unwrap();
    identity_keys::add(&mut tx, &key("b", "sign", State::Old, 1)).await.unwrap();
    assert!(!identity_keys::forget(&mut tx, "a").await.unwrap());
    assert!(identity_keys::forget(&mut tx, "b").await.unwrap());
    assert!(!identity_keys::forget(&mut tx, "b").await.unwrap());
    assert_eq!(identity_keys::list(&mut tx).await.unwrap().len(), 1);
}

async fn a_way_in_is_tried_a_few_times_and_used_once(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let way = |n: u64| Recovery {
        token_hash: digest(&format!("way {n}")),
        person: PersonId(nth(2)),
        secret: vec![1, 2],
        created_at: Moment(1),
        expires_at: Moment(100),
        tries: 0,
        used_at: None,
    };
    for n in 1..=3 {
        recoveries::add(&mut tx, &way(n)).await.unwrap();
    }
    let attempt = async |tx: &mut store::Write, n: u64, now: i64| {
        recoveries::attempt(tx, way(n).token_hash, 2, Moment(now)).await.unwrap()
    };
    assert_eq!(
        recoveries::get(&mut tx, way(1).token_hash, 2, Moment(5)).await.unwrap(),
        Some(way(1))
    );
    assert_eq!(recoveries::get(&mut tx, way(1).token_hash, 2, Moment(100)).await.unwrap(), None);
    assert_eq!(attempt(&mut tx, 1, 5).await.unwrap().tries, 1);
    assert_eq!(attempt(&mut tx, 1, 5).await.unwrap().tries, 2);
    assert_eq!(attempt(&mut tx, 1, 5).await, None, "too often");
    assert_eq!(recoveries::get(&mut tx, way(1).token_hash, 2, Moment(5)).await.unwrap(), None);
    assert_eq!(attempt(&mut tx, 2, 100).await, None, "too late");
    assert!(recoveries::take(&mut tx, way(2).token_hash, Moment(6)).await.unwrap());
    assert!(!recoveries::take(&mut tx, way(2).token_hash, Moment(6)).await.unwrap());
    assert_eq!(attempt(&mut tx, 2, 7).await, None, "used");
    assert_eq!(recoveries::persons(&mut tx).await.unwrap(), [PersonId(nth(2))]);
    assert_eq!(recoveries::void(&mut tx, Moment(8)).await.unwrap(), 2);
    assert_eq!(attempt(&mut tx, 3, 8).await, None, "void");
}
