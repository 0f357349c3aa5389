//! P9, P13 and P14: what is computed without waiting, in processor time.

use std::{collections::BTreeSet, fs, hint::black_box, path::Path};

use form::{Facts, Field, Form, Kind, Raw, Register, Setting, check, compile, register::Entry};
use model::{Calendar, Digest, Localized, PersonId};
use workflow::{Actor, Who, Workflow};

use super::{
    figures::{Line, Samples, millis},
    sample,
};

/// Processor time in milliseconds that a `stat` of `/proc` tells, in steps of 10.
#[must_use]
pub fn used(stat: &Path) -> f64 {
    let text = fs::read_to_string(stat).expect("a stat of /proc");
    // The name stands in parentheses and may hold blanks.
    let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|text| text.parse::<f64>().ok());
    (ticks(11).expect("user time") + ticks(12).expect("system time")) * 10.0
}

fn mine() -> f64 {
    used(Path::new("/proc/thread-self/stat"))
}

/// Forms checked with their rules, and what may be done with the application that they make.
#[must_use]
pub fn forms(repeats: u32) -> Vec<Line> {
    let sizes = [("P9.40", 40, 34, "≤100"), ("P9.300", 300, 250, "≤1000")];
    let lines = sizes.into_iter().map(|(id, count, rules, goal)| {
        let (form, raw) = make(count, rules);
        let form = compile(&form, &Setting::default()).expect("a form");
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
        let facts = Facts::on(day);
        let (ways, calendar) = (ways(&form), Calendar::default());
        let (citizen, clerk) = (person(1), Actor::staff(person(2), [Who::Clerk]));
        let parties = BTreeSet::from([citizen]);
        let now = model::rome_to_moment(day.and_hms_opt(10, 0, 0).expect("an hour"));
        let known = |answers: &form::Answers, done: &dyn Fn(&workflow::Facts<'_>)| {
            let bindings = answers.bindings(&form, facts.more);
            done(&workflow::Facts {
                now,
                calendar: &calendar,
                bindings: &bindings,
                parties: &parties,
            });
        };
        let sent = std::cell::OnceCell::new();
        known(&check(&form, &raw, &facts).answers, &|facts| {
            let decision = workflow::send(&ways, &sending(), &Actor::applicant(citizen), facts);
            let _ = sent.set(decision.expect("sent").after);
        });
        let application = sent.get().expect("an application");
        let round = || {
            let checked = black_box(check(&form, black_box(&raw), &facts));
            known(&checked.answers, &|facts| {
                let offers = workflow::offers(&ways, application, &clerk, facts);
                let open = offers.iter().filter(|offer| offer.shut.is_none()).count();
                assert_eq!((offers.len(), open), (MOVES, MOVES / 2), "half of the moves are open");
            });
        };
        round();
        let mut rounds = Samples::default();
        for _ in 0..repeats.max(5) {
            let start = std::time::Instant::now();
            (0..20).for_each(|_| round());
            rounds.push(millis(start.elapsed()) * 1e3 / 20.0);
        }
        let told = format!(
            "{count} fields, {rules} rules: parse and check, and {MOVES} moves allowed or not"
        );
        Line::of(id, &rounds, "µs").goal(goal).note(told)
    });
    lines.collect()
}

/// Moves of the one state, every second of which the answers allow.
const MOVES: usize = 8;

/// What may be done, each under a condition on the answers.
fn ways(form: &form::Compiled) -> workflow::Compiled {
    let state = |id: &str| serde_json::json!({"id": id, "citizen": id, "office": id});
    let [mut sent, mut done] = ["sent", "done"].map(state);
    sent["national"] = "running".into();
    done["national"] = "closed".into();
    done["clock"] = "stopped".into();
    done["final"] = "positive".into();
    let moves = (0..MOVES).map(|n| {
        let guard = match n % 2 {
            0 => "f0 != \"altro\" && f1 > 3 && days_between(f2, today) >= 0",
            _ => "f0 == \"altro\" && f1 > 3",
        };
        serde_json::json!({
            "id": format!("m{n}"), "act": "grant", "label": "Concludi", "from": ["sent"], "to": "done",
            "who": ["clerk"], "guard": guard, "refusal": "Non si può.",
        })
    });
    let workflow: Workflow = serde_json::from_value(serde_json::json!({
        "start": "sent",
        "term": {"days": 30, "norm": "art. 2 c. 2 l. 241/1990"},
        "routing": [{"office": "ambiente"}],
        "states": [sent, done],
        "moves": moves.collect::<Vec<_>>(),
    }))
    .expect("a workflow");
    let scope = workflow::Scope { names: form.names(), asked_by: &|_| Vec::new() };
    let (ways, faults) = workflow::compile(workflow, Vec::new(), &scope);
    assert!(faults.is_empty(), "{faults:?}");
    ways
}

fn person(n: u128) -> PersonId {
    PersonId(uuid::Uuid::from_u128(n))
}

fn sending() -> workflow::Sending {
    workflow::Sending {
        procedure: "prova".to_owned(),
        revision: 1,
        number: "2026/000001".to_owned(),
        answers: Digest::of(b"answers"),
        paid: Vec::new(),
        office: "ambiente".to_owned(),
    }
}

/// A form in which most fields are shown by a rule on another.
fn make(count: usize, rules: usize) -> (Form, Raw) {
    let mut raw = Raw::new();
    let fields = (0..count).map(|n| {
        let mut field = Field {
            id: format!("f{n}"),
            kind: [Kind::Line, Kind::Integer, Kind::Date, Kind::YesNo][n % 4],
            label: Localized::it(format!("Domanda {n}")),
            ..Field::default()
        };
        raw.put(field.id.clone(), ["testo", "12", "3/5/2026", "yes"][n % 4]);
        if n >= 4 && n < rules + 4 {
            let before = n - 4;
            field.visible = Some(match n % 4 {
                0 => format!("f{before} != \"altro\" && f1 > 3"),
                1 => format!("f{before} + 1 < 100 || f3"),
                2 => format!("days_between(f{before}, today) >= 0"),
                _ => format!("f{before} && !is_empty(f0)"),
            });
        }
        field
    });
    let fields = fields.collect();
    (Form::of_fields("only", fields), raw)
}

/// A register of ten thousand entries searched by one, two and three words, as they are typed.
#[must_use]
pub fn register(repeats: u32) -> Vec<Line> {
    let roads = ["Via", "Corso", "Piazza", "Strada", "Vicolo"];
    let names = ["Roma", "Torino", "Garibaldi", "Mazzini", "San Giovanni", "Libertà", "Rivoli"];
    let entry = |n: usize| Entry {
        id: format!("e{n}"),
        label: Localized::it(format!("{} {} {n}", roads[n % 5], names[n % 7])),
        ..Entry::default()
    };
    let register = Register::new((0..10_000).map(entry).collect());
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 24).expect("a day");
    // The first word is the commonest that there is.
    let asked = ["v", "via", "via giov", "san giovanni 99", "liberta corso"];
    let mut rounds = Samples::default();
    for _ in 0..repeats.max(5) {
        let start = std::time::Instant::now();
        for text in asked {
            black_box(register.search(black_box(text), day, 20));
        }
        rounds.push(millis(start.elapsed()) / 5.0);
    }
    vec![Line::of("P14", &rounds, "ms").goal("≤5").note("10 000 entries, mean of five searches")]
}

/// A receipt with everything a receipt can hold, its fonts loaded.
#[must_use]
pub fn receipt(repeats: u32) -> Vec<Line> {
    let mut receipt = sample::rich_receipt();
    let start = std::time::Instant::now();
    documents::receipt(&receipt).expect("a receipt");
    let cold = millis(start.elapsed());
    let mut rounds = Samples::default();
    for round in 0..5 {
        let before = mine();
        for n in 0..repeats {
            receipt.applicant.name = format!("Anna Rossi {round} {n}");
            documents::receipt(&receipt).expect("a receipt");
        }
        rounds.push((mine() - before) / f64::from(repeats));
    }
    let told = format!("first one {cold:.0} ms");
    vec![Line::of("P13", &rounds, "ms").goal("≤60 in release").note(told)]
}
