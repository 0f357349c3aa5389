//! The clerk's queue: filtered and sorted, with counts that are right after each move, and what is next. Views of it:
//! `views`.

use chrono::Duration;
use model::ApplicationId;
use store::applications::{self, Application, Standing};
use tests::{direct::sign_in, installation::Installation, visitor::Visitor};

use crate::{
    filling::{at_office, make, permit, send},
    on_both_engines,
};

on_both_engines!(
    every_order_goes_over_all_pages_without_gap_or_double,
    every_filter_stands_in_the_address_and_goes_away_alone,
    counts_are_right_after_each_move,
    the_next_one_is_the_most_urgent_that_is_mine_to_do,
    who_applied_is_counted_in_no_queue,
);

/// Writes rows of the police straight into storage, as an import would.
pub(crate) async fn rows(
    installation: &Installation,
    count: i64,
    change: impl Fn(i64, &mut Application),
) -> Vec<Application> {
    let desk = installation.desk();
    let person = sign_in(desk, "citizens", "anna").await.session.person.id;
    let now = desk.now();
    let mut all = Vec::new();
    let mut tx = desk.db.write().await.expect("storage");
    for n in 1..=count {
        let sent_at = now - Duration::hours(n * 7 % 5);
        let mut new = Application {
            id: ApplicationId(desk.clock.id()),
            year: 2027,
            number: 1000 + n,
            procedure: "permesso-ztl".to_owned(),
            revision: 1,
            person,
            sent_at,
            applicant_name: format!("Prova {n}"),
            applicant_folded: format!("prova {n}"),
            draft: None,
            now: Standing {
                office: "polizia-locale".to_owned(),
                assignee: None,
                state: "sent".to_owned(),
                national: "running".to_owned(),
                due_on: (n % 9 != 0).then(|| now.day() + Duration::days(n * 5 % 17 - 3)),
                clock: "running".to_owned(),
                waits: false,
                suspended_until: None,
                closed_at: None,
                outcome: None,
                last_event_at: sent_at + Duration::minutes(n * 11 % 13),
            },
            version: 1,
        };
        change(n, &mut new);
        applications::insert(&mut tx, &new).await.expect("a row");
        all.push(new);
    }
    tx.commit().await.expect("kept");
    all
}

/// What an order goes by.
type Key = fn(&Application) -> i64;

/// Numbers on the page.
pub(crate) fn numbers(visitor: &Visitor) -> Vec<String> {
    let page = scraper::Html::parse_document(&String::from_utf8_lossy(visitor.bytes()));
    let links = scraper::Selector::parse("tr[data-row] th a").expect("a selector");
    page.select(&links).map(|a| a.text().collect::<String>()).collect()
}

/// What the standing queues say: mine, the office's, unassigned, late, waiting.
fn counts(visitor: &Visitor) -> Vec<String> {
    let page = scraper::Html::parse_document(&String::from_utf8_lossy(visitor.bytes()));
    let counts = scraper::Selector::parse(".office-tabs .count").expect("a selector");
    // What waits to be read is counted elsewhere.
    page.select(&counts).take(5).map(|count| count.text().collect::<String>()).collect()
}

async fn expect_counts(visitor: &mut Visitor, expected: [&str; 5]) {
    visitor.open("/ufficio").await;
    assert_eq!(counts(visitor), expected);
}

async fn every_order_goes_over_all_pages_without_gap_or_double(installation: Installation) {
    let all = rows(&installation, 57, |_, _| {}).await;
    let mut clerk = installation.as_("vigile", "/ufficio").await;
    let due: Key = |row| {
        let day = row.now.due_on.map(|day| chrono::Datelike::num_days_from_ce(&day));
        day.map_or(i64::MAX, i64::from)
    };
    let orders: [(&str, Key, bool); 4] = [
        ("", due, false),
        ("ordine=recenti", |row| row.sent_at.0, true),
        ("ordine=prime", |row| row.sent_at.0, false),
        ("ordine=evento", |row| row.now.last_event_at.0, true),
    ];
    for (order, key, is_down) in orders {
        let mut expected = all.clone();
        expected.sort_by_key(|row| (key(row), row.id));
        if is_down {
            expected.reverse();
        }
        let expected: Vec<String> =
            expected.iter().map(|row| format!("2027/{:06}", row.number)).collect();
        // Few rows are sorted, many are walked: with and without a filter that all of them pass.
        for filter in ["", "stato=sent", "procedimento=permesso-ztl&termine="] {
            clerk.open(&format!("/ufficio?{order}&{filter}")).await;
            clerk.expect("57 pratiche");
            let mut met = numbers(&clerk);
            while clerk.sees("Pratiche successive") {
                clerk.follow("Pratiche successive").await;
                met.extend(numbers(&clerk));
            }
            assert_eq!(met, expected, "{order} {filter}");
            clerk.follow("Torna all'inizio").await;
            assert_eq!(numbers(&clerk), expected[..20], "{order} {filter}");
        }
    }
    // By the heads of the columns, which say the order that holds.
    clerk.open("/ufficio?colonne=termine,numero,inviata,evento").await;
    let sorted = |clerk: &Visitor| {
        (clerk.find("th[aria-sort]").unwrap_or_default(), clerk.all("th[aria-sort]", "aria-sort"))
    };
    assert_eq!(sorted(&clerk), ("Termine".to_owned(), vec!["ascending".to_owned()]));
    clerk.follow("Inviata il").await;
    assert_eq!(sorted(&clerk), ("Inviata il".to_owned(), vec!["descending".to_owned()]));
    clerk.follow("Inviata il").await;
    assert_eq!(sorted(&clerk), ("Inviata il".to_owned(), vec!["ascending".to_owned()]));
    clerk.follow("Ultimo evento").await;
    assert_eq!(sorted(&clerk), ("Ultimo evento".to_owned(), vec!["descending".to_owned()]));
    // A place of another order is none.
    let place = clerk.all("a[rel=next]", "href").remove(0);
    let place = place.rsplit("dopo=").next().unwrap_or_default().to_owned();
    clerk.open(&format!("/ufficio?dopo={place}")).await;
    assert_eq!(numbers(&clerk).len(), 20);
}

async fn every_filter_stands_in_the_address_and_goes_away_alone(installation: Installation) {
    let now = installation.now();
    let ugo = sign_in(installation.desk(), "staff", "vigile").await.session.person.id;
    rows(&installation, 6, |n, row| {
        row.now.due_on = Some(now.day() + Duration::days([-1, 0, 2, 8, 25, 60][n as usize - 1]));
        row.now.state = ["sent", "examined"][n as usize % 2].to_owned();
        row.now.assignee = (n == 3).then_some(ugo);
        row.sent_at = now - Duration::days(n);
        if n == 6 {
            row.now.clock = "suspended".to_owned();
            row.now.waits = true;
        }
        if n == 5 {
            row.now.office = "anagrafe".to_owned();
        }
    })
    .await;
    let mut head = installation.as_("responsabile", "/ufficio").await;
    let day = |n: i64| (now.day() - Duration::days(n)).format("%Y-%m-%d").to_string();
    let person = ugo.to_string();
    let sent = format!("dal={}&al={}", day(4), day(2));
    for (query, chips, found) in [
        ("termine=in-ritardo", vec!["Termine: in ritardo"], vec![1]),
        ("termine=oggi", vec!["Termine: scade oggi"], vec![2]),
        ("termine=3", vec!["Termine: scade nei prossimi 3 giorni"], vec![2, 3]),
        ("termine=10", vec!["Termine: scade nei prossimi 10 giorni"], vec![2, 3, 4]),
        ("termine=30", vec!["Termine: scade nei prossimi 30 giorni"], vec![2, 3, 4, 5]),
        ("termine=sospeso", vec!["Termine: sospeso"], vec![6]),
        ("termine=nessuno", vec!["Termine: senza termine"], vec![]),
        ("assegnata=io", vec!["Assegnata a: io"], vec![]),
        ("assegnata=nessuno", vec!["Assegnata a: nessuno"], vec![1, 2, 4, 5, 6]),
        (&format!("assegnata={person}"), vec!["Assegnata a: Verdi Ugo"], vec![3]),
        (
            &sent,
            vec!["Inviate dal 25 febbraio 2027", "Inviate fino al 27 febbraio 2027"],
            vec![2, 3, 4],
        ),
        ("stato=sent", vec!["Stato: "], vec![2, 4, 6]),
        ("stato=sent&stato=examined", vec!["Stato: ", "Stato: "], vec![1, 2, 3, 4, 5, 6]),
        ("ufficio=anagrafe", vec!["Ufficio: "], vec![5]),
        (
            "ufficio=anagrafe&ufficio=polizia-locale",
            vec!["Ufficio: ", "Ufficio: "],
            vec![1, 2, 3, 4, 5, 6],
        ),
        ("ufficio=tributi", vec!["Ufficio: "], vec![]),
        ("procedimento=passo-carrabile", vec!["Procedimento: "], vec![]),
        (
            "procedimento=passo-carrabile&procedimento=permesso-ztl&termine=oggi",
            vec!["Procedimento: ", "Procedimento: ", "Termine: "],
            vec![2],
        ),
        // What cannot be read is passed over.
        (
            "termine=presto&dal=ieri&assegnata=x&ordine=y&colonne=z&dopo=%20&vista=%FF&salvata=0",
            vec![],
            vec![1, 2, 3, 4, 5, 6],
        ),
    ] {
        head.open(&format!("/ufficio?{query}")).await;
        let expected: Vec<String> = found.iter().map(|n| format!("2027/{:06}", 1000 + n)).collect();
        assert_eq!(numbers(&head), expected, "{query}");
        let shown = head.all(".office-chips li a:not(.office-chips-all)", "href");
        assert_eq!(shown.len(), chips.len(), "{query}");
        for chip in &chips {
            head.expect(&format!("Togli il filtro: {chip}"));
        }
        // Each goes away alone, and the last one leaves the bare queue.
        for (at, url) in shown.iter().enumerate() {
            head.open(url).await;
            let left = head.all(".office-chips li a:not(.office-chips-all)", "href");
            assert_eq!(left.len(), chips.len() - 1, "{query}, without the {at}th");
        }
        if chips.len() == 1 {
            assert_eq!(head.url().query(), None, "{query}");
        }
    }
    // By the form, without a script; what was chosen stays chosen.
    head.open("/ufficio").await;
    head.fill("Termine", "scade nei prossimi 3 giorni").fill("Assegnata a", "Verdi Ugo");
    head.press("Filtra").await;
    assert_eq!(numbers(&head), ["2027/001003"]);
    head.tick("Ufficio Anagrafe").press("Filtra").await;
    assert_eq!(numbers(&head), [""; 0]);
    head.expect("Assegnata a: Verdi Ugo").expect("Nessuna pratica corrisponde ai filtri.");
    head.follow("Togli tutti i filtri").await;
    assert_eq!(numbers(&head).len(), 6);
    // Who reaches one office is offered no other, and an address gives none.
    let mut clerk = installation.as_("vigile", "/ufficio?ufficio=anagrafe").await;
    assert_eq!(numbers(&clerk), [""; 0]);
    clerk.open("/ufficio").await;
    assert_eq!(clerk.all("input[name=ufficio]", "value"), [""; 0]);
    assert_eq!(numbers(&clerk).len(), 5);
}

async fn counts_are_right_after_each_move(installation: Installation) {
    let mut clerk = installation.as_("vigile", "/ufficio").await;
    expect_counts(&mut clerk, ["0", "0", "0", "0", "0"]).await;
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    let application = send(&installation, &mut mario).await;
    expect_counts(&mut clerk, ["0", "1", "1", "0", "0"]).await;
    let mut ugo = at_office(&installation, "vigile", &application).await;
    ugo.press("La seguo io").await;
    expect_counts(&mut clerk, ["1", "1", "0", "0", "0"]).await;
    ugo.press("Lasciala all'ufficio").await;
    expect_counts(&mut clerk, ["0", "1", "1", "0", "0"]).await;
    make(&installation, &mut ugo, "Prendi in carico", &[]).await;
    expect_counts(&mut clerk, ["1", "1", "0", "0", "0"]).await;
    let asked =
        [("Che cosa manca e perché", "La carta è illeggibile"), ("Giorni per rispondere", "20")];
    make(&installation, &mut ugo, "Chiedi un'integrazione", &asked).await;
    expect_counts(&mut clerk, ["1", "1", "0", "0", "1"]).await;
    // Nobody answers, and the term goes on and passes.
    installation.days(25).await;
    installation.again(&mut clerk, "vigile", "/ufficio").await;
    expect_counts(&mut clerk, ["1", "1", "0", "0", "0"]).await;
    installation.days(60).await;
    installation.again(&mut clerk, "vigile", "/ufficio").await;
    let seen = counts(&clerk);
    assert_eq!(seen[4], "0", "{seen:?}");
    // Whatever time has done, each count is the number of rows behind it.
    for (view, count) in ["mie", "", "non-assegnate", "in-ritardo", "in-attesa"].iter().zip(seen) {
        clerk.open(&format!("/ufficio?vista={view}")).await;
        assert_eq!(numbers(&clerk).len().to_string(), count, "{view}");
    }
}

async fn who_applied_is_counted_in_no_queue(installation: Installation) {
    let mut mario = permit(&installation, "mario", "Abito nella ZTL").await;
    send(&installation, &mut mario).await;
    let mut own = installation.as_("mario-staff", "/ufficio").await;
    expect_counts(&mut own, ["0", "0", "0", "0", "0"]).await;
    assert_eq!(numbers(&own), [""; 0]);
    let mut other = installation.as_("vigile", "/ufficio").await;
    expect_counts(&mut other, ["0", "1", "1", "0", "0"]).await;
}

async fn the_next_one_is_the_most_urgent_that_is_mine_to_do(installation: Installation) {
    let now = installation.now();
    let desk = installation.desk();
    let ugo = sign_in(desk, "staff", "vigile").await.session.person.id;
    let ada = sign_in(desk, "staff", "vigile2").await.session.person.id;
    let mut clerk = installation.as_("vigile", "/ufficio").await;
    clerk.follow("Prossima pratica").await;
    clerk.expect("Non hai pratiche da seguire");
    let all = rows(&installation, 8, |n, row| {
        // The last two are due on one day.
        row.now.due_on = Some(now.day() + Duration::days(n.min(7)));
        // The most urgent are a colleague's, and mine that waits for the citizen; then a free one, one that waits, mine;
        // of one day a free one and mine.
        let [ada, ugo] = [Some(ada), Some(ugo)];
        row.now.assignee = [ada, ugo, None, None, ugo, ugo, None, ugo][n as usize - 1];
        if n == 2 || n == 4 {
            row.now.clock = "suspended".to_owned();
            row.now.waits = true;
        }
    })
    .await;
    let next = async |session: &desk::session::Session| {
        desk.next_one(session)
            .await
            .expect("storage")
            .map(|id| all.iter().position(|row| row.id == id).expect("one of them") + 1)
    };
    let close = async |n: usize| {
        let mut tx = desk.db.write().await.expect("storage");
        let row =
            applications::lock(&mut tx, all[n - 1].id).await.expect("storage").expect("there");
        let closed = Standing { closed_at: Some(now), ..row.now.clone() };
        assert!(applications::update(&mut tx, &row, &closed).await.expect("storage"));
        tx.commit().await.expect("kept");
    };
    let session = sign_in(desk, "staff", "vigile").await.session;
    for expected in [3, 5, 6, 8, 7] {
        assert_eq!(next(&session).await, Some(expected));
        close(expected).await;
    }
    assert_eq!(next(&session).await, None);
    // Who only looks has nothing to do.
    let auditor = sign_in(desk, "staff", "revisore").await.session;
    assert_eq!(next(&auditor).await, None);
}
