//! The others of the demo's town: they have sent applications over the months, and no visitor is one of them. Invented, like
//! those whom a visitor can be.

use demo_provider::{Kind, Person, Place};

const TURIN: Place = Place { town: "Torino", country: "IT", code: "L219" };

const fn person(
    code: &'static str,
    (given_name, family_name): (&'static str, &'static str),
    (birth_date, gender): (&'static str, &'static str),
    email: &'static str,
) -> Person {
    Person {
        code,
        given_name,
        family_name,
        kind: Kind::Citizen,
        groups: &[],
        what: "",
        birth_date,
        birth_place: TURIN,
        gender,
        email,
    }
}

pub(super) const OTHERS: [Person; 6] = [
    person(
        "CMPNDA68C49L219B",
        ("Nadia", "Campione"),
        ("1968-03-09", "female"),
        "nadia.campione@example.it",
    ),
    person(
        "SGGPRI55S21L219E",
        ("Piero", "Saggio"),
        ("1955-11-21", "male"),
        "piero.saggio@example.it",
    ),
    person(
        "SMPRNI92L54L219V",
        ("Irene", "Esempio"),
        ("1992-07-14", "female"),
        "irene.esempio@example.it",
    ),
    person(
        "TRCBRN74A30L219S",
        ("Bruno", "Traccia"),
        ("1974-01-30", "male"),
        "bruno.traccia@example.it",
    ),
    person(
        "BZZLCU86P42L219D",
        ("Lucia", "Bozzetto"),
        ("1986-09-02", "female"),
        "lucia.bozzetto@example.it",
    ),
    person(
        "MDLDRA79E25L219U",
        ("Dario", "Modulo"),
        ("1979-05-25", "male"),
        "dario.modulo@example.it",
    ),
];

/// By which stories know the `n`-th, beginning anew after the last.
pub(super) fn key(n: i64) -> String {
    format!("o{}", n.rem_euclid(OTHERS.len() as i64) + 1)
}
