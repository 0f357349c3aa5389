//! P7: a rendered page for somebody signed in, against the same server's least answer.

use super::{
    Bench,
    figures::{Line, Samples},
    load::{Asker, load},
    site::{How, Site},
};
use crate::{direct, installation::Engine};

/// Clients that read at once.
const CLIENTS: usize = 32;
/// A page with much to render.
const PAGE: &str = "/servizi/mobilita-trasporti/permesso-ztl";

/// The sheet of a service with a session, and the sign of life.
pub async fn with_a_session(bench: &Bench) -> Vec<Line> {
    let sizes = bench.sizes;
    let site = Site::new(bench, "p7", Engine::Sqlite).await;
    let desk = site.desk(How::default()).await;
    let me = direct::sign_in(&desk, "citizens", "c0").await;
    let server = site.serve(bench, How::default()).await;
    let asker = Asker::new(&server.address);
    let (mut pages, mut hellos, mut cpu) =
        (Samples::default(), Samples::default(), Samples::default());
    let asks = sizes.asks * 2;
    let mut bad = 0;
    for round in 0..=sizes.rounds {
        let before = server.cpu();
        let page = load(CLIENTS, 0..asks, |_| asker.gets(PAGE, &me.token)).await;
        let spent = (server.cpu() - before) / asks as f64;
        let hello = load(CLIENTS, 0..sizes.asks * 10, |_| asker.gets("/healthz", "")).await;
        bad += page.bad + hello.bad;
        if round > 0 {
            pages.push(page.rate());
            hellos.push(hello.rate());
            cpu.push(spent);
        }
    }
    let told = format!("hello {:.0} /s, {:.2} ms of CPU a page", hellos.median(), cpu.median());
    let line = Line::of("P7", &pages, "/s")
        .against("hello", &pages.over(&hellos))
        .goal("≥0.25")
        .note(told);
    vec![if bad > 0 { line.failing(format!("{bad} pages did not come")) } else { line }]
}
