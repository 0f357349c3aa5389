//! P16: one act on many applications, on SQLite with every write durable, against the same move made with one after the other.

use std::time::Instant;

use desk::{
    Desk,
    bulk::{Act, Of, Outcome, Wanted},
    moves::Wish,
    queue::Asked,
};
use form::Raw;
use model::ApplicationId;

use super::{
    Bench,
    figures::{Line, Samples, steady},
    people::{drafts, enough},
    site::{How, Site},
};
use crate::{direct, installation::Engine};

/// Drafts that all the citizens together may have at once.
const BATCH: usize = 1_500;
/// Applications with which the move is made one by one, at most: its rate does not depend on how many there are.
const SINGLES: usize = 1_000;

/// The dry run and the run, each with its rate.
pub async fn acts(bench: &Bench) -> Vec<Line> {
    steady(&bench.folder, async || taken(bench).await).await
}

async fn taken(bench: &Bench) -> Vec<Line> {
    let site = Site::new(bench, "p16-bulk", Engine::Sqlite).await;
    let count = bench.sizes.bulk;
    let singles = count.min(SINGLES);
    // Prepared without waiting for the disk: only what is measured does.
    let desk = site.desk(How { fsync: false, ..How::default() }).await;
    let one_by_one = send(&desk, singles).await;
    let together = send(&desk, count).await;
    while desk.work_once().await.expect("the worker works") > 0 {}
    desk.db.close().await;

    let desk = site.desk(How::default()).await;
    let clerk = direct::sign_in(&desk, "staff", "vigile").await.session;
    let begun = Instant::now();
    for id in &one_by_one {
        let wish = Wish { id: "take".to_owned(), raw: Raw::new(), version: 1 };
        desk.make_move(&clerk, *id, &wish).await.expect("taken");
    }
    let single = rate(singles, begun);
    let wanted = Wanted {
        of: Of::View(Box::new(Asked { states: vec!["sent".to_owned()], ..Asked::default() })),
        act: Act::Move { procedure: "permesso-ztl".to_owned(), id: "take".to_owned() },
        raw: Raw::new(),
    };
    let id = desk.begin_bulk(&clerk, wanted).await.expect("begun");
    let begun = Instant::now();
    desk.step_of_bulk().await.expect("looked at");
    let dry = rate(count, begun);
    let tried = desk.bulk(&clerk, id).await.expect("there").count(Outcome::Ready);
    desk.confirm_bulk(&clerk, id).await.expect("confirmed");
    let mut tx = desk.db.write().await.expect("storage answers");
    tx.query("UPDATE bulk SET starts_at = 0").execute().await.expect("its time has come");
    tx.query("UPDATE job SET run_at = 0 WHERE kind = 'bulk' AND done_at IS NULL")
        .execute()
        .await
        .expect("its time has come");
    tx.commit().await.expect("kept");
    let begun = Instant::now();
    while desk.step_of_bulk().await.expect("done") > 0 {}
    let run = rate(count, begun);
    let done = desk.bulk(&clerk, id).await.expect("there").count(Outcome::Done);
    let line = |id: &str, rate: f64| {
        Line::value(id, rate, "/s")
            .to("moves one by one", rate / single)
            .note(format!("{count} applications; one by one {single:.0} /s, of {singles}"))
    };
    let whole = |line: Line, n: i64| match usize::try_from(n) == Ok(count) {
        true => line,
        false => line.failing(format!("{n} of {count}")),
    };
    let once = once(&desk, &together).await;
    let run = whole(line("P16.bulk.run", run).goal("≥1"), done);
    vec![
        whole(line("P16.bulk.dry", dry).goal("≥1"), tried),
        if once { run } else { run.failing("not once each".to_owned()) },
    ]
}

fn rate(count: usize, begun: Instant) -> f64 {
    count as f64 / begun.elapsed().as_secs_f64().max(1e-9)
}

/// Sends so many applications.
async fn send(desk: &Desk, count: usize) -> Vec<ApplicationId> {
    let mut all = Vec::new();
    while all.len() < count {
        let more = BATCH.min(count - all.len());
        let people = enough(desk, more).await;
        for ready in drafts(desk, &people, more).await {
            let me = direct::session(desk, &ready.token).await;
            all.push(desk.send(&me, ready.draft, &ready.proof).await.expect("sent"));
        }
    }
    all
}

/// Each was moved by one event, and its chain is whole.
async fn once(desk: &Desk, all: &[ApplicationId]) -> bool {
    let mut versions = Samples::default();
    let mut read = desk.db.read().await.expect("storage answers");
    for id in all {
        let row = store::applications::get(&mut read, *id).await.expect("storage answers");
        versions.push(row.map_or(0.0, |row| row.version as f64));
    }
    drop(read);
    let report = desk.verify().await.expect("storage answers");
    (versions.at(0.0), versions.at(1.0)) == (2.0, 2.0) && report.broken.is_empty()
}
