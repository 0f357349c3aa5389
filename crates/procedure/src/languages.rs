//! Texts that people read and that a document does not say in every language it is offered in.
//! A document is offered in the languages of its title. Norms, sources, names of acts and units may
//! be the same in every language and are not asked for.

use model::Lang;
use serde_json::Value;

use crate::document::Procedure;

/// Keys whose text is read by people, wherever they stand.
const SPOKEN: [&str; 27] = [
    "title",
    "summary",
    "addressed",
    "description",
    "how_to",
    "intro",
    "items",
    "achieved",
    "text",
    "cost",
    "online",
    "counter",
    "constraints",
    "conditions",
    "reason",
    "remedies",
    "substitute",
    "label",
    "help",
    "message",
    "add_label",
    "row_label",
    "because",
    "citizen",
    "refusal",
    "subject",
    "body",
];

/// Each text with a language it lacks, by its path.
pub(crate) fn missing(procedure: &Procedure) -> Vec<(String, Lang)> {
    let offered: Vec<Lang> = procedure.title.iter().map(|(lang, _)| lang).collect();
    let mut found = Vec::new();
    if let Ok(tree) = serde_json::to_value(procedure) {
        walk(&tree, "", "", &offered, &mut found);
    }
    found
}

/// Each text that must be said and is said in no language, by its path.
pub(crate) fn silent(procedure: &Procedure) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(tree) = serde_json::to_value(procedure) {
        hush(&tree, "", "", &mut found);
    }
    found
}

/// What may be left out is not written when it is empty: an empty text that is written must be said.
fn hush(tree: &Value, path: &str, key: &str, found: &mut Vec<String>) {
    match tree {
        Value::Object(parts) => {
            for (key, part) in parts {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                if inner != "tests" {
                    hush(part, &inner, key, found);
                }
            }
        }
        Value::Array(parts) => {
            for (index, part) in parts.iter().enumerate() {
                hush(part, &format!("{path}[{index}]"), key, found);
            }
        }
        Value::String(text) if text.is_empty() && is_spoken(path, key) => {
            found.push(path.to_owned());
        }
        _ => {}
    }
}

fn walk(tree: &Value, path: &str, key: &str, offered: &[Lang], found: &mut Vec<(String, Lang)>) {
    match tree {
        Value::Object(parts) => {
            let is_text = !parts.is_empty() && parts.keys().all(|key| key.parse::<Lang>().is_ok());
            if is_text {
                let lacking = offered.iter().filter(|lang| !parts.contains_key(lang.tag()));
                found.extend(lacking.map(|lang| (path.to_owned(), *lang)));
                return;
            }
            for (key, part) in parts {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                // A test is no text of the service, and a note is for authors.
                if inner != "tests" && key != "note" {
                    walk(part, &inner, key, offered, found);
                }
            }
        }
        Value::Array(parts) => {
            for (index, part) in parts.iter().enumerate() {
                walk(part, &format!("{path}[{index}]"), key, offered, found);
            }
        }
        Value::String(text) if !text.is_empty() && is_spoken(path, key) => {
            // A plain text is Italian.
            let lacking = offered.iter().filter(|lang| **lang != Lang::It);
            found.extend(lacking.map(|lang| (path.to_owned(), *lang)));
        }
        _ => {}
    }
}

fn is_spoken(path: &str, key: &str) -> bool {
    match key {
        // Only a state says what the office reads; elsewhere it is an id.
        "office" => path.starts_with("workflow.states"),
        key => SPOKEN.contains(&key),
    }
}
