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

pub fn letters(ids: &[&str]) -> Vec<Letter> {
    let letter = |id: &&str| Letter {
        id: (*id).into(),
        title: Localized::it("Lettera"),
        subject: Localized::it("Domanda {application.number}"),
        body: Localized::it("La domanda è stata esaminata."),
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
