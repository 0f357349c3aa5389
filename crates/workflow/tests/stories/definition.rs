//! The document language of workflows: what is read, refused and written back.

use serde_json::{Value, json};
use workflow::{DayKind, Effect, Silence, TermStart, Workflow};

#[test]
fn what_is_left_out_has_the_laws_default() {
    let workflow = crate::common::permit();
    assert_eq!(workflow.suspension_days, 30);
    assert_eq!(workflow.term.calendar, DayKind::Calendar);
    assert_eq!(workflow.term.from, TermStart::Receipt);
    assert_eq!(workflow.term.silence, Silence::None);
}

#[test]
fn reading_and_writing_gives_the_same_document() {
    for text in [include_str!("fixtures/permit.json"), include_str!("fixtures/residence.json")] {
        let read: Workflow = serde_json::from_str(text).unwrap();
        let written = serde_json::to_value(&read).unwrap();
        assert_eq!(written, serde_json::from_str::<Value>(text).unwrap());
    }
}

#[test]
fn unknown_keys_are_refused_everywhere() {
    let mut whole = serde_json::to_value(crate::common::permit()).unwrap();
    for pointer in
        ["", "/term", "/routing/0", "/states/0", "/moves/0", "/timers/0", "/timers/0/after"]
    {
        let mut bad = whole.clone();
        bad.pointer_mut(pointer).unwrap()["surprise"] = json!(1);
        assert!(serde_json::from_value::<Workflow>(bad).is_err(), "{pointer}");
    }
    whole["note"] = json!("una nota");
    assert!(serde_json::from_value::<Workflow>(whole).is_ok());
}

#[test]
fn an_effect_is_exactly_one_thing() {
    let read = |value: Value| serde_json::from_value::<Effect>(value);
    assert_eq!(read(json!({"letter": "a"})).unwrap(), Effect::Letter("a".into()));
    assert_eq!(read(json!({"resume": {}})).unwrap(), Effect::Resume);
    for bad in
        [json!({}), json!({"letter": "a", "mail": "a"}), json!({"fax": "a"}), json!("letter")]
    {
        assert!(read(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn the_schema_of_a_workflow_can_be_made() {
    let schema = serde_json::to_value(schemars::schema_for!(Workflow)).unwrap();
    assert_eq!(schema["additionalProperties"], json!(false));
    assert_eq!(schema.pointer("/$defs/Effect/maxProperties"), Some(&json!(1)), "{schema:#}");
}
