//! What the analysis of tables proves, finds and leaves open.

use std::collections::BTreeMap;

use crate::common::{context, day, names};
use crate::tables::{compiled, text};
use crate::words::ItalianLabels;
use model::Lang;
use rule::analyse::{Finding, Given, table};
use rule::{Expect, Hit, Names, Table, TableText, Type, Value};

fn said_of(text: &TableText, lang: Lang) -> Vec<String> {
    let compiled = compiled(text);
    let findings = table(&compiled, &names());
    findings.iter().map(|finding| finding.sentence(&compiled, &ItalianLabels, lang)).collect()
}

fn says(text: &TableText, wanted: &[&str]) {
    assert_eq!(said_of(text, Lang::It), wanted, "{text:?}");
}

#[test]
fn gaps_are_said_with_answers() {
    let fee: &[&[&str]] = &[
        &["<= 7500", "-", "1"],
        &["7500.01 .. 12000", "'new', 'renewal'", "2"],
        &["> 12000", "-", "3"],
    ];
    let missing = "Manca una riga per: «Reddito» = nessuna risposta.";
    let gap = "Manca una riga per: «Reddito» = 7.500,01 €, «Tipo di richiesta» = «Duplicato».";
    says(&text(&["income", "kind"], Hit::First, fee, None), &[gap, missing]);
    says(
        &text(&["kind"], Hit::First, &[&["'new', 'renewal', 'duplicate'", "1"]], None),
        &["Manca una riga per: «Tipo di richiesta» = nessuna risposta."],
    );
    says(
        &text(&["kind"], Hit::First, &[&["'new', null", "1"]], None),
        &["Manca una riga per: «Tipo di richiesta» = «Rinnovo»."],
    );
    says(
        &text(&["from"], Hit::First, &[&["null", "1"]], None),
        &["Manca una riga per: «Dal» = qualsiasi valore."],
    );
    says(&text(&["income", "kind"], Hit::First, fee, Some("4")), &[]);
    says(&text(&["income", "kind"], Hit::Sum, fee, None), &[]);
    says(
        &text(&["income"], Hit::First, &[&["<= 7500", "1"], &["7500.02 ..", "2"]], Some("3")),
        &[],
    );
    says(
        &text(&["income"], Hit::First, &[&["<= 7500", "1"], &["7500.02 ..", "2"]], None),
        &["Manca una riga per: «Reddito» = 7.500,01 €."],
    );
}

#[test]
fn bands_that_touch_leave_no_gap() {
    let missing = |label: &str| format!("Manca una riga per: «{label}» = nessuna risposta.");
    let rows: &[&[&str]] = &[&["<= 7500", "1"], &["7500.01 .. 12000", "2"], &["12000.01 ..", "3"]];
    says(&text(&["income"], Hit::Only, rows, None), &[&missing("Reddito")]);
    let rows: &[&[&str]] = &[&["..< 3", "1"], &["3, 4", "2"], &["5 ..", "3"]];
    says(&text(&["rooms"], Hit::Only, rows, None), &[&missing("Vani")]);
    let rows: &[&[&str]] = &[&["..< 3", "1"], &["3 ..", "2"], &["null", "3"]];
    says(&text(&["area"], Hit::Only, rows, None), &[]);
    let rows: &[&[&str]] = &[&["<= date('2026-02-28')", "1"], &["date('2026-03-01') ..", "2"]];
    says(&text(&["from"], Hit::Only, rows, None), &[&missing("Dal")]);
    let rows: &[&[&str]] = &[&["<= date('2024-02-28')", "1"], &["date('2024-03-01') ..", "2"]];
    says(
        &text(&["from"], Hit::Only, rows, None),
        &["Manca una riga per: «Dal» = 29 febbraio 2024."],
    );
    // Between two decimals there is always another.
    let rows: &[&[&str]] = &[&["<= 7500", "1"], &["7500.01 ..", "2"]];
    says(&text(&["area"], Hit::Only, rows, None), &["Manca una riga per: «area» = 7500,005."]);
    let rows: &[&[&str]] = &[&["'a', 'b'", "1"], &["not ('a')", "2"]];
    says(&text(&["note"], Hit::First, rows, None), &[]);
    let rows: &[&[&str]] = &[&["'a', 'b'", "1"]];
    says(
        &text(&["note"], Hit::First, rows, None),
        &["Manca una riga per: «Note» = un altro testo."],
    );
}

#[test]
fn overlaps_of_rows_of_which_one_may_match() {
    let rows: &[&[&str]] = &[
        &["<= 3", "true", "1"],
        &["3 ..", "-", "2"],
        &["-", "false", "3"],
        &["null", "true", "4"],
    ];
    says(
        &text(&["rooms", "in_town"], Hit::Only, rows, Some("5")),
        &[
            "Le righe 1 e 2 valgono insieme per: «Vani» = 3, «Residente» = sì.",
            "Le righe 2 e 3 valgono insieme per: «Vani» = 3, «Residente» = no.",
        ],
    );
    says(&text(&["rooms", "in_town"], Hit::Sum, rows, Some("5")), &[]);
    let only_missing: &[&[&str]] = &[&["!= 'new'", "1"], &["'new', null", "2"]];
    let table = text(&["kind"], Hit::Only, only_missing, None);
    says(&table, &["Le righe 1 e 2 valgono insieme per: «Tipo di richiesta» = nessuna risposta."]);
    let findings = rule::analyse::table(&compiled(&table), &names());
    let [Finding::Overlap { rows: [0, 1], case }] = findings.as_slice() else {
        panic!("{findings:?}")
    };
    assert!(case.has_missing() && case.is_certain);
    assert_eq!(case.columns, [Given::Missing]);
    let always = text(&["rooms"], Hit::Only, &[&["-", "1"], &["-", "2"]], None);
    says(&always, &["Le righe 1 e 2 valgono insieme per: qualsiasi risposta."]);
}

#[test]
fn rows_that_are_never_reached() {
    let rows: &[&[&str]] = &[&["<= 3", "-", "1"], &["2", "true", "2"], &["-", "-", "3"]];
    let table = text(&["rooms", "in_town"], Hit::First, rows, None);
    says(&table, &["La riga 2 non vale mai: la riga 1 viene prima per tutti i suoi casi."]);
    let together: &[&[&str]] =
        &[&["<= 3", "-", "1"], &["-", "false", "2"], &["> 3", "true", "3"], &["4", "-", "4"]];
    let table = text(&["rooms", "in_town"], Hit::First, together, Some("0"));
    // Of four rooms nobody has said whether they are in town: only the fourth row is for that.
    says(&table, &[]);
    let closed: &[&[&str]] =
        &[&["<= 3", "-", "1"], &["-", "false, null", "2"], &["> 3", "true", "3"], &["4", "-", "4"]];
    let table = text(&["rooms", "in_town"], Hit::First, closed, Some("0"));
    says(&table, &["La riga 4 non vale mai: le righe 2 e 3 vengono prima per tutti i suoi casi."]);
    let said = said_of(&table, Lang::En);
    assert_eq!(said, ["Row 4 never applies: rows 2 and 3 come first for all its cases."]);
    let never: &[&[&str]] = &[&["not ('new', 'renewal', 'duplicate', null)", "1"], &["-", "2"]];
    for hit in [Hit::First, Hit::Only, Hit::Sum] {
        says(&text(&["kind"], hit, never, None), &["La riga 1 non vale per nessuna risposta."]);
    }
    let said = said_of(&text(&["kind"], Hit::Sum, never, None), Lang::En);
    assert_eq!(said, ["Row 1 applies to no answers."]);
}

#[test]
fn columns_that_depend_on_each_other() {
    // Not both: the rows leave no gap, whatever columns free of each other would do.
    let rows: &[&[&str]] =
        &[&["'new', null", "true", "1"], &["'renewal', 'duplicate', null", "false", "2"]];
    says(&text(&["kind", "kind == 'new'"], Hit::Only, rows, None), &[]);
    let rows: &[&[&str]] = &[&["<= 10000", "false", "1"], &["> 5000", "true", "2"]];
    let table = text(&["income", "income > eur(7000)"], Hit::First, rows, None);
    // An amount that is missing is not more than anything.
    says(&table, &["Manca una riga per: «Reddito» = nessuna risposta."]);
    let rows: &[&[&str]] = &[&["<= 6000", "false", "1"], &["> 5000", "true", "2"]];
    let table = text(&["income", "income > eur(7000)"], Hit::First, rows, None);
    let findings = rule::analyse::table(&compiled(&table), &names());
    let Some(Finding::Gap(case)) = findings.first() else { panic!("{findings:?}") };
    assert!(case.is_certain);
    let [Given::Value(Value::Money(cents)), Given::Value(Value::Bool(false))] =
        case.columns.as_slice()
    else {
        panic!("{case:?}")
    };
    assert!((600_001..=700_000).contains(cents), "{case:?}");
    let rows: &[&[&str]] = &[&["< 18", "'minor'"], &["> 18", "'adult'"]];
    let table = text(&["age_on(applicant.birth, today)"], Hit::First, rows, Some("'unknown'"));
    says(&table, &[]);
    says(
        &TableText { otherwise: None, ..table },
        &["Manca una riga per: l'età secondo «Data di nascita» = 18. \
         Non è detto che delle risposte possano portare a questi valori."],
    );
}

#[test]
fn what_a_column_can_be_at_least_and_at_most() {
    let rows: &[&[&str]] = &[&["0", "1"], &["1 .. 3", "2"], &["4 ..", "3"], &["null", "0"]];
    says(
        &text(&["size(vehicles)"], Hit::Only, rows, None),
        &["La riga 4 non vale per nessuna risposta."],
    );
    let some: &[&[&str]] = &[&["1 .. 3", "2"], &["4 ..", "3"], &["null", "0"]];
    says(&text(&["rooms"], Hit::Only, some, None), &["Manca una riga per: «Vani» = 0."]);
    let least = names().with_range("rooms", Some(Value::Int(1)), None);
    let table = |names: &Names, rows| {
        Table::compile(&text(&["rooms"], Hit::Only, rows, None), names, &Expect::Any)
            .expect("it is right")
    };
    assert_eq!(rule::analyse::table(&table(&least, some), &least), []);
    let both = names().with_range("rooms", Some(Value::Int(1)), Some(Value::Int(6)));
    let some: &[&[&str]] = &[&["1 .. 3", "2"], &["4 .. 5", "3"], &["null", "0"]];
    let findings = rule::analyse::table(&table(&both, some), &both);
    let [Finding::Gap(case)] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!(case.columns, [Given::Value(Value::Int(6))]);
    let weekdays: &[&[&str]] = &[&["1 .. 5", "1"], &["6, 7", "2"], &["null", "0"]];
    says(&text(&["weekday(from)"], Hit::Only, weekdays, None), &[]);
}

#[test]
fn what_is_not_decided_is_said() {
    let table = text(&["rooms", "note"], Hit::First, &[&["-", "< 'm'", "1"]], None);
    says(
        &table,
        &[
            "La tabella non si è potuta controllare: nella colonna 2 ci sono confronti d'ordine tra \
         testi liberi o troppi valori.",
        ],
    );
    assert_eq!(
        said_of(&table, Lang::En),
        ["The table could not be checked: column 2 orders free texts or has too many values.",]
    );
    // Options are few: each has its place.
    let ordered: &[&[&str]] = &[&["< 'm'", "1"], &["> 'new'", "2"], &["null", "0"]];
    says(
        &text(&["kind"], Hit::First, ordered, None),
        &["Manca una riga per: «Tipo di richiesta» = «Nuovo»."],
    );
}

/// A table whose cells are bands at places that a small generator picks, one more every time.
fn scattered(inputs: &[&str], rows: usize) -> TableText {
    let mut state = 12_345_u64;
    let mut next = |below: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let rows = (0..rows).map(|row| rule::RowText {
        when: inputs
            .iter()
            .map(|_| {
                let start = next(1_000);
                format!("{start} .. {}", start + 1 + next(900))
            })
            .collect(),
        then: row.to_string(),
    });
    TableText {
        inputs: inputs.iter().map(|input| (*input).to_owned()).collect(),
        rows: rows.collect(),
        ..TableText::default()
    }
}

#[test]
fn six_columns_of_twenty_rows_are_decided() {
    let inputs = ["a", "b", "c", "d", "e", "f"];
    let names = inputs.iter().fold(Names::new(), |names, name| names.with(name, Type::Int));
    let mut long = scattered(&inputs, 20);
    for hit in [Hit::First, Hit::Only] {
        long.hit = hit;
        for otherwise in [None, Some("0".to_owned())] {
            long.otherwise = otherwise;
            let compiled = Table::compile(&long, &names, &Expect::Any).expect("it is right");
            let findings = table(&compiled, &names);
            assert!(!findings.contains(&Finding::TooMany), "{findings:?}");
            let gaps = findings.iter().filter(|finding| matches!(finding, Finding::Gap(_)));
            let missing = findings.iter().filter(|finding| matches!(finding, Finding::Missing(_)));
            assert!(gaps.count() <= 20 && missing.count() <= 20, "{findings:?}");
        }
    }
    // A last row for everything, null included, leaves nothing to find.
    long.otherwise = None;
    long.hit = Hit::First;
    long.rows.push(rule::RowText { when: vec!["-".to_owned(); 6], then: "0".to_owned() });
    let compiled = Table::compile(&long, &names, &Expect::Any).expect("it is right");
    let findings = table(&compiled, &names);
    assert_eq!(findings, []);
}

#[test]
fn too_many_combinations_are_said() {
    let inputs: Vec<String> = (0..12).map(|n| format!("i{n}")).collect();
    let inputs: Vec<&str> = inputs.iter().map(AsRef::as_ref).collect();
    let names = inputs.iter().fold(Names::new(), |names, name| names.with(name, Type::Int));
    let mut wide = scattered(&inputs, 64);
    for cell in wide.rows.iter_mut().flat_map(|row| &mut row.when) {
        *cell = format!("not ({cell})");
    }
    let compiled = Table::compile(&wide, &names, &Expect::Any).expect("it is right");
    let findings = table(&compiled, &names);
    assert!(findings.contains(&Finding::TooMany), "{findings:?}");
    let said = Finding::TooMany.sentence(&compiled, &ItalianLabels, Lang::It);
    assert!(said.contains("troppe combinazioni"), "{said}");
}

#[test]
fn a_gap_is_one() {
    let rows: &[&[&str]] = &[&["<= 3", "date('2026-01-01') ..", "1"], &["> 3", "-", "2"]];
    let table = compiled(&text(&["rooms", "from"], Hit::First, rows, None));
    for finding in rule::analyse::table(&table, &names()) {
        let (Finding::Gap(case) | Finding::Missing(case)) = finding else { panic!("{finding:?}") };
        let paths = ["rooms", "from"].into_iter().zip(&case.columns);
        let mut answers = BTreeMap::from([
            ("rooms".to_owned(), Value::Int(5)),
            ("from".to_owned(), Value::Date(day("2026-05-05"))),
        ]);
        for (path, given) in paths {
            match given {
                Given::Value(value) => answers.insert(path.to_owned(), value.clone()),
                Given::Missing => answers.remove(path),
                _ => None,
            };
        }
        assert!(table.matching(&answers, &context()).is_empty(), "{case:?}");
    }
}
