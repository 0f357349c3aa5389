//! What is said of a fiscal code that contradicts the answers beside it.

use model::fiscal_code::Mismatch;
use model::{Lang, Localized};

/// «Il codice fiscale non corrisponde alla data di nascita e al sesso: controlla tutto».
pub(super) fn contradicted(by: &[Mismatch], born_in: &Localized) -> Localized {
    let say = |lang: Lang| {
        let named = by.iter().filter_map(|mismatch| name(*mismatch, lang));
        let mut named: Vec<String> = named.map(str::to_owned).collect();
        let count = named.len();
        if let Some(place) = named.last_mut().filter(|_| !born_in.is_empty()) {
            let born_in = born_in.get(lang);
            place.push_str(&match lang {
                Lang::It => format!(", che per il codice è {born_in}"),
                Lang::En => format!(", which by the code is {born_in}"),
            });
        }
        let last = named.pop().unwrap_or_default();
        let (and, both) = match (lang, count) {
            (Lang::It, ..=1) => (" e ", "controlla tutti e due"),
            (Lang::It, _) => (" e ", "controlla tutto"),
            (Lang::En, ..=1) => (" and ", "check both"),
            (Lang::En, _) => (" and ", "check all of them"),
        };
        let listed =
            if named.is_empty() { last } else { format!("{}{and}{last}", named.join(", ")) };
        match lang {
            Lang::It => format!("Il codice fiscale non corrisponde {listed}: {both}"),
            Lang::En => format!("The tax code does not match {listed}: {both}"),
        }
    };
    Lang::ALL.into_iter().map(|lang| (lang, say(lang))).collect()
}

/// Names are never compared: people write one of two, or the one that they go by.
fn name(mismatch: Mismatch, lang: Lang) -> Option<&'static str> {
    Some(match (mismatch, lang) {
        (Mismatch::Birth, Lang::It) => "alla data di nascita",
        (Mismatch::Birth, Lang::En) => "the date of birth",
        (Mismatch::Sex, Lang::It) => "al sesso",
        (Mismatch::Sex, Lang::En) => "the sex",
        (Mismatch::Place, Lang::It) => "al luogo di nascita",
        (Mismatch::Place, Lang::En) => "the place of birth",
        (Mismatch::Surname | Mismatch::GivenName, _) => return None,
    })
}
