//! P4: one field of a draft, saved as a script does while somebody types.

use reqwest::{Method, StatusCode, header::CONTENT_TYPE};

use super::{
    Bench,
    figures::{Line, Samples},
    load::{Asker, load},
    people::{drafts, enough},
    site::{How, Site},
};
use crate::installation::Engine;

/// Clients that type at once.
const CLIENTS: usize = 16;

/// On SQLite, every save durable.
pub async fn one_field(bench: &Bench) -> Vec<Line> {
    let sizes = bench.sizes;
    let site = Site::new(bench, "p4", Engine::Sqlite).await;
    let desk = site.desk(How { fsync: false, ..How::default() }).await;
    let people = enough(&desk, CLIENTS * 15).await;
    let ready = drafts(&desk, &people, CLIENTS).await;
    let server = site.serve(bench, How::default()).await;
    let asker = Asker::new(&server.address);
    let (mut rates, mut cpu, mut bad) = (Samples::default(), Samples::default(), 0);
    let mut seq = 1;
    for round in 0..=sizes.rounds {
        let jobs = (0..sizes.asks).map(|n| {
            seq += 1;
            (&ready[n % ready.len()], seq)
        });
        let before = server.cpu();
        let met = load(CLIENTS, jobs.collect::<Vec<_>>(), |(draft, seq)| {
            let asker = &asker;
            async move {
                let path = format!("/bozze/{}/campi", draft.draft);
                let typed = serde_json::json!([{
                    "path": "contacts.phone",
                    "values": [format!("333 {seq:07}")],
                    "client": "bench",
                    "seq": seq,
                    "shown": "",
                }]);
                let request = asker.ask(Method::POST, &path, &draft.token);
                let request =
                    request.header(CONTENT_TYPE, "application/json").body(typed.to_string());
                request.send().await.is_ok_and(|answer| answer.status() == StatusCode::OK)
            }
        })
        .await;
        bad += met.bad;
        if round > 0 {
            rates.push(met.rate());
            cpu.push((server.cpu() - before) / met.good.max(1) as f64);
        }
    }
    let rate = Line::of("P4.rate", &rates, "/s").goal("≥500").note("one durable write each");
    let rate = if bad > 0 { rate.failing(format!("{bad} saves were not taken")) } else { rate };
    vec![rate, Line::of("P4.cpu", &cpu, "ms").goal("≤3").note("of the server, a save")]
}
