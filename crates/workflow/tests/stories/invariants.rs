//! What holds whatever anybody does, in any order, on any day. What is asserted is in `sequences`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::common::sequences::{attempts, play, unguarded};
use crate::common::{consulting, permit, residence};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use workflow::{
    Compiled, DayKind, Effect, Extend, Move, Restart, Silence, Suspend, TermStart, Timer, Who,
    Workflow,
};

/// A move that stays where it is and moves the term, by the head of the office.
fn of_the_head(id: &str, from: &str, effect: Effect) -> Move {
    let mut mv: Move = serde_json::from_value(serde_json::json!({
        "id": id, "label": "Atto", "from": [from], "to": from, "who": ["head"],
    }))
    .unwrap();
    mv.effects.push(effect);
    mv
}

/// The permit under every special rule: working days, the competent office, a new beginning, a
/// suspension without end.
fn special() -> Workflow {
    let mut workflow = permit();
    workflow.term.calendar = DayKind::Working;
    workflow.term.from = TermStart::CompetentOffice;
    workflow.suspension_days = 20;
    let norm = || "DPR 184/2006, art. 6, c. 5".to_owned();
    let open = Suspend { norm: Some(norm()), days: None };
    let bounded = Suspend { norm: Some(norm()), days: Some(60) };
    workflow.moves.extend([
        of_the_head("restart", "examined", Effect::Restart(Restart { norm: norm() })),
        of_the_head("wait", "examined", Effect::Suspend(open)),
        of_the_head("wait_sixty", "examined", Effect::Suspend(bounded)),
        of_the_head("go_on", "examined", Effect::Resume),
    ]);
    // One that changes no state, and one that should run in an end too.
    let timer = |id: &str, states: &[&str]| -> Timer {
        let after = serde_json::json!({"days": 5, "from": "sent"});
        let timer = serde_json::json!({"id": id, "after": after, "in": states, "then": id});
        serde_json::from_value(timer).unwrap()
    };
    for (id, states) in [("remind", &["examined"][..]), ("late", &["refused", "withdrawn"])] {
        let mut mv = of_the_head(id, states[0], Effect::Resume);
        mv.who = vec![Who::Timer];
        mv.effects.clear();
        workflow.moves.push(mv);
        workflow.timers.push(timer(id, states));
    }
    workflow
}

/// The residence in months, extended, with a silence that refuses.
fn refusing() -> Workflow {
    let mut workflow = residence();
    (workflow.term.days, workflow.term.months) = (None, Some(1));
    workflow.term.silence = Silence::Refusal;
    workflow.moves.iter_mut().find(|mv| mv.id == "tacit_assent").unwrap().to = "annulled".into();
    let extend = Extend { days: 15, norm: "Regolamento, art. 9".into() };
    workflow.moves.push(of_the_head("extend", "registered", Effect::Extend(extend)));
    workflow
}

/// The residence under assent, from the competent office, extended, with a timer that comes before
/// the term has run out.
fn assenting() -> Workflow {
    let mut workflow = residence();
    workflow.timers.iter_mut().find(|it| it.id == "silence").unwrap().after.days = Some(40);
    workflow.term.from = TermStart::CompetentOffice;
    let extend = Extend { days: 15, norm: "Regolamento, art. 9".into() };
    workflow.moves.push(of_the_head("extend", "registered", Effect::Extend(extend)));
    workflow
}

static WORKFLOWS: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    let all = [permit(), residence(), special(), refusing(), assenting(), consulting()];
    all.iter().map(unguarded).collect()
});

fn sent_on() -> impl Strategy<Value = NaiveDate> {
    let first: NaiveDate = "2026-11-01".parse().unwrap();
    (0_u64..900).prop_map(move |days| first + Days::new(days))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_sequence_of_commands_keeps_every_invariant(
        which in 0..WORKFLOWS.len(), sent_on in sent_on(), attempts in attempts(),
    ) {
        play(&WORKFLOWS[which], &attempts, sent_on)?;
    }
}

#[test]
fn sequences_go_far_enough_to_prove_something() {
    let (mut runner, mut kinds) = (TestRunner::deterministic(), BTreeMap::new());
    for at in 0..500 {
        let attempts = attempts().new_tree(&mut runner).unwrap().current();
        let workflow = &WORKFLOWS[at % WORKFLOWS.len()];
        for kind in play(workflow, &attempts, "2027-03-01".parse().unwrap()).unwrap() {
            *kinds.entry(kind).or_insert(0) += 1;
        }
    }
    // Every kind of event there is, and each more than once.
    assert_eq!(kinds.len(), 26, "{kinds:?}");
    assert!(kinds.values().all(|times| *times > 2), "{kinds:?}");
}
