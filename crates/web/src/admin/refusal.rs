//! Why the text of a document cannot be read, in the words of whoever corrects it. The reader of YAML says it
//! in English; what it says is recognised here, and anything else stands behind a sentence that helps.

use std::borrow::Cow;

use words::Words;

/// The sentence for what the reader said.
pub(super) fn reason(words: &'static Words, said: &str) -> String {
    let said = said.rfind(" at line ").map_or(said, |end| &said[..end]);
    let sentence = recognised(words, said);
    let other = || words.with("admin-import-unreadable", &[("said", said.into())]);
    sentence.unwrap_or_else(other).into_owned()
}

fn recognised(words: &'static Words, said: &str) -> Option<Cow<'static, str>> {
    let sentence = |key: &str| Some(words.t(key));
    let named = |key: &str, name: &str| Some(words.with(key, &[("name", name.into())]));
    if let Some(rest) = said.strip_prefix("unknown field ") {
        return Some(unknown(words, "admin-import-unknown-key", rest));
    }
    if let Some(rest) = said.strip_prefix("unknown variant ") {
        return Some(unknown(words, "admin-import-unknown-value", rest));
    }
    if let Some(name) = said.strip_prefix("missing field ") {
        return named("admin-import-missing-key", bare(name));
    }
    if let Some(rest) = said.strip_prefix("duplicate mapping key: ") {
        return named("admin-import-double-key", rest.split(',').next().unwrap_or(rest));
    }
    if said.starts_with("data did not match any variant") {
        return sentence("admin-import-other-value");
    }
    if let Some(kind) = said.strip_prefix("invalid ") {
        return match kind {
            "u8" | "u16" | "u32" | "u64" | "usize" => sentence("admin-import-count"),
            "i8" | "i16" | "i32" | "i64" | "isize" => sentence("admin-import-integer"),
            "bool" | "boolean" => sentence("admin-import-yes-no"),
            _ => None,
        };
    }
    match said {
        "expected sequence start" => sentence("admin-import-list"),
        "expected mapping start" => sentence("admin-import-parts"),
        "expected string scalar" => sentence("admin-import-text"),
        "unexpected end of input" => sentence("admin-import-end"),
        "schema_version must be 1" => sentence("admin-import-version"),
        "the document is longer than 2 MiB" => sentence("admin-import-long"),
        _ => None,
    }
}

/// `` `categorry`, expected one of category, topics ``: with the nearest of what is known there, or all of it.
fn unknown(words: &'static Words, key: &str, rest: &str) -> Cow<'static, str> {
    let (name, known) = rest.split_once(", ").unwrap_or((rest, ""));
    let name = bare(name);
    let known = known.trim_start_matches("expected ").trim_start_matches("one of ");
    let known: Vec<&str> =
        known.split(", ").flat_map(|each| each.split(" or ")).map(bare).collect();
    let most = name.chars().count().div_ceil(3);
    let near = known
        .iter()
        .map(|each| (strsim::osa_distance(name, each), *each))
        .filter(|(slips, each)| *slips <= most && !each.is_empty())
        .min();
    match near {
        Some((_, meant)) => {
            words.with(&format!("{key}-meant"), &[("name", name.into()), ("meant", meant.into())])
        }
        None => {
            words.with(key, &[("name", name.into()), ("known", known.join(", ").as_str().into())])
        }
    }
}

fn bare(text: &str) -> &str {
    text.trim().trim_matches('`')
}

#[cfg(test)]
mod tests {
    use model::Lang;

    use super::*;

    fn told(text: &str) -> (u32, String) {
        let fault = procedure::read(text).unwrap_err();
        assert_eq!(fault.code, "text");
        let said = fault.message.get(Lang::It).to_owned();
        (fault.place.line, reason(Words::of(Lang::It), &said))
    }

    const SHIPPED: &str =
        include_str!("../../../../config/municipalities/grugliasco/procedures/permesso-ztl.yaml");

    /// The shipped document with its first `was` written otherwise.
    fn with(was: &str, now: &str) -> (u32, String) {
        assert!(SHIPPED.contains(was), "{was}");
        told(&SHIPPED.replacen(was, now, 1))
    }

    #[test]
    fn slips_are_named_with_what_was_meant() {
        let (line, why) = with("\n  category:", "\n  categorry:");
        assert_eq!((line, why.as_str()), (7, "«categorry» non esiste; intendevi «category»?"));
        let (_, why) = with("kind: many_of", "kind: mani_of");
        assert_eq!(why, "Il valore «mani_of» non è ammesso; intendevi «many_of»?");
        let (_, why) = with("\n  category:", "\n  colore:");
        assert!(
            why.starts_with("«colore» non esiste. Qui puoi scrivere: category, topics"),
            "{why}"
        );
    }

    #[test]
    fn every_common_slip_has_its_sentence() {
        for (was, now, why) in [
            (
                "schema_version: 1",
                "schema_version: uno",
                "Qui ci vuole un numero intero, da zero in su.",
            ),
            ("schema_version: 1", "schema_version: 7", "«schema_version» deve valere 1."),
            ("\nid: permesso-ztl", "\nnote: permesso-ztl", "Manca «id»."),
            (
                "\n  status: active",
                "\n  status: attivo",
                "Questo valore non è fra quelli ammessi qui.",
            ),
            (
                "\n  topics:",
                "\n  topics: uno\n  tpics:",
                "Qui ci vuole un elenco: ogni voce su una riga sua, dopo un trattino.",
            ),
        ] {
            assert_eq!(with(was, now).1, why);
        }
        assert_eq!(told(&format!("{SHIPPED}\nid: x\n")).1, "«id» è scritto due volte.");
        assert_eq!(told("").1, "Il documento è vuoto o finisce troppo presto.");
        assert!(
            told("title: \"aa\nb").1.starts_with("Il documento non si legge"),
            "{:?}",
            told("title: \"aa\nb")
        );
    }
}
