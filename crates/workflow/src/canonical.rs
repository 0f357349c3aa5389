//! The canonical text of a JSON value: keys sorted by their UTF-8 bytes, no spaces, numbers and
//! strings as `serde_json` writes them. Own writer, because the order of `serde_json` maps depends
//! on what other crates of a build switch on, and this text is hashed for ever.

use serde_json::Value;

/// Writes `value` in the canonical form.
#[must_use]
pub fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(map) => {
            let mut keys: Vec<_> = map.iter().collect();
            keys.sort_by_key(|(key, _)| key.as_str());
            text.push('{');
            for (at, (key, item)) in keys.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(item, text);
            }
            text.push('}');
        }
        plain => text.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_at_every_depth_and_nothing_is_padded() {
        let value = json!({"b": [1, {"z": null, "a": "è\n\"\u{1}"}], "a": true, "B": 1.5});
        assert_eq!(canonical(&value), r#"{"B":1.5,"a":true,"b":[1,{"a":"è\n\"\u0001","z":null}]}"#);
    }
}
