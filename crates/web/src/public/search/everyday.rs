//! Words that people use for what the office calls otherwise.

use model::Lang;

use super::near::stem;

/// What people say, and what the office writes; folded, one of an ending is enough.
const MEANINGS: [(&[&str], &[&str]); 16] = [
    (&["auto", "macchina", "automobile"], &["auto", "macchina", "automobile", "veicolo"]),
    (&["centro"], &["ztl"]),
    (&["casa", "domicilio", "abitazione", "trasloco"], &["residenza"]),
    (
        &["cambio", "cambiare", "trasloco", "traslocare"],
        &["cambio", "cambia", "cambiato", "trasferisce", "trasferimento"],
    ),
    (&["asilo"], &["nido"]),
    (
        &["parcheggio", "parcheggiare", "posteggio", "posteggiare"],
        &["parcheggio", "sosta", "sostare"],
    ),
    (&["spazzatura", "immondizia", "rifiuti"], &["rifiuti", "tari"]),
    (&["multa"], &["contravvenzione", "sanzione", "verbale"]),
    (&["tassa", "bolletta"], &["imposta", "tributo", "tari"]),
    (&["sconto", "riduzione"], &["agevolazione", "riduzione", "esenzione", "ridotta"]),
    (&["bonus", "sussidio"], &["contributo", "assegno", "agevolazione"]),
    (&["disabile", "handicap", "handicappato"], &["disabilita", "invalido"]),
    (&["sposarsi", "sposarmi", "sposare", "nozze"], &["matrimonio"]),
    (&["incinta", "gravidanza", "neonato"], &["maternita", "nascita"]),
    (&["pasto", "pranzo", "refezione"], &["mensa"]),
    (&["ponteggio", "dehors", "tavolini"], &["suolo"]),
];

/// The stems of what else may be meant by a word.
pub(super) fn also(word: &str, lang: Lang) -> Vec<String> {
    if lang != Lang::It {
        return Vec::new();
    }
    let own = stem(word, lang);
    MEANINGS
        .iter()
        .filter(|(said, _)| said.iter().any(|each| stem(each, lang) == own))
        .flat_map(|(_, meant)| meant.iter())
        .map(|each| stem(each, lang).to_owned())
        .collect()
}
