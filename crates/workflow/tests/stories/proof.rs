//! What the proof of a workflow finds, each by breaking a good one in one place.

use serde_json::{Value, json};
use workflow::{Workflow, proof};

const LETTERS: [&str; 3] = ["integration", "granted", "refused"];

/// Breaks the permit and gives `code at path` of every fault.
fn broken(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut value = serde_json::to_value(crate::common::permit()).unwrap();
    change(&mut value);
    let workflow: Workflow = serde_json::from_value(value).unwrap();
    proof(&workflow, &crate::common::letters(&LETTERS))
        .into_iter()
        .map(|fault| {
            assert!(!fault.message.get(model::Lang::It).is_empty());
            assert!(fault.message.exact(model::Lang::En).is_some_and(|text| !text.is_empty()));
            format!("{} at {}", fault.code, fault.path)
        })
        .collect()
}

#[test]
fn good_workflows_have_no_fault() {
    assert_eq!(broken(|_| {}), Vec::<String>::new());
    assert_eq!(proof(&crate::common::residence(), &crate::common::letters(&["tacit"])), Vec::new());
}

fn check(change: impl FnOnce(&mut Value), expected: &[&str]) {
    assert_eq!(broken(change), expected);
}

fn push(list: &mut Value, item: Value) {
    list.as_array_mut().unwrap().push(item);
}

#[test]
fn what_is_named_must_exist() {
    check(|w| w["start"] = json!("nowhere"), &["unknown_state at workflow.start"]);
    check(|w| w["moves"][0]["to"] = json!("nowhere"), &["unknown_state at workflow.moves[0].to"]);
    check(
        |w| push(&mut w["moves"][1]["effects"], json!({"letter": "nothing"})),
        &["unknown_letter at workflow.moves[1].effects[2]"],
    );
    check(
        |w| w["timers"][0]["then"] = json!("nothing"),
        &[
            "time_never_comes at workflow.moves[3].who",
            "unknown_move at workflow.timers[0].then",
            "no_end_without_citizen at workflow.states[2]",
        ],
    );
    check(
        |w| w["timers"][1]["id"] = json!("integration"),
        &["duplicate_id at workflow.timers[1].id"],
    );
}

#[test]
fn every_state_is_reached_and_left() {
    let island =
        json!({"id": "island", "citizen": "Isola", "office": "Isola", "national": "running"});
    check(|w| push(&mut w["states"], island.clone()), &["unreachable at workflow.states[8]"]);
    check(
        |w| {
            push(&mut w["states"], island.clone());
            push(
                &mut w["moves"],
                json!({"id": "sail", "label": "Salpa", "from": ["sent"], "to": "island", "who": ["clerk"]}),
            );
        },
        &["no_end at workflow.states[8]"],
    );
    check(
        |w| {
            push(&mut w["states"], island.clone());
            push(
                &mut w["moves"],
                json!({"id": "sail", "label": "Salpa", "from": ["sent"], "to": "island", "who": ["clerk"]}),
            );
            push(
                &mut w["moves"],
                json!({"id": "back", "label": "Torna", "from": ["island"], "to": "examined", "who": ["applicant"]}),
            );
        },
        &["no_end_without_citizen at workflow.states[8]"],
    );
    check(
        |w| push(&mut w["moves"][1]["from"], json!("granted")),
        &["end_has_moves at workflow.moves[1].from[1]"],
    );
}

#[test]
fn the_term_follows_the_law() {
    check(|w| w["term"]["months"] = json!(1), &["term_length at workflow.term"]);
    check(|w| w["term"]["days"] = json!(0), &["term_length at workflow.term"]);
    check(|w| w["suspension_days"] = json!(31), &["long_suspension at workflow.suspension_days"]);
    check(
        |w| w["term"]["silence"] = json!("assent"),
        &[
            "silence_without_norm at workflow.term.silence",
            "silence_not_timed at workflow.states[0]",
            "silence_not_timed at workflow.states[1]",
        ],
    );
    check(|w| w["states"][5]["clock"] = json!("running"), &["end_runs at workflow.states[5]"]);
    check(
        |w| w["moves"][0]["to"] = json!("to_pay"),
        &[
            "stopped_without_decision at workflow.moves[0].to",
            "unreachable at workflow.states[1]",
            "unreachable at workflow.states[2]",
            "unreachable at workflow.states[3]",
            "unreachable at workflow.states[6]",
        ],
    );
}

#[test]
fn a_refusal_needs_its_notice_or_the_norm_that_spares_it() {
    let from_sent = |w: &mut Value| push(&mut w["moves"][10]["from"], json!("sent"));
    check(from_sent, &["refusal_without_notice at workflow.moves[10].from[1]"]);
    check(
        |w| {
            from_sent(w);
            w["moves"][10]["without_notice"] = json!("L. 241/1990, art. 2, c. 1");
        },
        &[],
    );
}

#[test]
fn time_is_unambiguous() {
    check(
        |w| {
            let mut rival = w["timers"][0].clone();
            rival["id"] = json!("rival");
            push(&mut w["timers"], rival);
        },
        &["timers_compete at workflow.timers[2]"],
    );
    check(
        |w| push(&mut w["timers"][0]["in"], json!("sent")),
        &["timer_move_elsewhere at workflow.timers[0].in[1]"],
    );
    check(
        |w| w["timers"][0]["after"] = json!({"days": 0, "from": "state_entry"}),
        &["term_length at workflow.timers[0].after"],
    );
    check(
        |w| {
            w["moves"][3]["act"] = json!("silence");
            w["moves"][3]["who"] = json!(["timer", "clerk"]);
        },
        &[
            "silence_by_person at workflow.moves[3].who",
            "silence_without_meaning at workflow.moves[3].act",
        ],
    );
    check(
        |w| w["moves"][3]["act"] = json!("silence"),
        &["silence_without_meaning at workflow.moves[3].act"],
    );
}

#[test]
fn routing_is_total() {
    check(
        |w| {
            w["routing"].as_array_mut().unwrap().pop();
        },
        &["routing_open at workflow.routing[0]"],
    );
    check(
        |w| w["routing"].as_array_mut().unwrap().reverse(),
        &["routing_after_else at workflow.routing[0]", "routing_open at workflow.routing[1]"],
    );
}
