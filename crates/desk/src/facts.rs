//! What the pure rooms are told about the world: files, sources of first values, names that rules read.

use std::collections::BTreeMap;

use form::{FileFact, FileState, Origin};
use inside::Inside;
use model::{Lang, Localized, Money};
use rule::{Bindings, Value};
use store::files;
use words::Words;

use crate::{paper::said, session::Person};

/// What is known of received files, by id.
pub(crate) fn of_files(rows: &[files::File]) -> BTreeMap<String, FileFact> {
    rows.iter()
        .map(|row| {
            let fact = FileFact {
                name: row.name.clone(),
                size: u64::try_from(row.size).unwrap_or(0),
                media_type: row.media_type.clone(),
                about: about(row),
                is_signed: is_signed(row),
                state: match row.state {
                    files::Scan::Pending => FileState::Checking,
                    files::Scan::Clean => FileState::Ready,
                    files::Scan::Refused => FileState::Refused(said("file-harmful")),
                    files::Scan::Unscanned => FileState::Refused(said("file-unscanned")),
                },
            };
            (row.id.to_string(), fact)
        })
        .collect()
}

/// Whether it declares a signature: an envelope is one, a PDF has one inside.
fn is_signed(row: &files::File) -> bool {
    let inside = || row.inside.as_deref().and_then(|inside| serde_json::from_str(inside).ok());
    match row.media_type == form::FileType::P7m.media_type() {
        true => true,
        false => matches!(inside(), Some(Inside::Pdf(facts)) if facts.is_signed),
    }
}

/// What is said of a file beside its name.
fn about(row: &files::File) -> Localized {
    let inside = row.inside.as_deref().and_then(|inside| serde_json::from_str(inside).ok());
    Lang::ALL
        .into_iter()
        .map(|lang| (lang, said_of(row, inside.as_ref(), Words::of(lang))))
        .collect()
}

fn said_of(row: &files::File, inside: Option<&Inside>, words: &Words) -> String {
    let given = row.given_name.as_deref();
    let given = given.map(|name| words.with("file-given-name", &[("name", name.into())]));
    let mut said: Vec<_> = given.into_iter().collect();
    let Some(inside) = inside else { return said.join(" · ") };
    match inside {
        Inside::Picture(done) => {
            said.extend(match (done.keeps, done.is_lighter) {
                // Also if some was taken out: nobody is to rely on it.
                (true, _) => Some(words.t("file-picture-keeps")),
                (false, lighter) => lighter.then(|| words.t("file-picture-lighter")),
            });
            said.extend(done.stands.map(|_| words.t("file-picture-stands")));
        }
        Inside::Pdf(facts) => {
            said.push(match &facts.declared {
                Some(level) => words.with("file-pdf-a", &[("level", level.as_str().into())]),
                None => words.t("file-pdf-plain"),
            });
            said.push(words.t(match facts.lacks_fonts {
                true => "file-fonts-outside",
                false => "file-fonts-inside",
            }));
            said.extend(facts.is_signed.then(|| words.t("file-signed")));
            said.extend(facts.has_program.then(|| words.t("file-program")));
            said.extend(facts.is_encrypted.then(|| words.t("file-encrypted")));
        }
    }
    said.join(" · ")
}

/// Sources in the identity that answer for what they say: nobody changes it here, not even later.
pub(crate) const VOUCHED: [&str; 7] = [
    "identity.given_name",
    "identity.family_name",
    "identity.fiscal_code",
    "identity.from_abroad",
    "identity.birth_date",
    "identity.birth_place",
    "identity.sex",
];

/// First values from the identity: authoritative, so locked.
pub(crate) fn sources(person: &Person) -> BTreeMap<String, Origin> {
    let attributes = &person.attributes;
    let own = [
        ("given_name", Some(person.given_name.clone())),
        ("family_name", Some(person.family_name.clone())),
        ("fiscal_code", person.fiscal_code.clone()),
        ("from_abroad", person.fiscal_code.is_none().then(|| "true".to_owned())),
        ("birth_date", attributes.birth_date.clone()),
        ("birth_place", attributes.birth_place.clone()),
        ("sex", attributes.sex.clone()),
        ("email", attributes.email.clone()),
        ("phone", attributes.phone.clone()),
    ];
    own.into_iter()
        .filter_map(|(name, value)| {
            let source = format!("identity.{name}");
            let origin = Origin {
                name: Localized::it(attributes.provider.clone()),
                on: attributes.said_on,
                is_authoritative: VOUCHED.contains(&source.as_str()),
                values: vec![value?],
            };
            Some((source, origin))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Attributes;

    #[test]
    fn an_identity_says_what_forms_may_ask_of_it() {
        let said = || Some("x".to_owned());
        let mut person = Person {
            id: model::PersonId(uuid::Uuid::nil()),
            given_name: "x".to_owned(),
            family_name: "x".to_owned(),
            fiscal_code: said(),
            attributes: Attributes {
                birth_date: said(),
                birth_place: said(),
                sex: said(),
                email: said(),
                phone: said(),
                ..Attributes::default()
            },
        };
        let mut names: Vec<String> = sources(&person).into_keys().collect();
        person.fiscal_code = None;
        names.extend(sources(&person).into_keys().filter(|name| name.ends_with("from_abroad")));
        names.sort();
        assert_eq!(names, form::prefill::IDENTITY.map(|name| format!("identity.{name}")));
    }
}
