//! Invented persons, procedures, drafts and applications to act on.

use chrono::NaiveDate;
use model::{ApplicationId, Digest, Moment, PersonId, fold::fold};
use store::{
    Db, Write,
    applications::{self, Application, Standing},
    drafts::{self, Draft},
    events::Event,
    people::{self, Person},
    procedures::{self, NewRevision},
};
use uuid::Uuid;

/// Ids in their order, as instants give them.
pub fn nth(n: u64) -> Uuid {
    Uuid::from_u64_pair(0x0190_0000_0000_7000, n)
}

pub fn digest(text: &str) -> Digest {
    Digest::of(text.as_bytes())
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn person(n: u64, given_name: &str, family_name: &str) -> Person {
    Person {
        id: PersonId(nth(n)),
        key: format!("cf:PRSNVN80A01L2{n:02}X"),
        fiscal_code: Some(format!("PRSNVN80A01L2{n:02}X")),
        given_name: given_name.into(),
        family_name: family_name.into(),
        attributes: r#"{"z":1,"a":"è"}"#.into(),
        created_at: Moment(10),
        updated_at: Moment(10),
    }
}

/// Persons 1 (citizen) and 2 (clerk), procedure `ztl` with revision 1 published.
pub async fn town(tx: &mut Write) {
    people::enter(tx, &person(1, "Nicolò", "D'Angelo")).await.unwrap();
    people::enter(tx, &person(2, "Carla", "Bruno")).await.unwrap();
    let new = NewRevision {
        procedure: "ztl",
        hash: digest("ztl 1"),
        text: "id: ztl\n",
        by: None,
        now: Moment(10),
    };
    procedures::save_revision(tx, new).await.unwrap();
    procedures::publish(tx, "ztl", 1, None, Moment(11)).await.unwrap();
}

/// `town`, committed.
pub async fn settled(db: &Db) {
    let mut tx = db.write().await.unwrap();
    town(&mut tx).await;
    tx.commit().await.unwrap();
}

pub fn draft(n: u64) -> Draft {
    Draft {
        id: nth(n),
        person: PersonId(nth(1)),
        procedure: "ztl".into(),
        revision: 1,
        created_at: Moment(20),
        saved_at: Moment(20),
        sent_application: None,
        deleted_at: None,
        token: vec![n as u8; 16],
        moved_from: None,
    }
}

pub fn application(n: u64) -> Application {
    Application {
        id: ApplicationId(nth(n)),
        year: 2026,
        number: n as i64,
        procedure: "ztl".into(),
        revision: 1,
        person: PersonId(nth(1)),
        sent_at: Moment(1000 + n as i64),
        applicant_name: "Nicolò D'Angelo".into(),
        applicant_folded: fold("D'Angelo Nicolò"),
        draft: None,
        now: Standing {
            waits: false,
            suspended_until: None,
            office: "polizia".into(),
            assignee: None,
            state: "sent".into(),
            national: "running".into(),
            due_on: Some(day("2026-07-31")),
            clock: "running".into(),
            closed_at: None,
            outcome: None,
            last_event_at: Moment(1000 + n as i64),
        },
        version: 1,
    }
}

pub async fn filed(tx: &mut Write, n: u64, change: impl FnOnce(&mut Application)) -> Application {
    let mut new = application(n);
    change(&mut new);
    applications::insert(tx, &new).await.unwrap();
    new
}

pub async fn opened(tx: &mut Write, n: u64) -> Draft {
    let draft = draft(n);
    drafts::open(tx, &draft).await.unwrap();
    draft
}

pub fn event(application: ApplicationId, seq: i64) -> Event {
    Event {
        id: Uuid::from_u64_pair(application.0.as_u64_pair().1, seq as u64),
        application,
        seq,
        at: Moment(1000 + seq),
        actor_kind: "applicant".into(),
        actor: Some(PersonId(nth(1))),
        kind: "sent".into(),
        digest: digest("payload"),
        previous: digest("before"),
        hash: digest("hash"),
        salt: Some(vec![7; 16]),
        payload: Some(r#"{"z":"à","a":1}"#.into()),
        erased_at: None,
    }
}
