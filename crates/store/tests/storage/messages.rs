//! Messages, labels and texts of an office.

use model::{ApplicationId, Moment, PersonId};
use store::{
    Db,
    labels::{self, Label},
    messages::{self, Message, To},
    ready_texts::{self, ReadyText},
};
use uuid::Uuid;

use crate::sample::{digest, filed, nth, settled};

store::both_engines!(
    messages_are_kept_once_and_read_once,
    labels_are_borne_until_they_are_taken_off,
    texts_are_of_their_office,
);

fn message(n: u64, of: ApplicationId, office: Option<&str>) -> Message {
    Message {
        id: nth(700 + n),
        application: of,
        author: PersonId(nth(if office.is_some() { 2 } else { 1 })),
        office: office.map(str::to_owned),
        at: Moment(n as i64),
        text: "sealed:x".into(),
        digest: digest(&n.to_string()),
        read_at: None,
        read_by: None,
    }
}

async fn messages_are_kept_once_and_read_once(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let one = filed(&mut tx, 1, |_| {}).await.id;
    let two = filed(&mut tx, 2, |new| new.now.office = "anagrafe".into()).await.id;
    for (n, office) in [(1, None), (2, Some("polizia")), (3, None), (4, None)] {
        assert!(messages::add(&mut tx, &message(n, one, office)).await.unwrap());
    }
    assert!(messages::add(&mut tx, &message(5, two, None)).await.unwrap());
    let again = Message { id: nth(799), ..message(3, one, None) };
    assert!(!messages::add(&mut tx, &again).await.unwrap());
    let me = PersonId(nth(1));
    assert!(messages::is_there(&mut tx, one, me, digest("3")).await.unwrap());
    assert!(!messages::is_there(&mut tx, two, me, digest("3")).await.unwrap());
    assert_eq!(messages::count(&mut tx, one).await.unwrap(), 4);
    assert_eq!(messages::last_of_office(&mut tx, one).await.unwrap(), Some(Moment(2)));
    assert_eq!(messages::last_of_office(&mut tx, two).await.unwrap(), None);
    let both = [one, two];
    let unread = messages::unread(&mut tx, &both, To::Office).await.unwrap();
    assert_eq!(
        unread.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        [(one, 3), (two, 1)].into()
    );
    assert_eq!(messages::unread(&mut tx, &both, To::Citizen).await.unwrap(), [(one, 1)]);
    let waiting = messages::waiting(&mut tx, "polizia", 9).await.unwrap();
    assert_eq!(waiting, [(one, 3, Moment(1))]);
    // The page showed the last two only: the first stays unread, and so does what went the other way.
    let shown = [nth(702), nth(703), nth(704)];
    let by = PersonId(nth(2));
    for at in [50, 60] {
        messages::open(&mut tx, (one, To::Office), &shown, (by, Moment(at))).await.unwrap();
    }
    let page = messages::of_application(&mut tx, one, None, 3).await.unwrap();
    let read =
        |n| Message { read_at: Some(Moment(50)), read_by: Some(by), ..message(n, one, None) };
    assert_eq!(page, [read(4), read(3), message(2, one, Some("polizia"))]);
    let before = messages::of_application(&mut tx, one, Some(nth(702)), 3).await.unwrap();
    assert_eq!(before, [message(1, one, None)]);
    assert_eq!(messages::unread(&mut tx, &both[..1], To::Office).await.unwrap(), [(one, 1)]);
    assert_eq!(messages::get(&mut tx, nth(704)).await.unwrap(), Some(read(4)));
}

fn label(n: u64, office: &str, name: &str) -> Label {
    Label {
        id: nth(800 + n),
        office: office.into(),
        name: name.into(),
        colour: "red".into(),
        archived_at: None,
    }
}

async fn labels_are_borne_until_they_are_taken_off(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let one = filed(&mut tx, 1, |_| {}).await.id;
    let two = filed(&mut tx, 2, |_| {}).await.id;
    let all = [label(1, "polizia", "b"), label(2, "polizia", "a"), label(3, "anagrafe", "c")];
    for label in &all {
        labels::add(&mut tx, label).await.unwrap();
    }
    let changed = Label { archived_at: Some(Moment(9)), colour: "blue".into(), ..all[0].clone() };
    labels::change(&mut tx, &changed).await.unwrap();
    assert_eq!(labels::get(&mut tx, changed.id).await.unwrap().as_ref(), Some(&changed));
    let of = labels::of_offices(&mut tx, &["polizia".into()]).await.unwrap();
    assert_eq!(of, [all[1].clone(), changed.clone()]);
    assert!(labels::of_offices(&mut tx, &[]).await.unwrap().is_empty());
    let by = (PersonId(nth(2)), Moment(5));
    for (label, on) in [(&changed, one), (&changed, one), (&all[1], one), (&all[2], two)] {
        labels::put(&mut tx, label, on, by).await.unwrap();
    }
    let borne = labels::borne(&mut tx, &[one, two]).await.unwrap();
    assert_eq!(borne, [(one, all[1].clone()), (one, changed.clone()), (two, all[2].clone())]);
    labels::take_off(&mut tx, changed.id, one).await.unwrap();
    assert_eq!(labels::borne(&mut tx, &[one]).await.unwrap(), [(one, all[1].clone())]);
}

async fn texts_are_of_their_office(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let text = |n: u64, office: &str, title: &str| ReadyText {
        id: nth(900 + n),
        office: office.into(),
        procedure: (n == 1).then(|| "ztl".into()),
        title: title.into(),
        text: "Gentile {name}".into(),
        changed_by: PersonId(nth(2)),
        changed_at: Moment(1),
    };
    let all = [text(1, "polizia", "b"), text(2, "polizia", "a"), text(3, "anagrafe", "c")];
    for text in &all {
        ready_texts::add(&mut tx, text).await.unwrap();
    }
    let of = ready_texts::of_offices(&mut tx, &["polizia".into()]).await.unwrap();
    assert_eq!(of, [all[1].clone(), all[0].clone()]);
    let changed = ReadyText { procedure: None, title: "z".into(), ..all[1].clone() };
    assert!(ready_texts::change(&mut tx, &changed).await.unwrap());
    assert_eq!(ready_texts::get(&mut tx, changed.id).await.unwrap(), Some(changed.clone()));
    ready_texts::delete(&mut tx, changed.id).await.unwrap();
    assert!(!ready_texts::change(&mut tx, &changed).await.unwrap());
    assert_eq!(ready_texts::get(&mut tx, Uuid::nil()).await.unwrap(), None);
}
