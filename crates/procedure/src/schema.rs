//! The JSON Schema of the document, from its Rust types: any editor completes a procedure with it.

use serde_json::Value;

use crate::document::Procedure;

/// The schema, draft 2020-12.
#[must_use]
pub fn schema() -> Value {
    schemars::schema_for!(Procedure).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_knows_every_part_of_a_document() {
        let schema = schema();
        let properties = schema["properties"].as_object().unwrap();
        for part in ["sheet", "local", "form", "fees", "workflow", "letters", "tests"] {
            assert!(properties.contains_key(part), "{part}");
        }
        assert_eq!(schema["additionalProperties"], false);
        let text = schema.to_string();
        for name in
            ["options_from", "suspension_days", "signed_by", "many_of", "silence_norm", "Blank"]
        {
            assert!(text.contains(name), "{name}");
        }
    }
}
