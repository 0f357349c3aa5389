//! Jobs, mail, ratings.

use chrono::Duration;
use model::Moment;
use store::{
    Db, Write,
    jobs::{self, Job, Kinds, Promise, State, TRIES},
    mail, ratings,
};

use crate::sample::{digest, filed, nth, settled};

store::both_engines!(
    a_job_is_claimed_by_one_and_done_once,
    a_dead_workers_job_is_given_back,
    a_failing_job_backs_off_and_is_parked,
    jobs_not_begun_lose_no_try,
    promises_with_one_key_are_one,
    workers_at_once_share_the_jobs,
    jobs_are_listed_counted_and_purged,
    mail_is_recorded_once,
    ratings_have_a_mean,
);

fn promised(n: u64, run_at: i64) -> Promise {
    Promise {
        id: nth(n),
        kind: "mail".into(),
        payload: r#"{"z":1,"a":"è"}"#.into(),
        run_at: Moment(run_at),
        dedupe: None,
        now: Moment(1),
    }
}

async fn claim(tx: &mut Write, now: i64, until: i64) -> Vec<Job> {
    jobs::claim(tx, Moment(now), Moment(until), 10).await.unwrap()
}

async fn spent(tx: &mut Write, now: i64) -> Vec<Job> {
    let all_but = Kinds::But(["export", "bulk", "rank", "", "", ""]);
    jobs::park_spent(tx, all_but, (TRIES, Moment(now))).await.unwrap()
}

async fn a_job_is_claimed_by_one_and_done_once(db: Db) {
    let mut tx = db.write().await.unwrap();
    assert!(jobs::promise(&mut tx, &promised(1, 5)).await.unwrap());
    assert_eq!(jobs::next_due(&mut tx).await.unwrap(), Some(Moment(5)));
    assert!(claim(&mut tx, 4, 9).await.is_empty());
    let taken = claim(&mut tx, 5, 9).await;
    let job =
        Job { id: nth(1), kind: "mail".into(), payload: r#"{"z":1,"a":"è"}"#.into(), attempt: 1 };
    assert_eq!(taken, [job]);
    assert!(claim(&mut tx, 8, 12).await.is_empty());
    assert!(jobs::done(&mut tx, &taken[0], Moment(8)).await.unwrap());
    assert!(!jobs::done(&mut tx, &taken[0], Moment(8)).await.unwrap());
    assert!(claim(&mut tx, 99, 199).await.is_empty());
    assert_eq!(jobs::next_due(&mut tx).await.unwrap(), None);
}

async fn a_dead_workers_job_is_given_back(db: Db) {
    let mut tx = db.write().await.unwrap();
    jobs::promise(&mut tx, &promised(1, 5)).await.unwrap();
    let dead = claim(&mut tx, 5, 9).await;
    let heir = claim(&mut tx, 9, 20).await;
    assert_eq!((heir.len(), heir[0].attempt), (1, 2));
    assert!(!jobs::done(&mut tx, &dead[0], Moment(10)).await.unwrap(), "it is another's");
    assert!(!jobs::renew(&mut tx, &dead[0], Moment(99)).await.unwrap());
    assert!(!jobs::fail(&mut tx, &dead[0], "late", (1, Moment(10))).await.unwrap());
    assert!(!jobs::park(&mut tx, &dead[0], "late", Moment(10)).await.unwrap());
    assert!(jobs::renew(&mut tx, &heir[0], Moment(30)).await.unwrap());
    assert!(claim(&mut tx, 25, 99).await.is_empty(), "its worker is still at it");
    assert!(jobs::done(&mut tx, &heir[0], Moment(11)).await.unwrap());
    // One that kills every worker is parked in the end.
    jobs::promise(&mut tx, &promised(2, 0)).await.unwrap();
    for n in 1..=TRIES {
        assert!(spent(&mut tx, 100 * n).await.is_empty());
        assert_eq!(claim(&mut tx, 100 * n, 100 * n + 1).await.len(), 1);
    }
    let of_others = jobs::park_spent(&mut tx, Kinds::Of("export"), (1, Moment(9_999)));
    assert!(of_others.await.unwrap().is_empty());
    let spent = spent(&mut tx, 9_999).await;
    assert_eq!(spent.iter().map(|job| job.id).collect::<Vec<_>>(), [nth(2)]);
    assert!(claim(&mut tx, 9_999, 99_999).await.is_empty());
    assert_eq!(jobs::get(&mut tx, nth(2)).await.unwrap().unwrap().state, State::Parked);
}

async fn a_failing_job_backs_off_and_is_parked(db: Db) {
    let mut tx = db.write().await.unwrap();
    jobs::promise(&mut tx, &promised(1, 0)).await.unwrap();
    let mut now = Moment(0);
    for n in 1..=TRIES {
        let job = jobs::claim(&mut tx, now, now + Duration::hours(1), 1).await.unwrap().remove(0);
        assert_eq!(job.attempt, n);
        let failed = jobs::fail(&mut tx, &job, "SMTP: connection refused", (TRIES, now));
        assert_eq!(failed.await.unwrap(), n == TRIES);
        let line = jobs::get(&mut tx, job.id).await.unwrap().unwrap();
        assert_eq!(line.run_at, now + Duration::seconds(1 << n.min(12)).min(jobs::LONGEST));
        assert_eq!(line.parked_at, (n == TRIES).then_some(now));
        assert_eq!(line.last_error.as_deref(), Some("SMTP: connection refused"));
        now = line.run_at;
    }
    assert!(jobs::claim(&mut tx, now, now, 1).await.unwrap().is_empty());
    assert!(!jobs::replay(&mut tx, nth(9), now).await.unwrap());
    assert!(jobs::replay(&mut tx, nth(1), now).await.unwrap());
    assert!(!jobs::replay(&mut tx, nth(1), now).await.unwrap());
    let job = jobs::claim(&mut tx, now, now + Duration::hours(1), 1).await.unwrap().remove(0);
    assert_eq!(job.attempt, 1);
    jobs::park(&mut tx, &job, "no such address", now).await.unwrap();
    assert_eq!(jobs::get(&mut tx, nth(1)).await.unwrap().unwrap().state, State::Parked);
}

async fn jobs_not_begun_lose_no_try(db: Db) {
    let mut tx = db.write().await.unwrap();
    jobs::promise_all(&mut tx, &[promised(1, 1), promised(2, 2)]).await.unwrap();
    let mut claimed = claim(&mut tx, 5, 9).await;
    claimed.sort_by_key(|job| job.id);
    jobs::done(&mut tx, &claimed[0], Moment(6)).await.unwrap();
    jobs::give_back(&mut tx, &claimed, Moment(6)).await.unwrap();
    let again = claim(&mut tx, 6, 9).await;
    assert_eq!(again, claimed[1..], "the one that was done stays done");
}

async fn promises_with_one_key_are_one(db: Db) {
    let mut tx = db.write().await.unwrap();
    let keyed = |n: u64, key: &str| Promise { dedupe: Some(key.into()), ..promised(n, 5) };
    assert!(jobs::promise(&mut tx, &keyed(1, "receipt")).await.unwrap());
    assert!(!jobs::promise(&mut tx, &keyed(2, "receipt")).await.unwrap());
    let more = [keyed(3, "receipt"), keyed(4, "letter"), promised(5, 5), promised(6, 5)];
    assert_eq!(jobs::promise_all(&mut tx, &more).await.unwrap(), 3);
    assert_eq!(jobs::promise_all(&mut tx, &[]).await.unwrap(), 0);
    let job = claim(&mut tx, 5, 9).await.into_iter().find(|job| job.id == nth(1)).unwrap();
    jobs::done(&mut tx, &job, Moment(6)).await.unwrap();
    assert!(!jobs::promise(&mut tx, &keyed(7, "receipt")).await.unwrap(), "done counts");
    assert_eq!(jobs::purge(&mut tx, Moment(7), 9).await.unwrap(), 1);
    assert!(jobs::promise(&mut tx, &keyed(8, "receipt")).await.unwrap());
}

async fn workers_at_once_share_the_jobs(db: Db) {
    let mut tx = db.write().await.unwrap();
    let all: Vec<Promise> = (1..=60).map(|n| promised(n, n as i64)).collect();
    jobs::promise_all(&mut tx, &all).await.unwrap();
    tx.commit().await.unwrap();
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let db = db.clone();
        workers.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let mut tx = db.write().await.unwrap();
                let taken = jobs::claim(&mut tx, Moment(100), Moment(999), 3).await.unwrap();
                tx.commit().await.unwrap();
                if taken.is_empty() {
                    return mine;
                }
                mine.extend(taken.into_iter().map(|job| (job.id, job.attempt)));
            }
        });
    }
    let mut taken: Vec<_> = workers.join_all().await.into_iter().flatten().collect();
    taken.sort_unstable();
    assert_eq!(taken, (1..=60).map(|n| (nth(n), 1)).collect::<Vec<_>>());
}

async fn jobs_are_listed_counted_and_purged(db: Db) {
    let mut tx = db.write().await.unwrap();
    let all: Vec<Promise> = (1..=5).map(|n| promised(n, n as i64)).collect();
    jobs::promise_all(&mut tx, &all).await.unwrap();
    let taken = jobs::claim(&mut tx, Moment(3), Moment(50), 10).await.unwrap();
    let job = |n: u64| taken.iter().find(|job| job.id == nth(n)).unwrap();
    jobs::done(&mut tx, job(1), Moment(4)).await.unwrap();
    jobs::park(&mut tx, job(2), "no", Moment(4)).await.unwrap();
    let counts = jobs::counts(&mut tx).await.unwrap();
    assert_eq!((counts.waiting, counts.running, counts.parked), (2, 1, 1));
    for (state, ids) in [
        (State::Waiting, vec![nth(5), nth(4)]),
        (State::Running, vec![nth(3)]),
        (State::Parked, vec![nth(2)]),
        (State::Done, vec![nth(1)]),
    ] {
        let page = jobs::page(&mut tx, state, None, 9).await.unwrap();
        assert_eq!(page.iter().map(|line| line.id).collect::<Vec<_>>(), ids);
        assert!(page.iter().all(|line| line.state == state));
        let rest = jobs::page(&mut tx, state, Some(ids[0]), 9).await.unwrap();
        assert_eq!(rest.len(), ids.len() - 1);
    }
    assert_eq!(jobs::purge(&mut tx, Moment(4), 9).await.unwrap(), 0);
    assert_eq!(jobs::purge(&mut tx, Moment(5), 9).await.unwrap(), 1);
}

async fn mail_is_recorded_once(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let application = filed(&mut tx, 1, |_| {}).await.id;
    let sent = |n: u64| mail::Sent {
        id: nth(n),
        application: Some(application),
        to_hash: digest("address"),
        subject: "Ricevuta".into(),
        at: Moment(n as i64),
        dedupe: format!("receipt {n}"),
    };
    assert!(!mail::was_sent(&mut tx, "receipt 1").await.unwrap());
    for n in [1, 2] {
        assert!(mail::record(&mut tx, &sent(n)).await.unwrap());
    }
    assert!(!mail::record(&mut tx, &mail::Sent { id: nth(3), ..sent(1) }).await.unwrap());
    assert!(mail::was_sent(&mut tx, "receipt 1").await.unwrap());
    let all = mail::of_application(&mut tx, application, None, 9).await.unwrap();
    assert_eq!(all, [sent(2), sent(1)]);
    let rest = mail::of_application(&mut tx, application, Some(nth(2)), 9).await.unwrap();
    assert_eq!(rest, [sent(1)]);
}

async fn ratings_have_a_mean(db: Db) {
    let mut tx = db.write().await.unwrap();
    let rating = |n: u64, url: &str, stars| ratings::Rating {
        id: nth(n),
        at: Moment(n as i64),
        kind: ratings::Kind::Page,
        url: url.into(),
        title: "Città".into(),
        stars,
        answers: "[]".into(),
        text: String::new(),
        service: None,
    };
    for new in [rating(1, "/a", 5), rating(2, "/a", 4), rating(3, "/a", 4), rating(4, "/b", 1)] {
        ratings::add(&mut tx, &new).await.unwrap();
    }
    let scores = ratings::scores(&mut tx, None, 9).await.unwrap();
    assert_eq!((scores[0].n, scores[0].stars, scores[0].last_at), (3, 13, Moment(3)));
    assert_eq!((scores[0].hundredths(), scores[1].hundredths()), (433, 100));
    assert_eq!(ratings::scores(&mut tx, Some("/a"), 9).await.unwrap(), scores[1..]);
    let page = ratings::of_url(&mut tx, "/a", None, 2).await.unwrap();
    assert_eq!(page, [rating(3, "/a", 4), rating(2, "/a", 4)]);
    assert_eq!(ratings::of_url(&mut tx, "/a", Some(nth(2)), 2).await.unwrap().len(), 1);
}
