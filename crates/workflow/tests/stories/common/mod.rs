//! Two workflows and the days their stories happen on; shared by the tests of this crate.

pub mod desk;
pub mod sequences;

use chrono::NaiveDate;
use model::{Localized, Moment, PersonId, rome_to_moment};
use uuid::Uuid;
use workflow::{Letter, Workflow};

pub fn permit() -> Workflow {
    serde_json::from_str(include_str!("../fixtures/permit.json")).unwrap()
}

pub fn residence() -> Workflow {
    serde_json::from_str(include_str!("../fixtures/residence.json")).unwrap()
}

/// The permit with an opinion of another office: asked by a move that waits for it, or beside the way.
pub fn consulting() -> Workflow {
    let mut workflow = permit();
    let add = |list: &mut Vec<_>, value| list.push(serde_json::from_value(value).unwrap());
    workflow.opinions = serde_json::from_value(serde_json::json!([{
        "id": "roads", "label": "Parere sulla viabilità", "office": "polizia",
        "norm": "L. 241/1990, art. 16, c. 1",
    }]))
    .unwrap();
    let state = serde_json::json!({
        "id": "opinion", "citizen": "In lavorazione", "office": "In attesa del parere",
        "national": "suspended_office",
    });
    workflow.states.push(serde_json::from_value(state).unwrap());
    add(
        &mut workflow.moves,
        serde_json::json!({
            "id": "hear", "label": "Chiedi il parere", "from": ["examined"], "to": "opinion",
            "who": ["clerk", "responsible"], "effects": [{"opinion": "roads"}],
        }),
    );
    add(
        &mut workflow.moves,
        serde_json::json!({
            "id": "heard", "label": "Si prosegue", "from": ["opinion"], "to": "examined",
            "who": ["consulted", "timer"], "effects": [{"mail": "granted"}],
        }),
    );
    let timer = serde_json::json!({
        "id": "unheard", "after": {"days": 0, "from": "opinion_end"}, "in": ["opinion"],
        "then": "heard",
    });
    workflow.timers.push(serde_json::from_value(timer).unwrap());
    workflow
}

pub fn letters(ids: &[&str]) -> Vec<Letter> {
    let letter = |id: &&str| Letter {
        id: (*id).into(),
        title: Localized::it("Lettera"),
        subject: Localized::it("Domanda {application.number}"),
        body: Localized::it(match *id {
            "refused" => "La domanda è stata esaminata. {move.observations}",
            _ => "La domanda è stata esaminata.",
        }),
        signed_by: None,
        note: None,
    };
    ids.iter().map(letter).collect()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Ten in the morning in Italy.
pub fn at(text: &str) -> Moment {
    rome_to_moment(day(text).and_hms_opt(10, 0, 0).unwrap())
}

pub fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}
