//! Files that are sent: how many there must be, and what they are called from then on.

use std::collections::BTreeMap;

use form::{Facts, FileFact, FileState, filing};
use model::Localized;

use crate::support::{fields, raw, today};

const FORM: &str = r#"
- {id: name, kind: line, label: Nome}
- {id: plan, kind: attachment, label: Pianta, required: false, min_files: 2, max_files: 3, save_as: "pianta {name}"}
- id: people
  kind: group
  label: Persone
  fields:
  - {id: who, kind: line, label: Chi}
  - {id: paper, kind: signed_document, label: Delega, save_as: "Delega di {row.who}"}
- {id: other, kind: attachment, label: Altro, required: false}
"#;

fn files(names: &[&str]) -> BTreeMap<String, FileFact> {
    let file = |name: &&str| FileFact {
        name: (*name).to_owned(),
        size: 10,
        media_type: "application/pdf".to_owned(),
        about: Localized::default(),
        is_signed: true,
        state: FileState::Ready,
    };
    names.iter().map(|name| ((*name).to_owned(), file(name))).collect()
}

#[test]
fn files_get_the_names_that_the_form_gives_them() {
    let form = fields(FORM).unwrap();
    let files = files(&["IMG_1.PDF", "IMG_2.pdf", "scan.pdf", "x.pdf", "y.pdf"]);
    let facts = Facts { files: &files, ..Facts::on(today()) };
    let pairs = [
        ("name", "Niccolò D’Angelo"),
        ("plan", "IMG_1.PDF|IMG_2.pdf"),
        ("people", "r1|r2"),
        ("people.r1.who", "Ada"),
        ("people.r1.paper", "x.pdf"),
        ("people.r2.who", "Ada"),
        ("people.r2.paper", "y.pdf"),
        ("other", "scan.pdf"),
    ];
    let checked = form::check(&form, &raw(&pairs), &facts);
    let names = filing::names(&form, &checked.answers, &facts);
    let names: Vec<(&str, &str)> = names.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let wanted = [
        ("IMG_1.PDF", "pianta-niccolo-d-angelo.pdf"),
        ("IMG_2.pdf", "pianta-niccolo-d-angelo-2.pdf"),
        ("x.pdf", "delega-di-ada.pdf"),
        ("y.pdf", "delega-di-ada-2.pdf"),
    ];
    assert_eq!(names, wanted);
}

#[test]
fn fewer_files_than_needed_are_told_where_there_are_any() {
    let form = fields(FORM).unwrap();
    let files = files(&["a.pdf", "b.pdf", "c.pdf", "d.pdf"]);
    let facts = Facts { files: &files, ..Facts::on(today()) };
    let codes = |plan: &str| {
        let checked = form::check(&form, &raw(&[("name", "Ada"), ("plan", plan)]), &facts);
        checked.problems_at("plan").map(form::Problem::code).collect::<Vec<_>>()
    };
    assert!(codes("").is_empty(), "it is optional");
    assert_eq!(codes("a.pdf"), ["too_few_files"]);
    assert_eq!(codes("a.pdf|a.pdf"), ["too_few_files"], "twice the same is one");
    assert!(codes("a.pdf|b.pdf").is_empty());
    assert_eq!(codes("a.pdf|b.pdf|c.pdf|d.pdf"), ["too_many_files"]);
}

#[test]
fn a_signed_document_declares_its_signature() {
    let form = fields(FORM).unwrap();
    let mut files = files(&["plain.pdf", "signed.pdf"]);
    files.get_mut("plain.pdf").unwrap().is_signed = false;
    let facts = Facts { files: &files, ..Facts::on(today()) };
    let codes = |paper: &str, other: &str| {
        let pairs = [
            ("people", "r1"),
            ("people.r1.who", "Ada"),
            ("people.r1.paper", paper),
            ("other", other),
        ];
        let checked = form::check(&form, &raw(&pairs), &facts);
        assert!(checked.problems_at("other").next().is_none(), "it asks no signature");
        checked.problems_at("people.r1.paper").map(form::Problem::code).collect::<Vec<_>>()
    };
    assert_eq!(codes("plain.pdf", "plain.pdf"), ["file_unsigned"]);
    assert!(codes("signed.pdf", "plain.pdf").is_empty());
}
