//! P4: answers of a draft on either engine: one field, saved as a script does while somebody types, and a step, saved
//! whole as a browser without scripts does.

use reqwest::{
    Method, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
    multipart,
};

use super::{
    Bench,
    figures::{Line, Samples},
    load::{Asker, load},
    people::{drafts, enough},
    site::{How, Site},
};
use crate::{direct::Complete, installation::Engine};

/// Clients that type at once.
const CLIENTS: usize = 16;

/// On either engine, every save durable.
pub async fn answers(bench: &Bench) -> Vec<Line> {
    let mut lines = Vec::new();
    for (id, engine) in [("P4", Engine::Sqlite), ("P4.postgres", Engine::Postgres)] {
        lines.extend(on(bench, id, engine).await);
    }
    lines
}

/// What is saved at once.
#[derive(Debug, Clone, Copy)]
enum What {
    Field,
    Step,
}

async fn on(bench: &Bench, id: &str, engine: Engine) -> Vec<Line> {
    let site = Site::new(bench, &id.to_lowercase(), engine).await;
    let desk = site.desk(How { fsync: false, ..How::default() }).await;
    let people = enough(&desk, CLIENTS * 15).await;
    let ready = drafts(&desk, &people, CLIENTS).await;
    let server = site.serve(bench, How::default()).await;
    let asker = Asker::new(&server.address);
    let mut lines = Vec::new();
    let mut seq = 1;
    for what in [What::Field, What::Step] {
        let (mut rates, mut cpu, mut bad) = (Samples::default(), Samples::default(), 0);
        for round in 0..=bench.sizes.rounds {
            let jobs = (0..bench.sizes.asks).map(|n| {
                seq += 1;
                (&ready[n % ready.len()], seq)
            });
            let before = server.cpu();
            let asker = &asker;
            let met = load(CLIENTS, jobs.collect::<Vec<_>>(), |(draft, seq)| async move {
                match what {
                    What::Field => field(asker, draft, seq).await,
                    What::Step => step(asker, draft, seq).await,
                }
            })
            .await;
            bad += met.bad;
            if round > 0 {
                rates.push(met.rate());
                cpu.push((server.cpu() - before) / met.good.max(1) as f64);
            }
        }
        let (name, goal, told) = match what {
            What::Field => (id.to_owned(), "≥500", "one field, one durable write each"),
            What::Step => (format!("{id}.step"), "", "a step of ten answers without a script"),
        };
        let rate = Line::of(&format!("{name}.rate"), &rates, "/s").goal(goal).note(told);
        let rate = if bad > 0 { rate.failing(format!("{bad} saves were not taken")) } else { rate };
        let cpu = Line::of(&format!("{name}.cpu"), &cpu, "ms").note("of the server, a save");
        lines.extend([rate, if goal.is_empty() { cpu } else { cpu.goal("≤3") }]);
    }
    lines
}

/// One field as a script sends it.
async fn field(asker: &Asker, draft: &Complete, seq: i64) -> bool {
    let path = format!("/bozze/{}/campi", draft.draft);
    let typed = serde_json::json!([{
        "path": "contacts.phone",
        "values": [format!("333 {seq:07}")],
        "client": "bench",
        "seq": seq,
        "shown": "",
    }]);
    let request = asker.ask(Method::POST, &path, &draft.token);
    let request = request.header(CONTENT_TYPE, "application/json").body(typed.to_string());
    request.send().await.is_ok_and(|answer| answer.status() == StatusCode::OK)
}

/// What stands in the step; the rest of it was there before.
const STEP: [(&str, &str); 9] = [
    ("residence.town", "Grugliasco"),
    ("residence.province", "TO"),
    ("residence.street", "Via Lupo"),
    ("residence.number", "12"),
    ("residence.cap", "10095"),
    ("contacts.email", "mario.rossi@example.it"),
    ("contacts.pec", ""),
    ("kind", "resident"),
    ("_do", "salva"),
];

/// A whole step as a browser sends it.
async fn step(asker: &Asker, draft: &Complete, seq: i64) -> bool {
    let path = format!("/bozze/{}/passi/general", draft.draft);
    let own =
        [("_client", "bench".to_owned()), ("_seq", seq.to_string()), ("_seen", String::new())];
    let mut form = multipart::Form::new().text("contacts.phone", format!("333 {seq:07}"));
    for (name, text) in own {
        form = form.text(name, text);
    }
    for (name, text) in STEP {
        form = form.text(name, text);
    }
    let sent = asker.ask(Method::POST, &path, &draft.token).multipart(form).send().await;
    sent.is_ok_and(|answer| {
        let to = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok());
        answer.status() == StatusCode::SEE_OTHER && to.is_some_and(|to| to.contains("salvata=1"))
    })
}
