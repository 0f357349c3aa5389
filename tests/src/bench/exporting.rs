//! P10, beside `memory`: the memory of the server as it ships while it takes everything out of the queue, as each kind of
//! table, and how long that takes.

use std::time::{Duration, Instant};

use super::{
    Bench,
    figures::Line,
    load::Asker,
    queue::seed,
    site::{How, Site},
};
use crate::{direct, installation::Engine};

/// MiB.
const EXPORT: f64 = 256.0;
/// An export that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(900);
/// What is told of each application.
const DATA: [&str; 12] = [
    "applicant",
    "procedure",
    "state",
    "office",
    "assignee",
    "sent_on",
    "due_on",
    "suspended_until",
    "closed_on",
    "outcome",
    "last_event",
    "paid",
];

/// One line for each format.
pub async fn ceilings(bench: &Bench) -> Vec<Line> {
    let Some(program) = &bench.sportello else {
        return vec![Line::absent("P10.export", "sportello IS NOT BUILT beside this binary")];
    };
    let site = Site::new(bench, "p10-export", Engine::Sqlite).await;
    let desk = site.desk(How { fsync: false, ..How::default() }).await;
    let citizen = direct::sign_in(&desk, "citizens", "c0").await;
    let clerk = direct::sign_in(&desk, "staff", "revisore").await;
    let person = citizen.session.person.id;
    seed(&desk, person, clerk.session.person.id, bench.sizes.queue).await;
    // In no picture: they have no events that could be read.
    let mut tx = desk.db.write().await.expect("storage answers");
    tx.query("UPDATE application SET counted = 2").execute().await.expect("passed over");
    // Nor are they told of to anybody.
    let today = desk.today().to_string();
    store::settings::put(&mut tx, "morning", &today).await.expect("passed over");
    tx.commit().await.expect("kept");
    let server = site.ship(program).await;
    let asker = Asker::new(&server.address);
    super::started::wait(&asker, "/").await;
    let mut lines = Vec::new();
    for (format, view) in [("xlsx", ""), ("csv", ""), ("json", ""), ("csv", "concluse")] {
        server.forget_peak();
        let mut form: Vec<(&str, &str)> = vec![("formato", format), ("vista", view)];
        form.extend(DATA.map(|datum| ("dato", datum)));
        let begun = Instant::now();
        let asked = asker.post("/ufficio/esportazioni", &clerk.token, &form).await;
        let asked = asked.is_some_and(|answer| answer.status().is_redirection());
        let mut ready = None;
        while asked && ready.is_none() && begun.elapsed() < PATIENCE {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let own = desk.exports(&clerk.session).await.expect("storage answers");
            ready = own.into_iter().next().filter(|export| export.is_open);
        }
        let took = begun.elapsed();
        let id = format!("P10.export.{format}{}", if view.is_empty() { "" } else { ".closed" });
        let line = Line::value(&id, server.memory("VmHWM"), "MiB").ceiling(EXPORT);
        lines.push(match ready {
            None => line.failing("it was not made".to_owned()),
            Some(export) => line.note(format!(
                "{} applications of {}, {:.1} MB, {:.1} s",
                export.n,
                bench.sizes.queue,
                export.size.unwrap_or(0) as f64 / 1e6,
                took.as_secs_f64()
            )),
        });
    }
    lines
}
