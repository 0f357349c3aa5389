//! Who has an application open, and who had.

use chrono::Duration;
use desk::{
    dossier::{CONSULTED, Dossier},
    session::Session,
};

use crate::Page;

/// How long a colleague's reading is worth a warning.
const JUST_NOW: Duration = Duration::minutes(15);
/// Readings shown.
const READERS: usize = 8;

/// Who opened it, the newest first.
pub(super) fn readers(page: &Page, dossier: &Dossier) -> Vec<String> {
    let line = |reading: &desk::dossier::Reading| {
        let who = dossier.names.get(&reading.person).map_or("", String::as_str);
        format!("{who}, {}", page.words.moment(reading.at))
    };
    let mut readers: Vec<String> = dossier.readings.iter().map(line).collect();
    readers.dedup();
    readers.truncate(READERS);
    readers
}

/// Says that a colleague looked at it a moment ago: two should not work on one thing.
pub(super) fn other_reader(page: &Page, session: &Session, dossier: &Dossier) -> String {
    let now = page.town.desk.now();
    let other = dossier
        .readings
        .iter()
        .filter(|reading| !reading.role.starts_with(CONSULTED))
        .find(|reading| reading.person != session.person.id && reading.at + JUST_NOW > now);
    let Some(other) = other else { return String::new() };
    let name = dossier.names.get(&other.person).map_or("", String::as_str);
    let at = page.words.time(other.at);
    let values = [("name", name.into()), ("time", at.as_str().into())];
    page.words.with("office-other-open", &values).into_owned()
}
