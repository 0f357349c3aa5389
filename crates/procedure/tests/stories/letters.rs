//! Letters: their values, their conditions, and what people typed as text.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use form::Facts;
use model::prose::{Block, Inline, html, plain};
use model::{Lang, Localized};
use procedure::{Occasion, Rendered};
use rule::{Bindings, Value};

use crate::{TOWN, ZTL, compiled, document};

/// Names and their values; other names are empty.
struct Values(BTreeMap<&'static str, Value>);

impl Bindings for Values {
    fn get(&self, path: &str) -> Value {
        self.0.get(path).cloned().unwrap_or_default()
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn write(
    text: &str,
    id: &str,
    made_by: &str,
    lang: Lang,
    values: &[(&'static str, Value)],
) -> Rendered {
    let compiled = compiled(text);
    let occasion = Occasion {
        lang,
        facts: &Facts::on(day("2026-03-02")),
        bindings: &Values(values.iter().cloned().collect()),
        made_by: Some(made_by),
        office: &Localized::both("Polizia locale", "Local Police"),
    };
    compiled.letter(id, &occasion).unwrap()
}

fn granted(lang: Lang, notes: &str) -> Rendered {
    let vehicle = |plate: &str| Value::record([("plate", Value::text(plate))]);
    write(
        &document(TOWN, ZTL),
        "granted",
        "grant",
        lang,
        &[
            ("application.number", Value::text("2026/12")),
            ("applicant.given_name", Value::text("Mario")),
            ("applicant.family_name", Value::text("Rossi")),
            ("move.permit", Value::text("7/2026")),
            ("move.notes", Value::text(notes)),
            ("zones", Value::list(["a", "b", "c"].map(Value::text))),
            ("from", Value::Date(day("2026-03-12"))),
            ("until", Value::Date(day("2027-03-12"))),
            ("vehicles", Value::list(["AB123CD", "EF456GH"].map(vehicle))),
        ],
    )
}

#[test]
fn values_are_written_for_people() {
    let letter = granted(Lang::It, "");
    assert_eq!(letter.title, "Permesso di accesso alla ZTL");
    assert_eq!(letter.subject, "Permesso di accesso alla ZTL n. 7/2026");
    let text = plain(&letter.body);
    assert!(
        text.contains(
            "Zone: Zona A · Centro storico, Zona B · Borgata Paradiso e Zona C · Parco Le Serre"
        ),
        "{text}"
    );
    assert!(text.contains("dal 12 marzo 2026 al 12 marzo 2027"), "{text}");
    assert!(text.contains("Veicoli con targa: AB123CD e EF456GH"), "{text}");
    assert_eq!(letter.body.len(), 3, "a hole without a value leaves no empty paragraph");
    let english = granted(Lang::En, "");
    let text = plain(&english.body);
    assert_eq!(english.lang, Lang::En);
    assert!(text.contains("AB123CD and EF456GH"), "{text}");
    assert!(text.contains("March 2026"), "{text}");
}

#[test]
fn what_a_person_typed_is_never_markup() {
    let typed = "**grassetto** [clicca](https://male.example) <b>x</b>\n# Titolo\n\n- uno\n{fees.total} \u{E000}0\u{E001}";
    let letter = granted(Lang::It, typed);
    let text = plain(&letter.body);
    for literal in [
        "**grassetto**",
        "[clicca](https://male.example)",
        "<b>x</b>",
        "# Titolo",
        "- uno",
        "{fees.total}",
    ] {
        assert!(text.contains(literal), "{literal} in {text}");
    }
    let shown = html(&letter.body, 2);
    for tag in ["<strong", "<a ", "<h2", "<b>"] {
        assert!(!shown.contains(tag), "{tag} in {shown}");
    }
    assert_eq!(shown.matches("<ul").count(), 1, "the list of the template alone: {shown}");
    // One line break stays one; an empty line parts paragraphs.
    assert_eq!(letter.body.len(), 5, "{:?}", letter.body);
    assert!(matches!(&letter.body[3], Block::Paragraph(line) if line.contains(&Inline::Break)));
}

#[test]
fn markup_of_the_template_holds_around_values() {
    let text = document(TOWN, ZTL).replacen(
        "la domanda di permesso ZTL n. {application.number} è stata ritirata",
        "la domanda **n. {application.number}** di {application.office} (vedi [qui](/pratiche/{application.number})), ora {application.state}, per {local.town} e {local.zones}, {fees.total}, è stata ritirata",
        1,
    );
    let values = [
        ("application.number", Value::text("12) ../x:\"è")),
        ("application.office", Value::text("polizia-locale")),
        ("application.state", Value::text("withdrawn")),
        ("local.zones", Value::list(["a", "b"].map(Value::text))),
        ("fees.total", Value::Money(123_450)),
    ];
    let letter = write(&text, "withdrawn", "withdraw", Lang::It, &values);
    let shown = html(&letter.body, 2);
    for wanted in [
        "<strong>n. 12) ../x:&quot;è</strong> di Polizia locale",
        "href=\"/pratiche/12%29%20..%2Fx%3A%22%C3%A8\"",
        "ora Ritirata, per Grugliasco e Zona A · Centro storico e Zona B · Borgata Paradiso, 1.234,50 €,",
    ] {
        assert!(shown.contains(wanted), "{wanted}\n{shown}");
    }
}

#[test]
fn a_subject_is_one_line_and_an_unknown_letter_is_none() {
    let letter = write(
        &document(TOWN, ZTL),
        "granted",
        "grant",
        Lang::It,
        &[("move.permit", Value::text("7\r\nBcc: x@example.it"))],
    );
    assert!(!letter.subject.contains(['\n', '\r']), "{}", letter.subject);
    let compiled = compiled(&document(TOWN, ZTL));
    let occasion = Occasion {
        lang: Lang::It,
        facts: &Facts::on(day("2026-03-02")),
        bindings: &Values(BTreeMap::new()),
        made_by: None,
        office: &Localized::default(),
    };
    assert_eq!(compiled.letter("nothing", &occasion), None);
}
