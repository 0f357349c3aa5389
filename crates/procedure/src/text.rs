//! Reading and writing the document as YAML. There is one canonical text: reading it and writing it
//! gives the same bytes, and its hash names the revision.

use model::Localized;
use serde_saphyr::ser_options;
use sha2::{Digest as _, Sha256};

use crate::{
    document::{Procedure, SCHEMA_VERSION},
    fault::Fault,
    place::{Place, Places},
    unread,
};

/// Largest document accepted, in bytes.
pub const TEXT_MAX: usize = 2 * 1024 * 1024;

/// A document that was read, with the places of its parts.
#[derive(Debug, Clone)]
pub struct Source {
    /// What it says.
    pub procedure: Procedure,
    /// Where it says it.
    pub places: Places,
}

/// Reads a document. The fault names line and column.
///
/// # Errors
/// What is not YAML, has an unknown key or a wrong type, is too long or of another version.
pub fn read(text: &str) -> Result<Source, Fault> {
    if text.len() > TEXT_MAX {
        let long = Localized::both(
            "Il documento è troppo lungo: può arrivare a 2 MiB.",
            "The document is too long: 2 MiB at most.",
        );
        return Err(Fault::at(Place { line: 1, column: 1 }, long));
    }
    let procedure: Procedure = serde_saphyr::from_str(text).map_err(|error| {
        let place = error.location().map_or(Place { line: 1, column: 1 }, |at| Place {
            line: u32::try_from(at.line()).unwrap_or(u32::MAX),
            column: u32::try_from(at.column()).unwrap_or(u32::MAX),
        });
        let whole = error.without_snippet().to_string();
        Fault::at(place, unread::sentence(whole.lines().next().unwrap_or_default()))
    })?;
    let places = Places::of(text);
    if procedure.schema_version != SCHEMA_VERSION {
        let at = places.find("schema_version").unwrap_or(Place { line: 1, column: 1 });
        let other =
            Localized::both("«schema_version» deve valere 1.", "“schema_version” must be 1.");
        return Err(Fault::at(at, other));
    }
    Ok(Source { procedure, places })
}

/// The canonical text.
///
/// # Panics
/// Never: every document can be written.
#[must_use]
pub fn write(procedure: &Procedure) -> String {
    let options = ser_options! { folded_wrap_chars: 100_000, min_fold_chars: 100_000 };
    serde_saphyr::to_string_with_options(procedure, options).unwrap_or_default()
}

/// Sha-256 of the canonical text, in hexadecimal: names a revision's content.
#[must_use]
pub fn hash(procedure: &Procedure) -> String {
    Sha256::digest(write(procedure).as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIPPED: [&str; 2] = [
        include_str!("../../../config/municipalities/grugliasco/procedures/permesso-ztl.yaml"),
        include_str!(
            "../../../config/municipalities/grugliasco/procedures/dichiarazione-residenza.yaml"
        ),
    ];

    #[test]
    fn what_is_written_is_read_back_and_written_the_same() {
        for text in SHIPPED {
            let source = read(text).unwrap_or_else(|fault| panic!("{fault}"));
            let canonical = write(&source.procedure);
            let again = read(&canonical).unwrap_or_else(|fault| panic!("{fault}\n{canonical}"));
            assert_eq!(again.procedure, source.procedure);
            assert_eq!(write(&again.procedure), canonical);
            assert_eq!(hash(&again.procedure), hash(&source.procedure));
        }
    }

    #[test]
    fn a_fault_of_the_text_names_its_place() {
        let text = SHIPPED[0].replacen("      kind: many_of", "      knid: many_of", 1);
        let line = 1 + text.lines().position(|line| line.contains("knid")).unwrap_or_default();
        let fault = read(&text).unwrap_err();
        let place = fault.place.line as usize;
        assert!(place.abs_diff(line) <= 2 && fault.to_string().contains("knid"), "{fault}");
        assert_eq!(read("schema_version: 1\nid: [").unwrap_err().place.line, 2);
    }
}
