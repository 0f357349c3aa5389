//! Who opened an application, in words: with names for the office and for who controls, by post for the citizen.

use desk::readings::{Basis, CONSULTED, Reading};

use crate::Page;

/// Somebody opened an application.
pub(crate) struct ReadingLine {
    /// The instant, as people write it.
    pub at: String,
    /// The instant for machines, RFC 3339.
    pub iso: String,
    pub who: String,
    /// What was opened, and why it was open to them.
    pub told: String,
}

/// What is known apart from [`ReadingLine::told`]: what was opened, by what it was read for.
const KNOWN: [&str; 18] = [
    "amend",
    "bulk",
    "export",
    "file",
    "folder",
    "link",
    "messages",
    "move",
    "office-fields",
    "opinion",
    "paper",
    "preview",
    "ranking",
    "readings",
    "rettifica",
    "riapri",
    "trasmetti",
    "version",
];

/// Readings in words, with names or by post. What follows upon the same in one minute is told once.
pub(crate) fn lines(page: &Page, readings: &[Reading], with_names: bool) -> Vec<ReadingLine> {
    let line = |reading: &Reading| ReadingLine {
        at: page.words.moment(reading.at),
        iso: reading.at.rfc3339(),
        who: who(page, reading, with_names),
        told: told(page, reading),
    };
    let mut lines: Vec<ReadingLine> = readings.iter().map(line).collect();
    lines.dedup_by(|a, b| a.at == b.at && a.who == b.who && a.told == b.told);
    lines
}

/// As what somebody read, with the name where it is shown.
pub(crate) fn who(page: &Page, reading: &Reading, with_name: bool) -> String {
    let office = |id: &str| page.town.desk.office_name(id).get(page.lang).to_owned();
    let post = match (reading.role.strip_prefix(CONSULTED), &reading.office) {
        (Some(""), _) => page.t("readings-who-outside").into_owned(),
        (Some(asked), _) => {
            let values = [("office", office(asked).into())];
            page.words.with("readings-who-asked", &values).into_owned()
        }
        (None, None) => page.t(&format!("role-{}", reading.role)).into_owned(),
        (None, Some(id)) => {
            let role = page.t(&format!("role-{}", reading.role));
            let values = [("role", role.as_ref().into()), ("office", office(id).into())];
            page.words.with("readings-who", &values).into_owned()
        }
    };
    if !with_name || reading.name.is_empty() {
        return post;
    }
    let values = [("name", reading.name.as_str().into()), ("who", post.as_str().into())];
    page.words.with("readings-named", &values).into_owned()
}

/// What was opened.
pub(crate) fn what(page: &Page, reading: &Reading) -> String {
    let purpose = match KNOWN.iter().find(|known| **known == reading.purpose) {
        Some(_) if reading.role.starts_with(CONSULTED) => "consulted",
        Some(known) => known,
        None => "open",
    };
    page.t(&format!("readings-what-{purpose}")).into_owned()
}

/// Why it was open to them.
pub(crate) fn why(page: &Page, reading: &Reading) -> String {
    let basis = reading.basis.map_or("unknown", Basis::word);
    page.t(&format!("readings-why-{basis}")).into_owned()
}

fn told(page: &Page, reading: &Reading) -> String {
    let (what, why) = (what(page, reading), why(page, reading));
    let values = [("what", what.as_str().into()), ("why", why.as_str().into())];
    page.words.with("readings-line", &values).into_owned()
}

/// What the address of a page of readings says.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct From {
    /// The reading after which it begins. Not `da`, which is the view of the queue that one came from.
    #[serde(default)]
    prima: String,
}

impl From {
    /// That reading; what is none begins with the newest.
    pub(crate) fn before(&self) -> Option<uuid::Uuid> {
        self.prima.parse().ok()
    }
}
