//! Small forms of the desk's own, made of words of the interface and read by the engine of forms.

use form::{Field, Form, Setting};
use model::{Lang, Localized};
use serde_json::{Value, json};

use crate::paper::said;

/// A text in every language, as a document writes it.
pub(crate) fn label(text: &Localized) -> Value {
    json!({ "it": text.get(Lang::It), "en": text.get(Lang::En) })
}

/// A sentence of the interface, as a document writes it.
pub(crate) fn words(key: &str) -> Value {
    label(&said(key))
}

/// One choice.
pub(crate) fn option(id: String, label: Value) -> Value {
    json!({ "id": id, "label": label })
}

/// A form of these fields.
pub(crate) fn compiled(id: &str, fields: Value) -> Option<form::Compiled> {
    let fields: Vec<Field> = serde_json::from_value(fields).ok()?;
    form::compile(&Form::of_fields(id, fields), &Setting::default()).ok()
}
