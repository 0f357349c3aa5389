//! Who had an application open.

use desk::dossier::Dossier;

use crate::Page;

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
