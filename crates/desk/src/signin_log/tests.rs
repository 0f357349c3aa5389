//! The log of sign-ins as it is written, found, verified and thrown away, on both engines.

use chrono::{Duration, Months};
use gateway::identity::{Message, MessageIndex, MessageKind};
use model::{Moment, rome_to_moment};
use store::{Db, logs, signin_log};
use uuid::Uuid;

use super::{Looking, Said, Wanted};
use crate::{Desk, testing::desk};

store::both_engines!(
    what_was_said_is_sealed_found_and_opened,
    who_looks_is_written_down_with_the_reason,
    a_row_that_is_changed_or_taken_away_shows,
    what_is_old_goes_from_the_beginning_and_the_rest_holds,
    two_at_once_write_one_chain,
);

const MARIO: &str = "RSSMRA80A01H501U";

fn message(kind: MessageKind, at: Moment, body: &str) -> Message {
    let index = MessageIndex {
        client_id: Some("https://servizi.example".to_owned()),
        code: Some(format!("code of {body}")),
        iat: Some(1),
        ..MessageIndex::default()
    };
    Message { kind, at, index, body: body.to_owned() }
}

/// Writes one message of a sign-in; who it was.
async fn say(desk: &Desk, person: Option<&str>, body: &str) -> Uuid {
    let signin = desk.clock.id();
    let messages = [message(MessageKind::TokenRequest, desk.now(), body)];
    desk.log_alone(&Said { signin, provider: "spid", person, messages: &messages }).await.unwrap();
    signin
}

fn looking(opens: bool) -> Looking {
    Looking { who: "operator".to_owned(), why: "request 12/2027".to_owned(), opens }
}

/// Bodies of what is found.
async fn found(desk: &Desk, wanted: Wanted) -> Vec<String> {
    let mut look = desk.look_into_log(&wanted, &looking(true)).await.unwrap();
    let mut bodies = Vec::new();
    loop {
        let page = look.next().await.unwrap();
        if page.is_empty() {
            return bodies;
        }
        bodies.extend(page.into_iter().filter_map(|entry| entry.body));
    }
}

async fn what_was_said_is_sealed_found_and_opened(db: Db) {
    let desk = desk(db);
    let key = format!("cf:{MARIO}");
    say(&desk, Some(&key), "first").await;
    say(&desk, None, "second").await;
    desk.clock.advance(Duration::days(1));
    say(&desk, Some(&key), "third").await;
    let rows = signin_log::after(&mut desk.db.peek().await.unwrap(), 0, 9).await.unwrap();
    for row in &rows {
        let kept = format!("{row:?} {}", String::from_utf8_lossy(&row.body));
        assert!(!kept.contains(MARIO), "{kept}");
        assert!(!String::from_utf8_lossy(&row.body).contains("first"));
    }
    let of = |code: &str| Wanted { fiscal_code: code.parse().ok(), ..Wanted::default() };
    assert_eq!(found(&desk, of(MARIO)).await, ["first", "third"]);
    assert!(found(&desk, of("BNCNNA75E50F205H")).await.is_empty());
    let code = Wanted { code: Some("code of second".to_owned()), ..Wanted::default() };
    assert_eq!(found(&desk, code).await, ["second"]);
    let day = |from: &str, to: &str| Wanted {
        from: from.parse().ok(),
        to: to.parse().ok(),
        ..Wanted::default()
    };
    assert_eq!(found(&desk, day("2027-03-01", "2027-03-01")).await, ["first", "second"]);
    assert_eq!(found(&desk, day("2027-03-02", "2027-03-09")).await, ["third"]);
    let mut look = desk.look_into_log(&of(MARIO), &looking(false)).await.unwrap();
    assert!(look.next().await.unwrap().iter().all(|entry| entry.body.is_none()), "only listed");
}

async fn who_looks_is_written_down_with_the_reason(db: Db) {
    let desk = desk(db);
    let nobody = Wanted { jti: Some("none".to_owned()), ..Wanted::default() };
    desk.look_into_log(&nobody, &looking(true)).await.unwrap();
    let written = logs::audits(&mut desk.db.peek().await.unwrap(), None, 9).await.unwrap();
    assert_eq!(written.len(), 1);
    assert_eq!(written[0].what, "sign-in log exported");
    let detail = &written[0].detail;
    assert_eq!(detail, "\"by operator, because: request 12/2027; jti none\"");
}

/// Does to the table what nobody should, in a unit that is not kept; what a verification then says.
async fn after_harm(desk: &Desk, harm: &'static str) -> Vec<String> {
    let mut tx = desk.db.write().await.unwrap();
    tx.query(harm).execute().await.unwrap();
    tx.commit().await.unwrap();
    desk.verify_log().await.unwrap().broken
}

async fn a_row_that_is_changed_or_taken_away_shows(db: Db) {
    let desk = desk(db);
    assert!(desk.verify_log().await.unwrap().broken.is_empty(), "an empty one is whole");
    for n in 0..9 {
        say(&desk, None, &format!("message {n}")).await;
    }
    let whole = desk.verify_log().await.unwrap();
    assert_eq!((whole.rows, whole.first, whole.last), (9, 1, 9));
    assert!(whole.broken.is_empty() && whole.head.is_some(), "{:?}", whole.broken);

    let broken = after_harm(&desk, "UPDATE signin_log SET sub = 'another' WHERE seq = 2").await;
    assert_eq!(broken, ["row 2 was changed"]);
    let broken = after_harm(&desk, "UPDATE signin_log SET sub = NULL WHERE seq = 2").await;
    assert!(broken.is_empty(), "as it was");
    let broken = after_harm(&desk, "UPDATE signin_log SET body = previous WHERE seq = 3").await;
    assert_eq!(broken, ["row 3 was changed"]);
    let broken = after_harm(&desk, "DELETE FROM signin_log WHERE seq = 3").await;
    assert_eq!(broken, ["rows 3 to 3 are missing"]);
    let broken = after_harm(&desk, "DELETE FROM signin_log WHERE seq = 9").await;
    assert_eq!(broken.last().unwrap(), "the log ends with row 8, and should with 9");
    // The ends changed to fit: whoever has no key cannot prove them.
    let cut = "UPDATE signin_log_ends SET last_seq = 8,
                      last_hash = (SELECT hash FROM signin_log WHERE seq = 8)";
    let broken = after_harm(&desk, cut).await;
    assert_eq!(broken.last().unwrap(), "what is known of its two ends was changed");
    let broken = after_harm(&desk, "DELETE FROM signin_log WHERE seq <= 4").await;
    assert_eq!(broken[0], "rows 1 to 4 are missing");
    // Nor does whoever writes or throws away afterwards prove them: it shows for ever.
    let changed = "what is known of its two ends was changed".to_owned();
    say(&desk, None, "after the harm").await;
    assert!(desk.verify_log().await.unwrap().broken.contains(&changed));
    let cut = "UPDATE signin_log_ends SET gone_seq = 5,
                      gone_hash = (SELECT hash FROM signin_log WHERE seq = 5)";
    after_harm(&desk, cut).await;
    desk.clock.advance(Duration::days(900));
    while desk.purge_log(2).await.unwrap() > 0 {}
    say(&desk, None, "much later").await;
    assert_eq!(desk.verify_log().await.unwrap().broken.last(), Some(&changed));
}

async fn what_is_old_goes_from_the_beginning_and_the_rest_holds(db: Db) {
    let desk = desk(db);
    for n in 0..5 {
        say(&desk, None, &format!("old {n}")).await;
    }
    desk.clock.advance(Duration::days(30));
    say(&desk, None, "new").await;
    let last_day = desk.today() - Duration::days(30) + Months::new(24);
    let noon = rome_to_moment(last_day.and_hms_opt(12, 0, 0).unwrap());
    desk.clock.set(noon);
    desk.purge().await.unwrap();
    assert_eq!(desk.verify_log().await.unwrap().rows, 6, "kept for two years, to the day");
    desk.clock.advance(Duration::days(1));
    assert_eq!(desk.purge_log(3).await.unwrap(), 3);
    desk.purge().await.unwrap();
    let left = desk.verify_log().await.unwrap();
    assert_eq!((left.rows, left.first, left.last, left.broken), (1, 6, 6, Vec::new()));
    say(&desk, None, "newer").await;
    desk.clock.advance(Duration::days(60));
    desk.purge().await.unwrap();
    let left = desk.verify_log().await.unwrap();
    assert_eq!((left.rows, left.first, left.last, left.broken), (1, 7, 7, Vec::new()));
}

async fn two_at_once_write_one_chain(db: Db) {
    let desk = desk(db);
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..12 {
        let desk = desk.clone();
        tasks.spawn(async move { say(&desk, None, &format!("message {n}")).await });
    }
    tasks.join_all().await;
    let report = desk.verify_log().await.unwrap();
    assert_eq!((report.rows, report.last, report.broken), (12, 12, Vec::new()));
}
