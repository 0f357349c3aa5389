//! What must hold after every restart: nothing half done, nothing twice, nothing without its application.

use std::collections::{BTreeMap, BTreeSet};

use desk::Desk;
use model::ApplicationId;

use crate::{deed::Deed, ground::Ground};

/// Rows that should not be, each with what it would mean.
const LOOSE: [(&str, &str); 10] = [
    (
        "an application without what was sent",
        "SELECT count(*) FROM application WHERE id NOT IN (SELECT application FROM submission)",
    ),
    (
        "something sent without its application",
        "SELECT count(*) FROM submission WHERE application NOT IN (SELECT id FROM application)",
    ),
    (
        "an application without a first event",
        "SELECT count(*) FROM application WHERE id NOT IN (SELECT application FROM event WHERE seq = 1)",
    ),
    (
        "an event without what it says",
        "SELECT count(*) FROM event WHERE id NOT IN (SELECT event FROM event_payload)",
    ),
    (
        "a draft marked as sent without its application",
        "SELECT count(*) FROM draft WHERE sent_application IS NOT NULL
         AND sent_application NOT IN (SELECT id FROM application)",
    ),
    (
        "an application whose draft is not marked as sent",
        "SELECT count(*) FROM application a JOIN draft d ON d.id = a.draft
         WHERE d.sent_application IS NULL OR d.sent_application <> a.id",
    ),
    (
        "a file of an application that is not there",
        "SELECT count(*) FROM file WHERE application IS NOT NULL
         AND application NOT IN (SELECT id FROM application)",
    ),
    (
        "a file left behind in a draft that was sent",
        "SELECT count(*) FROM file f JOIN application a ON a.draft = f.draft
         WHERE f.application IS NULL AND f.removed_at IS NULL",
    ),
    (
        "a timer of an application that is not there",
        "SELECT count(*) FROM timer WHERE application NOT IN (SELECT id FROM application)",
    ),
    (
        "a word of an application that is not there",
        "SELECT count(*) FROM word WHERE application NOT IN (SELECT id FROM application)",
    ),
];

/// What holds at any moment, work left over or not.
pub async fn at_rest(desk: &Desk) {
    let report = desk.verify().await.expect("storage answers");
    assert_eq!((report.gaps, report.broken), (Vec::new(), Vec::new()));
    let mut read = desk.db.read().await.expect("storage answers");
    for (what, sql) in LOOSE {
        let (count,): (i64,) = read.query(sql).fetch_one().await.expect(what);
        assert_eq!(count, 0, "{what}");
    }
    // Every application has promised its receipt and its confirmation, once; nobody else has promised anything.
    let ids: Vec<(ApplicationId,)> =
        read.query("SELECT id FROM application").fetch_all().await.expect("applications");
    let ids: BTreeSet<String> = ids.into_iter().map(|(id,)| id.to_string()).collect();
    let jobs: Vec<(String, String)> =
        read.query("SELECT payload, dedupe FROM job").fetch_all().await.expect("jobs");
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for (payload, name) in jobs {
        let payload: serde_json::Value = serde_json::from_str(&payload).expect("JSON");
        if payload["kind"] == "bulk" {
            continue;
        }
        let of = payload["application"].as_str().expect("every other job is of an application");
        assert!(ids.contains(of), "a job of an application that is not there: {payload}");
        *names.entry(name).or_default() += 1;
    }
    for id in &ids {
        for promise in ["receipt", "confirm"] {
            assert_eq!(names.get(&format!("{promise} {id}")), Some(&1), "{promise} of {id}");
        }
    }
}

/// What holds once all work is done: every number that was told is there, with its papers and its mail.
pub async fn in_the_end(
    desk: &Desk,
    ground: &Ground,
    deed: Deed,
    told: &BTreeMap<String, ApplicationId>,
) {
    at_rest(desk).await;
    let mut read = desk.db.read().await.expect("storage answers");
    let rows: Vec<(ApplicationId, i64, i64, i64)> = read
        .query(
            "SELECT a.id, a.year, a.number, (SELECT count(*) FROM event WHERE application = a.id)
             FROM application a ORDER BY a.year, a.number",
        )
        .fetch_all()
        .await
        .expect("applications");
    let there: BTreeMap<String, ApplicationId> =
        rows.iter().map(|(id, year, number, _)| (format!("{year}/{number:06}"), *id)).collect();
    assert_eq!(&there, told, "what was told is what is there");
    // What left has its numbers among those of what came.
    let left: Vec<(i64,)> =
        read.query("SELECT number FROM register_entry").fetch_all().await.expect("the register");
    let came = rows.iter().map(|(_, _, number, _)| *number);
    let mut numbers: Vec<i64> = came.chain(left.into_iter().map(|(number,)| number)).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..).take(numbers.len()).collect::<Vec<i64>>(), "1 to n without gaps");
    assert!(rows.iter().all(|(.., events)| *events == deed.events()), "{rows:?}");

    let papers: Vec<(ApplicationId, String)> = read
        .query("SELECT application, kind FROM document ORDER BY application, kind")
        .fetch_all()
        .await
        .expect("papers");
    let mails: Vec<(ApplicationId, String)> = read
        .query("SELECT application, subject FROM sent_mail ORDER BY application, subject")
        .fetch_all()
        .await
        .expect("mail");
    for (number, id) in told {
        let kinds: Vec<&str> =
            papers.iter().filter(|(of, _)| of == id).map(|(_, kind)| kind.as_str()).collect();
        assert_eq!(kinds, deed.papers(), "papers of {number}");
        let subjects: Vec<&str> =
            mails.iter().filter(|(of, _)| of == id).map(|(_, subject)| subject.as_str()).collect();
        let confirmed = format!("Abbiamo ricevuto la tua richiesta {number}");
        let taken = format!("La tua domanda {number} è in lavorazione");
        let asked = format!("Richiesta di integrazione per la domanda {number}");
        let wanted = [confirmed, taken, asked];
        let count = usize::try_from(deed.events()).expect("few");
        assert_eq!(subjects, &wanted[..count], "mail of {number}");
    }
    // What left is what is written down: nobody received another message.
    assert_eq!(ground.mails(), mails.len());
}
