//! P11: from the start of the server as it ships to its first page, on a database that is there.

use std::time::{Duration, Instant};

use super::{
    Bench,
    figures::{Line, Samples, fsync, millis, steady},
    load::Asker,
    site::{How, Site},
};
use crate::{direct, installation::Engine};

/// Waits for the first whole page.
pub async fn wait(asker: &Asker, path: &str) {
    let start = Instant::now();
    while !asker.gets(path, "").await {
        assert!(start.elapsed() < Duration::from_secs(30), "no page in half a minute");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// On each engine.
pub async fn first_answer(bench: &Bench) -> Vec<Line> {
    let Some(program) = &bench.sportello else {
        return vec![Line::absent("P11", "sportello IS NOT BUILT beside this binary")];
    };
    let mut lines = Vec::new();
    for (id, engine, goal) in
        [("P11.sqlite", Engine::Sqlite, "≤300"), ("P11.pg", Engine::Postgres, "≤1000")]
    {
        let site = Site::new(bench, id, engine).await;
        let desk = site.desk(How::default()).await;
        let me = direct::sign_in(&desk, "citizens", "c0").await;
        let ready = direct::permit(&desk, &me).await;
        desk.send(&me.session, ready.draft, &ready.proof).await.expect("sent");
        desk.db.close().await;
        let take = async || {
            let mut times = Samples::default();
            for _ in 0..bench.sizes.rounds {
                let start = Instant::now();
                let server = site.ship(program).await;
                wait(&Asker::new(&server.address), "/").await;
                times.push(millis(start.elapsed()));
                server.kill().await;
            }
            let told = format!("fsync {:.2} ms", fsync(&bench.folder));
            vec![Line::of(id, &times, "ms").goal(goal).note(told)]
        };
        lines.extend(steady(&bench.folder, take).await);
    }
    lines
}
