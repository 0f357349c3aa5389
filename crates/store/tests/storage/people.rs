//! Persons, roles, offices, settings, sign-ins, sessions, audit.

use chrono::Duration;
use model::{Moment, PersonId};
use store::{
    Db, Error,
    absences::{self, Absence},
    logs, offices, people,
    remembered::{self, Remembered},
    roles, sessions,
    sessions::{Ended, Session},
    settings, signins,
    signins::Signin,
};

use crate::sample::{day, digest, nth, person, settled};

store::both_engines!(
    a_person_enters_and_is_found,
    a_person_is_found_page_by_page,
    roles_are_given_and_end,
    offices_and_settings_are_put_and_read,
    a_signin_is_taken_once_by_its_own_browser,
    a_session_knows_its_person_and_roles_in_one_question,
    sessions_end_and_are_forgotten,
    a_session_is_never_put_off_beyond_its_end,
    sessions_that_ran_out_are_swept_once,
    sessions_end_by_what_they_are,
    acts_are_audited,
    what_was_declared_is_remembered_for_a_while,
    absences_are_written_and_taken_back,
);

async fn absences_are_written_and_taken_back(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let away = |n: u64, first: &str, last: &str| Absence {
        id: nth(n),
        person: PersonId(nth(2)),
        first_on: day(first),
        last_on: day(last),
        substitute: (n == 5).then_some(PersonId(nth(1))),
        written_by: PersonId(nth(2)),
        written_at: Moment(7),
    };
    let (later, sooner) =
        (away(5, "2026-08-10", "2026-08-21"), away(6, "2026-07-01", "2026-07-01"));
    for absence in [&later, &sooner] {
        absences::add(&mut tx, absence).await.unwrap();
    }
    let from =
        async |tx: &mut store::Write, on: &str| absences::from_day(tx, day(on)).await.unwrap();
    assert_eq!(from(&mut tx, "2026-07-01").await, [sooner.clone(), later.clone()]);
    assert_eq!(from(&mut tx, "2026-07-02").await, std::slice::from_ref(&later));
    assert_eq!(from(&mut tx, "2026-08-22").await, []);
    let on = async |tx: &mut store::Write, day_on: &str| {
        absences::on_day(tx, day(day_on)).await.unwrap()
    };
    assert_eq!(on(&mut tx, "2026-07-02").await, []);
    assert_eq!(on(&mut tx, "2026-08-21").await, std::slice::from_ref(&later));
    assert!(absences::end(&mut tx, later.id, Moment(9)).await.unwrap());
    assert!(!absences::end(&mut tx, later.id, Moment(10)).await.unwrap());
    assert_eq!(from(&mut tx, "2026-07-01").await, [sooner]);
}

async fn a_person_enters_and_is_found(db: Db) {
    let mut tx = db.write().await.unwrap();
    let first = people::enter(&mut tx, &person(1, "Nicolò", "D'Angelo")).await.unwrap();
    let mut again = person(1, "Nicolò Maria", "D'Angelo");
    (again.id, again.created_at, again.updated_at) = (PersonId(nth(9)), Moment(99), Moment(99));
    let second = people::enter(&mut tx, &again).await.unwrap();
    assert_eq!((second.id, second.created_at), (first.id, first.created_at));
    assert_eq!((second.updated_at, second.given_name.as_str()), (Moment(99), "Nicolò Maria"));
    assert_eq!(second.attributes, r#"{"z":1,"a":"è"}"#);
    tx.commit().await.unwrap();
    let mut read = db.read().await.unwrap();
    assert_eq!(people::get(&mut read, first.id).await.unwrap(), Some(second.clone()));
    assert_eq!(people::by_key(&mut read, &first.key).await.unwrap(), Some(second));
    assert_eq!(people::get(&mut read, PersonId(nth(9))).await.unwrap(), None);
}

async fn a_person_is_found_page_by_page(db: Db) {
    let mut tx = db.write().await.unwrap();
    for (n, given, family) in
        [(1, "Ugo", "Rossi"), (2, "Ada", "Rossi"), (3, "Eva", "Róssini"), (4, "Pia", "Bianchi")]
    {
        people::enter(&mut tx, &person(n, given, family)).await.unwrap();
    }
    let names = |found: Vec<people::Person>| -> String {
        found.into_iter().map(|person| person.given_name).collect::<Vec<_>>().join(" ")
    };
    let found = people::find(&mut tx, "rossi", None, 2).await.unwrap();
    let last = found[1].id;
    assert_eq!(names(found), "Ada Ugo");
    assert_eq!(names(people::find(&mut tx, "rossi", Some(last), 2).await.unwrap()), "Eva");
    assert_eq!(names(people::find(&mut tx, "ROSSI U", None, 9).await.unwrap()), "Ugo");
    assert_eq!(names(people::find(&mut tx, "prs nvn80a01l204", None, 9).await.unwrap()), "Pia");
    assert_eq!(names(people::find(&mut tx, "", None, 9).await.unwrap()), "Pia Ada Ugo Eva");
    assert_eq!(names(people::find(&mut tx, "nobody", None, 9).await.unwrap()), "");
}

async fn roles_are_given_and_end(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let role = |role: &str, office: Option<&str>| roles::Role {
        person: PersonId(nth(2)),
        role: role.into(),
        office: office.map(str::to_owned),
        procedure: None,
        since: Moment(100),
        until: None,
    };
    let (clerk, auditor) = (role("clerk", Some("polizia")), role("auditor", None));
    for role in [&clerk, &auditor, &clerk] {
        roles::grant(&mut tx, role).await.unwrap();
    }
    let person = clerk.person;
    assert!(roles::of_person(&mut tx, person, Moment(99)).await.unwrap().is_empty());
    let now = roles::of_person(&mut tx, person, Moment(100)).await.unwrap();
    assert_eq!(now, [auditor.clone(), clerk.clone()]);
    assert!(now[0].holds(Moment(100)) && !now[0].holds(Moment(99)));
    let staff = roles::staff_of(&mut tx, "polizia", Moment(100)).await.unwrap();
    assert_eq!((staff.len(), staff[0].family_name.as_str()), (2, "Bruno"));
    assert_eq!(roles::staff_of(&mut tx, "anagrafe", Moment(100)).await.unwrap().len(), 1);
    assert!(roles::revoke(&mut tx, &clerk, Moment(200)).await.unwrap());
    assert!(!roles::revoke(&mut tx, &clerk, Moment(201)).await.unwrap());
    assert_eq!(roles::of_person(&mut tx, person, Moment(200)).await.unwrap(), [auditor]);
    let all = roles::list(&mut tx, None, 10).await.unwrap();
    assert_eq!((all.len(), all[1].until), (2, Some(Moment(200))));
    assert!(roles::list(&mut tx, Some(person), 10).await.unwrap().is_empty());
    let nobody = roles::Role { person: PersonId(nth(77)), ..clerk };
    assert!(matches!(roles::grant(&mut tx, &nobody).await, Err(Error::Dangling(_))));
}

async fn offices_and_settings_are_put_and_read(db: Db) {
    let mut tx = db.write().await.unwrap();
    let office = |id: &str, position| offices::Office {
        id: id.into(),
        data: r#"{"name":"Città"}"#.into(),
        position,
    };
    for new in [office("anagrafe", 2), office("polizia", 1), office("anagrafe", 0)] {
        offices::put(&mut tx, &new).await.unwrap();
    }
    let all = offices::list(&mut tx).await.unwrap();
    assert_eq!(all, [office("anagrafe", 0), office("polizia", 1)]);
    assert_eq!(offices::get(&mut tx, "polizia").await.unwrap(), Some(office("polizia", 1)));
    assert_eq!(offices::get(&mut tx, "tributi").await.unwrap(), None);
    assert_eq!(settings::get(&mut tx, "k").await.unwrap(), None);
    for value in ["1", "{\"b\":0,\"a\":0}"] {
        settings::put(&mut tx, "k", value).await.unwrap();
        assert_eq!(settings::get(&mut tx, "k").await.unwrap().as_deref(), Some(value));
    }
}

async fn a_signin_is_taken_once_by_its_own_browser(db: Db) {
    let mut tx = db.write().await.unwrap();
    let signin = |n: i64| Signin {
        id: nth(n as u64),
        state_hash: digest(&format!("state {n}")),
        browser_hash: digest("browser"),
        provider: "demo".into(),
        choice: (n == 2).then(|| "https://idp.example".into()),
        nonce: "n".into(),
        verifier: "v".into(),
        return_to: "/servizi/ztl".into(),
        acting: "citizen".into(),
        level: 2,
        created_at: Moment(1),
        expires_at: Moment(100 * n),
        said: (n == 1).then(|| vec![1, 2]),
    };
    for n in 1..=3 {
        signins::begin(&mut tx, &signin(n)).await.unwrap();
    }
    let take = async |tx: &mut store::Write, n: i64, browser: &str, now: i64| {
        let state = digest(&format!("state {n}"));
        signins::take(tx, state, digest(browser), Moment(now)).await.unwrap()
    };
    assert_eq!(take(&mut tx, 1, "browser", 100).await, None, "expired");
    assert_eq!(take(&mut tx, 2, "another", 50).await, None);
    assert_eq!(take(&mut tx, 2, "browser", 50).await, Some(signin(2)));
    assert_eq!(take(&mut tx, 2, "browser", 50).await, None, "taken");
    assert_eq!(signins::purge(&mut tx, Moment(299), 9).await.unwrap(), 1);
    assert_eq!(take(&mut tx, 3, "browser", 299).await, Some(signin(3)));
}

const MINUTE: i64 = 60_000_000;

fn session(n: u64) -> Session {
    Session {
        token_hash: digest(&format!("token {n}")),
        id: nth(100 + n),
        person: PersonId(nth(2)),
        acting: "staff".into(),
        level: 2,
        provider: "demo".into(),
        created_at: Moment(0),
        seen_at: Moment(0),
        idle_until: Moment(30 * MINUTE),
        expires_at: Moment(480 * MINUTE),
        device: "Firefox su Linux".into(),
        ended_at: None,
        tokens: Some(vec![1, 2, 3]),
        signin: Some(nth(n)),
        subject: Some(format!("subject {n}")),
        method: "SPID".into(),
        network: Some("192.0.2.0/24".into()),
    }
}

async fn a_session_knows_its_person_and_roles_in_one_question(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    sessions::begin(&mut tx, &session(1)).await.unwrap();
    let alone = sessions::get(&mut tx, session(1).token_hash, Moment(5)).await.unwrap().unwrap();
    assert_eq!((alone.session, alone.roles.len()), (session(1), 0));
    assert_eq!(alone.person, person(2, "Carla", "Bruno"));
    let role = |role: &str, office: Option<&str>, since, until| roles::Role {
        person: PersonId(nth(2)),
        role: role.into(),
        office: office.map(str::to_owned),
        procedure: office.map(|_| "ztl".to_owned()),
        since: Moment(since),
        until,
    };
    let held = [role("clerk", Some("polizia"), 1, Some(Moment(9))), role("auditor", None, 1, None)];
    for role in held.iter().chain(&[role("head", None, 50, None)]) {
        roles::grant(&mut tx, role).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut peek = db.peek().await.unwrap();
    let mut known =
        sessions::get(&mut peek, session(1).token_hash, Moment(5)).await.unwrap().unwrap();
    known.roles.sort_by_key(|role| std::cmp::Reverse(role.role.clone()));
    assert_eq!(known.roles, held);
    let later = sessions::get(&mut peek, session(1).token_hash, Moment(9)).await.unwrap().unwrap();
    assert_eq!(later.roles, held[1..]);
}

async fn sessions_end_and_are_forgotten(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    for n in 1..=4 {
        sessions::begin(&mut tx, &session(n)).await.unwrap();
    }
    let me = PersonId(nth(2));
    let live = async |tx: &mut store::Write, n: u64, now: i64| {
        sessions::get(tx, session(n).token_hash, Moment(now)).await.unwrap().map(|it| it.session)
    };
    let touch = async |tx: &mut store::Write, now: i64| {
        let until = Moment(now) + Duration::minutes(30);
        sessions::touch(tx, session(1).token_hash, Moment(now), until).await.unwrap();
    };
    touch(&mut tx, MINUTE - 1).await;
    assert_eq!(live(&mut tx, 1, 5).await.unwrap().seen_at, Moment(0), "not twice in a minute");
    touch(&mut tx, MINUTE).await;
    let touched = live(&mut tx, 1, MINUTE).await.unwrap();
    assert_eq!((touched.seen_at, touched.idle_until), (Moment(MINUTE), Moment(31 * MINUTE)));
    assert!(touched.wants_touch(Moment(2 * MINUTE)) && !touched.wants_touch(Moment(MINUTE + 1)));
    assert!(live(&mut tx, 1, 30 * MINUTE).await.is_some());
    assert!(live(&mut tx, 2, 30 * MINUTE).await.is_none(), "idle too long");

    let ended = |n: u64, has_tokens| Ended { id: nth(100 + n), has_tokens };
    assert_eq!(sessions::end(&mut tx, PersonId(nth(1)), nth(102), Moment(9)).await.unwrap(), None);
    let end = sessions::end(&mut tx, me, nth(102), Moment(9)).await.unwrap();
    assert_eq!(end, Some(ended(2, true)));
    assert_eq!(sessions::end(&mut tx, me, nth(102), Moment(9)).await.unwrap(), None);
    assert!(live(&mut tx, 2, 10).await.is_none());
    let mine = sessions::of_person(&mut tx, me, Moment(10)).await.unwrap();
    assert_eq!(mine.iter().map(|it| it.id).collect::<Vec<_>>(), [nth(104), nth(103), nth(101)]);
    sessions::forget_tokens(&mut tx, nth(102)).await.unwrap();
    sessions::forget_tokens(&mut tx, nth(104)).await.unwrap();
    let tokens = async |tx: &mut store::Write, n: u64| {
        sessions::by_id(tx, nth(100 + n)).await.unwrap().unwrap().tokens.is_some()
    };
    assert!(!tokens(&mut tx, 2).await, "given back");
    assert!(tokens(&mut tx, 4).await, "a living session keeps them");
    let mut others = sessions::end_others(&mut tx, me, nth(101), Moment(20)).await.unwrap();
    others.sort_by_key(|it| it.id);
    assert_eq!(others, [ended(3, true), ended(4, true)]);
    assert_eq!(sessions::of_person(&mut tx, me, Moment(21)).await.unwrap().len(), 1);
    assert_eq!(sessions::purge(&mut tx, Moment(10), 9).await.unwrap(), 0);
    assert_eq!(sessions::purge(&mut tx, Moment(481 * MINUTE), 3).await.unwrap(), 3);
    assert_eq!(sessions::purge(&mut tx, Moment(481 * MINUTE), 3).await.unwrap(), 1);
}

async fn a_session_is_never_put_off_beyond_its_end(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    sessions::begin(&mut tx, &session(1)).await.unwrap();
    let now = Moment(470 * MINUTE);
    let until = now + Duration::minutes(30);
    sessions::touch(&mut tx, session(1).token_hash, now, until).await.unwrap();
    let kept = sessions::by_id(&mut tx, nth(101)).await.unwrap().unwrap();
    assert_eq!((kept.seen_at, kept.idle_until), (now, kept.expires_at));
}

async fn sessions_that_ran_out_are_swept_once(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    for n in 1..=4 {
        let mut session = session(n);
        session.idle_until = Moment(n as i64 * 10);
        if n == 2 {
            session.tokens = None;
        }
        sessions::begin(&mut tx, &session).await.unwrap();
    }
    let sweep = async |tx: &mut store::Write, now| {
        let swept = sessions::sweep(tx, Moment(now), 9).await.unwrap();
        let mut ids: Vec<_> = swept.into_iter().map(|it| it.id).collect();
        ids.sort_unstable();
        ids
    };
    assert!(sweep(&mut tx, 9).await.is_empty());
    assert_eq!(sweep(&mut tx, 30).await, [nth(101), nth(103)], "one had no tokens");
    assert!(sweep(&mut tx, 30).await.is_empty());
    assert_eq!(sessions::sweep(&mut tx, Moment(99), 0).await.unwrap(), []);
    assert_eq!(sweep(&mut tx, 40).await, [nth(104)]);
}

async fn sessions_end_by_what_they_are(db: Db) {
    settled(&db).await;
    let mut tx = db.write().await.unwrap();
    let me = PersonId(nth(2));
    for n in 1..=4 {
        let mut session = session(n);
        if n == 2 {
            (session.acting, session.tokens) = ("citizen".into(), None);
        }
        if n == 4 {
            session.provider = "other".into();
        }
        sessions::begin(&mut tx, &session).await.unwrap();
    }
    let ids = |ended: Vec<Ended>| ended.into_iter().map(|it| it.id).collect::<Vec<_>>();
    let now = Moment(5);
    let by_name = sessions::end_of_subject(&mut tx, "demo", "subject 3", now).await.unwrap();
    assert_eq!(ids(by_name), [nth(103)]);
    let strange = sessions::end_of_subject(&mut tx, "demo", "subject 4", now).await.unwrap();
    assert!(strange.is_empty(), "another provider's");
    assert_eq!(ids(sessions::end_of_provider(&mut tx, "other", now).await.unwrap()), [nth(104)]);
    let citizen = sessions::end_acting(&mut tx, me, "citizen", now).await.unwrap();
    assert_eq!(citizen, [Ended { id: nth(102), has_tokens: false }]);
    assert_eq!(ids(sessions::end_acting(&mut tx, me, "staff", now).await.unwrap()), [nth(101)]);
}

async fn acts_are_audited(db: Db) {
    let mut tx = db.write().await.unwrap();
    let act = |n: u64| logs::Audit {
        id: nth(n),
        at: Moment(n as i64),
        person: (n > 1).then(|| PersonId(nth(2))),
        what: "publish".into(),
        detail: "{}".into(),
    };
    for n in 1..=3 {
        logs::audit(&mut tx, &act(n)).await.unwrap();
    }
    assert_eq!(logs::audits(&mut tx, None, 2).await.unwrap(), [act(3), act(2)]);
    assert_eq!(logs::audits(&mut tx, Some(nth(2)), 2).await.unwrap(), [act(1)]);
}

async fn what_was_declared_is_remembered_for_a_while(db: Db) {
    let mut tx = db.write().await.unwrap();
    let mut ids = Vec::new();
    for n in [1, 2] {
        ids.push(people::enter(&mut tx, &person(n, "Ada", "Neri")).await.unwrap().id);
    }
    let one = |person, name: &str, value: &[u8], until| Remembered {
        person,
        name: name.into(),
        value: value.to_vec(),
        declared_at: Moment(until - 10),
        until: Moment(until),
    };
    remembered::keep(&mut tx, &one(ids[0], "store.phone", b"1", 20)).await.unwrap();
    remembered::keep(&mut tx, &one(ids[0], "store.phone", b"2", 30)).await.unwrap();
    remembered::keep(&mut tx, &one(ids[0], "store.email", b"3", 20)).await.unwrap();
    remembered::keep(&mut tx, &one(ids[1], "store.phone", b"4", 40)).await.unwrap();
    let of = async |tx: &mut store::Write, now| {
        let found = remembered::of_person(tx, ids[0], Moment(now)).await.unwrap();
        found.into_iter().map(|one| (one.name, one.value)).collect::<Vec<_>>()
    };
    let phone = ("store.phone".to_owned(), b"2".to_vec());
    assert_eq!(of(&mut tx, 19).await, [("store.email".to_owned(), b"3".to_vec()), phone.clone()]);
    assert_eq!(of(&mut tx, 20).await, [phone]);
    assert_eq!(remembered::forget(&mut tx, Moment(30), 1).await.unwrap(), 1);
    assert_eq!(remembered::forget(&mut tx, Moment(30), 9).await.unwrap(), 1);
    assert_eq!(of(&mut tx, 0).await, []);
    assert_eq!(remembered::of_person(&mut tx, ids[1], Moment(0)).await.unwrap().len(), 1);
}
