//! What is said of a file that cannot be taken.

use model::{Lang, Localized};

use super::ProblemKind;
use crate::definition::FileType;

pub(super) fn about_file(problem: &ProblemKind) -> Localized {
    match problem {
        ProblemKind::FileTooLarge { name, max_mb } => Localized::both(
            format!("«{name}» è troppo grande: carica un file di al massimo {max_mb} MB"),
            format!("“{name}” is too large: upload a file of {max_mb} MB at most"),
        ),
        ProblemKind::FileType { name, types } => Localized::both(
            format!("«{name}» non va bene: carica un file {}", listed(types, "o")),
            format!("“{name}” cannot be taken: upload a {} file", listed(types, "or")),
        ),
        ProblemKind::FileUnsigned { name } => Localized::both(
            format!(
                "«{name}» non ha dentro una firma digitale: carica il PDF firmato, o la sua busta P7M"
            ),
            format!(
                "“{name}” has no digital signature inside: upload the signed PDF, or its P7M envelope"
            ),
        ),
        ProblemKind::TooFewFiles { min } => Localized::both(
            format!("Qui servono almeno {min} file: carica quelli che mancano"),
            format!("At least {min} files are needed here: upload those that are missing"),
        ),
        ProblemKind::TooManyFiles { max } => Localized::both(
            if *max == 1 {
                "Qui va un solo file: togli gli altri".to_owned()
            } else {
                format!("Togli qualche file: qui ne vanno al massimo {max}")
            },
            if *max == 1 {
                "One file only goes here: take the others away".to_owned()
            } else {
                format!("Take some files away: {max} at most go here")
            },
        ),
        ProblemKind::FileChecking { name } => Localized::both(
            format!("Stiamo controllando «{name}»: aspetta qualche secondo e riprova"),
            format!("We are checking “{name}”: wait a few seconds and try again"),
        ),
        ProblemKind::FileRefused { name, reason } => Localized::both(
            format!(
                "«{name}» è stato rifiutato: {}. Carica un altro file",
                ending(reason.get(Lang::It))
            ),
            format!("“{name}” was refused: {}. Upload another file", ending(reason.get(Lang::En))),
        ),
        _ => Localized::both(
            "Un file non è più disponibile: caricalo di nuovo",
            "A file is no longer here: upload it again",
        ),
    }
}

fn ending(sentence: &str) -> &str {
    sentence.trim_end_matches(['.', ' '])
}

/// `PDF, JPG o PNG`.
pub(super) fn listed(types: &[FileType], or: &str) -> String {
    let names: Vec<&str> = types.iter().map(|kind| kind.name()).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} {or} {last}", first.join(", ")),
    }
}
