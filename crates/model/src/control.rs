//! The two check-digit reckonings that Italian identifiers share.

/// Values of 0–9 and A–Z in odd places (first, third, …), for the control letter of the fiscal code
/// (D.M. 23 December 1976) and for the CIN of a bank account. A digit counts as the letter of its rank.
const ODD: [u32; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// The control letter of upper-case letters and digits; other characters count for nothing.
pub(crate) fn control_letter(text: &[u8]) -> char {
    let sum: u32 = text
        .iter()
        .enumerate()
        .map(|(index, byte)| {
            let rank = match byte {
                b'0'..=b'9' => byte - b'0',
                b'A'..=b'Z' => byte - b'A',
                _ => return 0,
            };
            if index.is_multiple_of(2) { ODD[usize::from(rank)] } else { rank.into() }
        })
        .sum();
    char::from(b'A' + (sum % 26) as u8)
}

/// Whether eleven ASCII digits, not all zero, end in their own control digit: VAT numbers, numeric
/// and provisional fiscal codes.
pub(crate) fn has_control_digit(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(index, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            match (index.is_multiple_of(2), digit * 2) {
                (true, _) => digit,
                (false, double) => double % 10 + double / 10,
            }
        })
        .sum();
    digits.len() == 11
        && digits.iter().all(u8::is_ascii_digit)
        && digits.iter().any(|byte| *byte != b'0')
        && sum.is_multiple_of(10)
}

/// Upper case, without the spaces and marks that people put between groups.
pub(crate) fn compact(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '-' | '.' | '/' | '·' | '\u{200b}' | '\u{feff}')
        })
        .flat_map(char::to_uppercase)
        .collect()
}

/// A text newtype that is only ever made by its own `FromStr`: shows and serialises as its text,
/// and is checked again when it is read back.
macro_rules! checked_text {
    ($name:ident) => {
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<$name, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer)?
                    .parse()
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use checked_text;
