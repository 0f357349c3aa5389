//! What sources answered that nobody can change here: the data that a person may say are wrong.

use model::{Lang, dates};

use crate::check::Checked;
use crate::compiled::Compiled;
use crate::facts::{Facts, Origin};
use crate::show::Writer;

/// An answer that an authoritative source gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The question.
    pub label: String,
    /// The answer as people read it.
    pub shown: String,
    /// «Arriva da: SPID, 3 maggio 2026».
    pub source: String,
}

/// All that is shown now, in the order of the form.
#[must_use]
pub fn given(form: &Compiled, checked: &Checked, facts: &Facts<'_>, lang: Lang) -> Vec<Given> {
    let writer = Writer { form, facts, lang };
    let shown = checked.nodes.iter().filter(|node| node.is_visible);
    shown
        .filter_map(|node| {
            let origin = facts.origins.get(&node.path).filter(|origin| origin.is_authoritative)?;
            let field = &form.fields[node.field];
            Some(Given {
                label: field.def.label.get(lang).to_owned(),
                shown: writer.field(field, checked.answers.value(&node.path)),
                source: source(origin, lang),
            })
        })
        .filter(|given| !given.shown.is_empty())
        .collect()
}

/// Where an answer comes from; empty if the source has no name.
pub(super) fn source(origin: &Origin, lang: Lang) -> String {
    let name = origin.name.get(lang);
    if name.is_empty() {
        return String::new();
    }
    let on = origin.on.map(|on| format!(", {}", dates::long(on, lang))).unwrap_or_default();
    match lang {
        Lang::It => format!("Arriva da: {name}{on}"),
        Lang::En => format!("From {name}{on}"),
    }
}
