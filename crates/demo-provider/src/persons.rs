//! The fourteen persons of the demo. All of them are invented; their codes are well made, not issued.

use serde_json::{Map, Value, json};

/// Which door a person comes in by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Citizen,
    /// Has an identity of another country (eIDAS), and no Italian fiscal code.
    European,
    Staff,
}

/// Somebody whom a visitor of the demo can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    /// Fiscal code, for a European the identifier of eIDAS; and the provider's name for the person (`sub`).
    pub code: &'static str,
    pub given_name: &'static str,
    pub family_name: &'static str,
    pub kind: Kind,
    /// Groups at the municipality; empty for citizens.
    pub groups: &'static [&'static str],
    /// Who that is, in Italian, for whoever has to choose.
    pub what: &'static str,
    /// ISO 8601 day.
    pub birth_date: &'static str,
    pub birth_place: Place,
    /// `female` or `male` (OpenID Connect Core § 5.1).
    pub gender: &'static str,
    pub email: &'static str,
}

/// Where somebody was born.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub town: &'static str,
    /// ISO 3166-1 alpha-2.
    pub country: &'static str,
    /// Cadastral (Belfiore) code of the town, abroad of the country.
    pub code: &'static str,
}

impl Person {
    /// Given name and family name.
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }

    /// What the provider says of the person, by the names of SPID and CIE; groups for staff.
    pub fn claims(&self) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut say = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        if self.kind == Kind::European {
            say("https://attributes.eid.gov.it/spid_code", json!(self.code));
        } else {
            let code = format!("TINIT-{}", self.code);
            say("https://attributes.eid.gov.it/fiscal_number", json!(code));
        }
        say("given_name", json!(self.given_name));
        say("family_name", json!(self.family_name));
        say("birthdate", json!(self.birth_date));
        let place = &self.birth_place;
        say("place_of_birth", json!({ "locality": place.town, "country": place.country }));
        say("gender", json!(self.gender));
        say("email", json!(self.email));
        if self.kind == Kind::Staff {
            say("groups", json!(self.groups));
        }
        claims
    }
}

/// Everybody: five citizens, a European, then eight of staff.
pub fn persons() -> Vec<Person> {
    PERSONS.to_vec()
}

/// The person of a kind who has this code.
pub(crate) fn with_code(kind: Kind, code: &str) -> Option<Person> {
    PERSONS.into_iter().find(|person| person.kind == kind && person.code == code)
}

const fn italian(town: &'static str, code: &'static str) -> Place {
    Place { town, country: "IT", code }
}

const PERSONS: [Person; 14] = [
    Person {
        code: "MDLMRC81H17L219K",
        given_name: "Marco",
        family_name: "Modello",
        kind: Kind::Citizen,
        groups: &[],
        what: "cittadino, ha una domanda in attesa e una da completare",
        birth_date: "1981-06-17",
        birth_place: italian("Torino", "L219"),
        gender: "male",
        email: "marco.modello@example.it",
    },
    Person {
        code: "PRVMRO90S05Z330Q",
        given_name: "Omar",
        family_name: "Prova",
        kind: Kind::Citizen,
        groups: &[],
        what: "cittadino nato in Marocco, aspetta la residenza; l'anagrafe di prova sa dove abita",
        birth_date: "1990-11-05",
        birth_place: Place { town: "Casablanca", country: "MA", code: "Z330" },
        gender: "male",
        email: "omar.prova@example.it",
    },
    Person {
        code: "SMPGLI94B63E216E",
        given_name: "Giulia",
        family_name: "Esempio",
        kind: Kind::Citizen,
        groups: &[],
        what: "cittadina, l'ufficio le ha chiesto un documento che manca",
        birth_date: "1994-02-23",
        birth_place: italian("Grugliasco", "E216"),
        gender: "female",
        email: "giulia.esempio@example.it",
    },
    Person {
        code: "CMPTRS48C54F839T",
        given_name: "Teresa",
        family_name: "Campione",
        kind: Kind::Citizen,
        groups: &[],
        what: "pensionata tornata dalla Germania, ha un permesso per la ZTL",
        birth_date: "1948-03-14",
        birth_place: italian("Napoli", "F839"),
        gender: "female",
        email: "teresa.campione@example.it",
    },
    Person {
        code: "FNZCHR04P70F205U",
        given_name: "Chiara",
        family_name: "Finzione",
        kind: Kind::Citizen,
        groups: &[],
        what: "studentessa tornata dalla Francia, ha ricevuto un preavviso di rifiuto",
        birth_date: "2004-09-30",
        birth_place: italian("Milano", "F205"),
        gender: "female",
        email: "chiara.finzione@example.it",
    },
    Person {
        code: "DE/IT/MUSTER1979",
        given_name: "Lena",
        family_name: "Muster",
        kind: Kind::European,
        groups: &[],
        what: "cittadina tedesca senza codice fiscale italiano: entra con eIDAS",
        birth_date: "1979-07-08",
        birth_place: Place { town: "Berlin", country: "DE", code: "Z112" },
        gender: "female",
        email: "lena.muster@example.it",
    },
    Person {
        code: "BZZLNE85E52L219I",
        given_name: "Elena",
        family_name: "Bozza",
        kind: Kind::Staff,
        groups: &["polizia-locale"],
        what: "agente della Polizia locale, istruisce i permessi per la ZTL e i passi carrabili",
        birth_date: "1985-05-12",
        birth_place: italian("Torino", "L219"),
        gender: "female",
        email: "elena.bozza@example.it",
    },
    Person {
        code: "TRCLCU79T01D969H",
        given_name: "Luca",
        family_name: "Traccia",
        kind: Kind::Staff,
        groups: &["anagrafe"],
        what: "ufficiale d'anagrafe, istruisce le dichiarazioni di residenza",
        birth_date: "1979-12-01",
        birth_place: italian("Genova", "D969"),
        gender: "male",
        email: "luca.traccia@example.it",
    },
    Person {
        code: "PPNSRA90D62L219L",
        given_name: "Sara",
        family_name: "Appunto",
        kind: Kind::Staff,
        groups: &["territorio"],
        what: "impiegata dell'Area Territorio, istruisce il suolo pubblico e l'accesso agli atti edilizi",
        birth_date: "1990-04-22",
        birth_place: italian("Torino", "L219"),
        gender: "female",
        email: "sara.appunto@example.it",
    },
    Person {
        code: "MNTPLA83B11F205G",
        given_name: "Paolo",
        family_name: "Minuta",
        kind: Kind::Staff,
        groups: &["servizi"],
        what: "impiegato, istruisce le domande per il nido, le sale comunali e la TARI",
        birth_date: "1983-02-11",
        birth_place: italian("Milano", "F205"),
        gender: "male",
        email: "paolo.minuta@example.it",
    },
    Person {
        code: "SCHSLV68M60L219E",
        given_name: "Silvia",
        family_name: "Schema",
        kind: Kind::Staff,
        groups: &["responsabili"],
        what: "responsabile della Polizia locale e dell'Anagrafe, decide e firma",
        birth_date: "1968-08-20",
        birth_place: italian("Torino", "L219"),
        gender: "female",
        email: "silvia.schema@example.it",
    },
    Person {
        code: "VRBFNC65P45L219C",
        given_name: "Franca",
        family_name: "Verbale",
        kind: Kind::Staff,
        groups: &["dirigenti"],
        what: "responsabile di Territorio, Tributi, Istruzione e Cultura, decide e firma",
        birth_date: "1965-09-05",
        birth_place: italian("Torino", "L219"),
        gender: "female",
        email: "franca.verbale@example.it",
    },
    Person {
        code: "PTSDVD88A09H501P",
        given_name: "Davide",
        family_name: "Ipotesi",
        kind: Kind::Staff,
        groups: &["amministratori"],
        what: "amministratore, pubblica i procedimenti e cura il sito",
        birth_date: "1988-01-09",
        birth_place: italian("Roma", "H501"),
        gender: "male",
        email: "davide.ipotesi@example.it",
    },
    Person {
        code: "RPRRTI72R67A944Y",
        given_name: "Rita",
        family_name: "Riprova",
        kind: Kind::Staff,
        groups: &["revisori"],
        what: "revisora, legge i registri e non decide nulla",
        birth_date: "1972-10-27",
        birth_place: italian("Bologna", "A944"),
        gender: "female",
        email: "rita.riprova@example.it",
    },
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use model::{
        Email, FiscalCode,
        fiscal_code::{Claims, Sex},
    };

    use super::*;

    #[test]
    fn every_code_is_well_made_and_its_holders_own() {
        for person in PERSONS.into_iter().filter(|person| person.kind != Kind::European) {
            let code: FiscalCode = person.code.parse().unwrap();
            let sex = match person.gender {
                "female" => Sex::Female,
                "male" => Sex::Male,
                other => panic!("{other}"),
            };
            let claims = Claims {
                surname: Some(person.family_name),
                given_name: Some(person.given_name),
                birth: Some(person.birth_date.parse().unwrap()),
                sex: Some(sex),
                place: Some(person.birth_place.code),
            };
            assert_eq!(code.mismatches(&claims), [], "{}", person.name());
            assert!(person.email.parse::<Email>().is_ok(), "{}", person.email);
            assert!(person.email.ends_with("@example.it"));
        }
        let codes: BTreeSet<_> = PERSONS.iter().map(|person| person.code).collect();
        assert_eq!(codes.len(), PERSONS.len());
    }

    #[test]
    fn five_are_citizens_without_group_and_eight_are_staff_with_one() {
        let (citizens, others) = PERSONS.split_at(5);
        let (europeans, staff) = others.split_at(1);
        assert!(europeans.iter().all(|p| p.kind == Kind::European && p.groups.is_empty()));
        assert!(citizens.iter().all(|p| p.kind == Kind::Citizen && p.groups.is_empty()));
        assert!(staff.iter().all(|p| p.kind == Kind::Staff && p.groups.len() == 1));
        let groups: Vec<_> = staff.iter().flat_map(|person| person.groups).copied().collect();
        assert_eq!(
            groups,
            [
                "polizia-locale",
                "anagrafe",
                "territorio",
                "servizi",
                "responsabili",
                "dirigenti",
                "amministratori",
                "revisori"
            ]
        );
        assert!(!citizens[0].claims().contains_key("groups"));
    }

    #[test]
    fn a_person_is_found_at_the_right_door_only() {
        let clerk = "BZZLNE85E52L219I";
        assert_eq!(with_code(Kind::Staff, clerk).unwrap().name(), "Elena Bozza");
        assert_eq!(with_code(Kind::Citizen, clerk), None);
    }
}
