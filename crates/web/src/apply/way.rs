//! How a step was come to, told by its address and kept by all that its page does.

use std::collections::BTreeSet;

use form::Checked;
use model::Digest;
use serde::Deserialize;

/// The part of an address that a step hands on to itself.
#[derive(Debug, Default, Clone, Deserialize)]
pub(super) struct Way {
    /// Marks of the answers that were missing when the page was last sent: their lack is told.
    #[serde(default)]
    mostra: Option<String>,
    /// The page it was opened from.
    #[serde(default)]
    da: Option<String>,
    /// The section of that page.
    #[serde(default)]
    parte: Option<String>,
}

/// What `da` says of the summary.
pub(super) const SUMMARY: &str = "riepilogo";

impl Way {
    /// From the summary, to change something.
    pub(super) fn from_summary() -> Self {
        Self { da: Some(SUMMARY.to_owned()), ..Self::default() }
    }

    /// From a section of the summary, to change something.
    pub(super) fn from_section(section: Option<&str>) -> Self {
        Self { parte: section.map(str::to_owned), ..Self::from_summary() }
    }

    /// The address of the summary, at the section that was changed, else at the one it was left from, else at the step.
    pub(super) fn back(&self, summary: &str, step: &str, changed: Option<&str>) -> String {
        match changed.or(self.parte.as_deref()).map(plain).filter(|section| !section.is_empty()) {
            Some(section) => format!("{summary}#rs-{section}"),
            None => format!("{summary}#r-{step}"),
        }
    }

    /// The answers of a step that are missing and of which this is told.
    pub(super) fn told(&self, checked: &Checked, step: &str) -> BTreeSet<String> {
        let Some(said) = &self.mostra else { return BTreeSet::new() };
        let marks: BTreeSet<&[u8]> = said.as_bytes().chunks(MARK).collect();
        let is_told = |path: &&str| said == ALL || marks.contains(mark(path).as_bytes());
        missing(checked, step).filter(is_told).map(str::to_owned).collect()
    }

    /// The step was opened from the summary, to change something.
    pub(super) fn is_from_summary(&self) -> bool {
        self.da.as_deref() == Some(SUMMARY)
    }

    /// The same way, saying from now on what is missing in a step. What is asked later was not missing yet.
    pub(super) fn telling(&self, checked: &Checked, step: &str) -> Self {
        let marks: BTreeSet<String> = missing(checked, step).map(mark).collect();
        let all = || ALL.to_owned();
        let mostra = if marks.len() > MOST { all() } else { marks.into_iter().collect() };
        Self { mostra: Some(mostra), ..self.clone() }
    }

    /// The same way to another step, which was not filled yet.
    pub(super) fn quiet(&self) -> Self {
        Self { mostra: None, parte: None, ..self.clone() }
    }

    /// The address of a step, come to this way.
    pub(super) fn to(&self, step: &str) -> String {
        let mut said = Vec::new();
        if let Some(marks) = &self.mostra {
            let is_mark = |c: &char| marks == ALL || c.is_ascii_hexdigit();
            let marks: String = marks.chars().filter(is_mark).collect();
            said.push(format!("mostra={marks}"));
        }
        if self.is_from_summary() {
            said.push(format!("da={SUMMARY}"));
        }
        if let Some(section) = self.parte.as_deref().map(plain).filter(|it| !it.is_empty()) {
            said.push(format!("parte={section}"));
        }
        if said.is_empty() { step.to_owned() } else { format!("{step}?{}", said.join("&")) }
    }
}

/// An id, with nothing in it that an address would read otherwise.
fn plain(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// Length of a mark in an address.
const MARK: usize = 4;
/// Most marks in an address; where more is missing all of it is told, also what is asked later.
const MOST: usize = 50;
const ALL: &str = "tutto";

/// A question in few characters. Two with one mark only tell each other's lack a page too early.
fn mark(path: &str) -> String {
    let mut digest = Digest::of(path.as_bytes()).to_string();
    digest.truncate(MARK);
    digest
}

fn missing<'a>(checked: &'a Checked, step: &'a str) -> impl Iterator<Item = &'a str> {
    let problems = checked.problems.iter().filter(move |problem| problem.step == step);
    problems.filter(|problem| problem.is_missing()).map(|problem| problem.path.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    use form::{Facts, Field, Form, Kind, Raw, Setting, check};

    #[test]
    fn an_address_tells_how_its_page_was_come_to_and_what_was_missing_then() {
        let field = |id: &str, kind, visible: Option<&str>| Field {
            id: id.to_owned(),
            kind,
            label: model::Localized::it(id),
            visible: visible.map(str::to_owned),
            ..Field::default()
        };
        let fields = vec![
            field("moves", Kind::YesNo, None),
            field("when", Kind::Date, Some("moves")),
            field("why", Kind::Line, None),
        ];
        let form = form::compile(&Form::of_fields("a", fields), &Setting::default()).unwrap();
        let facts = Facts::on("2026-11-29".parse().unwrap());
        let empty = check(&form, &Raw::new(), &facts);
        let way = Way::from_summary();
        assert_eq!(way.to("/passi/a"), "/passi/a?da=riepilogo");
        let telling = way.telling(&empty, "a");
        let address = telling.to("/passi/a");
        assert!(address.starts_with("/passi/a?mostra=") && address.ends_with("&da=riepilogo"));
        assert_eq!(telling.told(&empty, "a"), ["moves", "why"].map(str::to_owned).into());
        let mut raw = Raw::new();
        raw.set("moves", vec!["yes".to_owned()]);
        let more = check(&form, &raw, &facts);
        assert_eq!(telling.told(&more, "a"), ["why"].map(str::to_owned).into(), "not «when»");
        assert_eq!(telling.quiet().to("/passi/a"), "/passi/a?da=riepilogo");
        let many = (0..=MOST).map(|n| field(&format!("q{n}"), Kind::Line, None)).collect();
        let form = form::compile(&Form::of_fields("a", many), &Setting::default()).unwrap();
        let empty = check(&form, &Raw::new(), &facts);
        let all = way.telling(&empty, "a");
        assert_eq!(all.to("/passi/a"), "/passi/a?mostra=tutto&da=riepilogo");
        assert_eq!(all.told(&empty, "a").len(), MOST + 1);
        let section = Way::from_section(Some("vehicles"));
        assert_eq!(section.to("/passi/a"), "/passi/a?da=riepilogo&parte=vehicles");
        assert_eq!(section.quiet().to("/passi/a"), "/passi/a?da=riepilogo");
        assert_eq!(section.back("/riepilogo", "a", None), "/riepilogo#rs-vehicles");
        assert_eq!(section.back("/riepilogo", "a", Some("zones")), "/riepilogo#rs-zones");
        assert_eq!(way.back("/riepilogo", "a", None), "/riepilogo#r-a");
        let strange = Way {
            da: Some("//altrove".into()),
            mostra: Some("è/..".into()),
            parte: Some("#/&".into()),
        };
        assert_eq!(strange.told(&more, "a"), BTreeSet::new());
        assert_eq!(strange.to("/passi/a"), "/passi/a?mostra=");
    }
}
