//! What a fiscal code says of its holder beside what is answered next to it: the questions called `birth_date`,
//! `sex` (choices `f`, `m`) and `birth_place`, as every brick of a person calls them. Names are not compared: people
//! write one of two, or the one that they go by.

use chrono::NaiveDate;
use model::fiscal_code::{Claims, Mismatch, Sex};
use model::{FiscalCode, Localized, fold};
use rule::Value;

use crate::messages::ProblemKind;
use crate::register::Register;

/// The questions that are compared, by their ids.
pub const BESIDE: [&str; 3] = ["birth_date", "sex", "birth_place"];

/// What stands beside the code, empty where nothing is answered, in the order of [`BESIDE`].
pub type Answered<'a> = [&'a Value; BESIDE.len()];

/// What the code and the answers contradict each other in, if they do. `places` have Belfiore codes as ids; a place
/// that none of them knows, such as a town abroad, is not compared, nor a code of a place that is none today.
pub fn contradiction<'a>(
    code: &str,
    [birth, sex, place]: Answered<'_>,
    today: NaiveDate,
    places: impl Iterator<Item = &'a Register> + Clone,
) -> Option<ProblemKind> {
    let code: FiscalCode = code.parse().ok()?;
    let decoded = code.decode(today)?;
    let claims = Claims {
        birth: match birth {
            // The code has two digits of the year.
            Value::Date(birth) if decoded.birth != *birth => Some(*birth),
            _ => None,
        },
        sex: match sex {
            Value::Text(id) if **id == *"f" => Some(Sex::Female),
            Value::Text(id) if **id == *"m" => Some(Sex::Male),
            _ => None,
        },
        ..Claims::default()
    };
    let mut by = code.mismatches(&claims);
    let own = decoded.place.to_lowercase();
    let mut born_in = Localized::default();
    if let Value::Text(place) = place {
        let mut called = places.clone().flat_map(|register| register.called(place)).peekable();
        // A code may name a place that is another one today: whoever answers with that is right.
        let known = places.clone().find_map(|register| register.find(&own));
        if let Some(known) = known.filter(|known| known.is_valid(today))
            && called.peek().is_some()
            && !called.any(|entry| fold::fold(&entry.id) == own)
        {
            by.push(Mismatch::Place);
            born_in = known.label.clone();
        }
    }
    (!by.is_empty()).then_some(ProblemKind::Contradicted { by, born_in })
}
