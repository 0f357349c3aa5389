//! P1 and P2: applications sent over HTTP, against pgbench with statements like them, and against SQLite that
//! waits for nothing or commits one by one.

use desk::Desk;

use super::{
    Bench,
    figures::{Line, Samples, fsync},
    load::{Asker, Load, load},
    people::{drafts, enough, send},
    pgbench,
    site::{How, Server, Site},
};
use crate::{
    direct::{self, Signed},
    installation::Engine,
};

/// One server, who sends there, and what came of it.
struct Side {
    desk: Desk,
    server: Server,
    people: Vec<Signed>,
    clients: usize,
    acknowledged: usize,
    rates: Samples,
    slowest: Samples,
    failed: usize,
}

impl Side {
    async fn new(bench: &Bench, name: &str, engine: Engine, how: How, clients: usize) -> Self {
        let site = Site::new(bench, name, engine).await;
        // Prepared without waiting for the disk: only what the server does is measured.
        let desk = site.desk(How { fsync: false, ..How::default() }).await;
        let people = enough(&desk, bench.sizes.sends.min(960)).await;
        let server = site.serve(bench, how).await;
        Self {
            desk,
            server,
            people,
            clients,
            acknowledged: 0,
            rates: Samples::default(),
            slowest: Samples::default(),
            failed: 0,
        }
    }

    async fn round(&mut self, sends: usize) {
        let ready = drafts(&self.desk, &self.people, sends).await;
        let asker = Asker::new(&self.server.address);
        // The connections stand before the clock runs.
        let _ = load(self.clients, 0..self.clients, |_| asker.gets("/healthz", "")).await;
        let met: Load = load(self.clients, &ready, |ready| send(&asker, ready)).await;
        self.acknowledged += met.good;
        self.failed += met.bad;
        self.rates.push(met.rate());
        self.slowest.push(met.times.at(0.99));
    }

    /// Fails the line unless what was acknowledged is there once, numbered 1 to n.
    async fn counted(&self, line: Line) -> Line {
        let there = self.desk.verify().await.expect("storage answers");
        let count = usize::try_from(there.applications).unwrap_or(0);
        if self.failed > 0 {
            return line.failing(format!("{} sendings were not answered", self.failed));
        }
        if count != self.acknowledged || !there.gaps.is_empty() || !there.broken.is_empty() {
            let (gaps, broken) = (there.gaps.len(), there.broken.len());
            return line.failing(format!(
                "{} acknowledged, {count} there, {gaps} gaps, {broken} broken",
                self.acknowledged
            ));
        }
        line
    }
}

/// P1: PostgreSQL with 32 clients.
pub async fn postgres(bench: &Bench) -> Vec<Line> {
    const CLIENTS: usize = 32;
    // As many as our own pool has.
    const SESSIONS: usize = 10;
    let sizes = bench.sizes;
    let mut ours = Side::new(bench, "p1", Engine::Postgres, How::default(), CLIENTS).await;
    let site = Site::new(bench, "p1-pgbench", Engine::Postgres).await;
    let desk = site.desk(How::default()).await;
    let me = direct::sign_in(&desk, "citizens", "c0").await;
    let ready = direct::permit(&desk, &me).await;
    desk.send(&me.session, ready.draft, &ready.proof).await.expect("a sample is sent");
    let script = pgbench::sending(ready.draft, me.session.id);
    let (mut theirs, mut pooled) = (Samples::default(), Samples::default());
    let mut trouble = String::new();
    ours.round(sizes.sends.min(64)).await;
    ours.rates = Samples::default();
    for _ in 0..sizes.rounds {
        ours.round(sizes.sends).await;
        for (sessions, rates) in [(CLIENTS, &mut theirs), (SESSIONS, &mut pooled)] {
            match pgbench::run(bench, &site.database, &script, sessions, sizes.writing) {
                Ok(run) => rates.push(run.rate),
                Err(why) => trouble = why,
            }
        }
    }
    let line = |id, to, theirs: &Samples| {
        let line = Line::of(id, &ours.rates, "/s").goal("≥0.8 (2.5)");
        if !trouble.is_empty() {
            return line.note(format!("NO RATIO: {trouble}"));
        }
        let told = format!("pgbench {:.0} /s; rows copied, see pgbench.rs", theirs.median());
        line.against(to, &ours.rates.over(theirs)).note(told)
    };
    vec![
        ours.counted(line("P1", "pgbench, 32 sessions", &theirs)).await,
        line("P1.pool", "pgbench, 10 sessions", &pooled),
    ]
}

/// P2: SQLite with 64 clients.
pub async fn sqlite(bench: &Bench) -> Vec<Line> {
    const CLIENTS: usize = 64;
    let sizes = bench.sizes;
    let usual = How::default();
    let side = |name, how| Side::new(bench, name, Engine::Sqlite, how, CLIENTS);
    let mut full = side("p2-full", usual).await;
    let mut off = side("p2-off", How { fsync: false, ..usual }).await;
    let mut single = side("p2-single", How { group: 1, ..usual }).await;
    for side in [&mut full, &mut off, &mut single] {
        side.round(sizes.sends.min(64)).await;
        side.rates = Samples::default();
        side.slowest = Samples::default();
    }
    for _ in 0..sizes.rounds {
        for side in [&mut full, &mut off, &mut single] {
            side.round(sizes.sends).await;
        }
    }
    let disk = fsync(&bench.folder);
    let rate = full.rates.median();
    let p99 = 2.0 * CLIENTS as f64 / rate * 1e3 + 20.0 * disk;
    let to_single = if disk >= 1.0 { "≥2.5" } else { "≥1.8" };
    vec![
        full.counted(
            Line::of("P2.off", &full.rates, "/s")
                .against("synchronous=OFF", &full.rates.over(&off.rates))
                .goal("≥0.7")
                .note(format!("OFF {:.0} /s", off.rates.median())),
        )
        .await,
        single
            .counted(
                Line::of("P2.single", &full.rates, "/s")
                    .against("one commit per send", &full.rates.over(&single.rates))
                    .goal(to_single)
                    .note(format!("single {:.0} /s", single.rates.median())),
            )
            .await,
        off.counted(
            Line::of("P2.p99", &full.slowest, "ms")
                .goal(format!("≤{p99:.0}"))
                .note("2 × (64 / throughput) + 20 × fsync"),
        )
        .await,
    ]
}
