//! From one revision of a form to another.

use crate::support::{fields, raw, today};
use form::{
    Compiled, Facts,
    carry::{At, news, told, unfit},
};
use model::Lang;

fn form(yaml: &str) -> Compiled {
    fields(yaml).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

const OLD: &str = r#"
- {id: name, kind: line, label: Nome}
- {id: size, kind: one_of, label: Taglia, options: [{id: s, label: Piccola}, {id: l, label: Grande}]}
- {id: zones, kind: many_of, label: Zone, options: [{id: a, label: A}, {id: b, label: B}]}
- {id: agree, kind: declaration, label: Dichiaro, text: Che è vero.}
- {id: sure, kind: declaration, label: Dichiaro, text: Che è certo.}
- {id: paper, kind: attachment, label: Carta}
- {id: amount, kind: integer, label: Quanti}
- {id: age, kind: integer, label: Anni, required: false}
- {id: gone, kind: line, label: Via}
- id: cars
  kind: group
  label: Veicoli
  max: 3
  fields:
  - {id: plate, kind: line, label: Targa}
"#;

const NEW: &str = r#"
- {id: name, kind: paragraph, label: Nome e cognome}
- {id: size, kind: one_of, label: Taglia, options: [{id: s, label: Piccola}, {id: m, label: Media}]}
- {id: zones, kind: one_of, label: Zone, options: [{id: a, label: A}, {id: b, label: B}]}
- {id: agree, kind: declaration, label: Dichiaro, text: Che è tutto vero.}
- {id: sure, kind: declaration, label: Lo dichiaro, text: Che è certo.}
- {id: paper, kind: line, label: Numero della carta}
- {id: amount, kind: integer, label: Quanti, check: [{rule: amount > 10, message: Troppo pochi.}]}
- {id: age, kind: integer, label: Anni}
- id: cars
  kind: group
  label: Veicoli
  max: 3
  fields:
  - {id: plate, kind: line, label: Targa}
  - {id: owner, kind: brick, brick: person}
- {id: total, kind: computed, label: Totale, value: amount + 1}
"#;

#[test]
fn what_cannot_stand_where_it_stood_is_told_from_what_is_merely_wrong() {
    let (old, new) = (form(OLD), form(NEW));
    let check = |pairs: &[(&str, &str)], expect: &[&str]| {
        let found = unfit(&old, &new, &raw(pairs), &Facts::on(today()));
        assert_eq!(found, expect, "{pairs:?}");
    };
    check(&[("name", "Ada"), ("size", "s"), ("sure", "true"), ("cars", "r1")], &[]);
    check(&[("cars.r1.plate", "AB123CD"), ("gone", "Via Lupo")], &[]);
    check(&[("size", "l")], &["size"]);
    check(&[("size", ""), ("agree", ""), ("paper", "")], &[]);
    check(&[("size", "never a choice")], &[]);
    check(&[("agree", "true")], &["agree"]);
    check(&[("paper", "0190")], &["paper"]);
    check(&[("amount", "3"), ("age", "many")], &[]);
    check(&[("zones", "a")], &[]);
    let mut two = raw(&[]);
    two.set("zones", vec!["a".into(), "b".into()]);
    assert_eq!(unfit(&old, &new, &two, &Facts::on(today())), ["zones"]);
}

#[test]
fn what_is_new_is_told_once_and_what_nobody_answers_is_not() {
    let (old, new) = (form(OLD), form(NEW));
    let found: Vec<(String, bool, String)> = news(&old, &new)
        .into_iter()
        .map(|one| {
            let at = match one.at {
                At::Step(id) => id,
                At::Field { path, shown } => format!("{path} at {shown}"),
            };
            (at, one.is_changed, one.label.get(Lang::It).to_owned())
        })
        .collect();
    let told = |at: &str, is_changed, label: &str| (at.to_owned(), is_changed, label.to_owned());
    assert_eq!(
        found,
        [
            told("name at name", true, "Nome e cognome"),
            told("size at size", true, "Taglia"),
            told("zones at zones", true, "Zone"),
            told("agree at agree", true, "Dichiaro"),
            told("paper at paper", true, "Numero della carta"),
            told("age at age", true, "Anni"),
            told("cars.owner at cars", false, "Veicoli: Dati anagrafici"),
        ]
    );
    assert!(news(&new, &new).is_empty());
}

#[test]
fn an_old_answer_is_told_as_people_read_it() {
    let old = form(OLD);
    let facts = Facts::on(today());
    let say = |path: &str, texts: &[&str]| {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        told(&old, (path, &texts), &facts, Lang::It)
    };
    assert_eq!(say("size", &["l"]), "Grande");
    assert_eq!(say("zones", &["b", "a"]), "A, B");
    assert_eq!(say("agree", &["true"]), "Sì");
    assert_eq!(say("amount", &["many"]), "many", "also what was wrong");
    assert_eq!(say("cars.r1.plate", &["AB123CD"]), "AB123CD");
    assert_eq!((say("cars", &["r1"]), say("nothing", &["x"])), (String::new(), String::new()));
}
