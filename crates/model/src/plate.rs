//! Number plates of vehicles. Whether a vehicle with this plate exists, only the motor registry knows.

use std::str::FromStr;

use crate::control::compact;

/// A plate: upper case, no spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Plate {
    text: String,
    pub kind: PlateKind,
}

/// Which family of plates it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlateKind {
    /// `AB123CD`: cars, lorries, trailers since 1994; also the diplomatic corps (`CD…`, `CC…`).
    Vehicle,
    /// `AB12345`: motorcycles since 1999.
    Motorcycle,
    /// Six letters and digits, the first X or later: mopeds since 2006.
    Moped,
    /// `TO123456`, `ROMA1A2345`: province and number, until 1994 (1999 for motorcycles). One that
    /// also reads as a current plate (`TN12345`) is taken for the current one.
    Province,
    /// `AB123C`, `ABC123`: farm and building machines.
    Machine,
    /// Armed forces, police, fire brigade, Red Cross.
    Special,
    /// Of another country: accepted only where the person says that it is.
    Foreign,
}

/// What is wrong with a text that should be a plate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlateFault {
    #[error("empty")]
    Empty,
    #[error("only letters and digits may stand in it")]
    WrongCharacter,
    #[error("I, O, Q and U are not used on Italian plates")]
    ConfusingLetter,
    #[error("no Italian plate looks like this")]
    UnknownForm,
    #[error("too short or too long")]
    WrongLength,
}

/// Letters of provinces as they stood on plates; ROMA is written in full.
const PROVINCES: &str = " AG AL AN AO AP AQ AR AT AV BA BG BL BN BO BR BS BZ CA CB CE CH CL CN CO CR CS \
     CT CZ EN FE FG FI FO FR GE GO GR IM IS LE LI LT LU MC ME MI MN MO MS MT NA NO NU OR PA PC PD PE PG \
     PI PN PR PS PT PV PZ RA RC RE RG RI RN RO ROMA RM SA SI SO SP SR SS SV TA TE TN TO TP TR TS TV UD \
     VA VC VE VI VR VT ";

const SPECIAL: &[&str] =
    &["POLIZIA", "GDIF", "CRI", "CFS", "EI", "MM", "AM", "CC", "VF", "PC", "GF"];

impl FromStr for Plate {
    type Err = PlateFault;

    /// Reads an Italian plate; a foreign one is for [`Plate::foreign`].
    fn from_str(text: &str) -> Result<Plate, PlateFault> {
        let text = letters_and_digits(text)?;
        match kind(&text) {
            Some(kind) => Ok(Plate { text, kind }),
            None if kind(&text.replace(['I', 'O', 'Q', 'U'], "A")).is_some() => {
                Err(PlateFault::ConfusingLetter)
            }
            None => Err(PlateFault::UnknownForm),
        }
    }
}

impl Plate {
    /// A plate of another country: 2 to 12 letters and digits.
    pub fn foreign(text: &str) -> Result<Plate, PlateFault> {
        let text = letters_and_digits(text)?;
        if !(2..=12).contains(&text.len()) {
            return Err(PlateFault::WrongLength);
        }
        Ok(Plate { text, kind: PlateKind::Foreign })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl std::fmt::Display for Plate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&self.text)
    }
}

fn letters_and_digits(text: &str) -> Result<String, PlateFault> {
    let text = compact(text);
    if text.is_empty() {
        return Err(PlateFault::Empty);
    }
    if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(PlateFault::WrongCharacter);
    }
    Ok(text)
}

fn kind(text: &str) -> Option<PlateKind> {
    if is_like(text, "AA999AA") {
        return Some(PlateKind::Vehicle);
    }
    if is_like(text, "AA99999") {
        return Some(PlateKind::Motorcycle);
    }
    if is_province(text) {
        return Some(PlateKind::Province);
    }
    if is_special(text) {
        return Some(PlateKind::Special);
    }
    if is_like(text, "AA999A") || is_like(text, "AAA999") {
        return Some(PlateKind::Machine);
    }
    if is_like(text, "*****9") || is_like(text, "*****A") {
        let first = text.as_bytes().first();
        return first.is_some_and(|byte| (b'X'..=b'Z').contains(byte)).then_some(PlateKind::Moped);
    }
    None
}

/// `9` a digit, `A` a letter that Italian plates use, `*` either.
fn is_like(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, place)| match place {
            b'9' => byte.is_ascii_digit(),
            b'A' => is_used(byte),
            _ => byte.is_ascii_digit() || is_used(byte),
        })
}

fn is_used(byte: u8) -> bool {
    byte.is_ascii_uppercase() && !matches!(byte, b'I' | b'O' | b'Q' | b'U')
}

/// Province, then up to six digits, one of which the big provinces made a letter when numbers ran out.
fn is_province(text: &str) -> bool {
    let length = if text.starts_with("ROMA") { 4 } else { 2 };
    let Some((province, number)) = text.split_at_checked(length) else { return false };
    let letters = number.bytes().filter(u8::is_ascii_uppercase).count();
    PROVINCES.contains(&format!(" {province} "))
        && match letters {
            0 => (1..=6).contains(&number.len()),
            1 => {
                number.len() == 6
                    && number.bytes().all(|byte| byte.is_ascii_digit() || is_used(byte))
            }
            _ => false,
        }
}

fn is_special(text: &str) -> bool {
    SPECIAL.iter().filter_map(|corps| text.strip_prefix(corps)).any(|number| {
        let digits = number.bytes().filter(u8::is_ascii_digit).count();
        (3..=6).contains(&number.len()) && digits >= 3
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_family_is_known() {
        use PlateKind::*;
        for (text, kind) in [
            ("AB123CD", Vehicle),
            ("ab 123-cd", Vehicle),
            ("XA123BC", Vehicle),
            ("CD123AA", Vehicle),
            ("AB12345", Motorcycle),
            // No current plate has an O.
            ("TO12345", Province),
            ("TO123456", Province),
            ("TO A12345", Province),
            ("TO 1A2345", Province),
            ("Roma 12345A", Province),
            ("NO1234", Province),
            ("AB123C", Machine),
            ("ABC123", Machine),
            ("X2BCD4", Moped),
            ("EI AB123", Special),
            ("GdiF 123AB", Special),
            ("POLIZIA A1234", Special),
            ("VF 12345", Motorcycle),
            ("VF 1234", Special),
        ] {
            assert_eq!(text.parse::<Plate>().map(|plate| plate.kind), Ok(kind), "{text}");
        }
        assert_eq!("ab 123-cd".parse::<Plate>().unwrap().to_string(), "AB123CD");
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        use PlateFault::*;
        for (text, fault) in [
            ("", Empty),
            (" - ", Empty),
            ("AB123ÇD", WrongCharacter),
            ("AB123CO", ConfusingLetter),
            ("IB123CD", ConfusingLetter),
            ("AB1234CD", UnknownForm),
            ("12345", UnknownForm),
            ("ABCDEFG", UnknownForm),
            ("A2BCD4", UnknownForm),
        ] {
            assert_eq!(text.parse::<Plate>(), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_foreign_plate_must_be_said_to_be_one() {
        assert!("B-MW 1234".parse::<Plate>().is_err());
        let plate = Plate::foreign("B-MW 1234").unwrap();
        assert_eq!((plate.as_str(), plate.kind), ("BMW1234", PlateKind::Foreign));
        assert_eq!(Plate::foreign("A"), Err(PlateFault::WrongLength));
        assert_eq!(Plate::foreign(""), Err(PlateFault::Empty));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in ".{0,12}", shape in "[A-Z0-9]{0,10}") {
            let _ = (text.parse::<Plate>(), shape.parse::<Plate>(), Plate::foreign(&text));
        }
    }
}
