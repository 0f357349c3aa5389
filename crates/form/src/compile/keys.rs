//! Which keys a kind takes and which it needs. The definition is flat so that it reads well; this is
//! where a key on the wrong kind is refused.

use crate::definition::{Condition, Field, Kind, Tone};
use crate::faults::{Fault, FaultKind};
use crate::kinds::Shape;
use crate::prefill;

/// Faults of the keys of one field, bricks not opened.
pub fn faults(field: &Field, document: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for key in given(field) {
        if !takes(field, key) {
            let fault = FaultKind::ForeignKey { key, kind: field.kind };
            faults.push(fault.at(format!("{document}.{key}")));
        }
    }
    for key in needed(field) {
        faults.push(FaultKind::NeededKey { key }.at(document));
    }
    // On a brick they are roots, before the names that the brick has inside.
    let sources = field.prefill.iter().flatten().filter(|_| field.kind != Kind::Brick);
    for name in sources.filter(|name| !prefill::is_source(name)) {
        let fault = FaultKind::UnknownSource { name: name.clone(), known: prefill::known() };
        faults.push(fault.at(format!("{document}.prefill")));
    }
    faults
}

/// The keys that are written, apart from those that every kind takes.
fn given(field: &Field) -> Vec<&'static str> {
    let keys: [(&'static str, bool); 36] = [
        ("brick", field.brick.is_some()),
        ("omit", !field.omit.is_empty()),
        ("label", !field.label.is_empty()),
        ("help", !field.help.is_empty()),
        ("text", !field.text.is_empty()),
        ("tone", field.tone != Tone::default()),
        ("required", field.required != Condition::default()),
        ("locked", field.locked.is_some()),
        ("value", field.value.is_some()),
        ("table", field.table.is_some()),
        ("check", !field.check.is_empty()),
        ("prefill", field.prefill.is_some()),
        ("given_only", field.given_only),
        ("sensitive", field.sensitive),
        ("autocomplete", field.autocomplete.is_some()),
        ("remember", field.remember.is_some()),
        ("options", !field.options.is_empty()),
        ("options_from", field.options_from.is_some()),
        ("free", field.free),
        ("min", field.min.is_some()),
        ("max", field.max.is_some()),
        ("count", field.count.is_some()),
        ("max_length", field.max_length.is_some()),
        ("pattern", field.pattern.is_some()),
        ("example", field.example.is_some()),
        ("unit", !field.unit.is_empty()),
        ("types", !field.types.is_empty()),
        ("min_files", field.min_files.is_some()),
        ("max_files", field.max_files.is_some()),
        ("max_mb", field.max_mb.is_some()),
        ("save_as", field.save_as.is_some()),
        ("template", field.template.is_some()),
        ("row_title", !field.row_title.is_empty()),
        ("row_label", !field.row_label.is_empty()),
        ("add_label", !field.add_label.is_empty()),
        ("fields", !field.fields.is_empty()),
    ];
    keys.into_iter().filter_map(|(key, is_given)| is_given.then_some(key)).collect()
}

fn takes(field: &Field, key: &str) -> bool {
    let kind = field.kind;
    let shape = kind.shape();
    let is_prose = shape == Shape::Prose;
    let is_composite = shape == Shape::Composite;
    match key {
        "brick" | "omit" => matches!(kind, Kind::Brick | Kind::Group),
        "label" => !matches!(kind, Kind::Text),
        "help" => !is_prose,
        "text" => matches!(kind, Kind::Text | Kind::Callout) || kind.is_box(),
        "tone" => kind == Kind::Callout,
        "required" | "locked" => !is_prose && kind != Kind::Computed,
        "value" => shape == Shape::Single && !kind.is_box(),
        "table" => takes(field, "value") && field.value.is_none(),
        "check" => !is_prose,
        "prefill" => !is_prose && !kind.is_box() && !matches!(kind, Kind::Computed | Kind::Group),
        "given_only" => takes(field, "prefill") && !is_composite && field.prefill.is_some(),
        "sensitive" => !is_prose,
        "autocomplete" | "remember" => !is_prose && !is_composite && kind != Kind::Group,
        "options" | "options_from" => kind.is_chosen(),
        "free" => {
            let from = field.options_from.as_deref();
            kind == Kind::OneOf && from.is_some_and(|from| from.starts_with("register."))
        }
        "min" | "max" if kind == Kind::Group => field.count.is_none(),
        "min" | "max" => kind.is_number() || shape == Shape::Choices,
        "count" => kind == Kind::Group,
        "max_length" => kind.is_text(),
        "pattern" | "example" => kind == Kind::Pattern,
        "unit" => kind.is_number(),
        "types" | "min_files" | "max_files" | "max_mb" | "save_as" | "template" => kind.is_files(),
        "row_title" | "row_label" | "add_label" => kind == Kind::Group,
        "fields" => matches!(kind, Kind::Group | Kind::Set | Kind::Brick),
        _ => true,
    }
}

fn needed(field: &Field) -> Vec<&'static str> {
    let kind = field.kind;
    let has_parts = !field.fields.is_empty() || field.brick.is_some();
    let keys: [(&'static str, bool); 7] = [
        (
            "label",
            field.label.is_empty()
                && !matches!(kind.shape(), Shape::Composite)
                && !matches!(kind, Kind::Text | Kind::Callout),
        ),
        ("text", field.text.is_empty() && matches!(kind, Kind::Text | Kind::Callout)),
        ("brick", field.brick.is_none() && kind == Kind::Brick),
        ("fields", !has_parts && matches!(kind, Kind::Group | Kind::Set)),
        ("pattern", field.pattern.is_none() && kind == Kind::Pattern),
        ("unit", field.unit.is_empty() && kind == Kind::Quantity),
        ("value", field.value.is_none() && field.table.is_none() && kind == Kind::Computed),
    ];
    keys.into_iter().filter_map(|(key, is_missing)| is_missing.then_some(key)).collect()
}
