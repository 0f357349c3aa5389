//! First values that the municipality or the identity provider already holds (once only). It says
//! what to write where and from whom; it asks no source by itself.

use std::collections::BTreeMap;

use crate::compiled::Compiled;
use crate::facts::Origin;
use crate::kinds::Shape;
use crate::raw::Raw;

/// What the sources give, by source name: `identity.given_name`, `store.phone`.
pub type Sources = BTreeMap<String, Origin>;

/// What an identity provider says of who signed in: `identity.<name>`.
pub const IDENTITY: [&str; 9] = [
    "birth_date",
    "birth_place",
    "email",
    "family_name",
    "fiscal_code",
    "from_abroad",
    "given_name",
    "phone",
    "sex",
];

/// Whether anybody could ever give a first value of this name: the identity, the municipality's own registers (`town`),
/// what was declared before (`store`), the sums of the application (`fees.due`).
#[must_use]
pub fn is_source(name: &str) -> bool {
    match name.split_once('.') {
        Some(("identity", name)) => IDENTITY.contains(&name),
        Some(("town" | "store", name)) => !name.is_empty(),
        _ => name == "fees.due",
    }
}

/// The sources there are, for whoever named another.
pub(crate) fn known() -> String {
    let identity = IDENTITY.map(|name| format!("identity.{name}"));
    format!("{}, town.…, store.…, fees.due", identity.join(", "))
}

/// One first value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefilled {
    pub path: String,
    pub origin: Origin,
    /// It is to be written: the question was not answered yet, or the source is authoritative.
    pub is_new: bool,
}

/// First values for a draft: for each question, the first of its sources that gives one. Questions
/// already answered, be it with nothing, keep their answer, unless the source is authoritative; where
/// it would have come from is told all the same. Rows of groups have no first values.
#[must_use]
pub fn prefill(form: &Compiled, raw: &Raw, sources: &Sources) -> Vec<Prefilled> {
    let mut prefilled = Vec::new();
    for field in &form.fields {
        let shape = field.kind().shape();
        let is_leaf = matches!(shape, Shape::Single | Shape::Choices);
        if field.group.is_some() || !is_leaf || field.value.is_some() {
            continue;
        }
        let mut names = field.def.prefill.iter().flatten();
        let found = names.find_map(|name| {
            let origin = sources.get(name)?;
            origin.values.iter().any(|value| !value.trim().is_empty()).then_some(origin)
        });
        if let Some(origin) = found {
            prefilled.push(Prefilled {
                path: field.path.clone(),
                origin: origin.clone(),
                is_new: origin.is_authoritative || !raw.has(&field.path),
            });
        }
    }
    prefilled
}

/// The question, outside groups, that a source would fill: where the form asks for one's own e-mail, say.
#[must_use]
pub fn asked_from<'f>(form: &'f Compiled, source: &str) -> Option<&'f str> {
    let alone = form.fields.iter().filter(|field| field.group.is_none());
    let from = |names: &Vec<String>| names.iter().any(|name| name == source);
    let mut found = alone.filter(|field| field.def.prefill.as_ref().is_some_and(from));
    found.next().map(|field| field.path.as_str())
}

/// Writes first values into a draft, and gives the origins to check it with from now on.
pub fn fill(form: &Compiled, raw: &mut Raw, sources: &Sources) -> BTreeMap<String, Origin> {
    let prefilled = prefill(form, raw, sources);
    let mut origins = BTreeMap::new();
    for Prefilled { path, origin, is_new } in prefilled {
        if is_new {
            raw.set(path.clone(), origin.values.clone());
        }
        origins.insert(path, origin);
    }
    origins
}
