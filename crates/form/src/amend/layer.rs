//! A change of answers as it is kept: what stands otherwise, by path.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::answers::{Answers, value_json, value_of, write_canonical};
use crate::compiled::Compiled;

/// What is otherwise in answers than before. Its text is canonical, so that it can be hashed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Answers by path; null where there is none any more.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    values: BTreeMap<String, Json>,
    /// Rows of groups by path; null where the group is not asked any more.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    rows: BTreeMap<String, Option<Vec<String>>>,
}

impl Layer {
    /// What changes from one to the other.
    #[must_use]
    pub fn between(before: &Answers, after: &Answers) -> Layer {
        let mut layer = Layer::default();
        for (path, value) in &after.values {
            if before.values.get(path) != Some(value) {
                layer.values.insert(path.clone(), value_json(value));
            }
        }
        let gone = before.values.keys().filter(|path| !after.values.contains_key(*path));
        layer.values.extend(gone.map(|path| (path.clone(), Json::Null)));
        for (path, rows) in &after.rows {
            if before.rows.get(path) != Some(rows) {
                layer.rows.insert(path.clone(), Some(rows.clone()));
            }
        }
        let gone = before.rows.keys().filter(|path| !after.rows.contains_key(*path));
        layer.rows.extend(gone.map(|path| (path.clone(), None)));
        layer
    }

    /// Nothing is otherwise.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty() && self.rows.is_empty()
    }

    /// Paths of what is otherwise, in order; groups whose rows came or went among them.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.values.keys().chain(self.rows.keys()).map(String::as_str)
    }

    /// The one text of this layer: keys in order, no spaces. What is hashed and kept.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut text = String::new();
        // Plain maps with text keys have no way to fail.
        write_canonical(&serde_json::to_value(self).unwrap_or_default(), &mut text);
        text
    }

    /// Reads back what [`Layer::canonical`] wrote; none if that is another text.
    #[must_use]
    pub fn read(text: &str) -> Option<Layer> {
        serde_json::from_str(text).ok()
    }
}

impl Answers {
    /// These answers as another form reads them, and the paths of those that it cannot hold: asked no more, or otherwise.
    /// Computed lines are the form's own and never missed.
    #[must_use]
    pub fn under(&self, form: &Compiled, next: &Compiled) -> (Answers, Vec<String>) {
        let read = Answers::read(next, &self.canonical(form));
        let differs = Layer::between(self, &read);
        let lost = differs.paths().filter(|path| !form.is_computed(path));
        (read, lost.map(str::to_owned).collect())
    }

    /// These answers with a layer over them. What the form does not know, or is of another type, is left out.
    #[must_use]
    pub fn with(mut self, form: &Compiled, layer: &Layer) -> Answers {
        for (path, rows) in &layer.rows {
            match rows {
                Some(rows) => self.rows.insert(path.clone(), rows.clone()),
                None => self.rows.remove(path),
            };
        }
        for (path, json) in &layer.values {
            let value = form.at(path).and_then(|field| value_of(field, json));
            match value {
                Some(value) => self.values.insert(path.clone(), value),
                None => self.values.remove(path),
            };
        }
        self
    }
}
