//! P6: the clerk's queue over many applications, every filter, on both engines.

use chrono::Duration;
use desk::Desk;
use model::{ApplicationId, Moment, PersonId, fold};
use store::{
    Sql,
    applications::{self, Application},
    queue::{self, Cursor, Filter, Order},
    search,
};

use super::{
    Bench, due,
    figures::{Line, Samples},
    load::{Asker, load},
    pgbench,
    site::{How, Site},
};
use crate::{
    direct::{self, Signed},
    installation::Engine,
};

/// Where the clerk works.
const OFFICE: &str = "polizia-locale";
/// Applications of one unit of work.
const BATCH: usize = 250;
/// Rows of one page.
const PAGE: usize = 20;
/// How deep the deep page is.
const DEEP: usize = 500;
/// Names to search for; each has a fraction of the applications.
const NAMES: [&str; 8] =
    ["Bianchi", "Esposito", "Ferrari", "Gallo", "Greco", "Marino", "Ricci", "Romano"];

/// On each engine.
pub async fn both(bench: &Bench) -> Vec<Line> {
    let mut lines = on(bench, "P6.sqlite", Engine::Sqlite).await;
    lines.extend(on(bench, "P6.pg", Engine::Postgres).await);
    lines
}

async fn on(bench: &Bench, id: &str, engine: Engine) -> Vec<Line> {
    let sizes = bench.sizes;
    let site = Site::new(bench, id, engine).await;
    let desk = site.desk(How { fsync: false, ..How::default() }).await;
    let citizen = direct::sign_in(&desk, "citizens", "c0").await;
    let clerk = direct::sign_in(&desk, "staff", "vigile").await;
    seed(&desk, citizen.session.person.id, clerk.session.person.id, sizes.queue).await;
    let due = due::found(&desk, id, (sizes.queue, sizes.rounds)).await;
    let deep = DEEP.min(sizes.queue / 2 / PAGE).max(2);
    let after = place(&desk, (deep - 1) * PAGE).await;
    let server = site.serve(bench, How::default()).await;
    let asker = Asker::new(&server.address);

    let views = [
        "/ufficio",
        "/ufficio?vista=mie",
        "/ufficio?vista=non-assegnate",
        "/ufficio?vista=in-ritardo",
        "/ufficio?vista=in-attesa",
        "/ufficio?vista=concluse",
        "/ufficio?procedimento=permesso-ztl",
        "/ufficio?stato=sent",
        "/ufficio?q=gallo",
        "/ufficio?q=gal+strada12",
        "/ufficio?stato=sent&stato=examined&procedimento=permesso-ztl",
        "/ufficio?assegnata=nessuno&stato=to_integrate",
        "/ufficio?assegnata=io&ordine=evento",
        "/ufficio?termine=oggi",
        "/ufficio?termine=10",
        "/ufficio?termine=sospeso&ordine=prime",
        "/ufficio?termine=nessuno",
        "/ufficio?ordine=recenti",
        "/ufficio?ordine=prime",
        "/ufficio?ordine=evento",
        "/ufficio?stato=notice&ordine=recenti",
        "/ufficio?dal=2020-01-01&al=2020-01-31&ordine=prime",
        "/ufficio?vista=concluse&ordine=prime",
        "/ufficio?vista=concluse&ordine=evento",
    ];
    let asks = (sizes.asks / 10 / views.len()).max(3);
    let mut all = Samples::default();
    let mut slowest = (0.0, "");
    let mut medians = Samples::default();
    let mut p99s = Samples::default();
    let mut bad = 0;
    for round in 0..=sizes.rounds {
        for view in views {
            let met = one_by_one(&asker, &clerk, view, asks).await;
            bad += met.1;
            if round == 0 {
                continue;
            }
            let median = met.0.median();
            medians.push(median);
            p99s.push(met.0.at(0.99));
            all.push(median);
            if median > slowest.0 {
                slowest = (median, view);
            }
        }
    }

    let first = "/ufficio";
    let deep_view = format!("/ufficio?dopo={after}");
    let (mut firsts, mut deeps, mut bares, mut pages) =
        (Samples::default(), Samples::default(), Samples::default(), Samples::default());
    let mut trouble = String::new();
    for _ in 0..sizes.rounds {
        firsts.push(one_by_one(&asker, &clerk, first, asks * 4).await.0.median());
        deeps.push(one_by_one(&asker, &clerk, &deep_view, asks * 4).await.0.median());
        pages.push(one_by_one(&asker, &clerk, "/", asks * 4).await.0.median());
        if engine == Engine::Postgres {
            let script = pgbench::queue(clerk.session.id);
            match pgbench::run(bench, &site.database, &script, 1, sizes.seconds) {
                Ok(run) => bares.push(run.latency),
                Err(why) => trouble = why,
            }
        }
    }
    let base: Samples = [bares.median() + pages.median()].into_iter().collect();
    let p50 = Line::of(&format!("{id}.p50"), &firsts, "ms");
    let told =
        format!("{} applications; slowest view {:.2} ms {}", sizes.queue, slowest.0, slowest.1);
    let p50 = match (engine, trouble.is_empty()) {
        (Engine::Sqlite, _) => p50.note(told),
        (Engine::Postgres, false) => p50.note(format!("NO RATIO: {trouble}")),
        (Engine::Postgres, true) => {
            p50.to("pgbench + rendered home", firsts.median() / base.median()).goal("≤3").note(
                format!("{told}; pgbench {:.2} ms, home {:.2} ms", bares.median(), pages.median()),
            )
        }
    };
    let p50 = if bad > 0 { p50.failing(format!("{bad} pages did not come")) } else { p50 };
    vec![
        p50,
        Line::value(&format!("{id}.p99"), p99s.at(1.0), "ms")
            .to("its p50, worst view", p99s.over(&medians).at(1.0))
            .goal("≤5"),
        Line::of(&format!("{id}.deep"), &deeps, "ms")
            .against("page 1", &deeps.over(&firsts))
            .goal("≤2")
            .note(format!("page {deep}")),
        due,
    ]
}

/// One clerk who asks and waits; times, and how often no page came.
async fn one_by_one(asker: &Asker, who: &Signed, view: &str, asks: usize) -> (Samples, usize) {
    let met = load(1, 0..asks, |_| asker.gets(view, &who.token)).await;
    (met.times, met.bad)
}

/// The place after so many rows of the office's open applications.
async fn place(desk: &Desk, rows: usize) -> Cursor {
    let filter = Filter { offices: vec![OFFICE.to_owned()], ..Filter::default() };
    let mut read = desk.db.read().await.expect("storage answers");
    let limit = i64::try_from(rows).expect("few");
    let rows = queue::page(&mut read, &filter, None, limit).await.expect("a page");
    Cursor::after(rows.last().expect("rows"), Order::Term)
}

/// Writes applications as rows, with words, straight into storage.
pub(super) async fn seed(desk: &Desk, person: PersonId, clerk: PersonId, count: usize) {
    let now = desk.now();
    let mut n = 0;
    while n < count {
        let mut tx = desk.db.write().await.expect("storage answers");
        for _ in 0..BATCH.min(count - n) {
            n += 1;
            let new = application(desk, (person, clerk), n, now);
            applications::insert(&mut tx, &new).await.expect("a row");
            let words = fold::tokens(&format!("{} strada{} torino", new.applicant_name, n % 97));
            search::index(&mut tx, new.id, &words).await.expect("words");
            due::set(&mut tx, new.id, n, now).await;
        }
        tx.commit().await.expect("kept");
    }
    let mut tx = desk.db.write().await.expect("storage answers");
    // A look at all of a million rows would outlast the unit of work: PostgreSQL samples, SQLite when it is told to.
    let sample = Sql::per_engine("PRAGMA analysis_limit = 1000", "SELECT 1");
    tx.query(sample).execute().await.expect("a sample");
    tx.query("ANALYZE").execute().await.expect("statistics");
    tx.commit().await.expect("kept");
}

/// The `n`-th: nine of ten are closed beyond the last 100 000, as in an archive of years.
fn application(
    desk: &Desk,
    (person, clerk): (PersonId, PersonId),
    n: usize,
    now: Moment,
) -> Application {
    let number = i64::try_from(n).expect("few");
    let is_closed = if n > 100_000 { !n.is_multiple_of(10) } else { n.is_multiple_of(3) };
    let sent_at = Moment(now.0 - number * 60_000_000);
    let name = format!("{} Anna {}", NAMES[n % NAMES.len()], n % 1_009);
    let states = ["sent", "examined", "to_integrate"];
    let state = if is_closed { "granted" } else { states[n % states.len()] };
    let is_waiting = state == "to_integrate";
    let day = now.day() + Duration::days(number % 400 - 20);
    Application {
        id: ApplicationId(desk.clock.id()),
        year: 2000 + number / 200_000,
        number: number % 200_000 + 1,
        procedure: "permesso-ztl".to_owned(),
        revision: 1,
        person,
        sent_at,
        applicant_folded: fold::fold(&name),
        applicant_name: name,
        draft: None,
        now: applications::Standing {
            waits: is_waiting && !is_closed,
            suspended_until: None,
            office: if n.is_multiple_of(5) { "anagrafe" } else { OFFICE }.to_owned(),
            assignee: n.is_multiple_of(4).then_some(clerk),
            state: state.to_owned(),
            national: match (is_closed, is_waiting) {
                (true, _) => "closed",
                (false, true) => "suspended_citizen",
                (false, false) => "running",
            }
            .to_owned(),
            due_on: (!is_closed).then_some(day),
            clock: match (is_closed, is_waiting) {
                (true, _) => "stopped",
                (false, true) => "suspended",
                (false, false) => "running",
            }
            .to_owned(),
            closed_at: is_closed.then_some(now),
            outcome: is_closed.then(|| "positive".to_owned()),
            last_event_at: sent_at,
        },
        version: 1,
    }
}
