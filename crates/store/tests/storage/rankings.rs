//! Rankings as rows: rounds, places that are given, what was done.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use model::{ApplicationId, Moment, PersonId};
use store::{
    Db,
    rankings::{self, Aside, Done, Entry, Ranking, Stage, Work},
};

use crate::sample::{filed, nth, settled, town};

store::both_engines!(a_place_is_given_once, who_comes_second_writes_nothing);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn ranking() -> Ranking {
    Ranking {
        id: nth(90),
        procedure: "iscrizione-nido".into(),
        office: "istruzione".into(),
        title: "Nidi è".into(),
        work: Work::Computing,
        stage: Stage::Draft,
        version: 1,
        received_from: day("2027-04-01"),
        received_to: day("2027-04-30"),
        places: r#"{"a":2}"#.into(),
        seed: "5eed".into(),
        round: 1,
        revision: 3,
        shown: None,
        shown_revision: None,
        gathered: None,
        created_at: Moment(1),
        created_by: PersonId(nth(1)),
        published_at: None,
        claims_until: None,
        approved_at: None,
        act: String::new(),
        public_until: None,
    }
}

async fn a_place_is_given_once(db: Db) {
    let mut tx = db.write().await.unwrap();
    town(&mut tx).await;
    let filed = filed(&mut tx, 20, |_| {}).await;
    let application = filed.id;
    let row = ranking();
    rankings::add(&mut tx, &row).await.unwrap();
    let other = Ranking { id: nth(91), ..row.clone() };
    rankings::add(&mut tx, &other).await.unwrap();
    let entry = Entry {
        application,
        position: 1,
        points: 2250,
        tie: Some(3),
        wants: r#"["a"]"#.into(),
        state: "examined".into(),
        aside: Aside::In,
        layer: 0,
        content: "sealed".into(),
    };
    rankings::keep(&mut tx, (row.id, 1), std::slice::from_ref(&entry)).await.unwrap();
    assert_eq!(
        rankings::entries(&mut tx, (row.id, 1)).await.unwrap(),
        std::slice::from_ref(&entry)
    );
    let listed = rankings::listed(&mut tx, (row.id, 1)).await.unwrap();
    assert_eq!(listed, BTreeSet::from([application]));
    let own = rankings::entry(&mut tx, (row.id, 1), application).await.unwrap();
    assert_eq!(own.as_ref(), Some(&entry));
    assert_eq!(rankings::of_application(&mut tx, application).await.unwrap(), [row.id]);
    // In whatever ranking, an application is given one place.
    assert!(rankings::give(&mut tx, (row.id, application), "a", Moment(2)).await.unwrap());
    assert!(!rankings::give(&mut tx, (row.id, application), "b", Moment(3)).await.unwrap());
    assert!(!rankings::give(&mut tx, (other.id, application), "a", Moment(3)).await.unwrap());
    let given = rankings::given_to(&mut tx, application).await.unwrap();
    assert_eq!(given, Some((row.id, "a".to_owned())));
    let standings = rankings::standings(&mut tx, (row.id, 1)).await.unwrap();
    assert_eq!(standings.len(), 1);
    assert_eq!((standings[0].points, standings[0].list.as_deref()), (2250, Some("a")));
    assert_eq!(standings[0].given_by, Some(row.id));
    // Another ranking sees whose place it is.
    let again = Entry { aside: Aside::State, position: 0, ..entry };
    rankings::keep(&mut tx, (other.id, 1), std::slice::from_ref(&again)).await.unwrap();
    let standings = rankings::standings(&mut tx, (other.id, 1)).await.unwrap();
    assert_eq!((standings[0].given_by, standings[0].aside), (Some(row.id), Aside::State));
    // What was read is compared with what there is: a state that takes part now, answers that were changed since.
    let changed = async |tx: &mut store::Write, id, among: &[&str]| {
        let among: Vec<_> = among.iter().map(|state| (*state).to_owned()).collect();
        let of = Ranking { id, office: filed.now.office.clone(), ..ranking() };
        // Nothing was received in this span that it has not read.
        rankings::changed(tx, &of, (Moment(1), Moment(2)), &among).await.unwrap()
    };
    let state = standings[0].state.clone();
    assert_eq!(changed(&mut tx, other.id, &["nowhere"]).await, 0);
    assert_eq!(changed(&mut tx, other.id, &[&state]).await, 1);
    assert_eq!(changed(&mut tx, row.id, &[&state]).await, 0);
    let layer = store::layers::Layer { application, seq: 2, content: "sealed".into() };
    store::layers::add(&mut tx, &layer).await.unwrap();
    assert_eq!(changed(&mut tx, row.id, &[&state]).await, 1);
    // One that nobody has read was received in the span.
    let among = [state.clone()];
    let of = Ranking { id: row.id, procedure: filed.procedure.clone(), round: 9, ..ranking() };
    let span = (filed.sent_at, Moment(filed.sent_at.0 + 1));
    assert_eq!(rankings::changed(&mut tx, &of, span, &among).await.unwrap(), 1);
    // Its place was offered, and is taken back when it begins anew.
    rankings::told(&mut tx, application, Moment(7)).await.unwrap();
    let standings = rankings::standings(&mut tx, (row.id, 1)).await.unwrap();
    assert_eq!(standings[0].told_at, Some(Moment(7)));
    let (of, elsewhere) = ((row.id, application), (other.id, application));
    assert!(!rankings::untell(&mut tx, elsewhere, Moment(8)).await.unwrap());
    assert!(!rankings::untell(&mut tx, of, Moment(6)).await.unwrap());
    assert!(rankings::untell(&mut tx, of, Moment(8)).await.unwrap());
    let standings = rankings::standings(&mut tx, (row.id, 1)).await.unwrap();
    assert_eq!((standings[0].told_at, standings[0].given_by), (None, Some(row.id)));
    assert!(!rankings::ungive(&mut tx, elsewhere, Moment(8)).await.unwrap());
    assert!(!rankings::ungive(&mut tx, of, Moment(1)).await.unwrap());
    assert!(rankings::ungive(&mut tx, of, Moment(8)).await.unwrap());
    // Rounds that nobody looks at any more are thrown away, one that is public is not.
    for round in [2, 3] {
        rankings::keep(&mut tx, (row.id, round), std::slice::from_ref(&again)).await.unwrap();
    }
    rankings::clear_but(&mut tx, row.id, (3, 1)).await.unwrap();
    for (round, left) in [(1, 1), (2, 0), (3, 1)] {
        let entries = rankings::entries(&mut tx, (row.id, round)).await.unwrap();
        assert_eq!(entries.len(), left, "{round}");
    }
    let nobody = ApplicationId(nth(77));
    assert_eq!(rankings::given_to(&mut tx, nobody).await.unwrap(), None);
    tx.commit().await.unwrap();
}

async fn who_comes_second_writes_nothing(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let row = ranking();
    rankings::add(&mut tx, &row).await.unwrap();
    let next = Ranking {
        work: Work::Computed,
        stage: Stage::Provisional,
        shown: Some(1),
        shown_revision: Some(3),
        public_until: Some(day("2027-06-01")),
        claims_until: Some(day("2027-05-10")),
        ..row.clone()
    };
    assert!(rankings::update(&mut tx, &row, &next).await.unwrap());
    assert!(!rankings::update(&mut tx, &row, &next).await.unwrap());
    let kept = rankings::lock(&mut tx, row.id).await.unwrap().unwrap();
    assert_eq!(kept, Ranking { version: 2, ..next.clone() });
    assert_eq!(rankings::all(&mut tx, 9).await.unwrap(), std::slice::from_ref(&kept));
    // Public until its last day.
    let public = async |tx: &mut store::Write, on: &str| {
        rankings::public(tx, day(on), 9).await.unwrap().len()
    };
    assert_eq!(public(&mut tx, "2027-06-01").await, 1);
    assert_eq!(public(&mut tx, "2027-06-02").await, 0);
    for what in ["begun", "computed"] {
        let done = Done {
            seq: 0,
            at: Moment(5),
            person: Some(PersonId(nth(1))),
            what: what.into(),
            detail: "{}".into(),
            digest: None,
        };
        rankings::log(&mut tx, row.id, &done).await.unwrap();
    }
    let logged = rankings::logged(&mut tx, row.id).await.unwrap();
    let told: Vec<_> = logged.iter().map(|done| (done.seq, done.what.as_str())).collect();
    assert_eq!(told, [(1, "begun"), (2, "computed")]);
    let by = rankings::prepared_by(&mut tx, row.id).await.unwrap();
    assert_eq!(by, Some(PersonId(nth(1))));
    assert!(!rankings::concerns(&mut tx, row.id, PersonId(nth(1))).await.unwrap());
    tx.commit().await.unwrap();
}
