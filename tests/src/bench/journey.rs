//! P5: a whole journey over HTTP: in by the provider, two steps of twenty fields, summary, sent, the page that says so.

use reqwest::{
    Method, Response, StatusCode,
    header::{COOKIE, LOCATION, SET_COOKIE},
    multipart,
};
use url::Url;

use super::{
    Bench,
    figures::{Line, Samples},
    load::{Asker, load},
    site::{CITIZENS, How, Site},
};
use crate::installation::Engine;

/// People under way at once; fewer than there are, so that nobody makes two journeys at a time. Nobody makes receipts
/// here, so each of them waits for one as long as the last page does: many, so that the server is what is measured.
const CLIENTS: usize = 48;
/// The procedure whose form is changed for this.
const CHANGED: &str = "permesso-ztl";
const STEPS: [&str; 2] = ["one", "two"];
/// Fields of a step.
const FIELDS: usize = 20;

/// On either engine, every send durable.
pub async fn whole(bench: &Bench) -> Vec<Line> {
    let mut lines = Vec::new();
    for (id, engine) in [("P5.sqlite", Engine::Sqlite), ("P5.postgres", Engine::Postgres)] {
        lines.extend(on(bench, id, engine).await);
    }
    lines
}

async fn on(bench: &Bench, id: &'static str, engine: Engine) -> Vec<Line> {
    let sizes = bench.sizes;
    let site = Site::with(bench, &id.to_lowercase(), engine, changed).await;
    let server = site.serve(bench, How::default()).await;
    let asker = Asker::new(&server.address);
    let (mut rates, mut cpu) = (Samples::default(), Samples::default());
    let (mut good, mut bad) = (0, 0);
    for round in 0..=sizes.rounds {
        let before = server.cpu();
        let people = (0..sizes.sends).map(|n| n % CITIZENS);
        let asker = &asker;
        let met =
            load(CLIENTS, people, |who| async move { journey(asker, who).await.is_some() }).await;
        (good, bad) = (good + met.good, bad + met.bad);
        if round > 0 {
            rates.push(met.rate());
            cpu.push((server.cpu() - before) / met.good.max(1) as f64);
        }
    }
    let desk = site.desk(How::default()).await;
    let there = desk.verify().await.expect("storage answers").applications;
    let told = format!("{:.0} ms of CPU of the server a journey of 11 requests", cpu.median());
    let line = Line::of(id, &rates, "/s").goal("≥60").note(told);
    let is_whole = bad == 0 && usize::try_from(there) == Ok(good);
    vec![if is_whole {
        line
    } else {
        line.failing(format!("{bad} journeys broke off; {good} arrived, {there} are there"))
    }]
}

/// The form that the goal speaks of, in a procedure that ends where it is sent.
fn changed(text: &str) -> String {
    if !text.contains(&format!("\nid: {CHANGED}\n")) {
        return text.to_owned();
    }
    let (head, _) = text.split_once("\nform:\n").expect("a form");
    let (head, _) = head.split_once("\nlocal:\n").expect("facts of the municipality");
    // What tells its applications apart is made of answers that are not asked here.
    let (before, rest) = head.split_once("\nsubject:\n").expect("a subject");
    let (_, rest) = rest.split_once("\nsheet:\n").expect("a sheet");
    let head = format!("{before}\nsheet:\n{rest}");
    let mut form = String::from("\nform:\n  steps:\n");
    for step in STEPS {
        form += &format!(
            "  - id: {step}\n    title: {{ it: Passo {step}, en: Step {step} }}\n    sections:\n    - id: {step}_all\n      \
             title: {{ it: Dati, en: Data }}\n      fields:\n"
        );
        for n in 0..FIELDS {
            let kind = KINDS[n % KINDS.len()].0;
            form += &format!(
                "      - {{ id: {step}_{n}, kind: {kind}, label: {{ it: Campo {n}, en: Field {n} }} }}\n"
            );
        }
    }
    format!("{head}{form}{WORKFLOW}")
}

/// What is asked, and what people type.
const KINDS: [(&str, &str); 5] = [
    ("line", "Via Lupo 12, scala B"),
    ("integer", "1.234"),
    ("date", "12/3/2026"),
    ("email", "mario.rossi@example.it"),
    ("money", "1.234,56"),
];

const WORKFLOW: &str = "
workflow:
  start: sent
  term: { days: 30, norm: art. 2 c. 2 l. 241/1990 }
  routing:
  - office: polizia-locale
  states:
  - { id: sent, citizen: { it: Inviata, en: Sent }, office: { it: Arrivata, en: Arrived }, national: running }
  - { id: granted, citizen: { it: Conclusa, en: Closed }, office: { it: Conclusa, en: Closed }, national: closed, clock: stopped, final: positive }
  moves:
  - id: grant
    act: grant
    label: { it: Concludi, en: Close }
    from: [sent]
    to: granted
    who: [responsible]
";

/// One person's way, as a browser without scripts goes it; none if an answer was not the wanted one.
async fn journey(asker: &Asker, who: usize) -> Option<()> {
    let start = format!("/domanda/{CHANGED}");
    let leaving = asker.ask(Method::GET, &format!("/accedi/citizens?da={start}"), "");
    let leaving = leaving.send().await.ok()?;
    let state = Url::parse(&told(&leaving)?).ok()?;
    let state = state.query_pairs().find(|(name, _)| name == "state")?.1.into_owned();
    let back = asker.ask(Method::GET, &format!("{}?state={state}&code=c{who}", web::CALLBACK), "");
    let arrived = back.header(COOKIE, cookies(&leaving)).send().await.ok()?;
    let session = cookies(&arrived);
    let session = session.split("; ").find_map(|one| one.strip_prefix("session="))?;
    let begun = get(asker, &told(&arrived)?, session).await?;
    let draft = match told(&begun) {
        Some(draft) => draft,
        // Who has one already is told so, and begins another.
        None => told(&asker.post(&start, session, &[]).await?)?,
    };
    let mut here = told(&get(asker, &draft, session).await?)?;
    for step in STEPS {
        let page = page(asker, &here, session).await?;
        let mut form = multipart::Form::new().text("_do", "avanti");
        for name in ["_seen", "_client", "_seq"] {
            form = form.text(name, held(&page, name)?.to_owned());
        }
        for n in 0..FIELDS {
            form = form.text(format!("{step}_{n}"), KINDS[n % KINDS.len()].1);
        }
        let sent = asker.ask(Method::POST, &here, session).multipart(form);
        here = told(&sent.send().await.ok()?)?;
    }
    let summary = page(asker, &here, session).await?;
    let fields = [("_accept", "1"), ("_token", held(&summary, "_token")?)];
    let sent = asker.post(&format!("{draft}/invia"), session, &fields).await?;
    page(asker, &told(&sent)?, session).await.map(|_| ())
}

async fn get(asker: &Asker, path: &str, session: &str) -> Option<Response> {
    asker.ask(Method::GET, path, session).send().await.ok()
}

async fn page(asker: &Asker, path: &str, session: &str) -> Option<String> {
    let answer = get(asker, path, session).await?;
    if answer.status() != StatusCode::OK {
        return None;
    }
    answer.text().await.ok()
}

/// Where an answer leads.
fn told(answer: &Response) -> Option<String> {
    Some(answer.headers().get(LOCATION)?.to_str().ok()?.to_owned())
}

/// The cookies that an answer sets, as the browser sends them back.
fn cookies(answer: &Response) -> String {
    let set = answer.headers().get_all(SET_COOKIE).iter();
    let pairs = set.filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
    pairs.collect::<Vec<_>>().join("; ")
}

/// What a hidden field holds.
fn held<'p>(page: &'p str, name: &str) -> Option<&'p str> {
    page.split_once(&format!("name=\"{name}\" value=\""))?.1.split('"').next()
}
