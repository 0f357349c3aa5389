//! Why a text is no document at all, told to people: what the reader of YAML says is for programs.

use model::Localized;

/// The sentence for what the reader said.
pub(crate) fn sentence(said: &str) -> Localized {
    let said = said.rfind(" at line ").map_or(said, |end| &said[..end]);
    recognised(said).unwrap_or_else(|| {
        Localized::both(
            format!(
                "Il documento non si legge in questo punto: controlla i rientri, i due punti e le virgolette (in inglese: {said})."
            ),
            format!(
                "The document cannot be read here: check indents, colons and quotation marks ({said})."
            ),
        )
    })
}

fn recognised(said: &str) -> Option<Localized> {
    let both = |it: &str, en: &str| Some(Localized::both(it, en));
    if let Some(rest) = said.strip_prefix("unknown field ") {
        return Some(unknown(("", ""), rest));
    }
    if let Some(rest) = said.strip_prefix("unknown variant ") {
        return Some(unknown(("Il valore ", "The value "), rest));
    }
    if let Some(name) = said.strip_prefix("missing field ") {
        let name = bare(name);
        return both(&format!("Qui manca «{name}»."), &format!("“{name}” is missing here."));
    }
    if let Some(rest) = said.strip_prefix("duplicate mapping key: ") {
        let name = rest.split(',').next().unwrap_or(rest);
        return both(
            &format!("«{name}» è scritto due volte."),
            &format!("“{name}” is written twice."),
        );
    }
    if said.starts_with("data did not match any variant") {
        return both(
            "Questo valore non è fra quelli ammessi qui.",
            "This value is not among those allowed here.",
        );
    }
    match said.strip_prefix("invalid ").unwrap_or(said) {
        "u8" | "u16" | "u32" | "u64" | "usize" => both(
            "Qui ci vuole un numero intero, da zero in su.",
            "A whole number from zero up is needed here.",
        ),
        "i8" | "i16" | "i32" | "i64" | "isize" => {
            both("Qui ci vuole un numero intero.", "A whole number is needed here.")
        }
        "bool" | "boolean" => both(
            "Qui ci vuole «true» (sì) o «false» (no).",
            "Here it must say “true” (yes) or “false” (no).",
        ),
        "expected sequence start" => both(
            "Qui ci vuole un elenco: ogni voce su una riga sua, dopo un trattino.",
            "A list is needed here: each entry on a line of its own, after a dash.",
        ),
        "expected mapping start" => both(
            "Qui ci vogliono coppie «chiave: valore», una per riga.",
            "Pairs of “key: value” are needed here, one on each line.",
        ),
        "expected string scalar" => both("Qui ci vuole un testo.", "A text is needed here."),
        "unexpected end of input" => both(
            "Il documento è vuoto o finisce troppo presto.",
            "The document is empty or ends too soon.",
        ),
        _ => None,
    }
}

/// `` `categorry`, expected one of category, topics ``: with the nearest of what is known there, or all of it.
fn unknown((it, en): (&str, &str), rest: &str) -> Localized {
    let (name, known) = rest.split_once(", ").unwrap_or((rest, ""));
    let name = bare(name);
    let known = known.trim_start_matches("expected ").trim_start_matches("one of ");
    let known: Vec<&str> = known
        .split(", ")
        .flat_map(|each| each.split(" or "))
        .map(bare)
        .filter(|each| !each.is_empty())
        .collect();
    let [not_it, not_en] = match it {
        "" => ["non esiste", "does not exist"],
        _ => ["non è ammesso", "is not allowed"],
    };
    match rule::nearest(name, known.iter().copied()) {
        Some(meant) => Localized::both(
            format!("{it}«{name}» {not_it}; intendevi «{meant}»?"),
            format!("{en}“{name}” {not_en}; did you mean “{meant}”?"),
        ),
        None => {
            let known = known.join(", ");
            Localized::both(
                format!("{it}«{name}» {not_it}. Qui puoi scrivere: {known}."),
                format!("{en}“{name}” {not_en}. Here you may write: {known}."),
            )
        }
    }
}

fn bare(text: &str) -> &str {
    text.trim().trim_matches('`')
}

#[cfg(test)]
mod tests {
    use model::Lang;

    fn told(text: &str) -> (u32, String) {
        let fault = crate::read(text).unwrap_err();
        assert_eq!(fault.code, "text");
        assert!(fault.message.exact(Lang::En).is_some(), "{fault}");
        (fault.place.line, fault.message.get(Lang::It).to_owned())
    }

    const SHIPPED: &str =
        include_str!("../../../config/municipalities/grugliasco/procedures/permesso-ztl.yaml");

    /// The shipped document with its first `was` written otherwise.
    fn with(was: &str, now: &str) -> (u32, String) {
        assert!(SHIPPED.contains(was), "{was}");
        told(&SHIPPED.replacen(was, now, 1))
    }

    #[test]
    fn slips_are_named_with_what_was_meant() {
        let (line, why) = with("\n  category:", "\n  categorry:");
        assert_eq!((line, why.as_str()), (10, "«categorry» non esiste; intendevi «category»?"));
        let (_, why) = with("kind: many_of", "kind: mani_of");
        assert_eq!(why, "Il valore «mani_of» non è ammesso; intendevi «many_of»?");
        let (_, why) = with("\n  category:", "\n  colore:");
        let all = "«colore» non esiste. Qui puoi scrivere: category, topics";
        assert!(why.starts_with(all), "{why}");
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
            ("\nid: permesso-ztl", "\nnote: permesso-ztl", "Qui manca «id»."),
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
        let (_, why) = told("title: \"aa\nb");
        assert!(why.starts_with("Il documento non si legge"), "{why}");
    }
}
