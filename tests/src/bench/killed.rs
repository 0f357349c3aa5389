//! P3: a server killed under load loses nothing that it acknowledged. At which statement it dies is the subject of
//! the crash test; here it dies when chance will have it, with 64 clients at work.

use std::time::Duration;

use futures_util::future::join;

use super::{
    Bench,
    figures::Line,
    load::{Asker, load},
    people::{drafts, enough, send},
    site::{How, Site},
};
use crate::installation::Engine;

/// Kills, restarts, counts.
pub async fn lose_nothing(bench: &Bench) -> Vec<Line> {
    let mut lines = Vec::new();
    for (id, engine) in [("P3.sqlite", Engine::Sqlite), ("P3.pg", Engine::Postgres)] {
        lines.push(on(bench, id, engine).await);
    }
    lines
}

async fn on(bench: &Bench, id: &str, engine: Engine) -> Line {
    let sizes = bench.sizes;
    let site = Site::new(bench, id, engine).await;
    let mut told = Vec::new();
    let mut again = 0;
    let mut rate = f64::INFINITY;
    for kill in 0..=sizes.kills {
        let desk = site.desk(How::default()).await;
        let people = enough(&desk, sizes.sends.min(960)).await;
        let ready = drafts(&desk, &people, sizes.sends).await;
        let server = site.serve(bench, How::default()).await;
        let asker = Asker::new(&server.address);
        // The first round tells how long a round takes; the others are cut off somewhere inside.
        let part = f64::from(u32::try_from(kill).unwrap_or(1)) / (sizes.kills as f64 + 1.0);
        let after = ready.len() as f64 / rate * part;
        let answers = std::sync::Mutex::new(Vec::new());
        let working = load(64, &ready, |one| async {
            let is_sent = send(&asker, one).await;
            if is_sent {
                answers.lock().expect("nobody broke").push(one.draft);
            }
            is_sent
        });
        let mut server = Some(server);
        let killing = async {
            if kill > 0 {
                tokio::time::sleep(Duration::from_secs_f64(after)).await;
                server.take().expect("it serves").kill().await;
            }
        };
        let (met, ()) = join(working, killing).await;
        if kill == 0 {
            rate = met.rate().max(1.0);
        }
        drop(server);
        let acknowledged = answers.into_inner().expect("nobody broke");
        // Who was told nothing sends again: what was kept is found, not made twice.
        for one in ready.iter().filter(|one| !acknowledged.contains(&one.draft)) {
            let me = people.iter().find(|me| me.token == one.token).expect("one of them");
            desk.send(&me.session, one.draft, &one.proof).await.expect("sent, or found");
            again += 1;
        }
        told.extend(ready.iter().map(|one| one.draft));
        desk.db.close().await;
    }
    let desk = site.desk(How::default()).await;
    let there = desk.verify().await.expect("storage answers");
    let mut lost = 0;
    let mut read = desk.db.read().await.expect("storage answers");
    for id in &told {
        let found = store::applications::get(&mut read, *id).await.expect("storage answers");
        lost += usize::from(found.is_none());
    }
    drop(read);
    let count = usize::try_from(there.applications).unwrap_or(0);
    let line = Line::value(id, lost as f64, "lost").goal("0").note(format!(
        "{} kills, {} sent, {again} of them again, {count} there, {} gaps or doubles",
        sizes.kills,
        told.len(),
        there.gaps.len()
    ));
    let is_whole =
        lost == 0 && there.gaps.is_empty() && there.broken.is_empty() && count == told.len();
    if is_whole { line } else { line.failing(format!("{:?} {:?}", there.gaps, there.broken)) }
}
