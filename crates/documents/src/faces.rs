//! The typefaces of every paper, loaded once, and which signs each family can draw.
//! Titillium Web first; DejaVu Sans Mono and Libertinus Serif for the signs it lacks.

use std::collections::HashSet;
use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo, FontVariant};
use typst::utils::LazyHash;

include!(concat!(env!("OUT_DIR"), "/titillium.rs"));

/// In the order of preference; `sheet.typ` names them in the same order.
const FAMILIES: [&str; 3] = ["Titillium Web", "DejaVu Sans Mono", "Libertinus Serif"];

/// Every face that is embedded.
pub struct Faces {
    pub book: LazyHash<FontBook>,
    pub fonts: Vec<Font>,
    /// For each family the signs that all its faces have.
    signs: [HashSet<u32>; FAMILIES.len()],
}

pub static FACES: LazyLock<Faces> = LazyLock::new(Faces::load);

impl Faces {
    fn load() -> Faces {
        let fonts: Vec<Font> = TITILLIUM
            .iter()
            .copied()
            .chain(typst_assets::fonts())
            .flat_map(|bytes| Font::iter(Bytes::new(bytes)))
            .filter(|font| is_used(font.info()))
            .collect();
        let signs = FAMILIES.map(|family| {
            fonts
                .iter()
                .map(Font::info)
                .filter(|face| face.family == family)
                .map(|face| face.coverage.iter().collect::<HashSet<u32>>())
                .reduce(|all, face| all.intersection(&face).copied().collect())
                .unwrap_or_default()
        });
        Faces { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts, signs }
    }

    /// Whether one family can draw all these signs, in every weight and style. Signs that belong
    /// together (a letter and its accents) must be asked together.
    pub fn draw(&self, signs: &str) -> bool {
        self.signs.iter().any(|family| signs.chars().all(|sign| family.contains(&u32::from(sign))))
    }
}

/// Of the families that only help out, the regular face alone: their bold and slanted faces have
/// fewer signs (no Arabic), and a sign matters more than its weight.
fn is_used(face: &FontInfo) -> bool {
    match FAMILIES.iter().position(|family| *family == face.family) {
        Some(0) => true,
        Some(_) => face.variant == FontVariant::default(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_is_there_and_the_first_in_all_weights() {
        let count =
            |name: &str| FACES.fonts.iter().filter(|font| font.info().family == name).count();
        assert_eq!(FAMILIES.map(count), [6, 1, 1]);
    }

    #[test]
    fn the_alphabets_of_europe_can_be_drawn() {
        let check =
            |text: &str| text.split(' ').for_each(|word| assert!(FACES.draw(word), "{word}"));
        check("perché È ñ ç ß ø å ő č ș ț ž đ ģ ł € « » “ ” ’ – … ª º");
        check("Αθήνα Київ София");
        check("שלום سلام");
        assert!(!FACES.draw("漢"));
    }
}
