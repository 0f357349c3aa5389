//! Keys that are either a plain value or a rule, and how the document writes them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Yes, no, or a rule. Yes unless said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, JsonSchema)]
#[schemars(untagged)]
pub enum Condition {
    Fixed(bool),
    Rule(String),
}

impl Default for Condition {
    fn default() -> Condition {
        Condition::Fixed(true)
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Condition::Fixed(yes) => serializer.serialize_bool(*yes),
            Condition::Rule(rule) => serializer.serialize_str(rule),
        }
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Condition, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Condition;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("true, false, or a rule between quotes")
            }

            fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Condition, E> {
                Ok(Condition::Fixed(yes))
            }

            fn visit_str<E: de::Error>(self, rule: &str) -> Result<Condition, E> {
                Ok(Condition::Rule(rule.to_owned()))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

/// A number, or a rule that gives one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, JsonSchema)]
#[schemars(untagged)]
pub enum Bound {
    Number(i64),
    Rule(String),
}

impl Serialize for Bound {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Bound::Number(number) => serializer.serialize_i64(*number),
            Bound::Rule(rule) => serializer.serialize_str(rule),
        }
    }
}

impl<'de> Deserialize<'de> for Bound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Bound, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Bound;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number, or a rule between quotes")
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Bound, E> {
                Ok(Bound::Number(number))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Bound, E> {
                i64::try_from(number).map(Bound::Number).map_err(E::custom)
            }

            fn visit_str<E: de::Error>(self, rule: &str) -> Result<Bound, E> {
                Ok(Bound::Rule(rule.to_owned()))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}
