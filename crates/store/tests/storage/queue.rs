//! The queue against a plain filter over all rows; words; cursors.

use std::{cmp::Reverse, collections::BTreeSet};

use chrono::NaiveDate;
use model::{ApplicationId, Moment, PersonId};
use store::{
    Db, Read, Write,
    applications::Application,
    labels::{self, Label},
    messages::{self, Message, To},
    parties, people,
    queue::{self, Assignee, Cursor, Filter, Order, Term, Which},
    search,
};

use uuid::Uuid;

use crate::sample::{day, digest, filed, nth, person, settled};

store::both_engines!(
    every_filter_finds_what_a_plain_filter_finds,
    words_are_found_by_their_beginnings,
    a_count_stops_at_a_thousand,
    who_is_named_finds_it_in_no_queue,
);

/// What applications have beside their rows: labels with their office, messages that nobody has read.
#[derive(Default)]
struct Beside {
    labels: BTreeSet<(ApplicationId, Uuid, String)>,
    unread: BTreeSet<ApplicationId>,
}

/// Whether a row is one that the filter asks for, said without SQL.
fn matches(filter: &Filter, row: &Application, beside: &Beside) -> bool {
    let now = &row.now;
    let bears = |label: &Uuid| beside.labels.contains(&(row.id, *label, now.office.clone()));
    let any = |list: &[String], value: &str| list.is_empty() || list.iter().any(|it| it == value);
    (match filter.which {
        Which::Open => now.closed_at.is_none(),
        Which::Closed => now.closed_at.is_some(),
        Which::Any => true,
    }) && any(&filter.offices, &now.office)
        && any(&filter.states, &now.state)
        && any(&filter.chosen, &now.office)
        && any(&filter.procedures, &row.procedure)
        && (match filter.assignee {
            Assignee::Anybody => true,
            Assignee::Nobody => now.assignee.is_none(),
            Assignee::Person(person) => now.assignee == Some(person),
        })
        && (match filter.term {
            Term::Any => true,
            Term::Due { from, before } => {
                now.clock == "running"
                    && now
                        .due_on
                        .is_some_and(|due| from.is_none_or(|from| due >= from) && due < before)
            }
            Term::Suspended => now.clock == "suspended",
            Term::None => now.clock != "suspended" && now.due_on.is_none(),
        })
        && filter.hands.as_ref().is_none_or(|hands| {
            now.closed_at.is_none()
                && hands.iter().any(|(person, office, of)| {
                    now.assignee == Some(*person) && now.office == *office && row.procedure == *of
                })
        })
        && (!filter.is_unread || beside.unread.contains(&row.id))
        && (filter.labels.is_empty() || filter.labels.iter().any(bears))
        && filter.waits.is_none_or(|waits| now.waits == waits)
        && filter.due_before.is_none_or(|day| now.due_on.is_some_and(|due| due < day))
        && filter.since.is_none_or(|at| row.sent_at >= at)
        && filter.until.is_none_or(|at| row.sent_at < at)
}

async fn found(read: &mut Read, filter: &Filter, limit: i64) -> Vec<Application> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = queue::page(read, filter, after, limit).await.unwrap();
        let Some(last) = page.last() else { return all };
        after = Some(Cursor::after(last, filter.order).to_string().parse().unwrap());
        all.extend(page);
    }
}

async fn every_filter_finds_what_a_plain_filter_finds(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let mut all = Vec::new();
    for n in 1..=48 {
        let new = filed(&mut tx, n, |new| {
            let now = &mut new.now;
            now.office = ["polizia", "anagrafe", "tributi"][n as usize % 3].into();
            now.state = ["sent", "in_progress"][n as usize / 3 % 2].into();
            now.assignee = (n % 4 == 0).then(|| PersonId(nth(2)));
            now.clock = ["running", "suspended"][n as usize / 5 % 2].into();
            now.waits = n % 5 == 1;
            now.due_on = NaiveDate::from_ymd_opt(2026, 7, 1 + n as u32 % 7).filter(|_| n % 8 != 0);
            now.closed_at = (n % 7 == 0).then_some(Moment(n as i64));
            new.sent_at = Moment(n as i64 * 31 % 20);
            now.last_event_at = Moment(n as i64 * 17 % 23);
        });
        all.push(new.await);
    }
    let beside = marked(&mut tx, &all).await;
    tx.commit().await.unwrap();
    let mut read = db.read().await.unwrap();
    let some = |list: &[&str]| -> Vec<String> { list.iter().map(|&it| it.into()).collect() };
    let mut filters = Vec::new();
    for which in [Which::Open, Which::Closed, Which::Any] {
        for (offices, states) in [
            (some(&[]), some(&[])),
            (some(&["polizia"]), some(&[])),
            (some(&["polizia", "tributi"]), some(&["sent"])),
            (some(&["polizia", "anagrafe"]), some(&["sent", "in_progress"])),
            (some(&[]), some(&["in_progress"])),
            (some(&["nowhere"]), some(&["sent"])),
        ] {
            let filter = Filter { which, offices, states, ..Filter::default() };
            let assignee = Assignee::Person(PersonId(nth(2)));
            filters.push(Filter { assignee, ..filter.clone() });
            filters.push(Filter { assignee: Assignee::Nobody, ..filter.clone() });
            for hands in
                [vec![("polizia", "ztl"), ("tributi", "ztl")], vec![("anagrafe", "other")], vec![]]
            {
                let held =
                    |(office, of): (&str, &str)| (PersonId(nth(2)), office.into(), of.into());
                let hands = Some(hands.into_iter().map(held).collect());
                filters.push(Filter { hands, ..filter.clone() });
            }
            let (from, before) = (Some(day("2026-07-02")), day("2026-07-05"));
            for term in [
                Term::Due { from: None, before },
                Term::Due { from, before },
                Term::Suspended,
                Term::None,
            ] {
                filters.push(Filter { term, ..filter.clone() });
            }
            filters.push(Filter { waits: Some(true), ..filter.clone() });
            filters.push(Filter { waits: Some(false), ..filter.clone() });
            filters.push(Filter { due_before: Some(day("2026-07-04")), ..filter.clone() });
            for procedures in [some(&["ztl"]), some(&["other"]), some(&["ztl", "other"])] {
                filters.push(Filter { procedures, ..filter.clone() });
            }
            for chosen in [some(&["polizia"]), some(&["tributi", "anagrafe"])] {
                filters.push(Filter { chosen, ..filter.clone() });
            }
            for labels in [vec![nth(801)], vec![nth(802)], vec![nth(801), nth(802)], vec![nth(9)]] {
                filters.push(Filter { labels, ..filter.clone() });
            }
            let is_unread = true;
            filters.push(Filter { is_unread, ..filter.clone() });
            filters.push(Filter { is_unread, labels: vec![nth(801)], ..filter.clone() });
            let (since, until) = (Some(Moment(3)), Some(Moment(15)));
            filters.push(Filter { since, until, ..filter.clone() });
            filters.push(filter);
        }
    }
    // More offices and states than are asked one by one.
    let many: Vec<String> =
        (0..30).map(|n| format!("office-{n}")).chain(some(&["polizia"])).collect();
    filters.push(Filter { offices: many, ..Filter::default() });
    let orders = [Order::Term, Order::Newest, Order::Oldest, Order::Changed];
    let filters = filters.into_iter().flat_map(|filter| {
        orders.into_iter().flat_map(move |order| {
            let filter = filter.clone();
            [false, true].map(move |is_few| Filter { order, is_few, ..filter.clone() })
        })
    });
    let mut rows = 0;
    for filter in filters {
        let mut expected: Vec<_> =
            all.iter().filter(|row| matches(&filter, row, &beside)).cloned().collect();
        match filter.order {
            Order::Term => {
                expected.sort_by_key(|row| (row.now.due_on.is_none(), row.now.due_on, row.id));
            }
            Order::Newest => expected.sort_by_key(|row| Reverse((row.sent_at, row.id))),
            Order::Oldest => expected.sort_by_key(|row| (row.sent_at, row.id)),
            Order::Changed => expected.sort_by_key(|row| Reverse((row.now.last_event_at, row.id))),
        }
        assert_eq!(found(&mut read, &filter, 5).await, expected, "{filter:?}");
        let count = queue::count(&mut read, &filter).await.unwrap();
        assert_eq!((count.n, count.is_capped), (expected.len() as i64, false), "{filter:?}");
        rows += expected.len();
    }
    assert!(rows > 500, "the filters are worth their name: {rows}");
}

/// Puts labels of two offices on some, also where another office has them; writes messages, and reads some.
async fn marked(tx: &mut Write, all: &[Application]) -> Beside {
    let mut beside = Beside::default();
    let by = PersonId(nth(2));
    for (n, office) in [(801, "polizia"), (802, "anagrafe")] {
        let (id, name, colour) = (nth(n), "Urgente".into(), "red".into());
        let label = Label { id, office: office.into(), name, colour, archived_at: None };
        labels::add(tx, &label).await.unwrap();
        for row in all.iter().skip(n as usize % 2).step_by(2) {
            labels::put(tx, &label, row.id, (by, Moment(1))).await.unwrap();
            beside.labels.insert((row.id, id, office.to_owned()));
        }
    }
    for (n, row) in all.iter().enumerate().filter(|(n, _)| n % 3 != 0) {
        let message = |k: u64, office: Option<&str>| Message {
            id: nth(1000 + 10 * n as u64 + k),
            application: row.id,
            author: by,
            office: office.map(str::to_owned),
            at: Moment(1),
            text: String::new(),
            digest: digest(&k.to_string()),
            read_at: None,
            read_by: None,
        };
        messages::add(tx, &message(1, Some("polizia"))).await.unwrap();
        if n % 3 == 1 {
            for k in [2, 3] {
                messages::add(tx, &message(k, None)).await.unwrap();
            }
            let both = [message(2, None).id, message(3, None).id];
            let shown = if n % 2 == 0 { &both[..1] } else { &both };
            messages::open(tx, (row.id, To::Office), shown, (by, Moment(2))).await.unwrap();
            if n % 2 == 0 {
                beside.unread.insert(row.id);
            }
        }
    }
    beside
}

async fn words_are_found_by_their_beginnings(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let words = |text: &str| -> Vec<String> { text.split(' ').map(str::to_owned).collect() };
    for (n, text) in [(1, "mario rossi roma"), (2, "maria bianchi"), (3, "ugo rossini roma roma")] {
        let id = filed(&mut tx, n, |_| {}).await.id;
        search::index(&mut tx, id, &words(text)).await.unwrap();
    }
    let ask = async |tx: &mut Read, text: &str| -> Vec<u64> {
        let words = if text.is_empty() { vec![] } else { words(text) };
        let filter = Filter { words, ..Filter::default() };
        let page = found(tx, &filter, 9).await;
        assert_eq!(queue::count(tx, &filter).await.unwrap().n, page.len() as i64);
        page.iter().map(|row| row.id.0.as_u64_pair().1).collect()
    };
    for (text, ids) in [
        ("", vec![1, 2, 3]),
        ("ross", vec![1, 3]),
        ("rossi mari", vec![1]),
        ("mari", vec![1, 2]),
        ("rom ross u", vec![3]),
        ("verdi", vec![]),
        ("roma verdi", vec![]),
    ] {
        assert_eq!(ask(&mut tx, text).await, ids, "{text}");
    }
    search::add(&mut tx, ApplicationId(nth(2)), &words("verdi bianchi")).await.unwrap();
    assert_eq!(ask(&mut tx, "verdi bia").await, [2]);
    search::index(&mut tx, ApplicationId(nth(1)), &words("neri")).await.unwrap();
    assert_eq!(ask(&mut tx, "rossi").await, [3]);
}

async fn a_count_stops_at_a_thousand(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let bulk = store::Sql::per_engine(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2100)
         INSERT INTO application (id, year, number, procedure, revision, person, office, state,
            national, sent_at, due_on, clock, applicant_name, applicant_folded, last_event_at,
            version)
         SELECT randomblob(16), 2025, i, 'ztl', 1, $1, 'polizia', 'sent', 'running', i,
            '2026-07-31', 'running', '', '', i, 1 FROM n",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2100)
         INSERT INTO application (id, year, number, procedure, revision, person, office, state,
            national, sent_at, due_on, clock, applicant_name, applicant_folded, last_event_at,
            version)
         SELECT gen_random_uuid(), 2025, i, 'ztl', 1, $1, 'polizia', 'sent', 'running', i,
            '2026-07-31', 'running', '', '', i, 1 FROM n",
    );
    assert_eq!(tx.query(bulk).bind(PersonId(nth(1))).execute().await.unwrap(), 2100);
    let every = "INSERT INTO word (word, application) SELECT 'comune', id FROM application";
    tx.query(every).execute().await.unwrap();
    for filter in [
        Filter::default(),
        Filter { offices: vec!["polizia".into(), "anagrafe".into()], ..Filter::default() },
        // So frequent that the queue is walked and each row is looked up.
        Filter { words: vec!["com".into()], ..Filter::default() },
        Filter { words: vec!["com".into(), "comune".into()], ..Filter::default() },
    ] {
        let count = queue::count(&mut tx, &filter).await.unwrap();
        assert_eq!((count.n, count.is_capped), (queue::CAP, true), "{filter:?}");
        assert_eq!(queue::page(&mut tx, &filter, None, 20).await.unwrap().len(), 20);
    }
    let none = Filter { words: vec!["com".into(), "altro".into()], ..Filter::default() };
    assert_eq!(queue::count(&mut tx, &none).await.unwrap().n, 0);
}

#[test]
fn what_is_no_cursor_is_refused() {
    for text in [
        "",
        "x",
        "d20260701",
        "d2026070.0",
        "m.",
        "m5.zz",
        "é5.00",
        "dé.00",
        "d99999999.00",
        "p.00",
        "ex.00",
        ".00",
    ] {
        assert!(text.parse::<Cursor>().is_err(), "{text}");
    }
}

async fn who_is_named_finds_it_in_no_queue(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    for n in 1..=3 {
        filed(&mut tx, n, |_| {}).await;
    }
    let mut clerk = person(90, "Ugo", "Verdi");
    clerk.fiscal_code = Some("VRDGUO70A01L219W".to_owned());
    people::enter(&mut tx, &clerk).await.unwrap();
    let named = ["VRDGUO70A01L219W", "BNCNNA75E50F205H"].map(str::to_owned).into();
    let [first, second] = [1, 2].map(|n| ApplicationId(nth(n)));
    parties::name(&mut tx, second, &named).await.unwrap();
    // What is named again is named once.
    parties::name(&mut tx, second, &named).await.unwrap();
    tx.commit().await.unwrap();
    let mut read = db.peek().await.unwrap();
    assert!(parties::of_application(&mut read, first).await.unwrap().is_empty());
    assert_eq!(parties::of_application(&mut read, second).await.unwrap(), [clerk.id].into());
    assert_eq!(parties::naming(&mut read, clerk.id).await.unwrap(), [second].into());
    let other = person(91, "Ada", "Neri").id;
    assert!(parties::naming(&mut read, other).await.unwrap().is_empty());
    let filter = Filter { not_naming: Some(clerk.id), ..Filter::default() };
    let ids: Vec<_> = found(&mut read, &filter, 2).await.iter().map(|row| row.id).collect();
    assert_eq!(ids, [first, ApplicationId(nth(3))]);
    assert_eq!(queue::count(&mut read, &filter).await.unwrap().n, 2);
}
