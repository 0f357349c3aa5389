//! The log of readings as those read it who control.

use model::{ApplicationId, Moment, PersonId};
use store::{Db, logs, parties, queue, read_log};

use crate::sample::{filed, nth, person, settled};

store::both_engines!(the_log_is_narrowed_and_reaches_no_further_than_its_reader);

/// The instant that the ids of `nth` say.
const NOW: i64 = 0x0190_0000_0000 * 1_000;
const DAY: i64 = 24 * 60 * 60 * 1_000_000;

fn reading(n: u64, application: ApplicationId, person: u64, at: i64) -> logs::Reading {
    logs::Reading {
        id: nth(500 + n),
        application,
        person: PersonId(nth(person)),
        role: "clerk".into(),
        at: Moment(at),
        purpose: "open".into(),
        office: None,
        basis: Some("office".into()),
    }
}

async fn the_log_is_narrowed_and_reaches_no_further_than_its_reader(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let here = filed(&mut tx, 1, |_| {}).await;
    let there = filed(&mut tx, 2, |new| new.now.office = "elsewhere".into()).await;
    for (n, application, person, at) in [
        (1, here.id, 2, NOW),
        (2, there.id, 2, NOW + 1),
        (3, here.id, 1, NOW + 2),
        (4, here.id, 2, NOW - DAY),
    ] {
        logs::read(&mut tx, &reading(n, application, person, at)).await.unwrap();
    }
    for (n, application) in [(1, Some(here.id)), (2, Some(there.id)), (3, None)] {
        let denial = logs::Denial {
            id: nth(600 + n),
            at: Moment(NOW),
            person: (n == 1).then(|| PersonId(nth(2))),
            path: "/ufficio".into(),
            what: "application".into(),
            application,
        };
        logs::deny(&mut tx, &denial).await.unwrap();
    }
    let code = person(2, "Carla", "Bruno").fiscal_code.unwrap();
    parties::name(&mut tx, there.id, &[code].into()).await.unwrap();
    let all = read_log::Filter {
        reach: queue::Filter::default(),
        reader: PersonId(nth(3)),
        application: None,
        person: None,
        during: None,
        before: None,
    };
    let mut found = async |filter: &read_log::Filter| {
        let readings = read_log::readings(&mut tx, filter, 9).await.unwrap();
        let denials = read_log::denials(&mut tx, filter, 9).await.unwrap();
        let ids = readings.iter().map(|row| row.id).chain(denials.iter().map(|row| row.id));
        ids.map(|id| id.as_u64_pair().1).collect::<Vec<_>>()
    };
    assert_eq!(found(&all).await, [504, 503, 502, 501, 603, 602, 601]);
    let of = |application| read_log::Filter { application: Some(application), ..all.clone() };
    assert_eq!(found(&of(there.id)).await, [502, 602]);
    let of = read_log::Filter { person: Some(PersonId(nth(2))), ..all.clone() };
    assert_eq!(found(&of).await, [504, 502, 501, 601]);
    let during = Some((Moment(NOW), Moment(NOW + 2)));
    let day = read_log::Filter { during, person: of.person, ..all.clone() };
    assert_eq!(found(&day).await, [502, 501, 601]);
    let before = read_log::Filter { before: Some(nth(503)), ..all.clone() };
    assert_eq!(found(&before).await, [502, 501]);
    // Of one office or one procedure: what is about no application is of who reaches all.
    let reach = queue::Filter { offices: vec![here.now.office.clone()], ..Default::default() };
    let office = read_log::Filter { reach, during, ..all.clone() };
    assert_eq!(found(&office).await, [501, 601]);
    let parts = vec![(Some("elsewhere".into()), here.procedure.clone()), (None, "other".into())];
    let reach = queue::Filter { parts, ..Default::default() };
    assert_eq!(found(&read_log::Filter { reach, ..all.clone() }).await, [502, 602]);
    // What is their own, or names them, is told to a citizen and not to who controls.
    let own = read_log::Filter { reader: here.person, ..all.clone() };
    assert_eq!(found(&own).await, [603]);
    let named = read_log::Filter { reader: PersonId(nth(2)), ..all };
    assert_eq!(found(&named).await, [504, 503, 501, 603, 601]);
}
