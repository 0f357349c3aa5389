//! Documents to print and sign beside attachments: what is refused before anybody fills the form, and what is written
//! in their holes.

use form::blank::{self, Filled};
use form::{Compiled, Facts};
use model::{Lang, prose};

use crate::support::{checked, fields, raw, today};

const GAP: &str = "____________________________";

const CONSENT: &str = r#"
- {id: name, kind: line, label: Nome}
- {id: secret, kind: line, label: Segreto, visible: 'name == "Anna"'}
- {id: from, kind: date, label: Dal}
- {id: sum, kind: money, label: Importo}
- {id: way, kind: one_of, label: Modo, options: [{id: rent, label: {it: In affitto, en: Rented}}]}
- id: paper
  kind: attachment
  label: Consenso
  visible: 'name != "Ugo"'
  template:
    title: {it: Consenso, en: Consent}
    body:
      it: "Io {name}, {secret}, dal {from}: {sum}, {way}{has(secret) ? secret : \"\"}. A mano: ______."
      en: "I {name}, from {from}: {sum}, {way}."
- id: people
  kind: group
  label: Persone
  min: 1
  fields:
  - {id: who, kind: line, label: Chi}
  - id: paper
    kind: photo
    label: Delega
    template: {title: Delega, body: "Io **{row.who}** delego {name}."}
"#;

fn filled(form: &Compiled, pairs: &[(&str, &str)], path: &str, lang: Lang) -> Option<Filled> {
    let facts = Facts::on(today());
    blank::of_draft(form, &raw(pairs), &checked(form, pairs), &facts, (path, lang))
}

fn says(form: &Compiled, pairs: &[(&str, &str)], path: &str) -> String {
    prose::plain(&filled(form, pairs, path, Lang::It).expect("a document").body)
}

/// Path, code, line and column of a fault.
type Wanted = (&'static str, &'static str, Option<(u32, u32)>);

#[test]
fn faults_of_a_template_name_their_place() {
    let check = |template: &str, wanted: &[Wanted]| {
        let yaml = format!(
            "- {{id: a, kind: attachment, label: A, required: false, template: {template}}}"
        );
        let found = fields(&yaml).err().unwrap_or_default();
        let found: Vec<_> = found
            .iter()
            .map(|fault| {
                let path = fault.path.trim_start_matches("form.steps[0].sections[0].fields[0].");
                (path, fault.code, fault.place.map(|at| (at.line, at.column)))
            })
            .collect();
        assert_eq!(found, wanted, "{template}");
    };
    check("{title: T, body: 'senza buchi'}", &[]);
    check("{title: T, body: 'Io {chi}'}", &[("template.body", "unknown_name", Some((1, 5)))]);
    check(
        r#"{title: T, body: {it: Io, en: "I\n{who}"}}"#,
        &[("template.body.en", "unknown_name", Some((2, 2)))],
    );
    check("{title: T, body: 'Io {a'}", &[("template.body", "unclosed_hole", Some((1, 4)))]);
    check("{title: '', body: B}", &[("template", "needed_key", None)]);
    check("{title: T, body: ''}", &[("template", "needed_key", None)]);
    let found =
        fields("- {id: a, kind: line, label: A, template: {title: T, body: B}}").unwrap_err();
    assert_eq!((found[0].code, found.len()), ("foreign_key", 1));
    // What stands in a row is read from that row alone.
    let outside = CONSENT.replace("Io {name}, {secret}", "Io {row.who}");
    assert_eq!(fields(&outside).unwrap_err()[0].code, "unknown_name");
}

#[test]
fn answers_are_written_as_people_read_them_and_missing_ones_leave_a_line() {
    let form = fields(CONSENT).unwrap();
    let answers =
        [("name", "Mario *Rossi*"), ("from", "8/3/2027"), ("sum", "1200,5"), ("way", "rent")];
    assert_eq!(
        says(&form, &answers, "paper"),
        format!(
            "Io Mario *Rossi*, {GAP}, dall'8 marzo 2027: 1.200,50 €, In affitto. A mano: ______."
        )
    );
    assert_eq!(
        says(&form, &[("from", "42/3/2027")], "paper"),
        format!("Io {GAP}, {GAP}, dal {GAP}: {GAP}, {GAP}. A mano: ______."),
        "nothing, or nothing right"
    );
    let english = filled(&form, &answers, "paper", Lang::En).unwrap();
    assert_eq!((english.title.as_str(), english.lang), ("Consent", Lang::En));
    assert_eq!(
        prose::plain(&english.body),
        "I Mario *Rossi*, from 8 March 2027: €1,200.50, Rented."
    );
}

#[test]
fn what_is_hidden_is_not_written_and_hides_the_document() {
    let form = fields(CONSENT).unwrap();
    assert!(says(&form, &[("name", "Anna"), ("secret", "xyzzy")], "paper").contains("xyzzy"));
    assert!(!says(&form, &[("name", "Mario"), ("secret", "xyzzy")], "paper").contains("xyzzy"));
    for path in ["paper", "name", "nothing", "people", "people.r1", "people.r9.paper", ""] {
        assert_eq!(filled(&form, &[("name", "Ugo")], path, Lang::It), None, "{path}");
    }
}

#[test]
fn a_row_writes_its_own_answers() {
    let form = fields(CONSENT).unwrap();
    let answers = [
        ("name", "Mario"),
        ("people", "r1|r2"),
        ("people.r1.who", "Anna"),
        ("people.r2.who", "Ugo"),
    ];
    assert_eq!(says(&form, &answers, "people.r1.paper"), "Io Anna delego Mario.");
    assert_eq!(says(&form, &answers, "people.r2.paper"), "Io Ugo delego Mario.");
    assert_eq!(filled(&form, &answers, "people.r3.paper", Lang::It), None);
    // The page shows a first row that the draft does not have yet.
    let begun = says(&form, &[("name", "Mario")], "people.r1.paper");
    assert_eq!(begun, format!("Io {GAP} delego Mario."));
    // A language that there is not is Italian.
    assert_eq!(filled(&form, &answers, "people.r1.paper", Lang::En).unwrap().lang, Lang::It);
}

#[test]
fn each_missing_item_of_a_list_leaves_its_own_line() {
    let all = CONSENT.replace("Io {name}, {secret}", "Persone: {people.map(p, p.who)}. Io {name}");
    let form = fields(&all).unwrap();
    let said = |second: &str| {
        let answers = [("people", "r1|r2"), ("people.r1.who", "Anna"), ("people.r2.who", second)];
        says(&form, &answers, "paper")
    };
    assert!(said("Ugo").starts_with("Persone: Anna e Ugo. "), "{}", said("Ugo"));
    assert!(said("").starts_with(&format!("Persone: Anna e {GAP}. ")), "{}", said(""));
}
