//! What the pure rooms are told about the world: files, sources of first values, names that rules read.

use std::collections::BTreeMap;

use form::{FileFact, FileState, Origin};
use model::{Localized, Money};
use rule::{Bindings, Value};
use store::files;

use crate::session::Person;

/// What is known of received files, by id.
pub(crate) fn of_files(rows: &[files::File]) -> BTreeMap<String, FileFact> {
    rows.iter()
        .map(|row| {
            let fact = FileFact {
                name: row.name.clone(),
                size: u64::try_from(row.size).unwrap_or(0),
                media_type: row.media_type.clone(),
                state: match row.state {
                    files::Scan::Pending => FileState::Checking,
                    files::Scan::Clean => FileState::Ready,
                    files::Scan::Refused => {
                        FileState::Refused(Localized::it(row.reason.clone().unwrap_or_default()))
                    }
                },
            };
            (row.id.to_string(), fact)
        })
        .collect()
}

/// First values from the identity: authoritative, so locked.
pub(crate) fn sources(person: &Person) -> BTreeMap<String, Origin> {
    let attributes = &person.attributes;
    let own = [
        ("given_name", Some(person.given_name.clone()), true),
        ("family_name", Some(person.family_name.clone()), true),
        ("fiscal_code", person.fiscal_code.clone(), true),
        ("birth_date", attributes.birth_date.clone(), true),
        ("birth_place", attributes.birth_place.clone(), true),
        ("sex", attributes.sex.clone(), true),
        ("email", attributes.email.clone(), false),
        ("phone", attributes.phone.clone(), false),
    ];
    own.into_iter()
        .filter_map(|(name, value, is_authoritative)| {
            let origin = Origin {
                name: Localized::it(attributes.provider.clone()),
                on: None,
                is_authoritative,
                values: vec![value?],
            };
            Some((format!("identity.{name}"), origin))
        })
        .collect()
}

/// First values for the fields of a move from the sums of the application.
pub(crate) fn of_sums(due: Money) -> BTreeMap<String, Origin> {
    let origin = Origin {
        name: Localized::default(),
        on: None,
        is_authoritative: false,
        values: vec![due.amount()],
    };
    BTreeMap::from([("fees.due".to_owned(), origin)])
}

/// No names.
pub(crate) struct Nothing;

impl Bindings for Nothing {
    fn get(&self, _: &str) -> Value {
        Value::Empty
    }
}
