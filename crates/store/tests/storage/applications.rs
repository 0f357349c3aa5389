//! Applications: numbers, rows, frozen answers, events, documents, notes, timers, readings.

use model::{ApplicationId, Moment, PersonId};
use store::{
    Db, Error,
    applications::{self, Submission},
    documents::{self, Document},
    events, logs,
    notes::{self, Note},
    timers::{self, Timer},
};

use crate::sample::{application, day, digest, event, filed, nth, opened, settled};

store::both_engines!(
    numbers_are_per_register_and_year,
    an_application_is_filed_and_found,
    a_stale_update_is_refused,
    a_locked_application_waits_its_turn,
    answers_are_frozen_byte_for_byte,
    events_make_a_chain_and_payloads_can_be_erased,
    the_first_document_is_kept,
    notes_are_kept_once_and_struck_with_trace,
    timers_fall_due_and_are_taken_once,
    readings_and_denials_are_logged,
);

async fn numbers_are_per_register_and_year(db: Db) {
    let mut tx = db.write().await.unwrap();
    for (register, year, number) in
        [("protocol", 2026, 1), ("protocol", 2026, 2), ("acts", 2026, 1), ("protocol", 2027, 1)]
    {
        assert_eq!(applications::next_number(&mut tx, register, year).await.unwrap(), number);
    }
    drop(tx);
    let mut tx = db.write().await.unwrap();
    assert_eq!(applications::next_number(&mut tx, "protocol", 2026).await.unwrap(), 1);
}

async fn an_application_is_filed_and_found(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    opened(&mut tx, 1).await;
    let first = filed(&mut tx, 1, |new| new.draft = Some(nth(1))).await;
    let second = filed(&mut tx, 2, |new| {
        new.now.due_on = None;
        new.now.assignee = Some(PersonId(nth(2)));
        new.now.closed_at = Some(Moment(9));
        new.now.outcome = Some("positive".into());
    })
    .await;
    tx.commit().await.unwrap();
    let mut read = db.read().await.unwrap();
    for it in [&first, &second] {
        assert_eq!(applications::get(&mut read, it.id).await.unwrap().as_ref(), Some(it));
        let found = applications::by_number(&mut read, 2026, it.number).await.unwrap();
        assert_eq!(found.as_ref(), Some(it));
    }
    assert_eq!(applications::get(&mut read, ApplicationId(nth(9))).await.unwrap(), None);
    let mine = applications::of_person(&mut read, first.person, None, 1).await.unwrap();
    assert_eq!(mine.as_slice(), std::slice::from_ref(&second));
    let mine = applications::of_person(&mut read, first.person, Some(second.id), 1).await.unwrap();
    assert_eq!(mine.as_slice(), std::slice::from_ref(&first));
    assert_eq!(applications::all(&mut read, None, 9).await.unwrap(), [first.clone(), second]);
    assert_eq!(applications::running(&mut read, "ztl").await.unwrap(), [(1, 1)]);
    drop(read);
    let mut tx = db.write().await.unwrap();
    let mut again = application(3);
    again.draft = Some(nth(1));
    assert!(matches!(applications::insert(&mut tx, &again).await, Err(Error::Conflict(_))));
}

async fn a_stale_update_is_refused(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let before = filed(&mut tx, 1, |_| {}).await;
    let mut now = before.now.clone();
    (now.state, now.assignee) = ("in_progress".into(), Some(PersonId(nth(2))));
    now.due_on = Some(day("2026-08-15"));
    assert!(applications::update(&mut tx, &before, &now).await.unwrap());
    assert!(!applications::update(&mut tx, &before, &before.now).await.unwrap());
    let after = applications::lock(&mut tx, before.id).await.unwrap().unwrap();
    assert_eq!((&after.now, after.version), (&now, 2));
    assert!(!applications::move_to(&mut tx, &before, 1).await.unwrap());
    assert!(applications::move_to(&mut tx, &after, 1).await.unwrap());
}

async fn a_locked_application_waits_its_turn(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let id = filed(&mut tx, 1, |_| {}).await.id;
    tx.commit().await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let db = db.clone();
        tasks.spawn(async move {
            let mut tx = db.write().await.unwrap();
            let before = applications::lock(&mut tx, id).await.unwrap().unwrap();
            let seq = before.version;
            assert!(applications::update(&mut tx, &before, &before.now).await.unwrap());
            events::append(&mut tx, &[event(id, seq)]).await.unwrap();
            tx.commit().await.unwrap();
        });
    }
    tasks.join_all().await;
    let chain = events::of_application(&mut db.peek().await.unwrap(), id).await.unwrap();
    assert_eq!(chain.iter().map(|it| it.seq).collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
}

async fn answers_are_frozen_byte_for_byte(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let application = filed(&mut tx, 1, |_| {}).await.id;
    let submission = Submission {
        application,
        answers: "{\"z\": [\"è\\u0000\"],  \"a\":[]}".into(),
        digest: digest("answers"),
        evidence: "{}".into(),
    };
    assert_eq!(applications::submission(&mut tx, application).await.unwrap(), None);
    applications::submit(&mut tx, &submission).await.unwrap();
    let back = applications::submission(&mut tx, application).await.unwrap();
    assert_eq!(back.as_ref(), Some(&submission));
    assert!(matches!(applications::submit(&mut tx, &submission).await, Err(Error::Conflict(_))));
}

async fn events_make_a_chain_and_payloads_can_be_erased(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let id = filed(&mut tx, 1, |_| {}).await.id;
    let other = filed(&mut tx, 2, |_| {}).await.id;
    events::append(&mut tx, &[]).await.unwrap();
    events::append(&mut tx, &[event(id, 1), event(id, 2)]).await.unwrap();
    events::append(&mut tx, &[event(other, 1)]).await.unwrap();
    events::append(&mut tx, &[event(id, 3)]).await.unwrap();
    let chain = events::of_application(&mut tx, id).await.unwrap();
    assert_eq!(chain, [event(id, 1), event(id, 2), event(id, 3)]);
    assert!(events::erase(&mut tx, chain[1].id, Moment(77)).await.unwrap());
    assert!(!events::erase(&mut tx, chain[1].id, Moment(78)).await.unwrap());
    let mut erased = event(id, 2);
    (erased.salt, erased.payload, erased.erased_at) = (None, None, Some(Moment(77)));
    assert_eq!(events::get(&mut tx, erased.id).await.unwrap(), Some(erased));
    let mut twice = event(id, 3);
    twice.id = nth(999);
    assert!(matches!(events::append(&mut tx, &[twice]).await, Err(Error::Conflict(_))));
}

async fn the_first_document_is_kept(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let application = filed(&mut tx, 1, |_| {}).await.id;
    let event = event(application, 1);
    events::append(&mut tx, std::slice::from_ref(&event)).await.unwrap();
    let document = |n: u64, kind: &str| Document {
        id: nth(300 + n),
        application,
        event: event.id,
        kind: kind.into(),
        title: r#"{"it":"Ricevuta"}"#.into(),
        sha256: digest(kind),
        size: 10,
        media_type: "application/pdf".into(),
        number: Some("2026/1".into()),
        created_at: Moment(50),
        visible_to_citizen: kind == "receipt",
    };
    assert!(documents::add(&mut tx, &document(1, "receipt")).await.unwrap());
    assert!(!documents::add(&mut tx, &document(2, "receipt")).await.unwrap());
    assert!(documents::add(&mut tx, &document(3, "letter")).await.unwrap());
    let all = documents::of_application(&mut tx, application).await.unwrap();
    assert_eq!(all, [document(1, "receipt"), document(3, "letter")]);
    let letter = documents::of_event(&mut tx, event.id, "letter").await.unwrap();
    assert_eq!(letter, Some(document(3, "letter")));
    assert_eq!(documents::get(&mut tx, nth(302)).await.unwrap(), None);
    assert_eq!(documents::get(&mut tx, nth(301)).await.unwrap().unwrap().kind, "receipt");
}

async fn notes_are_kept_once_and_struck_with_trace(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let application = filed(&mut tx, 1, |_| {}).await.id;
    let note = |n: u64| Note {
        id: nth(400 + n),
        application,
        author: PersonId(nth(2)),
        at: Moment(n as i64),
        text: "Verificare".into(),
        digest: (n > 2).then(|| digest(&n.to_string())),
        struck_at: None,
        struck_by: None,
    };
    for n in 1..=4 {
        assert!(notes::add(&mut tx, &note(n)).await.unwrap());
    }
    let again = Note { id: nth(409), ..note(4) };
    assert!(!notes::add(&mut tx, &again).await.unwrap());
    let other = Note { id: nth(408), author: PersonId(nth(1)), ..note(4) };
    assert!(notes::add(&mut tx, &other).await.unwrap());
    for (by, at) in [(2, 50), (1, 60)] {
        notes::strike(&mut tx, nth(403), PersonId(nth(by)), Moment(at)).await.unwrap();
    }
    let (struck_at, struck_by) = (Some(Moment(50)), Some(PersonId(nth(2))));
    let struck = Note { struck_at, struck_by, ..note(3) };
    let mut list = async |before, limit| {
        notes::of_application(&mut tx, application, before, limit).await.unwrap()
    };
    assert_eq!(list(None, 3).await, [other, note(4), struck]);
    assert_eq!(list(Some(nth(402)), 3).await, [note(1)]);
}

async fn timers_fall_due_and_are_taken_once(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let (one, two) = (filed(&mut tx, 1, |_| {}).await.id, filed(&mut tx, 2, |_| {}).await.id);
    let timer = |application, id: &str, due_at| Timer {
        application,
        id: id.into(),
        due_at: Moment(due_at),
        move_id: "tacit_assent".into(),
    };
    assert_eq!(timers::next_due(&mut tx).await.unwrap(), None);
    let first = [timer(one, "silence", 50), timer(one, "alarm", 40)];
    timers::replace_all(&mut tx, one, &first).await.unwrap();
    timers::replace_all(&mut tx, two, &[timer(two, "silence", 45)]).await.unwrap();
    assert_eq!(timers::next_due(&mut tx).await.unwrap(), Some(Moment(40)));
    let due = timers::due(&mut tx, Moment(45), 9).await.unwrap();
    assert_eq!(due, [timer(one, "alarm", 40), timer(two, "silence", 45)]);
    assert_eq!(timers::due(&mut tx, Moment(99), 1).await.unwrap(), due[..1]);
    assert_eq!(timers::take(&mut tx, one, "alarm", Moment(39)).await.unwrap(), None);
    let taken = timers::take(&mut tx, one, "alarm", Moment(40)).await.unwrap();
    assert_eq!(taken.as_ref(), due.first());
    assert_eq!(timers::take(&mut tx, one, "alarm", Moment(40)).await.unwrap(), None);
    timers::replace_all(&mut tx, two, &[]).await.unwrap();
    assert!(timers::of_application(&mut tx, two).await.unwrap().is_empty());
    assert_eq!(timers::of_application(&mut tx, one).await.unwrap(), first[..1]);
}

async fn readings_and_denials_are_logged(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let application = filed(&mut tx, 1, |_| {}).await.id;
    let reading = |n: u64| logs::Reading {
        id: nth(500 + n),
        application,
        person: PersonId(nth(2)),
        role: "clerk".into(),
        at: Moment(n as i64),
        purpose: "handling".into(),
        office: (n > 1).then(|| "anagrafe".into()),
        basis: (n > 1).then(|| "hand".into()),
    };
    let denial = |n: u64| logs::Denial {
        id: nth(600 + n),
        at: Moment(n as i64),
        person: (n > 1).then(|| PersonId(nth(2))),
        path: "/pratiche/1".into(),
        what: "read".into(),
        application: Some(application),
    };
    for n in 1..=3 {
        logs::read(&mut tx, &reading(n)).await.unwrap();
        logs::deny(&mut tx, &denial(n)).await.unwrap();
    }
    let read = logs::readings(&mut tx, application, None, 2).await.unwrap();
    assert_eq!(read, [reading(3), reading(2)]);
    let read = logs::readings(&mut tx, application, Some(nth(502)), 2).await.unwrap();
    assert_eq!(read, [reading(1)]);
    assert_eq!(logs::denials(&mut tx, None, 2).await.unwrap(), [denial(3), denial(2)]);
    assert_eq!(logs::denials(&mut tx, Some(nth(602)), 2).await.unwrap(), [denial(1)]);
}
