//! What is written for people: explanations and filled texts.

use std::collections::BTreeMap;

use crate::common::{answers, context, names};
use model::{Lang, Money, dates};
use rule::{Expect, Labels, Rule, Show, Template, Type, Value};

pub struct ItalianLabels;

impl Labels for ItalianLabels {
    fn label(&self, path: &str) -> Option<String> {
        let label = match path {
            "kind" => "Tipo di richiesta",
            "zones" => "Zone",
            "in_town" => "Residente",
            "rooms" => "Vani",
            "income" => "Reddito",
            "from" => "Dal",
            "to" => "Al",
            "note" => "Note",
            "applicant.birth" => "Data di nascita",
            "vehicles" => "Veicoli",
            "vehicles.year" => "Anno",
            _ => return None,
        };
        Some(label.to_owned())
    }

    fn option(&self, path: &str, id: &str) -> Option<String> {
        let label = match (path, id) {
            ("kind", "new") => "Nuovo",
            ("kind", "renewal") => "Rinnovo",
            ("kind", "duplicate") => "Duplicato",
            ("zones", "a") => "Centro",
            ("zones", "b") => "Mercato",
            _ => return None,
        };
        Some(label.to_owned())
    }
}

fn explained(text: &str, answers: &BTreeMap<String, Value>, lang: Lang) -> (bool, String) {
    let rule = Rule::compile(text, &names(), Expect::Any).expect(text);
    let explanation = rule.explain(answers, &context(), &ItalianLabels, lang);
    (explanation.holds, explanation.sentence())
}

fn why(text: &str, wanted: &str) {
    assert_eq!(explained(text, &answers(), Lang::It), (true, wanted.to_owned()), "{text}");
}

fn why_not(text: &str, wanted: &str) {
    assert_eq!(explained(text, &answers(), Lang::It), (false, wanted.to_owned()), "{text}");
}

#[test]
fn why_a_rule_holds() {
    why("kind == 'renewal'", "«Tipo di richiesta» è «Rinnovo»");
    why("kind == 'new' || kind == 'renewal'", "«Tipo di richiesta» è «Rinnovo»");
    why("kind == 'renewal' && in_town", "«Tipo di richiesta» è «Rinnovo» e «Residente» è sì");
    why("kind != 'new'", "«Tipo di richiesta» è «Rinnovo», non «Nuovo»");
    why("!(kind == 'new')", "«Tipo di richiesta» è «Rinnovo», non «Nuovo»");
    why("kind in ['renewal', 'new']", "«Tipo di richiesta» è «Rinnovo»");
    why("'a' in zones", "«Zone» comprende «Centro»");
    why("in_town == true", "«Residente» è sì");
    why("rooms > 2", "«Vani» è 3, più di 2");
    why("2 < rooms", "«Vani» è 3, più di 2");
    why("income > eur(10000)", "«Reddito» è 12.000,50 €, più di 10.000,00 €");
    why("from > today", "«Dal» è 13 marzo 2026, dopo oggi");
    why("from <= to", "«Dal» è 13 marzo 2026, entro «Al» (20 marzo 2026)");
    why("has(note)", "«Note» ha una risposta");
    why("note.startsWith('Via')", "«Note» è «Via Roma»");
    why("age_on(applicant.birth, today) >= 18", "l'età secondo «Data di nascita» è 18, almeno 18");
    why("months_between(from, to) == 0", "il numero di mesi compiuti da «Dal» a «Al» è 0");
    why("days_between(from, to) > 5", "il numero di giorni da «Dal» a «Al» è 7, più di 5");
    why("size(vehicles) == 2", "il numero di righe di «Veicoli» è 2");
    why(
        "vehicles.exists(v, v.year > 2020)",
        "nella riga 2 di «Veicoli» «Anno» è 2024, più di 2020",
    );
    why("vehicles.all(v, v.year > 2000)", "ogni riga di «Veicoli» soddisfa la condizione");
    why(
        "in_town ? kind == 'renewal' : has(note)",
        "«Residente» è sì e «Tipo di richiesta» è «Rinnovo»",
    );
}

#[test]
fn why_a_rule_does_not_hold() {
    why_not("kind == 'new'", "«Tipo di richiesta» è «Rinnovo», non «Nuovo»");
    why_not("kind == 'new' && in_town", "«Tipo di richiesta» è «Rinnovo», non «Nuovo»");
    why_not(
        "kind in ['new', 'duplicate']",
        "«Tipo di richiesta» è «Rinnovo», che non è tra «Nuovo» e «Duplicato»",
    );
    why_not("'b' in zones", "«Zone» non comprende «Mercato»");
    why_not("!in_town", "«Residente» è sì");
    why_not("rooms < 3", "«Vani» è 3, non meno di 3");
    why_not("is_empty(note)", "«Note» ha una risposta");
    why_not(
        "vehicles.exists(v, v.year > 2030)",
        "nessuna riga di «Veicoli» soddisfa la condizione",
    );
    why_not(
        "vehicles.all(v, v.year > 2020)",
        "nella riga 1 di «Veicoli» «Anno» è 2019, non più di 2020",
    );
    let nothing = BTreeMap::new();
    let (holds, sentence) = explained("rooms > 2 && in_town", &nothing, Lang::It);
    assert_eq!((holds, sentence.as_str()), (false, "«Vani» non ha risposta"));
}

#[test]
fn explanations_speak_english_too() {
    let (_, sentence) = explained("rooms > 2 && from > today", &answers(), Lang::En);
    assert_eq!(sentence, "“Vani” is 3, more than 2 and “Dal” is 13 March 2026, after today");
}

struct Italian;

impl Show for Italian {
    fn show(&self, path: Option<&str>, value: &Value) -> String {
        match (path, value) {
            (Some(path), Value::Text(id)) => {
                ItalianLabels.option(path, id).unwrap_or_else(|| id.to_string())
            }
            (_, Value::Text(text)) => text.to_string(),
            (_, Value::Int(number)) => number.to_string(),
            (_, Value::Money(cents)) => format!("{} €", Money(*cents).amount()),
            (_, Value::Date(date)) => dates::long(*date, Lang::It),
            (_, other) => format!("{other:?}"),
        }
    }
}

fn filled(text: &str, wanted: &str) {
    let template = Template::compile(text, &names()).expect(text);
    assert_eq!(template.render(&answers(), &context(), &Italian), wanted);
}

#[test]
fn texts_are_filled() {
    filled("Nessun buco", "Nessun buco");
    filled("{kind} del {today}", "Rinnovo del 12 marzo 2026");
    filled("Totale: {sum(vehicles.map(v, v.fee))}.", "Totale: 30,50 €.");
    filled("{{kind}} è {kind}", "{kind} è Rinnovo");
    filled("{note + \"}\" + '{'}", "Via Roma}{");
    filled("{ rooms }{rooms}", "33");
    filled("", "");
    let template = Template::compile("{kind} {rooms} {kind}", &names()).expect("it is right");
    let paths: Vec<&str> = template.paths().iter().map(AsRef::as_ref).collect();
    assert_eq!(paths, ["kind", "rooms"]);
}

#[test]
fn a_title_of_a_row() {
    let names = names().with("row.plate", Type::Text).with("row.year", Type::Int);
    let template = Template::compile("{row.plate} · {row.year}", &names).expect("it is right");
    let row = crate::common::vehicle("AB123CD", 0, 2019);
    let answers = answers();
    let bindings = rule::Row { row: &row, rest: &answers };
    assert_eq!(template.render(&bindings, &context(), &Italian), "AB123CD · 2019");
}
