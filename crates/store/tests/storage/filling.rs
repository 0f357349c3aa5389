//! Drafts, answers, sending once, files.

use model::{ApplicationId, FileId, Moment, PersonId};
use store::{
    Db, Error, Write,
    drafts::{self, Answer, Sending},
    files::{self, File, Scan},
};

use crate::sample::{digest, draft, filed, nth, opened, settled};

store::both_engines!(
    a_draft_is_opened_listed_deleted_and_purged,
    answers_are_saved_as_typed,
    savers_at_once_come_one_after_the_other,
    a_closed_draft_takes_no_answer,
    a_draft_is_sent_once,
    senders_at_once_make_one_application,
    a_draft_saved_meanwhile_is_not_purged,
    files_follow_their_draft,
    files_nobody_holds_are_forgotten,
    a_file_that_waits_is_named_or_taken_back,
);

const ME: PersonId = PersonId(uuid::Uuid::from_u128(0x0190_0000_0000_7000_0000_0000_0000_0001));

async fn a_draft_is_opened_listed_deleted_and_purged(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    for n in 1..=4 {
        opened(&mut tx, n).await;
    }
    assert_eq!(drafts::get(&mut tx, nth(1)).await.unwrap(), Some(draft(1)));
    assert_eq!(drafts::get(&mut tx, nth(9)).await.unwrap(), None);
    assert!(!drafts::delete(&mut tx, nth(2), PersonId(nth(2)), Moment(30)).await.unwrap());
    assert!(drafts::delete(&mut tx, nth(2), ME, Moment(30)).await.unwrap());
    assert!(!drafts::delete(&mut tx, nth(2), ME, Moment(31)).await.unwrap());
    let from = async |tx: &mut Write| drafts::get(tx, nth(1)).await.unwrap().unwrap().moved_from;
    for _ in 0..2 {
        drafts::move_to(&mut tx, nth(1), 1, Moment(50)).await.unwrap();
        assert_eq!(from(&mut tx).await, Some(1), "until it was read");
    }
    drafts::changes_read(&mut tx, nth(1), ME).await.unwrap();
    assert_eq!(from(&mut tx).await, None);
    let other = drafts::changes_read(&mut tx, nth(1), PersonId(nth(2))).await;
    assert!(matches!(other, Err(Error::Missing)));
    let mine = async |tx: &mut Write, procedure, before| -> Vec<u64> {
        let page = drafts::of_person(tx, ME, procedure, before, 2).await.unwrap();
        page.iter().map(|it| it.id.as_u64_pair().1).collect()
    };
    assert_eq!(mine(&mut tx, None, None).await, [4, 3]);
    assert_eq!(mine(&mut tx, Some("ztl"), Some(nth(3))).await, [1]);
    assert_eq!(mine(&mut tx, Some("mensa"), None).await, [0; 0]);
    let gone = async |tx: &mut Write, saved, warned, deleted| {
        let gone =
            drafts::Gone { saved: Moment(saved), warned: Moment(warned), deleted: Moment(deleted) };
        drafts::purge(tx, gone, 10).await.unwrap()
    };
    // The second was deleted at 30; the others were saved at 20, the first later.
    assert_eq!(gone(&mut tx, 99, 99, 30).await, 0, "nobody was told");
    assert_eq!(gone(&mut tx, 20, 20, 31).await, 1);
    let warned = drafts::warn(&mut tx, Moment(21), Moment(60), 10).await.unwrap();
    assert_eq!(warned.len(), 2);
    assert!(drafts::warn(&mut tx, Moment(21), Moment(61), 10).await.unwrap().is_empty());
    // Who goes on is not held to the warning.
    drafts::hold(&mut tx, nth(3), ME, Moment(65)).await.unwrap();
    let saved = async |tx: &mut Write| drafts::get(tx, nth(3)).await.unwrap().unwrap().saved_at;
    assert_eq!(saved(&mut tx).await, Moment(65));
    drafts::hold(&mut tx, nth(3), ME, Moment(66)).await.unwrap();
    assert_eq!(saved(&mut tx).await, Moment(65), "nothing more is said");
    assert_eq!(gone(&mut tx, 99, 60, 0).await, 0, "told too late");
    assert_eq!(gone(&mut tx, 99, 61, 0).await, 1);
    assert_eq!(mine(&mut tx, None, None).await, [3, 1]);
}

fn answer(path: &str, value: &str) -> Answer {
    let writers = r#"[["tab",1]]"#.to_owned();
    Answer { path: path.into(), value: value.into(), earlier: None, writers }
}

/// Saves in one unit what the first draft is answered.
async fn save(tx: &mut Write, now: i64, answers: &[Answer]) -> store::Result<()> {
    drafts::hold(tx, nth(1), ME, Moment(now)).await?;
    drafts::write(tx, nth(1), answers, Moment(now)).await?;
    drafts::saved(tx, nth(1), Moment(now)).await
}

async fn answers_are_saved_as_typed(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    opened(&mut tx, 1).await;
    let two = [answer("applicant.name", r#"["Nicolò "]"#), answer("a", "[]")];
    save(&mut tx, 30, &two).await.unwrap();
    let [name, empty] = two;
    assert_eq!(drafts::answers(&mut tx, nth(1)).await.unwrap(), [empty.clone(), name]);
    assert_eq!(drafts::get(&mut tx, nth(1)).await.unwrap().unwrap().saved_at, Moment(30));
    // What stands at a path is replaced whole.
    let earlier = Some(r#"[["x"]]"#.to_owned());
    let other = Answer { earlier, writers: "[]".into(), ..answer("applicant.name", "[]") };
    save(&mut tx, 31, std::slice::from_ref(&other)).await.unwrap();
    assert_eq!(drafts::answers(&mut tx, nth(1)).await.unwrap(), [empty, other]);
    // Many at once, and none at all.
    let many: Vec<Answer> = (0..1200).map(|n| answer(&format!("rows.r{n}.x"), "[]")).collect();
    save(&mut tx, 32, &many).await.unwrap();
    save(&mut tx, 33, &[]).await.unwrap();
    assert_eq!(drafts::answers(&mut tx, nth(1)).await.unwrap().len(), 1202);
}

/// Each reads what stands only when it holds the draft: nobody writes over what it has not read.
async fn savers_at_once_come_one_after_the_other(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    opened(&mut tx, 1).await;
    save(&mut tx, 20, &[answer("f", "0")]).await.unwrap();
    tx.commit().await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let db = db.clone();
        tasks.spawn(async move {
            let mut tx = db.write().await.unwrap();
            drafts::hold(&mut tx, nth(1), ME, Moment(30)).await.unwrap();
            let stands = drafts::answers(&mut tx, nth(1)).await.unwrap().remove(0).value;
            let next = (stands.parse::<u32>().unwrap() + 1).to_string();
            drafts::write(&mut tx, nth(1), &[answer("f", &next)], Moment(30)).await.unwrap();
            tx.commit().await.unwrap();
        });
    }
    tasks.join_all().await;
    let answers = drafts::answers(&mut db.peek().await.unwrap(), nth(1)).await.unwrap();
    assert_eq!(answers[0].value, "8");
}

async fn a_closed_draft_takes_no_answer(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    opened(&mut tx, 1).await;
    let foreign = drafts::hold(&mut tx, nth(1), PersonId(nth(2)), Moment(30)).await;
    assert!(matches!(foreign, Err(Error::Missing)));
    drafts::delete(&mut tx, nth(1), ME, Moment(30)).await.unwrap();
    let late = save(&mut tx, 31, &[answer("f", "x")]).await;
    assert!(matches!(late, Err(Error::Missing)));
    assert!(drafts::answers(&mut tx, nth(1)).await.unwrap().is_empty());
}

async fn a_draft_is_sent_once(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let token = opened(&mut tx, 1).await.token;
    save(&mut tx, 30, &[answer("f", "x")]).await.unwrap();
    let (first, second) = (ApplicationId(nth(101)), ApplicationId(nth(102)));
    let begin = async |tx: &mut Write, person, of: (&[u8], Moment), application| {
        drafts::start_sending(tx, nth(1), person, of, application).await.unwrap()
    };
    let send = async |tx: &mut Write, person, token: &[u8], application| {
        begin(tx, person, (token, Moment(30)), application).await
    };
    assert_eq!(send(&mut tx, PersonId(nth(2)), &token, first).await, Sending::Refused);
    assert_eq!(begin(&mut tx, ME, (&token, Moment(29)), first).await, Sending::Refused);
    assert_eq!(send(&mut tx, ME, b"another", first).await, Sending::Refused);
    assert_eq!(send(&mut tx, ME, &token, first).await, Sending::Yours);
    assert_eq!(send(&mut tx, ME, &token, second).await, Sending::Sent(first));
    let late = save(&mut tx, 31, &[answer("f", "y")]).await;
    assert!(matches!(late, Err(Error::Missing)));
    assert!(!drafts::delete(&mut tx, nth(1), ME, Moment(40)).await.unwrap());
    assert!(drafts::of_person(&mut tx, ME, None, None, 9).await.unwrap().is_empty());
    let all = drafts::Gone { saved: Moment(99), warned: Moment(99), deleted: Moment(99) };
    assert!(drafts::warn(&mut tx, Moment(99), Moment(99), 9).await.unwrap().is_empty());
    assert_eq!(drafts::purge(&mut tx, all, 9).await.unwrap(), 0);
    assert_eq!(drafts::clear_sent(&mut tx, Moment(99), 9).await.unwrap(), 1);
    assert!(drafts::answers(&mut tx, nth(1)).await.unwrap().is_empty());
    assert_eq!(drafts::clear_sent(&mut tx, Moment(99), 9).await.unwrap(), 0, "once");
}

async fn senders_at_once_make_one_application(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let draft = opened(&mut tx, 1).await;
    let (token, saved) = (draft.token, draft.saved_at);
    tx.commit().await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..6 {
        let (db, token) = (db.clone(), token.clone());
        tasks.spawn(async move {
            let mut tx = db.write().await.unwrap();
            let id = ApplicationId(nth(101 + n));
            match drafts::start_sending(&mut tx, nth(1), ME, (&token, saved), id).await.unwrap() {
                Sending::Yours => {
                    let number =
                        store::applications::next_number(&mut tx, "protocol", 2026).await.unwrap();
                    filed(&mut tx, 101 + n, |new| {
                        (new.number, new.draft) = (number, Some(nth(1)));
                    })
                    .await;
                    tx.commit().await.unwrap();
                    (id, true)
                }
                Sending::Sent(id) => (id, false),
                Sending::Refused => panic!("it is there"),
            }
        });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|(_, mine)| *mine).count(), 1);
    assert!(answers.iter().all(|(id, _)| *id == answers[0].0), "all learn the same application");
    let one = store::applications::all(&mut db.peek().await.unwrap(), None, 9).await.unwrap();
    assert_eq!((one.len(), one[0].number, one[0].draft), (1, 1, Some(nth(1))));
}

/// The purge has found the draft when its person saves; it waits, and then leaves it.
async fn a_draft_saved_meanwhile_is_not_purged(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    opened(&mut tx, 1).await;
    drafts::warn(&mut tx, Moment(21), Moment(60), 10).await.unwrap();
    tx.commit().await.unwrap();
    let mut saving = db.write().await.unwrap();
    save(&mut saving, 90, &[answer("f", "x")]).await.unwrap();
    let purging = tokio::spawn({
        let db = db.clone();
        async move {
            let mut tx = db.write().await.unwrap();
            let all = drafts::Gone { saved: Moment(70), warned: Moment(61), deleted: Moment(0) };
            let gone = drafts::purge(&mut tx, all, 10).await.unwrap();
            let warned = drafts::warn(&mut tx, Moment(70), Moment(99), 10).await.unwrap();
            tx.commit().await.unwrap();
            (gone, warned.len())
        }
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    saving.commit().await.unwrap();
    assert_eq!(purging.await.unwrap(), (0, 0));
    assert_eq!(drafts::answers(&mut db.peek().await.unwrap(), nth(1)).await.unwrap().len(), 1);
}

fn upload(n: u64, content: &str) -> File {
    File {
        id: FileId(nth(200 + n)),
        draft: Some(nth(1)),
        application: None,
        path: "proof".into(),
        name: "patente è.pdf".into(),
        given_name: None,
        media_type: "application/pdf".into(),
        size: 1234,
        sha256: digest(content),
        inside: Some(r#"{"kind":"picture","is_lighter":true}"#.into()),
        state: Scan::Pending,
        reason: None,
        created_at: Moment(25),
        person: ME,
        removed_at: None,
        waits_since: None,
    }
}

async fn files_follow_their_draft(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    opened(&mut tx, 1).await;
    for n in 1..=3 {
        files::add(&mut tx, &upload(n, "x")).await.unwrap();
    }
    let id = |n: u64| FileId(nth(200 + n));
    assert_eq!(files::get(&mut tx, id(1)).await.unwrap(), Some(upload(1, "x")));
    assert!(files::settle(&mut tx, id(1), Scan::Clean, None).await.unwrap());
    assert!(!files::settle(&mut tx, id(1), Scan::Refused, Some("late")).await.unwrap());
    assert!(files::settle(&mut tx, id(2), Scan::Refused, Some("virus")).await.unwrap());
    let refused = files::get(&mut tx, id(2)).await.unwrap().unwrap();
    assert_eq!((refused.state, refused.reason.as_deref()), (Scan::Refused, Some("virus")));
    assert!(!files::remove(&mut tx, id(2), PersonId(nth(2)), Moment(30)).await.unwrap());
    assert!(files::remove(&mut tx, id(2), ME, Moment(30)).await.unwrap());
    let there = files::of_draft(&mut tx, nth(1)).await.unwrap();
    assert_eq!(there.iter().map(|it| it.id).collect::<Vec<_>>(), [id(1), id(3)]);
    let application = filed(&mut tx, 101, |_| {}).await.id;
    assert_eq!(files::attach(&mut tx, nth(1), application).await.unwrap(), 2);
    let sent = files::of_application(&mut tx, application).await.unwrap();
    assert_eq!((sent.len(), sent[0].application), (2, Some(application)));
    assert!(!files::remove(&mut tx, id(1), ME, Moment(31)).await.unwrap(), "it was sent");
    for name in ["patente è.pdf", "patente-rossi.pdf", "patente-verdi.pdf"] {
        files::rename(&mut tx, id(1), name).await.unwrap();
    }
    let renamed = files::get(&mut tx, id(1)).await.unwrap().unwrap();
    let names = (renamed.name.as_str(), renamed.given_name.as_deref());
    assert_eq!(names, ("patente-rossi.pdf", Some("patente è.pdf")), "what the person wrote stays");
}

async fn a_file_that_waits_is_named_or_taken_back(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let (of, other) = (filed(&mut tx, 101, |_| {}).await.id, filed(&mut tx, 102, |_| {}).await.id);
    for n in 1..=3 {
        let waits = File {
            draft: None,
            application: Some(of),
            path: "move.answer.files".into(),
            waits_since: Some(Moment(40 + n as i64)),
            ..upload(n, "x")
        };
        files::add(&mut tx, &waits).await.unwrap();
    }
    let id = |n: u64| FileId(nth(200 + n));
    let waiting = files::waiting(&mut tx, Moment(43), 9).await.unwrap();
    assert_eq!(waiting.iter().map(|file| file.id).collect::<Vec<_>>(), [id(1), id(2)]);
    // What is named waits no more, and nobody takes it back.
    assert!(files::name(&mut tx, of, &[id(1), FileId(nth(9))]).await.unwrap());
    assert!(!files::take_back(&mut tx, id(1), of, Moment(50)).await.unwrap());
    // What was taken back is not named any more.
    assert!(files::take_back(&mut tx, id(2), of, Moment(50)).await.unwrap());
    assert!(!files::name(&mut tx, of, &[id(1), id(2)]).await.unwrap());
    // Another application names nothing of this one.
    files::name(&mut tx, other, &[id(3)]).await.unwrap();
    let waiting = files::waiting(&mut tx, Moment(99), 9).await.unwrap();
    assert_eq!(waiting.iter().map(|file| file.id).collect::<Vec<_>>(), [id(3)]);
    tx.commit().await.unwrap();
}

async fn files_nobody_holds_are_forgotten(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    opened(&mut tx, 1).await;
    for (n, content) in [(1, "same"), (2, "same"), (3, "other")] {
        files::add(&mut tx, &upload(n, content)).await.unwrap();
    }
    assert_eq!(files::forget_abandoned(&mut tx, Moment(99), 9).await.unwrap(), 0);
    files::remove(&mut tx, FileId(nth(201)), ME, Moment(30)).await.unwrap();
    assert_eq!(files::forget_abandoned(&mut tx, Moment(25), 9).await.unwrap(), 0, "too young");
    assert_eq!(files::forget_abandoned(&mut tx, Moment(26), 9).await.unwrap(), 1);
    assert!(files::is_named(&mut tx, digest("same")).await.unwrap(), "another has these bytes");
    drafts::delete(&mut tx, nth(1), ME, Moment(30)).await.unwrap();
    let all = drafts::Gone { saved: Moment(0), warned: Moment(0), deleted: Moment(31) };
    assert_eq!(drafts::purge(&mut tx, all, 9).await.unwrap(), 1);
    let orphan = files::get(&mut tx, FileId(nth(202))).await.unwrap().unwrap();
    assert_eq!(orphan.draft, None);
    assert_eq!(files::forget_abandoned(&mut tx, Moment(26), 1).await.unwrap(), 1);
    assert_eq!(files::get(&mut tx, FileId(nth(202))).await.unwrap(), None);
    assert!(!files::is_named(&mut tx, digest("same")).await.unwrap());
}
