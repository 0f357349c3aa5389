//! A form that uses everything, and short ways to fill and check it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use form::register::{Entry, Register};
use form::{Checked, Choice, Compiled, Facts, Form, Local, Raw, Setting, check, compile};
use model::Localized;
use rule::{Type, Value};

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn choice(id: &str, label: &str) -> Choice {
    Choice { id: id.into(), label: Localized::it(label), ..Choice::default() }
}

pub fn setting() -> Setting {
    let local = |ty, value| Local { ty, value, choices: Vec::new(), text: Localized::default() };
    let zones = ["a", "b", "c"].map(|id| choice(id, &format!("Zona {}", id.to_uppercase())));
    let zone = |zone: &Choice| Value::record([("id", Value::text(&zone.id))]);
    let zones = Local {
        ty: Type::list(rule::Names::new().with("id", Type::Text).into_type()),
        value: Value::list(zones.iter().map(zone)),
        choices: zones.to_vec(),
        text: Localized::default(),
    };
    let street = |id: &str, label: &str| Entry {
        id: id.into(),
        label: Localized::it(label),
        ..Entry::default()
    };
    let streets = Register::new(vec![
        street("s1", "Via Roma"),
        street("s2", "Corso Torino"),
        street("s3", "Via Città Nuova"),
    ]);
    let municipalities = Register::new(vec![
        street("h501", "Roma (RM)"),
        street("l219", "Torino (TO)"),
        street("l220", "Torino di Sangro (CH)"),
    ]);
    let countries = Register::new(vec![street("z130", "San Marino")]);
    let many = (1..=40).map(|n| street(&format!("m{n}"), &format!("Comune {n}")));
    let many = Register::new(many.collect());
    Setting {
        locals: BTreeMap::from([
            ("max_vehicles".into(), local(Type::Int, Value::Int(3))),
            ("fee".into(), local(Type::Money, Value::Money(1600))),
            ("zones".into(), zones),
        ]),
        registers: BTreeMap::from([
            ("streets".into(), Arc::new(streets)),
            ("towns".into(), Arc::new(many)),
            ("municipalities".into(), Arc::new(municipalities)),
            ("countries".into(), Arc::new(countries)),
        ]),
        names: Vec::new(),
    }
}

pub fn rich() -> Compiled {
    let form: Form = serde_saphyr::from_str(include_str!("rich.yaml")).unwrap();
    compile(&form, &setting()).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// Compiles the fields of a one-section form written in YAML.
pub fn fields(yaml: &str) -> Result<Compiled, Vec<form::Fault>> {
    let fields: Vec<form::Field> = serde_saphyr::from_str(yaml).unwrap();
    compile(&Form::of_fields("only", fields), &setting())
}

pub fn raw(pairs: &[(&str, &str)]) -> Raw {
    pairs
        .iter()
        .map(|(path, value)| (*path, value.split('|').map(str::to_owned).collect::<Vec<_>>()))
        .collect()
}

pub fn checked(form: &Compiled, pairs: &[(&str, &str)]) -> Checked {
    check(form, &raw(pairs), &Facts::on(today()))
}

/// Path and code of every problem.
pub fn problems(checked: &Checked) -> Vec<String> {
    checked.problems.iter().map(|problem| format!("{} {}", problem.path, problem.code())).collect()
}

/// Answers that leave nothing to say.
pub const WHOLE: &[(&str, &str)] = &[
    ("notice_read", "on"),
    ("applicant.given_name", "Mario"),
    ("applicant.family_name", "Rossi"),
    ("applicant.fiscal_code", "rssmra80a01h501u"),
    ("applicant.birth_date", "1/1/80"),
    ("applicant.birth_place", "Roma"),
    ("applicant.sex", "m"),
    ("applicant.residence.town", "Grugliasco"),
    ("applicant.residence.province", "TO"),
    ("applicant.residence.street", "Via Esempio"),
    ("applicant.residence.number", "1"),
    ("applicant.residence.cap", "10095"),
    ("contacts.email", "mario.rossi@esempio.it"),
    ("contacts.phone", "333 1234567"),
    ("kind", "first"),
    ("vehicles", "r1"),
    ("vehicles.r1.plate", "ab 123 cd"),
    ("vehicles.r1.type", "car"),
    ("vehicles.r1.model", "Fiat Panda"),
    ("vehicles.r1.title", "owner"),
    ("zones", "b|a"),
    ("validity.from", "1/1/2027"),
    ("validity.to", "31/12/2027"),
    ("garage", "yes"),
    ("place.in_town", "yes"),
    ("place.street", "via roma"),
    ("place.number", "3"),
];

/// The same answers with some changed or, with an empty text, left out.
pub fn whole_but(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs: BTreeMap<String, String> =
        WHOLE.iter().map(|(path, value)| ((*path).into(), (*value).into())).collect();
    for (path, value) in changes {
        pairs.insert((*path).into(), (*value).into());
    }
    pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// The draft of those answers.
pub fn raw_but(changes: &[(&str, &str)]) -> Raw {
    let pairs = whole_but(changes);
    raw(&pairs.iter().map(|(p, v)| (p.as_str(), v.as_str())).collect::<Vec<_>>())
}

pub fn check_but(form: &Compiled, changes: &[(&str, &str)]) -> Checked {
    check(form, &raw_but(changes), &Facts::on(today()))
}
