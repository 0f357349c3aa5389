//! The chain of events: frozen bytes, tampering, erasure.

use std::collections::BTreeMap;

use model::{ApplicationId, Digest, FileId, Money};
use proptest::prelude::*;
use uuid::Uuid;
use workflow::{
    Author, Broken, Cause, Done, Entry, Event, Item, Outcome, Payload, Record, Silence, Step,
    TermChange, Who, Why, genesis, seal, verify,
};

const APPLICATION: ApplicationId =
    ApplicationId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001));

fn done() -> Done {
    Done {
        step: Step { move_id: "ask".into(), from: "examined".into(), to: "to_integrate".into() },
        data: BTreeMap::from([("reasons".into(), vec!["Manca la «carta»".into()])]),
        letters: BTreeMap::new(),
        term: vec![TermChange::Suspended {
            cause: Cause::Integration,
            norm: "L. 241/1990, art. 2, c. 7".into(),
            most: None,
        }],
        ends: None,
    }
}

fn sent() -> Event {
    Event::Sent {
        procedure: "permesso-ztl".into(),
        revision: 3,
        number: "2027/000001".into(),
        office: "polizia-locale".into(),
        state: "sent".into(),
        answers: Digest::of(b"answers"),
        paid: Vec::new(),
    }
}

/// What events learned to say after their form was frozen: keys that are left out where there is nothing to say.
fn later_events() -> Vec<Event> {
    vec![
        Event::Reopened {
            to: "examined".into(),
            cause: workflow::ReopenedFor::Annulment,
            reason: "Mancava il parere".into(),
            number: None,
        },
        Event::Reopened {
            to: "examined".into(),
            cause: workflow::ReopenedFor::Falsehood,
            reason: "Il contrassegno era falso".into(),
            number: Some("2027/000125".into()),
        },
        Event::Corrected {
            seq: 2,
            reason: "Numero copiato male".into(),
            number: Some("2027/000126".into()),
            data: BTreeMap::from([("wrong".into(), vec!["ZTL-10".into()])]),
        },
        Event::Moved {
            done: Done {
                letters: BTreeMap::from([(
                    "granted".into(),
                    workflow::Lettered {
                        number: Some("2027/000124".into()),
                        by_hand: Some(workflow::ByHand {
                            subject: "Permesso".into(),
                            body: "Sì,\n**sì**.".into(),
                            over: "a1".into(),
                        }),
                        is_proposed: true,
                    },
                )]),
                ..done()
            },
        },
    ]
}

#[test]
fn what_events_learned_later_is_read_back_and_left_out_where_it_is_not() {
    for event in later_events() {
        assert_eq!(Event::read(event.kind(), &event.payload()).unwrap(), event);
    }
    assert!(!Event::Moved { done: done() }.payload().contains("letters"));
}

/// One of each kind.
fn every_event() -> Vec<Event> {
    let until = crate::common::day("2027-04-11");
    vec![
        sent(),
        Event::Assigned { to: Some(crate::common::person(7)), reason: None },
        Event::Taken { done: done() },
        Event::Moved { done: done() },
        Event::Transferred { from: "a".into(), to: "b".into(), reason: "È di altri".into() },
        Event::IntegrationAsked {
            done: done(),
            items: vec![Item {
                path: "vehicles.r1.plate".into(),
                question: String::new(),
                reason: "Illeggibile".into(),
            }],
            until,
        },
        Event::IntegrationAnswered { done: done() },
        Event::RefusalNotified { done: done(), until },
        Event::ObservationsGiven { done: done() },
        Event::Decided { done: done(), outcome: Outcome::Positive, letter: Some("granted".into()) },
        Event::DocumentMade {
            file: FileId(Uuid::from_u128(9)),
            letter: "granted".into(),
            digest: Digest::of(b"pdf"),
            number: None,
        },
        Event::PaymentRegistered { done: done(), amount: Money(1600), reference: "CRO 1".into() },
        Event::Withdrawn { done: done() },
        Event::SilenceMatured {
            done: done(),
            meaning: Silence::Assent,
            norm: "L. 241/1990, art. 20".into(),
            term_end: until,
        },
        Event::Corrected {
            seq: 2,
            reason: "Persona sbagliata".into(),
            number: None,
            data: BTreeMap::new(),
        },
    ]
}

type Chain = Vec<(Record, Payload)>;

fn chain() -> Chain {
    let mut previous = genesis(APPLICATION);
    let mut chain = Vec::new();
    for (index, event) in every_event().into_iter().enumerate() {
        let number = u8::try_from(index).unwrap();
        let entry = Entry {
            seq: u32::from(number) + 1,
            at: crate::common::at("2027-03-12"),
            author: Author { who: Who::Clerk, person: Some(crate::common::person(7)) },
            event,
        };
        let (record, payload) =
            seal(&entry, Uuid::from_u128(100 + u128::from(number)), [number; 16], previous);
        previous = record.hash;
        chain.push((record, payload));
    }
    chain
}

fn check(chain: &[(Record, Payload)]) -> Result<workflow::Verified, Broken> {
    verify(APPLICATION, chain.iter().map(|(record, payload)| (record, Some(payload))))
}

#[test]
fn every_event_comes_back_as_it_was() {
    for event in every_event() {
        assert_eq!(Event::read(event.kind(), &event.payload()), Ok(event));
    }
    assert!(Event::read("dreamt", "{}").is_err());
    assert!(Event::read("sent", "{}").is_err());
    assert!(Event::read("sent", "not json").is_err());
}

#[test]
fn every_author_is_told_apart_by_the_hashed_form() {
    for who in Who::ALL {
        assert_eq!(Who::from_tag(who.tag()), Some(who));
        assert_eq!(serde_json::to_value(who).unwrap(), who.tag());
    }
    let person = Author { who: Who::Clerk, person: Some(crate::common::person(1)) };
    assert_eq!(person.to_string(), "clerk:00000000-0000-0000-0000-000000000001");
    assert_eq!(Author { who: Who::Timer, person: None }.to_string(), "timer:-");
}

/// If this test fails, old filings no longer verify: mend the code, never the numbers.
#[test]
fn the_frozen_form_gives_the_golden_hashes() {
    assert_eq!(
        genesis(APPLICATION),
        Digest::of(b"sportello-application-1\n01900000-0000-7000-8000-000000000001\n")
    );
    let (record, payload) = chain().swap_remove(5);
    assert_eq!(
        payload.text,
        r#"{"done":{"data":{"reasons":["Manca la «carta»"]},"step":{"from":"examined","move":"ask","to":"to_integrate"},"term":[{"cause":"integration","change":"suspended","norm":"L. 241/1990, art. 2, c. 7"}]},"items":[{"path":"vehicles.r1.plate","reason":"Illeggibile"}],"until":"2027-04-11"}"#
    );
    let by_hand = format!(
        "sportello-event-1\n00000000-0000-0000-0000-000000000069\n6\n1804842000000000\nclerk:00000000-0000-0000-0000-000000000007\nintegration_asked\n{}\n{}\n",
        record.digest, record.previous
    );
    assert_eq!(record.hash, Digest::of(by_hand.as_bytes()));
    assert_eq!(
        record.digest.to_string(),
        "5edaf663d048d7a177ad28f8f5175d0df3febcdac038ac5d18230dd36ddad7ab"
    );
    assert_eq!(
        record.hash.to_string(),
        "d0dd9ed6d6ab3caad3e1eee7f79aca56246c0eda01ff6020c67a5350ba416e55"
    );
    let head = check(&chain()).unwrap().head;
    assert_eq!(
        head.to_string(),
        "813a900255e61b2d261309b6d7bb48ed1ecb8719f558a491c61d6777b7a4a8b9"
    );
}

#[test]
fn what_was_changed_is_found_where_it_was_changed() {
    let whole = chain();
    assert_eq!(check(&whole).unwrap().events, whole.len());
    let broken = |change: &dyn Fn(&mut Chain)| {
        let mut chain = whole.clone();
        change(&mut chain);
        check(&chain).unwrap_err()
    };
    assert_eq!(broken(&|c| c[3].1.text.push(' ')), Broken { seq: 4, why: Why::Payload });
    assert_eq!(broken(&|c| c[3].1.salt[0] ^= 1), Broken { seq: 4, why: Why::Payload });
    assert_eq!(broken(&|c| c[3].0.at.0 += 1), Broken { seq: 4, why: Why::Hash });
    assert_eq!(broken(&|c| c[3].0.kind.push('s')), Broken { seq: 4, why: Why::Hash });
    assert_eq!(broken(&|c| c[3].0.author.person = None), Broken { seq: 4, why: Why::Hash });
    assert_eq!(broken(&|c| c[3].0.digest = Digest::of(b"x")), Broken { seq: 4, why: Why::Hash });
    assert_eq!(broken(&|c| c[3].0.id = Uuid::nil()), Broken { seq: 4, why: Why::Hash });
    assert_eq!(broken(&|c| c.swap(3, 4)), Broken { seq: 4, why: Why::Order });
    assert_eq!(broken(&|c| drop(c.remove(3))), Broken { seq: 4, why: Why::Order });
    assert_eq!(
        broken(&|c| {
            // A record forged whole, with its own hash right, is not followed by the next.
            c[3].0.at.0 += 1;
            c[3].0.hash = c[3].0.computed_hash();
        }),
        Broken { seq: 5, why: Why::Previous }
    );
    let other = ApplicationId(Uuid::from_u128(2));
    let moved = verify(other, whole.iter().map(|(record, payload)| (record, Some(payload))));
    assert_eq!(moved, Err(Broken { seq: 1, why: Why::Previous }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn erasing_any_payloads_leaves_order_and_integrity_provable(
        erased in proptest::collection::btree_set(1_u32..=15, 0..15)
    ) {
        let whole = chain();
        let verified = verify(
            APPLICATION,
            whole.iter().map(|(record, payload)| {
                (record, (!erased.contains(&record.seq)).then_some(payload))
            }),
        ).unwrap();
        prop_assert_eq!(verified.erased, erased.into_iter().collect::<Vec<_>>());
        prop_assert_eq!(verified.head, whole.last().unwrap().0.hash);
    }
}
