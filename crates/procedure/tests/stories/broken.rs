//! A folder of broken procedures: a small one that may be published (`base.yaml`), and cases that each break it in one
//! place. Each is refused for its own reason, at its line and column, in words that are no program's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use model::Lang;
use procedure::place::Place;
use procedure::{Fault, Surroundings, compile, prove_installation};
use serde::Deserialize;
use workflow::Who;

use crate::{around, office};

/// A case, as its file says it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What is wrong, for whoever looks through the folder.
    wrong: String,
    /// What of the base becomes what. Each text stands in the base once; `§` marks the places of the faults, in order,
    /// twice where two faults have one place.
    edits: Vec<Edit>,
    /// Each fault: its code and its path.
    faults: Vec<String>,
    /// Who works where, for what is found out at publishing only.
    #[serde(default)]
    installation: Option<BTreeMap<String, Vec<Who>>>,
    /// The office that says neither its certified e-mail nor who is responsible.
    #[serde(default)]
    silent: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    was: String,
    is: String,
}

const BASE: &str = include_str!("../broken/base.yaml");

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

/// Every case with its name, which is that of its file.
fn cases() -> Vec<(String, Case)> {
    let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path());
    let mut cases: Vec<_> = files
        .filter(|path| !path.ends_with("base.yaml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let case = serde_saphyr::from_str(&text).unwrap_or_else(|why| panic!("{name}: {why}"));
            (name, case)
        })
        .collect();
    cases.sort_by(|one: &(String, Case), other| one.0.cmp(&other.0));
    cases
}

/// The broken text and the places that it marks.
fn broken(name: &str, case: &Case) -> (String, Vec<Place>) {
    let mut text = BASE.to_owned();
    for Edit { was, is } in &case.edits {
        assert_eq!(text.matches(was.as_str()).count(), 1, "{name}: once in the base: {was}");
        text = text.replacen(was.as_str(), is, 1);
    }
    let mut marks = Vec::new();
    while let Some(at) = text.find('§') {
        let before = &text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
        let short = |n: usize| u32::try_from(n).unwrap();
        marks.push(Place { line: short(line), column: short(column) });
        text = text.replacen('§', "", 1);
    }
    (text, marks)
}

/// Everything that keeps a document from being published here.
fn refused(text: &str, around: &Surroundings, case: &Case) -> Vec<Fault> {
    let source = match procedure::read(text) {
        Ok(source) => source,
        Err(fault) => return vec![fault],
    };
    match (compile(&source, around), &case.installation) {
        (Err(faults), _) => faults,
        (Ok(_), None) => Vec::new(),
        (Ok(compiled), Some(staff)) => {
            let mut offices: Vec<_> = staff.keys().map(|id| office(id)).collect();
            for office in offices.iter_mut().filter(|it| case.silent.as_ref() == Some(&it.id)) {
                office.pec.clear();
                office.responsible = "".into();
            }
            let staffed = |office: &str, who: Who| staff[office].contains(&who);
            prove_installation(&compiled, &source.places, &offices, &staffed)
        }
    }
}

#[test]
fn every_broken_procedure_is_refused_for_its_own_reason() {
    let around = around(crate::TOWN);
    let mut reasons = BTreeMap::new();
    let mut said = BTreeMap::new();
    for (name, case) in cases() {
        let (text, marks) = broken(&name, &case);
        let found = refused(&text, &around, &case);
        let places: Vec<_> = found.iter().map(|fault| fault.place).collect();
        let told: Vec<_> = found
            .iter()
            .map(|fault| format!("{} {}", fault.code, fault.path).trim_end().to_owned())
            .collect();
        assert_eq!(told, case.faults, "{name}: {}\n{found:#?}", case.wrong);
        assert_eq!(places, marks, "{name}: {}\n{found:#?}", case.wrong);
        assert!(!found.is_empty(), "{name} may be published");
        for fault in &found {
            plain(&name, fault);
            // Two kinds of faults never say the same.
            let sentence = fault.message.get(Lang::It).to_owned();
            assert_eq!(*said.entry(sentence).or_insert(fault.code), fault.code, "{name}");
        }
        if let Some(other) = reasons.insert((told, text), name.clone()) {
            panic!("{name} is {other} once more");
        }
    }
    assert!(reasons.len() >= 45, "{}", reasons.len());
}

/// A sentence is one that people write: whole, and of no program.
fn plain(name: &str, fault: &Fault) {
    for lang in Lang::ALL {
        let sentence = fault.message.exact(lang).unwrap_or_default();
        assert!(sentence.ends_with(['.', '?']), "{name}: {sentence}");
        assert!(sentence.split_whitespace().count() >= 3, "{name}: {sentence}");
        for sign in ["::", "Some(", "None", "()", "\\\"", "`", "[]", "{}", "  "] {
            assert!(!sentence.contains(sign), "{name}: {sentence}");
        }
    }
}

/// Faults that no document has.
const ELSEWHERE: [(&str, &str); 3] = [
    ("register_header", "a register, which is another text: `registers::tests`"),
    ("register_line", "a register"),
    ("register_long", "a register"),
];

#[test]
fn every_kind_of_fault_has_its_broken_procedure() {
    let shown: BTreeSet<String> = cases()
        .into_iter()
        .flat_map(|(_, case)| case.faults)
        .map(|fault| fault.split(' ').next().unwrap().to_owned())
        .collect();
    let elsewhere: BTreeSet<&str> = ELSEWHERE.iter().map(|(code, _)| *code).collect();
    let unshown: BTreeSet<&str> = procedure::codes()
        .filter(|code| !shown.contains(*code) && !elsewhere.contains(code))
        .collect();
    assert!(unshown.is_empty(), "no case for {unshown:?}");
    assert!(elsewhere.iter().all(|code| !shown.contains(*code)), "a reason that holds no more");
}

#[test]
fn what_the_cases_break_may_be_published() {
    let source = crate::read(BASE);
    let compiled = compile(&source, &around(crate::TOWN)).unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    });
    assert_eq!(compiled.undecided, Vec::<String>::new());
    let staffed = |_: &str, who: Who| matches!(who, Who::Clerk | Who::Responsible);
    let offices = ["ambiente", "patrimonio"].map(office);
    assert_eq!(prove_installation(&compiled, &source.places, &offices, &staffed), []);
    assert!(BASE.lines().count() <= 200, "the base is to be read at a glance");
}
