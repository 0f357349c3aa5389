//! Files on their way, part by part.

use model::{FileId, Moment, PersonId};
use store::{
    Db, Write,
    uploads::{self, Part, Upload},
};
use uuid::Uuid;

use crate::sample::{nth, opened, settled};

store::both_engines!(
    parts_follow_each_other,
    of_two_that_come_at_once_one_is_taken,
    what_expired_or_lost_its_draft_is_forgotten,
);

const ME: PersonId = PersonId(Uuid::from_u128(0x0190_0000_0000_7000_0000_0000_0000_0001));

fn upload(n: u64) -> Upload {
    Upload {
        id: nth(400 + n),
        draft: nth(1),
        person: ME,
        path: "proof".into(),
        name: "planimetria è.pdf".into(),
        size: 10,
        received: 0,
        created_at: Moment(30),
        expires_at: Moment(100),
        file: None,
    }
}

fn part(n: u64, start: i64, length: i64, name: u64) -> Part {
    Part { upload: upload(n).id, start, length, part: nth(500 + name) }
}

async fn begun(db: &Db, n: u64) -> Write {
    settled(db).await;
    let mut tx = db.write().await.unwrap();
    opened(&mut tx, 1).await;
    for n in 1..=n {
        uploads::begin(&mut tx, &upload(n)).await.unwrap();
    }
    tx
}

async fn parts_follow_each_other(db: Db) {
    let mut tx = begun(&db, 2).await;
    let id = upload(1).id;
    let file = FileId(nth(600));
    assert_eq!(uploads::get(&mut tx, id).await.unwrap(), Some(upload(1)));
    assert!(uploads::take(&mut tx, part(1, 0, 4, 2), Moment(110)).await.unwrap());
    for wrong in [part(1, 0, 4, 9), part(1, 5, 1, 9), part(1, 4, 7, 9), part(9, 0, 1, 9)] {
        assert!(!uploads::take(&mut tx, wrong, Moment(120)).await.unwrap(), "{wrong:?}");
    }
    assert!(!uploads::finish(&mut tx, id, file).await.unwrap(), "not all of it is there");
    assert!(uploads::take(&mut tx, part(1, 4, 6, 1), Moment(110)).await.unwrap());
    let whole = uploads::get(&mut tx, id).await.unwrap().unwrap();
    assert_eq!((whole.received, whole.expires_at), (10, Moment(110)));
    assert_eq!(uploads::parts(&mut tx, id).await.unwrap(), [nth(502), nth(501)]);
    assert!(uploads::needs_parts(&mut tx, id).await.unwrap());
    assert_eq!(uploads::of_draft(&mut tx, nth(1)).await.unwrap(), [whole, upload(2)]);
    assert!(uploads::finish(&mut tx, id, file).await.unwrap());
    assert!(!uploads::finish(&mut tx, id, FileId(nth(601))).await.unwrap(), "it became one before");
    assert!(!uploads::drop(&mut tx, id).await.unwrap(), "it is a file");
    assert_eq!(uploads::get(&mut tx, id).await.unwrap().unwrap().file, Some(file));
    assert!(!uploads::needs_parts(&mut tx, id).await.unwrap());
    assert!(uploads::parts(&mut tx, id).await.unwrap().is_empty());
    assert_eq!(uploads::of_draft(&mut tx, nth(1)).await.unwrap(), [upload(2)]);
    assert!(uploads::drop(&mut tx, upload(2).id).await.unwrap());
    assert!(!uploads::drop(&mut tx, upload(2).id).await.unwrap());
}

async fn of_two_that_come_at_once_one_is_taken(db: Db) {
    begun(&db, 1).await.commit().await.unwrap();
    let mut tasks = Vec::new();
    for n in 0..6 {
        let db = db.clone();
        tasks.push(tokio::spawn(async move {
            let mut tx = db.write().await.unwrap();
            let taken = uploads::take(&mut tx, part(1, 0, 3, n), Moment(110)).await.unwrap();
            tx.commit().await.unwrap();
            taken
        }));
    }
    let mut taken = 0;
    for task in tasks {
        taken += usize::from(task.await.unwrap());
    }
    let mut read = db.read().await.unwrap();
    let row = uploads::get(&mut read, upload(1).id).await.unwrap().unwrap();
    assert_eq!((taken, row.received), (1, 3));
    assert_eq!(uploads::parts(&mut read, row.id).await.unwrap().len(), 1);
}

async fn what_expired_or_lost_its_draft_is_forgotten(db: Db) {
    let mut tx = begun(&db, 3).await;
    uploads::take(&mut tx, part(1, 0, 4, 1), Moment(200)).await.unwrap();
    assert_eq!(uploads::expire(&mut tx, Moment(100), 9).await.unwrap(), 0, "its last moment");
    assert_eq!(uploads::expire(&mut tx, Moment(101), 1).await.unwrap(), 1);
    assert_eq!(uploads::expire(&mut tx, Moment(101), 9).await.unwrap(), 1);
    assert!(uploads::needs_parts(&mut tx, upload(1).id).await.unwrap(), "somebody goes on");
    store::drafts::delete(&mut tx, nth(1), ME, Moment(30)).await.unwrap();
    let all = store::drafts::Gone { saved: Moment(0), warned: Moment(0), deleted: Moment(31) };
    assert_eq!(store::drafts::purge(&mut tx, all, 9).await.unwrap(), 1);
    assert!(!uploads::needs_parts(&mut tx, upload(1).id).await.unwrap());
}
