//! The composites shipped with the product, written in the form language itself. Only reading them
//! and making their rules fit the place where they stand; leaf kinds are Rust, in `kinds`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use model::Localized;
use serde::Deserialize;

use crate::compiled::{OUTER, ROW};
use crate::definition::{Bound, Condition, Field, FieldCheck, Kind};

const SHIPPED: [(&str, &str); 20] = [
    ("address", include_str!("../bricks/address.yaml")),
    ("applicant", include_str!("../bricks/applicant.yaml")),
    ("bank_account", include_str!("../bricks/bank_account.yaml")),
    ("closing", include_str!("../bricks/closing.yaml")),
    ("company", include_str!("../bricks/company.yaml")),
    ("contacts", include_str!("../bricks/contacts.yaml")),
    ("document", include_str!("../bricks/document.yaml")),
    ("household", include_str!("../bricks/household.yaml")),
    ("household_member", include_str!("../bricks/household_member.yaml")),
    ("isee", include_str!("../bricks/isee.yaml")),
    ("minor", include_str!("../bricks/minor.yaml")),
    ("other_parent", include_str!("../bricks/other_parent.yaml")),
    ("parcel", include_str!("../bricks/parcel.yaml")),
    ("period", include_str!("../bricks/period.yaml")),
    ("person", include_str!("../bricks/person.yaml")),
    ("professional", include_str!("../bricks/professional.yaml")),
    ("property", include_str!("../bricks/property.yaml")),
    ("residence", include_str!("../bricks/residence.yaml")),
    ("stamp", include_str!("../bricks/stamp.yaml")),
    ("vehicle", include_str!("../bricks/vehicle.yaml")),
];

/// A composite: its name, what it is called, what it asks. In its rules `self` is the place where
/// it stands: `self.plate` becomes `vehicle.plate`, or `row.vehicle.plate` inside a group.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brick {
    pub id: String,
    pub title: Localized,
    pub fields: Vec<Field>,
}

static BRICKS: LazyLock<BTreeMap<&'static str, Brick>> = LazyLock::new(|| {
    SHIPPED
        .into_iter()
        .filter_map(|(name, text)| Some((name, serde_saphyr::from_str(text).ok()?)))
        .collect()
});

/// Every shipped brick, by name.
pub fn all() -> impl Iterator<Item = &'static Brick> {
    BRICKS.values()
}

/// The shipped brick of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Brick> {
    BRICKS.get(name)
}

/// The fields that `field` (kind `brick`, or a `group` with a brick as its row) stands for: those
/// of the brick without the omitted ones, its own added ones after them. `place` is how rules reach
/// it: `applicant`, `row`, `row.owner`. `None` if no brick has that name.
#[must_use]
pub fn expand(field: &Field, place: &str) -> Option<Vec<Field>> {
    let brick = find(field.brick.as_deref()?)?;
    let mut fields = keep(&brick.fields, &field.omit, "");
    for inner in &mut fields {
        root(inner, field.prefill.as_deref(), "");
        settle(inner, place);
    }
    fields.extend(field.fields.iter().cloned());
    Some(fields)
}

/// The paths inside a brick that `omit` may name.
#[must_use]
pub fn paths(brick: &Brick) -> Vec<String> {
    fn walk(fields: &[Field], prefix: &str, into: &mut Vec<String>) {
        for field in fields {
            let path = join(prefix, &field.id);
            walk(&field.fields, &path, into);
            into.push(path);
        }
    }
    let mut paths = Vec::new();
    walk(&brick.fields, "", &mut paths);
    paths
}

fn join(prefix: &str, id: &str) -> String {
    if prefix.is_empty() { id.to_owned() } else { format!("{prefix}.{id}") }
}

fn keep(fields: &[Field], omit: &[String], prefix: &str) -> Vec<Field> {
    fields
        .iter()
        .filter(|field| !omit.contains(&join(prefix, &field.id)))
        .map(|field| {
            let inner = keep(&field.fields, omit, &join(prefix, &field.id));
            Field { fields: inner, ..field.clone() }
        })
        .collect()
}

/// Puts the roots given where the brick is used in place of the sources that the brick says.
fn root(field: &mut Field, roots: Option<&[String]>, prefix: &str) {
    let Some(roots) = roots else { return };
    let path = join(prefix, &field.id);
    if field.kind != Kind::Set && field.prefill.is_some() {
        let sources: Vec<String> = roots.iter().map(|root| format!("{root}.{path}")).collect();
        field.prefill = (!sources.is_empty()).then_some(sources);
    }
    for inner in &mut field.fields {
        root(inner, Some(roots), &path);
    }
}

/// Writes `place` for `self` in every rule of the field.
fn settle(field: &mut Field, place: &str) {
    let write = |rule: &mut String| *rule = placed(rule, place);
    if let Condition::Rule(rule) = &mut field.required {
        write(rule);
    }
    if let Some(Condition::Rule(rule)) = &mut field.locked {
        write(rule);
    }
    for bound in [&mut field.min, &mut field.max].into_iter().flatten() {
        if let Bound::Rule(rule) = bound {
            write(rule);
        }
    }
    field.visible.iter_mut().chain(&mut field.value).for_each(write);
    field.check.iter_mut().for_each(|FieldCheck { rule, .. }| write(rule));
    field.options.iter_mut().filter_map(|option| option.visible.as_mut()).for_each(write);
    if let Some(rule) = &mut field.count {
        *rule = placed(rule, place);
    }
    if let Some(table) = &mut field.table {
        let results = table.rows.iter_mut().map(|row| &mut row.then.0);
        for rule in table.inputs.iter_mut().chain(results).chain(&mut table.otherwise) {
            *rule = placed(rule, place);
        }
    }
    // From inside a group the row around it is `outer`.
    let within = match (field.kind, place.split_once('.').map_or(place, |(first, _)| first)) {
        (Kind::Group, ROW) => format!("{OUTER}{}", &place[ROW.len()..]),
        (Kind::Group, OUTER) => format!("{OUTER}.{place}"),
        _ => place.to_owned(),
    };
    for inner in &mut field.fields {
        settle(inner, &within);
    }
}

/// `self.` outside of quotes and not inside a longer name, replaced by `place.`.
fn placed(rule: &str, place: &str) -> String {
    let mut out = String::with_capacity(rule.len() + place.len());
    let mut quote = None;
    let mut before = ' ';
    let mut rest = rule;
    while let Some(c) = rest.chars().next() {
        let in_name = before.is_alphanumeric() || before == '_' || before == '.';
        if quote.is_none() && !in_name && rest.starts_with("self.") {
            out.push_str(place);
            rest = &rest["self".len()..];
            before = 'f';
            continue;
        }
        match quote {
            Some(open) if c == open && before != '\\' => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            _ => {}
        }
        out.push(c);
        before = c;
        rest = &rest[c.len_utf8()..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_brick_reads_and_is_named_as_its_file() {
        for (name, text) in SHIPPED {
            let brick: Brick = serde_saphyr::from_str(text).unwrap();
            assert_eq!(brick.id, name);
            assert!(!brick.title.is_empty());
        }
        assert_eq!(all().count(), SHIPPED.len());
    }

    #[test]
    fn every_text_of_a_brick_is_in_both_languages() {
        fn walk(field: &Field, brick: &str) {
            let texts = [&field.label, &field.help, &field.text];
            let options = field.options.iter().flat_map(|option| [&option.label, &option.help]);
            let checks = field.check.iter().map(|check| &check.message);
            for text in texts.into_iter().chain(options).chain(checks) {
                let languages = text.iter().count();
                assert!(languages == 0 || languages == 2, "{brick}.{}: {text:?}", field.id);
            }
            assert!(!field.label.is_empty(), "{brick}.{}", field.id);
            field.fields.iter().for_each(|field| walk(field, brick));
        }
        for brick in all() {
            brick.fields.iter().for_each(|field| walk(field, &brick.id));
        }
    }

    #[test]
    fn self_is_the_place_and_only_the_name_self() {
        let check = |rule: &str, expect: &str| assert_eq!(placed(rule, "row.v"), expect);
        check("self.a == self.b", "row.v.a == row.v.b");
        check("!has(self.a)", "!has(row.v.a)");
        check(r#"self.a == "self.b""#, r#"row.v.a == "self.b""#);
        check(r#"x == 'it\'s self.b' && self.c"#, r#"x == 'it\'s self.b' && row.v.c"#);
        check("myself.a || x.self.a || selfish", "myself.a || x.self.a || selfish");
    }

    #[test]
    fn omitted_fields_go_and_added_ones_follow() {
        let field = Field {
            kind: Kind::Brick,
            brick: Some("person".into()),
            omit: vec!["sex".into(), "from_abroad".into(), "without_code".into()],
            fields: vec![Field { id: "job".into(), ..Field::default() }],
            ..Field::default()
        };
        let ids: Vec<String> =
            expand(&field, "applicant").unwrap().into_iter().map(|field| field.id).collect();
        let expect =
            ["given_name", "family_name", "fiscal_code", "birth_date", "birth_place", "job"];
        assert_eq!(ids, expect);
        assert!(expand(&Field { brick: Some("castle".into()), ..field }, "x").is_none());
    }

    #[test]
    fn bricks_are_filled_from_what_can_be_there() {
        fn walk(fields: &[Field]) {
            for field in fields {
                for name in field.prefill.iter().flatten() {
                    assert!(crate::prefill::is_source(name), "{}: {name}", field.id);
                }
                walk(&field.fields);
            }
        }
        all().for_each(|brick| walk(&brick.fields));
    }

    #[test]
    fn roots_of_prefill_replace_those_of_the_brick() {
        let with = |prefill: Option<Vec<String>>| {
            let field = Field { brick: Some("person".into()), prefill, ..Field::default() };
            expand(&field, "x").unwrap().swap_remove(0).prefill
        };
        assert_eq!(with(None), Some(vec!["identity.given_name".into()]));
        assert_eq!(
            with(Some(vec!["store.tutor".into()])),
            Some(vec!["store.tutor.given_name".into()])
        );
        assert_eq!(with(Some(Vec::new())), None);
    }
}
