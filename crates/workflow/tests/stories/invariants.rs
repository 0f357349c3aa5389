//! What holds whatever anybody does, in any order, on any day.

use crate::common::desk::{APPLICATION, Desk, citizen, clerk, filled, responsible};
use crate::common::{day, permit, person, residence};
use chrono::Days;
use model::{Digest, FileId};
use proptest::prelude::*;
use workflow::{
    Actor, Application, Cause, Command, Item, Request, TermChange, TermMove, Who, Workflow, verify,
};

fn command() -> impl Strategy<Value = Command> {
    let moves = [
        "take",
        "ask",
        "answer",
        "integration_lapsed",
        "extend",
        "notify",
        "observe",
        "grant",
        "paid",
        "refuse",
        "withdraw",
        "register",
        "confirm",
        "annul",
        "reject",
        "nothing",
    ];
    let full = |id: &'static str| {
        let mut request = filled(id, &[("amount", "16"), ("reference", "x"), ("permit", "1")]);
        request.items.push(Item { path: "p".into(), reason: "r".into() });
        Command::Move(request)
    };
    prop_oneof![
        12 => proptest::sample::select(moves.to_vec()).prop_map(full),
        2 => proptest::sample::select(moves.to_vec()).prop_map(|id| Command::Move(Request::of(id))),
        4 => Just(Command::Elapse),
        1 => (1_u128..4).prop_map(|to| Command::Assign { to: Some(person(to)) }),
        1 => Just(Command::Transfer { office: "altro".into(), reason: "r".into() }),
        1 => Just(Command::Keep {
            file: FileId(uuid::Uuid::nil()), letter: "l".into(), digest: Digest::of(b""), number: None,
        }),
        1 => (0_u32..5).prop_map(|seq| Command::Correct {
            seq, reason: "r".into(), data: Default::default(),
        }),
    ]
}

fn actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        3 => Just(citizen()),
        4 => Just(clerk()),
        5 => Just(responsible()),
        4 => Just(Actor::time()),
        1 => Just(Actor::register()),
        1 => Just(Actor::staff(person(1), [Who::Clerk, Who::Responsible])),
        2 => Just(Actor::staff(person(5), [Who::Head])),
    ]
}

fn steps() -> impl Strategy<Value = Vec<(Command, Actor, u64)>> {
    proptest::collection::vec((command(), actor(), 0_u64..25), 0..40)
}

fn check(workflow: Workflow, steps: Vec<(Command, Actor, u64)>) -> Result<(), TestCaseError> {
    let mut desk = Desk::sent(workflow, "2027-03-01");
    desk.answers.insert("move.permit".into(), rule::Value::text("1"));
    let mut on = day("2027-03-01");
    for (command, actor, wait) in steps {
        on = on + Days::new(wait);
        let now = crate::common::at(&on.to_string());
        let before = desk.application.clone().unwrap();
        let first = desk.decide(now, &actor, &command);
        prop_assert_eq!(&first, &desk.decide(now, &actor, &command));
        let Ok(decision) = first else { continue };
        if before.closed.is_some() {
            let is_paper = matches!(command, Command::Keep { .. } | Command::Correct { .. });
            prop_assert!(is_paper, "a closed application took {:?}", command);
        }
        prop_assert!(actor.person != Some(person(1)) || actor == citizen());
        desk.keep(decision);
    }
    let application = desk.application.clone().unwrap();
    let chain = desk.chain.iter().map(|(record, payload)| (record, Some(payload)));
    let verified = verify(APPLICATION, chain).unwrap();
    prop_assert_eq!(verified.events, application.seq as usize);
    let entries: Vec<_> =
        desk.chain.iter().map(|(record, payload)| record.entry(payload).unwrap()).collect();
    prop_assert!(entries.iter().zip(1_u32..).all(|(entry, seq)| entry.seq == seq));
    prop_assert!(entries.windows(2).all(|pair| pair[0].at <= pair[1].at));
    prop_assert_eq!(Application::replay(&entries), Some(application.clone()));
    for cause in [Cause::Integration, Cause::RefusalNotice] {
        prop_assert!(application.suspensions(cause) <= 1);
    }
    let stops = application
        .term
        .iter()
        .filter(|mark| mark.change == TermMove::Changed(TermChange::Stopped))
        .count();
    prop_assert!(stops <= 1);
    let state = desk.compiled.state(&application.state).unwrap();
    prop_assert_eq!(state.ends, application.closed.map(|closed| closed.outcome));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..Default::default() })]

    #[test]
    fn a_permit_keeps_its_invariants(steps in steps()) {
        check(permit(), steps)?;
    }

    #[test]
    fn a_residence_keeps_its_invariants(steps in steps()) {
        check(residence(), steps)?;
    }
}
