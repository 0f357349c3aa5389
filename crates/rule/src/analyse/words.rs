//! What is found in a table, in words for its author.

use model::Lang;

use super::table::{Case, Finding, Given};
use crate::explain::{Phrases, joined};
use crate::table::{Table, TablePart};
use crate::value::Labels;

impl Finding {
    /// One sentence: «Manca una riga per: «ISEE» = 7.500,01 €, «Zona» = «A».»
    #[must_use]
    pub fn sentence(&self, table: &Table, labels: &dyn Labels, lang: Lang) -> String {
        let phrases = Phrases { labels, lang };
        let pick = |it: &'static str, en: &'static str| phrases.pick(it, en);
        match self {
            Finding::Gap(case) | Finding::Missing(case) => {
                let none = pick("Manca una riga per", "A row is missing for");
                format!("{none}: {}.{}", case.words(table, &phrases), doubt(case, &phrases))
            }
            Finding::Overlap { rows: [one, other], case } => {
                let (one, other) = (one + 1, other + 1);
                let both = match lang {
                    Lang::It => format!("Le righe {one} e {other} valgono insieme per"),
                    Lang::En => format!("Rows {one} and {other} both apply for"),
                };
                format!("{both}: {}.{}", case.words(table, &phrases), doubt(case, &phrases))
            }
            Finding::Covered { row, by } => {
                let numbers: Vec<String> = by.iter().map(|by| (by + 1).to_string()).collect();
                let (row, numbers) = (row + 1, joined(&numbers, lang));
                match (lang, by.len()) {
                    (Lang::It, 1) => format!(
                        "La riga {row} non vale mai: la riga {numbers} viene prima per tutti i suoi casi."
                    ),
                    (Lang::It, _) => format!(
                        "La riga {row} non vale mai: le righe {numbers} vengono prima per tutti i suoi casi."
                    ),
                    (Lang::En, 1) => format!(
                        "Row {row} never applies: row {numbers} comes first for all its cases."
                    ),
                    (Lang::En, _) => format!(
                        "Row {row} never applies: rows {numbers} come first for all its cases."
                    ),
                }
            }
            Finding::Impossible { row } => match lang {
                Lang::It => format!("La riga {} non vale per nessuna risposta.", row + 1),
                Lang::En => format!("Row {} applies to no answers.", row + 1),
            },
            Finding::TooMany => pick(
                "La tabella ha troppe combinazioni: non si è potuto controllarle tutte.",
                "The table has too many combinations: not all of them could be checked.",
            )
            .to_owned(),
            Finding::NotDecided { input } => {
                let place = TablePart::Input(*input).words();
                let place = place.get(lang);
                match lang {
                    Lang::It => format!(
                        "La tabella non si è potuta controllare: nella {place} ci sono confronti d'ordine tra testi liberi o troppi valori."
                    ),
                    Lang::En => format!(
                        "The table could not be checked: {place} orders free texts or has too many values."
                    ),
                }
            }
        }
    }
}

impl Case {
    /// An answer is missing in it.
    #[must_use]
    pub fn has_missing(&self) -> bool {
        self.columns.contains(&Given::Missing)
    }

    /// «ISEE» = 7.500,01 €, «Zona» = «A»; columns that may be anything are left out.
    fn words(&self, table: &Table, phrases: &Phrases<'_>) -> String {
        let mut words = Vec::new();
        for (input, given) in table.inputs().zip(&self.columns) {
            let value = match given {
                Given::Anything => continue,
                Given::Answered => phrases.pick("qualsiasi valore", "any value").to_owned(),
                Given::Missing => phrases.pick("nessuna risposta", "no answer").to_owned(),
                Given::OtherText => phrases.pick("un altro testo", "another text").to_owned(),
                Given::Value(value) => phrases.value(input, value),
            };
            words.push(format!("{} = {value}", phrases.noun(input)));
        }
        match words.is_empty() {
            true => phrases.pick("qualsiasi risposta", "any answers").to_owned(),
            false => words.join(", "),
        }
    }
}

fn doubt(case: &Case, phrases: &Phrases<'_>) -> &'static str {
    match case.is_certain {
        true => "",
        false => phrases.pick(
            " Non è detto che delle risposte possano portare a questi valori.",
            " It is not certain that answers can come to these values.",
        ),
    }
}
