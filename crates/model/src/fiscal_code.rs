//! The fiscal code (*codice fiscale*) of a person: check, decode, compare with what the person says.
//! It proves that a code is well made, not that it was issued: only the tax register knows that.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use crate::control::{checked_text, compact, control_letter, has_control_digit};
use crate::fold::fold;

/// A well-made fiscal code: 16 characters (D.M. 23 December 1976, *omocodia* included) or the
/// 11 digits of a provisional code. Upper case, no spaces.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FiscalCode(String);

checked_text!(FiscalCode);

/// Sex as the code holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    Female,
    Male,
}

/// What a 16 character code says of its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// With the latest century that is not after the reference day.
    pub birth: NaiveDate,
    pub sex: Sex,
    /// Cadastral (Belfiore) code of the place of birth; a first letter Z means abroad.
    pub place: String,
}

/// What is wrong with a text that should be a fiscal code. Positions count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FiscalCodeFault {
    #[error("empty")]
    Empty,
    #[error("{found} characters instead of 16")]
    WrongLength { found: usize },
    #[error("character {position} cannot stand there")]
    WrongCharacter { position: usize },
    #[error("character 9 is no month")]
    WrongMonth,
    #[error("characters 7 to 11 are no day")]
    WrongDay,
    #[error("the last character does not agree with the others")]
    WrongControl,
}

/// What a person says that disagrees with the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mismatch {
    Surname,
    GivenName,
    Birth,
    Sex,
    Place,
}

/// What a person says of himself or herself; what is not known is not compared.
#[derive(Debug, Clone, Copy, Default)]
pub struct Claims<'a> {
    pub surname: Option<&'a str>,
    pub given_name: Option<&'a str>,
    pub birth: Option<NaiveDate>,
    pub sex: Option<Sex>,
    /// Cadastral code.
    pub place: Option<&'a str>,
}

const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
/// Letters that stand for 0 to 9 where two people would have the same code.
const OMOCODIA: &[u8; 10] = b"LMNPQRSTUV";
/// Places (from 0) of the seven digits that *omocodia* may turn into letters.
const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];

impl FromStr for FiscalCode {
    type Err = FiscalCodeFault;

    fn from_str(text: &str) -> Result<FiscalCode, FiscalCodeFault> {
        let code = compact(text);
        let bytes = code.as_bytes();
        if code.is_empty() {
            return Err(FiscalCodeFault::Empty);
        }
        if bytes.iter().all(u8::is_ascii_digit) && bytes.len() == 11 {
            return if has_control_digit(bytes) {
                Ok(FiscalCode(code))
            } else {
                Err(FiscalCodeFault::WrongControl)
            };
        }
        let found = code.chars().count();
        if found != 16 {
            return Err(FiscalCodeFault::WrongLength { found });
        }
        for (index, c) in code.chars().enumerate() {
            let fits = match index {
                _ if !c.is_ascii() => false,
                12 => OMOCODIA.contains(&(c as u8)) || c.is_ascii_digit(),
                11 => matches!(c, 'A'..='M' | 'Z'),
                _ if DIGITS.contains(&index) => OMOCODIA.contains(&(c as u8)) || c.is_ascii_digit(),
                _ => c.is_ascii_uppercase(),
            };
            if !fits {
                return Err(FiscalCodeFault::WrongCharacter { position: index + 1 });
            }
        }
        let plain = plain(bytes);
        let month = month(&plain).ok_or(FiscalCodeFault::WrongMonth)?;
        let (day, _) = day(&plain).ok_or(FiscalCodeFault::WrongDay)?;
        // The century is unknown: the day must exist in one of them.
        let exists = |century: i32| {
            NaiveDate::from_ymd_opt(century + short_year(&plain), month, day).is_some()
        };
        if ![1900, 2000].into_iter().any(exists) {
            return Err(FiscalCodeFault::WrongDay);
        }
        if control_letter(&bytes[..15]) != char::from(bytes[15]) {
            return Err(FiscalCodeFault::WrongControl);
        }
        Ok(FiscalCode(code))
    }
}

impl FiscalCode {
    /// Eleven digits, given until the tax register gives the final code. It says nothing of its holder.
    pub fn is_provisional(&self) -> bool {
        self.0.len() == 11
    }

    /// What the code says; `None` for a provisional one, or if the birth cannot be before `reference`.
    pub fn decode(&self, reference: NaiveDate) -> Option<Decoded> {
        let plain = self.plain()?;
        let (day, sex) = day(&plain)?;
        let month = month(&plain)?;
        let century = reference.year().div_euclid(100) * 100;
        let birth = [century, century - 100, century - 200]
            .into_iter()
            .filter_map(|century| NaiveDate::from_ymd_opt(century + short_year(&plain), month, day))
            .find(|birth| *birth <= reference)?;
        Some(Decoded { birth, sex, place: String::from_utf8_lossy(&plain[11..15]).into_owned() })
    }

    /// The code without *omocodia*, for finding the same person under both: not always a code that exists.
    pub fn base(&self) -> FiscalCode {
        match self.plain() {
            None => self.clone(),
            Some(plain) => {
                let mut code = String::from_utf8_lossy(&plain[..15]).into_owned();
                code.push(control_letter(&plain[..15]));
                FiscalCode(code)
            }
        }
    }

    /// What disagrees between the code and the person's own words. Names are compared as the code
    /// writes them, accents and apostrophes forgiven. Nothing disagrees with a provisional code.
    pub fn mismatches(&self, claims: &Claims<'_>) -> Vec<Mismatch> {
        let Some(plain) = self.plain() else { return Vec::new() };
        let mut found = Vec::new();
        if claims.surname.is_some_and(|surname| surname_code(surname).as_bytes() != &plain[..3]) {
            found.push(Mismatch::Surname);
        }
        if claims.given_name.is_some_and(|name| given_name_code(name).as_bytes() != &plain[3..6]) {
            found.push(Mismatch::GivenName);
        }
        let day = day(&plain);
        if claims.birth.is_some_and(|birth| {
            let said = (birth.year().rem_euclid(100), birth.month(), birth.day());
            day.zip(month(&plain)).map(|((day, _), month)| (short_year(&plain), month, day))
                != Some(said)
        }) {
            found.push(Mismatch::Birth);
        }
        if claims.sex.is_some_and(|sex| day.map(|(_, coded)| coded) != Some(sex)) {
            found.push(Mismatch::Sex);
        }
        if claims.place.is_some_and(|place| !place.as_bytes().eq_ignore_ascii_case(&plain[11..15]))
        {
            found.push(Mismatch::Place);
        }
        found
    }

    fn plain(&self) -> Option<[u8; 16]> {
        (!self.is_provisional()).then(|| plain(self.0.as_bytes()))
    }
}

/// The code with the digits that *omocodia* had turned into letters.
fn plain(code: &[u8]) -> [u8; 16] {
    let mut plain = [b'0'; 16];
    for (to, from) in plain.iter_mut().zip(code) {
        *to = *from;
    }
    for place in DIGITS {
        if let Some(digit) = OMOCODIA.iter().position(|letter| *letter == plain[place]) {
            plain[place] = b'0' + digit as u8;
        }
    }
    plain
}

fn two_digits(tens: u8, units: u8) -> u32 {
    u32::from(tens.saturating_sub(b'0')) * 10 + u32::from(units.saturating_sub(b'0'))
}

fn short_year(plain: &[u8; 16]) -> i32 {
    two_digits(plain[6], plain[7]) as i32
}

fn month(plain: &[u8; 16]) -> Option<u32> {
    MONTHS.iter().position(|letter| *letter == plain[8]).map(|index| index as u32 + 1)
}

/// Women have 40 added to their day.
fn day(plain: &[u8; 16]) -> Option<(u32, Sex)> {
    match two_digits(plain[9], plain[10]) {
        day @ 1..=31 => Some((day, Sex::Male)),
        day @ 41..=71 => Some((day - 40, Sex::Female)),
        _ => None,
    }
}

/// The three letters of a surname: consonants, then vowels, then X.
pub fn surname_code(surname: &str) -> String {
    let (consonants, vowels) = letters(surname);
    three(&(consonants + &vowels))
}

/// The three letters of a given name: of four consonants or more, the first, third and fourth.
pub fn given_name_code(name: &str) -> String {
    let (consonants, vowels) = letters(name);
    match consonants.as_bytes() {
        [first, _, third, fourth, ..] => [*first, *third, *fourth].map(char::from).iter().collect(),
        _ => three(&(consonants + &vowels)),
    }
}

fn three(letters: &str) -> String {
    letters.chars().chain(std::iter::repeat('X')).take(3).collect()
}

/// Consonants and vowels, upper case, in order.
fn letters(text: &str) -> (String, String) {
    fold(text)
        .to_ascii_uppercase()
        .chars()
        .filter(char::is_ascii_uppercase)
        .partition(|c| !matches!(c, 'A' | 'E' | 'I' | 'O' | 'U'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn code(text: &str) -> FiscalCode {
        text.parse().unwrap()
    }

    #[test]
    fn well_made_codes_are_read_however_they_are_typed() {
        // Invented people of common textbook examples, so that the control letters are not ours.
        for text in [
            "RSSMRA80A01H501U",
            "rss mra 80a01 h501u",
            " RSSMRA80A01H501U\u{feff}",
            "MLLSNT82P65Z404U",
            "MRTMTT91D08F205J",
        ] {
            assert_eq!(text.parse::<FiscalCode>().err(), None, "{text}");
        }
        assert_eq!(code("rss mra 80a01 h501u").as_str(), "RSSMRA80A01H501U");
    }

    #[test]
    fn a_code_says_birth_sex_and_place() {
        let decoded = code("RSSMRA80A01H501U").decode(day("2026-07-01")).unwrap();
        assert_eq!(
            decoded,
            Decoded { birth: day("1980-01-01"), sex: Sex::Male, place: "H501".into() }
        );
        let woman = code("MLLSNT82P65Z404U").decode(day("2026-07-01")).unwrap();
        assert_eq!((woman.birth, woman.sex), (day("1982-09-25"), Sex::Female));
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        use FiscalCodeFault::*;
        for (text, fault) in [
            ("", Empty),
            (" ", Empty),
            ("RSSMRA80A01H501", WrongLength { found: 15 }),
            ("RSSMRA80A01H501UU", WrongLength { found: 17 }),
            ("1234567890", WrongLength { found: 10 }),
            ("R5SMRA80A01H501U", WrongCharacter { position: 2 }),
            ("RSSMRÀ80A01H501U", WrongCharacter { position: 6 }),
            ("RSSMRA8AA01H501U", WrongCharacter { position: 8 }),
            ("RSSMRA80A01W501U", WrongCharacter { position: 12 }),
            ("RSSMRA80F01H501U", WrongMonth),
            ("RSSMRA80A32H501U", WrongDay),
            ("RSSMRA80A00H501U", WrongDay),
            ("RSSMRA81B29H501U", WrongDay),
            ("RSSMRA80A01H501V", WrongControl),
            ("00000000000", WrongControl),
            ("12345678901", WrongControl),
        ] {
            assert_eq!(text.parse::<FiscalCode>(), Err(fault), "{text}");
        }
    }

    #[test]
    fn the_century_follows_the_reference_day() {
        let people = code(&with_control("RSSMRA20A01H501"));
        let birth = |on| people.decode(day(on)).unwrap().birth;
        assert_eq!(birth("2026-07-01"), day("2020-01-01"));
        assert_eq!(birth("2019-12-31"), day("1920-01-01"));
        // 29 February of year 00 exists in 2000 only.
        let leap = code(&with_control("RSSMRA00B29H501"));
        assert_eq!(leap.decode(day("2026-07-01")).unwrap().birth, day("2000-02-29"));
        assert_eq!(leap.decode(day("1999-07-01")), None);
    }

    #[test]
    fn a_provisional_code_is_eleven_digits_and_says_nothing() {
        let provisional = code("00743110157");
        assert!(provisional.is_provisional());
        assert_eq!(provisional.decode(day("2026-07-01")), None);
        assert!(
            provisional.mismatches(&Claims { surname: Some("X"), ..Claims::default() }).is_empty()
        );
        assert_eq!(provisional.base(), provisional);
    }

    #[test]
    fn names_become_their_three_letters() {
        for (surname, letters) in [
            ("Rossi", "RSS"),
            ("Fo", "FOX"),
            ("Aia", "AIA"),
            ("D'Angelo", "DNG"),
            ("De Luca", "DLC"),
            ("Niccolò", "NCC"),
            ("Ü", "UXX"),
        ] {
            assert_eq!(surname_code(surname), letters, "{surname}");
        }
        for (name, letters) in [
            ("Mario", "MRA"),
            ("Gianfranco", "GFR"),
            ("Luca", "LCU"),
            ("Bo", "BOX"),
            ("Roberto", "RRT"),
        ] {
            assert_eq!(given_name_code(name), letters, "{name}");
        }
    }

    #[test]
    fn the_persons_own_words_are_compared() {
        let code = code("RSSMRA80A01H501U");
        let right = Claims {
            surname: Some("Rossi"),
            given_name: Some("Mario"),
            birth: Some(day("1980-01-01")),
            sex: Some(Sex::Male),
            place: Some("h501"),
        };
        assert_eq!(code.mismatches(&right), []);
        assert_eq!(code.mismatches(&Claims { given_name: Some("Maria"), ..right }), []);
        let wrong = Claims {
            surname: Some("Russo"),
            given_name: Some("Marco"),
            birth: Some(day("1980-01-02")),
            sex: Some(Sex::Female),
            place: Some("L219"),
        };
        use Mismatch::{Birth, GivenName, Place, Surname};
        assert_eq!(code.mismatches(&wrong), [GivenName, Birth, Mismatch::Sex, Place]);
        assert_eq!(code.mismatches(&Claims { surname: Some("Bianchi"), ..right }), [Surname]);
        assert_eq!(code.mismatches(&Claims::default()), []);
    }

    fn with_control(fifteen: &str) -> String {
        format!("{fifteen}{}", control_letter(fifteen.as_bytes()))
    }

    proptest! {
        #[test]
        fn omocodia_in_any_of_seven_places_is_the_same_person(places in proptest::bits::u8::masked(0x7f)) {
            let mut code = *b"RSSMRA80A01H501";
            for (bit, place) in DIGITS.into_iter().enumerate() {
                if places & (1 << bit) != 0 {
                    code[place] = OMOCODIA[usize::from(code[place] - b'0')];
                }
            }
            let text = with_control(std::str::from_utf8(&code).unwrap());
            let read: FiscalCode = text.parse().unwrap();
            prop_assert_eq!(read.decode(day("2026-07-01")), "RSSMRA80A01H501U".parse::<FiscalCode>().unwrap().decode(day("2026-07-01")));
            prop_assert_eq!(read.base().to_string(), "RSSMRA80A01H501U");
        }

        #[test]
        fn one_wrong_letter_never_passes(place in 0usize..15, letter in b'A'..=b'Z') {
            let mut code = *b"RSSMRA80A01H501U";
            prop_assume!(code[place] != letter);
            code[place] = letter;
            // A digit and its letter of omocodia differ in value, so they are told apart too.
            prop_assert!(std::str::from_utf8(&code).unwrap().parse::<FiscalCode>().is_err());
        }

        #[test]
        fn any_text_is_survived(text in ".{0,20}", shape in "[A-Z0-9]{16}") {
            let _ = text.parse::<FiscalCode>();
            if let Ok(code) = shape.parse::<FiscalCode>() {
                let _ = code.decode(day("2026-07-01"));
            }
        }
    }
}
