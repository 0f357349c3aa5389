//! P15: the timers that are due, found among three of each application.

use std::time::Instant;

use desk::Desk;
use model::{ApplicationId, Moment};
use store::{
    Write,
    timers::{self, Timer},
};

use super::figures::{Line, Samples};

/// Timers taken at once.
const BATCH: i64 = 100;
/// Milliseconds of a year, after which the first of them falls due: no server of the bench makes them.
const LATER: i64 = 365 * 24 * 3_600_000;
/// Milliseconds between one and the next.
const APART: i64 = 60_000;
/// Over how many of these they are spread: a prime, so that they are not written in the order in which they fall due.
const SPREAD: i64 = 1_000_003;

/// Sets three timers of the `n`-th application.
pub async fn set(tx: &mut Write, id: ApplicationId, n: usize, now: Moment) {
    let n = i64::try_from(n).expect("few");
    let at = |k: i64| Moment(now.0 + LATER + ((n * 3 + k) * 7_919 % SPREAD) * APART);
    let timer = |(k, timer): (i64, &str)| Timer {
        application: id,
        id: timer.to_owned(),
        due_at: at(k),
        move_id: "lapse".to_owned(),
    };
    let three: Vec<Timer> = [(0, "integration"), (1, "term"), (2, "offer")].map(timer).into();
    timers::replace_all(tx, id, &three).await.expect("timers");
}

/// How long a batch of those that are due takes to find.
pub async fn found(desk: &Desk, id: &str, (applications, rounds): (usize, usize)) -> Line {
    let now = Moment(desk.now().0 + LATER + SPREAD * APART);
    let mut times = Samples::default();
    let mut trouble = None;
    for _ in 0..rounds.max(5) * 4 {
        let mut read = desk.db.read().await.expect("storage answers");
        let begun = Instant::now();
        let due = timers::due(&mut read, now, BATCH).await.expect("timers");
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
        let is_sorted = due.is_sorted_by_key(|timer| timer.due_at);
        let is_due = due.iter().all(|timer| timer.due_at <= now);
        let is_full = due.len() == usize::try_from(BATCH).unwrap_or(0).min(applications * 3);
        if !(is_sorted && is_due && is_full) {
            trouble = Some(format!("{} timers, sorted: {is_sorted}, due: {is_due}", due.len()));
        }
    }
    let line = Line::of(&format!("{}.due", id.replace("P6", "P15")), &times, "ms")
        .goal("≤5")
        .note(format!("{BATCH} of {} timers", applications * 3));
    match trouble {
        Some(why) => line.failing(why),
        None => line,
    }
}
