//! How an answer is written that people write in many ways, told before anybody has to ask.

use model::Localized;

use crate::definition::Kind;

/// An example of how an answer is written, where people write it in several ways; empty elsewhere.
#[must_use]
pub fn hint(kind: Kind) -> Localized {
    let example = match kind {
        Kind::Date => "27 3 2015",
        Kind::Moment => "27 3 2015 10:30",
        Kind::Month => "3 2015",
        Kind::SchoolYear => "2015/2016",
        Kind::Point => {
            return Localized::both(
                "Lascia vuoto se non conosci le coordinate: l’indirizzo basta. Per esempio 45,0703; 7,6869",
                "Leave it empty if you do not know the coordinates: the address is enough. For example 45.0703, 7.6869",
            );
        }
        Kind::Outline => {
            return Localized::both(
                "Lascia vuoto se non conosci le coordinate: l’indirizzo basta. Un punto per riga, per esempio 45,0703; 7,6869",
                "Leave it empty if you do not know the coordinates: the address is enough. One point a line, for example 45.0703, 7.6869",
            );
        }
        _ => return Localized::default(),
    };
    Localized::both(format!("Per esempio {example}"), format!("For example {example}"))
}
