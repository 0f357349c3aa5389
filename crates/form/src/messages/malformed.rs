//! What is said of a text that is none of its kind, and what to do.

use model::Localized;

use super::Flaw;
use crate::definition::Kind;

/// What is wrong with a text of a kind.
pub fn malformed(kind: Kind, flaw: Flaw) -> Localized {
    let (it, en) = match (kind, flaw) {
        (Kind::Name, _) => (
            "Scrivi il nome con le lettere, senza numeri",
            "Write the name in letters, without numbers",
        ),
        (Kind::Email | Kind::Pec, _) => (
            "Scrivi un indirizzo e-mail completo, per esempio nome@esempio.it",
            "Write a whole e-mail address, for example name@example.com",
        ),
        (Kind::Phone, _) => (
            "Scrivi un numero di telefono, per esempio 333 1234567, con il prefisso + per l’estero",
            "Write a telephone number, for example 333 1234567, with its + prefix if foreign",
        ),
        (Kind::Url, _) => (
            "Scrivi un indirizzo web completo, per esempio https://www.esempio.it",
            "Write a whole web address, for example https://www.example.com",
        ),
        (Kind::Cap, _) => (
            "Il CAP ha cinque cifre, per esempio 10095",
            "The postcode has five digits, for example 10095",
        ),
        (Kind::Plate, _) => (
            "Scrivi la targa come sul libretto, per esempio AB123CD",
            "Write the number plate as on the registration document, for example AB123CD",
        ),
        (Kind::Iban, Flaw::CheckDigits) => (
            "In questo IBAN c’è un carattere sbagliato: ricopialo dall’estratto conto o dall’app della banca",
            "One character of this IBAN is wrong: copy it again from your bank statement or app",
        ),
        (Kind::Iban, Flaw::Length(length)) => {
            return Localized::both(
                format!(
                    "L’IBAN italiano ha 27 caratteri e questo ne ha {length}: controlla che sia completo"
                ),
                format!(
                    "An Italian IBAN has 27 characters and this has {length}: check that it is complete"
                ),
            );
        }
        (Kind::Iban, _) => (
            "Scrivi l’IBAN completo: comincia con due lettere e due cifre, per esempio IT60",
            "Write the whole IBAN: it begins with two letters and two digits, for example IT60",
        ),
        (Kind::FiscalCode, Flaw::Length(length)) => {
            return Localized::both(
                format!(
                    "Il codice fiscale ha 16 caratteri e questo ne ha {length}: controlla che sia completo"
                ),
                format!(
                    "The tax code has 16 characters and this has {length}: check that it is complete"
                ),
            );
        }
        (Kind::FiscalCode, Flaw::CheckDigits) => (
            "In questo codice fiscale c’è un carattere sbagliato: ricopialo dalla tessera sanitaria",
            "One character of this tax code is wrong: copy it again from the health card",
        ),
        (Kind::FiscalCode, _) => (
            "Scrivi il codice fiscale come sulla tessera sanitaria: sei lettere, poi cifre e lettere, 16 in tutto",
            "Write the tax code as on the health card: six letters, then digits and letters, 16 in all",
        ),
        (Kind::VatNumber, Flaw::CheckDigits) => (
            "In questa partita IVA c’è una cifra sbagliata: controlla e riscrivila",
            "One digit of this VAT number is wrong: check it and write it again",
        ),
        (Kind::VatNumber, _) => ("La partita IVA ha 11 cifre", "The VAT number has 11 digits"),
        (Kind::FiscalCodeOrVat, _) => (
            "Scrivi un codice fiscale di 16 caratteri o una partita IVA di 11 cifre, e controlla che sia giusto",
            "Write a tax code of 16 characters or a VAT number of 11 digits, and check that it is right",
        ),
        (Kind::Protocol, _) => (
            "Scrivi il numero di protocollo e l’anno, per esempio 1234/2026",
            "Write the protocol number and the year, for example 1234/2026",
        ),
        (Kind::StampSerial, _) => (
            "Il numero della marca da bollo ha 14 cifre: lo trovi sopra o sotto il codice a barre",
            "The serial of the revenue stamp has 14 digits: find it by the bar code",
        ),
        (Kind::NoticeNumber, _) => (
            "Il codice avviso ha 18 cifre: lo trovi sull’avviso di pagamento",
            "The notice number has 18 digits: find it on the payment notice",
        ),
        (Kind::Integer, _) => {
            ("Scrivi un numero intero, per esempio 12", "Write a whole number, for example 12")
        }
        (Kind::Decimal, _) => {
            ("Scrivi un numero, per esempio 12,5", "Write a number, for example 12.5")
        }
        (Kind::Money, Flaw::Decimals) => (
            "Scrivi l’importo con due decimali al massimo, per esempio 16,50",
            "Write the amount with two decimals at most, for example 16.50",
        ),
        (Kind::Money, _) => (
            "Scrivi un importo in euro, per esempio 16,50",
            "Write an amount in euro, for example 16.50",
        ),
        (Kind::Percentage, _) => (
            "Scrivi una percentuale da 0 a 100, per esempio 12,5",
            "Write a percentage from 0 to 100, for example 12.5",
        ),
        (Kind::Area, _) => (
            "Scrivi la superficie in metri quadri, per esempio 12,5",
            "Write the area in square metres, for example 12.5",
        ),
        (Kind::Quantity, _) => {
            ("Scrivi una quantità, per esempio 12,5", "Write a quantity, for example 12.5")
        }
        (Kind::Point, _) => (
            "Queste non sono coordinate: cancellale, l’indirizzo basta. Se vuoi darle, scrivi per esempio 45,0703; 7,6869",
            "These are no coordinates: delete them, the address is enough. To give them, write for example 45.0703, 7.6869",
        ),
        (Kind::Outline, Flaw::Crossing) => (
            "I lati si incrociano o stanno uno sull’altro: scrivi i punti nell’ordine in cui si incontrano girando intorno all’area",
            "The sides cross or lie on each other: write the points in the order in which one meets them going around the area",
        ),
        (Kind::Outline, Flaw::Range) => (
            "Controlla i punti: la latitudine va da -90 a 90, la longitudine da -180 a 180",
            "Check the points: latitude goes from -90 to 90, longitude from -180 to 180",
        ),
        (Kind::Outline, Flaw::Length(_)) => (
            "Sono troppi punti: al massimo 200, bastano quelli dove il contorno cambia direzione",
            "Too many points: 200 at most, those where the border turns are enough",
        ),
        (Kind::Outline, _) => (
            "Scrivi almeno tre punti, uno per riga, con latitudine e longitudine: per esempio 45,0703; 7,6869",
            "Write three points at least, one a line, with latitude and longitude: for example 45.0703, 7.6869",
        ),
        (Kind::Date, Flaw::NoSuchDay) => (
            "Questo giorno non esiste nel calendario: controlla giorno e mese",
            "This day is not in the calendar: check day and month",
        ),
        (Kind::Date, Flaw::Range) => (
            "Controlla l’anno: scrivilo con quattro cifre, per esempio 1980",
            "Check the year: write it with four digits, for example 1980",
        ),
        (Kind::Date, _) => (
            "Scrivi la data come giorno, mese e anno, per esempio 31 12 1980",
            "Write the date as day, month and year, for example 31 12 1980",
        ),
        (Kind::Time, _) => (
            "Scrivi l’ora e i minuti, per esempio 10:30",
            "Write hour and minutes, for example 10:30",
        ),
        (Kind::Moment, _) => (
            "Scrivi la data e l’ora, per esempio 31 12 2026 10:30",
            "Write date and time, for example 31 12 2026 10:30",
        ),
        (Kind::Month, _) => (
            "Scrivi il mese e l’anno, per esempio 12 2026",
            "Write month and year, for example 12 2026",
        ),
        (Kind::Year, _) => (
            "Scrivi l’anno con quattro cifre, per esempio 1980",
            "Write the year with four digits, for example 1980",
        ),
        (Kind::SchoolYear, _) => (
            "Scrivi l’anno scolastico, per esempio 2026/2027",
            "Write the school year, for example 2026/2027",
        ),
        (Kind::YesNo, _) => ("Scegli sì o no", "Choose yes or no"),
        _ => ("Controlla come hai scritto la risposta", "Check how you wrote this"),
    };
    Localized::both(it, en)
}
